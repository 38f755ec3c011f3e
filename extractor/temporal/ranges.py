"""Two times that are one period, and the edges of one."""

from __future__ import annotations

from datetime import date

from extractor.temporal.calendar import Interval, When, last_day_of, resolve
from extractor.temporal.lexicon import Lexicon


def edges(value: Interval, mod: str, lexicon: Lexicon) -> Interval:
    """A year of which only the start or the end is meant, to the month."""
    first, last = value
    if first is not None and first == last and len(first) == 4:
        if mod in lexicon.sets["start"]:
            return f"{first}-01", f"{first}-01"
        if mod in lexicon.sets["end"]:
            return f"{first}-12", f"{first}-12"
    return first, last


def plain_range(a: When, b: When) -> bool:
    """Whether two dates with "to" or a dash between are a range without "from" in front."""
    return a.year is not None or bool(a.month and (b.year or (a.day and b.day)))


def neighbours(a: When, b: When) -> bool:
    """Whether two times with "and" between follow each other directly: "in April and May"."""
    if a.weekday is not None or b.weekday is not None:
        return a.weekday is not None and b.weekday == (a.weekday + 1) % 7
    if a.day or b.day:
        return False
    if a.month or b.month:
        return bool(a.month and b.month == a.month % 12 + 1 and a.year is None)
    return bool(a.year and b.year == a.year + 1)


def span(a: When, b: When, published: date | None) -> Interval | None:
    """From `a` to `b`, each of which may have its year or week from the other."""
    if b.year is None and b.month and a.year:
        b = b._replace(year=a.year + ((b.month, b.day or 31) < (a.month or 1, a.day or 1)))
    if a.year is None and a.month and b.year:
        a = a._replace(year=b.year - ((a.month, a.day or 0) > (b.month or 12, b.day or 31)))
    to = resolve(b, published)
    if to is None:
        return None
    start = resolve(a, last_day_of(to[1]) or published)
    return (start[0], to[1]) if start and start[0] <= to[1] else None
