"""When two entities are the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.scoring.entities import common, head_word, link, normal_name, pair_up
from extractor.scoring.load import EntityRef
from tests.scoring_cases import Record, entity


def read(*records: Record) -> list[EntityRef]:
    return [EntityRef.model_validate_json(json.dumps(r)) for r in records]


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("Hezbollah", "HEZBOLLAH", True),
        ("The Red Cross", "Red Cross", True),
        ("Al-Shabaab", "Al Shabaab", True),
        ("U.S.", "US", True),
        ("Kurdistan Workers' Party", "Kurdistan Workers’ Party", True),
        ("Saint-Étienne", "Saint-Etienne", True),
        ("Łódź", "Lodz", True),
        ("Ministry of Health (Sudan)", "Ministry of Health, Sudan", True),
        ("Sudan", "South Sudan", False),
        ("Turkey", "Türkiye", False),
        ("The", "", False),
        ("!?", "...", False),
    ],
)
def test_normal_names(a: str, b: str, equal: bool) -> None:
    assert (normal_name(a) == normal_name(b)) is equal


@pytest.mark.parametrize(
    ("mention", "head"),
    [
        ("a senior security official", "official"),
        ("The Chief Coroner", "coroner"),
        ("government-backed Arab militia", "militia"),
        ("members of the opposition", "members"),
        ("gunmen", "gunmen"),
        ("police in the city", "police"),
        ("officials, who spoke anonymously", "officials"),
        ("of", "of"),
    ],
)
def test_heads_of_nils(mention: str, head: str) -> None:
    assert head_word(mention) == head


@given(st.text())
def test_normal_name_takes_any_text(text: str) -> None:
    assert bool(normal_name(text)) is bool(text.casefold().strip())
    head_word(text)


e = entity
COMMON: list[tuple[str, list[Record], list[Record], tuple[int, int, int]]] = [
    # what, gold, predicted, how many are common by name, mention, id
    ("equal names far apart", [e("Lebanon", "Lebanon")], [e("Lebanese", "Lebanon", 0, id="Q8")], (1, 1, 0)),
    ("another name on the words", [e("Tyre", "Tyre District")], [e("Tyre", "Tyre")], (0, 1, 0)),
    ("overlapping mentions", [e("the army", "Army A", 10)], [e("army", "Army B", 14)], (0, 1, 0)),
    ("same words elsewhere", [e("police", None, 10)], [e("police", "Police", 90, id="Q1")], (0, 1, 0)),
    ("NILs with one head", [e("men", None)], [e("local men", "men", 0, id=None)], (1, 1, 1)),
    ("two NILs with other heads", [e("gunmen", None)], [e("police", "police", 0, id=None)], (0, 0, 0)),
    ("NIL against an entry", [e("police", None)], [e("police", "Iraqi Police", id="Q1")], (0, 1, 0)),
    ("same id", [e("US", "United States", id="Q30")], [e("America", "USA", 0, id="Q30")], (0, 0, 1)),
    ("one predicted twice counts once", [e("US", "X")], [e("US", "X"), e("US", "X")], (1, 1, 0)),
    (
        "pairing is the largest, not the first",
        [e("the north", "A", 0), e("north", "B", 4)],
        [e("north", "C", 4), e("the north", "B", 50)],
        (1, 2, 0),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "gold", "predicted", "expected"), COMMON, ids=[c[0] for c in COMMON])
def test_common(what: str, gold: list[Record], predicted: list[Record], expected: tuple[int, int, int]) -> None:
    g, p = read(*gold), read(*predicted)
    by_id = common(g, p, "id") if any("id" in e for e in (*gold, *predicted)) else 0
    assert (common(g, p, "name"), common(g, p, "mention"), by_id) == expected


@pytest.mark.parametrize(
    ("given", "nil"),
    [
        ({"name": None}, True),
        ({"name": "Iraq"}, False),
        ({"name": "officials", "id": None}, True),
        ({"name": None, "id": None}, True),
        ({"name": "Iraq", "id": "Q796"}, False),
        ({"name": None, "id": "Q796"}, False),
    ],
)
def test_what_a_nil_is(given: dict[str, Any], nil: bool) -> None:
    record = {"mention": {"start": 0, "end": 1, "text": "x"}, **given}
    assert EntityRef.model_validate_json(json.dumps(record)).is_nil is nil


def test_links_prefer_the_overlap_with_the_right_name() -> None:
    gold = read(entity("Gaza City", "Gaza City", 10), entity("Gaza", "Gaza Strip", 10))
    predicted = read(entity("Gaza", "Gaza Strip", 10), entity("Gaza City", "Gaza City", 10))
    assert [(g.name, p.name) for g, p in link(gold, predicted)] == [
        ("Gaza City", "Gaza City"),
        ("Gaza Strip", "Gaza Strip"),
    ]


def test_pair_up_finds_the_augmenting_path() -> None:
    assert pair_up([[True, True], [True, False]]) == [(0, 1), (1, 0)]
    assert pair_up([]) == []
