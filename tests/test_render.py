"""What a person sees: every figure, and nothing that could move the cursor."""

from __future__ import annotations

import io

import batch_fakes
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from extractor import render
from extractor.schema import Article

TEXT = "Blast: 9 killed, 31 injured.\n\nOn Monday 9 killed in Kabul [red]x[/red]. It cost $12.\n\nThe end."


def read(text: str = TEXT, explain: bool = False):
    return batch_fakes.FakeReader().read(Article(id="a1", text=text, date="2024-01-02"), explain=explain)


def printed(*pieces) -> str:
    out = io.StringIO()
    console = Console(file=out, width=140)
    for piece in pieces:
        console.print(piece)
    return out.getvalue()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 1234567, "quantifier": "exact"}, "1,234,567"),
        ({"value": 0, "quantifier": "exact"}, "0"),
        ({"value": 38, "quantifier": "at_least"}, "≥ 38"),
        ({"value": 38, "quantifier": "more_than"}, "> 38"),
        ({"value": 38, "quantifier": "at_most"}, "≤ 38"),
        ({"value": 38, "quantifier": "less_than"}, "< 38"),
        ({"value": 38, "quantifier": "approximately"}, "~ 38"),
        ({"value": None, "low": 40, "high": 50, "quantifier": "between"}, "40-50"),
        ({"value": None, "low": 24, "high": None, "quantifier": "vague"}, "≥ 24 (vague)"),
        ({"value": None, "low": None, "high": None, "quantifier": "vague"}, "(vague)"),
    ],
)
def test_bounds(fields, expected):
    assert render.bounds(read().figures[0].model_copy(update=fields)) == expected


def test_an_article_is_shown_whole_with_its_records_below_their_sentences():
    lines = [line.strip() for line in printed(*render.article(TEXT, read())).splitlines() if line.strip()]
    assert "a1 · 2024-01-02 · 3 figures" in lines[0]
    assert [line.split(" · ")[0] for line in lines[1:]] == [
        "Blast: 9 killed, 31 injured.",
        "figure 1: 9 people killed",
        "figure 2: 31 people injured",
        "On Monday 9 killed in Kabul [red]x[/red].",
        "figure 3: 9 people killed",
        "It cost $12.",
        "The end.",
    ]
    assert "locations =Kabul|x (Q1) · period 2024-01-01/.." in lines[5]


def test_figures_of_all_parts_are_numbered_in_reading_order():
    first, second = read("3 killed. 4 killed."), read("5 killed")
    whole = first.model_copy(update={"others": (second,)})
    assert [r.value for r in render.numbered(whole)] == [3, 5, 4]


def test_links_are_shown_as_figure_numbers():
    result = read()
    figures = list(result.figures)
    figures[1] = figures[1].model_copy(update={"part_of": figures[0].id})
    text = printed(*render.article(TEXT, result.model_copy(update={"figures": tuple(figures)})))
    assert "part_of figure 1" in text


def test_an_explanation_says_why_and_what_was_refused():
    text = printed(*render.explanation(read(explain=True)))
    assert text.count("decided: a cue governs it") == 3
    assert "refused locations: 'B' at 0: the dateline" in text
    assert "killed 0.90 syntax  cue +1.50" in text
    assert "numbers that are no figures" in text
    assert "is money" in text
    row = next(line.split() for line in text.splitlines() if line.strip().startswith("category"))
    assert row == ["category", "killed", "'killed'", "at", "9", "cue"]


def test_an_explanation_of_one_figure():
    text = printed(*render.explanation(read(explain=True), 2))
    assert "figure 2: 31 people injured" in text
    assert "figure 1:" not in text
    assert "is money" not in text


def test_the_table_tells_what_it_leaves_out():
    records = read("1 killed. " * 70).figures
    text = printed(render.figure_table(records, {"injured": 2, "killed": 70}))
    assert "... and 10 more" in text
    assert "by category: killed 70, injured 2" in text


def test_the_table_of_nothing():
    assert "by category: none" in printed(render.figure_table([], {}))


HOSTILE = "\x1b[31m\x9b2J\x07 9 killed \u202eevil\u2066 \x00\r\x0b"


def test_control_characters_do_not_reach_the_terminal():
    text = printed(*render.article(HOSTILE, read(HOSTILE)), *render.explanation(read(HOSTILE, explain=True)))
    assert "9 killed" in text
    assert not set(text) & set("\x1b\x9b\x07\u202e\u2066\x00\r\x0b")


@given(st.text())
def test_cleaning_keeps_the_length(text):
    assert len(render.clean(text)) == len(text)


@given(st.lists(st.sampled_from(["9 killed", "4 injured", " ", "\n", ".", "x", "in Rome", "\t", "😀"])).map("".join))
def test_any_article_can_be_shown(text):
    result = read(text, explain=True)
    shown = printed(*render.article(text, result))
    assert sum(f"figure {n}:" in shown for n in range(1, 40)) == len(result.figures)
    printed(*render.explanation(result))
