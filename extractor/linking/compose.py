"""What the words around a name say of it: "Tucson, Arizona", "southern Iraq", "Kandahar province", a person's name."""

from __future__ import annotations

import re

from extractor.kb import KnowledgeBase
from extractor.linking.gazetteer import place_options, row_option
from extractor.linking.lexicon import Lexicon, common_words
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Option

_COMMA = re.compile(r"\s?,\s?")
_DIVIDES = frozenset(
    {"province", "governorate", "state", "region", "district", "county", "department", "prefecture"}
)


def compose(tokens: Tokens, hits: list[Hit], kb: KnowledgeBase, lexicon: Lexicon) -> list[Hit]:
    """Join and mark hits by their surroundings; returns the hits that are left, in order."""
    _join_containers(tokens, hits)
    for hit in hits:
        if not hit.dropped:
            _division(tokens, hit, kb, lexicon)
            _direction(tokens, hit, kb, lexicon)
    return [h for h in hits if not h.dropped]


def _join_containers(tokens: Tokens, hits: list[Hit]) -> None:
    """ "Paris, Texas" and "Madrid, Surigao del Sur": the second says which place the first is, and belongs to its mention.

    Right to left, so that the last of "Ubay, Bohol, Philippines" is read first.
    """
    for a, b in reversed(list(zip(hits, hits[1:], strict=False))):
        if a.j != b.i or not _COMMA.fullmatch(tokens.gap(a.j - 1)) or b.dropped:
            continue
        containers = [o for o in b.options if o.kind in ("state", "division", "region") and o.use == "name"]
        inside = [o for o in a.options if o.kind in ("city", "division", "region") and _holds(containers, o)]
        if not containers or (
            not inside and not any(o.kind in ("city", "division", "region") for o in a.options)
        ):
            continue
        if not inside or (_listed(a, b) and not (b.j < tokens.n and tokens.word[b.j] in _DIVIDES)):
            continue
        container = next(c for c in containers if _holds([c], inside[0]))
        a.within, a.within_admin = container.country, container.admin.split("-")[-1] or None
        same = [o for o in inside if _holds([container], o)]
        exact = [o for o in same if container.kind == "division" and o.admin == a.within_admin]
        a.options = exact or same
        a.j = b.j
        b.dropped = True


def _listed(a: Hit, b: Hit) -> bool:
    """ "Maryland, Florida, New York" and "Herat, Farah": two of a list, not a place and what holds it."""
    if any(o.kind == "division" and o.admin.startswith("US-") for o in a.options):
        return True
    admins = {o.admin.split("-")[-1] for o in b.options if o.kind == "division" and o.admin.startswith("US-")}
    if any(o.kind == "city" and o.country == "US" and o.admin in admins for o in a.options):
        return False
    if any(o.kind == "state" for o in a.options) or any(o.kind in ("state", "region") for o in b.options):
        return any(o.kind == "state" for o in a.options)
    towns = [o for o in b.options if o.kind == "city"]
    divided = [o.country for o in b.options if o.kind == "division"]
    return any(t.country in divided and t.country != "US" for t in towns)


def _holds(containers: list[Option], place: Option) -> bool:
    return any(place.country in c.countries and place.id != c.id for c in containers)


def _division(tokens: Tokens, hit: Hit, kb: KnowledgeBase, lexicon: Lexicon) -> None:
    """ "Kandahar province": the division of that name, also where only the town is known."""
    j = hit.j
    if j >= tokens.n or not tokens.joined[j - 1] or not any(o.type == "place" for o in hit.options):
        return
    noun = tokens.word[j]
    if hit.within is not None:
        hit.j += noun in lexicon.division_nouns
        return
    if noun not in lexicon.division_capital and noun not in lexicon.division_nouns:
        return
    options: list[Option] = []
    for suffix in lexicon.division_nouns.get(noun, (noun,)):
        options += [o for o in place_options(f"{hit.key} {suffix}", kb) if o.kind == "division"]
        for found in kb.names.get(f"{hit.key} {suffix}", ()):
            options.append(row_option(kb, found.index))
    plain = [o for o in hit.options if o.kind in ("division", "region") and noun != "district"]
    options = options or plain
    if options:
        hit.options, hit.anchored = options, True
    elif noun in lexicon.division_capital:
        hit.name = f"{tokens.slice(hit.i, hit.j)} {lexicon.division_capital[noun]}"
        hit.type = "place"
        hit.country = hit.options[0].country if len({o.country for o in hit.options}) == 1 else None
    else:
        return
    hit.j = j + 1


def _direction(tokens: Tokens, hit: Hit, kb: KnowledgeBase, lexicon: Lexicon) -> None:
    """ "southern Afghanistan": one mention; the place it is linked to stays the whole."""
    if not hit.i or not tokens.joined[hit.i - 1]:
        return
    lead = 0
    if tokens.word[hit.i - 1] in lexicon.directions:
        lead = 1
        if hit.i > 1 and tokens.joined[hit.i - 2] and tokens.word[hit.i - 2] in lexicon.directions:
            lead = 2
    if lead and any(o.use == "name" and o.type in ("state", "place") for o in hit.options):
        named = kb.names.get(tokens.key(hit.i - 1, hit.j), ())
        named = tuple(n for n in named if kb.rows[n.index]["type"] == "place")
        if named:  # "southeast Asia" is a region of its own
            hit.i -= 1
            hit.key = tokens.key(hit.i, hit.j)
            hit.options = [row_option(kb, n.index, n.use, n.form) for n in named]
        else:
            hit.lead = lead


def neighbours(tokens: Tokens, hit: Hit, lexicon: Lexicon, taken: set[int]) -> tuple[bool, bool, bool]:
    """Whether a hit stands inside a longer capitalised name: (one before, one behind, a title before).

    `taken` are the words of all hits. In a titled line capitals say nothing.
    """
    i, j = hit.i - hit.lead, hit.j
    left = right = title = False
    if i and tokens.joined[i - 1] and i - 1 not in taken:
        word = tokens.word[i - 1]
        title = word in lexicon.titles and tokens.cap[i - 1]
        left = _name_word(tokens, i - 1, lexicon) and not (tokens.first[i - 1] and word in common_words())
    if j < tokens.n and tokens.joined[j - 1] and j not in taken:
        right = _name_word(tokens, j, lexicon)
    return left, right, title


def _name_word(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    if not tokens.cap[k] or tokens.titled[k] or tokens.shout[k] or tokens.raw[k][0].isdigit():
        return False
    word = tokens.word[k]
    return not (
        word in lexicon.plain_words or word in lexicon.generic_nouns or word in lexicon.titles or word == "s"
    )
