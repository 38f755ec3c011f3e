"""Readers for worker processes, and a small corpus, that make the cases a dataset has to bear."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from batch_fakes import FakeReader

from extractor.dataset.about import About
from extractor.dataset.build import Built, Recipe, build
from extractor.readers import find_inputs
from extractor.schema import Article, ArticleResult

ABOUT = About(name="cases", title="Cases")
SECOND = "\n====\n"

ARTICLES: list[dict[str, Any]] = [
    {"id": "b", "text": "A bomb. In all 12 women killed and 30 injured in Kabul on Monday.", "date": "2024-01-02"},
    {"id": "a", "text": "=Flood, \"x\": 9 killed|drowned in Nairobi.\r\n5 injured in Mombasa.", "title": "=1+1"},
    {"id": "é!", "text": "Nothing happened.", "url": "https://example.org/1", "publisher": "The Times"},
    {"id": "c", "text": f"Fire: 7 killed in Lima.{SECOND}Storm: 8 killed in Quito. 9 injured.", "date": "2024-02-29"},
]  # fmt: skip


class PartsReader(FakeReader):
    """Finds a second article behind a line of equals signs."""

    def read(self, article: Article, *, explain: bool = False) -> ArticleResult:
        whole = super().read(article, explain=explain)
        at = article.text.find(SECOND)
        if at < 0:
            return whole
        second = f"{article.id}#2"
        late = tuple(
            r.model_copy(update={"id": f"{second}-{r.number.start}", "article_id": second})
            for r in whole.figures
            if r.number.start > at
        )
        other = whole.model_copy(update={"id": second, "figures": late})
        early = tuple(r for r in whole.figures if r.number.start < at)
        return whole.model_copy(update={"figures": early, "others": (other,)})


class OtherReader(PartsReader):
    """Another configuration: is less sure, and takes the injured for casualties."""

    def config_hash(self) -> str:
        return "other"

    def read(self, article: Article, *, explain: bool = False) -> ArticleResult:
        result = super().read(article)
        figures = tuple(
            r.model_copy(update={"confidence": 0.5, "category": "casualties" if r.category == "injured" else "killed"})
            for r in result.figures
        )
        return result.model_copy(update={"figures": figures})


def write_corpus(path: Path, rows: list[dict[str, Any]], *, seed: int | None = None) -> Path:
    """A JSONL file; `seed` shuffles its lines and the keys in them."""
    rows = [dict(row) for row in rows]
    if seed is not None:
        chance = random.Random(seed)
        chance.shuffle(rows)
        rows = [dict(chance.sample(list(row.items()), len(row))) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def make(corpus: Path, out: Path, *, reader: type[FakeReader] = PartsReader, **options: Any) -> Built:
    """Build with a stand-in for the extractor."""
    recipe = Recipe(reader, reader().config_hash())
    return build(find_inputs([str(corpus)]), out, recipe, ABOUT, roots=[str(corpus)], **options)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a dataset but the database, whose bytes are never the same."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    return {path: data for path, data in found.items() if path != "figures.duckdb"}
