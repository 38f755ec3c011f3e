"""Every type that crosses a stage boundary. Imports nothing else of this package.

Offsets are Unicode code points of the article's raw text, start inclusive, end exclusive, so that
``raw_text[span.start:span.end] == span.text`` always holds. Categories, groups and causes are plain strings here
because their lists are data (``extractor/data``); the data loader checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Quantifier = Literal["exact", "approximately", "at_least", "more_than", "at_most", "less_than", "between", "vague"]
QuantityKind = Literal[
    "count", "ordinal", "date", "time", "age", "money", "percent", "share", "rate", "measure",
    "duration", "score", "phone", "coordinate", "list_number", "code", "name",
]  # fmt: skip
Measure = Literal["level", "increase", "decrease"]
Unit = Literal["people", "households"]
Section = Literal["title", "caption", "body"]
Status = Literal["reported", "excluded", "unverified", "denied", "projected"]
EntityType = Literal[
    "state", "government", "military", "armed_group", "political", "organization", "ngo", "media",
    "person", "people", "place",
]  # fmt: skip
BlockKind = Literal["headline", "caption", "dateline", "byline", "subheading", "body", "boilerplate"]


class Model(BaseModel):
    """Base of all our types: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Model):
    """A stretch of the raw text; `text` is the exact slice."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Article(Model):
    """One input document. `extra` keeps the unknown keys of its row."""

    id: str
    text: str
    title: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, Any] = Field(default_factory=dict)


class Block(Model):
    """A paragraph-like piece of the text. `repeat_of` is the index of the block that it repeats exactly.

    `part` counts the articles inside one file, from 0.
    """

    start: int
    end: int
    kind: BlockKind
    repeat_of: int | None = None
    part: int = 0


class Sentence(Model):
    """A sentence inside block number `block`."""

    start: int
    end: int
    block: int


class Layout(Model):
    """What the text stage returns: blocks and sentences in reading order."""

    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]


class Quantity(Model):
    """One number expression, read.

    `span` excludes the quantifier cue (`cue`: "at least", "or more"). `value` is null for ranges and vague counts;
    `low`/`high` follow the guideline's table (null is open). For kinds other than ``count`` the bounds still hold
    the number as stated. `measure` is ``increase``/``decrease`` for deltas ("rose by 14").
    """

    span: Span
    value: float | int | None
    low: float | int | None
    high: float | int | None
    quantifier: Quantifier
    kind: QuantityKind
    cue: Span | None = None
    measure: Measure = "level"
    implicit: bool = False
    rule: str = ""


class Entity(Model):
    """Someone or some place in the text. `id` is null for a NIL; `name` then holds the mention's head words."""

    mention: Span
    id: str | None = None
    name: str | None = None
    type: EntityType | None = None


class Period(Model):
    """ISO 8601 with reduced precision; a null end is open."""

    start: str | None
    end: str | None
    text: str


class Evidence(Model):
    """Why a field is set: the words and the rule that read them."""

    field: str
    span: Span
    rule: str


class FigureRecord(Model):
    """One count of people, joined with all that the text says of it. See ``figure-records`` in the guideline."""

    id: str
    article_id: str
    section: Section
    number: Span
    sentence: Span
    value: int | None
    low: int | None
    high: int | None
    quantifier: Quantifier
    measure: Measure = "level"
    unit: Unit = "people"
    category: str
    also: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    affiliations: tuple[Entity, ...] = ()
    actors: tuple[Entity, ...] = ()
    causes: tuple[str, ...] = ()
    locations: tuple[Entity, ...] = ()
    sources: tuple[Entity, ...] = ()
    period: Period | None = None
    status: Status = "reported"
    implicit: bool = False
    part_of: str | None = None
    same_as: str | None = None
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    evidence: tuple[Evidence, ...] = ()


class Reading(Model):
    """One way to read a number: a category with the cue that would give it. `terms` are the largest parts of its score."""

    category: str | None
    probability: float
    cue: Span | None = None
    rule: str = ""
    terms: tuple[tuple[str, float], ...] = ()


class Refusal(Model):
    """Words that were looked at for a field and not taken, with the reason."""

    field: str
    span: Span
    reason: str


class Decision(Model):
    """What was decided on one number expression and why; `record_id` is null if it is no figure."""

    number: Quantity
    sentence: Span
    record_id: str | None
    reason: str
    readings: tuple[Reading, ...] = ()
    refused: tuple[Refusal, ...] = ()


class ArticleResult(Model):
    """What one article yields. `others` are the further articles found in the same text (ids ``ID#2``, ``ID#3``).

    `decisions` is filled only when an explanation was asked for.
    """

    id: str
    sha256: str
    date: str | None = None
    blocks: int
    repeated_blocks: int
    sentences: int
    parsed_sentences: int
    figures: tuple[FigureRecord, ...]
    decisions: tuple[Decision, ...] = ()
    others: tuple[ArticleResult, ...] = ()

    def to_dicts(self) -> list[dict[str, Any]]:
        """The figures as plain dicts, one a row (`pandas.DataFrame(result.to_dicts())` works)."""
        return [f.model_dump(mode="json") for f in self.figures]
