"""When: the time expression that dates the event, not the statement."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.figures import (
    Choice,
    Figure,
    Workbench,
    bucket,
    crossed_numbers,
    route_to_count,
    sentence_distance,
    tokens_apart,
)
from extractor.loglinear import Features

LOOK_BACK = 6


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate periods, nearest first; at most one is taken."""
    if figure.view.section == "title":
        return []  # a title takes no period (guideline, rule 15)
    out: list[Choice] = []
    last = history[-1] if history else None
    here = any(p.sentence == figure.sentence for p in bench.periods)
    for p in bench.periods:
        gap = figure.sentence - p.sentence
        if (gap > LOOK_BACK and p.sentence > 3) or gap < -1:
            continue
        features: Features = {
            "bias": 1.0, f"kind={p.kind}": 1.0, f"section={figure.view.section}": 1.0, f"cat={figure.category}": 1.0,
            f"risk={p.statement_risk}": 1.0, f"dist={sentence_distance(gap)}": 1.0,
            f"dist={sentence_distance(gap)}|kind={p.kind}": 1.0,
            f"dist={sentence_distance(gap)}|here={here}": 1.0,
            f"dist={sentence_distance(gap)}|risk={p.statement_risk}": 1.0,
            f"dated={bench.view.published is not None}": 1.0,
        }  # fmt: skip
        if gap == 0:
            tokens = figure.view.parse.within(p.span.start, p.span.end)
            if tokens:
                side, apart = tokens_apart(figure, tokens[0], tokens[-1])
                features[f"here={side}{bucket(apart)}"] = 1.0
                features[f"path={route_to_count(figure, tokens[0])}"] = 1.0
                features[f"crossed={min(crossed_numbers(figure, tokens[0], tokens[-1]), 2)}|{side}"] = 1.0
        if last is not None:
            near = figure.sentence - last.sentence
            nearness = "same" if near == 0 else "1" if near == 1 else "2-3" if near <= 3 else "far"
            had = last.period is not None and (last.period.start, last.period.end) == (p.period.start, p.period.end)
            state = "had" if had else "other" if last.period else "none"
            features[f"carry={state}|{nearness}"] = 1.0
            features[f"carry={state}|{nearness}|here={here}"] = 1.0
        out.append(Choice(f"{p.period.start}/{p.period.end}", p.period, p.span, features, "period:" + p.kind))
    return out
