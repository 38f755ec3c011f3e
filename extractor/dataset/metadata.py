"""Descriptions of the dataset for people and machines, all made from the same tables.

``README.md``, ``datapackage.json`` (Frictionless) and ``record.schema.json``; ``croissant.json`` has a module of its own.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Any

from extractor import __version__
from extractor.data_loader import DATA
from extractor.dataset.about import About
from extractor.dataset.database import views
from extractor.dataset.formats import FOLDERS, file_name
from extractor.dataset.manifest import ERRORS, RECORDS, Output
from extractor.dataset.tables import Column, Kind, Table, table, tables
from extractor.schema import FigureRecord

RECORD_SCHEMA = "record.schema.json"
_TEMPLATE = DATA / "dataset" / "readme.md"
_FRICTIONLESS: dict[Kind, str] = {
    "string": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "date",
    "strings": "string",
}  # fmt: skip
_LIST_NOTE = " (list joined with |)"
_MEDIA_TYPES = {
    "csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_NESTED = ("number", "sentence", "period")
# Fields of the nested record that no table has.
_RECORD_ONLY = {"evidence": "For every field that is set, the words that set it and the rule that read them."}


def datapackage(about: About, outputs: Mapping[str, Output]) -> dict[str, Any]:
    """The Frictionless descriptor. The CSV files are its tables; the others are listed as files with their hashes."""
    resources = [_table_resource(t, outputs[file_name("csv", t.name)]) for t in tables()]
    for folder in FOLDERS:
        if folder != "csv":
            for t in tables():
                resources.append(_plain(f"{t.name}-{folder}", outputs[file_name(folder, t.name)], folder))
    resources += [_plain("records", outputs[RECORDS], "jsonl"), _plain("errors", outputs[ERRORS], "jsonl")]
    described: dict[str, Any] = {"profile": "data-package", "name": about.name, "title": about.title}
    if about.description:
        described["description"] = about.description
    if about.version:
        described["version"] = about.version
    if about.homepage:
        described["homepage"] = about.homepage
    if about.published:
        described["created"] = f"{about.published}T00:00:00Z"
    if about.licence:
        described["licenses"] = [{"name": about.licence.name, "title": about.licence.title, "path": about.licence.url}]
    if about.creators:
        described["contributors"] = [{"title": name, "role": "author"} for name in about.creators]
    return {**described, "keywords": list(about.keywords), "resources": resources}


def _table_resource(t: Table, output: Output) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(c) for c in t.columns], "missingValues": [""], "primaryKey": [t.key],
        "foreignKeys": [_foreign_key(t, c) for c in t.columns if c.references],
    }  # fmt: skip
    return {
        "profile": "tabular-data-resource",
        **_file_resource(t.name, output, "csv"),
        "title": t.title,
        "description": t.description,
        "dialect": {"lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {key: value for key, value in schema.items() if value},
    }


def _file_resource(name: str, output: Output, kind: str) -> dict[str, Any]:
    return {
        "name": name, "path": output.path, "format": kind, "mediatype": _MEDIA_TYPES[kind], "encoding": "utf-8",
        "bytes": output.bytes, "hash": f"sha256:{output.sha256}",
    }  # fmt: skip


def _plain(name: str, output: Output, kind: str) -> dict[str, Any]:
    # Readers would take the ending for a table in a format that they need a plug-in for.
    return {**_file_resource(name, output, kind), "type": "file"}


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    # An empty list is an empty cell, which a table schema takes for a missing value.
    if column.required and column.kind != "strings":
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    note = _LIST_NOTE if column.kind == "strings" else ""
    field: dict[str, Any] = {
        "name": column.name, "type": _FRICTIONLESS[column.kind], "description": column.description + note,
    }  # fmt: skip
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return {**field, "constraints": constraints} if constraints else field


def _foreign_key(t: Table, column: Column) -> dict[str, Any]:
    assert column.references is not None
    other = table(column.references)
    name = "" if other.name == t.name else other.name
    return {"fields": [column.name], "reference": {"resource": name, "fields": [other.key]}}


def record_schema() -> dict[str, Any]:
    """The JSON Schema of one line of ``records.jsonl``, from the models, with the data dictionary's descriptions."""
    schema = FigureRecord.model_json_schema(mode="serialization")
    described = {c.name: c.description for c in table("figures").columns} | _RECORD_ONLY
    for name, field in schema["properties"].items():
        field["description"] = described[f"{name}_text" if name in _NESTED else name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "FigureRecord",
        "description": "One count of people or households, joined with all that the text says of it.",
    }


def readme(about: About, counts: Mapping[str, Any]) -> str:
    """The README with the data dictionary. `counts` are the manifest's."""
    licence, citation = "No licence was stated for this dataset.", ""
    if about.licence:
        licence = f"[{about.licence.title}]({about.licence.url})."
    if about.citation:
        citation = f"Cite as: {about.citation}"
    template = string.Template(_TEMPLATE.read_text(encoding="utf-8"))
    text = template.substitute(
        title=about.title, description=f"{about.description}\n" if about.description else "", version=__version__,
        inputs=counts["inputs"], failed=counts["failed"],
        tables="\n\n".join(_dictionary(t, counts["rows"][t.name]) for t in tables()),
        views="\n".join(f"| `{name}` | {_cell(view.description)} |" for name, view in views().items()),
        licence=licence, citation=citation,
    )  # fmt: skip
    return text.rstrip() + "\n"


def _dictionary(t: Table, rows: int) -> str:
    lines = [f"### {t.name} ({rows} rows)", "", f"{t.title}. {t.description}", "", "| column | type | meaning |"]
    return "\n".join([*lines, "| --- | --- | --- |", *_dictionary_rows(t)])


def _dictionary_rows(t: Table) -> Iterable[str]:
    for c in t.columns:
        kind = "list of strings" if c.kind == "strings" else c.kind
        marks = ["key"] if c.name == t.key else []
        marks += [f"→ {c.references}"] if c.references else []
        values = " One of " + ", ".join(f"`{v}`" for v in c.values) + "." if c.values else ""
        yield f"| `{c.name}` | {', '.join([kind, *marks])} | {_cell(c.description + values)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
