"""Entity linking: who and where a text speaks of, each mention tied to the knowledge base or left NIL on
purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.kb import KnowledgeBase
from extractor.linking.acronyms import link_acronyms
from extractor.linking.bodies import state_bodies
from extractor.linking.choose import choose_all
from extractor.linking.compose import compose
from extractor.linking.gazetteer import row_option, scan
from extractor.linking.lexicon import lexicon
from extractor.linking.ministries import metonyms, ministries
from extractor.linking.names import headed_names, runs, within
from extractor.linking.nominal import nominals
from extractor.linking.people import people, person_words
from extractor.linking.places import loose_places
from extractor.linking.scene import Scene
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, LinkedMention, Stretch, Use
from extractor.schema import Entity, Span

__all__ = ["LinkedMention", "Use", "find_entities"]


def find_entities(
    text: str,
    kb: KnowledgeBase,
    *,
    spans: Sequence[tuple[int, int]] | None = None,
    published: str | None = None,
) -> tuple[LinkedMention, ...]:
    """Every mention of an entity in `text`, in order and without overlaps, each already decided.

    With `spans` only mentions inside one of them are returned; the whole text is context either way.
    `published` is an ISO date and decides between names of different times. Offsets are code points of
    `text`. Never raises on text.
    """
    scene = Scene(Tokens(text), kb, lexicon(), published)
    mentions = _mentions(scene.tokens, link(scene))
    if spans is None:
        return tuple(mentions)
    return tuple(
        m for m in mentions if any(a <= m.entity.mention.start and m.entity.mention.end <= b for a, b in spans)
    )


def _mentions(tokens: Tokens, hits: list[Hit]) -> Iterator[LinkedMention]:
    """The mentions of the hits, each of which is let go: a very long text has more of them than memory should hold."""
    hits.reverse()
    while hits:
        yield _mention(tokens, hits.pop())


def link(scene: Scene) -> list[Hit]:
    """The decided hits of an article, in order."""
    hits = compose(scene, scan(scene))
    spans = runs(scene)
    named = headed_names(scene, hits, spans)
    _keep_parts(named, hits)
    hits = _merged(named, hits)
    scene.vote(hits)
    scene.persons = person_words(scene, hits, spans)
    choose_all(scene, hits)
    _choose_parts(scene, hits)
    _owners(scene, hits)
    state_bodies(scene, hits)
    hits = ministries(scene, hits)
    metonyms(scene, hits)
    hits = link_acronyms(scene, [h for h in hits if h.chosen is not None or h.name is not None])
    hits = _merged(hits, nominals(scene, hits))
    hits = _merged(hits, loose_places(scene, hits, spans))
    return _merged(hits, people(scene, hits, spans))


def _merged(first: list[Hit], second: list[Hit]) -> list[Hit]:
    """Both lists in order; of the second only what shares no word with the first."""
    words = {k for h in first for k in range(h.i - h.lead, h.j)}
    kept = [h for h in second if not any(k in words for k in range(h.i - h.lead, h.j))]
    return sorted([*first, *kept], key=lambda h: h.i)


def _keep_parts(named: list[Hit], hits: list[Hit]) -> None:
    """Keep the place in "Camborne Town Council" at hand, as the inner mention of the longer name."""
    hits = sorted(hits, key=lambda h: h.i)
    for name in named:
        inside = [h for h in within(hits, name.i, name.j) if h.j <= name.j]
        places = [h for h in inside if any(o.type in ("place", "state") for o in h.options)]
        name.parts = places if len(places) == 1 else []


def _choose_parts(scene: Scene, hits: list[Hit]) -> None:
    for hit in hits:
        choose_all(scene, hit.parts)
        for part in hit.parts:
            if part.chosen is not None and part.use == "name":
                hit.inner = Stretch(part.i, part.j, part.chosen)
                hit.country = part.chosen.country


def _owners(scene: Scene, hits: list[Hit]) -> None:
    """The state or place that a body's name begins or ends with ("Sri Lanka Army", "Armed Forces of X")."""
    bodies = ("military", "government", "ngo")
    for hit in hits:
        chosen = hit.chosen
        if chosen is not None and hit.inner is None and hit.j - hit.i >= 2 and chosen.type in bodies:
            hit.inner = _owner(scene, hit, chosen.countries)


def _owner(scene: Scene, hit: Hit, countries: tuple[str, ...]) -> Stretch | None:
    inside = range(hit.i + 1, hit.j)
    for i, j in [*((hit.i, j) for j in reversed(inside)), *((i, hit.j) for i in inside)]:
        for found in scene.kb.names.get(scene.tokens.key(i, j), ()):
            option = row_option(scene.kb, found.row, found.use)
            if option.type in ("state", "place") and option.country in countries:
                return Stretch(i, j, option)
    return None


def _mention(tokens: Tokens, hit: Hit) -> LinkedMention:
    chosen = hit.chosen
    span = _span(tokens, hit.i - hit.lead, hit.j)
    entity = Entity(
        mention=span, id=(chosen.id or None) if chosen else None, name=chosen.name if chosen else hit.name,
        type=chosen.type if chosen else hit.type,
    )  # fmt: skip
    return LinkedMention(
        entity=entity, use=hit.use, candidates=tuple((o.id, o.name, s) for o, s in hit.scores[:5]),
        country=hit.country or (chosen.country if chosen else None), reason=hit.reason,
        wide=_part(tokens, hit.wide), inner=_part(tokens, hit.inner),
    )  # fmt: skip


def _part(tokens: Tokens, part: Stretch | None) -> Entity | None:
    if part is None:
        return None
    span, option = _span(tokens, part.i, part.j), part.option
    if option is None:
        return Entity(mention=span, type=part.type)
    return Entity(mention=span, id=option.id or None, name=option.name, type=option.type)


def _span(tokens: Tokens, i: int, j: int) -> Span:
    """The words i to j; "U.S." takes its last dot, "(Maoist)" its bracket."""
    text, start, end = tokens.text, tokens.start[i], tokens.end[j - 1]
    behind, inside = text[end : end + 1], text[start:end]
    dotted = behind == "." and len(tokens.raw[j - 1]) == 1 and "." in inside
    bracketed = behind in (")", "]") and behind != "" and any(c in inside for c in "([")
    end += dotted or bracketed
    return Span(start=start, end=end, text=text[start:end])
