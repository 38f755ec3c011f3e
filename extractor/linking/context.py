"""What an article is about, as far as the names in it say: a vote of countries, and where each country is mentioned."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from extractor.linking.lexicon import Lexicon
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Option

STATE, DEMONYM, ROW, TOWN = 3.0, 2.0, 1.0, 1.0
HEADLINE_FACTOR = 2.0
NEAR = 250  # code points within which a country counts as mentioned nearby
FAMOUS = 300_000


class Context:
    """Votes and positions of countries. `main` is the country with the most votes, None if nothing was said."""

    def __init__(self, tokens: Tokens, hits: list[Hit], lexicon: Lexicon, published: str | None) -> None:
        self.year = int(published[:4]) if published and published[:4].isdigit() else None
        self.votes: dict[str, float] = defaultdict(float)
        self.positions: dict[str, list[int]] = defaultdict(list)
        self.admins: dict[tuple[str, str], float] = defaultdict(float)
        self.headline_end = tokens.text.find("\n") if "\n" in tokens.text else 0
        for hit in hits:
            sole = sole_reading(hit, lexicon)
            if sole is None:
                continue
            weight = _weight(sole)
            offset = tokens.start[hit.i]
            if offset < self.headline_end:
                weight *= HEADLINE_FACTOR
            for country in sole.countries:
                if country:
                    self.votes[country] += weight / len(sole.countries)
                    self.positions[country].append(offset)
            if sole.admin and sole.country:
                self.admins[sole.country, sole.admin.split("-")[-1]] += 1
        self.persons: frozenset[str] = frozenset()
        self.total = sum(self.votes.values())
        ranked = sorted(self.votes.items(), key=lambda v: (-v[1], v[0]))
        self.main: str | None = ranked[0][0] if ranked else None

    def share(self, country: str | None) -> float:
        """The part of all votes that a country has, 0 to 1."""
        return self.votes.get(country or "", 0.0) / self.total if self.total else 0.0

    def near(self, country: str | None, offset: int) -> bool:
        """Whether the country was mentioned within `NEAR` code points of the offset."""
        spots = self.positions.get(country or "")
        if not spots:
            return False
        at = bisect_left(spots, offset)
        return any(abs(spots[k] - offset) <= NEAR for k in (at - 1, at) if 0 <= k < len(spots))

    def country_at(self, offset: int) -> str | None:
        """The country mentioned last before an offset, else the article's."""
        best = max(
            ((spots[at - 1], c) for c, spots in self.positions.items() if (at := bisect_left(spots, offset))),
            default=None,
        )
        return best[1] if best else self.main


def sole_reading(hit: Hit, lexicon: Lexicon) -> Option | None:
    """The reading of a name that needs no context, for the vote; None where context has to decide."""
    if hit.dropped or hit.key in lexicon.needs_country or hit.key in lexicon.by_country:
        return None
    states = [o for o in hit.options if o.kind == "state"]
    if states:
        return states[0] if len({o.country for o in hit.options if o.kind != "city"}) == 1 else None
    rows = [o for o in hit.options if o.kind in ("row", "region")]
    if rows and len({o.country for o in hit.options}) == 1:
        return rows[0]
    towns = [o for o in hit.options if o.kind in ("city", "division")]
    if not towns or rows:
        return None
    if len({o.country for o in towns}) == 1 and (towns[0].population >= FAMOUS or towns[0].row >= 0):
        return towns[0]
    if hit.within and (inside := [o for o in towns if o.country == hit.within]):
        return inside[0]
    first = max(towns, key=lambda o: o.population)
    second = max((o.population for o in towns if o.country != first.country), default=0)
    return first if first.population >= FAMOUS and first.main and first.population >= 8 * second else None


def _weight(option: Option) -> float:
    if option.kind == "state":
        return DEMONYM if option.use == "demonym" else STATE
    return TOWN if option.kind in ("city", "division") else ROW
