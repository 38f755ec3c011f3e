"""Why a reading of a name cannot be meant: small towns, ordinary words and people's names need support.

A wrong link costs more than none, so each gate names what is missing; `choose` only weighs what passes.
"""

from __future__ import annotations

from extractor.linking.lexicon import common_words
from extractor.linking.scene import Scene
from extractor.linking.types import Hit, Option

SMALL, MIDDLE, LARGE, HUGE = 15_000, 100_000, 500_000, 1_000_000  # people in a town
PRESENT, STRONG, LEADING = (
    0.04,
    0.2,
    0.3,
)  # share of votes: the article is in part, much, mainly about a country
PART, PERSON, NO_NAME = "part of a longer name", "the name of a person", "a currency or an address"
NO_PLACE = frozenset({PART, PERSON, NO_NAME})
Around = tuple[bool, bool, bool]


def refusal(scene: Scene, hit: Hit, option: Option, around: Around) -> str | None:
    """Why this option cannot be meant here, or None. `around` is from `compose.neighbours`."""
    if option.own:
        return None
    if (reason := _by_form(scene, hit, option, around)) is not None:
        return reason
    if option.use == "demonym":
        return _of_demonym(scene, hit)
    if option.kind == "state":
        return None
    if option.kind == "row":
        return _of_row(scene, hit, option)
    if hit.within is not None or (hit.anchored and scene.share(option.country) > 0):
        return None
    if option.kind == "city" and any(o.kind == "state" for o in hit.options):
        return "a state has the name"
    left, right, title = around
    if left or (right and not _stands_alone(scene, hit, option)):
        return PART
    if title:
        return PERSON
    return _of_row(scene, hit, option) if option.kind == "region" else _of_town(scene, hit, option)


def _by_form(scene: Scene, hit: Hit, option: Option, around: Around) -> str | None:
    tokens, lexicon = scene.tokens, scene.lexicon
    end = tokens.end[hit.j - 1]
    if tokens.text[end : end + 1] in ("$", "@"):
        return NO_NAME
    left, right, title = around
    word = hit.key
    if word in lexicon.needs_country and scene.share(option.country) < PRESENT and hit.within is None:
        return "means too much without its country in the article"
    personal = word in lexicon.person_like and option.type in ("state", "people")
    if personal and (left or title or (right and not _ruled(scene, hit))):
        return PERSON
    if hit.j < tokens.n:
        behind = tokens.word[hit.j]
        if tokens.gap(hit.j - 1) == "-" and behind in lexicon.hyphen_stops:
            return "an origin or a language, neither place nor nation of the event"
        if tokens.joined[hit.j - 1] and tokens.cap[hit.j] and behind in lexicon.demonym_stops:
            return "part of an institution's name"
    return None


def _ruled(scene: Scene, hit: Hit) -> bool:
    """ "President of Chad Idriss Deby", "in Jordan Monday": the name behind is another's."""
    tokens, i = scene.tokens, hit.i - hit.lead
    before = tokens.before(i)
    if before in scene.lexicon.strict_prepositions:
        return True
    office = tokens.word[i - 2] if before == "of" and i >= 2 else ""
    return office in scene.lexicon.titles or office in scene.lexicon.generic_nouns


def _stands_alone(scene: Scene, hit: Hit, option: Option) -> bool:
    """A name that the capitals behind do not belong to: "in Koszalin …", "the mayor of Koszalin …", two
    words.
    """
    tokens, i = scene.tokens, hit.i
    if tokens.before(i - hit.lead) in scene.lexicon.strict_prepositions or (hit.j - i >= 2 and option.main):
        return True
    return tokens.before(i) == "of" and i >= 2 and tokens.word[i - 2] in scene.lexicon.settlement_words


def _of_demonym(scene: Scene, hit: Hit) -> str | None:
    tokens = scene.tokens
    if hit.j < tokens.n and tokens.joined[hit.j - 1] and tokens.word[hit.j] in scene.lexicon.demonym_stops:
        return "part of an institution's name"
    return None


def _of_row(scene: Scene, hit: Hit, option: Option) -> str | None:
    """Short names and ordinary words must fit the article's countries."""
    if hit.j != hit.i + 1 or option.type == "people" or not option.countries:
        return None
    tokens, raw = scene.tokens, scene.tokens.raw[hit.i]
    supported = any(scene.share(c) > 0 for c in option.countries)
    if hit.key in common_words() and not raw.isupper():
        says = hit.j < tokens.n and tokens.word[hit.j] in scene.lexicon.metonym_verbs
        silent = (tokens.first[hit.i] or tokens.titled[hit.i]) and not says
        known = supported or option.id.startswith("Q")
        return None if known and not silent else "an ordinary word"
    if raw.isupper() and len(raw) <= 3 and not option.id.startswith("Q") and not supported:
        return "a short acronym of a country that the article does not name"
    return None


def _of_town(scene: Scene, hit: Hit, option: Option) -> str | None:
    before = scene.tokens.before(hit.i - hit.lead)
    share = scene.share(option.country)
    placed, strict = before in scene.lexicon.place_prepositions, before in scene.lexicon.strict_prepositions
    word = hit.key
    if word in common_words() or word in scene.lexicon.titles:
        return _of_ordinary_word(scene, hit, option, strict)
    if option.kind == "city" and word in scene.persons and option.population < HUGE and not strict:
        return "the name of a person in this article"
    if share < PRESENT and _of_other_state(scene, hit, option):
        return "a town of another country than the one named behind it"
    if scene.tokens.shout[hit.i] and not placed and share < LEADING:
        return "capitals say nothing here, and no preposition stands before it"
    if not option.main:
        return None if share >= STRONG and placed else "another spelling of a place in a country that is not named"
    if option.row >= 0 or option.kind == "division":
        known = share >= PRESENT or placed or option.population >= LARGE
        return None if known else "a place without its country"
    return _by_size(scene, option, share, placed, strict)


def _of_other_state(scene: Scene, hit: Hit, option: Option) -> bool:
    """ "in Mati, Greece": the state behind the comma is not that of the only Mati that is known."""
    tokens, kb, j = scene.tokens, scene.kb, hit.j
    if option.row >= 0 or hit.within or j >= tokens.n or not tokens.cap[j] or tokens.gap(j - 1).strip() != ",":
        return False
    for end in (j + 3, j + 2, j + 1):
        if end <= tokens.n and all(tokens.joined[j : end - 1]) and not tokens.possessive(end):
            states = [kb.rows[h.row] for h in kb.names.get(tokens.key(j, end), ()) if h.use == "name"]
            states = [row for row in states if row["type"] == "state"]
            if states:
                return all(option.country not in row["countries"] for row in states)
    return False


def _by_size(scene: Scene, option: Option, share: float, placed: bool, strict: bool) -> str | None:
    """The smaller a town, the more of its country the article must have."""
    size, english = option.population, option.country in scene.lexicon.english_names
    if english and size < MIDDLE:  # towns there are named like people
        sure = strict if option.country == "US" else share >= LEADING and (placed or size >= SMALL)
        return None if share >= PRESENT and sure else "a town with a person's name"
    if size < SMALL:
        enough = share >= LEADING or (share >= 0.15 and placed)
    elif size < MIDDLE:
        enough = share >= PRESENT
    else:
        enough = share >= PRESENT or placed or size >= 3 * HUGE
    return None if enough else "a town without its country"


def _of_ordinary_word(scene: Scene, hit: Hit, option: Option, strict: bool) -> str | None:
    tokens = scene.tokens
    share = scene.share(option.country)
    if share >= PRESENT and not tokens.titled[hit.i]:
        if option.row >= 0 and not tokens.first[hit.i] and not tokens.shout[hit.i]:
            return None
        if strict and (option.main or share >= STRONG):
            return None
    return "an ordinary word"
