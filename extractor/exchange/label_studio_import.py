"""Reviewed Label Studio tasks (its JSON export) → gold lines.

The tasks are those of `extractor.exchange.label_studio`. Of several annotations of a task the one marked as ground truth
counts, else the last one saved; cancelled ones never do. A task that nobody annotated is left out and counted, an
annotation without regions says that the article has no figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.checks import GoldEntity
from extractor.errors import DataError
from extractor.exchange.common import ROLES
from extractor.exchange.gold import (
    CHOICES,
    LINKS,
    NUMBERS,
    Draft,
    lines,
    missing_bounds,
    unique,
    whole_number,
    with_number,
)
from extractor.exchange.imports import Imported
from extractor.exchange.label_studio import FIGURE, LISTS, ROLE_LABELS
from extractor.exchange.offsets import Ruler, aligned
from extractor.schema import Span

_ROLE_OF = {label: role for role, label in ROLE_LABELS.items()}


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Result(_Lenient):
    type: str
    id: str = ""
    from_name: str = ""
    value: Mapping[str, Any] = Field(default_factory=dict)
    from_id: str = ""
    to_id: str = ""
    direction: str | None = None
    labels: tuple[str, ...] = ()


class _Annotation(_Lenient):
    result: tuple[_Result, ...] = ()
    was_cancelled: bool = False
    ground_truth: bool = False
    updated_at: str | None = None
    created_at: str | None = None
    id: int | str | None = None


class _Data(_Lenient):
    article_id: str
    text: str


class _Task(_Lenient):
    data: _Data
    annotations: tuple[_Annotation, ...]


class _Region:
    """The results of one region: where it is, its label and what was chosen and typed for it."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.label = ""
        self.chosen: dict[str, list[str]] = {}
        self.typed: dict[str, str] = {}


def read(path: Path) -> Imported:
    """The gold lines of a file. Raises `DataError` for what is no such export or no gold record."""
    found = Imported()
    for number, task in enumerate(_tasks(path), 1):
        article, text = task.data.article_id, task.data.text
        annotation = _chosen(task.annotations)
        if annotation is None:
            found.remarks["tasks left out: nobody annotated them"] += 1
            continue
        try:
            drafts = _drafts(text, annotation.result)
            found.add(article, text, lines(article, text, drafts))
        except DataError as e:
            raise DataError(f"task {number} ({article}): {e.problem}", path=str(path), key=e.key) from e
    return found


def _tasks(path: Path) -> Iterator[_Task]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise DataError(f"cannot be read: {e}", path=str(path)) from e
    if not isinstance(raw, list):
        raise DataError("expected Label Studio's export in the format JSON, a list of tasks", path=str(path))
    for number, row in enumerate(raw, 1):
        try:
            yield _Task.model_validate(row)
        except ValidationError as e:
            first = e.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"])
            raise DataError(f"task {number}: {first['msg']}", path=str(path), key=key) from e


def _chosen(annotations: Iterable[_Annotation]) -> _Annotation | None:
    kept = [a for a in annotations if not a.was_cancelled]
    return max(kept, key=lambda a: (a.ground_truth, a.updated_at or a.created_at or "", str(a.id)), default=None)


def _drafts(text: str, results: tuple[_Result, ...]) -> list[Draft]:
    regions = _regions(text, results)
    drafts: dict[str, dict[str, Any]] = {
        key: {"entities": {role: [] for role in ROLES}, "links": {}}
        for key, region in regions.items()
        if region.label == FIGURE
    }
    for result in results:
        if result.type == "relation":
            _relate(result, regions, drafts)
    return [
        Draft(
            key=key, number=regions[key].span, fields=_fields(text, regions[key]), links=parts["links"],
            entities={role: unique(found) for role, found in parts["entities"].items()},
        )
        for key, parts in drafts.items()
    ]  # fmt: skip


def _regions(text: str, results: tuple[_Result, ...]) -> dict[str, _Region]:
    rulers = (Ruler(text, "code-points"), Ruler(text, "utf-16"))
    regions: dict[str, _Region] = {}
    for result in results:
        if result.type == "labels":
            value = result.value
            quote = value.get("text") if isinstance(value.get("text"), str) else None
            region = _Region(aligned(text, int(value["start"]), int(value["end"]), quote, rulers))
            region.label = next(iter(value.get("labels", ())), "")
            if region.label != FIGURE and region.label not in _ROLE_OF:
                raise DataError(f"unknown label {region.label!r} on {region.span.text!r}", key="label")
            regions[result.id] = region
    for result in results:
        if result.type in ("choices", "textarea") and result.id in regions:
            value = result.value.get("choices" if result.type == "choices" else "text", [])
            said = [value] if isinstance(value, str) else [str(v) for v in value]
            if result.type == "choices":
                regions[result.id].chosen[result.from_name] = said
            else:
                regions[result.id].typed[result.from_name] = "\n".join(said).strip()
    return regions


def _relate(result: _Result, regions: Mapping[str, _Region], drafts: Mapping[str, dict[str, Any]]) -> None:
    pairs = {"left": [(result.to_id, result.from_id)], "bi": []}.get(
        result.direction or "right", [(result.from_id, result.to_id)]
    )
    if not pairs or len(result.labels) != 1:
        raise DataError(f"a relation needs one label and one direction, found {list(result.labels)}", key="relation")
    (start, end), label = pairs[0], result.labels[0]
    if start not in regions or end not in regions:
        raise DataError(f"the relation {label} has an end that is no region", key="relation")
    what = f"the relation {label} from {regions[start].span.text!r} to {regions[end].span.text!r}"
    if start not in drafts:
        raise DataError(f"{what} does not begin at a figure", key=label)
    if label in LINKS:
        if label in drafts[start]["links"]:
            raise DataError(f"{what} is the second of its figure", key=label)
        drafts[start]["links"][label] = end
    elif label in ROLES and _ROLE_OF.get(regions[end].label) == label:
        region = regions[end]
        drafts[start]["entities"][label].append(GoldEntity(mention=region.span, name=region.typed.get("name") or None))
    else:
        raise DataError(f"{what} ends at the label {regions[end].label!r}", key=label)


def _fields(text: str, region: _Region) -> dict[str, Any]:
    chosen, typed = region.chosen, region.typed
    what = f"{region.span.text!r} at {region.span.start}"
    if not chosen.get("category"):
        raise DataError(f"{what} has no category", key="category")
    implicit = chosen.get("implicit") == ["yes"]
    fields: dict[str, Any] = {
        "category": chosen["category"][0],
        "implicit": implicit,
        "note": typed.get("note") or None,
    }
    fields |= {name: chosen[name][0] for name in CHOICES if chosen.get(name)}
    fields |= {name: chosen.get(name, []) for name in LISTS}
    if any(typed.get(name) for name in NUMBERS):
        fields = {"quantifier": "exact", **fields, **{n: whole_number(typed.get(n, ""), n) for n in NUMBERS}}
        fields |= missing_bounds(fields)
    else:
        fields = with_number(text, region.span, fields)
    if typed.get("period_text"):
        start, end = (typed.get(name) or None for name in ("period_start", "period_end"))
        fields["period"] = {"start": start, "end": end, "text": typed["period_text"]}
    return fields
