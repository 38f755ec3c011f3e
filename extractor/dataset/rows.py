"""The rows of the dataset's tables, flat, and how records become rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Literal

from extractor.kb import KBEntry
from extractor.reconcile import Check
from extractor.reconcile.model import CheckKind, Severity
from extractor.schema import (
    Article,
    ArticleResult,
    Entity,
    EntityType,
    FigureRecord,
    Measure,
    Model,
    Quantifier,
    Section,
    Status,
    Unit,
)

Role = Literal["affiliation", "actor", "location", "source"]
_ROLES: dict[str, Role] = {
    "affiliations": "affiliation", "actors": "actor", "locations": "location", "sources": "source",
}  # fmt: skip


class ArticleRow(Model):
    """One article. The columns are described in ``data/dataset/tables.yaml``, here and below."""

    id: str
    input_id: str
    title: str | None
    date: datetime.date | None
    url: str | None
    publisher: str | None
    language: str | None
    sha256: str
    characters: int
    duplicate_of: str | None
    blocks: int
    repeated_blocks: int
    sentences: int
    parsed_sentences: int
    figures: int
    totals: int
    checks: int


class FigureRow(Model):
    """One figure, without nesting."""

    id: str
    article_id: str
    article_date: datetime.date | None
    duplicate_of: str | None
    section: Section
    number_start: int
    number_end: int
    number_text: str
    sentence_start: int
    sentence_end: int
    sentence_text: str
    value: int | None
    low: int | None
    high: int | None
    quantifier: Quantifier
    measure: Measure
    unit: Unit
    category: str
    also: tuple[str, ...]
    groups: tuple[str, ...]
    affiliations: tuple[str, ...]
    affiliations_ids: tuple[str | None, ...]
    actors: tuple[str, ...]
    actors_ids: tuple[str | None, ...]
    causes: tuple[str, ...]
    locations: tuple[str, ...]
    locations_ids: tuple[str | None, ...]
    countries: tuple[str, ...]
    sources: tuple[str, ...]
    sources_ids: tuple[str | None, ...]
    period_start: str | None
    period_end: str | None
    period_text: str | None
    status: Status
    implicit: bool
    part_of: str | None
    same_as: str | None
    confidence: float


class MentionRow(Model):
    """One entity of one figure."""

    id: str
    figure: str
    article_id: str
    role: Role
    position: int
    entity: str | None
    name: str
    type: EntityType | None
    start: int
    end: int
    text: str
    rule: str | None


class EntityRow(Model):
    """One entry of the knowledge base that is used."""

    id: str
    name: str
    type: EntityType | None
    countries: tuple[str, ...]
    parent: str | None
    lat: float | None
    lon: float | None
    population: int | None
    wikidata: str | None
    geonames: int | None
    until: int | None
    note: str | None
    figures: int


class CheckRow(Model):
    """One finding about the numbers of an article."""

    id: str
    article_id: str
    kind: CheckKind
    severity: Severity
    figures: tuple[str, ...]
    sentence_start: int | None
    sentence_end: int | None
    sentence_text: str | None
    message: str


def article_row(
    article: Article, part: ArticleResult, duplicate_of: str | None, *, totals: int, checks: int
) -> ArticleRow:
    """The row of one article; `article` is the input that it was found in."""
    return ArticleRow(
        id=part.id,
        input_id=article.id,
        title=article.title,
        date=day(part.date),
        url=article.url,
        publisher=_text(article.extra.get("publisher")),
        language=article.language,
        sha256=part.sha256,
        characters=len(article.text),
        duplicate_of=duplicate_of,
        blocks=part.blocks,
        repeated_blocks=part.repeated_blocks,
        sentences=part.sentences,
        parsed_sentences=part.parsed_sentences,
        figures=len(part.figures),
        totals=totals,
        checks=checks,
    )


def _text(value: object) -> str | None:
    """A key that the readers do not check, if it is a text that can be written."""
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" for c in value):
        return None
    return value


def day(date: str | None) -> datetime.date | None:
    """An ISO date as a date."""
    return None if date is None else datetime.date.fromisoformat(date)


def figure_row(
    record: FigureRecord, date: str | None, duplicate_of: str | None, countries: tuple[str, ...]
) -> FigureRow:
    """A record without its nesting; `countries` are those of its locations."""
    flat: dict[str, object] = {
        name: getattr(record, name) for name in FigureRow.model_fields if name in FigureRecord.model_fields
    }
    for name in _ROLES:
        entities: Sequence[Entity] = getattr(record, name)
        flat[name] = tuple(map(name_of, entities))
        flat[f"{name}_ids"] = tuple(e.id for e in entities)
    for name in ("number", "sentence"):
        span = getattr(record, name)
        flat |= {f"{name}_start": span.start, f"{name}_end": span.end, f"{name}_text": span.text}
    period = record.period
    for name in ("start", "end", "text"):
        flat[f"period_{name}"] = getattr(period, name) if period else None
    return FigureRow.model_validate(
        {**flat, "article_date": day(date), "duplicate_of": duplicate_of, "countries": countries}
    )


def mention_rows(record: FigureRecord) -> Iterator[MentionRow]:
    """The entities of a record, by role and position."""
    rules = {(e.field, e.span.start, e.span.end): e.rule for e in reversed(record.evidence)}
    for field, role in _ROLES.items():
        entities: Sequence[Entity] = getattr(record, field)
        for position, entity in enumerate(entities, 1):
            at = entity.mention
            yield MentionRow(
                id=f"{record.id}/{role}/{position}",
                figure=record.id,
                article_id=record.article_id,
                role=role,
                position=position,
                entity=entity.id,
                name=name_of(entity),
                type=entity.type,
                start=at.start,
                end=at.end,
                text=at.text,
                rule=rules.get((field, at.start, at.end)),
            )


def entities_of(record: FigureRecord) -> dict[str, Entity]:
    """The entries of the knowledge base that a record names, by id, with their first mention."""
    found: dict[str, Entity] = {}
    for field in _ROLES:
        for entity in getattr(record, field):
            if entity.id is not None:
                found.setdefault(entity.id, entity)
    return found


def name_of(entity: Entity) -> str:
    """What to call an entity: its name, or the words of the mention."""
    return entity.name or entity.mention.text


def entity_row(entry: KBEntry, figures: int) -> EntityRow:
    """The row of one entry of the knowledge base."""
    return EntityRow(
        id=entry.id,
        name=entry.name,
        type=entry.type,
        countries=entry.countries,
        parent=entry.parent,
        lat=entry.lat,
        lon=entry.lon,
        population=entry.population,
        wikidata=entry.qid,
        geonames=entry.geonames,
        until=entry.until,
        note=entry.note or None,
        figures=figures,
    )


def check_row(check: Check) -> CheckRow:
    """A check with its sentence spread over columns."""
    at = check.sentence
    return CheckRow(
        id=check.id,
        article_id=check.article_id,
        kind=check.kind,
        severity=check.severity,
        figures=check.figures,
        sentence_start=at.start if at else None,
        sentence_end=at.end if at else None,
        sentence_text=at.text if at else None,
        message=check.message,
    )
