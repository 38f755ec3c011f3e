"""Hand-worked cases: every number here was counted on paper."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.scoring import Report, Score, evaluate
from extractor.scoring.counts import LEVELS
from tests.scoring_cases import Record, articles, entity, figure


def run(gold: list[Record], predicted: list[Record], *others: str, **options: Any) -> Report:
    return evaluate([gold], articles("a", *others), predicted, resamples=20, **options)


def level(report: Report, name: str, subset: str = "explicit") -> Score:
    score = report.subsets[subset].levels[name]
    assert score is not None
    return score


def prf(score: Score) -> tuple[float | None, float | None, float | None]:
    return score.precision, score.recall, score.f1


def accuracy(report: Report, field: str, subset: str = "all") -> float | None:
    scored = report.subsets[subset].fields[field]
    assert scored is not None
    return scored.accuracy.value


def parts(report: Report, field: str, subset: str = "all") -> tuple[int, int, int]:
    scored = report.subsets[subset].fields[field]
    assert scored is not None
    assert scored.parts is not None
    return scored.parts.right, scored.parts.predicted, scored.parts.gold


def test_levels() -> None:
    gold = [figure("g1", 0, 5), figure("g2", 10, 6), figure("g3", 20, 7), figure("g4", 30, 8)]
    predicted = [
        figure("p1", 0, 5),  # all right
        figure("p2", 10, 6, status="denied"),  # core right
        figure("p3", 20, 7, low=None),  # value and category right
        figure("p5", 50, 9),  # no figure
        figure("p6", 60, 9),  # no figure
    ]
    report = run(gold, predicted)
    assert prf(level(report, "found")) == (3 / 5, 3 / 4, 6 / 9)
    assert prf(level(report, "value_category")) == (3 / 5, 3 / 4, 6 / 9)
    assert prf(level(report, "core")) == (2 / 5, 2 / 4, 4 / 9)
    assert prf(level(report, "full")) == (1 / 5, 1 / 4, 2 / 9)
    assert accuracy(report, "status") == 2 / 3
    assert accuracy(report, "bounds") == 2 / 3
    assert accuracy(report, "high") == 1.0


def test_a_right_number_with_the_wrong_category_costs_precision_and_recall() -> None:
    report = run([figure("g", 0)], [figure("p", 0, category="injured")])
    assert prf(level(report, "found")) == (1.0, 1.0, 1.0)
    assert prf(level(report, "core")) == (0.0, 0.0, 0.0)


def test_duplicates_are_false_figures() -> None:
    report = run([figure("g", 0)], [figure("p1", 0), figure("p2", 0), figure("p3", 0)])
    assert prf(level(report, "found")) == (1 / 3, 1.0, 0.5)
    assert prf(level(report, "full")) == (1 / 3, 1.0, 0.5)


def test_two_figures_on_one_number() -> None:
    gold = [figure("g1", 0), figure("g2", 0, category="injured")]
    assert prf(level(run(gold, [figure("p", 0)]), "core")) == (1.0, 0.5, 2 / 3)
    both = [figure("p1", 0, category="injured"), figure("p2", 0)]
    assert prf(level(run(gold, both), "full")) == (1.0, 1.0, 1.0)


def test_empty_gold() -> None:
    report = run([], [figure("p", 0)])
    assert prf(level(report, "found")) == (0.0, None, 0.0)
    assert report.calibration is None
    assert accuracy(report, "value") is None


def test_empty_predictions() -> None:
    report = run([figure("g", 0)], [])
    assert prf(level(report, "found")) == (None, 0.0, 0.0)
    assert prf(level(report, "full")) == (None, 0.0, 0.0)


def test_nothing_at_all() -> None:
    assert prf(level(run([], []), "found")) == (None, None, None)


def test_unequal_lengths_truncate_nothing() -> None:
    gold = [figure(f"g{n}", 10 * n) for n in range(3)]
    predicted = [figure(f"p{n}", 10 * n) for n in range(7)]
    assert prf(level(run(gold, predicted), "found")) == (3 / 7, 1.0, 0.6)
    assert prf(level(run(predicted, gold), "found")) == (1.0, 3 / 7, 0.6)


def test_implicit_figures_are_scored_apart() -> None:
    gold = [figure("g1", 0), figure("g2", 10, implicit=True), figure("g3", 20, implicit=True)]
    predicted = [
        figure("p1", 0, implicit=True),  # found, though called implicit
        figure("p2", 10, implicit=True),
        figure("p3", 30, implicit=True),  # matches nothing: against the implicit ones only
    ]
    report = run(gold, predicted)
    assert prf(level(report, "found")) == (1.0, 1.0, 1.0)
    assert prf(level(report, "found", "implicit")) == (0.5, 0.5, 0.5)
    assert prf(level(report, "found", "all")) == (2 / 3, 2 / 3, 2 / 3)
    assert accuracy(report, "implicit") == 0.5
    assert level(report, "full").right == 1  # the flag itself is no part of full


def test_lists_are_scored_by_their_members() -> None:
    gold = [figure("g1", 0, groups=["men", "women"]), figure("g2", 10, groups=["police"]), figure("g3", 20)]
    predicted = [
        figure("p1", 0, groups=["women", "children"]),
        figure("p2", 10, groups=["police", "police"]),  # said twice: one right, one false
        figure("p3", 20),
    ]
    report = run(gold, predicted)
    assert parts(report, "groups") == (2, 4, 3)
    assert accuracy(report, "groups") == 1 / 3
    assert level(report, "full").right == 1


def test_order_of_a_list_does_not_matter() -> None:
    report = run([figure("g", 0, causes=["fire", "crash"])], [figure("p", 0, causes=["crash", "fire"])])
    assert level(report, "full").right == 1


def test_entities_by_name_mention_and_id() -> None:
    gold = [figure("g", 0, actors=[entity("US forces", "US Army", 50, id="Q9"), entity("gunmen", None, 70, id=None)])]
    predicted = [
        figure("p", 0, actors=[entity("forces", "US Navy", 53, id="Q8"), entity("gunmen", "gunmen", 90, id=None)])
    ]
    report = run(gold, predicted)
    scores = report.subsets["explicit"].entities["actors"]
    assert {how: s and (s.right, s.predicted, s.gold) for how, s in scores.items()} == {
        "name": (1, 2, 2),
        "mention": (2, 2, 2),
        "id": (1, 2, 2),
    }
    links = report.subsets["explicit"].linking["actors"]
    assert (links.mention_found.right, links.mention_found.of) == (2, 2)
    assert (links.name_right.right, links.name_right.of) == (0, 1)
    assert links.id_right is not None
    assert (links.id_right.right, links.id_right.of) == (0, 1)
    assert (links.nil_right.right, links.nil_right.of) == (1, 1)
    assert level(report, "full").right == 0


def test_a_nil_equals_a_nil_with_the_same_head() -> None:
    gold = [figure("g", 0, sources=[entity("a local official", None, 10)])]
    same = [figure("p", 0, sources=[entity("official", "official", 80, id=None)])]
    linked = [figure("p", 0, sources=[entity("a local official", "John Doe", 10, id="Q5")])]
    assert level(run(gold, same), "full").right == 1
    report = run(gold, linked)
    assert level(report, "full").right == 0
    links = report.subsets["all"].linking["sources"]
    assert links.nil_right.value == 0.0
    assert links.name_right.value is None


def test_gold_without_ids_has_no_score_by_id() -> None:
    gold = [figure("g", 0, actors=[entity("US", "United States")])]
    predicted = [figure("p", 0, actors=[entity("US", "United States", id="Q30")])]
    subset = run(gold, predicted).subsets["explicit"]
    assert subset.entities["actors"]["id"] is None
    assert subset.linking["actors"].id_right is None
    assert subset.entities["actors"]["name"] is not None


def test_links_go_over_matched_pairs() -> None:
    gold = [
        figure("g1", 0, 10),
        figure("g2", 10, 4, part_of="g1"),
        figure("g3", 20, 6, part_of="g1"),
        figure("g4", 30, 10, same_as="g1"),
        figure("g5", 40, 10, same_as="g1"),
    ]
    predicted = [
        figure("x9", 0, 10),
        figure("x1", 10, 4, part_of="x9"),  # right, under other ids
        figure("x2", 20, 6),  # link missing
        figure("x3", 30, 10, same_as="x9"),
        figure("x4", 40, 10, same_as="x3"),  # right: over a later record, to the same first one
    ]
    report = run(gold, predicted)
    assert parts(report, "part_of") == (1, 1, 2)
    assert accuracy(report, "part_of") == 4 / 5
    assert parts(report, "same_as") == (2, 2, 2)
    assert level(report, "full").right == 4


@pytest.mark.parametrize("target", ["false", "p", "gone"])
def test_a_link_to_no_matched_record_is_wrong(target: str) -> None:
    predicted = [figure("p", 0, part_of=target), figure("false", 50)]
    report = run([figure("g", 0)], predicted)
    assert parts(report, "part_of") == (0, 1, 0)
    assert accuracy(report, "part_of") == 0.0


def test_cycles_of_same_as_end() -> None:
    predicted = [
        figure("p1", 0, same_as="p2"),
        figure("p2", 10, same_as="p1"),
        figure("p3", 20, same_as="p1"),
    ]
    report = run([figure("g1", 0), figure("g2", 10), figure("g3", 20)], predicted)
    assert parts(report, "same_as") == (0, 3, 0)


def test_periods_compare_by_their_ends_not_by_their_words() -> None:
    gold = [
        figure("g1", 0, period={"start": "2020-01-01", "end": None, "text": "since January"}),
        figure("g2", 10, period={"start": "2020", "end": "2020", "text": "in 2020"}),
        figure("g3", 20),
    ]
    predicted = [
        figure("p1", 0, period={"start": "2020-01-01", "end": None, "text": "since"}),
        figure("p2", 10, period={"start": "2020", "end": "2021", "text": "in 2020"}),
        figure("p3", 20, period={"start": "2020", "end": "2020", "text": "x"}),
    ]
    report = run(gold, predicted)
    assert parts(report, "period") == (1, 3, 2)
    assert accuracy(report, "period") == 1 / 3


def test_what_gold_does_not_annotate_is_none_not_zero() -> None:
    gold = [{k: v for k, v in figure("g", 0).items() if k not in ("period", "groups", "high", "section")}]
    report = run(gold, [figure("p", 0, groups=["men"], period={"start": "2020", "end": None, "text": "x"})])
    subset = report.subsets["explicit"]
    assert subset.fields["period"] is None
    assert subset.fields["groups"] is None
    assert subset.fields["bounds"] is None
    assert subset.levels["core"] is None
    assert subset.levels["full"] is None
    assert prf(level(report, "value_category")) == (1.0, 1.0, 1.0)
    assert report.calibration is None
    assert set(report.not_annotated) == {"period", "groups", "high", "bounds", "section"}
    assert "section" not in report.breakdowns


def test_full_is_over_the_annotated_fields() -> None:
    gold = [{k: v for k, v in figure("g", 0).items() if k != "groups"}]
    assert level(run(gold, [figure("p", 0, groups=["men"])]), "full").right == 1


def test_what_a_system_does_not_give_is_named() -> None:
    predicted = [{k: v for k, v in figure("p", 0).items() if k in ("id", "article_id", "number", "value")}]
    report = run([figure("g", 0)], predicted)
    assert prf(level(report, "found")) == (1.0, 1.0, 1.0)
    assert report.subsets["explicit"].levels["core"] is None
    assert accuracy(report, "value") == 1.0
    assert {"category", "low", "groups"} <= set(report.not_offered)
    assert set(report.subsets["explicit"].entities["all"].values()) == {None}
    assert report.subsets["explicit"].linking["all"].mention_found.value is None


def test_what_a_system_never_gives_is_no_list_of_errors() -> None:
    gold = [figure("g", 0, groups=["men"], actors=[entity("gunmen", None)])]
    predicted = [{k: v for k, v in figure("p", 0, status="denied").items() if k not in ("groups", "actors")}]
    report = run(gold, predicted)
    assert report.errors is not None
    assert [e.field for e in report.errors.errors] == ["status"]
    # Every other role is still pooled.
    assert report.subsets["explicit"].entities["all"]["name"] is not None


def test_a_key_that_one_record_lacks_is_no_null() -> None:
    gold = [figure("g1", 0, None, low=None, high=None), figure("g2", 10)]
    without = {k: v for k, v in figure("p1", 0).items() if k not in ("value", "low", "high")}
    report = run(gold, [without, figure("p2", 10)])
    assert accuracy(report, "value") == 0.5
    assert level(report, "core").right == 1


class TestTwoAnnotators:
    def score(self, a: list[Record], b: list[Record], predicted: list[Record]) -> Report:
        return evaluate([a, b], articles("a"), predicted, resamples=5)

    def test_a_field_is_right_if_it_equals_either(self) -> None:
        a = [figure("a", 0, 5, groups=["men"], status="reported")]
        b = [figure("b", 0, 5, groups=["women"], status="denied")]
        report = self.score(a, b, [figure("p", 0, 5, groups=["women"], status="reported")])
        assert level(report, "full").right == 1
        assert parts(report, "groups") == (1, 1, 1)

    def test_a_third_value_is_wrong(self) -> None:
        a, b = [figure("a", 0, 5)], [figure("b", 0, 6)]
        report = self.score(a, b, [figure("p", 0, 7)])
        assert level(report, "core").right == 0

    def test_a_figure_of_one_annotator_is_neither_hit_nor_miss(self) -> None:
        a = [figure("a1", 0), figure("a2", 10), figure("a3", 20)]
        b = [figure("b1", 0)]
        report = self.score(a, b, [figure("p1", 0), figure("p2", 10)])
        assert report.signature.figures == 1
        found = level(report, "found")
        assert (found.right, found.predicted, found.gold) == (1, 1, 1)
        assert report.errors is not None
        assert report.errors.errors == ()

    def test_links_are_read_in_the_ids_of_their_own_annotator(self) -> None:
        a = [figure("1", 0), figure("2", 10, part_of="1")]
        b = [figure("2", 0), figure("1", 10, part_of="2")]
        report = self.score(a, b, [figure("x", 0), figure("y", 10, part_of="x")])
        assert parts(report, "part_of") == (1, 1, 1)

    def test_the_order_of_the_annotators_does_not_matter(self) -> None:
        a = [figure("a1", 0, 5), figure("a2", 10)]
        b = [figure("b1", 0, 6), figure("b3", 30)]
        predicted = [figure("p1", 0, 6), figure("p2", 30), figure("p3", 50)]
        one, two = self.score(a, b, predicted), self.score(b, a, predicted)
        assert one.metrics() == two.metrics()
        assert one.signature == two.signature


def test_breakdowns_count_each_side_under_its_own_label() -> None:
    gold = [figure("g1", 0), figure("g2", 10), figure("g3", 20, category="injured")]
    predicted = [figure("p1", 0), figure("p2", 10, category="injured"), figure("p3", 40, category="injured")]
    report = evaluate([gold], articles("a", style="wire", topic="fire"), predicted, resamples=5)
    rows = {row.label: row for row in report.breakdowns["category"]}
    killed, injured = rows["killed"], rows["injured"]
    assert prf(killed.found) == (1.0, 1.0, 1.0)
    assert killed.core is not None
    assert prf(killed.core) == (1.0, 0.5, 2 / 3)
    # One of the two predicted as injured is a figure; the one that is injured in gold was not found.
    assert prf(injured.found) == (0.5, 0.0, 0.0)
    assert [row.label for row in report.breakdowns["style"]] == ["wire"]
    assert prf(report.breakdowns["topic"][0].found) == (2 / 3, 2 / 3, 2 / 3)


def test_calibration() -> None:
    gold = [figure(f"g{n}", 10 * n) for n in range(4)]
    predicted = [
        figure("p0", 0, confidence=0.95),
        figure("p1", 10, confidence=0.95, status="denied"),  # core is right
        figure("p2", 20, 9, confidence=0.95),  # core is wrong
        figure("p3", 90, confidence=0.25),  # no figure
    ]
    calibration = run(gold, predicted).calibration
    assert calibration is not None
    assert calibration.records == 4
    assert [b.records for b in calibration.bins] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 3]
    assert calibration.bins[9].right == 2 / 3
    assert calibration.bins[2].right == 0.0
    assert calibration.bins[0].right is None
    assert calibration.expected_calibration_error == pytest.approx(3 / 4 * (0.95 - 2 / 3) + 1 / 4 * 0.25)


def test_no_calibration_without_confidence() -> None:
    assert run([figure("g", 0)], [figure("p", 0)]).calibration is None


def test_intervals_hold_the_score_and_shrink_to_nothing_only_with_agreement() -> None:
    gold = [figure(f"g{n}", 0, article_id=f"a{n}") for n in range(20)]
    predicted = [figure(f"p{n}", 0, article_id=f"a{n}", category="killed" if n % 2 else "injured") for n in range(20)]
    report = evaluate([gold], articles(*(f"a{n}" for n in range(20))), predicted)
    core, found = level(report, "core"), level(report, "found")
    assert core.f1 == 0.5
    assert core.f1_interval is not None
    assert core.f1_interval[0] < 0.4 < 0.6 < core.f1_interval[1]
    assert found.f1_interval == (1.0, 1.0)
    again = evaluate([gold], articles(*(f"a{n}" for n in range(20))), predicted)
    assert again == report


def test_one_article_has_no_interval() -> None:
    assert level(run([figure("g", 0)], [figure("p", 0)]), "found").f1_interval is None


# Properties over random gold and predictions.

LABELS = st.lists(st.sampled_from(["men", "women", "police"]), max_size=2)
PLACES = st.lists(
    st.builds(
        entity, st.sampled_from(["Beirut", "the city", "police"]), st.sampled_from([None, "Beirut", "Tyre"]),
        st.integers(0, 30),
    ),
    max_size=2,
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn, prefix: str) -> list[Record]:
    out: list[Record] = []
    for n in range(draw(st.integers(0, 6))):
        part_of = draw(st.sampled_from([None, *(r["id"] for r in out)]))
        article = draw(st.sampled_from(["a", "b"])) if part_of is None else "a"
        if part_of is not None and next(r for r in out if r["id"] == part_of)["article_id"] == "b":
            article = "b"
        out.append(
            figure(
                f"{prefix}{n}", draw(st.integers(0, 6)), draw(st.sampled_from([1, 2, None])),
                draw(st.sampled_from(["killed", "injured"])), article_id=article, part_of=part_of,
                groups=draw(LABELS), locations=draw(PLACES), implicit=draw(st.booleans()),
                confidence=draw(st.sampled_from([0.5, 0.9])),
            )
        )  # fmt: skip
    return out


@settings(deadline=None)
@given(records("g"), records("p"), st.randoms(use_true_random=False))
def test_no_order_changes_a_score(gold: list[Record], predicted: list[Record], rng: random.Random) -> None:
    report = evaluate([gold], articles("a", "b", "c"), predicted, resamples=20)
    other_gold, other_predicted, other_articles = gold[:], predicted[:], articles("a", "b", "c")
    for rows in (other_gold, other_predicted, other_articles):
        rng.shuffle(rows)
    assert evaluate([other_gold], other_articles, other_predicted, resamples=20) == report


@settings(deadline=None)
@given(records("g"))
def test_gold_against_itself_is_perfect(gold: list[Record]) -> None:
    report = evaluate([gold], articles("a", "b"), gold, resamples=20)
    for name, value in report.metrics().items():
        assert value == 1.0, name
    found = report.subsets["all"].levels["found"]
    assert found is not None
    assert found.right == found.gold == len(gold)
    assert report.errors is not None
    assert report.errors.errors == ()


@settings(deadline=None)
@given(records("g"), records("p"))
def test_levels_only_get_stricter_and_counts_add_up(gold: list[Record], predicted: list[Record]) -> None:
    report = evaluate([gold], articles("a", "b"), predicted, resamples=0)
    for subset in report.subsets.values():
        rights = [score.right for name in LEVELS if (score := subset.levels[name]) is not None]
        assert rights == sorted(rights, reverse=True)
    both = {n: report.subsets[n].levels["found"] for n in report.subsets}
    explicit, implicit, whole = (both[n] for n in ("explicit", "implicit", "all"))
    assert explicit is not None
    assert implicit is not None
    assert whole is not None
    assert explicit.gold + implicit.gold == whole.gold == len(gold)
    assert explicit.predicted + implicit.predicted == whole.predicted == len(predicted)


REAL = Path(__file__).parents[2] / "shared" / "real-dev"


@pytest.mark.skipif(not REAL.exists(), reason="the real development articles are not beside the repository")
@pytest.mark.parametrize("split", ["study", "check"])
def test_real_gold_against_itself_is_perfect(split: str) -> None:
    figures = REAL / "figures.jsonl"
    report = evaluate([figures], REAL / "articles.jsonl", figures, split, errors=False, resamples=5)
    assert set(report.metrics().values()) == {1.0}
    assert report.errors is None
