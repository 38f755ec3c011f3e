"""`extractor show` and `extractor explain`: one article for a person to look at."""

from __future__ import annotations

import argparse

from extractor.cli.common import (
    Commands,
    add_extractor_options,
    date,
    extractor_loader,
    positive,
    read_articles,
)


def add_parser(commands: Commands) -> None:
    """Describe both commands."""
    show = commands.add_parser("show", help="an article with its figures highlighted")
    show.set_defaults(run=run_show)
    explain = commands.add_parser("explain", help="why each figure is as it is")
    explain.add_argument("--figure", type=positive, metavar="N", help="only this one, as `show` numbers them")
    explain.set_defaults(run=run_explain, parser=explain)
    for parser in (show, explain):
        parser.add_argument("path", metavar="FILE", help=".txt, .jsonl or - (stdin)")
        parser.add_argument("--id", metavar="ID", help="only the article with this id")
        parser.add_argument("--date", type=date, metavar="YYYY-MM-DD", help="of an article that states no date")
        add_extractor_options(parser)


def run_show(arguments: argparse.Namespace) -> int:
    """Print each article of the file with its figures and their records."""
    from extractor import render
    from extractor.cli.console import stdout

    articles = read_articles(arguments.path, arguments.date, arguments.id)
    extractor, console = extractor_loader(arguments)(), stdout()
    for article in articles:
        for piece in render.article(article.text, extractor.read(article)):
            console.print(piece)
    return 0


def run_explain(arguments: argparse.Namespace) -> int:
    """Print why the figures of each article are as they are."""
    from extractor import render
    from extractor.cli.console import stdout

    articles = read_articles(arguments.path, arguments.date, arguments.id)
    if arguments.figure and len(articles) > 1:
        arguments.parser.error(f"--figure needs one article, {arguments.path} has {len(articles)}; pick one with --id")
    extractor, console = extractor_loader(arguments)(), stdout()
    for article in articles:
        result = extractor.read(article, explain=True)
        count = len(render.numbered(result))
        if arguments.figure and arguments.figure > count:
            arguments.parser.error(f"--figure {arguments.figure}: {article.id} has {count} figures")
        if len(articles) > 1:
            console.print(f"\n{article.id}", markup=False, style="bold")
        for piece in render.explanation(result, arguments.figure):
            console.print(piece)
    return 0
