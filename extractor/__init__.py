"""Figure records from raw news articles: ``extractor.load().extract(text, id="a1", date="2022-12-13").figures``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor.schema import Article, ArticleResult, FigureRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.pipeline import Extractor

__version__ = "0.1.0"
__all__ = ["Article", "ArticleResult", "FigureRecord", "__version__", "load"]


def load(*, categories: Sequence[str | Path] = (), kb: str | Path | None = None) -> Extractor:
    """Load the default extractor (English).

    `categories` are more category files (YAML) of your own, `kb` a JSONL file of entities to add or override.
    Raises `DataError` where one of them does not fit its schema.
    """
    from extractor import pipeline  # noqa: PLC0415 - scoring and checks must not pay for the language model

    return pipeline.load(categories=categories, kb=kb)
