"""Labelled figures + prepared articles → training instances of every task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.assembly import status as status_stage
from extractor.assembly.assemble import LINK_FIELDS, SET_FIELDS, TASKS
from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.fields import periods
from extractor.assembly.figures import Choice, Figure, Mention, Workbench
from extractor.assembly.readings import Decided, Option, options
from extractor.loglinear import Features, dot
from extractor.schema import Period
from extractor.training.fit import Instance

Gold = dict[str, Any]


@dataclass
class Instances:
    """Instances by task: softmax tasks in `choice`, yes/no tasks in `pairs`. `missed` counts gold out of reach."""

    choice: dict[str, list[Instance]] = field(default_factory=lambda: {"category": [], "status": []})
    pairs: dict[str, list[tuple[Features, bool]]] = field(
        default_factory=lambda: {t: [] for t in TASKS if t not in ("category", "status")}
    )
    missed: dict[str, int] = field(default_factory=dict)

    def miss(self, task: str, n: int = 1) -> None:
        """Count gold values that no choice offers."""
        self.missed[task] = self.missed.get(task, 0) + n


def overlaps(a: Mapping[str, Any], start: int, end: int) -> bool:
    """Do two spans share a character?"""
    return bool(a["start"] < end and start < a["end"])


def add_article(bench: Workbench, gold: Sequence[Gold], out: Instances) -> None:
    """Add the instances of one article; earlier figures are taken from the gold (teacher forcing)."""
    figures: list[Figure] = []
    labels: list[Gold] = []
    for view in bench.view.sentences:
        previous = bench.view.by_index.get(view.index - 1)
        for candidate in view.candidates:
            g = gold_of(candidate, gold)
            history = [(f, x) for f, x in zip(figures, labels, strict=True) if f.view.part == view.part]
            decided = [Decided(f.category, f.candidate, f.candidate.quantity.value) for f, _ in history]
            opts = options(view, candidate, decided, previous, bench.lexicon, bench.causes_by_count, bench.density)
            right = [o.category == (g["category"] if g else None) for o in opts]
            if any(right):
                out.choice["category"].append(([o.features for o in opts], right))
            elif g:
                out.miss("category")
            if g:
                figure = _fields(bench, view, candidate, g, opts, right, [f for f, _ in history], out)
                figures.append(figure)
                labels.append(g)
    _links(bench, figures, labels, out)


def gold_of(candidate: Candidate, gold: Sequence[Gold]) -> Gold | None:
    """The labelled figure on a candidate's number."""
    span = candidate.quantity.span
    return next(
        (g for g in gold if overlaps(g["number"], span.start, span.end) and bool(g["implicit"]) == candidate.implicit), None
    )


def _fields(
    bench: Workbench,
    view: SentenceView,
    candidate: Candidate,
    g: Gold,
    opts: list[Option],
    right: list[bool],
    history: list[Figure],
    out: Instances,
) -> Figure:
    cues = [o for o, ok in zip(opts, right, strict=True) if ok]
    option = next((o for o in cues if o.source == "cue"), cues[0] if cues else None)
    figure = Figure(
        candidate, view, g["category"], option.cue if option else None, option.source if option else "none",
        value=candidate.quantity.value,
    )  # fmt: skip
    for task, choices in SET_FIELDS.items():
        offered = choices(bench, figure, history)
        good = [_is_right(task, c, g) for c in offered]
        out.pairs[task] += [(c.features, ok) for c, ok in zip(offered, good, strict=True)]
        out.miss(task, max(0, len(g[task]) - sum(good)))
        keys = tuple(c.key for c, ok in zip(offered, good, strict=True) if ok)
        extra = tuple(x for x in g[task] if isinstance(x, str) and x not in keys)
        figure = replace(figure, **{task: keys + extra})  # type: ignore[arg-type]  # task is a set field
    figure = _period(bench, figure, g, history, out)
    statuses = status_stage.options(figure)
    out.choice["status"].append(([f for _, f, _ in statuses], [s == g["status"] for s, _, _ in statuses]))
    return figure


def _period(bench: Workbench, figure: Figure, g: Gold, history: list[Figure], out: Instances) -> Figure:
    wanted = g["period"]
    chosen: Period | None = Period(**wanted) if wanted else None
    hit = False
    for c in periods.choices(bench, figure, history):
        assert isinstance(c.payload, Period)
        ok = chosen is not None and (c.payload.start, c.payload.end) == (chosen.start, chosen.end)
        hit |= ok
        out.pairs["period"].append((c.features, ok))
    if chosen is not None and not hit:
        out.miss("period")
    return replace(figure, period=chosen)


def _is_right(task: str, choice: Choice, g: Gold) -> bool:
    if isinstance(choice.payload, str):
        return choice.payload in g[task]
    assert isinstance(choice.payload, Mention)
    return any(same_entity(choice.payload, e) for e in g[task])


def same_entity(m: Mention, e: Mapping[str, Any]) -> bool:
    """A mention is the labelled entity if it has its name or overlaps its mention."""
    if e["name"] and m.entity.name and fold(e["name"]) == fold(m.entity.name):
        return True
    span = m.entity.mention
    return overlaps(e["mention"], span.start, span.end)


def fold(name: str) -> str:
    """A name for comparison."""
    return " ".join(name.casefold().replace("the ", "").replace(".", "").replace(",", "").split())


def _links(bench: Workbench, figures: list[Figure], labels: list[Gold], out: Instances) -> None:
    place = {g["id"]: n for n, g in enumerate(labels)}
    linked = list(figures)
    for n, g in enumerate(labels):
        for task, choices in LINK_FIELDS.items():
            target = place.get(g[task]) if g[task] else None
            hit = False
            for c in choices(bench, linked[n], linked[:n], figures[n + 1 :]):
                ok = int(c.key) == target
                hit |= ok
                out.pairs[task].append((c.features, ok))
            if g[task] and not hit:
                out.miss(task)
            if target is not None:
                linked[n] = replace(linked[n], **{task: target})  # type: ignore[arg-type]  # task is a link field


ReadWeights = Callable[[Features], float]


def reader(weights: Mapping[str, float]) -> ReadWeights:
    """A scoring function for one set of weights."""
    return lambda features: dot(weights, features)
