"""Scores: ratios of counts that were summed over articles, with bootstrap intervals over articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel, ConfigDict

from extractor.scoring.bootstrap import Interval, percentile, resample
from extractor.scoring.counts import LEVELS, Coverage, Key
from extractor.scoring.entities import By
from extractor.scoring.fields import FIELDS, NULLABLE, ROLES, SETS


class Frozen(BaseModel):
    """Base of the report's types."""

    model_config = ConfigDict(frozen=True)


class Score(Frozen):
    """Precision, recall and F1 with 95% intervals over articles; None where nothing is counted.

    Levels have all three intervals, the others that of F1.
    `right_predicted` differs from `right` only in breakdowns, where each side is counted under its own label.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    right: int
    right_predicted: int
    predicted: int
    gold: int
    precision_interval: Interval | None = None
    recall_interval: Interval | None = None
    f1_interval: Interval | None = None


class Ratio(Frozen):
    """A share of `of`; None of nothing."""

    right: int
    of: int
    value: float | None
    interval: Interval | None = None


class FieldScore(Frozen):
    """A field on matched pairs. `parts` scores list members, or the non-null values of a nullable field."""

    accuracy: Ratio
    parts: Score | None = None


class LinkingScore(Frozen):
    """Linking apart from mention finding: of the gold entities whose mention was found, the right links."""

    mention_found: Ratio
    name_right: Ratio
    id_right: Ratio | None
    nil_right: Ratio


class SubsetScores(Frozen):
    """All scores of the explicit, the implicit, or all figures."""

    levels: dict[str, Score | None]
    fields: dict[str, FieldScore | None]
    entities: dict[str, dict[str, Score | None]]
    linking: dict[str, LinkingScore]


class Row(Frozen):
    """One line of a breakdown."""

    label: str
    found: Score
    core: Score | None


class Scorer:
    """Turns counts into scores with intervals."""

    def __init__(self, rows: Sequence[Mapping[Key, int]], *, resamples: int, seed: int) -> None:
        keys = sorted({key for row in rows for key in row})
        self.total = {key: sum(row.get(key, 0) for row in rows) for key in keys}
        counted = [key for key in keys if self.total[key]]
        # The last slot stands for every count that is nowhere above zero.
        self._slot = {key: n for n, key in enumerate(counted)}
        self._zero = len(counted)
        # One article drawn again and again has no spread; an interval would claim certainty.
        drawn = resample(rows, [*counted, ()], resamples=resamples, seed=seed) if len(rows) > 1 else []
        self._draws: list[Sequence[int]] = drawn

    def _slots(self, keys: Iterable[Key]) -> list[int]:
        return [self._slot.get(key, self._zero) for key in keys]

    def ratio(self, right: Key, of: Key) -> Ratio:
        """Share of one count in another."""
        r, n = self._slots((right, of))
        totals = self.total.get(right, 0), self.total.get(of, 0)
        interval = percentile(self._draws, lambda d: d[r] / d[n] if d[n] else None) if totals[1] else None
        return Ratio(right=totals[0], of=totals[1], value=_share(*totals), interval=interval)

    def score(
        self,
        right: Key,
        predicted: Key,
        gold: Key,
        right_predicted: Key | None = None,
        *,
        all_intervals: bool = False,
    ) -> Score:
        """Precision, recall and F1 of counts, with the interval of F1 or with all three."""
        keys = (right_predicted or right, predicted, right, gold)
        rp, p, r, g = self._slots(keys)
        a, b, c, d = (self.total.get(key, 0) for key in keys)
        draws = self._draws if b or d else []
        sides = draws if all_intervals else []
        return Score(
            precision=_share(a, b), recall=_share(c, d), f1=_f1(a, b, c, d),
            right=c, right_predicted=a, predicted=b, gold=d,
            precision_interval=percentile(sides, lambda x: _share(x[rp], x[p])),
            recall_interval=percentile(sides, lambda x: _share(x[r], x[g])),
            f1_interval=percentile(draws, lambda x: _f1(x[rp], x[p], x[r], x[g])),
        )  # fmt: skip

    def subset(self, name: str, covered: Coverage) -> SubsetScores:
        """All scores of one subset."""
        levels = {
            level: self.score((name, "right", level), (name, "predicted"), (name, "gold"), all_intervals=True)
            if covered.level(level)
            else None
            for level in LEVELS
        }
        return SubsetScores(
            levels=levels,
            fields={f: self._field(name, f) if covered.field(f) else None for f in FIELDS},
            entities={r: self._entities(name, r, covered) for r in (*ROLES, "all")},
            linking={r: self._linking(name, r, covered) for r in (*ROLES, "all")},
        )

    def _parts(self, key: Key) -> Score:
        return self.score((*key, "right"), (*key, "predicted"), (*key, "gold"))

    def _field(self, subset: str, field: str) -> FieldScore:
        key = (subset, "field", field)
        parts = self._parts(key) if field in SETS or field in NULLABLE else None
        return FieldScore(accuracy=self.ratio((*key, "exact"), (*key, "pairs")), parts=parts)

    def _entities(self, subset: str, role: str, covered: Coverage) -> dict[str, Score | None]:
        if not any(covered.field(r) for r in (ROLES if role == "all" else (role,))):
            return dict.fromkeys(get_args(By))
        with_ids = covered.gold_ids and covered.offered_ids
        return {
            by: self._parts((subset, "entity", role, by)) if by != "id" or with_ids else None for by in get_args(By)
        }

    def _linking(self, subset: str, role: str, covered: Coverage) -> LinkingScore:
        key = (subset, "link", role)

        def share(kind: str) -> Ratio:
            return self.ratio((*key, kind, "right"), (*key, kind, "of"))

        return LinkingScore(
            mention_found=self.ratio((*key, "found"), (*key, "gold")),
            name_right=share("name"),
            id_right=share("id") if covered.gold_ids and covered.offered_ids else None,
            nil_right=share("nil"),
        )

    def breakdown(self, dimension: str, covered: Coverage) -> tuple[Row, ...]:
        """Lines of one breakdown, most gold figures first; none if one side does not have the field."""
        if dimension in FIELDS and not covered.field(dimension):
            return ()
        labels = {key[2] for key in self.total if key[:2] == ("by", dimension)}
        rows = []
        for label in labels:
            gold, predicted = ("by", dimension, label, "gold"), ("by", dimension, label, "predicted")

            def score(level: str, gold: Key = gold, predicted: Key = predicted) -> Score:
                return self.score((*gold, level), predicted, gold, (*predicted, level))

            core = score("core") if covered.level("core") else None
            rows.append(Row(label=label, found=score("found"), core=core))
        return tuple(sorted(rows, key=lambda row: (-row.found.gold, row.label)))


def _share(right: int, of: int) -> float | None:
    return right / of if of else None


def _f1(right_predicted: int, predicted: int, right: int, gold: int) -> float | None:
    if not predicted and not gold:
        return None
    if right_predicted == right:
        return 2 * right / (predicted + gold)
    precision, recall = _share(right_predicted, predicted) or 0.0, _share(right, gold) or 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
