"""Totals that follow from arithmetic: runs of counts that add up exactly to a count right before or behind them."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.figures import Figure
from extractor.assembly.totals import MAX_AWAY, Tie, Ties, is_void, may_hold, size, stands_apart

_TALL = 50
_MAX_RUN = 12


def sums_of(figures: Sequence[Figure], ties: Ties) -> dict[int, Tie]:
    """Runs of counts that add up to a count right before or behind them; of two that share a count the longer one."""
    found: list[tuple[int, int, int, list[int]]] = []
    for t, total in enumerate(figures):
        if total.value and total.value >= 2 and not is_void(total):
            for step in (1, -1):
                for run in _runs(figures, t, step, ties):
                    found.append((-len(run), -step, abs(run[0] - t), [t, *run]))
    out: dict[int, Tie] = {}
    inner = [run for *_, run in found if _apart(figures, run)]
    for *_, (t, *run) in sorted(found):
        if any(set(other) <= set(run) for other in inner):
            continue  # a count and its own parts are not counted together
        if not any(k in out for k in run) and (t not in out or out[t].total not in run):
            out.update({k: Tie(t, _telling(figures, t, run)) for k in run})
    return out


def _apart(figures: Sequence[Figure], run: Sequence[int]) -> bool:
    """Do the parts of a tall total stand in one sentence, and the total in another?"""
    sentence = figures[run[1]].sentence
    alone = figures[run[0]].sentence != sentence and all(figures[k].sentence == sentence for k in run[1:])
    return alone and (figures[run[0]].value or 0) > _TALL


def _runs(figures: Sequence[Figure], t: int, step: int, ties: Ties) -> list[list[int]]:
    """The counts on one side of a total that sum to it exactly, from the nearest on; inner parts are passed over."""
    total, told, run = figures[t], 0.0, list[int]()
    whole, k, near, out = total.value or 0, t + step, total.sentence, list[list[int]]()
    while 0 <= k < len(figures) and abs(k - t) <= MAX_AWAY and len(run) < _MAX_RUN:
        figure = figures[k]
        inner = k in ties and ties[k].total != t
        holds = may_hold(total, figure) and (figure.category == total.category or total.category == "casualties")
        if holds and not inner and not stands_apart(figure):
            if run and abs(figure.sentence - near) > 2:
                break
            if step < 0 and abs(figure.sentence - total.sentence) > 1:
                break
            told += size(figure) or 0
            run.append(k)
            while told > whole and figures[run[0]].sentence != figure.sentence:
                told -= size(figures[run.pop(0)]) or 0  # what a sentence before counts may be no part
            if told >= whole:
                if told != whole or len(run) == 1:
                    break
                out.append(run)
                told, run = 0.0, []
            near = figure.sentence
        elif inner:
            near = figure.sentence
        k += step
    return out


def _telling(figures: Sequence[Figure], t: int, run: Sequence[int]) -> str:
    """How hardly a sum comes about by chance: by the size of the total, and by the run's sentences."""
    whole = figures[t].value or 0
    tall = "2" if whole <= 3 else "4" if whole <= 10 else "11" if whole <= 50 else "51"
    sentences = {figures[k].sentence for k in run}
    near = "same" if sentences == {figures[t].sentence} else "one" if len(sentences) == 1 else "many"
    return f"{tall} {near}"
