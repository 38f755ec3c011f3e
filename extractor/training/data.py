"""Labelled data sets for training: articles with their gold, prepared once."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from extractor.assembly.figures import Workbench
from extractor.errors import DataError
from extractor.pipeline import Extractor
from extractor.schema import Article

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Labelled:
    """One article with its gold figures, prepared up to the decisions (None: the gate found nothing to read)."""

    article: Article
    gold: tuple[dict[str, Any], ...]
    bench: Workbench | None
    weight: float = 1.0


@dataclass(frozen=True)
class DataSet:
    """A named set; `sha256` is over the gold records used, in order."""

    name: str
    articles: tuple[Labelled, ...]
    sha256: str


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file. Raises `DataError` with path and line."""
    rows = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except ValueError as e:
                raise DataError(f"no JSON: {e}", path=str(path), line=n) from e
    return rows


def load_real(folder: Path, splits: Sequence[str]) -> tuple[list[Article], list[dict[str, Any]]]:
    """Articles and gold of a folder with `articles.jsonl` (each with a `split`) and `figures.jsonl`."""
    rows = [r for r in read_jsonl(folder / "articles.jsonl") if r["split"] in splits]
    articles = [Article(id=r["id"], text=r["text"], title=r["title"], date=r["date"]) for r in rows]
    return articles, _gold_of(articles, read_jsonl(folder / "figures.jsonl"))


def load_own(root: Path, splits: Sequence[str]) -> tuple[list[Article], list[dict[str, Any]]]:
    """Articles of `corpus/` in the given splits of `gold/splits.json`, with `gold/figures.jsonl`."""
    members = json.loads((root / "gold" / "splits.json").read_text(encoding="utf-8"))
    articles = []
    for name in sorted(i for s in splits for i in members[s]):
        text = (root / "corpus" / f"{name}.txt").read_bytes().decode("utf-8")
        meta = yaml.safe_load((root / "corpus" / f"{name}.yaml").read_text(encoding="utf-8"))
        articles.append(Article(id=name, text=text, title=meta["title"], date=meta["date"] and str(meta["date"])))
    return articles, _gold_of(articles, read_jsonl(root / "gold" / "figures.jsonl"))


def _gold_of(articles: Iterable[Article], gold: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = {a.id for a in articles}
    return [g for g in gold if g["article_id"] in ids]


def prepare(
    name: str, articles: Sequence[Article], gold: Sequence[dict[str, Any]], extractor: Extractor, weight: float = 1.0
) -> DataSet:
    """Run every article up to the decisions. `weight` is that of its figures in the training of the fields."""
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for g in gold:
        by_article[g["article_id"]].append(g)
    digest = hashlib.sha256("\n".join(json.dumps(g, sort_keys=True) for g in gold).encode()).hexdigest()
    done = tuple(Labelled(a, tuple(by_article[a.id]), extractor.prepare(a).bench, weight) for a in articles)
    return DataSet(name, done, digest)


def named_set(spec: str, extractor: Extractor) -> DataSet:
    """Load and prepare a set by its name: ``own:train+dev``, ``FOLDER:split``, either with ``@0.3`` for its weight."""
    spec, _, weight = spec.partition("@")
    where, _, splits = spec.rpartition(":")
    names = splits.split("+")
    articles, gold = load_own(ROOT, names) if where == "own" else load_real(Path(where), names)
    name = spec if where == "own" else f"{Path(where).name}:{splits}"
    return prepare(name, articles, gold, extractor, float(weight or 1))
