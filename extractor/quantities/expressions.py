"""Number expressions: numerals with their article, ranges, fractions, vague counts, zero forms, ordinals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from extractor.quantities.fold import Folded
from extractor.quantities.lexicon import Form, Lexicon, alternation, lexicon
from extractor.quantities.numerals import Number, Numeral, NumeralReader, numeral_reader

_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)(?![\w'])")
_HYPHEN = re.compile(r" ?[-—] ?")
_LETTERS = re.compile(r"[a-z]+(?:-one)?")
_CHANGE_REACH = 60


@dataclass(slots=True, frozen=True)
class Expression:
    """A number expression without its cue, not yet classified.

    `value` is None for ranges (`low`/`high` hold the two ends), vague counts (`low` holds what they commit to) and
    digits that no one can count to. `first` is where its first numeral ends.
    """

    start: int
    end: int
    form: Form
    value: Number | None
    low: Number | None = None
    high: Number | None = None
    approximate: bool = False


class ExpressionReader:
    """Reads the expression whose first number word or digit stands at a place."""

    def __init__(self, lex: Lexicon, numerals: NumeralReader) -> None:
        words = lex.words
        self._numerals = numerals
        self._words = words
        self._plural_lows = words.vague_plurals
        self._singular_scales = {**words.scales, **words.dozens}
        plural = alternation(words.vague_plurals)
        self._vague = re.compile(rf"({plural})(?: (?:upon|after|and) \1)?(?: of ({plural}))?(?: of ({plural}))?(?!\w)")
        some_scale = alternation(self._singular_scales)
        self._several_scale = re.compile(rf" (?:of )?(?:({some_scale})s?|({plural})(?: of ({plural}))?)(?!\w)")
        self._several_tens = re.compile(rf" tens of ({plural})(?!\w)")
        self._joint = re.compile(lex.pattern(words.vague_joints) + r" ")
        self._half_scale = re.compile(rf"(?: |-)(?:an?[ -])?({some_scale})(?!\w)")
        self._quarter_scale = re.compile(rf"(?: of)?(?: a)? ({some_scale})(?!\w)")
        self._range_joint = re.compile(
            lex.pattern([*(f",? {joint}" for joint in words.range_joints), f" {words.range_to}"]) + " "
        )
        self._between = lex.before("between(?: about| around| roughly| an estimated)? ")
        self._from_or_by = lex.before("(?:from|by|to) (?:about |around |roughly |another |some )?")
        self._change = lex.before(r"{change_verb}(?: [a-z0-9,'.%-]+){0,8} ")
        self._direct_change = lex.before(r"{change_verb} (?:another |about |some )?")
        self._a = lex.before(r"\ba(?: |-)")
        self._not = lex.before("not (?:even )?(?:a )?")
        self._unit_of_range = re.compile(
            lex.pattern(r" ?(?:%|per ?cent|percent)|[ -]{currency_word}|[ -]?{unit}|[ -]{time_unit}") + r"(?!\w)"
        )
        self._sign = re.compile(lex.pattern("(?:{currency_sign}|{currency_code}) ?"))
        self._loose_pair = re.compile(r", ")
        self._things_next = re.compile(lex.pattern(r" (?!of )[a-z]+s(?!\w)(?! (?:{auxiliary}|{predicate}))"))
        self._after_predicate = lex.before(r"(?:{predicate}|[a-z]+(?:ing|ed|s)|and|,|of|left) ")
        self._score_next = lex.after(words.score_of)
        self._year_before = lex.before(r"(?:in|since|by|from|until|till|during|of|{month},?) ")

    def read(self, text: Folded, pos: int, floor: int) -> Expression | None:
        """The expression at `pos`, or None if the word there counts nothing. It never starts before `floor`."""
        low = text.low
        if low[pos].isdigit():
            return self._numeral(text, pos, floor)
        m = _LETTERS.match(low, pos)
        word = m.group() if m else ""
        words = self._words
        if word in words.zero or low.startswith("no one", pos):
            end = pos + (6 if low.startswith("no one", pos) else len(word))
            return Expression(pos, end, "zero", 0)
        if word in words.vague_plurals:
            return self._plural(text, pos)
        if word in words.vague:
            return self._several(text, pos, word, floor)
        if word in words.halves:
            return self._half(text, pos, word, floor)
        if word in words.ordinals:
            return Expression(pos, pos + len(word), "ordinal", words.ordinals[word])
        if word == "another":
            return Expression(pos, pos + 7, "another", 1)
        if word == "couple":
            return self._couple(text, pos, floor)
        if word == "single":
            return self._single(low, pos, floor)
        if word == "score":
            start = self._article(low, pos, floor)
            counts = start < pos and self._score_next.match(low, pos + 5)
            return Expression(start, pos + 5, "words", 20) if counts else None
        return self._numeral(text, pos, floor)

    def _article(self, low: str, pos: int, floor: int) -> int:
        """Where the expression starts if an article may belong to it ("a dozen")."""
        m = self._a.match(low, max(floor, pos - 4), pos)
        return m.start() if m else pos

    # -- exact numbers and ranges

    def _numeral(self, text: Folded, pos: int, floor: int) -> Expression | None:
        low = text.low
        between = self._between.match(low, max(floor, pos - 30), pos) is not None
        numeral = self._numerals.read(text, pos, joined=not between)
        if numeral is None:
            return None
        if numeral.digits and numeral.scale == 1 and (m := _ORDINAL_END.match(low, numeral.end)):
            return Expression(pos, m.end(), "ordinal", numeral.value)
        start = pos
        if not numeral.digits and numeral.scale > 1 and low[pos : pos + 3] in ("hun", "tho", "mil", "bil", "tri", "lak", "cro", "doz"):
            start = self._article(low, pos, floor)
        if numeral.value is None:
            return Expression(pos, numeral.end, "long", None)
        if not numeral.digits and numeral.value == 1 and (m := self._not.match(low, max(floor, pos - 12), pos)):
            return Expression(m.start(), numeral.end, "zero", 0) if self._one_denied(low, numeral.end) else None
        pair = self._range(text, numeral, start, between, floor)
        if pair is None and between:
            whole = self._numerals.read(text, pos)
            if whole is not None and whole.end != numeral.end:
                numeral = whole
                pair = self._range(text, whole, start, between, floor)
        if pair is not None:
            return pair
        return Expression(start, numeral.end, "digits" if numeral.digits else "words", numeral.value)

    def _one_denied(self, low: str, end: int) -> bool:
        return low.startswith(" ", end) and not low.startswith((" of the most", " to ", " day"), end)

    def _range(self, text: Folded, a: Numeral, start: int, between: bool, floor: int) -> Expression | None:
        """`a` and the numeral after it as a range, if they are one."""
        low = text.low
        unit = self._unit_of_range.match(low, a.end)
        for after in (a.end, unit.end() if unit else a.end):
            hyphen = _HYPHEN.match(low, after)
            joint = hyphen or (
                re.compile(r" and (?:about |around )?").match(low, after) if between else None
            ) or self._range_joint.match(low, after)
            if joint is None and not a.digits and not self._after_predicate.match(low, max(floor, start - 20), start):
                joint = self._loose_pair.match(low, after)
            if joint is None:
                continue
            at = joint.end()
            if sign := self._sign.match(text.plain, at):
                at = sign.end()
            b = self._second(text, at)
            if b is None:
                continue
            if unit and after == unit.end() and not low.startswith(unit.group(), b.end):
                continue
            kind = self._range_kind(text, a, b, start, hyphen, joint.group().strip(), between, floor)
            if kind is not None:
                return kind
        return None

    def _second(self, text: Folded, at: int) -> Numeral | None:
        low = text.low
        if at >= len(low):
            return None
        if low.startswith(("a hundred", "a thousand", "a million", "a dozen"), at):
            b = self._numerals.read(text, at + 2)
        else:
            b = self._numerals.read(text, at)
        if b is None or b.value is None or (b.digits and _ORDINAL_END.match(low, b.end)):
            return None
        return b

    def _range_kind(
        self, text: Folded, a: Numeral, b: Numeral, start: int, hyphen: re.Match[str] | None, joint: str,
        between: bool, floor: int,
    ) -> Expression | None:  # fmt: skip
        low = text.low
        assert a.value is not None and b.value is not None
        first = a.value
        if a.scale == 1 and b.scale > 1 and first < b.value / b.scale:
            first = first * b.scale  # "10 to 12 million"
        if hyphen:
            tight = hyphen.group() in ("-", "—")
            if first >= b.value or first == 0:
                both = a.digits and b.digits and a.value < 1000 and b.value < 1000
                if not (both and hyphen.group() == "-" and isinstance(a.value, int) and isinstance(b.value, int)):
                    return None
                return Expression(start, b.end, "score", None, a.value, b.value)
            if not tight and hyphen.group() != " - ":
                return None
            if not tight and not (a.digits and b.digits):
                return None
            return Expression(start, b.end, "range", None, first, b.value)
        if first >= b.value:
            return None
        if self._is_year(a) and not self._is_year(b) and self._year_before.match(low, max(floor, start - 12), start):
            return None  # "1.1 million in 1990 to 2.4 million"
        if joint == ",":  # "three, four helicopters"
            loose = not b.digits and b.value // b.scale == a.value + 1 <= 10 and self._things_next.match(low, b.end)
            return Expression(start, b.end, "range", None, first, b.value) if loose else None
        if joint.endswith("or") and b.value > 20 * first:
            return None
        if joint == "to" and not between and self._is_change(low, start, floor):
            return None
        return Expression(start, b.end, "range", None, first, b.value)

    def _is_change(self, low: str, start: int, floor: int) -> bool:
        """Whether "12 to 15" is what a number rose by and to, or from and to."""
        begin = max(floor, start - _CHANGE_REACH)
        if self._from_or_by.match(low, begin, start):
            return self._change.match(low, begin, start) is not None
        return self._direct_change.match(low, begin, start) is not None

    @staticmethod
    def _is_year(n: Numeral) -> bool:
        return n.digits and n.end - n.start == 4 and n.value is not None and 1500 <= n.value < 2100

    # -- the rest

    def _plural(self, text: Folded, pos: int) -> Expression | None:
        """"hundreds", "tens of thousands", "thousands if not tens of thousands"."""
        low = text.low
        m = self._vague.match(low, pos)
        if m is None:
            return None
        value = self._plural_lows[m.group(1)]
        for word in (m.group(2), m.group(3)):
            if word:
                value *= self._plural_lows[word] // 2
        end = m.end()
        if (j := self._joint.match(low, end)) and (more := self._vague.match(low, j.end())):
            end = more.end()
        elif (j := self._joint.match(low, end)) and low.startswith(("more than a thousand", "a million"), j.end()):
            end = j.end() + len(re.compile(r"(?:more than )?a (?:thousand|million)").match(low, j.end()).group())  # type: ignore[union-attr]
        return Expression(pos, end, "vague", None, value)

    def _several(self, text: Folded, pos: int, word: str, floor: int) -> Expression | None:
        low = text.low
        start, value, end = pos, self._words.vague[word], pos + len(word)
        if word != "several":
            start = self._article(low, pos, floor)
            if start == pos:  # "few survived" counts nothing; "a few" does
                return None
        if m := self._several_tens.match(low, end):
            return Expression(start, m.end(), "vague", None, value * 10 * self._plural_lows[m.group(1)] // 2)
        if m := self._several_scale.match(low, end):
            if m.group(1):
                value *= self._singular_scales[m.group(1)]
            else:
                value = value * self._plural_lows[m.group(2)] // 2
                if m.group(3):
                    value = value * self._plural_lows[m.group(3)] // 2
            end = m.end()
        return Expression(start, end, "vague", None, value)

    def _half(self, text: Folded, pos: int, word: str, floor: int) -> Expression | None:
        low, end = text.low, pos + len(word)
        start = self._article(low, pos, floor)
        shape = self._half_scale if word == "half" else self._quarter_scale
        m = shape.match(low, end)
        if m and (word == "half" or start < pos):
            scale = self._singular_scales[m.group(1)]
            value = scale // 2 if word == "half" else scale // 4
            return Expression(start, m.end(), "words", value)
        if word == "quarter" and start == pos:
            return None
        return Expression(start, end, "fraction", self._words.halves[word])

    def _couple(self, text: Folded, pos: int, floor: int) -> Expression | None:
        low, end = text.low, pos + 6
        start = self._article(low, pos, floor)
        m = self._several_scale.match(low, end)
        if m and m.group(1):
            return Expression(start, m.end(), "words", 2 * self._singular_scales[m.group(1)], approximate=True)
        if low.startswith((" of ", " more ", " others", " other "), end):
            return Expression(start, end, "words", 2, approximate=True)
        return None  # two who belong together

    def _single(self, low: str, pos: int, floor: int) -> Expression | None:
        m = self._a.match(low, max(floor, pos - 4), pos)
        if m is None or low.startswith("-", pos + 6):
            return None
        if n := self._not.match(low, max(floor, m.start() - 12), m.start()):
            return Expression(n.start(), pos + 6, "zero", 0)
        return Expression(m.start(), pos + 6, "single", 1)

    def move(self, expression: Expression, start: int, end: int) -> Expression:
        """The same expression with other bounds."""
        return replace(expression, start=start, end=end)


@cache
def expression_reader() -> ExpressionReader:
    """The English reader, made once a process."""
    return ExpressionReader(lexicon(), numeral_reader())
