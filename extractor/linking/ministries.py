"""Ministries by topic, with the state named beside them or the article's: "Syria's foreign ministry"."""

from __future__ import annotations

from extractor.linking.bodies import government, state_option, unlisted
from extractor.linking.gazetteer import named_option
from extractor.linking.scene import Scene
from extractor.linking.types import Hit, Option, Stretch

_LINKS = frozenset({"of", "in", "for"})
_HEADS = frozenset({"ministry", "minister"})


def ministries(scene: Scene, hits: list[Hit]) -> list[Hit]:
    """The hits with ministries among them; a ministry takes in the state before or behind it."""
    tokens = scene.tokens
    spots = [k for k, word in enumerate(tokens.word) if word in _HEADS]
    if not spots:
        return hits
    covering = {k: h for h in hits for k in range(h.i, h.j)}
    made = [m for k in spots if (m := _at(scene, k, covering)) is not None]
    inside = {k for h in made for k in range(h.i, h.j)}
    kept = [h for h in hits if not any(k in inside for k in range(h.i, h.j))]
    return sorted([*kept, *made], key=lambda h: h.i)


def _at(scene: Scene, k: int, covering: dict[int, Hit]) -> Hit | None:
    cover = covering.get(k)
    if cover is not None and (cover.fixed or (cover.chosen is not None and cover.chosen.kind == "row")):
        return None
    found = _topic(scene, k)
    if found is None:
        return None
    start, end, topic = found
    owner, start, end = _owner(scene, covering, start, end)
    if scene.tokens.word[k] == "minister" and (owner is None or _person_behind(scene, end)):
        return None
    state = owner.option if owner else state_option(scene.kb, scene.main)
    hit = Hit(start, end, scene.tokens.key(start, end), fixed=True, type="government", inner=owner)
    if state is None:
        hit.name = scene.lexicon.ministry_names[topic].replace(" ({})", "")
        hit.reason = "a ministry of a state that the text does not name"
        return hit
    said = "the state named with it" if owner else "the article's country"
    hit.settle(ministry(scene, topic, state), f"a ministry of {said}")
    hit.country = state.country
    return hit


def ministry(scene: Scene, topic: str, state: Option) -> Option:
    """The ministry of a state for a topic."""
    lexicon = scene.lexicon
    pattern = lexicon.ministry_names[topic]
    usual = pattern.format(state.name.split(" (")[0])
    name = lexicon.ministry_exceptions.get(state.country or "", {}).get(topic, usual)
    return named_option(scene.kb, name) or unlisted(scene.kb, name, state)


def _topic(scene: Scene, k: int) -> tuple[int, int, str] | None:
    """Where the name of a ministry begins and ends, and its topic: before "ministry", or behind "ministry
    of".
    """
    tokens, topics = scene.tokens, scene.lexicon.topics
    for size in (3, 2, 1):
        i = k - size
        if i >= 0 and all(tokens.joined[i:k]) and (topic := topics.get(tokens.key(i, k))):
            return i, k + 1, topic
    j = k + 1
    if j >= tokens.n or tokens.word[j] != "of" or not tokens.joined[k]:
        return None
    j += 2 if j + 1 < tokens.n and tokens.word[j + 1] == "the" else 1
    for size in (4, 3, 2, 1):
        end = j + size
        if end <= tokens.n and all(tokens.joined[j : end - 1]) and (topic := topics.get(tokens.key(j, end))):
            return k, end, topic
    return None


def _owner(scene: Scene, covering: dict[int, Hit], start: int, end: int) -> tuple[Stretch | None, int, int]:
    """The state right before ("Syria's") or behind ("of Kenya") a ministry, with the words then taken in."""
    tokens = scene.tokens
    k = start - 2 if start > 1 and tokens.possessive(start - 1) else start - 1
    if (hit := covering.get(k)) and tokens.joined[k] and hit.chosen and hit.chosen.kind == "state":
        return Stretch(hit.i, hit.j, hit.chosen), hit.i, end
    k = end
    if k < tokens.n and tokens.joined[k - 1] and tokens.word[k] in _LINKS:
        k += 2 if k + 1 < tokens.n and tokens.word[k + 1] == "the" else 1
        hit = covering.get(k)
        if hit and hit.chosen and hit.chosen.kind == "state" and not tokens.possessive(hit.j):
            return Stretch(hit.i, hit.j, hit.chosen), start, hit.j
    return None, start, end


def _person_behind(scene: Scene, end: int) -> bool:
    """Whether a name follows "minister": then the person speaks, not the ministry."""
    return end < scene.tokens.n and scene.tokens.cap[end]


def metonyms(scene: Scene, hits: list[Hit]) -> None:
    """ "Washington said": a capital that acts stands for its government; "in Washington" is the city."""
    tokens, lexicon = scene.tokens, scene.lexicon
    for hit in hits:
        country = lexicon.metonyms.get(hit.key)
        if country is None or hit.chosen is None or hit.fixed or hit.within or hit.chosen.country != country:
            continue
        if hit.j >= tokens.n or not tokens.joined[hit.j - 1] or tokens.word[hit.j] not in lexicon.metonym_verbs:
            continue
        state = state_option(scene.kb, country)
        if state is not None and tokens.before(hit.i) not in lexicon.place_prepositions:
            hit.settle(government(scene.kb, state), "a seat of government that acts", use="metonym")
            hit.country = country
