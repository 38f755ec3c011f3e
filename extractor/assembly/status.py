"""What a count claims: reported, excluded from a total, unverified, denied, or projected."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import get_args

from extractor.assembly.figures import Figure, bucket, tokens_apart
from extractor.assembly.readings import cue_head
from extractor.data_loader import load_yaml
from extractor.loglinear import Features
from extractor.schema import Model, Span, Status

STATUSES: tuple[Status, ...] = get_args(Status)
_ON = ("aux", "auxpass", "neg", "mark", "advmod", "prt")
_TIED = ("is it", "on it", "beside it", "inside", "governs", "on what governs", "beside what governs")


class StatusFile(Model):
    """`data/status/<language>.yaml`: cue phrases of each status."""

    projected: list[str]
    excluded: list[str]
    unverified: list[str]
    denied: list[str]


class StatusCue(Model):
    """A status cue in a sentence, tokens first..last inclusive."""

    status: Status
    phrase: str
    first: int
    last: int


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], Status, str]]]:
    data = load_yaml("status/en.yaml", StatusFile)
    out: dict[str, list[tuple[tuple[str, ...], Status, str]]] = defaultdict(list)
    for status in ("projected", "excluded", "unverified", "denied"):
        for phrase in getattr(data, status):
            words = tuple(phrase.split())
            out[words[0]].append((words, status, phrase))
    for entries in out.values():
        entries.sort(key=lambda e: (-len(e[0]), e[1], e[2]))
    return dict(out)


def find_status_cues(words: tuple[str, ...]) -> list[StatusCue]:
    """All status cues among lower-cased words; the longest at each place."""
    low = tuple("not" if w == "n't" else "could" if w == "ca" else w for w in words)
    out = []
    for i, word in enumerate(low):
        for form, status, phrase in _index().get(word, ()):
            if low[i : i + len(form)] == form:
                out.append(StatusCue(status=status, phrase=phrase, first=i, last=i + len(form) - 1))
                break
    return out


def options(figure: Figure) -> list[tuple[Status, Features, StatusCue | None]]:
    """Every status with its features and the nearest cue that speaks for it."""
    parse = figure.view.parse
    head = cue_head(figure.view, figure.cue) if figure.cue is not None else figure.candidate.phrase.anchor
    cues = find_status_cues(parse.lower)
    levels = [(cue, _level(figure, head, cue)) for cue in cues]
    zero = figure.value == 0
    common = [f"zero={zero}", f"verb={parse.tag[head]}"]
    common += [f"aux={parse.lower[k]}" for k in parse.children[head] if parse.dep[k] in ("aux", "neg")]
    out: list[tuple[Status, Features, StatusCue | None]] = []
    for status in STATUSES:
        f: Features = {f"{status}": 1.0, **{f"{status}|{sign}": 1.0 for sign in common}}
        best: tuple[int, StatusCue] | None = None
        for cue, level in levels:
            if cue.status != status or (zero and status == "denied"):
                continue
            side, apart = tokens_apart(figure, cue.first, cue.last)
            tied = level in _TIED
            f |= {
                f"{status}|any cue": 1.0, f"{status}|cue {level}": 1.0, f"{status}|tied={tied}": 1.0,
                f"{status}|cue {level}|long={' ' in cue.phrase}": 1.0, f"{status}|tied={tied}|{side}{bucket(apart)}": 1.0,
                f"{status}|{cue.phrase}|tied={tied}": 1.0, f"{status}|tied={tied}|verb={parse.tag[head]}": 1.0,
            }  # fmt: skip
            if best is None or apart < best[0]:
                best = (apart, cue)
        rivals = {f"{cue.status} tied" for cue, level in levels if cue.status != status and level in _TIED}
        f |= {f"{status}|rival {r}": 1.0 for r in rivals}
        out.append((status, f, best[1] if best else None))
    return out


def _level(figure: Figure, head: int, cue: StatusCue) -> str:
    """How a status cue reaches the figure's predicate: on it, above it, in the counted phrase, or by position only."""
    parse = figure.view.parse
    tokens = range(cue.first, cue.last + 1)
    chain = list(parse.ancestors(head))
    if head in tokens:
        return "is it"
    above = {parse.head[t] for t in tokens} - set(tokens)
    if head in above:
        return "on it" if parse.dep[cue.last] in _ON or parse.dep[cue.first] in _ON else "beside it"
    noun = figure.candidate.phrase.noun
    if noun is not None and any(noun in parse.ancestors(t) for t in tokens):
        return "inside"
    if any(t in chain for t in tokens):
        return "governs"
    if any(u in chain for u in above):
        return "on what governs" if parse.dep[cue.first] in _ON else "beside what governs"
    phrase = figure.candidate.phrase
    side, _ = tokens_apart(figure, cue.first, cue.last)
    between = parse.lower[cue.last + 1 : phrase.first] if side == "before" else parse.lower[phrase.last + 1 : cue.first]
    edge = "stop" if any(w in (";", ":", "—") for w in between) else "comma" if "," in between else "open"
    return f"{side} {edge}"


def governing_cue(figure: Figure) -> StatusCue | None:
    """A phrase such as "could not verify" or "do not include" whose verb governs the count in the syntax.

    Its scope is stated, so no weighing is needed: it holds for every count below that verb, also coordinated ones.
    """
    parse = figure.view.parse
    above = set(parse.ancestors(figure.candidate.phrase.anchor))
    for cue in find_status_cues(parse.lower):
        stated = cue.status in ("excluded", "unverified") and cue.last > cue.first
        if stated and above & set(range(cue.first, cue.last + 1)):
            return cue
    return None


def cue_span(figure: Figure, cue: StatusCue, raw: str) -> Span:
    """The raw span of a status cue."""
    return figure.view.span_of(cue.first, cue.last, raw)
