"""Agreement of two labelling passes: the scorer, with one pass in the place of gold."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extractor.scoring.errors_report import ErrorAnalysis
from extractor.scoring.fields import SETS
from extractor.scoring.load import Predictions, Source, load_articles, load_figures
from extractor.scoring.metrics import Frozen
from extractor.scoring.render import markdown_table, number
from extractor.scoring.report import Report, evaluate


class FieldAgreement(Frozen):
    """Agreement on one field: `score` is the share of equal values, or the F1 of a list's members."""

    field: str
    measure: str
    pairs: int
    score: float | None
    equal: float | None


class Agreement(Frozen):
    """Found, core and full as F1 (the same in both directions), and each field on the figures both have."""

    articles: int
    figures_a: int
    figures_b: int
    found: float | None
    core: float | None
    full: float | None
    fields: tuple[FieldAgreement, ...]
    disagreements: ErrorAnalysis | None

    def score(self, field: str) -> float | None:
        """The agreement of one field by name, or of "found", "core", "full"."""
        if field in ("found", "core", "full"):
            value = getattr(self, field)
            return None if value is None else float(value)
        return next(f.score for f in self.fields if f.field == field)


def agree(a: Source, b: Source, articles: Source | Iterable[str] | None = None) -> Agreement:
    """Compare two passes over the same articles, explicit and implicit figures together.

    `articles`: the list of articles that both passes read (a file, rows, or ids); without it, those that
    have a figure in either. In `disagreements`, a "miss" is a figure that only pass A has, a "false" one
    only B has.
    """
    first, second = load_figures(a, "pass A"), load_figures(b, "pass B")
    report = evaluate([first.figures], _articles(articles, first, second), second.figures)
    return _agreement(report)


def _articles(articles: Source | Iterable[str] | None, a: Predictions, b: Predictions) -> list[dict[str, str]]:
    if articles is None:
        ids = {f.article_id for f in (*a.figures, *b.figures)} | {*(a.processed or ()), *(b.processed or ())}
        return [{"id": i} for i in sorted(ids)]
    if isinstance(articles, Path):
        return [i.model_dump(exclude_none=True) for i in load_articles(articles).values()]
    rows = [{"id": row} if isinstance(row, str) else row for row in articles]
    return [i.model_dump(exclude_none=True) for i in load_articles(rows).values()]


def _agreement(report: Report) -> Agreement:
    subset = report.subsets["all"]
    found = subset.levels["found"]
    assert found is not None
    fields = []
    for field, scored in subset.fields.items():
        listed = field in SETS
        parts = scored.parts if scored else None
        equal = scored.accuracy.value if scored else None
        fields.append(
            FieldAgreement(
                field=field, measure="F1" if listed else "equal", pairs=scored.accuracy.of if scored else 0,
                score=(parts.f1 if parts else None) if listed else equal, equal=equal,
            )
        )  # fmt: skip
    levels = {name: score.f1 if score else None for name, score in subset.levels.items()}
    return Agreement(
        articles=report.signature.articles, figures_a=found.gold, figures_b=found.predicted,
        found=levels["found"], core=levels["core"], full=levels["full"],
        fields=tuple(fields), disagreements=report.errors,
    )  # fmt: skip


def render_agreement(agreement: Agreement) -> str:
    """The Markdown table for the gold's README (no heading, so that it can stand under any)."""
    rows = [(name, "F1", "", number(agreement.score(name)), "") for name in ("found", "core", "full")]
    rows += [(f.field, f.measure, str(f.pairs), number(f.score), number(f.equal)) for f in agreement.fields if f.pairs]
    lines = [
        f"{agreement.articles} articles; pass A has {agreement.figures_a} figures, "
        f"pass B {agreement.figures_b} (implicit ones included).",
        "",
        *markdown_table(("what", "measure", "figures both have", "agreement", "whole field equal"), rows),
    ]
    return "\n".join(lines) + "\n"
