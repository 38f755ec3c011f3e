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


def resample(rows: Sequence[Mapping[K, int]], keys: Sequence[K], *, resamples: int, seed: int) -> list[Sequence[int]]:
    """Draw `len(rows)` articles with replacement, `resamples` times; the summed counts of `keys` each time.

    A row's counts stand side by side in one integer, so that summing a draw is one addition an article.
    """
    if not rows or not keys or resamples < 1:
        return []
    # No draw can sum to more than this; a narrow slot makes the additions cheap.
    largest = len(rows) * max((n for row in rows for n in row.values()), default=0)
    code = next(c for c in "HIQ" if largest < 1 << 8 * array(c).itemsize)
    packed = [_pack([row.get(key, 0) for key in keys], code) for row in rows]
    rng = random.Random(seed)
    return [_unpack(sum(rng.choices(packed, k=len(packed))), len(keys), code) for _ in range(resamples)]


def _pack(counts: Sequence[int], code: str) -> int:
    return int.from_bytes(array(code, counts).tobytes(), sys.byteorder)


def _unpack(total: int, length: int, code: str) -> Sequence[int]:
    counts = array(code)
    counts.frombytes(total.to_bytes(length * counts.itemsize, sys.byteorder))
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
