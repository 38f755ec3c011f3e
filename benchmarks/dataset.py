"""Build a dataset from many articles: seconds, peak memory of the process and of its workers, seconds of each view.

    python -m benchmarks.dataset 1000 3000 10000 --jobs 2

Memory is the largest resident set seen, sampled from /proc (Linux only).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from extractor.dataset.database import views
from extractor.dataset.manifest import read_manifest
from extractor.dataset.query import query


def main() -> None:
    """Print one line of JSON a size."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--corpus", default="corpus")
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--folder", type=Path, help="keep the corpora and datasets here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for size in arguments.sizes:
            print(json.dumps(_measure(folder, arguments.corpus, size, arguments.jobs)), flush=True)


def _measure(folder: Path, corpus: str, size: int, jobs: str) -> dict[str, object]:
    articles, dataset = folder / f"{size}.jsonl", folder / f"dataset-{size}"
    subprocess.run([sys.executable, "-m", "benchmarks.many", corpus, str(size), str(articles)], check=True)
    command = [sys.executable, "-m", "extractor.cli", "build", str(articles), "-o", str(dataset), "--jobs", jobs]
    measured: dict[str, object] = {"articles": size}
    for name in ("first", "again"):
        measured[name] = _run(command)
    measured["rows"] = read_manifest(dataset).counts["rows"]
    measured["view_seconds"] = {view: _seconds(dataset, view) for view in views()}
    return measured


def _run(command: list[str]) -> dict[str, float]:
    started = time.monotonic()
    process = subprocess.Popen(command)
    peaks = {"main": 0.0, "worker": 0.0}
    done = threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, peaks, done))
    sampler.start()
    code = process.wait()
    done.set()
    sampler.join()
    if code != 0:
        sys.exit(f"build: exit code {code}")
    return {"seconds": round(time.monotonic() - started, 1), **{f"{k}_mb": round(v) for k, v in peaks.items()}}


def _sample(pid: int, peaks: dict[str, float], done: threading.Event) -> None:
    while not done.wait(0.2):
        peaks["main"] = max(peaks["main"], _peak_mb(pid))
        for child in _children(pid):
            peaks["worker"] = max(peaks["worker"], _peak_mb(child))


def _peak_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")), 0.0)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _seconds(dataset: Path, view: str) -> float:
    started = time.monotonic()
    for _ in query(dataset, f"SELECT * FROM {view}").rows:
        pass
    return round(time.monotonic() - started, 3)


if __name__ == "__main__":
    main()
