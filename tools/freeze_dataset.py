"""Write the hashes of a dataset to gold/dataset.json, where a test looks for them (`make freeze`).

python tools/freeze_dataset.py dataset
"""

from __future__ import annotations

import argparse
from pathlib import Path

from extractor.dataset.manifest import frozen, processor, write_json

FILE = Path(__file__).resolve().parent.parent / "gold" / "dataset.json"


def main() -> None:
    """Write the file and say what it says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("dataset", type=Path)
    hashes = {**frozen(parser.parse_args().dataset), "processor": processor()}
    write_json(FILE, hashes)
    print(f"{FILE}: {hashes['manifest']}")


if __name__ == "__main__":
    main()
