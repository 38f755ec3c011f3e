"""A bar on the terminal while items go by."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def progress(items: Iterator[T], total: int | None = None) -> Iterator[T]:
    """Pass the items on; show a bar on standard error if that is a terminal, and nothing otherwise."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from extractor.cli.console import stderr

    columns = (TextColumn("articles"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr(), transient=True) as bar:
        task = bar.add_task("articles", total=total)
        for item in items:
            bar.advance(task)
            yield item
