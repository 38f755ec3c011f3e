"""What an importer returns, and the check that ``extractor check gold`` would make of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from extractor.checks import Problems, check_gold_lines
from extractor.errors import DataError


@dataclass
class Imported:
    """Gold lines by article, with the texts that they were labelled in. `remarks` counts what one should know."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    remarks: Counter[str] = field(default_factory=Counter)

    def add(self, article_id: str, text: str, lines: Iterable[dict[str, Any]]) -> None:
        """Add one article. Raises `DataError` if it is there already."""
        if article_id in self.texts:
            raise DataError(f"the article {article_id!r} is there twice", key="article_id")
        self.texts[article_id] = text
        self.lines += lines

    def merge(self, other: Imported) -> None:
        """Add all of another file."""
        for article_id, text in other.texts.items():
            self.add(article_id, text, [line for line in other.lines if line["article_id"] == article_id])
        self.remarks.update(other.remarks)

    def data(self) -> bytes:
        """The JSON lines, by article id and place in the text."""
        ordered = sorted(self.lines, key=lambda line: (line["article_id"], line["number"]["start"], line["id"]))
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in ordered).encode()

    def problems(self, name: str, corpus: Mapping[str, str] | None = None) -> Problems:
        """What ``extractor check gold`` would say of the file `name`, against the corpus or else the labelled texts."""
        found: Problems = []
        for article_id, text in self.texts.items():
            if corpus is not None and corpus.get(article_id, text) != text:
                found.append(DataError("the labelled text is not the one of the corpus", path=name, key=article_id))
        rows = enumerate(self.data().decode().split("\n"), 1)
        texts = self.texts if corpus is None else corpus
        return found + check_gold_lines(((n, line) for n, line in rows if line), texts, name)[1]
