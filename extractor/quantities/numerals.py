"""One numeral: digits or number words, with its fraction and its magnitude."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from extractor.quantities.digits import DigitReader
from extractor.quantities.fold import Folded
from extractor.quantities.forms import Numeral, tidy
from extractor.quantities.lexicon import Lexicon, alternation, lexicon
from extractor.quantities.words import WordReader

_PARTS = {"a": 1, "one": 1, "two": 2, "three": 3}
_WHOLES = {"h": 2, "t": 3, "q": 4}


class NumeralReader:
    """Reads the numeral that starts at a place of a folded text."""

    def __init__(self, lex: Lexicon) -> None:
        words = lex.words
        self._digits, self._words = DigitReader(lex), WordReader(lex)
        scales = {**words.scales, **{f"{word}s": n for word, n in words.scales.items()}}
        self._factors = {**words.short_scales, **words.dozens, **scales}
        self._money_only = words.short_scales_money
        self._scale_after = re.compile(
            rf"(?: {{1,3}}|-)?({alternation([*scales, *words.dozens])})(?!\w)"
            rf"|({alternation(words.short_scales)})(?![\w'])"
            rf"| {{1,3}}({alternation(words.short_scales_spaced)})(?![\w'])"
        )
        self._larger_after = re.compile(rf"[ -]({alternation(w for w, n in words.scales.items() if n > 100)})s?(?!\w)")
        self._smaller_after = re.compile(rf" {{1,2}}(?:and )?(\d{{1,3}}) ({alternation(scales)})(?!\w)")
        self._fraction_after = re.compile(
            r"(?: {1,3}|-)and(?: |-)(a|one|two|three)(?: |-)(half|halves|thirds?|quarters?)(?!\w)(?! of)"
        )
        self._currency_before = lex.before(r"{currency_sign} ?\d[\d.,]*")

    def read(self, text: Folded, pos: int, *, joined: bool = True) -> Numeral | None:
        """The numeral at `pos`, or None; `joined` lets "and" join its words ("one hundred and five")."""
        low = text.low
        if low[pos : pos + 1].isdigit():
            value, end = self._digits.read(text, pos)
            if value is None:
                return Numeral(pos, end, None, digits=True)
            return self._magnitude(low, Numeral(pos, end, None, digits=True), value)
        run = self._words.read(low, pos, joined=joined)
        if run is None:
            return None
        total, end, scale = run
        numeral = Numeral(pos, end, total, digits=False, scale=scale)
        if scale == 1:
            return self._magnitude(low, numeral, Decimal(total))
        if scale >= 1000 and (m := self._fraction_after.match(low, end)):  # "a million and a half"
            return replace(numeral, end=m.end(), value=tidy(total + _fraction(m) * scale))
        return numeral

    def _magnitude(self, low: str, numeral: Numeral, value: Decimal) -> Numeral:
        """The numeral with the fraction and the magnitude that stand after it."""
        end, scale = numeral.end, 1
        if m := self._fraction_after.match(low, end):  # "two and a half million", "two and a half years"
            value, end = value + _fraction(m), m.end()
        if m := self._scale_after.match(low, end):
            word = m.group(1) or m.group(2) or m.group(3)
            if word not in self._money_only or self._currency_before.match(low, max(0, end - 30), end):
                scale = self._factors[word]
                value, end, scale = self._more_magnitudes(low, value * scale, m.end(), scale)
        return replace(numeral, end=end, value=tidy(value), scale=scale)

    def _more_magnitudes(self, low: str, value: Decimal, end: int, scale: int) -> tuple[Decimal, int, int]:
        """What follows a magnitude: "2 hundred thousand", "1 lakh 50 thousand"."""
        m = self._larger_after.match(low, end)
        if m and scale < self._factors[m.group(1)]:
            factor = self._factors[m.group(1)]
            return value * factor, m.end(), scale * factor
        m = self._smaller_after.match(low, end)
        if m and self._factors[m.group(2)] < scale:
            return value + int(m.group(1)) * self._factors[m.group(2)], m.end(), scale
        return value, end, scale


def _fraction(match: re.Match[str]) -> Decimal:
    """The value of "a half", "two thirds", to three decimals."""
    return round(Decimal(_PARTS[match.group(1)]) / _WHOLES[match.group(2)[0]], 3)


@cache
def numeral_reader() -> NumeralReader:
    """The English reader, made once a process."""
    return NumeralReader(lexicon())
