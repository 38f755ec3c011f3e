"""How a count stands to the counts before it: which of them it may continue, and how near, how large, how joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.assembly.figures import Figure
from extractor.assembly.phrases import path

NEAR = 4
_PARTS = ("including", "among", "of", "whom", "which", ":", "comprising", "and")


def size(figure: Figure) -> float | None:
    """The number, or the least that it commits to."""
    q = figure.candidate.quantity
    return q.value if q.value is not None else q.low


def compared(figure: Figure, other: Figure) -> str:
    """Is the figure's number less than, equal to or more than the other one?"""
    a, b = size(figure), size(other)
    return "unknown" if a is None or b is None else "equal" if a == b else "less" if a < b else "more"


def nearness(figure: Figure, other: Figure) -> str:
    """How many sentences back the other figure stands, as a feature value."""
    gap = figure.sentence - other.sentence
    return "same" if gap == 0 else "1" if gap == 1 else "2-3" if gap <= 3 else "far"


def joined(figure: Figure, other: Figure) -> str:
    """How a count of the same sentence is tied to this one: by a word of a partition, or by a short path."""
    if figure.sentence != other.sentence:
        return f"block={figure.view.block == other.view.block}"
    parse, a, b = figure.view.parse, other.candidate.phrase, figure.candidate.phrase
    between = parse.lower[min(a.last, b.last) + 1 : max(a.first, b.first)]
    sign = next((w for w in _PARTS if w in between), "none")
    return sign if sign != "and" else f"and {path(parse, b.anchor, a.anchor, 2) != 'far'}"


def earlier(figure: Figure, history: Sequence[Figure], field: str) -> Iterator[tuple[str, Figure]]:
    """The counts that this one may continue, each with the reason; `field` is the set field that is to be carried."""
    if not history:
        return
    last = history[-1]
    yield "last", last
    back = [h for h in reversed(history) if h is not last]
    same = next((h for h in back if h.value == figure.value and h.category == figure.category), None)
    if same is not None:
        yield "same", same
    near = [h for h in back if figure.sentence - h.sentence <= NEAR and h.category == figure.category]
    whole = next((h for h in near if compared(figure, h) == "less"), None)
    if whole is not None:
        yield "whole", whole
    filled = next((h for h in back if getattr(h, field)), None)
    if filled is not None:
        yield "earlier", filled
    if history[0] is not last and getattr(history[0], field):
        yield "opening", history[0]


def same_event(figure: Figure, other: Figure) -> str:
    """Do place and cause say that two counts belong to one event: `same`, `other`, or `open` where nothing is known?"""
    agree = [bool(set(a) & set(b)) for a, b in _compared_fields(figure, other) if a and b]
    return "open" if not agree else "same" if all(agree) else "other"


def _compared_fields(figure: Figure, other: Figure) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    yield figure.locations, other.locations
    yield figure.causes, other.causes
