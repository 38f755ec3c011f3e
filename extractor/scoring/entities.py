"""When two entities, or two lists of them, are the same: by name, by mention, by id.

- *by name*: the normalised names are equal; two NILs are equal if the heads of their mentions are.
- *by mention*: equal by name, or the mentions overlap or read the same.
- *by id*: the ids are equal; two NILs as by name. Only defined where gold gives ids.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from extractor.scoring.load import EntityRef

By = Literal["name", "mention", "id"]
WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))
# Letters whose stroke or ligature is no combining mark, so that decomposition leaves them.
_FOLD = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_GLUE = frozenset(".'’‘`´")


@lru_cache(maxsize=65536)
def normal_name(text: str) -> str:
    """Casefolded, without diacritics, punctuation and a leading "the"; only a blank text gives ""."""
    letters = []
    for c in unicodedata.normalize("NFKD", text.casefold()).translate(_FOLD):
        if unicodedata.combining(c) or unicodedata.category(c) == "Lm" or c in _GLUE:
            continue
        letters.append(c if c.isalnum() else " ")
    words = "".join(letters).split()
    if len(words) > 1 and words[0] in WORDS["determiners"]:
        words = words[1:]
    return " ".join(words) or text.casefold().strip()


@lru_cache(maxsize=65536)
def head_word(mention: str) -> str:
    """The head of a NIL's mention: the last word before the first comma, bracket or postmodifier."""
    for mark in (",", "(", ";"):
        mention = mention.split(mark, 1)[0] or mention
    words = normal_name(mention).split()
    for position, word in enumerate(words):
        if position and word in WORDS["head_stops"]:
            return words[position - 1]
    return words[-1] if words else ""


def same_name(a: EntityRef, b: EntityRef) -> bool:
    """Equal by name (see the module's head); `a` is the gold side, and where it has a name, the names must agree."""
    if a.name is not None and b.name is not None and normal_name(a.name) == normal_name(b.name):
        return True
    return a.name is None and a.is_nil and b.is_nil and head_word(a.mention.text) == head_word(b.mention.text)


def overlaps(a: EntityRef, b: EntityRef) -> bool:
    """Whether the two mentions share a character."""
    return min(a.mention.end, b.mention.end) > max(a.mention.start, b.mention.start)


def same_mention(a: EntityRef, b: EntityRef) -> bool:
    """Equal by mention: the mentions overlap or read the same."""
    return overlaps(a, b) or normal_name(a.mention.text) == normal_name(b.mention.text)


def same_id(a: EntityRef, b: EntityRef) -> bool:
    """Equal by id; `a` is the gold side."""
    return b.id == a.id if a.id is not None else b.id is None and same_name(a, b)


_SAME: dict[By, Callable[[EntityRef, EntityRef], bool]] = {
    "name": same_name,
    "mention": lambda a, b: same_name(a, b) or same_mention(a, b),
    "id": same_id,
}


def common(gold: Sequence[EntityRef], predicted: Sequence[EntityRef], by: By) -> int:
    """How many entities of the two lists can be paired one-to-one; naming one twice gains nothing."""
    same = _SAME[by]
    return len(pair_up([[same(g, p) for p in predicted] for g in gold]))


def pair_up(equal: Sequence[Sequence[bool]]) -> list[tuple[int, int]]:
    """Largest one-to-one pairing of rows and columns where `equal` holds (augmenting paths)."""
    owner: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column, holds in enumerate(equal[row]):
            if holds and column not in tried:
                tried.add(column)
                if column not in owner or place(owner[column], tried):
                    owner[column] = row
                    return True
        return False

    for row in range(len(equal)):
        place(row, set())
    return sorted((row, column) for column, row in owner.items())


def link(gold: Sequence[EntityRef], predicted: Sequence[EntityRef]) -> list[tuple[EntityRef, EntityRef]]:
    """Pairs (gold, predicted) whose mention was found, for judging the link apart from the finding."""
    pairs: list[tuple[EntityRef, EntityRef]] = []
    left, free = list(gold), list(predicted)
    # Overlap says more than equal text, and an equal name settles which of two overlapping mentions is meant.
    for rule in (lambda g, p: overlaps(g, p) and same_name(g, p), overlaps, same_mention):
        chosen = pair_up([[rule(g, p) for p in free] for g in left])
        pairs += [(left[r], free[c]) for r, c in chosen]
        rows, columns = {r for r, _ in chosen}, {c for _, c in chosen}
        left = [g for r, g in enumerate(left) if r not in rows]
        free = [p for c, p in enumerate(free) if c not in columns]
    return pairs
