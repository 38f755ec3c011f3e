"""Periods that cannot be: an end before the start, a count over years in one month, a report before the events."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from functools import cache

from extractor.reconcile.changes import Finding
from extractor.reconcile.lexicon import lexicon
from extractor.reconcile.links import Links
from extractor.reconcile.words import named
from extractor.schema import FigureRecord

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def span(date: str | None) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of an ISO date of any precision; null for what is no such date."""
    match = _ISO.match(date or "")
    if match is None:
        return None
    year, month, day = (int(g) if g else None for g in match.groups())
    try:
        first = datetime.date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = datetime.date(year or 0, last_month, day or calendar.monthrange(year or 1, last_month)[1])
    except ValueError:
        return None
    return first, last


def periods(links: Links, published: str | None) -> Iterator[Finding]:
    """The checks of each record's own period, and of the date of the statement in its sentence."""
    began = _began(links)
    for record in links.records:
        since = _since_the_start(links, record)
        start, end = (span(record.period.start), span(record.period.end)) if record.period else (None, None)
        if start and end and end[1] < start[0]:
            text = f"{named(record)}: the period ends ({_end(record)}) before it starts ({_start(record)})"
            yield Finding("period_order", "error", (record,), text)
        elif since and start and end and end[1] <= start[1]:
            text = f"{named(record)} since the start of the events, but the period is only {_start(record)}"
            yield Finding("period_too_short", "warning", (record,), text)
        day = span(published)
        if day and start and start[0] > day[1] and record.status != "projected":
            text = f"{named(record)} from {_start(record)} on, but the article is of {published}"
            yield Finding("report_before_events", "warning", (record,), text)
        if since:
            yield from _stated_too_early(record, began)


def _stated_too_early(record: FigureRecord, began: str | None) -> Iterator[Finding]:
    """ "In March 2011 it announced that 494,438 had been killed since the start", where all began in March 2011."""
    said = _statement_date(record)
    start, statement = span(began), span(said)
    if start and statement and statement[1] <= start[1]:
        text = f"{named(record)} since the start of the events, stated in {said}; but they began in {began}"
        yield Finding("report_before_events", "warning", (record,), text)


def _start(record: FigureRecord) -> str | None:
    return record.period.start if record.period else None


def _end(record: FigureRecord) -> str | None:
    return record.period.end if record.period else None


def _since_the_start(links: Links, record: FigureRecord) -> bool:
    """Whether "since the start of" stands by this count: before or behind it, and no other count in between.

    A capital behind the count opens a sentence of its own, where a text has lost its full stops.
    """
    text, at = record.sentence.text, record.number.start - record.sentence.start
    others = [r.number.start - record.sentence.start for r in links.records if r.sentence == record.sentence]
    for cue in lexicon().since:
        for place in (text[:at].lower().rfind(cue), text.find(cue, at)):
            low, high = sorted((place, at))
            if place >= 0 and not any(low < other < high for other in others):
                return True
    return False


def _began(links: Links) -> str | None:
    """When the events of the article began: the earliest start of a period of more than a month."""
    starts = []
    for record in links.records:
        start, end = span(_start(record)), span(_end(record))
        if start and (end is None or (end[1] - start[0]).days > 31):
            starts.append((start[0], str(_start(record))))
    return min(starts)[1] if starts else None


def _statement_date(record: FigureRecord) -> str | None:
    """The date before the verb of saying, ISO with reduced precision: "In March 2011, the Observatory announced that"."""
    head = record.sentence.text[: record.number.start - record.sentence.start]
    verbs = [m.start() for m in _said().finditer(head)]
    if not verbs:
        return None
    found = _dates().search(head[: verbs[0]])
    if found is None:
        return None
    month = lexicon().months.index(found["month"]) + 1
    day = found["day"] or found["day2"]
    return f"{found['year']}-{month:02}" + (f"-{int(day):02}" if day else "")


@cache
def _said() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, lexicon().said)) + r")\b", re.IGNORECASE)


@cache
def _dates() -> re.Pattern[str]:
    months = "|".join(lexicon().months)
    return re.compile(rf"\b(?:(?P<day>\d{{1,2}}) )?(?P<month>{months})(?: (?P<day2>\d{{1,2}}),)? (?P<year>\d{{4}})\b")
