"""`extractor build`, `diff` and `query`: a dataset made, compared and asked."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.common import (
    Commands,
    add_extractor_options,
    add_reading_options,
    existing_file,
    extractor_loader,
)
from extractor.cli.progress import progress

if TYPE_CHECKING:
    from extractor.dataset.build import Built
    from extractor.dataset.diff import Summary
    from extractor.dataset.query import Answer

_SHOWN_ERRORS = 20


def add_parser(commands: Commands) -> None:
    """Describe the three commands."""
    build = commands.add_parser("build", help="articles in, a dataset out: tables, checks, series, metadata")
    build.add_argument("corpus", nargs="+", metavar="CORPUS", help=".txt, .jsonl, a folder of them, or - (stdin)")
    build.add_argument("-o", "--out", type=Path, required=True, metavar="DATASET", help="folder; replaced as a whole")
    build.add_argument("--about", type=existing_file, metavar="YAML", help="title, licence, citation of the dataset")
    build.add_argument("--force", action="store_true", help="read every article again")
    add_reading_options(build)
    add_extractor_options(build)
    build.set_defaults(run=run_build, parser=build)

    diff = commands.add_parser("diff", help="what changed between two datasets, by article and field")
    diff.add_argument("old", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--all", action="store_true", help="also figures where only confidence or evidence changed")
    diff.add_argument("--json", action="store_true", help="one change a line as JSON, without the summary")
    diff.set_defaults(run=run_diff)

    query = commands.add_parser("query", help="SQL on a dataset, read-only")
    query.add_argument("dataset", type=Path, metavar="DATASET")
    query.add_argument("sql", nargs="?", metavar="SQL", help="one statement; without it, the tables and views")
    query.add_argument("--format", choices=("table", "csv", "jsonl"), default="table", help="(table)")
    query.set_defaults(run=run_query)


def run_build(arguments: argparse.Namespace) -> int:
    """Build the dataset: 0 all read, 1 some articles failed (the dataset is there all the same)."""
    from extractor.data_loader import data_hash
    from extractor.dataset.about import read_about
    from extractor.dataset.build import Recipe, build
    from extractor.readers import find_inputs

    started = time.monotonic()
    inputs = find_inputs(arguments.corpus, date=arguments.date)
    own = [*arguments.category, *([arguments.kb] if arguments.kb else [])]
    recipe = Recipe(
        extractor_loader(arguments), data_hash(own), tuple(arguments.category), arguments.kb, arguments.date
    )
    errors = _Errors()
    built = build(
        inputs, arguments.out, recipe, read_about(arguments.about, arguments.out), roots=arguments.corpus,
        jobs=arguments.jobs, deadline=arguments.deadline, force=arguments.force, watch=progress, tell=errors,
    )  # fmt: skip
    errors.rest()
    _tell_difference(built)
    assert built.manifest is not None
    counts = built.manifest.counts
    print(
        f"{counts['rows']['figures']} figures in {counts['rows']['articles']} articles "
        f"({built.read} read, {built.reused} unchanged, {counts['failed']} failed), "
        f"{time.monotonic() - started:.1f} s\n  {arguments.out} {'' if built.changed else '(as it was) '}{built.sha256}",
        file=sys.stderr,
    )
    return 1 if counts["errors"] else 0


class _Errors:
    """Prints the first errors of a build."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, row: dict[str, Any]) -> None:
        self.count += 1
        if self.count <= _SHOWN_ERRORS:
            place = "" if row["stage"] == "read" else f"{row['path']}: "
            print(f"extractor: {place}{row['message']}", file=sys.stderr)

    def rest(self) -> None:
        """Say how many were not printed."""
        if self.count > _SHOWN_ERRORS:
            print(f"extractor: and {self.count - _SHOWN_ERRORS} more errors", file=sys.stderr)


def _tell_difference(built: Built) -> None:
    if built.reason is None:
        return
    print(f"every article was read again: {built.reason}", file=sys.stderr)
    if built.difference is not None:
        for change in built.examples:
            print(change.line(), file=sys.stderr)
        print(_summary(built.difference), file=sys.stderr)


def run_diff(arguments: argparse.Namespace) -> int:
    """Print each change and a summary; 1 if there is a change, like `diff`."""
    from extractor.dataset.diff import MINOR, changes, summarise

    def shown() -> Any:
        for change in changes(arguments.old, arguments.new):
            if arguments.all or change.kind != "changed" or set(change.fields) - set(MINOR):
                print(change.model_dump_json() if arguments.json else change.line())
                yield change

    summary = summarise(arguments.old, arguments.new, shown())
    if not arguments.json:
        print(_summary(summary))
    return 0 if summary.empty else 1


def _summary(summary: Summary) -> str:
    lines = [f"{name}: {old or '(none)'} → {new or '(none)'}" for name, (old, new) in summary.settings.items()]
    for what, counts in (("articles", summary.articles), ("figures", summary.figures), ("fields", summary.fields)):
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        lines.append(f"{what}: {told or 'no change'}")
    return "\n".join(lines)


def run_query(arguments: argparse.Namespace) -> int:
    """Print the answer."""
    from extractor.dataset.query import query

    answer = query(arguments.dataset, arguments.sql)
    if arguments.format == "table":
        _print_table(answer)
    else:
        _print_lines(answer, arguments.format)
    return 0


def _print_table(answer: Answer) -> None:
    from rich.table import Table
    from rich.text import Text

    from extractor.cli.console import stdout

    table = Table(*answer.columns)
    count = 0
    for row in answer.rows:
        count += 1
        # As text: what an article says may look like rich's markup.
        table.add_row(*(Text("" if cell is None else _plain(cell)) for cell in row))
    stdout().print(table)
    print(f"{count} rows", file=sys.stderr)


def _print_lines(answer: Answer, form: str) -> None:
    from extractor.dataset.formats import csv_cell, csv_line, json_row

    output = sys.stdout.buffer
    if form == "csv":
        output.write(csv_line(list(answer.columns)))
    for row in answer.rows:
        cells = [tuple(cell) if isinstance(cell, list) else cell for cell in row]
        if form == "jsonl":
            output.write(json_row(answer.columns, cells))
        else:
            output.write(csv_line([csv_cell(c, "boolean" if isinstance(c, bool) else "string") for c in cells]))
    output.flush()


def _plain(cell: object) -> str:
    return ", ".join("" if item is None else str(item) for item in cell) if isinstance(cell, list) else str(cell)
