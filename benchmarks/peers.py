"""``python -m benchmarks.peers``: what other tools give on the same articles, with the same scorer.

Most peers tag every number and cannot say which are figures, so of them only the recall of gold's numbers
and the fields on matched numbers are reported; a precision over counts of people is not defined for them. A
peer that does not run is named with the reason. ``--python cqe=/path/to/python`` runs a peer in an
environment of its own (CQE needs an older Pydantic and spaCy than we do).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.peer_worker import PEERS
from extractor.scoring import Report, Score, evaluate

# These decide which numbers are figures; the others only tag numbers.
DECIDING = ("extractor", "spacy-nearest-trigger")
HEAD = (
    "system",
    "numbers found",
    "value right",
    "quantifier right",
    "unit right",
    "found F1",
    "value + category F1",
    "core F1",
    "s / 1,000 words",
    "load s",
)


class Outcome(NamedTuple):
    """One peer's run: its answer, or why there is none."""

    peer: str
    answer: dict[str, Any] | None
    reason: str = ""


def ask(peer: str, texts: Sequence[str], python: str, timeout: float) -> Outcome:
    """Run a peer in its own process."""
    command = [python, str(Path(__file__).parent / "peer_worker.py")]
    request = json.dumps({"peer": peer, "texts": list(texts)})
    root = str(Path(__file__).parents[1])
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, text=True, timeout=timeout, cwd=root, check=False,
            env=_environment(root if peer == "extractor" else ""),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Outcome(peer, None, f"took more than {timeout:.0f} s")
    except OSError as e:
        return Outcome(peer, None, str(e))
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        return Outcome(peer, None, lines[-1] if lines else f"exit {done.returncode}")
    return Outcome(peer, json.loads(done.stdout))


def _environment(path: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"}


def records(articles: Sequence[dict[str, Any]], tags: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The tags as records for the scorer."""
    out = []
    for article, found in zip(articles, tags, strict=True):
        for n, tag in enumerate(found):
            fields = {k: v for k, v in tag.items() if k not in ("start", "end")}
            span = {
                "start": tag["start"],
                "end": tag["end"],
                "text": article["text"][tag["start"] : tag["end"]],
            }
            out.append({"id": f"{article['id']}/{n}", "article_id": article["id"], "number": span, **fields})
    return out


def row(outcome: Outcome, report: Report, words: int) -> tuple[str, ...]:
    """One line of the table; explicit figures only."""
    assert outcome.answer is not None
    subset = report.subsets["explicit"]
    found = subset.levels["found"]
    decides = outcome.peer in DECIDING

    def accuracy(field: str) -> str:
        scored = subset.fields[field]
        return _number(scored.accuracy.value if scored and field not in report.not_offered else None)

    def f1(score: Score | None) -> str:
        return _number(score.f1 if score and decides else None)

    return (
        f"{outcome.peer} {outcome.answer['version']}".strip(),
        _number(found.recall if found else None),
        *(accuracy(field) for field in ("value", "quantifier", "unit")),
        *(f1(subset.levels[level]) for level in ("found", "value_category", "core")),
        f"{outcome.answer['seconds'] / words * 1000:.3f}",
        f"{outcome.answer['load_seconds']:.1f}",
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the peers one after the other and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--split")
    parser.add_argument("--splits", type=Path)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--python", action="append", default=[], metavar="PEER=PATH")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds a peer may take")
    args = parser.parse_args(argv)
    pythons = dict(p.split("=", 1) for p in args.python)
    lines = args.articles.read_text(encoding="utf-8").split("\n")
    articles = choose([json.loads(line) for line in lines if line.strip()], args.split, args.splits)
    words = sum(len(a["text"].split()) for a in articles)
    rows, reasons = [], []
    for peer in args.peers:
        outcome = ask(peer, [a["text"] for a in articles], pythons.get(peer, sys.executable), args.timeout)
        if outcome.answer is None:
            reasons.append(f"{peer} did not run: {outcome.reason}")
            continue
        predicted = records(articles, outcome.answer["tags"])
        report = evaluate(
            [args.gold], args.articles, predicted, args.split, splits=args.splits, errors=False, resamples=0
        )
        rows.append(row(outcome, report, words))
    show(rows, reasons, f"{len(articles)} articles, {words} words; explicit figures")
    return 0


def choose(articles: list[dict[str, Any]], split: str | None, splits: Path | None) -> list[dict[str, Any]]:
    """The articles of a split."""
    if split is None:
        return articles
    if splits is None:
        return [a for a in articles if a.get("split") == split]
    ids = set(json.loads(splits.read_text(encoding="utf-8"))[split])
    return [a for a in articles if a["id"] in ids]


def show(rows: Sequence[Sequence[str]], reasons: Sequence[str], title: str) -> None:
    """Print a Markdown table and the reasons."""
    print(f"{title}\n")
    print(f"| {' | '.join(HEAD)} |\n| --- |{' ---: |' * (len(HEAD) - 1)}")
    for cells in rows:
        print(f"| {' | '.join(cells)} |")
    print("\nnumbers found: recall of gold's numbers; value, quantifier and unit right: of the numbers found.")
    print("A dash: the system does not give it.")
    for reason in reasons:
        print(reason)


if __name__ == "__main__":
    sys.exit(main())
