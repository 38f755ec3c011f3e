"""What a number expression is: the rules of ``kinds.yaml``, compiled and tried in order."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, get_args

from extractor.quantities.fold import Folded
from extractor.quantities.forms import Expression, Number, tidy
from extractor.quantities.lexicon import WINDOW, Form, Lexicon, Rule, lexicon
from extractor.schema import QuantityKind

_LONG_LOWER_WORD = re.compile(r"\b[a-z]{5,}\b")


@dataclass(slots=True, frozen=True)
class Verdict:
    """The kind (None: drop it), the rule that gave it, and the expression with its final bounds."""

    kind: QuantityKind | None
    rule: str
    expression: Expression


class _Patterns:
    """A rule's patterns, each compiled when it is first tried: compiling them all takes most of a second."""

    def __init__(self, rule: Rule, lex: Lexicon, *, any_case: bool) -> None:
        self.rule, self._lex, self._any_case = rule, lex, any_case

    def compile(self) -> None:
        """Compile all patterns now."""
        _ = self.number, self.before, self.after, self.shape

    @cached_property
    def number(self) -> Any:
        if not self.rule.number:
            return None
        return re.compile(self._lex.pattern(self.rule.number), re.I if self._any_case else 0).fullmatch

    @cached_property
    def before(self) -> Any:
        return self._lex.before(self.rule.before, any_case=self._any_case).match if self.rule.before else None

    @cached_property
    def after(self) -> Any:
        return self._lex.after(self.rule.after, any_case=self._any_case).match if self.rule.after else None

    @cached_property
    def shape(self) -> Any:
        return self._lex.after(self.rule.shape, any_case=self._any_case).match if self.rule.shape else None


class _Compiled(_Patterns):
    """A rule ready to be tried; a `cased` one has a second set of patterns for lines all in capitals."""

    def __init__(self, rule: Rule, lex: Lexicon) -> None:
        super().__init__(rule, lex, any_case=False)
        self.cased, self.running = rule.cased, rule.running
        self.lowest = rule.min if rule.min is not None else float("-inf")
        self.highest = rule.max if rule.max is not None else float("inf")
        self.bounded = rule.min is not None or rule.max is not None
        self.length = rule.digits or WINDOW * 10

    @cached_property
    def in_capitals(self) -> _Patterns:
        return _Patterns(self.rule, self._lex, any_case=True)

    def verdict(self, e: Expression, start: int, end: int) -> Verdict:
        """The rule's word on `e`, with the bounds it gives it."""
        rule, value = self.rule, e.value
        if rule.value is not None:
            value = rule.value
        elif rule.factor is not None and value is not None:
            value = tidy(Decimal(str(value)) * Decimal(str(rule.factor)))
        return Verdict(
            None if rule.kind == "none" else rule.kind,
            rule.name,
            replace(e, start=start, end=end, value=value),
        )


class Lines:
    """How the lines of a text are set, found when first asked for."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._start, self._end = 0, -1
        self._upper = self._running = False

    def upper(self, pos: int) -> bool:
        """Whether the line at `pos` is all in capitals."""
        self._go_to(pos)
        return self._upper

    def running(self, pos: int) -> bool:
        """Whether the line is running text: it has lower-case words that a Title Case headline has not."""
        self._go_to(pos)
        return self._running

    def _go_to(self, pos: int) -> None:
        if self._start <= pos <= self._end:
            return
        self._start = self._plain.rfind("\n", 0, pos) + 1
        end = self._plain.find("\n", pos)
        self._end = end if end >= 0 else len(self._plain)
        line = self._plain[self._start : self._end]
        self._upper = line.isupper()
        self._running = len(_LONG_LOWER_WORD.findall(line[:2000])) >= 3


class Classifier:
    """All rules, by the form of the expression that they can read.

    A broken pattern is a `DataError`: at once, or with `lazy` when it is first tried.
    """

    def __init__(self, lex: Lexicon, *, lazy: bool = False) -> None:
        self._shapes: list[_Compiled] = []
        self._by_form: dict[str, list[_Compiled]] = defaultdict(list)
        for rule in lex.rules:
            compiled = _Compiled(rule, lex)
            if not lazy:
                compiled.compile()
            if rule.shape:
                self._shapes.append(compiled)
                continue
            for form in rule.form or get_args(Form):
                self._by_form[form].append(compiled)

    def shape(self, text: Folded, lines: Lines, pos: int, floor: int) -> Verdict | None:
        """A whole expression that starts with what stands at `pos` (a date, a time, a score ...)."""
        upper = lines.upper(pos)
        for rule in self._shapes:
            patterns = rule.in_capitals if rule.cased and upper else rule
            source = text.plain if rule.cased else text.low
            assert patterns.shape is not None
            m = patterns.shape(source, pos, pos + WINDOW)
            if m is None or m.end() == pos:
                continue
            bounds = _context(patterns, source, pos, m.end(), floor)
            if bounds:
                return rule.verdict(Expression(pos, pos, "digits", None), *bounds)
        return None

    def classify(self, text: Folded, lines: Lines, e: Expression, floor: int) -> Verdict:
        """The kind of the expression `e`: of the first rule that reads it, else ``count``."""
        low, start, end = text.low, e.start, e.end
        least, most, length = _least(e), _most(e), e.end - e.start
        upper = lines.upper(start)
        for rule in self._by_form[e.form]:
            if rule.bounded and (least is None or most is None or least < rule.lowest or most > rule.highest):
                continue
            if length > rule.length or (rule.running and not lines.running(start)):
                continue
            patterns: _Patterns = rule
            source = low
            if rule.cased:
                source = text.plain
                if upper:
                    patterns = rule.in_capitals
            if patterns.number is not None and patterns.number(source, start, end) is None:
                continue
            bounds = _context(patterns, source, start, end, floor)
            if bounds:
                return rule.verdict(e, *bounds)
        return Verdict("count", e.form if e.form not in ("digits", "words") else "count", e)


def _context(patterns: _Patterns, source: str, start: int, end: int, floor: int) -> tuple[int, int] | None:
    """The bounds of the expression, if what stands after and before it is as the rule wants."""
    new_start, new_end = start, end
    if patterns.after is not None:
        m = patterns.after(source, end, end + WINDOW)
        if m is None:
            return None
        if m.re.groups:
            new_end = _taken(m, end, 1)
    if patterns.before is not None:
        b = patterns.before(source, start - WINDOW if start > WINDOW else 0, start)
        if b is None:
            return None
        if b.re.groups:
            new_start = _taken(b, start, 0)
            if new_start < floor:  # those words belong to the quantity before
                return None
    return new_start, new_end


def _least(e: Expression) -> Number | None:
    return e.low if e.form in ("range", "score") else e.value


def _most(e: Expression) -> Number | None:
    return e.high if e.form in ("range", "score") else e.value


def _taken(match: Any, default: int, side: int) -> int:
    """Where the group `in` of a match starts (side 0) or ends (side 1), if it took part."""
    for name in match.re.groupindex:
        span = match.span(name)
        if 0 <= span[0] < span[1]:
            return int(span[side])
    return default


@cache
def classifier() -> Classifier:
    """The English classifier, made once a process; that its rules are sound is for the tests to show."""
    return Classifier(lexicon(), lazy=True)
