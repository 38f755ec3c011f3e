"""Length-preserving copies of a text to match on, so that offsets into them are offsets into the text."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_UNIFORM = {
    " ": "\t\v\f\r\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))),
    "-": "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d",
    "'": "`\u2018\u2019\u201a\u201b\u02bc\u2032\xb4\uff07",
    '"': "\u201c\u201d\u201e\u201f\u2033\xab\xbb",
    "\n": "\x85\u2028\u2029",
}
_REPLACE = [(old, new) for new, olds in _UNIFORM.items() for old in olds]
_REPLACE_ASCII = [(old, new) for old, new in _REPLACE if old.isascii()]
# No decimal digit but ASCII's lies below U+0660; the class before the look-behind makes the search fast.
_FOREIGN_DIGIT = re.compile("[^\x00-\u065f](?<=\\d)")
# A hard-wrapped line goes on; a headline, a list item or a sentence of its own does not.
_WRAP = re.compile(r"\n(?:(?:(?<=[a-z,;]\n)|(?<=[a-z,;] \n))(?=[a-z0-9$(])|(?:(?<=[0-9]\n)|(?<=[0-9] \n))(?=[a-z]))")


class Folded(NamedTuple):
    """`plain`: `raw` with uniform blanks, dashes, quotes and digits; `low`: that in lower case."""

    raw: str
    plain: str
    low: str


def fold(text: str) -> Folded:
    """Fold `text`; never raises, and both copies have its length, code point by code point."""
    plain = text
    # Many replacements of one character by one are ten times as fast as str.translate.
    for old, new in _REPLACE_ASCII if plain.isascii() else _REPLACE:
        if old in plain:
            plain = plain.replace(old, new)
    if not plain.isascii():
        plain = _FOREIGN_DIGIT.sub(_ascii_digit, plain)
    if "\n" in plain:
        plain = _WRAP.sub(" ", plain)
    low = plain.lower()
    if len(low) != len(plain):
        # "İ".lower() is two code points: go character by character and leave such a one as it is.
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in plain)
    return Folded(text, plain, low)


def _ascii_digit(match: re.Match[str]) -> str:
    return str(unicodedata.digit(match.group(), 0))
