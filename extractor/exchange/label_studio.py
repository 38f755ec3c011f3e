"""Label Studio: tasks with our figures as pre-annotations, and the labelling configuration that shows them.

``tasks.json`` is Label Studio's JSON of tasks with ``predictions`` (labelstud.io/guide/predictions), ``config.xml`` the
labelling interface (labelstud.io/tags: Labels, Relations, Choices and TextArea with ``perRegion``). A figure is a region
with the label ``figure``; what it says stands in choices and text areas of that region; people and places are regions
with the label of their role, tied to the figure by a relation of the same name. Results of one region share its id.

Offsets are code points (see `extractor.exchange.offsets`), each region with its words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from extractor.exchange.common import ROLES, Outcome, Source, entities, labels
from extractor.exchange.dataset import Document
from extractor.exchange.gold import CHOICES, LINKS, NUMBERS, entity_of
from extractor.schema import Entity, FigureRecord, Span

MODEL = "figure-extractor"
FIGURE = "figure"
ROLE_LABELS = dict(zip(ROLES, ("affiliation", "actor", "location", "source"), strict=True))
LISTS = {"also": "category", "groups": "groups", "causes": "causes"}
PERIOD = ("period_start", "period_end", "period_text")
TEXTS = (*NUMBERS, *PERIOD, "note")
_COLOURS = {FIGURE: "#d62728", "affiliation": "#9467bd", "actor": "#ff7f0e", "location": "#2ca02c", "source": "#1f77b4"}
Result = dict[str, Any]


def export(source: Source, folder: Path) -> Outcome:
    """Write ``tasks.json`` and ``config.xml``."""
    outcome, categories = Outcome(), set(labels()["category"])
    with (folder / "tasks.json").open("w", encoding="utf-8", newline="\n") as out:
        for document in source.documents():
            out.write(",\n" if outcome.articles else "[\n")
            out.write(json.dumps(task(document), ensure_ascii=False))
            categories.update(c for figure in document.figures for c in (figure.category, *figure.also))
            outcome.articles += 1
            outcome.figures += len(document.figures)
        out.write("\n]\n" if outcome.articles else "[]\n")
    (folder / "config.xml").write_text(config(sorted(categories)), encoding="utf-8")
    return outcome


def task(document: Document) -> dict[str, Any]:
    """One task: the text, where it is from, and one prediction with every figure."""
    article, figures = document.article, document.figures
    data = {
        "article_id": article.id, "text": document.text, "title": article.title, "date": article.date, "url": article.url,
        "sha256": article.sha256,
    }  # fmt: skip
    # The least sure figure decides which task is worth a look first.
    score = min((figure.confidence for figure in figures), default=1.0)
    return {"data": data, "predictions": [{"model_version": MODEL, "score": score, "result": list(_results(figures))}]}


def _results(figures: tuple[FigureRecord, ...]) -> Iterator[Result]:
    ids = {figure.id: f"f{n}" for n, figure in enumerate(figures, 1)}
    regions: dict[tuple[str, Entity], str] = {}
    relations: list[Result] = []
    for figure in figures:
        yield from _figure(figure, ids[figure.id])
        for role, entity in entities(figure):
            key = (role, entity)
            if key not in regions:
                regions[key] = f"e{len(regions) + 1}"
                yield from _entity(role, entity, regions[key])
            relations.append(_relation(ids[figure.id], regions[key], role))
        for link in LINKS:
            if (target := getattr(figure, link)) in ids:
                relations.append(_relation(ids[figure.id], ids[target], link))
    yield from relations


def _figure(figure: FigureRecord, region: str) -> Iterator[Result]:
    yield {**_result(region, figure.number, "label", "labels", [FIGURE]), "score": figure.confidence}
    yield _result(region, figure.number, "category", "choices", [figure.category])
    for name in CHOICES:
        yield _result(region, figure.number, name, "choices", [getattr(figure, name)])
    if figure.implicit:
        yield _result(region, figure.number, "implicit", "choices", ["yes"])
    for name in LISTS:
        if chosen := getattr(figure, name):
            yield _result(region, figure.number, name, "choices", list(chosen))
    period = figure.period
    said = {name: getattr(figure, name) for name in NUMBERS}
    said |= {name: period and getattr(period, name.removeprefix("period_")) for name in PERIOD}
    for name, value in said.items():
        if value is not None:
            yield _result(region, figure.number, name, "textarea", [str(value)])


def _entity(role: str, entity: Entity, region: str) -> Iterator[Result]:
    yield _result(region, entity.mention, "label", "labels", [ROLE_LABELS[role]])
    if (name := entity_of(entity).name) is not None:
        yield _result(region, entity.mention, "name", "textarea", [name])


def _result(region: str, span: Span, control: str, kind: str, value: list[str]) -> Result:
    # In the result of a text area `text` is what was typed, so the words of the region have no place there.
    words = {"text": value} if kind == "textarea" else {"text": span.text, kind: value}
    return {
        "id": region, "from_name": control, "to_name": "text", "type": kind,
        "value": {"start": span.start, "end": span.end, **words},
    }  # fmt: skip


def _relation(start: str, end: str, label: str) -> Result:
    return {"type": "relation", "from_id": start, "to_id": end, "direction": "right", "labels": [label]}


def config(categories: list[str]) -> str:
    """The labelling configuration for these categories."""
    root = ET.Element("View")
    # Without it the browser folds white space, and Label Studio saves the folded words.
    ET.SubElement(root, "Style").text = ".htx-text{ white-space: pre-wrap; }"
    relations = ET.SubElement(root, "Relations")
    for name in (*LINKS, *ROLES):
        ET.SubElement(relations, "Relation", value=name)
    regions = ET.SubElement(root, "Labels", name="label", toName="text")
    for name in (FIGURE, *ROLE_LABELS.values()):
        ET.SubElement(regions, "Label", value=name, background=_COLOURS[name])
    ET.SubElement(root, "Text", name="text", value="$text")
    known = labels()
    _choices(root, "category", categories)
    for name, values in CHOICES.items():
        _choices(root, name, list(values))
    _choices(root, "implicit", ["yes"])
    for name, kind in LISTS.items():
        _choices(root, name, categories if kind == "category" else known[kind], choice="multiple")
    for name in TEXTS:
        _text_area(root, name, FIGURE)
    _text_area(root, "name", ",".join(ROLE_LABELS.values()))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _choices(root: ET.Element, name: str, values: list[str], choice: str = "single") -> None:
    ET.SubElement(root, "Header", value=name, size="5")
    attributes = {"name": name, "toName": "text", "perRegion": "true", "choice": choice, "showInline": "true"}
    control = ET.SubElement(root, "Choices", {**attributes, **_only_for(FIGURE)})
    for value in values:
        ET.SubElement(control, "Choice", value=value)


def _text_area(root: ET.Element, name: str, label: str) -> None:
    attributes = {"name": name, "toName": "text", "perRegion": "true", "maxSubmissions": "1", "editable": "true"}
    ET.SubElement(root, "TextArea", {**attributes, "placeholder": name, **_only_for(label)})


def _only_for(label: str) -> dict[str, str]:
    return {"whenTagName": "label", "whenLabelValue": label}
