"""`extractor export` and `extractor import`: a dataset into other tools, reviewed labels back into gold lines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from extractor.cli.common import Commands, existing_file
from extractor.exchange.offsets import Units
from extractor.exchange.registry import EXPORTERS, IMPORTERS

if TYPE_CHECKING:
    from extractor.exchange.common import Outcome


def add_parser(commands: Commands) -> None:
    """Describe both commands."""
    export = commands.add_parser(
        "export", help="a dataset in the form of another scheme or tool", formatter_class=argparse.RawTextHelpFormatter
    )
    export.add_argument("dataset", type=Path, metavar="DATASET", help="folder of `extractor build` or `extract -o`")
    about = "\n".join(f"{name:15} {scheme.about}" for name, scheme in EXPORTERS.items())
    export.add_argument("--to", required=True, choices=EXPORTERS, metavar="SCHEME", help=about)
    export.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="folder to write")
    export.add_argument(
        "--articles", action="append", default=[], metavar="PATH", help="the articles' texts; may be repeated"
    )
    export.add_argument("--kb", type=existing_file, metavar="JSONL", help="the entities of your own used for reading")
    export.set_defaults(run=run_export, parser=export)

    reviewed = commands.add_parser("import", help="reviewed labels to gold lines")
    reviewed.add_argument("path", nargs="+", type=Path, metavar="PATH", help="what the tool saved")
    reviewed.add_argument("--from", dest="tool", required=True, choices=IMPORTERS)
    reviewed.add_argument("-o", "--out", type=Path, metavar="FILE", help="JSON lines to write; else to stdout")
    reviewed.add_argument(
        "--articles", action="append", default=[], metavar="PATH", help="check against these texts; may be repeated"
    )
    reviewed.add_argument("--offsets", choices=get_args(Units), help="(doccano) how the project counts; utf-16")
    reviewed.set_defaults(run=run_import, parser=reviewed)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the folder and say what is in it."""
    from extractor.exchange.common import Source
    from extractor.exchange.dataset import Dataset
    from extractor.exchange.output import new_folder, write_report
    from extractor.exchange.registry import export

    if EXPORTERS[arguments.to].texts and not arguments.articles:
        arguments.parser.error(f"{arguments.to} needs the articles' texts: name the corpus with --articles")
    dataset = Dataset.open(arguments.dataset)
    source = Source(dataset, dataset.texts(arguments.articles), arguments.kb)
    with new_folder(arguments.out) as folder:
        outcome = export(arguments.to, source, folder)
        write_report(folder, _report(arguments.to, outcome))
    print(
        f"{arguments.out}: {outcome.figures} figures of {outcome.articles} articles as {arguments.to}", file=sys.stderr
    )
    for reason, count in sorted(outcome.left_out.items()):
        print(f"left out: {count} figures: {reason}", file=sys.stderr)
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Write the gold lines; 1 and nothing written if ``extractor check gold`` would not accept them."""
    from extractor.exchange.imports import Imported
    from extractor.exchange.output import write_file
    from extractor.exchange.registry import read_reviewed
    from extractor.readers import find_inputs

    if arguments.offsets and arguments.tool != "doccano":
        arguments.parser.error(f"--offsets is for doccano; {arguments.tool} says what it counts")
    found = Imported()
    for path in arguments.path:
        found.merge(read_reviewed(arguments.tool, path, arguments.offsets))
    corpus = {row.article.id: row.article.text for row in find_inputs(arguments.articles).rows() if row.article}
    problems = found.problems(str(arguments.out or "import"), corpus if arguments.articles else None)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        if arguments.out:
            write_file(arguments.out, found.data())
        else:
            sys.stdout.buffer.write(found.data())
    for remark, count in sorted(found.remarks.items()):
        print(f"{remark}: {count}", file=sys.stderr)
    print(
        f"import: {len(found.lines)} figures of {len(found.texts)} articles, {len(problems)} problems", file=sys.stderr
    )
    return 1 if problems else 0


def _report(scheme: str, outcome: Outcome) -> dict[str, Any]:
    from extractor import __version__

    return {
        "scheme": scheme,
        "version": __version__,
        "articles": outcome.articles,
        "figures": outcome.figures,
        "left_out": dict(sorted(outcome.left_out.items())),
    }
