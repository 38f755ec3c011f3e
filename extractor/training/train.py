"""Instances → weights of all tasks; cross-validated predictions by article."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from extractor.assembly.assemble import TASKS, Models, assemble
from extractor.assembly.records import records
from extractor.loglinear import Weights, dot, sigmoid
from extractor.schema import FigureRecord
from extractor.training.data import DataSet, Labelled
from extractor.training.fit import fit_choice, fit_yes_no
from extractor.training.instances import Instances, add_article

L2: dict[str, float] = {"category": 0.7, "status": 1.0}
DEFAULT_L2 = 1.5
SEED = 7
INNER_FOLDS = 3
SINGLE = ("period", "part_of", "same_as")


def instances_of(articles: Sequence[Labelled], models: Models | None = None) -> Instances:
    """The training instances of some articles; with `models`, their readings are the history (see `add_article`)."""
    out = Instances()
    for a in articles:
        if a.bench is not None:
            add_article(a.bench, a.gold, out, models)
    return out


def fit_once(instances: Instances) -> Models:
    """The weights of every task, cuts at one half."""
    weights: dict[str, Mapping[str, float]] = {}
    for task, choice in instances.choice.items():
        weights[task] = fit_choice(choice, L2.get(task, DEFAULT_L2))
    for task, groups in instances.groups.items():
        weights[task] = fit_yes_no([p for g in groups for p in g.pairs], L2.get(task, DEFAULT_L2))
    return Models(weights)


def fit_all(articles: Sequence[Labelled]) -> tuple[Models, Instances]:
    """Two rounds: readings of held-out folds by the first round are the histories of the second.

    The cuts are then chosen on folds that the second round's weights have not seen.
    """
    folds = _folds(articles, INNER_FOLDS)
    simulated = []
    for k in range(INNER_FOLDS):
        first = fit_once(instances_of([a for n, f in enumerate(folds) if n != k for a in f]))
        simulated.append(instances_of(folds[k], first))
    everything = Instances()
    for part in simulated:
        everything.extend(part)
    final = fit_once(everything)
    return Models(final.weights, choose_cuts(simulated)), everything


def _folds(articles: Sequence[Labelled], n: int) -> list[list[Labelled]]:
    order = list(range(len(articles)))
    random.Random(SEED).shuffle(order)
    return [[articles[j] for i, j in enumerate(order) if i % n == k] for k in range(n)]


def choose_cuts(simulated: Sequence[Instances]) -> dict[str, tuple[float, float]]:
    """For each yes/no task the (cut, floor) with the best share of figures whose whole field is right, plus F1."""
    scored: dict[str, list[tuple[list[tuple[float, bool]], int]]] = {}
    for k, held in enumerate(simulated):
        rest = Instances()
        for n, part in enumerate(simulated):
            if n != k:
                rest.extend(part)
        for task, groups in held.groups.items():
            pairs = [p for g in rest.groups[task] for p in g.pairs]
            weights = fit_yes_no(pairs, L2.get(task, DEFAULT_L2))
            for g in groups:
                probabilities = [(sigmoid(dot(weights, f)), ok) for f, ok in g.pairs]
                scored.setdefault(task, []).append((probabilities, g.missed))
    return {task: _best_cut(groups, single=task in SINGLE) for task, groups in scored.items()}


def _best_cut(groups: Sequence[tuple[list[tuple[float, bool]], int]], single: bool) -> tuple[float, float]:
    grid = [(c / 20, f / 20) for c in range(5, 17) for f in range(3, c + 1)]
    return max(grid, key=lambda cf: (round(_quality(groups, *cf, single), 6), -abs(cf[0] - 0.5), cf[1]))


def _quality(groups: Sequence[tuple[list[tuple[float, bool]], int]], cut: float, floor: float, single: bool) -> float:
    hit = guessed = gold = whole = 0
    for pairs, missed in groups:
        top = max((p for p, _ in pairs), default=0.0)
        if single:
            taken = [ok for p, ok in pairs if p == top and p > min(cut, floor)][:1]
        else:
            taken = [ok for p, ok in pairs if p > cut or (p == top and p > floor)]
        wanted = missed + (int(any(ok for _, ok in pairs)) if single else sum(ok for _, ok in pairs))
        hit, guessed, gold = hit + sum(taken), guessed + len(taken), gold + wanted
        whole += all(taken) and len(taken) == wanted
    return whole / max(1, len(groups)) + 2 * hit / max(1, guessed + gold)


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
        out += predict(held, fit_all([*train, *rest])[0])
    return out


def save(models: Models, instances: Instances, sets: Sequence[DataSet], folder: Path) -> None:
    """Write one readable JSON file a task."""
    folder.mkdir(parents=True, exist_ok=True)
    trained_on = {d.name: d.sha256 for d in sets}
    for task in TASKS:
        n = len(instances.choice.get(task, ())) or len(instances.groups.get(task, ()))
        cut, floor = models.cuts.get(task, (0.5, 0.5))
        weights = Weights(
            task=task, weights=dict(models.weights[task]), cut=cut, floor=floor, trained_on=trained_on, l2=L2.get(task, DEFAULT_L2), instances=n
        )
        text = json.dumps(weights.model_dump(), ensure_ascii=False, indent=0, sort_keys=True)
        (folder / f"{task}.json").write_text(text + "\n", encoding="utf-8")
