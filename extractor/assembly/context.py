"""One article on the workbench: its sentences with parses, cues, causes, entities and number candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractor.assembly.phrases import Phrase, noun_class, of_members, phrase_of
from extractor.assembly.reach import Reach, reaches
from extractor.categories import Cue, Lexicon
from extractor.schema import Quantity, Section, Span
from extractor.syntax import Parse


@dataclass(frozen=True)
class Candidate:
    """A number that may be a figure, with the phrase it stands in."""

    quantity: Quantity
    sentence: int
    phrase: Phrase
    noun_class: str
    implicit: bool

    @cached_property
    def start(self) -> int:
        """Raw offset of the number."""
        return self.quantity.span.start


@dataclass(frozen=True)
class Climate:
    """What an article speaks of: its cues by category, its causes, and how many words of sport, polls and business.

    The last two are buckets (``0``, ``few``, ``many``).
    """

    labels: Mapping[str, int] = field(default_factory=dict)
    causes: str = "0"
    topics: str = "0"

    def share(self, label: str) -> str:
        """How large a part of the article's cues is of one category."""
        n = self.labels.get(label, 0)
        if n == 0:
            return "none"
        if n == max(self.labels.values()):
            return "top"
        return "much" if 4 * n >= sum(self.labels.values()) else "some"


@dataclass(frozen=True)
class SentenceView:
    """A sentence that was parsed. `index` is its place in the layout; `part` the article inside the file."""

    index: int
    start: int
    end: int
    block: int
    part: int
    section: Section
    parse: Parse
    cues: tuple[Cue, ...]
    causes: tuple[Cue, ...]
    demonyms: frozenset[int] = frozenset()
    candidates: tuple[Candidate, ...] = ()
    climate: Climate = field(default_factory=Climate)

    @cached_property
    def _reaches(self) -> Mapping[int, tuple[str, list[Reach]]]:
        table = reaches(self.parse, self.cues, self.candidates)
        return {c.start: table[i] for i, c in enumerate(self.candidates)}

    def reach(self, candidate: Candidate) -> list[Reach]:
        """The cues of the sentence as seen from one of its numbers, the one with the fewest words between first."""
        return self._reaches[candidate.start][1]

    def tie(self, candidate: Candidate) -> str:
        """How a predicate ties a number to what happened ("two of them were among the dead"), or ``none``."""
        return self._reaches[candidate.start][0]

    def span_of(self, first: int, last: int, raw: str) -> Span:
        """Raw span of the tokens first..last (inclusive)."""
        start, end = self.parse.start[first], self.parse.end[last]
        return Span(start=start, end=end, text=raw[start:end])


@dataclass(frozen=True)
class ArticleView:
    """All that is known of an article before anything is decided."""

    text: str
    published: str | None
    sentences: tuple[SentenceView, ...]
    by_index: Mapping[int, SentenceView] = field(default_factory=dict)


def make_candidates(
    view: SentenceView, quantities: Sequence[Quantity], lexicon: Lexicon, raw: str
) -> tuple[Candidate, ...]:
    """The count candidates of a sentence: its count quantities and the persons with a bare article."""
    out: list[Candidate] = []
    for q in quantities:
        if q.kind != "count":
            continue
        phrase = phrase_of(view.parse, q.span.start, q.span.end)
        if phrase is None:
            continue
        cls = noun_class(view.parse, phrase.noun, lexicon, view.demonyms)
        if cls in ("thing", "name", "other") and of_members(view.parse, phrase, lexicon):
            cls = "members"
        out.append(Candidate(quantity=q, sentence=view.index, phrase=phrase, noun_class=cls, implicit=False))
    taken = [(q.span.start, q.span.end) for q in quantities if q.kind == "count"]
    if view.cues:
        out += _implicit(view, taken, lexicon, raw)
    return tuple(sorted(out, key=lambda c: c.start))


def _implicit(view: SentenceView, taken: list[tuple[int, int]], lexicon: Lexicon, raw: str) -> list[Candidate]:
    """ "a policeman", "an 81-year-old woman": the bare article before a person."""
    parse, out = view.parse, []
    for i, word in enumerate(parse.lower):
        if word not in ("a", "an"):
            continue
        noun = _head_of_article(parse, i)
        if noun is None:
            continue
        start, end = parse.start[i], parse.end[noun]
        if any(s < end and e > start for s, e in taken):
            continue
        cls = noun_class(parse, noun, lexicon, view.demonyms)
        old = parse.lower[noun] == "old" or parse.lower[noun].endswith("-old")
        if cls not in ("person", "demonym", "household", "personlike") and not old:
            continue
        span = Span(start=start, end=end, text=raw[start:end])
        quantity = Quantity(
            span=span, value=1, low=1, high=1, quantifier="exact", kind="count", implicit=True, rule="implicit"
        )
        phrase = Phrase(i, noun, noun, noun, noun, False)
        out.append(Candidate(quantity=quantity, sentence=view.index, phrase=phrase, noun_class=cls, implicit=True))
    return out


def _head_of_article(parse: Parse, i: int) -> int | None:
    head = parse.head[i]
    if parse.dep[i] == "det" and i < head <= i + 7:
        return head
    for j in range(i + 1, min(i + 7, len(parse))):
        if parse.tag[j] in ("NN", "NNP", "NNPS") and (
            j + 1 >= len(parse) or parse.tag[j + 1] not in ("NN", "NNP", "HYPH")
        ):
            return j
        if parse.tag[j] in ("IN", "VBD", ",", ".", "CC", "TO", "VBZ"):
            return None
    return None
