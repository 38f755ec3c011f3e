"""The arithmetic of one article, on records written by hand."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractor
from extractor.reconcile import Check, Total, checks, totals
from extractor.schema import Article, FigureRecord
from tests.reconcile_cases import figure, seed
from tests.shared_texts import SEED, needs_seed


def article(date: str | None = None) -> Article:
    return Article(id="a", text="", date=date)


def rows(records: list[FigureRecord]) -> list[tuple[str, str, str, int | None, int | None]]:
    """(total and its parts, axis, verdict, sum, difference) of each row."""
    return [(f"{t.figure}: {' '.join(t.parts)}", t.axis, t.verdict, t.sum, t.difference) for t in totals(records)]


def found(records: list[FigureRecord], date: str | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    """(kind, severity, figures) of every check that is not about a total."""
    return [(c.kind, c.severity, c.figures) for c in checks(article(date), records) if not c.kind.startswith("parts_")]


def test_the_first_article_adds_up() -> None:
    assert [(total, axis, verdict, rest) for total, axis, verdict, _, rest in rows(seed())] == [
        ("f1: f2 f3", "affiliations", "partial", 489_317),
        ("f1: f6 f20", "groups", "complete", 0),
        ("f6: f7 f8 f9", "groups", "complete", 0),
        ("f6: f10 f11 f12 f13 f14 f15 f16 f17 f18 f19", "actors", "partial", 12_717),
        ("f20: f21 f22 f23 f24 f25 f26 f27 f28 f29", "affiliations", "partial", 103_307),
        ("f31: f32", "groups", "open", None),
    ]


def test_the_grand_total_is_found_without_links() -> None:
    loose = [r.model_copy(update={"part_of": None}) if r.id in ("f6", "f20") else r for r in seed()]
    (split,) = [t for t in totals(loose) if t.implied]
    assert (split.figure, split.parts, split.verdict) == ("f1", ("f6", "f20"), "complete")
    (check,) = [c for c in checks(article(), loose) if c.kind == "implied_split"]
    assert check.severity == "note"
    assert "160,681 + 338,976 = 499,657" in check.message


def test_a_count_since_the_start_in_the_month_of_the_start() -> None:
    assert found(seed()) == [("report_before_events", "warning", ("f5",))]


def test_messages_say_the_sum() -> None:
    said = [c.message for c in checks(article(), seed())]
    assert "120,158 + 15,237 + 25,286 = 160,681 killed: the parts are the total (by groups)" in said
    assert any(m.endswith("= 147,964 of 160,681 killed (by actors): at least 12,717 are left") for m in said)
    assert (
        "hundreds of thousands of about 13,000,000 displaced (by groups): the text does not say how much is left"
        in said
    )


# A total (its count and fields), its parts, and the verdict with the difference.
Part = tuple[Any, dict[str, Any]]
VERDICTS: list[tuple[Part, list[Part], str, int | None]] = [
    ((12, {}), [(5, {}), (7, {})], "complete", 0),
    ((12, {}), [(5, {})], "partial", 7),
    ((12, {}), [(12, {"groups": ("children",)})], "complete", 0),
    ((12, {}), [(8, {}), (7, {})], "exceeds", -3),
    ((12, {}), [(13, {})], "exceeds", -1),
    # An open total cannot be exceeded, and is all of its parts where they are the number that it names.
    ((12, {"q": "at_least"}), [(5, {}), (7, {})], "complete", 0),
    ((12, {"q": "at_least"}), [(8, {}), (7, {})], "open", -3),
    ((10_000, {"q": "more_than"}), [(8_615, {}), (2_140, {})], "complete", -755),
    ((10_000, {"q": "more_than"}), [(8_615, {}), (8_140, {})], "open", -6_755),
    ((50, {"q": "at_most"}), [(20, {}), (10, {})], "partial", 20),
    ((50, {"q": "at_most"}), [(40, {}), (20, {})], "exceeds", -10),
    # Rounded totals hold what rounds to them.
    ((300, {"q": "approximately"}), [(207, {}), (80, {})], "complete", 13),
    ((300, {"q": "approximately"}), [(150, {}), (80, {})], "partial", 70),
    ((300, {"q": "approximately"}), [(240, {}), (80, {})], "open", -20),
    ((300, {"q": "approximately"}), [(340, {})], "exceeds", -40),
    # Hedged, ranged and vague parts.
    ((12, {}), [(5, {"q": "at_least"}), (4, {})], "partial", 3),
    ((12, {}), [(5, {"q": "at_least"}), (8, {})], "exceeds", -1),
    ((12, {}), [(20, {"q": "at_most"})], "open", -8),
    ((40, {}), [((5, 9), {}), (4, {})], "partial", None),
    ((12, {}), [((9, 15), {})], "open", None),
    ((12, {}), [((13, 15), {})], "exceeds", None),
    ((12, {}), [("several", {})], "open", None),
    ((30, {}), [("dozens", {}), (7, {})], "exceeds", None),
    (("dozens", {}), [(5, {})], "partial", None),
    (("dozens", {}), [(40, {})], "open", None),
    (((20, 24), {}), [(9, {}), (7, {})], "partial", None),
    (((20, 24), {}), [(15, {}), (7, {})], "open", None),
    (((20, 24), {}), [(15, {}), (17, {})], "exceeds", None),
    # What became of people, and dead and injured of all casualties.
    ((182, {"category": "casualties"}), [(19, {}), (163, {"category": "injured"})], "complete", 0),
    ((9, {"category": "abducted"}), [(4, {"category": "released"}), (5, {"category": "abducted"})], "complete", 0),
    ((37, {"category": "infected"}), [(3, {})], "partial", 34),
    # Implicit parts count one each.
    ((2, {}), [(1, {"implicit": True, "groups": ("women",)}), (1, {"implicit": True, "groups": ("men",)})], "complete", 0),
    # A rise that is itself divided is a total like any other.
    ((6, {"measure": "increase"}), [(3, {"locations": ("A",)}), (3, {"locations": ("B",)})], "complete", 0),
]  # fmt: skip


@pytest.mark.parametrize(("total", "parts", "verdict", "rest"), VERDICTS)
def test_verdicts(total: Part, parts: list[Part], verdict: str, rest: int | None) -> None:
    count, fields = total
    records = [figure("f1", count, **fields)]
    records += [
        figure(f"f{n}", c, s=2, offset=10 * n, **{"locations": (f"P{n}",), **f}, part_of="f1")
        for n, (c, f) in enumerate(parts, 2)
    ]
    (row,) = totals(records)
    assert (row.verdict, row.difference, len(row.parts)) == (verdict, rest, len(parts))


# The parts of one total of 57 (count, sentence, fields), and the rows that they make.
AXES: list[tuple[str, list[tuple[int, int, dict[str, Any]]], list[tuple[str, str, str]]]] = [
    (
        "by cause and by place",
        [(44, 2, {"causes": ("flood",)}), (11, 2, {"causes": ("landslide",)}), (2, 2, {}), (18, 3, {"locations": ("A",)}),
         (28, 3, {"locations": ("B",)}), (11, 3, {})],
        [("f2 f3 f4", "causes", "complete"), ("f5 f6 f7", "locations", "complete")],
    ),
    (
        "by sex in one list, by perpetrator in three sentences",
        [(30, 2, {"groups": ("men",)}), (27, 2, {"groups": ("women",)}), (20, 3, {"actors": ("X",)}),
         (10, 4, {"actors": ("Y",)}), (7, 5, {"causes": ("torture",)})],
        [("f2 f3", "groups", "complete"), ("f4 f5 f6", "actors", "partial")],
    ),
    (
        "women and children, and in the same sentence those tortured, who may be women",
        [(8, 2, {"groups": ("children",)}), (4, 2, {"groups": ("women",)}), (17, 2, {"causes": ("torture",)})],
        [("f2 f3", "groups", "partial"), ("f4", "causes", "partial")],
    ),
    (
        "the last day is no place",
        [(9, 2, {"period": ("2023-06-21", "2023-06-22")}), (30, 3, {"locations": ("A",)})],
        [("f2", "period", "partial"), ("f3", "locations", "partial")],
    ),
    (
        "a child named again may be one of the children",
        [(21, 2, {"groups": ("women",)}), (14, 2, {"groups": ("children", "students")}), (4, 3, {"groups": ("children",)})],
        [("f2 f3", "groups", "partial"), ("f4", "groups", "partial")],
    ),
    (
        "what nothing tells apart is not added",
        [(30, 2, {}), (20, 3, {})],
        [("f2", "other", "partial"), ("f3", "other", "partial")],
    ),
    (
        "in hospital and dead may be the same people",
        [(30, 2, {}), (20, 2, {"category": "injured"})],
        [("f2", "other", "partial"), ("f3", "category", "partial")],
    ),
    (
        "step by step",
        [(30, 2, {"category": "released"}), (20, 3, {"category": "released"}), (7, 4, {"category": "released"})],
        [("f2 f3 f4", "category", "complete")],
    ),
    (
        "households are no people",
        [(20, 2, {"unit": "households"}), (30, 2, {"locations": ("A",)})],
        [("f2", "unit", "open"), ("f3", "locations", "partial")],
    ),
    (
        "two lists of one axis that are too many together are two breakdowns",
        [(30, 2, {"locations": ("A",)}), (20, 2, {"locations": ("B",)}), (40, 3, {"locations": ("C",)})],
        [("f2 f3", "locations", "partial"), ("f4", "locations", "partial")],
    ),
    (
        "one list that is too many is a contradiction",
        [(30, 2, {"locations": ("A",)}), (20, 2, {"locations": ("B",)}), (17, 2, {"locations": ("C",)})],
        [("f2 f3 f4", "locations", "exceeds")],
    ),
    (
        "what is left out, denied, expected or gone down is not in the sum",
        [(50, 2, {"locations": ("A",)}), (9, 2, {"status": "excluded"}), (9, 2, {"status": "projected"}),
         (9, 2, {"status": "denied"}), (9, 2, {"measure": "decrease"})],
        [("f2", "locations", "partial")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "expected"), [case[1:] for case in AXES], ids=[case[0] for case in AXES])
def test_axes(parts: list[tuple[int, int, dict[str, Any]]], expected: list[tuple[str, str, str]]) -> None:
    category = "abducted" if any(f.get("category") for _, _, f in parts) else "killed"
    records = [figure("f1", 57, category=category)]
    records += [
        figure(f"f{n}", c, s=s, offset=10 * n, **{"category": category, **f}, part_of="f1")
        for n, (c, s, f) in enumerate(parts, 2)
    ]
    assert [(t.removeprefix("f1: "), axis, verdict) for t, axis, verdict, *_ in rows(records)] == expected


def test_a_count_in_between_ends_a_list() -> None:
    """34 dead, 20 of them described, 14 not identified: that this adds up is chance."""
    records = [
        figure("f1", 34),
        figure("f2", 20, groups=("women",), part_of="f1"),
        figure("f3", 1, category="injured"),
        figure("f4", 14, part_of="f1"),
    ]
    assert [r[0] for r in rows(records)] == ["f1: f2", "f1: f4"]
    assert [r[0] for r in rows([r for r in records if r.id != "f3"])] == ["f1: f2 f4"]


def test_parts_of_parts_are_counted_below_their_part() -> None:
    records = [
        figure("f1", 35),
        figure("f2", 22, s=1, offset=40, locations=("A",), part_of="f1"),
        figure("f3", 14, s=1, offset=50, groups=("civilians",), part_of="f2"),
        figure("f4", 13, s=1, offset=60, locations=("B",), part_of="f1"),
    ]
    assert [r[:3] for r in rows(records)] == [
        ("f1: f2 f4", "locations", "complete"),
        ("f2: f3", "groups", "partial"),
    ]


def test_a_part_said_twice_counts_once_in_its_surest_words() -> None:
    records = [
        figure("f1", 9, category="abducted"),
        figure("f2", 4, q="approximately", locations=("A",), category="abducted", part_of="f1"),
        figure("f3", 4, locations=("A",), category="abducted", part_of="f1", same_as="f2"),
        figure("f4", 5, locations=("B",), category="abducted", part_of="f1"),
    ]
    assert rows(records) == [("f1: f3 f4", "locations", "complete", 9, 0)]


def test_a_total_said_twice_is_one_total() -> None:
    records = [
        figure("f1", 12, q="more_than"),
        figure("f2", 14, same_as="f1"),
        figure("f3", 5, s=2, offset=40, groups=("women",), part_of="f1"),
        figure("f4", 9, s=2, offset=60, groups=("men",), part_of="f2"),
    ]
    assert rows(records) == [("f2: f3 f4", "groups", "complete", 14, 0)]


# Counts of one article without links; the implied split, if there is one.
IMPLIED: list[tuple[list[tuple[int, dict[str, Any]]], str | None]] = [
    ([(499_657, {}), (160_681, {}), (338_976, {})], "f1: f2 f3"),
    ([(160_681, {}), (338_976, {}), (499_657, {})], "f3: f1 f2"),
    ([(5, {}), (2, {}), (3, {})], None),
    ([(500_000, {}), (200_000, {}), (300_000, {})], None),
    ([(499_657, {}), (160_681, {}), (338_976, {"category": "injured"})], None),
    ([(499_657, {}), (160_681, {}), (338_976, {"status": "excluded"})], None),
    ([(499_657, {}), (160_681, {}), (338_976, {"q": "approximately"})], None),
    ([(1_233, {}), *((100 + 7 * n * n, {}) for n in range(13)), (126, {}), (1_107, {})], None),
]


@pytest.mark.parametrize(("counts", "expected"), IMPLIED)
def test_implied_splits(counts: list[tuple[int, dict[str, Any]]], expected: str | None) -> None:
    records = [figure(f"f{n}", c, **f) for n, (c, f) in enumerate(counts, 1)]
    assert [r[0] for r in rows(records)] == ([expected] if expected else [])


# Counts of one sentence with their links (the number of the total, if any); what is found beside the links.
LISTS: list[tuple[str, list[tuple[int, int | None, dict[str, Any]]], list[str]]] = [
    ("behind the total", [(57, None, {}), (44, None, {}), (11, None, {}), (2, None, {})], ["f1: f2 f3 f4"]),
    ("one link is missing", [(57, None, {}), (44, 1, {}), (11, None, {}), (2, 1, {})], ["f1: f2 f3 f4"]),
    ("one link leads elsewhere", [(90, None, {"s": 0}), (57, None, {}), (44, 2, {}), (13, 1, {})], ["f2: f3 f4"]),
    ("all links lead elsewhere", [(90, None, {"s": 0}), (57, None, {}), (44, 1, {}), (13, 1, {})], []),
    ("one link is wrong", [(57, None, {}), (44, 1, {}), (11, 2, {}), (2, 1, {})], ["f1: f2 f3 f4"]),
    (
        "dead and injured before the casualties",
        [(19, None, {}), (163, None, {"category": "injured"}), (182, None, {"category": "casualties"})],
        ["f3: f1 f2"],
    ),
    ("dead and injured are no dead", [(57, None, {}), (44, None, {}), (13, None, {"category": "injured"})], []),
    ("a list and a count of it", [(23, None, {}), (8, None, {}), (31, None, {})], []),
    ("few", [(5, None, {}), (2, None, {}), (3, None, {})], []),
    ("too few", [(57, None, {}), (44, None, {}), (11, None, {})], []),
    ("a hedge", [(57, None, {}), (44, None, {}), (13, None, {"q": "approximately"})], []),
    ("one part", [(57, None, {}), (57, None, {})], []),
    ("people and households", [(57, None, {}), (44, None, {}), (13, None, {"unit": "households"})], []),
    ("the sentences are others", [(57, None, {}), (44, None, {"s": 2}), (13, None, {"s": 2})], []),
]


@pytest.mark.parametrize(("counts", "expected"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_implied_lists(counts: list[tuple[int, int | None, dict[str, Any]]], expected: list[str]) -> None:
    records = [
        figure(f"f{n}", count, **{"s": 1, "part_of": f"f{total}" if total else None, **fields})
        for n, (count, total, fields) in enumerate(counts, 1)
    ]
    assert [f"{t.figure}: {' '.join(t.parts)}" for t in totals(records) if t.implied] == expected


def test_a_part_that_is_called_a_repeat_of_its_total() -> None:
    records = [figure("f1", "dozens"), figure("f2", 46, s=2, same_as="f1")]
    records += [figure("f3", 26, s=2, part_of="f2", same_as="f1"), figure("f4", 20, s=2, part_of="f2")]
    assert rows(records) == [("f2: f3 f4", "other", "complete", 46, 0)]
    assert found(records) == [("repeats_disagree", "warning", ("f2", "f3"))]


def test_parts_of_one_total_that_add_up_to_another_part_by_chance() -> None:
    records = [figure("f1", 93), figure("f2", 36, s=2, locations=("A",), part_of="f1")]
    records += [figure(f"f{n}", c, s=2, locations=(f"P{n}",), part_of="f1") for n, c in ((3, 29), (4, 7), (5, 21))]
    assert rows(records) == [("f1: f2 f3 f4 f5", "locations", "complete", 93, 0)]


ROSE = "The toll rose by 14 to 212 on Monday."
CHANGES: list[tuple[list[FigureRecord], list[tuple[str, str, tuple[str, ...]]], str]] = [
    (
        [figure("f1", 14, s=1, text=ROSE, measure="increase"), figure("f2", 212, s=1, text=ROSE)],
        [("implied_level", "note", ("f1", "f2"))],
        "198 before",
    ),
    (
        [figure("f1", 14, measure="increase", part_of="f2"), figure("f2", 212)],
        [("implied_level", "note", ("f1", "f2"))],
        "198 before",
    ),
    (
        [figure("f1", 198), figure("f2", 14, s=2, text=ROSE, measure="increase"), figure("f3", 212, s=2, text=ROSE)],
        [("implied_level", "note", ("f1", "f2", "f3"))],
        "198 before, as the article says",
    ),
    (
        [figure("f1", 12, measure="decrease", part_of="f2", category="infected"), figure("f2", 95, category="infected")],
        [("implied_level", "note", ("f1", "f2"))],
        "107 before",
    ),
    (
        [
            figure("f1", 14, s=1, text="Up by 14 from 190 to 212.", measure="increase"),
            figure("f2", 190, s=1, text="Up by 14 from 190 to 212."),
            figure("f3", 212, s=1, text="Up by 14 from 190 to 212."),
        ],
        [("change_mismatch", "error", ("f2", "f1", "f3"))],
        "implies 198 before, but the text says 190",
    ),
    (
        [figure("f1", 300, measure="increase", part_of="f2"), figure("f2", 212)],
        [("change_mismatch", "error", ("f1", "f2"))],
        "the change is larger than the level",
    ),
    # "to" has to stand between the two, and the two have to be of one kind.
    ([figure("f1", 14, s=1, text="14 more and 212.", measure="increase"), figure("f2", 212, s=1, text="14 more and 212.")], [], ""),
    (
        [figure("f1", 14, s=1, text=ROSE, measure="increase"), figure("f2", 212, s=1, text=ROSE, category="injured")],
        [],
        "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("records", "expected", "words"), CHANGES)
def test_levels_and_deltas(
    records: list[FigureRecord], expected: list[tuple[str, str, tuple[str, ...]]], words: str
) -> None:
    assert found(records) == expected
    assert not words or any(c.message.endswith(words) for c in checks(article(), records))


REPEATS = [
    ((12, {}), (12, {}), True),
    ((12, {}), (14, {}), False),
    ((12, {"q": "more_than"}), (14, {}), True),
    ((12, {"q": "at_most"}), (14, {}), False),
    (("dozens", {}), (37, {}), True),
    (("dozens", {}), (7, {}), False),
    ((300, {"q": "approximately"}), (287, {}), True),
    ((300, {"q": "approximately"}), (187, {}), False),
    ((10_000, {}), (10_340, {}), True),
    ((10_000, {}), (14_340, {}), False),
    (((20, 24), {}), (23, {}), True),
    (((20, 24), {}), (30, {}), False),
]


@pytest.mark.parametrize(("first", "later", "agree"), REPEATS)
def test_repeats(first: Part, later: Part, agree: bool) -> None:
    records = [figure("f1", first[0], **first[1]), figure("f2", later[0], same_as="f1", **later[1])]
    assert found(records) == ([] if agree else [("repeats_disagree", "warning", ("f1", "f2"))])


SINCE = "More than 120 were killed since the start of the war."
PERIODS: list[tuple[FigureRecord, str | None, str | None]] = [
    (figure("f1", 12, period=("2024-03-05", "2024-03-04")), None, "period_order"),
    (figure("f1", 12, period=("2024-03", "2024-03-04")), None, None),
    (figure("f1", 12, period=("2024-03-04", "2024")), None, None),
    (figure("f1", 12, period=("2024-05-04", "2024-05-04")), "2024-05-03", "report_before_events"),
    (figure("f1", 12, period=("2024-05-04", "2024-05-04"), status="projected"), "2024-05-03", None),
    (figure("f1", 12, period=("2024-05-04", None)), "2024-05-04", None),
    (figure("f1", 12, period=("2024-05", None)), "2024-05-04", None),
    (figure("f1", 12, period=("2024-05-04", None)), None, None),
    (figure("f1", 120, text=SINCE, period=("2024-05", "2024-05")), None, "period_too_short"),
    (figure("f1", 120, text=SINCE, period=("2024-05", "2024-08")), None, None),
    (figure("f1", 120, text="The 120 died. Since the start of it, no more.", period=("2024-05", "2024-05")), None, None),
    (figure("f1", 12, period=("not a date", "2024-13-01")), "2024-05-03", None),
]  # fmt: skip


@pytest.mark.parametrize(("record", "date", "kind"), PERIODS)
def test_periods(record: FigureRecord, date: str | None, kind: str | None) -> None:
    assert [k for k, *_ in found([record], date)] == ([kind] if kind else [])


def test_a_later_statement_of_a_running_count_is_sound() -> None:
    text = "In March 2014, the office announced that 120 people had been killed since the start of the war."
    records = [figure("f1", 12, period=("2011-03", None)), figure("f2", 120, text=text, period=("2011-03", None))]
    assert found(records) == []
    early = figure("f2", 120, text=text.replace("2014", "2011"), period=("2011-03", None))
    assert found([records[0], early]) == [("report_before_events", "warning", ("f2",))]


LINKS: list[tuple[list[FigureRecord], list[str]]] = [
    ([figure("f1", 12, part_of="nothing")], ["links"]),
    ([figure("f1", 12, same_as="f1")], ["links"]),
    ([figure("f1", 12, part_of="f2"), figure("f2", 12, part_of="f1")], ["links", "links"]),
    ([figure("f1", 12), figure("f2", 4, category="injured", part_of="f1")], ["links"]),
    ([figure("f1", 12, also=("injured",)), figure("f2", 4, category="injured", part_of="f1")], []),
    ([figure("f1", 12, category="injured"), figure("f2", 4, part_of="f1")], []),
    ([figure("f1", 12).model_copy(update={"high": 7})], ["bounds"]),
]


@pytest.mark.parametrize(("records", "kinds"), LINKS)
def test_links_and_bounds(records: list[FigureRecord], kinds: list[str]) -> None:
    assert [k for k, *_ in found(records)] == kinds


def test_an_error_needs_exact_counts_of_one_list() -> None:
    def severity(**second: Any) -> str:
        records = [figure("f1", 12), figure("f2", 8, s=2, locations=("A",), part_of="f1")]
        records.append(figure("f3", 7, offset=40, **{"s": 2, "locations": ("B",), **second}, part_of="f1"))
        return next(c.severity for c in checks(article(), records) if c.kind == "parts_exceed")

    assert severity() == "error"
    assert severity(q="at_least") == "warning"


def test_ids_are_of_the_content() -> None:
    a, b = checks(article(), seed()), checks(article(), list(reversed(seed())))
    assert a == b
    assert len({c.id for c in a}) == len(a)
    assert all(c.id.startswith("a/") for c in a)


def test_articles_are_kept_apart() -> None:
    other = [r.model_copy(update={"article_id": "b"}) for r in seed()]
    both = totals([*other, *seed()])
    assert [t.article_id for t in both] == ["a"] * 6 + ["b"] * 6
    assert [t.verdict for t in both[:6]] == [t.verdict for t in both[6:]]


ids = st.sampled_from([f"f{n}" for n in range(1, 8)])
any_figure = st.builds(
    lambda n, count, s, q, category, measure, status, part_of, same_as, groups: figure(
        f"f{n}", count, s=s, offset=10 * n, q=q, category=category, measure=measure, status=status, part_of=part_of,
        same_as=same_as, groups=groups,
    ),
    st.integers(1, 7), st.integers(0, 40) | st.sampled_from(["several", "dozens"]) | st.just((3, 9)), st.integers(1, 3),
    st.sampled_from(["exact", "approximately", "at_least", "more_than", "at_most", "less_than"]),
    st.sampled_from(["killed", "injured", "casualties"]), st.sampled_from(["level", "level", "increase", "decrease"]),
    st.sampled_from(["reported", "excluded", "denied"]), st.none() | ids, st.none() | ids,
    st.sampled_from([(), ("men",), ("women",), ("police",)]),
)  # fmt: skip


@given(st.lists(any_figure, max_size=7, unique_by=lambda r: r.id), st.randoms())
def test_any_records(records: list[FigureRecord], chance: random.Random) -> None:
    """Links of any shape: no error, the same answer in any order, sums that are sums, no part twice in a row."""
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert totals(shuffled) == totals(records)
    assert checks(article(), shuffled) == checks(article(), records)
    by_id = {r.id: r for r in records}
    for t in totals(records):
        values = [by_id[p].value for p in t.parts]
        assert len(set(t.parts)) == len(t.parts) > 0
        assert t.figure not in t.parts
        assert t.stated == by_id[t.figure].value
        if t.sum is not None:
            assert t.sum == sum(v or 0 for v in values)
            assert t.difference == (None if t.stated is None else t.stated - t.sum)
        exact = all(by_id[i].quantifier == "exact" for i in (t.figure, *t.parts)) and t.axis != "unit"
        if exact and t.difference is not None:
            expected = "complete" if t.difference == 0 else "partial" if t.difference > 0 else "exceeds"
            assert t.verdict == expected


@pytest.fixture(scope="module")
def seed_result() -> tuple[tuple[Total, ...], tuple[Check, ...], dict[str, FigureRecord]]:
    text = SEED.read_bytes().decode("utf-8")
    figures = extractor.load().extract(text, id="a", date="2022-12-13").figures
    return totals(figures), checks(article("2022-12-13"), figures), {f.id: f for f in figures}


@needs_seed
def test_the_first_article_as_it_is_read(
    seed_result: tuple[tuple[Total, ...], tuple[Check, ...], dict[str, FigureRecord]],
) -> None:
    rows_, checks_, figures = seed_result
    splits = [
        (figures[t.figure].value, [figures[p].value for p in t.parts], t.verdict) for t in rows_ if t.stated == 499_657
    ]
    assert (499_657, [160_681, 338_976], "complete") in splits
    assert (160_681, "complete", 0) in {(t.stated, t.verdict, t.difference) for t in rows_}
    early = [figures[c.figures[0]].value for c in checks_ if c.kind == "report_before_events"]
    assert early == [494_438]


@needs_seed
def test_the_breakdowns_of_the_first_article_as_they_are_read(
    seed_result: tuple[tuple[Total, ...], tuple[Check, ...], dict[str, FigureRecord]],
) -> None:
    rows_, _, _ = seed_result
    rests = {(t.stated, t.verdict, t.difference) for t in rows_}
    assert (160_681, "partial", 12_717) in rests
    assert (338_976, "partial", 103_307) in rests
