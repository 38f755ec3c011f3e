"""``croissant.json``: the dataset in Croissant 1.0 (JSON-LD), for tools that load datasets by description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.dataset.about import About
from extractor.dataset.formats import file_name
from extractor.dataset.manifest import Output
from extractor.dataset.tables import Column, Kind, Table, table, tables

_CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_TYPES: dict[Kind, str] = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date",
    "strings": "sc:Text",
}  # fmt: skip
# The context that version 1.0 of the format prescribes, word for word.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes",
            "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
            "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
            "equivalentProperty",
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "sc": "https://schema.org/",
}  # fmt: skip


def croissant(about: About, outputs: Mapping[str, Output]) -> dict[str, Any]:
    """The description; its record sets read the Parquet files, which keep lists and types."""
    described: dict[str, Any] = {
        "@context": _CONTEXT, "@type": "sc:Dataset", "conformsTo": _CONFORMS_TO, "name": about.name,
        "alternateName": about.title, "description": about.description or about.title,
        "keywords": list(about.keywords), "isLiveDataset": False,
    }  # fmt: skip
    if about.homepage:
        described["url"] = about.homepage
    if about.licence:
        described["license"] = about.licence.url
    if about.version:
        described["version"] = about.version
    if about.published:
        described["datePublished"] = about.published
    if about.creators:
        described["creator"] = [{"@type": "sc:Organization", "name": name} for name in about.creators]
    if about.citation:
        described["citeAs"] = about.citation
    return {
        **described,
        "distribution": [_file(t, outputs[file_name("parquet", t.name)]) for t in tables()],
        "recordSet": [_record_set(t) for t in tables()],
    }


def _file(t: Table, output: Output) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject", "@id": _file_id(t), "name": _file_id(t), "description": t.title,
        "contentUrl": output.path, "contentSize": f"{output.bytes} B",
        "encodingFormat": "application/x-parquet", "sha256": output.sha256,
    }  # fmt: skip


def _file_id(t: Table) -> str:
    return f"{t.name}.parquet"


def _record_set(t: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet", "@id": t.name, "name": t.name, "description": t.description,
        "key": {"@id": f"{t.name}/{t.key}"}, "field": [_field(t, c) for c in t.columns],
    }  # fmt: skip


def _field(t: Table, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field", "@id": f"{t.name}/{column.name}", "name": f"{t.name}/{column.name}",
        "description": column.description, "dataType": _TYPES[column.kind],
        "source": {"fileObject": {"@id": _file_id(t)}, "extract": {"column": column.name}},
    }  # fmt: skip
    if column.kind == "strings":
        field["repeated"] = True
    if column.references and column.references != t.name:  # readers take a table that refers to itself for a cycle
        field["references"] = {"field": {"@id": f"{column.references}/{table(column.references).key}"}}
    return field
