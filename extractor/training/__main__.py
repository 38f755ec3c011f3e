"""``python -m extractor.training``: train the weights, or predict by cross-validation.

Data sets are named ``own:train``, ``own:train+dev`` (this repository's gold) or ``FOLDER:split`` (a folder with
`articles.jsonl` and `figures.jsonl`); ``@0.3`` behind a name weighs its figures in the training of the fields.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extractor.data_loader import DATA
from extractor.pipeline import Extractor, figures_as_json
from extractor.training.data import named_set
from extractor.training.examples import example_instances
from extractor.training.train import cross_validate, fit_all, predict, save


def main() -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m extractor.training", description=__doc__)
    parser.add_argument("sets", nargs="+", help="data sets to train on")
    parser.add_argument("--out", type=Path, default=DATA / "weights", help="folder for the weights")
    parser.add_argument("--cv", type=int, metavar="FOLDS", help="cross-validate the first set instead of training")
    parser.add_argument("--test", nargs="*", default=[], help="predict these sets with weights from the training sets")
    parser.add_argument("--records", type=Path, help="where predicted records go (with --cv or --test)")
    args = parser.parse_args()
    extractor = Extractor()
    sets = [named_set(s, extractor) for s in args.sets]
    if args.cv:
        found = cross_validate(sets[0], sets[1:], args.cv)
        args.records.write_text(figures_as_json(found), encoding="utf-8")
        return 0
    models, instances = fit_all([a for d in sets for a in d.articles], example_instances(extractor))
    sys.stderr.write(f"gold values out of reach: {instances.missed()}\n")
    if args.test:
        held = [a for s in args.test for a in named_set(s, extractor).articles]
        args.records.write_text(figures_as_json(predict(held, models)), encoding="utf-8")
        return 0
    save(models, instances, sets, args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
