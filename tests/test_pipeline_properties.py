"""What must hold on any text at all."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

import extractor
from extractor.pipeline import Extractor
from extractor.schema import ArticleResult, Span

PIECES = [
    "At least 12 people were killed", "and 30 injured", "in Aleppo", "on Friday", ", officials said.", "\n\n", "hundreds of families",
    "no casualties", "a policeman was shot", "including three children", "“They fled,” he said.", "â€™", "ŞIİ", "😀", "٣٤", "2.1 million",
    "displaced", "(AP)", "THE DEATH TOLL ROSE BY 14 TO 212", "between 40 and 50", "- Barpeta: 612,000", "\t", "\r\n", "of whom two died",
]  # fmt: skip
texts = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=14).map(" ".join)
)


@cache
def reader() -> Extractor:
    return extractor.load()


def spans(result: ArticleResult) -> list[Span]:
    found = []
    for f in result.figures:
        found += [f.number, f.sentence, *(e.span for e in f.evidence)]
        for entities in (f.affiliations, f.actors, f.locations, f.sources):
            found += [e.mention for e in entities]
    return found


@settings(max_examples=150, deadline=None)
@given(texts)
def test_offsets_slice_back(text: str) -> None:
    for result in (first := reader().extract(text), *first.others):
        for span in spans(result):
            assert text[span.start : span.end] == span.text


@settings(max_examples=80, deadline=None)
@given(texts)
def test_records_hold_together(text: str) -> None:
    result = reader().extract(text, id="a", date="2024-03-01")
    ids = [f.id for f in result.figures]
    assert len(set(ids)) == len(ids)
    for f in result.figures:
        assert f.low is None or f.high is None or f.low <= f.high
        assert f.part_of is None or (f.part_of in ids and f.part_of != f.id)
        assert f.same_as is None or (f.same_as in ids and f.same_as != f.id)
        assert 0.0 <= f.confidence <= 1.0


@settings(max_examples=40, deadline=None)
@given(texts)
def test_same_text_same_records(text: str) -> None:
    assert reader().extract(text) == reader().extract(text)
