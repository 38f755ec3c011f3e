"""Held-out readings → weights of the confidence, with the reliability before and after.

Every article is read by weights that never saw it; whether a reading was right (the number is a figure with this value,
these bounds and this category) is then learned from how it was read (`assembly.confidence`), after Platt (1999).
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor.assembly.assemble import Verdict, assemble
from extractor.assembly.confidence import confidence, confidence_features
from extractor.loglinear import Weights
from extractor.training.data import DataSet, Labelled
from extractor.training.fit import fit_yes_no
from extractor.training.train import SEED, fit_all

L2 = 3.0
FOLDS = 4
BINS = 10


class Outcome(NamedTuple):
    """One figure read from an article that the weights had not seen."""

    article: int
    verdict: Verdict
    right: bool


class Reliability(NamedTuple):
    """Expected calibration errors of the bare probability and of the corrected one, over `n` held-out figures."""

    n: int
    right: float
    before: float
    after: float


def held_out(sets: Sequence[DataSet], folds: int = FOLDS) -> list[Outcome]:
    """The figures of all articles, each read by weights from the other folds."""
    articles = [a for d in sets for a in d.articles]
    order = list(range(len(articles)))
    random.Random(SEED).shuffle(order)
    out: list[Outcome] = []
    for k in range(folds):
        models, _ = fit_all([articles[j] for n, j in enumerate(order) if n % folds != k])
        for j in (j for n, j in enumerate(order) if n % folds == k):
            out += _outcomes(j, articles[j], assemble(bench, models)) if (bench := articles[j].bench) else []
    return out


def _outcomes(n: int, a: Labelled, verdicts: Sequence[Verdict]) -> list[Outcome]:
    return [Outcome(n, v, _is_right(v, a.gold)) for v in verdicts if v.figure is not None]


def _is_right(v: Verdict, gold: Sequence[Mapping[str, Any]]) -> bool:
    q = v.candidate.quantity
    return any(
        g["number"]["start"] < q.span.end and q.span.start < g["number"]["end"]
        and (g["value"], g["low"], g["high"], g["category"]) == (q.value, q.low, q.high, v.category)
        for g in gold
    )  # fmt: skip


def fit(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The weights of the confidence."""
    return dict(fit_yes_no([(confidence_features(o.verdict), o.right, 1.0) for o in outcomes], L2))


def reliability(outcomes: Sequence[Outcome], folds: int = 5) -> Reliability:
    """How well calibrated the confidence is on articles that its own weights have not seen."""
    before = [(o.verdict.probability, o.right) for o in outcomes]
    after: list[tuple[float, bool]] = []
    for k in range(folds):
        weights = fit([o for o in outcomes if o.article % folds != k])
        after += [(confidence(o.verdict, weights), o.right) for o in outcomes if o.article % folds == k]
    share = sum(o.right for o in outcomes) / max(1, len(outcomes))
    return Reliability(len(outcomes), share, _error(before), _error(after))


def _error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error in bins of equal width, as `scoring.calibration` counts it."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, right in sorted(pairs):
        bins[min(int(p * BINS), BINS - 1)].append((p, right))
    return sum(abs(sum(p for p, _ in b) - sum(r for _, r in b)) for b in bins) / max(1, len(pairs))


def save(weights: Mapping[str, float], n: int, sets: Sequence[DataSet], folder: Path) -> Path:
    """Write `confidence.json` with the hashes of the data behind it."""
    trained_on = {d.name: d.sha256 for d in sets}
    model = Weights(task="confidence", weights=dict(weights), trained_on=trained_on, l2=L2, instances=n)
    path = folder / "confidence.json"
    text = json.dumps(model.model_dump(), ensure_ascii=False, indent=0, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path
