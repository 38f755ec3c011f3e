"""The English data of the temporal stage, checked and compiled once a process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from extractor.data_loader import load_yaml
from extractor.schema import Model


class TemporalData(Model):
    """The keys of ``data/temporal/en.yaml``; the file says what each of them is."""

    months: dict[str, list[str]]
    weekdays: dict[str, list[str]]
    month_words: list[str]
    not_after_month_words: list[str]
    numbers: dict[str, int]
    units: dict[str, str]
    days: dict[str, tuple[int, int]]
    day_parts: list[str]
    modifiers: list[str]
    approximate: list[str]
    at: list[str]
    since: list[str]
    until: list[str]
    cut_with: list[str]
    year_after: list[str]
    names_before: list[str]
    names_after: list[str]
    begin_words: list[str]
    begin_verbs: list[str]
    future_cues: list[str]
    counted: list[str]
    reporting_verbs: list[str]
    statement_words: list[str]
    between_telling: list[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`data` as tables and patterns. `rules` gives the fields of what `finder` found under the rule's name."""

    data: TemporalData
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    trigger: re.Pattern[str]
    finder: re.Pattern[str]
    rules: Mapping[str, re.Pattern[str]]
    prefix: re.Pattern[str]
    suffix: re.Pattern[str]
    connector: re.Pattern[str]
    since_clause: re.Pattern[str]
    begins: re.Pattern[str]
    begin_verb: re.Pattern[str]
    future: re.Pattern[str]
    month_verb: re.Pattern[str]
    since: frozenset[str]
    until: frozenset[str]
    cut_with: frozenset[str]
    year_after: frozenset[str]
    counted: frozenset[str]
    names_before: frozenset[str]
    names_after: frozenset[str]
    saying: frozenset[str]
    reporting: frozenset[str]
    telling: frozenset[str]


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first; white space in them matches any."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


def _cased(table: Mapping[str, list[str]], *, short: bool) -> str:
    names = [n for name, cut in table.items() for n in ([name, *cut] if short else [name])]
    full = alternatives([*table, *(n.upper() for n in table)])
    cut = alternatives(c for n in names if n not in table for c in (n, n.upper()))
    return rf"(?:{full}|(?:{cut})\b\.?)" if cut else rf"(?:{full})"


_D = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_Y = r"(?:1[5-9]\d\d|20\d\d)"
_DAY_END = r"(?!\w|[,.:]\d|-[A-Za-z])"
_END = r"(?![\w]|[,.:]\d|-\w)"


def _rules(data: TemporalData) -> dict[str, str]:
    """The shapes of a time expression, in the order in which they are tried at one place."""
    month, weekday = _cased(data.months, short=True), _cased(data.weekdays, short=True)
    day = rf"(?i:{alternatives(data.weekdays)})"
    n = rf"(?:\d{{1,3}}|(?i:{alternatives(data.numbers)}))"
    unit = rf"(?i:{alternatives(data.units)})"
    lower_month = rf"(?i:{alternatives(data.months)})"
    rough = alternatives(data.approximate)
    back = r"(?i:past|last|previous|preceding)"
    return {
        "iso": rf"(?P<y>{_Y})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        "numeric": rf"(?P<a>\d{{1,2}})(?P<sep>[./])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{_Y})(?!\d)",
        "day_month": (
            rf"(?:{weekday},?\s+)?(?:the\s+)?(?<![\d.,$€£])(?P<d>{_D})(?:\s*(?:-|–|to|and)\s*(?P<e>{_D}))?\s+(?:of\s+)?"
            rf"(?P<m>{month})(?:,?\s+(?P<y>{_Y}){_END}|\s+['’]?(?P<yy>\d\d)(?=\s*[(,.;]|\s*--?\s|$))?(?!\w)"
        ),
        "month_day": (
            rf"(?:{weekday},?\s+)?(?P<m>{month})\s+(?P<d>{_D}){_DAY_END}(?:\s*(?:-|–|to|through)\s*(?P<e>{_D}){_END})?"
            rf"(?:,?\s+(?P<y>{_Y}){_END})?"
        ),
        "month_year": rf"(?P<m>{month}|{lower_month}),?\s+(?:of\s+)?(?P<y>{_Y}){_END}",
        "month_rel": rf"(?P<m>{month})(?:\s+of)?\s+(?i:(?P<which>this|last))\s+year",
        "month": rf"(?P<m>{month})(?!\w)",
        "weekday": rf"(?P<w>{day})(?!\w)",
        "years": rf"(?P<y>{_Y})(?:\s?[-–]\s?|-to-)(?P<z>{_Y}|\d\d)(?![\w,])",
        "decade": r"(?:the\s+)?(?P<y>(?:1[5-9]|20)\d0)['’]?s(?!\w)",
        "year": rf"(?P<y>{_Y})(?!\w|[,.]\d|-\w|['’]\w)",
        "back": rf"(?:the\s+)?{back}\s+(?P<n>{n})[\s-]+(?P<u>{unit})(?!\w)",
        "back_one": r"the\s+(?i:past|last)\s+(?P<u>(?i:day|week|month|year|decade))(?!\w)",
        "named": rf"(?i:(?P<name>{alternatives(data.days)}))(?!\w)",
        "rel": r"(?i:(?P<which>this\s+past|this|last|next|coming))\s+(?P<u>(?i:week|month|year|weekend))(?!\w)",
        "weekend": r"(?i:the\s+weekend)(?!\w)",
        "edge": (
            r"(?i:the\s+(?P<edge>start|beginning|end)\s+of\s+(?P<which>the|this|last)\s+(?P<u>week|month|year))(?!\w)"
        ),
        "ago": rf"(?i:(?:{rough})\s+)?(?P<n>{n})\s+(?P<u>{unit})\s+(?i:ago)(?!\w)",
        "moved": rf"(?P<n>{n})\s+(?P<u>{unit})\s+(?i:(?P<to>earlier|later))(?!\w)",
        "beside": (
            r"(?i:the\s+(?:(?P<to>previous|preceding|next|following)\s+day|day\s+(?P<of>before|after)(?=\s*[.,;)]|\s*\Z)))(?!\w)"
        ),
        "span": (
            rf"(?i:(?:over|during)\s+(?:(?:{rough})\s+)?)(?P<n>{n})\s+(?P<u>(?i:years|decades))(?!\w)"
            rf"|(?i:in\s+(?:(?:{rough})\s+)?)(?P<k>{n})\s+(?P<v>(?i:years|decades))(?=\s+(?i:of)\s)"
        ),
    }  # fmt: skip


@cache
def lexicon() -> Lexicon:
    """The compiled data. Raises `DataError` where the file does not fit."""
    data = load_yaml("temporal/en.yaml", TemporalData)
    shapes = _rules(data)
    bare = "|".join(f"(?P<{name}>{_unnamed(shape)})" for name, shape in shapes.items())
    prepositions = alternatives([*data.at, *data.since, *data.until])
    months = {n.lower(): i for i, (name, cut) in enumerate(data.months.items(), 1) for n in (name, *cut)}
    return Lexicon(
        data=data,
        months=months,
        weekdays={name.lower(): i for i, name in enumerate(data.weekdays)},
        trigger=re.compile(
            rf"\d{{4}}|\d/\d|(?i:{alternatives(n[:3] for n in [*data.months, *data.weekdays])})"
            rf"|(?i:\b(?:past|last|this|next|ago|day|week|weekend|earlier|later|years?|decades?|{alternatives(data.days)})\b)"
        ),
        finder=re.compile(rf"(?<![\w$€£])(?:{bare})"),
        rules={name: re.compile(shape) for name, shape in shapes.items()},
        prefix=re.compile(
            rf"(?i:(?<![\w'’-])(?:(?P<prep>{prepositions})\s+)?(?:the\s+)?(?:(?P<mod>{alternatives(data.modifiers)})[\s-]+(?:on\s+)?)?"
            r"(?:the\s+)?(?:(?P<which>last|this|next|this\s+past|this\s+coming)\s+)?)\Z"
        ),
        suffix=re.compile(rf"\s+(?i:(?:early\s+|late\s+)?(?:{alternatives(data.day_parts)}))(?!\w)"),
        connector=re.compile(
            r"\s*(?:-|–|—|(?i:to|until|till|through|thru|(?P<and>and)))\s*(?i:(?:the\s+)?(?:(?:early|late|mid|end\s+of)[\s-]+)?)"
        ),
        since_clause=re.compile(r"(?<!\w)(?i:(?:ever\s+)?since)\s+(?P<words>(?:[^\s.;:()—–,]+\s+){0,14}?)\Z"),
        begins=re.compile(rf"(?<!\w)(?i:{alternatives(data.begin_words)})(?!\w)"),
        begin_verb=re.compile(rf"(?<!\w)(?i:{alternatives(data.begin_verbs)})\s+\Z"),
        future=re.compile(rf"(?<!\w)(?i:{alternatives(data.future_cues)})(?!\w)"),
        month_verb=re.compile(rf"\s+(?i:{alternatives(data.not_after_month_words)})(?!\w)"),
        since=frozenset(data.since),
        until=frozenset(data.until),
        cut_with=frozenset(data.cut_with) | frozenset(data.since) | frozenset(data.until),
        year_after=frozenset(data.year_after) | frozenset(data.since) | frozenset(data.until),
        counted=frozenset(data.counted),
        names_before=frozenset(data.names_before),
        names_after=frozenset(data.names_after),
        saying=frozenset(data.reporting_verbs),
        reporting=frozenset(data.reporting_verbs) | frozenset(data.statement_words),
        telling=frozenset(data.between_telling),
    )


def _unnamed(shape: str) -> str:
    shape = shape.replace(r"(?P=sep)", "[./]")
    return re.sub(r"\(\?P<\w+>", "(?:", shape)
