"""A folder that appears under its name only when it is complete, and takes the place of an older one in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.errors import ExtractorError

MANIFEST = "MANIFEST.json"
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class NewFolder:
    """A folder in the making beside its later place. Used as a context manager; without `place` nothing remains.

    A process that is killed leaves a hidden folder with its number in the name; the next one takes that away.
    """

    def __init__(self, target: Path) -> None:
        # The name may be a link; what it points at is replaced, not the link.
        self.target = target.resolve()
        self.path = self.target.with_name(f".{self.target.name}.{os.getpid()}.tmp")
        self.scratch = self.path / ".scratch"  # for what is needed only until `place`

    def __enter__(self) -> Self:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self._restore()
        self._clean()
        self.scratch.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def place(self) -> None:
        """Put the folder on disk and then in its place; the one that was there goes."""
        shutil.rmtree(self.scratch)
        _sync(self.path)
        if not self.target.exists():
            self.path.rename(self.target)
        elif not _exchange(self.path, self.target):
            aside = self._aside()
            self.target.rename(aside)
            self.path.rename(self.target)
            aside.rename(self.path)
        _sync_one(self.target.parent)

    def _aside(self) -> Path:
        return self.target.with_name(f".{self.target.name}.old.tmp")

    def _restore(self) -> None:
        """Undo the first half of a replacement that was killed in the middle (where no exchange is possible)."""
        if self._aside().exists():
            if self.target.exists():
                shutil.rmtree(self._aside())
            else:
                self._aside().rename(self.target)

    def _clean(self) -> None:
        prefix, suffix = f".{self.target.name}.", ".tmp"
        for path in self.target.parent.iterdir():
            number = path.name.removeprefix(prefix).removesuffix(suffix)
            if path.name != f"{prefix}{number}{suffix}" or not number.isdecimal():
                continue
            if int(number) == os.getpid() or not _alive(int(number)):
                shutil.rmtree(path, ignore_errors=True)


def check_target(folder: Path, known: Collection[str]) -> None:
    """Refuse to replace what is no dataset, or holds files that are not in `known` (paths relative to it).

    Raises `ExtractorError`.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir():
        raise ExtractorError(f"{folder}: is no folder")
    if not (folder / MANIFEST).is_file():
        raise ExtractorError(f"{folder}: is no dataset (no {MANIFEST}); name a new folder")
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")}
    if others := sorted(found - set(known)):
        names = ", ".join(others[:3]) + (", ..." if len(others) > 3 else "")
        raise ExtractorError(f"{folder}: holds files that are not of the dataset and would be lost: {names}; move them")


def _alive(process: int) -> bool:
    if os.name == "nt":
        return True  # there is no asking without ending it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _exchange(a: Path, b: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(b))


def _sync(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for name in names:
            _sync_one(Path(root) / name)
        _sync_one(Path(root))


def _sync_one(path: Path) -> None:
    """Make a file, or the names in a folder, durable; a system that cannot open folders has no need of it."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        if path.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
