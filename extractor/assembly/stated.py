"""Totals that a sentence names in words: "two of the 40", "including three", "the dead include", "as follows: …"."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.figures import Figure
from extractor.assembly.totals import (
    MAX_AWAY,
    Tie,
    Ties,
    before_token,
    find_phrase,
    fits,
    link_words,
    may_hold,
    phrases,
    standing,
    toll_of,
    whole_at,
)
from extractor.syntax import Parse

_QUOTES = ('"', "“", "``")
_DASHES = ("—", "–", "--")
_CLOSE = 4
_LIST_HEAD = 12


def stated(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    for rule in (_listed, _of_total, _of_before, _among, _included, _whole_noun, _apposition):
        found = rule(figures, i, ties)
        if found is not None:
            return found
    return None


def _of_total(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """ "two of the 40 passengers", "14 of them", "seven of the dead"."""
    figure = figures[i]
    phrase, parse = figure.candidate.phrase, figure.view.parse
    noun = phrase.noun
    if not phrase.of_total or noun is None:
        return None
    for k in range(i + 1, min(i + 3, len(figures))):
        other = figures[k]
        if other.sentence == figure.sentence and noun in (other.candidate.phrase.noun, other.candidate.phrase.number):
            return Tie(k, "of total") if fits(other, figure) else None
    if parse.lower[noun] in link_words().pronouns and not whole_at(parse, noun + 1):
        here = before_token(figures, i, phrase.first)
        near = here is not None and (here not in ties or phrase.first - figures[here].candidate.phrase.last <= _CLOSE)
        total = here if near else standing(figures, i, ties)
        return Tie(total, "of them here" if near else "of them") if total is not None else None
    label = whole_at(parse, noun) or whole_at(parse, noun + 1)
    definite = any(w in ("the", "those", "these") for w in parse.lower[phrase.last + 1 : noun + 1])
    if label is not None and definite and (total := toll_of(figures, i, ties, label)) is not None:
        return Tie(total, "of whole")
    return None


def _of_before(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """ "Of the 57 dead, 44 drowned", "Of the dead, 21 are women"."""
    figure = figures[i]
    parse, number = figure.view.parse, figure.candidate.phrase.first
    starts = [t for t in range(number - 2) if parse.lower[t] in ("of", "among") and _opens(parse, t)]
    if not starts or parse.lower[starts[-1] + 1] not in ("the", "these", "those", "all", "his", "their", "its"):
        return None
    inside = range(starts[-1] + 1, min(starts[-1] + 9, number))
    for k in range(i - 1, -1, -1):
        other = figures[k]
        if other.sentence != figure.sentence:
            break
        if other.candidate.phrase.first in inside and starts[-1] in parse.ancestors(other.candidate.phrase.number):
            return Tie(k, "of before") if fits(other, figure) else None
    label = next((label for t in inside if (label := whole_at(parse, t)) is not None), None)
    if label is not None and (total := toll_of(figures, i, ties, label)) is not None:
        return Tie(total, "of whole before")
    return None


def _opens(parse: Parse, token: int) -> bool:
    return token == 0 or not (parse.text[token - 1][0].isalnum())


def _among(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """ "a soldier was among the 34 killed", "a nurse was among the dead"."""
    figure = figures[i]
    parse, above = figure.view.parse, set(figure.view.parse.ancestors(figure.candidate.phrase.anchor))
    for t, word in enumerate(parse.lower):
        if word not in ("among", "amongst") or parse.head[t] not in above or t in above:
            continue
        for k in range(max(0, i - 4), min(i + 5, len(figures))):
            other = figures[k]
            if k != i and other.sentence == figure.sentence and t in parse.ancestors(other.candidate.phrase.number):
                return Tie(k, "among") if fits(other, figure) else None
        inside = (x for x in range(t + 1, min(t + 6, len(parse))) if t in parse.ancestors(x))
        label = next((label for x in inside if (label := whole_at(parse, x)) is not None), None)
        if label is not None and (total := toll_of(figures, i, ties, label)) is not None:
            return Tie(total, "among whole")
    return None


def _included(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """ "12 people, including two children and a nurse", "among them were …", "101 of them in one town and 52 …"."""
    figure = figures[i]
    parse, number = figure.view.parse, figure.candidate.phrase.first
    mark = find_phrase(parse.lower, phrases("inclusions"), 0, number)
    if mark is None or any(w in (";", ":", *_DASHES) for w in parse.lower[mark[1] + 1 : number]):
        return None
    first = next((k for k in range(max(0, i - MAX_AWAY), i) if _is_at(figures[k], figure.sentence, mark[0] - 1)), None)
    if first is not None:
        total = ties[first].total if first in ties and may_hold(figures[ties[first].total], figure) else None
        same = figure.candidate.implicit and figures[first].value == 1  # "one of them, a girl of six"
        return Tie(total, "beside of them") if total is not None and not same else None
    total = before_token(figures, i, mark[0])
    above = set(parse.ancestors(figure.candidate.phrase.anchor))
    tied = bool(above & set(range(*mark))) or number - mark[1] <= 2
    if total is not None:
        return Tie(total, "inclusion" if tied else "inclusion far")
    if mark[0] <= 1 and (total := standing(figures, i, ties)) is not None:
        return Tie(total, "inclusion before")
    return None


def _is_at(figure: Figure, sentence: int, token: int) -> bool:
    return figure.sentence == sentence and figure.candidate.phrase.last == token


def _whole_noun(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """ "The dead include two nurses", "the toll included 12 soldiers"."""
    figure = figures[i]
    parse, anchor = figure.view.parse, figure.candidate.phrase.anchor
    words = link_words()
    for verb in (anchor, *parse.ancestors(anchor)):
        if parse.lower[verb] not in words.include or verb > figure.candidate.phrase.first:
            continue
        subject = next((k for k in parse.children[verb] if parse.dep[k] in ("nsubj", "nsubjpass") and k < verb), None)
        if subject is None or any(parse.dep[k] == "nummod" for k in parse.children[subject]):
            continue
        label = whole_at(parse, subject)
        listed = parse.lower[subject] in words.lists
        if listed and parse.lower[verb][:4] not in ("incl", "comp"):
            continue
        bare = figure.candidate.phrase.noun is None and not listed  # "the deaths are 160": the whole itself
        if label is not None and not bare and (total := toll_of(figures, i, ties, label)) is not None:
            return Tie(total, "toll" if listed else "whole")
    return None


def _apposition(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """ "28 hurt: 4 seriously, 24 slightly"; "two civilians — a woman and a man"."""
    figure = figures[i]
    parse, number = figure.view.parse, figure.candidate.phrase.first
    marks = [t for t in range(number) if parse.text[t] in (":", "(", *_DASHES)]
    if not marks:
        return None
    mark = marks[-1]
    between = parse.text[mark + 1 : number]
    if ")" in between or ";" in between or (parse.text[mark] in _DASHES and len(marks) > 1):
        return None
    total = before_token(figures, i, mark)
    if total is None or total < i - 4:
        return None
    kind = {":": "colon", "(": "bracket"}.get(parse.text[mark], "dash")
    verb = any(parse.tag[t] in ("VBD", "VBZ", "VBP", "MD") for t in range(mark + 1, number))
    return Tie(total, f"{kind} clause" if verb else kind)


def announces(parse: Parse) -> bool:
    return find_phrase(parse.lower, phrases("openers"), 0, len(parse)) is not None


def _listed(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """The total of a list that this sentence announces: "It detailed the deaths as follows: 49 died …"."""
    figure = figures[i]
    parse, number = figure.view.parse, figure.candidate.phrase.first
    mark = find_phrase(parse.lower, phrases("openers"), 0, number)
    between = parse.text[mark[0] : number] if mark is not None else ()
    if mark is None or ":" not in between or any(w in _QUOTES for w in between):
        return None
    first = not any(
        f.sentence == figure.sentence and f.candidate.phrase.first > mark[0] for f in figures[max(0, i - MAX_AWAY) : i]
    )
    here = before_token(figures, i, mark[0])
    total = here if here is not None else standing(figures, i, ties) if first else None
    return Tie(total, "list") if total is not None else None
