"""The linker's English lexicon (``data/linking``), checked and folded into sets."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Annotated

from pydantic import BeforeValidator

from extractor.data_loader import load_yaml
from extractor.schema import EntityType, Model


def _words(value: object) -> object:
    return frozenset(value.split()) if isinstance(value, str) else value


Words = Annotated[frozenset[str], BeforeValidator(_words)]
Phrases = frozenset[str]


class NominalRule(Model):
    """What a common noun ("the group") can stand for. `fallback`: country → name, where nothing was named
    before.
    """

    types: frozenset[EntityType]
    contains: str = ""
    fallback: dict[str, str] = {}


class CoalitionRule(Model):
    """Which coalition "the coalition" is in an article on `country`, published in the years given."""

    country: str
    name: str
    since: int | None = None
    until: int | None = None


class Lexicon(Model):
    """All lists of ``data/linking/en.yaml``; see the comments there."""

    plain_words: Words
    titles: Words
    generic_nouns: Words
    place_prepositions: Phrases
    strict_prepositions: Phrases
    directions: Words
    division_nouns: dict[str, tuple[str, ...]]
    division_capital: dict[str, str]
    loose_divisions: Phrases
    settlement_words: Phrases
    settlement_nouns: Phrases
    lower_heads: Phrases
    no_place: Phrases
    embassy_nouns: Phrases
    coalition_nouns: Phrases
    place_nominal: dict[str, str]
    place_particles: Phrases
    force_nouns: dict[str, str]
    force_names: Phrases
    loose_nouns: Phrases
    loose_groups: Phrases
    people_states: dict[str, str]
    government_nouns: Phrases
    ministries: dict[str, tuple[str, ...]]
    ministry_names: dict[str, str]
    ministry_exceptions: dict[str, dict[str, str]]
    metonyms: dict[str, str]
    metonym_verbs: Words
    by_country: dict[str, dict[str, str]]
    lower_by_country: Phrases
    coalitions: tuple[CoalitionRule, ...]
    nominal: dict[str, NominalRule]
    country_nominal: dict[str, str]
    bare_country_nominal: Phrases
    org_heads: dict[EntityType, Phrases]
    place_heads: Phrases
    name_links: Phrases
    loose_heads: Phrases
    demonym_stops: Phrases
    hyphen_stops: Phrases
    loose_acronyms: Phrases
    needs_country: Phrases
    people_nouns: Phrases
    person_like: Phrases
    not_person: Phrases
    person_links: Phrases
    complement_heads: Phrases
    water_heads: Phrases
    english_names: frozenset[str]
    government_said: Phrases

    @cached_property
    def nominal_triggers(self) -> frozenset[str]:
        """First words of all phrases that can refer to a body named elsewhere."""
        phrases = [
            *self.coalition_nouns, *self.by_country, *self.country_nominal, *self.nominal,
            *self.place_nominal,
        ]  # fmt: skip
        return frozenset(p.split(" ")[0] for p in phrases)

    @cached_property
    def heads(self) -> dict[str, EntityType]:
        """Last words of names → type."""
        heads: dict[str, EntityType] = {head: kind for kind, words in self.org_heads.items() for head in words}
        return heads | dict.fromkeys(self.place_heads, "place")

    @cached_property
    def topics(self) -> dict[str, str]:
        """Words before "ministry" → topic."""
        return {word: topic for topic, words in self.ministries.items() for word in words}


class CommonWords(Model):
    """Ordinary words that equal names of places."""

    words: Words


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once. Raises `DataError` with path, line and key if the file does not fit."""
    return load_yaml("linking/en.yaml", Lexicon)


@cache
def common_words() -> frozenset[str]:
    return load_yaml("linking/common_words.yaml", CommonWords).words
