"""Numbers and sums as a person reads them in a message."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.reconcile.model import Total
from extractor.schema import FigureRecord

_SIGNS = {
    "exact": "", "approximately": "about ", "at_least": "at least ", "more_than": "more than ", "at_most": "up to ",
    "less_than": "fewer than ", "between": "", "vague": "",
}  # fmt: skip
_SHOWN = 12


def count(record: FigureRecord) -> str:
    """The count with its hedge: ``about 300``, ``40-50``, ``dozens``."""
    if record.value is not None:
        return f"{_SIGNS[record.quantifier]}{record.value:,}"
    if record.low is not None and record.high is not None:
        return f"{record.low:,}-{record.high:,}"
    return record.number.text.lower()


def named(record: FigureRecord) -> str:
    """The count and what happened: ``about 300 killed``."""
    more = {"increase": " more", "decrease": " fewer"}.get(record.measure, "")
    return f"{count(record)}{more} {record.category}"


def addition(parts: Sequence[FigureRecord], total: FigureRecord) -> str:
    """``12 + 8``, with the category of a part where it is not the total's; the middle of a long list is left out."""
    terms = [named(p) if p.category != total.category or p.measure != total.measure else count(p) for p in parts]
    if len(terms) > _SHOWN:
        terms = [*terms[: _SHOWN - 1], f"({len(terms) - _SHOWN} more)", terms[-1]]
    return " + ".join(terms)


def arithmetic(total: Total, record: FigureRecord, parts: Sequence[FigureRecord]) -> str:
    """What a row of the totals says, as a sentence."""
    sum_, whole = addition(parts, record), named(record)
    by = "" if total.axis == "other" else f" (by {total.axis})"
    together = f" = {total.sum:,}" if len(parts) > 1 and total.sum is not None else ""
    if total.implied and total.difference == 0:
        return f"{sum_} = {whole}: counts of the article that make up another one{by}"
    if total.verdict == "complete" and total.difference == 0:
        return f"{sum_} = {whole}: the parts are the total{by}"
    if total.verdict == "complete":
        return f"{sum_}{together} of {whole}: the parts are the total{by}, within its rounding"
    if total.verdict == "exceeds":
        return f"{sum_}{together} is more than {whole}{by}: a contradiction, an overlap or a misreading"
    if total.axis == "unit":
        return f"{sum_} ({parts[0].unit}) of {whole} ({record.unit}): people and households do not add up"
    if total.verdict == "open":
        return f"{sum_}{together} of {whole}{by}: the text does not say how much is left"
    return f"{sum_}{together} of {whole}{by}: {_rest(total, record, parts)}"


def _rest(total: Total, record: FigureRecord, parts: Sequence[FigureRecord]) -> str:
    if total.difference is None:
        return "a rest is left"
    lower = record.quantifier in ("at_least", "more_than") or any(
        p.quantifier in ("at_most", "less_than") for p in parts
    )
    upper = record.quantifier in ("at_most", "less_than") or any(
        p.quantifier in ("at_least", "more_than") for p in parts
    )
    about = "approximately" in (record.quantifier, *(p.quantifier for p in parts))
    sign = "about " if about or (lower and upper) else "at least " if lower else "up to " if upper else ""
    return f"{sign}{total.difference:,} {'is' if total.difference == 1 else 'are'} left"
