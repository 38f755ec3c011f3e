"""doccano (sequence labelling with relations): JSON lines out, reviewed JSON lines back to gold.

Format: doccano.github.io/doccano, "Relation extraction": ``entities`` with ``start_offset`` and ``end_offset``,
``relations`` with ``from_id``, ``to_id`` and ``type``; other keys are kept as metadata. A span of doccano has a label and
nothing else, so a figure is a stack of spans on its number: the category, and where they hold ``status:denied``,
``also:injured``, ``group:children``, ``cause:airstrike`` (the project must allow overlapping spans). Value, bounds, hedge
and period have no label: they come back from the metadata ``figures`` where the number still stands there, and are read
from the words where a person added a figure. Names come back from ``names`` in the same way.

Offsets are UTF-16 units, as doccano's page counts them (see `extractor.exchange.offsets`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractor.exchange.common import ROLES, Outcome, Source, entities, labels
from extractor.exchange.dataset import Document
from extractor.exchange.gold import CHOICES, LINKS, entity_of, fields_of
from extractor.exchange.offsets import Ruler
from extractor.schema import Entity, FigureRecord, Span

ROLE_LABELS = dict(zip(ROLES, ("affiliation", "actor", "location", "source"), strict=True))
PREFIXES = {"also": "also:", "groups": "group:", "causes": "cause:"}
STATUS, REPORTED = "status:", "reported"
# What a label cannot say, by the number's place in code points ("132-141").
KEPT = ("section", "value", "low", "high", "quantifier", "measure", "unit", "implicit", "period")


def export(source: Source, folder: Path) -> Outcome:
    """Write ``doccano.jsonl``, ``span_types.json`` and ``relation_types.json`` (the labels to import first)."""
    outcome, categories = Outcome(), set(labels()["category"])
    with (folder / "doccano.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for document in source.documents():
            out.write(json.dumps(row(document), ensure_ascii=False) + "\n")
            categories.update(c for figure in document.figures for c in (figure.category, *figure.also))
            outcome.articles += 1
            outcome.figures += len(document.figures)
    _types(folder / "span_types.json", span_types(sorted(categories)))
    _types(folder / "relation_types.json", (*LINKS, *ROLES))
    return outcome


def row(document: Document) -> dict[str, Any]:
    """One line: the text with its spans, relations and metadata."""
    ruler = Ruler(document.text, "utf-16")
    spans: list[dict[str, Any]] = []

    def add(span: Span, label: str) -> int:
        start, end = ruler.theirs(span.start), ruler.theirs(span.end)
        spans.append({"id": len(spans) + 1, "label": label, "start_offset": start, "end_offset": end})
        return len(spans)

    ids = {figure.id: add(figure.number, figure.category) for figure in document.figures}
    mentions: dict[tuple[str, Entity], int] = {}
    relations: list[tuple[int, int, str]] = []
    for figure in document.figures:
        for label in more_labels(figure):
            add(figure.number, label)
        for role, entity in entities(figure):
            if (role, entity) not in mentions:
                mentions[role, entity] = add(entity.mention, ROLE_LABELS[role])
            relations.append((ids[figure.id], mentions[role, entity], role))
        relations += [(ids[figure.id], ids[target], link) for link in LINKS if (target := getattr(figure, link)) in ids]
    return {
        "article_id": document.article.id,
        "text": document.text,
        "entities": spans,
        "relations": [{"id": n, "from_id": a, "to_id": b, "type": kind} for n, (a, b, kind) in enumerate(relations, 1)],
        "figures": {place(f.number): {name: fields_of(f)[name] for name in KEPT} for f in document.figures},
        "names": {place(e.mention): name for _, e in mentions if (name := entity_of(e).name) is not None},
    }


def place(span: Span) -> str:
    """The key of a span in the metadata."""
    return f"{span.start}-{span.end}"


def more_labels(figure: FigureRecord) -> Iterator[str]:
    """The labels of a figure besides its category."""
    if figure.status != REPORTED:
        yield STATUS + figure.status
    for name, prefix in PREFIXES.items():
        yield from (prefix + label for label in getattr(figure, name))


def span_types(categories: list[str]) -> tuple[str, ...]:
    """Every label of a span."""
    known: Mapping[str, list[str]] = {**labels(), "also": categories}
    states = [STATUS + value for value in CHOICES["status"] if value != REPORTED]
    stacked = [prefix + label for name, prefix in PREFIXES.items() for label in known[name]]
    return (*categories, *ROLE_LABELS.values(), *states, *stacked)


def _types(path: Path, names: tuple[str, ...]) -> None:
    rows = [{"text": name, "backgroundColor": "#209cee", "textColor": "#ffffff"} for name in names]
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
