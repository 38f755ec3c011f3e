"""Floors under the scores: a score that falls below its floor fails the tests.

The floors file is ``{"gold_sha": …, "signature": …, "floors": {metric: value}}`` with the metric names of
`Report.metrics`. A floor rises with one command; it goes down only with an explicit flag and a line on it
in the changelog.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Sequence
from math import floor
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import ScoringError
from extractor.scoring.metrics import Frozen
from extractor.scoring.report import Report

_ACCURACY = ("quantifier", "measure", "unit", "status", "period", "part_of", "same_as")
_F1 = ("groups", "causes", "affiliations", "actors", "locations", "sources")
DEFAULT_METRICS = (
    *(f"explicit.found.{part}" for part in ("precision", "recall", "f1")),
    *(f"explicit.{level}.f1" for level in ("value_category", "core", "full")),
    *(f"all.{level}.f1" for level in ("found", "core", "full")),
    *(f"explicit.fields.{field}.accuracy" for field in _ACCURACY),
    *(f"explicit.fields.{field}.f1" for field in _F1),
)


class Baseline(BaseModel):
    """The floors file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gold_sha: str
    signature: str
    floors: dict[str, float]


class Failure(Frozen):
    """One reason why the gate is shut; `metric` is empty if it is about the comparison itself."""

    metric: str
    floor: float | None
    value: float | None
    reason: str

    def __str__(self) -> str:
        return f"{self.metric}: {self.reason}" if self.metric else self.reason


def load_baseline(path: Path) -> Baseline:
    """Read the floors file; `ScoringError` if it is missing or malformed."""
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as e:
        raise ScoringError(f"{path}: no readable baseline: {e}") from e


def gate(report: Report, baseline_path: Path) -> list[Failure]:
    """Compare a report with the floors; an empty list means that the gate is open.

    Scores of another gold, split or matching rule are not comparable, so that fails too.
    """
    baseline = load_baseline(baseline_path)
    failures = []
    if baseline.gold_sha != report.signature.gold or _comparable(baseline) != report.signature.comparable:
        was, now = _comparable(baseline), report.signature.comparable
        reason = f"the floors were measured on {was}, this is {now}: update the floors"
        failures.append(Failure(metric="", floor=None, value=None, reason=reason))
    values = report.metrics()
    for metric, least in baseline.floors.items():
        value = values.get(metric)
        if value is None:
            failures.append(Failure(metric=metric, floor=least, value=None, reason="is not defined any more"))
        elif value < least:
            reason = f"{value:.4f} is below its floor {least:.4f}"
            failures.append(Failure(metric=metric, floor=least, value=value, reason=reason))
    return failures


def _comparable(baseline: Baseline) -> str:
    kept = ("gold", "split", "articles", "figures", "rule")
    parts = [p for p in baseline.signature.split("|") if p.split(":", 1)[0] in kept]
    return "|".join(parts)


def update(
    report: Report,
    baseline_path: Path,
    *,
    changelog: Path | None = None,
    allow_regression: bool = False,
    metrics: Sequence[str] | None = None,
    slack: float = 0.0,
) -> Baseline:
    """Write new floors: the measured values less `slack`, cut to four digits.

    `metrics` defaults to those of the file, or to `DEFAULT_METRICS` for a new one. Raises `ScoringError`
    and writes nothing if a floor would go down, or away, without `allow_regression` and a line under
    "Unreleased" in the changelog that names the metric.
    """
    old = load_baseline(baseline_path).floors if baseline_path.exists() else {}
    values = report.metrics()
    names = tuple(metrics) if metrics is not None else tuple(old) or DEFAULT_METRICS
    if unknown := [n for n in names if n not in values and (metrics is not None or n in old)]:
        raise ScoringError(f"these metrics are not defined on this gold: {', '.join(unknown)}")
    floors = {n: floor((values[n] - slack) * 10_000 + 1e-6) / 10_000 for n in names if n in values}
    lowered = [n for n in old if floors.get(n, -1.0) < old[n]]
    if lowered and not allow_regression:
        raise ScoringError(
            f"these floors would go down; allow the regression to do that: {_list(lowered, old, floors)}"
        )
    if lowered and (silent := _unexplained(lowered, changelog)):
        raise ScoringError(f"no line under Unreleased in the changelog names: {', '.join(silent)}")
    baseline = Baseline(gold_sha=report.signature.gold, signature=str(report.signature), floors=floors)
    _write(baseline_path, json.dumps(baseline.model_dump(), indent=2) + "\n")
    return baseline


def _list(names: Sequence[str], old: dict[str, float], new: dict[str, float]) -> str:
    return ", ".join(f"{n} {old[n]:.4f} → {new[n]:.4f}" if n in new else f"{n} (dropped)" for n in names)


def _unexplained(names: Sequence[str], changelog: Path | None) -> list[str]:
    text = changelog.read_text(encoding="utf-8") if changelog is not None and changelog.exists() else ""
    section = re.search(r"(?ims)^##\s+\[?unreleased\]?.*?$(.*?)(?=^##\s|\Z)", text)
    body = section.group(1) if section else ""
    # Whole names only: "all.core.f1" must not be excused by a line on "all.core.f1_old".
    return [n for n in names if not re.search(rf"(?<![\w.]){re.escape(n)}(?![\w])", body)]


def _write(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
