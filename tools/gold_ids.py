"""Ids of the gold's entities: which entry of the knowledge base a labelled name means.

    python tools/gold_ids.py propose   → gold/ids.jsonl: a line for each (article, name); reviewed lines are kept
    python tools/gold_ids.py apply     → gold/figures.jsonl with the ids of gold/ids.jsonl

A line is a decision: article, name, roles, id (null: no entry is meant), entry (the entry's name, for the reader) and why.
Only the labelled name, the article's country and the role are looked at, never what the linker makes of the text. A name that
these do not decide gets the why "open", which `apply` refuses: a person writes the id and the reason.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from extractor.errors import DataError  # noqa: E402
from extractor.goldids import ROLES, fits, load_ids  # noqa: E402
from extractor.kb import KBEntry, KnowledgeBase  # noqa: E402

FIGURES, IDS = ROOT / "gold" / "figures.jsonl", ROOT / "gold" / "ids.jsonl"
LARGE = 300_000  # people: a town abroad that needs no country


def read_figures() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FIGURES.read_text(encoding="utf-8").splitlines()]


def decide(name: str, roles: list[str], country: str, kb: KnowledgeBase) -> tuple[KBEntry | None, str]:
    """The entry that a name means, and why; "open" where a person has to say."""
    found = [e for e in kb.lookup(name) if all(fits(e, role) for role in roles)]
    if not found:
        return None, "no entry of this name and a fitting type"
    here = [e for e in found if not e.countries or country in e.countries]
    for entries, how in (([e for e in here if e.name == name], "name"), (here, "alias")):
        if len(entries) == 1:
            return entries[0], f"the only entry of this {how} in the article's country"
        if entries:
            return None, "open"
    known = [e for e in found if e.name == name and (e.type != "place" or (e.population or 0) >= LARGE)]
    return (known[0], "the only well-known entry of this name") if len(known) == 1 else (None, "open")


def propose() -> None:
    kb, old = KnowledgeBase.load(), load_ids(IDS) if IDS.exists() else {}
    roles: dict[tuple[str, str], set[str]] = {}
    for record in read_figures():
        for role in ROLES:
            for entity in record[role]:
                if entity["name"] is not None:
                    roles.setdefault((record["article_id"], entity["name"]), set()).add(role)
    lines = []
    for (article, name), used in sorted(roles.items()):
        row = old.get((article, name))
        if row is None or not row["why"].startswith("reviewed: "):
            country = yaml.safe_load((ROOT / "corpus" / f"{article}.yaml").read_text(encoding="utf-8"))["country"]
            entry, why = decide(name, sorted(used), country, kb)
            row = {"id": entry.id if entry else None, "entry": entry.name if entry else None, "why": why}
        row = {
            "article": article,
            "name": name,
            "roles": sorted(used),
            "id": row["id"],
            "entry": row["entry"],
            "why": row["why"],
        }
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    IDS.write_text("".join(lines), encoding="utf-8")


def apply() -> None:
    """Write the ids into the gold file. Raises `DataError` where a decision is missing or open."""
    rows, out = load_ids(IDS), []
    for record in read_figures():
        for role in ROLES:
            for entity in record[role]:
                row = rows.get((record["article_id"], entity["name"]), {"id": None, "why": ""})
                if row["why"] == "open" or (entity["name"] and not row["why"]):
                    raise DataError(
                        "has no decision yet", path=str(IDS), key=f"{record['article_id']}: {entity['name']}"
                    )
                entity["id"] = row["id"]
        out.append(json.dumps(record, ensure_ascii=False) + "\n")
    FIGURES.write_text("".join(out), encoding="utf-8")


if __name__ == "__main__":
    {"propose": propose, "apply": apply}[sys.argv[1]]()
