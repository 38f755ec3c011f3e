"""The cheap scan before the expensive reading: which sentences can hold a figure at all.

A figure needs a number and, in its sentence or near it, a word of what happened. The scan looks for the cue words of all
categories with an Aho-Corasick automaton; text without them costs nothing more.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs

from extractor.categories import Lexicon
from extractor.schema import Layout, Quantity

NEAR = 2
# How far, in characters, a cue with other everyday meanings reaches, and any cue from a bare "a man".
WEAK_REACH = 120
PERSON_REACH = 120
PERSON_WORDS = 7
SHORT = 60  # a line of a list

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BARE_ARTICLE = re.compile(r"\ban?\b", re.IGNORECASE)
_PEOPLE_SUFFIX = re.compile(r"[A-Z].+(?:an|ese|i|ish|ch|k|er)$")  # "an Iraqi", "a German", "a Slovak"
_PERSON_SUFFIX = re.compile(
    r".{3,}(?:ers?|ors?|ists?|m[ae]n|wom[ae]n|ees?|ians?|mates?|keepers|goers|people|folk)$|old$"
)


class Hit(NamedTuple):
    """A cue word at raw offsets; `strong` unless all that it can stand for is weak."""

    start: int
    end: int
    strong: bool


@dataclass(frozen=True)
class Cued:
    """The cue words of one article by sentence."""

    hits: dict[int, list[Hit]]
    strong: frozenset[int]

    def in_reach(self, i: int) -> bool:
        """Is there any cue so near sentence `i` that its numbers must be read?"""
        return i in self.hits or self.near(i)

    def near(self, i: int) -> bool:
        """Does a strong cue stand in sentence `i` or near it?"""
        return any(j in self.strong for j in range(i - NEAR, i + NEAR + 1))


class Gate:
    """Finds cue words in a text and what they make worth reading. Built once a lexicon.

    `telling` are the words, besides cues and causes, for which the sentence before a figure must be read: who speaks.
    """

    def __init__(self, lexicon: Lexicon, telling: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        self._words = sorted({w.replace(" - ", "-") for w in lexicon.cue_words})
        self._known: dict[int, bool] = {}
        self._automaton = ahocorasick_rs.AhoCorasick(self._words, store_patterns=False)
        context = {cue.lower() for cause in lexicon.causes.values() for cue in cause.cues} | {*telling}
        self._context = ahocorasick_rs.AhoCorasick(sorted(context), store_patterns=False)

    def find(self, text: str) -> list[Hit]:
        """The cue words of a text at word boundaries, in order; offsets are code points of `text`."""
        low = _lowered(text)
        found = {
            Hit(start, end, self._strong(which))
            for which, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True)
            if (start == 0 or not low[start - 1].isalnum()) and (end == len(low) or not low[end].isalnum())
        }
        return sorted(found)

    def _strong(self, which: int) -> bool:
        known = self._known.get(which)
        if known is None:
            known = self._known[which] = _is_strong(self._words[which], self._lexicon)
        return known

    def wanted(
        self, text: str, layout: Layout, cued: Cued, quantities: Callable[[int], Sequence[Quantity]]
    ) -> set[int]:
        """The sentences that may hold a figure; `quantities` reads the numbers of a sentence when it is asked."""
        out: set[int] = set()
        for i, s in enumerate(layout.sentences):
            listed = i - 1 in out and s.end - s.start <= SHORT
            if not (listed or cued.in_reach(i)):
                continue
            counts = [q for q in quantities(i) if q.kind == "count" and not self._of_things(text, q)]
            if (counts and (listed or cued.near(i) or _beside(counts, cued.hits.get(i, ())))) or (
                i in cued.hits and self._person(text, s.start, s.end, cued.hits[i])
            ):
                out.add(i)
        return out

    def context(self, text: str, layout: Layout, wanted: set[int], cued: Cued) -> set[int]:
        """The sentences right before wanted ones that tell what happened, how, or who says so."""
        blocks, sentences = layout.blocks, layout.sentences
        out = set()
        for j in {i - 1 for i in wanted if i} - wanted:
            same = blocks[sentences[j].block].part == blocks[sentences[j + 1].block].part
            if same and (j in cued.hits or self._tells(text[sentences[j].start : sentences[j].end])):
                out.add(j)
        return out

    def _tells(self, sentence: str) -> bool:
        low = _lowered(sentence)
        return any(
            start == 0 or not low[start - 1].isalnum()
            for _, start, _ in self._context.find_matches_as_indexes(low, overlapping=True)
        )

    def _of_things(self, text: str, quantity: Quantity) -> bool:
        """ "12 vehicles": the very next word is never a person."""
        words = []
        at = quantity.span.end
        for _ in range(2):
            m = _WORD.match(text, at + 1) if text[at : at + 1].isspace() else None
            if m is None:
                break
            words.append(m.group().lower())
            at = m.end()
        if not words or words[0] not in self._lexicon.things or self._personal(words[0]):
            return False
        return len(words) < 2 or not (self._personal(words[1]) or self._personal(" ".join(words)))

    def _personal(self, word: str) -> bool:
        lexicon = self._lexicon
        return word in lexicon.noun_groups or word in lexicon.neutral or word in lexicon.households

    def _person(self, text: str, start: int, end: int, hits: Sequence[Hit]) -> bool:
        """Is there a bare article before a word for a person, and a cue near it?"""
        for m in _BARE_ARTICLE.finditer(text, start, end):
            at = m.end()
            if not any(h.end >= m.start() - PERSON_REACH and h.start <= at + PERSON_REACH for h in hits):
                continue
            for n, w in enumerate(_WORD.finditer(text, at, end)):
                word = w.group().lower()
                if n == PERSON_WORDS:
                    break
                if self._personal(word) or _PERSON_SUFFIX.match(word) or _PEOPLE_SUFFIX.match(w.group()):
                    return True
        return False


def by_sentence(layout: Layout, hits: Sequence[Hit]) -> Cued:
    """The hits by the sentence they stand in; those between sentences count for nothing."""
    starts = [s.start for s in layout.sentences]
    out: dict[int, list[Hit]] = {}
    for hit in hits:
        i = bisect_right(starts, hit.start) - 1
        if i >= 0 and hit.start < layout.sentences[i].end:
            out.setdefault(i, []).append(hit)
    return Cued(out, frozenset(i for i, found in out.items() if any(h.strong for h in found)))


def _is_strong(word: str, lexicon: Lexicon) -> bool:
    words = word.replace("-", " - ").split()
    return any(not c.weak and c.role != "event_noun" for c in lexicon.find_cues(words))


def _beside(counts: Sequence[Quantity], hits: Sequence[Hit]) -> bool:
    starts = [h.start for h in hits]
    for q in counts:
        first = bisect_left(starts, q.span.start - 2 * WEAK_REACH)
        for h in hits[first : bisect_right(starts, q.span.end + WEAK_REACH)]:
            if h.end >= q.span.start - WEAK_REACH:
                return True
    return False


def _lowered(text: str) -> str:
    low = text.lower()
    if len(low) != len(text):  # "İ" grows when lowered: fold what keeps its length and leave the rest
        low = "".join(c if len(x := c.lower()) != 1 else x for c in text)
    return low
