"""The shapes of bare time expressions, as patterns built from the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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
    holidays: dict[str, tuple[int, int]]
    events: list[str]
    modifiers: list[str]
    month_modifiers: list[str]
    year_modifiers: list[str]
    start_modifiers: list[str]
    end_modifiers: list[str]
    night_modifiers: list[str]
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
    before_adjectives: list[str]


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first; white space in them matches any."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


def _cased(table: Mapping[str, list[str]]) -> str:
    """Names and abbreviations in title case or capitals: "may" and "march" are other words."""
    full = alternatives([*table, *(n.upper() for n in table)])
    short = alternatives({form for cut in table.values() for c in cut for form in (c, c.upper())})
    return rf"(?:{full}|(?:{short})\b\.?)"


_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]\d\d|20\d\d)"
_DAY_END = r"(?!\w|[,.:]\d|-[A-Za-z])"
_END = r"(?!\w|[,.:]\d|-\w)"
_STOP = r"(?=\s*[.,;)]|\s*\Z)"


def shapes(data: TemporalData) -> dict[str, str]:
    """Pattern of each rule, in the order in which they are tried at one place."""
    n = rf"(?:\d{{1,3}}|(?i:{alternatives(data.numbers)}))"
    unit = rf"(?i:{alternatives(data.units)})"
    return {**_dates(data), **_years(n), **_named(data), **_counted(n, unit, alternatives(data.approximate))}


def _dates(data: TemporalData) -> dict[str, str]:
    month, weekday = _cased(data.months), _cased(data.weekdays)
    any_month, any_weekday = alternatives(data.months), alternatives(data.weekdays)
    return {
        "iso": rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        "numeric": rf"(?P<a>\d{{1,2}})(?P<sep>[./])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{_YEAR})(?!\d)",
        "day_month": (
            rf"(?:{weekday},?\s+)?(?:the\s+)?(?<![\d.,$€£])(?P<d>{_DAY})"
            rf"(?:\s*(?:-|–|to|and)\s*(?P<e>{_DAY}))?\s+(?:of\s+)?(?P<m>{month})"
            rf"(?:,?\s+(?P<y>{_YEAR}){_END}|\s+['’]?(?P<yy>\d\d)(?=\s*[(,.;]|\s*--?\s|$))?(?!\w)"
        ),
        "month_day": (
            rf"(?:{weekday},?\s+)?(?P<m>{month})\s+(?P<d>{_DAY}){_DAY_END}"
            rf"(?:\s*(?:-|–|to|through|and)\s*(?P<e>{_DAY}){_DAY_END})?(?:,?\s+(?P<y>{_YEAR}){_END})?"
        ),
        "month_year": rf"(?P<m>{month}|(?i:{any_month})),?\s+(?:of\s+)?(?P<y>{_YEAR}){_END}",
        "month": rf"(?P<m>{month})(?!\w)",
        "weekday": rf"(?P<w>(?i:{any_weekday}))(?!\w)",
        "day_alone": r"the\s+(?P<d>[1-3]?\d)(?:st|nd|rd|th)(?!\w)",
    }


def _years(n: str) -> dict[str, str]:
    return {
        "years": rf"(?P<y>{_YEAR})(?:\s?[-–]\s?|-to-)(?P<z>{_YEAR}|\d\d)(?![\w,])",
        "decade": r"(?:the\s+)?(?P<y>(?:1[89]|20)\d0)['’]?s(?!\w)",
        "year": rf"(?P<y>{_YEAR})(?!\w|[,.]\d|-\w|['’]\w)",
        "part_of": (
            r"(?i:(?:the\s+)?(?P<nth>first|second|third|fourth|last|final)\s+"
            rf"(?:(?P<n>{n})\s+months|(?P<part>half|quarter))\s+of\s+"
            rf"(?:(?P<which>the|this|last)\s+year|(?P<y>{_YEAR})))(?!\w)"
        ),
    }


def _named(data: TemporalData) -> dict[str, str]:
    holidays = [*data.holidays, *(h.upper() for h in data.holidays)]
    return {
        "so_far": r"(?i:so\s+far\s+this\s+(?P<u>week|month|year))(?!\w)",
        "year_end": r"(?i:year[-\s]end)(?!\w)",
        "holiday": rf"(?P<day>{alternatives(holidays)})(?!\w)",
        "named": rf"(?i:(?P<name>{alternatives(data.days)}))(?!\w)",
        "season": r"(?i:(?P<which>this|last)\s+(?:spring|summer|autumn|fall))(?!\w)",
        "rel": r"(?i:(?P<which>this\s+past|this|last|next|coming)\s+(?P<u>week|month|year|weekend))(?!\w)",
        "weekend": r"(?i:the\s+weekend)(?!\w)",
        "edge": (
            r"(?i:the\s+(?P<edge>start|beginning|end)\s+of\s+"
            r"(?P<which>the|this|last)\s+(?P<u>week|month|year))(?!\w)"
        ),
        "since_then": r"(?i:since\s+then)(?!\w)",
    }


def _counted(n: str, unit: str, rough: str) -> dict[str, str]:
    back = r"(?i:past|last|previous|preceding)"
    return {
        "back": rf"(?:the\s+)?{back}\s+(?P<n>{n})[\s-]+(?P<u>{unit})(?!\w)",
        "back_one": r"(?i:the\s+(?:past|last)\s+(?P<u>day|week|month|year|decade))(?!\w)",
        "ago": rf"(?i:(?:{rough})\s+)?(?P<n>{n})\s+(?P<u>{unit})\s+(?i:ago)(?!\w)",
        "moved": rf"(?P<n>{n})\s+(?P<u>{unit})\s+(?i:(?P<to>earlier|later|before{_STOP}))(?!\w)",
        "beside": (
            r"(?i:the\s+(?:(?P<to>previous|preceding|next|following)\s+(?:day|morning|night|evening)"
            rf"|day\s+(?P<of>before|after){_STOP}))(?!\w)"
        ),
        "span": (
            rf"(?i:(?:over|during)\s+(?:(?:{rough})\s+)?)(?P<n>{n})\s+(?P<u>(?i:years|decades))(?!\w)"
            rf"|(?i:in\s+(?:(?:{rough})\s+)?)(?P<k>{n})\s+(?P<v>(?i:years|decades))(?=\s+(?i:of)\s)"
        ),
    }
