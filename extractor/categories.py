"""Cue lexicons → what happened, to whom, how: mentions of categories, groups and causes in one parsed sentence.

Everything that is looked for is data: one YAML file a category, group or cause under ``extractor/data``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, NamedTuple

from pydantic import Field

from extractor.data_loader import data_files, load_yaml
from extractor.inflection import noun_forms, verb_forms
from extractor.schema import Model

CueRole = Literal[
    "patient_verb", "subject_verb", "adjective", "victim_noun", "status_noun", "event_noun", "phrase", "cause"
]
GAP = "~"
MAX_GAP = 9
_CLOSED = frozenset('.;:!?()"“”') | {"—", "--"}
_VERB_ROLES: tuple[CueRole, ...] = ("patient_verb", "subject_verb")


class CategoryFile(Model):
    """One category of what happens to people (`data/categories/<name>.yaml`).

    `patient_verbs` have the victims as object or passive subject, `subject_verbs` as subject; `victim_nouns` are
    counted themselves ("9 bodies"), `status_nouns` too, but they only say what the people were before ("9 hostages"
    may be killed or freed); `event_nouns` govern the count ("the killing of 9"). A verb with ``~`` has its victims
    inside ("take ~ hostage"). A `weak` cue also has other everyday meanings. `match` and `reject` are example sentences
    with the number in square brackets: a figure of this category, and none of it.
    """

    name: str
    definition: str = ""
    patient_verbs: list[str] = Field(default_factory=list)
    subject_verbs: list[str] = Field(default_factory=list)
    adjectives: list[str] = Field(default_factory=list)
    victim_nouns: list[str] = Field(default_factory=list)
    status_nouns: list[str] = Field(default_factory=list)
    event_nouns: list[str] = Field(default_factory=list)
    phrases: list[str] = Field(default_factory=list)
    weak: list[str] = Field(default_factory=list)
    match: list[str] = Field(default_factory=list)
    reject: list[str] = Field(default_factory=list)


class GroupFile(Model):
    """One kind of people (`data/groups/<name>.yaml`). A `trait` (sex, age) goes with any other group of the same people."""

    name: str
    definition: str = ""
    trait: bool = False
    nouns: list[str]
    adjectives: list[str] = Field(default_factory=list)
    phrases: list[str] = Field(default_factory=list)


class CauseFile(Model):
    """One way in which it happens (`data/causes/<name>.yaml`). A phrase of `reject` hides the cues inside it.

    `kind` is what it is a kind of: an attack, a force of nature, an accident, or the want of health or food.
    """

    name: str
    definition: str = ""
    kind: Literal["attack", "nature", "accident", "want"]
    cues: list[str]
    weak: list[str] = Field(default_factory=list)
    reject: list[str] = Field(default_factory=list)


class PeopleFile(Model):
    """Nouns for people of no particular kind (`data/nouns/people.yaml`). Members of `bodies` are counted as "9 of the army"."""

    neutral: list[str]
    bodies: list[str]
    households: list[str]
    dwellings: list[str]
    adjectives_ignored: list[str]


class ThingsFile(Model):
    """Nouns that are counted in the news and are never people (`data/nouns/things.yaml`)."""

    things: list[str]


class NothingFile(Model):
    """Signs that nothing happened to the people counted (`data/nouns/nothing.yaml`).

    `idioms` hold a cue word that means nothing there ("in the case of"); `topics` are words of sport, polls and
    business, where people only lose, fall and are beaten in a manner of speaking.
    """

    verbs: list[str]
    capacity: list[str]
    reporting_subjects: list[str]
    idioms: list[str]
    topics: list[str]


class Cue(NamedTuple):
    """A cue in a sentence: tokens ``first..last`` (inclusive), `label` the category or cause it speaks for.

    Of a cue with a gap ("left 20 people homeless") ``first..last`` is the verb and `tail` where the rest begins.
    """

    label: str
    role: CueRole
    first: int
    last: int
    lemma: str
    weak: bool
    tail: int | None = None


class Entry(NamedTuple):
    """What one surface form may stand for."""

    label: str
    role: CueRole
    lemma: str
    weak: bool


Index = dict[str, list[tuple[tuple[str, ...], tuple[Entry, ...]]]]


class Lexicon:
    """All lexicons, indexed by the first word of each form. Immutable after construction."""

    def __init__(self, extra_categories: Sequence[CategoryFile] = ()) -> None:
        categories = [load_yaml(p, CategoryFile) for p in data_files("categories")]
        self.categories = {c.name: c for c in [*categories, *extra_categories]}
        self.groups = {g.name: g for g in (load_yaml(p, GroupFile) for p in data_files("groups"))}
        self.causes = {c.name: c for c in (load_yaml(p, CauseFile) for p in data_files("causes"))}
        nothing = load_yaml("nouns/nothing.yaml", NothingFile)
        # A user's own file wins where it names the words of a shipped category.
        own = {form for form, _ in _category_forms(extra_categories)}
        shipped = [c for c in self.categories.values() if c not in extra_categories]
        forms = [*(f for f in _category_forms(shipped) if f[0] not in own), *_category_forms(extra_categories)]
        self._cues = _index(forms, nothing.idioms)
        self._causes = _index(_cause_forms(self.causes.values()))
        words = (form for forms in self._cues.values() for form, entries in forms if entries)
        self.cue_words = sorted({" ".join(form) for form in words if GAP not in form})
        self.cue_nouns = _counted_nouns(self.categories.values())
        people = load_yaml("nouns/people.yaml", PeopleFile)
        self.noun_groups = _noun_index({g.name: g.nouns for g in self.groups.values()})
        self.adjective_groups = _noun_index({g.name: g.adjectives for g in self.groups.values()})
        self.group_phrases = _phrase_index({g.name: g.phrases for g in self.groups.values()})
        self.traits = frozenset(g.name for g in self.groups.values() if g.trait)
        self.neutral = frozenset(f for n in people.neutral for f in noun_forms(n))
        self.bodies = frozenset(f for n in people.bodies for f in noun_forms(n))
        self.households = frozenset(f for n in people.households for f in noun_forms(n))
        self.dwellings = frozenset(f for n in people.dwellings for f in noun_forms(n))
        self.idle_verbs = frozenset(f for v in nothing.verbs for f in verb_forms(v))
        self.capacity = frozenset(tuple(c.split()) for c in nothing.capacity)
        self.reporting = frozenset(nothing.reporting_subjects)
        self.topics = frozenset(f for t in nothing.topics for f in noun_forms(t))
        self.things = frozenset(f for n in load_yaml("nouns/things.yaml", ThingsFile).things for f in noun_forms(n))

    def find_cues(self, words: Sequence[str]) -> list[Cue]:
        """The category cues among lower-cased `words`; a longer cue hides the shorter ones inside it."""
        return _find(self._cues, words)

    def find_causes(self, words: Sequence[str]) -> list[Cue]:
        """The cause cues among lower-cased `words`."""
        return [cue for cue in _find(self._causes, words) if cue.label]


@cache
def default_lexicon() -> Lexicon:
    """The lexicon of the package's own data files."""
    return Lexicon()


def _category_forms(categories: Iterable[CategoryFile]) -> Iterable[tuple[str, Entry]]:
    for c in categories:
        weak = set(c.weak)
        roles: tuple[tuple[CueRole, list[str]], ...] = (
            ("patient_verb", c.patient_verbs), ("subject_verb", c.subject_verbs), ("adjective", c.adjectives),
            ("victim_noun", c.victim_nouns), ("status_noun", c.status_nouns), ("event_noun", c.event_nouns),
            ("phrase", c.phrases),
        )  # fmt: skip
        for role, lemmas in roles:
            for lemma in lemmas:
                entry = Entry(label=c.name, role=role, lemma=lemma, weak=lemma in weak)
                for form in _forms(lemma, role):
                    yield form, entry


def _forms(lemma: str, role: CueRole) -> tuple[str, ...]:
    if role in _VERB_ROLES:
        return verb_forms(lemma)
    if role in ("victim_noun", "status_noun", "event_noun"):
        return noun_forms(lemma)
    return (lemma,)


def _cause_forms(causes: Iterable[CauseFile]) -> Iterable[tuple[str, Entry]]:
    for c in causes:
        weak = set(c.weak)
        for cue in c.cues:
            entry = Entry(label=c.name, role="cause", lemma=cue, weak=cue in weak)
            for form in noun_forms(cue) if cue[-1] != "s" else (cue,):
                yield form, entry
        for phrase in c.reject:
            yield phrase, Entry(label="", role="cause", lemma=phrase, weak=True)


def _counted_nouns(categories: Iterable[CategoryFile]) -> dict[str, bool]:
    """Nouns that stand for what happened and are counted themselves ("12 deaths", "160 cases"), and if they are weak."""
    pairs = [(f, noun in c.weak) for c in categories for noun in c.victim_nouns for f in noun_forms(noun)]
    out: dict[str, bool] = {}
    for form, weak in pairs:
        out[form] = weak and out.get(form, True)
    return out


def _index(forms: Iterable[tuple[str, Entry]], idioms: Sequence[str] = ()) -> Index:
    """By first word, the longest form first. An idiom has no entries: it only hides the cues inside it."""
    by_form: dict[tuple[str, ...], dict[Entry, None]] = defaultdict(dict)
    for form, entry in forms:
        by_form[_words(form)][entry] = None
    for idiom in idioms:
        for form in noun_forms(idiom):
            by_form[_words(form)] = {}
    index: Index = defaultdict(list)
    for words in sorted(by_form, key=lambda w: (-len(w), w)):
        index[words[0]].append((words, tuple(by_form[words])))
    return dict(index)


def _words(form: str) -> tuple[str, ...]:
    return tuple(form.lower().replace("-", " - ").split())


def _noun_index(lemmas: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = defaultdict(list)
    for group, nouns in lemmas.items():
        for noun in nouns:
            for form in noun_forms(noun):
                if group not in out[form]:
                    out[form].append(group)
    return {k: tuple(v) for k, v in out.items()}


def _phrase_index(phrases: dict[str, list[str]]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    out: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for group, forms in phrases.items():
        for form in forms:
            words = tuple(form.split())
            out[words[0]].append((words, group))
    return dict(out)


def _find(index: Index, spoken: Sequence[str]) -> list[Cue]:
    found: list[Cue] = []
    covered_to = -1
    words = tuple(spoken)
    for i, word in enumerate(words):
        if word not in index:
            continue
        gapped = False
        for form, entries in index[word]:
            split, tail = GAP in form, None
            if split:
                place = _split_at(form, words, i)
                if place is None:
                    continue
                last, tail = place
            elif gapped:  # the plain verb is a part of what was found already
                break
            else:
                last = i + len(form) - 1
                if words[i : last + 1] != form:
                    continue
            if last <= covered_to and not gapped:
                continue
            found += [Cue(e.label, e.role, i, last, e.lemma, e.weak, tail) for e in entries]
            covered_to, gapped = last, split
            if not split:
                break
    return found


def _split_at(form: tuple[str, ...], words: tuple[str, ...], i: int) -> tuple[int, int] | None:
    """The last word of the verb and the first word behind the gap, if a form with a gap starts at word `i`."""
    cut = form.index(GAP)
    verb, rest = form[:cut], form[cut + 1 :]
    start = i + len(verb)
    if words[i:start] != verb:
        return None
    for j in range(start + 1, min(start + MAX_GAP, len(words))):
        if words[j - 1] in _CLOSED:
            return None
        if words[j : j + len(rest)] == rest:
            return start - 1, j
    return None
