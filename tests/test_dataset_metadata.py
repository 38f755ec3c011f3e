"""What the dataset says of itself fits what is in it."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from dataset_fakes import ABOUT, ARTICLES, make, write_corpus
from frictionless import validate

from extractor.dataset.about import About, read_about
from extractor.dataset.croissant import croissant
from extractor.dataset.manifest import configuration, hash_file, read_manifest, reading_state
from extractor.dataset.metadata import datapackage, readme, record_schema
from extractor.dataset.tables import tables
from extractor.errors import DataError
from extractor.schema import FigureRecord

FULL = About(
    name="full", title="All of it", description="What it is.", version="1.2", homepage="https://example.org",
    licence={"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    creators=("A. Person",), citation="Person (2024)", published="2024-05-06",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("metadata")
    make(write_corpus(folder / "a.jsonl", ARTICLES), folder / "set")
    return folder / "set"


@pytest.fixture(scope="module")
def outputs(built):
    return {o.path: o for o in read_manifest(built).outputs}


def test_the_data_package_is_valid(built):
    report = validate(str(built / "datapackage.json"))
    assert [error.note for task in report.tasks for error in task.errors] == []
    assert report.valid


def test_the_data_package_is_checked_against_the_rows(built, tmp_path):
    broken = tmp_path / "set"
    for path in ("datapackage.json", "csv/articles.csv"):
        (broken / path).parent.mkdir(parents=True, exist_ok=True)
        (broken / path).write_bytes((built / path).read_bytes())
    package = json.loads((broken / "datapackage.json").read_text())
    package["resources"] = [
        {k: v for k, v in r.items() if k not in ("hash", "bytes")}
        for r in package["resources"]
        if r["name"] == "articles"
    ]
    (broken / "datapackage.json").write_text(json.dumps(package))
    assert validate(str(broken / "datapackage.json")).valid
    articles = broken / "csv" / "articles.csv"
    articles.write_bytes(articles.read_bytes().replace(b"2024-02-29", b"2024-02-30"))
    assert not validate(str(broken / "datapackage.json")).valid


def test_every_file_is_described_with_its_hash(built):
    package = json.loads((built / "datapackage.json").read_text())
    for resource in package["resources"]:
        assert resource["hash"] == "sha256:" + hash_file(built / resource["path"])
        assert resource["bytes"] == (built / resource["path"]).stat().st_size
    assert len(package["resources"]) == 3 * len(tables()) + 2
    described = json.loads((built / "croissant.json").read_text())
    for file in described["distribution"]:
        assert file["sha256"] == hash_file(built / file["contentUrl"])


def test_records_fit_their_json_schema(built):
    schema = json.loads((built / "record.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    records = [json.loads(line) for line in (built / "records.jsonl").read_text().split("\n")[:-1]]
    assert len(records) == 7
    assert [e.message for r in records for e in validator.iter_errors(r)] == []
    assert list(validator.iter_errors({**records[0], "quantifier": "perhaps"}))
    assert list(validator.iter_errors({**records[0], "extra": 1}))
    assert set(schema["properties"]) == set(FigureRecord.model_fields)
    assert all(field["description"] for field in record_schema()["properties"].values())


def test_croissant_has_every_column_and_refers_to_what_is_there(outputs):
    described = croissant(FULL, outputs)
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert {"license", "datePublished", "citeAs", "creator", "version", "url"} <= set(described)
    files = {f["@id"] for f in described["distribution"]}
    fields = {f["@id"]: f for r in described["recordSet"] for f in r["field"]}
    assert set(fields) == {f"{t.name}/{c.name}" for t in tables() for c in t.columns}
    for field in fields.values():
        assert field["source"]["fileObject"]["@id"] in files
        if "references" in field:
            assert field["references"]["field"]["@id"] in fields
    assert fields["figures/groups"]["repeated"] is True
    assert all(r["key"]["@id"] in fields for r in described["recordSet"])


def test_nothing_is_said_that_nobody_said(outputs):
    package, described = datapackage(ABOUT, outputs), croissant(ABOUT, outputs)
    assert not {"licenses", "contributors", "created", "homepage", "version"} & set(package)
    assert not {"license", "creator", "datePublished", "citeAs", "url", "version"} & set(described)
    assert datapackage(FULL, outputs)["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_readme_has_the_whole_dictionary(built):
    counts = read_manifest(built).counts
    text = readme(FULL, counts)
    for t in tables():
        section = text.split(f"### {t.name} (", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.M) == [c.name for c in t.columns]
        assert section.startswith(f"{counts['rows'][t.name]} rows)")
    for needed in ("Do not sum", "Creative Commons", "Person (2024)", "GeoNames", "`largest_contradictions`"):
        assert needed in text
    assert "$" not in text
    assert "No licence was stated" in (built / "README.md").read_text()


def test_about_files(tmp_path):
    good = tmp_path / "about.yaml"
    good.write_text("name: x\ntitle: X\nlicence: {name: MIT, title: MIT License, url: https://example.org}\n")
    assert read_about(good, tmp_path).licence is not None
    good.write_text("name: x\ntitle: X\nlicense: MIT\n")
    with pytest.raises(DataError, match="license: unknown key"):
        read_about(good, tmp_path)
    assert read_about(None, tmp_path / "My Data (1)").name == "my-data-1"


def test_the_state_knows_code_data_and_packages():
    state = reading_state("abc")
    assert state["config"] == "abc"
    assert {"spacy", "pydantic", "figure-extractor"} <= set(state["versions"])
    assert re.fullmatch("[0-9a-f]{64}", state["code"])
    assert reading_state("abc") == state
    assert {"weights", "kb", "data"} <= set(configuration((), None, None))
