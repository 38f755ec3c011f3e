"""L2-regularised conditional log-linear models, fitted with L-BFGS. Deterministic: same instances, same weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from extractor.loglinear import Features

Instance = tuple[list[Features], list[bool], float]
PRECISION = 4
SMALLEST = 0.004


def fit_choice(instances: Sequence[Instance], l2: float, iterations: int = 300) -> dict[str, float]:
    """Weights of a softmax over the options of each instance.

    An instance is its options' features, which of them are right, and its weight; several right ones share the credit
    (their probabilities are summed before the logarithm).
    """
    names, x, group, right = _matrix(instances)
    weight = np.array([w for _, _, w in instances])
    row_weight = weight[group]
    starts = np.r_[0, np.flatnonzero(np.diff(group)) + 1]
    xt = x.T.tocsr()

    def objective(w: Any) -> tuple[float, Any]:
        scores = x @ w
        e = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        z = np.add.reduceat(e, starts)
        good = e * right
        c = np.add.reduceat(good, starts) + 1e-300
        loss = float(-(weight * (np.log(c) - np.log(z))).sum() + 0.5 * l2 * (w @ w))
        return loss, xt @ (row_weight * (e / z[group] - good / c[group])) + l2 * w

    return _solve(objective, names, iterations)


def fit_yes_no(instances: Sequence[tuple[Features, bool, float]], l2: float, iterations: int = 300) -> dict[str, float]:
    """Weights of a logistic regression; each instance is features, right or not, and its weight."""
    names, x, _, right = _matrix([([f], [ok], w) for f, ok, w in instances])
    weight = np.array([w for _, _, w in instances])
    y = right.astype(float)
    xt = x.T.tocsr()

    def objective(w: Any) -> tuple[float, Any]:
        scores = x @ w
        loss = float((weight * (np.logaddexp(0, scores) - y * scores)).sum() + 0.5 * l2 * (w @ w))
        return loss, xt @ (weight * (1 / (1 + np.exp(-np.clip(scores, -35, 35))) - y)) + l2 * w

    return _solve(objective, names, iterations)


def _matrix(instances: Sequence[Instance]) -> tuple[list[str], Any, Any, Any]:
    vocabulary: dict[str, int] = {}
    rows, columns, values, group, right = [], [], [], [], []
    row = 0
    for g, (options, ok, _) in enumerate(instances):
        for features, good in zip(options, ok, strict=True):
            for name, value in features.items():
                rows.append(row)
                columns.append(vocabulary.setdefault(name, len(vocabulary)))
                values.append(value)
            group.append(g)
            right.append(good)
            row += 1
    x = csr_matrix((values, (rows, columns)), shape=(row, len(vocabulary)), dtype=float)
    return list(vocabulary), x, np.array(group), np.array(right, dtype=bool)


def _solve(objective: Any, names: list[str], iterations: int) -> dict[str, float]:
    start = np.zeros(len(names))
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations}).x
    weights = {n: round(float(w), PRECISION) for n, w in zip(names, found, strict=True)}
    return {n: weights[n] for n in sorted(weights) if abs(weights[n]) > SMALLEST}
