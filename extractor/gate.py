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
from extractor.data_loader import load_yaml
from extractor.schema import Layout, Model, Quantity

NEAR = 2
# How far, in characters, a cue with other everyday meanings reaches from a number; and from a bare "a man" a strong
# cue and such a one.
WEAK_REACH = 120
PERSON_REACH = 120
PERSON_WEAK_REACH = 40
PERSON_WORDS = 7
SHORT = 60  # a line of a list

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BARE_ARTICLE = re.compile(r"\ban?\b", re.IGNORECASE)
_PEOPLE_SUFFIX = re.compile(r"[A-Z].+(?:an|ese|i|ish|ch|k|er)$")  # "an Iraqi", "a German", "a Slovak"
_INSIDE_PHRASE = re.compile(r"[\s,'’\"“”–-]*")
_PERSON_SUFFIX = re.compile(
    r".{3,}(?:ers?|ors?|ists?|m[ae]n|wom[ae]n|ees?|ians?|mates?|keepers|goers|people|folk)$|old$"
)


class GateFile(Model):
    """What the scan knows of the language (`data/gate/en.yaml`)."""

    phrase_ends: list[str]


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


@dataclass(frozen=True)
class Wanted:
    """The sentences that may hold a figure: those with a count, and those with nothing but "a man"."""

    counted: frozenset[int]
    persons: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Both."""
        return self.counted | self.persons


class Gate:
    """Finds cue words in a text and what they make worth reading. Built once a lexicon.

    `telling` are the words, besides cues and causes, for which the sentence before a figure must be read: who speaks.
    """

    def __init__(self, lexicon: Lexicon, telling: Iterable[str] = ()) -> None:
        self._lexicon = lexicon
        self._words = sorted({w.replace(" - ", "-") for w in lexicon.cue_words})
        self._first_words = {w.split()[0] for w in self._words}
        self._phrase_ends = frozenset(load_yaml("gate/en.yaml", GateFile).phrase_ends)
        self._known: dict[int, bool] = {}
        self._automaton = ahocorasick_rs.AhoCorasick(self._words, store_patterns=False)
        context = {cue.lower() for cause in lexicon.causes.values() for cue in cause.cues} | {*telling}
        self._context = ahocorasick_rs.AhoCorasick(sorted(context), store_patterns=False)

    def find(self, text: str) -> list[Hit]:
        """The cue words of a text at word boundaries, in order; offsets are code points of `text`."""
        low = _lowered(text)
        found = [
            Hit(start, end, self._strong(which))
            for which, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True)
            if (start == 0 or not low[start - 1].isalnum()) and (end == len(low) or not low[end].isalnum())
        ]
        found.sort()
        return found

    def _strong(self, which: int) -> bool:
        known = self._known.get(which)
        if known is None:
            known = self._known[which] = _is_strong(self._words[which], self._lexicon)
        return known

    def wanted(self, text: str, layout: Layout, cued: Cued, quantities: Callable[[int], Sequence[Quantity]]) -> Wanted:
        """The sentences that may hold a figure; `quantities` reads the numbers of a sentence when it is asked."""
        counted: set[int] = set()
        persons: set[int] = set()
        for i, s in enumerate(layout.sentences):
            listed = (i - 1 in counted or i - 1 in persons) and s.end - s.start <= SHORT
            if not (listed or cued.in_reach(i)):
                continue
            counts = [q for q in quantities(i) if q.kind == "count" and not self._of_things(text, q)]
            if counts and (listed or cued.near(i) or _beside(counts, cued.hits.get(i, ()))):
                counted.add(i)
            elif i in cued.hits and self._person(text, s.start, s.end, cued.hits[i]):
                (counted if counts else persons).add(i)
        return Wanted(frozenset(counted), frozenset(persons))

    def context(self, text: str, layout: Layout, wanted: Wanted, cued: Cued) -> set[int]:
        """The sentences right before those with a count that tell what happened, how, or who says so."""
        blocks, sentences = layout.blocks, layout.sentences
        out = set()
        for j in {i - 1 for i in wanted.counted if i} - wanted.all:
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
        return any(
            self._in_reach(m, hits) and self._names_person(text, m.end(), end)
            for m in _BARE_ARTICLE.finditer(text, start, end)
        )

    def _in_reach(self, article: re.Match[str], hits: Sequence[Hit]) -> bool:
        for h in hits:
            reach = PERSON_REACH if h.strong else PERSON_WEAK_REACH
            if h.end >= article.start() - reach and h.start <= article.end() + reach:
                return True
        return False

    def _names_person(self, text: str, start: int, end: int) -> bool:
        """Is the head of the noun phrase from `start` on a person? "a police officer", but not "a police car"."""
        words: list[str] = []
        for w in _WORD.finditer(text, start, end):
            if not _INSIDE_PHRASE.fullmatch(text, start, w.start()) or w.group().lower() in self._phrase_ends:
                break
            if "," in text[start : w.start()] and words:
                words.append("")
            words.append(w.group())
            start = w.end()
            if len(words) > PERSON_WORDS:
                break
        for word, after in zip(words[:PERSON_WORDS], [*words[1:], ""], strict=False):
            low, then = word.lower(), after.lower()
            if low in self._lexicon.things:
                continue
            if self._personal(low) or low == "old":
                if then not in self._lexicon.things:
                    return True
            elif (_PERSON_SUFFIX.match(low) or _PEOPLE_SUFFIX.match(word)) and (
                not then or then.endswith("ed") or then in self._first_words
            ):
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
