"""Counts as intervals, and what a sum of parts says of its total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from extractor.reconcile.model import TotalVerdict
from extractor.schema import FigureRecord

# "About 300" holds what is within a tenth of it; the parts are all of it within a twentieth, and never by more than
# half of the last digit that the text gives.
_LOOSE, _CLOSE = 0.10, 0.05


@dataclass(frozen=True)
class Interval:
    """What a count may be; `high` is infinite where the text leaves it open."""

    low: float
    high: float


def interval(record: FigureRecord) -> Interval:
    """The counts that the words of the record admit."""
    value = record.value
    if record.quantifier == "approximately" and value is not None:
        return Interval(value * (1 - _LOOSE), value * (1 + _LOOSE))
    low = record.low if record.low is not None else 0
    high = record.high if record.high is not None else inf
    if record.quantifier == "exact" and value is not None:
        return Interval(value, value)
    return Interval(low, high)


def agree(a: FigureRecord, b: FigureRecord) -> bool:
    """Whether two statements of one count can both hold: their intervals meet, or one is the other rounded."""
    x, y = interval(a), interval(b)
    if x.low <= y.high and y.low <= x.high:
        return True
    return a.value is not None and b.value is not None and (_rounds(a.value, b.value) or _rounds(b.value, a.value))


def _rounds(exact: int, rounded: int) -> bool:
    unit = _unit(rounded)
    return unit >= 10 and abs(exact - rounded) <= min(unit / 2, rounded * _CLOSE)


def _unit(value: int) -> int:
    """The place of the last digit that is not zero: 100 for 1,700."""
    unit = 1
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit


def stated_sum(parts: Sequence[FigureRecord]) -> int | None:
    """The sum of the stated values; null where a part states none."""
    values = [p.value for p in parts]
    return None if None in values else sum(v for v in values if v is not None)


def verdict(total: FigureRecord, parts: Sequence[FigureRecord]) -> TotalVerdict:
    """What the parts, taken as apart from each other, say of the total."""
    whole = interval(total)
    low, high = sum(interval(p).low for p in parts), sum(interval(p).high for p in parts)
    together, stated = stated_sum(parts), total.value
    if low > whole.high:
        return "exceeds"
    if together is None or stated is None:
        return "partial" if high < whole.low else "open"
    if abs(together - stated) <= _tolerance(total, parts) or _rounded_down(total, together):
        return "complete"
    return "partial" if together < stated else "open"


def _rounded_down(total: FigureRecord, together: int) -> bool:
    """Whether the total is its parts cut to a round number: 8,615 and 2,140 are "more than 10,000"."""
    if total.quantifier not in ("more_than", "at_least") or total.value is None:
        return False
    return total.value <= together < total.value + min(_unit(total.value), total.value * _LOOSE)


def _tolerance(total: FigureRecord, parts: Sequence[FigureRecord]) -> float:
    rounded = [r.value for r in (total, *parts) if r.quantifier == "approximately" and r.value is not None]
    return max((min(_unit(v) / 2, v * _CLOSE) for v in rounded), default=0.0)
