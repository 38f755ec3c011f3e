"""Who did it: agents, subjects, owners of the weapon, the sides of the fighting."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.fields.entities import (
    best_by_key,
    carry_features,
    mention_features,
    source_features,
    unnamed_agents,
    without_narrow,
)
from extractor.assembly.figures import Choice, Figure, Mention, Workbench

LOOK_BACK = 3


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate actors of the last sentences and of the figure before."""
    last = history[-1] if history else None
    pool = candidates(bench, figure)
    here = any(m.sentence == figure.sentence for m in pool)
    out = []
    for m in pool:
        f = mention_features(bench, figure, m)
        source_features(bench, m, f)
        carry_features(figure, last, last.actors if last else (), m.key, f, here)
        if m.head is not None:
            word = bench.view.by_index[m.sentence].parse.lower[m.head]
            f[f"nil={m.entity.id is None}|head={word}"] = 1.0
        for cause in figure.causes[:2]:
            f[f"cause={cause}|type={m.entity.type or 'nil'}"] = 1.0
        f[f"has_causes={bool(figure.causes)}"] = 1.0
        out.append((m.key, m, f))
    return best_by_key(out, "actor", figure)


def candidates(bench: Workbench, figure: Figure) -> list[Mention]:
    """Entities that can act, and unnamed agents, in this sentence, the ones before and the one after."""
    pool = []
    for view in bench.view.sentences:
        gap = figure.sentence - view.index
        near = -1 <= gap <= LOOK_BACK or view.section == "title"
        if not near or view.part != figure.view.part:
            continue
        named = [m for m in without_narrow(bench.mentions_in(view.index)) if can_act(m)]
        pool += named + unnamed_agents(view, bench.view.text, bench.mentions_in(view.index))
    return pool


def can_act(m: Mention) -> bool:
    """A place acts only as a state ("Israel launched", "Russian bombardments")."""
    return m.use != "inner" and (m.entity.type != "place" or m.use in ("metonym", "wide"))
