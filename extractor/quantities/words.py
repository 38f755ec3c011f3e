"""Number words: the longest run that makes one number, as "one hundred and twenty thousand"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.quantities.lexicon import Lexicon

_WORD = re.compile(r"[a-z]+")
_NEXT = re.compile(r"(?: {1,3}|-)(and(?: {1,3}|-))?([a-z]+)(?!\w)")


@dataclass(slots=True)
class _Run:
    """The number so far. `part` is what stands before the next thousand or million.

    `rank` is the rank of the last word and decides what may follow: a ten takes a unit, a hundred takes both,
    a magnitude takes any smaller number. `limit` is the smallest magnitude so far; what follows is under it.
    """

    total: int = 0
    part: int = 0
    rank: str = ""
    limit: int | None = None
    largest: int = 1

    @property
    def value(self) -> int:
        return self.total + self.part


class WordReader:
    """Reads runs of number words in folded lower-case text."""

    def __init__(self, lex: Lexicon) -> None:
        words = lex.words
        self._units, self._tens, self._dozens, self._scales = (
            words.units,
            words.tens,
            words.dozens,
            words.scales,
        )
        self._plurals = {f"{word}s": n for word, n in words.scales.items()}

    def read(self, low: str, pos: int, *, joined: bool) -> tuple[int, int, int] | None:
        """The run at `pos`: its value, its end and its largest magnitude, or None if there is none.

        `joined` lets "and" join ("one hundred and five").
        """
        m = _WORD.match(low, pos)
        if m is None:
            return None
        if m.group() in self._dozens:
            return self._dozens[m.group()], m.end(), self._dozens[m.group()]
        run = _Run()
        if not (self._begin(run, m.group())):
            return None
        end = m.end()
        while m := _NEXT.match(low, end):
            word = m.group(2)
            if m.group(1) and not (joined and self._joins(low, m.start(2), run)):
                break
            if word in self._dozens and run.rank in ("unit", "ten") and not run.total:
                return run.part * self._dozens[word], m.end(), self._dozens[word]
            if not self._add(run, word):
                break
            end = m.end()
        return run.value, end, run.largest

    def _begin(self, run: _Run, word: str) -> bool:
        if word in self._units:
            run.part, run.rank = self._units[word], "unit"
        elif word in self._tens:
            run.part, run.rank = self._tens[word], "ten"
        elif word in self._scales:
            run.part = 1
            self._scale(run, self._scales[word])
        return bool(run.rank)

    def _add(self, run: _Run, word: str) -> bool:
        """Take one more word into the run; False if it does not go on with it."""
        if value := self._units.get(word):
            if run.rank not in ("hundred", "scale") and not (run.rank == "ten" and value < 10):
                return False
            run.part, run.rank = run.part + value, "unit"
            return True
        if word in self._tens:
            if run.rank not in ("hundred", "scale"):
                return False
            run.part, run.rank = run.part + self._tens[word], "ten"
            return True
        scale = self._scales.get(word) or (0 if run.total else self._plurals.get(word, 0))
        if scale == 100:
            fits = run.rank in ("unit", "ten") and run.part < 100
        else:
            fits = run.rank != "scale" and run.part > 0 and (run.limit is None or scale < run.limit)
        if not scale or not fits:
            return False
        self._scale(run, scale)
        return True

    @staticmethod
    def _scale(run: _Run, scale: int) -> None:
        run.largest = max(run.largest, scale)
        if scale == 100:
            run.part, run.rank = run.part * 100, "hundred"
        else:
            run.total, run.part, run.rank, run.limit = run.total + run.part * scale, 0, "scale", scale

    def _joins(self, low: str, pos: int, run: _Run) -> bool:
        """Whether the number after "and" goes on with the run: it must be smaller than its last magnitude.

        "a hundred and two" is one number, "between one hundred and two hundred" is not.
        """
        if run.rank not in ("hundred", "scale"):
            return False
        rest = self.read(low, pos, joined=False)
        if rest is None or rest[0] == 0 or low.startswith(("hundred", "thousand", "million", "billion"), pos):
            return False
        value, _, largest = rest
        limit = 100 if run.rank == "hundred" else run.limit or 100
        return value < limit or (limit == 100 and largest >= 1000 and value // largest < 100)
