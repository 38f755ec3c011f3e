"""The arithmetic of one article: totals with their parts, and what the figures say about each other.

Pure functions over the schema's types: the same records give the same answer, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.reconcile.model import Axis, Check, CheckKind, Severity, Total, TotalVerdict
from extractor.schema import Article, FigureRecord

__all__ = ["Axis", "Check", "CheckKind", "Severity", "Total", "TotalVerdict", "checks", "totals"]


def totals(figures: Sequence[FigureRecord]) -> tuple[Total, ...]:
    """Every stated total with its parts, one row for each way it is divided. Figures of several articles may be mixed."""
    return ()


def checks(article: Article, figures: Sequence[FigureRecord]) -> tuple[Check, ...]:
    """All checks of one article, those of its totals among them, in reading order."""
    return ()
