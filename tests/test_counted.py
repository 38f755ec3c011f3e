"""Rules on the counted noun and on what a part takes from its total. Each text is our own."""

from __future__ import annotations

from functools import cache

import pytest

import extractor
from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.fields import groups
from extractor.assembly.figures import Choice, Figure, Weighed, Workbench
from extractor.assembly.inherit import inherited
from extractor.pipeline import Extractor
from extractor.schema import Article, Span


@cache
def reader() -> Extractor:
    return extractor.load()


def prepared(text: str) -> Workbench:
    bench = reader().prepare(Article(id="t", text=f"News\n\n{text}\n", date="2024-03-01")).bench
    assert bench is not None
    return bench


def counted(bench: Workbench, number: str) -> tuple[SentenceView, Candidate]:
    return next((v, c) for v in bench.view.sentences for c in v.candidates if c.quantity.span.text == number)


@pytest.mark.parametrize(
    ("text", "number", "members"),
    [
        ("The list also included 60 deserters, 41 of the Northern Front and 12 rebels killed.", "41", True),
        ("The dead were 14 soldiers and 9 of the border brigade.", "9", True),
        ("Troops destroyed 9 of the tanks and killed a driver.", "9", False),
        ("The fire killed 9 of the villagers.", "9", False),
        ("Mines hit 40 vehicles of the brigade and killed 3 men.", "40", False),
    ],
)
def test_members_of_a_body(text: str, number: str, members: bool) -> None:
    _, candidate = counted(prepared(text), number)
    assert (candidate.noun_class == "members") is members


@pytest.mark.parametrize(
    ("text", "number", "near"),
    [
        (
            "It could not verify the status of over 3,200 farmers and herders abducted in May by the group.",
            "3,200",
            True,
        ),
        ("Nothing is known of the fate of 32 villagers kidnapped by gunmen.", "32", True),
        ("The 32 villagers told of a nurse, long since kidnapped.", "32", False),
    ],
)
def test_a_participle_behind_the_counted_nouns_is_theirs(text: str, number: str, near: bool) -> None:
    view, candidate = counted(prepared(text), number)
    routes = [r.route for r in view.reach(candidate) if r.cue.label == "abducted"]
    assert any(r != "far" and r.count("/") == 0 for r in routes) is near


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("The non-civilian deaths came to 870.", False),
        ("The civilian deaths came to 870.", True),
    ],
)
def test_the_opposite_of_a_group_is_not_the_group(text: str, offered: bool) -> None:
    bench = prepared(f"In all 9,400 civilians were killed. {text}")
    figures = [
        Figure(c, v, "killed", None, "cue", groups=("civilians",), value=c.quantity.value)
        for v in bench.view.sentences
        for c in v.candidates
    ]
    found = [c.key for c in groups.choices(bench, figures[-1], figures[:-1])]
    assert ("civilians" in found) is offered


def weighed(label: str, start: int) -> tuple[Weighed, ...]:
    return (Weighed(Choice(label, label, Span(start=start, end=start + 1, text="x"), {}, "cause:test"), 0.9, True),)


@pytest.mark.parametrize(
    ("place", "part", "total", "expected"),
    [
        ("elsewhere", "shelling", "flood", ["flood"]),  # carried from another count: the total's instead
        ("elsewhere", "shelling", "shelling", ["shelling"]),
        ("elsewhere", "shelling", None, []),
        ("own sentence", "shelling", "flood", ["shelling"]),
    ],
)
def test_a_part_takes_what_it_does_not_say_from_its_total(
    place: str, part: str, total: str | None, expected: list[str]
) -> None:
    bench = prepared("The war killed 90 people. Some 12 were children killed there.")
    view, candidate = counted(bench, "12")
    figure = Figure(candidate, view, "killed", None, "cue", value=12)
    nothing: dict[str, tuple[Weighed, ...]] = dict.fromkeys(
        ("groups", "locations", "actors", "affiliations", "sources"), ()
    )
    own = {**nothing, "causes": weighed(part, view.start if place == "own sentence" else 0)}
    theirs = {**nothing, "causes": weighed(total, 0) if total else ()}
    changed, fields = inherited(figure, own, theirs)
    assert sorted(w.choice.key for w in fields["causes"] if w.taken) == expected
    assert sorted(changed.causes) == expected
