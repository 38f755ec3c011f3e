"""All ways to read a number: one reading a cue, one a count before it that it may continue, and "no figure".

Each reading is a bag of features; `decide` scores them against each other. No feature names an article, a place or a
person; cue and noun words are the lexicon's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.phrases import path
from extractor.categories import Cue, Lexicon
from extractor.loglinear import Features

MAX_CUES = 10
_ILLNESS = {"disease", "poisoning"}


@dataclass(frozen=True)
class Option:
    """A reading before it is scored. `source` says where the category comes from: cue, carry or none."""

    category: str | None
    source: str
    cue: Cue | None
    features: Features
    carried: Candidate | None = None


@dataclass(frozen=True)
class Decided:
    """A figure that is already decided, as later candidates see it."""

    category: str
    candidate: Candidate
    value: int | None
    also: tuple[str, ...] = ()


def cue_head(view: SentenceView, cue: Cue) -> int:
    """The token of a cue that carries its syntax."""
    parse = view.parse
    inside = range(cue.first, cue.last + 1)
    for t in inside:
        if parse.head[t] not in inside or parse.head[t] == t:
            return t
    return cue.first


def _bucket(n: int) -> str:
    return str(n) if n <= 3 else "4-6" if n <= 6 else "7-10" if n <= 10 else "11+"


def _words_between(view: SentenceView, a: int, b: int) -> tuple[int, ...]:
    return tuple(range(min(a, b) + 1, max(a, b)))


def options(
    view: SentenceView,
    candidate: Candidate,
    history: Sequence[Decided],
    previous: SentenceView | None,
    lexicon: Lexicon,
    causes: Mapping[str, int],
    density: str,
) -> list[Option]:
    """All readings of one candidate.

    `history` are the figures decided so far, in order; `causes` the article's cause labels with their counts;
    `density` how thick the article's text is with cues.
    """
    ranked = _ranked_cues(view, candidate)
    out = [_none_option(view, candidate, ranked, history)]
    setting = _setting(view, causes, lexicon)
    idle = _idle_signs(view, candidate, lexicon)
    for sign in (*idle, f"density={density}"):
        out[0].features[f"none|{sign}"] = 1.0
        out[0].features[f"none|{sign}|{candidate.noun_class}"] = 1.0
    by_route = sorted(ranked, key=lambda r: (_steps(r[2]), r[0]))
    for rank, (distance, cue, route) in enumerate(ranked):
        features = _cue_features(view, candidate, cue, distance, route, rank, lexicon)
        _rival_features(cue, route, by_route, features)
        for s in setting:
            features[f"cat={cue.label}|{s}"] = 1.0
            if cue.weak:
                features[f"lemma={cue.lemma}|{s}"] = 1.0
        features[f"density={density}|{'weak' if cue.weak else 'strong'}"] = 1.0
        out.append(Option(cue.label, "cue", cue, features))
    out += _carry_options(view, candidate, history, bool(ranked), lexicon)
    for option in out:
        if option.source == "carry":
            option.features[f"carry|density={density}"] = 1.0
            for sign in _carry_context(option, by_route):
                option.features[f"carry|{sign}"] = 1.0
            for sign in idle:
                option.features[f"carry|{sign}"] = 1.0
    if previous is not None:
        near = "none" if not ranked else "near" if any(r != "far" for _, _, r in ranked) else "far"
        out += _context_options(view, previous, candidate, near)
    return out


def _carry_context(option: Option, by_route: list[tuple[int, Cue, str]]) -> list[str]:
    """What the number's own sentence offers beside the category that is carried in."""
    best = [(q, r) for _, q, r in by_route if r != "far"]
    steps = min((_steps(r) for _, r in best), default=99)
    agrees = any(q.label == option.category for q, _ in best)
    rivals = [q for q, _ in best if q.label != option.category]
    anywhere = {q.label for _, q, _ in by_route}
    where = "alone" if anywhere == {option.category} else "with others" if option.category in anywhere else "absent"
    rival = "none" if not rivals else "weak" if rivals[0].weak else rivals[0].role
    return [
        f"best route={min(steps, 6)}", f"own cue agrees={agrees}|rival={rival}", f"category here={where}",
        f"category here={where}|rival={rival}|route={min(steps, 4)}",
    ]  # fmt: skip


def _idle_signs(view: SentenceView, c: Candidate, lexicon: Lexicon) -> list[str]:
    """Signs that the people counted speak, are sent, employed or only could fit in."""
    parse, phrase = view.parse, c.phrase
    out = []
    dep, head = parse.dep[phrase.anchor], parse.head[phrase.anchor]
    word = parse.lower[head]
    if dep == "nsubj" and word in lexicon.reporting:
        out.append("speaks")
    if word in lexicon.idle_verbs and dep in ("nsubj", "dobj", "nsubjpass"):
        out.append(f"idle verb {dep}")
    lead = parse.lower[max(0, phrase.first - 5) : phrase.first]
    if any(tuple(lead[len(lead) - n :]) in lexicon.capacity for n in range(1, 6) if n <= len(lead)):
        out.append("capacity")
    if phrase.last + 1 < len(parse) and parse.lower[phrase.last + 1] in lexicon.reporting:
        out.append("speaks")
    return out


def _steps(route: str) -> int:
    """Length of a path; the noun itself is nearest, a path too long to read is last."""
    return 0 if route == "self" else 99 if route == "far" else route.count("/") + 1


def _rival_features(cue: Cue, route: str, by_route: list[tuple[int, Cue, str]], f: Features) -> None:
    """Is there a cue of another category that is closer in the syntax, or that governs a counted victim noun?"""
    rivals = [(r, q) for _, q, r in by_route if q.label != cue.label]
    place = next(n for n, (_, q, _) in enumerate(by_route) if q is cue)
    f[f"route rank={min(place, 3)}"] = 1.0
    f[f"route rank={min(place, 3)}|role={cue.role}"] = 1.0
    if not rivals:
        f["no rival"] = 1.0
        return
    best, rival = rivals[0]
    closer = "closer" if _steps(best) < _steps(route) else "equal" if _steps(best) == _steps(route) else "farther"
    f[f"rival={closer}|{rival.role}"] = 1.0
    f[f"rival={closer}|weak={rival.weak}|{cue.role}"] = 1.0
    if route == "self" or cue.role in ("victim_noun", "adjective"):
        verbs = [r for r, q in rivals if q.role in ("patient_verb", "subject_verb") and _steps(r) <= 3]
        f[f"{cue.role} under a verb={bool(verbs)}"] = 1.0
        f[f"{cue.role} under={verbs[0] if verbs else 'none'}"] = 1.0


def _setting(view: SentenceView, causes: Mapping[str, int], lexicon: Lexicon) -> list[str]:
    """What kind of event the article tells of: it decides what "hospitalised", "holding" or "trapped" mean."""
    top = sorted(causes, key=lambda c: (-causes[c], c))[:2]
    armed = any(c.label == "abducted" and not c.weak for c in view.cues) or any(
        "militants" in lexicon.noun_groups.get(w, ()) for w in view.parse.lower
    )
    return [*(f"article={c}" for c in top[:1]), f"about {'disease' if set(top) & _ILLNESS else 'event'}", f"armed={armed}"]


def _ranked_cues(view: SentenceView, candidate: Candidate) -> list[tuple[int, Cue, str]]:
    """The cues nearest to the number first, with token distance and dependency path."""
    phrase = candidate.phrase
    found = []
    for cue in view.cues:
        head = cue_head(view, cue)
        gap = max(phrase.first - cue.last, cue.first - phrase.last, 0)
        if phrase.noun is not None and cue.first <= phrase.noun <= cue.last:
            route = "self"
        elif phrase.noun is not None and phrase.of_total and path(view.parse, phrase.noun, head, 2) != "far":
            route = "noun:" + path(view.parse, phrase.noun, head, 2)
        else:
            route = path(view.parse, phrase.anchor, head)
        found.append((gap, cue, route))
    found.sort(key=lambda f: (f[0], f[1].first, f[1].label, f[1].role))
    return found[:MAX_CUES]


def _cue_features(
    view: SentenceView, c: Candidate, cue: Cue, gap: int, route: str, rank: int, lexicon: Lexicon
) -> Features:
    parse, phrase = view.parse, c.phrase
    head = cue_head(view, cue)
    after = cue.first > phrase.last
    side = "after" if after else "before"
    lo, hi = (phrase.last, cue.first) if after else (cue.last, phrase.first)
    between = range(lo + 1, hi)
    numbers = sum(1 for other in view.candidates if other is not c and not other.implicit and other.phrase.number in between)
    other_cues = {q.label for q in view.cues if q.first in between and q.label != cue.label}
    same_cues = any(q.first in between and q.label == cue.label for q in view.cues)
    breaks = sum(1 for t in between if parse.lower[t] in (",", ";", ":", "—", "–", "-", ".", "but", "while", "and"))
    strong = "weak" if cue.weak else "strong"
    form = parse.tag[head][:3] if cue.role != "phrase" else "PH"
    kind = "implicit" if c.implicit else "zero" if c.quantity.value == 0 else "number"
    f: Features = {
        "cue": 1.0,
        f"cue:{strong}": 1.0,
        f"role={cue.role}": 1.0,
        f"lemma={cue.lemma}": 1.0,
        f"cat={cue.label}": 1.0,
        f"path={route}": 1.0,
        f"path={route}|role={cue.role}": 1.0,
        f"path={route}|{strong}": 1.0,
        f"gap={side}{_bucket(gap)}": 1.0,
        f"gap={side}{_bucket(gap)}|role={cue.role}": 1.0,
        f"rank={min(rank, 3)}": 1.0,
        f"noun={c.noun_class}|{strong}": 1.0,
        f"noun={c.noun_class}|role={cue.role}": 1.0,
        f"between:numbers={min(numbers, 2)}": 1.0,
        f"between:cues={min(len(other_cues), 2)}": 1.0,
        f"between:breaks={min(breaks, 3)}": 1.0,
        f"tag={form}|role={cue.role}": 1.0,
        f"kind={kind}|role={cue.role}": 1.0,
        f"kind={kind}|path={'far' if route == 'far' else 'near'}": 1.0,
        f"section={view.section}|path={'far' if route == 'far' else 'near'}": 1.0,
    }
    if same_cues:
        f["between:same"] = 1.0
    if c.noun_class in ("thing", "other", "name"):
        f[f"thing|path={route}"] = 1.0
    if phrase.noun is not None and parse.lower[phrase.noun] in lexicon.cue_words:
        f[f"counted noun is a cue|path={'self' if route == 'self' else 'other'}"] = 1.0
    if route != "far":
        f[f"steps={route.count('/') + 1 if route != 'self' else 0}"] = 1.0
    _voice_features(view, head, cue, route, f)
    return f


def _voice_features(view: SentenceView, head: int, cue: Cue, route: str, f: Features) -> None:
    """Does the verb already have other victims? "Gunmen killed 12 people": the 12, not the gunmen, are the victims."""
    parse = view.parse
    if cue.role not in ("patient_verb", "subject_verb"):
        return
    deps = {parse.dep[k] for k in parse.children[head]}
    passive = "nsubjpass" in deps or "auxpass" in deps
    bare = parse.dep[head] in ("acl", "amod", "relcl") and parse.tag[head] == "VBN"
    voice = "passive" if passive or bare else "object" if "dobj" in deps else "plain"
    f[f"voice={voice}|role={cue.role}|{route.split('/')[0]}"] = 1.0
    if "neg" in deps:
        f["negated"] = 1.0


def _none_option(view: SentenceView, c: Candidate, ranked: list[tuple[int, Cue, str]], history: Sequence[Decided]) -> Option:
    parse, phrase = view.parse, c.phrase
    noun = parse.lower[phrase.noun] if phrase.noun is not None else ""
    number = parse.lower[phrase.first]
    strong_near = any(route != "far" and not cue.weak for _, cue, route in ranked)
    kind = "implicit" if c.implicit else "zero" if c.quantity.value == 0 else c.quantity.quantifier
    following = parse.lower[phrase.last + 1] if phrase.last + 1 < len(parse) else ""
    before = parse.lower[phrase.first - 1] if phrase.first else ""
    f: Features = {
        "none": 1.0,
        f"none|noun={c.noun_class}": 1.0,
        f"none|kind={kind}": 1.0,
        f"none|noun={c.noun_class}|near={strong_near}": 1.0,
        f"none|cues={min(len(ranked), 2)}": 1.0,
        f"none|cues={min(len(ranked), 1)}|{c.noun_class}": 1.0,
        f"none|section={view.section}": 1.0,
        f"none|history={bool(history)}": 1.0,
        f"none|implicit={c.implicit}|{c.noun_class}": 1.0,
        f"none|dep={parse.dep[phrase.anchor]}": 1.0,
        f"none|before={before}": 1.0,
    }
    if noun:
        f[f"none|word={noun}"] = 1.0
    if number in ("one", "a", "an", "no", "another", "some", "two", "several", "few", "none", "zero", "hundreds", "thousands"):
        f[f"none|number={number}"] = 1.0
        f[f"none|number={number}|{following}"] = 1.0
    if parse.dep[phrase.anchor] == "pobj":
        f[f"none|prep={parse.lower[parse.head[phrase.anchor]]}"] = 1.0
        f[f"none|prep={parse.lower[parse.head[phrase.anchor]]}|{c.noun_class}"] = 1.0
    if phrase.by_position:
        f["none|by_position"] = 1.0
    value = c.quantity.value
    if value is not None and value >= 1000:
        f["none|big"] = 1.0
    head = parse.head[phrase.anchor]
    f[f"none|head={parse.lower[head]}"] = 1.0
    best_route = min((_steps(route) for _, _, route in ranked), default=99)
    f[f"none|best route={min(best_route, 6)}"] = 1.0
    f[f"none|best route={min(best_route, 6)}|{c.noun_class}"] = 1.0
    governed = [q.role for _, q, route in ranked if _steps(route) <= 2]
    f[f"none|governed by={governed[0] if governed else 'none'}|{c.noun_class}"] = 1.0
    return Option(None, "none", None, f)


def _carry_options(
    view: SentenceView, c: Candidate, history: Sequence[Decided], has_cues: bool, lexicon: Lexicon
) -> list[Option]:
    """Readings that continue an earlier figure: the one before, the total before a list, the same count again."""
    if not history:
        return []
    out: list[Option] = []
    chosen: list[tuple[int, str]] = [(len(history) - 1, "last")]
    value = c.quantity.value
    for i in range(len(history) - 1, -1, -1):
        if value is not None and value > 1 and history[i].value == value:
            chosen.append((i, "same_value"))
            break
    first_in_sentence = next((i for i, d in enumerate(history) if d.candidate.sentence == view.index), None)
    if first_in_sentence is not None and first_in_sentence != len(history) - 1:
        chosen.append((first_in_sentence, "first_here"))
    for i, how in chosen:
        out.append(Option(history[i].category, "carry", None, _carry_features(view, c, history[i], how, has_cues), history[i].candidate))
    return out


def _carry_features(view: SentenceView, c: Candidate, d: Decided, how: str, has_cues: bool) -> Features:
    parse, phrase = view.parse, c.phrase
    other = d.candidate
    here = other.sentence == view.index
    distance = "same" if here else "1" if view.index - other.sentence == 1 else "2-3" if view.index - other.sentence <= 3 else "far"
    before = parse.lower[phrase.first - 1] if phrase.first else "^"
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
    }
    f[f"carry|head={parse.lower[parse.head[phrase.anchor]]}"] = 1.0
    f[f"carry={how}|dep={parse.dep[phrase.anchor]}|{distance}"] = 1.0
    after = parse.lower[phrase.last + 1] if phrase.last + 1 < len(parse) else "$"
    f[f"carry|after={after}"] = 1.0
    f[f"carry={how}|after={after}|{distance}"] = 1.0
    if here:
        route = path(parse, phrase.anchor, other.phrase.anchor, 4)
        f[f"carry|path={route}"] = 1.0
        between = range(other.phrase.last + 1, phrase.first)
        words = {parse.lower[t] for t in between}
        for cue_word in ("including", "among", "and", "of", "whom", "others", "while", "but", "as", "plus", "with", ":", "-", "—", ",", ";"):
            if cue_word in words:
                f[f"carry|between={cue_word}"] = 1.0
        crossing = {q.label for q in view.cues if q.first in between}
        f[f"carry|crosses={'none' if not crossing else 'same' if crossing == {d.category} else 'other'}"] = 1.0
    elif before in ("the", "those", "these", "all"):
        f[f"carry={how}|definite"] = 1.0
    if phrase.noun is not None and parse.lower[phrase.noun] in ("others", "other", "more", "rest"):
        f[f"carry|others|{distance}"] = 1.0
    if other.phrase.noun is not None and phrase.noun is not None:
        f[f"carry|same_class={other.noun_class == c.noun_class}|{distance}"] = 1.0
    return f


def _context_options(view: SentenceView, previous: SentenceView, c: Candidate, near: str) -> list[Option]:
    """The cues of the sentence before ("A bus fell into a gorge … Two others later died"; a heading over a list)."""
    out = []
    kind = "same block" if view.block == previous.block else "other block"
    short = len(previous.parse) <= 8
    for cue in {q.label: q for q in reversed(previous.cues)}.values():
        strong = "weak" if cue.weak else "strong"
        f: Features = {
            "context": 1.0, f"context|noun={c.noun_class}": 1.0, f"context|noun={c.noun_class}|cues={near}": 1.0,
            f"context|implicit={c.implicit}": 1.0, f"context|cat={cue.label}": 1.0, f"context|cues={near}": 1.0,
            f"context|{strong}": 1.0, f"context|{kind}|short={short}": 1.0, f"context|role={cue.role}": 1.0,
            f"context|has figures={any(not k.implicit for k in previous.candidates)}": 1.0,
        }  # fmt: skip
        out.append(Option(cue.label, "context", None, f))
    return out
