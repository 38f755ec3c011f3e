"""Writers: every field arrives, cells are safe, and the folder is complete or untouched."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import batch_fakes
import pytest

from extractor.errors import ArticleError, DataError
from extractor.schema import Article, Entity, Evidence, FigureRecord, Period, Span
from extractor.writers import (
    OutputFolder,
    RecordFormat,
    article_rows,
    csv_columns,
    csv_row,
    error_row,
    json_line,
)


def at(start: int, text: str) -> Span:
    return Span(start=start, end=start + len(text), text=text)


FULL = FigureRecord(
    id="r1",
    article_id="a1",
    section="body",
    number=at(9, "=38"),
    sentence=at(0, "At least =38, died"),
    value=38,
    low=38,
    high=None,
    quantifier="at_least",
    measure="increase",
    unit="households",
    category="killed",
    also=("injured", "missing"),
    groups=("women", "children"),
    affiliations=(Entity(mention=at(5, "=x|y"), id="Q1", name="-X|Y", type="armed_group"),),
    actors=(Entity(mention=at(6, "gunmen")), Entity(mention=at(8, "Z"), id="Q2", name="Zed", type="state")),
    causes=("airstrike",),
    locations=(Entity(mention=at(7, "Aleppo"), id="Q3", name="Aleppo", type="place"),),
    sources=(Entity(mention=at(4, "SOHR"), id="Q4", name="SOHR", type="ngo"),),
    period=Period(start="2024-01", end=None, text="since January"),
    status="unverified",
    implicit=True,
    part_of="r0",
    same_as="r9",
    confidence=0.75,
    evidence=(Evidence(field="category", span=at(14, "died"), rule="subject_verb"),),
)
BARE = FigureRecord(
    id="r2", article_id="a1", section="title", number=at(0, "no"), sentence=at(0, "no"), value=None, low=None,
    high=None, quantifier="vague", category="killed",
)  # fmt: skip

CELLS = {
    "id": "r1",
    "article_id": "a1",
    "section": "body",
    "number_start": "9",
    "number_end": "12",
    "number_text": "'=38",
    "sentence_start": "0",
    "sentence_end": "18",
    "sentence_text": "At least =38, died",
    "value": "38",
    "low": "38",
    "high": "",
    "quantifier": "at_least",
    "measure": "increase",
    "unit": "households",
    "category": "killed",
    "also": "injured|missing",
    "groups": "women|children",
    "affiliations": "'-X\\|Y",
    "affiliations_ids": "Q1",
    "affiliations_types": "armed_group",
    "affiliations_mentions": "5-9:=x\\|y",
    "actors": "|Zed",
    "actors_ids": "|Q2",
    "actors_types": "|state",
    "actors_mentions": "6-12:gunmen|8-9:Z",
    "causes": "airstrike",
    "locations": "Aleppo",
    "locations_ids": "Q3",
    "locations_types": "place",
    "locations_mentions": "7-13:Aleppo",
    "sources": "SOHR",
    "sources_ids": "Q4",
    "sources_types": "ngo",
    "sources_mentions": "4-8:SOHR",
    "period_start": "2024-01",
    "period_end": "",
    "period_text": "since January",
    "status": "unverified",
    "implicit": "true",
    "part_of": "r0",
    "same_as": "r9",
    "confidence": "0.75",
    "evidence": "category:subject_verb:14-18:died",
}


def test_every_field_has_its_cells():
    assert csv_row(FULL) == CELLS


@pytest.mark.parametrize("record", [FULL, BARE])
def test_columns_and_cells_are_the_same(record):
    assert list(csv_row(record)) == csv_columns()


def test_no_field_of_the_schema_is_left_out_of_the_csv():
    for name in FigureRecord.model_fields:
        assert any(column == name or column.startswith(f"{name}_") for column in csv_columns()), name


def test_csv_reads_back_as_it_was_written():
    form = RecordFormat("csv")
    text = (form.header() + form.record(FULL) + form.record(BARE)).decode()
    first, second = csv.DictReader(io.StringIO(text, newline=""))
    assert first == CELLS
    assert second["value"] == second["period_text"] == second["groups"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula(start):
    record = FULL.model_copy(update={"number": at(0, f"{start}1+1")})
    assert csv_row(record)["number_text"] == f"'{start}1+1"


def test_json_lines_read_back_as_the_record():
    line = RecordFormat("jsonl").record(FULL)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert FigureRecord.model_validate_json(line) == FULL
    assert list(json.loads(line)) == list(FigureRecord.model_fields)


def test_what_utf8_cannot_hold_is_escaped():
    assert json.loads(json_line({"a": "x\ud800", "b": "é"})) == {"a": "x\ud800", "b": "é"}
    assert json_line({"b": "é"}) == '{"b": "é"}\n'.encode()


def test_article_rows_have_one_row_a_part():
    article = Article(id="a", text="3 killed. 4 killed.", title="T", url="u", extra={"desk": 1})
    result = batch_fakes.FakeReader().read(article)
    other = batch_fakes.FakeReader().read(Article(id="a#2", text="5 killed"))
    rows = article_rows(article, result.model_copy(update={"others": (other,)}), "p.jsonl", 3)
    assert [(r["id"], r["figures"], r["path"], r["line"], r["extra"]) for r in rows] == [
        ("a", 2, "p.jsonl", 3, {"desk": 1}),
        ("a#2", 1, "p.jsonl", 3, {"desk": 1}),
    ]
    assert rows[0]["sha256"] == hashlib.sha256(article.text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            DataError("is empty", path="p.jsonl", line=3, key="text"),
            {"path": "p.jsonl", "line": 3, "stage": "read", "key": "text", "problem": "is empty"},
        ),
        (
            DataError("is no YAML", path="p.yaml", line=1),
            {"path": "p.yaml", "line": 1, "stage": "read", "key": None, "problem": "is no YAML"},
        ),
        (
            ArticleError("ValueError: x", article_id="a", stage="extract"),
            {"path": "p.jsonl", "line": 3, "stage": "extract", "key": None, "problem": "ValueError: x"},
        ),
    ],
)
def test_error_rows_name_the_place(error, expected):
    row = error_row(error, "p.jsonl", 3, "a")
    assert row == {**expected, "article_id": "a", "message": str(error)}


def test_a_complete_folder(tmp_path):
    out = tmp_path / "new" / "out"
    with OutputFolder(out, "jsonl") as folder:
        folder.add([FULL, BARE], [{"id": "a1"}])
        folder.add_error({"path": "p"})
        assert [p.suffix for p in out.iterdir()] == [".tmp"] * 3
        folder.finish({"seconds": 1})
    assert sorted(p.name for p in out.iterdir()) == [
        "articles.jsonl",
        "errors.jsonl",
        "records.jsonl",
        "run.json",
    ]
    run = json.loads((out / "run.json").read_text())
    assert run["seconds"] == 1
    for name, said in run["outputs"].items():
        data = (out / name).read_bytes()
        assert said == {"lines": data.count(b"\n"), "sha256": hashlib.sha256(data).hexdigest()}


def test_a_run_that_fails_leaves_the_old_folder_untouched(tmp_path):
    with OutputFolder(tmp_path, "jsonl") as folder:
        folder.add([FULL], [])
        folder.finish({})
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def fail() -> None:
        with OutputFolder(tmp_path, "csv") as folder:
            folder.add([BARE, BARE], [])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_records_of_the_other_format_do_not_stay_behind(tmp_path):
    for name in ("jsonl", "csv"):
        with OutputFolder(tmp_path, name) as folder:
            folder.add([FULL], [])
            folder.finish({})
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "articles.jsonl",
        "errors.jsonl",
        "records.csv",
        "run.json",
    ]
