"""Readings whose category stands elsewhere: in a figure before, in the sentence before, in the article as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.options import Decided, Option
from extractor.assembly.phrases import path
from extractor.assembly.reach import Reach
from extractor.assembly.shape import shape
from extractor.loglinear import Features

_LINKS = (
    "including",
    "among",
    "and",
    "of",
    "whom",
    "others",
    "while",
    "but",
    "as",
    "plus",
    "with",
    ":",
    "-",
    "—",
    ",",
    ";",
)
_SHORT_HEADING = 8


def carry_options(
    view: SentenceView, c: Candidate, history: Sequence[Decided], by_route: Sequence[Reach], signs: Sequence[str]
) -> list[Option]:
    """Readings that continue an earlier figure: the one before, the total before a list, the same count again."""
    out = []
    for i, how in _sources(view, c, history):
        d = history[i]
        f = _carry_features(view, c, d, how, bool(by_route))
        f[f"carry|share={view.climate.share(d.category)}"] = 1.0
        for sign in (*signs, *_own_cues(d.category, by_route)):
            f[f"carry|{sign}"] = 1.0
        out.append(Option(d.category, "carry", None, f, d.candidate))
    return out


def _sources(view: SentenceView, c: Candidate, history: Sequence[Decided]) -> list[tuple[int, str]]:
    if not history:
        return []
    last = len(history) - 1
    out = [(last, "last")]
    value = c.quantity.value
    if value is not None and value > 1:
        out += [(i, "same_value") for i in range(last, -1, -1) if history[i].value == value][:1]
    first_here = next((i for i, d in enumerate(history) if d.candidate.sentence == view.index), None)
    if first_here is not None and first_here != last:
        out.append((first_here, "first_here"))
    total = _total_of(view, c, history)
    if total is not None:
        out.append((total, "adds_up"))
    other = next((i for i in range(last, -1, -1) if history[i].category != history[last].category), None)
    if other is not None and history[last].candidate.sentence - history[other].candidate.sentence <= 2:
        out.append((other, "other_category"))
    return out


def _total_of(view: SentenceView, c: Candidate, history: Sequence[Decided]) -> int | None:
    """An earlier figure that is the sum of a run of this sentence's numbers with this one among them."""
    here = [k for k in view.candidates if not k.implicit]
    values = [k.quantity.value or 0 for k in here]
    at = next((i for i, k in enumerate(here) if k.start == c.start), None)
    if at is None or not values[at] or len(here) < 2:
        return None
    totals = {d.value: i for i, d in enumerate(history) if d.value and d.candidate.start < c.start}
    for start in range(at + 1):
        run = sum(values[start:at])
        for end in range(at, len(here)):
            run += values[end]
            if end > start and run in totals and history[totals[run]].candidate.start < here[start].start:
                return totals[run]
    return None


def _own_cues(category: str, by_route: Sequence[Reach]) -> list[str]:
    """What the number's own sentence offers beside the category that is carried in."""
    best = [r for r in by_route if r.route != "far"]
    steps = min((r.steps for r in best), default=99)
    agrees = any(r.cue.label == category for r in best)
    rivals = [r.cue for r in best if r.cue.label != category]
    anywhere = {r.cue.label for r in by_route}
    where = "alone" if anywhere == {category} else "with others" if category in anywhere else "absent"
    rival = "none" if not rivals else "weak" if rivals[0].weak else rivals[0].role
    owned = any(r.owned and not r.cue.weak and r.cue.label != category for r in best)
    return [
        f"best route={min(steps, 6)}", f"own cue agrees={agrees}|rival={rival}", f"category here={where}",
        f"category here={where}|rival={rival}|route={min(steps, 4)}", f"owns another={owned}",
    ]  # fmt: skip


def _carry_features(view: SentenceView, c: Candidate, d: Decided, how: str, has_cues: bool) -> Features:
    parse, phrase, other = view.parse, c.phrase, d.candidate
    here = other.sentence == view.index
    apart = view.index - other.sentence
    distance = "same" if here else "1" if apart == 1 else "2-3" if apart <= 3 else "far"
    before = parse.lower[phrase.first - 1] if phrase.first else "^"
    after = parse.lower[phrase.last + 1] if phrase.last + 1 < len(parse) else "$"
    form = shape(parse, phrase)
    f: Features = {
        "carry": 1.0,
        f"carry={how}": 1.0,
        f"carry={how}|dist={distance}": 1.0,
        f"carry={how}|noun={c.noun_class}": 1.0,
        f"carry={how}|dist={distance}|noun={c.noun_class}": 1.0,
        f"carry={how}|cues={has_cues}": 1.0,
        f"carry={how}|dist={distance}|cues={has_cues}": 1.0,
        f"carry|cat={d.category}": 1.0,
        f"carry|implicit={c.implicit}|{distance}": 1.0,
        f"carry={how}|section={view.section}": 1.0,
        f"carry|before={before}": 1.0,
        f"carry={how}|before={before}": 1.0,
        f"carry|head={parse.lower[parse.head[phrase.anchor]]}": 1.0,
        f"carry={how}|dep={parse.dep[phrase.anchor]}|{distance}": 1.0,
        f"carry|after={after}": 1.0,
        f"carry={how}|after={after}|{distance}": 1.0,
        f"carry|shape={form}|{distance}": 1.0,
        f"carry={how}|shape={form}": 1.0,
        f"carry={how}|size={_size(c.quantity.value, d.value)}": 1.0,
    }
    if here:
        _same_sentence_features(view, c, d, f)
    elif before in ("the", "those", "these", "all"):
        f[f"carry={how}|definite"] = 1.0
    if other.phrase.noun is not None and phrase.noun is not None:
        f[f"carry|same_class={other.noun_class == c.noun_class}|{distance}"] = 1.0
    if phrase.noun is not None and parse.lower[phrase.noun] in ("others", "other", "more", "rest"):
        f[f"carry|others|{distance}"] = 1.0
    return f


def _size(value: float | int | None, total: float | int | None) -> str:
    if value is None or total is None:
        return "open"
    return "equal" if value == total else "smaller" if value < total else "larger"


def _same_sentence_features(view: SentenceView, c: Candidate, d: Decided, f: Features) -> None:
    parse, phrase, other = view.parse, c.phrase, d.candidate
    f[f"carry|path={path(parse, phrase.anchor, other.phrase.anchor, 4)}"] = 1.0
    between = range(other.phrase.last + 1, phrase.first)
    words = {parse.lower[t] for t in between}
    for link in _LINKS:
        if link in words:
            f[f"carry|between={link}"] = 1.0
    crossing = {q.label for q in view.cues if q.first in between}
    f[f"carry|crosses={'none' if not crossing else 'same' if crossing == {d.category} else 'other'}"] = 1.0


def context_options(view: SentenceView, previous: SentenceView, c: Candidate, near: str) -> list[Option]:
    """The cues of the sentence before ("A bus fell into a gorge … Two others later died"; a heading over a list)."""
    out = []
    kind = "same block" if view.block == previous.block else "other block"
    short = len(previous.parse) <= _SHORT_HEADING
    colon = previous.parse.text[-1] == ":"
    form = shape(view.parse, c.phrase)
    for cue in {q.label: q for q in reversed(previous.cues) if not q.weak}.values():
        f: Features = {
            "context": 1.0, f"context|noun={c.noun_class}": 1.0, f"context|noun={c.noun_class}|cues={near}": 1.0,
            f"context|implicit={c.implicit}": 1.0, f"context|cat={cue.label}": 1.0, f"context|cues={near}": 1.0,
            f"context|{kind}|short={short}": 1.0, f"context|role={cue.role}": 1.0,
            f"context|has figures={any(not k.implicit for k in previous.candidates)}": 1.0,
            f"context|share={view.climate.share(cue.label)}": 1.0, f"context|colon={colon}|{form}": 1.0,
            f"context|short={short}|{form}": 1.0,
        }  # fmt: skip
        out.append(Option(cue.label, "context", None, f))
    return out


def article_options(view: SentenceView, c: Candidate, near: str, offered: set[str | None]) -> list[Option]:
    """What the article speaks of most, where nothing nearer offers it ("Our count goes up by six")."""
    labels = view.climate.labels
    top = sorted(labels, key=lambda k: (-labels[k], k))[:2]
    form = shape(view.parse, c.phrase)
    return [
        Option(label, "context", None, {
            "article": 1.0, f"article|rank={rank}": 1.0, f"article|noun={c.noun_class}|cues={near}": 1.0,
            f"article|share={view.climate.share(label)}": 1.0, f"article|shape={form}": 1.0,
            f"article|implicit={c.implicit}": 1.0, f"article|cat={label}": 1.0,
        })
        for rank, label in enumerate(top)
        if label not in offered
    ]  # fmt: skip
