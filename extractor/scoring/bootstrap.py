"""Percentile bootstrap intervals over articles, without numpy and still fast.

The article is the unit that is drawn, because figures of one article stand and fall together.
"""

from __future__ import annotations

import random
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from math import ceil, floor
from typing import TypeVar

Interval = tuple[float, float]
K = TypeVar("K")
_BITS = 64


def resample(
    rows: Sequence[Mapping[K, int]], keys: Sequence[K], *, resamples: int, seed: int
) -> list[Sequence[int]]:
    """Draw `len(rows)` articles with replacement, `resamples` times; the summed counts of `keys` each time.

    A row's counts are packed into one integer, 64 bits a key, so that summing a draw is one addition an
    article.
    """
    if not rows or not keys or resamples < 1:
        return []
    packed = [_pack([row.get(key, 0) for key in keys]) for row in rows]
    rng = random.Random(seed)
    width = len(keys) * _BITS // 8
    return [_unpack(sum(rng.choices(packed, k=len(packed))), width) for _ in range(resamples)]


def _pack(counts: Sequence[int]) -> int:
    return int.from_bytes(array("Q", counts).tobytes(), sys.byteorder)


def _unpack(total: int, width: int) -> Sequence[int]:
    counts = array("Q")
    counts.frombytes(total.to_bytes(width, sys.byteorder))
    return counts


def percentile(
    draws: Sequence[Sequence[int]], statistic: Callable[[Sequence[int]], float | None], level: float = 0.95
) -> Interval | None:
    """The middle `level` of a statistic over the draws; None if it is undefined in more than half of them."""
    values = sorted(v for draw in draws if (v := statistic(draw)) is not None)
    if not values or len(values) * 2 < len(draws):
        return None
    tail = (1 - level) / 2
    last = len(values) - 1
    return values[floor(tail * last)], values[ceil((1 - tail) * last)]
