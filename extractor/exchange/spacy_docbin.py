"""spaCy: ``figures-00000.spacy``, ... (DocBin), each document one text.

Format: spacy.io/api/docbin. ``doc.spans["figures"]`` are the numbers with the category as label,
``doc.spans["affiliations"]``, ``["actors"]``, ``["locations"]`` and ``["sources"]`` the mentions with the knowledge base's
id as ``span.kb_id_``. Spans are widened to whole tokens. The full records come back as ``doc._.figures`` where
`extractor.spacy_bridge` is imported. ``doc._.article_id`` and ``doc._.publication_date`` are set too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span

from extractor.exchange.common import ROLES, Outcome, Source, entities
from extractor.exchange.dataset import Document
from extractor.spacy_bridge import attach

_DOCS_A_FILE = 500


def export(source: Source, folder: Path) -> Outcome:
    """Write the files; 500 documents each, so that none needs much memory."""
    outcome, nlp = Outcome(), spacy.blank("en")
    for number, documents in enumerate(_batches(source.documents())):
        docs = DocBin(store_user_data=True)
        for document in documents:
            docs.add(to_doc(nlp.make_doc(document.text), document))
            outcome.articles += 1
            outcome.figures += len(document.figures)
        docs.to_disk(folder / f"figures-{number:05}.spacy")
    return outcome


def to_doc(doc: Doc, document: Document) -> Doc:
    """Put the figures of a text on its tokens."""
    doc._.article_id, doc._.publication_date = document.article.id, document.article.date
    attach(doc, document.figures)
    spans: dict[str, dict[tuple[int, int, str], Span]] = {role: {} for role in ROLES}
    for figure in document.figures:
        for role, entity in entities(figure):
            start, end = entity.mention.start, entity.mention.end
            label, known = entity.type or "", entity.id or ""
            span = doc.char_span(start, end, label=label, kb_id=known, alignment_mode="expand")
            if span is not None:
                spans[role][start, end, known] = span
    for role, found in spans.items():
        doc.spans[role] = [found[key] for key in sorted(found)]
    return doc


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == _DOCS_A_FILE:
            yield batch
            batch = []
    if batch:
        yield batch
