"""Records and reports → files: JSON lines and CSV, written whole or not at all.

The names are the schema's. Equal results give equal bytes, but for ``run.json``, which holds the seconds.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self

from extractor.errors import ArticleError, DataError
from extractor.schema import Article, ArticleResult, Entity, FigureRecord, Period, Span

Format = Literal["jsonl", "csv"]
_LIST = "|"
# What a spreadsheet would run as a formula, when a cell begins with it; some read the full-width forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SPANS = ("number", "sentence")
_ENTITIES = ("affiliations", "actors", "locations", "sources")
_ENTITY_COLUMNS = {"": "name", "_ids": "id", "_types": "type", "_mentions": "mention"}
_SPAN_COLUMNS = ("start", "end", "text")
_PERIOD_COLUMNS = ("start", "end", "text")


def csv_columns() -> list[str]:
    """The columns of the CSV, in order: each field of the schema, nested ones spread over several columns."""
    columns: list[str] = []
    for name in FigureRecord.model_fields:
        if name in _SPANS:
            columns += [f"{name}_{part}" for part in _SPAN_COLUMNS]
        elif name in _ENTITIES:
            columns += [name + suffix for suffix in _ENTITY_COLUMNS]
        elif name == "period":
            columns += [f"{name}_{part}" for part in _PERIOD_COLUMNS]
        else:
            columns.append(name)
    return columns


def csv_row(record: FigureRecord) -> dict[str, str]:
    """One record as CSV cells. Lists are joined with ``|`` (see `join_list`).

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    cells: dict[str, str] = {}
    for name in FigureRecord.model_fields:
        value = getattr(record, name)
        if isinstance(value, Span):
            cells |= {f"{name}_{part}": csv_cell(getattr(value, part)) for part in _SPAN_COLUMNS}
        elif name in _ENTITIES:
            cells |= {name + suffix: _entities(value, part) for suffix, part in _ENTITY_COLUMNS.items()}
        elif name == "period":
            period = value or Period(start=None, end=None, text="")
            cells |= {f"{name}_{part}": csv_cell(getattr(period, part)) for part in _PERIOD_COLUMNS}
        elif name == "evidence":
            cells[name] = _joined(f"{e.field}:{e.rule}:{_mention(e.span)}" for e in value)
        elif isinstance(value, tuple):
            cells[name] = _joined(value)
        else:
            cells[name] = csv_cell(value)
    return cells


def _entities(entities: Iterable[Entity], part: str) -> str:
    if part == "mention":
        return _joined(_mention(e.mention) for e in entities)
    return _joined(getattr(e, part) or "" for e in entities)


def _mention(span: Span) -> str:
    return f"{span.start}-{span.end}:{span.text}"


def _joined(items: Iterable[str]) -> str:
    return csv_cell(join_list(items))


def join_list(items: Iterable[str]) -> str:
    """Items joined with ``|``; a bar or a backslash inside an item gets a backslash before it."""
    return _LIST.join(item.replace("\\", "\\\\").replace(_LIST, "\\" + _LIST) for item in items)


def csv_safe(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it; so that it can be undone, also before text
    that begins with apostrophes and then a formula.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def csv_cell(value: object) -> str:
    """A value as the text of a CSV cell; a string that a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return csv_safe(text) if isinstance(value, str) else text


class RecordFormat:
    """Turns records into the bytes of one output format."""

    def __init__(self, name: Format) -> None:
        self.name = name

    def header(self) -> bytes:
        """What stands before the first record."""
        return b"" if self.name == "jsonl" else csv_line(csv_columns())

    def record(self, record: FigureRecord) -> bytes:
        """One record, with its line end."""
        if self.name == "jsonl":
            return record.model_dump_json().encode() + b"\n"
        return csv_line(csv_row(record).values())


def csv_line(cells: Iterable[str]) -> bytes:
    """One record of a CSV file (RFC 4180), with its line end."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()


def json_line(row: Mapping[str, Any]) -> bytes:
    """One row as a line of JSON; characters that UTF-8 cannot hold are escaped."""
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(row).encode() + b"\n"


def article_rows(article: Article, result: ArticleResult, path: str, line: int | None) -> list[dict[str, Any]]:
    """The rows of ``articles.jsonl`` for one input: its own, and one for each further article in its text."""
    return [
        {
            "id": part.id,
            "sha256": part.sha256,
            "path": path,
            "line": line,
            "title": article.title,
            "date": part.date,
            "url": article.url,
            "language": article.language,
            "blocks": part.blocks,
            "repeated_blocks": part.repeated_blocks,
            "sentences": part.sentences,
            "parsed_sentences": part.parsed_sentences,
            "figures": len(part.figures),
            "extra": dict(article.extra),
        }
        for part in (result, *result.others)
    ]


def error_row(error: DataError | ArticleError, path: str, line: int | None, article_id: str | None) -> dict[str, Any]:
    """What ``errors.jsonl`` says of one row that could not be read."""
    reading = isinstance(error, DataError)
    return {
        "path": error.path or path if isinstance(error, DataError) else path,
        "line": error.line if isinstance(error, DataError) and error.path not in ("", path) else line,
        "article_id": article_id,
        "stage": "read" if reading else getattr(error, "stage", ""),
        "key": getattr(error, "key", "") or None,
        "problem": error.problem,
        "message": str(error),
    }


class OutputFolder:
    """The files of one run. They appear under their names only when all are complete and on disk.

    Used as a context manager: an exception inside the block leaves the folder as it was. ``run.json`` comes
    last, so that a folder with one is complete, and it holds the hash of each of the other files.
    """

    def __init__(self, folder: Path, record_format: Format) -> None:
        self.folder = folder
        self.format = RecordFormat(record_format)
        self.names = [f"records.{record_format}", "articles.jsonl", "errors.jsonl"]
        self._files: dict[str, BinaryIO] = {}
        self._hashes = {name: hashlib.sha256() for name in self.names}
        self._lines = dict.fromkeys(self.names, 0)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in self.names:
            self._files[name] = self._temporary(name).open("wb")
        if header := self.format.header():
            self._write(self.names[0], header, lines=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
        for name in (*self.names, "run.json"):
            self._temporary(name).unlink(missing_ok=True)

    def add(self, records: Iterable[FigureRecord], articles: Iterable[Mapping[str, Any]]) -> None:
        """Add one input's records and article rows."""
        for record in records:
            self._write(self.names[0], self.format.record(record))
        for row in articles:
            self._write("articles.jsonl", json_line(row))

    def add_error(self, row: Mapping[str, Any]) -> None:
        """Add one row of ``errors.jsonl``."""
        self._write("errors.jsonl", json_line(row))

    def finish(self, run: Mapping[str, Any]) -> None:
        """Put everything in place; `run` becomes ``run.json``, with the outputs and their hashes added."""
        outputs = {n: {"lines": self._lines[n], "sha256": self._hashes[n].hexdigest()} for n in self.names}
        data = json.dumps({**run, "outputs": outputs}, ensure_ascii=True, indent=2).encode() + b"\n"
        self._files["run.json"] = self._temporary("run.json").open("wb")
        self._files["run.json"].write(data)
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
            file.close()
        for name in ("records.jsonl", "records.csv"):
            if name not in self.names:
                # A run in the other format left it; it would not belong to this run.json.
                (self.folder / name).unlink(missing_ok=True)
        for name in (*self.names, "run.json"):
            self._temporary(name).replace(self.folder / name)
        _sync_folder(self.folder)

    def _temporary(self, name: str) -> Path:
        return self.folder / f".{name}.{os.getpid()}.tmp"

    def _write(self, name: str, data: bytes, lines: int = 1) -> None:
        self._files[name].write(data)
        self._hashes[name].update(data)
        self._lines[name] += lines


def _sync_folder(folder: Path) -> None:
    """Make the renames durable where the system can do that (Windows cannot open a folder)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
