"""A folder that appears under its name only when all of it is on disk, with an ``export.json`` that describes it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError

REPORT = "export.json"


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` that takes its place at the end; an exception leaves `target` as it was.

    An existing `target` must be empty or an earlier export. Raises `ExtractorError` otherwise, and where the disk
    says no.
    """
    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or (target / REPORT).is_file())):
        raise ExtractorError(f"{target}: exists and is no earlier export; name another folder")
    work = target.parent / f".{target.name}.{os.getpid()}.tmp"
    old = target.parent / f".{target.name}.{os.getpid()}.old"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work.mkdir()
        yield work
        for path in sorted(work.rglob("*")):
            if path.is_file():
                _sync(path)
        if target.exists():
            target.rename(old)
        work.rename(target)
    except OSError as e:
        raise ExtractorError(f"{target}: cannot be written: {e.strerror or e}") from e
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def write_report(folder: Path, report: Mapping[str, Any]) -> None:
    """``export.json``: `report` and the sha256 of every other file of the folder."""
    files = {path.relative_to(folder).as_posix(): _digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    text = json.dumps({**report, "files": files}, ensure_ascii=False, indent=2) + "\n"
    (folder / REPORT).write_text(text, encoding="utf-8")


def write_file(path: Path, data: bytes) -> None:
    """One file, whole or not at all."""
    work = path.parent / f".{path.name}.{os.getpid()}.tmp"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        work.write_bytes(data)
        _sync(work)
        work.replace(path)
    except OSError as e:
        raise ExtractorError(f"{path}: cannot be written: {e.strerror or e}") from e
    finally:
        work.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
