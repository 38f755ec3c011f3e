"""Where the text puts its events as its story moves on from sentence to sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.assembly.figures import Figure, Mention, Workbench
from extractor.assembly.scenes import Setting, counts_between, holds, is_halt, is_place, level_of, may_hold, settings


@dataclass(frozen=True)
class Story:
    """Where the story is before a sentence: `now`, and where it was before, the latest first.

    `main` is its first halt; `firm` tells that something happened at `now`, `counted` that people are counted in the
    sentence that brought the story there, `block` is the paragraph of that sentence. `aside` is the last place that was
    told of without anything happening there, `title` the place in the title.
    """

    now: Mention | None = None
    firm: bool = False
    past: tuple[Mention, ...] = ()
    main: Mention | None = None
    counted: bool = False
    block: int = -1
    aside: Mention | None = None
    title: Mention | None = None


def story_before(bench: Workbench, part: int, sentence: int) -> Story:
    """Where the story of an article is when the given sentence begins."""
    key = f"story {part}"
    told: dict[int, Story] | None = bench.memo.get(key)
    if told is None:
        told = bench.memo[key] = _tell(bench, part)
    return told[max(i for i in told if i < sentence)]


def _tell(bench: Workbench, part: int) -> dict[int, Story]:
    """The story after each sentence that moves it."""
    known = settings(bench)
    story = Story(title=_title_place(bench, part, known))
    out = {-1: story}
    for i in sorted({m.sentence for m in bench.mentions if m.part == part and m.section != "title"}):
        view = bench.view.by_index.get(i)
        stops = [m for m in bench.mentions_in(i) if is_place(m) and is_halt(m, known[m.start]) and m.use != "demonym"]
        stops = [m for m in stops if known[m.start].lead != "label"]
        if not stops or any(counts_between(view, a, b) for a, b in pairwise(stops)):
            continue  # a breakdown by places moves nothing
        m = _narrowest(min(stops, key=lambda m: (-known[m.start].event, m.start)), stops)
        moved = _move(story, m, known[m.start], view is not None)
        if moved.now is not story.now:
            counted = view is not None and bool(view.candidates)
            moved = replace(moved, counted=counted, block=view.block if view is not None else -1)
        if moved is not story:
            story = out[i] = moved
    return out


def _narrowest(m: Mention, stops: list[Mention]) -> Mention:
    """The stop, or one of the same sentence that lies in it ("in Nevada, near Henderson Airport")."""
    for o in stops:
        if o.key != m.key and may_hold(m, o):
            m = o
    return m


def _title_place(bench: Workbench, part: int, known: dict[int, Setting]) -> Mention | None:
    """The place that the title speaks of: one where it puts something, else its narrowest."""
    places = [m for m in bench.mentions if m.part == part and m.section == "title" and is_place(m)]
    return min(
        places, key=lambda m: (not is_halt(m, known[m.start]), m.use == "demonym", -level_of(m), m.start), default=None
    )


def _move(story: Story, m: Mention, s: Setting, parsed: bool) -> Story:
    now, firm = story.now, s.event > 0
    if now is None:
        return replace(story, now=m, firm=firm, main=m)
    if holds(m, now):
        return replace(story, now=m, firm=story.firm or firm) if m.key == now.key else story
    refines = not parsed and holds(now, m)
    if not firm and story.firm and not refines:
        return replace(story, aside=m)
    past = (now, *(p for p in story.past if p.key not in (m.key, now.key)))[:4]
    return replace(story, now=m, firm=firm, past=past, main=story.main if story.firm else m)


def theme_of(bench: Workbench, part: int) -> str:
    """The key of the place that an article names most often, the earlier of equals."""
    key = f"theme {part}"
    found: str | None = bench.memo.get(key)
    if found is None:
        counts = Counter(m.key for m in bench.mentions if m.part == part and is_place(m))
        found = bench.memo[key] = counts.most_common(1)[0][0] if counts else ""
    return found


def opening_of(bench: Workbench, figure: Figure) -> str:
    """How near a figure is to its article's first words, and whether the next sentence goes on about the same."""
    after = bench.view.by_index.get(figure.sentence + 1)
    labels = {c.label for c in (*figure.view.cues, *figure.view.causes)}
    same = after is not None and any(c.label in labels for c in (*after.cues, *after.causes))
    titled = any(v.section == "title" for v in bench.view.sentences[:1]) or bench.view.sentences[0].index > 0
    return f"{min(figure.sentence, 2)}|titled={titled}|goes on={same}"
