"""Questions to a dataset: the ready views, and nothing but reading."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest

from extractor.dataset.database import views, write_database
from extractor.dataset.formats import TableWriter, file_name
from extractor.dataset.manifest import Output, describe
from extractor.dataset.query import query
from extractor.dataset.tables import tables
from extractor.errors import DataError, ExtractorError

EMPTY = {"string": "", "integer": 0, "number": 0.0, "boolean": False, "strings": (), "date": None}
ROWS: dict[str, list[dict[str, object]]] = {
    "articles": [{"id": "a"}, {"id": "b"}, {"id": "copy", "duplicate_of": "a"}],
    "figures": [
        {"id": "a1", "value": 100, "status": "reported", "article_date": "2024-01-05", "countries": ("SY",)},
        {"id": "a2", "value": 40, "status": "reported", "part_of": "a1", "countries": ("SY",)},
        {"id": "a3", "value": 70, "status": "reported", "part_of": "a1", "countries": ("SY", "TR")},
        {"id": "a4", "value": 100, "status": "reported", "same_as": "a1"},
        {"id": "b1", "low": 24, "status": "reported", "article_date": "2024-01-09", "article_id": "b", "countries": ("SY",)},
        {"id": "b2", "value": 9, "status": "unverified", "article_id": "b", "sentence_text": "not verified"},
        {"id": "b3", "value": 55000, "status": "excluded", "article_id": "b"},
        {"id": "b4", "value": 7, "status": "reported", "measure": "increase"},
        {"id": "c1", "value": 100, "status": "reported", "article_id": "copy", "duplicate_of": "a"},
        {"id": "c2", "value": 9, "status": "unverified", "article_id": "copy", "duplicate_of": "a"},
    ],
    "mentions": [
        {"id": "1", "figure": "a1", "role": "source", "name": "SOHR", "entity": "Q1"},
        {"id": "2", "figure": "b1", "role": "source", "name": "SOHR", "entity": "Q1"},
        {"id": "3", "figure": "a1", "role": "actor", "name": "regime", "entity": None},
        {"id": "4", "figure": "b1", "role": "actor", "name": "regime", "entity": None},
        {"id": "5", "figure": "a4", "role": "actor", "name": "regime", "entity": None},
    ],
    "entities": [{"id": "Q1", "name": "SOHR"}],
    "totals": [
        {"id": "t1", "figure": "a1", "article_id": "a", "parts": ("a2", "a3"), "stated": 100, "sum": 110, "difference": -10, "verdict": "exceeds"},
        {"id": "t2", "figure": "b1", "article_id": "b", "stated": 9, "sum": 3, "difference": 6, "verdict": "partial"},
    ],
    "checks": [],
    "series": [
        {"id": "s1", "figure": "b1", "article_id": "b", "date": "2024-01-09", "value": 95, "change": -25, "verdict": "contradiction"},
        {"id": "s2", "figure": "a1", "article_id": "a", "value": 120, "verdict": "first"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    scratch = tmp_path_factory.mktemp("scratch")
    outputs: dict[str, Output] = {}
    defaults = {"measure": "level", "category": "killed", "unit": "people", "article_id": "a"}
    for t in tables():
        with TableWriter(folder, t) as writer:
            for given in ROWS[t.name]:
                row = {c.name: EMPTY[c.kind] if c.required else None for c in t.columns}
                row |= {k: v for k, v in {**defaults, **given}.items() if k in row}
                for c in t.columns:
                    if c.kind == "date" and isinstance(row[c.name], str):
                        row[c.name] = datetime.date.fromisoformat(row[c.name])
                writer.add(SimpleNamespace(**row))
        outputs[file_name("parquet", t.name)] = describe(folder, file_name("parquet", t.name), writer.rows)
    write_database(folder, outputs, scratch)
    return folder


def ask(dataset, sql: str) -> list[tuple[object, ...]]:
    return list(query(dataset, sql).rows)


def test_tolls_by_source_and_month(dataset):
    columns = "source, month::VARCHAR, category, claims, smallest, largest, latest"
    assert ask(dataset, f"SELECT {columns} FROM tolls_by_source_and_month") == [
        ("SOHR", "2024-01-01", "killed", 2, 24, 100, 24),
    ]


def test_largest_contradictions(dataset):
    assert ask(dataset, "SELECT kind, stated, against, difference, figure FROM largest_contradictions") == [
        ("the toll went down", 95, 120, 25, "b1"),
        ("parts exceed the total", 100, 110, 10, "a1"),
    ]


def test_figures_by_country_and_category(dataset):
    assert ask(dataset, "FROM figures_by_country_and_category") == [("SY", "killed", "people", 2, 2, 100)]


def test_actors_by_victims_claimed(dataset):
    # The repeat of a1 (a4) is not added.
    assert ask(dataset, "FROM actors_by_victims_claimed") == [("regime", None, "killed", 2, 2, 100, 124)]


def test_unverified_and_excluded(dataset):
    assert ask(dataset, "SELECT status, figure, value FROM unverified_and_excluded") == [
        ("excluded", "b3", 55000),
        ("unverified", "b2", 9),
    ]


def test_what_there_is_to_ask(dataset):
    listed = {name: (kind, meaning) for kind, name, meaning in query(dataset).rows}
    assert {n for n, (kind, _) in listed.items() if kind == "view"} == set(views())
    assert {n for n, (kind, _) in listed.items() if kind == "table"} == {t.name for t in tables()}
    assert all(meaning for _, meaning in listed.values())


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE figures",
        "DELETE FROM figures",
        "CREATE TABLE x AS SELECT 1",
        "COPY figures TO '{folder}/out.csv'",
        "SELECT * FROM read_csv('/etc/hostname')",
        "ATTACH '{folder}/other.duckdb'",
        "EXPORT DATABASE '{folder}/out'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELEKT 1",
    ],
)
def test_what_is_refused(dataset, sql):
    before = sorted(dataset.rglob("*"))
    with pytest.raises(ExtractorError, match=r"figures\.duckdb: "):
        ask(dataset, sql.format(folder=dataset))
    assert sorted(dataset.rglob("*")) == before


def test_no_dataset(tmp_path):
    with pytest.raises(DataError, match="is this a dataset"):
        query(tmp_path, "SELECT 1")


def test_a_table_that_lost_rows_is_noticed(dataset, tmp_path):
    outputs = {
        file_name("parquet", t.name): Output(path=file_name("parquet", t.name), rows=len(ROWS[t.name]) + 1)
        for t in tables()
    }
    (tmp_path / "scratch").mkdir()
    copy = tmp_path / "set"
    for t in tables():
        (copy / "parquet").mkdir(parents=True, exist_ok=True)
        (copy / file_name("parquet", t.name)).write_bytes((dataset / file_name("parquet", t.name)).read_bytes())
    with pytest.raises(ExtractorError, match="articles: 3 rows, expected 4"):
        write_database(copy, outputs, tmp_path / "scratch")
