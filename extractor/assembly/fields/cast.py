"""Everybody who can act in an article, with the parts they play in its sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractor.assembly.context import SentenceView
from extractor.assembly.fields.entities import unnamed_agents, without_narrow
from extractor.assembly.fields.roles import ACTING, Role, Scene, words
from extractor.assembly.fields.speakers import named_later, opening
from extractor.assembly.figures import Mention, Workbench
from extractor.schema import Entity


@dataclass(frozen=True)
class Player:
    """A mention that can act, with its roles in its sentence."""

    mention: Mention
    roles: tuple[Role, ...]

    @property
    def key(self) -> str:
        """The entity's key."""
        return self.mention.key


@dataclass(frozen=True)
class Cast:
    """Everybody who can act in an article, by part, and what they do in all of it: key → kind of deed → how often."""

    players: dict[int, list[Player]] = field(default_factory=dict)
    deeds: dict[int, dict[str, Counter[str]]] = field(default_factory=dict)


def cast_of(bench: Workbench) -> Cast:
    """The article's players, worked out once."""
    cast = bench.memo.get("cast")
    if isinstance(cast, Cast):
        return cast
    cast = Cast()
    for view in bench.view.sentences:
        scene = Scene(view, {a.verb for a in bench.attributions.get(view.index, ()) if not a.weak})
        named = [m for m in without_narrow(bench.mentions_in(view.index)) if can_act(m)]
        pool = [*named, *unnamed_agents(view, bench.view.text, bench.mentions_in(view.index))]
        players = cast.players.setdefault(view.part, [])
        deeds = cast.deeds.setdefault(view.part, {})
        heads = {m.head for m in named}
        for m in pool:
            owner = m.head is not None and view.parse.dep[m.head] == "poss" and view.parse.head[m.head] in heads
            # "Zarqawi's al-Qaida in Iraq": it is not the owner that acts.
            roles = (Role("none", "", 0),) if owner else _roles(scene, m)
            player = Player(_named_before(m, view, players), roles)
            players.append(player)
            done = deeds.setdefault(player.key, Counter())
            for role in player.roles:
                done[role.kind if role.name in ACTING else role.name] += 1
    for part, players in cast.players.items():
        _give_names(bench, part, players, cast.deeds[part])
    bench.memo["cast"] = cast
    return cast


def _give_names(bench: Workbench, part: int, players: list[Player], deeds: dict[str, Counter[str]]) -> None:
    """ "Militants raided a village … . The Abu Sayyaf militants": whom the opening leaves unnamed acts by its later name."""
    start = opening(bench, part)
    names = dict(named_later(bench, start)) if start >= 0 else {}
    for p in players:
        m = p.mention
        if m.head is not None and m.entity.type == "armed_group" and 0 < m.sentence - start <= 2:
            parse = bench.view.by_index[m.sentence].parse
            for word in {parse.lower[m.head], parse.lower[parse.head[m.head]]} & words().perpetrators:
                names.setdefault(word, m)
    for i, p in enumerate(players):
        m = p.mention
        if m.sentence != start or m.use != "nil" or m.head is None:
            continue
        named = names.get(m.key) or names.get(bench.view.by_index[start].parse.lower[m.head])
        if named is not None:
            deeds.setdefault(named.key, Counter()).update(deeds[m.key])
            players[i] = replace(p, mention=replace(m, entity=named.entity, use="nominal"))


def _roles(scene: Scene, m: Mention) -> tuple[Role, ...]:
    return tuple(scene.roles(m.head)) if m.head is not None else (Role("none", "", 0),)


def _named_before(m: Mention, view: SentenceView, players: Sequence[Player]) -> Mention:
    """Bare "police" for the Thames Valley Police named before."""
    if m.use != "nil" or m.first is None or m.last is None or m.entity.name is None:
        return m
    bare = [view.parse.lower[t] for t in range(m.first, m.last + 1) if view.parse.lower[t] != "the"]
    if len(bare) != 1:
        return m
    for p in reversed(players):
        e = p.mention.entity
        known = e.mention.text.split()
        if (
            e.name is not None
            and p.mention.use in ("name", "wide", "nominal")
            and len(known) > 1
            and known[-1].lower() == bare[0]
        ):
            entity = Entity(mention=m.entity.mention, id=e.id, name=e.name, type=e.type)
            return replace(m, entity=entity, use="nominal")
    return m


def can_act(m: Mention) -> bool:
    """A place acts only as a state ("Israel launched", "Russian bombardments")."""
    return m.use not in ("inner", "unlisted") and (m.entity.type != "place" or m.use in ("metonym", "wide"))
