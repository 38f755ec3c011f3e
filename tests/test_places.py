"""Where the text puts what happened: names without an entry, places that are none, what only situates another place."""

from __future__ import annotations

from functools import cache

import pytest

from extractor.assembly.figures import Workbench
from extractor.assembly.places import is_worldwide
from extractor.assembly.scenes import is_halt, is_place, settings
from extractor.pipeline import Extractor
from extractor.schema import Article


@cache
def reader() -> Extractor:
    return Extractor()


@cache
def bench(text: str) -> Workbench:
    found = reader().prepare(Article(id="a", text=text)).bench
    assert found is not None
    return found


UNLISTED = {
    "coordinated": [
        ("Nine people were killed in Mosul and Zarfanda on Monday.", "Zarfanda", True),
        ("Two men were shot in Surin, Sakareth and Bangkok.", "Sakareth", True),
        ("Nine people were killed in Mosul, and Zarfan wept.", "Zarfan", False),
    ],
    "dwelt in": [
        ("Forty residents of Zarfanda were killed.", "Zarfanda", True),
        ("Villagers were brought out of Zarfanda, where 40 people drowned.", "Zarfanda", True),
        ("Forty members of Zarfanda were killed.", "Zarfanda", False),
    ],
    "left": [
        ("Soldiers rescued 40 people from Zarfanda on Monday.", "Zarfanda", True),
        ("Forty people fled from Zarfanda.", "Zarfanda", True),
        ("Forty people fled with Zarfanda.", "Zarfanda", False),
    ],
    "names of things": [
        ("Five people were killed at the Zarfanda.", "Zarfanda", True),
        ("Five people were killed at the Zarfanda store.", "Zarfanda", False),
        ("Five people were killed outside the Zarfanda restaurant.", "Zarfanda", False),
    ],
}


@pytest.mark.parametrize(("text", "name", "expected"), [row for rows in UNLISTED.values() for row in rows])
def test_names_without_an_entry(text: str, name: str, expected: bool) -> None:
    found = {m.entity.mention.text for m in bench(text).mentions if is_place(m)}
    assert (name in found) is expected


HALTS = [
    # "of" behind what happened leads to the place.
    ("The siege of Homs killed 40 people.", "Homs", True),
    ("The shelling of Aleppo killed 40 people.", "Aleppo", True),
    ("The mayor of Aleppo counted 40 dead people.", "Aleppo", False),
    # Where victims are cared for is not where it happened, unless it was hit.
    ("Two men died at Laquintinie hospital.", "Laquintinie hospital", False),
    ("Two men died at a hospital in Mosul.", "Mosul", False),
    ("Two men died in an attack on Laquintinie hospital.", "Laquintinie hospital", True),
    ("Two men died at a market in Mosul.", "Mosul", True),
    # A distance only situates.
    ("Two men died in Badalona, ten kilometres from Barcelona.", "Barcelona", False),
    ("Two men fled from Barcelona and died in Badalona.", "Badalona", True),
    # A wider place behind a comma and a noun for its kind only situates.
    ("Two men died in Redeyef, in the governorate of Gafsa.", "Gafsa", False),
    ("Two men died in Tikrit, a town in northern Iraq.", "northern Iraq", False),
]


@pytest.mark.parametrize(("text", "name", "expected"), HALTS)
def test_something_happened_there(text: str, name: str, expected: bool) -> None:
    known = settings(bench(text))
    stands = [m for m in bench(text).mentions if is_place(m) and m.entity.mention.text == name]
    assert any(is_halt(m, known[m.start]) for m in stands) is expected


WORLDWIDE = [
    ("Globally, the strain has killed 93 people.", True),
    ("The virus has killed 300 people around the world.", True),
    ("Police arrested 337 people in 38 countries.", True),
    ("The world's largest slum lost 30 people.", False),
    ("The World Health Organization counted 30 dead people.", False),
    ("Police arrested 337 people in several cities.", False),
    ("Thirty people died in the world heritage site.", False),
]


@pytest.mark.parametrize(("text", "expected"), WORLDWIDE)
def test_the_whole_world(text: str, expected: bool) -> None:
    assert is_worldwide(bench(text).view.sentences[0].parse) is expected
