"""What the four entity fields share: how a mention stands to a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

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
from extractor.assembly.context import SentenceView
from extractor.attribution import noun_phrase
from extractor.data_loader import load_yaml
from extractor.inflection import noun_forms
from extractor.loglinear import Features
from extractor.schema import Entity, Model


class AgentsFile(Model):
    """`data/nouns/agents.yaml`."""

    agents: list[str]


@cache
def _agents() -> frozenset[str]:
    return frozenset(f for n in load_yaml("nouns/agents.yaml", AgentsFile).agents for f in noun_forms(n))


def unnamed_agents(view: SentenceView, raw: str, taken: Iterable[Mention]) -> list[Mention]:
    """Noun phrases such as "gunmen", "the driver" as mentions without an entry (NIL), where no entity covers them."""
    parse = view.parse
    covered = {t for m in taken if m.first is not None and m.last is not None for t in range(m.first, m.last + 1)}
    counted = {c.phrase.noun for c in view.candidates if not c.implicit} | {c.phrase.anchor for c in view.candidates if not c.implicit}
    out = []
    for i, word in enumerate(parse.lower):
        if word not in _agents() or parse.tag[i] not in ("NN", "NNS", "NNP", "NNPS") or i in covered or i in counted:
            continue
        if parse.dep[i] in ("compound", "amod", "nmod") and parse.head[i] == i + 1 and parse.lower[i + 1] in _agents():
            continue
        first, last = noun_phrase(parse, i)
        span = view.span_of(first, last, raw)
        entity = Entity(mention=span, id=None, name=parse.text[i], type=None)
        out.append(Mention(entity, "nil", None, view.index, view.part, view.section, first, last, i))
    return out


def mention_features(bench: Workbench, figure: Figure, m: Mention, prefix: str = "") -> Features:
    """Where the mention is, seen from the figure: distance, syntax, side, type."""
    gap = figure.sentence - m.sentence
    kind = m.entity.type or "nil"
    distance = sentence_distance(gap)
    f: Features = {
        "bias": 1.0, f"use={m.use}": 1.0, f"type={kind}": 1.0, f"type={kind}|use={m.use}": 1.0,
        f"dist={distance}": 1.0, f"dist={distance}|use={m.use}": 1.0, f"dist={distance}|type={kind}": 1.0,
        f"cat={figure.category}": 1.0, f"type={kind}|cat={figure.category}": 1.0,
        f"sections={figure.view.section}/{m.section}": 1.0, f"sections={figure.view.section}/{m.section}|{distance}": 1.0,
    }  # fmt: skip
    view = bench.view.by_index.get(m.sentence)
    if view is not None and m.head is not None:
        _syntax(view, m, f)
        if gap == 0 and m.first is not None and m.last is not None:
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


def carry_features(figure: Figure, last: Figure | None, keys: Sequence[str], key: str, f: Features, any_here: bool) -> None:
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


def best_by_key(choices: Iterable[tuple[str, Mention, Features]], rule: str, figure: Figure) -> list[Choice]:
    """One choice an entity: its mention nearest to the number; the others only count."""
    found: dict[str, tuple[tuple[int, int], Choice]] = {}
    counts: dict[str, int] = {}
    number = figure.candidate.start
    for key, m, features in choices:
        counts[key] = counts.get(key, 0) + 1
        gap = figure.sentence - m.sentence
        rank = (abs(gap) * 2 + (gap < 0), abs(m.start - number))
        if key not in found or rank < found[key][0]:
            found[key] = (rank, Choice(key, m, m.entity.mention, features, rule))
    for key, (_, choice) in found.items():
        choice.features[f"times={min(counts[key], 4)}"] = 1.0
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
            or not any(
                w.entity.mention.start <= m.start and m.entity.mention.end <= w.entity.mention.end for w in wide
            )
        )
    ]
