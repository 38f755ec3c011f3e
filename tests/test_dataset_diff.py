"""What changed between two datasets, figure by figure and field by field."""

from __future__ import annotations

import batch_fakes
import pytest
from dataset_fakes import ARTICLES, OtherReader, make, write_corpus

from extractor.dataset.diff import changes, differing, match, summarise
from extractor.errors import DataError
from extractor.schema import Article, Entity, FigureRecord, Period, Span


def read(text: str, article_id: str = "a") -> tuple[FigureRecord, ...]:
    return batch_fakes.FakeReader().read(Article(id=article_id, text=text)).figures


ONE = read("Bomb. In all 12 killed in Kabul and 30 injured.")


def with_(record: FigureRecord, **update: object) -> FigureRecord:
    return record.model_copy(update=update)


PLACE = Entity(mention=Span(start=0, end=3, text="Xyz"), id="Q9", name="Xyz", type="place")
MOVED = PLACE.model_copy(update={"mention": Span(start=5, end=8, text="Xyz")})


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ({}, {}, {}),
        ({}, {"value": 13}, {"value": ("12", "13")}),
        ({}, {"category": "injured", "id": "other"}, {"category": ("killed", "injured")}),
        ({"locations": (PLACE,)}, {"locations": ()}, {"locations": ("Xyz (Q9)", "")}),
        ({"locations": (PLACE,)}, {"locations": (MOVED,)}, {}),  # the same place, named elsewhere
        ({}, {"groups": ("women", "children", "men")}, {"groups": ("women, children", "women, children, men")}),
        ({}, {"period": Period(start="2024", end=None, text="x")}, {"period": ("", "2024/..")}),
        ({}, {"sentence": Span(start=9, end=12, text=ONE[0].sentence.text)}, {}),
        ({"part_of": "old"}, {"part_of": "new"}, {}),  # the same record under its new id
        ({"part_of": "gone"}, {"part_of": "new"}, {"part_of": ("gone", "new")}),
        ({}, {"evidence": ()}, {"evidence": ("category:cue:killed", "")}),
    ],
)
def test_fields_that_differ(before, after, fields):
    assert differing(with_(ONE[0], **before), with_(ONE[0], **after), {"old": "new"}) == fields


def pairs(old: tuple[FigureRecord, ...], new: tuple[FigureRecord, ...]) -> list[tuple[str, str]]:
    return [(a.number.text, b.number.text) for a, b in match(old, new)]


def test_records_are_matched_by_id_then_place_then_words():
    assert pairs(ONE, ONE) == [("12", "12"), ("30", "30")]
    renamed = tuple(with_(r, id=f"x{n}", category="missing") for n, r in enumerate(ONE))
    assert pairs(ONE, renamed) == [("12", "12"), ("30", "30")]
    later = read("Updated! Bomb. In all 12 killed in Kabul and 30 injured.")
    assert pairs(ONE, later) == [("12", "12"), ("30", "30")]
    assert pairs(ONE, read("Flood. 5 killed in Lima.")) == []
    # One record is never matched twice.
    assert pairs((ONE[0], with_(ONE[0], id="twin")), (ONE[0],)) == [("12", "12")]


def test_two_datasets(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES)
    make(corpus, tmp_path / "old")
    bomb = {**ARTICLES[0], "text": "A bomb. In all 12 women killed in Kabul.", "title": "New"}
    changed = [bomb, *ARTICLES[2:], {"id": "new", "text": "1 killed."}]
    make(write_corpus(corpus, changed), tmp_path / "new")
    assert list(changes(tmp_path / "old", tmp_path / "old")) == []
    found = list(changes(tmp_path / "old", tmp_path / "new"))
    assert [(c.what, c.kind, c.article_id, c.label.split(" ")[0]) for c in found] == [
        ("article", "removed", "a", ""),
        ("figure", "removed", "a", "'9'"),
        ("figure", "removed", "a", "'5'"),
        ("article", "changed", "b", ""),
        ("figure", "removed", "b", "'30'"),
        ("figure", "changed", "b", "'12'"),
        ("article", "added", "new", ""),
        ("figure", "added", "new", "'1'"),
    ]
    assert set(found[5].fields) == {"sentence", "period"}
    assert found[3].fields["title"] == ("", "New")
    assert found[3].line().startswith("~ article b | title: (none) → New; sha256: ")
    assert found[7].line() == "+ figure new: '1' killed (0)"
    summary = summarise(tmp_path / "old", tmp_path / "new", found)
    assert summary.figures == {"added": 1, "changed": 1, "removed": 3}
    assert not summary.empty
    make(corpus, tmp_path / "other", reader=OtherReader)
    again = changes(tmp_path / "new", tmp_path / "other")
    assert summarise(tmp_path / "new", tmp_path / "other", again, minor=False).figures == {}


def test_no_dataset(tmp_path):
    with pytest.raises(DataError, match="is this a dataset"):
        list(changes(tmp_path, tmp_path))
