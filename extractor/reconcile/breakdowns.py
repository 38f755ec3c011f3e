"""Totals with their parts: one breakdown for each axis on which a text divides a count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from extractor.reconcile.bounds import stated_sum, verdict
from extractor.reconcile.facets import Family, axis, divide, overlap, told
from extractor.reconcile.lexicon import lexicon
from extractor.reconcile.links import Links, order
from extractor.reconcile.model import Total
from extractor.schema import FigureRecord

# Longer runs of lists under one total are not tried against it.
_RUN = 40
# So many counts of a sentence that divide a total in one way are a list.
_LIST = 3


@dataclass(frozen=True)
class Chunk:
    """Parts of one sentence that are about one thing. `run` counts up where another count comes in between."""

    family: Family
    parts: tuple[FigureRecord, ...]
    run: int
    told: tuple[frozenset[str], ...] = ()


def breakdowns(links: Links, implied: frozenset[str]) -> list[Total]:
    """The totals of one article that its links state; `implied` are the parts whose link only the arithmetic shows."""
    out = []
    for root in links.parts:
        total = links.stated(root)
        parts = [p for p in links.parts[root] if counts(p, total)]
        for family, members in _lists(links, root, total, parts):
            out.append(row(total, family, members, implied=any(m.id in implied for m in members)))
    return out


def counts(part: FigureRecord, total: FigureRecord) -> bool:
    """Whether a linked part is in the sum: not what the text leaves out, denies or only expects."""
    if part.measure == "decrease" or (part.value == 0 and part.high == 0) or not possible(part, total):
        return False
    return part.status in ("reported", "unverified", total.status)


def possible(part: FigureRecord, total: FigureRecord) -> bool:
    """Whether such a part can be of such a total: of the killed nobody is only injured."""
    return total.category not in lexicon().final or part.category == total.category or part.category in total.also


def row(total: FigureRecord, family: Family, parts: Sequence[FigureRecord], *, implied: bool = False) -> Total:
    """One line of the table."""
    comparable = family != "unit"
    together = stated_sum(parts) if comparable else None
    named = axis(family, parts, total)
    return Total(
        id=content_id(total, "total", named, *(p.id for p in parts)),
        article_id=total.article_id,
        figure=total.id,
        axis=named,
        parts=tuple(p.id for p in parts),
        stated=total.value,
        sum=together,
        difference=None if together is None or total.value is None else total.value - together,
        verdict=verdict(total, parts) if comparable else "open",
        implied=implied,
    )


def content_id(record: FigureRecord, *content: str) -> str:
    """An id that the same content always gets, below the article's."""
    digest = hashlib.sha256("\0".join((record.id, *content)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{record.article_id}/{digest[:10]}"


def _lists(
    links: Links, root: str, total: FigureRecord, parts: Sequence[FigureRecord]
) -> list[tuple[Family, tuple[FigureRecord, ...]]]:
    chunks = _chunks(links, root, total, parts)
    out: list[tuple[Family, tuple[FigureRecord, ...]]] = []
    while (found := _complete_run(chunks, total)) is not None:
        first, last = found
        out.append((_main(chunks[first:last]), _parts(chunks[first:last])))
        chunks = chunks[:first] + chunks[last:]
    merged: list[Chunk] = []
    for chunk in chunks:
        fitting = [m for m in merged if _continues(m, chunk, total)]
        if fitting:
            at = merged.index(fitting[-1])
            told_ = (*merged[at].told, *chunk.told)
            merged[at] = Chunk(chunk.family, (*merged[at].parts, *chunk.parts), chunk.run, told_)
        else:
            merged.append(chunk)
    out += [(m.family, m.parts) for m in merged]
    return sorted(out, key=lambda item: order(item[1][0]))


def _chunks(links: Links, root: str, total: FigureRecord, parts: Sequence[FigureRecord]) -> list[Chunk]:
    sentences: dict[int, list[FigureRecord]] = {}
    for part in parts:
        sentences.setdefault(part.sentence.start, []).append(part)
    out, run, before = [], 0, None
    for members in sentences.values():
        if before is not None and _interrupted(links, root, before, members[0]):
            run += 1
        before = members[-1]
        whole = _whole(members, total)
        ids = {w.id for w in whole}
        lists = [(_main_of(whole, total), list(whole))] if whole else []
        lists += _with_lone(
            [(f, list(some)) for f, some in divide([m for m in members if m.id not in ids], total)], total
        )
        out += [Chunk(f, tuple(some), run, tuple(told(f, p, total) for p in some)) for f, some in lists]
    return out


def _with_lone(
    lists: list[tuple[Family, list[FigureRecord]]], total: FigureRecord
) -> list[tuple[Family, list[FigureRecord]]]:
    """One count among three or more of a sentence's list belongs to it, though it says something else of its people."""
    if len(lists) != 2:
        return lists
    (_, lone), (family, many) = sorted(lists, key=lambda item: len(item[1]))
    together = sorted([*lone, *many], key=order)
    if len(lone) > 1 or len(many) < _LIST or verdict(total, together) == "exceeds":
        return lists
    return [(family, together)]


def _whole(parts: Sequence[FigureRecord], total: FigureRecord) -> Sequence[FigureRecord]:
    """The longest list of neighbours in a sentence that is all of the total ("67: 39 boys and 28 girls, and two of
    their teachers"); none if there is none.
    """
    for first, last in _near([p.value for p in parts], total):
        some = parts[first:last]
        if verdict(total, some) == "complete" and _same_measure(total, some):
            return some
    return ()


def _near(values: Sequence[int | None], total: FigureRecord) -> Iterator[tuple[int, int]]:
    """The runs of two or more whose sum is about the total, the longest first."""
    if total.value is None:
        return
    sums = [0, *accumulate(v or 0 for v in values)]
    unknown = [0, *accumulate(v is None for v in values)]
    for length in range(min(len(values), _RUN), 1, -1):
        for first in range(len(values) - length + 1):
            last = first + length
            if unknown[first] == unknown[last] and abs(sums[last] - sums[first] - total.value) <= total.value / 9:
                yield first, last


def _same_measure(total: FigureRecord, parts: Sequence[FigureRecord]) -> bool:
    return all(p.measure == total.measure and p.unit == total.unit for p in parts)


def _interrupted(links: Links, root: str, a: FigureRecord, b: FigureRecord) -> bool:
    """Whether a count that does not belong to the total stands between two of its parts."""
    between = [r for r in links.records if order(a) < order(r) < order(b)]
    return any(links.root[r.id] != root and not links.under(r, root) for r in between)


def _complete_run(chunks: Sequence[Chunk], total: FigureRecord) -> tuple[int, int] | None:
    """The longest uninterrupted run of several lists whose parts are exactly the total."""
    for first, last in _near([stated_sum(c.parts) for c in chunks], total):
        some = chunks[first:last]
        parts = _parts(some)
        one_list = len({c.family for c in some}) == 1 and some[0].family != "other"
        uninterrupted = some[0].run == some[-1].run or one_list
        if uninterrupted and _same_measure(total, parts) and verdict(total, parts) == "complete":
            return first, last
    return None


def _continues(chunk: Chunk, later: Chunk, total: FigureRecord) -> bool:
    if chunk.family != later.family or chunk.run != later.run or chunk.family in ("other", "unit", "change"):
        return False
    if any(overlap(chunk.family, a, b) for a in chunk.told for b in later.told):
        return False
    return verdict(total, (*chunk.parts, *later.parts)) != "exceeds"


def _parts(chunks: Sequence[Chunk]) -> tuple[FigureRecord, ...]:
    return tuple(p for c in chunks for p in c.parts)


def _main(chunks: Sequence[Chunk]) -> Family:
    """The family of most parts."""
    sizes: dict[Family, int] = {}
    for chunk in chunks:
        sizes[chunk.family] = sizes.get(chunk.family, 0) + len(chunk.parts)
    return max(sizes, key=lambda f: (f != "other", sizes[f]))


def _main_of(parts: Sequence[FigureRecord], total: FigureRecord) -> Family:
    return max(divide(parts, total), key=lambda item: len(item[1]))[0]
