"""The article the project started from: every count after the repeated headline, and nothing twice."""

from __future__ import annotations

import pytest

import extractor
from extractor.schema import ArticleResult, FigureRecord
from tests.shared_texts import SEED, needs_seed

pytestmark = needs_seed

# number as printed, value, quantifier, category, status; in reading order
FIGURES = [
    ("10,000", 10_000, "exact", "killed", "reported"),
    ("499,657", 499_657, "exact", "killed", "reported"),
    ("1,712", 1_712, "exact", "killed", "reported"),
    ("8,628", 8_628, "exact", "killed", "reported"),
    ("350,209", 350_209, "exact", "killed", "reported"),
    ("494,438", 494_438, "exact", "killed", "reported"),
    ("160,681", 160_681, "exact", "killed", "reported"),
    ("120,158", 120_158, "exact", "killed", "reported"),
    ("15,237", 15_237, "exact", "killed", "reported"),
    ("25,286", 25_286, "exact", "killed", "reported"),
    ("49,359", 49_359, "exact", "killed", "reported"),
    ("52,508", 52_508, "exact", "killed", "reported"),
    ("26,403", 26_403, "exact", "killed", "reported"),
    ("8,683", 8_683, "exact", "killed", "reported"),
    ("2,504", 2_504, "exact", "killed", "reported"),
    ("2,320", 2_320, "exact", "killed", "reported"),
    ("900", 900, "exact", "killed", "reported"),
    ("1,692", 1_692, "exact", "killed", "reported"),
    ("919", 919, "at_most", "killed", "reported"),
    ("2,676", 2_676, "exact", "killed", "reported"),
    ("338,976", 338_976, "exact", "killed", "reported"),
    ("91,267", 91_267, "exact", "killed", "reported"),
    ("67,242", 67_242, "exact", "killed", "reported"),
    ("1,712", 1_712, "exact", "killed", "reported"),
    ("8,628", 8_628, "exact", "killed", "reported"),
    ("8,017", 8_017, "exact", "killed", "reported"),
    ("3,588", 3_588, "exact", "killed", "reported"),
    ("10,886", 10_886, "exact", "killed", "reported"),
    ("3,228", 3_228, "exact", "killed", "reported"),
    ("41,101", 41_101, "exact", "killed", "reported"),
    ("55,000", 55_000, "more_than", "killed", "excluded"),
    ("3,200", 3_200, "more_than", "killed", "excluded"),
    ("3,200", 3_200, "more_than", "abducted", "unverified"),
    ("4,100", 4_100, "more_than", "detained", "unverified"),
    ("1,800", 1_800, "more_than", "abducted", "reported"),
    ("2.1 million", 2_100_000, "more_than", "injured", "reported"),
    ("13,000,000", 13_000_000, "approximately", "displaced", "reported"),
    ("hundreds of thousands", None, "vague", "displaced", "reported"),
]


@pytest.fixture(scope="module")
def result() -> ArticleResult:
    text = SEED.read_bytes().decode("utf-8")
    return extractor.load().extract(text, id="seed", date="2022-12-13", explain=True)


def by_number(result: ArticleResult, text: str, nth: int = 0) -> FigureRecord:
    return [f for f in result.figures if f.number.text == text][nth]


def test_every_count_is_read_once(result: ArticleResult) -> None:
    found = [(f.number.text, f.value, f.quantifier, f.category, f.status) for f in result.figures]
    assert found == FIGURES


def test_all_are_people(result: ArticleResult) -> None:
    assert {f.unit for f in result.figures} == {"people"}


def test_second_article_is_told_apart_and_holds_no_figure(result: ArticleResult) -> None:
    assert [(r.id, len(r.figures)) for r in result.others] == [("seed#2", 0)]


def test_repeated_blocks_are_marked(result: ArticleResult) -> None:
    assert result.repeated_blocks >= 4
    assert result.others[0].repeated_blocks >= 4


PARTS = {
    "499,657": ["1,712", "8,628", "160,681", "338,976"],
    "160,681": [
        "120,158", "15,237", "25,286",
        "49,359", "52,508", "26,403", "8,683", "2,504", "2,320", "900", "1,692", "919", "2,676",
    ],
    "338,976": ["91,267", "67,242", "1,712", "8,628", "8,017", "3,588", "10,886", "3,228", "41,101"],
    "13,000,000": ["hundreds of thousands"],
}  # fmt: skip


def test_parts_point_at_their_total(result: ArticleResult) -> None:
    parts = {
        total: [f.number.text for f in result.figures if f.part_of == by_number(result, total).id] for total in PARTS
    }
    assert parts == PARTS
    assert sum(f.part_of is not None for f in result.figures) == sum(map(len, PARTS.values()))


def test_the_parts_add_up_as_the_text_has_them(result: ArticleResult) -> None:
    value = {f.number.text: f.value or 0 for f in result.figures}
    assert sum(value[n] for n in PARTS["160,681"][:3]) == value["160,681"]
    assert value["160,681"] - sum(value[n] for n in PARTS["160,681"][3:]) == 12_717
    assert value["338,976"] - sum(value[n] for n in PARTS["338,976"]) == 103_307
    assert value["160,681"] + value["338,976"] == value["499,657"]


@pytest.mark.parametrize("number", ["1,712", "8,628"])
def test_the_same_count_again_is_the_same(result: ArticleResult, number: str) -> None:
    assert by_number(result, number, 1).same_as == by_number(result, number).id


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("160,681", ("civilians",)),
        ("120,158", ("civilians", "men")),
        ("15,237", ("civilians", "women")),
        ("25,286", ("children", "civilians")),
        ("49,359", ("civilians",)),
        ("52,508", ("civilians",)),
        ("26,403", ("civilians",)),
        ("2,320", ("civilians",)),
        ("338,976", ()),
        ("91,267", ()),
        ("10,886", ()),
        ("2.1 million", ("civilians",)),
        ("13,000,000", ("civilians",)),
    ],
)
def test_groups(result: ArticleResult, number: str, groups: tuple[str, ...]) -> None:
    assert by_number(result, number).groups == groups


@pytest.mark.parametrize(
    ("number", "causes"),
    [
        ("499,657", ()),
        ("160,681", ()),
        ("49,359", ("torture",)),
        ("52,508", ("gunfire", "shelling")),
        ("26,403", ("airstrike",)),
        ("2,504", ("airstrike",)),
        ("1,692", ()),
        ("338,976", ()),
        ("91,267", ()),
        ("1,712", ()),
        ("919", ("living_conditions",)),
        ("55,000", ("torture",)),
    ],
)
def test_causes(result: ArticleResult, number: str, causes: tuple[str, ...]) -> None:
    assert by_number(result, number).causes == causes


@pytest.mark.parametrize("number", ["499,657", "160,681", "49,359", "52,508", "2,320", "55,000", "1,800"])
def test_the_observatory_is_one_source(result: ArticleResult, number: str) -> None:
    assert [s.name for s in by_number(result, number).sources] == ["Syrian Observatory for Human Rights"]


def test_every_set_field_has_evidence(result: ArticleResult) -> None:
    for f in result.figures:
        fields = {e.field for e in f.evidence}
        for name in (
            "groups",
            "causes",
            "affiliations",
            "actors",
            "locations",
            "sources",
            "period",
            "part_of",
            "same_as",
        ):
            if getattr(f, name):
                assert name in fields, (f.number.text, name)


def test_every_count_candidate_has_a_reason(result: ArticleResult) -> None:
    assert len(result.decisions) >= len(result.figures)
    assert all(d.reason and d.readings for d in result.decisions)
