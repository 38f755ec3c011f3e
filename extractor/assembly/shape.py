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


def predicate(parse: Parse, phrase: Phrase, nouns: frozenset[int]) -> tuple[str, int | None]:
    """How a verb ties the count to what happened, and the token that then stands for the count in the syntax.

    ``among``: "two soldiers were among 34 killed", "among the dead were two soldiers"; ``is``: "the victims were three
    men", "the dead included a nurse", where `nouns` are the tokens of cues that name victims; ``none`` otherwise.
    """
    anchor = phrase.anchor
    while parse.dep[anchor] == "conj" and parse.head[anchor] < anchor:
        anchor = parse.head[anchor]
    verb = parse.head[anchor]
    if verb == anchor or parse.dep[anchor] not in ("nsubj", "attr", "dobj") or not parse.tag[verb].startswith("VB"):
        return "none", None
    for k in parse.children[verb]:
        if parse.dep[k] == "prep" and parse.lower[k] in ("among", "amongst"):
            return "among", next((c for c in parse.children[k] if parse.dep[c] == "pobj"), None)
        if k in nouns and k < anchor and parse.dep[k] in ("nsubj", "csubj"):
            return "is", k
    return "none", None


def inside_of(parse: Parse, phrase: Phrase) -> bool:
    """Is the count the whole that a part is taken from ("two of the 40 miners")?"""
    of = parse.head[phrase.anchor]
    if parse.dep[phrase.anchor] != "pobj" or parse.lower[of] != "of":
        return False
    return parse.tag[parse.head[of]] == "CD" or parse.lower[parse.head[of]] in ("all", "some", "most", "half", "none")
