"""Word vectors: the model's own, whatever stands beside a sentence and whatever was read before."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from extractor import encoder
from extractor.errors import DataError
from extractor.syntax import Parser

np = importlib.import_module("numpy")
TEXTS = [
    "Gunmen killed 12 people in Idlib on Sunday, officials said.",
    "It can't be; the U.S. didn't count   them.",
    "x",
    "",
    "No casualties were reported \u2014 \u0130stanbul's governor said.",
]  # fmt: skip


@pytest.fixture(scope="module")
def nlp() -> Any:
    return Parser()._nlp


@pytest.fixture
def tok2vec(nlp: Any) -> Any:
    return nlp.get_pipe("tok2vec")


def test_vectors_are_those_of_the_model(nlp: Any, tok2vec: Any) -> None:
    docs = [nlp.make_doc(t) for t in TEXTS if t]
    for ours, theirs in zip(encoder.Encoder(tok2vec).vectors(docs), tok2vec.predict(docs), strict=True):
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).max() < 1e-4


def test_what_was_read_before_changes_nothing(nlp: Any, tok2vec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "FORMS", 16)  # so that forms are forgotten and learnt again all the time
    docs = [[nlp.make_doc(t)] for t in TEXTS]
    small = encoder.Encoder(tok2vec)
    first = [small.vectors(d)[0].tobytes() for d in docs]
    again = [small.vectors(d)[0].tobytes() for d in reversed(docs)]
    assert first == again[::-1]


def test_a_model_of_another_make_is_refused(nlp: Any) -> None:
    with pytest.raises(DataError, match="not built like"):
        encoder.Encoder(nlp.get_pipe("tagger"))
