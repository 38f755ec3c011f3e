"""``figures.duckdb``: the tables and the ready questions as views."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.data_loader import load_yaml
from extractor.dataset.formats import file_name
from extractor.dataset.manifest import DATABASE, Output
from extractor.dataset.tables import Column, Kind, Table, tables
from extractor.errors import ExtractorError
from extractor.schema import Model

if TYPE_CHECKING:
    import duckdb

_TYPES: dict[Kind, str] = {
    "string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE",
    "strings": "VARCHAR[]",
}  # fmt: skip
_MEMORY = "512MB"


class View(Model):
    """A ready question."""

    description: str
    sql: str


def views() -> dict[str, View]:
    """The views by name, in an order in which they can be made."""
    return load_yaml("dataset/views.yaml", dict[str, View])


def write_database(folder: Path, outputs: dict[str, Output], scratch: Path) -> Output:
    """Load the Parquet files below `folder` into a new database there; `outputs` are their manifest entries by path.

    What does not fit into memory goes below `scratch`. Raises `ExtractorError` if a table has another number of rows than its file.
    """
    import duckdb  # noqa: PLC0415 - only builds and queries need it

    try:
        return _write(folder, outputs, scratch)
    except duckdb.Error as e:
        raise ExtractorError(f"{folder / DATABASE}: cannot be written: {e}") from e


def _write(folder: Path, outputs: dict[str, Output], scratch: Path) -> Output:
    import duckdb  # noqa: PLC0415 - see above

    path = folder / DATABASE
    content = hashlib.sha256()
    with duckdb.connect(str(path), config={"threads": 1, "memory_limit": _MEMORY}) as db:
        db.execute(f"SET temp_directory = {_quoted(str(scratch))}")
        for table in tables():
            source = file_name("parquet", table.name)
            _load(db, table, folder / source)
            content.update(f"{table.name} {outputs[source].sha256}\n".encode())
        for name, view in views().items():
            db.execute(f"CREATE VIEW {name} AS {view.sql}")
            db.execute(f"COMMENT ON VIEW {name} IS {_quoted(view.description)}")
            content.update(f"{name} {view.sql}\n".encode())
        # Closing writes the rest too, but says nothing where it cannot.
        db.execute("CHECKPOINT")
    with duckdb.connect(str(path), read_only=True) as db:
        for table in tables():
            found, expected = _count(db, table), outputs[file_name("parquet", table.name)].rows
            if found != expected or path.with_name(f"{DATABASE}.wal").exists():
                raise ExtractorError(f"{path}: {table.name}: {found} rows, expected {expected}")
    return Output(path=DATABASE, content=content.hexdigest())


def _load(db: duckdb.DuckDBPyConnection, table: Table, parquet: Path) -> None:
    # No PRIMARY KEY: its index would be held in memory as a whole.
    columns = ", ".join(map(_column, table.columns))
    db.execute(f"CREATE TABLE {table.name} ({columns})")
    db.execute(f"INSERT INTO {table.name} SELECT * FROM read_parquet({_quoted(str(parquet))})")
    db.execute(f"COMMENT ON TABLE {table.name} IS {_quoted(table.description)}")
    for column in table.columns:
        db.execute(f'COMMENT ON COLUMN {table.name}."{column.name}" IS {_quoted(column.description)}')


def _count(db: duckdb.DuckDBPyConnection, table: Table) -> int:
    row = db.execute(f"SELECT count(*) FROM {table.name}").fetchone()
    return int(row[0]) if row else 0


def _column(column: Column) -> str:
    return f'"{column.name}" {_TYPES[column.kind]}{" NOT NULL" if column.required else ""}'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
