"""Where: the places of the event, not the speaker's or the dateline's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.assembly.figures import Choice, Figure, Mention, Workbench
from extractor.assembly.phrases import path
from extractor.assembly.places import definite_kinds, is_worldwide, lead_words
from extractor.assembly.scenes import (
    DIVISION,
    REGION,
    STATE,
    TOWN,
    Setting,
    holds,
    is_halt,
    is_place,
    level_of,
    may_hold,
    of_people,
    same_land,
    settings,
)
from extractor.assembly.story import Story, opening_of, story_before, theme_of
from extractor.loglinear import Features

_LEVELS = ("region", "state", "division", "town", "spot")
_MOVED = ("displaced", "evacuated", "released", "returned", "rescued")
_HARMED = ("killed", "injured", "casualties", "missing", "abducted")
_SPOKEN_OF = {"region": (REGION, DIVISION), "state": (STATE,), "town": (TOWN,)}


@dataclass(frozen=True)
class Scene:
    """What surrounds one figure: the places in its sentence, those where it puts something, the next sentence's, the story.

    `nouns` are the kinds of place that the sentence speaks of as known, `wide` tells that it speaks of the whole world; `opening` how near
    the figure is to the article's first words, and whether the next sentence goes on about the same event.
    """

    here: tuple[Mention, ...]
    halts: tuple[Mention, ...]
    ahead: tuple[Mention, ...]
    story: Story
    known: dict[int, Setting]
    nouns: frozenset[str]
    wide: bool
    theme: str
    opening: str


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate places, one choice an entity."""
    known = settings(bench)
    title = figure.view.section == "title"
    pool = [
        m
        for m in bench.mentions
        if m.part == figure.view.part and is_place(m) and m.sentence <= figure.sentence + 1
        and (m.sentence == figure.sentence if title else True)
    ]  # fmt: skip
    scene = _scene(bench, figure, pool, known)
    if scene.wide and not scene.halts:
        return []  # a count of the whole world is nowhere in particular
    picks = _picks(figure, pool, scene)
    best: dict[str, tuple[tuple[int, ...], Mention]] = {}
    for m in pool:
        rank = _nearness(figure, m, known[m.start])
        if m.key not in best or rank < best[m.key][0]:
            best[m.key] = (rank, m)
    chosen = [m for _, m in best.values()]
    out = {m.key: Choice(m.key, m, m.entity.mention, _features(figure, m, scene, picks), "location") for m in chosen}
    _share(chosen, out, known)
    return list(out.values())


def _share(chosen: Sequence[Mention], out: dict[str, Choice], known: dict[int, Setting]) -> None:
    """Coordinated places stand and fall together: all get the features of the first."""
    firsts = {m.start: m for m in chosen}
    for m in chosen:
        first = firsts.get(known[m.start].team)
        if first is not None and first is not m:
            out[m.key].features.clear()
            out[m.key].features.update(out[first.key].features)


def _nearness(figure: Figure, m: Mention, s: Setting) -> tuple[int, ...]:
    """The mention that speaks for an entity: in the figure's sentence, else where something happened, else the nearest."""
    gap = figure.sentence - m.sentence
    in_title = m.section == "title" and figure.view.section != "title"
    return in_title, gap != 0, not is_halt(m, s), abs(gap) * 2 + (gap < 0), abs(m.start - figure.candidate.start)


def _scene(bench: Workbench, figure: Figure, pool: Sequence[Mention], known: dict[int, Setting]) -> Scene:
    here = tuple(m for m in pool if m.sentence == figure.sentence and m.first is not None)
    halts = tuple(m for m in here if is_halt(m, known[m.start]))
    ahead = tuple(m for m in pool if m.sentence > figure.sentence and is_halt(m, known[m.start]))
    part = figure.view.part
    story = story_before(bench, part, figure.sentence)
    wide = is_worldwide(figure.view.parse)
    return Scene(
        here,
        halts,
        ahead,
        story,
        known,
        definite_kinds(figure.view.parse),
        wide,
        theme_of(bench, part),
        opening_of(bench, figure),
    )


def _known_kind(m: Mention, scene: Scene) -> bool:
    """Is the mention one of those that the sentence speaks of as "the camp", "the country"?"""
    if scene.nouns & scene.known[m.start].kinds:
        return True
    levels = lead_words().levels
    return any(level_of(m) in _SPOKEN_OF[levels[n]] for n in scene.nouns if n in levels)


def _picks(figure: Figure, pool: Sequence[Mention], scene: Scene) -> dict[str, str]:
    """What a reader may take for the place of the count, and why: told with it, spoken of as known, or the story's."""
    out = _told_here(figure, scene)
    story = scene.story.now
    for m in reversed(pool):
        if m.sentence < figure.sentence and _known_kind(m, scene) and is_halt(m, scene.known[m.start]):
            out.setdefault(m.key, "known kind")
            break
    for m in scene.here:
        if role := _part_played(figure, m, scene):
            out.setdefault(m.key, role)
    if story is not None:
        main = scene.story.main
        out.setdefault(story.key, "main story" if main is None or main.key == story.key else "story")
        if main is not None:
            out.setdefault(main.key, "main")
    finer = [m for m in scene.ahead if story is None or (m.key != story.key and holds(story, m))]
    if finer:
        out.setdefault(finer[0].key, "told next")
    if scene.story.title is not None and figure.view.section != "title":
        out.setdefault(scene.story.title.key, "title place" if story is None else "title place behind")
    if scene.story.aside is not None:
        out.setdefault(scene.story.aside.key, "aside")
    for m in scene.story.past:
        out.setdefault(m.key, "past")
    return out


def _part_played(figure: Figure, m: Mention, scene: Scene) -> str:
    """What a place that its sentence puts nothing at may be to the count: where from or to, who counts, who acts."""
    s = scene.known[m.start]
    now = scene.story.now
    if s.within is not None:
        return ""
    if s.speaker:
        return "counts" if "disease" in figure.causes and not (now is not None and holds(m, now)) else ""
    if s.lead in ("whence", "whither"):
        return s.lead if m.use != "demonym" else ""
    if s.lead not in ("subject", "owner", "modifier") or of_people(figure, m):
        return ""
    return (
        ""
        if (m.use == "demonym" or level_of(m) == REGION) and now is not None and figure.view.section != "title"
        else s.lead
    )


def _told_here(figure: Figure, scene: Scene) -> dict[str, str]:
    """The places on both sides of the number that its sentence puts something at."""
    out: dict[str, str] = {}
    phrase, parse = figure.candidate.phrase, figure.view.parse
    numbers = [c.phrase.number for c in figure.view.candidates if c is not figure.candidate and not c.implicit]
    after = [m for m in scene.halts if (m.first or 0) > phrase.last]
    before = [m for m in scene.halts if (m.last or 0) < phrase.first]
    for side, near in (("after", after[:1]), ("before", before[-1:])):
        for m in near:
            lo, hi = (phrase.last, m.first or 0) if side == "after" else (m.last or 0, phrase.first)
            crossed = any(lo < n < hi for n in numbers)
            broken = any(parse.lower[t] in ("while", "but", ";", "whereas") for t in range(lo + 1, hi))
            told = f"{side} a break" if broken else f"{side} others" if crossed else side
            for o in scene.halts:
                if o.key == m.key or scene.known[o.start].team == scene.known[m.start].team:
                    out.setdefault(o.key, told)
    for m in scene.halts:
        out.setdefault(m.key, "farther")
    return out


def _features(figure: Figure, m: Mention, scene: Scene, picks: dict[str, str]) -> Features:
    """A place that a reader may take is told by why; the others only by how they stand where they are named."""
    pick = picks.get(m.key, "no")
    where = "title" if figure.view.section == "title" else "body"
    use = m.use if m.use in ("demonym", "unlisted", "inner") else "nil" if m.entity.id is None else "name"
    f: Features = {f"pick={pick}": 1.0, f"{where}|use={use}|pick={'no' if pick == 'no' else 'yes'}": 1.0}
    if scene.wide:
        f["everywhere"] = 1.0
    if any(o.key != m.key and holds(m, o) for o in scene.ahead):
        f[f"finer next|pick={pick}|opening={scene.opening}"] = 1.0
    if any(o.key != m.key and holds(m, o) for o in scene.halts):
        f[f"finer here|pick={pick}"] = 1.0
    f |= _standing(figure, m, scene, pick)
    rival = _rival(m, scene, picks)
    if pick == "no":
        return f | _idle_features(figure, m, scene, where, rival)
    f |= {
        f"pick={pick}|rival={rival}": 1.0, f"pick={pick}|use={use}": 1.0,
        f"known kind={_known_kind(m, scene)}|pick={pick}": 1.0,
    }  # fmt: skip
    if pick in ("story", "main story", "main"):
        _story_features(figure, pick, scene.story, f)
    elif m.sentence == figure.sentence:
        _told_features(figure, m, pick, scene.known[m.start], f)
    now = scene.story.now
    if pick == "aside":
        f[f"pick=aside|dist={_distance(figure, m)}|away={now is not None and m.sentence > now.sentence}"] = 1.0
    if pick == "told next":
        f[f"pick=told next|opening={scene.opening}"] = 1.0
    if m.sentence == figure.sentence and m.head is not None:
        f[f"reach={_reach(figure, m.head)}"] = 1.0
    return f


def _standing(figure: Figure, m: Mention, scene: Scene, pick: str) -> Features:
    """How a place stands to the story's own, and what the count makes of who does it and who suffers it."""
    now, s = scene.story.now, scene.known[m.start]
    f: Features = {}
    halting = any(o.key == m.key for o in scene.halts)
    if now is not None and now.key != m.key and may_hold(now, m):
        f[f"inside the story's|halt={halting}"] = 1.0
    elif now is not None and now.key != m.key and may_hold(m, now):
        f[f"around the story's|halt={halting}"] = 1.0
    if pick in ("subject", "owner", "modifier"):
        f[f"pick={pick}|harm={figure.category in _HARMED}"] = 1.0
    if halting and s.vague:
        f[f"vague|next={bool(scene.ahead)}"] = 1.0
    if s.lead == "care":
        f["care"] = 1.0
    return f


def _idle_features(figure: Figure, m: Mention, scene: Scene, where: str, rival: str) -> Features:
    s, now, dist, here = scene.known[m.start], scene.story.now, _distance(figure, m), m.sentence == figure.sentence
    rel = "none"
    if now is not None:
        rel = (
            "same" if now.key == m.key else "finer" if holds(now, m) else "coarser" if holds(m, now)
            else "land" if same_land(now, m) else "abroad"
        )  # fmt: skip
    f: Features = {
        f"idle|story={rel}": 1.0, f"idle|dist={dist}|lead={s.lead}": 1.0, f"idle|dist={dist}|level={_LEVELS[level_of(m)]}": 1.0,
        f"idle|{where}|lead={s.lead}": 1.0, f"idle|people={here and of_people(figure, m)}": 1.0,
        f"idle|speaker={s.speaker}": 1.0, f"idle|within={s.within is not None}": 1.0,
        f"idle|rival={rival}|now={now is not None}": 1.0, f"idle|theme={scene.theme == m.key}|now={now is not None}": 1.0,
    }  # fmt: skip
    if m.section == "title" and where == "body":
        f["idle|title only"] = 1.0
    return f


def _story_features(figure: Figure, pick: str, story: Story, f: Features) -> None:
    if story.now is None:
        return
    away, new = min(figure.sentence - story.now.sentence, 3), story.block != figure.view.block
    f |= {
        f"pick={pick}|firm={story.firm}|counted={story.counted}": 1.0,
        f"{'side' if pick == 'main' else 'own'}|new paragraph={new}|away={away}": 1.0,
        f"pick={pick}|new paragraph={new}": 1.0,
    }  # fmt: skip


def _told_features(figure: Figure, m: Mention, pick: str, s: Setting, f: Features) -> None:
    f[f"pick={pick}|event={s.event}"] = 1.0
    if pick in ("whence", "whither"):
        f[f"pick={pick}|moved={figure.category in _MOVED}"] = 1.0
    if pick.startswith(("after", "before")) and m.first is not None and m.last is not None:
        phrase = figure.candidate.phrase
        apart = m.first - phrase.last if m.first > phrase.last else phrase.first - m.last
        f[f"pick={pick}|apart={'near' if apart <= 3 else 'some' if apart <= 8 else 'far'}"] = 1.0


def _distance(figure: Figure, m: Mention) -> str:
    gap = figure.sentence - m.sentence
    return "here" if gap == 0 else "next" if gap < 0 else "1" if gap == 1 else "2-3" if gap <= 3 else "far"


def _reach(figure: Figure, head: int) -> str:
    steps = path(figure.view.parse, head, figure.candidate.phrase.anchor, 6)
    return "far" if steps == "far" else str(min(steps.count("/") + 1, 5))


def _rival(m: Mention, scene: Scene, picks: dict[str, str]) -> str:
    """The best place that the sentence puts something at beside the mention."""
    sides = {picks[o.key] for o in scene.halts if o.key != m.key}
    for side in ("after", "before", "after others", "before others"):
        if side in sides:
            return side
    return "loose" if sides else "none"
