"""Governments, forces and embassies that a text names by their state: "Lebanon's army", "Iraqi soldiers"."""

from __future__ import annotations

from extractor.kb import KnowledgeBase, key_of
from extractor.linking.gazetteer import named_option, place_options, row_option
from extractor.linking.scene import Scene
from extractor.linking.types import Hit, Option, Stretch
from extractor.schema import EntityType


def state_bodies(scene: Scene, hits: list[Hit]) -> None:
    """Read the noun behind each state, people or town ("the Sri Lankan government", "Kabul police")."""
    for n, hit in enumerate(hits):
        if hit.chosen is None or hit.fixed:
            continue
        limit = hits[n + 1].i if n + 1 < len(hits) else scene.tokens.n
        if hit.chosen.kind == "state" and hit.chosen.row >= 0:
            if not _noun_behind(scene, hit, hit.chosen, limit):
                _government_of(scene, hit, hit.chosen)
        elif hit.chosen.type in ("people", "place"):
            _loose_noun(scene, hit, hit.chosen)


def _noun_behind(scene: Scene, hit: Hit, state: Option, limit: int) -> bool:
    tokens, k = scene.tokens, hit.j
    if k >= limit or not tokens.joined[k - 1]:
        return False
    if tokens.possessive(k):
        k += 1
    elif hit.lead:
        return False
    for size in (3, 2, 1):
        end = k + size
        if end > limit or not all(tokens.joined[k - 1 : end - 1]) or _name_goes_on(scene, end, limit):
            continue
        if _read_noun(scene, hit, state, tokens.key(k, end), end):
            return True
    return False


def _name_goes_on(scene: Scene, end: int, limit: int) -> bool:
    """ "Syrian Army Brigade": a capitalised name that runs on is another body."""
    tokens, lexicon = scene.tokens, scene.lexicon
    if end >= limit or not (tokens.cap[end] and tokens.cap[end - 1] and tokens.joined[end - 1]):
        return False
    word = tokens.word[end]
    silent = tokens.titled[end] or tokens.shout[end]
    return not (silent or word in lexicon.plain_words or word in lexicon.generic_nouns)


def _read_noun(scene: Scene, hit: Hit, state: Option, phrase: str, end: int) -> bool:
    kb, lexicon = scene.kb, scene.lexicon
    if phrase in lexicon.embassy_nouns and (embassy := _embassy(scene, state)):
        _become(hit, end, embassy, "an embassy in the article's country")
    elif phrase == "capital":
        return _capital(scene, hit, state, end)
    elif phrase in lexicon.government_nouns:
        _become(hit, end, government(kb, state), "the government of a state")
    elif phrase in lexicon.force_nouns:
        force = force_of(kb, state, lexicon.force_nouns[phrase])
        if phrase in lexicon.force_names and force is not None:
            _become(hit, end, force, "a force of a state")
        else:
            hit.wide = Stretch(hit.i, end, force, "military")
    elif kind := _loose_type(scene, phrase):
        hit.wide = Stretch(hit.i, end, None, kind)
    else:
        return False
    return True


def _capital(scene: Scene, hit: Hit, state: Option, end: int) -> bool:
    """ "the Somali capital": the town, unless it is named right behind."""
    tokens = scene.tokens
    if end < tokens.n and tokens.cap[end] and not tokens.first[end]:
        return False
    option = capital_option(scene.kb, state.country)
    if option is not None:
        _become(hit, end, option, "the capital of a state")
        hit.use = "nominal"
    return option is not None


def _loose_type(scene: Scene, noun: str) -> EntityType | None:
    if noun in scene.lexicon.loose_groups:
        return "armed_group"
    return "government" if noun in scene.lexicon.loose_nouns else None


def _loose_noun(scene: Scene, hit: Hit, option: Option) -> None:
    """ "Palestinian officials", "Kurdish fighters", "Kabul police": nobody in particular, or a body of a
    state.
    """
    tokens, j = scene.tokens, hit.j
    if j >= tokens.n or not tokens.joined[j - 1] or (tokens.cap[j] and not tokens.shout[j]):
        return
    noun = tokens.word[j]
    state = state_option(scene.kb, scene.lexicon.people_states.get(option.name))
    if state is not None and noun in scene.lexicon.force_nouns:
        hit.wide = Stretch(hit.i, j + 1, force_of(scene.kb, state, scene.lexicon.force_nouns[noun]), "military")
    elif state is not None and noun in scene.lexicon.government_nouns:
        hit.wide = Stretch(hit.i, j + 1, government(scene.kb, state))
    elif noun == "police" or _loose_type(scene, noun):
        hit.wide = Stretch(hit.i, j + 1, None, _loose_type(scene, noun) or "government")


def _government_of(scene: Scene, hit: Hit, state: Option) -> None:
    """ "the government of Sri Lanka"; an article between them does not matter."""
    tokens = scene.tokens
    k = hit.i - 2 if hit.i and tokens.word[hit.i - 1] == "the" else hit.i - 1
    if k > 0 and tokens.word[k] == "of" and tokens.word[k - 1] == "government" and all(tokens.joined[k - 1 : hit.i]):
        _become(hit, hit.j, government(scene.kb, state), "the government of a state")
        hit.i = k - 1


def _become(hit: Hit, end: int, option: Option, reason: str) -> None:
    """Make the hit the longer name of a body, and keep the state inside."""
    if hit.chosen is not None:
        hit.country, hit.inner = hit.chosen.country, Stretch(hit.i, hit.j, hit.chosen)
    hit.j, hit.fixed = end, True
    hit.settle(option, reason)


def government(kb: KnowledgeBase, state: Option) -> Option:
    """The government of a state or region."""
    short = state.name.split(" (")[0].removeprefix("The ")
    known = named_option(kb, f"Government of {short}") or named_option(kb, f"Government of the {short}")
    return known or unlisted(kb, f"Government of {short}", state)


def force_of(kb: KnowledgeBase, state: Option, force: str) -> Option | None:
    """A state's army, police …, None where no name is known."""
    name = kb.rows[state.row].get("forces", {}).get(force) if state.row >= 0 else None
    return (named_option(kb, name) or unlisted(kb, name, state, "military")) if name else None


def _embassy(scene: Scene, state: Option) -> Option | None:
    """The embassy of a state in the capital of the country that the article is most about beside it."""
    kb = scene.kb
    others = [c for c in scene.votes if c != state.country]
    host = min(others, key=lambda c: (-scene.votes[c], c), default="")
    there = kb.state_of.get(host)
    capital = kb.rows[there].get("capital") if there is not None else None
    if capital is None:
        return None
    name = f"Embassy of {government(kb, state).name.removeprefix('Government of ')}, {capital}"
    return named_option(kb, name) or unlisted(kb, name, state)


def unlisted(kb: KnowledgeBase, name: str, state: Option, kind: EntityType = "government") -> Option:
    """A body of a state that the KB has no row for: a packed ministry, or a NIL of this name (its id is "")."""
    found = [row for row, main in kb.ministries.rows(key_of(name)) if main]
    known = kb.ministries.place(found[0]).id if found else ""
    return Option(known, name, kind, state.countries, "row")


def capital_option(kb: KnowledgeBase, country: str | None) -> Option | None:
    """The capital of an ISO code's state."""
    row = kb.state_of.get(country or "")
    name = kb.rows[row].get("capital") if row is not None else None
    if name is None:
        return None
    packed = (o for o in place_options(key_of(name), kb) if o.country == country and o.kind == "city")
    return named_option(kb, name) or next(packed, None)


def state_option(kb: KnowledgeBase, country: str | None) -> Option | None:
    """The state of an ISO code."""
    index = kb.state_of.get(country or "")
    return None if index is None else row_option(kb, index)
