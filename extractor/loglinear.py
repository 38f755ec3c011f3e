"""Small log-linear models: readable weights in a JSON file, scores that can be taken apart again.

A feature is a name; a vector is a mapping from name to value. Weights that are not listed are 0, so an unseen word
changes nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import mul

from extractor.data_loader import DATA
from extractor.errors import DataError
from extractor.schema import Model

Features = dict[str, float]


class Weights(Model):
    """One trained model. `trained_on` names the data by their hashes; `l2` is the penalty it was trained with.

    A yes/no choice is taken above `cut`, and the best of its kind already above `floor`.
    """

    task: str
    weights: dict[str, float]
    cut: float = 0.5
    floor: float = 0.5
    trained_on: dict[str, str]
    l2: float
    instances: int


def dot(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The score of one feature vector."""
    return sum(map(mul, map(weights.get, features, repeat(0.0)), features.values()), 0.0)


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities from scores."""
    top = max(scores)
    exps = [math.exp(s - top) for s in scores]
    total = sum(exps)
    return [e / total for e in exps]


def sigmoid(score: float) -> float:
    """Probability of yes from a score; does not overflow."""
    if score >= 0:
        return 1.0 / (1.0 + math.exp(-score))
    z = math.exp(score)
    return z / (1.0 + z)


def top_terms(weights: Mapping[str, float], features: Mapping[str, float], n: int = 5) -> tuple[tuple[str, float], ...]:
    """The `n` largest parts of a score, for explanations."""
    terms = [(name, round(weights.get(name, 0.0) * value, 3)) for name, value in features.items()]
    return tuple(sorted((t for t in terms if t[1]), key=lambda t: (-abs(t[1]), t[0]))[:n])


@cache
def load_weights(task: str) -> Weights:
    """The shipped weights of one task (`extractor/data/weights/<task>.json`)."""
    path = DATA / "weights" / f"{task}.json"
    try:
        return Weights.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as e:
        raise DataError(f"cannot be read as weights: {e}; run `make train`", path=str(path)) from e
