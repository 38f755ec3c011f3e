"""An older build of the dataset: what need not be read again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from extractor.dataset.formats import file_name
from extractor.dataset.manifest import RECORDS, STATE, hash_file, read_manifest
from extractor.errors import DataError
from extractor.schema import Article, ArticleResult, FigureRecord

ARTICLES = file_name("jsonl", "articles")
_COUNTS = ("blocks", "repeated_blocks", "sentences", "parsed_sentences")


def records_by_article(folder: Path) -> Iterator[tuple[str, tuple[FigureRecord, ...]]]:
    """(article id, its records) of a dataset, by id; articles without figures are left out. Raises `DataError`."""
    path = folder / RECORDS
    try:
        with path.open("rb") as lines:
            records = map(FigureRecord.model_validate_json, lines)
            for article_id, group in groupby(records, key=lambda r: r.article_id):
                yield article_id, tuple(group)
    except OSError as e:
        raise DataError(f"cannot be read ({e.strerror or e}): is this a dataset?", path=str(path)) from e
    except ValidationError as e:
        raise DataError(f"is no figure record of this version: {e.errors()[0]['msg']}", path=str(path)) from e


class Records:
    """The records of a dataset, to be asked for by rising article ids: the file is read once, in order."""

    def __init__(self, folder: Path) -> None:
        self._groups = records_by_article(folder)
        self._next = next(self._groups, None)

    def of(self, article_id: str) -> tuple[FigureRecord, ...]:
        """The records of one article."""
        while self._next is not None and self._next[0] < article_id:
            self._next = next(self._groups, None)
        return self._next[1] if self._next is not None and self._next[0] == article_id else ()


def why_not_reusable(folder: Path, state: Mapping[str, Any]) -> str | None:
    """Why nothing of an older dataset can be taken over; None if it can. `state` is what decides the reading now."""
    try:
        manifest = read_manifest(folder)
        old = json.loads((folder / STATE).read_bytes())
    except (DataError, OSError, ValueError):
        return "it does not say with what it was made"
    names = {
        "format": "format",
        "code": "code",
        "config": "lexicons, weights or knowledge base",
        "versions": "packages",
    }
    changed = [name for key, name in names.items() if old.get(key) != state[key]]
    if changed:
        return "other " + ", ".join(changed)
    for path in (RECORDS, ARTICLES):
        output = manifest.output(path)
        if output is None or not (folder / path).is_file() or hash_file(folder / path) != output.sha256:
            return f"{path} is not as it was built"
    return None


class Previous:
    """Looks up unchanged articles in an older dataset. `scratch` is a database file that lives as long as this."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder, self._scratch = folder, scratch

    def __enter__(self) -> Self:
        self._db = sqlite3.connect(self._scratch, isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE article (input TEXT, id TEXT, row TEXT); CREATE INDEX article_input ON article (input);"
        )
        with (
            (self._folder / ARTICLES).open(encoding="utf-8", newline="\n") as lines,
            closing(self._db.cursor()) as cursor,
        ):
            rows = ((row["input_id"], row["id"], line) for line in lines for row in (json.loads(line),))
            cursor.executemany("INSERT INTO article VALUES (?, ?, ?)", rows)
        self.records = Records(self._folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._scratch.unlink(missing_ok=True)

    def match(self, article: Article, sha256: str) -> list[ArticleResult] | None:
        """The results of an article that was read before as it is now, without their figures; else None."""
        query = "SELECT row FROM article WHERE input = ? ORDER BY length(id), id"
        rows = [json.loads(row) for (row,) in self._db.execute(query, (article.id,))]
        same = (sha256, article.date, article.title)
        if not rows or any((row["sha256"], row["date"], row["title"]) != same for row in rows):
            return None
        return [
            ArticleResult(
                id=row["id"], sha256=row["sha256"], date=row["date"], figures=(), **{name: row[name] for name in _COUNTS}
            )
            for row in rows
        ]  # fmt: skip
