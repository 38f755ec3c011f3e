"""Which entry of the knowledge base each labelled name of the gold means: the decisions, and the checks on them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractor.errors import DataError
from extractor.kb import KBEntry, KnowledgeBase

ROLES = ("affiliations", "actors", "locations", "sources")
_KEYS = {"article", "name", "roles", "id", "entry", "why"}
IDS_FILE = "ids.jsonl"


def load_ids(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """(article, name) → the decision's line. Raises `DataError` with path and line."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError as e:
            raise DataError(f"not JSON: {e}", path=str(path), line=number) from e
        if set(row) != _KEYS:
            raise DataError(f"expected the keys {', '.join(sorted(_KEYS))}", path=str(path), line=number)
        if (row["article"], row["name"]) in rows:
            raise DataError(f"{row['name']!r} is decided twice", path=str(path), line=number)
        rows[row["article"], row["name"]] = row
    return rows


def fits(entry: KBEntry, role: str) -> bool:
    """Whether an entry of this type can have a role: a place for a location; no town acts, speaks or has members."""
    if role == "locations":
        return entry.type in ("place", "state")
    if entry.type == "place":
        # Regions ("Central America") and territories have people of their own, packed towns and divisions do not count.
        region = entry.population is None and not entry.identifiers
        return bool(entry.demonyms) or (role == "affiliations" and region)
    return True


class IdChecker:
    """Checks the ids of gold entities against the knowledge base and the decisions beside the gold file."""

    def __init__(self, decisions: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        self._kb = KnowledgeBase.load()
        self._decisions = decisions
        self._known: dict[str | None, bool] = {None: True}
        self._named: dict[str, tuple[KBEntry, ...]] = {}

    def problems(self, article: str, role: str, name: str | None, entity_id: str | None) -> Iterator[str]:
        """What is wrong with one entity's id."""
        if entity_id not in self._known:
            self._known[entity_id] = self._kb.get(entity_id or "") is not None
        if not self._known[entity_id]:
            yield f"{entity_id!r} is no entry of the knowledge base"
        if name is None:
            if entity_id is not None:
                yield "an entity without a name has an id"
            return
        row = self._decisions.get((article, name))
        if row is None:
            yield f"{name!r} has no line in {IDS_FILE}"
        elif row["id"] != entity_id:
            yield f"{name!r} is {row['id']} in {IDS_FILE}, here {entity_id}"
        elif not row["why"] or row["why"] == "open":
            yield f"{name!r} has no reason in {IDS_FILE}"
        else:
            yield from self._unlike(role, name, entity_id, row["why"])

    def _unlike(self, role: str, name: str, entity_id: str | None, why: str) -> Iterator[str]:
        """An entry of exactly this name is meant, unless a person wrote a reason why not."""
        if name not in self._named:
            self._named[name] = tuple(e for e in self._kb.lookup(name) if e.name == name)
        ids = {e.id for e in self._named[name] if fits(e, role)}
        if ids and entity_id not in ids and not why.startswith("reviewed: "):
            yield f"{name!r} is the name of {', '.join(sorted(ids))}, and no reviewed reason says why it is not meant"
