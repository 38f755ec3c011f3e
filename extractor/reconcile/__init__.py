"""The arithmetic of one article: totals with their parts, and what the figures say about each other.

Pure functions over the schema's types: the same records give the same answer, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from extractor.reconcile.breakdowns import breakdowns, content_id
from extractor.reconcile.changes import Finding, changes, links_and_bounds, repeats
from extractor.reconcile.implied import implied_thirds, relinked
from extractor.reconcile.links import Links, by_article, order
from extractor.reconcile.model import Axis, Check, CheckKind, Severity, Total, TotalVerdict
from extractor.reconcile.periods import periods
from extractor.reconcile.words import arithmetic
from extractor.schema import Article, FigureRecord

__all__ = ["Axis", "Check", "CheckKind", "Severity", "Total", "TotalVerdict", "checks", "totals"]

_KINDS: dict[TotalVerdict, CheckKind] = {
    "complete": "parts_complete", "partial": "parts_partial", "exceeds": "parts_exceed", "open": "parts_open",
}  # fmt: skip


def totals(figures: Sequence[FigureRecord]) -> tuple[Total, ...]:
    """Every stated total with its parts, one row for each way it is divided, by article and in reading order.

    Figures of several articles may be mixed. What a count leaves out, what is denied, expected or said again is not in
    a sum; a part of a part is in the sum of its own total only.
    """
    return tuple(chain.from_iterable(_totals(links) for links in by_article(figures)))


def checks(article: Article, figures: Sequence[FigureRecord]) -> tuple[Check, ...]:
    """All checks of one article, those of its totals among them, in reading order. `figures` are its records only."""
    out: list[tuple[tuple[int, int, str], Check]] = []
    for links in by_article(figures):
        found = chain(
            _arithmetic(links), changes(links), repeats(links), links_and_bounds(links), periods(links, article.date)
        )
        out += [(order(f.figures[-1]), _check(f)) for f in found]
    return tuple(check for _, check in sorted(out, key=lambda item: (item[0], item[1].kind, item[1].id)))


def _totals(links: Links) -> list[Total]:
    placed, implied = relinked(links)
    stated = breakdowns(placed, implied)
    thirds = implied_thirds(placed, stated)
    rows = thirds + [t for t in stated if not any(_in(t, whole) for whole in thirds)]
    return sorted(rows, key=lambda t: (order(links.by_id[t.figure]), order(links.by_id[t.parts[0]]), t.id))


def _in(total: Total, whole: Total) -> bool:
    """Whether one row says no more than the other: the same count, and some of its parts."""
    return total.figure == whole.figure and set(total.parts) <= set(whole.parts)


def _arithmetic(links: Links) -> list[Finding]:
    found = []
    for total in _totals(links):
        record, parts = links.by_id[total.figure], [links.by_id[p] for p in total.parts]
        text = arithmetic(total, record, parts)
        kind: CheckKind = "implied_split" if total.implied and total.verdict == "complete" else _KINDS[total.verdict]
        found.append(Finding(kind, _severity(total, record, parts), (*parts, record), text))
    return found


def _severity(total: Total, record: FigureRecord, parts: Sequence[FigureRecord]) -> Severity:
    """An error only where no overlap can explain it: exact counts of one kind in one list, or one part too large."""
    if total.verdict != "exceeds":
        return "note"
    exact = all(r.quantifier == "exact" and r.category == record.category for r in (record, *parts))
    together = len(parts) == 1 or len({p.sentence.start for p in parts}) == 1
    return "error" if exact and together else "warning"


def _check(finding: Finding) -> Check:
    last = finding.figures[-1]
    others = {f.sentence.start: f.sentence for f in finding.figures[:-1]}
    return Check(
        id=content_id(last, finding.kind, *(f.id for f in finding.figures)),
        article_id=last.article_id,
        kind=finding.kind,
        severity=finding.severity,
        figures=tuple(f.id for f in finding.figures),
        # A breakdown shows in the sentence of its parts, if they stand in one.
        sentence=next(iter(others.values())) if len(others) == 1 else last.sentence,
        message=finding.message,
    )
