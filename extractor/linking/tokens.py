"""Words of a text with what linking asks of them: folded form, capital, and whether the next one is joined to it."""

from __future__ import annotations

import re
from bisect import bisect_left

from extractor.kb import WORD, fold

# What may stand between two words of one name. A dot only after a short word ("St. Louis", "U.S."), a comma never.
_JOIN = re.compile(
    r"|[ \u00a0]|[-–—/'’‘ʻʼ`&]|\n|[ \u00a0](?:[-–—&]|[(\[\"“])[ \u00a0]?|[ \u00a0]?['’‘ʻʼ`]|['’][ \u00a0]"
)
_DOT = re.compile(r"\.[ \u00a0]?")
_SENTENCE_END = re.compile(r"[.!?…:;]|\n|^")
_SHOUT_LINE = 0.75


class Tokens:
    """Parallel lists over the words of one text; offsets are code points of the text.

    `cap`: begins with a capital or a digit. `first`: begins a sentence or a line. `joined[i]`: word i and i+1 can
    belong to one name. `shout`: stands in a line of capitals. `titled`: stands in a line where nearly all words are
    capitalised, so that a capital says little.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = [(m.start(), m.end()) for m in WORD.finditer(text)]
        self.start = [a for a, _ in found]
        self.end = [b for _, b in found]
        self.raw = [text[a:b] for a, b in found]
        self.word = [fold(w) for w in self.raw]
        self.cap = [w[0].isupper() or w[0].isdigit() for w in self.raw]
        n = self.n = len(found)
        self.joined = [False] * n
        self.first = [True] * n
        memo: dict[str, tuple[bool, bool, bool]] = {}
        for i in range(n - 1):
            gap = text[self.end[i] : self.start[i + 1]]
            if gap == " ":
                self.joined[i], self.first[i + 1] = True, False
                continue
            known = memo.get(gap)
            if known is None:
                known = memo[gap] = (
                    bool(_JOIN.fullmatch(gap)), bool(_DOT.fullmatch(gap)), bool(_SENTENCE_END.search(gap)),
                )  # fmt: skip
            join, dot, stop = known
            short = dot and (
                len(self.raw[i]) <= 2
                or self.word[i] in ("gen", "col", "maj", "lt", "gov", "sen", "rep", "sgt", "capt")
            )
            self.joined[i] = join or short
            self.first[i + 1] = stop and not short
        self.shout, self.titled = _line_styles(self)

    def key(self, i: int, j: int) -> str:
        """The lookup key of words i (inclusive) to j (exclusive)."""
        return self.word[i] if j == i + 1 else " ".join(self.word[i:j])

    def slice(self, i: int, j: int) -> str:
        """The raw text from word i to the end of word j-1."""
        return self.text[self.start[i] : self.end[j - 1]]

    def at(self, offset: int) -> int:
        """The first word that starts at or after `offset`."""
        return bisect_left(self.start, offset)

    def before(self, i: int) -> str:
        """The folded word before i, "" at the start of a sentence."""
        return self.word[i - 1] if i > 0 and not self.first[i] else ""

    def possessive(self, j: int) -> bool:
        """Whether word j is the 's of the word before it."""
        return (
            j < len(self.word)
            and self.word[j] == "s"
            and self.text[self.end[j - 1] : self.start[j]] in ("'", "’", "´", "`")
        )

    def gap(self, i: int) -> str:
        """The text between word i and the next."""
        return self.text[self.end[i] : self.start[i + 1]] if i + 1 < len(self.start) else ""


def _line_styles(tokens: Tokens) -> tuple[list[bool], list[bool]]:
    n = tokens.n
    shout, titled = [False] * n, [False] * n
    line_start = 0
    for i in range(n):
        if i + 1 < n and "\n" not in tokens.gap(i):
            continue
        words = [w for w in tokens.raw[line_start : i + 1] if w[0].isalpha()]
        if words:
            upper = sum(len(w) for w in words if w.isupper())
            long = [w for w in words if len(w) > 3]
            is_shout = upper > _SHOUT_LINE * sum(map(len, words)) and len(words) >= 3
            is_titled = len(long) >= 4 and sum(w[0].isupper() for w in long) > 0.8 * len(long)
            for k in range(line_start, i + 1):
                shout[k], titled[k] = is_shout, is_titled and not is_shout
        line_start = i + 1
    return shout, titled
