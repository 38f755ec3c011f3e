"""Who says it: the source phrases of a parsed sentence, each with the clause that it governs."""

from __future__ import annotations

from functools import cache

from extractor.data_loader import load_yaml
from extractor.inflection import noun_forms, verb_forms
from extractor.schema import Model
from extractor.syntax import Parse

_NAME_TAGS = ("NNP", "NNPS")
_INSIDE_NP = {"det", "amod", "compound", "poss", "nmod", "nummod", "case", "cc", "conj", "predet", "quantmod", "punct"}


class AttributionFile(Model):
    """`data/attribution/<language>.yaml`."""

    said_verbs: list[str]
    weak_verbs: list[str]
    according: list[str]
    carriers: list[str]
    speakers: list[str]
    never: list[str]


class Attribution(Model):
    """A source phrase. `head` is its head token, `first`..`last` its tokens (inclusive, all into the parse).

    `how`: ``said`` (subject of a reporting verb), ``according``, ``carrier`` ("UN figures suggest") or ``agent``
    ("as quoted by"). `verb` is the token of the reporting word. `weak` marks reporting verbs with other meanings.
    """

    first: int
    last: int
    head: int
    verb: int
    how: str
    weak: bool
    nominal: bool


class _Words(Model):
    said: frozenset[str]
    weak: frozenset[str]
    carriers: frozenset[str]
    speakers: frozenset[str]
    never: frozenset[str]
    according: tuple[tuple[str, ...], ...]


@cache
def _words() -> _Words:
    data = load_yaml("attribution/en.yaml", AttributionFile)
    return _Words(
        said=frozenset(f for v in data.said_verbs for f in verb_forms(v)),
        weak=frozenset(f for v in data.weak_verbs for f in verb_forms(v)),
        carriers=frozenset(f for n in data.carriers for f in noun_forms(n)),
        speakers=frozenset(f for n in data.speakers for f in noun_forms(n)),
        never=frozenset(data.never),
        according=tuple(tuple(a.split()) for a in data.according),
    )


def find_attributions(parse: Parse) -> tuple[Attribution, ...]:
    """All source phrases of a sentence, in order of their reporting word."""
    words = _words()
    out = [a for i in range(len(parse)) for a in (*_said(parse, i, words), *_according(parse, i, words))]
    return tuple(sorted(out, key=lambda a: (a.verb, a.first)))


def _said(parse: Parse, i: int, words: _Words) -> list[Attribution]:
    if parse.lower[i] not in words.said or parse.tag[i][:2] != "VB":
        return []
    out = []
    weak = parse.lower[i] in words.weak and not any(parse.dep[k] == "ccomp" for k in parse.children[i])
    subject = _subject(parse, i)
    if subject is not None:
        out += _source(parse, subject, i, "said", weak, words)
    for k in parse.children[i]:
        if parse.dep[k] == "agent":
            out += [s for o in parse.children[k] for s in _source(parse, o, i, "agent", weak, words)]
        if parse.lower[i] in ("told", "tell", "tells", "telling") and parse.dep[k] in ("dobj", "dative"):
            if parse.tag[k] in _NAME_TAGS:
                out += _source(parse, k, i, "told", True, words)
    return out


def _subject(parse: Parse, verb: int) -> int | None:
    """The subject of a verb, also the shared one of coordinated verbs ("said … and added …")."""
    node = verb
    for _ in range(3):
        for k in parse.children[node]:
            if parse.dep[k] == "nsubj":
                return k
        if parse.dep[node] not in ("conj", "xcomp"):
            return None
        node = parse.head[node]
    return None


def _according(parse: Parse, i: int, words: _Words) -> list[Attribution]:
    for form in words.according:
        if parse.lower[i : i + len(form)] == form:
            last = i + len(form) - 1
            for j in (last, i):
                objects = [k for k in parse.children[j] if parse.dep[k] in ("pobj", "dobj") and k > last]
                if objects:
                    return _source(parse, objects[0], i, "according", False, words)
            j = last + 1
            while j < len(parse) and parse.tag[j] in ("DT", "JJ", "NN", "NNS", *_NAME_TAGS, "PRP$", "POS", "VBN"):
                j += 1
            if j > last + 1:
                return _source(parse, j - 1, i, "according", False, words)
    return []


def _source(parse: Parse, head: int, verb: int, how: str, weak: bool, words: _Words) -> list[Attribution]:
    low = parse.lower[head]
    named = parse.tag[head] in _NAME_TAGS
    if low in words.never and not named:
        return []
    if low in words.carriers and not named:
        owner = _owner(parse, head)
        if owner is not None:
            first, last = noun_phrase(parse, owner)
            return [Attribution(first=first, last=last, head=owner, verb=verb, how="carrier", weak=weak, nominal=False)]
        if low not in words.speakers:
            return []
    if not named and low not in words.speakers and parse.tag[head] != "PRP":
        return []
    first, last = noun_phrase(parse, head)
    return [Attribution(first=first, last=last, head=head, verb=verb, how=how, weak=weak, nominal=not named)]


def _owner(parse: Parse, head: int) -> int | None:
    """Whose report: "UN figures", "the ministry's tally", "a statement by the army"."""
    for k in parse.children[head]:
        if parse.dep[k] in ("poss", "compound", "nmod") and parse.tag[k] in (*_NAME_TAGS, "NN", "NNS"):
            return k
    for k in parse.children[head]:
        if parse.dep[k] == "prep" and parse.lower[k] in ("by", "from", "of"):
            for o in parse.children[k]:
                if parse.dep[o] == "pobj" and parse.tag[o] in (*_NAME_TAGS, "NN", "NNS"):
                    return o
    return None


def noun_phrase(parse: Parse, head: int) -> tuple[int, int]:
    """First and last token of the noun phrase without relative clauses, appositions and prepositional tails."""
    first = head
    for k in parse.children[head]:
        if k < head and parse.dep[k] in _INSIDE_NP and parse.dep[k] not in ("cc", "conj", "punct"):
            first = min(first, *parse.subtree(k))
    return first, head
