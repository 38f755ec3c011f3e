"""The figures of all articles, handed to the series a source and category at a time, so that memory stays flat."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from extractor.dataset.previous import ARTICLES, records_by_article
from extractor.dataset.series import SeriesRow, series
from extractor.reconcile.facets import key
from extractor.schema import FigureRecord

_TABLE = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE claim (source TEXT, category TEXT, date TEXT, duplicate_of TEXT, record TEXT);
CREATE INDEX claim_of ON claim (source, category);
"""
_INSERT = "INSERT INTO claim VALUES (?, ?, ?, ?, ?)"
_GROUPS = "SELECT DISTINCT source, category FROM claim ORDER BY source, category"
_GROUP = "SELECT date, duplicate_of, record FROM claim WHERE source = ? AND category = ? ORDER BY rowid"


def series_rows(dataset: Path, scratch: Path) -> Iterator[SeriesRow]:
    """The series over the records and articles of a dataset, in the order that `series` gives them.

    A claim of two sources stands in the series of both, so nothing is lost by asking for one source at a time.
    """
    path = scratch / "claims.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(_TABLE)
        for date, duplicate_of, record in _figures(dataset):
            # The evidence is the larger half of a record, and no series needs it.
            bare = record.model_copy(update={"evidence": ()})
            for source in {key(s): s for s in record.sources}.values():
                claim = bare.model_copy(update={"sources": (source,)}).model_dump_json()
                db.execute(_INSERT, (key(source), record.category, date, duplicate_of, claim))
        for group in db.execute(_GROUPS).fetchall():
            claims = ((d, c, FigureRecord.model_validate_json(r)) for d, c, r in db.execute(_GROUP, group))
            yield from series(claims)
    path.unlink()


def _figures(dataset: Path) -> Iterator[tuple[str | None, str | None, FigureRecord]]:
    """(date of the article, its `duplicate_of`, record) of every figure: both files are read side by side."""
    groups = records_by_article(dataset)
    group = next(groups, None)
    with (dataset / ARTICLES).open("rb") as lines:
        for line in lines:
            row = json.loads(line)
            if group is not None and row["id"] == group[0]:
                for record in group[1]:
                    yield row["date"], row["duplicate_of"], record
                group = next(groups, None)
