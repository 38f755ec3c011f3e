"""A brat collection → gold lines: the annotations of `extractor.exchange.brat`, corrected by hand.

A figure whose note gives no value has it read from its words. A mention without a normalization line has the name that
its note gives, or else is a NIL.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from extractor.checks import GoldEntity
from extractor.errors import DataError
from extractor.exchange.brat import ATTRIBUTES, LISTS, NOTED, PREFIXES, ROLE_TYPES, fragments
from extractor.exchange.common import ROLES
from extractor.exchange.gold import DEFAULTS, LINKS, NUMBERS, Draft, lines, unique, with_number
from extractor.exchange.imports import Imported
from extractor.exchange.offsets import span_at
from extractor.schema import Span

_ROLE_OF = {kind: role for role, kind in ROLE_TYPES.items()}
_PLACE = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")


class _Bound(NamedTuple):
    kind: str
    span: Span


class _Standoff:
    """The lines of one ``.ann`` file, by what they are about."""

    def __init__(self) -> None:
        self.bound: dict[str, _Bound] = {}
        self.attributes: dict[str, list[tuple[str, str]]] = {}
        self.relations: list[tuple[str, str, str]] = []
        self.notes: dict[str, str] = {}
        self.names: dict[str, str] = {}


def read(path: Path) -> Imported:
    """The gold lines of a folder, or of one ``.ann`` file with its ``.txt``. Raises `DataError` (path, line)."""
    found = Imported()
    files = sorted(path.rglob("*.ann")) if path.is_dir() else [path]
    if not files:
        raise DataError("has no .ann files", path=str(path))
    for file in files:
        article = unquote(file.stem)
        try:
            text = file.with_suffix(".txt").read_bytes().decode("utf-8")
            raw = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as e:
            raise DataError(f"cannot be read: {e}", path=str(file)) from e
        standoff = _parse(raw, text, str(file))
        try:
            found.add(article, text, lines(article, text, _drafts(text, standoff)))
        except DataError as e:
            raise DataError(e.problem, path=str(file), key=e.key) from e
    return found


def _parse(raw: str, text: str, path: str) -> _Standoff:
    found = _Standoff()
    for number, line in enumerate(raw.split("\n"), 1):
        if not line.strip():
            continue
        try:
            _line(line.rstrip("\r"), text, found)
        except (ValueError, IndexError) as e:
            raise DataError(f"is no brat annotation: {line!r} ({e})", path=path, line=number) from e
        except DataError as e:
            raise DataError(e.problem, path=path, line=number, key=e.key) from e
    return found


def _line(line: str, text: str, found: _Standoff) -> None:
    mark, body, *rest = line.split("\t", 2)
    if mark.startswith("T"):
        found.bound[mark] = _bound(body, rest[0], text)
    elif mark[0] in "AM":
        kind, target, *value = body.split(" ", 2)
        found.attributes.setdefault(target, []).append((kind, value[0] if value else ""))
    elif mark.startswith("R"):
        kind, first, second = body.split(" ")[:3]
        found.relations.append((kind, first.partition(":")[2], second.partition(":")[2]))
    elif mark.startswith("#"):
        kind, target = body.split(" ")[:2]
        if kind == "AnnotatorNotes" and rest:
            found.notes[target] = rest[0]
    elif mark.startswith("N"):
        found.names[body.split(" ")[1]] = rest[0]
    else:
        raise DataError(f"no such annotation here: {line!r}")


def _bound(body: str, quote: str, text: str) -> _Bound:
    match = _PLACE.fullmatch(body)
    if match is None:
        raise ValueError("expected a type and offsets")
    pieces = [tuple(map(int, piece.split(" "))) for piece in match.group(2).split(";")]
    start, end = pieces[0][0], pieces[-1][1]
    said = " ".join(text[a:b] for a, b in pieces)
    if end > len(text) or said != quote:
        raise DataError(f"the text says {said!r} at {match.group(2)}, not {quote!r}")
    if fragments(text, start, end) != pieces:
        raise DataError(f"{quote!r} is in pieces; a figure or a name is one stretch of text")
    return _Bound(match.group(1), span_at(text, start, end))


def _drafts(text: str, standoff: _Standoff) -> list[Draft]:
    figures = {mark: bound for mark, bound in standoff.bound.items() if bound.kind not in _ROLE_OF}
    parts: dict[str, dict[str, Any]] = {m: {"links": {}, "roles": {role: [] for role in ROLES}} for m in figures}
    for kind, start, end in standoff.relations:
        if start not in figures or end not in standoff.bound:
            raise DataError(f"the relation {kind} from {start} to {end} does not begin at a figure", key=kind)
        if kind in LINKS:
            if kind in parts[start]["links"]:
                raise DataError(f"{start} has two relations {kind}", key=kind)
            parts[start]["links"][kind] = end
        elif kind in ROLES and _ROLE_OF.get(standoff.bound[end].kind) == kind:
            name = standoff.names.get(end) or standoff.notes.get(end, "").strip() or None
            parts[start]["roles"][kind].append(GoldEntity(mention=standoff.bound[end].span, name=name))
        else:
            raise DataError(f"the relation {kind} ends at a {standoff.bound[end].kind}", key=kind)
    return [
        Draft(
            key=mark, number=bound.span, fields=_fields(text, mark, bound, standoff), links=parts[mark]["links"],
            entities={role: unique(found) for role, found in parts[mark]["roles"].items()},
        )
        for mark, bound in figures.items()
    ]  # fmt: skip


def _fields(text: str, mark: str, bound: _Bound, standoff: _Standoff) -> dict[str, Any]:
    set_here = standoff.attributes.get(mark, [])
    fields: dict[str, Any] = {"category": bound.kind, "implicit": ("Implicit", "") in set_here}
    for kind, value in set_here:
        if kind.lower() in ATTRIBUTES:
            fields[kind.lower()] = value
        elif kind != "Implicit" and not kind.startswith(tuple(PREFIXES.values())):
            raise DataError(f"unknown attribute {kind!r} of {mark}", key=kind)
    for name in LISTS:
        fields[name] = list(_labels(set_here, PREFIXES[name]))
    noted = _noted(standoff.notes.get(mark, ""), mark)
    fields |= noted
    if not any(name in noted for name in NUMBERS):
        fields = with_number(text, bound.span, fields)
    if "quantifier" not in fields:
        raise DataError(f"{mark} ({bound.span.text!r}) has no Quantifier", key="quantifier")
    return {**DEFAULTS, **fields}


def _labels(attributes: Iterable[tuple[str, str]], prefix: str) -> Iterator[str]:
    return (kind.removeprefix(prefix) for kind, _ in attributes if kind.startswith(prefix))


def _noted(note: str, mark: str) -> dict[str, Any]:
    """The fields in a figure's note; a note in words is gold's note."""
    if not note.lstrip().startswith("{"):
        return {"note": note} if note else {}
    try:
        found = json.loads(note)
    except ValueError as e:
        raise DataError(f"the note of {mark} is no JSON: {e}", key="AnnotatorNotes") from e
    if unknown := set(found) - {*NOTED, "note"}:
        raise DataError(f"the note of {mark} has unknown keys: {', '.join(sorted(unknown))}", key="AnnotatorNotes")
    return dict(found)
