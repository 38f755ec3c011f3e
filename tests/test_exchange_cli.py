"""`extractor export` and `extractor import` as commands, offsets, and datasets that are not what they should be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import regex
from exchange_cases import TEXTS, cases, sha, strike, write_corpus, write_dataset
from hypothesis import given
from hypothesis import strategies as st

from extractor.cli import main
from extractor.errors import DataError, ExtractorError
from extractor.exchange.dataset import Dataset
from extractor.exchange.offsets import Ruler, aligned
from extractor.exchange.output import new_folder
from extractor.exchange.registry import EXPORTERS

TEXT = st.text(st.sampled_from("ab \n\r🚨👩\u200d👧é\u0301漢") | st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    cases(tmp_path)
    return tmp_path / "dataset", tmp_path / "corpus"


@pytest.mark.parametrize("scheme", sorted(EXPORTERS))
def test_export_writes_a_folder_with_a_report(scheme, paths, tmp_path, capsys):
    dataset, corpus = paths
    out = tmp_path / "out"
    assert main(["export", str(dataset), "--to", scheme, "-o", str(out), "--articles", str(corpus)]) == 0
    report = json.loads((out / "export.json").read_text())
    assert set(report["files"]) == {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()} - {
        "export.json"
    }
    assert report["figures"] + sum(report["left_out"].values()) == 7
    assert f"as {scheme}" in capsys.readouterr().err
    assert main(["export", str(dataset), "--to", scheme, "-o", str(out), "--articles", str(corpus)]) == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_import_writes_gold_lines(paths, tmp_path, capsys):
    dataset, corpus = paths
    out, gold = tmp_path / "out", tmp_path / "gold" / "new.jsonl"
    main(["export", str(dataset), "--to", "brat", "-o", str(out), "--articles", str(corpus)])
    assert main(["import", str(out), "--from", "brat", "-o", str(gold), "--articles", str(corpus)]) == 0
    assert "import: 7 figures of 2 articles, 0 problems" in capsys.readouterr().err
    assert main(["check", "gold", "--gold", str(gold), "--corpus", str(corpus)]) == 0
    assert main(["import", str(out), "--from", "brat"]) == 0
    assert capsys.readouterr().out.encode() == gold.read_bytes()


def test_import_writes_nothing_that_the_lint_refuses(paths, tmp_path, capsys):
    dataset, corpus = paths
    out, gold = tmp_path / "out", tmp_path / "gold.jsonl"
    main(["export", str(dataset), "--to", "brat", "-o", str(out), "--articles", str(corpus)])
    ann = out / "strike.ann"
    ann.write_bytes(ann.read_bytes().replace(b'"low": 12, "high": 12', b'"low": 13, "high": 12'))
    assert main(["import", str(out), "--from", "brat", "-o", str(gold)]) == 1
    assert "gold.jsonl:3: value: low ≤ value ≤ high does not hold: 13, 12, 12" in capsys.readouterr().err
    assert not gold.exists()


def test_import_compares_with_the_corpus(paths, tmp_path, capsys):
    dataset, corpus = paths
    out = tmp_path / "out"
    main(["export", str(dataset), "--to", "brat", "-o", str(out), "--articles", str(corpus)])
    (corpus / "flood.txt").write_text(TEXTS["flood"] + "Updated.\n")
    assert main(["import", str(out), "--from", "brat", "--articles", str(corpus)]) == 1
    assert "flood: the labelled text is not the one of the corpus" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["export", "{dataset}", "--to", "brat", "-o", "{tmp}/out"], "brat needs the articles' texts"),
        (["export", "{dataset}", "--to", "excel", "-o", "{tmp}/out"], "invalid choice: 'excel'"),
        (["import", "{tmp}", "--from", "brat", "--offsets", "utf-16"], "--offsets is for doccano"),
    ],
)
def test_wrong_usage(arguments, expected, paths, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main([a.format(dataset=paths[0], tmp=tmp_path) for a in arguments])
    assert stop.value.code == 2
    assert expected in capsys.readouterr().err


def test_another_text_of_the_same_name_is_refused(paths, tmp_path, capsys):
    dataset, corpus = paths
    (corpus / "flood.txt").write_text(TEXTS["flood"].replace("300", "301"))
    out = tmp_path / "out"
    assert main(["export", str(dataset), "--to", "spacy", "-o", str(out), "--articles", str(corpus)]) == 2
    assert f"the text of 'flood' is not the one that the dataset was built from (sha256 {sha(TEXTS['flood'])})" in (
        capsys.readouterr().err
    )
    assert not out.exists()


def test_a_text_that_is_missing_is_named(paths, tmp_path, capsys):
    dataset, corpus = paths
    (corpus / "flood.txt").unlink()
    main(["export", str(dataset), "--to", "spacy", "-o", str(tmp_path / "out"), "--articles", str(corpus)])
    assert "the text of 'flood' is not in the articles given" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("records.jsonl", '"article_id": "flood"', '"article_id": "flod"', "records.jsonl:6: article_id: 'flod' is not in"),
        ("records.jsonl", '"quantifier": "vague"', '"quantifier": "odd"', "records.jsonl:4: quantifier: Input should be"),
        ("records.jsonl", '{"id": "strike/a"', '"id": "strike/a"', "records.jsonl:4: is no record"),
        ("jsonl/articles.jsonl", '"id": "flood"', '"id": "strike"', "articles.jsonl:2: id: 'strike' is used twice"),
        ("jsonl/articles.jsonl", '"sha256": ', '"md5": ', "articles.jsonl:1: sha256: Field required"),
    ],
)  # fmt: skip
def test_a_broken_dataset_is_named_with_its_line(name, old, new, expected, paths, tmp_path):
    path = paths[0] / name
    raw = path.read_text()
    assert old in raw
    path.write_text(raw.replace(old, new, 1) if "articles" in name else raw.replace(old, new))
    with pytest.raises(DataError, match=expected):
        list(Dataset.open(paths[0]).claims())


def test_what_extract_wrote_is_a_dataset_too(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "d", strike(), TEXTS)
    (folder / "jsonl" / "articles.jsonl").rename(folder / "articles.jsonl")
    assert len(list(Dataset.open(folder).claims())) == 5
    with pytest.raises(DataError, match="expected a dataset folder"):
        Dataset.open(tmp_path)


def test_from_an_article_to_gold_and_back(tmp_path: Path) -> None:
    text = (
        "Bomb kills 12 in Kabul\n\nA bomb killed 12 people and wounded 30 others in Kabul on Monday, police said. 🚨\n"
    )
    corpus = write_corpus(tmp_path / "corpus", {"bomb": text})
    extracted, out, gold = tmp_path / "extracted", tmp_path / "out", tmp_path / "gold.jsonl"
    assert main(["extract", str(corpus), "-o", str(extracted), "--date", "2024-01-02"]) == 0
    assert main(["export", str(extracted), "--to", "doccano", "-o", str(out), "--articles", str(corpus)]) == 0
    assert main(["import", str(out / "doccano.jsonl"), "--from", "doccano", "-o", str(gold)]) == 0
    assert main(["check", "gold", "--gold", str(gold), "--corpus", str(corpus)]) == 0
    found = [json.loads(line) for line in gold.read_text().splitlines()]
    assert [(row["value"], row["category"]) for row in found if row["section"] == "body"] == [
        (12, "killed"),
        (30, "injured"),
    ]


def test_a_folder_that_is_no_export_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(ExtractorError, match="exists and is no earlier export"), new_folder(tmp_path / "mine"):
        pass
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"


def test_an_export_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with new_folder(target) as folder:
        (folder / "export.json").write_text("{}")

    def fail(folder: Path) -> None:
        (folder / "half.csv").write_text("x")
        raise RuntimeError

    with pytest.raises(RuntimeError), new_folder(target) as folder:
        fail(folder)
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "export.json"]


@given(TEXT, st.sampled_from(["code-points", "utf-16", "graphemes"]))
def test_offsets_go_there_and_back(text, units):
    ruler = Ruler(text, units)
    boundaries = {m.start() for m in regex.finditer(r"\X", text)} | {len(text)}
    for offset in range(len(text) + 1):
        if units == "graphemes" and offset not in boundaries:
            with pytest.raises(ValueError, match="inside a grapheme"):
                ruler.theirs(offset)
            continue
        assert ruler.ours(ruler.theirs(offset)) == offset
    assert (
        ruler.theirs(len(text))
        == {
            "code-points": len(text),
            "utf-16": len(text.encode("utf-16-le")) // 2,
            "graphemes": len(regex.findall(r"\X", text)),
        }[units]
    )


@pytest.mark.parametrize(
    ("units", "offset", "expected"),
    [
        ("utf-16", 2, None), ("utf-16", 3, 2), ("utf-16", 4, 3), ("utf-16", 9, None), ("utf-16", -1, None),
        ("code-points", 3, 3), ("code-points", 4, None), ("graphemes", 3, 3), ("graphemes", 4, None),
    ],
)  # fmt: skip
def test_offsets_inside_of_a_character_or_outside_of_the_text(units, offset, expected):
    assert Ruler("a😔b", units).ours(offset) == expected


def test_the_quote_decides_between_two_ways_to_count() -> None:
    text = "😔 12 12"
    rulers = (Ruler(text, "code-points"), Ruler(text, "utf-16"))
    assert aligned(text, 2, 4, "12", rulers).start == 2
    assert aligned(text, 3, 5, "12", rulers).start == 2
    assert aligned(text, 5, 7, None, rulers).start == 5
    with pytest.raises(DataError, match="nothing at 5-8"):
        aligned(text, 5, 8, None, rulers)
    with pytest.raises(DataError, match="nothing '13' at 2-4"):
        aligned(text, 2, 4, "13", rulers)
