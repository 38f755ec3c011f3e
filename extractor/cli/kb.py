"""`extractor kb`: look into the knowledge base, check it, add an entity to a file of one's own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from extractor.cli.common import Commands, existing_file
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
    lookup.add_argument("--kb", type=existing_file, metavar="JSONL", help="with the entities of your own")
    lookup.set_defaults(run=run_lookup)

    check = actions.add_parser("check", help="schema, ids used twice, names that several entities go by")
    check.add_argument("file", nargs="?", type=existing_file, metavar="JSONL", help="with the entities of your own")
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
    from extractor.kbtools import kb_check

    report = kb_check(arguments.file)
    for problem in report.problems:
        print(problem)
    if arguments.collisions:
        for shared in report.collisions:
            print(f"{shared.name}: {'; '.join(shared.entries)} ({shared.resolution})")
    print(
        f"kb: {report.entries} entities, {report.places} places, {len(report.collisions)} names shared, "
        f"{len(report.problems)} problems",
        file=sys.stderr,
    )
    return 1 if report.problems else 0


def run_add(arguments: argparse.Namespace) -> int:
    """Add one checked line to the file, which may be new."""
    from pydantic import ValidationError

    from extractor.kb import Alias, KBEntry, key_of
    from extractor.kbtools import kb_add

    try:
        entry = KBEntry(
            id=arguments.id or f"x:{key_of(arguments.name).replace(' ', '-')}", name=arguments.name,
            type=arguments.type, aliases=tuple(Alias(text=text) for text in arguments.alias),
            countries=tuple(arguments.country), note=arguments.note,
        )  # fmt: skip
    except ValidationError as e:
        first = e.errors()[0]
        raise DataError(first["msg"], key=".".join(str(part) for part in first["loc"])) from None
    kb_add(arguments.file, entry)
    print(f"{arguments.file}: {_line(entry)}")
    return 0


def _line(entry: KBEntry) -> str:
    names = ", ".join(alias.text for alias in entry.aliases[:6]) + (", ..." if len(entry.aliases) > 6 else "")
    place = ",".join(entry.countries)
    parts = (entry.id, entry.name, entry.type, place, names, entry.note)
    return "\t".join(parts).rstrip("\t")
