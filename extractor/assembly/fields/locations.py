"""Where: the places of the event, not the speaker's or the dateline's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.assembly.fields.entities import (
    best_by_key,
    carry_features,
    mention_features,
    nearest_by_key,
    source_features,
)
from extractor.assembly.figures import Choice, Figure, Mention, Workbench, sentence_distance
from extractor.assembly.phrases import path
from extractor.loglinear import Features

PLACE_TYPES = ("state", "place")
_SKIPPED_TAGS = ("DT", "JJ", "HYPH", "PRP$", "JJR", "JJS", "RB")
_CHAIN_WORDS = (",", "in", "(", "of", "-", "the", "and")


@dataclass(frozen=True)
class Setting:
    """How one place mention stands in its own sentence.

    `lead` is the word before it (articles and adjectives skipped); `event` tells that its preposition hangs on what
    happened; `chain` that it only situates the place before it ("Tubigan, Basilan province").
    """

    lead: str
    event: bool
    chain: bool
    speaker: bool


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate places, one choice an entity."""
    last = history[-1] if history else None
    places, ranked = _places(bench, figure.view.part)
    pool = places[: bisect_right(places, figure.sentence + 1, key=lambda m: m.sentence)]
    settings = {m.start: _setting(bench, m, places) for m in pool}
    here = [m for m in pool if m.sentence == figure.sentence]
    events = _recent_events(figure, pool, settings)
    around = _Around(
        pool[0].key if pool else "",
        frozenset(m.country for m in here if m.entity.type == "place"),
        frozenset(m.country for m in pool if m.entity.type == "place"),
    )
    out = []
    for m in nearest_by_key(pool, figure):
        f = mention_features(bench, figure, m)
        source_features(bench, m, f)
        carry_features(figure, last, last.locations if last else (), m.key, f, bool(here))
        _rank_features(figure, m, around, ranked, here, f)
        _setting_features(figure, m, settings[m.start], events, here, f)
        out.append((m.key, m, f))
    return best_by_key(out, "location", figure, Counter(m.key for m in pool))


@dataclass(frozen=True)
class _Around:
    """The first place of the article, and the countries that a place is named of, in the sentence and up to it."""

    first: str
    here: frozenset[str | None]
    any: frozenset[str | None]


def _places(bench: Workbench, part: int) -> tuple[list[Mention], dict[str, int]]:
    """The place mentions of one article in order, and the rank of each place by how often it is named."""
    key = f"places {part}"
    if key not in bench.memo:
        places = [m for m in bench.mentions if m.part == part and is_place(m)]
        counts = Counter(m.key for m in places)
        order = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
        bench.memo[key] = places, {k: n for n, (k, _) in enumerate(order)}
    found: tuple[list[Mention], dict[str, int]] = bench.memo[key]
    return found


def is_place(m: Mention) -> bool:
    """Can the mention be where something happened? A demonym can ("Kenyan slum"), an organisation cannot."""
    if m.use == "nominal" and m.entity.id is None:
        return False
    return m.entity.type in PLACE_TYPES and m.use not in ("metonym", "wide")


def setting_of(bench: Workbench, m: Mention, places: Sequence[Mention]) -> Setting:
    """Read how a place mention stands in its sentence; unparsed sentences tell nothing."""
    view = bench.view.by_index.get(m.sentence)
    if view is None or m.first is None or m.head is None:
        return Setting("?", False, False, False)
    parse = view.parse
    i = m.first - 1
    while i >= 0 and parse.tag[i] in _SKIPPED_TAGS:
        i -= 1
    lead = parse.lower[i] if i >= 0 else "^"
    event = False
    if parse.dep[m.head] == "pobj":
        hanging = {parse.head[parse.head[m.head]], *list(parse.ancestors(parse.head[m.head]))[:2]}
        happened = {t for c in (*view.cues, *view.causes) for t in range(c.first, c.last + 1)}
        event = bool(hanging & happened)
    before = [p for p in places if p.sentence == m.sentence and p.last is not None and p.last < m.first]
    chain = False
    if before:
        gap = parse.lower[(before[-1].last or 0) + 1 : m.first]
        chain = 0 < len(gap) <= 3 and "," in gap and all(w in _CHAIN_WORDS for w in gap) and "and" not in gap
    speaker = any(a.head == m.head or a.head in parse.ancestors(m.head) for a in bench.attributions.get(m.sentence, ()))
    return Setting(lead, event, chain, speaker)


def _setting(bench: Workbench, m: Mention, places: Sequence[Mention]) -> Setting:
    key = f"setting {m.start} {m.entity.mention.end} {m.use}"
    found = bench.memo.get(key)
    if not isinstance(found, Setting):
        first = bisect_left(places, m.sentence, key=lambda p: p.sentence)
        last = bisect_right(places, m.sentence, key=lambda p: p.sentence)
        found = bench.memo[key] = setting_of(bench, m, places[first:last])
    return found


def _recent_events(figure: Figure, pool: Sequence[Mention], settings: dict[int, Setting]) -> list[str]:
    """Places of events before the number, the latest first; only the first of a chain counts."""
    found: list[str] = []
    for m in sorted(pool, key=lambda m: -m.start):
        s = settings[m.start]
        located = s.event or s.lead in ("in", "at", "near", "off", "outside", "on", "across", "around")
        if m.start < figure.candidate.start and located and not s.chain and not s.speaker and m.key not in found:
            found.append(m.key)
    return found


def _rank_features(
    figure: Figure, m: Mention, around: _Around, ranked: dict[str, int], here: list[Mention], f: Features
) -> None:
    state = m.entity.type == "state"
    finer, finer_any = state and m.country in around.here, state and m.country in around.any
    f |= {
        f"finer_here={finer}": 1.0, f"finer={finer_any}|type={m.entity.type}": 1.0,
        f"often={min(ranked[m.key], 4)}": 1.0, f"first={around.first == m.key}": 1.0,
        f"places_here={min(len(here), 3)}": 1.0,
        f"here={m.sentence == figure.sentence}|places_here={min(len(here), 2)}": 1.0,
    }  # fmt: skip


def _setting_features(
    figure: Figure, m: Mention, s: Setting, events: list[str], here: list[Mention], f: Features
) -> None:
    gap = sentence_distance(figure.sentence - m.sentence)
    rank = events.index(m.key) if m.key in events else 9
    attached_here = any(o is not m for o in here)
    f |= {
        f"lead={s.lead}": 1.0, f"lead={s.lead}|dist={gap}": 1.0, f"event={s.event}|dist={gap}": 1.0,
        f"chain={s.chain}": 1.0, f"chain={s.chain}|dist={gap}": 1.0, f"speaker={s.speaker}|dist={gap}": 1.0,
        f"event rank={min(rank, 3)}": 1.0, f"event rank={min(rank, 3)}|others here={attached_here}": 1.0,
        f"event rank={min(rank, 3)}|dist={gap}": 1.0, f"event rank={min(rank, 3)}|type={m.entity.type}": 1.0,
        f"event rank={min(rank, 3)}|section={figure.view.section}": 1.0, f"use={m.use}|lead={s.lead}": 1.0,
    }  # fmt: skip
    if m.sentence != figure.sentence or m.first is None or m.last is None or m.head is None:
        return
    phrase = figure.candidate.phrase
    after = sorted(o.start for o in here if o.start > figure.candidate.start)
    before = sorted(-o.start for o in here if o.start < figure.candidate.start)
    side = "after" if m.start in after else "before"
    order = after.index(m.start) if m.start in after else before.index(-m.start) if -m.start in before else 0
    between = range(phrase.last + 1, m.first) if side == "after" else range(m.last + 1, phrase.first)
    numbers = sum(
        c is not figure.candidate and not c.implicit and c.phrase.number in between for c in figure.view.candidates
    )
    route = path(figure.view.parse, m.head, phrase.anchor, 3)
    f |= {
        f"order={side}{min(order, 2)}": 1.0, f"order={side}{min(order, 2)}|numbers={min(numbers, 1)}": 1.0,
        f"order={side}{min(order, 2)}|lead={s.lead}": 1.0, f"to number={route}": 1.0,
        f"to number={route}|lead={s.lead}": 1.0, f"numbers={min(numbers, 2)}|{side}|lead={s.lead}": 1.0,
        f"only after={len(after) == 1}|{side}": 1.0,
    }  # fmt: skip
