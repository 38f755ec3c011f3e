"""The pool: order, errors in their place, processes that die, hang or do not start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import batch_fakes
import pytest

from extractor.batch import Done, Pool
from extractor.errors import ArticleError, DataError, ExtractorError
from extractor.readers import Row
from extractor.schema import Article


def rows(*texts: str) -> list[Row]:
    return [Row("a.jsonl", i, article=Article(id=f"a{i}", text=text)) for i, text in enumerate(texts, 1)]


def run(items: list[Row] | Iterator[Row], *, jobs: int = 2, deadline: float = 60.0) -> list[Done]:
    with Pool(batch_fakes.load, jobs=jobs, deadline=deadline) as pool:
        return list(pool.run(items))


def summary(done: list[Done]) -> list[tuple[str, list[int | None] | str]]:
    return [
        (
            d.row.article.id if d.row.article else "-",
            [f.value for f in d.result.figures] if d.result else str(d.error),
        )
        for d in done
    ]


def test_no_rows_at_all():
    with Pool(batch_fakes.load) as pool:
        assert list(pool.run([])) == []
        assert pool.config_hash() == "fake"


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_rows(jobs):
    texts = ["slow 1 killed", *(f"{n} killed and {n + 1} injured" for n in range(2, 100))]
    done = run(rows(*texts), jobs=jobs)
    assert [d.row.line for d in done] == list(range(1, 100))
    assert [[f.value for f in d.result.figures] for d in done if d.result][:3] == [[1], [2, 3], [3, 4]]
    assert [d.error for d in done] == [None] * 99


def test_rows_that_are_errors_pass_through_in_their_place():
    bad = Row("b.txt", error=DataError("is empty", path="b.txt"))
    first, second = rows("slow 1 killed", "2 killed")
    assert summary(run([bad, first, bad, second, bad])) == [
        ("-", "b.txt: is empty"),
        ("a1", [1]),
        ("-", "b.txt: is empty"),
        ("a2", [2]),
        ("-", "b.txt: is empty"),
    ]


def test_an_error_in_one_article_leaves_the_others_alone():
    assert summary(run(rows("1 killed", "raise", "refuse", "4 killed"))) == [
        ("a1", [1]),
        ("a2", "a2: extract: ValueError: cannot read this"),
        ("a3", "a3: text: no thanks"),
        ("a4", [4]),
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_dies_costs_only_its_article(jobs):
    done = run(rows("1 killed", "die", "3 killed", "4 killed"), jobs=jobs)
    assert summary(done) == [
        ("a1", [1]),
        ("a2", "a2: batch: its process ended with exit code 7, 2 times"),
        ("a3", [3]),
        ("a4", [4]),
    ]
    assert isinstance(done[1].error, ArticleError)


def test_an_article_is_tried_again_when_its_process_dies_once(tmp_path):
    assert summary(run(rows(f"once {tmp_path / 'marker'} 5 killed", "2 killed"))) == [
        ("a1", [5]),
        ("a2", [2]),
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_over_its_deadline_is_stopped(jobs):
    done = run(rows("1 killed", "hang", "3 killed"), jobs=jobs, deadline=1.0)
    assert summary(done) == [
        ("a1", [1]),
        ("a2", "a2: batch: took longer than its deadline and was stopped"),
        ("a3", [3]),
    ]


def test_rows_are_taken_only_as_they_are_needed():
    taken = []

    def source() -> Iterator[Row]:
        for row in rows(*["1 killed"] * 1000):
            taken.append(row)
            yield row

    with Pool(batch_fakes.load, jobs=2) as pool:
        next(pool.run(source()))
        assert len(taken) < 100


@pytest.mark.parametrize(
    ("load", "problem"),
    [(batch_fakes.load_broken, "RuntimeError: no weights"), (batch_fakes.load_dead, "exit code 3")],
)
def test_an_extractor_that_cannot_be_loaded_ends_the_run(load, problem):
    with (
        pytest.raises(ExtractorError, match=f"the extractor cannot be loaded: .*{problem}"),
        Pool(load, jobs=2) as pool,
    ):
        list(pool.run(rows("1 killed", "2 killed")))


_ORPHANS = """
import os, sys
sys.path[:0] = [{tests!r}]
import batch_fakes
from extractor.batch import Pool
from extractor.readers import Row
from extractor.schema import Article
if __name__ == "__main__":
    with Pool(batch_fakes.load, jobs=1) as pool:
        rows = [Row("a", article=Article(id=t, text=t)) for t in ("1 killed", "hang")]
        next(done := pool.run(rows))
        print(pool._workers[0].process.pid, flush=True)
        os.kill(os.getpid(), 9)
"""


def test_a_worker_ends_with_a_parent_that_is_killed(tmp_path):
    script = tmp_path / "orphans.py"
    script.write_text(_ORPHANS.format(tests=str(Path(__file__).parent)))
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    assert done.returncode == -9
    pid = int(done.stdout)
    for _ in range(100):
        if not _alive(pid):
            return
        time.sleep(0.1)
    pytest.fail("the worker still runs")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Killed, but nobody has asked for its exit code: as good as gone.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_leaving_the_pool_ends_its_processes():
    with Pool(batch_fakes.load, jobs=2) as pool:
        next(pool.run(rows("1 killed", "hang", "3 killed")))
        processes = [worker.process for worker in pool._workers]
    assert processes
    assert not any(process.is_alive() for process in processes)
