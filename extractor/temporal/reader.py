"""Bare time expressions with their prepositions, resolved to periods."""

from __future__ import annotations

import re
from datetime import date, timedelta

from extractor.schema import Period, Span
from extractor.temporal.atoms import Atom, atoms
from extractor.temporal.calendar import (
    Direction,
    Interval,
    When,
    ago,
    days_from,
    first_day_of,
    parse_day,
    resolve,
    unit_around,
)
from extractor.temporal.lexicon import Lexicon
from extractor.temporal.model import Kind, PeriodMention
from extractor.temporal.ranges import edges, neighbours, plain_range, span
from extractor.temporal.telling import told

_LOOK_BACK = 800
_NEAR_AHEAD = 120
_FRAMES = ("from", "between")
# Prepositions of the agent too: "by Friday's blast" has no end on Friday.
_AGENT = ("by", "before", "through")
_NOUN = re.compile(r"\s+([^\W\d_]+)")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_EVENT_OF = re.compile(r"([^\W\d_]+)\s+of\s+\Z")
_ARTICLE = re.compile(r"\s*(?:the|a|an|its|his|her|their|this)\b", re.IGNORECASE)


class Reader:
    """One pass over one sentence. `found` are the mentions so far; `free` is where the last of them ends."""

    def __init__(self, text: str, start: int, end: int, published: date | None, lexicon: Lexicon) -> None:
        self.text, self.start, self.end, self.published, self.lex = text, start, end, published, lexicon
        self.found: list[PeriodMention] = []
        self.free = start
        # Asked for at every date; searching anew each time would be quadratic in the length of the sentence.
        self._ahead: bool | None = None

    def run(self, *, hanging: bool = True) -> list[PeriodMention]:
        """All mentions in order. `hanging` takes in those that hang on another time ("a day earlier")."""
        waiting = atoms(self.text, self.start, self.end, self.published, self.lex)
        if not hanging:
            waiting = [a for a in waiting if a.when or a.value]
        i = 0
        while i < len(waiting):
            if i + 1 < len(waiting) and self._range(waiting[i], waiting[i + 1]):
                i += 2
                continue
            self._single(waiting[i])
            i += 1
        return self.found

    def _single(self, atom: Atom) -> None:
        before = self._prefix(atom)
        prep, mod, which = _words(before)
        if not self._stands(atom, prep, mod, which):
            return
        value = self._value(atom, prep, which)
        if value is None:
            return
        end = self._end(atom)
        first, last = edges(value, mod, self.lex)
        possessive = _POSSESSIVE.match(self.text, end) is not None
        bounded = prep in self.lex.sets["until"] and not (possessive and prep in _AGENT)
        start = self._cut(atom, before, bounded)
        since = start if prep in self.lex.sets["since"] else self._since_clause(atom, start, end)
        if atom.rule == "since_then":
            last = None
        elif bounded:
            first = None
        elif since is not None:
            # "the worst since the 1975-1990 war" is since its end.
            start, first, last = since, last if atom.rule == "years" else first, None
        elif stretch := self.lex.stretch_to.search(self.text, self.free, atom.start):
            start, first = stretch.start(), self._stretch(stretch, last)
        self._add(start, end, (first, last), possessive)
        self._going_on(start, end, first, last)

    def _prefix(self, atom: Atom) -> re.Match[str] | None:
        return self.lex.prefix.search(self.text, max(self.free, atom.start - 60), atom.start)

    def _cut(self, atom: Atom, before: re.Match[str] | None, bounded: bool) -> int:
        """Where the expression begins: with its preposition, if that belongs to it."""
        if before is None:
            return atom.start
        prep = _words(before)[0]
        ranged = atom.when is not None and atom.when.last_day is not None
        own = prep in self.lex.sets["cut_with"] and (bounded or prep not in self.lex.sets["until"])
        if not prep or own or (ranged and prep in _FRAMES):
            return before.start()
        rest = self.text[before.end("prep") : atom.end]
        return before.end("prep") + len(rest) - len(rest.lstrip())

    def _stands(self, atom: Atom, prep: str, mod: str, which: str) -> bool:
        """Whether the words are a time at all: months are names too, years are counts, days are names."""
        sets, noun = self.lex.sets, self._noun_after(atom.end)
        if atom.rule in ("weekday", "named"):
            return not self._is_name(atom)
        if atom.rule == "month":
            if prep == "by" and not mod and self.text[atom.end : atom.end + 3].istitle():
                return False  # "by May Smith"
            return bool(prep or which or mod in sets["month_modifiers"] or noun == "alone")
        if atom.rule in ("years", "year") and noun in sets["counted"] and self.text[atom.end - 2 : atom.end] == "00":
            return False
        if atom.rule == "day_alone":
            return bool(mod)
        if atom.rule == "moved":
            return prep != "within"
        if atom.rule != "year":
            return True
        if prep == "of":
            event = _EVENT_OF.search(self.text, max(self.start, atom.start - 30), atom.start)
            return mod in sets["year_modifiers"] or (event is not None and event[1].lower() in sets["events"])
        named = self._after_the(atom) and bool(noun)
        return named or mod in sets["year_modifiers"] or prep in sets["year_after"]

    def _is_name(self, atom: Atom) -> bool:
        before = self.text[max(self.start, atom.start - 12) : atom.start].split()
        after = self.text[atom.end : atom.end + 14].split()
        if before and before[-1] in self.lex.sets["names_before"]:
            return True
        return bool(after) and after[0].strip(".,") in self.lex.sets["names_after"]

    def _noun_after(self, at: int) -> str:
        found = _NOUN.match(self.text, at, self.end)
        return found.group(1).lower() if found else ""

    def _after_the(self, atom: Atom) -> bool:
        return self.text[max(self.start, atom.start - 4) : atom.start].lower().endswith("the ")

    def _value(self, atom: Atom, prep: str, which: str) -> Interval | None:
        if atom.value:
            return atom.value
        if atom.moved:
            return self._moved(*atom.moved)
        if atom.when is None:
            named = self._named_before()
            return (named.period.start, None) if named and named.period.start else None
        if atom.same_year:
            named = self._named_before()
            year = (named.period.start or named.period.end or "")[:4] if named else ""
            return resolve(atom.when._replace(year=int(year)), None) if year else None
        return resolve(atom.when, self.published, self._direction(atom.when, prep, which))

    def _direction(self, when: When, prep: str, which: str) -> Direction:
        if which in ("last", "this past"):
            return "last"
        if which in ("next", "this coming"):
            return "next"
        if self._ahead is None:
            self._ahead = self.lex.future.search(self.text, self.start, self.end) is not None
        ahead = self._ahead
        if prep in self.lex.sets["until"]:
            return "future" if ahead or self._nearer_ahead(when) else "past"
        return "future" if ahead and when.day and self._nearer_ahead(when) else "past"

    def _nearer_ahead(self, when: When) -> bool:
        """Whether the date of that name to come is much nearer than the one gone by."""
        if self.published is None or when.month is None:
            return False
        to_come = resolve(when._replace(day=when.day or 1), self.published, "future")
        day = parse_day(to_come[0]) if to_come else None
        return day is not None and day - self.published < timedelta(_NEAR_AHEAD)

    def _end(self, atom: Atom) -> int:
        """Where the expression ends: with a part of the day, or with the noun of a year ("the 2011 coup")."""
        if atom.rule in ("year", "years", "month", "month_year"):
            noun = _NOUN.match(self.text, atom.end, self.end) if self._after_the(atom) else None
            return noun.end() if noun and noun.group(1).islower() else atom.end
        part = self.lex.suffix.match(self.text, atom.end, self.end)
        return part.end() if part else atom.end

    def _moved(self, unit: str, count: int) -> Interval | None:
        named = self._named_before()
        anchor = None
        if named and (named.kind == "day" or (named.kind == "point" and unit in ("month", "year"))):
            anchor = parse_day(first_day_of(named.period.start or ""))
        if anchor is None and count < 0 and unit == "day":
            anchor = self.published
        if anchor is None:
            return None
        if unit == "day":
            return days_from(anchor, count, count)
        if unit == "week":
            # "Three weeks later" is no day: the month is as much as the words say.
            day = days_from(anchor, 7 * count, 7 * count)
            return (day[0][:7], day[0][:7]) if day else None
        month = ago(anchor, "month", -count * (12 if unit == "year" else 1 if unit == "month" else 120))
        return month if count < 0 or unit != "decade" else unit_around(anchor, "decade", count)

    def _named_before(self) -> PeriodMention | None:
        """The time that the text named last before this place, in the sentence or not far before it."""
        if self.found or self.start == 0:
            return self.found[-1] if self.found else None
        # Those that hang on others themselves are left out: the chain could go back to the first page.
        begin = max(0, self.start - _LOOK_BACK)
        named = Reader(self.text, begin, self.start, self.published, self.lex).run(hanging=False)
        return named[-1] if named else None

    def _range(self, a: Atom, b: Atom) -> bool:
        """Read "from Monday to Friday", "between March and May 2011", "in April and May"."""
        link = self.lex.connector.fullmatch(self.text, a.end, b.start)
        if link is None or not (a.when and b.when):
            return False
        before = self._prefix(a)
        prep, mod, which = _words(before)
        framed = prep in _FRAMES or prep in self.lex.sets["since"] or mod in self.lex.sets["night"]
        pair = link["and"] is not None and prep != "between" and mod not in self.lex.sets["night"]
        if pair and not (neighbours(a.when, b.when) and self._stands(a, prep, mod, which)):
            return False
        if not pair and not framed and not plain_range(a.when, b.when):
            return False
        if b.rule == "year" and not self._stands(b, "in", "", ""):
            return False
        value = span(a.when, b.when, self.published)
        if value is None:
            return False
        start = before.start() if before and prep not in ("after", "of", "around") else a.start
        self._add(start, self._end(b), value, False)
        return True

    def _stretch(self, stretch: re.Match[str], last: str | None) -> str | None:
        """The first day of "the week to 29 January", "the 24 hours to 23 November"."""
        end, number = parse_day(last), stretch["n"] or "1"
        count = int(number) if number.isdigit() else self.lex.data.numbers[number.lower()]
        unit = self.lex.data.units[stretch["u"].lower()]
        if end is None:
            return last
        days = {"hour": -(-count // 24), "day": count - 1, "week": 7 * count - 1}.get(unit)
        value = days_from(end, -days, 0) if days is not None else ago(end, unit, count)
        return value[0] if value else last

    def _since_clause(self, atom: Atom, start: int, end: int) -> int | None:
        """Where a "since" begins whose clause ends in this date: "since the war broke out in March 2011"."""
        if atom.when is None and atom.rule != "years":
            return None
        clause = self.lex.since_clause.search(self.text, max(self.free, start - 120), start)
        if clause is None:
            return None
        words, lex = clause["words"], self.lex
        if lex.begins.search(words) or self._noun_after(atom.end) in lex.sets["events"]:
            return clause.start()
        # "since the fall of the government on 8 December", but no clause with a speaker and a day of speaking
        named = _ARTICLE.match(words) and not lex.saying_inside.search(words)
        return clause.start() if named else None

    def _going_on(self, start: int, end: int, first: str | None, last: str | None) -> None:
        """ "The protests began in early October": also what has gone on since."""
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
        risk = kind != "open" and not possessive and told(self.text, start, end, (self.start, self.end), self.lex)
        self.found.append(
            PeriodMention(
                span=Span(start=start, end=end, text=words),
                period=Period(start=first, end=last, text=words),
                kind=kind,
                statement_risk=risk,
            )
        )
        self.free = end


def _words(prefix: re.Match[str] | None) -> tuple[str, str, str]:
    """Preposition, modifier and "last"/"next" of a prefix, in small letters."""
    if prefix is None:
        return "", "", ""
    prep, mod, which = (" ".join((prefix[name] or "").lower().split()) for name in ("prep", "mod", "which"))
    return prep, mod, which
