"""What the temporal stage returns."""

from __future__ import annotations

from typing import Literal

from extractor.schema import Model, Period, Span

Kind = Literal["day", "interval", "open", "point"]


class PeriodMention(Model):
    """A time expression and its reading.

    `kind`: ``day`` one calendar day; ``point`` one month or year, of which no more is said; ``interval``
    from one time to another; ``open`` one side is not said ("since 2003"). `statement_risk`: it stands
    beside a word of telling ("said on Monday") and so may date the statement instead of the event.
    """

    span: Span
    period: Period
    kind: Kind
    statement_risk: bool
