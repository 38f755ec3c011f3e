"""The same rows in every format, whatever the words are."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.dataset.formats import TableWriter, csv_cell
from extractor.dataset.rows import FigureRow
from extractor.dataset.tables import table, tables
from extractor.errors import DataError
from extractor.schema import Model
from extractor.writers import csv_safe, join_list

_WORDS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    [
        "",
        "=1+1",
        "'=x",
        "''@",
        "a|b",
        "a\\|b",
        "\\",
        "|",
        '"',
        ",",
        "\r\n",
        "\n=",
        "\t",
        "＝x",
        "é🚑",
        " ",
        "null",
        "-5",
    ]
)
_INTEGERS = st.integers(-(2**63) + 1, 2**63 - 1) | st.just(0)
_LISTS = st.lists(_WORDS.filter(bool), max_size=3).map(tuple)
_ROLES = ("affiliations", "actors", "locations", "sources")


@st.composite
def figures(draw: st.DrawFn) -> FigureRow:
    """Any row of the largest table; ids stand beside names, one each."""
    cells: dict[str, object] = {}
    for c in table("figures").columns:
        strategy = {
            "string": st.sampled_from(c.values) if c.values else _WORDS, "integer": _INTEGERS, "number": st.floats(0, 1),
            "boolean": st.booleans(), "date": st.dates(), "strings": _LISTS,
        }[c.kind]  # fmt: skip
        cells[c.name] = draw(strategy if c.required else st.none() | strategy)
    for role in _ROLES:
        ids = st.none() | _WORDS.filter(bool)
        cells[f"{role}_ids"] = tuple(draw(ids) for _ in cells[role])
    return FigureRow(**cells)


def split(cell: str) -> list[str]:
    """What undoes `join_list`: a bar that no odd number of backslashes stands before ends an item."""
    items, item, escaped = [], "", False
    for c in cell:
        if escaped:
            item, escaped = item + c, False
        elif c == "\\":
            escaped = True
        elif c == "|":
            items.append(item)
            item = ""
        else:
            item += c
    return [*items, item]


def unsafe(cell: str) -> str:
    """What undoes `csv_safe`."""
    return cell[1:] if re.match(r"'+[-=+@\t\r\n＝＋－＠]", cell) else cell


def read_csv_row(row: dict[str, str]) -> dict[str, object]:
    """What undoes `csv_cell`, a row at a time."""
    found: dict[str, object] = {}
    for c in table("figures").columns:
        cell = row[c.name]
        if c.kind == "strings":
            # No id for the only name looks like no ids: the names tell them apart.
            beside = row.get(c.name.removesuffix("_ids"), "")
            found[c.name] = split(unsafe(cell)) if cell or beside else []
        elif cell == "":
            found[c.name] = None
        elif c.kind in ("integer", "number", "boolean"):
            found[c.name] = json.loads(cell)
        else:
            found[c.name] = unsafe(cell)
    return found


def one(row: dict[str, object]) -> dict[str, object]:
    """Null and the empty text are one thing in a CSV file."""
    return {k: [item or "" for item in v] if isinstance(v, list) else v if v != "" else None for k, v in row.items()}


@settings(max_examples=40, deadline=None)
@given(st.lists(figures(), max_size=3))
def test_the_rows_are_the_same_in_all_formats(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("formats")
    figures_table = table("figures")
    with TableWriter(folder, figures_table) as writer:
        for row in rows:
            writer.add(row)
    assert writer.rows == len(rows)
    expected = [json.loads(f.model_dump_json()) for f in rows]
    lines = (folder / "jsonl" / "figures.jsonl").read_bytes().decode().split("\n")[:-1]
    assert [json.loads(line) for line in lines] == expected
    stored = pq.read_table(folder / "parquet" / "figures.parquet").to_pylist()
    assert json.loads(json.dumps(stored, default=datetime.date.isoformat)) == expected
    text = (folder / "csv" / "figures.csv").read_bytes().decode()
    reader = csv.DictReader(io.StringIO(text, newline=""))
    assert [one(read_csv_row(row)) for row in reader] == [one(row) for row in expected]
    assert reader.fieldnames == [c.name for c in figures_table.columns]


def test_the_csv_is_that_of_rfc_4180(tmp_path):
    with TableWriter(tmp_path, table("entities")) as writer:
        writer.add(Pair(id="Q1", name='a "b",\nc', countries=("KE", "TZ")))
    text = (tmp_path / "csv" / "entities.csv").read_bytes()
    assert text.startswith(b"id,name,type,countries,")
    assert text.endswith(b'\r\nQ1,"a ""b"",\nc",,KE|TZ,,,,,,,,,0\r\n')


class Pair(Model):
    """An entity row with little in it."""

    id: str
    name: str
    type: str | None = None
    countries: tuple[str, ...]
    parent: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    wikidata: str | None = None
    geonames: int | None = None
    until: int | None = None
    note: str | None = None
    figures: int = 0


def test_an_integer_that_no_column_holds_is_null(tmp_path):
    with TableWriter(tmp_path, table("entities")) as writer:
        writer.add(Pair(id="Q1", name="n", countries=(), population=2**63))
        writer.add(Pair(id="Q2", name="n", countries=(), population=2**63 - 1))
    assert [r["population"] for r in pq.read_table(tmp_path / "parquet" / "entities.parquet").to_pylist()] == [
        None,
        2**63 - 1,
    ]
    assert (tmp_path / "jsonl" / "entities.jsonl").read_text().count("null") > 8


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1", "'=1"), ("'=1", "''=1"), ("x=1", "x=1"), ("'x", "'x"), ("", ""), ("+1", "'+1"), ("\n=1", "'\n=1"), ("＝1", "'＝1")],
)  # fmt: skip
def test_cells_that_would_run(text, cell):
    assert csv_safe(text) == cell
    assert unsafe(cell) == text


@pytest.mark.parametrize(
    ("items", "cell"),
    [(["a", "b"], "a|b"), (["a|b"], "a\\|b"), (["a\\", "b"], "a\\\\|b"), (["", "b"], "|b"), (["a"], "a")],
)
def test_lists_in_cells(items, cell):
    assert join_list(items) == cell
    assert split(cell) == items


def test_cells_of_every_kind():
    assert csv_cell(None, "string") == ""
    assert csv_cell(True, "boolean") == "true"
    assert csv_cell(-5, "integer") == "-5"  # a number is no formula
    assert csv_cell(0.999, "number") == "0.999"
    assert csv_cell(datetime.date(2024, 2, 29), "date") == "2024-02-29"
    assert csv_cell((None, "Q1"), "strings") == "|Q1"


def test_every_column_is_described_and_every_description_has_a_column(monkeypatch):
    assert [t.name for t in tables()] == ["articles", "figures", "mentions", "entities", "totals", "checks", "series"]
    assert all(c.description for t in tables() for c in t.columns)
    monkeypatch.setattr("extractor.dataset.tables._ROWS", {**{t.name: FigureRow for t in tables()}})
    tables.cache_clear()
    try:
        with pytest.raises(DataError, match="described and existing columns differ"):
            tables()
    finally:
        monkeypatch.undo()
        tables.cache_clear()
