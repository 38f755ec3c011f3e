"""What runs in a worker process: one extractor, one article at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Protocol

from extractor.errors import ArticleError
from extractor.schema import Article, ArticleResult


class Reader(Protocol):
    """What a worker needs of an extractor."""

    def read(self, article: Article) -> ArticleResult:
        """Read one article."""

    def config_hash(self) -> str:
        """Hash over everything besides the text that decides the output."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded its extractor, or could not (`problem`)."""

    config_hash: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one article: a result, or the stage and the problem."""

    result: ArticleResult | None = None
    stage: str = ""
    problem: str = ""


def work(pipe: Connection, load: Callable[[], Reader]) -> None:
    """Load, say so, then answer each article that comes through `pipe` until the other side closes it."""
    # Ctrl-C reaches the whole process group; the parent decides what to do with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    try:
        reader = load()
        ready = Ready(config_hash=reader.config_hash())
    except Exception as e:
        pipe.send(Ready(problem=f"{type(e).__name__}: {e}"))
        return
    pipe.send(ready)
    while True:
        try:
            article = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(answer(reader, article))


def _follow_parent() -> None:
    """End with the parent, however it ended: the pipe alone would tell only after the article at hand."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def answer(reader: Reader, article: Article) -> Answer:
    """The unit of work: one article to its result; what is raised becomes the reason why there is none."""
    try:
        return Answer(result=reader.read(article))
    except ArticleError as e:
        return Answer(stage=e.stage, problem=e.problem)
    except Exception as e:
        return Answer(stage="extract", problem=f"{type(e).__name__}: {e}")
