"""One-to-one matching of gold and predicted figures on overlapping number spans, inside one article.

The rule (`RULE`): of all one-to-one assignments of overlapping pairs, the one with the largest total
overlap in characters; ties go to more pairs of the same category, then of the same value, then to the order
of the text. The winner is unique, so neither the order of a file nor of a set can change a score. What
stays unmatched is a miss or a false figure: a second record on the same number is a false figure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.scoring.load import Figure

RULE = "overlap-max"
RULE_VERSION = 1


class Item(NamedTuple):
    """A gold figure: one label per annotator that has it. `optional` if an annotator does not have it."""

    alternatives: tuple[Figure, ...]
    annotators: tuple[int, ...]
    optional: bool

    @property
    def first(self) -> Figure:
        return self.alternatives[0]


class Matched(NamedTuple):
    """Outcome for one article. `pairs` is (index of item, index of prediction), both in the order given."""

    items: tuple[Item, ...]
    predictions: tuple[Figure, ...]
    pairs: tuple[tuple[int, int], ...]

    @property
    def missed(self) -> list[int]:
        """Indexes of the items that count and that nothing matched."""
        found = {i for i, _ in self.pairs}
        return [i for i, item in enumerate(self.items) if i not in found and not item.optional]

    @property
    def false(self) -> list[int]:
        """Indexes of the predictions that matched nothing."""
        used = {p for _, p in self.pairs}
        return [p for p in range(len(self.predictions)) if p not in used]

    @property
    def counted(self) -> list[tuple[int, int]]:
        """The pairs that count: those on an item that every annotator has."""
        return [(i, p) for i, p in self.pairs if not self.items[i].optional]


def build_items(golds: Sequence[Sequence[Figure]]) -> tuple[Item, ...]:
    """Merge the annotators' figures of one article into items, in the order of the text."""
    items = [Item((f,), (0,), len(golds) > 1) for f in golds[0]] if golds else []
    for annotator, figures in enumerate(golds[1:], 1):
        pairs = dict(assign(items, figures))
        used = set(pairs.values())
        items = [
            item._replace(
                alternatives=(*item.alternatives, figures[pairs[i]]),
                annotators=(*item.annotators, annotator),
                optional=len(item.annotators) + 1 < len(golds),
            )
            if i in pairs
            else item
            for i, item in enumerate(items)
        ]
        items += [Item((f,), (annotator,), True) for p, f in enumerate(figures) if p not in used]
    return tuple(sorted(items, key=lambda item: (item.first.number.start, item.first.number.end)))


def match(golds: Sequence[Sequence[Figure]], predictions: Sequence[Figure]) -> Matched:
    """Match one article's gold (one sequence an annotator) with its predictions, sorted as by `join`."""
    items = build_items(golds)
    return Matched(items, tuple(predictions), tuple(assign(items, predictions)))


def assign(items: Sequence[Item], predictions: Sequence[Figure]) -> list[tuple[int, int]]:
    """Return the best one-to-one pairs (item index, prediction index), ordered."""
    overlaps = _overlaps(items, predictions)
    pairs: list[tuple[int, int]] = []
    for rows, columns in _clusters(overlaps):
        if len(rows) == len(columns) == 1:
            pairs.append((rows[0], columns[0]))
        else:
            weights = _weights(items, predictions, overlaps, rows, columns)
            pairs += [(rows[r], columns[c]) for r, c in best_assignment(weights)]
    return sorted(pairs)


def _overlaps(items: Sequence[Item], predictions: Sequence[Figure]) -> dict[int, dict[int, int]]:
    """Characters shared by each overlapping pair: item index → prediction index → size."""
    order = sorted(range(len(predictions)), key=lambda p: predictions[p].number.start)
    starts = [predictions[p].number.start for p in order]
    longest = max((f.number.end - f.number.start for f in predictions), default=0)
    out: dict[int, dict[int, int]] = {}
    for i, item in enumerate(items):
        spans = [f.number for f in item.alternatives]
        first = bisect_left(starts, min(s.start for s in spans) - longest)
        last = bisect_left(starts, max(s.end for s in spans))
        for p in order[first:last]:
            own = predictions[p].number
            size = max(min(s.end, own.end) - max(s.start, own.start) for s in spans)
            if size > 0:
                out.setdefault(i, {})[p] = size
    return out


def _clusters(overlaps: Mapping[int, Mapping[int, int]]) -> list[tuple[list[int], list[int]]]:
    """Connected components of the overlap graph, as (item indexes, prediction indexes)."""
    by_column: dict[int, list[int]] = {}
    for row, columns in overlaps.items():
        for column in columns:
            by_column.setdefault(column, []).append(row)
    out: list[tuple[list[int], list[int]]] = []
    seen: set[int] = set()
    for start in overlaps:
        if start in seen:
            continue
        rows, columns_in, queue = {start}, set[int](), [start]
        while queue:
            for column in overlaps[queue.pop()].keys() - columns_in:
                columns_in.add(column)
                fresh = [r for r in by_column[column] if r not in rows]
                rows.update(fresh)
                queue += fresh
        seen |= rows
        out.append((sorted(rows), sorted(columns_in)))
    return out


def _weights(
    items: Sequence[Item],
    predictions: Sequence[Figure],
    overlaps: Mapping[int, Mapping[int, int]],
    rows: Sequence[int],
    columns: Sequence[int],
) -> list[list[int]]:
    """Overlap, category, value and order in one integer, each too small to outweigh the one before."""
    base = max(len(rows), len(columns)) + 1
    order = (len(columns) + 1) ** len(rows)
    table = []
    for rank, i in enumerate(rows):
        step = (len(columns) + 1) ** (len(rows) - 1 - rank)
        row = []
        for position, p in enumerate(columns):
            size = overlaps[i].get(p, 0)
            alternatives, prediction = items[i].alternatives, predictions[p]
            category = any(f.has("category") and f.category == prediction.category for f in alternatives)
            value = any(f.has("value") and f.value == prediction.value for f in alternatives)
            key = (size * base + category) * base + value
            row.append(key * order + (len(columns) - position) * step if size else 0)
        table.append(row)
    return table


def best_assignment(weights: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Maximum-weight one-to-one assignment (Hungarian method, exact integers), without pairs of weight 0."""
    if not weights or not weights[0]:
        return []
    if len(weights) > len(weights[0]):
        flipped = best_assignment([list(column) for column in zip(*weights, strict=True)])
        return sorted((r, c) for c, r in flipped)
    n, m = len(weights), len(weights[0])
    limit = sum(max(row) for row in weights) + 1
    row_potential, column_potential = [0] * (n + 1), [0] * (m + 1)
    owner = [0] * (m + 1)
    for row in range(1, n + 1):
        owner[0] = row
        _augment(weights, owner, row_potential, column_potential, limit)
    return sorted((owner[c] - 1, c - 1) for c in range(1, m + 1) if owner[c] and weights[owner[c] - 1][c - 1])


def _augment(
    weights: Sequence[Sequence[int]],
    owner: list[int],
    row_potential: list[int],
    column_potential: list[int],
    limit: int,
) -> None:
    """One shortest augmenting path from the row in `owner[0]`; rows and columns count from 1."""
    m = len(column_potential) - 1
    slack: list[int | None] = [None] * (m + 1)
    way, used, column = [0] * (m + 1), [False] * (m + 1), 0
    while True:
        used[column] = True
        row, best, following = owner[column], None, 0
        for c in range(1, m + 1):
            if used[c]:
                continue
            cost = limit - weights[row - 1][c - 1] - row_potential[row] - column_potential[c]
            current = slack[c]
            if current is None or cost < current:
                slack[c], way[c], current = cost, column, cost
            if best is None or current < best:
                best, following = current, c
        delta = best or 0
        for c in range(m + 1):
            if used[c]:
                row_potential[owner[c]] += delta
                column_potential[c] -= delta
            elif (current := slack[c]) is not None:
                slack[c] = current - delta
        column = following
        if owner[column] == 0:
            break
    while column:
        owner[column] = owner[way[column]]
        column = way[column]
