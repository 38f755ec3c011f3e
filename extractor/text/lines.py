"""Raw text to lines, and lines to chunks: which lines of a paragraph are one (hard-wrapped) piece of text."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from extractor.text.lexicon import Lexicon

BULLET = re.compile(r"(?:[-*•·▪●○‣◦–—>]\s+|[•▪●‣◦]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]\s+|#{1,4}\s)\S")
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*\Z")
_FIRST_WORD = re.compile(r"\S+")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_ALNUM = re.compile(r"[^\W_]")
# A sentence end inside a line marks running text, which goes on in the next line.
_INNER_END = re.compile(r"[a-z]{2}[.!?] [A-Z]")


class Line(NamedTuple):
    """A line without the white space around it. `indent` is the white space cut off in front."""

    start: int
    end: int
    indent: int


class Chunk(NamedTuple):
    """Lines that are one piece of text. `gap` says that a blank line (or nothing) stands before it."""

    start: int
    end: int
    lines: int
    gap: bool


def paragraphs(text: str) -> list[list[Line]]:
    """The non-blank lines, grouped between blank lines."""
    groups: list[list[Line]] = []
    current: list[Line] = []
    position = 0
    for raw in text.splitlines(keepends=True):
        kept = raw.strip()
        if kept:
            indent = len(raw) - len(raw.lstrip())
            current.append(Line(position + indent, position + indent + len(kept), indent))
        elif current:
            groups.append(current)
            current = []
        position += len(raw)
    if current:
        groups.append(current)
    return groups


def terminated(piece: str) -> bool:
    """Whether a line ends as a sentence does (also with a colon or a semicolon)."""
    return _TERMINAL.search(piece[-12:]) is not None


def chunks(text: str, lexicon: Lexicon) -> list[Chunk]:
    """The text in pieces that become blocks: every non-space character is in exactly one of them."""
    groups = paragraphs(text)
    width = _wrap_width(text, groups, lexicon)
    found: list[Chunk] = []
    for group in groups:
        first, gap = group[0], True
        count = 1
        for before, line in pairwise(group):
            if _joined(text, before, line, width, lexicon):
                count += 1
                continue
            found.append(Chunk(first.start, before.end, count, gap))
            first, count, gap = line, 1, False
        found.append(Chunk(first.start, group[-1].end, count, gap))
    return found


def _wrap_width(text: str, groups: list[list[Line]], lexicon: Lexicon) -> int | None:
    """The column at which the text is hard-wrapped; None if it is not."""
    pairs = [(a, b) for group in groups if len(group) > 1 for a, b in pairwise(group)]
    if len(pairs) < 3:
        return None
    width = max(a.end - a.start for a, _ in pairs)
    if not 40 <= width <= lexicon.data.wrap_max_chars:
        return None
    full = sum(_is_full(text, a, b, width) for a, b in pairs)
    open_ended = sum(not terminated(text[a.start : a.end]) for a, _ in pairs)
    return width if 2 * full >= len(pairs) and 2 * open_ended >= len(pairs) else None


def _is_full(text: str, line: Line, following: Line, width: int) -> bool:
    """Whether the next line's first word had no room on this line."""
    word = _FIRST_WORD.match(text, following.start, following.end)
    return line.end - line.start + 1 + (len(word.group()) if word else 0) > width - 2


def _joined(text: str, line: Line, following: Line, width: int | None, lexicon: Lexicon) -> bool:
    a, b = text[line.start : line.end], text[following.start : following.end]
    if a == b or BULLET.match(b) or not _ALNUM.search(a) or not _ALNUM.search(b):
        return False
    goes_on = b[0].islower() or b[0] in ",;)%"
    if width is not None:
        indented = following.indent >= line.indent + 2 and terminated(a)
        return (_is_full(text, line, following, width) and not indented) or (goes_on and not terminated(a))
    if a[-1] == ",":
        return True
    if terminated(a):
        return False
    last = _LAST_WORD.search(a[-16:])
    hanging = last is not None and last.group() in lexicon.continuation
    return goes_on or hanging or _INNER_END.search(a) is not None
