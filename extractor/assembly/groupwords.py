"""Where an article speaks of kinds of people: the words of the group lexicon in a sentence, and ages."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractor.assembly.context import SentenceView
from extractor.assembly.phrases import noun_words
from extractor.categories import Lexicon
from extractor.data_loader import load_yaml
from extractor.schema import Model
from extractor.syntax import Parse

_NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS")
_INSIDE = ("compound", "amod", "nmod", "poss")


class GroupWord(NamedTuple):
    """A word of a group in a sentence. `sort`: ``noun``, ``modifier`` ("police station") or ``phrase`` ("on board")."""

    label: str
    token: int
    sort: str


class AgesFile(Model):
    """`data/nouns/ages.yaml`: patterns of ages that make a person one of a group, by group."""

    ages: dict[str, list[str]]


@cache
def _ages() -> dict[str, re.Pattern[str]]:
    return {label: re.compile("|".join(p)) for label, p in load_yaml("nouns/ages.yaml", AgesFile).ages.items()}


def labels_of(parse: Parse, token: int, lexicon: Lexicon, noun: bool) -> tuple[str, ...]:
    """The groups that a token names, as a noun (with the words before it) or as a modifier."""
    if denied(parse, token):
        return ()
    if not noun:
        word = parse.lower[token]
        return tuple(dict.fromkeys((*lexicon.adjective_groups.get(word, ()), *lexicon.noun_groups.get(word, ()))))
    for name in noun_words(parse, token):
        if name in lexicon.noun_groups:
            return lexicon.noun_groups[name]
    return ()


def denied(parse: Parse, token: int) -> bool:
    """Is the word turned into its opposite ("non-civilian")?"""
    return token >= 2 and parse.text[token - 1] == "-" and parse.lower[token - 2] == "non"


def denied_labels(parse: Parse, lexicon: Lexicon) -> frozenset[str]:
    """The groups that a sentence says its people are not of."""
    words = [w for i, w in enumerate(parse.lower) if denied(parse, i)]
    tables = (lexicon.noun_groups, lexicon.adjective_groups)
    return frozenset(label for w in words for table in tables for label in table.get(w, ()))


def group_words(view: SentenceView, lexicon: Lexicon) -> tuple[GroupWord, ...]:
    """All words of groups in a sentence, in order."""
    parse, out = view.parse, []
    for i, tag in enumerate(parse.tag):
        for words, label in lexicon.group_phrases.get(parse.lower[i], ()):
            if parse.lower[i : i + len(words)] == words:
                out.append(GroupWord(label, i, "phrase"))
        noun = tag in _NOUN_TAGS
        if not noun and tag[:2] not in ("JJ", "VB"):
            continue
        modifier = not noun or (parse.dep[i] in _INSIDE and parse.head[i] > i)
        if not noun and (parse.dep[i] != "amod" or parse.head[i] <= i):
            continue
        sort = "modifier" if modifier else "noun"
        out += [GroupWord(label, i, sort) for label in labels_of(parse, i, lexicon, not modifier)]
    return tuple(out)


def age_groups(text: str) -> dict[str, int]:
    """Groups that follow from an age in a stretch of text, with the place of the age in it."""
    low = text.lower().replace("–", "-").replace("‑", "-")
    return {label: m.start() for label, pattern in _ages().items() if (m := pattern.search(low)) is not None}
