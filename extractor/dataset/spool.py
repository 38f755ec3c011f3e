"""What one build has read so far, on disk: articles come in any order and leave sorted by id, in flat memory."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extractor.errors import DataError
from extractor.schema import Article, ArticleResult
from extractor.writers import error_row

_TABLES = """
CREATE TABLE input (key INTEGER PRIMARY KEY, id TEXT, path TEXT, line INTEGER, print TEXT, article BLOB);
CREATE TABLE part (id TEXT, number INTEGER, input INTEGER, result BLOB, reused INTEGER);
CREATE TABLE error (path TEXT, line INTEGER, row TEXT);
CREATE INDEX part_id ON part (id);
CREATE INDEX part_input ON part (input);
CREATE INDEX input_id ON input (id);
"""
_SHARED_IDS = """
SELECT part.id, part.input, input.id, input.path, input.line FROM part JOIN input ON input.key = part.input
WHERE part.id IN (SELECT id FROM part GROUP BY id HAVING count(*) > 1)
ORDER BY part.id, part.number, input.print, input.path, input.line
"""


@dataclass(frozen=True)
class Part:
    """One article of the dataset: the input that it was found in, and its result.

    `reused`: the result was not read again and holds no figures; the old dataset has them.
    """

    article: Article
    number: int
    result: ArticleResult
    reused: bool


class Spool:
    """A database file at `path` that lives as long as the build. Raises `sqlite3.Error` where the disk is full."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._db = sqlite3.connect(self._path, isolation_level=None)
        # Nobody reads this file after a crash.
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._path.unlink(missing_ok=True)

    def add(
        self, article: Article, path: str, line: int | None, results: Sequence[ArticleResult], *, reused: bool
    ) -> None:
        """Add one input with what came of it: its own result and those of further articles in its text."""
        insert = "INSERT INTO input (id, path, line, print, article) VALUES (?, ?, ?, ?, ?)"
        # Keys that we do not know may hold what UTF-8 cannot: json escapes that, pydantic refuses it.
        data = json.dumps(article.model_dump()).encode()
        key = self._db.execute(
            insert, (article.id, path, line, _fingerprint(article), zlib.compress(data, 1))
        ).lastrowid
        rows = [
            (r.id, number, key, zlib.compress(r.model_dump_json(exclude={"others", "decisions"}).encode(), 1), reused)
            for number, r in enumerate(results, 1)
        ]
        self._db.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?)", rows)

    def add_error(self, row: Mapping[str, Any]) -> None:
        """Add one row of ``errors.jsonl``."""
        line = json.dumps(row)
        self._db.execute("INSERT INTO error VALUES (?, ?, ?)", (row["path"], row["line"], line))

    def settle(self, tell: Callable[[dict[str, Any]], None]) -> None:
        """Give each id to one input; the others become errors, and `tell` is called with their rows.

        Which one gets it does not depend on the order of the inputs.
        """
        taken: dict[str, tuple[int, str]] = {}
        lost: set[int] = set()
        for part_id, key, input_id, path, line in self._db.execute(_SHARED_IDS).fetchall():
            place = path if line is None else f"{path}:{line}"
            if key in lost:
                continue
            owner, where = taken.setdefault(part_id, (key, place))
            if owner != key:
                lost.add(key)
                problem = f"{part_id!r} is the id of {where} too; ids must be unique"
                row = error_row(DataError(problem, path=path, line=line, key="id"), path, line, input_id)
                self.add_error(row)
                tell(row)
        for key in sorted(lost):
            self._db.execute("DELETE FROM input WHERE key = ?", (key,))
            self._db.execute("DELETE FROM part WHERE input = ?", (key,))

    def parts(self) -> Iterator[Part]:
        """Every article, by id (in code point order)."""
        query = "SELECT article, number, result, reused FROM part JOIN input ON input.key = part.input ORDER BY part.id"
        for article, number, result, reused in self._db.execute(query):
            yield Part(
                _article(article),
                number,
                ArticleResult.model_validate_json(zlib.decompress(result)),
                bool(reused),
            )

    def has(self, part_id: str) -> bool:
        """Whether there is an article with this id."""
        return self._db.execute("SELECT 1 FROM part WHERE id = ?", (part_id,)).fetchone() is not None

    def place(self, input_id: str) -> tuple[str, int | None]:
        """Path and line of an input."""
        path, line = self._db.execute("SELECT path, line FROM input WHERE id = ?", (input_id,)).fetchone()
        return path, line

    def texts(self) -> Iterator[tuple[str, str | None, str]]:
        """(id, date, text) of every input, by id."""
        for (data,) in self._db.execute("SELECT article FROM input ORDER BY id"):
            article = _article(data)
            yield article.id, article.date, article.text

    def errors(self) -> Iterator[dict[str, Any]]:
        """The rows of ``errors.jsonl``, by place."""
        for (row,) in self._db.execute("SELECT row FROM error ORDER BY path, line, row"):
            yield json.loads(row)

    def inputs(self) -> Iterator[tuple[str, str]]:
        """(id, fingerprint) of every input, by id."""
        yield from self._db.execute("SELECT id, print FROM input ORDER BY id")


def _article(data: bytes) -> Article:
    return Article.model_validate(json.loads(zlib.decompress(data)))


def _fingerprint(article: Article) -> str:
    """Hash over all that the input says, whatever the order of its keys."""
    data = json.dumps(article.model_dump(), sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()
