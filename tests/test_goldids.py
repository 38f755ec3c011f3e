"""The ids of the gold: which decisions are accepted, and how each mistake is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.errors import DataError
from extractor.goldids import IdChecker, fits, load_ids
from extractor.kb import KnowledgeBase

SYRIA, CITY = "Q858", "geonames:169389"


def decided(**changes: object) -> dict[str, object]:
    row = {"article": "a", "name": "Syria", "roles": ["locations"], "id": SYRIA, "entry": "Syria", "why": "by name"}
    return {**row, **changes}


@pytest.mark.parametrize(
    ("row", "name", "entity_id", "problem"),
    [
        (decided(), "Syria", SYRIA, None),
        (decided(name="Tor Post", id=None, entry=None), "Tor Post", None, None),
        (decided(id=None, why="reviewed: a ship of this name"), "Syria", None, None),
        (decided(), None, None, None),
        (decided(), None, SYRIA, "without a name"),
        (decided(id="Q0", why="reviewed: a test"), "Syria", "Q0", "no entry of the knowledge base"),
        (decided(), "Syria", None, "is Q858 in ids.jsonl"),
        (decided(), "Iraq", "Q796", "no line"),
        (decided(why="open"), "Syria", SYRIA, "no reason"),
        (decided(id=None, why="by name"), "Syria", None, "no reviewed reason"),
        (decided(id=CITY), "Syria", CITY, "no reviewed reason"),
    ],
)
def test_each_mistake_is_named(
    row: dict[str, object], name: str | None, entity_id: str | None, problem: str | None
) -> None:
    found = list(IdChecker({("a", str(row["name"])): row}).problems("a", "locations", name, entity_id))
    assert len(found) == (problem is not None)
    assert not found or str(problem) in found[0]


@pytest.mark.parametrize(
    ("name", "role", "fitting"),
    [
        ("Idlib", "locations", True),
        ("Idlib", "sources", False),
        ("Hezbollah", "locations", False),
        ("Hezbollah", "actors", True),
        ("Central America", "affiliations", True),
        ("Central America", "actors", False),
        ("Syria", "actors", True),
    ],
)
def test_which_types_fit_a_role(name: str, role: str, fitting: bool) -> None:
    entry = next(e for e in KnowledgeBase.load().lookup(name) if e.name == name)
    assert fits(entry, role) is fitting


@pytest.mark.parametrize(
    ("lines", "problem"),
    [(["{"], "not JSON"), (['{"article": "a"}'], "expected the keys"), ([json.dumps(decided())] * 2, "decided twice")],
)
def test_broken_decisions(lines: list[str], problem: str, tmp_path: Path) -> None:
    path = tmp_path / "ids.jsonl"
    path.write_text("\n".join(lines))
    with pytest.raises(DataError, match=problem):
        load_ids(path)
