"""Does a sentence leave the event of the text before it: another place, another time, a count over a span of time?"""

from __future__ import annotations

from extractor.assembly.fields.periods import clock_before, elsewhere, times_in
from extractor.assembly.figures import Figure, Workbench


def place_shift(bench: Workbench, figure: Figure) -> str:
    """``same``, ``other`` (it puts something at a place that is not the story's) or ``no halt``."""
    key = f"place shift {figure.sentence}"
    found: str | None = bench.memo.get(key)
    if found is None:
        found = bench.memo[key] = elsewhere(bench, figure)
    return found


def time_shift(bench: Workbench, figure: Figure) -> str:
    """``none``, ``same`` (the time that the story is at), ``span`` (a month, a year, since when) or ``other`` day."""
    key = f"time shift {figure.sentence}"
    found: str | None = bench.memo.get(key)
    if found is None:
        found = bench.memo[key] = _time_shift(bench, figure)
    return found


def _time_shift(bench: Workbench, figure: Figure) -> str:
    told = [t for t in times_in(bench, figure.sentence) if not t.said.statement_risk and not t.stands]
    if not told:
        return "none"
    clock = clock_before(bench, figure)
    known = {t.key for t in (clock.now, clock.main) if t is not None}
    if any(t.key in known for t in told):
        return "same"
    if any(t.said.kind != "day" for t in told):
        return "span"
    return "other" if known else "first"
