"""How a text splits its totals: which count it states as a part of which, by words, by lists and by sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractor.assembly.figures import Figure
from extractor.assembly.stated import announces, stated
from extractor.assembly.sums import sums_of
from extractor.assembly.totals import MAX_AWAY, Tie, beside, find_phrase, fits, may_hold, phrases, size, stands_apart

_FIRM_SUMS = ("4 same", "11 same", "11 one", "51 same", "51 one", "51 many")
_FIRM_TIES = (
    "list",
    "listed",
    "of total",
    "of before",
    "of them here",
    "inclusion",
    "beside of them",
    "colon",
    "dash",
    "whole",
    "toll",
)
_LIST_GAP = 1


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


def outline_of(figures: Sequence[Figure]) -> Outline:
    """The stated and the arithmetic totals of an article's figures, in reading order."""
    ties: dict[int, Tie] = {}
    scope: _Scope | None = None
    for i, figure in enumerate(figures):
        if stands_apart(figure):
            continue
        tie = stated(figures, i, ties)
        if tie is None and scope is not None:
            tie = scope.next(figures, i)
        if tie is not None:
            ties[i] = tie
            scope = scope if scope is not None and scope.total == tie.total else _Scope(tie.total)
            scope.add(figures, i, tie.how)
        elif scope is not None and scope.is_left_by(figures, i):
            scope = None
    sums = sums_of(figures, ties)
    return Outline({**_told_behind(figures, {**sums, **ties}), **ties}, sums)


def _told_behind(figures: Sequence[Figure], known: Mapping[int, Tie]) -> dict[int, Tie]:
    """Counts before one that sums them up in words ("which makes 182 in all")."""
    out: dict[int, Tie] = {}
    for t, total in enumerate(figures):
        words = total.view.parse.lower
        if t in known or find_phrase(words, phrases("overall"), 0, len(words)) is None:
            continue
        for k in range(max(0, t - MAX_AWAY), t):
            if k not in known and not stands_apart(figures[k]) and may_hold(total, figures[k]):
                out.setdefault(k, Tie(t, "overall" if figures[k].category == total.category else "overall fate"))
    return out


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

    def is_left_by(self, figures: Sequence[Figure], i: int) -> bool:
        """Does a count of the same category that is no part of the total begin something new?"""
        total = figures[self.total]
        return figures[i].category == total.category and not fits(total, figures[i])

    def next(self, figures: Sequence[Figure], i: int) -> Tie | None:
        """The same total for a figure that goes on with the list, or that stands beside the last part."""
        figure, last, total = figures[i], figures[self.last], figures[self.total]
        if not may_hold(total, figure) or figure.category != last.category:
            return None
        whole, gap = size(total), figure.sentence - last.sentence
        if whole is not None and (size(figure) or 0.0) > whole - self.told:
            return None
        if self.how == "list" and gap <= _LIST_GAP and (gap == 0 or not announces(figure.view.parse)):
            return Tie(self.total, "listed")
        if gap == 0 and beside(last, figure):
            return Tie(self.total, "beside")
        return None
