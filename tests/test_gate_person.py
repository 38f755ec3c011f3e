"""The scan before the parse: which bare articles may stand before a victim, and what is read beside them."""

from __future__ import annotations

import pytest

from extractor.categories import default_lexicon
from extractor.gate import Cued, Gate, by_sentence
from extractor.quantities import find_quantities
from extractor.schema import Layout
from extractor.text import read_layout

GATE = Gate(default_lexicon(), ["said"])


def _read(text: str) -> tuple[Layout, Cued]:
    layout = read_layout(text)
    return layout, by_sentence(layout, GATE.find(text))


def _wanted(text: str) -> tuple[frozenset[int], frozenset[int], set[int]]:
    layout, cued = _read(text)
    spans = layout.sentences
    found = GATE.wanted(text, layout, cued, lambda i: find_quantities(text, spans[i].start, spans[i].end))
    return found.counted, found.persons, GATE.context(text, layout, found, cued)


@pytest.mark.parametrize(
    "text",
    [
        "A policeman was killed in the attack.",
        "The blast killed a 31-year-old man, whose name was not given.",
        "Among the dead are a Canadian, a Swede and a Swedish citizen.",
        "A bystander attempted to help and was later hospitalized.",
        "The hospital said a nine-year-old was among those killed.",
        "An armed, masked man was arrested.",
        "An electrician had been held up by a beam.",  # a weak cue beside the person
    ],
)
def test_a_victim_with_a_bare_article_is_wanted(text: str) -> None:
    assert _wanted(text)[1] == {0}


@pytest.mark.parametrize(
    "text",
    [
        "The driver died on a Turkish beach.",
        "He was arrested after a number of raids.",
        "They were killed in a car bombing.",
        "A mass for the victims will be said on Thursday.",  # no strong cue, no person
        "The hostage was released in a statement from the group.",
        "The man died of a disease that no officer had heard of.",  # the officer is not in the phrase
        "A spokesman, who had flown in from the capital that very afternoon, praised the effort of all, and took notes.",
    ],
)
def test_what_is_no_victim_is_not_parsed(text: str) -> None:
    assert _wanted(text)[1] == frozenset()


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("The shelling hit the market, officials said. It killed 12 people.", {0}),
        ("The shelling hit the market, officials said. It killed a policeman.", set()),
        ("The sky was blue. It killed 12 people.", set()),
    ],
)
def test_context_is_only_read_before_a_count(text: str, context: set[int]) -> None:
    assert _wanted(text)[2] == context
