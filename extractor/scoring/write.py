"""Writes a report to a folder."""

from __future__ import annotations

from pathlib import Path

from extractor.scoring.compare import Comparison, render_comparison
from extractor.scoring.errors_report import render_errors
from extractor.scoring.render import render_markdown
from extractor.scoring.report import Report


def write_report(report: Report, folder: Path, comparison: Comparison | None = None) -> list[Path]:
    """Write ``report.json``, ``report.md`` and where given ``errors.md``, ``changes.md``; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"report.json": report.to_json(), "report.md": render_markdown(report)}
    if report.errors is not None:
        files["errors.md"] = render_errors(report.errors)
    if comparison is not None:
        files["changes.md"] = render_comparison(comparison)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in files]
