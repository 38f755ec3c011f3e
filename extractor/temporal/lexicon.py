"""The English data of the temporal stage, checked and compiled once a process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from extractor.data_loader import load_yaml
from extractor.temporal.shapes import TemporalData, alternatives, shapes

_GROUP_NAME = re.compile(r"\(\?P<\w+>")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`data` as tables and patterns. `rules` gives the fields of what `finder` found by that name.

    The patterns that end in ``\\Z`` are searched up to a position: what stands directly before an expression.
    """

    data: TemporalData
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    hints: tuple[str, ...]
    figures: re.Pattern[str]
    finder: re.Pattern[str]
    rules: Mapping[str, re.Pattern[str]]
    prefix: re.Pattern[str]
    suffix: re.Pattern[str]
    rel_year: re.Pattern[str]
    connector: re.Pattern[str]
    stretch_to: re.Pattern[str]
    since_clause: re.Pattern[str]
    begins: re.Pattern[str]
    begin_verb: re.Pattern[str]
    saying_inside: re.Pattern[str]
    future: re.Pattern[str]
    month_verb: re.Pattern[str]
    sets: Mapping[str, frozenset[str]]


def _words(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{alternatives(words)})(?!\w)")


def _sets(data: TemporalData) -> dict[str, frozenset[str]]:
    named = {
        "month_modifiers": data.month_modifiers,
        "year_modifiers": data.year_modifiers,
        "start": data.start_modifiers,
        "end": data.end_modifiers,
        "night": data.night_modifiers,
        "since": data.since,
        "until": data.until,
        "cut_with": data.cut_with + data.since + data.until,
        "year_after": data.year_after + data.since + data.until,
        "counted": data.counted,
        "events": data.events + data.begin_words,
        "names_before": data.names_before,
        "names_after": data.names_after,
        "saying": data.reporting_verbs,
        "telling": data.reporting_verbs + data.statement_words,
        "between_telling": data.between_telling,
        "before_adjectives": data.before_adjectives,
    }
    return {name: frozenset(words) for name, words in named.items()}


def _hints(data: TemporalData) -> tuple[str, ...]:
    """One of these or of `_figures` is in every time expression; looking for them is ten times as fast."""
    names = [n.lower() for n in [*data.months, *data.weekdays, *data.days, *data.holidays]]
    return (
        *names, "last", "past", "ago", "year", "month", "week", "earlier", "later", "decade", " day", "days",
        "the next", "following", "previous", "preceding", "since then", "this s", "this autumn", "this fall",
    )  # fmt: skip


def _figures(data: TemporalData) -> re.Pattern[str]:
    short = alternatives({c for cut in data.months.values() for c in cut})
    return re.compile(rf"\d{{4}}|\d[./]\d|\d(?:st|nd|rd|th)\b|(?i:{short})\.?\s+\d|\d\s+(?:of\s+)?(?i:{short})")


@cache
def lexicon() -> Lexicon:
    """The compiled data. Raises `DataError` where the file does not fit."""
    data = load_yaml("temporal/en.yaml", TemporalData)
    rules = shapes(data)
    bare = "|".join(f"(?P<{name}>{_unnamed(shape)})" for name, shape in rules.items())
    prepositions = alternatives([*data.at, *data.since, *data.until])
    modifiers = alternatives(data.modifiers)
    numbers, units = alternatives(data.numbers), alternatives(data.units)
    return Lexicon(
        data=data,
        months={n.lower(): i for i, (name, cut) in enumerate(data.months.items(), 1) for n in (name, *cut)},
        weekdays={name.lower(): i for i, name in enumerate(data.weekdays)},
        hints=_hints(data),
        figures=_figures(data),
        finder=re.compile(rf"(?<![\w$€£])(?:{bare})"),
        rules={name: re.compile(shape) for name, shape in rules.items()},
        prefix=re.compile(
            rf"(?i:(?<![\w'’-])(?:(?P<prep>{prepositions})\s+)?"
            rf"(?:the\s+)?(?:(?P<mod>{modifiers})[\s-]+(?:on\s+)?)?"
            r"(?:the\s+)?(?:(?P<which>last|this|next|this\s+past|this\s+coming)\s+)?)\Z"
        ),
        suffix=re.compile(rf"\s+(?i:(?:early\s+|late\s+)?(?:{alternatives(data.day_parts)}))(?!\w)"),
        rel_year=re.compile(r",?\s+(?:of\s+)?(?i:(?P<which>this|last|that|the\s+same)\s+year)(?!\w)"),
        connector=re.compile(
            r"\s*(?:-|–|—|(?i:to|until|till|through|thru|(?P<and>and)))\s*"
            r"(?i:(?:the\s+)?(?:(?:early|late|mid|end\s+of)[\s-]+)?)"
        ),
        stretch_to=re.compile(
            rf"(?<!\w)(?i:(?:in\s+|over\s+|for\s+)?the\s+(?:(?P<n>\d{{1,3}}|{numbers})\s+)?(?P<u>{units})\s+"
            r"(?:to|ending|ended|up\s+to|through)\s+(?:on\s+)?)\Z"
        ),
        since_clause=re.compile(r"(?<!\w)(?i:(?:ever\s+)?since)\s+(?P<words>(?:[^\s.;:()—–,]+\s+){0,14}?)\Z"),
        begins=_words(data.begin_words),
        begin_verb=re.compile(rf"(?<!\w)(?i:{alternatives(data.begin_verbs)})\s+\Z"),
        saying_inside=_words(data.reporting_verbs),
        future=_words(data.future_cues),
        month_verb=re.compile(rf"\s+(?i:{alternatives(data.not_after_month_words)})(?!\w)"),
        sets=_sets(data),
    )


def _unnamed(shape: str) -> str:
    return _GROUP_NAME.sub("(?:", shape.replace(r"(?P=sep)", "[./]"))
