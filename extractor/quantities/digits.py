"""Figures: one run of digits with its separators, however they are grouped."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.quantities.fold import Folded
from extractor.quantities.lexicon import Lexicon

# Longer runs of digits are account or serial numbers, and int() refuses them at 4,300.
_MAX_DIGITS = 15
_TOKEN = re.compile(r"\d+(?:[.,']\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:'\d{3})+|\d{1,3}(?:\.\d{3}){2,}")
_INDIAN = re.compile(r"\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d+)?")
# "200,0000": a slip of the typist, still one number.
_SLIPPED = re.compile(r"\d{1,3}(?:,\d{3})*,\d{4,6}")
_DECIMAL = re.compile(r"\d+\.\d+")
_COMMA_DECIMAL = re.compile(r"\d+,\d{1,2}$")
_INTEGER = re.compile(r"\d+")
_BLANK_GROUPS = re.compile(r"(?: \d{3})+(?![\d,.:'/-]*\d)")
_OCR_GROUP = re.compile(r", (\d{3})(?= [a-z])")
_MIXED = re.compile(r"(?: |-)([1-9])/([2-9]|10|16)(?![\d/])")
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333", "⅔": "0.667"}
_NARROW_BLANKS = "\xa0\u2009\u202f\u2007"


class DigitReader:
    """Reads figures; `read` gives their value (None: no count) and where they end."""

    def __init__(self, lex: Lexicon) -> None:
        self._group_stops = lex.before(
            r"(?:{month}\.?|{name_head}|{list_head}|in|on|since|{weekday},?) ?|\d[ ,]{1,2}|[a-z]+-"
        )
        self._acronym = lex.before("[A-Z]{1,4} ")  # "MH 17 298 people"
        self._verb = lex.before("(?:{predicate}|[a-z]+ing|kills|wounds|injures) ")
        self._counted = lex.after(" (?:{person}|{unit})")
        self._not_counted = re.compile(
            lex.pattern(" (?:{predicate}|{auxiliary}|others|more|of|and|or|in|on|at|with)(?!\\w)")
        )
        self._large = re.compile(lex.pattern(" (?:million|billion|per ?cent)| ?%"))

    def read(self, text: Folded, pos: int) -> tuple[Decimal | None, int]:
        """The figures at `pos`."""
        low = text.low
        token = _TOKEN.match(low, pos)
        if token is None:  # a digit that is no decimal one, such as a superscript
            return None, pos + 1
        value, end = self._interpret(low, token.group(), pos)
        if value is None:
            return None, end
        if end < len(low) and low[end] in _VULGAR:
            return value + Decimal(_VULGAR[low[end]]), end + 1
        if m := _MIXED.match(low, end):  # "3 1/2 games"
            return value + Decimal(m.group(1)) / int(m.group(2)), m.end()
        if value == value.to_integral_value() and end - pos <= 3:
            return self._with_blanks(text, pos, end, value)
        return value, end

    def _interpret(self, low: str, token: str, pos: int) -> tuple[Decimal | None, int]:
        """The value of a run of digits and separators; what does not belong to the first number is left."""
        end = pos + len(token)
        if len(token) > _MAX_DIGITS and sum(c.isdigit() for c in token) > _MAX_DIGITS:
            return None, end
        if token.isdigit():
            return Decimal(token), end
        if _GROUPED.fullmatch(token) or _INDIAN.fullmatch(token) or _SLIPPED.fullmatch(token):
            dots = token.count(".")
            return Decimal(token.replace(",", "").replace("'", "").replace(".", "" if dots > 1 else ".")), end
        if m := _DECIMAL.match(token):
            text = m.group()
            # "12.000 people" in a translation groups by dots: no one writes three zero decimals.
            if text.endswith(".000") and len(text) <= 7 and m.end() == len(token):
                text = text.replace(".", "")
            return Decimal(text), pos + m.end()
        if _COMMA_DECIMAL.match(token) and self._large.match(low, end):
            return Decimal(token.replace(",", ".")), end
        grouped = _GROUPED.match(token)
        if grouped is None or token[grouped.end() : grouped.end() + 1].isdigit():
            grouped = _INTEGER.match(token)
        assert grouped is not None
        return Decimal(re.sub(r"[,'.]", "", grouped.group())), pos + grouped.end()

    def _with_blanks(self, text: Folded, pos: int, end: int, value: Decimal) -> tuple[Decimal, int]:
        """Groups that stand apart: "10 000", and "230, 000" as character recognition leaves it."""
        low = text.low
        before = max(0, pos - 20)
        if (m := _BLANK_GROUPS.match(low, end)) and low[pos] != "0":
            zeros = low.endswith("000", 0, m.end())
            stopped = self._group_stops.match(low, before, pos) or (
                not zeros and self._acronym.match(text.plain, before, pos)
            )
            goes_on = zeros or (low.startswith(" ", m.end()) and low[m.end() + 1 : m.end() + 2].isalpha())
            if text.raw[end] in _NARROW_BLANKS or (goes_on and not stopped):
                return Decimal(low[pos : m.end()].replace(" ", "")), m.end()
        elif (m := _OCR_GROUP.match(low, end)) and not self._not_counted.match(low, m.end()):
            counted = self._counted.match(low, m.end()) and not self._verb.match(low, before, pos)
            if m.group(1).endswith("00") or counted:
                return value * 1000 + int(m.group(1)), m.end()
        return value, end
