"""One numeral: digits with any separators, or number words, with its magnitude."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extractor.quantities.fold import Folded
from extractor.quantities.lexicon import Lexicon, alternation, lexicon

Number = int | float
# Longer runs of digits are account or serial numbers, and int() refuses them at 4,300.
_MAX_DIGITS = 15
_DIGITS = re.compile(r"\d+(?:[.,']\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:'\d{3})+|\d{1,3}(?:\.\d{3}){2,}")
_INDIAN = re.compile(r"\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d+)?")
# "200,0000": a slip of the typist, still one number.
_SLIPPED = re.compile(r"\d{1,3}(?:,\d{3})*,\d{4,6}")
_BLANK_GROUPS = re.compile(r"(?: \d{3})+(?![\d,.:'/-]*\d)")
_OCR_GROUP = re.compile(r", (\d{3})(?= [a-z])")
_MIXED = re.compile(r"(?: |-)([1-9])/([2-9]|10|16)(?![\d/])")
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667"}
_LETTERS = re.compile(r"[a-z]+")
_NARROW_BLANKS = "\xa0\u2009\u202f\u2007"


@dataclass(slots=True, frozen=True)
class Numeral:
    """A numeral at ``[start, end)``. `value` is None for a run of digits too long to be a count.

    `scale` is the magnitude word's factor (1 without one); `digits` says whether it is written in figures.
    """

    start: int
    end: int
    value: Number | None
    digits: bool
    scale: int = 1


def tidy(value: Decimal) -> Number:
    """An int where the value is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


class NumeralReader:
    """Reads the numeral that starts at a place. All methods take the folded text and an offset into it."""

    def __init__(self, lex: Lexicon) -> None:
        words = lex.words
        self._units, self._tens, self._dozens = words.units, words.tens, words.dozens
        self._scales = {**words.scales, **{f"{w}s": n for w, n in words.scales.items()}}
        self._single_scales = words.scales
        self._short = words.short_scales
        self._money_only = words.short_scales_money
        spaced = alternation(words.short_scales_spaced)
        self._scale_after = re.compile(
            rf"(?: {{1,3}}|-)?({alternation([*self._scales, *self._dozens])})(?!\w)"
            rf"|({alternation(words.short_scales)})(?![\w'])| {{1,3}}({spaced})(?![\w'])"
        )
        self._fraction_after = re.compile(
            r"(?: {1,3}|-)and(?: |-)(a|one|two|three)(?: |-)(half|halves|third|thirds|quarter|quarters)(?!\w)(?! of)"
        )
        self._joint = re.compile(r"(?: {1,3}|-)(and(?: {1,3}|-))?([a-z]+)(?!\w)")
        self._currency_before = lex.before(r"{currency_sign} ?\d[\d.,]*")
        self._blank_group_stops = lex.before(
            r"(?:{month}\.?|{name_head}|{list_head}|in|on|since|{weekday},?) ?|\d[ ,]{1,2}|[a-z]+-"
        )
        self._person = lex.after(" {person}")
        self._verb = lex.before("(?:{predicate}|[a-z]+ing|kills|wounds|injures) ")
        self._acronym = lex.before("[A-Z]{1,4} ")  # "MH 17 298 people"
        self._predicate = re.compile(lex.pattern(" (?:{predicate}|{auxiliary}|others|more|of)"))

    def read(self, text: Folded, pos: int, *, joined: bool = True) -> Numeral | None:
        """The numeral at `pos`; `joined` lets "and" join its words ("one hundred and five")."""
        char = text.low[pos : pos + 1]
        if char.isdigit():
            return self._digits(text, pos)
        return self._words(text.low, pos, joined)

    # -- figures

    def _digits(self, text: Folded, pos: int) -> Numeral:
        low = text.low
        token = _DIGITS.match(low, pos)
        if token is None:  # a digit that is no decimal one, such as a superscript
            return Numeral(pos, pos + 1, None, digits=True)
        value, end = _interpret(low, token.group(), pos)
        if value is None:
            return Numeral(pos, end, None, digits=True)
        if end < len(low) and low[end] in _VULGAR:
            value, end = value + Decimal(_VULGAR[low[end]]), end + 1
        elif m := _MIXED.match(low, end):  # "3 1/2 games"
            value, end = value + Decimal(m.group(1)) / int(m.group(2)), m.end()
        elif value == value.to_integral_value() and end - pos <= 3:
            value, end = self._blank_grouped(text, pos, end, value)
        return self._magnitude(low, Numeral(pos, end, tidy(value), digits=True), value)

    def _blank_grouped(self, text: Folded, pos: int, end: int, value: Decimal) -> tuple[Decimal, int]:
        """Groups that stand apart: "10 000", and "230, 000" as character recognition leaves it."""
        low = text.low
        if (m := _BLANK_GROUPS.match(low, end)) and low[pos] != "0":
            narrow = text.raw[end] in _NARROW_BLANKS
            zeros = low[m.end() - 3 : m.end()] == "000"
            after = low[m.end() : m.end() + 2]
            stops = self._blank_group_stops.match(low, max(0, pos - 20), pos)
            stops = stops or (not zeros and self._acronym.match(text.plain, max(0, pos - 20), pos))
            plain = not stops and (zeros or (len(after) == 2 and after[0] == " " and after[1].isalpha()))
            if narrow or plain:
                return Decimal(low[pos : m.end()].replace(" ", "")), m.end()
        elif (m := _OCR_GROUP.match(low, end)) and not self._predicate.match(low, m.end()):
            counted = self._person.match(low, m.end()) and not self._verb.match(low, max(0, pos - 20), pos)
            if m.group(1).endswith("00") or counted:
                return value * 1000 + int(m.group(1)), m.end()
        return value, end

    def _magnitude(self, low: str, numeral: Numeral, value: Decimal) -> Numeral:
        end, scale = numeral.end, 1
        if m := self._fraction_after.match(low, end):  # "two and a half million", "two and a half years"
            value, end = value + _fraction(m), m.end()
        if m := self._scale_after.match(low, end):
            word = m.group(1) or m.group(2) or m.group(3)
            if word not in self._money_only or self._currency_before.match(low, max(0, end - 30), end):
                scale = self._scales.get(word) or self._short.get(word) or self._dozens[word]
                value, end = value * scale, m.end()
                value, end, scale = self._second_scale(low, value, end, scale)
        return replace(numeral, end=end, value=tidy(value), scale=scale)

    def _second_scale(self, low: str, value: Decimal, end: int, scale: int) -> tuple[Decimal, int, int]:
        """What follows a magnitude: "2 hundred thousand", "1 lakh 50 thousand"."""
        m = re.compile(r"[ -](thousand|million|billion)s?(?!\w)").match(low, end)
        if m and scale < self._scales[m.group(1)]:
            factor = self._scales[m.group(1)]
            return value * factor, m.end(), scale * factor
        m = re.compile(r" {1,2}(?:and )?(\d{1,3}) (hundred|thousand|lakhs?|million)(?!\w)").match(low, end)
        if m and self._scales[m.group(2)] < scale:
            return value + int(m.group(1)) * self._scales[m.group(2)], m.end(), scale
        return value, end, scale

    # -- words

    def _words(self, low: str, pos: int, joined: bool) -> Numeral | None:
        parsed = self._word_run(low, pos, joined)
        if parsed is None:
            return None
        value, end, scale = parsed
        numeral = Numeral(pos, end, value, digits=False, scale=scale)
        if scale == 1:
            return self._magnitude(low, numeral, Decimal(value))
        if scale >= 1000 and (m := self._fraction_after.match(low, end)):  # "a million and a half"
            return replace(numeral, end=m.end(), value=tidy(value + _fraction(m) * scale))
        return numeral

    def _word_run(self, low: str, pos: int, joined: bool) -> tuple[int, int, int] | None:
        """The longest run of number words from `pos`: its value, its end, its largest magnitude.

        `part` is what stands before the next thousand or million; `last` is the rank of the word before, which
        decides what may follow: a ten takes a unit, a hundred takes either, a magnitude takes any smaller number.
        """
        m = _LETTERS.match(low, pos)
        if m is None:
            return None
        first = m.group()
        total, part, end, largest = 0, 0, m.end(), 1
        limit = None  # the smallest magnitude so far: what follows must be smaller
        if first in self._units:
            part, last = self._units[first], "unit"
        elif first in self._tens:
            part, last = self._tens[first], "ten"
        elif first in self._dozens:
            return self._dozens[first], end, self._dozens[first]
        elif first in self._single_scales:
            scale = self._single_scales[first]
            largest = scale
            if scale == 100:
                part, last = 100, "hundred"
            else:
                total, last, limit = scale, "scale", scale
        else:
            return None
        while m := self._joint.match(low, end):
            word, and_ = m.group(2), m.group(1)
            if and_ and (not joined or last not in ("hundred", "scale") or not self._joins(low, m, 100 if last == "hundred" else limit or 100)):
                break
            if word in self._units and self._units[word]:
                value = self._units[word]
                if not (last in ("hundred", "scale") or (last == "ten" and value < 10)):
                    break
                part, last = part + value, "unit"
            elif word in self._tens and last in ("hundred", "scale"):
                part, last = part + self._tens[word], "ten"
            elif word in self._dozens and last in ("unit", "ten") and not total:
                return part * self._dozens[word], m.end(), self._dozens[word]
            elif word in self._single_scales or (word in self._scales and not total):
                scale = self._scales[word]
                if scale == 100:
                    if last not in ("unit", "ten") or part >= 100:
                        break
                    part, last = part * 100, "hundred"
                else:
                    if last == "scale" or (limit is not None and scale >= limit) or not part:
                        break
                    total, part, last, limit = total + part * scale, 0, "scale", scale
                largest = max(largest, scale)
            else:
                break
            end = m.end()
        return total + part, end, largest

    def _joins(self, low: str, match: re.Match[str], limit: int) -> bool:
        """Whether the number after "and" goes on with the number before: it must be smaller than its last magnitude.

        "a hundred and two" is one number, "between one hundred and two hundred" is not.
        """
        start = match.start(2)
        if match.group(2) not in self._units and match.group(2) not in self._tens:
            return False
        rest = self._word_run(low, start, joined=False)
        return rest is not None and (rest[0] < limit or rest[2] >= 1000 and rest[0] // rest[2] < limit and limit == 100)


def _fraction(match: re.Match[str]) -> Decimal:
    """The value of "a half", "two thirds", to three decimals."""
    parts = {"a": 1, "one": 1, "two": 2, "three": 3}[match.group(1)]
    whole = {"h": 2, "t": 3, "q": 4}[match.group(2)[0]]
    return round(Decimal(parts) / whole, 3)


def _interpret(low: str, token: str, pos: int) -> tuple[Decimal | None, int]:
    """The value of a run of digits and separators, and where it ends; what does not belong to it is left."""
    if len(token) > _MAX_DIGITS and sum(c.isdigit() for c in token) > _MAX_DIGITS:
        return None, pos + len(token)
    if token.isdigit():
        return Decimal(token), pos + len(token)
    for shape in (_GROUPED, _INDIAN, _SLIPPED):
        if shape.fullmatch(token):
            whole, dot, fraction = token.replace(",", "").replace("'", "").partition(".")
            if token.count(".") > 1:
                whole, dot, fraction = token.replace(".", ""), "", ""
            return Decimal(whole + dot + fraction), pos + len(token)
    m = re.match(r"\d+\.\d+", token)
    if m:
        # "12.000 people" in a translation groups by dots: no one writes three zero decimals.
        text = m.group()
        if text.endswith(".000") and len(text) <= 7 and m.end() == len(token):
            text = text.replace(".", "")
        return Decimal(text), pos + m.end()
    m = re.match(r"\d+,\d{1,2}(?=$)", token)
    if m and re.compile(r" (?:million|billion|%|per ?cent)").match(low, pos + m.end()):
        return Decimal(m.group().replace(",", ".")), pos + m.end()
    m = _GROUPED.match(token) or re.match(r"\d+", token)
    if m is None:
        return None, pos + len(token)
    if m.re is _GROUPED and re.match(r"\d", token[m.end() :]):
        m = re.match(r"\d+", token)
    assert m is not None
    return Decimal(m.group().replace(",", "").replace("'", "").replace(".", "")), pos + m.end()


@cache
def numeral_reader() -> NumeralReader:
    """The English reader, made once a process."""
    return NumeralReader(lexicon())
