"""The bare time expressions of a sentence, without prepositions: each one with what it says of a time."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from extractor.temporal.calendar import Interval, When, ago, back_from, days_from, first_day_of, unit_around
from extractor.temporal.lexicon import Lexicon

_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_ORDER = {"first": 0, "second": 1, "third": 2, "fourth": 3}


class Atom(NamedTuple):
    """One bare expression.

    `when` is for dates that still lack a year or a week, `value` for what is resolved. `moved` are the
    units by which it lies before or after another time of the text ("two days earlier"); `same_year` says
    that its year is that of another time ("in July of that year").
    """

    start: int
    end: int
    rule: str
    when: When | None = None
    value: Interval | None = None
    moved: tuple[str, int] | None = None
    same_year: bool = False


def atoms(text: str, start: int, end: int, published: date | None, lexicon: Lexicon) -> list[Atom]:
    """The expressions in ``text[start:end]`` in reading order; what has no reading is left out."""
    found: list[Atom] = []
    free = start
    for match in lexicon.finder.finditer(text, start, end):
        rule = match.lastgroup or ""
        fields = lexicon.rules[rule].match(text, match.start(), end)
        if fields is None or match.start() < free:
            continue
        atom = _date(rule, fields, lexicon) or _relative(rule, fields, published, lexicon)
        if atom is not None:
            found.append(_with_year(atom, text, end, published, lexicon))
            free = found[-1].end
    return found


def _with_year(atom: Atom, text: str, end: int, published: date | None, lexicon: Lexicon) -> Atom:
    """Add "last year", "of that year" behind a date."""
    if atom.when is None or atom.when.year or not atom.when.month:
        return atom
    behind = lexicon.rel_year.match(text, atom.end, end)
    if behind is None:
        return atom
    which = behind["which"].lower()
    if which in ("this", "last"):
        if published is None:
            return atom
        when = atom.when._replace(year=published.year - (which == "last"))
        return atom._replace(end=behind.end(), when=when)
    return atom._replace(end=behind.end(), same_year=True)


def _date(rule: str, m: re.Match[str], lexicon: Lexicon) -> Atom | None:
    """A calendar date or a weekday."""
    g, at, end = m.groupdict(), m.start(), m.end()
    year = int(g["y"]) if g.get("y") else None
    if rule == "iso":
        return Atom(at, end, rule, When(year, int(g["m"]), int(g["d"])))
    if rule == "numeric":
        return _numeric(m)
    if rule in ("day_month", "month_day"):
        return _day_of_month(rule, m, year, _month(g, lexicon), lexicon)
    if rule in ("month", "month_year"):
        return Atom(at, end, rule, When(year, _month(g, lexicon)))
    if rule == "weekday":
        return Atom(at, end, rule, When(weekday=lexicon.weekdays[g["w"].lower()]))
    if rule == "holiday":
        names = {name.lower(): day for name, day in lexicon.data.holidays.items()}
        month, day = names[" ".join(g["day"].lower().split())]
        return Atom(at, end, rule, When(month=month, day=day))
    if rule == "year":
        return Atom(at, end, rule, When(year))
    if rule == "years":
        last = g["z"] if len(g["z"]) == 4 else g["y"][:2] + g["z"]
        return Atom(at, end, rule, value=(g["y"], last)) if g["y"] < last else None
    if rule == "decade":
        return Atom(at, end, rule, value=(g["y"], g["y"][:3] + "9"))
    return None


def _month(g: dict[str, str], lexicon: Lexicon) -> int:
    return lexicon.months[g["m"].rstrip(".").lower()]


def _numeric(m: re.Match[str]) -> Atom | None:
    """Day and month in figures, only where their order is plain."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    if m["sep"] == "." or a > 12 or a == b:
        return Atom(m.start(), m.end(), "numeric", When(year, b, a)) if 1 <= b <= 12 else None
    return Atom(m.start(), m.end(), "numeric", When(year, a, b)) if b > 12 and a else None


def _day_of_month(rule: str, m: re.Match[str], year: int | None, month: int, lexicon: Lexicon) -> Atom | None:
    text, g, end = m.string, m.groupdict(), m.end()
    if g.get("yy"):
        # Two figures are a year only in wire style ("7 MAR 90") or after an apostrophe.
        if (g["m"].isupper() and len(g["m"]) > 1) or text[m.start("yy") - 1] in "'’":
            year = (1900 if int(g["yy"]) > 40 else 2000) + int(g["yy"])
        else:
            end = m.end("m")
    words = lexicon.data.month_words
    if year is None and rule == "day_month" and g["m"].lower() in words and lexicon.month_verb.match(text, m.end("m")):
        return None
    counts = _next_word(text, end) in lexicon.sets["counted"]
    if year and g.get("y") and counts and year % 100 == 0:
        # "On May 5, 2000 people fled"
        year, end = None, m.end("e") if g.get("e") and rule == "month_day" else max(m.end("d"), m.end("m"))
    elif rule == "month_day" and year is None and counts:
        # "in May 12 people died", "May 12 and 13 people were missing"
        if g.get("e"):
            g["e"], end = "", m.end("d")
        elif text[max(0, m.start() - 3) : m.start()].lower() == "in ":
            return Atom(m.start(), m.end("m"), "month", When(month=month))
    last = int(g["e"].rstrip("stndrh")) if g.get("e") else None
    return Atom(m.start(), end, rule, When(year, month, int(g["d"].rstrip("stndrh")), last_day=last))


def _next_word(text: str, at: int) -> str:
    found = _NEXT_WORD.match(text, at)
    return found.group(1).lower() if found else ""


def _relative(rule: str, m: re.Match[str], published: date | None, lexicon: Lexicon) -> Atom | None:
    """An expression that counts from the publication date or from another time."""
    g, at, end = m.groupdict(), m.start(), m.end()
    word = (g.get("u") or g.get("v") or "").lower()
    unit = lexicon.data.units.get(word, word)
    count = _number(g.get("n") or g.get("k") or "one", lexicon)
    if rule == "moved":
        sign = 1 if g["to"].lower() == "later" else -1
        return Atom(at, end, rule, moved=(unit, sign * count)) if unit not in ("hour", "fortnight") else None
    if rule == "beside":
        side = (g.get("to") or g.get("of") or "").lower()
        return Atom(at, end, rule, moved=("day", 1 if side in ("next", "following", "after") else -1))
    if rule == "since_then":
        return Atom(at, end, rule)
    if rule == "part_of":
        value = _part_of(g, count, published)
        return Atom(at, end, rule, value=value) if value else None
    if published is None:
        return None
    if rule == "day_alone":
        month = published.month if int(g["d"]) <= published.day else published.month - 1
        return Atom(at, end, rule, When(published.year - (month == 0), month or 12, int(g["d"])))
    value = _from_publication(rule, g, unit, count, published, lexicon)
    return Atom(at, end, rule, value=value) if value else None


def _number(word: str, lexicon: Lexicon) -> int:
    return int(word) if word.isdigit() else lexicon.data.numbers[" ".join(word.lower().split())]


def _from_publication(
    rule: str, g: dict[str, str], unit: str, count: int, published: date, lexicon: Lexicon
) -> Interval | None:
    if rule in ("back", "back_one", "span"):
        return back_from(published, unit, count)
    if rule == "ago":
        return ago(published, unit, count)
    if rule == "named":
        return days_from(published, *lexicon.data.days[" ".join(g["name"].lower().split())])
    if rule in ("rel", "weekend"):
        return _week_month_year(g, unit, published)
    if rule == "edge":
        return _edge(g, unit, published)
    if rule == "so_far":
        whole = unit_around(published, unit, 0)
        return (first_day_of(whole[0]), published.isoformat()) if whole else None
    if rule == "year_end":
        return (f"{published.year:04}-12-31",) * 2
    if rule == "season":
        # Seasons have no dates of their own: the year is as much as the words say.
        return (f"{published.year - (g['which'].lower() == 'last' and published.month < 9):04}",) * 2
    return None


def _week_month_year(g: dict[str, str], unit: str, published: date) -> Interval | None:
    which = " ".join((g.get("which") or "").lower().split())
    if unit in ("weekend", ""):
        # The latest Saturday and Sunday that have begun; "next weekend" lies ahead.
        saturday = -((published.weekday() - 5) % 7)
        if which == "next":
            saturday += 7
        elif which == "last" and saturday > -2:
            saturday -= 7
        return days_from(published, saturday, saturday + 1)
    if (which, unit) == ("this", "week"):
        return days_from(published, -published.weekday(), 0)
    shift = {"this": 0, "this past": -1, "last": -1, "next": 1, "coming": 1}[which]
    return unit_around(published, unit, shift)


def _edge(g: dict[str, str], unit: str, published: date) -> Interval | None:
    """The start or the end of this or the last week, month or year."""
    whole = unit_around(published, unit, -1 if g["which"].lower() == "last" else 0)
    if whole is None:
        return None
    if g["edge"].lower() == "end":
        return (f"{whole[1]}-12-31",) * 2 if unit == "year" else (whole[1], whole[1])
    return (whole[0] if unit == "week" else f"{whole[0]}-01",) * 2


def _part_of(g: dict[str, str], count: int, published: date | None) -> Interval | None:
    """ "the first three months of 2023", "the second half of last year", "the first quarter of this year"."""
    if g.get("y"):
        year = int(g["y"])
    elif published is None:
        return None
    else:
        year = published.year - (g["which"].lower() == "last")
    size = {"half": 6, "quarter": 3}.get((g.get("part") or "").lower(), count)
    nth = g["nth"].lower()
    first = 13 - size if nth in ("last", "final") else 1 + size * _ORDER[nth]
    last = first + size - 1
    return (f"{year:04}-{first:02}", f"{year:04}-{last:02}") if 1 <= first <= last <= 12 else None
