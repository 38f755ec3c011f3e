""" "No figure": the reading of a number to whose people nothing happened, and the signs of it."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.options import Decided, Option
from extractor.assembly.reach import Reach
from extractor.assembly.shape import inside_of, shape
from extractor.categories import Lexicon
from extractor.loglinear import Features

_OLDEST = 110


def idle_signs(view: SentenceView, c: Candidate, history: Sequence[Decided], lexicon: Lexicon) -> list[str]:
    """Signs that the people counted speak, are sent, employed or only could fit in; and the number's role in its phrase."""
    parse, phrase = view.parse, c.phrase
    out = []
    if (tie := view.tie(c)) != "none":
        out.append(f"predicate={tie}")
    if inside_of(parse, phrase):
        out.append("inner total")
    if phrase.noun is None and (before := _counted_before(view, c)) is not None:
        decided = any(d.candidate.start == before.start for d in history[-8:])
        out.append(f"elliptic after {before.noun_class}|figure={decided}")
    dep, head = parse.dep[phrase.anchor], parse.head[phrase.anchor]
    word = parse.lower[head]
    if dep in ("nsubj", "dobj") and word in lexicon.reporting:
        out.append(f"speaks {dep}")
    elif phrase.last + 1 < len(parse) and parse.lower[phrase.last + 1] in lexicon.reporting:
        out.append("speaks")
    if dep == "pobj" and word == "to" and parse.lower[max(0, head - 1)] == "according":
        out.append("according to")
    if word in lexicon.idle_verbs and dep in ("nsubj", "dobj", "nsubjpass"):
        out.append(f"idle verb {dep}")
    if dep == "attr" and any(parse.dep[k] == "expl" for k in parse.children[head]):
        out.append("there are")
    lead = parse.lower[max(0, phrase.first - 5) : phrase.first]
    if any(tuple(lead[len(lead) - n :]) in lexicon.capacity for n in range(1, 6) if n <= len(lead)):
        out.append("capacity")
    if _like_an_age(view, c):
        out.append("like an age")
    if c.implicit and dep == "appos" and parse.tag[head] in ("NNP", "NNPS"):
        out.append("describes a name")
    return out


def _counted_before(view: SentenceView, c: Candidate) -> Candidate | None:
    """The number before in the sentence: "four shootings, including one in Gilroy" counts what it counts."""
    earlier = [k for k in view.candidates if k.start < c.start and not k.implicit]
    return earlier[-1] if earlier else None


def _like_an_age(view: SentenceView, c: Candidate) -> bool:
    """ "the owner, 61, and": a bare small number behind a noun and a comma."""
    parse, phrase, value = view.parse, c.phrase, c.quantity.value
    if phrase.noun is not None or value is None or not 0 < value <= _OLDEST or phrase.first < 2:
        return False
    if not parse.text[phrase.first][0].isdigit() or parse.text[phrase.first - 1] not in (",", "("):
        return False
    closed = phrase.last + 1 >= len(parse) or parse.text[phrase.last + 1] in (",", ")", ".", ";")
    return closed and parse.tag[phrase.first - 2].startswith("NN")


def none_option(
    view: SentenceView, c: Candidate, by_route: Sequence[Reach], history: Sequence[Decided], signs: Sequence[str]
) -> Option:
    """The reading of a number as no figure, with the `signs` for it."""
    f = _noun_features(view, c, bool(history))
    climate = view.climate
    near = [r for r in by_route if r.route != "far"]
    strong_near = any(not r.cue.weak for r in near)
    best = min((r.steps for r in by_route), default=99)
    governed = next((r.cue.role for r in by_route if r.steps <= 2), "none")
    owns = "none" if not near else str(any(r.owned and not r.cue.weak for r in near))
    for sign in (
        *signs, f"near={strong_near}", f"cues={min(len(by_route), 1)}", f"best route={min(best, 6)}",
        f"governed by={governed}", f"owns={owns}", f"topics={climate.topics}", f"causes={climate.causes}",
    ):  # fmt: skip
        f[f"none|{sign}"] = 1.0
        f[f"none|{sign}|{c.noun_class}"] = 1.0
    f[f"none|topics={climate.topics}|causes={climate.causes}"] = 1.0
    f[f"none|cues={min(len(by_route), 2)}"] = 1.0
    return Option(None, "none", None, f)


def _noun_features(view: SentenceView, c: Candidate, history: bool) -> Features:
    parse, phrase = view.parse, c.phrase
    kind = "implicit" if c.implicit else "zero" if c.quantity.value == 0 else c.quantity.quantifier
    before = parse.lower[phrase.first - 1] if phrase.first else ""
    dep, head = parse.dep[phrase.anchor], parse.lower[parse.head[phrase.anchor]]
    form = shape(view.parse, phrase)
    f: Features = {
        "none": 1.0,
        f"none|noun={c.noun_class}": 1.0,
        f"none|kind={kind}": 1.0,
        f"none|section={view.section}": 1.0,
        f"none|history={history}": 1.0,
        f"none|implicit={c.implicit}|{c.noun_class}": 1.0,
        f"none|dep={dep}": 1.0,
        f"none|before={before}": 1.0,
        f"none|head={head}": 1.0,
        f"none|shape={form}": 1.0,
        f"none|shape={form}|history={history}": 1.0,
    }
    if phrase.noun is not None:
        f[f"none|word={parse.lower[phrase.noun]}"] = 1.0
    number = parse.lower[phrase.first]
    if not number[0].isdigit():
        following = parse.lower[phrase.last + 1] if phrase.last + 1 < len(parse) else ""
        f[f"none|number={number}"] = 1.0
        f[f"none|number={number}|{following}"] = 1.0
    if dep == "pobj":
        f[f"none|prep={head}"] = 1.0
        f[f"none|prep={head}|{c.noun_class}"] = 1.0
    if phrase.by_position:
        f["none|by_position"] = 1.0
    value = c.quantity.value
    if value is not None and value >= 1000:
        f["none|big"] = 1.0
    return f
