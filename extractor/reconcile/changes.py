"""Levels and deltas, and repeats: "rose by 14 to 212" implies 198 before; one count said twice says one number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.reconcile.bounds import agree
from extractor.reconcile.breakdowns import possible
from extractor.reconcile.lexicon import lexicon
from extractor.reconcile.links import Links
from extractor.reconcile.model import CheckKind, Severity
from extractor.reconcile.words import count, named
from extractor.schema import FigureRecord


@dataclass(frozen=True)
class Finding:
    """A check before it has an id; the last figure's sentence is where it shows."""

    kind: CheckKind
    severity: Severity
    figures: tuple[FigureRecord, ...]
    message: str


def changes(links: Links) -> Iterator[Finding]:
    """For each delta with the level that it leads to: the level before, and whether the text gives another one."""
    for delta in links.records:
        if delta.measure == "level" or delta.value is None:
            continue
        level = _led_to(links, delta)
        if level is None or level.value is None:
            continue
        before = level.value - delta.value if delta.measure == "increase" else level.value + delta.value
        verb = "up" if delta.measure == "increase" else "down"
        sum_ = f"{verb} by {delta.value:,} to {named(level)}"
        start = _started_from(links, delta, level)
        if before < 0:
            yield Finding("change_mismatch", "error", (delta, level), f"{sum_}: the change is larger than the level")
        elif start is not None and start.value != before and start.quantifier == level.quantifier == "exact":
            text = f"{sum_} implies {before:,} before, but the text says {count(start)}"
            yield Finding("change_mismatch", "error", (start, delta, level), text)
        else:
            start = start or _said_elsewhere(links, level, before)
            figures = (delta, level) if start is None else (start, delta, level)
            said = ", as the article says" if start is not None else ""
            yield Finding("implied_level", "note", figures, f"{sum_} implies {before:,} before{said}")


def _led_to(links: Links, delta: FigureRecord) -> FigureRecord | None:
    """The level after a change: the next count of the sentence behind a "to", or else its stated total."""
    later = [
        r for r in links.records
        if r.sentence == delta.sentence and r.number.start > delta.number.end and r.measure == "level"
        and r.category == delta.category and r.unit == delta.unit
    ]  # fmt: skip
    to = set(lexicon().to)
    behind = next((r for r in later if to & set(_between(delta, r)) and _close(delta, r)), None)
    total = links.by_id.get(delta.part_of or "")
    if behind is not None or total is None or total.measure != "level" or total.category != delta.category:
        return behind
    return total


def _started_from(links: Links, delta: FigureRecord, level: FigureRecord) -> FigureRecord | None:
    """The level that the sentence says it was before ("from 198 to 212")."""
    for record in links.records:
        if record.sentence != level.sentence or record in (delta, level) or record.category != level.category:
            continue
        if record.value is not None and _words_before(record)[-1:] in [[w] for w in lexicon().from_]:
            return record
    return None


def _said_elsewhere(links: Links, level: FigureRecord, before: int) -> FigureRecord | None:
    """A count of the same kind that is the level before the change."""
    alike = (r for r in links.records if r.value == before and r.category == level.category and r.measure == "level")
    return next(alike, None)


def _between(a: FigureRecord, b: FigureRecord) -> list[str]:
    text, start = a.sentence.text, a.sentence.start
    return text[a.number.end - start : b.number.start - start].lower().split()


def _close(a: FigureRecord, b: FigureRecord) -> bool:
    """Whether no sentence-like break stands between the two."""
    return not any(word.endswith((";", ":")) for word in _between(a, b)) and len(_between(a, b)) <= 12


def _words_before(record: FigureRecord) -> list[str]:
    return record.sentence.text[: record.number.start - record.sentence.start].lower().split()


def repeats(links: Links) -> Iterator[Finding]:
    """Statements of one count that cannot all hold."""
    for statements in links.said_again:
        for n, later in enumerate(statements):
            earlier = next((s for s in statements[:n] if not agree(s, later)), None)
            if earlier is not None:
                text = f"{named(earlier)} is stated again as {count(later)}"
                yield Finding("repeats_disagree", "warning", (earlier, later), text)


def links_and_bounds(links: Links) -> Iterator[Finding]:
    """Links that lead nowhere, round in a circle or to a total of another kind, and bounds that contradict each other."""
    for record in links.records:
        for name, target in (("part_of", record.part_of), ("same_as", record.same_as)):
            if target is not None and target not in links.by_id:
                yield Finding("links", "error", (record,), f"{name} of {named(record)} leads to no record: {target}")
        total = links.by_id.get(record.part_of or "")
        if total is not None and not possible(record, total):
            text = f"{named(record)} cannot be part of {named(total)}: one of the two is misread, or the link is"
            yield Finding("links", "warning", (total, record), text)
        if _circles(links, record):
            yield Finding("links", "error", (record,), f"{named(record)} is, over its links, a part of itself")
        ordered = [n for n in (record.low, record.value, record.high) if n is not None]
        if ordered != sorted(ordered):
            text = f"low ≤ value ≤ high does not hold: {record.low}, {record.value}, {record.high}"
            yield Finding("bounds", "error", (record,), text)


def _circles(links: Links, record: FigureRecord) -> bool:
    at, seen = record, set[str]()
    while at.id not in seen:
        seen.add(at.id)
        following = links.by_id.get(at.part_of or "") or links.by_id.get(at.same_as or "")
        if following is None:
            return False
        at = following
    return at.id == record.id
