"""Splits that no link states and only the arithmetic shows: two large counts that are exactly a third."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from extractor.reconcile.breakdowns import row
from extractor.reconcile.facets import divide
from extractor.reconcile.links import Links
from extractor.reconcile.model import Total
from extractor.schema import FigureRecord

# Small counts make a third by chance (2 + 3 = 5). A sum of k digits is met by chance about once in 10^k pairs, so the
# total, without the zeros that all three end in, has to be this many times the number of pairs that could give it.
_TIMES, _SMALLEST = 20, 500
# An article with more counts than this is a table; pairs of its cells say nothing.
_MOST = 60


def implied_splits(links: Links, stated: Sequence[Total]) -> list[Total]:
    """Two counts that make up a third of the same kind, where the links do not say so already."""
    known = {(links.root[t.figure], frozenset(links.root[p] for p in t.parts)) for t in stated}
    counts = [r for root, r in _counts(links)]
    if len(counts) > _MOST:
        return []
    out = []
    for total in counts:
        for a, b in _pairs(counts, total):
            fresh = (links.root[total.id], frozenset((links.root[a.id], links.root[b.id]))) not in known
            if fresh and not _elsewhere(links, total, a, b):
                family = divide((a, b), total)[0][0]
                out.append(row(total, family, (a, b), implied=True))
    return out


def _counts(links: Links) -> Iterator[tuple[str, FigureRecord]]:
    """Each exact level once, by its first statement."""
    for root, statements in links.statements.items():
        first = statements[0]
        if first.quantifier == "exact" and first.value and first.measure == "level" and first.status == "reported":
            yield root, first


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
