"""`extractor kb`: look into the knowledge base."""

from __future__ import annotations

import argparse

from extractor.cli.common import Commands


def add_parser(commands: Commands) -> None:
    """Describe the command."""
    commands.add_parser("kb", help="look into the knowledge base").set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    return 0
