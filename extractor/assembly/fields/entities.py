"""What the four entity fields share: how a mention stands to a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractor.assembly.context import SentenceView
from extractor.assembly.fields.roles import words
from extractor.assembly.figures import (
    Choice,
    Figure,
    Mention,
    Workbench,
    bucket,
    crossed_numbers,
    route_to_count,
    sentence_distance,
    tokens_apart,
)
from extractor.assembly.phrases import noun_class
from extractor.attribution import noun_phrase
from extractor.categories import default_lexicon
from extractor.loglinear import Features
from extractor.schema import Entity
from extractor.syntax import Parse

_INSIDE = ("compound", "poss", "nmod", "amod")
_FORCES = ("armed_group", "military", "political", "organization", "government", "state", "people")


def unnamed_agents(view: SentenceView, raw: str, taken: Iterable[Mention]) -> list[Mention]:
    """Noun phrases such as "gunmen", "the driver" as mentions without an entry (NIL), where no entity covers them.

    "Taliban fighters" are the Taliban: no mention of their own where a name stands inside. "Mali's main rebel group" is
    not Mali.
    """
    parse, agents = view.parse, words().agents
    taken = [m for m in taken if m.first is not None and m.last is not None]
    covered = {t for m in taken for t in range(m.first or 0, (m.last or 0) + 1)}
    named = {
        m.head for m in taken if m.entity.name is not None and m.entity.type in _FORCES and m.use in ("name", "nominal")
    }
    named -= {m.head for m in taken if m.entity.type in ("state", "people") and m.head in _owners(parse)}
    counted = {c.phrase.noun for c in view.candidates if not c.implicit} | {
        c.phrase.anchor for c in view.candidates if not c.implicit
    }
    out = []
    for i, word in enumerate(parse.lower):
        if (
            i in covered
            or (i in counted and word not in words().perpetrators)
            or not (word in agents or _acts(parse, view, i))
        ):
            continue
        if parse.tag[i][:2] != "NN" and not (
            parse.dep[i] in ("amod", "compound") and parse.lower[parse.head[i]] in words().attack_nouns
        ):
            continue
        if parse.dep[i] in ("compound", "amod", "nmod") and parse.head[i] == i + 1 and parse.lower[i + 1] in agents:
            continue
        first, last = _phrase_of_agent(parse, i)
        if any(k in named and k >= first and parse.dep[k] in _INSIDE for k in parse.children[i]):
            continue
        span = view.span_of(first, last, raw)
        entity = Entity(mention=span, id=None, name=parse.text[i], type=None)
        out.append(Mention(entity, "nil", None, view.index, view.part, view.section, first, last, i))
    return out


def _owners(parse: Parse) -> set[int]:
    return {t for t in range(len(parse)) if parse.dep[t] == "poss"}


def _acts(parse: Parse, view: SentenceView, i: int) -> bool:
    """Any noun that kills, seizes or saves somebody in so many words, unless it is a thing or an event itself."""
    up = parse.head[i]
    if parse.dep[i] == "pobj" and parse.dep[up] == "agent":
        up = parse.head[up]
    elif parse.dep[i] != "nsubj" or any(parse.dep[k] == "auxpass" for k in parse.children[up]):
        return False
    if parse.tag[i] not in ("NN", "NNS") or parse.tag[up][:2] != "VB":
        return False
    verb = any(c.role == "patient_verb" and c.first <= up <= c.last for c in view.cues)
    return verb and noun_class(parse, i, default_lexicon(), view.demonyms) in ("person", "personlike")


def _phrase_of_agent(parse: Parse, head: int) -> tuple[int, int]:
    """The noun phrase up to its head, without what is coordinated before it ("the army and drug hitmen")."""
    first, last = noun_phrase(parse, head)
    joints = [t for t in range(first, head) if parse.lower[t] in ("and", "or", ",", "by")]
    return (joints[-1] + 1 if joints else first), last


def mention_features(bench: Workbench, figure: Figure, m: Mention, prefix: str = "") -> Features:
    """Where the mention is, seen from the figure: distance, syntax, side, type."""
    f = base_features(figure, m)
    kind = m.entity.type or "nil"
    view = bench.view.by_index.get(m.sentence)
    if view is not None and m.head is not None:
        _syntax(view, m, f)
        if m.sentence == figure.sentence and m.first is not None and m.last is not None:
            side, apart = tokens_apart(figure, m.first, m.last)
            route = route_to_count(figure, m.head)
            role = figure.cue.role if figure.cue is not None else figure.source
            crossed = min(crossed_numbers(figure, m.first, m.last), 2)
            f |= {
                f"here={side}{bucket(apart)}": 1.0, f"path={route}": 1.0, f"path={route}|role={role}": 1.0,
                f"path={route}|type={kind}": 1.0, f"crossed={crossed}|{side}": 1.0, f"here={side}|type={kind}": 1.0,
                f"inside={m.head in _phrase_tokens(figure)}": 1.0,
            }  # fmt: skip
    return {prefix + k: v for k, v in f.items()} if prefix else f


def base_features(figure: Figure, m: Mention) -> Features:
    """Distance in sentences, type and section."""
    gap = figure.sentence - m.sentence
    kind = m.entity.type or "nil"
    distance = sentence_distance(gap)
    return {
        "bias": 1.0, f"use={m.use}": 1.0, f"type={kind}": 1.0, f"type={kind}|use={m.use}": 1.0,
        f"dist={distance}": 1.0, f"dist={distance}|use={m.use}": 1.0, f"dist={distance}|type={kind}": 1.0,
        f"cat={figure.category}": 1.0, f"type={kind}|cat={figure.category}": 1.0,
        f"sections={figure.view.section}/{m.section}": 1.0,
        f"sections={figure.view.section}/{m.section}|{distance}": 1.0,
    }  # fmt: skip


def _phrase_tokens(figure: Figure) -> frozenset[int]:
    noun = figure.candidate.phrase.noun
    return frozenset() if noun is None else frozenset(figure.view.parse.subtree(noun))


def _syntax(view: SentenceView, m: Mention, f: Features) -> None:
    parse, head = view.parse, m.head
    if head is None:
        return
    dep = parse.dep[head]
    f[f"dep={dep}"] = 1.0
    f[f"dep={dep}|use={m.use}"] = 1.0
    up = parse.head[head]
    if dep == "pobj":
        f[f"prep={parse.lower[up]}"] = 1.0
        f[f"prep={parse.lower[up]}|type={m.entity.type}"] = 1.0
        above = parse.head[up]
        f[f"prep={parse.lower[up]}|above={parse.tag[above][:2]}"] = 1.0
        if any(cue.first <= above <= cue.last for cue in view.cues):
            f["hangs on a cue"] = 1.0
        if any(cue.first <= above <= cue.last for cue in view.causes):
            f["hangs on a cause"] = 1.0
    elif dep in ("compound", "amod", "poss", "nmod"):
        if any(cue.first <= up <= cue.last for cue in view.causes):
            f[f"{dep} of a cause"] = 1.0
        if any(cue.first <= up <= cue.last for cue in view.cues):
            f[f"{dep} of a cue"] = 1.0
        f[f"above={parse.tag[up]}"] = 1.0
    elif dep in ("nsubj", "nsubjpass"):
        if any(cue.first <= up <= cue.last for cue in view.cues):
            f[f"{dep} of a cue"] = 1.0
        f[f"verb={parse.lower[up]}"] = 1.0


def source_features(bench: Workbench, m: Mention, f: Features) -> None:
    """Is the mention (part of) somebody who speaks?"""
    for a in bench.attributions.get(m.sentence, ()):
        if m.head is None:
            continue
        if a.first <= m.head <= a.last:
            f[f"speaks={a.how}"] = 1.0
            return
        view = bench.view.by_index[m.sentence]
        if a.head in view.parse.ancestors(m.head):
            f["belongs to a speaker"] = 1.0
            return


def carry_features(
    figure: Figure, last: Figure | None, keys: Sequence[str], key: str, f: Features, any_here: bool
) -> None:
    """What the figure before had in this field."""
    if last is None:
        f["carry=first"] = 1.0
        return
    gap = figure.sentence - last.sentence
    near = "same" if gap == 0 else "1" if gap == 1 else "2-3" if gap <= 3 else "far"
    state = "had" if key in keys else "other" if keys else "none"
    same = last.category == figure.category
    f |= {
        f"carry={state}|{near}": 1.0, f"carry={state}|{near}|here={any_here}": 1.0,
        f"carry={state}|{near}|same_cat={same}": 1.0, f"carry={state}|source={figure.source}": 1.0,
        f"carry={state}|section={figure.view.section}": 1.0,
    }  # fmt: skip


def nearest_by_key(mentions: Iterable[Mention], figure: Figure) -> list[Mention]:
    """Of each entity the mention that `best_by_key` would keep."""
    found: dict[str, tuple[tuple[int, int], Mention]] = {}
    for m in mentions:
        rank = _rank(m, figure)
        key = m.key
        if key not in found or rank < found[key][0]:
            found[key] = rank, m
    return [m for _, m in found.values()]


def _rank(m: Mention, figure: Figure) -> tuple[int, int]:
    gap = figure.sentence - m.sentence
    return abs(gap) * 2 + (gap < 0), abs(m.start - figure.candidate.start)


def best_by_key(
    choices: Iterable[tuple[str, Mention, Features]], rule: str, figure: Figure, times: Mapping[str, int] | None = None
) -> list[Choice]:
    """One choice an entity: its mention nearest to the number; the others only count (`times`, if counted already)."""
    found: dict[str, tuple[tuple[int, int], Choice]] = {}
    counts: dict[str, int] = {}
    for key, m, features in choices:
        counts[key] = counts.get(key, 0) + 1
        rank = _rank(m, figure)
        if key not in found or rank < found[key][0]:
            found[key] = (rank, Choice(key, m, m.entity.mention, features, rule))
    for key, (_, choice) in found.items():
        choice.features[f"times={min((times or counts)[key], 4)}"] = 1.0
    return [c for _, c in found.values()]


def without_narrow(mentions: Sequence[Mention]) -> list[Mention]:
    """For actors and sources: the wider reading where there is one ("Iraqi soldiers" over "Iraqi")."""
    wide = [m for m in mentions if m.use == "wide"]
    return [
        m
        for m in mentions
        if m.use != "inner"
        and (
            m.use == "wide"
            or not any(w.entity.mention.start <= m.start and m.entity.mention.end <= w.entity.mention.end for w in wide)
        )
    ]
