"""One stream of rows → JSON lines, CSV and Parquet with the same rows.

Equal rows give equal bytes: nothing that is written holds a time, a path or an order of its own.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from extractor.dataset.tables import Cell, Kind, Table
from extractor.schema import Model
from extractor.writers import csv_safe, join_list

if TYPE_CHECKING:
    import pyarrow as pa

FOLDERS = ("jsonl", "csv", "parquet")
# Rows held before they are written; also the size of a Parquet row group.
_GROUP = 10_000


def file_name(format_name: str, table_name: str) -> str:
    """Where a table's file of one format stands in the dataset."""
    return f"{format_name}/{table_name}.{format_name}"


class TableWriter:
    """Writes one table in all three formats below `folder`. Used as a context manager; leaving it completes the files."""

    def __init__(self, folder: Path, table: Table) -> None:
        self.table = table
        self.rows = 0
        self._folder = folder
        self._held: list[list[Cell]] = []

    def __enter__(self) -> Self:
        import pyarrow.parquet as pq  # noqa: PLC0415 - loads numpy, which worker processes must do in their own way

        self._schema = arrow_schema(self.table)
        self._jsonl = self._open("jsonl")
        self._csv = self._open("csv")
        self._csv.write(csv_line([c.name for c in self.table.columns]))
        path = self._folder / file_name("parquet", self.table.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._parquet = pq.ParquetWriter(path, self._schema, compression="zstd")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            self._jsonl.close()
            self._csv.close()
            self._parquet.close()

    def add(self, row: Model) -> None:
        """Add one row."""
        self._held.append(self.table.cells(row))
        if len(self._held) == _GROUP:
            self._flush()

    def _open(self, name: str) -> BinaryIO:
        path = self._folder / file_name(name, self.table.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - see above

        names = [c.name for c in self.table.columns]
        kinds = [c.kind for c in self.table.columns]
        for cells in self._held:
            self._jsonl.write(json_row(names, cells))
            self._csv.write(csv_line([csv_cell(cell, kind) for cell, kind in zip(cells, kinds, strict=True)]))
        columns = list(zip(*self._held, strict=True)) or [()] * len(names)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        if self._held:
            self._parquet.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self.rows += len(self._held)
        self._held.clear()


def json_row(names: Sequence[str], cells: Sequence[Cell]) -> bytes:
    """One row as a line of JSON."""
    row = dict(zip(names, cells, strict=True))
    return json.dumps(row, ensure_ascii=False, default=datetime.date.isoformat).encode() + b"\n"


def csv_line(cells: Sequence[str]) -> bytes:
    """One line of CSV as RFC 4180 has it."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode()


def csv_cell(cell: Cell, kind: Kind) -> str:
    """One cell; text that a spreadsheet would run is made safe, a list is joined with bars.

    A list with one empty item looks like an empty list; the column beside it (names beside ids) tells them apart.
    """
    if cell is None:
        return ""
    if kind == "boolean":
        return "true" if cell else "false"
    if isinstance(cell, tuple):
        return csv_safe(join_list(item or "" for item in cell))
    return csv_safe(cell) if isinstance(cell, str) else str(cell)


def arrow_schema(table: Table) -> pa.Schema:
    """The table's columns as Arrow types; descriptions are left to the metadata files."""
    import pyarrow as pa  # noqa: PLC0415 - see above

    kinds: Mapping[Kind, pa.DataType] = {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "date": pa.date32(), "strings": pa.list_(pa.string()),
    }  # fmt: skip
    return pa.schema([pa.field(c.name, kinds[c.kind], nullable=not c.required) for c in table.columns])
