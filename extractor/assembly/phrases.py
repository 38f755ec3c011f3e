"""The noun phrase around a number: what is counted, and where in the sentence the count stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.categories import Lexicon
from extractor.syntax import Parse

_INTO_NOUN = {"nummod", "quantmod", "compound", "amod", "det", "nmod", "npadvmod", "poss", "predet", "advmod", "dep"}
_NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS", "CD")
_BETWEEN = ("JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "VBN", "VBG", "CD", "HYPH", "POS", "RB", "``", "''", "AFX")
_PERSON_SUFFIX = re.compile(
    r".{3,}(?:ers|ors|ists|men|women|ees|ians|mates|keepers|goers|people|folk|er|ist|man|woman)$"
)
_SKIP_OF = ("the", "its", "his", "her", "their", "these", "those", "our", "my", "them", "whom", "which", "us")


@dataclass(frozen=True)
class Phrase:
    """`number`: the number's own head token; `anchor`: the head of the whole count in the sentence's syntax;

    `noun`: the counted noun or None ("52,508 were killed"); `of_total`: the noun stands in an of-phrase ("two of
    the men"); `first`/`last`: the number's tokens, inclusive.
    """

    first: int
    last: int
    number: int
    anchor: int
    noun: int | None
    of_total: bool
    by_position: bool = False


def phrase_of(parse: Parse, start: int, end: int) -> Phrase | None:
    """The phrase of the number at raw offsets ``start..end``, or None if no token covers it."""
    tokens = parse.within(start, end)
    if not tokens:
        return None
    inside = set(tokens)
    number = next((t for t in reversed(tokens) if parse.head[t] not in inside or parse.head[t] == t), tokens[-1])
    first, last = tokens[0], tokens[-1]
    head = parse.head[number]
    if head > last and parse.dep[number] in _INTO_NOUN and parse.tag[head] in _NOUN_TAGS and head - last <= 8:
        noun = head
        while parse.dep[noun] in ("nummod", "compound", "quantmod") and parse.head[noun] > noun:
            noun = parse.head[noun]
        return Phrase(first, last, number, noun, noun, False)
    if (noun_of := _of_phrase(parse, number, last)) is not None:
        return Phrase(first, last, number, number, noun_of, True)
    if (noun_next := _next_noun(parse, last)) is not None:
        anchor = noun_next if parse.head[number] == noun_next or parse.dep[number] in _INTO_NOUN else number
        return Phrase(first, last, number, anchor, noun_next, False, True)
    return Phrase(first, last, number, number, None, False)


def _of_phrase(parse: Parse, number: int, last: int) -> int | None:
    """The noun in "hundreds of people", "two of the mission's peacekeepers"."""
    if last + 1 >= len(parse) or parse.lower[last + 1] != "of":
        return None
    of = last + 1
    objects = [c for c in parse.children[of] if parse.dep[c] == "pobj"]
    if objects:
        return objects[0]
    return of + 1 if of + 1 < len(parse) else None


def _next_noun(parse: Parse, last: int) -> int | None:
    """The head of the run of modifiers and nouns right behind the number."""
    noun = None
    for i in range(last + 1, min(last + 8, len(parse))):
        tag = parse.tag[i]
        if tag not in _BETWEEN or (tag in ("VBN", "VBG", "RB") and noun is not None):
            break
        if tag in ("NN", "NNS", "NNP", "NNPS"):
            noun = i
        elif noun is not None and tag not in ("HYPH", "POS"):
            break
        elif noun is not None and tag == "POS":
            noun = None
    return noun


def noun_words(parse: Parse, noun: int) -> tuple[str, ...]:
    """The names under which the noun may stand in a lexicon, the longest first ("aid worker", "worker")."""
    low = parse.lower
    names = []
    for n in (3, 2, 1):
        if noun - n + 1 >= 0:
            names.append(" ".join(low[noun - n + 1 : noun + 1]))
    return tuple(names)


def is_aged(parse: Parse, noun: int) -> bool:
    """Someone known only by an age: "a 16-year-old"."""
    return (
        noun >= 2 and parse.lower[noun] in ("old", "olds") and parse.text[noun - 1] == "-" and parse.tag[noun] != "CD"
    )


def noun_class(parse: Parse, noun: int | None, lexicon: Lexicon, demonyms: frozenset[int]) -> str:
    """One of `person`, `toll`, `tally`, `household`, `dwelling`, `demonym`, `thing`, `name`, `personlike`, `pronoun`,

    `members` (see `of_members`), `other`, `none`.

    A `toll` is what happened, counted ("12 deaths"); a `tally` the same in an ambiguous word ("12 cases").
    """
    if noun is None:
        return "none"
    word = parse.lower[noun]
    names = noun_words(parse, noun)
    if is_aged(parse, noun):
        return "person"
    if word in ("them", "whom", "us", "those", "who", "these", "which"):
        return "pronoun"
    if any(n in lexicon.noun_groups or n in lexicon.neutral for n in names):
        return "person"
    if (weak := _toll(parse, noun, names, lexicon)) is not None:
        return "tally" if weak else "toll"
    if word in lexicon.households:
        return "household"
    if noun in demonyms:
        return "demonym"
    if word in lexicon.dwellings:
        return "dwelling"
    if any(n in lexicon.things for n in names):
        return "thing"
    if parse.tag[noun] in ("NNP", "NNPS"):
        return "name"
    if _PERSON_SUFFIX.fullmatch(word):
        return "personlike"
    return "other"


def of_members(parse: Parse, phrase: Phrase, lexicon: Lexicon) -> bool:
    """Are members of a body counted by its name: "12 of the border guard", "96 of the Free Valley Army"?"""
    noun = phrase.noun
    if not phrase.of_total or noun is None or noun - phrase.last > 8:
        return False
    definite = any(w in ("the", "its", "their", "his") for w in parse.lower[phrase.last + 2 : noun])
    return definite and parse.lower[noun] in lexicon.bodies and parse.tag[noun] != "CD"


def _toll(parse: Parse, noun: int, names: tuple[str, ...], lexicon: Lexicon) -> bool | None:
    """Is the noun one that is counted itself, and is it an ambiguous one? None: it is no such noun."""
    after = f"{parse.lower[noun]} {parse.lower[noun + 1]}" if noun + 1 < len(parse) else ""
    known = [lexicon.cue_nouns[n] for n in (*names, after) if n in lexicon.cue_nouns]
    return known[0] if known else None


def path(parse: Parse, a: int, b: int, limit: int = 5) -> str:
    """The dependency path from token `a` to token `b`: steps up as ``dep``, steps down as ``>dep``; "far" if longer."""
    if a == b:
        return "self"
    up = [a, *parse.ancestors(a)]
    seen = {t: n for n, t in enumerate(up)}
    down: list[int] = []
    t = b
    while t not in seen:
        down.append(t)
        if parse.head[t] == t:
            return "far"
        t = parse.head[t]
    steps = [parse.dep[u] for u in up[: seen[t]]] + [">" + parse.dep[d] for d in reversed(down)]
    return "/".join(steps) if len(steps) <= limit else "far"
