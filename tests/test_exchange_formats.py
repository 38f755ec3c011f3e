"""Web Annotation, spaCy and Hugging Face: each file read as its readers read it, back to the records."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pytest
import spacy
import yaml
from exchange_cases import STRIKE, TEXTS, cases, flood, sha, strike, write_dataset
from spacy.tokens import Doc, DocBin

from extractor import spacy_bridge
from extractor.exchange.common import Source
from extractor.exchange.dataset import Dataset
from extractor.exchange.registry import EXPORTERS, export
from extractor.exchange.web_annotation import text_iri
from extractor.schema import FigureRecord

RECORDS = sorted(strike() + flood(), key=lambda r: (r.article_id != "strike", r.number.start))


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return cases(tmp_path / "cases")


def selected(target: dict[str, Any], text: str) -> set[tuple[int, int]]:
    """What the selectors of a target pick in a text, by the rules of the model."""
    found = set()
    selectors = target["selector"]
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        if selector["type"] == "TextPositionSelector":
            found.add((selector["start"], selector["end"]))
        else:
            assert selector["type"] == "TextQuoteSelector"
            context = selector["prefix"] + selector["exact"] + selector["suffix"]
            assert text.count(context) == 1
            start = text.index(context) + len(selector["prefix"])
            found.add((start, start + len(selector["exact"])))
    return found


def test_web_annotations_follow_the_model_and_give_the_records_back(source: Source, tmp_path: Path) -> None:
    export("web-annotation", source, tmp_path)
    collection = json.loads((tmp_path / "annotations.jsonld").read_text(encoding="utf-8"))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (collection["type"], collection["total"]) == ("AnnotationCollection", len(RECORDS))
    assert (collection["first"]["type"], collection["first"]["startIndex"]) == ("AnnotationPage", 0)
    items = collection["first"]["items"]
    ids = {urljoin("https://example.org/annotations.jsonld", item["id"]) for item in items}
    assert len(ids) == len(items)
    assert [unquote(item["id"]) for item in items] == [f"#{r.id}" for r in RECORDS]
    texts = {text_iri(sha(text)): text for text in TEXTS.values()} | {"https://example.org/strike": STRIKE}
    back = []
    for item, record in zip(items, RECORDS, strict=True):
        assert item["type"] == "Annotation"
        for target in item["target"]:
            address = target["source"] if isinstance(target["source"], str) else target["source"]["id"]
            assert selected(target, texts[address]) == {(record.number.start, record.number.end)}
        assert all(body["type"] in ("TextualBody", "SpecificResource") for body in item["body"])
        whole = [b["value"] for b in item["body"] if b.get("format") == "application/json"]
        back += [FigureRecord.model_validate_json(value) for value in whole]
    assert back == RECORDS
    addresses = [b["source"] for b in items[3]["body"] if b["type"] == "SpecificResource"]
    assert addresses == ["http://www.wikidata.org/entity/Q858"]


def test_a_text_is_named_by_its_hash() -> None:
    # The example of RFC 6920, section 8.1.
    assert text_iri(sha("Hello World!")) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"
    assert base64.urlsafe_b64decode("f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk=").hex() == sha("Hello World!")


def docs(folder: Path) -> list[Doc]:
    vocab = spacy.blank("en").vocab
    return [doc for path in sorted(folder.glob("*.spacy")) for doc in DocBin().from_disk(path).get_docs(vocab)]


def test_spacy_documents_give_the_records_back(source: Source, tmp_path: Path) -> None:
    export("spacy", source, tmp_path)
    found = docs(tmp_path)
    assert [doc.text for doc in found] == list(TEXTS.values())
    assert [r for doc in found for r in doc._.figures] == RECORDS
    first = found[0]
    assert (first._.article_id, first._.publication_date) == ("strike", "2024-01-02")
    assert [(s.text, s.label_) for s in first.spans[spacy_bridge.NAME]][3] == ("dozens", "abducted")
    assert [(s.text, s.kb_id_, s.label_) for s in first.spans["locations"]] == [
        ("Idlib", "geonames:169389", "place"),
        ("Syria", "Q858", "state"),
    ]


def test_the_hub_finds_every_file_of_the_card(source: Source, tmp_path: Path) -> None:
    export("hf-jsonl", source, tmp_path)
    _, front, page = (tmp_path / "README.md").read_text().split("---\n", 2)
    card = yaml.safe_load(front)
    assert f"{len(RECORDS)} figures from 2 articles" in page
    files = {c["config_name"]: tmp_path / f["path"] for c in card["configs"] for f in c["data_files"]}
    assert sorted(files) == ["articles", "figures"]
    assert card["size_categories"] == ["n<1K"]
    assert "license" not in card
    rows = [json.loads(line) for line in files["figures"].read_text().split("\n")[:-1]]
    assert [FigureRecord.model_validate(row) for row in rows] == RECORDS
    assert len({tuple(row) for row in rows}) == 1
    articles = [json.loads(line) for line in files["articles"].read_text().split("\n")[:-1]]
    assert [(row["id"], row["text"], len(row["figures"])) for row in articles] == [
        ("strike", TEXTS["strike"], 5),
        ("flood", TEXTS["flood"], 2),
    ]


def test_without_texts_the_hub_gets_only_figures(source: Source, tmp_path: Path) -> None:
    export("hf-jsonl", Source(source.dataset), tmp_path)
    assert [p.name for p in (tmp_path / "data").iterdir()] == ["figures.jsonl"]


@pytest.mark.parametrize("scheme", sorted(EXPORTERS))
def test_the_same_dataset_gives_the_same_bytes(scheme: str, source: Source, tmp_path: Path) -> None:
    out = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        export(scheme, source, tmp_path / name)
        files = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        out.append({p.relative_to(tmp_path / name).as_posix(): p.read_bytes() for p in files})
    assert out[0] == out[1]
    assert out[0]


@pytest.mark.parametrize("scheme", sorted(EXPORTERS))
def test_a_dataset_without_figures(scheme: str, tmp_path: Path) -> None:
    dataset = Dataset.open(write_dataset(tmp_path / "dataset", [], TEXTS))
    (tmp_path / "out").mkdir()
    assert export(scheme, Source(dataset, TEXTS), tmp_path / "out").figures == 0


def test_figures_of_a_second_article_in_a_text_go_with_the_text(tmp_path: Path) -> None:
    second = strike()[4].model_copy(update={"article_id": "strike#2", "id": "strike#2/n"})
    rows = {"strike#2": {"id": "strike#2", "sha256": sha(STRIKE)}}
    dataset = Dataset.open(write_dataset(tmp_path / "dataset", [second, *strike()[:4]], TEXTS, **rows))
    documents = list(dataset.documents(TEXTS))
    assert [(d.article.id, [f.id for f in d.figures]) for d in documents] == [
        ("strike", ["strike/t", "strike/k", "strike/c", "strike/a", "strike#2/n"]),
        ("flood", []),
    ]
