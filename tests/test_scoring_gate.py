"""Floors under the scores, and how they may move."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ScoringError
from extractor.scoring import Report, evaluate, gate, update
from extractor.scoring.gate import DEFAULT_METRICS, load_baseline
from tests.scoring_cases import articles, figure

GOLD = [figure(f"g{n}", 10 * n) for n in range(4)]
METRIC = "explicit.core.f1"


def report(right: int, gold: list[Any] = GOLD, **options: Any) -> Report:
    """A report in which `right` of four figures are found and right."""
    predicted = [figure(f"p{n}", 10 * n) for n in range(right)]
    return evaluate([gold], articles("a"), predicted, resamples=0, **options)


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    update(report(3), path)
    return path


def floors(path: Path) -> dict[str, float]:
    return dict(json.loads(path.read_text(encoding="utf-8"))["floors"])


def test_a_new_baseline_holds_the_measured_values(baseline: Path) -> None:
    written = load_baseline(baseline)
    assert written.gold_sha == report(3).signature.gold
    assert written.floors[METRIC] == 0.8571  # 6/7, cut and not rounded
    assert set(written.floors) <= set(DEFAULT_METRICS)
    assert gate(report(3), baseline) == []
    assert gate(report(4), baseline) == []


def test_a_score_below_its_floor_shuts_the_gate(baseline: Path) -> None:
    failures = gate(report(2), baseline)
    assert METRIC in {f.metric for f in failures}
    failure = next(f for f in failures if f.metric == METRIC)
    assert (failure.floor, failure.value) == (0.8571, 2 / 3)
    assert str(failure) == "explicit.core.f1: 0.6667 is below its floor 0.8571"


def test_other_gold_is_not_comparable(baseline: Path) -> None:
    other = [*GOLD[:3], figure("g3", 30, 99)]
    failures = gate(report(3, other), baseline)
    assert [f.metric for f in failures] == [""]
    assert "update the floors" in str(failures[0])


def test_a_metric_that_is_gone_is_a_failure(baseline: Path) -> None:
    whole = json.loads(baseline.read_text(encoding="utf-8"))
    whole["floors"]["explicit.fields.nothing.f1"] = 0.5
    baseline.write_text(json.dumps(whole), encoding="utf-8")
    assert [f.metric for f in gate(report(3), baseline)] == ["explicit.fields.nothing.f1"]
    with pytest.raises(ScoringError, match=r"not defined on this gold: explicit\.fields\.nothing\.f1"):
        update(report(3), baseline)


def test_floors_rise_without_asking(baseline: Path) -> None:
    update(report(4), baseline)
    assert floors(baseline)[METRIC] == 1.0


def test_slack_leaves_room(tmp_path: Path) -> None:
    written = update(report(4), tmp_path / "b.json", slack=0.02, metrics=[METRIC])
    assert written.floors == {METRIC: 0.98}


@pytest.mark.parametrize(
    ("allow", "changelog", "problem"),
    [
        (False, "## Unreleased\n- explicit.core.f1 falls, since …\n", "allow the regression"),
        (True, None, "no line under Unreleased"),
        (True, "## Unreleased\n- better\n\n## 0.1.0\n- explicit.core.f1 fell\n", "names: .*explicit.core.f1"),
        (True, "- explicit.core.f1 fell\n", "no line under Unreleased"),
        (
            True,
            "## Unreleased\n- explicit.core.f1_old and small.explicit.core.f1 fell\n",
            "names: .*explicit.core.f1",
        ),
    ],
)
def test_floors_do_not_fall_silently(baseline: Path, allow: bool, changelog: str | None, problem: str) -> None:
    before = baseline.read_bytes()
    path = baseline.parent / "CHANGELOG.md"
    if changelog is not None:
        path.write_text(changelog, encoding="utf-8")
    with pytest.raises(ScoringError, match=problem):
        update(report(2), baseline, changelog=path, allow_regression=allow)
    assert baseline.read_bytes() == before
    assert {p.name for p in baseline.parent.iterdir()} <= {"baseline.json", "CHANGELOG.md"}


@pytest.mark.parametrize("heading", ["## Unreleased", "## [Unreleased]", "## [unreleased] - soon"])
def test_floors_fall_with_the_flag_and_a_line(baseline: Path, heading: str) -> None:
    named = "\n".join(f"- `{name}` falls: stricter gold." for name in floors(baseline))
    path = baseline.parent / "CHANGELOG.md"
    path.write_text(f"# Changes\n\n{heading}\n{named}\n\n## 0.1.0\n- first\n", encoding="utf-8")
    update(report(2), baseline, changelog=path, allow_regression=True)
    assert floors(baseline)[METRIC] == 0.6666


def test_dropping_a_floor_is_lowering_it(baseline: Path) -> None:
    with pytest.raises(ScoringError, match=r"explicit\.found\.f1 \(dropped\)"):
        update(report(4), baseline, metrics=[METRIC])


@pytest.mark.parametrize("text", ["", "{}", '{"gold_sha": "", "signature": "", "floors": {"a": "b"}}', "[1]"])
def test_a_broken_baseline_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScoringError, match="no readable baseline"):
        gate(report(3), path)
    with pytest.raises(ScoringError, match="no readable baseline"):
        gate(report(3), tmp_path / "none.json")
