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
    cues = find_status_cues(parse.lower)
    zero = figure.value == 0
    head = cue_head(figure.view, figure.cue) if figure.cue is not None else figure.candidate.phrase.anchor
    chain = {head, *parse.ancestors(head)}
    out: list[tuple[Status, Features, StatusCue | None]] = []
    for status in STATUSES:
        f: Features = {f"{status}": 1.0, f"{status}|zero={zero}": 1.0, f"{status}|cat={figure.category}": 1.0}
        best: tuple[int, StatusCue] | None = None
        for cue in cues:
            if zero and cue.status == "denied":
                continue
            side, apart = tokens_apart(figure, cue.first, cue.last)
            governs = cue.first in chain or parse.head[cue.first] in chain
            long = " " in cue.phrase
            f |= {
                f"{status}|{cue.status}|{side}{bucket(apart)}": 1.0,
                f"{status}|{cue.status}|governs={governs}|{side}": 1.0,
                f"{status}|{cue.phrase}|governs={governs}": 1.0,
                f"{status}|{cue.status}|long={long}": 1.0,
            }  # fmt: skip
            if cue.status == status and (best is None or apart < best[0]):
                best = (apart, cue)
        for k in parse.children[head]:
            if parse.dep[k] in ("aux", "neg"):
                f[f"{status}|aux={parse.lower[k]}"] = 1.0
        if parse.tag[head] == "VB":
            f[f"{status}|infinitive"] = 1.0
        out.append((status, f, best[1] if best else None))
    return out


def governing_cue(figure: Figure) -> StatusCue | None:
    """A phrase such as "could not verify" or "do not include" whose verb governs the count in the syntax.

    Its scope is stated, so no weighing is needed: it holds for every count below that verb, also coordinated ones.
    """
    parse = figure.view.parse
    above = set(parse.ancestors(figure.candidate.phrase.anchor))
    for cue in find_status_cues(parse.lower):
        if (
            cue.status in ("excluded", "unverified")
            and cue.last > cue.first
            and above & set(range(cue.first, cue.last + 1))
        ):
            return cue
    return None


def cue_span(figure: Figure, cue: StatusCue, raw: str) -> Span:
    """The raw span of a status cue."""
    return figure.view.span_of(cue.first, cue.last, raw)
