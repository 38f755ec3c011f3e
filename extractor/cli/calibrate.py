"""`extractor calibrate`: learn again how sure a reading is, from readings of articles that the weights had not seen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extractor.cli.common import Commands


def add_parser(commands: Commands) -> None:
    """Describe the command."""
    parser = commands.add_parser("calibrate", help="fit the confidence on labelled articles")
    parser.add_argument(
        "sets", nargs="*", default=["own:train+dev@0.3"], help="labelled sets, e.g. own:train+dev or FOLDER:split"
    )
    parser.add_argument("--folds", type=int, default=4, metavar="N", help="parts that are held out in turn (4)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="folder of the weights (the package's own)")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Read each article with weights from the others, fit, save, and print the reliability before and after."""
    from extractor.data_loader import DATA
    from extractor.pipeline import Extractor
    from extractor.training.calibrate import fit, held_out, reliability, save
    from extractor.training.data import named_set

    extractor = Extractor()
    sets = [named_set(spec, extractor) for spec in arguments.sets]
    outcomes = held_out(sets, arguments.folds)
    if not outcomes:
        arguments.parser.error(f"no figure was read in {', '.join(arguments.sets)}; name labelled sets")
    path = save(fit(outcomes), len(outcomes), sets, arguments.out or DATA / "weights")
    r = reliability(outcomes)
    print(f"{r.n} figures, {r.right:.3f} right; expected calibration error {r.before:.3f} before, {r.after:.3f} after")
    print(path, file=sys.stderr)
    return 0
