"""`extractor evaluate`, `agree` and `gate`: the scorer, with the extractor in front of it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.common import Commands, add_extractor_options, extractor_loader, positive, rows_of
from extractor.errors import DataError, ExtractorError
from extractor.schema import ArticleResult

if TYPE_CHECKING:
    from extractor.scoring import Report

_GOLD = Path("gold/figures.jsonl")
_BASELINE = Path("gold/baseline.json")
_MARKS = ("<!-- agreement: begin -->", "<!-- agreement: end -->")


def add_parser(commands: Commands) -> None:
    """Describe the three commands."""
    evaluate = commands.add_parser("evaluate", help="score the extractor, or any records, against gold")
    _add_scored(evaluate)
    evaluate.add_argument("--against", type=Path, metavar="OLD", help="older records, to list what changed")
    evaluate.add_argument("--no-errors", action="store_true", help="show no single figure (a blind split)")
    evaluate.add_argument("--all", action="store_true", help="print every table")
    evaluate.add_argument("-o", "--out", type=Path, metavar="DIR", help="folder for the report and the records")
    evaluate.set_defaults(run=run_evaluate)

    agree = commands.add_parser("agree", help="agreement of two labelling passes")
    agree.add_argument("passes", nargs="*", default=["a", "b"], metavar="PASS", help="two names or files (a b)")
    agree.add_argument("--corpus", default="corpus", metavar="PATH", help="the articles that both read (corpus)")
    agree.add_argument("--write", type=Path, metavar="FILE", help="put the table between the marks of this file")
    agree.add_argument("--errors", action="store_true", help="list the disagreements too")
    agree.set_defaults(run=run_agree, parser=agree)

    gate = commands.add_parser("gate", help="fail if a score is below its floor")
    _add_scored(gate)
    gate.add_argument("--baseline", type=Path, default=_BASELINE, metavar="FILE", help=f"({_BASELINE})")
    gate.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    gate.add_argument("--slack", type=float, default=0.0, metavar="X", help="with --update: floors lower by X")
    gate.add_argument("--allow-regression", action="store_true", help="with --update: floors may go down")
    gate.add_argument("--changelog", type=Path, default=Path("CHANGELOG.md"), metavar="FILE")
    gate.set_defaults(run=run_gate)


def _add_scored(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gold", type=Path, action="append", metavar="FILE", help=f"once an annotator ({_GOLD})")
    parser.add_argument("--articles", default="corpus", metavar="PATH", help="folder or .jsonl (corpus)")
    parser.add_argument("--records", type=Path, metavar="FILE", help="score these records; else extract")
    parser.add_argument("--split", metavar="NAME", help="of the splits file or of the articles' rows")
    parser.add_argument("--splits", type=Path, metavar="FILE", help="(splits.json beside the gold, if there)")
    parser.add_argument("--jobs", type=positive, default=1, metavar="N", help="number of processes (1)")
    add_extractor_options(parser)


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Score, print, and write the report if asked."""
    from extractor.cli.console import stdout
    from extractor.scoring import compare_runs, render_comparison, render_terminal, write_report

    scored = _Scored(arguments)
    predictions = scored.predictions()
    report = scored.report(predictions, errors=not arguments.no_errors)
    comparison = None
    if arguments.against:
        comparison = compare_runs(
            scored.golds, scored.articles, arguments.against, predictions, arguments.split,
            splits=scored.splits, figures=not arguments.no_errors,
        )  # fmt: skip
    console = stdout()
    render_terminal(report, console, complete=arguments.all)
    if comparison is not None:
        console.print(render_comparison(comparison), markup=False)
    if arguments.out:
        paths = write_report(report, arguments.out, comparison)
        if isinstance(predictions, list):
            paths.append(_write_records(predictions, arguments.out / "records.jsonl"))
        print("\n".join(str(path) for path in paths))
    return 0


def run_gate(arguments: argparse.Namespace) -> int:
    """0 if every score is at its floor or above; 1 and the reasons if not."""
    from extractor.scoring import gate, update

    scored = _Scored(arguments)
    report = scored.report(scored.predictions(), errors=False)
    if arguments.update:
        baseline = update(
            report, arguments.baseline, changelog=arguments.changelog,
            allow_regression=arguments.allow_regression, slack=arguments.slack,
        )  # fmt: skip
        print(f"{arguments.baseline}: {len(baseline.floors)} floors")
        return 0
    failures = gate(report, arguments.baseline)
    for failure in failures:
        print(f"gate: {failure}", file=sys.stderr)
    print(f"gate: {'shut' if failures else 'open'}, {report.signature}")
    return 1 if failures else 0


def run_agree(arguments: argparse.Namespace) -> int:
    """Print the agreement table, or put it into a file."""
    from extractor.scoring import agree, render_agreement, render_errors

    if len(arguments.passes) != 2:
        arguments.parser.error("expected two passes")
    a, b = (_labels(name) for name in arguments.passes)
    result = agree(a, b, [row["id"] for row in _article_rows(arguments.corpus)])
    table = render_agreement(result)
    if arguments.write:
        _put_between_marks(table, arguments.write)
    else:
        print(table, end="")
    if arguments.errors and result.disagreements is not None:
        print(render_errors(result.disagreements))
    return 0


class _Scored:
    """What the options say is to be scored."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.golds: list[Path] = arguments.gold or [_GOLD]
        beside = self.golds[0].with_name("splits.json")
        self.splits: Path | None = arguments.splits or (beside if beside.is_file() else None)
        self.articles = _article_rows(arguments.articles)

    def predictions(self) -> Path | list[ArticleResult]:
        """The records file, or what the extractor reads in the articles of the split."""
        if self.arguments.records:
            return Path(self.arguments.records)
        return _extract(self.arguments, self._chosen())

    def report(self, predictions: Path | Iterable[ArticleResult], *, errors: bool) -> Report:
        """The scores; of all articles without a split, else of those in the split."""
        from extractor.scoring import evaluate

        articles = self.articles
        return evaluate(self.golds, articles, predictions, self.arguments.split, splits=self.splits, errors=errors)

    def _chosen(self) -> frozenset[str]:
        from extractor.scoring.load import load_splits

        split = self.arguments.split
        if split is None:
            return frozenset(row["id"] for row in self.articles)
        if self.splits is None:
            return frozenset(row["id"] for row in self.articles if row.get("split") == split)
        return load_splits(self.splits).get(split, frozenset())


def _extract(arguments: argparse.Namespace, chosen: frozenset[str]) -> list[ArticleResult]:
    """The chosen articles, read; an article that cannot be read stops the scoring."""
    from extractor.batch import Pool
    from extractor.cli.progress import progress

    rows = [row for row in rows_of(arguments.articles) if row.article and row.article.id in chosen]
    results = []
    with Pool(extractor_loader(arguments), jobs=arguments.jobs) as pool:
        for done in progress(pool.run(rows), len(rows)):
            if done.error is not None:
                raise done.error
            if done.result is not None:
                results.append(done.result)
    return results


def _article_rows(path: str) -> list[dict[str, Any]]:
    """The articles as the scorer wants them; what a row says beside the known fields is kept."""
    return [
        {**row.article.extra, "id": row.article.id, "text": row.article.text} for row in rows_of(path) if row.article
    ]


def _labels(name: str) -> Path | list[dict[str, Any]]:
    """A pass by the name of its folder, or a file of records."""
    from extractor.goldlabels import load_pass

    if Path(name).suffix == ".jsonl":
        return Path(name)
    records, problems = load_pass(name, root=Path())
    if problems:
        raise ExtractorError(f"pass {name} has {len(problems)} problems, the first: {problems[0]}")
    return records


def _put_between_marks(text: str, path: Path) -> None:
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    begin, end = (re.escape(mark) for mark in _MARKS)
    if len(re.findall(f"(?s){begin}.*?{end}", old)) != 1:
        raise DataError(f"expected the marks {' ... '.join(_MARKS)} once", path=str(path))
    new = f"{_MARKS[0]}\n{text}{_MARKS[1]}"
    path.write_text(re.sub(f"(?s){begin}.*?{end}", lambda _: new, old), encoding="utf-8", newline="\n")


def _write_records(results: list[ArticleResult], path: Path) -> Path:
    lines = (
        r.model_dump_json() + "\n" for result in results for part in (result, *result.others) for r in part.figures
    )
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return path
