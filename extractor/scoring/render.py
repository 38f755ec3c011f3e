"""A report as Markdown and as terminal tables. Both are made of the same `tables`, so they cannot differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extractor.scoring.bootstrap import Interval
from extractor.scoring.errors_report import cell
from extractor.scoring.metrics import Ratio, Score, SubsetScores
from extractor.scoring.report import Report

_LEVEL_NAMES = {
    "found": "found", "value_category": "value + category", "core": "core", "full": "full",
}  # fmt: skip


class Grid(NamedTuple):
    """A table before it is drawn; the first column is text, the others are numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def number(value: float | None, interval: Interval | None = None) -> str:
    """``.912 [.880, .940]``, or a dash for None."""
    if value is None:
        return "–"
    text = _short(value)
    return text if interval is None else f"{text} [{_short(interval[0])}, {_short(interval[1])}]"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def tables(report: Report) -> Iterator[Grid]:
    """All tables of a report, in order."""
    for name, subset in report.subsets.items():
        if any(score is not None and score.gold + score.predicted for score in subset.levels.values()):
            yield _levels(name, subset)
    for name in ("explicit", "all"):
        subset = report.subsets[name]
        yield _fields(name, subset)
        yield _entities(name, subset)
        yield _linking(name, subset)
    for dimension, rows in report.breakdowns.items():
        yield Grid(
            f"By {dimension} (explicit figures)",
            (dimension, "gold", "pred.", "found P", "found R", "found F1", "core P", "core R", "core F1"),
            tuple(
                (row.label, str(row.found.gold), str(row.found.predicted), *_prf(row.found), *_prf(row.core))
                for row in rows
            ),
        )
    if report.calibration is not None:
        yield _calibration(report)


def _levels(name: str, subset: SubsetScores) -> Grid:
    rows = []
    for level, score in subset.levels.items():
        counts = ("–", "–", "–") if score is None else tuple(map(str, (score.right, score.predicted, score.gold)))
        rows.append((_LEVEL_NAMES[level], *_prf(score, intervals=True), *counts))
    head = ("score", "P", "R", "F1", "right", "predicted", "gold")
    return Grid(f"{name.capitalize()} figures", head, tuple(rows))


def _prf(score: Score | None, *, intervals: bool = False) -> tuple[str, str, str]:
    if score is None:
        return "–", "–", "–"
    return (
        number(score.precision, score.precision_interval if intervals else None),
        number(score.recall, score.recall_interval if intervals else None),
        number(score.f1, score.f1_interval),
    )


def _ratio(ratio: Ratio | None) -> str:
    return "–" if ratio is None or ratio.value is None else f"{number(ratio.value)} ({ratio.right}/{ratio.of})"


def _fields(name: str, subset: SubsetScores) -> Grid:
    rows = []
    for field, scored in subset.fields.items():
        accuracy = number(scored.accuracy.value, scored.accuracy.interval) if scored else "–"
        pairs = str(scored.accuracy.of) if scored else "–"
        rows.append((field, pairs, accuracy, *_prf(scored.parts if scored else None)))
    head = ("field", "pairs", "accuracy", "parts P", "parts R", "parts F1")
    return Grid(f"Fields on matched pairs ({name})", head, tuple(rows))


def _entities(name: str, subset: SubsetScores) -> Grid:
    rows = []
    for role, by in subset.entities.items():
        scores = [by[how] for how in ("name", "mention", "id")]
        rows.append((role, *(number(s.f1, s.f1_interval) if s else "–" for s in scores)))
    head = ("entities", "F1 by name", "F1 by mention", "F1 by id")
    return Grid(f"Entities on matched pairs ({name})", head, tuple(rows))


def _linking(name: str, subset: SubsetScores) -> Grid:
    rows = [
        (role, _ratio(s.mention_found), _ratio(s.name_right), _ratio(s.id_right), _ratio(s.nil_right))
        for role, s in subset.linking.items()
    ]
    head = ("entities", "mention found", "name right", "id right", "NIL right")
    return Grid(f"Linking, of the gold entities whose mention was found ({name})", head, tuple(rows))


def _calibration(report: Report) -> Grid:
    calibration = report.calibration
    assert calibration is not None
    title = (
        f"Calibration of confidence (event: core is right): ECE "
        f"{number(calibration.expected_calibration_error)}, Brier {number(calibration.brier)}, "
        f"{calibration.records} records"
    )
    rows = tuple(
        (f"{b.lower:.1f}–{b.upper:.1f}", str(b.records), number(b.confidence), number(b.right))
        for b in calibration.bins
    )
    return Grid(title, ("confidence", "records", "mean confidence", "share right"), rows)


def notes(report: Report) -> list[str]:
    """What is not scored, and why, in sentences."""
    out = []
    if report.not_annotated:
        out.append(f"Not annotated in gold, so not scored: {', '.join(report.not_annotated)}.")
    if report.not_offered:
        out.append(f"Not given by the system, so not scored alone: {', '.join(report.not_offered)}.")
    out.append(
        "found: the number is a figure; core: value, bounds and category are right too; full: every field. "
        "Main figures are the explicit ones; implicit figures ('a policeman was killed') are scored apart. "
        "Intervals: 95%, percentile bootstrap over articles. A dash is 'not annotated' or 'nothing to count'."
    )
    return out


def render_markdown(report: Report, title: str = "Evaluation") -> str:
    """The report as Markdown, without the error analysis (`errors_report.render_errors` writes that)."""
    lines = [f"# {title}", "", f"`{report.signature}`", ""]
    lines += [line for note in notes(report) for line in (note, "")]
    for grid in tables(report):
        lines += [f"## {grid.title}", "", *markdown_table(grid.head, grid.rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table; all columns but the first are right-aligned."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    # Only the first column holds words of the data; escaping the brackets of intervals would make them
    # unreadable.
    body = [[cell(row[0]), *row[1:]] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *body)]


def render_terminal(report: Report, console: Console, *, complete: bool = False) -> None:
    """Print the main tables (or with `complete` all of them) and the signature on a rich console."""
    for grid in tables(report):
        if complete or _is_main(grid):
            console.print(_rich_table(grid), "")
    if report.calibration is not None and not complete:
        ece = number(report.calibration.expected_calibration_error)
        console.print(f"Expected calibration error of confidence: {ece}", highlight=False)
    if report.errors is not None and report.errors.groups:
        largest = sorted(report.errors.groups, key=lambda g: -g.count)[:15]
        rows = tuple((f"{g.kind}: {g.group}", g.rule, str(g.count)) for g in largest)
        console.print(_rich_table(Grid("Largest groups of errors", ("group", "rule", "errors"), rows)), "")
    console.print(escape(str(report.signature)), highlight=False, soft_wrap=True)


def _is_main(grid: Grid) -> bool:
    return grid.title.endswith(("figures", "(explicit)")) or grid.title.startswith("By category")


def _rich_table(grid: Grid) -> Table:
    table = Table(title=escape(grid.title), title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for n, name in enumerate(grid.head):
        table.add_column(escape(name), justify="right" if n else "left", no_wrap=True, min_width=n and 3)
    for row in grid.rows:
        table.add_row(*(escape(_narrow(head, text)) for head, text in zip(grid.head, row, strict=True)))
    return table


def _narrow(head: str, text: str) -> str:
    # 80 columns hold one interval a line; the Markdown has them all.
    return text if head in ("F1", "accuracy") or head.startswith("F1 by") else text.split(" [")[0]
