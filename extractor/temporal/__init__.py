"""Temporal stage: time expressions to ISO 8601 periods, against the publication date."""

from extractor.temporal.mentions import PeriodMention, find_periods, find_publication_date

__all__ = ["PeriodMention", "find_periods", "find_publication_date"]
