"""Near-duplicate articles: wire copy in several outlets, updated versions of one story."""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import eq

import regex
from rensa import RMinHash, RMinHashLSH

# Five words in a row are hardly ever written twice by chance; one changed name or number touches five of them, so
# that a template filled in anew stays apart.
_SHINGLE = 5
# 80 bands of 3 find 89 % of the pairs that share three tenths of their shingles, and 99.5 % from four tenths on.
_PERMUTATIONS, _BANDS, _SEED = 240, 80, 1
# The share of the shorter text that has to stand in the other one. Beyond the days that a story runs, the two have to
# be one text: a monthly report repeats its sentences about other people.
_CONTAINED, _EQUAL, _DAYS = 0.7, 0.9, 10
# A later text with this much more is a new article that quotes the old one.
_LONGER = 2.0
# Shorter texts are compared as a whole.
_SHORT = 20
_WORD = regex.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of an article: how many shingles it has, and their minima under each permutation."""

    id: str
    date: datetime.date | None
    shingles: int
    minima: array[int]

    @property
    def order(self) -> tuple[bool, datetime.date, str]:
        """The earliest first; without a date last."""
        return self.date is None, self.date or datetime.date.min, self.id


def duplicates(articles: Iterable[tuple[str, str | None, str]]) -> dict[str, str]:
    """(id, date, text) of each article → for each near-duplicate the id of the earliest article of its group.

    The earliest one itself is not in the result. An article without a date counts as the latest; equal dates go by id.
    A later article belongs to an earlier one that it copies, cuts or updates, and with it to what that one belongs to.
    The answer does not depend on the order of `articles`; texts are read once and not kept (1 kB stays of each).
    """
    index = RMinHashLSH(threshold=0.3, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    signatures: list[Signature] = []
    copied: dict[int, list[int]] = {}
    for id_, date, text in articles:
        shingles = _shingles(text)
        minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        minhash.update(sorted(shingles))
        own = Signature(id_, _day(date), len(shingles), array("I", minhash.digest()))
        n = len(signatures)
        signatures.append(own)
        for other in index.query(minhash) if shingles else ():
            earlier, later = sorted((n, other), key=lambda i: signatures[i].order)
            if _copies(signatures[later], signatures[earlier]):
                copied.setdefault(later, []).append(earlier)
        index.insert(n, minhash)
    return _firsts(signatures, copied)


def _firsts(signatures: Sequence[Signature], copied: Mapping[int, Sequence[int]]) -> dict[str, str]:
    first: dict[int, int] = {}
    for later in sorted(copied, key=lambda i: signatures[i].order):
        earliest = min(copied[later], key=lambda i: signatures[i].order)
        first[later] = first.get(earliest, earliest)
    return {signatures[i].id: signatures[first[i]].id for i in sorted(first, key=lambda i: signatures[i].id)}


def _shingles(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    if len(words) < _SHORT:
        return {" ".join(words)} if words else set()
    return {" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def _copies(later: Signature, earlier: Signature) -> bool:
    jaccard = sum(map(eq, later.minima, earlier.minima)) / _PERMUTATIONS
    if jaccard >= _EQUAL:
        return True
    small, large = sorted((later.shingles, earlier.shingles))
    contained = jaccard / (1 + jaccard) * (small + large) / small
    if contained < _CONTAINED or later.shingles > _LONGER * earlier.shingles:
        return False
    return later.date is None or earlier.date is None or abs((later.date - earlier.date).days) <= _DAYS


def _day(date: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat((date or "")[:10])
    except ValueError:
        return None
