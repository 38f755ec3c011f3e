"""The command line; with its submodules the only part of the package that prints.

Exit codes: 0 all done, 1 some articles failed or a check found something, 2 wrong usage or an extractor that
does not load.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from extractor.cli import calibrate, check, dataset, evaluate, exchange, extract, kb, show
from extractor.errors import ExtractorError

_COMMANDS = (extract, show, evaluate, calibrate, dataset, exchange, check, kb)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `argv` is without the program's name."""
    arguments = _parser().parse_args(argv)
    # Leave through the context managers: they end the workers and take the temporary files away.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except ExtractorError as e:
        print(f"extractor: error: {e}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="extractor",
        description="Reads news articles and returns every count of people in them as a record.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_parser(commands)
    return parser


class _Version(argparse.Action):
    """Imports the package only when asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from extractor import __version__

        print(f"extractor {__version__}")
        parser.exit()
