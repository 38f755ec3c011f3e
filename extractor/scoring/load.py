"""Reads gold, predictions and articles for scoring.

Everything is typed but lenient: a record may lack keys. Which keys a record *has* is kept
(`model_fields_set`), because a key that gold does not have is "not annotated", which must never be scored
as 0. Offsets are Unicode code points of the article's raw text, end exclusive. Every problem is a
`ScoringError` with the file and line, or with the article ids.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import ScoringError
from extractor.schema import EntityType, Evidence, Measure, Period, Quantifier, Section, Span, Status, Unit


class EntityRef(BaseModel):
    """An entity as gold or a system gives it. Gold without ids has `mention` and `name` (null: a NIL)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    mention: Span
    id: str | None = None
    name: str | None = None
    type: EntityType | None = None

    @property
    def is_nil(self) -> bool:
        """No knowledge base entry is meant: an explicit null id, or neither an id nor a name."""
        return self.id is None and (self.name is None or "id" in self.model_fields_set)


class Figure(BaseModel):
    """One figure record, of gold or of a system. Only `id`, `article_id` and `number` are required."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    article_id: str
    number: Span
    section: Section | None = None
    sentence: Span | None = None
    value: int | None = None
    low: int | None = None
    high: int | None = None
    quantifier: Quantifier | None = None
    measure: Measure = "level"
    unit: Unit = "people"
    category: str | None = None
    also: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    affiliations: tuple[EntityRef, ...] = ()
    actors: tuple[EntityRef, ...] = ()
    causes: tuple[str, ...] = ()
    locations: tuple[EntityRef, ...] = ()
    sources: tuple[EntityRef, ...] = ()
    period: Period | None = None
    status: Status = "reported"
    implicit: bool = False
    part_of: str | None = None
    same_as: str | None = None
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str | None = None

    def has(self, field: str) -> bool:
        """Whether the record carries the key at all (a null counts as carried)."""
        return field in self.model_fields_set


class ArticleInfo(BaseModel):
    """What the scorer needs of an article; the other keys of its row are not looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: str
    text: str | None = None
    style: str | None = None
    topic: str | None = None
    split: str | None = None


Source = Path | Iterable[Any]
_T = TypeVar("_T", bound=BaseModel)


class Predictions(BaseModel):
    """The records of one system. `processed` is the ids it read, or None if the file cannot tell."""

    model_config = ConfigDict(frozen=True)

    figures: tuple[Figure, ...]
    processed: frozenset[str] | None = None


def read_rows(source: Source, what: str) -> Iterator[tuple[str, Any]]:
    """Yield (place, value) for each JSON line of a file or each item of an iterable (models are dumped)."""
    if isinstance(source, Path):
        try:
            # Not str.splitlines: it would also split at U+2028 inside a JSON string.
            with source.open(encoding="utf-8-sig", newline="\n") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield f"{source}:{number}", _parse(line, f"{source}:{number}")
        except (OSError, UnicodeDecodeError) as e:
            raise ScoringError(f"{source}: cannot read {what}: {e}") from e
        return
    for number, item in enumerate(source, 1):
        yield f"{what}[{number}]", _dump(item) if isinstance(item, BaseModel) else item


def _dump(item: BaseModel) -> dict[str, Any]:
    # A default confidence is nobody's statement, so it must not enter the calibration table.
    silent = {"confidence"} - item.model_fields_set
    return item.model_dump(mode="json", exclude=silent, exclude_unset=isinstance(item, Figure))


def _parse(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as e:
        raise ScoringError(f"{place}: not JSON: {e}") from e


def _validate(model: type[_T], row: Any, place: str) -> _T:
    if not isinstance(row, Mapping):
        raise ScoringError(f"{place}: expected a JSON object")
    try:
        # Through JSON, where strict mode takes arrays for tuples and still refuses "12" for 12.
        return model.model_validate_json(json.dumps(dict(row)))
    except (ValidationError, TypeError, ValueError) as e:
        if not isinstance(e, ValidationError):
            raise ScoringError(f"{place}: {e}") from e
        first = e.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ScoringError(f"{place}: {key}: {first['msg']}") from e


def load_figures(source: Source, what: str = "records") -> Predictions:
    """Read records, one a line, or article results (`id`, `figures`), which also say what was read."""
    figures: list[Figure] = []
    processed: set[str] = set()
    all_results = True
    for place, row in read_rows(source, what):
        if isinstance(row, Mapping) and "figures" in row:
            for result in _flatten(row, place):
                processed.add(result["id"])
                figures += [_validate(Figure, f, place) for f in result["figures"]]
        else:
            all_results = False
            figures.append(_validate(Figure, row, place))
    _check_figures(figures, what)
    return Predictions(figures=tuple(figures), processed=frozenset(processed) if processed and all_results else None)


def _flatten(row: Mapping[str, Any], place: str) -> Iterator[Mapping[str, Any]]:
    if not isinstance(row.get("id"), str) or not isinstance(row["figures"], Sequence):
        raise ScoringError(f"{place}: an article result needs a string id and a list of figures")
    yield row
    for other in row.get("others") or ():
        yield from _flatten(other, place)


def _check_figures(figures: Sequence[Figure], what: str) -> None:
    twice = sorted(i for i, n in Counter((f.article_id, f.id) for f in figures).items() if n > 1)
    if twice:
        raise ScoringError(f"{what}: record ids used twice: {some([i for _, i in twice])}")
    empty = sorted(f.id for f in figures if f.number.start >= f.number.end)
    if empty:
        raise ScoringError(f"{what}: numbers with an empty span: {some(empty)}")


def load_articles(source: Source) -> dict[str, ArticleInfo]:
    """Read the articles list (JSON lines with `id` and, where known, `text`, `style`, `topic`, `split`)."""
    if isinstance(source, Path) and source.is_dir():
        raise ScoringError(f"{source}: is a folder; pass a .jsonl file, or the articles already read")
    articles: dict[str, ArticleInfo] = {}
    for place, row in read_rows(source, "articles"):
        info = _validate(ArticleInfo, row, place)
        if info.id in articles:
            raise ScoringError(f"{place}: article {info.id} is listed twice")
        articles[info.id] = info
    return articles


def load_splits(source: Path | Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Read ``{"train": [ids], "dev": [ids], …}``; only the keys that hold a list are splits."""
    if isinstance(source, Path):
        try:
            raw = json.loads(source.read_text(encoding="utf-8"))
        except (OSError, ValueError) as e:
            raise ScoringError(f"{source}: cannot read the splits: {e}") from e
        if not isinstance(raw, dict):
            raise ScoringError(f"{source}: expected an object of lists of article ids")
        source = {k: v for k, v in raw.items() if isinstance(v, list)}
    return {name: frozenset(ids) for name, ids in source.items()}


def some(ids: Sequence[str], limit: int = 20) -> str:
    shown = ", ".join(ids[:limit]) or "none"
    return shown if len(ids) <= limit else f"{shown} and {len(ids) - limit} more"
