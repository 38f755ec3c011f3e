"""Who says so: the speaker of the sentence, of the quotation that runs on, or of the paragraph."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from extractor.assembly.context import SentenceView
from extractor.assembly.fields.entities import best_by_key, carry_features, without_narrow
from extractor.assembly.fields.quotes import Quotes
from extractor.assembly.figures import (
    Choice,
    Figure,
    Mention,
    Workbench,
    bucket,
    sentence_distance,
    tokens_apart,
)
from extractor.assembly.persons import person_name
from extractor.assembly.phrases import noun_class, path
from extractor.attribution import Attribution, is_body, is_speaker, noun_phrase, speaks_for_others
from extractor.categories import default_lexicon
from extractor.loglinear import Features
from extractor.schema import Entity
from extractor.syntax import Parse

LOOK_BACK, LOOK_AHEAD = 3, 1
# A quotation may run over so many sentences before its speaker is named.
QUOTED_AHEAD = 4
_INDEX = itemgetter(0)
_PEOPLE = ("person", "personlike", "demonym", "household")
_HUMAN = ("he", "she")
_PRONOUNS = ("he", "she", "they", "it")
_BODIES = ("government", "military", "armed_group", "political", "organization", "ngo", "media", "state")


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate sources: speakers of this sentence, of the three before and of the next one, and the last source."""
    last = history[-1] if history else None
    speakers = speakers_of(bench)
    keys = last.sources if last else ()
    near: list[tuple[int, Attribution]] = []
    far: list[tuple[int, Attribution]] = []
    for index, a in speakers:
        gap = figure.sentence - index
        if figure.view.section == "title" and gap != 0:
            continue
        if bench.view.by_index[index].part == figure.view.part and gap >= -QUOTED_AHEAD:
            (near if gap <= LOOK_BACK else far).append((index, a))
    here = _who_speaks_here(bench, figure)
    owner = quotes_of(bench).owner(figure.candidate.start, near, bench)
    near = [s for s in near if figure.sentence - s[0] >= -LOOK_AHEAD or s == owner]
    renamed = named_later(bench, figure.sentence)
    out = []
    for index, a in near:
        for spoken in speaker_mentions(bench, index, a):
            m = renamed.get(spoken.key, spoken)
            f = _features(bench, figure, index, a, m, here)
            _quote_features(bench, figure, (index, a), owner, f)
            carry_features(figure, last, keys, m.key, f, here not in ("nobody", "weak"))
            out.append((m.key, m, f))
    reached = {key for key, _, _ in out}
    for index, a in reversed(far):
        for m in speaker_mentions(bench, index, a):
            if m.key in keys and m.key not in reached:
                reached.add(m.key)
                f = _features(bench, figure, index, a, m, here)
                carry_features(figure, last, keys, m.key, f, here not in ("nobody", "weak"))
                out.append((m.key, m, f))
    return best_by_key(out, "source", figure)


def _who_speaks_here(bench: Workbench, figure: Figure) -> str:
    """Who speaks in the figure's sentence: nobody, somebody by name, or somebody whose name may come later."""
    parse = figure.view.parse
    speakers = speakers_in(bench, figure.sentence)
    here = [a for a in speakers if not a.weak]
    if not here:
        return "weak" if speakers else "nobody"
    if any(not a.nominal for a in here):
        return "named"
    if all(parse.tag[a.head] == "PRP" for a in here):
        return "pronoun"
    return "indefinite" if all(parse.lower[a.first] in ("a", "an") for a in here) else "nominal"


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


def quotes_of(bench: Workbench) -> Quotes:
    """The article's quotations."""
    found = bench.memo.get("quotes")
    if not isinstance(found, Quotes):
        found = Quotes(bench)
        bench.memo["quotes"] = found
    return found


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
        return m.entity.type in _BODIES and m.entity.type not in ("state", "media")
    return m.entity.type == "person"


def _features(bench: Workbench, figure: Figure, index: int, a: Attribution, m: Mention, here: str) -> Features:
    gap = figure.sentence - index
    view = bench.view.by_index[index]
    parse = view.parse
    distance = sentence_distance(gap)
    start = bench.view.text[figure.view.start : figure.view.start + 1]
    quoted = start in "\"“'‘"
    same_block = view.block == figure.view.block
    verb = parse.lower[a.verb]
    kind = m.entity.type or "nil"
    f: Features = {
        "bias": 1.0, f"how={a.how}": 1.0, f"how={a.how}|weak={a.weak}": 1.0, f"dist={distance}": 1.0,
        f"dist={distance}|here={here}": 1.0, f"dist={distance}|how={a.how}": 1.0,
        f"dist={distance}|quoted={quoted}": 1.0,
        f"dist={distance}|same_block={same_block}": 1.0, f"verb={verb}": 1.0, f"type={kind}": 1.0,
        f"type={kind}|how={a.how}": 1.0, f"cat={figure.category}": 1.0, f"use={m.use}": 1.0,
        f"section={figure.view.section}": 1.0, f"nominal={a.nominal}|how={a.how}": 1.0,
        f"dist={distance}|weak={a.weak}": 1.0,
        f"use={m.use}|how={a.how}": 1.0, f"word={parse.lower[a.head]}" if a.nominal else "named": 1.0,
        f"actor={m.key in figure.actors}|weak={a.weak}": 1.0,
        f"section={figure.view.section}|{view.section}|{kind}": 1.0,
    }  # fmt: skip
    if gap == 0:
        _same_sentence(bench, figure, a, f)
    else:
        named = "nil" if m.entity.name is None or m.use == "nil" else "named"
        f[f"dist={distance}|here={here}|{named}"] = 1.0
        first, last = sorted((index, figure.sentence))
        speakers = speakers_of(bench)
        at = bisect_right(speakers, first, key=_INDEX)
        between = max(0, bisect_left(speakers, last, key=_INDEX) - at)
        f[f"dist={distance}|speakers between={min(between, 2)}"] = 1.0
        last_here = speakers_in(bench, index)[-1]
        f[f"dist={distance}|last of its sentence={last_here is a}"] = 1.0
    return f


def _same_sentence(bench: Workbench, figure: Figure, a: Attribution, f: Features) -> None:
    """Where the reporting word stands to the count inside one sentence."""
    parse, anchor = figure.view.parse, figure.candidate.phrase.anchor
    side, apart = tokens_apart(figure, min(a.first, a.verb), max(a.last, a.verb))
    up = list(parse.ancestors(anchor))
    governs = a.verb in up
    others = [b for b in speakers_in(bench, figure.sentence) if b.verb != a.verb]
    nearer = [b for b in others if b.verb in up and (not governs or up.index(b.verb) < up.index(a.verb))]
    f |= {
        f"here={side}{bucket(apart)}": 1.0, f"here={side}|how={a.how}": 1.0, f"here={side}|governs={governs}": 1.0,
        f"governs={governs}|how={a.how}": 1.0, f"governs={governs}|weak={a.weak}": 1.0, f"alone={not others}": 1.0,
        f"other_how={others[0].how if others else 'none'}|how={a.how}": 1.0, f"alone={not others}|weak={a.weak}": 1.0,
        f"nearer speaker={bool(nearer)}|governs={governs}": 1.0,
        f"nearest={_nearest(figure, a, others)}|governs={governs}|{side}": 1.0,
    }  # fmt: skip
    if a.weak:
        f[f"weak|route={path(parse, anchor, a.verb, 3)}"] = 1.0


def _nearest(figure: Figure, a: Attribution, others: Sequence[Attribution]) -> bool:
    place = figure.candidate.phrase.number
    return all(abs(a.verb - place) <= abs(b.verb - place) for b in others)


def _quote_features(
    bench: Workbench,
    figure: Figure,
    speaker: tuple[int, Attribution],
    owner: tuple[int, Attribution] | None,
    f: Features,
) -> None:
    quotes = quotes_of(bench)
    quoted = quotes.around(figure.candidate.start) is not None
    index, a = speaker
    said_inside = quotes.around(bench.view.by_index[index].parse.start[a.verb]) is not None
    state = "none" if owner is None else "owner" if owner == speaker else "other"
    f[f"in quotation={quoted}|speaker inside={said_inside}"] = 1.0
    if quoted:
        f[f"quotation's speaker={state}"] = 1.0
        f[f"quotation's speaker={state}|dist={sentence_distance(figure.sentence - index)}"] = 1.0


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
    kind = "person" if not a.nominal and first < last else None
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
