"""Series: what one source said of one count, article after article."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Literal

from extractor.reconcile.bounds import agree, interval
from extractor.reconcile.facets import key
from extractor.reconcile.lexicon import lexicon
from extractor.reconcile.periods import span
from extractor.schema import Entity, FigureRecord, Model, Quantifier, Status, Unit

SeriesVerdict = Literal["first", "same", "rise", "fall", "contradiction", "open", "duplicate"]
# Claims without a period of their own are about one event only while a story runs: a longer silence begins a new series.
_SILENCE_DAYS = 30


class SeriesRow(Model):
    """One claim in the series of a count. `previous` is the record id of the claim before it, `change` the difference.

    ``contradiction``: a count that can only grow (deaths since 2011) went down. ``fall``: a count that may go down did.
    ``open``: the hedges leave the direction open. ``duplicate``: the article copies another one; not in the sequence.
    `date` is the article's. Entities are ids of the knowledge base, or names where there is no id. `since` and `until`
    are the period of the claim; a running count has no `until`.
    """

    id: str
    series: str
    position: int
    figure: str
    article_id: str
    date: str | None
    duplicate_of: str | None
    source: str
    source_name: str
    category: str
    unit: Unit
    groups: tuple[str, ...]
    affiliations: tuple[str, ...]
    locations: tuple[str, ...]
    since: str | None
    until: str | None
    value: int | None
    low: int | None
    high: int | None
    quantifier: Quantifier
    status: Status
    previous: str | None
    change: int | None
    verdict: SeriesVerdict


@dataclass(frozen=True)
class _Count:
    """What makes two claims be about one count. `since` is where its period begins, empty where none is said."""

    source: str
    category: str
    unit: Unit
    groups: tuple[str, ...]
    affiliations: tuple[str, ...]
    locations: tuple[str, ...]
    actors: tuple[str, ...]
    causes: tuple[str, ...]
    since: str


@dataclass(frozen=True)
class _Claim:
    source_name: str
    date: str | None
    duplicate_of: str | None
    record: FigureRecord

    @property
    def as_of(self) -> str:
        """The day up to which it counts: where its period ends, or else when the article came out."""
        end = span(self.record.period.end) if self.record.period else None
        return end[1].isoformat() if end else (self.date or "9999")

    @property
    def order(self) -> tuple[str, str, str, int]:
        """In time, and the same in whatever order the rows came."""
        return self.as_of, self.date or "9999", self.record.article_id, self.record.number.start


def series(rows: Iterable[tuple[str | None, str | None, FigureRecord]]) -> tuple[SeriesRow, ...]:
    """(date of the article, its `duplicate_of`, record) of each figure → the claims, by count and in time.

    A claim is a level that somebody is named for and that is tied to a place, a force or a period; of an article's
    several claims on one count the largest stands (the others are its parts or what it was before), of a count that may
    fall the first. A claim of two sources stands in the series of both. Only counts with claims of two articles that
    are no copies make a series.
    """
    claims: dict[_Count, dict[str, _Claim]] = {}
    for count, claim in _claims(rows):
        of_article = claims.setdefault(count, {})
        known = of_article.get(claim.record.article_id)
        of_article[claim.record.article_id] = claim if known is None else _standing(count, known, claim)
    out: list[SeriesRow] = []
    for count in sorted(claims, key=astuple):
        for n, story in enumerate(_stories(count, sorted(claims[count].values(), key=lambda c: c.order))):
            if sum(c.duplicate_of is None for c in story) > 1:
                out += _rows(count, n, story)
    return tuple(out)


def _claims(
    rows: Iterable[tuple[str | None, str | None, FigureRecord]],
) -> Iterator[tuple[_Count, _Claim]]:
    for date, duplicate_of, record in rows:
        if not _is_claim(record):
            continue
        for source in {key(s): s for s in record.sources}.values():
            claim = _Claim(source.name or source.mention.text, date, duplicate_of, record)
            yield _count(record, source), claim


def _is_claim(record: FigureRecord) -> bool:
    tied = record.locations or record.affiliations or _since(record)
    stated = record.measure == "level" and not record.implicit and record.status in ("reported", "unverified")
    return bool(stated and tied and record.same_as is None and (record.value is not None or record.low is not None))


def _count(record: FigureRecord, source: Entity) -> _Count:
    return _Count(
        source=key(source),
        category=record.category,
        unit=record.unit,
        groups=tuple(sorted(record.groups)),
        affiliations=_keys(record.affiliations),
        locations=_keys(record.locations),
        actors=_keys(record.actors),
        causes=tuple(sorted(record.causes)),
        since=_since(record),
    )


def _keys(entities: Sequence[Entity]) -> tuple[str, ...]:
    return tuple(sorted(set(map(key, entities))))


def _since(record: FigureRecord) -> str:
    """Where the period begins: to the day for a day or some days, else to the month ("since 15 March 2011")."""
    start, end = (span(record.period.start), span(record.period.end)) if record.period else (None, None)
    if start is None or record.period is None:
        return ""
    short = end is not None and (end[1] - start[0]).days <= _SILENCE_DAYS
    return start[0].isoformat() if short else (record.period.start or "")[:7]


def _standing(count: _Count, a: _Claim, b: _Claim) -> _Claim:
    """The claim of an article that stands for it."""
    first, second = sorted((a, b), key=lambda c: c.record.number.start)
    if count.category not in lexicon().cumulative:
        return first
    return second if (second.record.value or 0) > (first.record.value or 0) else first


def _stories(count: _Count, claims: Sequence[_Claim]) -> list[list[_Claim]]:
    """All claims on a count whose period is known; else a new story after each silence."""
    stories: list[list[_Claim]] = []
    before: datetime.date | None = None
    for claim in claims:
        day = span(claim.as_of)
        silent = before is None or day is None or (day[0] - before).days > _SILENCE_DAYS
        if not stories or (silent and not count.since):
            stories.append([])
        stories[-1].append(claim)
        before = day[0] if day else None
    return stories


def _rows(count: _Count, story: int, claims: Sequence[_Claim]) -> Iterator[SeriesRow]:
    name = hashlib.sha256(repr((astuple(count), story)).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    previous: _Claim | None = None
    for position, claim in enumerate(claims, 1):
        before = previous.record if previous is not None and claim.duplicate_of is None else None
        yield _row(count, name, position, claim, before)
        previous = claim if claim.duplicate_of is None else previous


def _row(count: _Count, name: str, position: int, claim: _Claim, before: FigureRecord | None) -> SeriesRow:
    r = claim.record
    known = before is not None and before.value is not None and r.value is not None
    return SeriesRow(
        id=f"{name}/{position}",
        series=name,
        position=position,
        figure=r.id,
        article_id=r.article_id,
        date=claim.date,
        duplicate_of=claim.duplicate_of,
        source=count.source,
        source_name=claim.source_name,
        category=r.category,
        unit=r.unit,
        groups=count.groups,
        affiliations=count.affiliations,
        locations=count.locations,
        since=count.since or None,
        until=r.period.end if r.period else None,
        value=r.value,
        low=r.low,
        high=r.high,
        quantifier=r.quantifier,
        status=r.status,
        previous=before.id if before else None,
        change=r.value - before.value
        if known and before and before.value is not None and r.value is not None
        else None,
        verdict="duplicate" if claim.duplicate_of is not None else _verdict(count, before, r),
    )


def _verdict(count: _Count, before: FigureRecord | None, now: FigureRecord) -> SeriesVerdict:
    if before is None:
        return "first"
    if before.value is not None and before.value == now.value:
        return "same"
    exact = before.quantifier == now.quantifier == "exact"
    if interval(now).low > interval(before).high and (exact or not agree(before, now)):
        return "rise"
    if agree(before, now):
        return "open"
    return "contradiction" if count.category in lexicon().cumulative and count.since else "fall"
