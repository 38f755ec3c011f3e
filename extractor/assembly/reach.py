"""How far a number is from each cue of its sentence, in words and in syntax, and which number a cue is nearest to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from extractor.assembly.phrases import Phrase, path
from extractor.assembly.shape import predicate
from extractor.categories import Cue
from extractor.syntax import Parse

if TYPE_CHECKING:
    from extractor.assembly.context import Candidate

FAR = 99
NAMING = ("victim_noun", "status_noun", "adjective")


class Reach(NamedTuple):
    """One cue as seen from one number: words apart, dependency route and its length.

    `owned`: no other number of the sentence is nearer to the cue; `owner_steps`: how near the nearest other number is.
    """

    gap: int
    cue: Cue
    route: str
    steps: int
    owned: bool = True
    owner_steps: int = FAR


def cue_head_of(parse: Parse, cue: Cue) -> int:
    """The token of a cue that carries its syntax."""
    inside = range(cue.first, cue.last + 1)
    for t in inside:
        if parse.head[t] not in inside or parse.head[t] == t:
            return t
    return cue.first


def steps(route: str) -> int:
    """Length of a path; the noun itself is nearest, a path too long to read is last."""
    return 0 if route == "self" else FAR if route == "far" else route.count("/") + 1


def reaches(
    parse: Parse, cues: Sequence[Cue], candidates: Sequence[Candidate]
) -> Mapping[int, tuple[str, list[Reach]]]:
    """By each candidate's index: how a predicate ties it to what happened (see `predicate`), and its reaches, the cue
    with the fewest words between first.
    """
    heads = [cue_head_of(parse, cue) for cue in cues]
    named = frozenset(t for q in cues if q.role in NAMING for t in range(q.first, q.last + 1))
    ties = [predicate(parse, c.phrase, named) for c in candidates]
    table = []
    for c, (_, alias) in zip(candidates, ties, strict=True):
        phrase = c.phrase if alias is None else replace(c.phrase, anchor=alias, noun=alias)
        table.append([_seen(parse, phrase, cue, head) for cue, head in zip(cues, heads, strict=True)])
    out = {}
    for i, row in enumerate(table):
        rivals = [k for k, c in enumerate(candidates) if k != i and not c.implicit and ties[k][1] is None]
        seen = []
        for j, (gap, route) in enumerate(row):
            mine = (steps(route), gap if ties[i][1] is None else 0)
            best = min(((steps(table[k][j][1]), table[k][j][0]) for k in rivals), default=(FAR, FAR))
            seen.append(Reach(gap, cues[j], route, mine[0], mine <= best, best[0]))
        out[i] = ties[i][0], sorted(seen, key=lambda r: (r.gap, r.cue.first, r.cue.label, r.cue.role))
    return out


def _seen(parse: Parse, phrase: Phrase, cue: Cue, head: int) -> tuple[int, str]:
    gap = max(phrase.first - cue.last, cue.first - phrase.last, 0)
    if (
        cue.tail is not None
        and cue.last < phrase.first <= phrase.last < cue.tail
        and parse.lower[phrase.last + 1] != "of"
    ):
        return gap, "dobj"  # "let two women go": the parser makes them the subject of "go"
    if phrase.noun is not None and cue.first <= phrase.noun <= cue.last:
        return gap, "self"
    if _reduced_relative(parse, phrase, head):
        return gap, ">acl"
    if phrase.noun is not None and phrase.of_total and (inner := path(parse, phrase.noun, head, 2)) != "far":
        return gap, "noun:" + inner
    return gap, path(parse, phrase.anchor, head)


def _reduced_relative(parse: Parse, phrase: Phrase, head: int) -> bool:
    """ "the fate of 32 farmers and herders seized in May": the participle right behind the counted nouns is theirs,
    also where the parser gives it to the noun above them.
    """
    noun = phrase.noun
    if noun is None or parse.tag[head] != "VBN" or parse.dep[head] not in ("acl", "conj", "amod") or head <= noun:
        return False
    end = noun
    for k in parse.children[noun]:
        if parse.dep[k] == "conj" and noun < k < head and not any(parse.dep[x] == "nummod" for x in parse.children[k]):
            end = k
    return head == end + 1 and parse.tag[end] in ("NNS", "NNPS")
