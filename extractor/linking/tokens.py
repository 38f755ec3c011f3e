"""Words of a text with what linking asks of them: folded form, capital, and whether the next one is joined to
it.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

from extractor.kb import WORD, fold

# What may stand between two words of one name. A dot only after a short word ("St. Louis", "U.S."), a comma
# never.
_JOIN = re.compile(
    r"|[ \u00a0]|[-–—/'’‘ʻʼ`&]|\n|[ \u00a0](?:[-–—&]|[(\[\"“])[ \u00a0]?|[ \u00a0]?['’‘ʻʼ`]|['’][ \u00a0]"
)
_DOT = re.compile(r"\.[ \u00a0]?")
_SENTENCE_END = re.compile(r"[.!?…:;\n\"“]")
_SHORTENED = frozenset({"gen", "col", "maj", "lt", "gov", "sen", "rep", "sgt", "capt"})
_SHOUT_LINE, _TITLED_LINE = 0.75, 0.8  # share of capital letters; share of capitalised long words


class Tokens:
    """Parallel lists over the words of one text; offsets are code points of the text.

    `cap`: begins with a capital or a digit. `first`: begins a sentence or a line. `joined[i]`: word i and i+1
    can belong to one name. `shout`: stands in a line of capitals. `titled`: stands in a line where nearly all
    words are capitalised, so that a capital says little.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        # A long text has each word many times: every form is kept, and looked at, once.
        forms: dict[str, tuple[str, str, bool]] = {}
        self.start, self.end = array("q"), array("q")
        self.raw: list[str] = []
        self.word: list[str] = []
        self.cap: list[bool] = []
        for m in WORD.finditer(text):
            w = m.group()
            form = forms.get(w)
            if form is None:
                form = forms[w] = (w, w.lower() if w.isascii() else fold(w), w[0].isupper() or w[0].isdigit())
            raw, word, cap = form
            self.raw.append(raw)
            self.word.append(word)
            self.cap.append(cap)
            self.start.append(m.start())
            self.end.append(m.end())
        n = self.n = len(self.raw)
        self.apostrophes = "'" in text or "’" in text
        self.joined = [False] * n
        self.first = [True] * n
        self.gaps: list[str] = []
        memo: dict[str, tuple[str, bool, bool, bool]] = {}
        for i in range(n - 1):
            between = text[self.end[i] : self.start[i + 1]]
            known = memo.get(between)
            if known is None:
                known = memo[between] = (between, *_read_gap(between))
            gap, join, dot, stop = known
            self.gaps.append(gap)
            short = dot and (len(self.raw[i]) <= 2 or self.word[i] in _SHORTENED)
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
        return self.gaps[i] if i + 1 < self.n else ""


def _read_gap(gap: str) -> tuple[bool, bool, bool]:
    """Whether a gap joins two words of one name, is a dot that may, ends a sentence."""
    return bool(_JOIN.fullmatch(gap)), bool(_DOT.fullmatch(gap)), bool(_SENTENCE_END.search(gap))


def _line_styles(tokens: Tokens) -> tuple[list[bool], list[bool]]:
    """For each word, whether its line is in capitals, and whether nearly all words of the line have one."""
    shout, titled = [False] * tokens.n, [False] * tokens.n
    at = 0
    for line in tokens.text.split("\n"):
        i, j = tokens.at(at), tokens.at(at + len(line))
        at += len(line) + 1
        words = [w for w in tokens.raw[i:j] if w[0].isalpha()]
        upper = sum(map(len, filter(str.isupper, words)))
        if len(words) >= 3 and upper > _SHOUT_LINE * sum(map(len, words)):
            shout[i:j] = [True] * (j - i)
            continue
        long = [w for w in words if len(w) > 3]
        # A sentence ends with a stop, a headline does not.
        if (
            len(long) >= 4
            and not line.rstrip("\"”'’ )").endswith((".", "!", "?"))
            and sum(w[0].isupper() for w in long) > _TITLED_LINE * len(long)
        ):
            titled[i:j] = [True] * (j - i)
    return shout, titled
