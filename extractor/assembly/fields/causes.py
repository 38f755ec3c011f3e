"""How it happened: cause labels from the sentence, from the event's description around it, and from the counts before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.assembly.causewords import CauseWord, parsed_causes
from extractor.assembly.fields.earlier import compared, earlier, joined, nearness
from extractor.assembly.figures import Choice, Figure, Workbench, bucket, crossed_numbers, route_to_count, tokens_apart
from extractor.loglinear import Features
from extractor.schema import Span

LOOK_BACK = 4
LEAD = 2


@dataclass(frozen=True)
class _Story:
    """The causes of one article: all cues in order, labels by how often they are named, those of title and lead."""

    cues: tuple[CauseWord, ...]
    ranked: tuple[str, ...]
    share: dict[str, float]
    title: frozenset[str]
    lead: frozenset[str]


@dataclass
class _Offers:
    """The choices collected so far; the first evidence of a label gives its span and rule."""

    figure: Figure
    found: dict[str, Choice] = field(default_factory=dict)

    def add(self, label: str, how: str, span: Span, signs: Sequence[str]) -> None:
        choice = self.found.get(label)
        if choice is None:
            cat = self.figure.category
            signs_of_label = (f"label={label}", f"label={label}|cat={cat}", f"cat={cat}", f"first={how}")
            f: Features = {"bias": 1.0, **dict.fromkeys(signs_of_label, 1.0)}
            choice = self.found[label] = Choice(label, label, span, f, f"cause:{how}")
        f = choice.features
        f[f"how={how}"] = 1.0
        for sign in signs:
            f[f"{how}:{sign}"] = 1.0


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate causes of a figure."""
    story = _story(bench, figure.view.part)
    offers = _Offers(figure)
    listed = _own_cues(figure, story)
    _said_here(figure, listed or story.cues, offers)
    own = frozenset(offers.found)
    tied = frozenset(label for label, c in offers.found.items() if "here:path=far" not in c.features)
    if not listed:
        _said_around(figure, story, bool(own), offers)
        _carried(figure, history, bool(own), offers)
    _settle(bench, figure, history, story, own, tied, offers)
    return list(offers.found.values())


def _story(bench: Workbench, part: int) -> _Story:
    found: _Story | None = bench.memo.get(f"causes of part {part}")
    if found is None:
        cues = sorted(
            (c for c in (*parsed_causes(bench.view), *bench.loose_causes) if c.part == part), key=lambda c: c.span.start
        )
        counts = Counter(c.label for c in cues if not c.weak)
        body = sorted({c.sentence for c in cues if c.section != "title"})[:LEAD]
        found = bench.memo[f"causes of part {part}"] = _Story(
            tuple(cues),
            tuple(sorted(counts, key=lambda c: (-counts[c], c))),
            {label: n / max(1, counts.total()) for label, n in counts.items()},
            frozenset(c.label for c in cues if c.section == "title"),
            frozenset(c.label for c in cues if c.sentence in body),
        )
    return found


def _own_cues(figure: Figure, story: _Story) -> tuple[CauseWord, ...]:
    """The causes that stand behind this number in a list in which other numbers have theirs ("26,403 in airstrikes").

    Empty unless the sentence counts several numbers and both this one and another have a cause of their own.
    """
    number = figure.candidate.phrase.number
    numbers = sorted(c.phrase.number for c in figure.view.candidates if not c.implicit)
    cues = [c for c in story.cues if c.sentence == figure.sentence and c.first >= 0]
    if len(numbers) < 2 or number not in numbers or not cues:
        return ()
    ends = [*numbers[1:], len(figure.view.parse) + 1]
    owned = [tuple(c for c in cues if n < c.first < end) for n, end in zip(numbers, ends, strict=True)]
    return owned[numbers.index(number)] if sum(map(bool, owned)) >= 2 else ()


def _said_here(figure: Figure, cues: Sequence[CauseWord], offers: _Offers) -> None:
    """Cues in the figure's own sentence, the nearest of each label."""
    best: dict[str, tuple[tuple[int, int], CauseWord]] = {}
    for cue in cues:
        if cue.sentence == figure.sentence and cue.first >= 0:
            order = (min(crossed_numbers(figure, cue.first, cue.last), 2), tokens_apart(figure, cue.first, cue.last)[1])
            if cue.label not in best or order < best[cue.label][0]:
                best[cue.label] = (order, cue)
    for label, ((crossed, apart), cue) in sorted(best.items(), key=lambda b: b[1][0]):
        side = tokens_apart(figure, cue.first, cue.last)[0]
        route = route_to_count(figure, cue.last)
        rank = _owner_rank(figure, cue, apart)
        kind = "weak" if cue.weak else "strong"
        offers.add(label, "here", cue.span, [
            f"{side}{bucket(apart)}", f"path={route}", f"crossed={crossed}", f"crossed={crossed}|{side}",
            f"section={figure.view.section}", kind, f"{kind}|{route}", f"owner={rank}", f"owner={rank}|{side}",
            f"owner={rank}|{kind}", f"label={label}", f"is the cue={_is_cue(figure, cue)}", f"{_edge(figure, cue)}|{side}",
        ])  # fmt: skip


def _owner_rank(figure: Figure, cue: CauseWord, apart: int) -> int:
    """How many other counts of the sentence stand nearer to the cue; at most two."""
    nearer = 0
    for c in figure.view.candidates:
        if c is figure.candidate or c.implicit:
            continue
        gap = max(cue.first - c.phrase.last, c.phrase.first - cue.last, 0)
        nearer += gap < apart
    return min(nearer, 2)


def _is_cue(figure: Figure, cue: CauseWord) -> bool:
    own = figure.cue
    return own is not None and own.first <= cue.last and cue.first <= own.last


def _edge(figure: Figure, cue: CauseWord) -> str:
    """What separates the cue from the count: a strong stop, a comma, or nothing."""
    phrase = figure.candidate.phrase
    lo, hi = (phrase.last, cue.first) if cue.first > phrase.last else (cue.last, phrase.first)
    between = figure.view.parse.lower[lo + 1 : hi]
    return "stop" if any(w in (";", ":", "—", "–", "•") for w in between) else "comma" if "," in between else "open"


def _said_around(figure: Figure, story: _Story, own: bool, offers: _Offers) -> None:
    """Cues of the sentences around, of the title and of the first description of the event."""
    for cue in reversed(story.cues):
        gap = figure.sentence - cue.sentence
        kind = "weak" if cue.weak else "strong"
        if gap == 0 and cue.first >= 0:
            continue
        if -1 <= gap <= LOOK_BACK:
            place = "next" if gap < 0 else str(gap) if gap <= 2 else "3-4"
            offers.add(
                cue.label,
                "around",
                cue.span,
                [place, f"{place}|own={own}", f"{place}|{kind}|own={own}", f"{place}|label={cue.label}"],
            )
        if cue.section == "title" and figure.view.section != "title":
            offers.add(cue.label, "title", cue.span, [kind, f"own={own}", f"{kind}|own={own}", f"label={cue.label}"])
        elif cue.label in story.lead:
            offers.add(cue.label, "lead", cue.span, [kind, f"own={own}"])


def _carried(figure: Figure, history: Sequence[Figure], own: bool, offers: _Offers) -> None:
    for how, other in earlier(figure, history, "causes"):
        near, tie = nearness(figure, other), joined(figure, other)
        same_cat = figure.category == other.category
        signs = [
            near, f"{near}|same_cat={same_cat}", f"{near}|own={own}", f"{near}|{compared(figure, other)}|same_cat={same_cat}",
            f"joined={tie}", f"joined={tie}|own={own}", f"source={figure.source}", f"noun={figure.candidate.noun_class}",
            f"cat={figure.category}|own={own}",
        ]  # fmt: skip
        for label in other.causes:
            offers.add(label, how, other.candidate.quantity.span, signs)


def _settle(
    bench: Workbench,
    figure: Figure,
    history: Sequence[Figure],
    story: _Story,
    own: frozenset[str],
    tied: frozenset[str],
    offers: _Offers,
) -> None:
    """What every choice has to know of its rivals, and of the article."""
    last = history[-1] if history else None
    dated = _dated(bench, figure)
    top = story.ranked[0] if story.ranked else "none"
    for label, choice in offers.found.items():
        f = choice.features
        rank = min(story.ranked.index(label), 3) if label in story.ranked else "weak"
        state = "first" if last is None else "had" if label in last.causes else "other" if last.causes else "none"
        near = nearness(figure, last) if last is not None else "first"
        at = "title" if label in story.title else "lead" if label in story.lead else "later"
        for sign in (
            f"rank={rank}", f"rank={rank}|own={label in own}", f"rank={rank}|any own={bool(own)}", f"at={at}|own={label in own}",
            f"at={at}|any own={bool(own)}", f"at={at}|{state}", f"last={state}|{near}",
            f"last={state}|own={label in own}|any={bool(own)}", f"section={figure.view.section}|at={at}",
            f"dated={dated}|own={label in own}", f"dated={dated}|last={state}", f"at={at}|cat={figure.category}",
        ):  # fmt: skip
            f[sign] = 1.0
        rivals = tied - {label}
        place = "tied" if label in tied else "here" if label in own else "away"
        f[f"{place}|rivals tied={min(len(rivals), 2)}"] = f[f"{place}|rivals tied={bool(rivals)}|last={state}"] = 1.0
        f[f"{place}|rivals tied={bool(rivals)}|at={at}"] = 1.0
        f["share"] = story.share.get(label, 0.0)
        if top != label:
            f[f"label={label}|top={top}"] = 1.0
        for other in own:
            if other != label:
                f[f"label={label}|beside={other}|own={label in own}"] = 1.0


def _dated(bench: Workbench, figure: Figure) -> str:
    """The kind of time that the sentence gives: a year or a span often is another event's."""
    kinds = sorted({p.kind for p in bench.periods if p.sentence == figure.sentence})
    return kinds[0] if kinds else "none"
