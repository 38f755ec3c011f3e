"""What several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from extractor.batch.pool import DEADLINE
from extractor.errors import ExtractorError
from extractor.readers import Row, find_inputs, parse_date
from extractor.schema import Article

if TYPE_CHECKING:
    from extractor.pipeline import Extractor

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def date(text: str) -> str:
    """An argument that is a date."""
    try:
        value = parse_date(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e)) from None
    if value is None:
        raise argparse.ArgumentTypeError("expected YYYY-MM-DD")
    return value


def positive(text: str) -> int:
    """An argument that is a whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def seconds(text: str) -> float:
    """An argument that is a number of seconds above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value


def existing_file(text: str) -> Path:
    """An argument that is a file."""
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text!r} is no file")
    return Path(text)


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """The options that say how many articles are read."""
    parser.add_argument("--date", type=date, metavar="YYYY-MM-DD", help="of articles that state no date")
    parser.add_argument("--jobs", type=positive, default=1, metavar="N", help="number of processes (1)")
    parser.add_argument(
        "--deadline", type=seconds, default=DEADLINE, metavar="SECONDS",
        help=f"for a short article; long ones get more ({DEADLINE:.0f})",
    )  # fmt: skip


def add_extractor_options(parser: argparse.ArgumentParser) -> None:
    """The options that say with what to read."""
    parser.add_argument(
        "--category",
        action="append",
        type=existing_file,
        default=[],
        metavar="YAML",
        help="a category file of your own",
    )
    parser.add_argument("--kb", type=existing_file, metavar="JSONL", help="entities of your own, to add or override")


def extractor_loader(arguments: argparse.Namespace) -> Callable[[], Extractor]:
    """What loads the extractor that the options describe; a worker process can be sent it."""
    from extractor import load

    return partial(load, categories=arguments.category, kb=arguments.kb)


def rows_of(path: str, default_date: str | None = None) -> list[Row]:
    """The rows of one path, for a command that stops at the first bad one."""
    rows = list(find_inputs([path], date=default_date).rows())
    for row in rows:
        if row.error is not None:
            raise row.error
    return rows


def read_articles(path: str, default_date: str | None, only: str | None = None) -> list[Article]:
    """The articles of one path; `only` picks one by its id."""
    articles = [row.article for row in rows_of(path, default_date) if row.article]
    chosen = [article for article in articles if only in (None, article.id)]
    if not chosen:
        raise ExtractorError(f"{path}: no article" + (f" with the id {only!r}" if only else ""))
    return chosen
