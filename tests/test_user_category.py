"""A category of the user's own, by data alone: read, scored, exported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import extractor
from extractor.categories import CategoryFile
from extractor.data_loader import read_yaml
from extractor.errors import DataError
from extractor.scoring import evaluate

FILE = Path(__file__).parent / "data" / "recovered.yaml"
TEXT = "Cholera ward empties in Beira\n\nBeira reported 640 cases of cholera. So far 291 people have recovered, the ministry said.\n"


def test_it_is_read() -> None:
    x = extractor.load(categories=[FILE])
    found = {f.number.text: f.category for f in x.extract(TEXT, id="beira").figures}
    assert found["291"] == "recovered"
    assert found["640"] == "infected"


def test_without_the_file_nothing_is_recovered() -> None:
    assert "recovered" not in {f.category for f in extractor.load().extract(TEXT).figures}


def test_its_own_examples_hold() -> None:
    x = extractor.load(categories=[FILE])
    data = read_yaml(FILE, CategoryFile)
    for example in data.match:
        number = example[example.index("[") + 1 : example.index("]")]
        figures = x.extract("News\n\n" + example.replace("[", "").replace("]", "")).figures
        assert [(f.number.text, f.category) for f in figures] == [(number, "recovered")], example
    for example in data.reject:
        figures = x.extract("News\n\n" + example.replace("[", "").replace("]", "")).figures
        assert "recovered" not in {f.category for f in figures}, example


def test_it_is_exported_and_scored(tmp_path: Path) -> None:
    (tmp_path / "beira.txt").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "extractor.cli",
        "extract",
        str(tmp_path / "beira.txt"),
        "--category",
        str(FILE),
        "-o",
        str(out),
    ]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    records = [json.loads(line) for line in (out / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert "recovered" in {r["category"] for r in records}
    gold = tmp_path / "gold.jsonl"
    keep = {k for k in records[0] if k not in ("sentence", "confidence", "evidence")}
    gold.write_text(
        "".join(json.dumps({k: v for k, v in r.items() if k in keep}) + "\n" for r in records), encoding="utf-8"
    )
    report = evaluate([gold], None, out / "records.jsonl")
    assert report.metrics()["explicit.core.f1"] == 1.0


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: recovered\nverbs: [recover]\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.yaml:2: verbs: unknown key"):
        extractor.load(categories=[broken])
