"""One-to-one matching on overlapping numbers."""

from __future__ import annotations

import json
import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.scoring.load import Figure
from extractor.scoring.matching import best_assignment, build_items, match
from tests.scoring_cases import Record, figure


def read(*records: Record) -> list[Figure]:
    return [Figure.model_validate_json(json.dumps(r)) for r in records]


PAIRS = [
    # what, gold, predicted, the pairs by id, missed ids, false ids
    ("one each", [figure("g", 0)], [figure("p", 0)], {("g", "p")}, [], []),
    ("touching spans do not overlap", [figure("g", 0)], [figure("p", 2)], set(), ["g"], ["p"]),
    ("one character is enough", [figure("g", 0)], [figure("p", 1)], {("g", "p")}, [], []),
    ("value plays no part in finding", [figure("g", 0, 5)], [figure("p", 0, 7)], {("g", "p")}, [], []),
    ("nothing predicted", [figure("g", 0)], [], set(), ["g"], []),
    ("nothing in gold", [], [figure("p", 0)], set(), [], ["p"]),
    (
        "a duplicate is false, and the one with the right category is kept",
        [figure("g", 0, category="injured")],
        [figure("p1", 0, category="killed"), figure("p2", 0, category="injured")],
        {("g", "p2")}, [], ["p1"],
    ),
    (
        "category ties are settled by the value",
        [figure("g", 0, 7)], [figure("p1", 0, 5), figure("p2", 0, 7)], {("g", "p2")}, [], ["p1"],
    ),
    (
        "more overlap wins over the category",
        [figure("g", 0, end=6, category="injured")],
        [figure("p1", 0, end=5, category="killed"), figure("p2", 4, end=6, category="injured")],
        {("g", "p1")}, [], ["p2"],
    ),
    (
        "two figures on one number are matched by category",
        [figure("g1", 0, category="killed"), figure("g2", 0, category="injured")],
        [figure("p1", 0, category="injured"), figure("p2", 0, category="killed")],
        {("g1", "p2"), ("g2", "p1")}, [], [],
    ),
    (
        "one prediction over two figures takes the one it covers more of",
        [figure("g1", 0, end=2), figure("g2", 3, end=8)], [figure("p", 0, end=8)], {("g2", "p")}, ["g1"], [],
    ),
    (
        "the largest total wins over the largest pair",
        [figure("g1", 0, end=6), figure("g2", 6, end=9)],
        [figure("p1", 2, end=9), figure("p2", 0, end=3)],
        # g1-p1 (4) alone is the largest pair; g1-p2 (3) + g2-p1 (3) is more together.
        {("g1", "p2"), ("g2", "p1")}, [], [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "gold", "predicted", "pairs", "missed", "false"), PAIRS, ids=[p[0] for p in PAIRS])
def test_pairs(
    what: str,
    gold: list[Record],
    predicted: list[Record],
    pairs: set[tuple[str, str]],
    missed: list[str],
    false: list[str],
) -> None:
    result = match([read(*gold)], read(*predicted))
    assert {(result.items[i].first.id, result.predictions[p].id) for i, p in result.pairs} == pairs
    assert [result.items[i].first.id for i in result.missed] == missed
    assert [result.predictions[p].id for p in result.false] == false


def test_a_figure_of_one_annotator_is_optional() -> None:
    items = build_items([read(figure("a1", 0), figure("a2", 10)), read(figure("b1", 0), figure("b2", 20))])
    assert [([f.id for f in i.alternatives], i.optional) for i in items] == [
        (["a1", "b1"], False),
        (["a2"], True),
        (["b2"], True),
    ]
    result = match(
        [read(figure("a1", 0), figure("a2", 10)), read(figure("b1", 0))],
        read(figure("p1", 0), figure("p2", 10), figure("p3", 30)),
    )
    assert [result.predictions[p].id for _, p in result.counted] == ["p1"]
    assert [result.predictions[p].id for p in result.false] == ["p3"]
    assert result.missed == []


def test_of_three_annotators_all_must_have_a_figure() -> None:
    items = build_items([read(figure("a1", 0)), read(figure("b1", 0)), read(figure("c1", 10))])
    assert [(len(i.alternatives), i.optional) for i in items] == [(2, True), (1, True)]
    items = build_items([read(figure("a1", 0)), read(figure("b1", 0)), read(figure("c1", 1))])
    assert [(len(i.alternatives), i.optional) for i in items] == [(3, False)]


@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 9), min_size=columns, max_size=columns), min_size=1, max_size=4
        )
    )
)
def test_assignment_is_optimal(weights: list[list[int]]) -> None:
    pairs = best_assignment(weights)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert all(weights[r][c] > 0 for r, c in pairs)
    slots = [*range(len(weights[0])), *([None] * len(weights))]
    best = max(
        sum(weights[r][c] for r, c in enumerate(seats) if c is not None)
        for seats in set(permutations(slots, len(weights)))
    )
    assert sum(weights[r][c] for r, c in pairs) == best


def test_weights_beyond_floats() -> None:
    huge = 10**400
    assert best_assignment([[huge, huge + 1], [huge, huge + 3]]) == [(0, 0), (1, 1)]


def test_many_figures_on_one_long_span() -> None:
    gold = [figure(f"g{n:02}", 10 * n) for n in range(30)]
    predicted = [figure(f"p{n:02}", 0, end=300) for n in range(40)]
    random.Random(0).shuffle(predicted)
    result = match([read(*gold)], read(*predicted))
    assert len(result.pairs) == 30
    assert len(result.false) == 10
