"""Vague counts: "dozens", "several hundred", "tens of thousands", "thousands if not tens of thousands"."""

from __future__ import annotations

import re

from extractor.quantities.forms import Expression
from extractor.quantities.lexicon import Lexicon, alternation


class VagueReader:
    """Reads vague counts in folded lower-case text; `low` of what it gives is what the words commit to."""

    def __init__(self, lex: Lexicon) -> None:
        words = lex.words
        self._lows, self._plurals = words.vague, words.vague_plurals
        self._scales = {**words.scales, **words.dozens}
        plural, scale = alternation(words.vague_plurals), alternation(self._scales)
        self._plural = re.compile(rf"({plural})(?: (?:upon|after|and) \1)?(?: of ({plural}))?(?: of ({plural}))?(?!\w)")
        self._joint = re.compile(lex.pattern(words.vague_joints) + " ")
        self._large = re.compile(rf"(?:more than )?an? {scale}(?!\w)")
        self._scale_after = re.compile(
            rf" (?:of )?(?:({scale})s?|tens of (?P<tens>{plural})|({plural})(?: of ({plural}))?)(?!\w)"
        )

    def plural(self, low: str, pos: int) -> Expression | None:
        """A plural with what it is joined to: "hundreds of thousands", "hundreds, if not thousands"."""
        m = self._plural.match(low, pos)
        if m is None:
            return None
        end = m.end()
        if j := self._joint.match(low, end):
            more = self._plural.match(low, j.end()) or self._large.match(low, j.end())
            end = more.end() if more else end
        return Expression(pos, end, "vague", None, self._product(self._plurals[m.group(1)], m.group(2), m.group(3)))

    def quantified(self, low: str, start: int, word: str, end: int) -> Expression:
        """Such as "several", "a few", with the magnitude after it."""
        value = self._lows[word]
        m = self._scale_after.match(low, end)
        if m is None:
            return Expression(start, end, "vague", None, value)
        if m.group(1):
            value *= self._scales[m.group(1)]
        elif m.group("tens"):
            value = self._product(value * 10, m.group("tens"))
        else:
            value = self._product(value, m.group(3), m.group(4))
        return Expression(start, m.end(), "vague", None, value)

    def scale_after(self, low: str, end: int) -> tuple[int, int] | None:
        """The factor and the end of a magnitude in the singular ("a couple of thousand")."""
        m = self._scale_after.match(low, end)
        return (self._scales[m.group(1)], m.end()) if m and m.group(1) else None

    def _product(self, value: int, *plurals: str | None) -> int:
        """Hundreds of thousands are 200 times one thousand: a plural after "of" counts once, not twice."""
        for word in plurals:
            value *= self._plurals[word] // 2 if word else 1
        return value
