"""Builders of small records for the scorer's tests: a case says only what matters in it."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def figure(id: str, start: int, value: int | None = 1, category: str = "killed", **fields: Any) -> Record:
    """A fully annotated record in article "a" whose number stands at `start` and is two characters long."""
    end = fields.pop("end", start + 2)
    return {
        "id": id,
        "article_id": "a",
        "section": "body",
        "number": {"start": start, "end": end, "text": "?" * (end - start)},
        "value": value,
        "low": value,
        "high": value,
        "quantifier": "exact",
        "measure": "level",
        "unit": "people",
        "category": category,
        **{name: [] for name in ("also", "groups", "causes")},
        **{name: [] for name in ("affiliations", "actors", "locations", "sources")},
        "period": None,
        "status": "reported",
        "implicit": False,
        "part_of": None,
        "same_as": None,
        **fields,
    }


def entity(text: str, name: str | None, start: int = 100, **fields: Any) -> Record:
    """An entity whose mention `text` stands at `start`; without `id` unless it is given."""
    return {"mention": {"start": start, "end": start + len(text), "text": text}, "name": name, **fields}


def articles(*ids: str, **fields: Any) -> list[Record]:
    """An articles list, without texts."""
    return [{"id": i, **fields} for i in ids]
