"""The links of one article's records: which are one count said twice, and which belong to which total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.reconcile.bounds import agree
from extractor.schema import FigureRecord

_SURE = ("exact", "between", "approximately", "at_least", "more_than", "at_most", "less_than", "vague")


@dataclass(frozen=True)
class Links:
    """The records of one article in reading order, by id."""

    records: tuple[FigureRecord, ...]

    @cached_property
    def by_id(self) -> Mapping[str, FigureRecord]:
        """Each record under its id."""
        return {r.id: r for r in self.records}

    @cached_property
    def said_again(self) -> tuple[tuple[FigureRecord, ...], ...]:
        """The records that are linked as statements of one count; a link that leads nowhere or round is not followed."""
        out: dict[str, list[FigureRecord]] = {}
        for record in self.records:
            out.setdefault(self._first(record), []).append(record)
        return tuple(map(tuple, out.values()))

    @cached_property
    def root(self) -> Mapping[str, str]:
        """The id of the first statement of each record's count.

        "46, of whom 26 burned", both called repeats of a headline with dozens: what cannot be one count is not taken
        for one here.
        """
        out: dict[str, str] = {}
        for statements in self.said_again:
            counts: list[list[FigureRecord]] = []
            for record in statements:
                fitting = next((c for c in counts if all(agree(record, s) for s in c)), None)
                if fitting is None:
                    counts.append(fitting := [])
                fitting.append(record)
                out[record.id] = fitting[0].id
        return out

    def _first(self, record: FigureRecord) -> str:
        seen = {record.id}
        while (earlier := self.by_id.get(record.same_as or "")) is not None:
            if earlier.id in seen:
                # In a circle every member has to name the same one.
                return min(seen)
            seen.add(earlier.id)
            record = earlier
        return record.id

    @cached_property
    def statements(self) -> Mapping[str, tuple[FigureRecord, ...]]:
        """Under the id of a first statement, all statements of that count."""
        out: dict[str, list[FigureRecord]] = {}
        for record in self.records:
            out.setdefault(self.root[record.id], []).append(record)
        return {key: tuple(value) for key, value in out.items()}

    @cached_property
    def parts(self) -> Mapping[str, tuple[FigureRecord, ...]]:
        """Under the id of a total's first statement, its parts: each count once, in its surest statement."""
        out: dict[str, dict[str, FigureRecord]] = {}
        for record in self.records:
            total, own = self.root.get(record.part_of or ""), self.root[record.id]
            if total is None or total == own:
                continue
            known = out.setdefault(total, {})
            known[own] = surest([known[own], record]) if own in known else record
        return {key: tuple(sorted(value.values(), key=order)) for key, value in out.items()}

    def stated(self, root: str) -> FigureRecord:
        """The statement of a total that its parts are measured by: one that a part points at, the surest of them."""
        pointed = {r.part_of for r in self.records if r.part_of}
        statements = self.statements[root]
        return surest([s for s in statements if s.id in pointed] or statements)

    def under(self, record: FigureRecord, total: str) -> bool:
        """Whether the record is, over any number of steps, a part of the total with this first statement."""
        seen: set[str] = set()
        at = self.by_id.get(record.part_of or "")
        while at is not None and at.id not in seen:
            seen.add(at.id)
            first = self.root[at.id]
            if first == total:
                return True
            at = self.by_id.get(at.part_of or self.by_id[first].part_of or "")
        return False


def surest(records: Sequence[FigureRecord]) -> FigureRecord:
    """The record that says most: the one with the least hedge, the first of equals."""
    return min(records, key=lambda r: (_SURE.index(r.quantifier), order(r)))


def order(record: FigureRecord) -> tuple[int, int, str]:
    """Reading order."""
    return record.number.start, record.number.end, record.id


def by_article(figures: Sequence[FigureRecord]) -> list[Links]:
    """The records of each article, articles by id; an id that comes twice counts once."""
    groups: dict[str, dict[str, FigureRecord]] = {}
    for figure in figures:
        groups.setdefault(figure.article_id, {}).setdefault(figure.id, figure)
    return [Links(tuple(sorted(groups[a].values(), key=order))) for a in sorted(groups)]
