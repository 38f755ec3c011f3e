"""Reads the package's YAML data into typed, immutable objects. Every stage's lexicon comes through here.

A data file is a contract: unknown or repeated keys, wrong types and broken YAML are `DataError`s with path,
line and key. The YAML read is the 1.2 core subset: ``no``, ``on``, ``7:45`` and ``2024-07-15`` are strings,
not a boolean, a sexagesimal number and a date, because a lexicon holds words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import TypeAdapter, ValidationError

from extractor.errors import DataError

DATA = Path(__file__).resolve().parent / "data"
# What is done with the records once they are read.
_AFTERWARDS = ("dataset", "exchange", "reconcile")
T = TypeVar("T")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader with only the implicit types of YAML 1.2's core schema."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", ["n", "~", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9_]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9][0-9_]*\.[0-9]+(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def load_yaml(relative_path: str, schema: type[T]) -> T:
    """The data file ``extractor/data/<relative_path>`` as a `schema` (a Pydantic model or another type).

    Read once a process. Raises `DataError` (path, line, key) where the file does not fit.
    """
    return cast(T, _load(relative_path, cast(Any, schema)))


@cache
def _load(relative_path: str, schema: type[Any]) -> Any:
    return read_yaml(DATA / relative_path, schema)


def read_yaml(path: Path, schema: type[T]) -> T:
    """Like `load_yaml` for any file, such as a category that a user adds; not cached."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise DataError(f"cannot be read: {e}", path=str(path)) from e
    return parse_yaml(text, schema, path=str(path))


def parse_yaml(text: str, schema: type[T], *, path: str = "") -> T:
    """Check YAML `text` against `schema`; `path` only names it in errors."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines: dict[tuple[Any, ...], int] = {}
        _walk(node, (), lines, path)
        raw = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as e:
        line = e.problem_mark.line + 1 if e.problem_mark else None
        raise DataError(f"broken YAML: {e.problem}", path=path, line=line) from e
    except yaml.YAMLError as e:
        raise DataError(f"broken YAML: {e}", path=path) from e
    finally:
        loader.dispose()
    try:
        return TypeAdapter(schema).validate_python(raw)
    except ValidationError as e:
        raise _first_problem(e, lines, path) from e


def data_files(folder: str, suffix: str = ".yaml") -> list[str]:
    """Relative paths of the data files in one folder of ``extractor/data``, sorted, ready for `load_yaml`."""
    return [f"{folder}/{p.name}" for p in sorted((DATA / folder).glob(f"*{suffix}"))]


def data_hash(own: Iterable[Path] = (), *, folder: str = "") -> str:
    """Hash over the data files that decide what is read, or those of one folder, and over the user's own files."""
    digest = hashlib.sha256()
    files = sorted(p for p in (DATA / folder).rglob("*") if p.is_file())
    for path in [*(p for p in files if p.relative_to(DATA).parts[0] not in _AFTERWARDS), *own]:
        name = path.relative_to(DATA).as_posix() if path.is_relative_to(DATA) else path.name
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _walk(node: Any, loc: tuple[Any, ...], lines: dict[tuple[Any, ...], int], path: str) -> None:
    """Note the line of each key and item. A repeated key is an error: YAML would drop one of the two."""
    if node is not None:
        lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _walk(item, (*loc, i), lines, path)
    elif isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            here = (*loc, key.value)
            if here in lines:
                raise DataError(
                    f"given twice (first on line {lines[here]})", path=path,
                    line=key.start_mark.line + 1, key=_dotted(here),
                )  # fmt: skip
            lines[here] = key.start_mark.line + 1
            _walk(item, here, lines, path)


def _first_problem(error: ValidationError, lines: dict[tuple[Any, ...], int], path: str) -> DataError:
    problem = error.errors(include_url=False)[0]
    loc: tuple[Any, ...] = problem["loc"]
    # Pydantic adds parts (union members) that are no keys of the file: the line is the deepest known.
    line = next((lines[loc[:n]] for n in range(len(loc), -1, -1) if loc[:n] in lines), None)
    message = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"]
    if len(error.errors()) > 1:
        message += f" (and {len(error.errors()) - 1} more)"
    return DataError(message, path=path, line=line, key=_dotted(loc))


def _dotted(loc: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in loc)
