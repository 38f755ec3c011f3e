"""`extractor kb`: look into the knowledge base, check it, add an entity to a file of one's own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from extractor.cli.common import Commands
from extractor.errors import DataError
from extractor.schema import EntityType

if TYPE_CHECKING:
    from extractor.kb import KBEntry


def add_parser(commands: Commands) -> None:
    """Describe the command and what it can do."""
    parser = commands.add_parser("kb", help="look into the knowledge base, check it, add to it")
    actions = parser.add_subparsers(required=True, metavar="lookup|check|add")

    lookup = actions.add_parser("lookup", help="what a name can stand for, best known first")
    lookup.add_argument("name", metavar="NAME")
    lookup.add_argument("--kb", type=Path, metavar="JSONL", help="with the entities of your own")
    lookup.set_defaults(run=run_lookup)

    check = actions.add_parser("check", help="schema, ids used twice, names that several entities go by")
    check.add_argument("files", nargs="*", type=Path, metavar="JSONL", help="files of your own (ours)")
    check.add_argument("--collisions", action="store_true", help="list the names with what they stand for")
    check.set_defaults(run=run_check)

    add = actions.add_parser("add", help="add an entity to a file of your own, for --kb")
    add.add_argument("file", type=Path, metavar="JSONL")
    add.add_argument("--name", required=True, help="in English, as an encyclopedia titles it")
    add.add_argument("--type", required=True, choices=get_args(EntityType))
    add.add_argument("--id", help="a Wikidata QID, or x:some-name (made from the name)")
    add.add_argument("--alias", action="append", default=[], help="another name; may be repeated")
    add.add_argument("--country", action="append", default=[], metavar="CC", help="ISO 3166-1 alpha-2")
    add.add_argument("--note", default="", help="where the id is from")
    add.set_defaults(run=run_add)


def run_lookup(arguments: argparse.Namespace) -> int:
    """Print the entities; 1 if there is none."""
    from extractor.kb import KnowledgeBase

    found = KnowledgeBase.load(arguments.kb).lookup(arguments.name)
    for entry in found:
        print(_line(entry))
    if not found:
        print(f"kb: nothing goes by the name {arguments.name!r}", file=sys.stderr)
    return 0 if found else 1


def run_check(arguments: argparse.Namespace) -> int:
    """Print each problem; 1 if there is one. Shared names are none: the context decides between them."""
    from extractor.kb import KB_DIR, KnowledgeBase, read_entries

    problems: list[DataError] = []
    where: dict[str, Path] = {}
    entries: list[KBEntry] = []
    for path in arguments.files or sorted(KB_DIR.glob("*.jsonl")):
        try:
            read = read_entries(path)
        except DataError as e:
            problems.append(e)
            continue
        for entry in read:
            if entry.id in where:
                used = f"{entry.id} is used in {where[entry.id].name} already"
                problems.append(DataError(used, path=str(path), key="id"))
            where.setdefault(entry.id, path)
            entries.append(entry)
    for problem in problems:
        print(problem)
    shared = _shared_names(entries)
    if arguments.collisions and shared:
        kb = KnowledgeBase.load(arguments.files[0] if len(arguments.files) == 1 else None)
        for name in shared:
            print(f"{name}: " + "; ".join(f"{e.name} ({e.id})" for e in kb.lookup(name)))
    print(
        f"kb: {len(entries)} entities, {len(shared)} names shared, {len(problems)} problems", file=sys.stderr
    )
    return 1 if problems else 0


def run_add(arguments: argparse.Namespace) -> int:
    """Append one checked line to the file, which may be new."""
    from pydantic import ValidationError

    from extractor.kb import Alias, KBEntry, key_of, read_entries

    path: Path = arguments.file
    try:
        entry = KBEntry(
            id=arguments.id or f"x:{key_of(arguments.name).replace(' ', '-')}", name=arguments.name,
            type=arguments.type, aliases=tuple(Alias(text=text) for text in arguments.alias),
            countries=tuple(arguments.country), note=arguments.note,
        )  # fmt: skip
    except ValidationError as e:
        first = e.errors()[0]
        raise DataError(first["msg"], key=".".join(str(part) for part in first["loc"])) from None
    if path.exists() and any(old.id == entry.id for old in read_entries(path)):
        raise DataError(f"{entry.id} is there already", path=str(path), key="id")
    line = entry.model_dump_json(exclude_defaults=True)
    _append(path, line + "\n")
    print(line)
    return 0


def _append(path: Path, line: str) -> None:
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write(old + ("" if old.endswith("\n") or not old else "\n") + line)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)


def _shared_names(entries: Iterable[KBEntry]) -> list[str]:
    """The names by which more than one entity goes, as they are written first."""
    from extractor.kb import key_of

    written: dict[str, str] = {}
    ids: dict[str, set[str]] = {}
    for entry in entries:
        for text in (entry.name, *(alias.text for alias in entry.aliases), *entry.demonyms):
            written.setdefault(key_of(text), text)
            ids.setdefault(key_of(text), set()).add(entry.id)
    return sorted(written[key] for key, found in ids.items() if len(found) > 1)


def _line(entry: KBEntry) -> str:
    names = ", ".join(alias.text for alias in entry.aliases[:6]) + (", ..." if len(entry.aliases) > 6 else "")
    place = ",".join(entry.countries)
    parts = (entry.id, entry.name, entry.type, place, names, entry.note)
    return "\t".join(parts).rstrip("\t")
