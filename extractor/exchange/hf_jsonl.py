"""A Hugging Face dataset repository: JSON lines and a dataset card.

Card and layout: huggingface.co/docs/hub/datasets-cards and datasets-manual-configuration (YAML front matter with
``configs`` and ``data_files``). Configuration ``figures`` is one record a line in the schema's names; ``articles`` is one
text a line with its figures, only where the texts were given. No licence is named, since only their owner can.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from extractor.exchange.common import Outcome, Source
from extractor.exchange.dataset import Document

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def export(source: Source, folder: Path) -> Outcome:
    """Write ``data/figures.jsonl``, with texts ``data/articles.jsonl`` too, and ``README.md``."""
    outcome = Outcome(articles=len(source.dataset.articles))
    (folder / "data").mkdir()
    with (folder / "data" / "figures.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for claim in source.dataset.claims():
            out.write(json.dumps(claim.figure.model_dump(mode="json"), ensure_ascii=False) + "\n")
            outcome.figures += 1
    names = ["figures"]
    if source.texts:
        names.append("articles")
        with (folder / "data" / "articles.jsonl").open("w", encoding="utf-8", newline="\n") as out:
            for document in source.documents():
                out.write(json.dumps(article_row(document), ensure_ascii=False) + "\n")
    (folder / "README.md").write_text(card(names, outcome), encoding="utf-8")
    return outcome


def article_row(document: Document) -> dict[str, Any]:
    """One text with its figures."""
    article = document.article
    known = article.model_dump(mode="json", exclude={"input_id"})
    figures = [figure.model_dump(mode="json") for figure in document.figures]
    return {**known, "text": document.text, "figures": figures}


def card(names: list[str], outcome: Outcome) -> str:
    """The dataset card: metadata for the hub, then a page for people."""
    size = next((name for most, name in _SIZES if outcome.figures < most), "n>1M")
    head = {
        "pretty_name": "Figures of people in news articles",
        "language": ["en"],
        "task_categories": ["token-classification"],
        "annotations_creators": ["machine-generated"],
        "size_categories": [size],
        "configs": [
            {"config_name": n, "data_files": [{"split": "train", "path": f"data/{n}.jsonl"}], **_default(n)}
            for n in names
        ],
    }
    front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True)
    articles = "\n- `articles`: one text a line (`text`) with its `figures`." if "articles" in names else ""
    return f"""---
{front}---

# Figures of people in news articles

{outcome.figures} figures from {outcome.articles} articles, read by figure-extractor. A figure is one count of people to whom
something happened, as the text states it.

- `figures`: one record a line.{articles}

Offsets are Unicode code points of the text, end exclusive. Figures of different rows must not be added up blindly: one
event can have many rows (`part_of`, `same_as`, duplicates of articles). Every field is machine-read; `confidence` is the
probability of the category.
"""


def _default(name: str) -> dict[str, bool]:
    return {"default": True} if name == "figures" else {}
