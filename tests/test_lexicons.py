"""Every data file against its own examples, and the lexicons against each other."""

from __future__ import annotations

from functools import cache

import pytest
from _pytest.mark.structures import ParameterSet

import extractor
from extractor.categories import CategoryFile, default_lexicon
from extractor.data_loader import data_files, load_yaml
from extractor.goldlabels import allowed_labels
from extractor.inflection import noun_forms, verb_forms
from extractor.pipeline import Extractor

CATEGORIES = [load_yaml(p, CategoryFile) for p in data_files("categories")]
# Examples that the decision model does not follow yet; strict, so that a repair shows.
KNOWN = {
    "Armed men marched [20] villagers into the forest.",
    "Police evacuated [700] homes near the plant.",
    "The kidnappers let [two] women go.",
    "Divers brought [five] boys out of the cave.",
    "The crash injured a driver, [34], of Leeds.",
}


def row(category: str, example: str) -> ParameterSet:
    marks = [pytest.mark.xfail(strict=True, reason="the model does not follow it yet")] if example in KNOWN else []
    return pytest.param(category, example, id=f"{category}: {example[:50]}", marks=marks)


MATCH = [row(c.name, e) for c in CATEGORIES for e in c.match]
REJECT = [row(c.name, e) for c in CATEGORIES for e in c.reject]


@cache
def reader() -> Extractor:
    return extractor.load()


def read(example: str) -> tuple[str, dict[str, str]]:
    number = example[example.index("[") + 1 : example.index("]")]
    text = "News of the day\n\n" + example.replace("[", "", 1).replace("]", "", 1)
    return number, {f.number.text: f.category for f in reader().extract(text, date="2024-03-01").figures}


@pytest.mark.parametrize(("category", "example"), MATCH)
def test_what_a_category_must_read(category: str, example: str) -> None:
    number, found = read(example)
    assert found.get(number) == category


@pytest.mark.parametrize(("category", "example"), REJECT)
def test_what_a_category_must_not_read(category: str, example: str) -> None:
    number, found = read(example)
    assert found.get(number) != category


def test_every_category_has_examples() -> None:
    assert {c.name: (len(c.match) >= 4, len(c.reject) >= 2) for c in CATEGORIES} == {
        c.name: (True, True) for c in CATEGORIES
    }


def test_the_labels_of_the_gold_are_those_of_the_lexicons() -> None:
    lexicon, allowed = default_lexicon(), allowed_labels()
    assert set(lexicon.categories) == allowed["category"]
    assert set(lexicon.groups) == allowed["groups"]
    assert set(lexicon.causes) == allowed["causes"]


def test_weak_cues_are_cues() -> None:
    for c in CATEGORIES:
        cues = {
            *c.patient_verbs,
            *c.subject_verbs,
            *c.adjectives,
            *c.victim_nouns,
            *c.status_nouns,
            *c.event_nouns,
            *c.phrases,
        }
        assert set(c.weak) <= cues, (c.name, set(c.weak) - cues)


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("kill", {"kill", "kills", "killed", "killing"}),
        ("stab", {"stab", "stabs", "stabbed", "stabbing"}),
        ("die", {"die", "dies", "died", "dying"}),
        ("flee", {"flee", "flees", "fled", "fleeing"}),
        ("lose their lives", {"lose their lives", "loses their lives", "lost their lives", "losing their lives"}),
        ("bury", {"bury", "buries", "buried", "burying"}),
        ("free", {"free", "frees", "freed", "freeing"}),
    ],
)
def test_verb_forms(lemma: str, forms: set[str]) -> None:
    assert set(verb_forms(lemma)) == forms


@pytest.mark.parametrize(
    ("lemma", "plural"),
    [("body", "bodies"), ("aid worker", "aid workers"), ("policeman", "policemen"), ("crash", "crashes")],
)
def test_noun_forms(lemma: str, plural: str) -> None:
    assert noun_forms(lemma) == (lemma, plural)
