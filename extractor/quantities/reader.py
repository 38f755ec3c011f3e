"""`find_quantities`: from characters to `Quantity`s."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from extractor.quantities.expressions import Expression, ExpressionReader, expression_reader
from extractor.quantities.fold import Folded, fold
from extractor.quantities.hedges import Hedge, HedgeReader, bounds, hedge_reader
from extractor.quantities.kinds import Classifier, Lines, Verdict, classifier
from extractor.quantities.lexicon import Lexicon, lexicon
from extractor.quantities.numerals import Number
from extractor.quantities.scan import scanner
from extractor.quantities.shares import share_value
from extractor.schema import Quantifier, Quantity, Span


def find_quantities(text: str, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """Every number expression of ``text[start:end]``, in reading order and without overlaps.

    Offsets are code points of `text`, end exclusive: ``text[q.span.start:q.span.end] == q.span.text``. Only the slice
    is looked at, so words outside of it decide nothing. Never raises on any text.
    """
    stop = len(text) if end is None else end
    return _reader().read(text[start:stop], max(0, start if start >= 0 else len(text) + start))


class _Reader:
    def __init__(self, lex: Lexicon) -> None:
        self._expressions: ExpressionReader = expression_reader()
        self._classifier: Classifier = classifier()
        self._hedges: HedgeReader = hedge_reader()
        self._hedged_kinds = lex.words.cues.kinds

    def read(self, raw: str, offset: int) -> tuple[Quantity, ...]:
        text = fold(raw)
        lines = Lines(text.plain)
        found: list[tuple[Verdict, Hedge | None]] = []
        pos = floor = 0
        scan = scanner(text.low)
        while place := scan.next(pos):
            at, end = place
            glued = end - at > 1 and text.low[end - 1].isdigit()
            verdict = self._verdict(text, lines, at, floor, glued=glued)
            if verdict is None and glued:
                verdict = self._verdict(text, lines, end - 1, floor)  # "Rs500"
            pos = end if verdict is None else max(verdict.expression.end, end)
            if verdict is None or verdict.kind is None:
                continue
            e = verdict.expression
            hedge = None
            if verdict.kind in self._hedged_kinds and e.form != "zero":
                hedge = self._hedges.find(text, e.start, e.end, floor, e.form, verdict.kind)
            found.append((verdict, hedge))
            floor = pos = max(e.end, hedge.end if hedge else 0)
        self._spread(text, found)
        return tuple(self._quantity(raw, text, v, h, offset) for v, h in found)

    def _verdict(self, text: Folded, lines: Lines, at: int, floor: int, *, glued: bool = False) -> Verdict | None:
        digit_near = text.low[at].isdigit() or glued
        if digit_near and (shaped := self._classifier.shape(text, lines, at, floor)):
            return shaped
        expression = self._expressions.read(text, at, floor)
        if expression is None:
            return None
        return self._classifier.classify(text, lines, expression, floor)

    def _spread(self, text: Folded, found: list[tuple[Verdict, Hedge | None]]) -> None:
        for i in range(1, len(found)):
            (a, hedge), (b, own) = found[i - 1], found[i]
            if hedge is None or own is not None or not hedge.before or a.kind != "count" or b.kind != "count":
                continue
            if b.rule == "count" and hedge.quantifier != "between" and a.rule == "count":
                x, y = a.expression, b.expression
                if self._hedges.spreads(text, x.end, y.start, y.end):
                    found[i] = (b, hedge)

    def _quantity(self, raw: str, text: Folded, v: Verdict, hedge: Hedge | None, offset: int) -> Quantity:
        e = v.expression
        if v.kind == "share" and e.form not in ("fraction", "range"):
            e = replace(e, value=share_value(text, e.start, e.end))
        quantifier, low, high = _commitment(e, hedge)
        return Quantity(
            span=_span(raw, e.start, e.end, offset),
            value=None if quantifier in ("between", "vague") else e.value,
            low=low,
            high=high,
            quantifier=quantifier,
            kind=v.kind or "count",
            cue=_span(raw, hedge.start, hedge.end, offset) if hedge else None,
            measure=self._hedges.measure(text, e.start, e.end) if e.form in ("digits", "words", "vague") else "level",
            rule=v.rule,
        )


def _commitment(e: Expression, hedge: Hedge | None) -> tuple[Quantifier, Number | None, Number | None]:
    """The quantifier and the bounds of an expression under its cue."""
    if e.form == "range":
        return "between", e.low, e.high
    if e.form == "vague":
        return "vague", e.low, None
    if e.form == "score":
        return "exact", None, None
    quantifier: Quantifier = hedge.quantifier if hedge else "approximately" if e.approximate else "exact"
    return quantifier, *bounds(e.value, quantifier)


def _span(raw: str, start: int, end: int, offset: int) -> Span:
    return Span(start=start + offset, end=end + offset, text=raw[start:end])


@cache
def _reader() -> _Reader:
    return _Reader(lexicon())
