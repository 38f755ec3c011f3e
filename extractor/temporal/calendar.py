"""Dates as news writes them, and their ISO 8601 values. Knows nothing of words."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, NamedTuple

Direction = Literal["past", "future", "last", "next"]
Interval = tuple[str | None, str | None]


class When(NamedTuple):
    """What an expression says of a time. `weekday` counts from Monday, 0. `fixed` is already resolved."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    last_day: int | None = None
    fixed: tuple[str, str] | None = None


def parse_day(text: str | None) -> date | None:
    """The day of an ISO date or date-time; None if there is none (also for one of reduced precision)."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def resolve(when: When, published: date | None, direction: Direction = "past") -> tuple[str, str] | None:
    """First and last ISO date, of the precision that the words have; None if they do not fix it.

    ``past``: the latest such time up to the publication date, ``last`` before it, ``future``, ``next`` after.
    """
    if when.fixed:
        return when.fixed
    if when.weekday is not None and when.month is None:
        return _weekday(when.weekday, published, direction)
    if when.month is None:
        return (f"{when.year:04}",) * 2 if when.year else None
    year = when.year or _year(when.month, when.day, published, direction)
    if year is None:
        return None
    if when.day is None:
        return (f"{year:04}-{when.month:02}",) * 2
    first, last = _day(year, when.month, when.day), _day(year, when.month, when.last_day or when.day)
    return (first, last) if first and last and first <= last else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _weekday(weekday: int, published: date | None, direction: Direction) -> tuple[str, str] | None:
    if published is None:
        return None
    back = (published.weekday() - weekday) % 7
    days = -7 if direction == "last" and back == 0 else -back
    if direction in ("future", "next"):
        days = 7 - back
    return _shifted(published, days, days)


def _year(month: int, day: int | None, published: date | None, direction: Direction) -> int | None:
    if published is None:
        return None
    here, then = (published.month, published.day if day else 0), (month, day or 0)
    if direction in ("future", "next"):
        return published.year + (then < here or (direction == "next" and then == here))
    return published.year - (then > here or (direction == "last" and then == here))


def _shifted(day: date, first: int, last: int) -> tuple[str, str] | None:
    try:
        return (day + timedelta(first)).isoformat(), (day + timedelta(last)).isoformat()
    except OverflowError:
        return None


def days_from(day: date, first: int, last: int) -> tuple[str, str] | None:
    """The days from `first` to `last`, counted from `day`; None out of the calendar's range."""
    return _shifted(day, first, last)


def unit_around(day: date, unit: str, shift: int) -> tuple[str, str] | None:
    """The calendar week (Monday to Sunday), month or year that lies `shift` units from that of `day`."""
    if unit == "week":
        monday = -day.weekday() + 7 * shift
        return _shifted(day, monday, monday + 6)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + shift
        return (f"{months // 12:04}-{months % 12 + 1:02}",) * 2 if 12 <= months < 120000 else None
    year = day.year + shift * (10 if unit == "decade" else 1)
    return (f"{year:04}",) * 2 if 1 <= year <= 9999 else None


def back_from(day: date, unit: str, count: int) -> tuple[str, str] | None:
    """The stretch of `count` units up to `day`: days for hours to weeks, else months or years."""
    if unit in ("hour", "day", "week", "fortnight"):
        size = {"hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14}[unit]
        return _shifted(day, -max(1, round(count * size)), 0) if count < 100_000 else None
    first, last = unit_around(day, unit, -count), unit_around(day, "month" if unit == "month" else "year", 0)
    return (first[0], last[0]) if first and last else None


def ago(day: date, unit: str, count: int) -> tuple[str, str] | None:
    """The time `count` units before `day`: a day (hours, days), else the calendar week, month or year."""
    if unit in ("hour", "day"):
        days = count if unit == "day" else round(count / 24)
        return _shifted(day, -days, -days) if count < 100_000 else None
    if unit == "fortnight":
        return unit_around(day, "week", -2 * count)
    return unit_around(day, unit, -count)


def first_day_of(value: str) -> str:
    """The first day of an ISO value of any precision."""
    return value + {4: "-01-01", 7: "-01"}.get(len(value), "")


def last_day_of(value: str) -> date | None:
    """The last day of an ISO value of any precision."""
    if len(value) == 10:
        return parse_day(value)
    year, month = int(value[:4]), int(value[5:7] or 12)
    return date(year, month, monthrange(year, month)[1]) if year else None
