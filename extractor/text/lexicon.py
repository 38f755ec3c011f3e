"""The English data of the text stage, checked and compiled once a process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extractor.data_loader import load_yaml
from extractor.schema import Model

Abbreviation = Literal["never", "place", "number", "maybe", "calendar", "clock"]


class TextData(Model):
    """The keys of ``data/text/en.yaml``; the file says what each of them is."""

    titles: list[str]
    abbreviations: list[str]
    place_abbreviations: list[str]
    before_number: list[str]
    maybe_final: list[str]
    calendar: list[str]
    not_in_capitals: list[str]
    clock: list[str]
    clock_followers: list[str]
    exclaiming_names: list[str]
    starters: list[str]
    initial_starters: list[str]
    capital_starters: list[str]
    saying_words: list[str]
    domains: list[str]
    decimal_followers: list[str]
    max_sentence_chars: int
    continuation_words: list[str]
    credit_agencies: list[str]
    credit_words: list[str]
    caption_starts: list[str]
    byline_starts: list[str]
    credit_line_starts: list[str]
    byline_words: list[str]
    not_datelines: list[str]
    dateline_words: list[str]
    boilerplate_lines: list[str]
    boilerplate_starts: list[str]
    headline_max_words: int
    subheading_max_words: int
    boilerplate_max_words: int
    caption_max_words: int
    repeat_min_words: int
    repeat_window: int
    wrap_max_chars: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`data` as sets and patterns."""

    data: TextData
    abbreviations: dict[str, Abbreviation]
    starters: frozenset[str]
    initial_starters: frozenset[str]
    capital_starters: frozenset[str]
    clock_followers: frozenset[str]
    domains: frozenset[str]
    exclaiming_names: frozenset[str]
    decimal: re.Pattern[str]
    attribution: re.Pattern[str]
    continuation: frozenset[str]
    boilerplate_lines: frozenset[str]
    boilerplate_starts: tuple[str, ...]
    caption_starts: tuple[str, ...]
    not_datelines: frozenset[str]
    byline_starts: tuple[str, ...]
    byline_words: tuple[str, ...]
    credit_line_starts: tuple[str, ...]
    byline: re.Pattern[str]
    agency_line: re.Pattern[str]
    credit_inside: re.Pattern[str]
    credit_tail: re.Pattern[str]
    date_line: re.Pattern[str]


MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DAYS = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
FULL_DATE = (
    rf"(?:{DAYS},? )?(?:{MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {MONTHS},? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
)
# A whole person's name, or several: "Jane Doe", "JANE VAN DOE and John P. Smith in Beirut".
_NAME = r"[A-Z][\w.'’\-]*(?: (?:[A-Z][\w.'’\-]*|al-\w+|bin|de|van|von|der|el|la)){0,4}"

# The name in a credit: no sentence end but an initial's period.
_CREDITED = r"(?:[^.|]|(?<=\b[A-Z])\.){2,60}"


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


def _abbreviations(data: TextData) -> dict[str, Abbreviation]:
    table: dict[str, Abbreviation] = {}
    kinds: list[tuple[Abbreviation, list[str]]] = [
        ("never", data.titles + data.abbreviations),
        ("place", data.place_abbreviations),
        ("number", data.before_number),
        ("maybe", data.maybe_final),
        ("calendar", data.calendar),
        ("clock", data.clock),
    ]
    capitals = {w.upper() for w in data.not_in_capitals}
    for kind, words in kinds:
        for word in words:
            table.setdefault(word, kind)
            if word.upper() not in capitals:
                table.setdefault(word.upper(), kind)
    for title in data.titles:
        if title not in data.not_in_capitals:
            table.setdefault(title.lower(), "never")
    return table


@cache
def lexicon() -> Lexicon:
    """The compiled data. Raises `DataError` where the file does not fit."""
    data = load_yaml("text/en.yaml", TextData)
    agencies, words = _any(data.credit_agencies), _any(data.credit_words)
    return Lexicon(
        data=data,
        abbreviations=_abbreviations(data),
        starters=frozenset(data.starters),
        initial_starters=frozenset(data.initial_starters),
        capital_starters=frozenset(data.capital_starters),
        clock_followers=frozenset(data.clock_followers) | {w.upper() for w in data.clock_followers},
        domains=frozenset(data.domains),
        exclaiming_names=frozenset(data.exclaiming_names),
        decimal=re.compile(rf"\d{{1,3}} ?(?:{_any(data.decimal_followers)})\b"),
        attribution=re.compile(rf"{_NAME},? (?:{_any(data.saying_words)})\b"),
        continuation=frozenset(data.continuation_words),
        boilerplate_lines=frozenset(data.boilerplate_lines),
        boilerplate_starts=tuple(data.boilerplate_starts),
        caption_starts=tuple(data.caption_starts),
        not_datelines=frozenset(data.not_datelines),
        byline_starts=tuple(data.byline_starts),
        byline_words=tuple(data.byline_words),
        credit_line_starts=tuple(data.credit_line_starts),
        byline=re.compile(
            rf"\(?(?i:{_any(data.byline_starts)}):? {_NAME}"
            rf"(?:(?:,| and| &|;)(?: and)? {_NAME}| (?:in|for) {_NAME})*"
            rf"(?:,? (?i:{_any(data.byline_words)}))?\.?\)?"
            rf"|(?:{_NAME},? )?(?i:{_any(data.byline_words)})"
        ),
        agency_line=re.compile(rf"[(\[]?(?:{agencies})[)\]]?"),
        credit_inside=re.compile(rf"(?<!\w)(?:{agencies})(?!\w)|\b(?i:{words})\b"),
        credit_tail=re.compile(
            rf"(?:\| ?[^|.]{{0,40}}(?<!\w)(?:{agencies})"
            rf"|\b[A-Z][^.|]{{1,40}}/ ?(?:{agencies})"
            rf"|(?:^|[.!?)\"”|] ?)(?i:{words})(?:s?:| by| credit:| courtesy(?: of)?:?) ?{_CREDITED}"
            rf"|(?:©|\(c\)) ?{_CREDITED})\.?$"
        ),
        date_line=re.compile(
            rf"(?:(?i:{_any(data.dateline_words)}):? ?(?:on |at )?)?"
            rf"(?:(?:\d{{1,2}}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: [A-Z]{{2,4}})?,? ?(?:on |- |\| )?)?{FULL_DATE}"
            rf"(?:,? ?(?:at |- |\| |– )?\d{{1,2}}[:.]\d\d ?(?:[apAP]\.?[mM]\.?)?(?: [A-Z]{{2,4}})?)?)\.?"
        ),
    )
