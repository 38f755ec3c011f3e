"""What ``extractor kb`` does: look names up, add entries to a file, check the knowledge base."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from extractor.errors import DataError
from extractor.kb import KB_DIR, ROW_FILES, KBEntry, KnowledgeBase, read_entries


@dataclass(frozen=True)
class Collision:
    """A name that several entries have, with how the linker tells them apart."""

    name: str
    entries: tuple[str, ...]
    resolution: str


@dataclass(frozen=True)
class KBReport:
    """What `kb_check` found. `problems` are errors (path, line, key); collisions are none, only listed."""

    problems: tuple[str, ...]
    collisions: tuple[Collision, ...]
    entries: int
    places: int


def kb_lookup(name: str, kb: KnowledgeBase | None = None) -> tuple[KBEntry, ...]:
    """The entries that a name can mean, best known first; `kb` defaults to the package's."""
    return (kb or KnowledgeBase.load()).lookup(name)


def kb_add(path: Path, entry: KBEntry) -> None:
    """Add `entry` to a JSONL file of one's own (made if missing), sorted by id.

    Raises `DataError` if the file is broken or has the id already.
    """
    entries = read_entries(path) if path.exists() else []
    if any(e.id == entry.id for e in entries):
        raise DataError(f"{entry.id} is there already; edit its line", path=str(path), key="id")
    lines = sorted((e.id, _line(e)) for e in [*entries, entry])
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_text("".join(line + "\n" for _, line in lines), encoding="utf-8")
    temporary.replace(path)


def _line(entry: KBEntry) -> str:
    return json.dumps(entry.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)


def kb_check(extra: Path | None = None) -> KBReport:
    """Check every row of the package's files, and of a user's own: schema, order, ids, names that collide."""
    problems: list[str] = []
    seen: dict[str, str] = {}
    count = 0
    for path in [*(KB_DIR / name for name in ROW_FILES), *([extra] if extra else [])]:
        count += _check_file(path, problems, seen, own=path == extra)
    kb = KnowledgeBase.load(None if problems else extra)
    for parent in sorted({r["parent"] for r in kb.rows if r.get("parent")} - set(kb.by_id)):
        problems.append(f"parent {parent} is no entry")
    return KBReport(tuple(problems), tuple(_collisions(kb)), count, len(kb.places))


def _check_file(path: Path, problems: list[str], seen: dict[str, str], *, own: bool) -> int:
    previous, rows = "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        rows += 1
        where = f"{path.name}:{number}"
        try:
            entry = KBEntry.model_validate_json(line)
        except ValidationError as e:
            first = e.errors()[0]
            problems.append(f"{where}: {'.'.join(str(p) for p in first['loc'])}: {first['msg']}")
            continue
        if entry.id in seen and not (own and not seen[entry.id].startswith(path.name)):
            problems.append(f"{where}: id: {entry.id} is in {seen[entry.id]} too")
        if entry.id < previous and not own:
            problems.append(f"{where}: id: {entry.id} is not sorted")
        if entry.qid is not None and entry.status == "general knowledge":
            problems.append(f"{where}: qid: a QID needs a status that says how it was checked")
        seen[entry.id], previous = where, entry.id
    return rows


def _collisions(kb: KnowledgeBase) -> list[Collision]:
    found = []
    for key, hits in sorted(kb.names.items()):
        rows = {kb.rows[h.row]["id"]: kb.rows[h.row] for h in hits}
        if len(rows) > 1:
            names = tuple(sorted(r["name"] for r in rows.values()))
            found.append(Collision(key, names, _resolution(list(rows.values()))))
    return found


def _resolution(rows: list[dict[str, Any]]) -> str:
    countries = [tuple(r.get("countries", ())) for r in rows]
    types = {r["type"] for r in rows}
    if len(types) > 1 and len(set(countries)) == 1:
        return "by the type that the words around expect, else the better known"
    if len(set(countries)) == len(rows):
        return "by the countries that the article names, else the better known"
    return "by prominence; undecided where scores are close"
