"""Common nouns that stand for an entity: "the Observatory", "the army", "the coalition", "the capital"."""

from __future__ import annotations

from extractor.linking.bodies import capital_option, force_of, government, state_option
from extractor.linking.choose import reading_by_country
from extractor.linking.gazetteer import named_option
from extractor.linking.lexicon import NominalRule
from extractor.linking.scene import Scene
from extractor.linking.types import Hit, Option

Found = tuple[Option, str] | None
IN_PART = 0.1  # share of votes from which an article is about a country's war
MAINLY = 0.25


def nominals(scene: Scene, hits: list[Hit]) -> list[Hit]:
    """New hits for common nouns that refer to an entity; words inside other hits are left alone."""
    triggers = scene.lexicon.nominal_triggers
    spots = [i for i, word in enumerate(scene.tokens.word) if word in triggers]
    if not spots:
        return []
    taken = {k for h in hits for k in range(h.i - h.lead, max(h.j, h.wide.j if h.wide else 0))}
    made: list[Hit] = []
    for i in spots:
        if i in taken or (made and i < made[-1].j):
            continue
        found = _at(scene, i, [*hits, *made], taken)
        if found is not None:
            made.append(found)
    return made


def _at(scene: Scene, i: int, hits: list[Hit], taken: set[int]) -> Hit | None:
    tokens = scene.tokens
    for size in (2, 1):
        j = i + size
        if j > tokens.n or not all(tokens.joined[i : j - 1]) or any(k in taken for k in range(i, j)):
            continue
        found = _read(scene, i, j, hits)
        if found is not None:
            hit = Hit(i, j, tokens.key(i, j), [found[0]], fixed=True)
            hit.settle(found[0], found[1], use="nominal", score=0.8)
            return hit
    return None


def _read(scene: Scene, i: int, j: int, hits: list[Hit]) -> Found:
    tokens, lexicon = scene.tokens, scene.lexicon
    key, definite = tokens.key(i, j), tokens.before(i) == "the"
    if key in lexicon.coalition_nouns and (definite or tokens.cap[i] or j > i + 1):
        return _coalition(scene)
    if key in lexicon.by_country and (tokens.cap[i] or key in lexicon.lower_by_country):
        return _national(scene, lexicon.by_country[key])
    if key == "government" and j < tokens.n and tokens.joined[j - 1] and tokens.word[j] in lexicon.government_said:
        return _of_country(scene, "government", tokens.start[i])
    if key in lexicon.country_nominal and (definite or _bare(scene, i, key)):
        return _of_country(scene, lexicon.country_nominal[key], tokens.start[i])
    if not definite or _goes_on(scene, j):
        return None
    if key in lexicon.place_nominal and i > 1 and tokens.word[i - 2] in lexicon.strict_prepositions:
        return _place(scene, i, hits, lexicon.place_nominal[key])
    return _named_before(scene, i, hits, lexicon.nominal[key]) if key in lexicon.nominal else None


def _goes_on(scene: Scene, j: int) -> bool:
    """ "the group of", "the ministry of", "the city's": the words behind say which one, or whose."""
    tokens = scene.tokens
    return j < tokens.n and tokens.joined[j - 1] and (tokens.word[j] == "of" or tokens.cap[j])


def _bare(scene: Scene, i: int, key: str) -> bool:
    """ "Army says 12 killed", "government forces killed nine": no article needed."""
    if " " in key:
        return True
    tokens = scene.tokens
    return key in scene.lexicon.bare_country_nominal and tokens.cap[i] and (tokens.first[i] or tokens.before(i) == "by")


def _coalition(scene: Scene) -> Found:
    for rule in sorted(scene.lexicon.coalitions, key=lambda c: -scene.share(c.country)):
        if scene.share(rule.country) < IN_PART:
            return None
        year = scene.year
        if year is not None and ((rule.until and year > rule.until) or (rule.since and year < rule.since)):
            continue
        option = named_option(scene.kb, rule.name)
        if option is not None:
            return option, f"the coalition in {rule.country} at the time"
    return None


def _national(scene: Scene, table: dict[str, str]) -> Found:
    option = named_option(scene.kb, reading_by_country(scene, table)) if scene.main in table else None
    return None if option is None else (option, f"the body of that name in {scene.main}")


def _of_country(scene: Scene, what: str, offset: int) -> Found:
    country = scene.main
    if country is None or scene.share(country) < MAINLY:
        country = scene.country_at(offset)
    state = state_option(scene.kb, country)
    if state is None:
        return None
    option = government(scene.kb, state) if what == "government" else force_of(scene.kb, state, what)
    return None if option is None else (option, f"of the article's country, {country}")


def _place(scene: Scene, i: int, hits: list[Hit], kind: str) -> Found:
    """ "in the city": the town named last; "in the capital": that of the state named last."""
    if kind != "capital":
        before = [h for h in hits if h.i < i and h.chosen and h.chosen.kind == kind and h.chosen.type == "place"]
        last = max(before, key=lambda h: h.i, default=None)
        return None if last is None or last.chosen is None else (last.chosen, "the place named last")
    country = scene.country_at(scene.tokens.start[i])
    capital = capital_option(scene.kb, country)
    return None if capital is None else (capital, f"the capital of {country}")


def _named_before(scene: Scene, i: int, hits: list[Hit], rule: NominalRule) -> Found:
    best: Hit | None = None
    for hit in hits:
        chosen = hit.chosen
        if hit.i >= i or chosen is None or hit.use == "demonym" or chosen.type not in rule.types:
            continue
        if rule.contains in chosen.name.lower() and (best is None or hit.i > best.i):
            best = hit
    if best is not None and best.chosen is not None:
        return best.chosen, f"named before as {scene.tokens.slice(best.i, best.j)!r}"
    option = named_option(scene.kb, rule.fallback.get(scene.main or "", ""))
    return None if option is None else (option, "the one that the article's country has")
