"""How a number stands in its line: an item of a list, the lead of a fragment, in brackets, or inside running text."""

from __future__ import annotations

from extractor.assembly.phrases import Phrase
from extractor.syntax import Parse

_SHORT = 8


def shape(parse: Parse, phrase: Phrase) -> str:
    """``item`` ("- Barpeta: 612,000"), ``lead`` ("12 dead"), ``brackets`` ("Barpeta (12)"), ``place`` ("298 in Beni
    Mellal"), ``other`` and, for sentences without a verb, ``fragment``.
    """
    first, last = phrase.first, phrase.last
    left = len(parse) - 1 - last
    if parse.text[max(0, first - 1)] == ":" or (first >= 2 and parse.text[first - 2] == ":"):
        return "item" if left <= 2 else "behind colon"
    if first and parse.text[first - 1] in ("(", "["):
        return "brackets"
    verb = any(tag[:2] == "VB" or tag == "MD" for tag in parse.tag)
    if first <= 1 and len(parse) <= _SHORT and not verb:
        return "lead"
    if phrase.noun is None and left >= 2 and parse.tag[last + 1] == "IN" and parse.tag[last + 2].startswith("NNP"):
        return "place"
    return "other" if verb else "fragment"


def predicate(parse: Parse, phrase: Phrase, nouns: frozenset[int]) -> str:
    """How a form of "be" ties the count to what happened.

    ``among``: "two soldiers were among 34 killed"; ``is``: "the victims were three men", where `nouns` are the tokens of
    cues that name victims; ``none`` otherwise.
    """
    anchor = phrase.anchor
    while parse.dep[anchor] in ("conj", "appos") and parse.head[anchor] != anchor:
        anchor = parse.head[anchor]
    verb = parse.head[anchor]
    if verb == anchor or not parse.tag[verb].startswith("VB"):
        return "none"
    children = parse.children[verb]
    if parse.dep[anchor] == "nsubj" and any(
        parse.dep[k] == "prep" and parse.lower[k] in ("among", "amongst") for k in children
    ):
        return "among"
    if parse.dep[anchor] in ("attr", "dobj") and any(
        k in nouns for k in children if parse.dep[k] == "nsubj" and k < anchor
    ):
        return "is"
    return "none"
