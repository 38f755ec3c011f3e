"""Finds the names of the knowledge base in a text: the longest at each word, with everything that they can
mean.
"""

from __future__ import annotations

import re

from extractor.kb import KnowledgeBase, NameHit, fold
from extractor.linking.lexicon import Lexicon
from extractor.linking.scene import Scene
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Kind, Option

MAX_PLACE_WORDS = 5
MAX_NAMESAKES = 12
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")


def scan(scene: Scene) -> list[Hit]:
    """All names, left to right, not overlapping."""
    hits: list[Hit] = []
    lower, cap, particles = scene.kb.longest_lower, scene.tokens.cap, scene.lexicon.place_particles
    after = 0
    for i, word in enumerate(scene.tokens.word):
        if i < after or not (cap[i] or word in lower or word in particles):
            continue
        hit = _at(scene, i) or _without_apostrophe(scene, i)
        if hit is not None:
            hits.append(hit)
            after = hit.j
    return hits


def _at(scene: Scene, i: int) -> Hit | None:
    tokens, kb = scene.tokens, scene.kb
    words, cap, joined = tokens.word, tokens.cap, tokens.joined
    longest = (kb.longest if cap[i] else kb.longest_lower).get(words[i], 0)
    places = MAX_PLACE_WORDS if cap[i] or words[i] in scene.lexicon.place_particles else 0
    end, limit = i + 1, min(tokens.n, i + max(longest, places))
    while end < limit and joined[end - 1]:
        end += 1
    for j in range(end, i, -1):
        # Towns are written with capitals: the first word, but for an article, and the last.
        as_place = j - i <= places and cap[j - 1]
        as_row = j - i <= longest
        if not as_place and not as_row:
            continue
        key = words[i] if j == i + 1 else " ".join(words[i:j])
        found = kb.names.get(key, ()) if as_row else ()
        options = [_row_option(scene, h.row, h.use) for h in found if _case_fits(tokens, i, j, h, scene.lexicon)]
        if as_place and not _no_town(scene, i, j, options):
            options += _place_options(scene, key)
        if options:
            return Hit(i, j, key, _unshadowed(options))
    return None


def _row_option(scene: Scene, row: int, use: str) -> Option:
    """`row_option`, once an article."""
    found = scene.rows.get((row, use))
    if found is None:
        found = scene.rows[row, use] = row_option(scene.kb, row, use)
    return found


def _place_options(scene: Scene, key: str) -> tuple[Option, ...]:
    """`place_options`, once an article."""
    found = scene.places.get(key)
    if found is None:
        found = scene.places[key] = tuple(place_options(key, scene.kb))
    return found


def _without_apostrophe(scene: Scene, i: int) -> Hit | None:
    """ "Syrias army", "SyriasAssad" in text that lost its apostrophes: a state's name with an s."""
    tokens = scene.tokens
    if tokens.apostrophes or not tokens.cap[i]:
        return None
    word = fold(_GLUED.split(tokens.raw[i])[0])
    if word == tokens.word[i] and not word.endswith("s"):
        return None
    found = scene.kb.names.get(word) or scene.kb.names.get(word[:-1], ())
    states = [h for h in found if h.use == "name" and h.case == "name"]
    options = [o for h in states if (o := row_option(scene.kb, h.row)).kind == "state"]
    return Hit(i, i + 1, word, options) if options else None


def _no_town(scene: Scene, i: int, j: int, options: list[Option]) -> bool:
    """One word that is never a town: "March", "Canadian", an acronym like "EU"."""
    tokens = scene.tokens
    if tokens.raw[i][0].isdigit():
        return True
    if j > i + 1:
        return False
    if tokens.word[i] in scene.lexicon.plain_words or any(o.use == "demonym" for o in options):
        return True
    return tokens.raw[i].isupper() and len(tokens.raw[i]) <= 4 and not tokens.shout[i]


def _case_fits(tokens: Tokens, i: int, j: int, hit: NameHit, lexicon: Lexicon) -> bool:
    """Whether the letters agree with the case rule of a name."""
    if hit.case == "any":
        return True
    if hit.case == "exact":
        raw = tokens.slice(i, j)
        if letters(raw) != letters(hit.form):
            return False
        # "IS" in capital copy is a verb, "I.S." is not; "THE US" is no pronoun.
        loose = tokens.shout[i] and "." not in raw and (len(raw) <= 2 or hit.form.lower() in lexicon.loose_acronyms)
        return not loose or tokens.before(i) == "the"
    if not hit.form[0].isupper():
        return any(tokens.cap[i:j])
    if not tokens.cap[i]:
        return False
    # "This day" is no newspaper: a first word that a sentence can begin with says nothing.
    word = tokens.word[i]
    telling = tokens.raw[i].isupper() or word in lexicon.directions or word not in lexicon.plain_words
    return j == i + 1 or telling or any(tokens.cap[i + 1 : j])


def letters(text: str) -> str:
    """Only letters and digits: "U.S." and "US" are spelled alike."""
    return "".join(c for c in text if c.isalnum())


def row_option(kb: KnowledgeBase, index: int, use: str = "name") -> Option:
    """Row number `index` of the KB as an option."""
    row = kb.rows[index]
    return Option(
        id=row["id"], name=row["name"], type=row["type"], countries=tuple(row.get("countries", ())),
        kind=_kind(row), admin=row.get("identifiers", {}).get("admin1", ""),
        population=row.get("population") or 0, use="demonym" if use == "demonym" else "name",
        row=index, own="own" in row,
    )  # fmt: skip


def _kind(row: dict[str, object]) -> Kind:
    if row["type"] == "state":
        return "state"
    if row["type"] != "place":
        return "row"
    if row.get("demonyms") or row.get("territory"):
        return "state"
    return "city" if row.get("town") else "region"


def named_option(kb: KnowledgeBase, name: str) -> Option | None:
    """The KB's entity with exactly this name."""
    index = kb.by_name.get(name)
    return None if index is None else row_option(kb, index)


def place_options(key: str, kb: KnowledgeBase) -> list[Option]:
    """Packed places of this name, best known first."""
    rows = kb.places.rows(key)
    if not rows:
        return []
    options = []
    for row, main in rows[:MAX_NAMESAKES]:
        p = kb.places.place(row)
        kind: Kind = "division" if p.kind == "division" else "city"
        options.append(Option(p.id, p.name, "place", (p.country,), kind, p.admin, p.population, main=main))
    return options


def _unshadowed(options: list[Option]) -> list[Option]:
    """Each option once, and of one country what has the name before what is only also spelled so.

    Where a row of the KB has the name, packed places of its country are not meant.
    """
    named = {o.country for o in options if o.main}
    options = [o for o in options if o.main or o.country not in named]
    rows = {o.country for o in options if o.row >= 0 and o.type in ("place", "state")}
    seen: dict[tuple[str, str], Option] = {}
    for option in options:
        if option.row >= 0 or option.country not in rows:
            seen.setdefault((option.id, option.use), option)
    return list(seen.values())
