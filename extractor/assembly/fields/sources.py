"""Who says so: the speaker of the sentence, of the quotation that runs on, or of the paragraph."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from extractor.assembly.fields.entities import best_by_key, carry_features
from extractor.assembly.fields.quotes import Quotes
from extractor.assembly.fields.speakers import named_later, speaker_mentions, speakers_in, speakers_of
from extractor.assembly.figures import (
    Choice,
    Figure,
    Mention,
    Workbench,
    bucket,
    sentence_distance,
    tokens_apart,
)
from extractor.assembly.phrases import path
from extractor.attribution import Attribution
from extractor.loglinear import Features

LOOK_BACK, LOOK_AHEAD = 3, 1
# A quotation may run over so many sentences before its speaker is named.
QUOTED_AHEAD = 4


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate sources: speakers of this sentence, of the three before and of the next one, and the last source."""
    last = history[-1] if history else None
    speakers = speakers_of(bench)
    keys = last.sources if last else ()
    near: list[tuple[int, Attribution]] = []
    far: list[tuple[int, Attribution]] = []
    for index, a in speakers:
        gap = figure.sentence - index
        if figure.view.section == "title" and gap != 0:
            continue
        if bench.view.by_index[index].part == figure.view.part and gap >= -QUOTED_AHEAD:
            (near if gap <= LOOK_BACK else far).append((index, a))
    here = _who_speaks_here(bench, figure)
    owner = quotes_of(bench).owner(figure.candidate.start, near, bench)
    near = [s for s in near if figure.sentence - s[0] >= -LOOK_AHEAD or s == owner]
    renamed = named_later(bench, figure.sentence)
    out = []
    for index, a in near:
        for spoken in speaker_mentions(bench, index, a):
            m = renamed.get(spoken.key, spoken)
            f = _features(bench, figure, index, a, m, here)
            _quote_features(bench, figure, (index, a), owner, f)
            carry_features(figure, last, keys, m.key, f, here not in ("nobody", "weak"))
            out.append((m.key, m, f))
    reached = {key for key, _, _ in out}
    for index, a in reversed(far):
        for m in speaker_mentions(bench, index, a):
            if m.key in keys and m.key not in reached:
                reached.add(m.key)
                f = _features(bench, figure, index, a, m, here)
                carry_features(figure, last, keys, m.key, f, here not in ("nobody", "weak"))
                out.append((m.key, m, f))
    return best_by_key(out, "source", figure)


def _who_speaks_here(bench: Workbench, figure: Figure) -> str:
    """Who speaks in the figure's sentence: nobody, somebody by name, or somebody whose name may come later."""
    parse = figure.view.parse
    speakers = speakers_in(bench, figure.sentence)
    here = [a for a in speakers if not a.weak]
    if not here:
        return "weak" if speakers else "nobody"
    if any(not a.nominal for a in here):
        return "named"
    if all(parse.tag[a.head] == "PRP" for a in here):
        return "pronoun"
    return "indefinite" if all(parse.lower[a.first] in ("a", "an") for a in here) else "nominal"


def quotes_of(bench: Workbench) -> Quotes:
    """The article's quotations."""
    found = bench.memo.get("quotes")
    if not isinstance(found, Quotes):
        found = Quotes(bench)
        bench.memo["quotes"] = found
    return found


def _features(bench: Workbench, figure: Figure, index: int, a: Attribution, m: Mention, here: str) -> Features:
    gap = figure.sentence - index
    view = bench.view.by_index[index]
    parse = view.parse
    distance = sentence_distance(gap)
    start = bench.view.text[figure.view.start : figure.view.start + 1]
    quoted = start in "\"“'‘"
    same_block = view.block == figure.view.block
    verb = parse.lower[a.verb]
    kind = m.entity.type or "nil"
    f: Features = {
        "bias": 1.0, f"how={a.how}": 1.0, f"how={a.how}|weak={a.weak}": 1.0, f"dist={distance}": 1.0,
        f"dist={distance}|here={here}": 1.0, f"dist={distance}|how={a.how}": 1.0,
        f"dist={distance}|quoted={quoted}": 1.0,
        f"dist={distance}|same_block={same_block}": 1.0, f"verb={verb}": 1.0, f"type={kind}": 1.0,
        f"type={kind}|how={a.how}": 1.0, f"cat={figure.category}": 1.0, f"use={m.use}": 1.0,
        f"section={figure.view.section}": 1.0, f"nominal={a.nominal}|how={a.how}": 1.0,
        f"dist={distance}|weak={a.weak}": 1.0,
        f"use={m.use}|how={a.how}": 1.0, f"word={parse.lower[a.head]}" if a.nominal else "named": 1.0,
        f"actor={m.key in figure.actors}|weak={a.weak}": 1.0,
        f"section={figure.view.section}|{view.section}|{kind}": 1.0,
    }  # fmt: skip
    if gap == 0:
        _same_sentence(bench, figure, a, f)
    else:
        named = "nil" if m.entity.name is None or m.use == "nil" else "named"
        f[f"dist={distance}|here={here}|{named}"] = 1.0
        first, last = sorted((index, figure.sentence))
        speakers = speakers_of(bench)
        at = bisect_right(speakers, first, key=itemgetter(0))
        between = max(0, bisect_left(speakers, last, key=itemgetter(0)) - at)
        f[f"dist={distance}|speakers between={min(between, 2)}"] = 1.0
        last_here = speakers_in(bench, index)[-1]
        f[f"dist={distance}|last of its sentence={last_here is a}"] = 1.0
    return f


def _same_sentence(bench: Workbench, figure: Figure, a: Attribution, f: Features) -> None:
    """Where the reporting word stands to the count inside one sentence."""
    parse, anchor = figure.view.parse, figure.candidate.phrase.anchor
    side, apart = tokens_apart(figure, min(a.first, a.verb), max(a.last, a.verb))
    up = list(parse.ancestors(anchor))
    governs = a.verb in up
    others = [b for b in speakers_in(bench, figure.sentence) if b.verb != a.verb]
    nearer = [b for b in others if b.verb in up and (not governs or up.index(b.verb) < up.index(a.verb))]
    f |= {
        f"here={side}{bucket(apart)}": 1.0, f"here={side}|how={a.how}": 1.0, f"here={side}|governs={governs}": 1.0,
        f"governs={governs}|how={a.how}": 1.0, f"governs={governs}|weak={a.weak}": 1.0, f"alone={not others}": 1.0,
        f"other_how={others[0].how if others else 'none'}|how={a.how}": 1.0, f"alone={not others}|weak={a.weak}": 1.0,
        f"nearer speaker={bool(nearer)}|governs={governs}": 1.0,
        f"nearest={_nearest(figure, a, others)}|governs={governs}|{side}": 1.0,
    }  # fmt: skip
    if a.weak:
        f[f"weak|route={path(parse, anchor, a.verb, 3)}"] = 1.0


def _nearest(figure: Figure, a: Attribution, others: Sequence[Attribution]) -> bool:
    place = figure.candidate.phrase.number
    return all(abs(a.verb - place) <= abs(b.verb - place) for b in others)


def _quote_features(
    bench: Workbench,
    figure: Figure,
    speaker: tuple[int, Attribution],
    owner: tuple[int, Attribution] | None,
    f: Features,
) -> None:
    quotes = quotes_of(bench)
    quoted = quotes.around(figure.candidate.start) is not None
    index, a = speaker
    said_inside = quotes.around(bench.view.by_index[index].parse.start[a.verb]) is not None
    state = "none" if owner is None else "owner" if owner == speaker else "other"
    f[f"in quotation={quoted}|speaker inside={said_inside}"] = 1.0
    if quoted:
        f[f"quotation's speaker={state}"] = 1.0
        f[f"quotation's speaker={state}|dist={sentence_distance(figure.sentence - index)}"] = 1.0
