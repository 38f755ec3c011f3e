"""The comparison with other tools: its own small parts (the tools themselves are optional)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.peer_worker import bounded, read_cardinal, read_number, sentences, whole
from benchmarks.peers import ask, records


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("499,657", 499_657),
        ("2.1 million", 2_100_000),
        ("50k", 50_000),
        ("nine", 9),
        ("twenty-three", 23),
        ("two hundred and six", 206),
        ("a dozen", 12),
        ("two dozen", 24),
        ("three thousand five hundred", 3500),
        ("1.5", None),
        ("soldiers", None),
        ("twelve soldiers", None),
        ("", None),
    ],
)
def test_read_number(text: str, value: int | None) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 12", {"value": 12, "quantifier": "at_least"}),
        ("more than a dozen", {"value": 12, "quantifier": "more_than"}),
        ("Dozens", {"value": None, "quantifier": "vague"}),
        ("seven", {"value": 7, "quantifier": "exact"}),
        ("overall", {"value": None, "quantifier": "exact"}),
    ],
)
def test_read_cardinal(text: str, expected: dict[str, object]) -> None:
    assert read_cardinal(text) == expected


@pytest.mark.parametrize(
    ("quantifier", "low", "high"),
    [("exact", 5, 5), ("more_than", 5, None), ("less_than", None, 5), ("approximately", None, None)],
)
def test_bounds_follow_the_quantifier(quantifier: str, low: int | None, high: int | None) -> None:
    assert bounded(5, quantifier) == {"value": 5, "low": low, "high": high, "quantifier": quantifier}


@given(st.text())
def test_sentences_slice_back(text: str) -> None:
    for start, sentence in sentences(text):
        assert text[start : start + len(sentence)] == sentence


def test_fractions_are_no_counts() -> None:
    assert (whole(3.0), whole(0.5), whole(float("nan")), whole(None)) == (3, None, None, None)


def test_a_peer_that_does_not_run_is_named_with_the_reason() -> None:
    outcome = ask("text2num", ["12"], "/no/such/python", 5)
    assert outcome.answer is None
    assert "/no/such/python" in outcome.reason


def test_tags_become_records_with_the_text_of_their_span() -> None:
    made = records([{"id": "a", "text": "😀 12 died"}], [[{"start": 2, "end": 4, "value": 12}]])
    span = {"start": 2, "end": 4, "text": "12"}
    assert made == [{"id": "a/0", "article_id": "a", "number": span, "value": 12}]
