"""SQL on a dataset: read-only, and with no way to the rest of the machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.dataset.manifest import DATABASE
from extractor.errors import DataError, ExtractorError

if TYPE_CHECKING:
    import duckdb

_ROWS_AT_ONCE = 1_000
_LIST = """
SELECT * FROM (
    SELECT 'view' AS kind, view_name AS name, comment AS meaning FROM duckdb_views() WHERE NOT internal
    UNION ALL
    SELECT 'table', table_name, comment FROM duckdb_tables() WHERE NOT internal
) ORDER BY kind, name
"""


@dataclass(frozen=True)
class Answer:
    """The columns' names, and the rows as they come."""

    columns: Sequence[str]
    rows: Iterator[tuple[Any, ...]]


def query(dataset: Path, sql: str | None = None) -> Answer:
    """Run one SQL statement on the dataset's database; without one, list the tables and views.

    Nothing can be written, no file but the database can be read, and no extension can be loaded. Raises `DataError` where
    there is no database, `ExtractorError` where the statement cannot be run.
    """
    import duckdb  # noqa: PLC0415 - only builds and queries need it

    path = dataset / DATABASE
    if not path.is_file():
        raise DataError("is missing: is this a dataset?", path=str(path))
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False, "autoload_known_extensions": False, "lock_configuration": True,
    }  # fmt: skip
    try:
        db = duckdb.connect(str(path), read_only=True, config=config)
        cursor = db.execute(sql if sql is not None else _LIST)
    except duckdb.Error as e:
        raise ExtractorError(f"{path}: {e}") from e
    return Answer([column[0] for column in cursor.description or ()], _rows(cursor))


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    import duckdb  # noqa: PLC0415 - see above

    try:
        while some := cursor.fetchmany(_ROWS_AT_ONCE):
            yield from some
    except duckdb.Error as e:
        raise ExtractorError(str(e)) from e
