"""Does `confidence` mean what it says: of the records given 0.9, are nine in ten right?"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict


class Bin(BaseModel):
    """Records with a confidence in [`lower`, `upper`) (the last bin includes 1)."""

    model_config = ConfigDict(frozen=True)

    lower: float
    upper: float
    records: int
    confidence: float | None
    right: float | None


class Calibration(BaseModel):
    """Reliability table; the event is that a predicted record is right on core."""

    model_config = ConfigDict(frozen=True)

    records: int
    expected_calibration_error: float
    brier: float
    bins: tuple[Bin, ...]


def calibrate(outcomes: Sequence[tuple[float, bool]], bins: int = 10) -> Calibration | None:
    """Tabulate (confidence, right) pairs; None if there are none. The order of the pairs does not matter."""
    if not outcomes:
        return None
    # Sorted, so that float sums do not depend on the order.
    by_bin: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in sorted(outcomes):
        by_bin[min(int(confidence * bins), bins - 1)].append((confidence, right))
    rows, error = [], 0.0
    for number, content in enumerate(by_bin):
        n = len(content)
        mean = sum(c for c, _ in content) / n if n else None
        share = sum(r for _, r in content) / n if n else None
        if mean is not None and share is not None:
            error += n / len(outcomes) * abs(share - mean)
        lower, upper = number / bins, (number + 1) / bins
        rows.append(Bin(lower=lower, upper=upper, records=n, confidence=mean, right=share))
    brier = sum((c - r) ** 2 for c, r in sorted(outcomes)) / len(outcomes)
    return Calibration(records=len(outcomes), expected_calibration_error=error, brier=brier, bins=tuple(rows))
