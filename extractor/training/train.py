"""Instances → weights of all tasks; cross-validated predictions by article."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from extractor.assembly.assemble import TASKS, Models, assemble
from extractor.assembly.records import records
from extractor.loglinear import Weights
from extractor.schema import FigureRecord
from extractor.training.data import DataSet, Labelled
from extractor.training.fit import fit_choice, fit_yes_no
from extractor.training.instances import Instances, add_article

L2: dict[str, float] = {"category": 0.7, "status": 1.0}
DEFAULT_L2 = 1.5
SEED = 7


def instances_of(articles: Sequence[Labelled]) -> Instances:
    """The training instances of some articles."""
    out = Instances()
    for a in articles:
        if a.bench is not None:
            add_article(a.bench, a.gold, out)
    return out


def fit_all(instances: Instances) -> Models:
    """The weights of every task."""
    weights: dict[str, Mapping[str, float]] = {}
    for task, choice in instances.choice.items():
        weights[task] = fit_choice(choice, L2.get(task, DEFAULT_L2))
    for task, pairs in instances.pairs.items():
        weights[task] = fit_yes_no(pairs, L2.get(task, DEFAULT_L2))
    return Models(weights)


def predict(articles: Sequence[Labelled], models: Models) -> list[FigureRecord]:
    """The records of some articles under some weights."""
    out: list[FigureRecord] = []
    for a in articles:
        if a.bench is not None:
            for found in records(a.article, assemble(a.bench, models)).values():
                out += found
    return out


def cross_validate(target: DataSet, others: Sequence[DataSet], folds: int) -> list[FigureRecord]:
    """Records of `target` where each article was read by weights that never saw it."""
    order = list(range(len(target.articles)))
    random.Random(SEED).shuffle(order)
    rest = [a for d in others for a in d.articles]
    out = []
    for k in range(folds):
        held = [target.articles[j] for n, j in enumerate(order) if n % folds == k]
        train = [target.articles[j] for n, j in enumerate(order) if n % folds != k]
        out += predict(held, fit_all(instances_of([*train, *rest])))
    return out


def save(models: Models, instances: Instances, sets: Sequence[DataSet], folder: Path) -> None:
    """Write one readable JSON file a task."""
    folder.mkdir(parents=True, exist_ok=True)
    trained_on = {d.name: d.sha256 for d in sets}
    for task in TASKS:
        n = len(instances.choice.get(task, ())) or len(instances.pairs.get(task, ()))
        weights = Weights(
            task=task, weights=dict(models.weights[task]), trained_on=trained_on, l2=L2.get(task, DEFAULT_L2), instances=n
        )
        text = json.dumps(weights.model_dump(), ensure_ascii=False, indent=0, sort_keys=True)
        (folder / f"{task}.json").write_text(text + "\n", encoding="utf-8")
