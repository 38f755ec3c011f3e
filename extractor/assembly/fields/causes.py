"""How it happened: cause labels from the sentence, from the event's description around it, and from the count before."""

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
from extractor.categories import Cue
from extractor.loglinear import Features

LOOK_BACK = 4


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate causes of a figure: the nearest mention of each label."""
    found: dict[str, Choice] = {}
    index = figure.sentence
    order = sorted(
        (v for v in bench.view.sentences if v.part == figure.view.part and v.index <= index + 1),
        key=lambda v: (abs(index - v.index), v.index > index),
    )
    last = history[-1] if history else None
    ranked = sorted(bench.causes_by_count, key=lambda c: (-bench.causes_by_count[c], c))
    own = _own_cues(figure)
    here = {c.label for c in figure.view.causes}
    for view in order:
        near = index - view.index <= LOOK_BACK or view.section == "title" or view.index <= 2
        if not near:
            continue
        if own and view is not figure.view:
            continue
        for cue in own or view.causes:
            features = _features(bench, figure, cue.label, ranked)
            if view is figure.view:
                _here(figure, cue.first, cue.last, features)
                for other in here:
                    if other != cue.label:
                        features[f"label={cue.label}|with={other}"] = 1.0
            else:
                distance = sentence_distance(index - view.index)
                features[f"away={distance}"] = 1.0
                features[f"away={distance}|section={view.section}"] = 1.0
                features[f"away|causes_here={bool(here)}"] = 1.0
                features[f"away={distance}|causes_here={bool(here)}|source={figure.source}"] = 1.0
            features["weak" if cue.weak else "strong"] = 1.0
            if last is not None:
                _carry(figure, last, cue.label, features)
            if cue.label not in found:
                span = view.span_of(cue.first, cue.last, bench.view.text)
                found[cue.label] = Choice(
                    cue.label, cue.label, span, features, "cause:here" if view is figure.view else "cause:context"
                )
            elif view is not figure.view:
                found[cue.label].features["mentioned again"] = 1.0
    if last is not None and not own:
        for label in last.causes:
            if label not in found:
                features = _features(bench, figure, label, ranked)
                features["carried only"] = 1.0
                _carry(figure, last, label, features)
                found[label] = Choice(label, label, last.candidate.quantity.span, features, "cause:carry")
    return list(found.values())


def _own_cues(figure: Figure) -> tuple[Cue, ...]:
    """The causes that stand behind this number in a list in which other numbers have theirs ("26,403 in airstrikes").

    Empty unless the sentence counts several numbers and both this one and another have a cause of their own.
    """
    view, phrase = figure.view, figure.candidate.phrase
    numbers = sorted(c.phrase.number for c in view.candidates if not c.implicit)
    if len(numbers) < 2 or not view.causes:
        return ()
    owners = {i: [cue for cue in view.causes if n < cue.first < nxt] for i, (n, nxt) in
              enumerate(zip(numbers, [*numbers[1:], len(view.parse) + 1], strict=True))}  # fmt: skip
    if phrase.number not in numbers or sum(bool(cues) for cues in owners.values()) < 2:
        return ()
    return tuple(owners[numbers.index(phrase.number)])


def _features(bench: Workbench, figure: Figure, label: str, ranked: list[str]) -> Features:
    rank = ranked.index(label) if label in ranked else 9
    total = sum(bench.causes_by_count.values()) or 1
    share = bench.causes_by_count.get(label, 0) / total
    return {
        "bias": 1.0, f"label={label}": 1.0, f"label={label}|cat={figure.category}": 1.0,
        f"rank={min(rank, 4)}": 1.0, f"rank={min(rank, 4)}|section={figure.view.section}": 1.0,
        "share": share, f"cat={figure.category}": 1.0,
    }  # fmt: skip


def _here(figure: Figure, first: int, last: int, features: Features) -> None:
    side, gap = tokens_apart(figure, first, last)
    route = route_to_count(figure, last)
    crossed = crossed_numbers(figure, first, last)
    features["here"] = 1.0
    features[f"here={side}{bucket(gap)}"] = 1.0
    features[f"here|path={route}"] = 1.0
    features[f"here|crossed={min(crossed, 2)}"] = 1.0
    features[f"here|crossed={min(crossed, 2)}|{side}"] = 1.0
    features[f"here|section={figure.view.section}"] = 1.0


def _carry(figure: Figure, last: Figure, label: str, features: Features) -> None:
    gap = figure.sentence - last.sentence
    near = "same" if gap == 0 else "1" if gap == 1 else "2-3" if gap <= 3 else "far"
    state = "had" if label in last.causes else "other" if last.causes else "none"
    features[f"carry={state}|{near}"] = 1.0
    features[f"carry={state}|{near}|same_cat={last.category == figure.category}"] = 1.0
    features[f"carry={state}|source={figure.source}"] = 1.0
