"""What the words around a name say of it: "Tucson, Arizona", "southern Iraq", "Kandahar province", a person's
name.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractor.linking.gazetteer import place_options, row_option
from extractor.linking.lexicon import common_words
from extractor.linking.scene import Scene
from extractor.linking.types import Hit, Option, Stretch

_COMMA = re.compile(r"\s?,\s?")
_LIST_GAP = re.compile(r"\s?,\s?|(?:\s?,)?\s(?:and|or|&)\s")
_PLACES = ("city", "division", "region")


def compose(scene: Scene, hits: list[Hit]) -> list[Hit]:
    """Join and mark hits by their surroundings; returns the hits that are left, in order."""
    for n, hit in enumerate(hits):
        _division(scene, hit)
        _division_of_list(scene, hits[: n + 1])
    # From right to left, so that the last of "Ubay, Bohol, Philippines" is read first.
    for a, b in reversed(list(pairwise(hits))):
        _join_container(scene, a, b)
    for hit in hits:
        if not hit.dropped:
            _direction(scene, hit)
    return [h for h in hits if not h.dropped]


def _join_container(scene: Scene, a: Hit, b: Hit) -> None:
    """ "Paris, Texas": the second says which place the first is, and belongs to its mention."""
    tokens = scene.tokens
    if (
        a.j != b.i
        or b.dropped
        or a.listed
        or b.listed
        or tokens.possessive(b.j)
        or not _COMMA.fullmatch(tokens.gap(a.j - 1))
    ):
        return
    containers = [o for o in b.options if o.kind in ("state", "division", "region") and o.use == "name"]
    inside = [o for o in a.options if o.kind in _PLACES and any(_holds(c, o) for c in containers)]
    if not inside or (not b.anchored and (_listed(a, b) or _list_goes_on(scene, a, b))):
        return
    container = next(c for c in containers if _holds(c, inside[0]))
    a.within, a.within_admin = container.country, container.admin.split("-")[-1] or None
    same = [o for o in inside if _holds(container, o)]
    exact = [o for o in same if _in_division(o, container)]
    a.options = exact or same
    a.inner = Stretch(b.i, b.j, container)
    a.j = b.j
    b.dropped = True


def _holds(container: Option, place: Option) -> bool:
    return place.country in container.countries and place.id != container.id


def _in_division(place: Option, division: Option) -> bool:
    """Whether the codes say that a town or county lies in a division."""
    return division.kind == "division" and place.admin.split("-")[-1] == division.admin.split("-")[-1] != ""


def _listed(a: Hit, b: Hit) -> bool:
    """ "Maryland, Florida, New York" and "Herat, Farah": two of a list, not a place and what holds it."""
    divisions = [o for o in b.options if o.kind == "division"]
    if any(o.kind == "city" and o.country == d.country and _in_division(o, d) for o in a.options for d in divisions):
        return False
    if any(o.kind == "state" or (o.kind == "division" and o.admin.startswith("US-")) for o in a.options):
        return True
    if any(o.kind == "state" for o in b.options):
        return False
    holding = {o.country for o in b.options if o.kind in ("division", "region")}
    if any(o.kind in ("division", "region") and o.country in holding for o in a.options):
        return not any(o.admin.startswith("county-") for o in a.options)
    return any(o.country in holding for o in b.options if o.kind == "city")


def _list_goes_on(scene: Scene, a: Hit, b: Hit) -> bool:
    """ "Kandahar, Helmand and Zabul": a third name follows, and no state that could hold the two."""
    tokens, j = scene.tokens, b.j
    if any(o.kind == "state" or o.country == "US" for o in b.options) or j >= tokens.n:
        return False
    if tokens.word[j] == "and" and j + 1 < tokens.n:
        return tokens.cap[j + 1]
    listed = bool(_COMMA.fullmatch(tokens.gap(j - 1))) and tokens.cap[j]
    holds = any(scene.kb.rows[n.row]["type"] == "state" for n in scene.kb.names.get(tokens.word[j], ()))
    return listed and not holds


def _division(scene: Scene, hit: Hit) -> None:
    """ "Kandahar province": the division of that name, also where only the town is known."""
    tokens, lexicon, j = scene.tokens, scene.lexicon, hit.j
    if j >= tokens.n or not tokens.joined[j - 1] or not any(o.type == "place" for o in hit.options):
        return
    noun = tokens.word[j]
    known = noun in lexicon.division_capital or noun in lexicon.loose_divisions
    if not known and noun not in lexicon.division_nouns:
        return
    options = _divisions_named(scene, hit.key, lexicon.division_nouns.get(noun, (noun,)))
    if not options:
        # "Ituri district" can be the region of that name, "Kandahar district" is not the province.
        options = [o for o in hit.options if o.kind == "region" or (o.kind == "division" and noun != "district")]
    if options:
        hit.options, hit.anchored = options, True
    elif noun in lexicon.division_capital:
        hit.name, hit.type = f"{tokens.slice(hit.i, j)} {lexicon.division_capital[noun]}", "place"
        countries = {o.country for o in hit.options}
        hit.country = countries.pop() if len(countries) == 1 else None
    elif noun not in lexicon.loose_divisions:
        return
    hit.j = j + 1


def _division_of_list(scene: Scene, hits: list[Hit]) -> None:
    """ "Ghazni and Paktika provinces": the plural noun behind the last name makes divisions of those before it too."""
    tokens, lexicon, last = scene.tokens, scene.lexicon, hits[-1]
    noun = tokens.word[last.j - 1]
    suffixes = lexicon.division_nouns.get(noun, ())
    if not last.anchored or not noun.endswith("s") or not suffixes:
        return
    behind = last
    for hit in reversed(hits[:-1]):
        gap = tokens.text[tokens.end[hit.j - 1] : tokens.start[behind.i - behind.lead]]
        options = _divisions_named(scene, hit.key, suffixes) if _LIST_GAP.fullmatch(gap) else []
        if not options:
            return
        hit.options, hit.anchored, hit.listed = options, True, True
        behind = hit


def _divisions_named(scene: Scene, key: str, suffixes: tuple[str, ...]) -> list[Option]:
    options: list[Option] = []
    for suffix in suffixes:
        name = f"{key} {suffix}"
        options += [o for o in place_options(name, scene.kb) if o.kind == "division"]
        options += [row_option(scene.kb, found.row) for found in scene.kb.names.get(name, ())]
    return options


def _direction(scene: Scene, hit: Hit) -> None:
    """ "southern Afghanistan": one mention; the place it is linked to stays the whole."""
    tokens, directions = scene.tokens, scene.lexicon.directions
    i = hit.i
    if not i or not tokens.joined[i - 1] or tokens.word[i - 1] not in directions:
        return
    if not any(o.use == "name" and o.type in ("state", "place") for o in hit.options):
        return
    named = [n for n in scene.kb.names.get(tokens.key(i - 1, hit.j), ()) if scene.kb.rows[n.row]["type"] == "place"]
    if named:  # "southeast Asia" is a region of its own
        hit.i, hit.key = i - 1, tokens.key(i - 1, hit.j)
        hit.options = [row_option(scene.kb, n.row, n.use) for n in named]
        return
    twice = i > 1 and tokens.joined[i - 2] and tokens.word[i - 2] in directions
    hit.lead = 2 if twice else 1


def neighbours(scene: Scene, hit: Hit, taken: set[int]) -> tuple[bool, bool, bool]:
    """Whether a hit stands inside a longer capitalised name: (one before, one behind, a title before).

    `taken` are the words of other sure names. In a titled line capitals say nothing.
    """
    tokens, lexicon = scene.tokens, scene.lexicon
    i, j = hit.i - hit.lead, hit.j
    left = right = title = False
    if i and tokens.joined[i - 1] and i - 1 not in taken:
        word = tokens.word[i - 1]
        title = word in lexicon.titles and tokens.cap[i - 1]
        left = _name_word(scene, i - 1) and not (tokens.first[i - 1] and word in common_words())
    if j < tokens.n and tokens.joined[j - 1] and j not in taken:
        right = _name_word(scene, j)
    return left, right, title


def _name_word(scene: Scene, k: int) -> bool:
    tokens, lexicon = scene.tokens, scene.lexicon
    if not tokens.cap[k] or tokens.titled[k] or tokens.shout[k] or tokens.raw[k][0].isdigit():
        return False
    word = tokens.word[k]
    return word not in lexicon.plain_words and word not in lexicon.generic_nouns and word not in lexicon.titles
