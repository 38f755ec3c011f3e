"""Files, folders and standard input → articles, one row at a time.

A row holds either an article or the reason why there is none; reading goes on after a bad one. The raw text
is the decoded file as it is: line ends are not translated, so that offsets are those of the file. Only a byte
order mark is left out.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from extractor.data_loader import read_yaml
from extractor.errors import DataError
from extractor.schema import Article

STDIN = "-"
STDIN_NAME = "<stdin>"
_BOM = b"\xef\xbb\xbf"
_KNOWN = ("title", "date", "url", "language")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row stands, and its article or its error (exactly one of the two). Lines count from 1."""

    path: str
    line: int | None = None
    article: Article | None = None
    error: DataError | None = None


@dataclass(frozen=True)
class Inputs:
    """The files to read, in order, and the files of the folders that are no input."""

    files: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    default_date: str | None = None
    stdin: BinaryIO | None = field(default=None, compare=False)

    def rows(self, *, unique: bool = True) -> Iterator[Row]:
        """Every row of every file, in order. An id that was used before is an error of the later row, if `unique`."""
        if not unique:
            for path in self.files:
                yield from self._read(path)
            return
        first: dict[str, str] = {}
        for path in self.files:
            for row in self._read(path):
                if row.article is None:
                    yield row
                    continue
                place = row.path if row.line is None else f"{row.path}:{row.line}"
                if row.article.id in first:
                    problem = f"{row.article.id!r} is used by {first[row.article.id]} already; ids must be unique"
                    yield Row(row.path, row.line, error=DataError(problem, path=row.path, line=row.line, key="id"))
                    continue
                first[row.article.id] = place
                yield row

    def _read(self, path: str) -> Iterator[Row]:
        if path == STDIN:
            return _read_stdin(self.stdin or sys.stdin.buffer, self.default_date)
        reader = _READERS.get(Path(path).suffix.lower())
        if reader is None:
            known = ", ".join(sorted(_READERS))
            return iter((_bad(path, f"unknown extension {Path(path).suffix!r}; expected one of {known} or a folder"),))
        return reader(path, self.default_date)


def find_inputs(paths: Sequence[str], *, date: str | None = None, stdin: BinaryIO | None = None) -> Inputs:
    """Resolve what the user named (files, folders, `-`) into files; `date` is for articles that state none.

    A folder is read with everything below it, sorted by path; hidden files are left out, files of other kinds
    are listed in `skipped`. Nothing is opened yet: a file that is gone when it is read gives an error row.
    """
    files: list[str] = []
    skipped: list[str] = []
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            found, others = _walk(Path(path))
            files += found
            skipped += others
        else:
            files.append(path)
    return Inputs(tuple(files), tuple(skipped), date, stdin)


def parse_date(value: object) -> str | None:
    """A publication date as ISO ``YYYY-MM-DD``; the time of a timestamp is left out, empty is None.

    Raises `ValueError` for anything else: a wrong date would move every period of its article.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?", value):
        with contextlib.suppress(ValueError):
            return datetime.date.fromisoformat(value[:10]).isoformat()
    raise ValueError(f"{value!r} is no date of the form YYYY-MM-DD")


def _walk(folder: Path) -> tuple[list[str], list[str]]:
    found: list[Path] = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(root) / name for name in names if not name.startswith(".")]
    found.sort(key=lambda p: p.relative_to(folder).parts)
    everything = set(found)
    files = [p for p in found if p.suffix.lower() in _READERS]
    skipped = [
        p
        for p in found
        if p.suffix.lower() not in _READERS and not (p.suffix == ".yaml" and p.with_suffix(".txt") in everything)
    ]
    return [p.as_posix() for p in files], [p.as_posix() for p in skipped]


def _bad(path: str, problem: str, line: int | None = None, key: str = "") -> Row:
    return Row(path, line, error=DataError(problem, path=path, line=line, key=key))


def _read_txt(path: str, default_date: str | None) -> Iterator[Row]:
    try:
        text = _decode(Path(path).read_bytes())
        sidecar = _sidecar(Path(path).with_suffix(".yaml"))
    except OSError as e:
        yield _bad(path, f"cannot be read: {e.strerror or e}")
        return
    except ValueError as e:
        yield _bad(path, str(e))
        return
    except DataError as e:
        yield Row(path, error=e)
        return
    yield _row({"id": Path(path).stem, **sidecar, "text": text}, path, None, default_date)


def _sidecar(path: Path) -> dict[str, Any]:
    """What the YAML file beside a text file says of it, or nothing."""
    if not path.is_file():
        return {}
    data = read_yaml(path, dict[str, Any])
    if "text" in data:
        raise DataError("stands in the text file, not beside it", path=str(path), key="text")
    return data


def _read_jsonl(path: str, default_date: str | None) -> Iterator[Row]:
    try:
        with Path(path).open("rb") as lines:
            yield from _json_rows(lines, path, default_date)
    except OSError as e:
        yield _bad(path, f"cannot be read: {e.strerror or e}")


def _json_rows(lines: Iterable[bytes], path: str, default_date: str | None) -> Iterator[Row]:
    offset, empty = 0, True
    for number, line in enumerate(lines, 1):
        if line.strip():
            empty = False
            yield _json_row(line, offset, path, number, default_date)
        offset += len(line)
    if empty:
        yield _bad(path, "is empty; expected one JSON object a line")


def _json_row(line: bytes, offset: int, path: str, number: int, default_date: str | None) -> Row:
    try:
        raw = json.loads(_decode(line, offset).rstrip())
    except json.JSONDecodeError as e:
        return _bad(path, f"is no JSON: {e.msg} (column {e.colno})", number)
    except RecursionError:
        return _bad(path, "cannot be read: nested too deeply", number)
    except ValueError as e:
        return _bad(path, str(e), number)
    if not isinstance(raw, dict):
        return _bad(path, f"expected a JSON object, found {_kind(raw)}", number)
    return _row(raw, path, number, default_date)


def _row(raw: Mapping[str, Any], path: str, line: int | None, default_date: str | None) -> Row:
    """Check one row's fields; unknown keys land in `Article.extra`."""
    for key in ("id", "text"):
        if key not in raw:
            return _bad(path, "is missing", line, key)
        if not isinstance(raw[key], str):
            return _bad(path, f"expected a string, found {_kind(raw[key])}", line, key)
        if not raw[key].strip():
            return _bad(path, "is empty", line, key)
    for key in ("id", "text", *_KNOWN):
        value = raw.get(key)
        if key != "date" and value is not None and not isinstance(value, str):
            return _bad(path, f"expected a string or null, found {_kind(value)}", line, key)
        if isinstance(value, str) and (half := _SURROGATE.search(value)):
            # Half of an escaped pair: no encoding can write it, so the record could not be written either.
            return _bad(path, f"holds half a surrogate pair at character {half.start()}", line, key)
    try:
        date = parse_date(raw.get("date")) or default_date
    except ValueError as e:
        return _bad(path, str(e), line, "date")
    known = {key: raw.get(key) for key in _KNOWN} | {"date": date}
    extra = {key: value for key, value in raw.items() if key not in ("id", "text", *_KNOWN)}
    try:
        return Row(path, line, Article(id=raw["id"], text=raw["text"], extra=extra, **known))
    except ValidationError as e:
        return _bad(path, e.errors()[0]["msg"], line, ".".join(str(part) for part in e.errors()[0]["loc"]))


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _decode(data: bytes, offset: int = 0) -> str:
    """UTF-8, with or without a byte order mark. `offset` is where `data` starts in its file.

    Raises `ValueError` that names the first byte that is wrong.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("is UTF-16; expected UTF-8")
    if (nul := data.find(b"\0")) >= 0:
        raise ValueError(f"is a binary file (a NUL byte at byte {offset + nul}); expected UTF-8 text")
    start = len(_BOM) if data.startswith(_BOM) else 0
    try:
        text = data[start:].decode("utf-8")
    except UnicodeDecodeError as e:
        raise ValueError(f"is no UTF-8: {e.reason} at byte {offset + start + e.start}") from None
    if not text.strip():
        raise ValueError("is empty")
    return text


def _read_stdin(stream: BinaryIO, default_date: str | None) -> Iterator[Row]:
    """JSON lines if the first character is a brace, else one text with the id ``stdin``."""
    head: list[bytes] = []
    while line := stream.readline():
        head.append(line)
        if line.removeprefix(_BOM).strip():
            break
    if head and head[-1].removeprefix(_BOM).lstrip().startswith(b"{"):
        yield from _json_rows(chain(head, stream), STDIN_NAME, default_date)
        return
    try:
        text = _decode(b"".join(head) + stream.read())
    except ValueError as e:
        yield _bad(STDIN_NAME, str(e))
        return
    yield _row({"id": "stdin", "text": text}, STDIN_NAME, None, default_date)


_READERS = {".txt": _read_txt, ".jsonl": _read_jsonl}
