"""Scoring of figure records: a product of its own that knows the schema and nothing else of the package.

>>> report = evaluate([Path("gold.jsonl")], Path("articles.jsonl"), Path("records.jsonl"), "dev")
>>> report.subsets["explicit"].levels["core"].f1

`python -m extractor.scoring --help` does the same from a shell, for any system's records.
"""

from extractor.scoring.agreement import Agreement, agree, render_agreement
from extractor.scoring.compare import Comparison, compare_runs, render_comparison
from extractor.scoring.errors_report import ErrorAnalysis, render_errors
from extractor.scoring.gate import Baseline, Failure, gate, update
from extractor.scoring.metrics import Score
from extractor.scoring.render import render_markdown, render_terminal
from extractor.scoring.report import Report, evaluate
from extractor.scoring.write import write_report

__all__ = [
    "Agreement",
    "Baseline",
    "Comparison",
    "ErrorAnalysis",
    "Failure",
    "Report",
    "Score",
    "agree",
    "compare_runs",
    "evaluate",
    "gate",
    "render_agreement",
    "render_comparison",
    "render_errors",
    "render_markdown",
    "render_terminal",
    "update",
    "write_report",
]
