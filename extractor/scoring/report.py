"""`evaluate` and its `Report`: the one set of numbers that JSON, Markdown and the terminal show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extractor.errors import ScoringError
from extractor.scoring.calibration import Calibration, calibrate
from extractor.scoring.counts import DIMENSIONS, SUBSETS, Judged, count, coverage, judge
from extractor.scoring.errors_report import ErrorAnalysis, analyse
from extractor.scoring.fields import FIELDS
from extractor.scoring.join import join
from extractor.scoring.load import Source, load_articles, load_figures, load_splits
from extractor.scoring.metrics import Frozen, Row, Score, Scorer, SubsetScores
from extractor.scoring.signature import Signature, extractor_version, hash_figures, hash_files

RESAMPLES, SEED = 1000, 20240501


class Report(Frozen):
    """All scores of one system on one gold. None: not annotated by gold, or not given by the system."""

    signature: Signature
    subsets: dict[str, SubsetScores]
    breakdowns: dict[str, tuple[Row, ...]]
    calibration: Calibration | None
    not_annotated: tuple[str, ...]
    not_offered: tuple[str, ...]
    errors: ErrorAnalysis | None = None

    def to_json(self) -> str:
        """The report as indented JSON, with the signature also as one string."""
        whole = self.model_dump(mode="json")
        whole["signature"]["text"] = str(self.signature)
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"

    def metrics(self) -> dict[str, float]:
        """Flat names (``explicit.core.f1``, ``explicit.fields.groups.f1``, …) of all defined numbers."""
        flat: dict[str, float | None] = {}
        for name, subset in self.subsets.items():
            for level, score in subset.levels.items():
                flat |= _flat(f"{name}.{level}", score)
            for field, scored in subset.fields.items():
                if scored is not None:
                    flat[f"{name}.fields.{field}.accuracy"] = scored.accuracy.value
                    flat |= _flat(f"{name}.fields.{field}", scored.parts)
            for role, by in subset.entities.items():
                for how, score in by.items():
                    flat |= _flat(f"{name}.entities.{role}.{how}", score)
            for role, links in subset.linking.items():
                for part in ("mention_found", "name_right", "id_right", "nil_right"):
                    ratio = getattr(links, part)
                    flat[f"{name}.linking.{role}.{part}"] = None if ratio is None else ratio.value
        return {name: value for name, value in flat.items() if value is not None}


def _flat(prefix: str, score: Score | None) -> dict[str, float | None]:
    if score is None:
        return {}
    return {f"{prefix}.{part}": getattr(score, part) for part in ("precision", "recall", "f1")}


def evaluate(
    gold_files: Sequence[Source] | Path,
    articles: Source | None,
    predictions: Source,
    split: str | None = None,
    *,
    splits: Path | Mapping[str, Iterable[str]] | None = None,
    errors: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Report:
    """Score `predictions` against one gold, or against the labels of several annotators.

    `gold_files`: one file an annotator (or iterables of records). `articles`: the articles list, JSON lines
    or mappings with `id` and, where known, `text`, `style`, `topic`, `split`; needed to know of articles
    without a figure. `predictions`: records or article results, a file or an iterable. `split` is looked up
    in `splits` if that is given, else in the articles. `errors=False` leaves out everything that shows
    single figures. Raises `ScoringError` on unknown or missing article ids and on malformed records.
    """
    judged, gold_hash = prepare(gold_files, articles, predictions, split, splits=splits)
    figures = sum(not item.optional for j in judged for item in j.matched.items)
    signature = Signature(
        gold=gold_hash, split=split or "all", articles=len(judged), figures=figures,
        resamples=resamples, seed=seed, version=extractor_version(),
    )  # fmt: skip
    return _report(judged, signature, errors=errors)


def prepare(
    gold_files: Sequence[Source] | Path,
    articles: Source | None,
    predictions: Source,
    split: str | None = None,
    *,
    splits: Path | Mapping[str, Iterable[str]] | None = None,
) -> tuple[tuple[Judged, ...], str]:
    """Load, join, match, compare (arguments as `evaluate`): the judged articles, the hash of the gold."""
    listed: list[Source] = [gold_files] if isinstance(gold_files, Path) else list(gold_files)
    if not listed:
        raise ScoringError("no gold file was given")
    golds = [load_figures(source, "gold") for source in listed]
    paths = [source for source in listed if isinstance(source, Path)]
    whole = len(paths) == len(listed)
    joined = join(
        golds,
        load_figures(predictions, "predictions"),
        None if articles is None else load_articles(articles),
        split=split,
        splits=None if splits is None else load_splits(splits),
    )
    return judge(joined), hash_files(paths) if whole else hash_figures(g.figures for g in golds)


def _report(judged: Sequence[Judged], signature: Signature, *, errors: bool) -> Report:
    covered = coverage(judged)
    scorer = Scorer([count(j, covered) for j in judged], resamples=signature.resamples, seed=signature.seed)
    breakdowns = {d: scorer.breakdown(d, covered) for d in DIMENSIONS}
    return Report(
        signature=signature,
        subsets={name: scorer.subset(name, covered) for name in SUBSETS},
        breakdowns={d: rows for d, rows in breakdowns.items() if rows},
        calibration=calibrate(_confidences(judged)) if covered.level("core") else None,
        not_annotated=tuple(f for f in FIELDS if f not in covered.some),
        not_offered=tuple(f for f in FIELDS if f not in covered.offered),
        errors=analyse(judged, covered) if errors else None,
    )


def _confidences(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    out = []
    for j in judged:
        false = [j.matched.predictions[p] for p in j.matched.false]
        outcomes = [(pair.predicted, pair.right("core")) for pair in j.pairs] + [(f, False) for f in false]
        out += [(f.confidence, right) for f, right in outcomes if f.confidence is not None]
    return out
