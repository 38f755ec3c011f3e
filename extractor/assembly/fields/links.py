"""Totals and repeats: which earlier figure this one is a part of, or states again."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.figures import Choice, Figure, sentence_distance
from extractor.assembly.partition import Outline
from extractor.assembly.totals import beside, fits, kinship, may_hold, size, stands_apart
from extractor.loglinear import Features

_SPLIT_WORDS = ("including", "among", "of", "whom", "them", "comprising", "include", "included", "includes", "breakdown",
                ":", "-", "—", "–", "(", "and", "others", "other", "another", "also", "remaining", "rest", "total", "toll",
                "all", "the", "both", "of which", "while", "with")  # fmt: skip
# Beyond these a total or an earlier statement is not looked for: the first figures of the text and the last ones.
FIRST, LAST = 6, 40
# A count that large and not rounded does not come twice by chance.
PRECISE = 20
SMALL = 4
# "Hundreds" are less than so many times two hundred.
VAGUE = 10


def _reachable(figures: Sequence[Figure], n: int) -> list[int]:
    """The places of the earlier figures that figure `n` looks at, the latest first."""
    last = max(0, n - LAST)
    part = figures[n].view.part
    near = [*range(n - 1, last - 1, -1), *range(min(FIRST, last) - 1, -1, -1)]
    return [k for k in near if figures[k].view.part == part]


def _common(figure: Figure, other: Figure, position: int) -> Features:
    gap = figure.sentence - other.sentence
    distance = sentence_distance(gap)
    a, b = size(figure), size(other)
    order = "unknown" if a is None or b is None else "equal" if a == b else "less" if a < b else "more"
    same_cat = figure.category == other.category
    own, theirs = set(figure.groups), set(other.groups)
    groups = "same" if own == theirs else "added" if own > theirs else "removed" if own < theirs else "differ"
    place, time = _shared(figure.locations, other.locations), _same_time(figure, other)
    f: Features = {
        "bias": 1.0, f"dist={distance}": 1.0, f"size={order}": 1.0, f"same_cat={same_cat}": 1.0,
        f"size={order}|same_cat={same_cat}": 1.0, f"size={order}|same_cat={same_cat}|dist={distance}": 1.0,
        f"groups={groups}": 1.0, f"groups={groups}|size={order}": 1.0, f"steps_back={min(position, 5)}": 1.0,
        f"sections={figure.view.section}/{other.view.section}": 1.0,
        f"sections={figure.view.section}/{other.view.section}|size={order}|{same_cat}": 1.0,
        f"same_place={place}": 1.0, f"same_place={place}|size={order}|{same_cat}": 1.0,
        f"same_time={time}": 1.0, f"same_time={time}|size={order}|{same_cat}": 1.0,
        f"quantifiers={figure.candidate.quantity.quantifier}/{other.candidate.quantity.quantifier}|{order}": 1.0,
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


def _lead(figure: Figure, other: Figure, f: Features) -> None:
    """Words of partition before a count and at the start of its sentence, or between two counts of one sentence."""
    parse, phrase = figure.view.parse, figure.candidate.phrase
    if figure.sentence != other.sentence:
        for word in parse.lower[max(0, phrase.first - 4) : phrase.first]:
            if word in _SPLIT_WORDS:
                f[f"lead={word}"] = 1.0
        f[f"opening={parse.lower[0] if parse.lower[0] in _SPLIT_WORDS else 'x'}"] = 1.0
        return
    a = other.candidate.phrase
    after = a.last < phrase.first
    for word in parse.lower[a.last + 1 : phrase.first] if after else parse.lower[phrase.last + 1 : a.first]:
        if word in _SPLIT_WORDS:
            f[f"between={word}|{after}"] = 1.0
    f[f"order={'after' if after else 'before'}"] = 1.0


def part_of(figures: Sequence[Figure], n: int, outline: Outline) -> list[Choice]:
    """Candidate totals of figure `n`: earlier figures, and those behind it that the text or a sum ties it to."""
    figure = figures[n]
    if stands_apart(figure):
        return []
    firm = outline.firm(n)
    if firm is not None and not _loops(figures, n, firm.total):
        f: Features = {"bias": 1.0, "firm": 1.0, f"firm={firm.how}": 1.0}
        total = firm.total
        return [Choice(str(total), total, figures[total].candidate.quantity.span, f, f"part_of:{firm.how}")]
    seen = _reachable(figures, n)
    tied = {t.total for t in (outline.ties.get(n), outline.sums.get(n)) if t is not None}
    behind = [k for k in range(n + 1, min(n + 3, len(figures))) if figures[k].sentence == figure.sentence]
    later = sorted({*behind, *(k for k in tied if k > n)})
    same_before = sum(1 for k in seen if figures[k].sentence == figure.sentence)
    totals = {figures[k].part_of for k in seen}
    out, last = [], figures[n - 1] if n else None
    for k in [*seen, *later]:
        other = figures[k]
        if not (k in tied or may_hold(other, figure)) or not fits(other, figure) or other.value == 0:
            continue
        if k < n and (_loops(figures, n, k) or _restated(figures, k, n) or (k not in tied and beside(other, figure))):
            continue
        position = n - 1 - k if k < n else 0
        f = _common(figure, other, position)
        _lead(figure, other, f)
        _tied(figures, n, k, outline, f)
        f[f"first_here={other.sentence == figure.sentence and position == same_before - 1}"] = 1.0
        f[f"has_parts={k in totals}"] = 1.0
        if k > n:
            f["later total"] = 1.0
        if last is not None:
            f[f"last_has_this_total={last.part_of == k}|{figure.sentence - last.sentence <= 1}"] = 1.0
        out.append(Choice(str(k), k, other.candidate.quantity.span, f, "part_of" if k < n else "part_of:later"))
    return out


def _loops(figures: Sequence[Figure], n: int, target: int) -> bool:
    node: int | None = target
    while node is not None:
        if node == n:
            return True
        node = figures[node].part_of
    return False


def _restated(figures: Sequence[Figure], k: int, n: int) -> bool:
    """Is a count stated again between a figure and this one? Only the nearest statement is its total."""
    same = figures[k].same_as
    first = k if same is None else same
    return any(figures[j].same_as == first for j in range(k + 1, n))


def _tied(figures: Sequence[Figure], n: int, k: int, outline: Outline, f: Features) -> None:
    """What the text and the sums say of a total."""
    for name, ties in (("tie", outline.ties), ("sum", outline.sums)):
        found = ties.get(n)
        how = "none" if found is None else found.how if found.total == k else "elsewhere"
        f[f"{name}={how}"] = 1.0
        if found is not None:
            f[f"{name} here={found.total == k}"] = 1.0
        reverse = ties.get(k)
        if reverse is not None:
            shared = found is not None and found.total == reverse.total
            f[f"{name} reversed={reverse.total == n}|shared={shared}"] = 1.0
    f[f"kin={kinship(figures[n], figures[k])}"] = 1.0
    free = n not in outline.ties and n not in outline.sums
    a, b = size(figures[n]), size(figures[k])
    if free and a and b:
        ratio = a / b
        share = "most" if ratio > 0.85 else "half" if ratio > 0.4 else "some" if ratio > 0.05 else "few"
        f[f"ratio={share}"] = 1.0
        f[f"ratio={share}|{figures[k].candidate.quantity.quantifier == 'exact'}"] = 1.0


def _rounds(figure: Figure, other: Figure) -> str:
    """Can one of two unequal counts be a rough statement of the other: a vague word, or a hedged round number?"""
    exact, rough = (figure, other) if other.candidate.quantity.quantifier != "exact" else (other, figure)
    a, b = size(exact), size(rough)
    q = rough.candidate.quantity
    if not a or not b or a == b or q.quantifier == "exact":
        return "no"
    if q.quantifier == "vague":
        return "vague" if exact.candidate.quantity.quantifier != "vague" and b <= a <= VAGUE * b else "no"
    below = {"more_than": (1.0, 1.15), "at_least": (1.0, 1.15), "at_most": (0.85, 1.0), "less_than": (0.85, 1.0)}
    low, high = below.get(q.quantifier, (0.9, 1.1))
    return "hedged" if low <= a / b <= high else "no"


def _is_first(figures: Sequence[Figure], n: int) -> bool:
    """Is it the first count of its category in the title, or the first in the body, among those looked at?"""
    same = (figures[k] for k in _reachable(figures, n) if figures[k].category == figures[n].category)
    return not any(f.view.section == figures[n].view.section for f in same)


def same_as(figures: Sequence[Figure], n: int, outline: Outline) -> list[Choice]:
    """Candidate earlier statements of the same figure. Only first statements, so that chains point at the first."""
    figure, out = figures[n], []
    for k in _reachable(figures, n):
        other = figures[k]
        a, b = size(figure), size(other)
        if other.same_as is not None or other.category != figure.category or a is None or b is None:
            continue
        siblings = figure.part_of is not None and figure.part_of == other.part_of
        if a == b and a >= PRECISE and a % 10 and not siblings and figure.status == other.status:
            f: Features = {"bias": 1.0, "firm": 1.0}
            return [Choice(str(k), k, other.candidate.quantity.span, f, "same_as:equal")]
        rounds = _rounds(figure, other)
        if beside(other, figure) or (rounds == "no" and not 0.4 <= (a + 1e-9) / (b + 1e-9) <= 2.6):
            continue
        f = _common(figure, other, n - 1 - k)
        _repeated(figures, n, k, outline, f)
        f[f"rounds={rounds}"] = f[f"rounds={rounds}|{figure.view.section}/{other.view.section}"] = 1.0
        f[f"rounds={rounds}|first={_is_first(figures, n)}/{_is_first(figures, k)}"] = 1.0
        f[f"siblings={siblings}|sentence={figure.sentence == other.sentence}"] = 1.0
        out.append(Choice(str(k), k, other.candidate.quantity.span, f, "same_as"))
    return out


def _repeated(figures: Sequence[Figure], n: int, k: int, outline: Outline, f: Features) -> None:
    """How a count looks beside one that it may state again."""
    figure, other = figures[n], figures[k]
    equal, big = size(figure) == size(other), (size(figure) or 0) > SMALL
    f[f"noun={figure.candidate.noun_class}/{other.candidate.noun_class}"] = f[f"cat={figure.category}"] = 1.0
    f[f"implicit={figure.candidate.implicit}/{other.candidate.implicit}"] = 1.0
    f[f"source={figure.source}|equal={equal}"] = 1.0
    f[f"same_causes={_shared(figure.causes, other.causes)}|equal={equal}"] = 1.0
    parse, phrase = figure.view.parse, figure.candidate.phrase
    definite = any(
        w in ("the", "those", "these", "all", "both") for w in parse.lower[max(0, phrase.first - 2) : phrase.first]
    )
    f[f"definite={definite}|size={'equal' if equal else 'near'}"] = 1.0
    f[f"first={k == 0}|equal={equal}"] = f[f"equal={equal}|big={big}"] = 1.0
    f[f"equal={equal}|implicit={figure.candidate.implicit}"] = 1.0
    f[f"equal={equal}|same status={figure.status == other.status}"] = 1.0
    tie = outline.ties.get(n)
    f[f"tied={None if tie is None else tie.total == k}"] = 1.0
    if phrase.noun is not None and parse.lower[phrase.noun] in ("others", "more", "other"):
        f["others"] = 1.0
