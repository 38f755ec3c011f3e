"""Places that the knowledge base does not hold, where the words around say that a place is meant."""

from __future__ import annotations

import re

from extractor.linking.names import Runs, lower_headed, run_end
from extractor.linking.scene import Scene
from extractor.linking.types import Hit, Option, Stretch

_COMMA = re.compile(r"\s?,\s?")
MAX_WORDS = 4


def loose_places(scene: Scene, hits: list[Hit], spans: Runs) -> list[Hit]:
    """New NIL hits: "in Rosewood", "Rosewood, Florida", "the village of Rosewood", "Rosewood refugee camp".

    `hits` are all that was decided; words inside them are left alone. `spans` is from `names.runs`.
    """
    made = lower_headed(scene, hits, spans)
    covered = {k for h in [*hits, *made] for k in range(h.i - h.lead, h.j)}
    starts = {h.i: h for h in hits}
    tokens, after = scene.tokens, 0
    for i in range(tokens.n):
        if i < after or not tokens.cap[i] or i in covered or not _may_open(scene, i):
            continue
        j = i + 1
        limit = run_end(scene, i)
        while j < limit and j not in covered:
            j += 1
        after = j
        found = _place(scene, i, j, starts)
        if found is not None:
            made.append(found)
    return made


def _may_open(scene: Scene, i: int) -> bool:
    tokens = scene.tokens
    return not (tokens.shout[i] or tokens.titled[i] or tokens.raw[i][0].isdigit())


def _place(scene: Scene, i: int, j: int, starts: dict[int, Hit]) -> Hit | None:
    tokens, lexicon = scene.tokens, scene.lexicon
    if j - i > MAX_WORDS or not all(_place_word(scene, k) for k in range(i, j)) or tokens.possessive(j):
        return None
    container = _container(scene, j, starts)
    behind = tokens.word[j] if j < tokens.n and tokens.joined[j - 1] and not tokens.cap[j] else ""
    person = tokens.word[j - 1] in scene.persons
    settled = behind in lexicon.settlement_nouns or _of_settlement(scene, i)
    before = tokens.before(i) in lexicon.strict_prepositions
    if not (settled or container or before) or (person and not (settled or container)):
        return None
    name = tokens.slice(i, j)
    hit = Hit(i, j, tokens.key(i, j), type="place", reason="a place by the words around, not in the knowledge base")
    if container is not None and container.option is not None:
        hit.inner, hit.country = container, container.option.country
        us_state = container.option.kind == "division" and container.option.admin.startswith("US-")
        name = f"{name}, {container.option.name}" if us_state else name
    hit.name = name
    return hit


def _place_word(scene: Scene, k: int) -> bool:
    tokens, lexicon = scene.tokens, scene.lexicon
    word, raw = tokens.word[k], tokens.raw[k]
    if not tokens.cap[k]:
        return word in lexicon.name_links or tokens.gap(k - 1) == "-"
    if raw.isupper() and len(raw) > 1:
        return False
    return not (
        word in lexicon.plain_words or word in lexicon.titles or word in lexicon.not_person
        or word in lexicon.loose_heads or word in lexicon.heads or word in lexicon.no_place
    )  # fmt: skip


def _container(scene: Scene, j: int, starts: dict[int, Hit]) -> Stretch | None:
    """The state or division behind a comma: "…, Florida"."""
    hit = starts.get(j)
    if hit is None or hit.chosen is None or not _COMMA.fullmatch(scene.tokens.gap(j - 1)):
        return None
    option: Option = hit.chosen
    holds = (
        option.use == "name" and option.kind in ("state", "division", "region") and option.type in ("state", "place")
    )
    return Stretch(hit.i, hit.j, option) if holds else None


def _of_settlement(scene: Scene, i: int) -> bool:
    """ "the village of", "the district of"."""
    tokens, lexicon = scene.tokens, scene.lexicon
    if i < 2 or tokens.word[i - 1] != "of" or not all(tokens.joined[i - 2 : i]):
        return False
    noun = tokens.word[i - 2]
    return noun in lexicon.settlement_nouns or noun in lexicon.settlement_words or noun in lexicon.division_capital
