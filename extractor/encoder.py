"""The word vectors of the language model, worked out faster than spaCy does it: same weights, same numbers.

What a word adds to its vector before its neighbours are looked at depends on nothing but its form, so it is worked out
once a form. The windows over the neighbours are plain matrix products; the pieces of a maxout lie side by side, where
taking the largest is cheap. Sums are taken in another order than spaCy's, so the last bits may differ from it, but
never from one call to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from extractor.errors import DataError

FORMS = 20_000  # word forms kept at a time; 8 MB
_EPSILON = 1e-8
_ATTRIBUTES = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE")
_FORM = ("ORTH", "NORM", "SPACY")  # the other attributes follow from these

Array = Any  # float32; numpy's generic types say nothing of shapes


class _Maxout:
    """A layer of the model: linear, the largest of some pieces, normalised."""

    def __init__(self, maxout: Any, norm: Any) -> None:
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        self.width, self.pieces, size = weights.shape
        # (piece, unit) instead of (unit, piece)
        self.weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, size).T)
        self.bias = np.ascontiguousarray(bias.T.reshape(-1))
        self.affine = np.concatenate([self.weights, self.bias[np.newaxis]])  # for inputs that end in 1
        self._mean = np.full(self.width, 1 / self.width, dtype=np.float32)
        self.gain, self.shift = norm.get_param("G"), norm.get_param("b")

    def finish(self, linear: Array, *, alone: bool = False) -> Array:
        """The output of the layer from its linear part, bias included.

        The last bits of a row may depend on the other rows, unless it has to be as if it were `alone`.
        """
        width = self.width
        out = linear[:, :width].copy()
        for n in range(1, self.pieces):
            np.maximum(out, linear[:, n * width : (n + 1) * width], out=out)
        out -= self._means(out, alone)
        deviation = self._means(out * out, alone)
        deviation += _EPSILON
        out /= np.sqrt(deviation, out=deviation)
        out *= self.gain
        out += self.shift
        return out

    def _means(self, x: Array, alone: bool) -> Array:
        return x.mean(axis=1, keepdims=True) if alone else (x @ self._mean)[:, np.newaxis]


class Encoder:
    """Vectors of tokens; made once a model. The forms met so far are kept, and never change what comes out."""

    def __init__(self, tok2vec: Any) -> None:
        """`tok2vec`: the component of an ``en_core_web_sm`` pipeline; raises `DataError` if it is built otherwise."""
        nodes = list(tok2vec.model.walk())
        tables = [n for n in nodes if n.name == "hashembed"]
        maxouts = [n for n in nodes if n.name == "maxout"]
        norms = [n for n in nodes if n.name == "layernorm"]
        if len(tables) != len(_ATTRIBUTES) or len(maxouts) != len(norms) or len(maxouts) < 2:
            raise DataError("the language model is not built like en_core_web_sm 3.8.0")
        first, *self._layers = [_Maxout(m, n) for m, n in zip(maxouts, norms, strict=True)]
        self._first, self._pad = first, len(self._layers)
        self._hash = tok2vec.model.ops.hash
        width = first.width
        self._tables = [
            (int(t.attrs["seed"]), t.get_param("E") @ first.weights[n * width : (n + 1) * width])
            for n, t in enumerate(tables)
        ]
        self._place: dict[tuple[int, ...], int] = {}
        self._rows = np.zeros((FORMS, width), dtype=np.float32)

    def vectors(self, docs: Sequence[Any]) -> list[Array]:
        """A vector for each token of each document."""
        pad, width = self._pad, self._first.width
        total = sum(map(len, docs)) + pad * (len(docs) + 1)
        x = np.zeros((total, width), dtype=np.float32)
        starts, at = [], pad
        for doc, places in zip(docs, self._places(docs), strict=True):
            x[at : at + len(doc)] = self._rows[places]
            starts.append(at)
            at += len(doc) + pad
        window = np.zeros((total, 3 * width + 1), dtype=np.float32)
        window[:, -1] = 1.0
        for layer in self._layers:
            window[1:, :width] = x[:-1]
            window[:, width : 2 * width] = x
            window[:-1, 2 * width : -1] = x[1:]
            x += layer.finish(window @ layer.affine)
        return [x[start : start + len(doc)] for start, doc in zip(starts, docs, strict=True)]

    def _places(self, docs: Sequence[Any]) -> list[list[int]]:
        """The rows that hold the forms of each document's tokens."""
        forms = [list(map(tuple, doc.to_array(_FORM).tolist())) for doc in docs]
        place, total = self._place, sum(map(len, forms))
        strange = [(doc, row) for doc, row in zip(docs, forms, strict=True) if not all(f in place for f in row)]
        if strange:
            if len(place) + total > len(self._rows):
                place.clear()
                self._rows = np.zeros((max(FORMS, total), self._first.width), dtype=np.float32)
                strange = list(zip(docs, forms, strict=True))
            self._learn(strange)
        return [[place[form] for form in row] for row in forms]

    def _learn(self, strange: Sequence[tuple[Any, Sequence[tuple[int, ...]]]]) -> None:
        place, first = self._place, len(self._place)
        attributes = []
        for doc, forms in strange:
            new = {form: i for i, form in enumerate(forms) if form not in place}
            attributes.append(doc.to_array(_ATTRIBUTES)[list(new.values())])
            for form in new:
                place[form] = len(place)
        values = np.concatenate(attributes).astype("uint64")
        linear = np.zeros((len(values), self._first.bias.size), dtype=np.float32)
        for n, (seed, table) in enumerate(self._tables):
            keys = self._hash(np.ascontiguousarray(values[:, n]), seed) % len(table)
            for k in range(keys.shape[1]):
                linear += table[keys[:, k]]
        linear += self._first.bias
        self._rows[first : len(place)] = self._first.finish(linear, alone=True)
