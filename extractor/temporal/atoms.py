"""The bare time expressions of a sentence, without prepositions: each one with what it says of a time."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from extractor.temporal.calendar import Interval, When, ago, back_from, days_from, unit_around
from extractor.temporal.lexicon import Lexicon

_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")


class Atom(NamedTuple):
    """One bare expression. `when` is for dates that still need a year or week, `value` for what is resolved.

    `moved` are the units by which it lies before or after another time of the text ("two days earlier").
    """

    start: int
    end: int
    rule: str
    when: When | None = None
    value: Interval | None = None
    moved: tuple[str, int] | None = None


def atoms(text: str, start: int, end: int, published: date | None, lexicon: Lexicon) -> list[Atom]:
    """The expressions in ``text[start:end]`` in reading order; what has no reading is left out."""
    found: list[Atom] = []
    for match in lexicon.finder.finditer(text, start, end):
        rule = match.lastgroup or ""
        fields = lexicon.rules[rule].match(text, match.start(), end)
        if fields is None:
            continue
        atom = _date(rule, fields, lexicon) or _counted(rule, fields, published, lexicon)
        if atom is not None:
            found.append(atom)
    return found


def _date(rule: str, m: re.Match[str], lexicon: Lexicon) -> Atom | None:
    """A calendar date or a weekday."""
    g, at, end = m.groupdict(), m.start(), m.end()
    year = int(g["y"]) if g.get("y") else None
    month = lexicon.months.get((g.get("m") or "").rstrip(".").lower())
    if rule == "iso":
        return Atom(at, end, rule, When(year, int(g["m"]), int(g["d"])))
    if rule == "numeric":
        return _numeric(m)
    if rule in ("day_month", "month_day"):
        return _day_of_month(rule, m, year, month, lexicon)
    if rule in ("month", "month_year"):
        return Atom(at, end, rule, When(year, month))
    if rule == "weekday":
        return Atom(at, end, rule, When(weekday=lexicon.weekdays[g["w"].lower()]))
    if rule == "year":
        return Atom(at, end, rule, When(year))
    if rule == "years":
        last = g["z"] if len(g["z"]) == 4 else g["y"][:2] + g["z"]
        return Atom(at, end, rule, value=(g["y"], last)) if g["y"] < last else None
    if rule == "decade":
        return Atom(at, end, rule, value=(g["y"], g["y"][:3] + "9"))
    return None


def _numeric(m: re.Match[str]) -> Atom | None:
    """Day and month in figures, only where their order is plain."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    if m["sep"] == "." or a > 12 or a == b:
        return Atom(m.start(), m.end(), "numeric", When(year, b, a)) if 1 <= b <= 12 else None
    return Atom(m.start(), m.end(), "numeric", When(year, a, b)) if b > 12 else None


def _day_of_month(rule: str, m: re.Match[str], year: int | None, month: int | None, lex: Lexicon) -> Atom | None:
    g, end = m.groupdict(), m.end()
    if g.get("yy"):
        # Two figures are a year only in wire style ("7 MAR 90") or after an apostrophe.
        if g["m"].isupper() and len(g["m"]) > 1 or m.string[m.start("yy") - 1] in "'’":
            year = (1900 if int(g["yy"]) > 40 else 2000) + int(g["yy"])
        else:
            end = m.end("m")
    if year is None and rule == "day_month" and g["m"].lower() in lex.data.month_words:
        if lex.month_verb.match(m.string, m.end("m")):
            return None
    if year is not None and g.get("y") and _next_word(m.string, end) in lex.counted:
        year, end = None, max(m.end("d"), m.end("e") if g.get("e") else 0, m.end("m"))
    if rule == "month_day" and year is None and _next_word(m.string, end) in lex.counted and g["d"].isdigit():
        # "in May 12 people died": a month and a count.
        if m.string[max(0, m.start() - 3) : m.start()].lower() == "in ":
            return Atom(m.start(), m.end("m"), "month", When(month=month))
    day = int(g["d"].rstrip("stndrh"))
    last = int(g["e"].rstrip("stndrh")) if g.get("e") else None
    return Atom(m.start(), end, rule, When(year, month, day, last_day=last))


def _next_word(text: str, at: int) -> str:
    found = _NEXT_WORD.match(text, at)
    return found.group(1).lower() if found else ""


def _counted(rule: str, m: re.Match[str], published: date | None, lex: Lexicon) -> Atom | None:
    """An expression that counts from the publication date or from another time."""
    g, at, end = m.groupdict(), m.start(), m.end()
    unit = lex.data.units.get((g.get("u") or g.get("v") or "").lower(), (g.get("u") or "").lower())
    count = _number(g.get("n") or g.get("k") or "one", lex)
    if rule == "moved":
        sign = 1 if g["to"].lower() == "later" else -1
        return Atom(at, end, rule, moved=(unit, sign * count)) if unit not in ("hour", "fortnight") else None
    if rule == "beside":
        word = (g.get("to") or g.get("of") or "").lower()
        return Atom(at, end, rule, moved=("day", 1 if word in ("next", "following", "after") else -1))
    if published is None:
        return None
    value: Interval | None = None
    if rule in ("back", "back_one", "span"):
        value = back_from(published, unit, count)
    elif rule == "ago":
        value = ago(published, unit, count)
    elif rule == "named":
        value = days_from(published, *lex.data.days[" ".join(g["name"].lower().split())])
    elif rule in ("rel", "weekend"):
        value = _relative(g, unit, published)
    elif rule == "edge":
        value = _edge(g, unit, published)
    elif rule == "month_rel":
        year = published.year - (g["which"].lower() == "last")
        return Atom(at, end, rule, When(year, lex.months[g["m"].rstrip(".").lower()]))
    return Atom(at, end, rule, value=value) if value else None


def _number(word: str, lex: Lexicon) -> int:
    return int(word) if word.isdigit() else lex.data.numbers[" ".join(word.lower().split())]


def _relative(g: dict[str, str | None], unit: str, published: date) -> Interval | None:
    which = " ".join((g.get("which") or "").lower().split())
    if unit in ("weekend", ""):
        # The latest Saturday and Sunday that have begun; "this weekend" and "next weekend" may lie ahead.
        saturday = -((published.weekday() - 5) % 7)
        if which == "next":
            saturday += 7
        elif which == "last" and saturday > -2:
            saturday -= 7
        return days_from(published, saturday, saturday + 1)
    if which == "this past":
        return unit_around(published, unit, -1)
    if (which, unit) == ("this", "week"):
        return days_from(published, -published.weekday(), 0)
    shift = {"this": 0, "last": -1, "next": 1, "coming": 1}[which]
    return unit_around(published, unit, shift)


def _edge(g: dict[str, str | None], unit: str, published: date) -> Interval | None:
    whole = unit_around(published, unit, -1 if (g["which"] or "").lower() == "last" else 0)
    if whole is None:
        return None
    first, last = whole
    if (g["edge"] or "").lower() == "end":
        return (last, last) if unit in ("week", "month") else (f"{last}-12", f"{last}-12")
    start = {4: f"{first}-01", 7: f"{first}-01"}.get(len(first or ""), first)
    return (start, start)
