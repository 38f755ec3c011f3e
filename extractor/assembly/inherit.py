"""What a part takes from its total: a value that its own sentence does not give is the total's or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extractor.assembly.figures import Choice, Figure, Weighed

Fields = Mapping[str, tuple[Weighed, ...]]
_BY_SEX_AND_AGE = frozenset({"men", "women", "children", "elderly"})
# Fields whose values a part has only from its own sentence or from its total; True: an empty one is the total's.
_SHARED = {"causes": True, "locations": True, "groups": False, "actors": False, "affiliations": False}


def inherited(figure: Figure, own: Fields, total: Fields) -> tuple[Figure, dict[str, tuple[Weighed, ...]]]:
    """A part with its fields brought in line with those of its total."""
    out = dict(own)
    for task, filled in _SHARED.items():
        out[task] = _in_line(figure, own[task], total[task], filled)
    out["groups"] = _one_group(out["groups"], total["groups"])
    if not any(w.taken for w in own["sources"]):
        out["sources"] = tuple(_taken_over(w) for w in total["sources"] if w.taken)
    keys = {task: tuple(w.choice.key for w in out[task] if w.taken) for task in (*_SHARED, "sources")}
    return replace(figure, **keys), out  # type: ignore[arg-type]  # all are set fields


def _in_line(figure: Figure, own: tuple[Weighed, ...], total: tuple[Weighed, ...], filled: bool) -> tuple[Weighed, ...]:
    """Values read elsewhere that the total does not have are dropped; where nothing is left, the total's may be taken."""
    view = figure.view
    held = {w.choice.key for w in total if w.taken}
    kept = tuple(
        w._replace(taken=w.taken and (w.choice.key in held or view.start <= w.choice.span.start < view.end))
        for w in own
    )
    if not filled or any(w.taken for w in kept):
        return kept
    return (*(w for w in kept if w.choice.key not in held), *(_taken_over(w) for w in total if w.taken))


def _one_group(own: tuple[Weighed, ...], total: tuple[Weighed, ...]) -> tuple[Weighed, ...]:
    """A part by sex or age is still of its total's one group: "160,681 civilians, including 120,158 men"."""
    mine = {w.choice.key for w in own if w.taken}
    theirs = [w for w in total if w.taken]
    if len(theirs) != 1 or not mine <= _BY_SEX_AND_AGE or theirs[0].choice.key in {*_BY_SEX_AND_AGE, *mine}:
        return own
    return (*(w for w in own if w.choice.key != theirs[0].choice.key), _taken_over(theirs[0]))


def _taken_over(w: Weighed) -> Weighed:
    field = w.choice.rule.split(":")[0]
    return Weighed(Choice(w.choice.key, w.choice.payload, w.choice.span, {}, f"{field}:total"), 1.0, True)
