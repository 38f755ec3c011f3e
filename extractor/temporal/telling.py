"""Whether a time expression stands beside a word of telling, and so may date the statement."""

from __future__ import annotations

import re

from extractor.temporal.lexicon import Lexicon

_TOKEN = re.compile(r"[\w'’.&-]+|[^\w\s]")
_REACH = 120


def told(text: str, start: int, end: int, sentence: tuple[int, int], lexicon: Lexicon) -> bool:
    """True in "said on Monday", "in a statement on Friday", "On Sunday, officials said"."""
    return _before(text, max(sentence[0], start - _REACH), start, lexicon) or _after(
        text, start, end, sentence, lexicon
    )


def _before(text: str, begin: int, start: int, lexicon: Lexicon) -> bool:
    for token in reversed(_TOKEN.findall(text, begin, start)[-8:]):
        if token.lower() in lexicon.sets["telling"]:
            return True
        if token.lower() not in lexicon.sets["between_telling"] and not token[0].isupper():
            return False
    return False


def _after(text: str, start: int, end: int, sentence: tuple[int, int], lexicon: Lexicon) -> bool:
    after = _TOKEN.findall(text, end, min(sentence[1], end + _REACH))
    if after and after[0].lower() in lexicon.sets["saying"]:
        return True
    head = text[max(sentence[0], start - 8) : start].strip(" \"'“‘—–-\n")
    if head and head[-1] not in ",;:":
        return False
    last = ""
    for n, token in enumerate(after[:9]):
        if token.lower() in lexicon.sets["saying"]:
            # After a small word it is an adjective: "an earthquake of reported magnitude 5".
            return last not in lexicon.sets["before_adjectives"]
        if not (token[0].isalnum() or (n == 0 and token == ",")) or token.endswith(("ed", "ing")):
            return False
        last = token.lower()
    return False
