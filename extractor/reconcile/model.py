"""What the arithmetic of one article yields."""

from __future__ import annotations

from typing import Literal

from extractor.schema import Model, Span

Axis = Literal[
    "category", "groups", "affiliations", "actors", "causes", "locations", "period", "change", "unit", "other"
]
TotalVerdict = Literal["complete", "partial", "exceeds", "open"]
CheckKind = Literal[
    "parts_complete", "parts_partial", "parts_exceed", "parts_open", "implied_split", "implied_level", "change_mismatch",
    "repeats_disagree", "period_order", "period_too_short", "report_before_events", "bounds", "links",
]  # fmt: skip
Severity = Literal["error", "warning", "note"]


class Total(Model):
    """One stated count and one way in which the article divides it.

    `figure` and `parts` are record ids, parts in reading order. A count that is divided twice (by sex, by perpetrator)
    gives two totals; `axis` is the field in which their parts differ. `difference` is stated minus sum: the rest that
    is left, or below zero by how much the parts are too many. `stated`, `sum` and `difference` are null where the text
    gives no number ("dozens"). `implied` is true where not every part is linked to the
    total, and the arithmetic alone shows that they make it up.

    Verdicts: ``complete`` the parts are the total (within the rounding that the text admits), ``partial`` a rest is
    left, ``exceeds`` the parts are more than the total can be, ``open`` the hedges do not decide.
    """

    id: str
    article_id: str
    figure: str
    axis: Axis
    parts: tuple[str, ...]
    stated: int | None
    sum: int | None
    difference: int | None
    verdict: TotalVerdict
    implied: bool = False


class Check(Model):
    """Something that the numbers of one article say about each other.

    ``error``: as read, they cannot all hold (a contradiction in the text or a misreading). ``warning``: worth a look.
    ``note``: sound, and worth knowing. `figures` are record ids, `sentence` is where it shows.
    """

    id: str
    article_id: str
    kind: CheckKind
    severity: Severity
    figures: tuple[str, ...]
    sentence: Span | None
    message: str
