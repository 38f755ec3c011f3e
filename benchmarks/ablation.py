"""``python -m benchmarks.ablation``: what each part is worth, as F1 with that part switched off.

The weights stay as they are (they were trained with everything on), so a loss is an upper bound of a part's worth.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from benchmarks.shuffle import REAL, labelled, scores
from extractor import load
from extractor.assembly import assemble as assembly
from extractor.pipeline import Extractor
from extractor.syntax import Parse


def main(argv: Sequence[str] | None = None) -> int:
    """Score everything, then with each part off."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=__doc__)
    parser.add_argument("--folder", type=Path, default=REAL, help="articles.jsonl and figures.jsonl")
    parser.add_argument("--split", help="only this split")
    arguments = parser.parse_args(argv)
    articles, gold = labelled(arguments.folder, arguments.split)
    table = Table("", "found", "core", "full", title=f"{len(articles)} articles, explicit figures, F1")
    for name, switch in PARTS.items():
        x = load()
        with switch(x):
            row = scores(x, articles, gold)
        table.add_row(name, *(f"{row[level]:.3f}" for level in ("found", "core", "full")))
    Console(width=100).print(table)
    return 0


@contextmanager
def _all_on(x: Extractor) -> Iterator[None]:
    yield


@contextmanager
def _no_syntax(x: Extractor) -> Iterator[None]:
    """Tags stay; every word hangs on the one before it."""
    parse = type(x.parser).parse

    def flat(self: Any, *args: Any) -> Iterator[Parse]:
        for p in parse(self, *args):
            n = len(p)
            yield replace(p, head=tuple(max(0, i - 1) for i in range(n)), dep=("dep",) * n)

    with patch.object(type(x.parser), "parse", flat):
        yield


@contextmanager
def _no_linking(x: Extractor) -> Iterator[None]:
    with patch("extractor.pipeline.find_entities", lambda *_, **__: ()):
        yield


@contextmanager
def _no_carry(x: Extractor) -> Iterator[None]:
    """No figure knows of an earlier one, and no sentence of the one before."""
    decide = assembly.decide

    def alone(view: Any, candidate: Any, history: Any, previous: Any, *rest: Any) -> Any:
        return decide(view, candidate, (), None, *rest)

    with ExitStack() as stack:
        stack.enter_context(patch.object(assembly, "recent", lambda _: ()))
        stack.enter_context(patch.object(assembly, "decide", alone))
        yield


PARTS: dict[str, Callable[[Extractor], Any]] = {
    "everything on": _all_on,
    "parser off": _no_syntax,
    "linking off": _no_linking,
    "carry-over off": _no_carry,
}

if __name__ == "__main__":
    raise SystemExit(main())
