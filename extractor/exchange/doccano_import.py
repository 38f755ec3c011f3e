"""Reviewed doccano lines (JSONL with relations) → gold lines; see `extractor.exchange.doccano` for the labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.checks import GoldEntity
from extractor.errors import DataError
from extractor.exchange.common import ROLES
from extractor.exchange.doccano import KEPT, PREFIXES, ROLE_LABELS, STATUS, place
from extractor.exchange.gold import LINKS, Draft, lines, read_number, unique
from extractor.exchange.imports import Imported
from extractor.exchange.offsets import Ruler, Units, aligned
from extractor.schema import Span

_ROLE_OF = {label: role for role, label in ROLE_LABELS.items()}


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Entity(_Lenient):
    id: int
    label: str
    start_offset: int
    end_offset: int


class _Relation(_Lenient):
    from_id: int
    to_id: int
    type: str


class _Row(_Lenient):
    article_id: str
    text: str
    entities: tuple[_Entity, ...]
    relations: tuple[_Relation, ...] = ()
    figures: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    names: Mapping[str, str] = Field(default_factory=dict)


def read(path: Path, units: Units = "utf-16") -> Imported:
    """The gold lines of a file. `units` is how the project counts offsets. Raises `DataError` (path, line)."""
    found = Imported()
    for number, row in _rows(path):
        try:
            found.add(row.article_id, row.text, lines(row.article_id, row.text, _drafts(row, units, found)))
        except DataError as e:
            raise DataError(e.problem, path=str(path), line=number, key=e.key) from e
    return found


def _rows(path: Path) -> Iterator[tuple[int, _Row]]:
    try:
        raw = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as e:
        raise DataError(f"cannot be read: {e}", path=str(path)) from e
    for number, line in enumerate(raw, 1):
        if not line.strip():
            continue
        try:
            # The export of a project without relations has another form; it cannot say who belongs to which figure.
            if "entities" not in (given := json.loads(line)):
                raise DataError("expected doccano's JSONL with relations", path=str(path), line=number, key="entities")
            yield number, _Row.model_validate(given)
        except ValidationError as e:
            first = e.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"])
            raise DataError(first["msg"], path=str(path), line=number, key=key) from e
        except (ValueError, TypeError) as e:
            raise DataError(f"is no JSON object: {e}", path=str(path), line=number) from e


def _drafts(row: _Row, units: Units, found: Imported) -> list[Draft]:
    rulers = (Ruler(row.text, units),)
    spans = {e.id: aligned(row.text, e.start_offset, e.end_offset, None, rulers) for e in row.entities}
    labels = {e.id: e.label for e in row.entities}
    figures = {i: spans[i] for i, label in labels.items() if label not in _ROLE_OF and ":" not in label}
    stacked: dict[str, list[str]] = {place(span): [] for span in figures.values()}
    for i, label in labels.items():
        if ":" in label:
            if place(spans[i]) not in stacked:
                raise DataError(f"{label} on {spans[i].text!r} at {spans[i].start}, where no figure is", key="label")
            stacked[place(spans[i])].append(label)
    parts: dict[int, dict[str, Any]] = {i: {"links": {}, "roles": {role: [] for role in ROLES}} for i in figures}
    for relation in row.relations:
        _relate(row, relation, spans, labels, parts)
    return [
        Draft(
            key=str(i), number=span, fields=_fields(row, span, labels[i], stacked[place(span)], found),
            links=parts[i]["links"], entities={role: unique(given) for role, given in parts[i]["roles"].items()},
        )
        for i, span in figures.items()
    ]  # fmt: skip


def _relate(
    row: _Row, relation: _Relation, spans: Mapping[int, Span], labels: Mapping[int, str],
    parts: dict[int, dict[str, Any]],
) -> None:  # fmt: skip
    kind, start, end = relation.type, relation.from_id, relation.to_id
    if start not in parts or end not in spans:
        raise DataError(f"the relation {kind} from {start} to {end} does not begin at a figure", key=kind)
    if kind in LINKS:
        if kind in parts[start]["links"]:
            raise DataError(f"{spans[start].text!r} at {spans[start].start} has two relations {kind}", key=kind)
        parts[start]["links"][kind] = str(end)
    elif kind in ROLES and _ROLE_OF.get(labels[end]) == kind:
        name = row.names.get(place(spans[end]))
        parts[start]["roles"][kind].append(GoldEntity(mention=spans[end], name=name))
    else:
        raise DataError(f"the relation {kind} ends at the label {labels[end]!r}", key=kind)


def _fields(row: _Row, span: Span, category: str, stacked: list[str], found: Imported) -> dict[str, Any]:
    kept = {name: value for name, value in row.figures.get(place(span), {}).items() if name in KEPT}
    if not kept:
        kept = read_number(row.text, span)
        found.remarks["added figures, their numbers read from the words"] += 1
    fields = {**kept, "category": category}
    for name, prefix in PREFIXES.items():
        fields[name] = [label.removeprefix(prefix) for label in stacked if label.startswith(prefix)]
    states = [label.removeprefix(STATUS) for label in stacked if label.startswith(STATUS)]
    if len(states) > 1:
        raise DataError(f"{span.text!r} at {span.start} has {len(states)} labels of status", key="status")
    known = (*PREFIXES.values(), STATUS)
    if unknown := [label for label in stacked if not label.startswith(known)]:
        raise DataError(f"unknown label {unknown[0]!r} on {span.text!r}", key="label")
    return {**fields, "status": states[0] if states else "reported"}
