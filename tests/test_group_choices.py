"""Which groups a count may take over from the counts before it, and what a cause rests on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor.assembly.fields import causes, groups
from extractor.assembly.figures import Figure, Workbench
from extractor.pipeline import Extractor
from extractor.schema import Article


@pytest.fixture(scope="module")
def reader() -> Extractor:
    return Extractor()


def figures(reader: Extractor, text: str, category: str, first: Sequence[str]) -> tuple[Workbench, list[Figure]]:
    """The explicit counts of a text, the first of them with the groups `first`."""
    bench = reader.prepare(Article(id="t", text=text)).bench
    assert bench is not None
    found = [
        Figure(c, v, category, None, "cue", groups=tuple(first), value=c.quantity.value)
        for v in bench.view.sentences
        for c in v.candidates
        if not c.implicit
    ]
    return bench, found


@pytest.mark.parametrize(
    ("text", "carried", "offered"),
    [
        ("Five girls died in the fire. Two men were injured there.", "children", False),
        ("Three women were killed on Monday. Four boys were wounded in the same attack.", "women", False),
        ("Five girls died in the fire. Two others were injured there.", "children", True),
        ("Three miners were killed on Monday. Four men were wounded in the same blast.", "workers", True),
    ],
)
def test_a_stated_sex_or_age_keeps_out_another_one(reader: Extractor, text: str, carried: str, offered: bool) -> None:
    bench, (before, figure) = figures(reader, text, "killed", [carried])
    keys = {c.key for c in groups.choices(bench, figure, [before])}
    assert (carried in keys) is offered


def test_causes_do_not_rest_on_what_earlier_figures_were_given(reader: Extractor) -> None:
    text = "An earthquake killed five people on Monday. Two others died in hospital."
    bench, (before, figure) = figures(reader, text, "killed", [])
    told = causes.choices(bench, figure, [before])
    alone = causes.choices(bench, figure, [])
    assert told == alone
    assert [c.key for c in told] == ["earthquake"]
