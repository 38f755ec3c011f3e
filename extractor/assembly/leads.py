"""The word that governs a place name, and what it says of the place."""

from __future__ import annotations

from extractor.assembly.figures import Mention
from extractor.assembly.places import lead_words, singular

_NOMINAL = ("NN", "NNS", "NNP", "NNPS", "POS", "CC")
_SKIPPED = ("DT", "JJ", "JJR", "JJS", "HYPH", "PRP$", "RB", "VBN", "PDT")
_MARKS = (":", "-", "•", "–", "—", "*", ">")
_ONTO = ("on", "against", "into")
_REACH = 9
PLAIN = ("the", "a", "an", "'s", "northern", "southern", "eastern", "western", "central")


def lead_of(words: list[str], tags: list[str]) -> tuple[str, frozenset[str], int]:
    """The word that governs a name, seen through "the Iraqi town of": its kind, the kinds of place passed, its index."""
    known = lead_words()
    i, plain = len(words) - 1, True
    passed: set[str] = set()
    last = max(-1, i - _REACH)
    while i > last:
        word, tag, noun = words[i], tags[i], singular(words[i])
        if word in known.where or word in known.whence or word in known.whither:
            return _governs(words, i), frozenset(passed), i
        if word in known.striking:
            return "object", frozenset(passed), i
        if word == "of":
            j = i - 1
            while j >= 0 and tags[j] == "JJ":
                j -= 1
            if j >= 0 and (words[j] in known.where or words[j] in known.happening):
                return "where", frozenset(passed), j
            if j < 0 or words[j] not in known.kinds:
                return "of", frozenset(passed), i
            if words[j] in known.directions and (j == 0 or words[j - 1] not in ("the", ",")):
                return "situates", frozenset(passed), j
            passed.add(singular(words[j]))
            i, plain = j, False
        elif noun in known.kinds:
            passed.add(noun)
        elif (tag in ("NN", "NNS") and plain) or not (tag in _NOMINAL or tag in _SKIPPED or word in PLAIN):
            kind = "label" if word in _MARKS and i == 0 else "noun" if tag in ("NN", "NNS") else "other"
            return kind, frozenset(passed), i
        i -= 1
    return ("first" if i < 0 else "other"), frozenset(passed), i


def _governs(words: list[str], i: int) -> str:
    known = lead_words()
    if i and words[i - 1] in known.situating:
        return "situates"
    if words[i] in known.where:
        return "where"
    if i and words[i - 1] in known.sourcing:
        return "source"
    return "whence" if words[i] in known.whence else "whither"


def is_care(m: Mention, lead: str, passed: frozenset[str], words: list[str], reach: int) -> bool:
    """Is it where victims are cared for or tried afterwards ("at St. Mary's Hospital", "a hospital in Lyon")?"""
    care = lead_words().care
    named = bool(care.intersection(m.entity.mention.text.casefold().split()))
    behind = words[reach - 1] if reach > 0 else ""
    return lead in ("where", "whither") and (
        (named and words[reach] not in _ONTO) or bool(care & passed) or singular(behind) in care or behind in care
    )


def is_vague(words: list[str], tags: list[str], reach: int) -> bool:
    """Does a noun for a kind of place that is not yet known stand before the preposition ("a village in")?"""
    i = reach - 1
    if i < 1 or singular(words[i]) not in lead_words().kinds or tags[i] not in ("NN", "NNS"):
        return False
    while i > 0 and tags[i - 1] in ("JJ", "NN", "VBN", "JJS", "CC", "HYPH", "RB"):
        i -= 1
    return i > 0 and (words[i - 1] in ("a", "an", "several", "another", "some") or tags[i - 1] == "CD")
