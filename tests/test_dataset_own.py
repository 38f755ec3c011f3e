"""Our own dataset: what `make dataset` builds is what gold/dataset.json says, in any order, and is not read twice."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_cli import cli

from extractor.dataset.manifest import frozen, problems, processor
from extractor.readers import find_inputs

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow
ADVICE = "what is read in corpus/ has changed; if that is meant, run `make freeze`"


def build(corpus: Path, out: Path, *options: object) -> tuple[int, int]:
    """Run the command; how many articles it read and how many it took over."""
    done = cli("build", corpus, "-o", out, "--about", ROOT / "gold" / "about.yaml", *options)
    assert done.returncode == 0, done.stderr.decode()
    found = re.search(r"\((\d+) read, (\d+) unchanged, 0 failed\)", done.stderr.decode())
    assert found, done.stderr.decode()
    return int(found[1]), int(found[2])


def as_rows(corpus: Path, out: Path, *, step: int = 1) -> Path:
    """The same articles as one file of JSON lines, the last first."""
    articles = [row.article for row in find_inputs([str(corpus)]).rows() if row.article]
    with out.open("w", encoding="utf-8") as lines:
        for a in reversed(articles[::step]):
            known = {"title": a.title, "date": a.date, "url": a.url, "language": a.language}
            lines.write(json.dumps({**a.extra, **known, "text": a.text, "id": a.id}) + "\n")
    return out


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    out = tmp_path_factory.mktemp("own") / "dataset"
    assert build(ROOT / "corpus", out, "--jobs", 2) == (94, 0)
    return out


def test_it_is_what_gold_says(own):
    found, expected = frozen(own), json.loads((ROOT / "gold" / "dataset.json").read_text())
    assert found["config"] == expected["config"], f"made with another configuration: {ADVICE}"
    if (found["versions"], processor()) != (expected["versions"], expected["processor"]):
        pytest.skip("other versions or another processor than the hashes were made with: last bits may differ")
    differing = {path for path, sha256 in found["outputs"].items() if expected["outputs"].get(path) != sha256}
    assert differing == set(), ADVICE
    assert found["manifest"] == expected["manifest"], ADVICE
    assert problems(own) == []


def test_a_second_run_reads_nothing_and_a_shuffled_corpus_changes_nothing(own, tmp_path):
    before = frozen(own)
    assert build(as_rows(ROOT / "corpus", tmp_path / "shuffled.jsonl"), own, "--jobs", 1) == (0, 94)
    assert frozen(own) == before


def test_one_process_and_another_order_read_the_same(own, tmp_path):
    read, _ = build(as_rows(ROOT / "corpus", tmp_path / "some.jsonl", step=8), tmp_path / "some", "--jobs", 1)
    assert read == 12
    whole = set((own / "records.jsonl").read_bytes().splitlines())
    some = set((tmp_path / "some" / "records.jsonl").read_bytes().splitlines())
    assert len(some) > 50
    assert some < whole
