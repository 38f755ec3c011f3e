"""Who did it: agents, subjects, owners of the weapon, sides of the fighting; the article's perpetrator from afar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from extractor.assembly.fields.cast import Player, cast_of
from extractor.assembly.fields.earlier import same_event
from extractor.assembly.fields.entities import (
    carry_features,
    mention_features,
    source_features,
)
from extractor.assembly.fields.roles import (
    ACTING,
    FREED,
    HELD,
    HELPED,
    RELATED,
    TAKEN,
    kind_of,
    tie,
    words,
)
from extractor.assembly.figures import Choice, Figure, Mention, Workbench, sentence_distance
from extractor.assembly.readings import cue_head
from extractor.loglinear import Features

LOOK_BACK = 3


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate actors of the sentences around, of the figure before, and whoever does such things in the article.

    Nobody is behind a flood or an epidemic, and a title names its actor itself.
    """
    if _is_natural(figure):
        return []
    last = history[-1] if history else None
    keys = last.actors if last else ()
    cast = cast_of(bench)
    kind = kind_of(figure.category)
    deeds = cast.deeds.get(figure.view.part, {})
    grouped: dict[str, list[Player]] = {}
    for p in cast.players.get(figure.view.part, ()):
        if figure.view.section == "title" and p.mention.sentence != figure.sentence:
            continue
        grouped.setdefault(p.key, []).append(p)
    target = _target(figure)
    parties = _parties(grouped, figure)
    here = any(p.mention.sentence == figure.sentence for ps in grouped.values() for p in ps)
    out = []
    for key, players in grouped.items():
        near = [p for p in players if _near(figure, p.mention) and _is_counted(figure, p.mention) != "is it"]
        guilty = deeds.get(key, Counter())
        known = key in keys or any(guilty[k] for k in (*RELATED.get(kind, (kind,)), "accused"))
        if not known and not any(_plausible(bench, p) for p in near):
            continue
        if not near and all(p.mention.sentence == figure.sentence for p in players):
            continue
        if not near and not guilty["accused"] and all(p.mention.sentence > figure.sentence for p in players):
            continue
        best = min(near or players, key=lambda p: _rank(figure, p, target))
        f = _features(bench, figure, best, near, target)
        carry_features(figure, last, keys, key, f, here)
        _article_features(guilty, kind, f)
        _side_features(bench, figure, best.mention, parties, f)
        _event_features(figure, history, best, key, near, target, f)
        out.append(Choice(key, best.mention, best.mention.entity.mention, f, "actor"))
    return out


def _is_natural(figure: Figure) -> bool:
    """Did nature or a disease do it? Rescuers and those who evacuate people act all the same."""
    kind = kind_of(figure.category)
    helped = kind in (HELPED, TAKEN, HELD, FREED)
    return not helped and bool(figure.causes) and set(figure.causes) <= words().natural_causes


def _event_features(
    figure: Figure, history: Sequence[Figure], best: Player, key: str, near: Sequence[Player], target: int, f: Features
) -> None:
    """Did an earlier count of the same event have this actor, and how surely does it act for this one?"""
    held = next((h for h in reversed(history) if key in h.actors), None)
    event = "never" if held is None else same_event(figure, held)
    level = _level(figure, near, target)
    f |= {f"event={event}": 1.0, f"acts={level}": 1.0, f"acts={level}|event={event}": 1.0}
    m = best.mention
    if m.use == "nil" and m.first is not None and history and history[-1].actors:
        f[f"nil after an actor|acts={level}|had={key in history[-1].actors}"] = 1.0


def _level(figure: Figure, near: Sequence[Player], target: int) -> str:
    """The best that an entity does around: for this count, for another of the sentence, in a sentence near."""
    kind = kind_of(figure.category)
    found = "no"
    for p in near:
        for r in p.roles:
            if r.name not in ACTING or r.kind not in RELATED.get(kind, (kind,)):
                continue
            if p.mention.sentence == figure.sentence:
                tied = tie(figure.view, r, target)
                if tied in ("same", "over"):
                    return "direct"
                found = "here"
            elif found == "no":
                found = "near"
    return found


def _plausible(bench: Workbench, p: Player) -> bool:
    """Does anything say that it acts: its role in its sentence, or its name?"""
    if any(r.name in ACTING or r.name in ("accused", "by other") for r in p.roles):
        return True
    if p.mention.entity.type in ("armed_group", "military"):
        return True
    head = p.mention.head
    return head is not None and bench.view.by_index[p.mention.sentence].parse.lower[head] in words().perpetrators


def _near(figure: Figure, m: Mention) -> bool:
    return -1 <= figure.sentence - m.sentence <= LOOK_BACK or m.section == "title"


def _target(figure: Figure) -> int:
    """The token that the figure hangs on: its cue, or its count where another sentence gave the category."""
    return cue_head(figure.view, figure.cue) if figure.cue is not None else figure.candidate.phrase.anchor


def _rank(figure: Figure, p: Player, target: int) -> tuple[int, int, int]:
    """Which mention speaks for its entity: one that acts here, one that acts nearby, the nearest."""
    gap = figure.sentence - p.mention.sentence
    acts = any(r.name in ACTING for r in p.roles)
    tied = gap == 0 and any(tie(figure.view, r, target) != "loose" for r in p.roles if r.name in ACTING)
    return (
        0 if tied else 1 if acts and gap == 0 else 2,
        abs(gap) * 2 + (gap < 0),
        abs(p.mention.start - figure.candidate.start),
    )


def _features(bench: Workbench, figure: Figure, best: Player, near: Sequence[Player], target: int) -> Features:
    m = best.mention
    f = mention_features(bench, figure, m)
    source_features(bench, m, f)
    kind = kind_of(figure.category)
    entity = m.entity.type or "nil"
    distance = sentence_distance(figure.sentence - m.sentence)
    for role in best.roles:
        same = "same kind" if role.kind == kind else "other kind" if role.kind else "no kind"
        where = tie(figure.view, role, target) if m.sentence == figure.sentence else distance
        f |= {
            f"role={role.name}": 1.0, f"role={role.name}|{same}": 1.0, f"role={role.name}|{same}|{where}": 1.0,
            f"role={role.name}|{figure.category}|{same}": 1.0,
        }  # fmt: skip
    if any(k.startswith("speaks=") for k in f):
        f[f"only speaks={not any(r.name in ACTING for r in best.roles)}|gap={min(figure.sentence - m.sentence, 1)}"] = (
            1.0
        )
    acting = {r.kind for p in near for r in p.roles if r.name in ACTING and p.mention.sentence != figure.sentence}
    f[f"acts nearby={'same kind' if kind in acting else 'other kind' if acting else 'no'}"] = 1.0
    if m.head is not None:
        f[f"nil={m.entity.id is None}|head={bench.view.by_index[m.sentence].parse.lower[m.head]}"] = 1.0
    for cause in figure.causes[:2]:
        f[f"cause={cause}|type={entity}"] = 1.0
    violent = bool(set(figure.causes) & words().violent_causes)
    natural = bool(figure.causes) and not violent
    f[f"causes={'violent' if violent else 'other' if natural else 'none'}|cat={kind}"] = 1.0
    f[f"zero={figure.value == 0}"] = 1.0
    return f


def _article_features(done: Counter[str], kind: str, f: Features) -> None:
    """What the rest of the article says of it.

    How much of the article's violence is put down to it does not help beyond making it a choice.
    """
    f[f"accused={done['accused'] > 0}|kind={kind}"] = 1.0
    f[f"victim={done['victim'] > 0}|kind={kind}"] = 1.0


def _parties(grouped: dict[str, list[Player]], figure: Figure) -> set[str]:
    """The sides of the fighting in the sentences around."""
    near = {-1, 0, 1, 2}
    return {
        key
        for key, players in grouped.items()
        for p in players
        if figure.sentence - p.mention.sentence in near and any(r.name == "party" for r in p.roles)
    }


def _side_features(bench: Workbench, figure: Figure, m: Mention, parties: set[str], f: Features) -> None:
    """Is it the victims' own side, or the other side in a fight with theirs?"""
    own = m.key in figure.affiliations or _same_country(m, figure, bench)
    side = _by_group(bench, figure, m)
    counted = _is_counted(figure, m)
    foes = parties - {m.key}
    f |= {
        f"own side={own}": 1.0, f"own side={own}|party={m.key in parties}": 1.0, f"own group={side}": 1.0,
        f"own group={side}|party={m.key in parties}": 1.0, f"counted={counted}": 1.0,
        f"parties={min(len(parties), 3)}": 1.0,
        f"foe of own side={bool(foes & set(figure.affiliations)) and m.key in parties}": 1.0,
        f"party={m.key in parties}|civilians={'civilians' in figure.groups or not figure.groups}": 1.0,
    }  # fmt: skip


def _same_country(m: Mention, figure: Figure, bench: Workbench) -> bool:
    """The army of the country whose soldiers were killed."""
    if m.country is None or m.entity.type not in ("military", "government"):
        return False
    return any(o.key in figure.affiliations and o.country == m.country for o in bench.mentions_in(figure.sentence))


def _by_group(bench: Workbench, figure: Figure, m: Mention) -> str:
    """Do the victims' groups and the entity's kind say that they belong together?"""
    if not figure.groups:
        return "open"
    groups: Iterable[str] = ()
    if m.entity.type == "military":
        groups = ("soldiers", "combatants", "security_forces")
    elif m.entity.type == "armed_group":
        groups = ("militants", "combatants", "attackers")
    elif m.head is not None:
        groups = bench.lexicon.noun_groups.get(bench.view.by_index[m.sentence].parse.lower[m.head], ())
    return "same" if set(groups) & set(figure.groups) else "other" if groups else "unknown"


def _is_counted(figure: Figure, m: Mention) -> str:
    """Is the mention (inside) the counted noun phrase?"""
    noun = figure.candidate.phrase.noun
    if noun is None or m.sentence != figure.sentence or m.first is None or m.last is None:
        return "no"
    if m.first <= noun <= m.last or m.first <= figure.candidate.phrase.number <= m.last:
        return "is it"
    if m.head is not None and noun in list(figure.view.parse.ancestors(m.head))[:2]:
        return "inside"
    others = [c.phrase for c in figure.view.candidates if c is not figure.candidate]
    return "another" if any(m.first <= o.number <= m.last or o.noun == m.head for o in others) else "no"
