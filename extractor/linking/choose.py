"""Chooses what each name means, or that context does not decide.

A score is prominence plus what the article's countries, the words around and the place named with it add. Names of
small towns, ordinary words and people's names are refused where nothing supports them: a wrong link costs more than none.
"""

from __future__ import annotations

from math import log10

from extractor.kb import KnowledgeBase
from extractor.linking.compose import neighbours
from extractor.linking.context import Context
from extractor.linking.gazetteer import row_option
from extractor.linking.lexicon import Lexicon, common_words
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Option

SMALL, MIDDLE, LARGE, HUGE = 15_000, 100_000, 500_000, 1_000_000
SHARE_WEIGHT, NEAR_WEIGHT, WITHIN_WEIGHT = 1.6, 0.35, 2.0
BORDERLESS = 0.5  # what a region of no single country gets in place of a country's share
OWN = 9.0  # a name of the user's own file means what that file says
MARGIN = 0.05
_SETTLEMENTS = frozenset(
    {"mayor", "city", "town", "village", "port", "capital", "people", "suburb", "outskirts", "district"}
)
_NOT_A_PLACE = frozenset({"part of a longer name", "the name of a person", "a currency or an address"})
PRESENT = 0.04  # share of votes from which an article is in part about a country


def choose_all(
    tokens: Tokens, hits: list[Hit], kb: KnowledgeBase, context: Context, lexicon: Lexicon
) -> None:
    """Fill `chosen`, `scores` and `reason` of every hit."""
    strong = [h for h in hits if any(o.kind in ("state", "row", "region") for o in h.options)]
    taken = {k for h in strong for k in range(h.i - h.lead, h.j)}
    for hit in hits:
        choose(tokens, hit, kb, context, lexicon, taken)
    placed = {h.key: h.chosen for h in hits if h.within is not None and h.chosen is not None}
    for hit in hits:
        _same_again(hit, placed)


def _same_again(hit: Hit, placed: dict[str, Option]) -> None:
    """A town that the article once gives with its country or state is the same town elsewhere in it."""
    meant = placed.get(hit.key)
    if meant is None or hit.within is not None or hit.reason in _NOT_A_PLACE:
        return
    if any(o.id == meant.id for o in hit.options) and all(o.type in ("place", "state") for o in hit.options):
        hit.chosen, hit.use, hit.reason = meant, "name", "named with its country elsewhere in the article"


def choose(
    tokens: Tokens, hit: Hit, kb: KnowledgeBase, context: Context, lexicon: Lexicon, taken: set[int]
) -> None:
    if hit.name is not None:
        hit.reason = "a division that the knowledge base does not hold"
        return
    if _by_country(hit, kb, context, lexicon):
        return
    options = _expected(tokens, hit, lexicon)
    left, right, title = neighbours(tokens, hit, lexicon, taken)
    allowed = []
    for option in options:
        refusal = _refusal(tokens, hit, option, context, lexicon, (left, right, title))
        if refusal is None:
            allowed.append(option)
        else:
            hit.reason = refusal
    offset = tokens.start[hit.i]
    scored = [(o, score(o, hit, context, offset)) for o in allowed]
    scored.sort(key=lambda s: (-s[1], s[0].id))
    hit.scores = scored
    if not scored:
        return
    if len(scored) > 1 and scored[0][1] - scored[1][1] < MARGIN and _rivals(scored[0][0], scored[1][0]):
        hit.reason = f"undecided between {scored[0][0].name} and {scored[1][0].name}"
        return
    hit.chosen = scored[0][0]
    hit.use = "demonym" if hit.chosen.use == "demonym" else "name"
    hit.reason = "only reading" if len(scored) == 1 else "best score"


def _rivals(a: Option, b: Option) -> bool:
    """Two readings that are far apart: other countries, or two towns of one."""
    return a.name != b.name and (
        a.country != b.country or (a.kind == b.kind and a.kind in ("city", "division"))
    )


def score(option: Option, hit: Hit, context: Context, offset: int) -> float:
    """How well an option fits: prominence, the article's countries, a country nearby, the place named with it."""
    if option.own:
        return OWN
    country = max(option.countries, key=context.share, default=None)
    if country is None:
        return round(_prominence(option) + BORDERLESS, 4)
    total = _prominence(option) + SHARE_WEIGHT * context.share(country)
    if context.near(country, offset):
        total += NEAR_WEIGHT
    if hit.within is not None:
        total += WITHIN_WEIGHT if option.country == hit.within else -WITHIN_WEIGHT
    if option.kind in ("city", "division") and option.country and option.admin:
        total += min(0.3, 0.1 * context.admins.get((option.country, option.admin.split("-")[-1]), 0.0))
    return round(total, 4)


def _prominence(option: Option) -> float:
    if option.kind == "state":
        return 1.0
    if option.kind == "region":
        return 0.7
    if option.kind == "division":
        return 0.5
    if option.kind == "row":
        return 0.9 if option.type == "people" else 0.85
    size = min(log10(option.population + 100), 7.0) / 7.0
    return 0.4 + 0.5 * size if option.row >= 0 else 0.85 * size - (0.0 if option.main else 0.25)


def _by_country(hit: Hit, kb: KnowledgeBase, context: Context, lexicon: Lexicon) -> bool:
    """Names that mean another body in each country ("Republican Guard"); True if the table knows the name."""
    table = lexicon.by_country.get(hit.key)
    if table is None:
        return False
    name = reading_by_country(table, context)
    index = kb.by_name.get(name) if name else None
    if index is None:
        hit.reason = "means another body in each country, and the article is about none that is known"
        return True
    hit.chosen = row_option(kb, index)
    hit.scores = [(hit.chosen, 1.0)]
    hit.reason = f"the reading for {context.main}" if context.main in table else "the usual reading"
    return True


def reading_by_country(table: dict[str, str], context: Context) -> str:
    """The table's name for the article's country; another's where the usual one's country is not mentioned."""
    if context.main in table and context.main is not None:
        return table[context.main]
    present = [c for c in table if c != "else" and context.share(c) >= 0.25]
    if not table.get("else") and len(present) == 1:
        return table[present[0]]
    return table.get("else", "")


def _expected(tokens: Tokens, hit: Hit, lexicon: Lexicon) -> list[Option]:
    """Options of the type that the words around expect, if any is: a place after "in", people before "militia"."""
    before = tokens.before(hit.i - hit.lead)
    after = tokens.word[hit.j] if hit.j < tokens.n and tokens.joined[hit.j - 1] else ""
    media = [o for o in hit.options if o.type == "media"]
    if (
        media
        and len(hit.options) > 1
        and (before in ("told", "by") or tokens.text[tokens.start[hit.i] - 1 : tokens.start[hit.i]] == "(")
    ):
        return media
    if after in lexicon.people_nouns:
        people = [o for o in hit.options if o.type in ("people", "armed_group") or o.kind == "state"]
        if people:
            return people
    elif any(o.type == "people" for o in hit.options) and (
        places := [o for o in hit.options if o.type == "place"]
    ):
        return places
    if before in lexicon.strict_prepositions and hit.options[0].use != "demonym":
        places = [o for o in hit.options if o.type in ("place", "state") and o.use == "name"]
        if places:
            return places
    return hit.options


def _refusal(
    tokens: Tokens,
    hit: Hit,
    option: Option,
    context: Context,
    lexicon: Lexicon,
    around: tuple[bool, bool, bool],
) -> str | None:
    """Why this option cannot be meant here, or None."""
    left, right, title = around
    word = hit.key
    if option.own:
        return None
    if tokens.text[tokens.end[hit.j - 1] : tokens.end[hit.j - 1] + 1] in ("$", "@"):
        return "a currency or an address"
    if word in lexicon.needs_country and context.share(option.country) < PRESENT and hit.within is None:
        return "means too much without its country in the article"
    if word in lexicon.person_like and option.type in ("state", "people"):
        if left or title or (right and not _ruled(tokens, hit, lexicon)):
            return "the name of a person"
    if (
        hit.j < tokens.n
        and tokens.joined[hit.j - 1]
        and tokens.cap[hit.j]
        and tokens.word[hit.j] in lexicon.demonym_stops
    ):
        return "part of an institution's name"
    if option.use == "demonym":
        return _demonym_refusal(tokens, hit, option, lexicon, right)
    if option.kind == "state":
        return None
    if option.kind == "row":
        return _row_refusal(tokens, hit, option, context)
    if option.kind == "city" and hit.within is None and any(o.kind == "state" for o in hit.options):
        return "a state has the name"
    if hit.within is not None or (hit.anchored and context.share(option.country) > 0):
        return None
    before = tokens.before(hit.i - hit.lead)
    anchored = (
        before in lexicon.strict_prepositions or (hit.j - hit.i >= 2 and option.main) or _settled(tokens, hit)
    )
    if left or (right and not anchored):
        return "part of a longer name"
    if title:
        return "the name of a person"
    if option.kind == "region":
        return _row_refusal(tokens, hit, option, context)
    return _town_refusal(tokens, hit, option, context, lexicon)


def _ruled(tokens: Tokens, hit: Hit, lexicon: Lexicon) -> bool:
    """ "President of Chad Idriss Deby", "in Jordan Monday": the name behind is another's."""
    i = hit.i - hit.lead
    before = tokens.before(i)
    if before in lexicon.strict_prepositions:
        return True
    return (
        before == "of"
        and i >= 2
        and (tokens.word[i - 2] in lexicon.titles or tokens.word[i - 2] in lexicon.generic_nouns)
    )


def _settled(tokens: Tokens, hit: Hit) -> bool:
    """ "the mayor of Koszalin", "the town of Sake": what follows is a place."""
    i = hit.i
    return (
        i >= 2 and tokens.word[i - 1] == "of" and tokens.joined[i - 1] and tokens.word[i - 2] in _SETTLEMENTS
    )


def _demonym_refusal(tokens: Tokens, hit: Hit, option: Option, lexicon: Lexicon, right: bool) -> str | None:
    if hit.j >= tokens.n:
        return None
    gap, word = tokens.gap(hit.j - 1), tokens.word[hit.j]
    if gap == "-" and word in lexicon.hyphen_stops:
        return "a language or an origin, no nation"
    if tokens.joined[hit.j - 1] and (tokens.cap[hit.j] or not right) and word in lexicon.demonym_stops:
        return "part of an institution's name"
    return None


def _row_refusal(tokens: Tokens, hit: Hit, option: Option, context: Context) -> str | None:
    """Short names and ordinary words must fit the article's countries."""
    one_word = hit.j == hit.i + 1
    if not one_word or option.type in ("people",) or not option.countries:
        return None
    raw = tokens.raw[hit.i]
    supported = any(context.share(c) > 0 for c in option.countries)
    if hit.key in common_words() and not raw.isupper():
        return (
            None if supported and not tokens.first[hit.i] and not tokens.titled[hit.i] else "an ordinary word"
        )
    if raw.isupper() and len(raw) <= 3 and not option.id.startswith("Q") and not supported:
        return "a short acronym of a country that the article does not name"
    return None


def _town_refusal(tokens: Tokens, hit: Hit, option: Option, context: Context, lexicon: Lexicon) -> str | None:
    before = tokens.before(hit.i - hit.lead)
    share = context.share(option.country)
    placed = before in lexicon.place_prepositions
    present = share >= PRESENT
    word = hit.key
    ordinary = word in common_words() or word in lexicon.plain_words or word in lexicon.titles
    if ordinary:
        if option.row >= 0 and present and not tokens.first[hit.i] and not tokens.titled[hit.i]:
            return None
        strict = before in lexicon.strict_prepositions
        ok = present and strict and not tokens.titled[hit.i] and (option.main or share >= 0.2)
        return None if ok else "an ordinary word"
    if option.row >= 0:
        return (
            None if present or placed or option.population >= MIDDLE else "a small town without its country"
        )
    if option.kind == "city" and word in context.persons and option.population < HUGE:
        return "the name of a person in this article"
    if not option.main:
        return (
            None if share >= 0.2 and placed else "another spelling of a place in a country that is not named"
        )
    if option.kind == "division":
        return None if present or placed else "a division without its country"
    if option.population < MIDDLE and option.country in lexicon.english_names:
        known = placed or (option.population >= SMALL and option.country != "US")
        sure = share >= 0.3 and known if option.country != "US" else before in lexicon.strict_prepositions
        return None if present and sure else "a town with a person's name"
    if option.population < SMALL:
        return None if share >= 0.15 and (placed or share >= 0.3) else "a small town without its country"
    if option.population < MIDDLE:
        return None if present else "a town without its country"
    if option.population < LARGE:
        return None if present or placed else "a town without its country"
    return None
