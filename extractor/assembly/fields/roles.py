"""What part somebody plays in what a sentence tells: does it, launches it, owns the weapon, is a side, is accused.

A role is read from the dependency tree around the word: which verb or noun of violence, custody or help it hangs on,
and how. Category cues, cause cues and the words of `data/nouns/agents.yaml` are such verbs and nouns.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from extractor.assembly.context import SentenceView
from extractor.data_loader import load_yaml
from extractor.inflection import noun_forms, verb_forms
from extractor.schema import Model

HARM, TAKEN, HELD, FREED, MOVED, HELPED = "harm", "taken", "held", "freed", "moved", "helped"
_KINDS = {
    "killed": HARM, "injured": HARM, "casualties": HARM, "abducted": TAKEN, "missing": TAKEN, "detained": HELD,
    "released": FREED, "returned": MOVED, "displaced": MOVED, "evacuated": HELPED, "rescued": HELPED, "affected": MOVED,
    "infected": "ill",
}  # fmt: skip
ACTING = frozenset({"does", "does so that", "says it did", "launches", "by", "owns", "of", "party"})
# Deeds that go with each other: who shoots also seizes, and who seizes also frees.
RELATED = {
    HARM: (HARM, TAKEN), TAKEN: (TAKEN, HARM, HELD), MOVED: (MOVED, HARM, TAKEN), FREED: (FREED, HELD, TAKEN),
}  # fmt: skip
_DOWN = ("advcl", "xcomp", "conj", "pcomp", "prep", "pobj", "dobj", "ccomp")
_CALLED = ("attr", "oprd", "pobj", "appos")
_MODIFIER = ("compound", "amod", "poss", "nmod")


class AgentsFile(Model):
    """`data/nouns/agents.yaml`."""

    agents: list[str]
    attack_verbs: list[str]
    attack_nouns: list[str]
    clash_words: list[str]
    accuse_verbs: list[str]
    violent_causes: list[str]
    natural_causes: list[str]
    perpetrators: list[str]
    commit_verbs: list[str]
    trial_nouns: list[str]


@dataclass(frozen=True)
class Words:
    """The forms of the file's words."""

    agents: frozenset[str]
    attack_verbs: frozenset[str]
    attack_nouns: frozenset[str]
    clashes: frozenset[str]
    accuse: frozenset[str]
    violent_causes: frozenset[str]
    natural_causes: frozenset[str]
    perpetrators: frozenset[str]
    commit: frozenset[str]
    trial: frozenset[str]


@cache
def words() -> Words:
    """The word lists, read once."""
    data = load_yaml("nouns/agents.yaml", AgentsFile)
    clashes = _nouns(data.clash_words) | _verbs(data.clash_words)
    return Words(
        agents=_nouns(data.agents),
        attack_verbs=_verbs(data.attack_verbs),
        attack_nouns=_nouns(data.attack_nouns),
        clashes=clashes,
        accuse=_verbs(data.accuse_verbs),
        violent_causes=frozenset(data.violent_causes),
        natural_causes=frozenset(data.natural_causes),
        perpetrators=_nouns(data.perpetrators),
        commit=_verbs(data.commit_verbs),
        trial=_nouns(data.trial_nouns),
    )


def _nouns(lemmas: Iterable[str]) -> frozenset[str]:
    return frozenset(f for n in lemmas for f in noun_forms(n))


def _verbs(lemmas: Iterable[str]) -> frozenset[str]:
    return frozenset(f for v in lemmas for f in verb_forms(v))


@dataclass(frozen=True)
class Role:
    """`name`: see the module; `kind`: what is done; `anchor`: the token that it hangs on."""

    name: str
    kind: str
    anchor: int


def kind_of(category: str) -> str:
    """The kind of deed behind a category."""
    return _KINDS.get(category, "other")


class Scene:
    """The deeds of one sentence: its tokens that stand for violence, custody or help."""

    def __init__(self, view: SentenceView, reporting: Container[int] = ()) -> None:
        """`reporting` are the tokens of verbs that only report ("confirmed 14 deaths")."""
        self.view, self._reporting = view, reporting
        parse, w = view.parse, words()
        self.verbs: dict[int, str] = {}
        self.nouns: dict[int, str] = {}
        self._done_to: set[int] = set()
        undergone: set[int] = set()
        for cue in view.cues:
            inside = range(cue.first, cue.last + 1)
            for t in inside:
                if cue.role == "event_noun" and kind_of(cue.label) == HARM:
                    continue  # "toll", "loss": what is counted, no deed
                self._add(t, kind_of(cue.label), cue.role != "victim_noun")
            (self._done_to if cue.role == "patient_verb" else undergone).update(inside)
        self.undergone = {t for t in undergone if t not in self._done_to or not self._has_object(t)}
        for cue in view.causes:
            if cue.label in w.violent_causes:
                for t in range(cue.first, cue.last + 1):
                    self._add(t, HARM, True)
        for t, word in enumerate(parse.lower):
            follows = parse.lower[t + 1] if t + 1 < len(parse) else ""
            if parse.tag[t][:2] == "VB" and (word in w.attack_verbs or f"{word} {follows}" in w.attack_verbs):
                self.verbs.setdefault(t, HARM)
            elif parse.tag[t][:2] == "NN" and word in w.attack_nouns:
                self.nouns.setdefault(t, HARM)
        self._fighting = any(word in w.clashes for word in parse.lower)

    def _add(self, t: int, kind: str, noun: bool) -> None:
        tag = self.view.parse.tag[t][:2]
        if tag == "VB" and t not in self._reporting:
            self.verbs.setdefault(t, kind)
        elif tag == "NN" and noun:
            self.nouns.setdefault(t, kind)

    def _has_object(self, verb: int) -> bool:
        parse = self.view.parse
        return any(parse.dep[k] in ("dobj", "ccomp", "oprd") for k in parse.children[verb])

    def roles(self, head: int) -> list[Role]:
        """The roles of the noun phrase with this head, the most telling first."""
        out = [*self._roles(head, 0), *self._accused(head)]
        return out or [Role("none", "", head)]

    def _accused(self, h: int) -> Iterator[Role]:
        """ "the gunman, John Roe", "suspect John Roe", "Roe appeared in court, charged with murder"."""
        parse, w = self.view.parse, words()
        up, dep = parse.head[h], parse.dep[h]
        if parse.tag[h] not in ("NNP", "NNPS"):
            return
        near = [k for k in parse.children[h] if parse.dep[k] in ("compound", "appos", "nmod")]
        if any(parse.lower[k] in w.perpetrators for k in near) or (
            dep == "appos" and parse.lower[up] in w.perpetrators
        ):
            yield Role("accused", "", h)
            return
        if dep == "appos" and parse.dep[up] in ("nsubj", "nsubjpass"):
            up, dep = parse.head[up], parse.dep[up]
        if dep in ("nsubj", "nsubjpass"):
            below = [t for k in parse.children[up] if k > h for t in (k, *parse.children[k])]
            charged = any(parse.tag[t] == "VBN" and parse.lower[t] in w.accuse for t in below)
            called = any(parse.lower[t] in w.perpetrators and parse.dep[t] in _CALLED for t in below)
            if charged or called or any(parse.lower[t] in w.trial for t in below):
                yield Role("accused", "", up)

    def _roles(self, h: int, depth: int) -> Iterator[Role]:
        parse = self.view.parse
        dep, up = parse.dep[h], parse.head[h]
        if up == h or depth > 3:
            return
        if dep in _MODIFIER and any(parse.lower[t] in ("and", "or") for t in range(h, up)):
            yield from self._roles(up, depth + 1)  # "between the army and drug hitmen", read as one noun phrase
        elif dep in _MODIFIER:
            if up in self.nouns:
                yield Role("owns", self.nouns[up], up)
            elif up in self.verbs:
                yield Role("owns", self.verbs[up], up)
            elif parse.lower[up] in words().agents or parse.dep[up] in _MODIFIER:
                yield from self._roles(up, depth + 1)
        elif dep in ("conj", "appos"):
            yield from self._roles(up, depth + 1)
        elif dep in ("nsubj", "nsubjpass"):
            yield from self._subject(up, dep == "nsubjpass")
        elif dep in ("dobj", "oprd", "attr", "dative"):
            if parse.lower[up] in words().accuse:
                yield Role("accused", "", up)
            if up in self.verbs:
                yield Role("victim", self.verbs[up], up)
        elif dep == "pobj":
            yield from self._object_of(up, depth)

    def _subject(self, verb: int, passive: bool) -> Iterator[Role]:
        parse = self.view.parse
        helpers = {parse.dep[k] for k in parse.children[verb]}
        passive = passive or "auxpass" in helpers or (parse.tag[verb] == "VBN" and "aux" not in helpers)
        if passive:
            if parse.lower[verb] in words().accuse:
                yield Role("accused", "", verb)
            if verb in self.verbs:
                yield Role("victim", self.verbs[verb], verb)
            return
        if verb in self.undergone:
            yield Role("victim", self.verbs.get(verb, HARM), verb)
        elif verb in self.verbs:
            yield Role("does", self.verbs[verb], verb)
            if parse.lower[verb] in words().clashes:
                yield Role("party", HARM, verb)
        for k in parse.children[verb]:
            if parse.dep[k] == "ccomp" and k in self.verbs and self._by_pronoun(k):
                yield Role("says it did", self.verbs[k], k)
        for t in self._below(verb):
            if t in self.verbs and parse.tag[t] != "VBN" and t not in self.undergone:
                yield Role("does so that", self.verbs[t], t)
            elif t in self.nouns and parse.dep[t] in ("dobj", "pobj") and verb not in self._reporting:
                yield Role("launches", self.nouns[t], t)

    def _by_pronoun(self, verb: int) -> bool:
        """ "police said they had arrested": the subject below is the one above."""
        parse = self.view.parse
        subject = next((k for k in parse.children[verb] if parse.dep[k] == "nsubj"), None)
        return subject is not None and parse.tag[subject] == "PRP" and verb not in self.undergone

    def _below(self, verb: int) -> Iterator[int]:
        """Verbs without a subject of their own under a verb, and its object."""
        parse = self.view.parse
        todo = [(k, 1) for k in parse.children[verb]]
        while todo:
            t, n = todo.pop(0)
            if parse.dep[t] not in _DOWN or (parse.dep[t] == "ccomp" and parse.tag[t] != "VBG"):
                continue
            if any(parse.dep[k] in ("nsubj", "nsubjpass", "expl") for k in parse.children[t]):
                continue
            if parse.dep[t] == "prep" and parse.lower[t] not in ("with", "in", "of"):
                continue
            yield t
            if n < 4:
                todo += [(k, n + 1) for k in parse.children[t]]

    def _is_side(self, prep: str, above: int) -> bool:
        """ "clashes with police", "fighting resumed between the army and …"."""
        if prep == "between":
            return self._fighting
        return prep in ("with", "against", "among") and self.view.parse.lower[above] in words().clashes

    def _object_of(self, prep: int, depth: int) -> Iterator[Role]:
        parse, w = self.view.parse, words()
        word, above = parse.lower[prep], parse.head[prep]
        deed = self.verbs.get(above) or self.nouns.get(above)
        if parse.dep[prep] == "agent" or word == "by":
            if deed is not None:
                yield Role("by", deed, above)
            elif parse.lower[above] in w.commit:
                yield Role("by", HARM, above)
            elif parse.tag[above][:2] == "VB":
                yield Role("by other", "", above)
        elif self._is_side(word, above):
            yield Role("party", HARM, above)
        elif word in ("on", "to", "with", "as", "against") and parse.lower[above] in w.accuse:
            yield Role("accused", "", above)
        elif deed is not None:
            yield Role("of" if word in ("of", "from", "by") and above in self.nouns else "at", deed, above)
        elif parse.dep[prep] == "prep" and word == "of" and parse.lower[above] in w.agents:
            yield from self._roles(above, depth + 1)


def tie(view: SentenceView, role: Role, target: int) -> str:
    """How near a role's anchor is to the figure's cue in the tree: `same`, `over`, `under`, `loose`."""
    parse = view.parse
    if role.anchor == target:
        return "same"
    up = list(parse.ancestors(target))[:4]
    if role.anchor in up:
        return "over"
    if target in list(parse.ancestors(role.anchor))[:4]:
        return "under"
    return "loose"
