"""Decide each number, fill its fields, link the figures: the order in which one article is put together."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from extractor.assembly import status as status_stage
from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.fields import actors, affiliations, causes, groups, links, locations, periods, sources
from extractor.assembly.figures import Choice, Figure, Weighed, Workbench
from extractor.assembly.inherit import inherited
from extractor.assembly.partition import Outline, outline_of
from extractor.assembly.readings import Decided, Option, options
from extractor.loglinear import Features, dot, load_weights, sigmoid, softmax
from extractor.schema import Period, Status

SET_FIELDS = {
    "groups": groups.choices,
    "causes": causes.choices,
    "locations": locations.choices,
    "affiliations": affiliations.choices,
    "actors": actors.choices,
    "sources": sources.choices,
}
SINGLE_FIELDS = {"period": periods.choices}
LINK_FIELDS = {"part_of": links.part_of, "same_as": links.same_as}
# Fields with one value as a rule: their choices compete with each other and with "nothing". The others are judged singly.
PICKED = frozenset({"locations", "actors", "sources", "period", "part_of", "same_as"})
SINGLE = frozenset({"period", "part_of", "same_as"})
# A figure looks back to the first figures of its article and to the last ones before it; very long texts are read in
# windows of so many parsed sentences, with a margin before each.
FIRST_FIGURES, LAST_FIGURES = 6, 40
WINDOW, WINDOW_MARGIN = 120, 30
TASKS = ("category", "status", *SET_FIELDS, *SINGLE_FIELDS, *LINK_FIELDS)

_SAID_OF_PEOPLE = ("adjective", "patient_verb")
_PHRASE_ENDS = (",", ".", ";", ":", "and", "in", "after", "as")

T = TypeVar("T")


@dataclass(frozen=True)
class Models:
    """The weights of all tasks, and the cut above which a choice is taken."""

    weights: Mapping[str, Mapping[str, float]]
    cuts: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def cut(self, task: str) -> tuple[float, float]:
        """The two thresholds of `take` for a task."""
        return self.cuts.get(task, (0.5, 0.5))


@dataclass(frozen=True)
class Verdict:
    """What was decided on one candidate. `figure` is None where it is no figure."""

    candidate: Candidate
    view: SentenceView
    options: tuple[Option, ...]
    probabilities: tuple[float, ...]
    category: str | None
    probability: float
    figure: Figure | None = None
    status: Status = "reported"
    status_cue: status_stage.StatusCue | None = None
    weighed: Mapping[str, tuple[Weighed, ...]] = field(default_factory=dict)


def default_models() -> Models:
    """The shipped weights."""
    loaded = {task: load_weights(task) for task in (*TASKS, "confidence")}
    return Models({t: w.weights for t, w in loaded.items()}, {t: (w.cut, w.floor) for t, w in loaded.items()})


def assemble(bench: Workbench, models: Models, *, explain: bool = False) -> list[Verdict]:
    """All verdicts of an article in reading order, figures with their fields and links.

    Of a very long text features are only kept where they are to be explained: they would fill the memory.
    """
    keep = explain or len(bench.view.sentences) <= WINDOW
    verdicts: list[Verdict] = []
    by_part: dict[int, list[Figure]] = defaultdict(list)
    for window in _windows(bench):
        for view in window.sentences:
            previous = bench.view.by_index.get(view.index - 1)
            figures = by_part[view.part]
            for candidate in view.candidates:
                history = recent(figures)
                verdict = decide(view, candidate, history, previous, window.bench, models)
                if verdict.category is not None:
                    verdict = fill(window.bench, verdict, history, models)
                    assert verdict.figure is not None
                    figures.append(verdict.figure)
                verdicts.append(verdict if keep else _slim(verdict))
    return link(bench, verdicts, models, slim=not keep)


def recent(figures: Sequence[Figure]) -> Sequence[Figure]:
    """The earlier figures that a later one can look back to, in order."""
    if len(figures) <= FIRST_FIGURES + LAST_FIGURES:
        return figures
    return [*figures[:FIRST_FIGURES], *figures[-LAST_FIGURES:]]


class _Window(NamedTuple):
    """Some sentences, and the workbench with what stands around them."""

    sentences: Sequence[SentenceView]
    bench: Workbench


def _windows(bench: Workbench) -> Iterator[_Window]:
    """The article in one piece, or a very long one in pieces, so that the cost of a figure does not grow with it."""
    sentences = bench.view.sentences
    if len(sentences) <= WINDOW:
        yield _Window(sentences, bench)
        return
    places = [m.sentence for m in bench.mentions]
    dates = [p.sentence for p in bench.periods]
    causes = [c.sentence for c in bench.loose_causes]
    for first in range(0, len(sentences), WINDOW):
        last = min(first + WINDOW, len(sentences))
        seen = sentences[max(0, first - WINDOW_MARGIN) : last + 2]
        start, end = seen[0].index, seen[-1].index + 1
        head = [v for v in sentences[:3] if v.index < start]
        piece = replace(
            bench,
            view=replace(bench.view, sentences=(*head, *seen)),
            mentions=(
                *_between(bench.mentions, places, 0, min(3, start)),
                *_between(bench.mentions, places, start, end),
            ),
            periods=(
                *_between(bench.periods, dates, 0, min(4, start)),
                *_between(bench.periods, dates, start, end),
            ),
            loose_causes=(
                *_between(bench.loose_causes, causes, 0, min(3, start)),
                *_between(bench.loose_causes, causes, start, end),
            ),
        )
        piece.memo["quotes"] = sources.quotes_of(bench)  # of the whole text: not to be looked for in each piece
        yield _Window(sentences[first:last], piece)


def _between(items: Sequence[T], sentences: Sequence[int], start: int, end: int) -> Sequence[T]:
    return items[bisect_left(sentences, start) : bisect_left(sentences, end)]


def _slim(verdict: Verdict) -> Verdict:
    """The verdict without features, lost readings and refused choices."""
    weighed = {task: tuple(_bare(w) for w in found if w.taken) for task, found in verdict.weighed.items()}
    if verdict.category is None:
        return replace(verdict, options=(), probabilities=(), weighed=weighed)
    best = best_option(verdict)
    probability = verdict.probabilities[verdict.options.index(best)]
    return replace(verdict, options=(best._replace(features={}),), probabilities=(probability,), weighed=weighed)


def _bare(w: Weighed) -> Weighed:
    return w._replace(choice=w.choice._replace(features={})) if w.choice.features else w


def decide(
    view: SentenceView,
    candidate: Candidate,
    history: Sequence[Figure],
    previous: SentenceView | None,
    bench: Workbench,
    models: Models,
) -> Verdict:
    """Choose the category of one candidate, or none."""
    decided = [Decided(f.category, f.candidate, f.candidate.quantity.value) for f in history]
    opts = options(view, candidate, decided, previous, bench.lexicon, bench.causes_by_count, bench.density)
    if (label := stated_category(view, candidate)) is not None:
        opts = [o for o in opts if o.category == label] or opts
    weights = models.weights["category"]
    probabilities = softmax([dot(weights, o.features) for o in opts])
    by_category: dict[str | None, float] = defaultdict(float)
    for o, p in zip(opts, probabilities, strict=True):
        by_category[o.category] += p
    category = max(by_category, key=lambda k: (by_category[k], k is None, k or ""))
    return Verdict(candidate, view, tuple(opts), tuple(probabilities), category, by_category[category])


def stated_category(view: SentenceView, candidate: Candidate) -> str | None:
    """The category of "9 dead, 31 hurt": digits, one word of what happened to people, and the end of the phrase.

    A word with other meanings ("hurt") only counts beside a number with an unambiguous one.
    """
    if candidate.implicit or not candidate.quantity.span.text[-1:].isdigit():
        return None
    parse, behind = view.parse, candidate.phrase.number + 1
    end = parse.lower[behind + 1] if behind + 1 < len(parse) else "."
    said = [c for c in view.cues if c.first == c.last and c.role in _SAID_OF_PEOPLE]
    own = [c for c in said if c.first == behind]
    if len({c.label for c in own}) != 1 or end not in _PHRASE_ENDS:
        return None
    beside = {c.phrase.number + 1 for c in view.candidates if c is not candidate and not c.implicit}
    sure = not own[0].weak or any(c.first in beside and not c.weak for c in said)
    return own[0].label if sure else None


def best_option(verdict: Verdict) -> Option:
    """The strongest reading of the chosen category."""
    pairs = [
        (p, -i)
        for i, (o, p) in enumerate(zip(verdict.options, verdict.probabilities, strict=True))
        if o.category == verdict.category
    ]
    return verdict.options[-max(pairs)[1]]


def new_figure(candidate: Candidate, view: SentenceView, category: str, option: Option) -> Figure:
    """A figure without fields."""
    return Figure(candidate, view, category, option.cue, option.source, value=candidate.quantity.value)


def fill(bench: Workbench, verdict: Verdict, history: Sequence[Figure], models: Models) -> Verdict:
    """Choose all fields but the links."""
    assert verdict.category is not None
    figure = new_figure(verdict.candidate, verdict.view, verdict.category, best_option(verdict))
    weighed: dict[str, tuple[Weighed, ...]] = {}
    for task, choices in SET_FIELDS.items():
        weighed[task] = weigh(task, choices(bench, figure, history), figure, history, models)
        if task == "causes":
            weighed[task] = causes.with_coordinated(figure, weighed[task])
        figure = with_field(figure, task, tuple(w.choice.key for w in weighed[task] if w.taken))
    weighed["period"] = weigh("period", periods.choices(bench, figure, history), figure, history, models)
    taken = [w.choice.payload for w in weighed["period"] if w.taken]
    if taken and isinstance(taken[0], Period):
        figure = figure.having("period", taken[0])
    status, cue = decide_status(figure, models)
    figure = replace(figure, status=status)
    return replace(verdict, figure=figure, weighed=weighed, status=status, status_cue=cue)


def with_field(figure: Figure, task: str, keys: tuple[str, ...]) -> Figure:
    """The figure with one set field filled."""
    return figure.having(task, keys)


def decide_status(figure: Figure, models: Models) -> tuple[Status, status_stage.StatusCue | None]:
    """The most probable status."""
    opts = status_stage.options(figure)
    scores = [dot(models.weights["status"], f) for _, f, _ in opts]
    best = max(range(len(opts)), key=lambda i: (scores[i], -i))
    if opts[best][0] == "reported" and (governing := status_stage.governing_cue(figure)) is not None:
        return governing.status, governing
    return opts[best][0], opts[best][2]


def weigh(
    task: str, choices: Sequence[Choice], figure: Figure, history: Sequence[Figure], models: Models
) -> tuple[Weighed, ...]:
    """Choices with probabilities, the likeliest first."""
    weights = models.weights[task]
    scores = [dot(weights, c.features) for c in choices]
    if task in PICKED:
        *probabilities, nothing = softmax([*scores, dot(weights, nothing_features(figure, history, choices, task))])
    else:
        probabilities, nothing = [sigmoid(score) for score in scores], 0.0
    out = sorted(zip(probabilities, choices, strict=True), key=lambda pc: (-pc[0], pc[1].span.start, pc[1].key))
    taken = take(task, [p for p, _ in out], nothing, models.cut(task))
    return tuple(Weighed(c, p, t) for (p, c), t in zip(out, taken, strict=True))


def take(task: str, probabilities: Sequence[float], nothing: float, cut: tuple[float, float]) -> list[bool]:
    """Which of the choices, likeliest first, are taken.

    Picked fields take the best if "nothing" stays under ``cut[0]``, and more that reach ``cut[1]`` of the best one's
    probability. The other fields take what exceeds ``cut[0]``, and the best already above ``cut[1]``.
    """
    if task not in PICKED:
        return [p > cut[0] or (i == 0 and p > cut[1]) for i, p in enumerate(probabilities)]
    if not probabilities or nothing >= cut[0]:
        return [False] * len(probabilities)
    best = probabilities[0]
    return [i == 0 or (task not in SINGLE and p >= cut[1] * best) for i, p in enumerate(probabilities)]


def nothing_features(figure: Figure, history: Sequence[Figure], choices: Sequence[Choice], task: str) -> Features:
    """How "nothing fills this field" looks for a figure."""
    last = history[-1] if history else None
    value = getattr(last, task) if last is not None else None
    gap = figure.sentence - last.sentence if last is not None else 99
    near = "same" if gap == 0 else "1" if gap == 1 else "far"
    had = "first" if last is None else "had" if value not in (None, ()) else "none"
    f: Features = {
        "nothing": 1.0, f"nothing|cat={figure.category}": 1.0, f"nothing|section={figure.view.section}": 1.0,
        f"nothing|last={had}|{near}": 1.0, f"nothing|offered={min(len(choices), 4)}": 1.0,
        f"nothing|source={figure.source}": 1.0, f"nothing|noun={figure.candidate.noun_class}": 1.0,
        f"nothing|implicit={figure.candidate.implicit}": 1.0, f"nothing|zero={figure.value == 0}": 1.0,
        f"nothing|causes={bool(figure.causes)}": 1.0,
    }  # fmt: skip
    for cause in figure.causes:
        f[f"nothing|cause={cause}"] = 1.0
    return f


def link(bench: Workbench, verdicts: list[Verdict], models: Models, *, slim: bool = False) -> list[Verdict]:
    """Second pass: part_of and same_as, over the article's figures in reading order."""
    places = [i for i, v in enumerate(verdicts) if v.figure is not None]
    figures = [f for i in places if (f := verdicts[i].figure) is not None]
    outline = outline_of(figures)
    for n, i in enumerate(places):
        weighed = dict(verdicts[i].weighed)
        for task in LINK_FIELDS:
            figures[n], weighed[task] = linked(task, figures, n, outline, models)
        total = figures[n].part_of
        if total is not None:
            figures[n], weighed = inherited(figures[n], weighed, verdicts[places[total]].weighed)
        verdict = replace(verdicts[i], figure=figures[n], weighed=weighed)
        verdicts[i] = _slim(verdict) if slim else verdict
    return verdicts


def linked(
    task: str, figures: Sequence[Figure], n: int, outline: Outline, models: Models
) -> tuple[Figure, tuple[Weighed, ...]]:
    """One figure with one of its links chosen."""
    history = figures[n - 1 : n]
    weighed = weigh(task, LINK_FIELDS[task](figures, n, outline), figures[n], history, models)
    taken = [int(w.choice.key) for w in weighed if w.taken]
    return replace(figures[n], **{task: taken[0] if taken else None}), weighed  # type: ignore[arg-type]  # a link field
