"""All ways to read a number: one reading a cue, one a count before it that it may continue, and "no figure".

Each reading is a bag of features; `decide` scores them against each other. No feature names an article, a place or a
person; cue and noun words are the lexicon's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.assembly.carry import article_options, carry_options, context_options
from extractor.assembly.context import Candidate, SentenceView
from extractor.assembly.idle import idle_signs, none_option
from extractor.assembly.options import Decided, Option, bucket
from extractor.assembly.reach import Reach, cue_head_of
from extractor.categories import Cue, Lexicon
from extractor.loglinear import Features

__all__ = ["Decided", "Option", "cue_head", "options"]

MAX_CUES = 10
WEAK_REACH = 10
_ILLNESS = {"disease", "poisoning"}
_VERBS = ("patient_verb", "subject_verb")
_NOUNS = ("victim_noun", "status_noun", "adjective")


def cue_head(view: SentenceView, cue: Cue) -> int:
    """The token of a cue that carries its syntax."""
    return cue_head_of(view.parse, cue)


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
    ranked = [r for r in view.reach(candidate) if not (r.cue.weak and r.route == "far" and r.gap > WEAK_REACH)][
        :MAX_CUES
    ]
    by_route = sorted(ranked, key=lambda r: (r.steps, r.gap))
    idle = idle_signs(view, candidate, history, lexicon)
    out = [none_option(view, candidate, by_route, history, [*idle, f"density={density}"])]
    setting = _setting(view, causes, lexicon)
    for rank, reach in enumerate(ranked):
        features = _cue_features(view, candidate, reach, rank, lexicon)
        _rival_features(view, reach, by_route, features)
        cue, strong = reach.cue, "weak" if reach.cue.weak else "strong"
        for s in setting:
            features[f"cat={cue.label}|{s}"] = 1.0
            if cue.weak:
                features[f"lemma={cue.lemma}|{s}"] = 1.0
        features[f"density={density}|{strong}"] = 1.0
        features[f"share={view.climate.share(cue.label)}|{strong}"] = 1.0
        for sign in idle:
            features[f"idle={sign}|{strong}"] = 1.0
        out.append(Option(cue.label, "cue", cue, features))
    out += carry_options(view, candidate, history, by_route, [*idle, f"density={density}"])
    near = "none" if not ranked else "near" if by_route[0].route != "far" else "far"
    if previous is not None:
        out += context_options(view, previous, candidate, near)
    return [*out, *article_options(view, candidate, near, {o.category for o in out})]


def _setting(view: SentenceView, causes: Mapping[str, int], lexicon: Lexicon) -> list[str]:
    """What kind of event the article tells of: it decides what "hospitalised", "holding" or "trapped" mean."""
    top = sorted(causes, key=lambda c: (-causes[c], c))[:2]
    armed = any(c.label == "abducted" and not c.weak for c in view.cues) or any(
        "militants" in lexicon.noun_groups.get(w, ()) for w in view.parse.lower
    )
    return [
        *(f"article={c}" for c in top[:1]),
        f"about {'disease' if set(top) & _ILLNESS else 'event'}",
        f"armed={armed}",
    ]


def _rival_features(view: SentenceView, reach: Reach, by_route: list[Reach], f: Features) -> None:
    """Is there a cue of another category that is closer in the syntax, or that governs a counted victim noun?"""
    cue = reach.cue
    rivals = [r for r in by_route if r.cue.label != cue.label]
    place = next(n for n, r in enumerate(by_route) if r.cue is cue)
    f[f"route rank={min(place, 3)}"] = 1.0
    f[f"route rank={min(place, 3)}|role={cue.role}"] = 1.0
    owner = "mine" if reach.owned else "near other" if reach.owner_steps <= 3 else "far other"
    f[f"owner={owner}"] = 1.0
    f[f"owner={owner}|role={cue.role}"] = 1.0
    f[f"owner={owner}|steps={min(reach.steps, 4)}"] = 1.0
    if not rivals:
        f["no rival"] = 1.0
        return
    best = rivals[0]
    closer = "closer" if best.steps < reach.steps else "equal" if best.steps == reach.steps else "farther"
    f[f"rival={closer}|{best.cue.role}"] = 1.0
    f[f"rival={closer}|weak={best.cue.weak}|{cue.role}"] = 1.0
    f[f"rival={closer}|weak={best.cue.weak}|mine={cue.weak}|owned={best.owned}"] = 1.0
    if reach.route == "self" or cue.role in _NOUNS:
        governing = [r for r in rivals if r.cue.role in _VERBS and r.steps <= 3]
        verb = governing[0] if governing else None
        f[f"{cue.role} under a verb={verb is not None}"] = 1.0
        f[f"{cue.role} under={verb.route if verb else 'none'}"] = 1.0
        if verb is not None:
            f[f"{cue.role} under {'weak' if verb.cue.weak else 'strong'}|owned={verb.owned}"] = 1.0


def _cue_features(view: SentenceView, c: Candidate, reach: Reach, rank: int, lexicon: Lexicon) -> Features:
    parse, phrase, cue, route = view.parse, c.phrase, reach.cue, reach.route
    head = cue_head(view, cue)
    side = "after" if cue.first > phrase.last else "before"
    near = "far" if route == "far" else "near"
    strong = "weak" if cue.weak else "strong"
    form = parse.tag[head][:3] if cue.role != "phrase" else "PH"
    kind = "implicit" if c.implicit else "zero" if c.quantity.value == 0 else "number"
    gap = bucket(reach.gap)
    f: Features = {
        "cue": 1.0,
        f"cue:{strong}": 1.0,
        f"role={cue.role}": 1.0,
        f"lemma={cue.lemma}": 1.0,
        f"cat={cue.label}": 1.0,
        f"path={route}": 1.0,
        f"path={route}|role={cue.role}": 1.0,
        f"path={route}|{strong}": 1.0,
        f"gap={side}{gap}": 1.0,
        f"gap={side}{gap}|role={cue.role}": 1.0,
        f"rank={min(rank, 3)}": 1.0,
        f"noun={c.noun_class}|{strong}": 1.0,
        f"noun={c.noun_class}|role={cue.role}": 1.0,
        f"tag={form}|role={cue.role}": 1.0,
        f"kind={kind}|role={cue.role}": 1.0,
        f"kind={kind}|path={near}": 1.0,
        f"section={view.section}|path={near}": 1.0,
    }
    if c.noun_class in ("thing", "other", "name"):
        f[f"thing|path={route}"] = 1.0
    if c.noun_class in ("household", "dwelling"):
        f[f"noun={c.noun_class}|cat={cue.label}"] = 1.0
    if phrase.noun is not None and parse.lower[phrase.noun] in lexicon.cue_nouns:
        f[f"counted noun is a cue|path={'self' if route == 'self' else 'other'}"] = 1.0
    if route != "far":
        f[f"steps={reach.steps}"] = 1.0
    if cue.role == "adjective":
        f[f"adjective is {parse.dep[head]}"] = 1.0
    _between_features(view, c, cue, f)
    if cue.tail is not None:
        inside = cue.last < phrase.first <= cue.tail
        numbers = sum(1 for k in view.candidates if phrase.last < k.phrase.first < cue.tail) if inside else 0
        f[f"split|inside={inside}|numbers={min(numbers, 1)}"] = 1.0
        f[f"split|{strong}"] = 1.0
    _voice_features(view, head, cue, route, f)
    return f


def _between_features(view: SentenceView, c: Candidate, cue: Cue, f: Features) -> None:
    """What stands between the number and the cue: other numbers, other cues, breaks of the clause."""
    parse, phrase = view.parse, c.phrase
    lo, hi = (phrase.last, cue.first) if cue.first > phrase.last else (cue.last, phrase.first)
    between = range(lo + 1, hi)
    numbers = sum(
        1 for other in view.candidates if other is not c and not other.implicit and other.phrase.number in between
    )
    other_cues = {q.label for q in view.cues if q.first in between and q.label != cue.label}
    breaks = sum(1 for t in between if parse.lower[t] in (",", ";", ":", "—", "–", "-", ".", "but", "while", "and"))
    f[f"between:numbers={min(numbers, 2)}"] = 1.0
    f[f"between:cues={min(len(other_cues), 2)}"] = 1.0
    f[f"between:breaks={min(breaks, 3)}"] = 1.0
    if any(q.first in between and q.label == cue.label for q in view.cues):
        f["between:same"] = 1.0


def _voice_features(view: SentenceView, head: int, cue: Cue, route: str, f: Features) -> None:
    """Does the verb already have other victims? "Gunmen killed 12 people": the 12, not the gunmen, are the victims."""
    parse = view.parse
    if cue.role not in _VERBS:
        return
    deps = {parse.dep[k] for k in parse.children[head]}
    passive = "nsubjpass" in deps or "auxpass" in deps
    bare = parse.dep[head] in ("acl", "amod", "relcl") and parse.tag[head] == "VBN"
    voice = "passive" if passive or bare else "object" if "dobj" in deps else "plain"
    f[f"voice={voice}|role={cue.role}|{route.split('/')[0]}"] = 1.0
    if parse.dep[head] == "amod":
        f[f"attributive|{route}"] = 1.0
    if "neg" in deps:
        f["negated"] = 1.0
