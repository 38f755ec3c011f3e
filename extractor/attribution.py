"""Who says it: the source phrases of a parsed sentence, each with the clause that it governs."""

from __future__ import annotations

from functools import cache, cached_property

from extractor.data_loader import load_yaml
from extractor.inflection import noun_forms, verb_forms
from extractor.schema import Model
from extractor.syntax import Parse

_NAME_TAGS = ("NNP", "NNPS")
_NOUNS = ("NN", "NNS", *_NAME_TAGS, "PRP")
_PHRASE = ("DT", "JJ", "NN", "NNS", *_NAME_TAGS, "PRP", "PRP$", "POS", "CD", "VBN", "HYPH")
_LATE_SUBJECT = ("dobj", "nsubj", "nsubjpass", "npadvmod", "attr", "oprd", "dative")
_CLOSERS = (",", '"', "''", "”", "'", "’", "``", "?", "!")
_SPEAKING_PRONOUNS = ("he", "she", "they", "it")
_DEFINITE = ("the", "this", "that", "its", "his", "her", "their")
_INSIDE_NP = {"det", "amod", "compound", "poss", "nmod", "nummod", "case", "cc", "conj", "predet", "quantmod", "punct"}


class AttributionFile(Model):
    """`data/attribution/<language>.yaml`."""

    said_verbs: list[str]
    weak_verbs: list[str]
    said_phrases: list[str]
    quoting: list[str]
    spokespeople: list[str]
    according: list[str]
    carriers: list[str]
    speakers: list[str]
    never: list[str]


class Attribution(Model):
    """A source phrase. `head` is its head token, `first`..`last` its tokens (inclusive, all into the parse).

    `how`: ``said`` (subject of a reporting verb), ``according``, ``carrier`` ("UN figures suggest"), ``document``
    ("the report said": its author is to be found), ``quoted`` ("quoting a doctor") or ``agent`` ("as quoted by"); a
    question mark behind it where the noun is no known speaker. `verb` is the token of the reporting word. `weak` marks
    reporting verbs with other meanings.
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
    phrases: frozenset[tuple[str, str]]
    quoting: frozenset[str]
    spokespeople: frozenset[str]
    carriers: frozenset[str]
    speakers: frozenset[str]
    never: frozenset[str]
    according: tuple[tuple[str, ...], ...]

    @cached_property
    def saying(self) -> frozenset[str]:
        """The words that may be the reporting verb."""
        return self.said | {verb for verb, _ in self.phrases}

    @cached_property
    def opening(self) -> frozenset[str]:
        """The first words of what says "according to"."""
        return frozenset(form[0] for form in self.according)


@cache
def _words() -> _Words:
    data = load_yaml("attribution/en.yaml", AttributionFile)
    return _Words(
        said=frozenset(f for v in data.said_verbs for f in verb_forms(v)),
        weak=frozenset(f for v in data.weak_verbs for f in verb_forms(v)),
        phrases=frozenset((f, p) for v, p in (x.split() for x in data.said_phrases) for f in (v, *verb_forms(v))),
        quoting=frozenset(f for v in data.quoting for f in verb_forms(v)),
        spokespeople=frozenset(f for n in data.spokespeople for f in noun_forms(n)),
        carriers=frozenset(f for n in data.carriers for f in noun_forms(n)),
        speakers=frozenset(f for n in data.speakers for f in noun_forms(n)),
        never=frozenset(data.never),
        according=tuple(tuple(a.split()) for a in data.according),
    )


def reporting_words() -> frozenset[str]:
    """The lower-cased words without which no sentence has a source phrase."""
    words = _words()
    return words.said | words.quoting | {a[0] for a in words.according} | {verb for verb, _ in words.phrases}


def speaks_for_others(word: str) -> bool:
    """Whether the (lower-cased) noun is one for people who, without a name, stand for their organisation."""
    return word in _words().spokespeople


def find_attributions(parse: Parse) -> tuple[Attribution, ...]:
    """All source phrases of a sentence, in order of their reporting word."""
    words = _words()
    out: list[Attribution] = []
    for i, word in enumerate(parse.lower):
        if word in words.saying:
            out += _said(parse, i, words)
        if word in words.opening:
            out += _according(parse, i, words)
    return tuple(sorted(out, key=lambda a: (a.verb, a.first)))


def _said(parse: Parse, i: int, words: _Words) -> list[Attribution]:
    if parse.lower[i] not in words.said or parse.tag[i][:2] != "VB":
        return _loose(parse, i, words) or _noun_for_verb(parse, i, words)
    out = []
    weak = parse.lower[i] in words.weak and not any(parse.dep[k] == "ccomp" for k in parse.children[i])
    subject = _subject(parse, i)
    if subject is None and not weak:
        subject = _inverted_subject(parse, i, words) or _name_before(parse, i)
    beside = i - 1 if i and parse.lower[i - 1] in words.speakers and parse.tag[i - 1] in _NOUNS else None
    if beside is not None and parse.dep[beside] not in ("pobj", "conj") and parse.lower[i] not in words.weak:
        subject = beside  # "In Kirkuk, police say": whatever the parser took for the subject
    if subject is not None:
        for head in (subject, *_conjuncts(parse, subject, i)):
            out += _source(parse, head, i, "said", weak, words)
    for k in parse.children[i]:
        if parse.dep[k] == "agent":
            out += [s for o in parse.children[k] for s in _source(parse, o, i, "agent", weak, words)]
        if parse.dep[k] == "dobj" and parse.lower[i] in words.quoting:
            out += _source(parse, k, i, "quoted", False, words)
        told = parse.lower[i] in ("told", "tell", "tells", "telling") and parse.dep[k] in ("dobj", "dative")
        if told and parse.tag[k] in _NAME_TAGS:
            out += _source(parse, k, i, "told", True, words)
    return out


def _loose(parse: Parse, i: int, words: _Words) -> list[Attribution]:
    """ "Local radio speaks of 40 dead", "the mission is aware of three": a verb that reports with its preposition."""
    follows = parse.lower[i + 1] if i + 1 < len(parse) else ""
    if (parse.lower[i], follows) not in words.phrases:
        return []
    verb = i if parse.tag[i][:2] == "VB" else parse.head[i]
    subject = _subject(parse, verb)
    if subject is None:
        return []
    heads = (subject, *_conjuncts(parse, subject, verb))
    return [a for head in heads for a in _source(parse, head, verb, "said", False, words)]


def _noun_for_verb(parse: Parse, i: int, words: _Words) -> list[Attribution]:
    """ "UNICEF estimates 40 dead", where the tagger takes the verb for a noun."""
    if (
        parse.tag[i] != "NNS"
        or parse.lower[i] not in words.said
        or parse.lower[i] in words.weak
        or not 0 < i < len(parse) - 1
    ):
        return []
    if parse.tag[i - 1] not in _NAME_TAGS or parse.tag[i + 1] not in ("CD", "IN", "RB", "RBR", "JJR", "RBS", "JJS"):
        return []
    return _source(parse, i - 1, i, "said", False, words) if parse.lower[i + 1] not in ("of", "from", "for") else []


def _conjuncts(parse: Parse, head: int, verb: int) -> list[int]:
    """The other speakers in "police and witnesses said"."""
    out = []
    node: int | None = head
    while node is not None:
        node = next((k for k in parse.children[node] if parse.dep[k] == "conj" and (k < verb) == (head < verb)), None)
        if node is not None:
            out.append(node)
    return out[:2]


def _subject(parse: Parse, verb: int) -> int | None:
    """The subject of a verb, also the shared one of coordinated verbs ("said … and added …")."""
    node = verb
    for _ in range(3):
        subjects = [k for k in parse.children[node] if parse.dep[k] == "nsubj"]
        if subjects:
            # Of two ("the news agency AFP has put …") the name is the speaker, and the other its kind.
            k = next((k for k in reversed(subjects) if parse.tag[k] in _NAME_TAGS), subjects[0])
            return parse.head[node] if _relative(parse, k, node) else k
        if parse.dep[node] not in ("conj", "xcomp"):
            return None
        node = parse.head[node]
    return None


def _relative(parse: Parse, subject: int, verb: int) -> bool:
    """ "an official, who added that …": the speaker is the noun before."""
    return (
        parse.lower[subject] in ("who", "which", "that") and parse.dep[verb] == "relcl" and parse.head[verb] < subject
    )


def _inverted_subject(parse: Parse, verb: int, words: _Words) -> int | None:
    """ "…, reported officials", "…," added she": the subject behind the verb, where the words said stand before."""
    before = parse.text[verb - 1] if verb else ""
    after = parse.lower[verb + 1] if verb + 1 < len(parse) else ""
    if before not in _CLOSERS or not (parse.tag[verb] in ("VBD", "VBZ", "VBP") or after in words.speakers):
        return None
    later = [k for k in parse.children[verb] if k > verb and parse.dep[k] in _LATE_SUBJECT and parse.tag[k] in _NOUNS]
    if later and all(parse.tag[t] in _PHRASE for t in range(verb + 1, later[0])):
        return later[0]
    last = verb
    while last + 1 < len(parse) and parse.tag[last + 1] in _PHRASE:
        last += 1
    return last if last > verb and parse.tag[last] in _NOUNS else None


def _name_before(parse: Parse, verb: int) -> int | None:
    """ "…," the governor, Rachid Amzil, told us", where the parser ties the name to something else."""
    t = verb - 2 if verb > 1 and parse.lower[verb - 1] == "," else verb - 1
    return (
        t
        if t > 0 and parse.tag[verb] in ("VBD", "VBZ") and parse.tag[t] in _NAME_TAGS and parse.dep[t] == "appos"
        else None
    )


def _according(parse: Parse, i: int, words: _Words) -> list[Attribution]:
    for form in words.according:
        if parse.lower[i : i + len(form)] == form:
            last = i + len(form) - 1
            for j in (last, i):
                objects = [k for k in parse.children[j] if parse.dep[k] in ("pobj", "dobj") and k > last]
                if objects:
                    heads = (objects[0], *_conjuncts(parse, objects[0], i))
                    return [a for head in heads for a in _source(parse, head, i, "according", False, words)]
            j = last + 1
            while j < len(parse) and parse.tag[j] in ("DT", "JJ", "NN", "NNS", *_NAME_TAGS, "PRP$", "POS", "VBN"):
                j += 1
            if j > last + 1:
                return _source(parse, j - 1, i, "according", False, words)
    return []


def _source(parse: Parse, head: int, verb: int, how: str, weak: bool, words: _Words) -> list[Attribution]:
    """The source phrase around `head`, or nothing where it cannot speak."""
    head = _one_of(parse, head)
    low = parse.lower[head]
    pronoun = parse.tag[head] == "PRP"
    named = parse.tag[head] in _NAME_TAGS or (parse.tag[head] == "WP" and parse.text[head].isupper())
    if (low in words.never and not named) or (pronoun and low not in _SPEAKING_PRONOUNS):
        return []
    if low in words.carriers and not named:
        return _carried(parse, head, verb, weak, words)
    if (name := _appositive(parse, head, verb)) is not None:
        head, named = name, True
    elif not named and not pronoun and low not in words.speakers:
        # Anybody can say something, but what "shows" or "claims" something may be a thing.
        clause = how == "according" or any(parse.dep[k] == "ccomp" for k in parse.children[verb])
        if weak or not clause or how == "agent" or parse.tag[head] not in ("NN", "NNS"):
            return []
        how += "?"
    first, last = noun_phrase(parse, head)
    return [Attribution(first=first, last=last, head=head, verb=verb, how=how, weak=weak, nominal=not named)]


def _carried(parse: Parse, head: int, verb: int, weak: bool, words: _Words) -> list[Attribution]:
    """ "UN figures show": the owner; "the report said": whoever made it, found later; "reports say": nobody."""
    owner = _owner(parse, head)
    if owner is not None:
        return [a.model_copy(update={"how": "carrier"}) for a in _source(parse, owner, verb, "said", weak, words)]
    first, last = noun_phrase(parse, head)
    if parse.lower[first] not in _DEFINITE:
        return []
    return [Attribution(first=first, last=last, head=head, verb=verb, how="document", weak=weak, nominal=True)]


def _one_of(parse: Parse, head: int) -> int:
    """ "one of the doctors" → doctors."""
    if parse.tag[head] == "CD":
        for k in parse.children[head]:
            if parse.lower[k] == "of":
                return next((o for o in parse.children[k] if parse.dep[o] == "pobj"), head)
    return head


def _appositive(parse: Parse, head: int, verb: int) -> int | None:
    """The name beside an office: "the head of the mission, Jean Natama, said", "the teacher, Amina Diallo"."""
    if parse.tag[head] in _NAME_TAGS and parse.tag[max(head - 1, 0)] in _NAME_TAGS:
        return None
    for k in parse.children[head]:
        if parse.dep[k] == "appos" and parse.tag[k] in _NAME_TAGS and k > head:
            return k
    if parse.tag[head] in _NAME_TAGS:
        return None
    comma = next((t for t in range(head + 1, min(len(parse), head + 10)) if parse.lower[t] == ","), None)
    if comma is None or (comma > verb > head):
        return None
    begin = comma + 1 + (comma + 1 < len(parse) and parse.lower[comma + 1] == "the")
    last = begin - 1
    while last + 1 < len(parse) and parse.tag[last + 1] in (*_NAME_TAGS, "HYPH"):
        last += 1
    closed = last + 1 >= len(parse) or parse.tag[last + 1] in (",", ".", ":") or last + 1 == verb
    long_enough = last > begin or (last == begin and parse.text[last].isupper())
    between = parse.tag[head + 1 : comma]
    return last if long_enough and closed and "VBD" not in between and "CC" not in between else None


def _owner(parse: Parse, head: int) -> int | None:
    """Whose report: "UN figures", "the ministry's tally", "a statement by the army"."""
    for k in parse.children[head]:
        if parse.dep[k] in ("poss", "compound", "nmod") and _can_own(parse, k):
            return k
    for k in parse.children[head]:
        if parse.dep[k] == "prep" and parse.lower[k] in ("by", "from", "of"):
            for o in parse.children[k]:
                if parse.dep[o] == "pobj" and _can_own(parse, o):
                    return o
    return None


def _can_own(parse: Parse, k: int) -> bool:
    # The tagger takes WHO for a pronoun.
    return parse.tag[k] in (*_NAME_TAGS, "NN", "NNS") or (parse.tag[k] == "WP" and parse.text[k].isupper())


def noun_phrase(parse: Parse, head: int) -> tuple[int, int]:
    """First and last token of the noun phrase without relative clauses, appositions and prepositional tails."""
    first = head
    for k in parse.children[head]:
        if k < head and parse.dep[k] in _INSIDE_NP and parse.dep[k] not in ("cc", "conj", "punct"):
            first = min(first, *parse.subtree(k))
    return first, head
