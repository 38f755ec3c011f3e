"""The English data files as typed objects: word tables, rules, and patterns with anchors and boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from typing import Literal

import regex
from pydantic import Field

from extractor.data_loader import load_yaml
from extractor.errors import DataError
from extractor.schema import Measure, Model, Quantifier, QuantityKind

Form = Literal[
    "digits", "words", "range", "vague", "zero", "another", "ordinal", "fraction", "single", "score", "long"
]  # fmt: skip
Patterns = str | tuple[str, ...]
#: How far a pattern may look: contexts are a clause at most, and the limit keeps every match linear.
WINDOW = 90

# A pattern starts at the start of a word and ends at the end of one, but it may end inside a run of digits.
_LEFT_EDGE = r"(?:(?<!\w)|(?=\W))"
_RIGHT_EDGE = r"(?:(?!\w)|(?<=[\W\d]))"


class Rule(Model):
    """One row of ``kinds.yaml``; its head comment says what the keys mean."""

    name: str
    kind: QuantityKind | Literal["none"]
    form: tuple[Form, ...] = ()
    shape: str | None = None
    number: str | None = None
    min: float | None = None
    max: float | None = None
    digits: int | None = None
    before: Patterns = ()
    after: Patterns = ()
    cased: bool = False
    running: bool = False
    value: int | None = None
    factor: float | None = None
    match: tuple[str, ...] = Field(min_length=1)
    reject: tuple[str, ...] = Field(min_length=1)


class RuleFile(Model):
    """``kinds.yaml``."""

    rules: tuple[Rule, ...]


class Cues(Model):
    """What hedges a number, before and after it."""

    before: Mapping[Quantifier, tuple[str, ...]]
    signs: Mapping[str, Quantifier]
    fillers: tuple[str, ...]
    after: Mapping[Quantifier, tuple[str, ...]]
    during: str
    during_unless: str
    kinds: frozenset[QuantityKind]
    spread_stops: frozenset[str]


class Delta(Model):
    """Words around a number that say it is a change."""

    measure: Measure
    before: Patterns = ()
    after: Patterns = ()


class WordFile(Model):
    """``en.yaml``."""

    units: Mapping[str, int]
    tens: Mapping[str, int]
    scales: Mapping[str, int]
    dozens: Mapping[str, int]
    short_scales: Mapping[str, int]
    short_scales_spaced: frozenset[str]
    short_scales_money: frozenset[str]
    vague: Mapping[str, int]
    vague_plurals: Mapping[str, int]
    vague_joints: tuple[str, ...]
    denominators: Mapping[str, int]
    score_of: str
    zero: tuple[str, ...]
    halves: Mapping[str, float]
    ordinals: Mapping[str, int]
    range_joints: tuple[str, ...]
    range_to: str
    up_verb: tuple[str, ...]
    down_verb: tuple[str, ...]
    direct_verb: tuple[str, ...]
    change_verb: tuple[str, ...]
    cues: Cues
    deltas: tuple[Delta, ...]
    hedge: str


class Lexicon:
    """The word tables (`words`), the rules (`rules`) and `pattern`s in which ``{name}`` stands for a list."""

    def __init__(self, words: WordFile, rules: RuleFile, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.words = words
        self.rules = rules.rules
        numbers = [*words.units, *words.tens, *words.scales, *words.dozens]
        self._lists = {name: alternation(entries) for name, entries in lists.items()}
        self._lists |= {
            name.capitalize(): alternation(re.sub(r"(?<!\\)\b[a-z]", lambda m: m.group().upper(), e) for e in entries)
            for name, entries in lists.items()
        }
        self._lists |= {"number": alternation(numbers), "hedge": words.hedge}
        self._lists |= {"up_verb": alternation(words.up_verb), "down_verb": alternation(words.down_verb)}
        self._lists["direct_verb"] = alternation(words.direct_verb)
        self._lists["change_verb"] = alternation([*words.up_verb, *words.down_verb, *words.change_verb])

    def pattern(self, text: Patterns) -> str:
        """A pattern of the data as regular-expression source: lists put in, a blank made one to three."""
        source = text if isinstance(text, str) else "|".join(text)
        source = re.sub(r"\{([A-Za-z_]{2,})\}", self._list, source)
        # Each alternative may have an `in`, and `re` wants every group to have a name of its own.
        numbers = count()
        source = re.sub(r"\(\?P<in>", lambda _: f"(?P<in{next(numbers)}>", source)
        return f"(?:{_spread_blanks(source)})"

    def before(self, text: Patterns, *, any_case: bool = False) -> regex.Pattern[str]:
        """To be matched backwards from where a number starts: ``Pattern.match(text, pos, start)``."""
        flags = regex.REVERSE | regex.IGNORECASE if any_case else regex.REVERSE
        try:
            return regex.compile(_LEFT_EDGE + self.pattern(text), flags)
        except regex.error as e:
            raise DataError(f"broken pattern: {e}", path="quantities", key=str(text)) from e

    def after(self, text: Patterns, *, any_case: bool = False) -> re.Pattern[str]:
        """To be matched from the place where a number ends."""
        try:
            return re.compile(self.pattern(text) + _RIGHT_EDGE, re.IGNORECASE if any_case else 0)
        except re.error as e:
            raise DataError(f"broken pattern: {e}", path="quantities", key=str(text)) from e

    def _list(self, match: re.Match[str]) -> str:
        try:
            return self._lists[match.group(1)]
        except KeyError:
            raise DataError(f"no list named {match.group(1)!r}", path="quantities", key=match.string) from None


def alternation(entries: Iterable[str]) -> str:
    """A group that matches any of the entries, the longest first, branching on the first letter for speed."""
    branches: dict[str, list[str]] = {}
    for entry in sorted(set(entries), key=lambda e: (-len(e), e)):
        by_letter = entry[:1].isalpha() and entry[1:2] not in ("?", "*", "{", "|")
        branches.setdefault(entry[0] if by_letter else entry, []).append(entry[1:] if by_letter else "")
    return "(?:" + "|".join(head + _any_of(tails) for head, tails in branches.items()) + ")"


def _any_of(tails: list[str]) -> str:
    return tails[0] if len(tails) == 1 else f"(?:{'|'.join(tails)})"


def _spread_blanks(source: str) -> str:
    """Let every blank outside of a character class stand for one to three blanks."""
    out, in_class, escaped = [], False, False
    for char in source:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in "[]":
            in_class = char == "["
        out.append(" {1,3}" if char == " " and not in_class else char)
    return "".join(out).replace(" {1,3}?", " {0,3}").replace(" {1,3}*", " {0,3}")


@cache
def lexicon() -> Lexicon:
    """The English lexicon, read once a process."""
    return Lexicon(
        load_yaml("quantities/en.yaml", WordFile),
        load_yaml("quantities/kinds.yaml", RuleFile),
        load_yaml("quantities/lists.yaml", dict[str, tuple[str, ...]]),
    )
