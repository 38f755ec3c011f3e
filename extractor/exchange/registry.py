"""The schemes by the names that the command line knows. Modules are imported when they are used: some are heavy."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from extractor.exchange.common import Outcome, Source
    from extractor.exchange.imports import Imported
    from extractor.exchange.offsets import Units


class Exporter(NamedTuple):
    """A scheme that a dataset can be written in. `texts`: whether it needs the articles' texts."""

    module: str
    texts: bool
    about: str


EXPORTERS = {
    "ucdp-ged": Exporter("ucdp_ged", False, "deaths, with the columns of UCDP GED"),
    "acled": Exporter("acled", False, "deaths and abductions, with the columns of ACLED"),
    "idmc-idu": Exporter("idmc_idu", False, "displaced people, with the columns of IDMC's IDU"),
    "label-studio": Exporter("label_studio", True, "tasks with pre-annotations, and the labelling configuration"),
    "doccano": Exporter("doccano", True, "JSON lines with spans and relations"),
    "brat": Exporter("brat", True, "a brat collection"),
    "web-annotation": Exporter("web_annotation", True, "W3C Web Annotations, JSON-LD"),
    "spacy": Exporter("spacy_docbin", True, "spaCy DocBin"),
    "hf-jsonl": Exporter("hf_jsonl", False, "JSON lines with a Hugging Face dataset card"),
}
IMPORTERS = ("label-studio", "doccano", "brat")


def export(name: str, source: Source, folder: Path) -> Outcome:
    """Write `source` into the empty `folder`."""
    module = import_module(f"extractor.exchange.{EXPORTERS[name].module}")
    return cast("Callable[[Source, Path], Outcome]", module.export)(source, folder)


def read_reviewed(name: str, path: Path, units: Units | None = None) -> Imported:
    """Read one reviewed file. `units` is only for doccano; null is what it counts in by default."""
    module = import_module(f"extractor.exchange.{EXPORTERS[name].module}_import")
    if name == "doccano" and units is not None:
        return cast("Imported", module.read(path, units))
    return cast("Imported", module.read(path))
