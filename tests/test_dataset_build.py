"""Datasets: the same bytes from the same articles, nothing read twice, and whatever cannot be read said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import dataset_fakes
import duckdb
import pytest
from batch_fakes import FakeReader
from dataset_fakes import ARTICLES, OtherReader, contents, make, write_corpus

from extractor.dataset import write
from extractor.dataset.manifest import problems, read_manifest
from extractor.errors import DataError, ExtractorError
from extractor.schema import FigureRecord


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    corpus = write_corpus(folder / "corpus" / "a.jsonl", ARTICLES)
    make(corpus.parent, folder / "set")
    return folder


def test_what_is_in_it(built):
    articles = rows(built / "set" / "jsonl" / "articles.jsonl")
    assert [(a["id"], a["input_id"], a["date"], a["figures"]) for a in articles] == [
        ("a", "a", None, 2),
        ("b", "b", "2024-01-02", 2),
        ("c", "c", "2024-02-29", 1),
        ("c#2", "c", "2024-02-29", 2),
        ("é!", "é!", None, 0),
    ]
    assert articles[4]["publisher"] == "The Times"
    records = [FigureRecord.model_validate(r) for r in rows(built / "set" / "records.jsonl")]
    assert [(r.article_id, r.value) for r in records] == [("a", 9), ("a", 5), ("b", 12), ("b", 30), ("c", 7), ("c#2", 8), ("c#2", 9)]  # fmt: skip
    figures = rows(built / "set" / "jsonl" / "figures.jsonl")
    assert [f["id"] for f in figures] == [r.id for r in records]
    assert [m["figure"] for m in rows(built / "set" / "jsonl" / "mentions.jsonl")] == [
        r.id for r in records if r.locations
    ]
    assert {e["id"]: e["figures"] for e in rows(built / "set" / "jsonl" / "entities.jsonl")} == {"Q1": 6}
    assert problems(built / "set") == []
    manifest = read_manifest(built / "set")
    assert manifest.counts["inputs"] == manifest.counts["read"] == 4
    assert {o.path for o in manifest.outputs} | {"MANIFEST.json"} == write.files()


@pytest.mark.parametrize(("seed", "jobs"), [(1, 1), (2, 3)])
def test_order_and_processes_do_not_show_in_the_bytes(built, tmp_path, seed, jobs):
    corpus = write_corpus(tmp_path / "elsewhere" / "corpus" / "a.jsonl", ARTICLES, seed=seed)
    make(corpus.parent, tmp_path / "set", jobs=jobs)
    # The name of the folder is the title of a dataset that nobody described: both are called "set".
    assert contents(tmp_path / "set") == contents(built / "set")


def test_the_hash_seed_does_not_show_in_the_bytes(built, tmp_path):
    code = "import sys; from pathlib import Path; from dataset_fakes import make; make(Path(sys.argv[1]), Path(sys.argv[2]))"
    path = os.pathsep.join(map(str, (Path(dataset_fakes.__file__).parent, Path(write.__file__).parents[2])))
    for seed in ("1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        command = [sys.executable, "-c", code, str(built / "corpus"), str(tmp_path / "set")]
        subprocess.run(command, check=True, env=environment, timeout=120)
        assert contents(tmp_path / "set") == contents(built / "set")


def test_the_database_holds_the_same_rows(built):
    with duckdb.connect(str(built / "set" / "figures.duckdb"), read_only=True) as db:
        for table in ("articles", "figures", "mentions", "entities", "totals", "checks", "series"):
            names = [d[0] for d in db.execute(f"SELECT * FROM {table}").description]
            found = [dict(zip(names, row, strict=True)) for row in db.execute(f"SELECT * FROM {table}").fetchall()]
            plain = json.loads(json.dumps(found, default=str))
            assert plain == rows(built / "set" / "jsonl" / f"{table}.jsonl"), table


def test_nothing_is_read_again(built, tmp_path):
    corpus = write_corpus(tmp_path / "corpus" / "a.jsonl", ARTICLES)
    first = make(corpus, tmp_path / "set")
    before = contents(tmp_path / "set")
    again = make(corpus, tmp_path / "set", jobs=2)
    assert (first.read, first.reused, again.read, again.reused) == (4, 0, 0, 4)
    assert (first.changed, again.changed, again.sha256) == (True, False, first.sha256)
    assert contents(tmp_path / "set") == before


def test_only_what_changed_is_read_again(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES)
    make(corpus, tmp_path / "set")
    changed = [
        {**ARTICLES[0], "text": "A bomb. In all 13 women killed in Kabul."},  # other text
        {**ARTICLES[1], "url": "https://example.org/2"},  # only what the extractor does not see
        {**ARTICLES[3], "date": "2024-03-01"},  # a date moves periods
        {"id": "new", "text": "1 killed."},
    ]
    incremental = make(write_corpus(corpus, changed), tmp_path / "set")
    assert (incremental.read, incremental.reused, incremental.reason) == (3, 1, None)
    make(corpus, tmp_path / "fresh" / "set")
    assert contents(tmp_path / "set") == contents(tmp_path / "fresh" / "set")


def test_force_reads_everything(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES)
    make(corpus, tmp_path / "set")
    again = make(corpus, tmp_path / "set", force=True)
    assert (again.read, again.reused, again.changed) == (4, 0, False)


def test_another_configuration_reads_again_and_says_what_changed(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES)
    make(corpus, tmp_path / "set")
    again = make(corpus, tmp_path / "set", reader=OtherReader)
    assert (again.read, again.reused) == (4, 0)
    assert again.reason == "other lexicons, weights or knowledge base"
    assert again.difference is not None
    assert again.difference.figures == {"changed": 5}  # further articles in one text stay as they were
    assert again.difference.fields == {"confidence": 5, "category": 2}
    # Less confidence alone is not worth a line.
    assert [set(c.fields) for c in again.examples] == [{"category", "confidence"}] * 2
    assert make(corpus, tmp_path / "set", reader=OtherReader).read == 0


def test_a_dataset_that_was_edited_is_not_reused(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES)
    make(corpus, tmp_path / "set")
    records = tmp_path / "set" / "records.jsonl"
    records.write_bytes(records.read_bytes().replace(b"12", b"13"))
    again = make(corpus, tmp_path / "set")
    assert (again.read, again.reason) == (4, "records.jsonl is not as it was built")
    assert problems(tmp_path / "set") == []


def test_what_cannot_be_read_is_said_and_the_rest_is_built(tmp_path):
    corpus = tmp_path / "corpus"
    write_corpus(
        corpus / "a.jsonl",
        [ARTICLES[0], {"id": "bad", "text": "raise"}, {"id": "worse", "text": 5}, {"id": "die", "text": "die"}],
    )
    (corpus / "latin.txt").write_bytes(b"Caf\xe9")
    told: list[dict[str, object]] = []
    built = make(corpus, tmp_path / "set", tell=told.append)
    errors = rows(tmp_path / "set" / "errors.jsonl")
    assert [(e["path"], e["line"], e["stage"], e["article_id"]) for e in errors] == [
        ("corpus/a.jsonl", 2, "extract", "bad"),
        ("corpus/a.jsonl", 3, "read", None),
        ("corpus/a.jsonl", 4, "batch", "die"),
        ("corpus/latin.txt", None, "read", None),
    ]
    assert str(tmp_path) not in (tmp_path / "set" / "errors.jsonl").read_text()
    assert sorted(map(str, told)) == sorted(map(str, errors))
    assert built.manifest is not None
    assert built.manifest.counts["errors"] == {"batch": 1, "extract": 1, "read": 2}
    assert (built.manifest.counts["inputs"], built.manifest.counts["read"], built.manifest.counts["failed"]) == (
        5,
        1,
        4,
    )
    assert [a["id"] for a in rows(tmp_path / "set" / "jsonl" / "articles.jsonl")] == ["b"]


def test_an_id_used_twice_goes_to_the_same_article_in_any_order(tmp_path):
    given = [
        {"id": "x", "text": "1 killed."},
        {"id": "x", "text": "2 killed."},
        {"id": "c#2", "text": "3 killed."},
        ARTICLES[3],
    ]
    found = set()
    for seed in range(3):
        make(write_corpus(tmp_path / "a.jsonl", given, seed=seed), tmp_path / "set", force=True)
        errors = rows(tmp_path / "set" / "errors.jsonl")
        assert sorted((e["article_id"], e["key"]) for e in errors) == [("c", "id"), ("x", "id")]
        found.add((tmp_path / "set" / "records.jsonl").read_bytes())
    assert len(found) == 1


def test_an_error_in_the_arithmetic_costs_only_the_arithmetic(tmp_path, monkeypatch):
    def broken(article, figures):
        if article.id == "a":
            raise ZeroDivisionError("oh")
        return ()

    monkeypatch.setattr(write, "checks", broken)
    built = make(write_corpus(tmp_path / "a.jsonl", ARTICLES), tmp_path / "set")
    [error] = rows(tmp_path / "set" / "errors.jsonl")
    assert (error["article_id"], error["stage"], error["problem"]) == ("a", "reconcile", "ZeroDivisionError: oh")
    assert built.manifest is not None
    assert built.manifest.counts["rows"]["articles"] == 5
    assert (built.manifest.counts["inputs"], built.manifest.counts["failed"]) == (4, 0)


def test_near_duplicates_are_marked(tmp_path):
    story = " ".join(
        f"Sentence {n} tells of the flood in the valley and of the people there, {n * 7} of them." for n in range(30)
    )
    texts = {"early": story, "late": story + " 4 killed in Lima.", "other": "5 killed in Quito."}
    dates = {"early": "2024-01-01", "late": "2024-01-02", "other": "2024-01-03"}
    make(
        write_corpus(tmp_path / "a.jsonl", [{"id": i, "text": t, "date": dates[i]} for i, t in texts.items()]),
        tmp_path / "set",
    )
    articles = rows(tmp_path / "set" / "jsonl" / "articles.jsonl")
    assert {a["id"]: a["duplicate_of"] for a in articles} == {"early": None, "late": "early", "other": None}
    figures = rows(tmp_path / "set" / "jsonl" / "figures.jsonl")
    assert {f["article_id"]: f["duplicate_of"] for f in figures} == {"late": "early", "other": None}


def test_other_peoples_files_are_not_replaced(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES[:1])
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(ExtractorError, match="is no dataset"):
        make(corpus, tmp_path / "mine")
    make(corpus, tmp_path / "set")
    (tmp_path / "set" / "notes.txt").write_text("mine")
    with pytest.raises(ExtractorError, match=r"would be lost: notes\.txt"):
        make(corpus, tmp_path / "set")
    assert (tmp_path / "set" / "notes.txt").read_text() == "mine"
    with pytest.raises(ExtractorError, match="is no folder"):
        make(corpus, corpus)


def test_a_link_stays_a_link(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES[:1])
    (tmp_path / "link").symlink_to(tmp_path / "set")
    make(corpus, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "set" / "MANIFEST.json").is_file()


def test_an_empty_corpus_and_text_that_no_encoding_holds(tmp_path):
    odd = [{"id": "x", "text": "1 killed.", "publisher": "half \ud800 a pair", "more": "\udfff"}]
    make(write_corpus(tmp_path / "a.jsonl", odd), tmp_path / "set")
    [article] = rows(tmp_path / "set" / "jsonl" / "articles.jsonl")
    assert article["publisher"] is None
    assert make(tmp_path / "a.jsonl", tmp_path / "set").read == 0
    (tmp_path / "none").mkdir()
    built = make(tmp_path / "none", tmp_path / "empty")
    assert built.manifest is not None
    assert set(built.manifest.counts["rows"].values()) == {0}


def test_a_configuration_that_changes_under_the_build(tmp_path):
    corpus = write_corpus(tmp_path / "a.jsonl", ARTICLES[:1])
    recipe = dataset_fakes.Recipe(FakeReader, "not what the workers say")
    with pytest.raises(ExtractorError, match="changed while"):
        dataset_fakes.build(dataset_fakes.find_inputs([str(corpus)]), tmp_path / "set", recipe, dataset_fakes.ABOUT)
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]


def test_no_dataset_there(tmp_path):
    with pytest.raises(DataError, match=r"MANIFEST\.json: cannot be read"):
        read_manifest(tmp_path)
