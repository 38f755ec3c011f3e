"""The figure under construction, and the mentions that its fields are chosen from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from extractor.assembly.causewords import CauseWord
from extractor.assembly.context import ArticleView, Candidate, SentenceView
from extractor.assembly.groupwords import GroupWord, group_words, labels_of
from extractor.assembly.phrases import path
from extractor.attribution import Attribution
from extractor.categories import Cue, Lexicon
from extractor.loglinear import Features
from extractor.schema import Entity, Period, Span, Status

Role = str


_BODIES = frozenset({"armed_group", "political", "organization", "ngo", "media"})


@dataclass(frozen=True)
class Mention:
    """A linked entity in the text. `first`/`last` are tokens of its sentence's parse, None where it was not parsed."""

    entity: Entity
    use: str
    country: str | None
    sentence: int
    part: int
    section: str
    first: int | None = None
    last: int | None = None
    head: int | None = None

    @cached_property
    def start(self) -> int:
        """Raw offset."""
        return self.entity.mention.start

    @cached_property
    def key(self) -> str:
        """What makes two mentions the same entity."""
        return self.entity.id or f"nil:{(self.entity.name or self.entity.mention.text).casefold()}"


@dataclass(frozen=True)
class PeriodCandidate:
    """A time expression with its reading."""

    span: Span
    period: Period
    kind: str
    statement_risk: bool
    sentence: int


@dataclass(frozen=True)
class Workbench:
    """An article with everything that fields are chosen from."""

    view: ArticleView
    mentions: tuple[Mention, ...]
    attributions: Mapping[int, tuple[Attribution, ...]]
    periods: tuple[PeriodCandidate, ...]
    lexicon: Lexicon
    sentence_starts: tuple[int, ...]
    causes_by_count: Mapping[str, int] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    density: str = "low"
    loose_causes: tuple[CauseWord, ...] = ()

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What the field modules work out once an article; keys are theirs."""
        return {}

    @cached_property
    def _by_sentence(self) -> Mapping[int, list[Mention]]:
        out: dict[int, list[Mention]] = {}
        for m in self.mentions:
            out.setdefault(m.sentence, []).append(m)
        return out

    def mentions_in(self, sentence: int) -> list[Mention]:
        """The mentions of one sentence, in order."""
        return list(self._by_sentence.get(sentence, ()))

    @cached_property
    def group_words(self) -> Mapping[int, tuple[GroupWord, ...]]:
        """The words of groups in each sentence, those inside the names of bodies left out."""
        out = {}
        for v in self.view.sentences:
            inside = self.inside_names(v)
            out[v.index] = tuple(w for w in group_words(v, self.lexicon) if w.token not in inside)
        return out

    def inside_names(self, view: SentenceView) -> frozenset[int]:
        """Tokens inside the name of a body, but for its last: a "Workers' Party" says nothing of workers."""
        parse, out = view.parse, set()
        for m in self._by_sentence.get(view.index, ()):
            span = m.entity.mention
            tokens = parse.within(span.start, span.end)
            named = len(tokens) > 1 and all(parse.tag[t].startswith("NNP") for t in (tokens[0], tokens[-1]))
            if named and m.entity.type in _BODIES and not labels_of(parse, tokens[-1], self.lexicon, noun=True):
                out.update(tokens[:-1])
        return frozenset(out)


@dataclass(frozen=True)
class Figure:
    """A decided figure with the fields chosen so far."""

    candidate: Candidate
    view: SentenceView
    category: str
    cue: Cue | None
    source: str
    groups: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    period: Period | None = None
    value: float | int | None = None
    part_of: int | None = None
    same_as: int | None = None
    status: Status = "reported"

    @cached_property
    def sentence(self) -> int:
        """Index of its sentence."""
        return self.candidate.sentence

    def having(self, name: str, value: object) -> Figure:
        """The figure with one field filled; `dataclasses.replace` takes ten times as long."""
        other = object.__new__(Figure)
        other.__dict__.update(self.__dict__, **{name: value})
        return other


class Choice(NamedTuple):
    """Something that may fill a field: `key` tells choices apart, `payload` is what the record would hold."""

    key: str
    payload: object
    span: Span
    features: Features
    rule: str


class Weighed(NamedTuple):
    """A choice with its probability."""

    choice: Choice
    probability: float
    taken: bool


def bucket(n: int) -> str:
    """A distance as a feature value."""
    return str(n) if n <= 2 else "3-5" if n <= 5 else "6-9" if n <= 9 else "10-19" if n <= 19 else "20+"


def sentence_distance(n: int) -> str:
    """A distance in sentences as a feature value; negative means that the thing comes later."""
    if n < 0:
        return "later1" if n == -1 else "later"
    return str(n) if n <= 2 else "3-5" if n <= 5 else "6+"


def previous_figure(history: Sequence[Figure]) -> Figure | None:
    """The figure before, if any."""
    return history[-1] if history else None


def route_to_count(figure: Figure, token: int) -> str:
    """The dependency path from a token to the figure's cue, or to its count where it has no cue."""
    cue = figure.cue
    view = figure.view
    target = figure.candidate.phrase.anchor
    if cue is not None and cue.last < len(view.parse):
        inside = range(cue.first, cue.last + 1)
        target = next((t for t in inside if view.parse.head[t] not in inside or view.parse.head[t] == t), cue.first)
    return path(view.parse, token, target, 4)


def tokens_apart(figure: Figure, first: int, last: int) -> tuple[str, int]:
    """On which side of the number something stands, and how many tokens away."""
    phrase = figure.candidate.phrase
    if first > phrase.last:
        return "after", first - phrase.last
    if last < phrase.first:
        return "before", phrase.first - last
    return "inside", 0


def crossed_numbers(figure: Figure, first: int, last: int) -> int:
    """How many other number candidates stand between the count and something else in its sentence."""
    phrase = figure.candidate.phrase
    lo, hi = (phrase.last, first) if first > phrase.last else (last, phrase.first)
    return sum(
        1 for c in figure.view.candidates if c is not figure.candidate and not c.implicit and lo < c.phrase.number < hi
    )
