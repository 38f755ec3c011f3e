"""The speakers of an article: its source phrases, and the entities that they stand for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter

from extractor.assembly.context import SentenceView
from extractor.assembly.fields.entities import without_narrow
from extractor.assembly.figures import Mention, Workbench
from extractor.assembly.persons import person_name
from extractor.assembly.phrases import noun_class
from extractor.attribution import Attribution, noun_phrase
from extractor.categories import default_lexicon
from extractor.reportwords import is_body, is_speaker, speaks_for_others
from extractor.schema import Entity
from extractor.syntax import Parse

_INDEX = itemgetter(0)


_PEOPLE = ("person", "personlike", "demonym", "household")


_HUMAN = ("he", "she")


_PRONOUNS = ("he", "she", "they", "it")


_BODIES = ("government", "military", "armed_group", "political", "organization", "ngo", "media", "state")


def speakers_of(bench: Workbench) -> list[tuple[int, Attribution]]:
    """All source phrases of the article with their sentences, in order."""
    found = bench.memo.get("speakers")
    if not isinstance(found, list):
        found = [
            (v.index, a)
            for v in bench.view.sentences
            for a in bench.attributions.get(v.index, ())
            if not (a.weak and _is_deed(v, a.verb))
        ]
        bench.memo["speakers"] = found
    return found


def speakers_in(bench: Workbench, sentence: int) -> list[Attribution]:
    """The source phrases of one sentence."""
    found = speakers_of(bench)
    return [a for _, a in found[bisect_left(found, sentence, key=_INDEX) : bisect_right(found, sentence, key=_INDEX)]]


def _is_deed(view: SentenceView, verb: int) -> bool:
    """ "Police charged two men", "the rebels released 40": what was done with people, not what was said."""
    if not any(c.role == "patient_verb" and c.first <= verb <= c.last for c in view.cues):
        return False
    parse, lexicon = view.parse, default_lexicon()
    objects = [k for k in parse.children[verb] if parse.dep[k] == "dobj"]
    return any(noun_class(parse, k, lexicon, view.demonyms) in _PEOPLE or parse.tag[k] == "CD" for k in objects)


def named_later(bench: Workbench, sentence: int) -> dict[str, Mention]:
    """ "A rights group says … . The Amal Fund said": a speaker of the opening sentence who is named right after.

    The key of the phrase without a name → the mention of the name; empty where the sentence does not open its article.
    """
    view = bench.view.by_index[sentence]
    if sentence != opening(bench, view.part):
        return {}
    bare = [a for a in speakers_in(bench, sentence) if a.nominal and not a.weak and _introduces(view.parse, a)]
    for index in (sentence + 1, sentence + 2) if bare else ():
        for a in speakers_in(bench, index):
            for first in bare if not a.nominal and not a.weak else ():
                nominal = speaker_mentions(bench, sentence, first)
                fitting = [m for m in speaker_mentions(bench, index, a) if _suits(view.parse.lower[first.head], m)]
                if nominal and fitting and nominal[0].entity.id is None and nominal[0].key != fitting[0].key:
                    return {nominal[0].key: fitting[0]}
    return {}


def opening(bench: Workbench, part: int) -> int:
    """The first sentence of an article's body that was read, -1 where there is none."""
    return next((v.index for v in bench.view.sentences if v.part == part and v.section == "body"), -1)


def _introduces(parse: Parse, a: Attribution) -> bool:
    """Is it a phrase that brings somebody up: "a spokesman", "Mali's main rebel group", "Thai aid officials"?"""
    return parse.lower[a.first] not in ("the", "this", *_PRONOUNS) and parse.tag[a.head] in ("NN", "NNP")


def _suits(word: str, m: Mention) -> bool:
    """May the noun be one for the named entity?"""
    if is_body(word):
        return m.entity.type is None or (m.entity.type in _BODIES and m.entity.type not in ("state", "media"))
    return m.entity.type == "person"


def speaker_mentions(bench: Workbench, index: int, a: Attribution) -> list[Mention]:
    """The entities that a source phrase stands for: a linked name, a person, the organisation of an unnamed
    spokesman, the speaker before for a pronoun or for "the report", or a NIL phrase."""
    key = f"speaker {index} {a.verb} {a.head}"
    found = bench.memo.get(key)
    if not isinstance(found, list):
        bench.memo[key] = []  # a chain of pronouns that leads back here names nobody
        found = bench.memo[key] = _speaker_mentions(bench, index, a)
    return found


def _speaker_mentions(bench: Workbench, index: int, a: Attribution) -> list[Mention]:
    view = bench.view.by_index[index]
    parse, raw = view.parse, bench.view.text
    linked = [m for m in without_narrow(bench.mentions_in(index)) if m.use != "unlisted"]
    inside = [m for m in linked if m.first is not None and m.last is not None and m.first <= a.head <= m.last]
    if inside:
        return [m for m in inside if m.use != "demonym"] or inside[:1]
    word = parse.lower[a.head]
    if (word in _PRONOUNS and parse.tag[a.head] == "PRP") or a.how == "document":
        return _antecedent(bench, index, a)
    if _stands_for(parse, a) and (meant := _antecedent(bench, index, a)):
        return meant
    if speaks_for_others(word):
        below = [m for m in linked if m.head is not None and m.use != "demonym" and (a.head in parse.ancestors(m.head))]
        if below:
            return below[:1]
    if a.nominal and parse.lower[a.first] in ("the", "this") and (known := _same_office(bench, index, word)):
        return known
    first, last = (a.first, a.last) if a.nominal else _name_tokens(parse, a)
    span = view.span_of(first, last, raw)
    # "the Amal Fund" is nobody's own name, nor is what ends in a word for a body.
    body = parse.lower[a.first] == "the" or is_body(parse.lower[a.head])
    kind = "person" if not a.nominal and first < last and not body else None
    name = person_name(span.text, bench.persons) if kind or not a.nominal else parse.text[a.head]
    if not a.nominal and not kind and name != span.text:
        kind = "person"
    entity = Entity(mention=span, id=None, name=name, type="person" if kind else None)
    return [Mention(entity, "person" if kind else "nil", None, index, view.part, view.section, first, last, a.head)]


def _stands_for(parse: Parse, a: Attribution) -> bool:
    """ "the same source", "its monitors": somebody who was told of before."""
    inside = parse.lower[a.first : a.head]
    return a.nominal and (inside[:2] == ("the", "same") or inside[:1] in (("its",), ("their",)))


def _same_office(bench: Workbench, index: int, word: str) -> list[Mention]:
    """ "The commander said", where "the commander, Nguyen Hoa," or "a source at the ministry" spoke before."""
    for i, b in reversed(speakers_of(bench)):
        view = bench.view.by_index[i]
        if i >= index or view.part != bench.view.by_index[index].part:
            continue
        parse = view.parse
        office = parse.lower[parse.head[b.head]] if parse.dep[b.head] == "appos" else ""
        within = not b.nominal and any(parse.lower[t] == word for t in range(b.first, b.last + 1))
        if office == word or within or (b.nominal and parse.lower[b.head] == word):
            return [m for m in speaker_mentions(bench, i, b) if m.use != "nil"]
    return []


def _name_tokens(parse: Parse, a: Attribution) -> tuple[int, int]:
    """The tokens of a name, a body's with its tail ("Centre for the Study of Violence")."""
    first, last, tags = a.head, a.last, parse.tag
    while first > a.first and tags[first - 1] in ("NNP", "NNPS", "HYPH", "POS"):
        first -= 1
    while is_body(parse.lower[a.head]):
        reach = last + 2 + (last + 2 < len(parse) and parse.lower[last + 2] == "the")
        if reach >= len(parse) or parse.lower[last + 1] not in ("of", "for") or tags[reach] not in ("NNP", "NNPS"):
            break
        last = reach
        while last + 1 < len(parse) and tags[last + 1] in ("NNP", "NNPS"):
            last += 1
    return first, last


def _antecedent(bench: Workbench, index: int, a: Attribution) -> list[Mention]:
    """Whom "he said" or "the report said" means: the last speaker of the right kind, up to four sentences back."""
    part = bench.view.by_index[index].part
    word = bench.view.by_index[index].parse.lower[a.head]
    for i in range(index, index - 5, -1):
        view = bench.view.by_index.get(i)
        if view is None or view.part != part:
            continue
        for b in reversed(bench.attributions.get(i, ())):
            if not (i < index or b.verb < a.first) or view.parse.tag[b.head] == "PRP" or b.how == "document":
                continue
            fitting = [m for m in speaker_mentions(bench, i, b) if _fits(word, a.how, m)]
            if fitting:
                return fitting
        if word == "it" or a.how == "document":
            subjects = [
                m
                for m in bench.mentions_in(i)
                if _is_subject(bench, m) and (i < index or m.start < _start(bench, index, a))
            ]
            bodies = [m for m in subjects if m.entity.type in _BODIES and m.entity.type != "state"]
            if bodies:
                return bodies[-1:]
        if word in _PRONOUNS and i < index and (subject := _subject_of(bench, view, word)) is not None:
            return [subject]
    return []


def _subject_of(bench: Workbench, view: SentenceView, word: str) -> Mention | None:
    """ "The delegate sees an improvement. He told …": a subject without a name that a pronoun may mean."""
    parse = view.parse
    for t in range(len(parse)):
        named = parse.tag[t] not in ("NN", "NNP") or parse.dep[t] != "nsubj" or not is_speaker(parse.lower[t])
        if named or is_body(parse.lower[t]) == (word in _HUMAN) or word == "they":
            continue
        first, last = noun_phrase(parse, t)
        span = view.span_of(first, last, bench.view.text)
        entity = Entity(mention=span, id=None, name=parse.text[t], type=None)
        return Mention(entity, "nil", None, view.index, view.part, view.section, first, last, t)
    return None


def _start(bench: Workbench, index: int, a: Attribution) -> int:
    return bench.view.by_index[index].parse.start[a.first]


def _fits(word: str, how: str, m: Mention) -> bool:
    if word in _HUMAN:
        return m.entity.type in (None, "person")
    if word == "it" or how == "document":
        return m.entity.type in (None, *_BODIES)
    return True


def _is_subject(bench: Workbench, m: Mention) -> bool:
    view = bench.view.by_index.get(m.sentence)
    return (
        view is not None and m.head is not None and view.parse.dep[m.head] in ("nsubj", "nsubjpass") and m.use == "name"
    )
