"""The types inside this package: what a numeral and a number expression are before they are a `Quantity`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor.quantities.lexicon import Form

Number = int | float


@dataclass(slots=True, frozen=True)
class Numeral:
    """A numeral at ``[start, end)``. `value` is None for a run of digits too long to be a count.

    `scale` is the magnitude word's factor (1 without one); `digits` says whether it is written in figures.
    """

    start: int
    end: int
    value: Number | None
    digits: bool
    scale: int = 1


@dataclass(slots=True, frozen=True)
class Expression:
    """A number expression without its cue, not yet classified.

    `value` is None for ranges (`low`/`high` hold the ends), vague counts (`low` holds what they say) and
    digits that no one can count to. `approximate` is set where the words themselves say so ("a couple").
    """

    start: int
    end: int
    form: Form
    value: Number | None
    low: Number | None = None
    high: Number | None = None
    approximate: bool = False


def tidy(value: Decimal) -> Number:
    """An int where the value is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
