"""How a text splits its totals: which count it states as a part of which, by words, by syntax, by lists and by sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from extractor.assembly.figures import Figure
from extractor.data_loader import load_yaml
from extractor.schema import Model
from extractor.syntax import Parse

_QUOTES = ('"', "“", "``")
_DASHES = ("—", "–", "--")
_CLOSE = 4
_FIRM_SUMS = ("4 same", "11 same", "11 one", "51 same", "51 one", "51 many")
_FIRM_TIES = ("list", "listed", "of total", "of before", "of them here", "inclusion", "beside of them", "colon", "dash")
_TALL = 50
_MAX_RUN = 12
_MAX_AWAY = 25
_LIST_GAP = 1


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
def _phrases(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(p.split()) for p in getattr(link_words(), name))


@cache
def _whole_nouns() -> Mapping[str, str]:
    return {noun: label for label, nouns in link_words().wholes.items() for noun in nouns}


class Tie(NamedTuple):
    """A figure's stated total, by its place among the figures, and how the text ties them."""

    total: int
    how: str


@dataclass(frozen=True)
class Outline:
    """What the text says about parts. `ties` by words; `sums` by arithmetic: total and how telling the sum is."""

    ties: Mapping[int, Tie]
    sums: Mapping[int, Tie] = field(default_factory=dict)

    def firm(self, n: int) -> Tie | None:
        """The total that leaves no doubt: an exact sum of large or adjacent counts, or a plain word for a part."""
        total, tie = self.sums.get(n), self.ties.get(n)
        if total is not None and total.how in _FIRM_SUMS:
            return total
        return tie if tie is not None and tie.how in _FIRM_TIES else None


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


def outline_of(figures: Sequence[Figure]) -> Outline:
    """The stated and the arithmetic totals of an article's figures, in reading order."""
    ties: dict[int, Tie] = {}
    scope: _Scope | None = None
    for i, figure in enumerate(figures):
        if stands_apart(figure):
            continue
        tie = _stated(figures, i, ties)
        if tie is None and scope is not None:
            tie = scope.next(figures, i)
        if tie is not None:
            ties[i] = tie
            scope = scope if scope is not None and scope.total == tie.total else _Scope(tie.total)
            scope.add(figures, i, tie.how)
        elif (
            scope is not None
            and figure.category == figures[scope.total].category
            and not fits(figures[scope.total], figure)
        ):
            scope = None
    sums = _sums(figures, ties)
    for t, total in enumerate(figures):
        words = total.view.parse.lower
        if t not in sums and t not in ties and _find(words, _phrases("overall"), 0, len(words)) is not None:
            for k in range(max(0, t - _MAX_AWAY), t):
                if k not in ties and k not in sums and not stands_apart(figures[k]) and may_hold(total, figures[k]):
                    ties[k] = Tie(t, "overall" if figures[k].category == total.category else "overall fate")
    return Outline(ties, sums)


@dataclass
class _Scope:
    """A total whose parts are being listed: the last part, how it was listed, what the parts so far come to."""

    total: int
    last: int = -1
    how: str = ""
    told: float = 0.0

    def add(self, figures: Sequence[Figure], i: int, how: str) -> None:
        again = (
            self.last >= 0 and how not in ("listed", "beside") and figures[i].sentence != figures[self.last].sentence
        )
        self.told = (0.0 if again else self.told) + (size(figures[i]) or 0.0)
        self.last, self.how = i, "list" if how in ("list", "listed") else how

    def next(self, figures: Sequence[Figure], i: int) -> Tie | None:
        """The same total for a figure that goes on with the list, or that stands beside the last part."""
        figure, last, total = figures[i], figures[self.last], figures[self.total]
        if not may_hold(total, figure) or figure.category != last.category:
            return None
        whole, gap = size(total), figure.sentence - last.sentence
        if whole is not None and (size(figure) or 0.0) > whole - self.told:
            return None
        if self.how == "list" and gap <= _LIST_GAP and (gap == 0 or not _announces(figure.view.parse)):
            return Tie(self.total, "listed")
        if gap == 0 and beside(last, figure):
            return Tie(self.total, "beside")
        return None


def beside(a: Figure, b: Figure) -> bool:
    """Are two counts of one sentence coordinated in the syntax?"""
    parse, t, goal = b.view.parse, b.candidate.phrase.anchor, a.candidate.phrase.anchor
    while parse.dep[t] in ("conj", "appos") and parse.head[t] != t:
        t = parse.head[t]
        if t == goal:
            return True
    return False


Ties = Mapping[int, Tie]


def _stated(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    for rule in (_listed, _of_total, _of_before, _among, _included, _whole_noun, _apposition):
        found = rule(figures, i, ties)
        if found is not None:
            return found
    return None


def _before(figures: Sequence[Figure], i: int, token: int) -> int | None:
    """The nearest figure before a token of the sentence that may hold this one."""
    figure = figures[i]
    for k in range(i - 1, -1, -1):
        other = figures[k]
        if other.sentence != figure.sentence:
            return None
        if other.candidate.phrase.last < token and may_hold(other, figure) and not _empty(other):
            return k
    return None


def _standing(figures: Sequence[Figure], i: int, ties: Ties) -> int | None:
    """The count that "them" stands for: the nearest whole one before, else a part."""
    fitting = [k for k in range(i - 1, max(-1, i - _MAX_AWAY), -1) if may_hold(figures[k], figures[i])]
    found = [k for k in fitting if not _empty(figures[k])]
    return next((k for k in found if k not in ties), found[0] if found else None)


def _toll(figures: Sequence[Figure], i: int, ties: Ties, label: str) -> int | None:
    """The count that "the dead" stands for: the article's first of the category, where it was stated last."""
    figure = figures[i]
    found = [
        k for k in range(i) if figures[k].category == label and fits(figures[k], figure) and not _empty(figures[k])
    ]
    if not found:
        return None
    whole = [k for k in found if k not in ties and figures[k].value != 1]
    main = next((k for k in whole if figures[k].view.section == "body"), (whole or found)[0])
    return next(k for k in reversed(found) if figures[k].value == figures[main].value)


def _empty(figure: Figure) -> bool:
    return figure.value == 0 or figure.status in ("excluded", "denied")


def _find(words: Sequence[str], forms: Sequence[tuple[str, ...]], start: int, end: int) -> tuple[int, int] | None:
    """The last place of one of some phrases between two tokens: first token and the one after it."""
    for k in range(end - 1, start - 1, -1):
        for form in forms:
            if tuple(words[k : k + len(form)]) == form and k + len(form) <= end:
                return k, k + len(form)
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
    if parse.lower[noun] in link_words().pronouns and not _whole_at(parse, noun + 1):
        here = _before(figures, i, phrase.first)
        near = here is not None and (here not in ties or phrase.first - figures[here].candidate.phrase.last <= _CLOSE)
        total = here if near else _standing(figures, i, ties)
        return Tie(total, "of them here" if near else "of them") if total is not None else None
    label = _whole_at(parse, noun) or _whole_at(parse, noun + 1)
    definite = any(w in ("the", "those", "these") for w in parse.lower[phrase.last + 1 : noun + 1])
    if label is not None and definite and (total := _toll(figures, i, ties, label)) is not None:
        return Tie(total, "of whole")
    return None


def _whole_at(parse: Parse, token: int) -> str | None:
    return _whole_nouns().get(parse.lower[token]) if token < len(parse) else None


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
    label = next((label for t in inside if (label := _whole_at(parse, t)) is not None), None)
    if label is not None and (total := _toll(figures, i, ties, label)) is not None:
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
        label = next((label for x in inside if (label := _whole_at(parse, x)) is not None), None)
        if label is not None and (total := _toll(figures, i, ties, label)) is not None:
            return Tie(total, "among whole")
    return None


def _included(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """ "12 people, including two children and a nurse", "among them were …", "101 of them in one town and 52 …"."""
    figure = figures[i]
    parse, number = figure.view.parse, figure.candidate.phrase.first
    mark = _find(parse.lower, _phrases("inclusions"), 0, number)
    if mark is None or any(w in (";", ":", *_DASHES) for w in parse.lower[mark[1] + 1 : number]):
        return None
    first = next((k for k in range(i) if _is_at(figures[k], figure.sentence, mark[0] - 1)), None)
    if first is not None:
        total = ties[first].total if first in ties and may_hold(figures[ties[first].total], figure) else None
        same = figure.candidate.implicit and figures[first].value == 1  # "one of them, a girl of six"
        return Tie(total, "beside of them") if total is not None and not same else None
    total = _before(figures, i, mark[0])
    above = set(parse.ancestors(figure.candidate.phrase.anchor))
    tied = bool(above & set(range(*mark))) or number - mark[1] <= 2
    if total is not None:
        return Tie(total, "inclusion" if tied else "inclusion far")
    if mark[0] <= 1 and (total := _standing(figures, i, ties)) is not None:
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
        label = _whole_at(parse, subject)
        listed = parse.lower[subject] in words.lists
        if listed and parse.lower[verb][:4] not in ("incl", "comp"):
            continue
        bare = figure.candidate.phrase.noun is None and not listed  # "the deaths are 160": the whole itself
        if label is not None and not bare and (total := _toll(figures, i, ties, label)) is not None:
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
    total = _before(figures, i, mark)
    if total is None or total < i - 4:
        return None
    kind = {":": "colon", "(": "bracket"}.get(parse.text[mark], "dash")
    verb = any(parse.tag[t] in ("VBD", "VBZ", "VBP", "MD") for t in range(mark + 1, number))
    return Tie(total, f"{kind} clause" if verb else kind)


def _announces(parse: Parse) -> bool:
    return _find(parse.lower, _phrases("openers"), 0, len(parse)) is not None


def _listed(figures: Sequence[Figure], i: int, ties: Ties) -> Tie | None:
    """The total of a list that this sentence announces: "It detailed the deaths as follows: 49 died …"."""
    figure = figures[i]
    parse, number = figure.view.parse, figure.candidate.phrase.first
    mark = _find(parse.lower, _phrases("openers"), 0, number)
    between = parse.text[mark[0] : number] if mark is not None else ()
    if mark is None or ":" not in between or any(w in _QUOTES for w in between):
        return None
    first = not any(f.sentence == figure.sentence and f.candidate.phrase.first > mark[0] for f in figures[:i])
    here = _before(figures, i, mark[0])
    total = here if here is not None else _standing(figures, i, ties) if first else None
    return Tie(total, "list") if total is not None else None


def _sums(figures: Sequence[Figure], ties: Ties) -> dict[int, Tie]:
    """Runs of counts that add up to a count right before or behind them; of two that share a count the longer one."""
    found: list[tuple[int, int, int, list[int]]] = []
    for t, total in enumerate(figures):
        if total.value and total.value >= 2 and not _empty(total):
            for step in (1, -1):
                for run in _runs(figures, t, step, ties):
                    found.append((-len(run), -step, abs(run[0] - t), [t, *run]))
    out: dict[int, Tie] = {}
    inner = [run for *_, run in found if _apart(figures, run)]
    for *_, (t, *run) in sorted(found):
        if any(set(other) <= set(run) for other in inner):
            continue  # a count and its own parts are not counted together
        if not any(k in out for k in run) and (t not in out or out[t].total not in run):
            out.update({k: Tie(t, _telling(figures, t, run)) for k in run})
    return out


def _apart(figures: Sequence[Figure], run: Sequence[int]) -> bool:
    """Do the parts of a tall total stand in one sentence, and the total in another?"""
    sentence = figures[run[1]].sentence
    alone = figures[run[0]].sentence != sentence and all(figures[k].sentence == sentence for k in run[1:])
    return alone and (figures[run[0]].value or 0) > _TALL


def _runs(figures: Sequence[Figure], t: int, step: int, ties: Ties) -> list[list[int]]:
    """The counts on one side of a total that sum to it exactly, from the nearest on; inner parts are passed over."""
    total, told, run = figures[t], 0.0, list[int]()
    whole, k, near, out = total.value or 0, t + step, total.sentence, list[list[int]]()
    while 0 <= k < len(figures) and abs(k - t) <= _MAX_AWAY and len(run) < _MAX_RUN:
        figure = figures[k]
        inner = k in ties and ties[k].total != t
        holds = may_hold(total, figure) and (figure.category == total.category or total.category == "casualties")
        if holds and not inner and not stands_apart(figure):
            if run and abs(figure.sentence - near) > 2:
                break
            if step < 0 and abs(figure.sentence - total.sentence) > 1:
                break
            told += size(figure) or 0
            run.append(k)
            while told > whole and figures[run[0]].sentence != figure.sentence:
                told -= size(figures[run.pop(0)]) or 0  # what a sentence before counts may be no part
            if told >= whole:
                if told != whole or len(run) == 1:
                    break
                out.append(run)
                told, run = 0.0, []
            near = figure.sentence
        elif inner:
            near = figure.sentence
        k += step
    return out


def _telling(figures: Sequence[Figure], t: int, run: Sequence[int]) -> str:
    """How hardly a sum comes about by chance: by the size of the total, and by the run's sentences."""
    whole = figures[t].value or 0
    tall = "2" if whole <= 3 else "4" if whole <= 10 else "11" if whole <= 50 else "51"
    sentences = {figures[k].sentence for k in run}
    near = "same" if sentences == {figures[t].sentence} else "one" if len(sentences) == 1 else "many"
    return f"{tall} {near}"
