"""Labelled figures + prepared articles → training instances of every task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.assembly import status as status_stage
from extractor.assembly.assemble import (
    LINK_FIELDS,
    SET_FIELDS,
    TASKS,
    Models,
    decide,
    fill,
    linked,
    nothing_features,
    weigh,
    with_field,
)
from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.fields import periods
from extractor.assembly.figures import Choice, Figure, Mention, Workbench
from extractor.assembly.partition import outline_of
from extractor.assembly.readings import Decided, Option, options
from extractor.loglinear import Features
from extractor.schema import Period
from extractor.scoring.entities import head_word
from extractor.training.fit import Instance

Gold = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The choices of one field of one figure: features, whether right, and how many gold values none of them offers.

    `nothing` are the features of leaving the field empty.
    """

    pairs: list[tuple[Features, bool]]
    missed: int
    nothing: Features
    weight: float = 1.0

    def as_choice(self) -> Instance:
        """The group as one softmax instance; "nothing" is right where no choice is."""
        right = [ok for _, ok in self.pairs]
        return [*(f for f, _ in self.pairs), self.nothing], [*right, not any(right)], self.weight


@dataclass
class Instances:
    """Instances by task: softmax tasks in `choice`, yes/no tasks in `groups`."""

    choice: dict[str, list[Instance]] = field(default_factory=lambda: {"category": [], "status": []})
    groups: dict[str, list[Group]] = field(
        default_factory=lambda: {t: [] for t in TASKS if t not in ("category", "status")}
    )

    def extend(self, other: Instances) -> None:
        """Add the instances of `other`."""
        for task, choice in other.choice.items():
            self.choice[task] += choice
        for task, groups in other.groups.items():
            self.groups[task] += groups

    def scaled(self, fields: float, choices: float) -> Instances:
        """The same instances with other weights: `fields` for the field tasks, `choices` for category and status."""
        out = Instances()
        for task, choice in self.choice.items():
            out.choice[task] = [(o, r, choices) for o, r, _ in choice]
        for task, groups in self.groups.items():
            out.groups[task] = [replace(g, weight=fields) for g in groups]
        return out

    def missed(self) -> dict[str, int]:
        """How many gold values no choice offers, by task."""
        return {task: sum(g.missed for g in groups) for task, groups in self.groups.items()}


def overlaps(a: Mapping[str, Any], start: int, end: int) -> bool:
    """Do two spans share a character?"""
    return bool(a["start"] < end and start < a["end"])


def add_article(bench: Workbench, gold: Sequence[Gold], out: Instances, models: Models | None = None) -> None:
    """Add the instances of one article.

    Earlier figures, on which much of a reading rests, are the gold ones (teacher forcing) or, with `models`, what these
    models read: weights trained on their own kind of mistakes do not trust a carried field too much.
    """
    figures: list[Figure] = []
    labels: list[Gold | None] = []
    for view in bench.view.sentences:
        previous = bench.view.by_index.get(view.index - 1)
        for candidate in view.candidates:
            g = gold_of(candidate, gold)
            history = [f for f in figures if f.view.part == view.part]
            decided = [Decided(f.category, f.candidate, f.candidate.quantity.value) for f in history]
            opts = options(view, candidate, decided, previous, bench.lexicon, bench.causes_by_count, bench.density)
            right = [o.category == (g["category"] if g else None) for o in opts]
            if any(right):
                out.choice["category"].append(([o.features for o in opts], right, 1.0))
            labelled = _fields(bench, view, candidate, g, opts, right, history, out, models) if g else None
            if models is None:
                if labelled is not None:
                    figures.append(labelled)
                    labels.append(g)
                continue
            verdict = decide(view, candidate, history, previous, bench, models)
            if verdict.category is not None:
                figure = fill(bench, verdict, history, models).figure
                assert figure is not None
                figures.append(figure)
                labels.append(g)
    _links(figures, labels, out, models)


def gold_of(candidate: Candidate, gold: Sequence[Gold]) -> Gold | None:
    """The labelled figure on a candidate's number."""
    span = candidate.quantity.span
    return next(
        (g for g in gold if overlaps(g["number"], span.start, span.end) and bool(g["implicit"]) == candidate.implicit),
        None,
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
    models: Models | None,
) -> Figure:
    cues = [o for o, ok in zip(opts, right, strict=True) if ok]
    option = next((o for o in cues if o.source == "cue"), cues[0] if cues else None)
    figure = Figure(
        candidate, view, g["category"], option.cue if option else None, option.source if option else "none",
        value=candidate.quantity.value,
    )  # fmt: skip
    for task, choices in SET_FIELDS.items():
        offered = choices(bench, figure, history)
        good = _right_choices(task, offered, g)
        reached = {c.key for c, ok in zip(offered, good, strict=True) if ok}
        missed = max(0, len(g[task]) - len(reached))
        pairs = [(c.features, ok) for c, ok in zip(offered, good, strict=True)]
        out.groups[task].append(Group(pairs, missed, nothing_features(figure, history, offered, task)))
        if models is None:
            extra = tuple(x for x in g[task] if isinstance(x, str) and x not in reached)
            keys = tuple(c.key for c, ok in zip(offered, good, strict=True) if ok) + extra
        else:
            keys = tuple(w.choice.key for w in weigh(task, offered, figure, history, models) if w.taken)
        figure = with_field(figure, task, keys)
    figure = _period(bench, figure, g, history, out)
    statuses = status_stage.options(figure)
    out.choice["status"].append(([f for _, f, _ in statuses], [s == g["status"] for s, _, _ in statuses], 1.0))
    return replace(figure, status=g["status"])


def _period(bench: Workbench, figure: Figure, g: Gold, history: list[Figure], out: Instances) -> Figure:
    wanted = g["period"]
    chosen: Period | None = Period(**wanted) if wanted else None
    pairs = []
    offered = periods.choices(bench, figure, history)
    for c in offered:
        assert isinstance(c.payload, Period)
        ok = chosen is not None and (c.payload.start, c.payload.end) == (chosen.start, chosen.end)
        pairs.append((c.features, ok))
    missed = int(chosen is not None and not any(ok for _, ok in pairs))
    out.groups["period"].append(Group(pairs, missed, nothing_features(figure, history, offered, "period")))
    return replace(figure, period=chosen)


def _right_choices(task: str, offered: Sequence[Choice], g: Gold) -> list[bool]:
    """Which choices are labelled values.

    Where a choice has the very name of a labelled place, one that only overlaps its mention ("Arizona" in "Tucson,
    Arizona") is wrong.
    """
    right = [isinstance(c.payload, str) and c.payload in g[task] for c in offered]
    mentions = {i: c.payload for i, c in enumerate(offered) if isinstance(c.payload, Mention)}
    for e in g[task] if mentions else ():
        named = [i for i, m in mentions.items() if task == "locations" and same_name(m, e)]
        for i in named or [i for i, m in mentions.items() if same_entity(m, e)]:
            right[i] = True
    return right


def same_name(m: Mention, e: Mapping[str, Any]) -> bool:
    """A mention has the name of a labelled entity."""
    return bool(e["name"] and m.entity.name and fold(e["name"]) == fold(m.entity.name))


def same_entity(m: Mention, e: Mapping[str, Any]) -> bool:
    """A mention is the labelled entity if it has its name or overlaps its mention."""
    if same_name(m, e):
        return True
    span = m.entity.mention
    if e["name"] is None and m.entity.id is None and head_word(e["mention"]["text"]) == head_word(span.text):
        return True  # two phrases without an entry are the same by their heads, as in scoring
    return overlaps(e["mention"], span.start, span.end)


def fold(name: str) -> str:
    """A name for comparison."""
    return " ".join(name.casefold().replace("the ", "").replace(".", "").replace(",", "").split())


def _links(figures: list[Figure], labels: list[Gold | None], out: Instances, models: Models | None) -> None:
    place = {g["id"]: n for n, g in enumerate(labels) if g is not None}
    chosen, outline = list(figures), outline_of(figures)
    for n, g in enumerate(labels):
        for task, choices in LINK_FIELDS.items():
            target = place.get(g[task]) if g is not None and g[task] else None
            offered = choices(chosen, n, outline)
            if g is not None:
                pairs = [(c.features, int(c.key) == target) for c in offered]
                missed = int(bool(g[task]) and not any(ok for _, ok in pairs))
                nothing = nothing_features(chosen[n], chosen[:n], offered, task)
                out.groups[task].append(Group(pairs, missed, nothing))
            if models is not None:
                chosen[n] = linked(task, chosen, n, outline, models)[0]
            elif target is not None:
                chosen[n] = replace(chosen[n], **{task: target})  # type: ignore[arg-type]  # task is a link field
