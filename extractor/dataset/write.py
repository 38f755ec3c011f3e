"""What was read → the files of a dataset, in flat memory: one pass in the order of the ids, one more for the series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.dataset.about import About
from extractor.dataset.claims import series_rows
from extractor.dataset.croissant import croissant
from extractor.dataset.database import write_database
from extractor.dataset.duplicates import duplicates
from extractor.dataset.folder import MANIFEST
from extractor.dataset.formats import FOLDERS, TableWriter, file_name
from extractor.dataset.manifest import (
    DATABASE,
    ERRORS,
    FORMAT,
    RECORDS,
    Input,
    Manifest,
    Output,
    describe,
    versions,
    write_json,
)
from extractor.dataset.metadata import RECORD_SCHEMA, datapackage, readme, record_schema
from extractor.dataset.previous import Records
from extractor.dataset.rows import (
    EntityRow,
    article_row,
    check_row,
    entities_of,
    entity_row,
    figure_row,
    mention_rows,
)
from extractor.dataset.spool import Part, Spool
from extractor.dataset.tables import table, tables
from extractor.errors import ArticleError
from extractor.kb import KBEntry, KnowledgeBase
from extractor.reconcile import Check, Total, checks, totals
from extractor.schema import Entity, FigureRecord
from extractor.writers import error_row, json_line

DATAPACKAGE, CROISSANT, README = "datapackage.json", "croissant.json", "README.md"


def files() -> frozenset[str]:
    """Every file of a dataset but the hidden one, by its path in it."""
    named = {file_name(folder, t.name) for folder in FOLDERS for t in tables()}
    others = {RECORDS, ERRORS, DATABASE, DATAPACKAGE, CROISSANT, README, RECORD_SCHEMA, MANIFEST}
    return frozenset(named | others)


@dataclass
class Used:
    """The entries of the knowledge base that the records name, each looked up once."""

    kb: KnowledgeBase
    entries: dict[str, KBEntry | None] = field(default_factory=dict)
    first: dict[str, Entity] = field(default_factory=dict)
    figures: Counter[str] = field(default_factory=Counter)

    def add(self, record: FigureRecord) -> None:
        """Note what a record names."""
        for entity_id, entity in entities_of(record).items():
            if entity_id not in self.entries:
                self.entries[entity_id] = self.kb.get(entity_id)
                self.first[entity_id] = entity
            self.figures[entity_id] += 1

    def countries(self, record: FigureRecord) -> tuple[str, ...]:
        """The countries of the record's locations, each once."""
        found = [self.entries.get(e.id) for e in record.locations if e.id]
        return tuple(dict.fromkeys(code for entry in found if entry for code in entry.countries))

    def rows(self) -> Iterator[EntityRow]:
        """The rows of the table, by id. An id that the knowledge base does not have keeps what the record says."""
        for entity_id in sorted(self.entries):
            entry, said = self.entries[entity_id], self.first[entity_id]
            if entry is not None:
                yield entity_row(entry, self.figures[entity_id])
            else:
                empty = dict.fromkeys(EntityRow.model_fields)
                name = said.name or said.mention.text
                yield EntityRow.model_validate(
                    {**empty, "id": entity_id, "name": name, "type": said.type, "countries": (),
                     "figures": self.figures[entity_id]}
                )  # fmt: skip


class DatasetWriter:
    """Writes everything below `folder` from what is in `spool` and, for articles not read again, in `previous`."""

    def __init__(self, folder: Path, spool: Spool, previous: Records | None, kb: KnowledgeBase, scratch: Path) -> None:
        self._folder, self._spool, self._previous, self._scratch = folder, spool, previous, scratch
        self._used = Used(kb)
        self._writers: dict[str, TableWriter] = {}
        self._errors: Counter[str] = Counter()

    def write(self, about: About, config: dict[str, Any]) -> Manifest:
        """Write all files and return the manifest, which is one of them."""
        copies = duplicates(self._spool.texts())
        with ExitStack() as stack:
            self._writers = {t.name: stack.enter_context(TableWriter(self._folder, t)) for t in tables()[:-1]}
            records = stack.enter_context((self._folder / RECORDS).open("wb"))
            for part in self._spool.parts():
                for record in self._add(part, copies):
                    records.write(record.model_dump_json().encode() + b"\n")
            for row in self._used.rows():
                self._writers["entities"].add(row)
        with TableWriter(self._folder, table("series")) as writer:
            self._writers["series"] = writer
            for claim in series_rows(self._folder, self._scratch):
                writer.add(claim)
        self._write_errors()
        return self._describe(about, config)

    def _add(self, part: Part, copies: dict[str, str]) -> tuple[FigureRecord, ...]:
        result = part.result
        found = result.figures
        if part.reused:
            assert self._previous is not None
            found = self._previous.of(result.id)
        found = tuple(sorted(found, key=lambda r: (r.number.start, r.number.end, r.id)))
        duplicate_of = self._copy(part, copies)
        all_totals, all_checks = self._reconcile(part, found)
        for record in found:
            self._used.add(record)
            countries = self._used.countries(record)
            self._writers["figures"].add(figure_row(record, result.date, duplicate_of, countries))
            for mention in mention_rows(record):
                self._writers["mentions"].add(mention)
        for total in sorted(all_totals, key=lambda t: t.id):
            self._writers["totals"].add(total)
        for check in sorted(all_checks, key=lambda c: c.id):
            self._writers["checks"].add(check_row(check))
        counted = result.model_copy(update={"figures": found})
        counts = {"totals": len(all_totals), "checks": len(all_checks)}
        self._writers["articles"].add(article_row(part.article, counted, duplicate_of, **counts))
        return found

    def _copy(self, part: Part, copies: dict[str, str]) -> str | None:
        """What the article is a copy of; the second article in a text is one of the second article in the other text."""
        original = copies.get(part.article.id)
        if original is None or part.number == 1:
            return original
        other = f"{original}#{part.number}"
        return other if self._spool.has(other) else None

    def _reconcile(self, part: Part, found: tuple[FigureRecord, ...]) -> tuple[tuple[Total, ...], tuple[Check, ...]]:
        article = part.article.model_copy(update={"id": part.result.id})
        try:
            return totals(found), checks(article, found)
        except Exception as e:
            # The figures are good without; one article's arithmetic must not cost the whole dataset.
            error = ArticleError(f"{type(e).__name__}: {e}", article_id=article.id, stage="reconcile")
            path, line = self._spool.place(part.article.id)
            self._spool.add_error(error_row(error, path, line, article.id))
            return (), ()

    def _write_errors(self) -> None:
        with (self._folder / ERRORS).open("wb") as file:
            for row in self._spool.errors():
                self._errors[row["stage"]] += 1
                file.write(json_line(row))

    def _describe(self, about: About, config: dict[str, Any]) -> Manifest:
        rows = {name: writer.rows for name, writer in self._writers.items()}
        outputs: dict[str, Output] = {}
        for path in sorted(files() & {p.relative_to(self._folder).as_posix() for p in self._folder.rglob("*")}):
            name = "figures" if path == RECORDS else path.split("/")[-1].split(".")[0]
            outputs[path] = describe(self._folder, path, sum(self._errors.values()) if path == ERRORS else rows[name])
        outputs[DATABASE] = write_database(self._folder, outputs, self._scratch)
        inputs = tuple(Input(id=i, sha256=sha256) for i, sha256 in self._spool.inputs())
        lost = sum(n for stage, n in self._errors.items() if stage != "reconcile")
        counts = {
            "inputs": len(inputs) + lost, "read": len(inputs), "failed": lost,
            "errors": dict(sorted(self._errors.items())), "rows": {t.name: rows[t.name] for t in tables()},
        }  # fmt: skip
        write_json(self._folder / DATAPACKAGE, datapackage(about, outputs))
        write_json(self._folder / CROISSANT, croissant(about, outputs))
        write_json(self._folder / RECORD_SCHEMA, record_schema())
        (self._folder / README).write_text(readme(about, counts), encoding="utf-8", newline="\n")
        for path in (DATAPACKAGE, CROISSANT, RECORD_SCHEMA, README):
            outputs[path] = describe(self._folder, path)
        manifest = Manifest(
            format=FORMAT, name=about.name, versions=versions(), config=config, counts=counts, inputs=inputs,
            outputs=tuple(outputs[path] for path in sorted(outputs)),
        )  # fmt: skip
        write_json(self._folder / MANIFEST, manifest.model_dump(mode="json"))
        return manifest
