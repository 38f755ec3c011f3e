"""Two numerals that are one range, or a score: "between 40 and 50", "30-40", "10 or 11", "4-1"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.quantities.fold import Folded
from extractor.quantities.forms import Expression, Number, Numeral
from extractor.quantities.lexicon import Lexicon
from extractor.quantities.numerals import NumeralReader

_HYPHEN = re.compile(r" ?[-—] ?")
_COMMA = re.compile(r", ")
_ARTICLE = re.compile(r"a(?= (?:hundred|thousand|million|dozen)(?!\w)) ")
_CHANGE_REACH = 60
# "10 or 300" are two counts.
_MAX_RATIO_OF_OR = 20


@dataclass(slots=True, frozen=True)
class _Pair:
    """Two numerals and what joins them; `first` is the value of the first, in the magnitude of the second."""

    a: Numeral
    b: Numeral
    first: Number
    second: Number
    joint: str
    hyphen: bool


class RangeReader:
    """Reads the range that starts with a numeral already read."""

    def __init__(self, lex: Lexicon, numerals: NumeralReader) -> None:
        words = lex.words
        self._numerals = numerals
        joints = (*(f",? {joint}" for joint in words.range_joints), f" {words.range_to}")
        self._joint = re.compile(lex.pattern(joints) + " ")
        self._and = re.compile(lex.pattern(" and (?:about |around )?"))
        self._between = lex.before("between(?: about| around| roughly| an estimated)? ")
        self._from_or_by = lex.before("(?:from|by|to) (?:about |around |roughly |another |some )?")
        self._change = lex.before(r"{change_verb}(?: [a-z0-9,'.%-]+){0,8} ")
        self._direct_change = lex.before(r"{direct_verb} (?:another |about |some )?")
        self._sign_before = lex.before("(?:{currency_sign}|{currency_code}) ?")
        self._sign = re.compile(lex.pattern("(?:{currency_sign}|{currency_code}) ?"))
        units = r" ?(?:%|per ?cent|percent)|[ -]{currency_word}|[ -]?{unit}|[ -]{time_unit}"
        self._unit = re.compile(lex.pattern(units) + r"(?!\w)")
        things = r" (?!of )(?:[a-z]+s|{person})(?!\w)(?! (?:{auxiliary}|{predicate}))"
        self._things_next = re.compile(lex.pattern(things))
        self._predicate_before = lex.before(r"(?:{predicate}|[a-z]+(?:ing|ed|s)|and|,|of|left) ")
        self._year_before = lex.before(r"(?:in|since|by|from|until|till|during|of|{month},?) ")

    def is_between(self, text: Folded, pos: int, floor: int) -> bool:
        """Whether "between" stands before the number at `pos` (a currency sign may stand in between)."""
        sign = self._sign_before.match(text.plain, max(floor, pos - 8), pos)
        begin = sign.start() if sign else pos
        return self._between.match(text.low, max(floor, begin - 30), begin) is not None

    def read(self, text: Folded, a: Numeral, start: int, floor: int, *, between: bool) -> Expression | None:
        """`a` and the numeral after it as one expression from `start`, or None if they are two numbers."""
        unit = self._unit.match(text.low, a.end)
        pair = self._pair(text, a, a.end, "", start, floor, between)
        if pair is None and unit:  # "between 5% and 6%": the same unit twice
            pair = self._pair(text, a, unit.end(), unit.group(), start, floor, between)
        if pair is None:
            return None
        if pair.hyphen:
            return self._hyphened(pair, start)
        if pair.first >= pair.second or not self._is_range(text, pair, start, floor, between):
            return None
        return Expression(start, pair.b.end, "range", None, pair.first, pair.second)

    def _pair(
        self, text: Folded, a: Numeral, after: int, unit: str, start: int, floor: int, between: bool
    ) -> _Pair | None:
        low = text.low
        joint = _HYPHEN.match(low, after) or (self._and.match(low, after) if between else None)
        joint = joint or self._joint.match(low, after)
        if joint is None and not self._predicate_before.match(low, max(floor, start - 20), start):
            joint = _COMMA.match(low, after)
        if joint is None or joint.end() >= len(low):
            return None
        at = joint.end()
        if m := self._sign.match(text.plain, at) or _ARTICLE.match(low, at):
            at = m.end()
        b = self._numerals.read(text, at)
        if a.value is None or b is None or b.value is None or not low.startswith(unit, b.end):
            return None
        if b.digits and low.startswith(("st", "nd", "rd", "th"), b.end):
            return None
        first = a.value
        if a.scale == 1 < b.scale and first < b.value / b.scale and (b.digits or b.value % b.scale == 0):
            first *= b.scale  # "10 to 12 million"
        hyphen = _HYPHEN.fullmatch(joint.group()) is not None
        return _Pair(a, b, first, b.value, joint.group() if hyphen else joint.group().strip(), hyphen)

    @staticmethod
    def _hyphened(pair: _Pair, start: int) -> Expression | None:
        """Two numbers on a hyphen: "30-40" is a range; "4-1" and "0-3" are scores."""
        a, b = pair.a, pair.b
        if pair.first >= pair.second or pair.first == 0:
            whole = isinstance(a.value, int) and isinstance(b.value, int) and max(a.value, b.value) < 1000
            if not (whole and a.digits and b.digits and pair.joint == "-"):
                return None
            return Expression(start, b.end, "score", None, a.value, b.value)
        return Expression(start, b.end, "range", None, pair.first, pair.second)

    def _is_range(self, text: Folded, pair: _Pair, start: int, floor: int, between: bool) -> bool:
        low, a, b = text.low, pair.a, pair.b
        if _is_year(a) and not _is_year(b) and self._year_before.match(low, max(floor, start - 12), start):
            return False  # "1.1 million in 1990 to 2.4 million"
        if pair.joint == ",":  # "three, four helicopters"
            assert a.value is not None
            step = pair.second // b.scale - a.value
            near = (step == 1 and a.value < 10) or (step == 10 and a.value % 10 == 0)
            return near and a.digits == b.digits and self._things_next.match(low, b.end) is not None
        if pair.joint.endswith("or"):
            return pair.second <= _MAX_RATIO_OF_OR * pair.first
        return between or not self._is_change(low, pair, start, floor)

    def _is_change(self, low: str, pair: _Pair, start: int, floor: int) -> bool:
        """Whether "12 to 15" is what a number rose by and to, or from and to."""
        begin = max(floor, start - _CHANGE_REACH)
        if self._from_or_by.match(low, begin, start):
            return self._change.match(low, begin, start) is not None
        # "rose 14 to 212" against "rose 12 to 15 percent"
        return pair.second >= 2 * pair.first and self._direct_change.match(low, begin, start) is not None


def _is_year(n: Numeral) -> bool:
    return n.digits and n.end - n.start == 4 and n.value is not None and 1500 <= n.value < 2100
