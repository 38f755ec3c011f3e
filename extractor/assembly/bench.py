"""Linked mentions, time expressions and speakers, tied to the sentences they stand in."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Protocol

from extractor.assembly.causewords import loose_causes
from extractor.assembly.context import ArticleView
from extractor.assembly.figures import Mention, PeriodCandidate, Workbench
from extractor.assembly.persons import full_names
from extractor.assembly.places import repeated_places, unlisted_places
from extractor.attribution import find_attributions
from extractor.categories import Lexicon
from extractor.schema import Entity, Layout, Period, Span


class LinkedEntity(Protocol):
    """What the linking stage gives for one mention."""

    @property
    def entity(self) -> Entity: ...
    @property
    def use(self) -> str: ...
    @property
    def country(self) -> str | None: ...
    @property
    def wide(self) -> Entity | None: ...
    @property
    def inner(self) -> Entity | None: ...


def build_bench(
    view: ArticleView,
    layout: Layout,
    lexicon: Lexicon,
    entities: Iterable[LinkedEntity],
    periods: Iterable[tuple[Span, Period, str, bool]],
) -> Workbench:
    """Put everything that fields are chosen from beside the article.

    `periods` are (span, period, kind, statement risk).
    """
    starts = tuple(s.start for s in layout.sentences)
    linked = [m for e in entities for m in _mentions(view, layout, starts, e)]
    persons = full_names(view.text)
    dated = tuple(
        PeriodCandidate(span, period, kind, risk, index)
        for span, period, kind, risk in periods
        if (index := _sentence_of(layout, starts, span.start)) is not None
    )
    causes = Counter(c.label for v in view.sentences for c in v.causes if not c.weak)
    mentions = [*linked, *_unlisted(view, linked, dated, persons)]
    mentions.sort(key=lambda m: (m.start, m.entity.mention.end, m.use))
    return Workbench(
        view=view,
        mentions=tuple(mentions),
        attributions={v.index: find_attributions(v.parse) for v in view.sentences},
        periods=dated,
        lexicon=lexicon,
        sentence_starts=starts,
        causes_by_count=dict(causes),
        persons=persons,
        density=_density(view, layout),
        loose_causes=loose_causes(view, layout, lexicon),
    )


def _unlisted(
    view: ArticleView, linked: list[Mention], dated: tuple[PeriodCandidate, ...], persons: dict[str, str]
) -> list[Mention]:
    known: dict[int, set[int]] = defaultdict(set)
    placed: dict[int, set[int]] = defaultdict(set)
    times: dict[int, list[Span]] = defaultdict(list)
    for m in linked:
        if m.first is not None and m.last is not None and not _guessed(m):
            known[m.sentence].update(range(m.first, m.last + 1))
            if m.entity.type in ("place", "state") and m.use == "name":
                placed[m.sentence].update(range(m.first, m.last + 1))
    for p in dated:
        times[p.sentence].append(p.span)
    last_names = frozenset(persons)
    when = {
        v.index: {t for span in times[v.index] for t in v.parse.within(span.start, span.end)} for v in view.sentences
    }
    out = [
        m
        for v in view.sentences
        for m in unlisted_places(v, view.text, known[v.index], when[v.index], last_names, placed[v.index])
    ]
    names, found = {m.entity.mention.text for m in out}, {m.start for m in out}
    if names:
        for v in view.sentences:
            again = repeated_places(v, view.text, known[v.index], when[v.index], names)
            out += [m for m in again if m.start not in found]
    return out


def _guessed(m: Mention) -> bool:
    """A capitalised pair that was taken for a person only by its looks may still be a place by its position."""
    return m.entity.id is None and m.entity.type == "person"


def _mentions(view: ArticleView, layout: Layout, starts: tuple[int, ...], e: LinkedEntity) -> list[Mention]:
    """The mention itself, the wider reading of an actor or source, and the place inside a body's name."""
    readings = [(e.entity, e.use), (e.wide, "wide"), (e.inner, "inner")]
    return [
        m
        for entity, use in readings
        if entity is not None and (m := _mention(view, layout, starts, entity, use, e.country)) is not None
    ]


def _density(view: ArticleView, layout: Layout) -> str:
    """How many of the article's sentences hold a cue that has no other everyday meaning: what the article is about."""
    strong = sum(any(not c.weak and c.role != "event_noun" for c in v.cues) for v in view.sentences)
    share = strong / max(1, len(layout.sentences))
    return (
        "none" if strong == 0 else "one" if strong == 1 else "low" if share < 0.15 else "mid" if share < 0.4 else "high"
    )


def _sentence_of(layout: Layout, starts: tuple[int, ...], offset: int) -> int | None:
    i = bisect_right(starts, offset) - 1
    return i if i >= 0 and offset < layout.sentences[i].end else None


def _mention(
    view: ArticleView, layout: Layout, starts: tuple[int, ...], entity: Entity, use: str, country: str | None
) -> Mention | None:
    span = entity.mention
    index = _sentence_of(layout, starts, span.start)
    if index is None:
        return None
    block = layout.blocks[layout.sentences[index].block]
    section = "title" if block.kind == "headline" else "caption" if block.kind == "caption" else "body"
    sentence = view.by_index.get(index)
    first = last = head = None
    if sentence is not None:
        tokens = sentence.parse.within(span.start, span.end)
        if tokens:
            first, last = tokens[0], tokens[-1]
            inside = set(tokens)
            heads = (t for t in reversed(tokens) if sentence.parse.head[t] not in inside or sentence.parse.head[t] == t)
            head = next(heads, last)
    return Mention(entity, use, country, index, block.part, section, first, last, head)
