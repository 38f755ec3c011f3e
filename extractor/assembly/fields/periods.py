"""When: the time expression that dates the event, not the statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.assembly.figures import Choice, Figure, PeriodCandidate, Workbench, crossed_numbers, route_to_count
from extractor.assembly.scenes import is_halt, is_place, settings
from extractor.assembly.story import story_before
from extractor.loglinear import Features

LOOK_BACK = 6
_LEAD = 3
_STANDS = ("as of", "by", "until", "so far")


@dataclass(frozen=True)
class Time:
    """A time expression as it stands in its sentence.

    `event` tells how closely what happened is tied to it: 2 it hangs on a cue, 1 a cue is in the sentence, 0 none is or
    the sentence was not parsed. `stands` marks the day of a count ("as of Sunday"); `parsed` that its sentence was.
    """

    said: PeriodCandidate
    event: int
    stands: bool
    parsed: bool
    block: int

    @property
    def key(self) -> str:
        """What makes two expressions the same time."""
        return f"{self.said.period.start}/{self.said.period.end}"

    @property
    def dates(self) -> bool:
        """May it be when the event happened, and not when something was said or counted?"""
        return not self.said.statement_risk and not self.stands and self.said.kind != "open"


@dataclass(frozen=True)
class Clock:
    """What time it is in the story before a sentence: `now`, its first time and the one before."""

    now: Time | None = None
    main: Time | None = None
    past: Time | None = None


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate periods, one choice a period; at most one is taken. A title has none."""
    if figure.view.section == "title":
        return []
    begin = _begin(bench, figure.view.part)
    clock = clock_before(bench, figure)
    pool = [t for t in _times(bench) if t.said.sentence >= begin and _in_reach(figure, t, clock, begin)]
    here = [t for t in pool if t.said.sentence == figure.sentence]
    picks = _picks(figure, pool, here, clock)
    best: dict[str, tuple[tuple[int, ...], Time]] = {}
    for t in pool:
        rank = _nearness(figure, t)
        if t.key not in best or rank < best[t.key][0]:
            best[t.key] = (rank, t)
    away = elsewhere(bench, figure)
    return [
        Choice(t.key, t.said.period, t.said.span, _features(bench, figure, t, here, picks, clock, away), "period:" + t.said.kind)
        for _, t in best.values()
    ]  # fmt: skip


def _times(bench: Workbench) -> list[Time]:
    found: list[Time] | None = bench.memo.get("times")
    if found is None:
        found = bench.memo["times"] = [_time(bench, p) for p in bench.periods]
    return found


def _time(bench: Workbench, p: PeriodCandidate) -> Time:
    view = bench.view.by_index.get(p.sentence)
    stands = p.span.text.casefold().startswith(_STANDS)
    if view is None:
        return Time(p, 0, stands, False, -1)
    tokens = view.parse.within(p.span.start, p.span.end)
    happened = {t for c in (*view.cues, *view.causes) for t in range(c.first, c.last + 1)}
    inside = set(tokens)
    top = next((t for t in tokens if view.parse.head[t] not in inside or view.parse.head[t] == t), None)
    up = [] if top is None else list(view.parse.ancestors(top))[:3]
    return Time(p, 0 if not happened else 2 if happened & set(up) else 1, stands, True, view.block)


def _begin(bench: Workbench, part: int) -> int:
    """The first sentence of an article in a text that may hold several."""
    if part == 0:
        return 0
    return min(v.index for v in bench.view.sentences if v.part == part)


def times_in(bench: Workbench, sentence: int) -> list[Time]:
    """The time expressions of one sentence, in order."""
    by_sentence: dict[int, list[Time]] | None = bench.memo.get("times by sentence")
    if by_sentence is None:
        by_sentence = bench.memo["times by sentence"] = {}
        for t in _times(bench):
            by_sentence.setdefault(t.said.sentence, []).append(t)
    return by_sentence.get(sentence, [])


def clock_before(bench: Workbench, figure: Figure) -> Clock:
    """The time in the story when the figure's sentence begins."""
    begin = _begin(bench, figure.view.part)
    key = f"clock {begin}"
    told: dict[int, Clock] | None = bench.memo.get(key)
    if told is None:
        clock, told = Clock(), {-1: Clock()}
        for t in (t for t in _times(bench) if t.said.sentence >= begin):
            moved = _move(clock, t)
            if moved is not clock:
                clock = told[t.said.sentence] = moved
        bench.memo[key] = told
    return told[max(i for i in told if i < figure.sentence)]


def _move(clock: Clock, t: Time) -> Clock:
    if not t.dates or (t.event == 0 and (t.parsed or clock.now is not None)):
        return clock
    if clock.now is None:
        return Clock(t, t)
    if t.key == clock.now.key or (t.said.sentence == clock.now.said.sentence and t.event <= clock.now.event):
        return replace(clock, now=t) if t.key == clock.now.key else clock
    return Clock(t, clock.main, clock.now)


def _in_reach(figure: Figure, t: Time, clock: Clock, begin: int) -> bool:
    gap = figure.sentence - t.said.sentence
    current = clock.now is not None and t.key == clock.now.key
    return -1 <= gap <= LOOK_BACK or (gap > 0 and (t.said.sentence <= begin + _LEAD or current))


def _nearness(figure: Figure, t: Time) -> tuple[int, ...]:
    gap = figure.sentence - t.said.sentence
    return gap != 0, not t.dates, -t.event, abs(gap) * 2 + (gap < 0), abs(t.said.span.start - figure.candidate.start)


def _picks(figure: Figure, pool: Sequence[Time], here: Sequence[Time], clock: Clock) -> dict[str, str]:
    """What a reader may take for the time of the count, and why."""
    out: dict[str, str] = {}
    number = figure.candidate.start
    after = [t for t in here if t.said.span.start > number and t.dates]
    before = [t for t in here if t.said.span.start < number and t.dates]
    for side, near in (("after", after[:1]), ("before", before[-1:])):
        for t in near:
            tokens = figure.view.parse.within(t.said.span.start, t.said.span.end)
            crossed = bool(tokens) and crossed_numbers(figure, tokens[0], tokens[-1]) > 0
            out.setdefault(t.key, f"{side} others" if crossed else side)
    for t in here:
        out.setdefault(
            t.key,
            "open"
            if t.said.kind == "open"
            else "stands"
            if t.stands
            else "told"
            if t.said.statement_risk
            else "farther",
        )
    for name, told in (("now", clock.now), ("main", clock.main), ("past", clock.past)):
        if told is not None:
            main = name == "now" and clock.main is not None and clock.main.key == told.key
            out.setdefault(told.key, "main now" if main else name)
    for t in pool:
        if t.said.sentence == figure.sentence + 1 and t.dates and t.event:
            out.setdefault(t.key, "told next")
    for t in reversed(pool):
        if t.said.sentence < figure.sentence and t.said.kind == "open":
            out.setdefault(t.key, "open before")
            break
    return out


def elsewhere(bench: Workbench, figure: Figure) -> str:
    """Does the figure's sentence put something at another place than the story's?"""
    known = settings(bench)
    story = story_before(bench, figure.view.part, figure.sentence)
    halts = [m for m in bench.mentions_in(figure.sentence) if is_place(m) and is_halt(m, known[m.start])]
    if not halts or story.now is None:
        return "no halt"
    return "same" if any(m.key == story.now.key for m in halts) else "other"


def _with_place(bench: Workbench, figure: Figure, t: Time) -> str:
    """Was the time told together with the place where the story is, or with its first place?"""
    story = story_before(bench, figure.view.part, figure.sentence)
    keys = {m.key for m in bench.mentions_in(t.said.sentence)}
    at = (
        "none"
        if story.now is None
        else "now"
        if story.now.key in keys
        else "main"
        if story.main is not None and story.main.key in keys
        else "other"
    )
    return (
        f"told with={at}|moved={story.main is not None and story.now is not None and story.main.key != story.now.key}"
    )


def _features(
    bench: Workbench, figure: Figure, t: Time, here: Sequence[Time], picks: dict[str, str], clock: Clock, away: str
) -> Features:
    gap = figure.sentence - t.said.sentence
    dist = "here" if gap == 0 else "next" if gap < 0 else "1" if gap == 1 else "2-3" if gap <= 3 else "far"
    pick = picks.get(t.key, "no")
    rival = (
        "dated"
        if any(o.key != t.key and o.dates for o in here)
        else "other"
        if any(o.key != t.key for o in here)
        else "none"
    )
    f: Features = {
        f"pick={pick}": 1.0, f"pick={pick}|kind={t.said.kind}": 1.0, f"pick={pick}|rival={rival}": 1.0,
        f"pick={pick}|elsewhere={away}": 1.0, f"event={t.event}|dist={'here' if gap == 0 else 'away'}": 1.0,
        f"dated={bench.view.published is not None}|kind={t.said.kind}": 1.0,
    }  # fmt: skip
    if pick == "no":
        f |= {f"idle|dist={dist}": 1.0, f"idle|risk={t.said.statement_risk}|stands={t.stands}": 1.0}
    elif gap != 0:
        f |= {
            f"pick={pick}|dist={dist}": 1.0, f"pick={pick}|new paragraph={t.block != figure.view.block}": 1.0,
            f"pick={pick}|{_with_place(bench, figure, t)}": 1.0,
        }  # fmt: skip
    else:
        tokens = figure.view.parse.within(t.said.span.start, t.said.span.end)
        if tokens:
            route = route_to_count(figure, tokens[0])
            f[f"reach={'far' if route == 'far' else min(route.count('/') + 1, 4)}|pick={pick}"] = 1.0
        f[f"pick={pick}|risk={t.said.statement_risk}|stands={t.stands}"] = 1.0
    return f
