"""Reviewed labels → gold lines: the form of ``gold/figures.jsonl``, which ``extractor check gold`` accepts.

A `Draft` is what an importer read of one figure. Gold has no ids of entities and no evidence, and a NIL has a null
name; see ``gold/GUIDELINES.md``.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from extractor.checks import GoldEntity, GoldRecord
from extractor.errors import DataError
from extractor.exchange.common import ROLES
from extractor.quantities import find_quantities
from extractor.schema import Entity, FigureRecord, Measure, Model, Quantifier, Section, Span, Status, Unit

ORDER = (
    "article_id", "id", "section", "number", "value", "low", "high", "quantifier", "measure", "unit", "category", "also",
    "groups", *ROLES, "causes", "period", "status", "implicit", "part_of", "same_as",
)  # fmt: skip
# The fields with one value of a closed list, in the order of the forms that people fill.
CHOICES: dict[str, tuple[str, ...]] = {
    "quantifier": get_args(Quantifier), "status": get_args(Status), "measure": get_args(Measure), "unit": get_args(Unit),
    "section": get_args(Section),
}  # fmt: skip
NUMBERS = ("value", "low", "high")
LINKS = ("part_of", "same_as")
DEFAULTS = {"status": "reported", "measure": "level", "unit": "people"}
_COUNT = re.compile(r"\d{1,3}(?:[ ,.’'_]\d{3})+|\d+")


class Draft(Model):
    """One figure as an importer read it. `fields` has gold's names; links are keys of other drafts."""

    key: str
    number: Span
    fields: Mapping[str, Any]
    entities: Mapping[str, tuple[GoldEntity, ...]] = {}
    links: Mapping[str, str] = {}


def lines(article_id: str, text: str, drafts: Sequence[Draft], *, path: str = "") -> list[dict[str, Any]]:
    """The gold lines of one article, in the order of the text, with the ids ``ARTICLE/f1``, ``ARTICLE/f2``, ...

    Raises `DataError` (path, key) for a draft that is no gold record.
    """
    ordered = sorted(drafts, key=lambda d: (d.number.start, d.number.end, str(d.fields.get("category")), d.key))
    ids: dict[Hashable, str] = {draft.key: f"{article_id}/f{n}" for n, draft in enumerate(ordered, 1)}
    return [_line(article_id, text, draft, ids, path) for draft in ordered]


def _line(article_id: str, text: str, draft: Draft, ids: Mapping[Hashable, str], path: str) -> dict[str, Any]:
    where = f"{article_id}: figure {draft.number.text!r} at {draft.number.start}"
    for link, target in draft.links.items():
        if target not in ids:
            raise DataError(f"{where}: points at what is no figure", path=path, key=link)
    raw = {
        **DEFAULTS,
        "section": section_of(text, draft.number.start),
        **{name: value for name, value in draft.fields.items() if value is not None or name in NUMBERS},
        **{role: [e.model_dump(mode="json") for e in draft.entities.get(role, ())] for role in ROLES},
        **{link: ids[target] for link, target in draft.links.items()},
        "article_id": article_id,
        "id": ids[draft.key],
        "number": draft.number.model_dump(),
    }
    try:
        record = GoldRecord.model_validate(raw)
    except ValidationError as e:
        first = e.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{where}: {first['msg']}", path=path, key=key) from e
    return as_line(record)


def as_line(record: GoldRecord) -> dict[str, Any]:
    """A gold record as its line of the file: the file's order of keys, a note only if there is one."""
    row = record.model_dump(mode="json")
    out = {name: row[name] for name in ORDER}
    for role in ROLES:
        out[role] = [{"mention": e["mention"], "name": e["name"]} for e in row[role]]
    return {**out, "note": record.note} if record.note else out


def fields_of(record: FigureRecord) -> dict[str, Any]:
    """What gold says of a figure besides its number, its entities and its links."""
    row = record.model_dump(mode="json")
    names = ("section", *NUMBERS, "quantifier", "measure", "unit", "category", "also", "groups", "causes", "period")
    return {name: row[name] for name in (*names, "status", "implicit")}


def entity_of(entity: Entity) -> GoldEntity:
    """An entity as gold has it: only who is in the knowledge base has a name."""
    return GoldEntity(mention=entity.mention, name=entity.name if entity.id else None)


def section_of(text: str, start: int) -> Section:
    """Title for a number on the first line, else body; only a person can tell a caption."""
    end = text.find("\n")
    return "title" if start < (end if end >= 0 else len(text)) else "body"


def read_number(text: str, number: Span, *, implicit: bool = False) -> dict[str, Any]:
    """Value, bounds, quantifier and measure of a number that nobody wrote out, as our own reader has them.

    Raises `DataError` where the words are no number that it knows.
    """
    if implicit:
        return {"value": 1, "low": 1, "high": 1, "quantifier": "exact", "measure": "level"}
    start = text.rfind("\n", 0, number.start) + 1
    end = text.find("\n", number.end)
    for found in find_quantities(text, start, end if end >= 0 else len(text)):
        if (found.span.start, found.span.end) == (number.start, number.end):
            counts = {name: _whole(getattr(found, name)) for name in NUMBERS}
            return {**counts, "quantifier": found.quantifier, "measure": found.measure}
    raise DataError(f"cannot read the number {number.text!r} at {number.start}; write its value out", key="value")


def with_number(text: str, number: Span, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` of a figure without value and bounds, with those that its words state.

    A quantifier that a person chose stays, and then decides the bounds.
    """
    read = read_number(text, number, implicit=bool(fields.get("implicit")))
    if fields.get("quantifier", read["quantifier"]) == read["quantifier"]:
        return {**read, **fields}
    chosen = {"value": read["value"], "low": None, "high": None, "measure": read["measure"], **fields}
    return {**chosen, **missing_bounds(chosen)}


def whole_number(text: str, key: str) -> int | None:
    """What a person typed for a count: digits with or without separators; nothing is null."""
    if not (plain := text.strip()) or plain.lower() in ("null", "none", "open", "-"):
        return None
    if not _COUNT.fullmatch(plain):
        raise DataError(f"{text!r} is no whole number", key=key)
    return int(re.sub(r"\D", "", plain))


def missing_bounds(fields: Mapping[str, Any]) -> dict[str, int]:
    """The bounds that a stated value gives under its quantifier, for a person who typed the value alone."""
    value, quantifier = fields["value"], fields["quantifier"]
    if value is None or fields["low"] is not None or fields["high"] is not None:
        return {}
    low = {"low": value} if quantifier in ("exact", "at_least", "more_than") else {}
    return low | ({"high": value} if quantifier in ("exact", "at_most", "less_than") else {})


def unique(entities: Iterable[GoldEntity]) -> tuple[GoldEntity, ...]:
    """Entities in the order of the text, each once."""
    found = {(e.mention.start, e.mention.end, e.name): e for e in entities}
    return tuple(found[key] for key in sorted(found, key=lambda k: (k[0], k[1], k[2] or "")))


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
