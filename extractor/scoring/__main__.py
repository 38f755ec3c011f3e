"""``python -m extractor.scoring``: score any system's records without the extractor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from extractor.errors import ScoringError
from extractor.scoring import compare_runs, evaluate, render_comparison, render_terminal, write_report


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the arguments, score, print. 0 scored, 1 the inputs do not fit together, 2 usage."""
    parser = argparse.ArgumentParser(prog="python -m extractor.scoring", description=__doc__)
    parser.add_argument("--gold", type=Path, action="append", required=True, help="once an annotator")
    parser.add_argument("--records", type=Path, required=True, help="the system's records, JSON lines")
    parser.add_argument("--articles", type=Path, help="JSON lines with id, text, style, topic, split")
    parser.add_argument("--split")
    parser.add_argument("--splits", type=Path, help="JSON object of lists of article ids")
    parser.add_argument("--against", type=Path, help="older records, to list what changed")
    parser.add_argument("--no-errors", action="store_true", help="show no single figure (blind split)")
    parser.add_argument("--all", action="store_true", help="print every table")
    parser.add_argument("-o", "--output", type=Path, help="folder for report.json, report.md, errors.md")
    args = parser.parse_args(argv)
    console = Console()
    blind = args.no_errors
    try:
        report = evaluate(args.gold, args.articles, args.records, args.split, splits=args.splits, errors=not blind)
        comparison = None
        if args.against is not None:
            comparison = compare_runs(
                args.gold, args.articles, args.against, args.records, args.split,
                splits=args.splits, figures=not blind,
            )  # fmt: skip
    except ScoringError as e:
        Console(stderr=True).print(str(e), markup=False, highlight=False)
        return 1
    render_terminal(report, console, complete=args.all)
    if comparison is not None:
        console.print(render_comparison(comparison), markup=False, highlight=False)
    if args.output is not None:
        for path in write_report(report, args.output, comparison):
            console.print(str(path), markup=False, highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
