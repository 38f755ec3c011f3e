"""Other tools' text offsets ↔ ours (Unicode code points, end exclusive).

JavaScript counts UTF-16 units, so every character above U+FFFF moves what stands after it by one. Who counts how:

- Label Studio converts to code points before it saves (``fixCodePointsInRange`` and ``charsToCodePoints`` in its
  ``selection-tools.js``, since HumanSignal/label-studio pull request 1559); older versions saved UTF-16 units (its
  issue 1347).
- doccano saves UTF-16 units, or graphemes where the project has "Count grapheme clusters as one character"
  (doccano/doccano issue 2290).
- brat's files count characters; its browser client is off by one after each astral character (nlplab/brat issue 1115).
- W3C selectors count code points (Web Annotation Data Model, section 4.2.5, Text Position Selector).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import Literal

import regex

from extractor.errors import DataError
from extractor.schema import Span

Units = Literal["code-points", "utf-16", "graphemes"]
_GRAPHEME = regex.compile(r"\X")


class Ruler:
    """Converts offsets of one text. The boundaries of `units` are found once."""

    def __init__(self, text: str, units: Units) -> None:
        self.text, self.units = text, units
        self._ends: list[int] | None = None
        if units == "utf-16" and not text.isascii():
            self._ends = [0, *accumulate(2 if c > "\uffff" else 1 for c in text)]
        elif units == "graphemes":
            # The other way round: entry n is where grapheme n begins in the text.
            self._ends = [0, *(m.end() for m in _GRAPHEME.finditer(text))]

    def ours(self, offset: int) -> int | None:
        """Their offset as code points; None if it is outside of the text or inside a character."""
        if self._ends is None:
            return offset if 0 <= offset <= len(self.text) else None
        if self.units == "graphemes":
            return self._ends[offset] if 0 <= offset < len(self._ends) else None
        return self._found(offset)

    def theirs(self, offset: int) -> int:
        """Our offset in their units. Raises `ValueError` if it is inside one of their graphemes."""
        if self._ends is None:
            return offset
        if self.units == "utf-16":
            return self._ends[offset]
        if (found := self._found(offset)) is None:
            raise ValueError(f"offset {offset} is inside a grapheme")
        return found

    def _found(self, value: int) -> int | None:
        assert self._ends is not None
        at = bisect_left(self._ends, value)
        return at if at < len(self._ends) and self._ends[at] == value else None


def span_at(text: str, start: int, end: int) -> Span:
    """The span of our own offsets."""
    return Span(start=start, end=end, text=text[start:end])


def aligned(text: str, start: int, end: int, quote: str | None, rulers: tuple[Ruler, ...]) -> Span:
    """The span that their offsets mean: the first of `rulers` under which the text says `quote`.

    Without a quote nothing tells the rulers apart, so the first one counts.

    Runs of white space count as equal, since tools save them differently. Raises `DataError` if none fits.
    """
    for ruler in rulers if quote is not None else rulers[:1]:
        first, last = ruler.ours(start), ruler.ours(end)
        if first is None or last is None or first >= last:
            continue
        if quote is None or _plain(text[first:last]) == _plain(quote):
            return span_at(text, first, last)
    said = f" {quote!r}" if quote else ""
    raise DataError(f"the text has nothing{said} at {start}-{end}")


def _plain(text: str) -> str:
    return " ".join(text.replace("\\n", " ").split())
