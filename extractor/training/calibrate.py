"""Held-out readings → weights of the confidence, with the reliability before and after.

Every article is read by weights that never saw it; whether a reading was right (the number is a figure with this value,
these bounds and this category) is then learned from how it was read (`assembly.confidence`), after Platt (1999).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor.assembly.assemble import Verdict, assemble
from extractor.assembly.confidence import confidence, confidence_features
from extractor.loglinear import Weights
from extractor.scoring.calibration import calibrate
from extractor.training.data import DataSet, Labelled
from extractor.training.fit import fit_yes_no
from extractor.training.train import fit_all, splits, write_weights

L2 = 3.0


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


def held_out(sets: Sequence[DataSet], folds: int) -> list[Outcome]:
    """The figures of all articles, each read by weights from the other folds."""
    numbered = list(enumerate(a for d in sets for a in d.articles))
    out: list[Outcome] = []
    for train, held in splits(numbered, folds):
        models, _ = fit_all([a for _, a in train])
        for n, a in held:
            out += _outcomes(n, a, assemble(a.bench, models)) if a.bench else []
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
    table = calibrate(pairs)
    return table.expected_calibration_error if table else 0.0


def save(weights: Mapping[str, float], n: int, sets: Sequence[DataSet], folder: Path) -> Path:
    """Write `confidence.json` with the hashes of the data behind it."""
    trained_on = {d.name: d.sha256 for d in sets}
    model = Weights(task="confidence", weights=dict(weights), trained_on=trained_on, l2=L2, instances=n)
    return write_weights(model, folder)
