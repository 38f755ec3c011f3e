"""Instances → weights of all tasks; cross-validated predictions by article."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from extractor.assembly.assemble import PICKED, SINGLE, TASKS, Models, assemble, take
from extractor.assembly.records import records
from extractor.loglinear import Weights, dot, sigmoid, softmax
from extractor.schema import FigureRecord
from extractor.training.data import DataSet, Labelled
from extractor.training.fit import fit_choice, fit_yes_no
from extractor.training.instances import Group, Instances, add_article

L2: dict[str, float] = {
    "category": 1.5,
    "status": 0.5,
    "groups": 3.0,
    "causes": 2.5,
    "period": 3.0,
    "locations": 6.0,
    "actors": 3.0,
}
DEFAULT_L2 = 1.5
SEED = 7
INNER_FOLDS = 3
# Category and status gain from every article; the softer fields follow one set's conventions more closely.
CATEGORY_WEIGHT = 1.0

T = TypeVar("T")


def instances_of(articles: Sequence[Labelled], models: Models | None = None) -> Instances:
    """The training instances of some articles; with `models`, their readings are the history (see `add_article`)."""
    out = Instances()
    for a in articles:
        if a.bench is not None:
            one = Instances()
            add_article(a.bench, a.gold, one, models)
            out.extend(one if a.weight == 1.0 else one.scaled(a.weight, max(a.weight, CATEGORY_WEIGHT)))
    return out


def fit_once(instances: Instances) -> Models:
    """The weights of every task, cuts at one half."""
    weights: dict[str, Mapping[str, float]] = {}
    for task, choice in instances.choice.items():
        weights[task] = fit_choice(choice, L2.get(task, DEFAULT_L2))
    for task, groups in instances.groups.items():
        weights[task] = fit_field(task, groups)
    return Models(weights)


def fit_field(task: str, groups: Sequence[Group]) -> dict[str, float]:
    """The weights of one field: choices against each other for picked fields, each by itself for the others."""
    l2 = L2.get(task, DEFAULT_L2)
    if task in PICKED:
        # A value that no choice offers teaches nothing: neither "nothing" nor another choice would be right.
        usable = [g for g in groups if g.pairs and (not g.missed or any(ok for _, ok in g.pairs))]
        return fit_choice([g.as_choice() for g in usable], l2)
    return fit_yes_no([(f, ok, g.weight) for g in groups for f, ok in g.pairs], l2)


def fit_all(articles: Sequence[Labelled], examples: Instances | None = None) -> tuple[Models, Instances]:
    """Two rounds: readings of held-out folds by the first round are the histories of the second.

    The cuts are then chosen on folds that the second round's weights have not seen. `examples` only add to what the
    category is learned from.
    """
    folds = [held for _, held in splits(articles, INNER_FOLDS)]
    simulated = []
    for k in range(INNER_FOLDS):
        first = fit_once(instances_of([a for n, f in enumerate(folds) if n != k for a in f]))
        simulated.append(instances_of(folds[k], first))
    everything = Instances()
    for part in [*simulated, *([examples] if examples else [])]:
        everything.extend(part)
    final = fit_once(everything)
    return Models(final.weights, choose_cuts(simulated)), everything


def splits(items: Sequence[T], folds: int) -> Iterator[tuple[list[T], list[T]]]:
    """The items in a shuffled order, as (the others, those held out) for each fold in turn; always the same."""
    order = list(items)
    random.Random(SEED).shuffle(order)
    for k in range(folds):
        yield [x for n, x in enumerate(order) if n % folds != k], [x for n, x in enumerate(order) if n % folds == k]


Scored = tuple[list[tuple[float, bool]], float, int]


def choose_cuts(simulated: Sequence[Instances]) -> dict[str, tuple[float, float]]:
    """For each field the thresholds with the best share of figures whose whole field is right, plus F1."""
    scored: dict[str, list[Scored]] = {}
    for k, held in enumerate(simulated):
        rest = Instances()
        for n, part in enumerate(simulated):
            if n != k:
                rest.extend(part)
        for task, groups in held.groups.items():
            weights = fit_field(task, rest.groups[task])
            scored.setdefault(task, []).extend(_score(task, g, weights) for g in groups)
    return {task: _best_cut(task, groups) for task, groups in scored.items()}


def _score(task: str, g: Group, weights: Mapping[str, float]) -> Scored:
    scores = [dot(weights, f) for f, _ in g.pairs]
    if task in PICKED:
        *probabilities, nothing = softmax([*scores, dot(weights, g.nothing)])
    else:
        probabilities, nothing = [sigmoid(x) for x in scores], 0.0
    ranked = sorted(zip(probabilities, (ok for _, ok in g.pairs), strict=True), key=lambda po: -po[0])
    return ranked, nothing, g.missed


def _best_cut(task: str, groups: Sequence[Scored]) -> tuple[float, float]:
    grid = [(c / 20, f / 20) for c in range(4, 19) for f in range(3, 20) if task in PICKED or f <= c]
    if task in SINGLE:
        grid = [(c, 1.0) for c in sorted({c for c, _ in grid})]
    return max(grid, key=lambda cut: (round(_quality(task, groups, cut), 6), -abs(cut[0] - 0.5), cut[1]))


def _quality(task: str, groups: Sequence[Scored], cut: tuple[float, float]) -> float:
    hit = guessed = gold = whole = 0
    for ranked, nothing, missed in groups:
        taken = take(task, [p for p, _ in ranked], nothing, cut)
        right = [ok for (_, ok), t in zip(ranked, taken, strict=True) if t]
        wanted = missed + sum(ok for _, ok in ranked)
        hit, guessed, gold = hit + sum(right), guessed + len(right), gold + wanted
        whole += all(right) and len(right) == wanted
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
    rest = [a for d in others for a in d.articles]
    out = []
    for train, held in splits(target.articles, folds):
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
            task=task,
            weights=dict(models.weights[task]),
            cut=cut,
            floor=floor,
            trained_on=trained_on,
            l2=L2.get(task, DEFAULT_L2),
            instances=n,
        )
        write_weights(weights, folder)


def write_weights(weights: Weights, folder: Path) -> Path:
    """One task's weights as a readable JSON file, ``<task>.json``."""
    path = folder / f"{weights.task}.json"
    text = json.dumps(weights.model_dump(), ensure_ascii=False, indent=0, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    return path
