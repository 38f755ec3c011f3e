"""Compares a matched pair field by field.

Each field gives an `Outcome`: was it exactly right, and (for lists and fields that may be null) how many of
its parts are right, predicted and in gold. A field that gold does not annotate gives none. With several
annotators the best alternative of each field counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from extractor.scoring.entities import By, common
from extractor.scoring.load import EntityRef, Figure
from extractor.scoring.matching import Item, Matched

ROLES = ("affiliations", "actors", "locations", "sources")
LABEL_SETS = ("also", "groups", "causes")
SETS = (*LABEL_SETS, *ROLES)
NULLABLE = ("period", "part_of", "same_as")
PLAIN = ("value", "low", "high", "bounds", "quantifier", "measure", "unit", "category", "status")
# Reported, but no part of `full`: where a figure stands is not what it says.
ASIDE = ("section", "implicit")
FULL = (*PLAIN, *SETS, *NULLABLE)
FIELDS = (*FULL, *ASIDE)
CORE = ("value", "low", "high", "category")
VALUE_CATEGORY = ("value", "category")


class Outcome(NamedTuple):
    """`exact`: the field is right. The counts are of its parts (list members; 0 or 1 if nullable)."""

    exact: bool
    right: int = 0
    predicted: int = 0
    gold: int = 0


class Links:
    """Resolves `part_of` and `same_as` of both sides to items, so that they can be compared."""

    def __init__(self, matched: Matched) -> None:
        self._item_of: dict[tuple[int, str], int] = {}
        for i, item in enumerate(matched.items):
            for annotator, figure in zip(item.annotators, item.alternatives, strict=True):
                self._item_of[annotator, figure.id] = i
        self._golds = {
            (annotator, figure.id): figure
            for item in matched.items
            for annotator, figure in zip(item.annotators, item.alternatives, strict=True)
        }
        self._found = {matched.predictions[p].id: i for i, p in matched.pairs}
        self._predicted = {f.id: f for f in matched.predictions}

    def gold(self, annotator: int, figure: Figure, field: str) -> int | None:
        """The item that a gold link points at."""
        target = getattr(figure, field)
        if field == "same_as":
            target = _root(figure.id, target, lambda i: self._golds.get((annotator, i)))
        return None if target is None else self._item_of[annotator, target]

    def predicted(self, figure: Figure, field: str) -> int | None:
        """The item that a predicted link points at; -1 if it points at a false figure or at nothing."""
        target = getattr(figure, field)
        if field == "same_as":
            target = _root(figure.id, target, self._predicted.get)
        return None if target is None else self._found.get(target, -1)


def _root(start: str, target: str | None, find: Callable[[str], Figure | None]) -> str | None:
    """Follow `same_as` to the first record, maybe over a later one; a cycle stops where it closes."""
    seen = {start}
    while target is not None and target not in seen:
        seen.add(target)
        figure = find(target)
        if figure is None or figure.same_as is None or figure.same_as in seen:
            break
        target = figure.same_as
    return target


def ids_annotated(golds: Sequence[Mapping[str, tuple[Figure, ...]]]) -> bool:
    """Whether any gold entity has an id; otherwise nothing can be scored by id."""
    return any(
        e.id is not None
        for gold in golds
        for figures in gold.values()
        for f in figures
        for role in ROLES
        for e in getattr(f, role)
    )


def compare(item: Item, predicted: Figure, links: Links) -> dict[str, Outcome]:
    """All fields that at least one annotator gives for `item`, in the order of `FIELDS`."""
    out: dict[str, Outcome] = {}
    for field in FIELDS:
        outcomes = [
            _compare_one(annotator, figure, predicted, field, links)
            for annotator, figure in zip(item.annotators, item.alternatives, strict=True)
            if annotates(figure, field)
        ]
        if outcomes:
            out[field] = max(outcomes, key=_goodness)
    return out


def annotates(figure: Figure, field: str) -> bool:
    """Whether a record carries the key of a field ("bounds" is low and high)."""
    return figure.has("low") and figure.has("high") if field == "bounds" else figure.has(field)


def _goodness(outcome: Outcome) -> tuple[bool, float]:
    given = outcome.predicted + outcome.gold
    return outcome.exact, 2 * outcome.right / given if given else 1.0


def _compare_one(annotator: int, gold: Figure, predicted: Figure, field: str, links: Links) -> Outcome:
    if field in ROLES:
        return compare_entities(getattr(gold, field), getattr(predicted, field), "name")
    if field in LABEL_SETS:
        mine, theirs = Counter[str](getattr(gold, field)), Counter[str](getattr(predicted, field))
        return _of_counts((mine & theirs).total(), theirs.total(), mine.total())
    if field == "period":
        return _of_nullable(_interval(gold), _interval(predicted))
    if field in NULLABLE:
        return _of_nullable(links.gold(annotator, gold, field), links.predicted(predicted, field))
    if field == "bounds":
        return Outcome(annotates(predicted, "bounds") and (gold.low, gold.high) == (predicted.low, predicted.high))
    # A null says "open" or "no single value"; a key that is not there says nothing, so it cannot be right.
    said = predicted.has(field) or field not in ("value", "low", "high")
    return Outcome(said and getattr(gold, field) == getattr(predicted, field))


def compare_entities(gold: Sequence[EntityRef], predicted: Sequence[EntityRef], by: By) -> Outcome:
    """Compare two entity lists one-to-one."""
    return _of_counts(common(gold, predicted, by), len(predicted), len(gold))


def _of_counts(right: int, predicted: int, gold: int) -> Outcome:
    return Outcome(right == predicted == gold, right, predicted, gold)


def _of_nullable(gold: object | None, predicted: object | None) -> Outcome:
    both = gold is not None and gold == predicted
    return Outcome(gold == predicted, int(both), int(predicted is not None), int(gold is not None))


def _interval(figure: Figure) -> tuple[str | None, str | None] | None:
    return None if figure.period is None else (figure.period.start, figure.period.end)
