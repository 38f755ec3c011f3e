"""The terminals that the commands write to."""

from __future__ import annotations

import os
import sys

from rich.console import Console

_WIDTH_OF_A_PIPE = 120


def stdout() -> Console:
    """Standard output: as wide as the terminal, or a fixed width and no colour in a pipe."""
    return Console(file=sys.stdout, width=_width(sys.stdout.isatty()), highlight=False)


def stderr() -> Console:
    """Standard error, likewise."""
    return Console(file=sys.stderr, width=_width(sys.stderr.isatty()), highlight=False)


def _width(terminal: bool) -> int | None:
    return None if terminal or os.environ.get("COLUMNS") else _WIDTH_OF_A_PIPE
