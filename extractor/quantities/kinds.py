"""What a number expression is: the rules of ``kinds.yaml``, compiled and tried in order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, get_args

from extractor.quantities.expressions import Expression
from extractor.quantities.fold import Folded
from extractor.quantities.lexicon import WINDOW, Form, Lexicon, Rule, lexicon
from extractor.schema import QuantityKind

_LONG_LOWER_WORD = re.compile(r"\b[a-z]{5,}\b")


@dataclass(slots=True, frozen=True)
class Verdict:
    """The kind (None: the expression is dropped), the rule that gave it, and the expression with its final bounds."""

    kind: QuantityKind | None
    rule: str
    expression: Expression


class _Compiled:
    """A rule with its patterns compiled; one that is `cased` has a second set for lines in capitals."""

    __slots__ = ("after", "before", "number", "rule", "shape", "upper")

    def __init__(self, rule: Rule, lex: Lexicon, *, any_case: bool = False) -> None:
        self.rule = rule
        self.number = re.compile(lex.pattern(rule.number), re.I if any_case else 0) if rule.number else None
        self.before = lex.before(rule.before, any_case=any_case) if rule.before else None
        self.after = lex.after(rule.after, any_case=any_case) if rule.after else None
        self.shape = lex.after(rule.shape, any_case=any_case) if rule.shape else None
        self.upper = _Compiled(rule, lex, any_case=True) if rule.cased and not any_case else None

    def fits(self, text: Folded, lines: Lines, e: Expression, floor: int) -> tuple[int, int] | None:
        """The bounds of the expression if the rule reads it. `floor`: where the last quantity ended."""
        rule, this, source = self.rule, self, text.low
        if rule.running and not lines.running(e.start):
            return None
        if rule.cased:
            source = text.plain
            if self.upper is not None and lines.upper(e.start):
                this = self.upper
        start, end = e.start, e.end
        if this.shape is not None:
            m = this.shape.match(source, start, start + WINDOW)
            if m is None or m.end() == start:
                return None
            end = m.end()
        elif not _within(rule, e, source, this.number):
            return None
        if this.after is not None:
            m = this.after.match(source, end, end + WINDOW)
            if m is None:
                return None
            end = _taken(m, end, 1)
        if this.before is not None:
            b = this.before.match(source, max(0, start - WINDOW), start)
            if b is None:
                return None
            start = max(_taken(b, start, 0), floor) if _taken(b, start, 0) < start else start
        return start, end


def _within(rule: Rule, e: Expression, source: str, number: re.Pattern[str] | None) -> bool:
    if rule.min is not None or rule.max is not None:
        low, high = (e.low, e.high) if e.form in ("range", "score") else (e.value, e.value)
        if low is None or high is None:
            return False
        if (rule.min is not None and low < rule.min) or (rule.max is not None and high > rule.max):
            return False
    if rule.digits is not None and e.end - e.start > rule.digits:
        return False
    return number is None or number.fullmatch(source, e.start, e.end) is not None


def _taken(match: Any, default: int, side: int) -> int:
    """Where the group `in` of a match starts (side 0) or ends (side 1), if it took part."""
    for name in match.re.groupindex:
        span = match.span(name)
        if 0 <= span[0] < span[1]:
            return int(span[side])
    return default


class Lines:
    """How the lines of a text are set, found when first asked for."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._seen: dict[int, tuple[bool, bool]] = {}

    def upper(self, pos: int) -> bool:
        """Whether the line at `pos` is all in capitals."""
        return self._line(pos)[0]

    def running(self, pos: int) -> bool:
        """Whether the line is running text: some longer words in lower case, as no Title Case headline has."""
        return self._line(pos)[1]

    def _line(self, pos: int) -> tuple[bool, bool]:
        start = self._plain.rfind("\n", 0, pos) + 1
        if start not in self._seen:
            end = self._plain.find("\n", pos)
            line = self._plain[start : end if end >= 0 else len(self._plain)]
            self._seen[start] = (line.isupper(), len(_LONG_LOWER_WORD.findall(line[:2000])) >= 3)
        return self._seen[start]


class Classifier:
    """All rules, by the form of the expression that they can read."""

    def __init__(self, lex: Lexicon) -> None:
        self._shapes: list[_Compiled] = []
        self._by_form: dict[str, list[_Compiled]] = defaultdict(list)
        for rule in lex.rules:
            compiled = _Compiled(rule, lex)
            if rule.shape:
                self._shapes.append(compiled)
                continue
            for form in rule.form or get_args(Form):
                self._by_form[form].append(compiled)

    def shape(self, text: Folded, lines: Lines, pos: int, floor: int) -> Verdict | None:
        """A whole expression that starts with what stands at `pos` (a date, a time, a score ...)."""
        at = Expression(pos, pos, "digits", None)
        for compiled in self._shapes:
            if bounds := compiled.fits(text, lines, at, floor):
                return _verdict(compiled.rule, replace(at, start=bounds[0], end=bounds[1]))
        return None

    def classify(self, text: Folded, lines: Lines, e: Expression, floor: int) -> Verdict:
        """The kind of the expression `e`: of the first rule that reads it, else ``count``."""
        for compiled in self._by_form[e.form]:
            if bounds := compiled.fits(text, lines, e, floor):
                moved = replace(e, start=bounds[0], end=bounds[1])
                if compiled.rule.value is not None:
                    moved = replace(moved, value=compiled.rule.value)
                return _verdict(compiled.rule, moved)
        return Verdict("count", e.form if e.form not in ("digits", "words") else "count", e)


def _verdict(rule: Rule, e: Expression) -> Verdict:
    return Verdict(None if rule.kind == "none" else rule.kind, rule.name, e)


@cache
def classifier() -> Classifier:
    """The English classifier, made once a process."""
    return Classifier(lexicon())
