"""Which count a text states as a part of which: rules on the syntax alone. Each text is our own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

import extractor
from extractor.assembly.figures import Figure
from extractor.assembly.partition import Outline, outline_of
from extractor.pipeline import Extractor
from extractor.schema import Article, Status

# text, counts as (number, category), then the total of each, or None
TABLE: dict[str, list[tuple[str, list[tuple[str, str]], list[str | None]]]] = {
    "announced list": [
        (
            "The monitor counted the civilian deaths at 9,400. It detailed the deaths as follows: 3,100 civilians died under "
            "torture, 2,200 were killed in shelling, and 1,050 in airstrikes. In addition, 480 civilians were killed by mines.",
            [("9,400", "killed"), ("3,100", "killed"), ("2,200", "killed"), ("1,050", "killed"), ("480", "killed")],
            [None, "9,400", "9,400", "9,400", "9,400"],
        ),
        (
            "Deaths among the fighters came to 870 and were distributed as follows: 410 from the army, 230 from its militias "
            "and 90 foreign volunteers. The list also included 60 deserters and 41 of the Northern Front.",
            [("870", "killed"), ("410", "killed"), ("230", "killed"), ("90", "killed"), ("60", "killed"), ("41", "killed")],
            [None, "870", "870", "870", "870", "870"],
        ),
        (
            # A larger count is no part, and what follows it is its own.
            "In May 95 miners died, broken down as follows: 60 in coal pits and 20 in quarries. A year before 240 died.",
            [("95", "killed"), ("60", "killed"), ("20", "killed"), ("240", "killed")],
            [None, "95", "95", None],
        ),
    ],
    "inclusion": [
        (
            "The blast killed 12 people, including two children and a nurse.",
            [("12", "killed"), ("two", "killed"), ("a nurse", "killed")],
            [None, "12", "12"],
        ),
        (
            "Rebels killed 31 villagers, among them nine women, and wounded 14.",
            [("31", "killed"), ("nine", "killed"), ("14", "injured")],
            [None, "31", None],
        ),
        (
            "The quake killed 153 people, 101 of them in the east and 52 in the west.",
            [("153", "killed"), ("101", "killed"), ("52", "killed")],
            [None, "153", "153"],
        ),
    ],
    "of a total": [
        ("Two of the 40 passengers were hurt.", [("Two", "injured"), ("40", "injured")], ["40", None]),
        (
            "Of the 57 dead, 44 drowned and 11 were crushed.",
            [("57", "killed"), ("44", "killed"), ("11", "killed")],
            [None, "57", "57"],
        ),
        (
            "The ferry sank with the loss of 88 lives. Seven of the dead were children.",
            [("88", "killed"), ("Seven", "killed")],
            [None, "88"],
        ),
        (
            "A soldier was among the 34 killed.",
            [("A soldier", "killed"), ("34", "killed")],
            ["34", None],
        ),
    ],
    "apposition": [
        ("28 were hurt: 4 seriously, 24 slightly.", [("28", "injured"), ("4", "injured"), ("24", "injured")], [None, "28", "28"]),
        (
            "There were nine casualties: 4 killed and 5 wounded.",
            [("nine", "casualties"), ("4", "killed"), ("5", "injured")],
            [None, "nine", "nine"],
        ),
    ],
    "sums": [
        (
            "The storm injured 93 people. It left 21 injured in the capital, 36 in the north, 29 in the south and seven at sea.",
            [("93", "injured"), ("21", "injured"), ("36", "injured"), ("29", "injured"), ("seven", "injured")],
            [None, "93", "93", "93", "93"],
        ),
        (
            "Fighting killed 38 people. It killed 22 in the hills and 13 in the town.",
            [("38", "killed"), ("22", "killed"), ("13", "killed")],
            [None, None, None],
        ),
    ],
    "no part": [
        (
            "The shelling killed 770 villagers and 14 soldiers.",
            [("770", "killed"), ("14", "killed")],
            [None, None],
        ),
        (
            # Dwellings hold no people, whatever the sign between them.
            "Police evacuated 800 people (200 households).",
            [("800", "evacuated"), ("200", "evacuated")],
            [None, None],
        ),
    ],
}  # fmt: skip
ROWS = [pytest.param(*row, id=f"{name}: {row[0][:40]}") for name, rows in TABLE.items() for row in rows]


@cache
def reader() -> Extractor:
    return extractor.load()


def figures_in(text: str, counts: list[tuple[str, str]]) -> list[Figure]:
    """The counts of a text as figures of given categories."""
    bench = reader().prepare(Article(id="t", text=f"News\n\n{text}\n", date="2024-03-01")).bench
    assert bench is not None
    known = dict(counts)
    return [
        Figure(c, view, known[c.quantity.span.text], None, "cue", value=c.quantity.value)
        for view in bench.view.sentences
        for c in view.candidates
        if c.quantity.span.text in known
    ]


def totals_of(figures: list[Figure], outline: Outline) -> list[str | None]:
    firm = [outline.firm(n) or outline.ties.get(n) for n in range(len(figures))]
    return [figures[t.total].candidate.quantity.span.text if t is not None else None for t in firm]


@pytest.mark.parametrize(("text", "counts", "totals"), ROWS)
def test_stated_totals(text: str, counts: list[tuple[str, str]], totals: list[str | None]) -> None:
    figures = figures_in(text, counts)
    assert [f.candidate.quantity.span.text for f in figures] == [number for number, _ in counts]
    assert totals_of(figures, outline_of(figures)) == totals


@pytest.mark.parametrize("status", ["excluded", "unverified"])
def test_a_count_kept_out_has_no_total(status: Status) -> None:
    figures = figures_in("The blast killed 12 people, including two children.", [("12", "killed"), ("two", "killed")])
    assert totals_of(figures, outline_of(figures)) == [None, "12"]
    apart = [figures[0], replace(figures[1], status=status)]
    assert totals_of(apart, outline_of(apart)) == [None, None]
