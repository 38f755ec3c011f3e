"""Series: what one source said of one count, article after article."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from extractor.schema import FigureRecord, Model, Quantifier, Status, Unit

SeriesVerdict = Literal["first", "same", "rise", "fall", "contradiction", "open", "duplicate"]


class SeriesRow(Model):
    """One claim in the series of a count. `previous` is the record id of the claim before it, `change` the difference.

    ``contradiction``: a count that can only grow (deaths since 2011) went down. ``fall``: a count that may go down did.
    ``open``: the hedges leave the direction open. ``duplicate``: the article copies another one; not in the sequence.
    `date` is the article's. Entities are ids of the knowledge base, or names where there is no id.
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


def series(rows: Iterable[tuple[str | None, str | None, FigureRecord]]) -> tuple[SeriesRow, ...]:
    """(date of the article, its `duplicate_of`, record) of each figure → the claims, by series and date."""
    return ()
