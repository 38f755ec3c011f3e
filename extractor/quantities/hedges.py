"""What hedges a number (cues before and after it) and what makes it a change of a count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import regex

from extractor.quantities.fold import Folded
from extractor.quantities.forms import Number
from extractor.quantities.lexicon import WINDOW, Lexicon, alternation, lexicon
from extractor.schema import Measure, Quantifier

# An outer cue of these overrules an inner one: "at least some 20" is a minimum.
_STRONG: frozenset[Quantifier] = frozenset({"at_least", "more_than", "at_most", "less_than"})
# A ">" that opens a line is a quotation mark or a bullet.
_BULLET = regex.compile(r"(?:^|\n) *>", regex.REVERSE)


@dataclass(slots=True, frozen=True)
class Hedge:
    """A quantifier and the bounds of its cue."""

    quantifier: Quantifier
    start: int
    end: int
    before: bool


class HedgeReader:
    """Finds cues and changes around an expression; offsets are into the folded text."""

    def __init__(self, lex: Lexicon) -> None:
        cues = lex.words.cues
        fillers = f"(?:{'|'.join(cues.fillers)})"
        self._during = re.compile(cues.during)
        self._during_unless = lex.before(f"{cues.during_unless} ")
        self._signs = cues.signs
        # An editor's insertion or a quotation may close between the cue and its number: "[at least] 40".
        self._before = lex.before(
            f"{_named(cues.before)}[\\])\"'”’]? [(\"'“‘]?(?:{fillers} )?|(?P<sign>[{''.join(cues.signs)}]) ?"
        )
        self._after = re.compile(lex.pattern(_named(cues.after)) + r"(?:(?!\w)|(?<=\W))")
        self._between = lex.before("(?P<cue>between) |(?:ranging |ranged |range |ranges )?(?P<from>from) ")
        self._deltas = [
            (d.measure, lex.before(d.before) if d.before else None, lex.after(d.after) if d.after else None)
            for d in lex.words.deltas
        ]
        stops = alternation(cues.spread_stops)
        noun = rf"(?:(?!{stops}(?!\w))[a-z'-]+)"
        self._spread = re.compile(lex.pattern(rf"(?: {noun}){{1,5}} and (?:{fillers} )?"))
        self._noun_next = re.compile(rf" {noun}")

    def find(self, text: Folded, start: int, end: int, floor: int, form: str, kind: str) -> Hedge | None:
        """The cue of the expression at ``[start, end)``; it never begins before `floor`."""
        low = text.low
        if form == "range" and (m := self._between.match(low, max(floor, start - 30), start)):
            group = "cue" if m.group("cue") else "from"
            return Hedge("between", m.start(group), m.end(group), True)
        found = self._cue_before(low, start, floor)
        if found is not None:
            during = kind == "duration" and self._during.fullmatch(low, found.start, found.end)
            length = self._during_unless.match(low, max(0, found.start - 20), found.start)
            return None if during and not length else found
        after = self._after.match(low, end, end + WINDOW)
        if after is None:
            return None
        name = str(after.lastgroup)
        cue = after.group(name)
        skip = len(cue) - len(cue.lstrip(" ,-"))
        return Hedge(self._quantifier(name, cue), after.start(name) + skip, after.end(name), False)

    def _quantifier(self, group: str, cue: str) -> Quantifier:
        return self._signs[cue] if group == "sign" else cast(Quantifier, group)

    def _cue_before(self, low: str, start: int, floor: int) -> Hedge | None:
        inner: Hedge | None = None
        at = start
        for _ in range(3):
            m = self._before.match(low, max(floor, at - WINDOW), at)
            if m is None:
                break
            name = str(m.lastgroup)
            if name == "sign" and _BULLET.match(low, max(0, m.end(name) - 5), m.end(name)):
                break
            cue = Hedge(self._quantifier(name, m.group(name)), m.start(name), m.end(name), True)
            if inner is None:
                inner = cue
            elif inner.quantifier in _STRONG:
                break
            else:
                inner = Hedge(cue.quantifier, cue.start, inner.end, True)
            at = m.start(name)
        return inner

    def measure(self, text: Folded, start: int, end: int) -> Measure:
        """Whether the number is a level, an increase or a decrease."""
        low = text.low
        for measure, before, after in self._deltas:
            if before is not None and not before.match(low, max(0, start - WINDOW), start):
                continue
            if after is None or after.match(low, end, end + WINDOW):
                return measure
        return "level"

    def spreads(self, text: Folded, first_end: int, second_start: int, second_end: int) -> bool:
        """Whether a cue before one count covers the next too: "at least 223 fighters and 28 troops"."""
        between = self._spread.fullmatch(text.low, first_end, second_start)
        return between is not None and self._noun_next.match(text.low, second_end) is not None


def _named(cues: Mapping[Quantifier, tuple[str, ...]]) -> str:
    """One group over all cues, in the order of the data, with a named group for each quantifier."""
    return "(?:" + "|".join(f"(?P<{quantifier}>{'|'.join(cues[quantifier])})" for quantifier in cues) + ")"


def bounds(value: Number | None, quantifier: Quantifier) -> tuple[Number | None, Number | None]:
    """`low` and `high` of a stated value under a quantifier; an open end is None."""
    low = value if quantifier in ("exact", "at_least", "more_than") else None
    high = value if quantifier in ("exact", "at_most", "less_than") else None
    return low, high


@cache
def hedge_reader() -> HedgeReader:
    """The English reader, made once a process."""
    return HedgeReader(lexicon())
