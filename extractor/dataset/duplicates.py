"""Near-duplicate articles: wire copy in several outlets, updated versions of one story."""

from __future__ import annotations

from collections.abc import Iterable


def duplicates(articles: Iterable[tuple[str, str | None, str]]) -> dict[str, str]:
    """(id, date, text) of each article → for each near-duplicate the id of the earliest article of its group.

    The earliest one itself is not in the result. An article without a date counts as the latest; equal dates go by id.
    The answer does not depend on the order of `articles`; texts are read once and not kept.
    """
    return {}
