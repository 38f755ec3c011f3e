"""`find_quantities`: from characters to `Quantity`s."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from extractor.quantities.expressions import ExpressionReader, expression_reader
from extractor.quantities.fold import Folded, fold
from extractor.quantities.forms import Expression, Number
from extractor.quantities.hedges import Hedge, HedgeReader, bounds, hedge_reader
from extractor.quantities.kinds import Classifier, Lines, Verdict, classifier
from extractor.quantities.lexicon import Lexicon, lexicon
from extractor.quantities.scan import scanner
from extractor.quantities.shares import share_value
from extractor.schema import Measure, Quantifier, Quantity, QuantityKind, Span

_Found = list[tuple[Verdict, Hedge | None]]
_EXACT_FORMS = frozenset({"zero", "another"})
_NO_AMOUNT: frozenset[QuantityKind] = frozenset({"code", "name", "phone", "coordinate", "score", "list_number"})


def find_quantities(text: str, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """Every number expression of ``text[start:end]``, in reading order and without overlaps.

    Offsets are code points of `text`, end exclusive: ``text[q.span.start:q.span.end] == q.span.text``. Only
    the slice is looked at, so words outside of it decide nothing. Never raises on any text.
    """
    first, last, _ = slice(start, end).indices(len(text))
    return _reader().read(text[first:last], first)


class _Reader:
    def __init__(self, lex: Lexicon) -> None:
        self._expressions: ExpressionReader = expression_reader()
        self._classifier: Classifier = classifier()
        self._hedges: HedgeReader = hedge_reader()
        self._hedged_kinds = lex.words.cues.kinds

    def read(self, raw: str, offset: int) -> tuple[Quantity, ...]:
        text = fold(raw)
        lines = Lines(text.plain)
        scan = scanner(text.low)
        found: _Found = []
        pos = floor = 0  # where to look on; where the last quantity ended
        while place := scan.next(pos):
            at, end = place
            verdict = self._verdict(text, lines, at, end, floor)
            pos = end if verdict is None else max(verdict.expression.end, end)
            if verdict is None or verdict.kind is None:
                continue
            e, hedge = verdict.expression, None
            if verdict.kind in self._hedged_kinds and e.form not in _EXACT_FORMS:
                hedge = self._hedges.find(text, e.start, e.end, floor, e.form, verdict.kind)
            found.append((verdict, hedge))
            floor = pos = max(e.end, hedge.end if hedge else 0)
        self._spread(text, found)
        return tuple(self._quantity(text, v, h, offset) for v, h in found)

    def _verdict(self, text: Folded, lines: Lines, at: int, end: int, floor: int) -> Verdict | None:
        """What the place ``[at, end)`` of the scanner is: a whole shape, or an expression and its kind."""
        digit = end - 1 if text.low[end - 1].isdigit() else None
        if digit is not None and (shaped := self._classifier.shape(text, lines, at, floor)):
            return shaped
        for pos in (at,) if digit is None or digit == at else (at, digit):  # the letters, then the digit of "Rs500"
            expression = self._expressions.read(text, pos, floor)
            if expression is not None:
                return self._classifier.classify(text, lines, expression, floor)
        return None

    def _spread(self, text: Folded, found: _Found) -> None:
        """Let a cue before a count cover the count that is coordinated with it."""
        for i in range(1, len(found)):
            (a, hedge), (b, own) = found[i - 1], found[i]
            plain = a.kind == b.kind == "count" and a.rule == b.rule == "count"
            if not plain or own is not None or hedge is None or not hedge.before:
                continue
            if self._hedges.spreads(text, a.expression.end, b.expression.start, b.expression.end):
                found[i] = (b, hedge)

    def _quantity(self, text: Folded, v: Verdict, hedge: Hedge | None, offset: int) -> Quantity:
        e, kind = v.expression, v.kind or "count"
        if kind == "share" and e.form not in ("fraction", "range"):
            e = replace(e, value=share_value(text, e.start, e.end))
        quantifier, low, high = _commitment(e, kind, hedge)
        measure: Measure = "level"
        if kind in self._hedged_kinds and e.form in ("digits", "words", "vague"):
            measure = self._hedges.measure(text, e.start, e.end)
        # Not validated: Pydantic refuses lone surrogates, which a scraped text may have inside a span.
        return Quantity.model_construct(
            span=_span(text, e.start, e.end, offset),
            value=None if quantifier in ("between", "vague") else e.value,
            low=low,
            high=high,
            quantifier=quantifier,
            kind=kind,
            cue=_span(text, hedge.start, hedge.end, offset) if hedge else None,
            measure=measure,
            implicit=False,
            rule=v.rule,
        )


def _commitment(
    e: Expression, kind: QuantityKind, hedge: Hedge | None
) -> tuple[Quantifier, Number | None, Number | None]:
    """The quantifier and the bounds of an expression under its cue."""
    if kind in _NO_AMOUNT:
        return "exact", e.value, e.value
    if e.form == "range":
        return "between", e.low, e.high
    if e.form == "vague":
        return "vague", e.low, None
    quantifier: Quantifier = hedge.quantifier if hedge else "approximately" if e.approximate else "exact"
    return quantifier, *bounds(e.value, quantifier)


def _span(text: Folded, start: int, end: int, offset: int) -> Span:
    return Span.model_construct(start=start + offset, end=end + offset, text=text.raw[start:end])


@cache
def _reader() -> _Reader:
    return _Reader(lexicon())
