"""W3C Web Annotation Data Model, JSON-LD: one annotation a figure, in one ``AnnotationCollection``.

Model: w3.org/TR/annotation-model (sections 3.2 bodies and targets, 4.2.4 Text Quote Selector, 4.2.5 Text Position
Selector, 5 collections). Positions count code points of the text as it is. The text is named by its sha256 as an
RFC 6920 URI (``ni:///sha-256;...``), which says what the offsets are about without a copy of it; where the article has a
URL, the same words are also selected there, by quotation. Ids are fragments of the file's own address.

Bodies: tags (category, groups, causes), the Wikidata or GeoNames address of everybody identified, and the whole record as
JSON, from which it can be read back.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from extractor.exchange.common import Outcome, Source, entities
from extractor.exchange.dataset import Document
from extractor.schema import FigureRecord, Span

FILE = "annotations.jsonld"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
_AUTHORITIES = {"Q": "http://www.wikidata.org/entity/{0}", "geonames:": "https://sws.geonames.org/{1}/"}


def export(source: Source, folder: Path) -> Outcome:
    """Write ``annotations.jsonld``, one annotation a line."""
    outcome = Outcome(articles=0)
    total = sum(1 for _ in source.dataset.claims())
    head = {
        "@context": CONTEXT, "id": "", "type": "AnnotationCollection", "label": "Figures", "total": total,
    }  # fmt: skip
    page = {"id": "#page", "type": "AnnotationPage", "startIndex": 0}
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as out:
        # Written piece by piece: a collection can be larger than the memory.
        out.write(json.dumps(head)[:-1] + ', "first": ' + json.dumps(page)[:-1] + ', "items": [')
        for document in source.documents():
            for figure in document.figures:
                out.write(",\n" if outcome.figures else "\n")
                out.write(json.dumps(annotation(document, figure), ensure_ascii=False))
                outcome.figures += 1
            outcome.articles += 1
        out.write("\n]}}\n")
    return outcome


def annotation(document: Document, figure: FigureRecord) -> dict[str, Any]:
    """One figure."""
    return {
        "id": "#" + quote(figure.id, safe=""),
        "type": "Annotation",
        "motivation": "identifying",
        "body": list(_bodies(figure)),
        "target": list(_targets(document, figure.number)),
    }


def _bodies(figure: FigureRecord) -> Iterator[dict[str, Any]]:
    for label in (figure.category, *figure.also, *figure.groups, *figure.causes):
        yield {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": label}
    known = (address(entity.id) for _, entity in entities(figure) if entity.id)
    for found in dict.fromkeys(iri for iri in known if iri):
        yield {"type": "SpecificResource", "purpose": "identifying", "source": found}
    record = figure.model_dump_json()
    yield {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": record}


def address(entity_id: str) -> str | None:
    """The address of an entity at who gave the id; None for ids of our own."""
    for prefix, pattern in _AUTHORITIES.items():
        if entity_id.startswith(prefix):
            return pattern.format(entity_id, entity_id.removeprefix(prefix))
    return None


def _targets(document: Document, span: Span) -> Iterator[dict[str, Any]]:
    text, article = document.text, document.article
    quoted = {
        "type": "TextQuoteSelector", "exact": span.text,
        "prefix": text[max(0, span.start - _AROUND) : span.start], "suffix": text[span.end : span.end + _AROUND],
    }  # fmt: skip
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    language = {"language": article.language} if article.language else {}
    named = {"id": text_iri(article.sha256), "type": "Text", "format": "text/plain", **language}
    yield {"type": "SpecificResource", "source": named, "selector": [position, quoted]}
    if article.url:
        yield {"type": "SpecificResource", "source": article.url, "selector": quoted}


def text_iri(sha256: str) -> str:
    """The RFC 6920 name of a text, from the hash of its UTF-8 bytes in hexadecimal."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"
