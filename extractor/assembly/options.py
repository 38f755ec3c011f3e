"""What a reading of a number is."""

from __future__ import annotations

from typing import NamedTuple

from extractor.assembly.context import Candidate
from extractor.categories import Cue
from extractor.loglinear import Features


class Option(NamedTuple):
    """A reading before it is scored. `source` says where the category comes from: cue, carry, context or none."""

    category: str | None
    source: str
    cue: Cue | None
    features: Features
    carried: Candidate | None = None


class Decided(NamedTuple):
    """A figure that is already decided, as later candidates see it."""

    category: str
    candidate: Candidate
    value: float | int | None
    also: tuple[str, ...] = ()


def bucket(n: int) -> str:
    """A distance in words as a feature value."""
    return str(n) if n <= 3 else "4-6" if n <= 6 else "7-10" if n <= 10 else "11+"
