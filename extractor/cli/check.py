"""`extractor check`: lint the corpus, the gold file or the lexicons as one lints code."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extractor.cli.common import Commands


def add_parser(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("check", help="lint the corpus, the gold file or the lexicons")
    parser.add_argument("what", choices=("corpus", "gold", "lexicons"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), metavar="FOLDER", help="(corpus)")
    parser.add_argument(
        "--gold", type=Path, default=Path("gold/figures.jsonl"), metavar="FILE", help="(gold/figures.jsonl)"
    )
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Print each problem as ``path:line: key: problem``; 1 if there is one."""
    from extractor.checks import check_corpus, check_gold, check_lexicons, check_passes

    if arguments.what != "lexicons" and not arguments.corpus.is_dir():
        arguments.parser.error(f"{arguments.corpus} is no folder; name one with --corpus")
    if arguments.what == "corpus":
        count, problems = check_corpus(arguments.corpus)
    elif arguments.what == "gold":
        count, problems = check_gold(arguments.gold, arguments.corpus)
        problems += check_passes(arguments.gold.parent.parent)[1]
    else:
        count, problems = check_lexicons()
    for problem in problems:
        print(problem)
    units = {"corpus": "articles", "gold": "figures", "lexicons": "files"}[arguments.what]
    print(f"{arguments.what}: {count} {units}, {len(problems)} problems", file=sys.stderr)
    return 1 if problems else 0
