"""The tables of a dataset: their columns from the row models, their meaning from ``data/dataset/tables.yaml``.

Every format and every piece of metadata is made from what `tables` returns.
"""

from __future__ import annotations

import datetime
import types
import typing
from functools import cache
from typing import Any, Literal

from extractor.data_loader import DATA, load_yaml
from extractor.dataset.rows import ArticleRow, CheckRow, EntityRow, FigureRow, MentionRow
from extractor.dataset.series import SeriesRow
from extractor.errors import DataError
from extractor.reconcile import Total
from extractor.schema import Model

Kind = Literal["string", "integer", "number", "boolean", "date", "strings"]
Cell = str | int | float | bool | datetime.date | tuple[str | None, ...] | None
_FILE = "dataset/tables.yaml"
_ROWS: dict[str, type[Model]] = {
    "articles": ArticleRow, "figures": FigureRow, "mentions": MentionRow, "entities": EntityRow,
    "totals": Total, "checks": CheckRow, "series": SeriesRow,
}  # fmt: skip
_KINDS: dict[Any, Kind] = {
    str: "string", int: "integer", float: "number", bool: "boolean", datetime.date: "date",
    tuple[str, ...]: "strings", tuple[str | None, ...]: "strings",
}  # fmt: skip
# What a signed 64-bit column holds; Parquet and DuckDB have no larger integers that other tools read.
_LARGEST = 2**63 - 1


class Column(Model):
    """One column. `values` are all that it can hold, if those are few; `references` is the table it points into."""

    name: str
    kind: Kind
    required: bool
    description: str
    values: tuple[str, ...] = ()
    references: str | None = None


class Table(Model):
    """One table. `key` is the column that identifies a row."""

    name: str
    title: str
    description: str
    key: str
    columns: tuple[Column, ...]

    def cells(self, row: Model) -> list[Cell]:
        """The row's values in the order of the columns; an integer beyond 64 bits becomes null."""
        values = row.__dict__
        return [_fitting(values[c.name]) if c.kind == "integer" else values[c.name] for c in self.columns]


class _Description(Model):
    title: str
    description: str
    key: str
    references: dict[str, str]
    columns: dict[str, str]


@cache
def tables() -> tuple[Table, ...]:
    """All tables, in order. Raises `DataError` where models and descriptions do not name the same columns."""
    described = load_yaml(_FILE, dict[str, _Description])
    if list(described) != list(_ROWS):
        raise DataError(f"expected the tables {', '.join(_ROWS)}", path=str(DATA / _FILE))
    return tuple(_table(name, rows, described[name]) for name, rows in _ROWS.items())


def table(name: str) -> Table:
    """The table with this name."""
    return next(t for t in tables() if t.name == name)


def _table(name: str, rows: type[Model], described: _Description) -> Table:
    hints = typing.get_type_hints(rows)
    fields = list(rows.model_fields)
    if set(fields) != set(described.columns) or not {described.key, *described.references} <= set(fields):
        wrong = sorted(set(fields) ^ set(described.columns)) or [described.key, *described.references]
        raise DataError(f"described and existing columns differ: {wrong}", path=str(DATA / _FILE), key=name)
    columns = []
    for field in fields:
        kind, required, values = _kind(hints[field])
        columns.append(
            Column(
                name=field, kind=kind, required=required, values=values, description=described.columns[field],
                references=described.references.get(field),
            )
        )  # fmt: skip
    return Table(
        name=name, title=described.title, description=described.description, key=described.key, columns=tuple(columns)
    )


def _kind(hint: Any) -> tuple[Kind, bool, tuple[str, ...]]:
    required = True
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint, required = next(a for a in typing.get_args(hint) if a is not type(None)), False
    if typing.get_origin(hint) is Literal:
        return "string", required, typing.get_args(hint)
    return _KINDS[hint], required, ()


def _fitting(value: int | None) -> int | None:
    return None if value is None or abs(value) > _LARGEST else value
