"""Totals and repeats: which earlier figure this one is a part of, or states again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from extractor.assembly.figures import Choice, Figure, Workbench, sentence_distance
from extractor.assembly.phrases import path
from extractor.loglinear import Features

_SPLIT_WORDS = ("including", "among", "of", "whom", "them", "comprising", "include", "included", "includes", "breakdown",
                ":", "-", "—", "–", "(", "and", "others", "other", "another", "also", "remaining", "rest", "total", "toll",
                "all", "the", "both", "of which", "while", "with")  # fmt: skip
_INCLUSIONS = {("among", "them"), ("among", "whom"), ("of", "whom"), ("of", "them"), ("of", "which")}
# Beyond these a total or an earlier statement is not looked for: the first figures of the text and the last ones.
FIRST, LAST = 6, 40


class Past(Sequence[Figure]):
    """The figures before number `n`, without a copy of the list."""

    def __init__(self, figures: Sequence[Figure], n: int) -> None:
        self._figures, self._n = figures, n

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, i: int) -> Figure: ...

    @overload
    def __getitem__(self, i: slice) -> Sequence[Figure]: ...

    def __getitem__(self, i: int | slice) -> Figure | Sequence[Figure]:
        if isinstance(i, slice):
            return [self._figures[k] for k in range(*i.indices(self._n))]
        if not -self._n <= i < self._n:
            raise IndexError(i)
        return self._figures[i % self._n]


def _reachable(history: Sequence[Figure]) -> Iterator[tuple[int, Figure]]:
    """The figures that are looked at, the latest first, each with its place."""
    n = len(history)
    for i in range(n - 1, max(-1, n - 1 - LAST), -1):
        yield i, history[i]
    for i in range(min(FIRST, n - LAST) - 1, -1, -1):
        yield i, history[i]


def _size(figure: Figure) -> float | None:
    q = figure.candidate.quantity
    return q.value if q.value is not None else q.low


def _common(figure: Figure, other: Figure, position: int, count: int) -> Features:
    gap = figure.sentence - other.sentence
    distance = sentence_distance(gap)
    a, b = _size(figure), _size(other)
    size = "unknown" if a is None or b is None else "equal" if a == b else "less" if a < b else "more"
    same_cat = figure.category == other.category
    own, theirs = set(figure.groups), set(other.groups)
    groups = "same" if own == theirs else "added" if own > theirs else "removed" if own < theirs else "differ"
    f: Features = {
        "bias": 1.0, f"dist={distance}": 1.0, f"size={size}": 1.0, f"same_cat={same_cat}": 1.0,
        f"size={size}|same_cat={same_cat}": 1.0, f"size={size}|same_cat={same_cat}|dist={distance}": 1.0,
        f"groups={groups}": 1.0, f"groups={groups}|size={size}": 1.0, f"steps_back={min(position, 5)}": 1.0,
        f"sections={figure.view.section}/{other.view.section}": 1.0,
        f"sections={figure.view.section}/{other.view.section}|size={size}|{same_cat}": 1.0,
        f"noun={figure.candidate.noun_class}/{other.candidate.noun_class}": 1.0,
        f"implicit={figure.candidate.implicit}/{other.candidate.implicit}": 1.0,
        f"source={figure.source}|size={size}": 1.0, f"cat={figure.category}": 1.0,
        f"same_place={_shared(figure.locations, other.locations)}": 1.0,
        f"same_place={_shared(figure.locations, other.locations)}|size={size}|{same_cat}": 1.0,
        f"same_time={_same_time(figure, other)}": 1.0, f"same_time={_same_time(figure, other)}|size={size}|{same_cat}": 1.0,
        f"same_causes={_shared(figure.causes, other.causes)}|size={size}": 1.0,
        f"quantifiers={figure.candidate.quantity.quantifier}/{other.candidate.quantity.quantifier}|{size}": 1.0,
        f"other_is_part={other.part_of is not None}": 1.0, f"other_is_repeat={other.same_as is not None}": 1.0,
    }  # fmt: skip
    return f


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    if not a or not b:
        return "open"
    return "yes" if set(a) & set(b) else "no"


def _same_time(a: Figure, b: Figure) -> str:
    if a.period is None or b.period is None:
        return "open"
    return "yes" if (a.period.start, a.period.end) == (b.period.start, b.period.end) else "no"


def _between(figure: Figure, other: Figure, f: Features, prefix: str) -> None:
    if figure.sentence != other.sentence:
        parse = figure.view.parse
        lead = list(parse.lower[max(0, figure.candidate.phrase.first - 4) : figure.candidate.phrase.first])
        for word in _SPLIT_WORDS:
            if word in lead:
                f[f"{prefix}lead={word}"] = 1.0
        opening = parse.lower[0]
        f[
            f"{prefix}opening={opening if opening in _SPLIT_WORDS or opening in ('they', 'those', 'most', 'one', 'two', 'three') else 'x'}"
        ] = 1.0
        return
    parse = figure.view.parse
    a, b = other.candidate.phrase, figure.candidate.phrase
    lo, hi = (a.last, b.first) if a.last < b.first else (b.last, a.first)
    words = parse.lower[lo + 1 : hi]
    for word in _SPLIT_WORDS:
        if word in words:
            f[f"{prefix}between={word}"] = 1.0
    if words:
        f[f"{prefix}before={words[-1] if words[-1] in _SPLIT_WORDS else 'x'}"] = 1.0
    f[f"{prefix}path={path(parse, b.anchor, a.anchor, 4)}"] = 1.0
    f[f"{prefix}order={'after' if a.last < b.first else 'before'}"] = 1.0


def _stated_total(figure: Figure, seen: Sequence[tuple[int, Figure]]) -> int | None:
    """The larger count of the same kind right before "including" or "among them" in this sentence."""
    words = figure.view.parse.lower
    number = figure.candidate.phrase.first
    marks = [i for i in range(number) if words[i] == "including" or words[i : i + 2] in _INCLUSIONS]
    if not marks or ";" in words[marks[-1] : number]:
        return None
    size = _size(figure)
    for place, other in seen:
        theirs = _size(other)
        if other.sentence != figure.sentence or other.candidate.phrase.last >= marks[-1]:
            continue
        if other.category == figure.category and size is not None and theirs is not None and theirs > size:
            return place
    return None


def part_of(bench: Workbench, figure: Figure, history: Sequence[Figure], later: Sequence[Figure]) -> list[Choice]:
    """Candidate totals of a figure: earlier figures, and a total right behind it ("12 of the 40")."""
    out = []
    seen = list(_reachable(history))
    same_before = sum(1 for _, f in seen if f.sentence == figure.sentence)
    totals = {f.part_of for _, f in seen}
    stated = _stated_total(figure, seen)
    for place, other in seen:
        if other.view.part != figure.view.part:
            break
        if stated is not None and place != stated:
            continue
        position = len(history) - 1 - place
        f = _common(figure, other, position, len(history))
        _between(figure, other, f, "")
        f[f"first_here={other.sentence == figure.sentence and position == same_before - 1}"] = 1.0
        f[f"has_parts={place in totals}"] = 1.0
        f[f"stated={place == stated}"] = 1.0
        last = history[-1]
        f[f"last_has_this_total={last.part_of == place}|{figure.sentence - last.sentence <= 1}"] = 1.0
        out.append(Choice(str(place), place, other.candidate.quantity.span, f, "part_of"))
    for n, other in enumerate(later):
        if other.sentence != figure.sentence or n > 1:
            break
        f = _common(figure, other, 0, len(history))
        f["later total"] = 1.0
        _between(figure, other, f, "later:")
        index = len(history) + 1 + n
        out.append(Choice(str(index), index, other.candidate.quantity.span, f, "part_of:later"))
    return out


def same_as(bench: Workbench, figure: Figure, history: Sequence[Figure], later: Sequence[Figure]) -> list[Choice]:
    """Candidate earlier statements of the same figure. Only first statements, so that chains point at the first."""
    out = []
    for place, other in _reachable(history):
        position = len(history) - 1 - place
        if other.same_as is not None or other.view.part != figure.view.part:
            continue
        a, b = _size(figure), _size(other)
        if a is None or b is None or other.category != figure.category or not 0.4 <= (a + 1e-9) / (b + 1e-9) <= 2.6:
            continue
        f = _common(figure, other, position, len(history))
        lead = figure.view.parse.lower[max(0, figure.candidate.phrase.first - 2) : figure.candidate.phrase.first]
        definite = any(w in ("the", "those", "these", "all", "both") for w in lead)
        f[f"definite={definite}|size={'equal' if a == b else 'near'}"] = 1.0
        f[f"first={place == 0}|equal={a == b}"] = 1.0
        f[f"equal={a == b}|big={a > 4}"] = 1.0
        f[f"equal={a == b}|implicit={figure.candidate.implicit}"] = 1.0
        noun = figure.candidate.phrase.noun
        if noun is not None and figure.view.parse.lower[noun] in ("others", "more", "other"):
            f["others"] = 1.0
        out.append(Choice(str(place), place, other.candidate.quantity.span, f, "same_as"))
    return out
