"""Number expressions: numerals with their article, ranges, fractions, vague counts, zero forms, ordinals."""

from __future__ import annotations

import re
from functools import cache

from extractor.quantities.fold import Folded
from extractor.quantities.forms import Expression
from extractor.quantities.lexicon import Lexicon, alternation, lexicon
from extractor.quantities.numerals import NumeralReader, numeral_reader
from extractor.quantities.ranges import RangeReader
from extractor.quantities.vague import VagueReader

_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)(?![\w'])")
_WORD = re.compile(r"no[ -]one(?!\w)|[a-z]+")
_PAIR_NEXT = (" of ", " more ", " others", " other ")


class ExpressionReader:
    """Reads the expression whose first number word or digit stands at a place."""

    def __init__(self, lex: Lexicon, numerals: NumeralReader) -> None:
        words = self._words = lex.words
        self._numerals, self._ranges, self._vague = numerals, RangeReader(lex, numerals), VagueReader(lex)
        self._scales = {**words.scales, **words.dozens}
        scale = alternation(self._scales)
        self._half_scale = re.compile(rf"(?: |-)(?:an?[ -])?({scale})(?!\w)")
        self._quarter_scale = re.compile(rf"(?: of)?(?: a)? ({scale})(?!\w)")
        self._article_before = lex.before(r"\ba(?: |-)")
        self._not_before = lex.before("not (?:even )?(?:a )?")
        self._none_after = lex.after("(?! (?:of the most|to|day)\\b) ")
        self._score_next = lex.after(words.score_of)

    def read(self, text: Folded, pos: int, floor: int) -> Expression | None:
        """The expression at `pos`, or None if the word counts nothing. It never starts before `floor`."""
        low, words = text.low, self._words
        m = _WORD.match(low, pos)
        if m is None:
            return self._numeral(text, pos, floor)
        word, end = m.group(), m.end()
        if word in words.zero:
            return Expression(pos, end, "zero", 0)
        if word in words.ordinals:
            return Expression(pos, end, "ordinal", words.ordinals[word])
        if word in words.vague_plurals:
            return self._vague.plural(low, pos)
        if word == "several":
            return self._vague.quantified(low, pos, word, end)
        if word == "another":
            return Expression(pos, end, "another", 1)
        if word in words.vague or word in words.halves or word in ("couple", "single", "score"):
            return self._after_article(low, word, self._article(low, pos, floor), pos, end, floor)
        return self._numeral(text, pos, floor)

    def _article(self, low: str, pos: int, floor: int) -> int:
        """Where the expression starts if an article may belong to it ("a dozen")."""
        m = self._article_before.match(low, max(floor, pos - 4), pos)
        return m.start() if m else pos

    def _after_article(self, low: str, word: str, start: int, pos: int, end: int, floor: int) -> Expression | None:
        """The words that count only with an article, or count otherwise with it."""
        if word == "half":
            part = self._part_of_scale(low, start, end, self._half_scale, 2)
            return part or Expression(start, end, "fraction", 0.5)
        if word == "couple":
            if scaled := self._vague.scale_after(low, end):
                return Expression(start, scaled[1], "words", 2 * scaled[0], approximate=True)
            counts = low.startswith(_PAIR_NEXT, end)  # otherwise two who belong together
            return Expression(start, end, "words", 2, approximate=True) if counts else None
        if start == pos:  # "few survived", "first quarter"
            return None
        if word == "quarter":
            part = self._part_of_scale(low, start, end, self._quarter_scale, 4)
            return part or Expression(start, end, "fraction", 0.25)
        if word == "score":
            return Expression(start, end, "words", 20) if self._score_next.match(low, end) else None
        if word == "single":
            if low.startswith("-", end):
                return None
            if m := self._not_before.match(low, max(floor, start - 12), start):
                return Expression(m.start(), end, "zero", 0)
            return Expression(start, end, "single", 1)
        return self._vague.quantified(low, start, word, end)

    def _part_of_scale(
        self, low: str, start: int, end: int, scale_after: re.Pattern[str], parts: int
    ) -> Expression | None:
        """What "half a million" or "a quarter of a million" states."""
        m = scale_after.match(low, end)
        return Expression(start, m.end(), "words", self._scales[m.group(1)] // parts) if m else None

    def _numeral(self, text: Folded, pos: int, floor: int) -> Expression | None:
        low = text.low
        bare_scale = any(low.startswith(scale, pos) for scale in self._scales)
        start = self._article(low, pos, floor) if bare_scale else pos
        between = self._ranges.is_between(text, start, floor)
        numeral = self._numerals.read(text, pos, joined=not between)
        if numeral is None:
            return None
        if numeral.digits and numeral.scale == 1 and (m := _ORDINAL_END.match(low, numeral.end)):
            return Expression(pos, m.end(), "ordinal", numeral.value)
        if numeral.value is None:
            return Expression(pos, numeral.end, "long", None)
        one = numeral.value == 1 and not numeral.digits
        if one and (denial := self._not_before.match(low, max(floor, pos - 12), pos)):
            denied = self._none_after.match(low, numeral.end)
            return Expression(denial.start(), numeral.end, "zero", 0) if denied else None
        pair = self._ranges.read(text, numeral, start, floor, between=between)
        if pair is None and between:  # "between one hundred and twenty and two hundred"
            numeral = self._numerals.read(text, pos) or numeral
            pair = self._ranges.read(text, numeral, start, floor, between=between)
        return pair or Expression(start, numeral.end, "digits" if numeral.digits else "words", numeral.value)


@cache
def expression_reader() -> ExpressionReader:
    """The English reader, made once a process."""
    return ExpressionReader(lexicon(), numeral_reader())
