"""brat: one ``.txt`` and one ``.ann`` file an article, and the collection's ``annotation.conf`` and ``visual.conf``.

Standoff format: brat.nlplab.org/standoff.html; configuration: brat.nlplab.org/configuration.html. A figure is a text-bound
annotation with its category as type; status, quantifier and the like are attributes with a value, groups and causes
(several may hold) attributes without one; people and places are text-bound annotations with their role as type, tied to
the figure by a relation. Numbers and the period, for which brat has no field, stand as JSON in the figure's note. Who is
in the knowledge base gets a normalization line.

Offsets are characters (code points) of the ``.txt``; a span over a line end is written in fragments, as brat wants it.
File names are the article ids, percent-encoded where a file system would mind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from extractor.exchange.common import ROLES, Outcome, Source, entities, labels
from extractor.exchange.dataset import Document
from extractor.exchange.gold import CHOICES, DEFAULTS, LINKS, NUMBERS, entity_of
from extractor.schema import Entity, FigureRecord, Span

ROLE_TYPES = dict(zip(ROLES, ("Affiliation", "Actor", "Location", "Source"), strict=True))
LISTS = {"also": "category", "groups": "groups", "causes": "causes"}
PREFIXES = {"also": "Also-", "groups": "Group-", "causes": "Cause-"}
# The note holds what has no attribute; its value says nothing where it is the default.
NOTED = (*NUMBERS, "section", "period")
ATTRIBUTES = tuple(name for name in CHOICES if name != "section")
_LINE_END = re.compile(r"[\r\n]+")


def export(source: Source, folder: Path) -> Outcome:
    """Write a brat collection."""
    outcome, categories = Outcome(), set(labels()["category"])
    for document in source.documents():
        name = file_name(document.article.id)
        # As bytes: nothing may touch the line ends, since they are counted.
        (folder / f"{name}.txt").write_bytes(document.text.encode())
        (folder / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in standoff(document)).encode())
        categories.update(c for figure in document.figures for c in (figure.category, *figure.also))
        outcome.articles += 1
        outcome.figures += len(document.figures)
    (folder / "annotation.conf").write_text(annotation_conf(sorted(categories)), encoding="utf-8")
    (folder / "visual.conf").write_text(visual_conf(sorted(categories)), encoding="utf-8")
    return outcome


def file_name(article_id: str) -> str:
    """The stem of an article's two files."""
    return quote(article_id, safe="@+,=")


def standoff(document: Document) -> Iterator[str]:
    """The lines of the ``.ann`` file."""
    ids = {figure.id: f"T{n}" for n, figure in enumerate(document.figures, 1)}
    mentions: dict[tuple[str, Entity], str] = {}
    relations: list[tuple[str, str, str]] = []
    attributes: list[str] = []
    for figure in document.figures:
        mark = ids[figure.id]
        yield f"{mark}\t{figure.category} {_place(document.text, figure.number)}"
        attributes += [f"{kind} {mark}{f' {value}' if value else ''}" for kind, value in _attributes(figure)]
        yield f"#{mark[1:]}\tAnnotatorNotes {mark}\t{json.dumps(_noted(figure), ensure_ascii=False)}"
        for role, entity in entities(figure):
            if (role, entity) not in mentions:
                mentions[role, entity] = f"T{len(ids) + len(mentions) + 1}"
                yield f"{mentions[role, entity]}\t{ROLE_TYPES[role]} {_place(document.text, entity.mention)}"
            relations.append((role, mark, mentions[role, entity]))
        relations += [(link, mark, ids[target]) for link in LINKS if (target := getattr(figure, link)) in ids]
    yield from (f"A{n}\t{attribute}" for n, attribute in enumerate(attributes, 1))
    yield from (f"R{n}\t{kind} Arg1:{a} Arg2:{b}" for n, (kind, a, b) in enumerate(relations, 1))
    known = ((entity, mark) for (_, entity), mark in mentions.items() if entity_of(entity).name is not None)
    yield from (
        f"N{n}\tReference {mark} {_reference(entity.id or '')}\t{entity.name}"
        for n, (entity, mark) in enumerate(known, 1)
    )


def fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces of a span between line ends."""
    pieces, at = [], start
    for gap in _LINE_END.finditer(text, start, end):
        pieces.append((at, gap.start()))
        at = gap.end()
    return [piece for piece in (*pieces, (at, end)) if piece[0] < piece[1]]


def _place(text: str, span: Span) -> str:
    pieces = fragments(text, span.start, span.end)
    offsets = ";".join(f"{start} {end}" for start, end in pieces)
    return f"{offsets}\t{' '.join(text[start:end] for start, end in pieces)}"


def _attributes(figure: FigureRecord) -> Iterator[tuple[str, str]]:
    for name in ATTRIBUTES:
        if (value := getattr(figure, name)) != DEFAULTS.get(name):
            yield name.capitalize(), value
    if figure.implicit:
        yield "Implicit", ""
    for name, prefix in PREFIXES.items():
        yield from ((prefix + label, "") for label in getattr(figure, name))


def _noted(figure: FigureRecord) -> dict[str, object]:
    row = figure.model_dump(mode="json")
    return {name: row[name] for name in NOTED}


def _reference(entity_id: str) -> str:
    if entity_id.startswith("Q"):
        return f"Wikidata:{entity_id}"
    base, _, number = entity_id.partition(":")
    return f"{ {'geonames': 'GeoNames'}.get(base, 'KB') }:{number}".replace(" ", "")


def annotation_conf(categories: Iterable[str]) -> str:
    """What may be annotated: types, relations, attributes."""
    names, known = list(categories), labels()
    figure, roles = "|".join(names), list(ROLE_TYPES.values())
    relations = [f"{link}\tArg1:<FIGURE>, Arg2:<FIGURE>" for link in LINKS]
    relations += [f"{role}\tArg1:<FIGURE>, Arg2:{kind}" for role, kind in ROLE_TYPES.items()]
    # Overlapping spans are usual: the same words can be an actor here and a source there.
    relations.append("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>")
    attributes = [f"{n.capitalize()}\tArg:<FIGURE>, Value:{'|'.join(CHOICES[n])}" for n in ATTRIBUTES]
    attributes.append("Implicit\tArg:<FIGURE>")
    for name, kind in LISTS.items():
        values = names if kind == "category" else known[kind]
        attributes += [f"{PREFIXES[name]}{value}\tArg:<FIGURE>" for value in values]
    macro = f"<FIGURE>={figure}"
    parts: dict[str, list[str]] = {
        "entities": [*names, *roles], "relations": [macro, *relations], "events": [], "attributes": [macro, *attributes],
    }  # fmt: skip
    return "\n".join("\n".join([f"[{name}]", "", *lines, ""]) for name, lines in parts.items())


def visual_conf(categories: Iterable[str]) -> str:
    """Colours: figures red, roles each their own."""
    colours = dict(zip(ROLE_TYPES.values(), ("#c5b0d5", "#ffbb78", "#98df8a", "#aec7e8"), strict=True))
    drawn = [f"{name}\tbgColor:#ff9896" for name in categories]
    drawn += [f"{name}\tbgColor:{colour}" for name, colour in colours.items()]
    return "\n".join(["[labels]", "", "[drawing]", "", "SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken",
                      "ARC_DEFAULT\tcolor:black, arrowHead:triangle-5", *drawn, ""])  # fmt: skip
