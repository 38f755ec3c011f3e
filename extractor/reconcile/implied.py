"""Splits that no link states and only the arithmetic shows.

Two kinds are beyond chance: the counts right behind or before a count in its sentence that make it up exactly ("160,681,
including 120,158 men, 15,237 women and 25,286 children"), and two large counts anywhere that are exactly a third.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from extractor.reconcile.breakdowns import possible, row
from extractor.reconcile.facets import divide
from extractor.reconcile.links import Links, order
from extractor.reconcile.model import Total
from extractor.schema import FigureRecord

# Small counts make a third by chance (2 + 3 = 5). A sum of k digits is met by chance about once in 10^k pairs, so the
# total, without the zeros that all three end in, has to be this many times the number of pairs that could give it.
_TIMES, _SMALLEST = 20, 500
# In one sentence, side by side, fewer do: a text first says the total and then what it is made of, seldom the reverse.
_SMALLEST_BEHIND, _SMALLEST_BEFORE = 10, 50
# An article with more counts than this is a table; pairs of its cells say nothing.
_MOST = 60


def relinked(links: Links) -> tuple[Links, frozenset[str]]:
    """The links with each list put under the count that it makes up, and the ids of the parts that were put there.

    A list stays where it is if the links put all of it elsewhere, under a count that has nothing to do with the one
    beside it.
    """
    moved: dict[str, str | None] = {}
    for total, parts in _lists(links):
        if {p.id for p in parts} & moved.keys() or all(_target(links, p) == links.root[total.id] for p in parts):
            continue
        ids = {links.root[p.id] for p in parts}
        begun = any(_target(links, p) == links.root[total.id] for p in parts)
        if begun or all(_may_move(links, p, total, ids) for p in parts):
            moved |= {p.id: total.id for p in parts}
            if _target(links, total) in ids:
                moved[total.id] = None
    records = [r.model_copy(update={"part_of": moved[r.id]}) if r.id in moved else r for r in links.records]
    return Links(tuple(records)), frozenset(id_ for id_, target in moved.items() if target is not None)


def _target(links: Links, record: FigureRecord) -> str | None:
    return links.root.get(record.part_of or "")


def _may_move(links: Links, part: FigureRecord, total: FigureRecord, list_: set[str]) -> bool:
    target = _target(links, part)
    if target is None or target in (*list_, links.root[total.id]) or links.under(total, target):
        return True
    other = links.by_id[target]
    return (other.value, other.category) == (total.value, total.category)


def implied_thirds(links: Links, stated: Sequence[Total]) -> list[Total]:
    """Two counts that make up a third of the same kind, where the links do not say so already."""
    known = {(links.root[t.figure], frozenset(links.root[p] for p in t.parts)) for t in stated}
    return [
        row(total, divide(parts, total)[0][0], parts, implied=True)
        for total, parts in _thirds(links)
        if (links.root[total.id], frozenset(links.root[p.id] for p in parts)) not in known
    ]


def _lists(links: Links) -> Iterator[tuple[FigureRecord, tuple[FigureRecord, ...]]]:
    """Each count with the counts beside it, in its sentence, that are exactly as many."""
    for n, total in enumerate(links.records):
        if not _exact(total):
            continue
        sides = ((links.records[n + 1 :], _SMALLEST_BEHIND), (links.records[:n][::-1], _SMALLEST_BEFORE))
        for side in (some for some, smallest in sides if (total.value or 0) >= smallest):
            parts = _run(total, side)
            if parts and _one_kind(parts, total) and not _beside(total, parts):
                yield total, tuple(sorted(parts, key=order))


def _run(total: FigureRecord, side: Sequence[FigureRecord]) -> tuple[FigureRecord, ...]:
    """The first counts of one side, if they are two or more and exactly the total; else none."""
    parts: list[FigureRecord] = []
    for record in side:
        if record.sentence != total.sentence or not _exact(record):
            break
        parts.append(record)
        if sum(p.value or 0 for p in parts) >= (total.value or 0):
            break
    exact = sum(p.value or 0 for p in parts) == total.value
    return tuple(parts) if exact and len(parts) > 1 else ()


def _beside(total: FigureRecord, parts: Sequence[FigureRecord]) -> bool:
    """Whether the links say that all of them are parts of one other total: then the equal sum is chance."""
    return total.part_of is not None and all(p.part_of == total.part_of for p in parts)


def _one_kind(parts: Sequence[FigureRecord], total: FigureRecord) -> bool:
    """All parts of the total's category, or none: 12 dead and 30 injured are 42 casualties, but no 42 dead."""
    same = [p.category == total.category for p in parts]
    units = {p.unit for p in (*parts, total)}
    return len(units) == 1 and (all(same) or not any(same)) and all(possible(p, total) for p in parts)


def _thirds(links: Links) -> Iterator[tuple[FigureRecord, tuple[FigureRecord, ...]]]:
    counts = [statements[0] for statements in links.statements.values() if _exact(statements[0])]
    if len(counts) > _MOST:
        return
    for total in counts:
        for a, b in _pairs(counts, total):
            if not _elsewhere(links, total, a, b):
                yield total, (a, b)


def _exact(record: FigureRecord) -> bool:
    return bool(
        record.quantifier == "exact" and record.value and record.measure == "level" and record.status == "reported"
    )


def _pairs(counts: Sequence[FigureRecord], total: FigureRecord) -> list[tuple[FigureRecord, FigureRecord]]:
    alike = [
        c for c in counts
        if c.id != total.id and c.category == total.category and c.unit == total.unit and (c.value or 0) < (total.value or 0)
    ]  # fmt: skip
    trials = len(alike) * (len(alike) - 1) // 2
    found = []
    for a, b in combinations(alike, 2):
        scale = _common_zeros(a.value or 0, b.value or 0, total.value or 0)
        size = (total.value or 0) // scale
        if (a.value or 0) + (b.value or 0) == total.value and size >= max(_SMALLEST, _TIMES * trials):
            found.append((a, b))
    return found


def _common_zeros(*values: int) -> int:
    scale = 1
    while all(v % (scale * 10) == 0 for v in values):
        scale *= 10
    return scale


def _elsewhere(links: Links, total: FigureRecord, a: FigureRecord, b: FigureRecord) -> bool:
    """Whether a link puts one of the three where this split cannot be: the total under a part, a part under the other."""
    roots = [links.root[r.id] for r in (total, a, b)]
    return (
        links.under(total, roots[1])
        or links.under(total, roots[2])
        or links.under(a, roots[2])
        or links.under(b, roots[1])
    )
