"""One article under the linker: its words, the knowledge base, the lexicon, and what it is about.

What it is about is a vote of countries over the names that need no context, and where each country is
mentioned.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from extractor.kb import KnowledgeBase
from extractor.linking.lexicon import Lexicon, common_words
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Option

STATE, DEMONYM, OTHER = 3.0, 2.0, 1.0
HEADLINE_FACTOR = 2.0
NEAR = 250  # code points within which a country counts as mentioned nearby
FAMOUS, KNOWN = 300_000, 100_000  # people, of a town that votes: in the gazetteer, in the hand-made list
CLEAR = 8  # times larger than its largest namesake elsewhere


class Scene:
    """`main` is the country with the most votes, None if nothing was said. `persons` are words of people's
    names. `rows` and `places` are options of the knowledge base that were asked for already.
    """

    def __init__(self, tokens: Tokens, kb: KnowledgeBase, lexicon: Lexicon, published: str | None) -> None:
        self.tokens, self.kb, self.lexicon = tokens, kb, lexicon
        self.year = int(published[:4]) if published and published[:4].isdigit() else None
        self.votes: dict[str, float] = defaultdict(float)
        self.positions: dict[str, list[int]] = defaultdict(list)
        self.admins: dict[tuple[str, str], int] = defaultdict(int)
        self.persons: frozenset[str] = frozenset()
        self.rows: dict[tuple[int, str], Option] = {}
        self.places: dict[str, tuple[Option, ...]] = {}
        self.total = 0.0
        self.main: str | None = None

    def vote(self, hits: list[Hit]) -> None:
        """Count the names that can mean one thing only; a name in the headline counts twice."""
        headline_end = max(self.tokens.text.find("\n"), 0)
        for hit in hits:
            sole = self._sole_reading(hit)
            if sole is None:
                continue
            offset = self.tokens.start[hit.i]
            weight = _weight(sole) * (HEADLINE_FACTOR if offset < headline_end else 1.0)
            for country in sole.countries:
                self.votes[country] += weight / len(sole.countries)
                self.positions[country].append(offset)
            if sole.admin and sole.country:
                self.admins[sole.country, sole.admin.split("-")[-1]] += 1
        self.total = sum(self.votes.values())
        self.main = min(self.votes, key=lambda c: (-self.votes[c], c), default=None)

    def share(self, country: str | None) -> float:
        """The part of all votes that a country has, 0 to 1."""
        return self.votes.get(country or "", 0.0) / self.total if self.total else 0.0

    def near(self, country: str | None, offset: int) -> bool:
        """Whether the country was mentioned within `NEAR` code points of the offset."""
        spots = self.positions.get(country or "", ())
        at = bisect_left(spots, offset)
        return any(abs(spots[k] - offset) <= NEAR for k in (at - 1, at) if 0 <= k < len(spots))

    def country_at(self, offset: int) -> str | None:
        """The country mentioned last before an offset, else the article's."""
        best = max(
            ((spots[at - 1], c) for c, spots in self.positions.items() if (at := bisect_left(spots, offset))),
            default=None,
        )
        return best[1] if best else self.main

    def _sole_reading(self, hit: Hit) -> Option | None:
        """The reading of a name that needs no context, None where context decides or the name is weak."""
        weak = hit.key in self.lexicon.needs_country or hit.key in self.lexicon.by_country
        if weak or not hit.options:
            return None
        one_country = len({o.country for o in hit.options}) == 1
        states = [o for o in hit.options if o.kind == "state"]
        if states:
            others = {o.country for o in hit.options if o.kind != "city"}
            return states[0] if len(others) == 1 else None
        if hit.j == hit.i + 1 and (hit.key in common_words() or self._short(hit)):
            return None
        rows = [o for o in hit.options if o.kind in ("row", "region")]
        if rows:
            return rows[0] if one_country else None
        return _sole_town(hit, one_country)

    def _short(self, hit: Hit) -> bool:
        raw = self.tokens.raw[hit.i]
        return raw.isupper() and len(raw) <= 3 and not any(o.id.startswith("Q") for o in hit.options)


def _sole_town(hit: Hit, one_country: bool) -> Option | None:
    towns = hit.options
    if hit.within and (inside := [o for o in towns if o.country == hit.within]):
        return inside[0]
    first = max(towns, key=lambda o: o.population)
    if one_country:
        return first if first.population >= (KNOWN if first.row >= 0 else FAMOUS) else None
    second = max((o.population for o in towns if o.country != first.country), default=0)
    clear = first.population >= FAMOUS and first.population >= CLEAR * second
    return first if clear and first.main else None


def _weight(option: Option) -> float:
    if option.kind == "state":
        return DEMONYM if option.use == "demonym" else STATE
    return OTHER
