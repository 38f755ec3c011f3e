"""Chooses what each name means, or that context does not decide.

A score is prominence plus what the article's countries, a country nearby and the place named with it add. The
gates in `refuse` come first.
"""

from __future__ import annotations

from math import log10

from extractor.linking.compose import neighbours
from extractor.linking.gazetteer import named_option
from extractor.linking.refuse import NO_PLACE, refusal
from extractor.linking.scene import Scene
from extractor.linking.types import Hit, Option

SHARE_WEIGHT, NEAR_WEIGHT, WITHIN_WEIGHT = 1.6, 0.35, 2.0
ADMIN_WEIGHT, ADMIN_MOST = 0.1, 0.3
BORDERLESS = 0.5  # what a region of no single country gets in place of a country's share
OWN = 9.0  # a name of the user's own file means what that file says
MARGIN = 0.05


def choose_all(scene: Scene, hits: list[Hit]) -> None:
    """Fill `chosen`, `scores` and `reason` of every hit that has options."""
    sure = [h for h in hits if any(o.kind in ("state", "row", "region") for o in h.options)]
    taken = {k for h in sure for k in range(h.i - h.lead, h.j)}
    for hit in hits:
        if hit.options:
            choose(scene, hit, taken)
    placed = {h.key: h.chosen for h in hits if h.within is not None and h.chosen is not None}
    for hit in hits:
        _same_again(hit, placed)


def _same_again(hit: Hit, placed: dict[str, Option]) -> None:
    """A town that the article once gives with its country or state is the same town elsewhere in it."""
    meant = placed.get(hit.key)
    if meant is None or hit.within is not None or hit.reason in NO_PLACE:
        return
    if any(o.id == meant.id for o in hit.options) and all(o.type in ("place", "state") for o in hit.options):
        hit.settle(meant, "named with its country elsewhere in the article")


def choose(scene: Scene, hit: Hit, taken: set[int]) -> None:
    """Decide one hit. `taken` are the words of all sure names."""
    if hit.name is not None:
        hit.reason = "a division that the knowledge base does not hold"
        return
    if _by_country(scene, hit):
        return
    around = neighbours(scene, hit, taken)
    scored: list[tuple[Option, float]] = []
    for option in expected(scene, hit):
        reason = refusal(scene, hit, option, around)
        if reason is None:
            scored.append((option, score(scene, hit, option)))
        else:
            hit.reason = reason
    scored.sort(key=lambda s: (-s[1], s[0].id))
    hit.scores = scored
    if not scored:
        return
    best = scored[0][0]
    if len(scored) > 1 and scored[0][1] - scored[1][1] < MARGIN and _rivals(best, scored[1][0]):
        hit.reason = f"undecided between {best.name} and {scored[1][0].name}"
        return
    hit.chosen, hit.use = best, best.use
    hit.reason = "only reading" if len(scored) == 1 else "best score"


def _rivals(a: Option, b: Option) -> bool:
    """Two readings that are far apart: of other countries, or two towns or two divisions of one."""
    same_kind = a.kind == b.kind and a.kind in ("city", "division")
    return a.name != b.name and (a.country != b.country or same_kind)


def score(scene: Scene, hit: Hit, option: Option) -> float:
    """How well an option fits."""
    if option.own:
        return OWN
    country = max(option.countries, key=scene.share, default=None)
    if country is None:
        return round(prominence(option) + BORDERLESS, 4)
    total = prominence(option) + SHARE_WEIGHT * scene.share(country)
    if scene.near(country, scene.tokens.start[hit.i]):
        total += NEAR_WEIGHT
    if hit.within is not None:
        total += WITHIN_WEIGHT if option.country == hit.within else -WITHIN_WEIGHT
    if option.kind in ("city", "division") and option.country and option.admin:
        votes = scene.admins.get((option.country, option.admin.split("-")[-1]), 0)
        total += min(ADMIN_MOST, ADMIN_WEIGHT * votes)
    return round(total, 4)


def prominence(option: Option) -> float:
    """How often news means this, without context: 0 to 1."""
    fixed = {"state": 1.0, "region": 0.7, "division": 0.5, "row": 0.9 if option.type == "people" else 0.85}
    if option.kind != "city":
        return fixed[option.kind]
    size = min(log10(option.population + 100), 7.0) / 7.0
    return 0.4 + 0.5 * size if option.row >= 0 else 0.85 * size - (0.0 if option.main else 0.25)


def _by_country(scene: Scene, hit: Hit) -> bool:
    """Names that mean another body in each country ("Republican Guard"); True if the table knows the name."""
    table = scene.lexicon.by_country.get(hit.key)
    if table is None:
        return False
    option = named_option(scene.kb, reading_by_country(scene, table))
    if option is None:
        hit.reason = "means another body in each country, and the article is about none that is known"
    else:
        hit.settle(option, f"the reading for {scene.main}" if scene.main in table else "the usual reading")
    return True


def reading_by_country(scene: Scene, table: dict[str, str]) -> str:
    """The table's name for the article's country, else for the one country that is much in it, else the usual
    one.
    """
    if scene.main in table and scene.main is not None:
        return table[scene.main]
    present = [c for c in table if c != "else" and scene.share(c) >= 0.25]
    if not table.get("else") and len(present) == 1:
        return table[present[0]]
    return table.get("else", "")


def expected(scene: Scene, hit: Hit) -> list[Option]:
    """Options of the type that the words around expect, if any is: a place after "in", people before
    "militia".
    """
    tokens, lexicon, options = scene.tokens, scene.lexicon, hit.options
    before = tokens.before(hit.i - hit.lead)
    after = tokens.word[hit.j] if hit.j < tokens.n and tokens.joined[hit.j - 1] else ""
    start = tokens.start[hit.i]
    media = [o for o in options if o.type == "media"]
    if media and (before in ("told", "by") or tokens.text[start - 1 : start] == "("):
        return media
    people = [o for o in options if o.type in ("people", "armed_group") or o.kind == "state"]
    places = [o for o in options if o.type in ("place", "state") and o.use == "name"]
    if people and after in lexicon.people_nouns:
        return people
    if places and any(o.type == "people" for o in options):
        return places
    if places and before in lexicon.strict_prepositions:
        return places
    return options
