"""The labels and words that the arithmetic knows, from ``data/reconcile/en.yaml``."""

from __future__ import annotations

from extractor.data_loader import load_yaml
from extractor.schema import Model


class Lexicon(Model):
    """The data file; what each key means stands in it."""

    sex_age: frozenset[str]
    cumulative: frozenset[str]
    final: frozenset[str]
    since: tuple[str, ...]
    said: tuple[str, ...]
    from_: tuple[str, ...]
    to: tuple[str, ...]
    months: tuple[str, ...]


def lexicon() -> Lexicon:
    """The lexicon, read once a process."""
    return load_yaml("reconcile/en.yaml", Lexicon)
