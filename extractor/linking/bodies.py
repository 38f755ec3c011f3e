"""Governments, ministries and forces that a text names by their state: "Syria's foreign ministry", "Iraqi soldiers"."""

from __future__ import annotations

from extractor.kb import KnowledgeBase, local_id
from extractor.linking.context import Context
from extractor.linking.gazetteer import row_option
from extractor.linking.lexicon import Lexicon
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Option

_LINKS = frozenset({"of", "in", "for"})


def state_bodies(
    tokens: Tokens, hits: list[Hit], kb: KnowledgeBase, context: Context, lexicon: Lexicon
) -> None:
    """Read the noun after each state ("Lebanon's army", "the Sri Lankan government", "U.S. officials")."""
    for n, hit in enumerate(hits):
        if hit.chosen is None or hit.fixed:
            continue
        if hit.chosen.kind != "state" or hit.chosen.row < 0:
            if hit.chosen.type == "people":
                _people_noun(tokens, hit, kb, lexicon)
            continue
        limit = hits[n + 1].i if n + 1 < len(hits) else tokens.n
        embassy = _embassy(kb, hit.chosen, context.main)
        if not _noun_after(tokens, hit, limit, kb, lexicon, embassy):
            _government_of(tokens, hit, kb)


def _embassy(kb: KnowledgeBase, state: Option, host: str | None) -> Option | None:
    """The embassy of a state in the capital of the article's country."""
    there = kb.state_of.get(host or "")
    if there is None or host == state.country:
        return None
    capital = kb.rows[there].get("capital")
    owner = _government_name(kb, state.name).removeprefix("Government of ")
    return _named(kb, f"Embassy of {owner}, {capital}", state, "government") if capital else None


def _noun_after(
    tokens: Tokens, hit: Hit, limit: int, kb: KnowledgeBase, lexicon: Lexicon, embassy: Option | None
) -> bool:
    k = hit.j
    if k >= limit or not tokens.joined[k - 1]:
        return False
    if tokens.possessive(k):
        k += 1
    elif hit.lead:
        return False
    for size in (3, 2, 1):
        end = k + size
        if end > limit or not all(tokens.joined[k : end - 1]) or (k > hit.j and not tokens.joined[k - 1]):
            continue
        phrase = tokens.key(k, end)
        if phrase in ("embassy", "consulate") and embassy is not None:
            _become(hit, end, embassy, "an embassy in the article's country")
            return True
        if (
            end < limit
            and tokens.cap[end]
            and tokens.cap[end - 1]
            and tokens.joined[end - 1]
            and not (tokens.titled[end] or tokens.shout[end])
        ):
            if tokens.word[end] not in lexicon.plain_words and tokens.word[end] not in lexicon.generic_nouns:
                continue
        if phrase in lexicon.government_nouns:
            _become(hit, end, government(kb, hit.chosen), "the government of a state")
            return True
        if phrase in lexicon.force_nouns:
            force = force_of(kb, hit.chosen, lexicon.force_nouns[phrase])
            if phrase in lexicon.force_names and force is not None:
                _become(hit, end, force, "a force of a state")
            else:
                hit.wide = (hit.i, end, force, None)
            return True
        if phrase in lexicon.loose_nouns or phrase in lexicon.loose_groups:
            hit.wide = (hit.i, end, None, "armed_group" if phrase in lexicon.loose_groups else "government")
            return True
    return False


def _people_noun(tokens: Tokens, hit: Hit, kb: KnowledgeBase, lexicon: Lexicon) -> None:
    """ "Palestinian officials", "Kurdish fighters": a wider mention of nobody in particular, or a body of a state."""
    j = hit.j
    if j >= tokens.n or not tokens.joined[j - 1] or hit.chosen is None:
        return
    noun = tokens.word[j]
    state = state_option(kb, lexicon.people_states.get(hit.chosen.name))
    if noun in lexicon.loose_nouns or noun in lexicon.loose_groups:
        hit.wide = (hit.i, j + 1, None, "armed_group" if noun in lexicon.loose_groups else "government")
    elif noun in lexicon.force_nouns and state is not None:
        hit.wide = (hit.i, j + 1, force_of(kb, state, lexicon.force_nouns[noun]), None)
    elif noun in lexicon.government_nouns and state is not None:
        hit.wide = (hit.i, j + 1, government(kb, state), None)


def _government_of(tokens: Tokens, hit: Hit, kb: KnowledgeBase) -> None:
    """ "the government of Sri Lanka"; an article between them does not matter."""
    k = hit.i - 1
    if k > 0 and tokens.word[k] == "the":
        k -= 1
    if (
        k > 0
        and tokens.word[k] == "of"
        and tokens.word[k - 1] == "government"
        and all(tokens.joined[k - 1 : hit.i])
    ):
        end = hit.j
        _become(hit, end, government(kb, hit.chosen), "the government of a state")
        hit.i = k - 1


def _become(hit: Hit, end: int, option: Option | None, reason: str) -> None:
    if option is None:
        return
    if hit.chosen is not None:
        hit.country, hit.inner = hit.chosen.country, (hit.i, hit.j, hit.chosen)
    hit.j, hit.chosen, hit.use, hit.reason, hit.fixed = end, option, "name", reason, True
    hit.scores = [(option, 1.0)]


def government(kb: KnowledgeBase, state: Option | None) -> Option | None:
    """The government entry of a state or region."""
    if state is None:
        return None
    return _named(kb, _government_name(kb, state.name), state)


def _government_name(kb: KnowledgeBase, state: str) -> str:
    short = state.split(" (")[0].removeprefix("The ")
    for name in (f"Government of {short}", f"Government of the {short}"):
        if name in kb.by_name:
            return name
    return f"Government of {short}"


def force_of(kb: KnowledgeBase, state: Option | None, force: str) -> Option | None:
    """A state's army, police …, None where no name is known."""
    if state is None or state.row < 0:
        return None
    name = kb.rows[state.row].get("forces", {}).get(force)
    return _named(kb, name, state) if name else None


def _named(kb: KnowledgeBase, name: str, state: Option, kind: str = "government") -> Option:
    index = kb.by_name.get(name)
    if index is not None:
        return row_option(kb, index)
    return Option(
        local_id(name), name, kind, state.country, state.countries, "row", "", 0, "name", True, name,  # type: ignore[arg-type]
    )  # fmt: skip


def state_option(kb: KnowledgeBase, country: str | None) -> Option | None:
    """The state of an ISO code."""
    index = kb.state_of.get(country or "")
    return None if index is None else row_option(kb, index)


def ministries(
    tokens: Tokens, hits: list[Hit], kb: KnowledgeBase, context: Context, lexicon: Lexicon
) -> list[Hit]:
    """Ministries named by topic; a state before or behind goes into the mention. Returns the new list of hits."""
    covered = {k: n for n, h in enumerate(hits) for k in range(h.i, h.j)}
    made: list[Hit] = []
    topics = lexicon.topics
    for k, word in enumerate(tokens.word):
        if word not in ("ministry", "minister") or (k in covered and hits[covered[k]].fixed):
            continue
        at = covered.get(k)
        if at is not None and hits[at].chosen is not None and hits[at].chosen.kind == "row":  # type: ignore[union-attr]
            continue
        found = _topic(tokens, k, topics)
        if found is None:
            continue
        start, end, topic = found
        state, start, end = _owner(tokens, hits, covered, start, end)
        if word == "minister" and (state is None or _named_person(tokens, end)):
            continue
        shown = state or state_option(
            kb, context.country_at(tokens.start[k]) if context.main is None else context.main
        )
        ministry = _ministry(tokens, start, end, topic, shown, kb, lexicon, state is not None)
        ministry.inner = next(
            (
                (h.i, h.j, h.chosen)
                for h in hits
                if h.chosen is not None and h.chosen is state and start <= h.i and h.j <= end
            ),
            None,
        )
        made.append(ministry)
    if not made:
        return hits
    inside = {k for h in made for k in range(h.i, h.j)}
    kept = [h for h in hits if not any(k in inside for k in range(h.i, h.j))]
    return sorted([*kept, *made], key=lambda h: h.i)


def _named_person(tokens: Tokens, end: int) -> bool:
    """Whether a name follows "minister": then the person speaks, not the ministry."""
    return end < tokens.n and tokens.cap[end] and tokens.word[end] != "of"


def _topic(tokens: Tokens, k: int, topics: dict[str, str]) -> tuple[int, int, str] | None:
    for size in (3, 2, 1):
        i = k - size
        if i >= 0 and all(tokens.joined[i:k]) and (topic := topics.get(tokens.key(i, k))):
            return i, k + 1, topic
    j = k + 1
    if j < tokens.n and tokens.word[j] == "of" and tokens.joined[k]:
        j += 1
        if j < tokens.n and tokens.word[j] == "the":
            j += 1
        for size in (4, 3, 2, 1):
            if j + size <= tokens.n and all(tokens.joined[j : j + size - 1]):
                if topic := topics.get(tokens.key(j, j + size)):
                    return k, j + size, topic
    return None


def _owner(
    tokens: Tokens, hits: list[Hit], covered: dict[int, int], start: int, end: int
) -> tuple[Option | None, int, int]:
    """The state right before ("Syria's", "the Russian") or behind ("of Kenya") a ministry, and the wider words."""
    k = start - 1
    if k > 0 and tokens.possessive(k):
        k -= 1
    if k in covered and tokens.joined[k]:
        hit = hits[covered[k]]
        if hit.chosen is not None and hit.chosen.kind == "state" and hit.chosen.row >= 0:
            return hit.chosen, hit.i, end
    k = end
    if k < tokens.n and tokens.joined[k - 1] and tokens.word[k] in _LINKS:
        k += 2 if k + 1 < tokens.n and tokens.word[k + 1] == "the" else 1
        if k in covered and (chosen := hits[covered[k]].chosen) is not None and chosen.kind == "state":
            if not tokens.possessive(hits[covered[k]].j):
                return chosen, start, hits[covered[k]].j
    return None, start, end


def _ministry(
    tokens: Tokens,
    start: int,
    end: int,
    topic: str,
    state: Option | None,
    kb: KnowledgeBase,
    lexicon: Lexicon,
    said: bool,
) -> Hit:
    pattern = lexicon.ministry_names[topic]
    hit = Hit(start, end, tokens.key(start, end), [], fixed=True, type="government")
    if state is None:
        hit.name = pattern.replace(" ({})", "")
        hit.reason = "a ministry of a state that the text does not name"
        return hit
    country = state.country or ""
    name = lexicon.ministry_exceptions.get(country, {}).get(topic) or pattern.format(
        state.name.split(" (")[0]
    )
    hit.chosen = _named(kb, name, state)
    hit.scores = [(hit.chosen, 1.0)]
    hit.country = state.country
    hit.reason = "a ministry of the state named with it" if said else "a ministry of the article's country"
    return hit


def metonyms(tokens: Tokens, hits: list[Hit], kb: KnowledgeBase, lexicon: Lexicon) -> None:
    """ "Washington said": a capital that acts stands for its government; "in Washington" is the city."""
    for hit in hits:
        country = lexicon.metonyms.get(hit.key)
        if (
            country is None
            or hit.chosen is None
            or hit.fixed
            or hit.within is not None
            or hit.chosen.country != country
        ):
            continue
        if (
            tokens.before(hit.i) in lexicon.place_prepositions
            or hit.j >= tokens.n
            or not tokens.joined[hit.j - 1]
        ):
            continue
        if tokens.word[hit.j] in lexicon.metonym_verbs:
            acting = government(kb, state_option(kb, country))
            if acting is not None:
                hit.chosen, hit.use, hit.country = acting, "metonym", country
                hit.reason = "a seat of government that acts"
