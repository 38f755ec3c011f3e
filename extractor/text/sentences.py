"""Where sentences end. Works on one block at a time; offsets are code points of the raw text."""

from __future__ import annotations

import re

from extractor.text.lexicon import Lexicon

# A closing mark with all that belongs to it (quotes, brackets, footnote marks), or a bullet inside a line.
_STOP = re.compile(r"[.!?…](?:[.!?…]|[\"'”’»)\]]|\[\d{1,3}\])*|[•▪●]")
_BULLETS = "•▪●"
_OPENERS = "\"'“‘«([{¿¡*"
_NO_START = frozenset(",;:)]}%&")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_WORD_TAIL = re.compile(r"[^\s\"“‘«(\[{—–/,;:]*\Z")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")
_PART = re.compile(r"[.\-]")
_LOOK_BACK = 24


def split(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The sentences of ``text[start:end]``, whose ends are not white space: (start, end) in reading order.

    Linear in the length of the text, whatever it holds.
    """
    found = _Splitter(text, start, end, lexicon).run()
    limit = lexicon.data.max_sentence_chars
    if any(b - a > limit for a, b in found):
        return [piece for a, b in found for piece in _shorten(text, a, b, limit)]
    return found


class _Splitter:
    """One pass over one block. `begin` is where the running sentence began."""

    __slots__ = ("_counted", "_quotes", "_rough", "begin", "end", "lexicon", "start", "text")

    def __init__(self, text: str, start: int, end: int, lexicon: Lexicon) -> None:
        self.text, self.start, self.end, self.lexicon = text, start, end, lexicon
        self.begin = start
        # Both are asked for seldom, and asking anew each time would be quadratic in the length of the block.
        self._rough: bool | None = None
        self._counted, self._quotes = start, 0

    def run(self) -> list[tuple[int, int]]:
        text, end, found = self.text, self.end, []
        for mark in _STOP.finditer(text, self.start, end):
            i, k = mark.span()
            if text[i] in _BULLETS:
                cut = after = self._before_bullet(i)
            elif k >= end:
                break
            elif text[k].isspace():
                after = k + 1
                while text[after].isspace():
                    after += 1
                cut = k if self._ends(i, k, after) else self.begin
            else:
                cut = after = self._glued(i, k)
            if cut > self.begin:
                found.append((self.begin, cut))
                self.begin = i if text[i] in _BULLETS else after
        found.append((self.begin, end))
        return found

    def _before_bullet(self, i: int) -> int:
        while i > self.begin and self.text[i - 1].isspace():
            i -= 1
        return i

    def _ends(self, i: int, k: int, after: int) -> bool:
        """Whether the mark ``text[i:k]`` ends the sentence; `after` is where the next word begins."""
        text, first = self.text, after
        c = text[first]
        while c in _OPENERS and first + 1 < self.end:
            first += 1
            c = text[first]
        if c.islower():
            return self._rough_end(i, k, first)
        if c in _NO_START or self._nothing_before(i):
            return False
        if c in "-–—":
            return first + 1 < self.end and text[first + 1].isspace()
        mark = text[i:k]
        if mark != "." and ("?" in mark or "!" in mark):
            return self._called(i, k, first)
        if mark[0] == "…" or mark.startswith(".."):
            return not c.isdigit()
        word = self._word_before(i)
        if word.isalpha() and len(word) > 1 and word not in self.lexicon.abbreviations:
            return True
        return self._abbreviation_ends(i, after, first, word)

    def _nothing_before(self, i: int) -> bool:
        return i - self.begin < 8 and not any(c.isalnum() for c in self.text[self.begin : i])

    def _word_before(self, i: int) -> str:
        tail = self.text[max(self.begin, i - _LOOK_BACK) : i]
        word = tail[tail.rfind(" ") + 1 :]
        if not word.isalpha():
            found = _WORD_TAIL.search(word)
            word = found.group() if found else ""
        return word

    def _abbreviation_ends(self, i: int, after: int, first: int, word: str) -> bool:
        lexicon, c = self.lexicon, self.text[first]
        if word.isdigit():
            # "1. The first" at the start is a list number; "2. 1 million" is a torn decimal.
            if len(word) <= 2 and i - len(word) == self.begin == self.start:
                return False
            return not (c.isdigit() and len(word) <= 3 and lexicon.decimal.match(self.text, first))
        kind = lexicon.abbreviations.get(word)
        if kind is None:
            part = _PART.split(word)[-1]
            kind = lexicon.abbreviations.get(part) if len(part) > 1 else None
        following = _WORD.match(self.text, first)
        next_word = following.group() if following else ""
        if kind == "never":
            return False
        if kind == "number":
            return not c.isdigit() and (word.lower() == "no" or self._is_starter(next_word))
        if kind == "clock":
            return self.text[after] != "(" and next_word not in lexicon.clock_followers
        if kind == "calendar" and c.isdigit():
            return False
        if len(word) == 1 and word.isalpha():
            # "I" is a numeral or the pronoun far more often than an initial ("World War I. Later he left").
            return next_word in (lexicon.starters if word == "I" else lexicon.initial_starters)
        if kind is not None or _ACRONYM.search(word):
            return self.text[after] != "(" and (c.isdigit() or self._is_starter(next_word))
        return True

    def _is_starter(self, word: str) -> bool:
        # In capitals every word looks like a name: only the surest ones end an abbreviation's sentence there.
        if len(word) > 1 and word.isupper():
            return word in self.lexicon.capital_starters
        return word in self.lexicon.starters

    def _called(self, i: int, k: int, first: int) -> bool:
        """A question or exclamation mark, before something that is no small letter."""
        if self.text[k - 1] in "\"'”’" and self.lexicon.attribution.match(self.text, first):
            return False
        if self.text[i] != "!" or k - i > 1:
            return True
        return self._word_before(i) not in self.lexicon.exclaiming_names

    def _rough_end(self, i: int, k: int, first: int) -> bool:
        """Before a small letter a sentence ends only in text that has no capitals at all."""
        text = self.text
        if self._rough is None:
            block = text[self.start : self.end]
            self._rough = block == block.lower()
        if not self._rough or text[i:k].strip("\"'”’)") not in {".", "!", "?"}:
            return False
        word = self._word_before(i)
        return len(word) > 2 and word.isalpha() and word not in self.lexicon.abbreviations

    def _glued(self, i: int, k: int) -> int:
        """Where a sentence ends whose following space is missing ("died.The mayor"); `begin` if none does."""
        text, lexicon = self.text, self.lexicon
        following = _WORD.match(text, k, self.end)
        if following is None or i - self.begin < 2 or "…" in text[i:k] or ".." in text[i:k]:
            return self.begin
        next_word, word = following.group(), self._word_before(i)
        if word in lexicon.abbreviations or next_word.capitalize() in lexicon.domains:
            return self.begin
        if next_word.isupper() and len(next_word) > 1:
            # Capitals on both sides: "DIED.THE", but not "U.S.TROOPS".
            ok = word.isalpha() and word.isupper() and len(word) > 3
        else:
            ok = next_word[0].isupper() and (word.isdigit() or text[i - 1] in ')”"' or _small_word(word))
        if not ok or "@" in word or word.startswith(("www", "http")):
            return self.begin
        if text[k - 1] == '"' and self._quotes_before(k) % 2:
            return i + 1
        return k

    def _quotes_before(self, k: int) -> int:
        self._quotes += self.text.count('"', self._counted, k)
        self._counted = k
        return self._quotes


def _small_word(word: str) -> bool:
    return len(word) > 1 and word[-2:].isalpha() and word[-1].islower() and "." not in word


def _shorten(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    """Cut an overlong stretch at white space (anywhere, if it has none)."""
    pieces: list[tuple[int, int]] = []
    while end - start > limit:
        cut = next((c for c in range(start + limit, start, -1) if text[c].isspace()), start + limit)
        piece = text[start:cut].rstrip()
        if piece:
            pieces.append((start, start + len(piece)))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        pieces.append((start, end))
    return pieces
