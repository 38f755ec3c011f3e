"""A local pool of worker processes that can be killed, with a deadline for each article.

A signal cannot stop a C extension that hangs, so an article over its deadline costs its process: that is
killed, and a new one goes on with the next article. An article that is given up becomes an `ArticleError` in
its place in the order; the others are not affected.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from extractor.batch.worker import Answer, Reader, Ready, work
from extractor.errors import ArticleError, DataError, ExtractorError
from extractor.readers import Row
from extractor.schema import ArticleResult

DEADLINE = 60.0
_CHARACTERS_A_SECOND = 5_000  # longer articles get more time: a tenth of the speed that is normal
_START_SECONDS = 300.0
_ATTEMPTS = 2  # a process may have died for reasons of its own; the second time it is the article
_LOOK_AHEAD = 64  # rows that may be finished, and held, before the next one in order is


@dataclass(frozen=True, slots=True)
class Done:
    """A row and what came of it: a result or an error."""

    row: Row
    result: ArticleResult | None = None
    error: ArticleError | DataError | None = None


@dataclass(slots=True)
class _Task:
    index: int
    row: Row
    attempts: int = 0


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    until: float
    ready: bool = False
    task: _Task | None = None

    def stop(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Pool:
    """Up to `jobs` processes, each with an extractor of its own from `load` (importable, takes nothing).

    `deadline` is the number of seconds that a short article may take. Used as a context manager; leaving it
    ends all processes.
    """

    def __init__(self, load: Callable[[], Reader], *, jobs: int = 1, deadline: float = DEADLINE) -> None:
        # A fresh interpreter, not a fork: a fork with live threads (progress bar, BLAS) can lock up.
        self._context = multiprocessing.get_context("spawn")
        self._load, self._jobs, self._deadline = load, jobs, deadline
        self._workers: list[_Worker] = []
        self._config_hash: str | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def config_hash(self) -> str:
        """The extractor's configuration hash; waits until a process is ready.

        Raises `ExtractorError` if none will be.
        """
        while self._config_hash is None:
            self._wait({}, deque())
        return self._config_hash

    def run(self, rows: Iterable[Row]) -> Iterator[Done]:
        """Every row with what came of it, in the order of `rows`; rows that are errors already pass through.

        Raises `ExtractorError` if the extractor cannot be loaded.
        """
        source = enumerate(rows)
        backlog: deque[_Task] = deque()
        done: dict[int, Done] = {}
        next_out, taken, more = 0, 0, True
        while True:
            while more and len(backlog) < self._jobs and taken - next_out < _LOOK_AHEAD:
                index, row = next(source, (-1, None))
                if row is None:
                    more = False
                    break
                taken = index + 1
                if row.article is None:
                    done[index] = Done(row, error=row.error)
                else:
                    backlog.append(_Task(index, row))
            self._assign(backlog)
            if next_out in done:
                yield done.pop(next_out)
                next_out += 1
            elif backlog or any(w.task for w in self._workers):
                self._wait(done, backlog)
            elif not more:
                return

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._load), daemon=True)
        process.start()
        # Ours must be the only handles left: the end of the process then ends the pipe.
        theirs.close()
        self._workers.append(_Worker(process, ours, time.monotonic() + _START_SECONDS))

    def _assign(self, backlog: deque[_Task]) -> None:
        for worker in [w for w in self._workers if w.ready and w.task is None]:
            if not backlog:
                return
            task = backlog.popleft()
            article = task.row.article
            assert article is not None
            try:
                worker.pipe.send(article)
            except OSError:
                # It died idle: not this article's doing.
                self._drop(worker)
                backlog.appendleft(task)
                continue
            task.attempts += 1
            worker.task = task
            worker.until = time.monotonic() + self._deadline + len(article.text) / _CHARACTERS_A_SECOND
        starting = sum(not w.ready for w in self._workers)
        for _ in range(min(self._jobs - len(self._workers), len(backlog) - starting)):
            self._start()

    def _wait(self, done: dict[int, Done], backlog: deque[_Task]) -> None:
        """Wait for news from a worker, or for the next deadline, and act on it."""
        active = {w.pipe: w for w in self._workers if w.task or not w.ready}
        timeout = max(0.0, min(w.until for w in active.values()) - time.monotonic())
        for pipe in wait(list(active), timeout):
            assert isinstance(pipe, Connection)
            self._receive(active[pipe], done, backlog)
        for worker in active.values():
            waiting = worker in self._workers and (worker.task or not worker.ready)
            if waiting and time.monotonic() >= worker.until:
                self._give_up(worker, done)

    def _receive(self, worker: _Worker, done: dict[int, Done], backlog: deque[_Task]) -> None:
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            self._died(worker, done, backlog)
            return
        if isinstance(message, Ready):
            if message.problem:
                raise ExtractorError(f"the extractor cannot be loaded: {message.problem}")
            worker.ready, self._config_hash = True, message.config_hash
        elif isinstance(message, Answer) and worker.task:
            row = worker.task.row
            if message.result is not None:
                done[worker.task.index] = Done(row, result=message.result)
            else:
                done[worker.task.index] = _failed(row, message.stage, message.problem)
            worker.task = None

    def _died(self, worker: _Worker, done: dict[int, Done], backlog: deque[_Task]) -> None:
        task = worker.task
        worker.process.join(1.0)
        code = worker.process.exitcode
        self._drop(worker)
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        if task is None:
            raise ExtractorError(f"the extractor cannot be loaded: its process ended with {how}")
        if task.attempts < _ATTEMPTS:
            backlog.appendleft(task)
        else:
            done[task.index] = _failed(task.row, "batch", f"its process ended with {how}, {_ATTEMPTS} times")

    def _give_up(self, worker: _Worker, done: dict[int, Done]) -> None:
        task = worker.task
        self._drop(worker)
        if task is None:
            raise ExtractorError(f"the extractor cannot be loaded: not ready after {_START_SECONDS:.0f} s")
        done[task.index] = _failed(task.row, "batch", "took longer than its deadline and was stopped")

    def _drop(self, worker: _Worker) -> None:
        worker.stop()
        self._workers.remove(worker)


def _failed(row: Row, stage: str, problem: str) -> Done:
    assert row.article is not None
    return Done(row, error=ArticleError(problem, article_id=row.article.id, stage=stage))
