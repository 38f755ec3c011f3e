"""What one source said of one count over many articles, on records written by hand."""

from __future__ import annotations

import random
from typing import Any

import pytest

from extractor.dataset.series import series
from extractor.schema import FigureRecord
from tests.reconcile_cases import figure

Claim = tuple[str | None, str | None, FigureRecord]


def claim(n: int, count: Any, date: str | None, *, duplicate_of: str | None = None, **fields: Any) -> Claim:
    given = {"sources": ("SOHR",), "locations": ("Syria",), "period": ("2011-03", None), **fields}
    return (
        date,
        duplicate_of,
        figure(f"{given.get('article', f'a{n}')}/f{n}", count, at=n, **{"article": f"a{n}", **given}),
    )


def said(rows: list[Claim]) -> list[tuple[str, int | None, str]]:
    """(article, change, verdict) of each row of the series."""
    return [(r.article_id, r.change, r.verdict) for r in series(rows)]


D = ("2022-12-01", "2023-01-01", "2023-02-01")
VERDICTS: list[tuple[str, list[Claim], list[tuple[str, int | None, str]]]] = [
    (
        "a toll rises",
        [claim(1, 494_438, D[0]), claim(2, 499_657, D[1])],
        [("a1", None, "first"), ("a2", 5_219, "rise")],
    ),
    (
        "a toll that only grows fell",
        [claim(1, 120, D[0]), claim(2, 95, D[1]), claim(3, 130, D[2])],
        [("a1", None, "first"), ("a2", -25, "contradiction"), ("a3", 35, "rise")],
    ),
    (
        "people who are missing may be fewer",
        [claim(1, 120, D[0], category="missing"), claim(2, 95, D[1], category="missing")],
        [("a1", None, "first"), ("a2", -25, "fall")],
    ),
    (
        "without a period it may be another event",
        [claim(1, 120, "2023-01-01", period=None), claim(2, 95, "2023-01-03", period=None)],
        [("a1", None, "first"), ("a2", -25, "fall")],
    ),
    (
        "without a period a silence ends the story",
        [claim(1, 120, "2023-01-01", period=None), claim(2, 95, "2023-09-03", period=None)],
        [],
    ),
    (
        "the same number again",
        [claim(1, 120, D[0]), claim(2, 120, D[1], q="more_than")],
        [("a1", None, "first"), ("a2", 0, "same")],
    ),
    (
        "hedges leave it open",
        [claim(1, 120, D[0], q="at_least"), claim(2, 130, D[1])],
        [("a1", None, "first"), ("a2", 10, "open")],
    ),
    (
        "more than the most that was said",
        [claim(1, 120, D[0], q="at_most"), claim(2, 130, D[1])],
        [("a1", None, "first"), ("a2", 10, "rise")],
    ),
    (
        "a round number below is no fall",
        [claim(1, 10_340, D[0]), claim(2, 10_000, D[1])],
        [("a1", None, "first"), ("a2", -340, "open")],
    ),
    (
        "a vague count has no change",
        [claim(1, "hundreds", D[0]), claim(2, 150, D[1])],
        [("a1", None, "first"), ("a2", None, "contradiction")],
    ),
    (
        "what was true up to an earlier day comes first, whenever it was told",
        [claim(1, 500, "2023-01-01"), claim(2, 400, "2023-02-01", period=("2011-03", "2021-03"))],
        [("a2", None, "first"), ("a1", 100, "rise")],
    ),
    (
        "one day's event",
        [claim(1, 12, "2023-01-03", period=("2023-01-02", "2023-01-02")),
         claim(2, 15, "2023-01-04", period=("2023-01-02", "2023-01-02")),
         claim(3, 9, "2023-01-04", period=("2023-01-03", "2023-01-03"))],
        [("a1", None, "first"), ("a2", 3, "rise")],
    ),
    (
        "a copy is kept, marked and not compared",
        [claim(1, 120, D[0]), claim(2, 90, D[1], duplicate_of="a9"), claim(3, 130, D[2])],
        [("a1", None, "first"), ("a2", None, "duplicate"), ("a3", 10, "rise")],
    ),
    ("one article and its copy are no series", [claim(1, 120, D[0]), claim(2, 120, D[1], duplicate_of="a1")], []),
    ("one article alone is none", [claim(1, 120, D[0]), claim(2, 130, D[0], article="a1")], []),
    (
        "of one article the largest of a growing count",
        [claim(1, 40, D[0], article="a1"), claim(2, 120, D[0], article="a1"), claim(3, 130, D[1])],
        [("a1", None, "first"), ("a3", 10, "rise")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [case[1:] for case in VERDICTS], ids=[case[0] for case in VERDICTS])
def test_verdicts(rows: list[Claim], expected: list[tuple[str, int | None, str]]) -> None:
    assert said(rows) == expected


@pytest.mark.parametrize(
    "other",
    [
        {"sources": ("SNHR",)}, {"category": "injured"}, {"groups": ("civilians",)}, {"affiliations": ("ISIS",)},
        {"locations": ("Idlib",)}, {"actors": ("Russia",)}, {"causes": ("torture",)}, {"unit": "households"},
        {"period": ("2022-01", None)}, {"sources": ()}, {"status": "projected"}, {"status": "excluded"},
        {"measure": "increase"}, {"implicit": True}, {"same_as": "a1/f1"},
        {"locations": (), "period": None},
    ],
)  # fmt: skip
def test_another_count_is_another_series(other: dict[str, Any]) -> None:
    assert said([claim(1, 120, D[0]), claim(2, 95, D[1], **other)]) == []
    assert len(said([claim(1, 120, D[0]), claim(2, 95, D[1])])) == 2


def test_each_source_has_its_series() -> None:
    rows = [claim(1, 120, D[0], sources=("SOHR", "UN")), claim(2, 130, D[1], sources=("UN",)), claim(3, 140, D[2])]
    assert {(r.source, r.article_id) for r in series(rows)} == {
        ("sohr", "a1"), ("sohr", "a3"), ("un", "a1"), ("un", "a2"),
    }  # fmt: skip


def test_a_day_and_its_month_begin_one_count() -> None:
    rows = [claim(1, 120, D[0], period=("2011-03-15", None)), claim(2, 130, D[1], period=("2011-03", None))]
    assert [r.since for r in series(rows)] == ["2011-03", "2011-03"]


def test_rows_name_what_was_before() -> None:
    first, second = series([claim(1, 120, D[0]), claim(2, 95, D[1])])
    assert (first.previous, second.previous) == (None, first.figure)
    assert (first.position, second.position) == (1, 2)
    assert first.series == second.series
    assert second.id == f"{second.series}/2"


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [claim(n, 100 + (7 * n) % 40, D[n % 3], sources=("SOHR",) if n % 2 else ("UN",)) for n in range(12)]
    expected = series(rows)
    assert len(expected) == 12
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert series(iter(rows)) == expected
