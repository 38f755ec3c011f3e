"""`extractor check`: lint the corpus, the gold file or the lexicons as one lints code, or an article's arithmetic."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.cli.common import Commands, add_extractor_options, date, extractor_loader, read_articles

if TYPE_CHECKING:
    from extractor.reconcile import Check
    from extractor.schema import Article, ArticleResult

_SENTENCE = 240


def add_parser(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "check", help="lint the corpus, the gold file or the lexicons; check an article's sums"
    )
    parser.add_argument("what", choices=("corpus", "gold", "lexicons", "article"))
    parser.add_argument("path", nargs="?", metavar="FILE", help="(article) .txt, .jsonl or - (stdin)")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), metavar="FOLDER", help="(corpus)")
    parser.add_argument(
        "--gold", type=Path, default=Path("gold/figures.jsonl"), metavar="FILE", help="(gold/figures.jsonl)"
    )
    parser.add_argument("--id", metavar="ID", help="(article) only the one with this id")
    parser.add_argument("--date", type=date, metavar="YYYY-MM-DD", help="(article) of one that states no date")
    parser.add_argument("--json", action="store_true", help="(article) each check as a line of JSON")
    add_extractor_options(parser)
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Print each problem as ``path:line: key: problem``, or each check of an article; 1 if there is a problem."""
    if (arguments.path is None) == (arguments.what == "article"):
        arguments.parser.error("article needs a FILE" if arguments.path is None else f"{arguments.what} takes no FILE")
    return _article(arguments) if arguments.what == "article" else _lint(arguments)


def _lint(arguments: argparse.Namespace) -> int:
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


def _article(arguments: argparse.Namespace) -> int:
    """Print the checks of each article of the file; 1 if one is an error or a warning."""
    articles = read_articles(arguments.path, arguments.date, arguments.id)
    extractor = extractor_loader(arguments)()
    found: Counter[str] = Counter()
    for article in articles:
        for check in _checks(article, extractor.read(article)):
            found[check.severity] += 1
            print(check.model_dump_json() if arguments.json else _lines(check))
    counts = [_n(len(articles), "article"), *(_n(found[s], s) for s in ("error", "warning", "note"))]
    print(", ".join(counts), file=sys.stderr)
    return 1 if found["error"] or found["warning"] else 0


def _n(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _checks(article: Article, result: ArticleResult) -> Iterator[Check]:
    from extractor.reconcile import checks

    for part in (result, *result.others):
        yield from checks(article.model_copy(update={"id": part.id}), part.figures)


def _lines(check: Check) -> str:
    from extractor.render import clean

    text = " ".join(check.sentence.text.split()) if check.sentence else ""
    shown = text if len(text) <= _SENTENCE else f"{text[: _SENTENCE - 1]}…"
    return clean(f"{check.article_id}: {check.severity}: {check.message} [{check.kind}]") + f"\n    {clean(shown)}"
