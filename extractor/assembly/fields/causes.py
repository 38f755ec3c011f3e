"""How it happened: cause labels from the sentence, and from the event's description around it and in the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.assembly.causewords import CauseWord, parsed_causes
from extractor.assembly.fields.shift import place_shift, time_shift
from extractor.assembly.figures import (
    Choice,
    Figure,
    Weighed,
    Workbench,
    bucket,
    crossed_numbers,
    route_to_count,
    tokens_apart,
)
from extractor.assembly.phrases import path
from extractor.assembly.readings import cue_head
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
    deadly: dict[str, float]
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
    """Candidate causes of a figure.

    What was chosen for earlier figures plays no part: one wrong cause would run through the whole article.
    """
    story = _story(bench, figure.view.part)
    offers = _Offers(figure)
    listed = _own_cues(figure, story)
    _said_here(figure, listed or story.cues, offers)
    own = frozenset(offers.found)
    tied = frozenset(label for label, c in offers.found.items() if "here:steps=far" not in c.features)
    if not listed:
        _said_around(figure, story, bool(own), offers)
    _settle(bench, figure, story, own, tied, offers)
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
            _deadly(bench, cues),
            frozenset(c.label for c in cues if c.section == "title"),
            frozenset(c.label for c in cues if c.sentence in body),
        )
    return found


def _deadly(bench: Workbench, cues: Sequence[CauseWord]) -> dict[str, float]:
    """The share of each label in the cues that are tied to what happened to people, or stand in the title."""
    counts = Counter(c.label for c in cues if _tied(bench, c))
    return {label: n / counts.total() for label, n in counts.items()}


def _nearby(bench: Workbench, figure: Figure, story: _Story) -> dict[str, float]:
    """Labels by how near before the figure (or right behind it) they are tied to what happened; halved by a sentence."""
    key = f"causes near {figure.sentence}"
    found: dict[str, float] | None = bench.memo.get(key)
    if found is None:
        found = bench.memo[key] = {}
        for c in story.cues:
            gap = figure.sentence - c.sentence
            if c.section != "title" and -1 <= gap <= 8 and gap and _tied(bench, c):
                found[c.label] = max(found.get(c.label, 0.0), 0.7 ** (abs(gap) - 1))
    return found


def _tied(bench: Workbench, cue: CauseWord) -> bool:
    if cue.first < 0:
        return cue.section == "title"
    view = bench.view.by_index[cue.sentence]
    return any(path(view.parse, cue.last, cue_head(view, c), 3) != "far" for c in view.cues)


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
        if cue.sentence == figure.sentence and cue.first >= 0 and not _of_another(figure, cue.last):
            order = (min(crossed_numbers(figure, cue.first, cue.last), 2), tokens_apart(figure, cue.first, cue.last)[1])
            if cue.label not in best or order < best[cue.label][0]:
                best[cue.label] = (order, cue)
    for label, ((crossed, apart), cue) in sorted(best.items(), key=lambda b: b[1][0]):
        side = tokens_apart(figure, cue.first, cue.last)[0]
        route = route_to_count(figure, cue.last)
        steps = "far" if route == "far" else "self" if route == "self" else str(route.count("/") + 1)
        rank = _owner_rank(figure, cue, apart)
        kind = "weak" if cue.weak else "strong"
        offers.add(label, "here", cue.span, [

            f"{side}{bucket(apart)}", f"steps={steps}", f"crossed={crossed}", f"crossed={crossed}|{side}",
            f"section={figure.view.section}", kind, f"{kind}|steps={steps}", f"owner={rank}", f"owner={rank}|{side}",
            f"owner={rank}|{kind}", f"label={label}", f"is the cue={_is_cue(figure, cue)}", f"{_edge(figure, cue)}|{side}",
        ])  # fmt: skip


def _of_another(figure: Figure, token: int) -> bool:
    """Does a cue belong to another count: inside its noun phrase, or in a clause before one with an agent of its own?

    "8,017 dead during the fighting, 3,588 dissidents"; "919 died of hunger, and the coalition killed 2,676".
    """
    parse, anchor = figure.view.parse, figure.candidate.phrase.anchor
    mine = {anchor, *parse.ancestors(anchor)}
    others = {c.phrase.anchor for c in figure.view.candidates if c is not figure.candidate and not c.implicit}
    verb = None
    for t in (token, *parse.ancestors(token)):
        if parse.tag[t][:2] == "VB":
            verb = t
            break
        if t in others and t not in mine:
            return True
    own = next((t for t in parse.ancestors(anchor) if parse.tag[t][:2] == "VB"), None)
    if own is None or verb is None or own == verb or parse.dep[own] != "conj" or parse.head[own] != verb:
        return False
    subjects = [k for k in parse.children[own] if parse.dep[k] in ("nsubj", "nsubjpass")]
    return bool(subjects) and not any(k in mine or parse.dep[k] == "nsubjpass" for k in subjects)


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


def _settle(
    bench: Workbench, figure: Figure, story: _Story, own: frozenset[str], tied: frozenset[str], offers: _Offers
) -> None:
    """What every choice has to know of its rivals, and of the article."""
    dated, place_now, time_now = _dated(bench, figure), place_shift(bench, figure), time_shift(bench, figure)
    top = story.ranked[0] if story.ranked else "none"
    nearby = _nearby(bench, figure, story)
    known = bench.lexicon.causes
    for label, choice in offers.found.items():
        f = choice.features
        kind, mine = known[label].kind, f"own={label in own}"
        rank = min(story.ranked.index(label), 3) if label in story.ranked else "weak"
        at = "title" if label in story.title else "lead" if label in story.lead else "later"
        place = "tied" if label in tied else "here" if label in own else "away"
        rivals = tied - {label}
        for sign in (
            f"rank={rank}", f"rank={rank}|{mine}", f"rank={rank}|any own={bool(own)}", f"at={at}|{mine}",
            f"at={at}|any own={bool(own)}", f"at={at}|cat={figure.category}", f"section={figure.view.section}|at={at}",
            f"kind={kind}|cat={figure.category}", f"dated={dated}|{mine}", f"place={place_now}|{mine}",
            f"kind={kind}|top={known[top].kind if top in known else 'none'}|first={top == label}",
            f"time={time_now}|{mine}", f"shift={place_now}/{time_now}|{mine}",
            f"{place}|rivals tied={min(len(rivals), 2)}", f"{place}|rivals tied={bool(rivals)}|at={at}",
        ):  # fmt: skip
            f[sign] = 1.0
        f["share"] = story.share.get(label, 0.0)
        for name, shares in (("deadly", story.deadly), ("nearby", nearby)):
            f[name] = part = shares.get(label, 0.0)
            f[f"{name}|{mine}"] = part
            f[f"{name}={_standing(label, shares)}|{mine}|any={bool(own)}"] = 1.0
        if top != label:
            f[f"label={label}|top={top}"] = 1.0
        for other in own - {label}:
            f[f"label={label}|beside={other}|{mine}"] = 1.0


def _standing(label: str, shares: dict[str, float]) -> str:
    """Is a label the first of those named in some way, one of them, or not named?"""
    if label not in shares:
        return "no" if shares else "none"
    return "top" if shares[label] == max(shares.values()) else "some"


def _dated(bench: Workbench, figure: Figure) -> str:
    """The kind of time that the sentence gives: a year or a span often is another event's."""
    kinds = sorted({p.kind for p in bench.periods if p.sentence == figure.sentence})
    return kinds[0] if kinds else "none"


def with_coordinated(figure: Figure, weighed: tuple[Weighed, ...]) -> tuple[Weighed, ...]:
    """Two nouns of one phrase stand or fall together ("in shelling and gunfire"): the likelier one decides for both."""
    parse = figure.view.parse
    at = {n: t for n, w in enumerate(weighed) if (t := parse.at(w.choice.span.end - 1)) is not None}
    taken = {t for n, t in at.items() if weighed[n].taken}
    return tuple(
        w._replace(taken=w.taken or (n in at and any(_coordinated(figure, at[n], t) for t in taken)))
        for n, w in enumerate(weighed)
    )


def _coordinated(figure: Figure, a: int, b: int) -> bool:
    parse = figure.view.parse
    first, second = sorted((a, b))
    number = figure.candidate.phrase.number
    if first == second or first < number < second or not (parse.tag[first][:2] == parse.tag[second][:2] == "NN"):
        return False
    while parse.dep[second] == "conj":
        second = parse.head[second]
        if second == first:
            return parse.dep[first] in ("pobj", "dobj", "nsubj", "nsubjpass")
    return False
