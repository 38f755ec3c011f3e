"""What the event schemes (UCDP, ACLED, IDMC) have in common: which figures, where, when, and the note.

A row is a figure of an article, not an event: one event can have many rows, and nobody may add them up blindly.
Repeats inside an article and figures of duplicate articles are left out; a part of a total stays and says of which.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from extractor.data_loader import read_yaml
from extractor.exchange.common import DATA, Outcome, Source
from extractor.exchange.dataset import Claim
from extractor.kb import KBEntry, KnowledgeBase
from extractor.schema import Entity, FigureRecord, Model, Period
from extractor.writers import csv_cell, csv_line

EXTRA = ("figure_id", "part_of", "note")
Cells = dict[str, object]


class Scheme(Model):
    """The data file of a scheme: its columns, and which figures it has a place for."""

    columns: tuple[str, ...]
    categories: tuple[str, ...]
    statuses: tuple[str, ...]
    outside: tuple[str, ...]


class Where(NamedTuple):
    """The places of a figure as far as the knowledge base knows them. `country` is alpha-2, if all agree on one."""

    names: tuple[str, ...]
    entries: tuple[KBEntry, ...]
    country: str | None
    country_name: str | None


class When(NamedTuple):
    """The first and the last day that a period can mean; None is open or unknown."""

    first: datetime.date | None
    last: datetime.date | None

    @property
    def days(self) -> int | None:
        return (self.last - self.first).days + 1 if self.first and self.last else None

    @property
    def year(self) -> int | None:
        """The year of the whole period, if it is one."""
        return self.first.year if self.first and self.last and self.first.year == self.last.year else None


@cache
def countries() -> dict[str, tuple[str, str]]:
    """ISO 3166-1 alpha-2 → (alpha-3, numeric)."""
    return read_yaml(DATA / "countries.yaml", dict[str, tuple[str, str]])


def when(period: Period | None) -> When:
    """The days of a period; a date of reduced precision gives its first day as start and its last as end."""
    if period is None:
        return When(None, None)
    return When(_day(period.start, last=False), _day(period.end, last=True))


def _day(value: str | None, *, last: bool) -> datetime.date | None:
    try:
        parts = [int(part) for part in (value or "").split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else 12 if last else 1
        day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1] if last else 1
        return datetime.date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        return None


def where(kb: KnowledgeBase, record: FigureRecord) -> Where:
    """The places of a record. Two places in different countries leave the country open."""
    names = tuple(entity.name or entity.mention.text for entity in record.locations)
    entries = tuple(entry for e in record.locations if (entry := _entry(kb, e)) is not None)
    found = {entry.country for entry in entries}
    country = next(iter(found)) if len(found) == 1 and len(entries) == len(names) else None
    state = kb.state_of.get(country) if country else None
    return Where(names, entries, country, None if state is None else kb.entry(state).name)


def _entry(kb: KnowledgeBase, entity: Entity) -> KBEntry | None:
    # Looking for a packed place reads the whole gazetteer, and the same places come again and again.
    return _cached(kb).get_entry(entity.id) if entity.id else None


class _Cached:
    def __init__(self, kb: KnowledgeBase) -> None:
        self.get_entry: Callable[[str], KBEntry | None] = cache(kb.get)


@cache
def _cached(kb: KnowledgeBase) -> _Cached:
    return _Cached(kb)


def note(record: FigureRecord, more: Iterable[str], *, sentence: bool = True) -> str:
    """What the scheme has no column for, in words, and the sentence if that has none either."""
    said = [*more, *_hedge(record)]
    if record.measure != "level":
        said.append(f"{record.measure} of an earlier count")
    if record.status != "reported":
        said.append(f"status: {record.status}")
    if record.unit != "people":
        said.append(f"counts {record.unit}")
    if record.also:
        said.append(f"also: {', '.join(record.also)}")
    if record.part_of:
        said.append("part of the total in part_of: do not add both")
    if record.period:
        start, end = record.period.start or "open", record.period.end or "open"
        said.append(f"period: {start}/{end} ({record.period.text!r})")
    if sentence:
        said.append(f"sentence: {' '.join(record.sentence.text.split())}")
    return "; ".join(said)


def _hedge(record: FigureRecord) -> Iterator[str]:
    if record.quantifier != "exact":
        low, high = (("open" if n is None else str(n)) for n in (record.low, record.high))
        yield f"{record.quantifier}: {record.number.text!r}, low {low}, high {high}"


def people(entities: Iterable[Entity]) -> str:
    """Names with ids, joined with a semicolon, in the order of the text."""
    names = dict.fromkeys(f"{e.name or e.mention.text}{f' [{e.id}]' if e.id else ''}" for e in entities)
    return "; ".join(names)


def refused(claim: Claim, scheme: Scheme) -> str | None:
    """Why a figure has no row in the scheme; None if it has one."""
    record = claim.figure
    if record.category not in scheme.categories:
        return f"category is none of {', '.join(scheme.categories)}"
    if record.status not in scheme.statuses:
        return f"status is none of {', '.join(scheme.statuses)}"
    if claim.article.duplicate_of:
        return "the article is a duplicate"
    if record.same_as:
        return "repeats a figure of the article"
    if record.causes and not set(record.causes) - set(scheme.outside):
        return "cause is outside of the scheme"
    return None


def write_events(source: Source, path: Path, scheme: Scheme, row: Callable[[Claim, Where, When], Cells]) -> Outcome:
    """One CSV (RFC 4180, formula-safe): the scheme's columns, then ``figure_id``, ``part_of`` and ``note``."""
    outcome, seen = Outcome(), set()
    columns = (*scheme.columns, *EXTRA)
    with path.open("wb") as out:
        out.write(csv_line(columns))
        for claim in source.dataset.claims():
            if reason := refused(claim, scheme):
                outcome.left_out[reason] += 1
                continue
            record = claim.figure
            cells = row(claim, where(source.kb, record), when(record.period))
            cells |= {"figure_id": record.id, "part_of": claim.total}
            if unknown := set(cells) - set(columns):
                raise ValueError(f"no such columns: {sorted(unknown)}")
            out.write(csv_line(csv_cell(cells.get(name)) for name in columns))
            seen.add(claim.article.id)
            outcome.figures += 1
    outcome.articles = len(seen)
    return outcome
