"""Quotations: which stretches of the text somebody is quoted with, and by which words they are given to a speaker."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from extractor.assembly.figures import Workbench
from extractor.attribution import Attribution

Speaker = tuple[int, Attribution]
_REACH = 160
_MARK = re.compile('["“”]')


class Quotes:
    """The quotations of an article as raw offsets. One that is left open ends with its line."""

    def __init__(self, bench: Workbench) -> None:
        text = bench.view.text
        self._spans: list[tuple[int, int]] = []
        start = 0
        for line in text.splitlines(keepends=True):
            self._spans += _quoted(line, start)
            start += len(line)
        self._starts = [s for s, _ in self._spans]

    def around(self, offset: int) -> tuple[int, int] | None:
        """The quotation that holds the raw offset."""
        i = bisect_right(self._starts, offset) - 1
        return self._spans[i] if i >= 0 and offset < self._spans[i][1] else None

    def owner(self, offset: int, speakers: Sequence[Speaker], bench: Workbench) -> Speaker | None:
        """Who is quoted at the raw offset: the reporting word nearest to the quotation, outside of it."""
        quote = self.around(offset)
        if quote is None:
            return None
        best: tuple[int, Speaker] | None = None
        for index, a in speakers:
            at = bench.view.by_index[index].parse.start[a.verb]
            distance = quote[0] - at if at < quote[0] else at - quote[1]
            if self.around(at) is None and distance <= _REACH and (best is None or distance < best[0]):
                best = distance, (index, a)
        return best[1] if best else None


def _quoted(line: str, start: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    opened: int | None = None
    for m in _MARK.finditer(line):
        i, c = m.start(), m.group()
        if c == "“" or (c == '"' and opened is None):
            opened = i
        elif c in ('"', "”") and opened is not None:
            out.append((start + opened, start + i + 1))
            opened = None
    if opened is not None:
        out.append((start + opened, start + len(line)))
    return out
