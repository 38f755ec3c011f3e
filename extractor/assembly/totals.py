"""Which count can be a part of which: by number, unit and category, and the words by which a text splits a total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from extractor.assembly.figures import Figure
from extractor.data_loader import load_yaml
from extractor.schema import Model
from extractor.syntax import Parse

# So many figures back a total is looked for.
MAX_AWAY = 25
# Or, for "the dead", among the first figures of the text.
FIRST = 6


class LinkWords(Model):
    """`data/links/<language>.yaml`: the words by which totals are split, and which category may be a part of which."""

    inclusions: list[str]
    pronouns: list[str]
    openers: list[str]
    wholes: dict[str, list[str]]
    lists: list[str]
    include: list[str]
    fates: dict[str, list[str]]
    overall: list[str]


@cache
def link_words() -> LinkWords:
    """The words of the shipped language."""
    return load_yaml("links/en.yaml", LinkWords)


@cache
def phrases(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(p.split()) for p in getattr(link_words(), name))


@cache
def _whole_nouns() -> Mapping[str, str]:
    return {noun: label for label, nouns in link_words().wholes.items() for noun in nouns}


class Tie(NamedTuple):
    """A figure's stated total, by its place among the figures, and how the text ties them."""

    total: int
    how: str


Ties = Mapping[int, Tie]


def size(figure: Figure) -> float | None:
    """The number, or the least that it commits to."""
    q = figure.candidate.quantity
    return q.value if q.value is not None else q.low


def kinship(part: Figure, total: Figure) -> str:
    """``same`` category, ``fate`` (what became of some of them), or ``none``."""
    if part.category == total.category:
        return "same"
    return "fate" if part.category in link_words().fates.get(total.category, ()) else "none"


def may_hold(total: Figure, part: Figure) -> bool:
    """Can the one be a part of the other, by number, unit, category and article?"""
    return kinship(part, total) != "none" and total.value != 0 and fits(total, part)


def fits(total: Figure, part: Figure) -> bool:
    """Is the one less than the other, of the same article and unit, as far as is known?"""
    a, b = size(part), size(total)
    smaller = a is None or b is None or a < b
    homes = ("household", "dwelling")
    same_unit = (part.candidate.noun_class in homes) <= (total.candidate.noun_class in homes)
    return smaller and same_unit and part.view.part == total.view.part


def stands_apart(figure: Figure) -> bool:
    """A count that its text keeps out of every total, a change of one, or no one."""
    q = figure.candidate.quantity
    return figure.value == 0 or q.measure != "level" or figure.status in ("excluded", "unverified")


def is_void(figure: Figure) -> bool:
    return figure.value == 0 or figure.status in ("excluded", "denied")


def beside(a: Figure, b: Figure) -> bool:
    """Are two counts of one sentence coordinated in the syntax?"""
    parse, t, goal = b.view.parse, b.candidate.phrase.anchor, a.candidate.phrase.anchor
    while parse.dep[t] in ("conj", "appos") and parse.head[t] != t:
        t = parse.head[t]
        if t == goal:
            return True
    return False


def find_phrase(words: Sequence[str], forms: Sequence[tuple[str, ...]], start: int, end: int) -> tuple[int, int] | None:
    """The last place of one of some phrases between two tokens: first token and the one after it."""
    for k in range(end - 1, start - 1, -1):
        for form in forms:
            if tuple(words[k : k + len(form)]) == form and k + len(form) <= end:
                return k, k + len(form)
    return None


def whole_at(parse: Parse, token: int) -> str | None:
    return _whole_nouns().get(parse.lower[token]) if token < len(parse) else None


def before_token(figures: Sequence[Figure], i: int, token: int) -> int | None:
    """The nearest figure before a token of the sentence that may hold this one."""
    figure = figures[i]
    for k in range(i - 1, -1, -1):
        other = figures[k]
        if other.sentence != figure.sentence:
            return None
        if other.candidate.phrase.last < token and may_hold(other, figure) and not is_void(other):
            return k
    return None


def standing(figures: Sequence[Figure], i: int, ties: Ties) -> int | None:
    """The count that "them" stands for: the nearest whole one before, else a part."""
    fitting = [k for k in range(i - 1, max(-1, i - MAX_AWAY), -1) if may_hold(figures[k], figures[i])]
    found = [k for k in fitting if not is_void(figures[k])]
    return next((k for k in found if k not in ties), found[0] if found else None)


def toll_of(figures: Sequence[Figure], i: int, ties: Ties, label: str) -> int | None:
    """The count that "the dead" stands for: the article's first of the category, where it was stated last."""
    figure = figures[i]
    near = max(0, i - MAX_AWAY)
    places: list[int] = [*range(min(FIRST, near)), *range(near, i)]
    found = [k for k in places if figures[k].category == label and fits(figures[k], figure) and not is_void(figures[k])]
    if not found:
        return None
    whole = [k for k in found if k not in ties and figures[k].value != 1]
    main = next((k for k in whole if figures[k].view.section == "body"), (whole or found)[0])
    return next(k for k in reversed(found) if figures[k].value == figures[main].value)
