"""The extractor as one spaCy component: ``nlp.add_pipe("figures")`` on any English pipeline, a blank one too.

Afterwards ``doc._.figures`` is a tuple of `FigureRecord` (None if the component has not run) and
``doc.spans["figures"]`` holds the number of each figure, widened to whole tokens, with its category as label.
Offsets in the records are those of ``doc.text``. Set ``doc._.publication_date`` and ``doc._.article_id``
before the component runs (on ``nlp.make_doc(text)``), or give one date for all in the configuration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor import load
from extractor.schema import FigureRecord

if TYPE_CHECKING:
    from extractor.pipeline import Extractor

NAME = "figures"
_KEY = "extractor.figures"


@Language.factory(NAME, default_config={"date": None}, assigns=["doc._.figures", "doc.spans"])
def make_figures(nlp: Language, name: str, date: str | None) -> Figures:
    """Make the component; `date` (ISO) is for documents that have no publication date of their own."""
    return Figures(date)


class Figures:
    """The component. The extractor is loaded with the first document, and not pickled with the pipeline."""

    def __init__(self, date: str | None = None) -> None:
        self.date = date
        self._extractor: Extractor | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Read the document's text first, annotate after: an error leaves the document as it was."""
        if self._extractor is None:
            self._extractor = load()
        date = doc._.publication_date or self.date
        result = self._extractor.extract(doc.text, id=doc._.article_id, date=date)
        attach(doc, [record for part in (result, *result.others) for record in part.figures])
        return doc

    def __getstate__(self) -> dict[str, Any]:
        return {"date": self.date, "_extractor": None}


def attach(doc: Doc, figures: Sequence[FigureRecord]) -> None:
    """Set ``doc._.figures`` and ``doc.spans["figures"]`` from records that were read in ``doc.text``."""
    spans = [_tokens(doc, record) for record in figures]
    doc.user_data[_KEY] = [record.model_dump(mode="json") for record in figures]
    doc.spans[NAME] = [span for span in spans if span is not None]


def _tokens(doc: Doc, record: FigureRecord) -> Span | None:
    """The number's span in whole tokens; spaCy has none only where the text of a token is empty."""
    return doc.char_span(record.number.start, record.number.end, label=record.category, alignment_mode="expand")


def _figures(doc: Doc) -> tuple[FigureRecord, ...] | None:
    # Plain data in user_data, so that documents go through to_bytes(), DocBin and n_process as they are.
    rows = doc.user_data.get(_KEY)
    return None if rows is None else tuple(FigureRecord.model_validate(row) for row in rows)


def _register() -> None:
    Doc.set_extension(NAME, getter=_figures, force=True)
    Doc.set_extension("publication_date", default=None, force=True)
    Doc.set_extension("article_id", default="doc", force=True)


_register()
