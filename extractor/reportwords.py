"""The words by which a text tells who says something (`data/attribution`), read once."""

from __future__ import annotations

from functools import cache

from extractor.data_loader import load_yaml
from extractor.inflection import noun_forms, verb_forms
from extractor.schema import Model


class AttributionFile(Model):
    """`data/attribution/<language>.yaml`."""

    said_verbs: list[str]
    weak_verbs: list[str]
    said_phrases: list[str]
    quoting: list[str]
    spokespeople: list[str]
    according: list[str]
    carriers: list[str]
    speakers: list[str]
    bodies: list[str]
    copulas: list[str]
    never: list[str]


class ReportWords(Model):
    """The forms of the file's words."""

    said: frozenset[str]
    weak: frozenset[str]
    phrases: frozenset[tuple[str, str]]
    quoting: frozenset[str]
    spokespeople: frozenset[str]
    carriers: frozenset[str]
    speakers: frozenset[str]
    bodies: frozenset[str]
    copulas: frozenset[str]
    never: frozenset[str]
    according: tuple[tuple[str, ...], ...]


@cache
def report_words() -> ReportWords:
    """The word lists, read once."""
    data = load_yaml("attribution/en.yaml", AttributionFile)
    return ReportWords(
        said=frozenset(f for v in data.said_verbs for f in verb_forms(v)),
        weak=frozenset(f for v in data.weak_verbs for f in verb_forms(v)),
        phrases=frozenset((f, p) for v, p in (x.split() for x in data.said_phrases) for f in (v, *verb_forms(v))),
        quoting=frozenset(f for v in data.quoting for f in verb_forms(v)),
        spokespeople=frozenset(f for n in data.spokespeople for f in noun_forms(n)),
        carriers=frozenset(f for n in data.carriers for f in noun_forms(n)),
        speakers=frozenset(f for n in data.speakers for f in noun_forms(n)),
        bodies=frozenset(f for n in data.bodies for f in noun_forms(n)),
        copulas=frozenset(data.copulas),
        never=frozenset(data.never),
        according=tuple(tuple(a.split()) for a in data.according),
    )


def reporting_words() -> frozenset[str]:
    """The lower-cased words without which no sentence has a source phrase."""
    words = report_words()
    return words.said | words.quoting | {a[0] for a in words.according} | {verb for verb, _ in words.phrases}


def is_speaker(word: str) -> bool:
    """Whether the (lower-cased) noun is one for somebody who states things."""
    return word in report_words().speakers


def is_body(word: str) -> bool:
    """Whether the (lower-cased) noun is one for an organisation, a ministry, a force."""
    return word in report_words().bodies


def speaks_for_others(word: str) -> bool:
    """Whether the (lower-cased) noun is one for people who, without a name, stand for their organisation."""
    return word in report_words().spokespeople
