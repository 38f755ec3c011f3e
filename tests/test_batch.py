"""The pool: order, errors in their place, processes that die, hang or do not start."""

from __future__ import annotations

from collections.abc import Iterator

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


def test_leaving_the_pool_ends_its_processes():
    with Pool(batch_fakes.load, jobs=2) as pool:
        next(pool.run(rows("1 killed", "hang", "3 killed")))
        processes = [worker.process for worker in pool._workers]
    assert processes
    assert not any(process.is_alive() for process in processes)
