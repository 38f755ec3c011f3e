"""The value of a share: "two-thirds" is .667, "one in five" is .2."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from extractor.quantities.fold import Folded
from extractor.quantities.forms import Number, tidy
from extractor.quantities.lexicon import alternation, lexicon
from extractor.quantities.numerals import numeral_reader

_OF = re.compile(r" {1,3}(?:in|out of)(?: every| each)? {1,3}|/")
_ARTICLE = re.compile(r"an? ")


@cache
def _denominator() -> re.Pattern[str]:
    return re.compile(rf"(?: {{1,3}}|-)?({alternation(lexicon().words.denominators)})s?(?!\w)")


def share_value(text: Folded, start: int, end: int) -> Number | None:
    """The share that the expression at ``[start, end)`` states, to three decimals; None for another form."""
    reader = numeral_reader()
    at, parts = start, Decimal(1)
    if m := _ARTICLE.match(text.low, start, end):
        at = m.end()
    elif (numeral := reader.read(text, start)) and numeral.value is not None:
        at, parts = numeral.end, Decimal(numeral.value)
    if (m := _OF.match(text.low, at)) and m.end() < end:
        whole = reader.read(text, m.end())
        base = Decimal(whole.value) if whole and whole.value else None
    else:
        m = _denominator().match(text.low, at, end)
        base = Decimal(lexicon().words.denominators[m.group(1)]) if m else None
    return None if base is None else tidy(round(parts / base, 3))
