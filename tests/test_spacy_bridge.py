"""The spaCy component: found by name, on any English pipeline; its documents can be stored and sent on."""

from __future__ import annotations

import pickle
from importlib.metadata import entry_points

import batch_fakes
import pytest
import spacy
from spacy.tokens import Doc, DocBin

from extractor import spacy_bridge
from extractor.schema import Article, FigureRecord

TEXT = "On Monday 12 killed in Kabul,31 injured women. The price was $5."


class _Fake(batch_fakes.FakeReader):
    """Takes text as the extractor does."""

    def extract(self, text, *, id="article", date=None, title=None, explain=False):
        return self.read(Article(id=id, text=text, date=date, title=title), explain=explain)


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(spacy_bridge, "load", _Fake)


@pytest.fixture
def nlp(fake):
    pipeline = spacy.blank("en")
    pipeline.add_pipe("figures")
    return pipeline


def test_the_package_announces_its_factory():
    names = {entry.name: entry.value for entry in entry_points(group="spacy_factories")}
    assert names.get("figures") == "extractor.spacy_bridge:make_figures"


def test_a_blank_pipeline(nlp):
    doc = nlp(TEXT)
    assert [(f.value, f.category) for f in doc._.figures] == [(12, "killed"), (31, "injured")]
    assert all(isinstance(f, FigureRecord) for f in doc._.figures)
    assert all(doc.text[f.number.start : f.number.end] == f.number.text for f in doc._.figures)


def test_spans_are_whole_tokens_with_the_category(nlp):
    doc = nlp(TEXT)
    spans = doc.spans["figures"]
    # The tokenizer leaves "Kabul,31" in one piece: the span is widened, never dropped.
    assert [(span.text, span.label_) for span in spans] == [("12", "killed"), ("Kabul,31", "injured")]


def test_none_is_not_the_same_as_no_figure(nlp):
    assert nlp.make_doc(TEXT)._.figures is None
    assert nlp("Nothing happened.")._.figures == ()
    doc = nlp("Nothing happened.")
    assert list(doc.spans["figures"]) == []
    assert nlp("")._.figures == ()


def test_beside_other_components(fake):
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.add_pipe("figures", first=True)
    doc = pipeline(TEXT)
    assert len(list(doc.sents)) == 2
    assert len(doc._.figures) == 2


def test_the_text_decides_not_the_tokens(nlp):
    doc = Doc(nlp.vocab, words=["12", "killed"], spaces=[True, False])
    assert [f.value for f in nlp.get_pipe("figures")(doc)._.figures] == [12]


def test_dates_and_ids(nlp, monkeypatch):
    seen = []
    monkeypatch.setattr(_Fake, "extract", lambda self, text, **k: seen.append(k) or batch_fakes_result(text, **k))
    doc = nlp.make_doc(TEXT)
    doc._.publication_date, doc._.article_id = "2024-01-02", "a7"
    assert nlp(doc)._.figures[0].article_id == "a7"
    nlp(TEXT)
    other = spacy.blank("en")
    other.add_pipe("figures", config={"date": "2020-01-01"})
    other(TEXT)
    assert [k["date"] for k in seen] == ["2024-01-02", None, "2020-01-01"]


def batch_fakes_result(text, *, id, date):
    return batch_fakes.FakeReader().read(Article(id=id, text=text, date=date))


def test_documents_can_be_stored(nlp):
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.figures == doc._.figures
    box = DocBin(docs=[doc], store_user_data=True)
    loaded = next(DocBin().from_bytes(box.to_bytes()).get_docs(nlp.vocab))
    assert loaded._.figures == doc._.figures


def test_documents_do_not_share_figures(nlp):
    first, second = nlp.pipe(["3 killed", "4 killed"])
    assert first._.figures[0].value == 3
    assert second._.figures[0].value == 4


def test_the_pipeline_can_be_pickled_and_saved(nlp, tmp_path):
    nlp(TEXT)
    again = pickle.loads(pickle.dumps(nlp))
    assert len(again(TEXT)._.figures) == 2
    nlp.to_disk(tmp_path)
    assert len(spacy.load(tmp_path)(TEXT)._.figures) == 2


def test_several_processes(nlp):
    docs = list(nlp.pipe(["3 killed", "none", "4 killed"], n_process=2, batch_size=1))
    assert [[f.value for f in doc._.figures] for doc in docs] == [[3], [], [4]]


def test_an_error_leaves_the_document_as_it_was(nlp):
    doc = nlp.make_doc("raise 3 killed")
    with pytest.raises(ValueError, match="cannot read this"):
        nlp.get_pipe("figures")(doc)
    assert doc._.figures is None
    assert "figures" not in doc.spans


@pytest.mark.slow
def test_with_the_real_extractor():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("figures")
    doc = pipeline("A bomb killed 12 people in Kabul on Monday, police said.")
    assert [(f.value, f.category) for f in doc._.figures] == [(12, "killed")]
    assert [span.text for span in doc.spans["figures"]] == ["12"]
