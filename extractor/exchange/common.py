"""What an exporter is given and what it says it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from extractor.data_loader import load_yaml
from extractor.exchange.dataset import Dataset, Document
from extractor.kb import KnowledgeBase
from extractor.schema import Entity, FigureRecord

DATA = Path(__file__).resolve().parent / "data"
ROLES = ("affiliations", "actors", "locations", "sources")


@dataclass(frozen=True)
class Source:
    """A dataset, the texts of its articles (empty if none were given) and the user's own entities."""

    dataset: Dataset
    texts: Mapping[str, str] = field(default_factory=dict)
    kb_file: Path | None = None

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base, read once a process."""
        return _kb(self.kb_file)

    def documents(self) -> Iterator[Document]:
        """Every text with its figures."""
        return self.dataset.documents(self.texts)


@cache
def _kb(own: Path | None) -> KnowledgeBase:
    return KnowledgeBase.load(own)


@dataclass
class Outcome:
    """What was written. `left_out` counts the figures that the scheme has no place for, by reason."""

    articles: int = 0
    figures: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def labels() -> dict[str, list[str]]:
    """The names of all categories (key ``category``), groups and causes of the package."""
    return load_yaml("labels.yaml", dict[str, list[str]])


def entities(record: FigureRecord) -> Iterator[tuple[str, Entity]]:
    """(role, entity) of everybody and every place of a record."""
    for role in ROLES:
        for entity in getattr(record, role):
            yield role, entity
