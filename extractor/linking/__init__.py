"""Entity linking: who and where a text speaks of, each mention tied to the knowledge base or left NIL on purpose."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.kb import KnowledgeBase
from extractor.linking.bodies import metonyms, ministries, state_bodies
from extractor.linking.choose import choose_all
from extractor.linking.compose import compose
from extractor.linking.context import Context
from extractor.linking.gazetteer import scan
from extractor.linking.lexicon import lexicon
from extractor.linking.names import headed_names, people, person_words, runs
from extractor.linking.nominal import introduced, nominals
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, LinkedMention, Option, Use
from extractor.schema import Entity, EntityType, Span

__all__ = ["LinkedMention", "Use", "find_entities"]


def find_entities(
    text: str,
    kb: KnowledgeBase,
    *,
    spans: Sequence[tuple[int, int]] | None = None,
    published: str | None = None,
) -> tuple[LinkedMention, ...]:
    """Every mention of an entity in `text`, in order and without overlaps, each already decided.

    With `spans` only mentions inside one of them are returned; the whole text is context either way. `published` is
    an ISO date and decides between names of different times. Offsets are code points of `text`. Never raises on text.
    """
    tokens = Tokens(text)
    hits = link(tokens, kb, published)
    mentions = [m for h in hits if (m := _mention(tokens, h)) is not None]
    if spans is None:
        return tuple(mentions)
    inside = [
        m
        for m in mentions
        if any(a <= m.entity.mention.start and m.entity.mention.end <= b for a, b in spans)
    ]
    return tuple(inside)


def link(tokens: Tokens, kb: KnowledgeBase, published: str | None = None) -> list[Hit]:
    """The decided hits of a text, in order."""
    words = lexicon()
    hits = compose(tokens, scan(tokens, kb, words), kb, words)
    spans = runs(tokens, words)
    named = headed_names(tokens, hits, words, spans)
    _inner_places(named, hits)
    hits = _prefer(named, hits)
    context = Context(tokens, hits, words, published)
    context.persons = person_words(tokens, hits, words, spans)
    parts = [p for h in hits for p in h.parts]
    choose_all(tokens, [h for h in hits if h.options], kb, context, words)
    choose_all(tokens, parts, kb, context, words)
    for hit in hits:
        for part in hit.parts:
            if part.chosen is not None and part.use == "name":
                hit.inner = (part.i, part.j, part.chosen)
                hit.country = part.chosen.country
    state_bodies(tokens, hits, kb, context, words)
    hits = ministries(tokens, hits, kb, context, words)
    metonyms(tokens, hits, kb, words)
    hits = [h for h in hits if h.chosen is not None or h.name is not None]
    _acronyms(tokens, hits)
    hits = sorted([*hits, *nominals(tokens, hits, kb, context, words)], key=lambda h: h.i)
    persons = people(tokens, hits, words, spans)
    return sorted([*hits, *_apart(persons, hits)], key=lambda h: h.i)


def _prefer(first: list[Hit], second: list[Hit]) -> list[Hit]:
    words = {k for h in first for k in range(h.i, h.j)}
    kept = [h for h in second if not any(k in words for k in range(h.i, h.j))]
    return sorted([*first, *kept], key=lambda h: h.i)


def _inner_places(named: list[Hit], hits: list[Hit]) -> None:
    """Keep the place in "Camborne Town Council" at hand for the choice, as the inner mention of the longer name."""
    for name in named:
        places = [
            h
            for h in hits
            if name.i <= h.i and h.j <= name.j and any(o.type in ("place", "state") for o in h.options)
        ]
        if len(places) == 1:
            name.parts = places


def _apart(new: list[Hit], old: list[Hit]) -> list[Hit]:
    words = {k for h in old for k in range(h.i, h.j)}
    return [h for h in new if not any(k in words for k in range(h.i, h.j))]


def _acronyms(tokens: Tokens, hits: list[Hit]) -> None:
    """Later uses of an acronym that the text explained mean what it was explained as, known to the KB or not."""
    meant = introduced(tokens, hits)
    if not meant:
        return
    covered = {k: h for h in hits for k in range(h.i, h.j)}
    for k, raw in enumerate(tokens.raw):
        source = meant.get(raw)
        if source is None or k in range(source.i, source.j):
            continue
        hit = covered.get(k)
        if hit is None:
            hit = Hit(k, k + 1, tokens.word[k], [])
            hits.append(hit)
        elif hit.j - hit.i > 1:
            continue
        hit.chosen, hit.name, hit.type, hit.use = source.chosen, source.name, source.type, "name"
        hit.scores, hit.country, hit.wide = source.scores, source.country, None
        hit.reason = f"introduced as {tokens.slice(source.i, source.j)!r}"
    hits.sort(key=lambda h: h.i)


def _mention(tokens: Tokens, hit: Hit) -> LinkedMention | None:
    start, end = tokens.start[hit.i - hit.lead], tokens.end[hit.j - 1]
    end = _dotted(tokens, hit, end)
    chosen = hit.chosen
    if chosen is None and hit.name is None:
        return None
    span = Span(start=start, end=end, text=tokens.text[start:end])
    kind: EntityType | None = chosen.type if chosen else hit.type
    entity = Entity(
        mention=span, id=chosen.id if chosen else None, name=chosen.name if chosen else hit.name, type=kind
    )
    candidates = tuple((o.id, o.name, s) for o, s in hit.scores[:5])
    country = hit.country or (chosen.country if chosen else None)
    return LinkedMention(
        entity=entity, use=hit.use, candidates=candidates, country=country, reason=hit.reason,
        wide=_wide(tokens, hit), inner=_part(tokens, hit.inner[0], hit.inner[1], hit.inner[2], None) if hit.inner else None,
    )  # fmt: skip


def _dotted(tokens: Tokens, hit: Hit, end: int) -> int:
    """ "U.S." takes its last dot, "(Maoist)" its bracket."""
    text = tokens.text
    if (
        text[end : end + 1] == "."
        and len(tokens.raw[hit.j - 1]) == 1
        and "." in text[tokens.start[hit.i] : end]
    ):
        return end + 1
    if text[end : end + 1] in (")", "]") and any(c in text[tokens.start[hit.i] : end] for c in "(["):
        return end + 1
    return end


def _wide(tokens: Tokens, hit: Hit) -> Entity | None:
    if hit.wide is None:
        return None
    return _part(tokens, *hit.wide)


def _part(tokens: Tokens, i: int, j: int, option: Option | None, kind: EntityType | None) -> Entity:
    start, end = tokens.start[i], tokens.end[j - 1]
    span = Span(start=start, end=end, text=tokens.text[start:end])
    if option is None:
        return Entity(mention=span, type=kind)
    return Entity(mention=span, id=option.id, name=option.name, type=option.type)
