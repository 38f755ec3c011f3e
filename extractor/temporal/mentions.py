"""Time expressions with their prepositions, resolved to periods."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from extractor.schema import Model, Period, Span
from extractor.temporal.atoms import Atom, atoms
from extractor.temporal.calendar import (
    Direction,
    Interval,
    When,
    ago,
    days_from,
    last_day,
    parse_day,
    resolve,
    unit_around,
)
from extractor.temporal.lexicon import Lexicon, lexicon

Kind = Literal["day", "interval", "open", "point"]

_LOOK_BACK = 800
_FRAMES = ("from", "between")
# Prepositions of the agent too: "by Friday's blast" has no end on Friday.
_AGENT = ("by", "before", "through")
_TOKEN = re.compile(r"[\w'’.&-]+|[^\w\s]")
_NOUN = re.compile(r"\s+([^\W\d_]+)")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")


class PeriodMention(Model):
    """A time expression and its reading.

    `kind`: ``day`` one calendar day; ``point`` one month or year, of which no more is said; ``interval`` from one
    time to another; ``open`` one side is not said ("since 2003"). `statement_risk`: it stands beside a word of
    telling ("said on Monday") and so may date the statement instead of the event.
    """

    span: Span
    period: Period
    kind: Kind
    statement_risk: bool


def find_periods(text: str, start: int, end: int, published: str | None) -> tuple[PeriodMention, ...]:
    """The time expressions in ``text[start:end]`` (a sentence) that can be resolved, in reading order.

    `published` is the publication date, ISO; without it only what the words alone fix is read. Values are ISO 8601 of
    the precision that the words have. Expressions that hang on another one ("a day earlier") look for it in the
    sentence, then in the text before `start`. Never raises on any text.
    """
    lex = lexicon()
    if not lex.trigger.search(text, start, end):
        return ()
    return tuple(_Reader(text, start, end, parse_day(published), lex).run())


def find_publication_date(text: str, start: int, end: int) -> str | None:
    """The first full date (with its year) in a dateline or date line ``text[start:end]``, ISO; None if none is there."""
    for atom in atoms(text, start, end, None, lexicon()):
        if atom.when and atom.when.year and atom.when.day and (value := resolve(atom.when, None)):
            return value[0]
    return None

class _Reader:
    """One pass over one sentence. `found` are the mentions so far; `free` is where the last of them ends."""

    def __init__(self, text: str, start: int, end: int, published: date | None, lex: Lexicon) -> None:
        self.text, self.start, self.end, self.published, self.lex = text, start, end, published, lex
        self.found: list[PeriodMention] = []
        self.free = start

    def run(self) -> list[PeriodMention]:
        waiting = atoms(self.text, self.start, self.end, self.published, self.lex)
        i = 0
        while i < len(waiting):
            if i + 1 < len(waiting) and self._range(waiting[i], waiting[i + 1]):
                i += 2
                continue
            self._single(waiting[i])
            i += 1
        return self.found

    def _prefix(self, atom: Atom) -> re.Match[str] | None:
        return self.lex.prefix.search(self.text, max(self.free, atom.start - 60), atom.start)

    def _single(self, atom: Atom) -> None:
        before = self._prefix(atom)
        prep, mod, which = _words(before)
        if not self._stands(atom, prep, mod, which):
            return
        value = self._value(atom, prep, which)
        if value is None:
            return
        end = self._end(atom)
        first, last = value
        possessive = _POSSESSIVE.match(self.text, end) is not None
        bounded = prep in self.lex.until and not (possessive and prep in _AGENT)
        start = self._cut(atom, before, bounded)
        since = start if prep in self.lex.since else self._since_clause(start, end) if atom.when else None
        if bounded:
            first = None
        elif since is not None and atom.rule == "years":
            start, first, last = since, last, None
        elif since is not None:
            start, last = since, None
        self._add(start, end, (first, last), possessive)
        self._going_on(start, end, first, last)

    def _cut(self, atom: Atom, before: re.Match[str] | None, bounded: bool) -> int:
        """Where the expression begins: with its preposition, if that belongs to it."""
        if before is None:
            return atom.start
        prep = _words(before)[0]
        ranged = atom.when is not None and atom.when.last_day is not None
        own = prep in self.lex.cut_with and (bounded or prep not in self.lex.until)
        if not prep or own or (ranged and prep in _FRAMES):
            return before.start()
        return before.start("prep") + len(before["prep"]) + 1

    def _stands(self, atom: Atom, prep: str, mod: str, which: str) -> bool:
        """Whether a bare month or year is one: months are words and names, years are counts."""
        if atom.rule in ("weekday", "named") and self._is_name(atom):
            return False
        if atom.rule == "month":
            return bool(prep or mod or which)
        if atom.rule == "years":
            return self._after_noun(atom.end) not in self.lex.counted
        if atom.rule != "year":
            return True
        noun = self._after_noun(atom.end)
        if noun in self.lex.counted:
            return False
        return (self._after_the(atom) and bool(noun)) or bool(mod) or prep in self.lex.year_after

    def _is_name(self, atom: Atom) -> bool:
        before = self.text[max(self.start, atom.start - 12) : atom.start].split()
        after = self.text[atom.end : atom.end + 14].split()
        return bool(before and before[-1] in self.lex.names_before) or bool(
            after and after[0].strip(".,") in self.lex.names_after
        )

    def _after_noun(self, at: int) -> str:
        found = _NOUN.match(self.text, at, self.end)
        return found.group(1).lower() if found else ""

    def _value(self, atom: Atom, prep: str, which: str) -> Interval | None:
        if atom.value:
            return atom.value
        if atom.moved:
            return self._moved(*atom.moved)
        if atom.when is None:
            return None
        return resolve(atom.when, self.published, self._direction(atom, prep, which))

    def _direction(self, atom: Atom, prep: str, which: str) -> Direction:
        if which in ("last", "this past"):
            return "last"
        if which in ("next", "this coming"):
            return "next"
        ahead = self.lex.future.search(self.text, self.start, atom.start) is not None
        if prep in self.lex.until and ahead:
            return "future"
        return "future" if ahead and atom.when and self._nearer_ahead(atom.when) else "past"

    def _nearer_ahead(self, when: When) -> bool:
        """Whether the date of that name to come is much nearer than the one gone by."""
        if self.published is None or when.day is None or when.month is None:
            return False
        to_come = resolve(when, self.published, "future")
        day = parse_day(to_come[0]) if to_come else None
        return day is not None and (day - self.published).days < 120

    def _end(self, atom: Atom) -> int:
        """Where the expression ends: with a part of the day, or with the noun that a year names ("the 2011 coup")."""
        if atom.rule in ("year", "years", "month", "month_year"):
            noun = _NOUN.match(self.text, atom.end, self.end) if self._after_the(atom) else None
            return noun.end() if noun and noun.group(1).islower() else atom.end
        part = self.lex.suffix.match(self.text, atom.end, self.end)
        return part.end() if part else atom.end

    def _after_the(self, atom: Atom) -> bool:
        return self.text[max(self.start, atom.start - 4) : atom.start].lower().endswith("the ")

    def _moved(self, unit: str, count: int) -> Interval | None:
        anchor = self._anchor()
        if anchor is None and count < 0:
            anchor = self.published
        if anchor is None:
            return None
        if unit == "day":
            return days_from(anchor, count, count)
        return ago(anchor, unit, -count) if count < 0 else unit_around(anchor, unit, count)

    def _anchor(self) -> date | None:
        """The day that the text named last before this place; None where it last named something else."""
        named = self.found
        if not named and self.start > 0:
            begin = max(0, self.start - _LOOK_BACK)
            reader = _Reader(self.text, begin, self.start, self.published, self.lex)
            # Those that hang on others themselves are left out: the chain could go back to the first page.
            plain = [a for a in atoms(self.text, begin, self.start, self.published, self.lex) if not a.moved]
            for atom in plain:
                reader._single(atom)
            named = reader.found
        return parse_day(named[-1].period.start) if named and named[-1].kind == "day" else None

    def _range(self, a: Atom, b: Atom) -> bool:
        """Read "from Monday to Friday", "between March and May 2011", "March 2011 – March 2021"."""
        link = self.lex.connector.fullmatch(self.text, a.end, b.start)
        if link is None or not (a.when and b.when):
            return False
        before = self._prefix(a)
        prep, mod, _ = _words(before)
        framed = prep in _FRAMES or prep in self.lex.since
        if (link["and"] and prep != "between") or not (framed or _plain_range(a.when, b.when)):
            return False
        if not framed and a.rule == "year" and not self._stands(b, "in", mod, ""):
            return False
        value = _span(a.when, b.when, self.published)
        if value is None:
            return False
        self._add(before.start() if before and prep != "after" else a.start, self._end(b), value, False)
        return True

    def _since_clause(self, start: int, end: int) -> int | None:
        """Where a "since" begins whose clause ends in this date: "since the war broke out in March 2011"."""
        clause = self.lex.since_clause.search(self.text, max(self.free, start - 120), start)
        if clause is None:
            return None
        words = clause["words"]
        if self.lex.begins.search(words) or self.lex.begins.fullmatch(self._after_noun(end)):
            return clause.start()
        return None

    def _going_on(self, start: int, end: int, first: str | None, last: str | None) -> None:
        """"The protests began in early October": also what has gone on since."""
        verb = self.lex.begin_verb.search(self.text, max(self.start, start - 24), start)
        if verb and first and last:
            self._add(verb.start(), end, (first, None), False)

    def _add(self, start: int, end: int, value: Interval, possessive: bool) -> None:
        first, last = value
        words = self.text[start:end]
        kind: Kind = "interval"
        if first is None or last is None:
            kind = "open"
        elif first == last:
            kind = "day" if len(first) == 10 else "point"
        risk = kind != "open" and not possessive and self._told(start, end)
        self.found.append(
            PeriodMention(
                span=Span(start=start, end=end, text=words),
                period=Period(start=first, end=last, text=words),
                kind=kind,
                statement_risk=risk,
            )
        )
        self.free = end

    def _told(self, start: int, end: int) -> bool:
        return self._told_before(start) or self._told_after(start, end)

    def _told_before(self, start: int) -> bool:
        """"said on Monday", "told the BBC on Friday", "in a statement released late Sunday"."""
        before = _TOKEN.findall(self.text, max(self.start, start - 120), start)
        for token in reversed(before[-8:]):
            if token.lower() in self.lex.reporting:
                return True
            if token.lower() not in self.lex.telling and not token[0].isupper():
                return False
        return False

    def _told_after(self, start: int, end: int) -> bool:
        """"On Sunday, Palestinian officials said" at the start of a clause."""
        after = _TOKEN.findall(self.text, end, min(self.end, end + 120))
        if after and after[0].lower() in self.lex.saying:
            return True
        head = self.text[self.start : start].strip(" \"'“‘—–-\n")
        if head and head[-1] not in ",;:":
            return False
        last = ""
        for n, token in enumerate(after[:9]):
            if token.lower() in self.lex.saying:
                # After a small word it is an adjective: "an earthquake of reported magnitude 5".
                return last not in self.lex.telling
            if not (token[0].isalnum() or (n == 0 and token == ",")) or token.endswith(("ed", "ing")):
                return False
            last = token.lower()
        return False


def _words(prefix: re.Match[str] | None) -> tuple[str, str, str]:
    """Preposition, modifier and "last"/"next" of a prefix, in small letters."""
    if prefix is None:
        return "", "", ""
    prep, mod, which = (" ".join((prefix[name] or "").lower().split()) for name in ("prep", "mod", "which"))
    return prep, mod, which


def _plain_range(a: When, b: When) -> bool:
    """Whether two dates with "to" or a dash between are a range without "from" in front."""
    return a.year is not None or bool(a.month and (b.year or (a.day and b.day)))


def _span(a: When, b: When, published: date | None) -> Interval | None:
    """From `a` to `b`, each of which may have its year or week from the other."""
    if b.year is None and b.month and a.year:
        b = b._replace(year=a.year)
    if a.year is None and a.month and b.year:
        later = (a.month, a.day or 0) > (b.month or 12, b.day or 31)
        a = a._replace(year=b.year - later)
    if a.day and b.day and b.month and a.month is None and a.weekday is None:
        a = a._replace(year=b.year, month=b.month)
    to = resolve(b, published)
    if to is None:
        return None
    start = resolve(a, _last_day_of(to[1]) or published)
    return (start[0], to[1]) if start and start[0] <= to[1] else None


def _last_day_of(value: str) -> date | None:
    if len(value) == 10:
        return parse_day(value)
    year, month = int(value[:4]), int(value[5:7] or 12)
    return date(year, month, last_day(year, month)) if year else None
