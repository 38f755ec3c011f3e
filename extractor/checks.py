"""Lints for what people write by hand: the corpus, the gold file and the lexicons.

Each function returns how many things it looked at and every problem it found, with path and line where there
is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from extractor.data_loader import DATA, load_yaml, read_yaml
from extractor.errors import DataError
from extractor.goldids import IDS_FILE, IdChecker, load_ids
from extractor.goldids import ROLES as _ROLES
from extractor.goldlabels import load_pass
from extractor.readers import find_inputs, parse_date
from extractor.schema import (
    EntityType,
    Evidence,
    Measure,
    Model,
    Period,
    Quantifier,
    Section,
    Span,
    Status,
    Unit,
)

Problems = list[DataError]
_LINKS = ("part_of", "same_as")
# Lexicons are loaded by the stage that first needs them.
_TOUCHES_EVERY_STAGE = (
    "Bomb kills 12 in Kabul\n\nA bomb killed at least 12 people, including two children, in Kabul, "
    "Afghanistan, on Monday, police said. No one else was hurt.\n"
)


class Metadata(Model):
    """The YAML file beside each article of the corpus."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    date: str | None
    style: Literal[
        "wire", "monitor", "un_update", "local", "live_update", "uppercase", "translated", "press_release",
        "follow_up", "scraped",
    ]  # fmt: skip
    topic: Literal[
        "conflict", "terrorism", "protest", "kidnapping", "prisoner_exchange", "displacement", "shipwreck",
        "earthquake", "flood", "storm", "fire", "crash", "collapse", "stampede", "epidemic", "shooting",
        "trial", "no_figures",
    ]  # fmt: skip
    country: str = Field(pattern=r"^[A-Z]{2}$")
    invented: bool
    note: str = Field(min_length=1)

    @field_validator("date")
    @classmethod
    def _iso(cls, value: str | None) -> str | None:
        return parse_date(value)


class GoldEntity(Model):
    """An entity as people label it: words and the knowledge base's name (null: no entry is meant)."""

    mention: Span
    name: str | None
    id: str | None = None
    type: EntityType | None = None


class GoldRecord(Model):
    """One line of the gold file: the schema's names, without what only a system can say."""

    id: str
    article_id: str
    section: Section
    number: Span
    sentence: Span | None = None
    value: int | None
    low: int | None
    high: int | None
    quantifier: Quantifier
    measure: Measure = "level"
    unit: Unit = "people"
    category: str
    also: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    affiliations: tuple[GoldEntity, ...] = ()
    actors: tuple[GoldEntity, ...] = ()
    causes: tuple[str, ...] = ()
    locations: tuple[GoldEntity, ...] = ()
    sources: tuple[GoldEntity, ...] = ()
    period: Period | None = None
    status: Status = "reported"
    implicit: bool = False
    part_of: str | None = None
    same_as: str | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str = ""


def check_corpus(folder: Path) -> tuple[int, Problems]:
    """The articles of `folder`: each can be read and has its metadata beside it; no metadata stands alone."""
    problems = [row.error for row in find_inputs([str(folder)]).rows() if row.error is not None]
    texts = sorted(folder.rglob("*.txt"))
    for path in texts:
        sidecar = path.with_suffix(".yaml")
        if not sidecar.is_file():
            problems.append(DataError("has no metadata beside it (a .yaml file)", path=str(path)))
            continue
        try:
            metadata = read_yaml(sidecar, Metadata)
        except DataError as e:
            problems.append(e)
            continue
        if metadata.id != path.stem:
            problems.append(DataError(f"{metadata.id!r} is not the file's stem", path=str(sidecar), key="id"))
    lone = [p for p in sorted(folder.rglob("*.yaml")) if not p.with_suffix(".txt").is_file()]
    problems += [DataError("has no article beside it (a .txt file)", path=str(path)) for path in lone]
    return len(texts), _unique(problems)


def check_gold(gold: Path, corpus: Path) -> tuple[int, Problems]:
    """The labels of `gold` (JSON lines) against the articles that they are about, its ids against the knowledge base.

    The ids are checked where the file of decisions (``ids.jsonl``) lies beside `gold`.
    """
    texts = {row.article.id: row.article.text for row in find_inputs([str(corpus)]).rows() if row.article}
    records, problems = _read_labels(_lines(gold), texts, str(gold))
    problems += [DataError(p, path=str(gold), line=n, key=key) for n, key, p in _id_problems(gold, records)]
    return len(records), sorted(problems, key=lambda e: e.line or 0)


def check_gold_lines(lines: Iterable[tuple[int, str]], texts: Mapping[str, str], path: str) -> tuple[int, Problems]:
    """Numbered gold lines against the texts of their articles, by id; `path` only names the file in problems."""
    records, problems = _read_labels(lines, texts, path)
    return len(records), problems


def _read_labels(
    lines: Iterable[tuple[int, str]], texts: Mapping[str, str], path: str
) -> tuple[list[tuple[int, GoldRecord]], Problems]:
    labels = {name: frozenset(values) for name, values in load_yaml("labels.yaml", dict[str, list[str]]).items()}
    problems: Problems = []
    records: list[tuple[int, GoldRecord]] = []
    for number, line in lines:
        try:
            record = GoldRecord.model_validate_json(line, strict=True)
        except ValidationError as e:
            first = e.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            problems.append(DataError(first["msg"], path=path, line=number, key=key))
            continue
        records.append((number, record))
        for key, problem in _record_problems(record, texts, labels):
            problems.append(DataError(problem, path=path, line=number, key=key))
    for number, key, problem in (*_link_problems(records), *_overlaps(records)):
        problems.append(DataError(problem, path=path, line=number, key=key))
    return records, sorted(problems, key=lambda e: e.line or 0)


def check_passes(root: Path) -> tuple[int, Problems]:
    """The label files of every pass under ``gold/passes``: each fits its article in ``corpus``."""
    count, problems = 0, []
    for folder in sorted(p for p in (root / "gold" / "passes").glob("*") if p.is_dir()):
        records, found = load_pass(folder.name, root=root)
        count += len(records)
        problems += [DataError(problem) for problem in found]
    return count, problems


def check_lexicons() -> tuple[int, Problems]:
    """Every YAML file of the package's data is sound YAML, and the extractor accepts all of them."""
    problems: Problems = []
    paths = sorted(DATA.rglob("*.yaml"))
    for path in paths:
        try:
            read_yaml(path, dict[str, Any])
        except DataError as e:
            problems.append(e)
    if not problems:
        from extractor import load  # noqa: PLC0415 - the other checks need no language model

        try:
            load().extract(_TOUCHES_EVERY_STAGE, date="2024-01-02", explain=True)
        except DataError as e:
            problems.append(e)
    return len(paths), problems


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise DataError(f"cannot be read: {e}", path=str(path)) from e
    yield from ((n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _record_problems(
    record: GoldRecord, texts: Mapping[str, str], labels: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str]]:
    """(key, problem) of one record taken alone."""
    text = texts.get(record.article_id)
    if text is None:
        yield "article_id", f"{record.article_id!r} is no article of the corpus"
        return
    for key, span in _spans(record):
        if text[span.start : span.end] != span.text:
            yield key, f"{span.text!r} is not what stands at {span.start}-{span.end}"
    if record.period and record.period.text not in text:
        yield "period.text", f"{record.period.text!r} is not in the article"
    for key, kind in (
        ("category", "category"),
        ("also", "category"),
        ("groups", "groups"),
        ("causes", "causes"),
    ):
        value = getattr(record, key)
        for label in (value,) if isinstance(value, str) else value:
            if label not in labels[kind]:
                yield key, f"unknown label {label!r}"
    yield from _bound_problems(record)


def _spans(record: GoldRecord) -> Iterator[tuple[str, Span]]:
    yield "number", record.number
    if record.sentence:
        yield "sentence", record.sentence
    for role in _ROLES:
        for i, entity in enumerate(getattr(record, role)):
            yield f"{role}.{i}.mention", entity.mention
    for i, evidence in enumerate(record.evidence):
        yield f"evidence.{i}.span", evidence.span


def _bound_problems(record: GoldRecord) -> Iterator[tuple[str, str]]:
    value, low, high, quantifier = record.value, record.low, record.high, record.quantifier
    ordered = [n for n in (low, value, high) if n is not None]
    if any(a > b for a, b in pairwise(ordered)):
        yield "value", f"low ≤ value ≤ high does not hold: {low}, {value}, {high}"
    if (value is None) != (quantifier in ("between", "vague")):
        yield "value", f"{value} with the quantifier {quantifier}"
    if quantifier == "exact" and not value == low == high:
        yield "low", f"an exact {value} with the bounds {low}, {high}"
    if quantifier in ("at_least", "more_than", "between", "vague") and low is None:
        yield "low", f"is missing with the quantifier {quantifier}"
    if quantifier in ("at_most", "less_than", "between") and high is None:
        yield "high", f"is missing with the quantifier {quantifier}"


def _link_problems(records: list[tuple[int, GoldRecord]]) -> Iterator[tuple[int, str, str]]:
    """(line, key, problem) of the links: they resolve inside one article and have no cycle."""
    first: dict[str, int] = {}
    by_id: dict[str, GoldRecord] = {}
    for number, record in records:
        if record.id in first:
            yield number, "id", f"{record.id!r} is used on line {first[record.id]} already"
        first.setdefault(record.id, number)
        by_id.setdefault(record.id, record)
    for number, record in records:
        for link in _LINKS:
            target = getattr(record, link)
            if target is None:
                continue
            if target not in by_id or by_id[target].article_id != record.article_id:
                yield number, link, f"{target!r} is no record of {record.article_id}"
            elif _in_cycle(record, link, by_id):
                yield number, link, "runs in a cycle"


def _id_problems(gold: Path, records: list[tuple[int, GoldRecord]]) -> Iterator[tuple[int, str, str]]:
    """(line, key, problem) of the entities' ids."""
    path = gold.with_name(IDS_FILE)
    if not path.exists():
        return
    checker = IdChecker(load_ids(path))
    for number, record in records:
        for role in _ROLES:
            for i, entity in enumerate(getattr(record, role)):
                if "id" not in entity.model_fields_set:
                    yield number, f"{role}.{i}.id", "is missing"
                    continue
                for problem in checker.problems(record.article_id, role, entity.name, entity.id):
                    yield number, f"{role}.{i}.id", problem


def _in_cycle(record: GoldRecord, link: str, by_id: Mapping[str, GoldRecord]) -> bool:
    seen: set[str] = set()
    node: GoldRecord | None = record
    while node is not None and node.id not in seen:
        seen.add(node.id)
        node = by_id.get(getattr(node, link) or "")
    return node is not None and node.id == record.id


def _overlaps(records: list[tuple[int, GoldRecord]]) -> Iterator[tuple[int, str, str]]:
    ordered = sorted(records, key=lambda item: (item[1].article_id, item[1].number.start, item[1].number.end))
    for (_, a), (number, b) in pairwise(ordered):
        if a.article_id == b.article_id and b.number.start < a.number.end:
            yield number, "number", f"overlaps with the number of {a.id}"


def _unique(problems: Problems) -> Problems:
    return list({str(problem): problem for problem in problems}.values())
