"""Places that no knowledge base lists: a capitalised name behind "in", or with a word for a kind of place."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from extractor.assembly.context import SentenceView
from extractor.assembly.figures import Mention
from extractor.data_loader import load_yaml
from extractor.schema import Entity, Model
from extractor.syntax import Parse

_NAME_TAGS = ("NNP", "NNPS")
_STRICT = ("in", "at", "near", "outside", "off")


class PlaceLeads(Model):
    """`data/nouns/place_leads.yaml`."""

    leads: list[str]
    places: list[str]
    where: list[str]
    whence: list[str]
    whither: list[str]
    parts: list[str]
    wide: list[str]
    everywhere: list[str]
    worldwide: list[str]
    never: list[str]
    situating: list[str]
    striking: list[str]
    sourcing: list[str]
    spots: list[str]
    levels: dict[str, list[str]]
    directions: list[str]
    care: list[str]
    happening: list[str]
    dwellers: list[str]


class LeadWords(NamedTuple):
    """The same as sets; `kinds` are all nouns that may stand between a preposition and the name."""

    leads: frozenset[str]
    places: frozenset[str]
    where: frozenset[str]
    whence: frozenset[str]
    whither: frozenset[str]
    kinds: frozenset[str]
    wide: frozenset[str]
    everywhere: frozenset[str]
    worldwide: frozenset[str]
    never: frozenset[str]
    situating: frozenset[str]
    striking: frozenset[str]
    sourcing: frozenset[str]
    spots: frozenset[str]
    levels: dict[str, str]
    directions: frozenset[str]
    care: frozenset[str]
    happening: frozenset[str]
    dwellers: frozenset[str]


@cache
def lead_words() -> LeadWords:
    """The words around places."""
    d = load_yaml("nouns/place_leads.yaml", PlaceLeads)
    sets = {name: frozenset(words) for name, words in d.model_dump().items() if name not in ("parts", "levels")}
    kinds = frozenset((*d.places, *(p + "s" for p in d.places), *d.parts))
    return LeadWords(**sets, kinds=kinds, levels={n: k for k, nouns in d.levels.items() for n in nouns})


def singular(word: str) -> str:
    """A kind of place in the singular, as far as dropping an s makes it."""
    return word[:-1] if word.endswith("s") and word[:-1] in lead_words().kinds else word


def unlisted_places(
    view: SentenceView,
    raw: str,
    covered: Container[int],
    dated: Container[int],
    last_names: frozenset[str],
    placed: Iterable[int] = (),
) -> list[Mention]:
    """Names in place position without an entry.

    `covered` and `dated` are tokens that are something else already, `placed` those of listed places; `last_names` are
    those of persons.
    """
    parse, out, known = view.parse, [], set(placed)
    for i, j in _name_runs(parse, covered, dated):
        beside = parse.dep[j - 1] == "conj" and parse.head[j - 1] in known and parse.text[j - 1] not in last_names
        if beside or _is_led(parse, i, j, last_names):
            out.append(_mention(view, raw, i, _end_of(parse, j)))
            known.update(range(i, j))
    return out


def repeated_places(
    view: SentenceView, raw: str, covered: Container[int], dated: Container[int], names: Container[str]
) -> list[Mention]:
    """Names that another sentence of the article shows to be places, wherever they stand."""
    parse = view.parse
    return [
        _mention(view, raw, i, j)
        for i, j in _name_runs(parse, covered, dated)
        if raw[parse.start[i] : parse.end[j - 1]] in names
        and not (j < len(parse) and parse.lower[j] in ("said", "who"))
    ]


def _name_runs(parse: Parse, covered: Container[int], dated: Container[int]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised name tokens that are nothing else, as first and end (exclusive)."""
    i = 0
    while i < len(parse):
        j = i
        while j < len(parse) and j not in covered and j not in dated and _is_name(parse, i, j):
            j += 1
        if j > i:
            yield i, j
        i = max(j, i + 1)


def _is_name(parse: Parse, i: int, j: int) -> bool:
    """A capitalised name, or the hyphen inside one ("Lake Mai-Ndombe")."""
    if parse.tag[j] == "HYPH" and i < j < len(parse) - 1:
        return parse.tag[j + 1] in _NAME_TAGS
    return parse.tag[j] in _NAME_TAGS and parse.text[j][:1].isupper()


def _is_led(parse: Parse, i: int, j: int, last_names: frozenset[str]) -> bool:
    """Does a preposition or a noun for a kind of place show that the run i..j names a place?"""
    words = lead_words()
    before = i - 1
    while before >= 0 and parse.tag[before] in ("DT", "JJ"):
        before -= 1
    lead = parse.lower[before] if before >= 0 else ""
    if parse.text[i] in words.never or (i and parse.lower[i - 1] in ("a", "an")):
        return False
    if j < len(parse) and parse.lower[j] in ("'s", "said", "who"):
        return False
    if _names_a_thing(parse, j):
        return False
    kind = any(parse.lower[t] in words.places for t in range(i, min(j + 1, len(parse))))
    of_kind = lead == "of" and before >= 1 and parse.lower[before - 1] in words.places
    if lead in _STRICT or of_kind:
        # A pair that looks like a person's name and only modifies a noun ("in the Harry Potter films") is none.
        return parse.text[j - 1] not in last_names or kind or parse.dep[j - 1] in ("pobj", "conj", "appos")
    if parse.text[j - 1] in last_names:
        return False
    ends = j >= len(parse) or parse.tag[j] in (",", ".", ":")
    if lead in words.striking and (parse.dep[j - 1] == "dobj" or ends):
        return True
    dwelt = lead == "of" and before >= 1 and parse.lower[before - 1] in words.dwellers
    if dwelt or (lead in words.whence and parse.dep[j - 1] == "pobj" and parse.text[i].isalpha()):
        return True
    return (lead in words.leads or lead in words.where) and kind


def _names_a_thing(parse: Parse, j: int) -> bool:
    """Does the run that ends at j only say which thing is meant ("at a Walmart store", "in Nike shoes")?"""
    if j >= len(parse) or parse.dep[j - 1] not in ("compound", "nmod", "amod") or parse.head[j - 1] < j:
        return False
    noun = parse.head[j - 1]
    if any(parse.tag[t] not in ("NN", "NNS", "HYPH") for t in range(j, noun + 1)):
        return False
    return singular(parse.lower[noun]) not in lead_words().kinds


def _end_of(parse: Parse, j: int) -> int:
    """The run with the noun for its kind behind it ("Chiuri village")."""
    return j + 1 if j < len(parse) and parse.lower[j] in lead_words().places else j


def _mention(view: SentenceView, raw: str, i: int, end: int) -> Mention:
    span = view.span_of(i, end - 1, raw)
    entity = Entity(mention=span, id=None, name=span.text, type="place")
    return Mention(entity, "unlisted", None, view.index, view.part, view.section, i, end - 1, end - 1)


def definite_kinds(parse: Parse) -> frozenset[str]:
    """Kinds of place that the sentence speaks of as known ("at the camp", "in the two camps")."""
    kinds = lead_words().kinds
    out = set()
    for i, word in enumerate(parse.lower):
        noun = singular(word)
        if (
            not i
            or noun not in kinds
            or parse.tag[i] not in ("NN", "NNS")
            or (i + 1 < len(parse) and parse.lower[i + 1] == "of")
        ):
            continue
        j = i - 1
        while j > 0 and (parse.tag[j] in ("CD", "JJ") or parse.lower[j] in ("both", "same")):
            j -= 1
        if parse.lower[j] in ("the", "this", "that", "these", "those", "both"):
            out.add(noun)
    return frozenset(out)


def is_worldwide(parse: Parse) -> bool:
    """Does the sentence speak of the whole world ("around the world", "in 38 countries", not "the world's largest")?"""
    words = lead_words()
    for i, word in enumerate(parse.lower):
        if word in words.worldwide:
            return True
        led = i >= 2 and (parse.lower[i - 2] in words.where or parse.lower[i - 2] == "over")
        named = i + 1 < len(parse) and parse.tag[i + 1] in ("POS", "NN", "NNS", "NNP")
        if led and not named and word in words.everywhere and parse.lower[i - 1] == "the":
            return True
        if led and parse.tag[i - 1] == "CD" and word in ("countries", "nations"):
            return True
    return False
