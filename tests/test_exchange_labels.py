"""Label Studio, doccano and brat: out, as a person would save it, and back to gold lines that the lint accepts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from exchange_cases import STRIKE, TEXTS, as_records, cases, gold_train, ordered, write_corpus, write_dataset

from extractor.checks import check_gold
from extractor.errors import DataError
from extractor.exchange.common import Source
from extractor.exchange.dataset import Dataset
from extractor.exchange.imports import Imported
from extractor.exchange.registry import export, read_reviewed

FILES = {"label-studio": "tasks.json", "doccano": "doccano.jsonl", "brat": "."}
TOOLS = sorted(FILES)


def review(tool: str, path: Path) -> None:
    """What a person does who accepts everything: Label Studio saves the prediction as an annotation."""
    if tool == "label-studio":
        tasks = json.loads(path.read_text())
        for n, task in enumerate(tasks, 1):
            result = task.pop("predictions")[0]["result"]
            task |= {"id": n, "annotations": [{"id": n, "result": result, "was_cancelled": False}]}
        path.write_text(json.dumps(tasks))


def out_and_back(tool: str, source: Source, folder: Path) -> Imported:
    folder.mkdir(parents=True)
    export(tool, source, folder)
    review(tool, folder / FILES[tool])
    return read_reviewed(tool, folder / FILES[tool])


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return cases(tmp_path / "cases")


@pytest.mark.parametrize("tool", TOOLS)
def test_accepted_labels_come_back_as_they_were(tool: str, source: Source, tmp_path: Path) -> None:
    found = out_and_back(tool, source, tmp_path / tool)
    assert found.problems("x") == []
    assert found.problems("x", TEXTS) == []
    rows = {(r["article_id"], r["number"]["start"]): r for r in found.lines}
    first, strike, children, abducted, none = (r for _, r in sorted(rows.items()) if r["article_id"] == "strike")
    assert (strike["value"], strike["low"], strike["high"], strike["quantifier"]) == (12, 12, None, "at_least")
    assert (first["section"], strike["section"]) == ("title", "body")
    assert (strike["same_as"], children["part_of"]) == (first["id"], strike["id"])
    assert children["groups"] == ["civilians", "children"]
    assert strike["period"] == {"start": "2024-01-01", "end": "2024-01-01", "text": "on Monday"}
    assert [(e["mention"]["text"], e["name"]) for e in strike["actors"]] == [("Regime", None)]
    assert [(e["mention"]["text"], e["name"]) for e in strike["locations"]] == [("Idlib", "Idlib")]
    assert (abducted["value"], abducted["low"], abducted["status"]) == (None, 24, "unverified")
    assert abducted["also"] == ["missing"]
    assert (none["value"], none["status"]) == (0, "denied")
    assert all(STRIKE[r["number"]["start"] : r["number"]["end"]] == r["number"]["text"] for r in (strike, none))


@pytest.mark.parametrize("tool", TOOLS)
def test_all_of_our_train_gold_survives_the_trip(tool: str, tmp_path: Path) -> None:
    texts, rows = gold_train()
    assert len(rows) > 500
    dataset = Dataset.open(write_dataset(tmp_path / "dataset", as_records(rows, texts), texts))
    found = out_and_back(tool, Source(dataset, texts), tmp_path / tool)
    assert ordered([json.loads(line) for line in found.data().splitlines()]) == ordered(rows)


@pytest.mark.parametrize("tool", TOOLS)
def test_the_gold_lint_accepts_the_written_file(tool: str, source: Source, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(out_and_back(tool, source, tmp_path / tool).data())
    assert check_gold(gold, write_corpus(tmp_path / "corpus", TEXTS)) == (7, [])


def tasks_with(source: Source, folder: Path, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    """Reviewed tasks in which a person changed the results of the first task (`strike`)."""
    folder.mkdir()
    export("label-studio", source, folder)
    path = folder / "tasks.json"
    review("label-studio", path)
    tasks = json.loads(path.read_text())
    change(tasks[0]["annotations"][0]["result"])
    path.write_text(json.dumps(tasks))
    return path


def only(results: list[dict[str, Any]], region: str, control: str) -> dict[str, Any]:
    return next(r for r in results if r.get("id") == region and r["from_name"] == control)


def test_every_result_is_one_that_the_configuration_allows(source: Source, tmp_path: Path) -> None:
    export("label-studio", source, tmp_path)
    root = ET.parse(tmp_path / "config.xml").getroot()
    controls = {e.get("name"): e for e in root.iter() if e.get("toName") == "text"}
    kinds = {"Labels": "labels", "Choices": "choices", "TextArea": "textarea"}
    relations = {e.get("value") for e in root.iter("Relation")}
    assert [e.get("value") for e in root.iter("Text")] == ["$text"]
    for task in json.loads((tmp_path / "tasks.json").read_text()):
        results = task["predictions"][0]["result"]
        regions = {r["id"] for r in results if r.get("from_name") == "label"}
        for result in results:
            if result["type"] == "relation":
                assert {result["from_id"], result["to_id"]} <= regions
                assert set(result["labels"]) <= relations
                continue
            control = controls[result["from_name"]]
            assert kinds[control.tag] == result["type"]
            assert result["id"] in regions
            if result["type"] != "textarea":
                assert set(result["value"][result["type"]]) <= {child.get("value") for child in control}
                start, end = result["value"]["start"], result["value"]["end"]
                assert task["data"]["text"][start:end] == result["value"]["text"]
                assert control.get("choice") == "multiple" or len(result["value"][result["type"]]) == 1


def test_what_a_reviewer_changes_in_label_studio_is_in_gold(source: Source, tmp_path: Path) -> None:
    def change(results: list[dict[str, Any]]) -> None:
        only(results, "f2", "category")["value"]["choices"] = ["casualties"]
        only(results, "f2", "value")["value"]["text"] = ["1,012"]
        only(results, "f2", "low")["value"]["text"] = ["1,012"]
        only(results, "f2", "status")["value"]["choices"] = ["unverified"]
        results[:] = [r for r in results if r.get("id") != "f5" and r.get("to_id") != "f2"]
        at = STRIKE.index("Gunmen")
        place = {"start": at, "end": at + 6, "text": "Gunmen"}
        region = {"id": "new", "to_name": "text"}
        results += [
            {**region, "from_name": "label", "type": "labels", "value": {**place, "labels": ["source"]}},
            {**region, "from_name": "name", "type": "textarea", "value": {**place, "text": ["The Gunmen"]}},
            {"type": "relation", "from_id": "f2", "to_id": "new", "direction": "right", "labels": ["sources"]},
        ]

    found = read_reviewed("label-studio", tasks_with(source, tmp_path / "t", change))
    strike = [line for line in found.lines if line["article_id"] == "strike"]
    assert len(strike) == 4
    changed, part = strike[1], strike[2]
    assert (changed["value"], changed["low"], changed["high"]) == (1012, 1012, None)
    assert (changed["category"], changed["status"], part["part_of"]) == ("casualties", "unverified", None)
    assert [e["name"] for e in changed["sources"]] == ["Syrian Observatory for Human Rights", "The Gunmen"]
    assert found.problems("x") == []


def test_a_new_figure_needs_only_a_category(source: Source, tmp_path: Path) -> None:
    def change(results: list[dict[str, Any]]) -> None:
        kept = [r for r in results if r.get("id") in ("f2", "f3") and r["from_name"] in ("label", "category")]
        results[:] = kept

    found = read_reviewed("label-studio", tasks_with(source, tmp_path / "t", change))
    twelve, five = (line for line in found.lines if line["article_id"] == "strike")
    assert (twelve["value"], twelve["low"], twelve["high"], twelve["quantifier"]) == (12, 12, None, "at_least")
    assert (five["value"], five["quantifier"]) == (5, "exact")
    assert found.problems("x") == []


def test_a_value_alone_gets_the_bounds_of_its_quantifier(source: Source, tmp_path: Path) -> None:
    def change(results: list[dict[str, Any]]) -> None:
        results[:] = [r for r in results if r.get("id") == "f3" and r["from_name"] not in ("low", "high", "quantifier")]

    found = read_reviewed("label-studio", tasks_with(source, tmp_path / "t", change))
    line = next(line for line in found.lines if line["article_id"] == "strike")
    assert (line["value"], line["low"], line["high"], line["quantifier"]) == (5, 5, 5, "exact")


def results_in_utf_16(results: list[dict[str, Any]]) -> None:
    for result in results:
        for end in ("start", "end"):
            if "value" in result:
                before = STRIKE[: result["value"][end]]
                result["value"][end] = len(before.encode("utf-16-le")) // 2


def test_tasks_of_an_old_label_studio_count_utf_16_units(source: Source, tmp_path: Path) -> None:
    new = read_reviewed("label-studio", tasks_with(source, tmp_path / "new", lambda results: None))
    old = read_reviewed("label-studio", tasks_with(source, tmp_path / "old", results_in_utf_16))
    assert old.lines == new.lines


def drop(control: str) -> Callable[[list[dict[str, Any]]], None]:
    def change(results: list[dict[str, Any]]) -> None:
        results.remove(only(results, "f2", control))

    return change


def put(region: str, control: str, key: str, value: Any) -> Callable[[list[dict[str, Any]]], None]:
    def change(results: list[dict[str, Any]]) -> None:
        only(results, region, control)["value"][key] = value

    return change


def turn(results: list[dict[str, Any]]) -> None:
    next(r for r in results if r["type"] == "relation" and r["labels"] == ["actors"])["direction"] = "left"


def again(results: list[dict[str, Any]]) -> None:
    results.append({"type": "relation", "from_id": "f2", "to_id": "f5", "direction": "right", "labels": ["same_as"]})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (drop("category"), "category: task 1 (strike): '12' at"),
        (put("f2", "value", "text", ["a dozen"]), "value: task 1 (strike): 'a dozen' is no whole number"),
        (put("f2", "label", "text", "13"), "task 1 (strike): the text has nothing '13' at"),
        (put("f2", "label", "labels", ["person"]), "label: task 1 (strike): unknown label 'person'"),
        (put("f2", "status", "choices", ["maybe"]), "status: task 1 (strike): strike: figure '12'"),
        (turn, "actors: task 1 (strike): the relation actors"),
        (again, "same_as: task 1 (strike): the relation same_as"),
    ],
)
def test_what_is_no_gold_record_is_refused_with_its_place(change, expected, source, tmp_path):
    path = tasks_with(source, tmp_path / "t", change)
    with pytest.raises(DataError) as error:
        read_reviewed("label-studio", path)
    assert str(error.value).startswith(f"{path}: {expected}")


def test_a_label_that_gold_does_not_know_is_a_problem_of_its_line(source, tmp_path):
    found = read_reviewed("label-studio", tasks_with(source, tmp_path / "t", put("f2", "groups", "choices", ["elves"])))
    assert [str(p) for p in found.problems("new.jsonl")] == ["new.jsonl:4: groups: unknown label 'elves'"]


@pytest.mark.parametrize(
    ("annotations", "values"),
    [
        ([], None),
        ([{"result": [], "was_cancelled": True}], None),
        ([{"result": []}], []),
        (
            [{"id": 1, "updated_at": "2024-01-02", "result": 1}, {"id": 2, "updated_at": "2024-01-01", "result": []}],
            [12],
        ),
        ([{"id": 1, "updated_at": "2024-01-02", "result": 1}, {"id": 2, "ground_truth": True, "result": []}], []),
    ],
)
def test_the_ground_truth_or_the_last_annotation_counts(annotations, values, source, tmp_path):
    path = tasks_with(source, tmp_path / "t", lambda results: results.__setitem__(slice(None), results[:3]))
    tasks = json.loads(path.read_text())[:1]
    result = tasks[0]["annotations"][0]["result"]
    tasks[0]["annotations"] = [{**a, "result": result if a["result"] == 1 else a["result"]} for a in annotations]
    path.write_text(json.dumps(tasks))
    found = read_reviewed("label-studio", path)
    assert ([line["value"] for line in found.lines] if "strike" in found.texts else None) == values
    assert bool(found.remarks) == (values is None)


def test_doccano_counts_utf_16_units(source: Source, tmp_path: Path) -> None:
    export("doccano", source, tmp_path)
    row = json.loads((tmp_path / "doccano.jsonl").read_text().splitlines()[0])
    units = row["text"].encode("utf-16-le")
    for entity in row["entities"]:
        words = units[2 * entity["start_offset"] : 2 * entity["end_offset"]].decode("utf-16-le")
        if entity["label"] == "abducted":
            assert words == "dozens"
    known = {t["text"] for t in json.loads((tmp_path / "span_types.json").read_text())}
    assert {e["label"] for e in row["entities"]} <= known


def changed_row(source: Source, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    folder.mkdir()
    export("doccano", source, folder)
    path = folder / "doccano.jsonl"
    row = json.loads(path.read_text().splitlines()[0])
    change(row)
    path.write_text(json.dumps(row) + "\n")
    return path


def in_units(units: str) -> Callable[[dict[str, Any]], None]:
    import regex  # noqa: PLC0415 - the reference for this test alone

    def change(row: dict[str, Any]) -> None:
        text = row["text"]
        raw = text.encode("utf-16-le")
        for entity in row["entities"]:
            for end in ("start_offset", "end_offset"):
                before = raw[: 2 * entity[end]].decode("utf-16-le")
                entity[end] = len(regex.findall(r"\X", before)) if units == "graphemes" else len(before)

    return change


@pytest.mark.parametrize("units", ["graphemes", "code-points"])
def test_doccano_in_other_units(units, source, tmp_path):
    path = changed_row(source, tmp_path / "d", in_units(units))
    plain = changed_row(source, tmp_path / "e", lambda row: None)
    assert read_reviewed("doccano", path, units).lines == read_reviewed("doccano", plain).lines
    with pytest.raises(DataError, match="cannot read the number"):
        read_reviewed("doccano", plain, "code-points")


def test_a_figure_and_a_name_added_in_doccano(source: Source, tmp_path: Path) -> None:
    def change(row: dict[str, Any]) -> None:
        row["figures"], row["names"] = {}, {}

    found = read_reviewed("doccano", changed_row(source, tmp_path / "d", change))
    numbers = [(line["value"], line["low"], line["quantifier"]) for line in found.lines]
    assert numbers == [(12, 12, "exact"), (12, 12, "at_least"), (5, 5, "exact"), (None, 24, "vague"), (0, 0, "exact")]
    assert {e["name"] for line in found.lines for e in line["locations"]} == {None}
    assert sum(found.remarks.values()) == 5


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda row: row["entities"][0].update(start_offset=8, end_offset=9), "the text has nothing at 8-9"),
        (lambda row: row["entities"].append({"id": 99, "label": "status:denied", "start_offset": 0, "end_offset": 6}),
         "label: status:denied on 'Strike' at 0, where no figure is"),
        (lambda row: row["relations"][0].update(from_id=77), "does not begin at a figure"),
        (lambda row: row.pop("entities"), "entities: expected doccano's JSONL with relations"),
    ],
)  # fmt: skip
def test_what_doccano_cannot_mean_is_refused(change, expected, source, tmp_path):
    path = changed_row(source, tmp_path / "d", change)
    with pytest.raises(DataError) as error:
        read_reviewed("doccano", path)
    assert str(error.value).startswith(f"{path}:1: ")
    assert expected in str(error.value)


def test_brat_files_are_what_its_documentation_says(source: Source, tmp_path: Path) -> None:
    export("brat", source, tmp_path)
    assert (tmp_path / "strike.txt").read_bytes() == STRIKE.encode()
    lines = (tmp_path / "strike.ann").read_text().split("\n")[:-1]
    conf = (tmp_path / "annotation.conf").read_text()
    sections = dict(p.split("]", 1) for p in conf.split("[")[1:])
    assert list(sections) == ["entities", "relations", "events", "attributes"]
    declared = {name: {line.split("\t")[0] for line in part.split("\n")} for name, part in sections.items()}
    where = {"T": "entities", "R": "relations", "A": "attributes"}
    marks = [line.split("\t")[0] for line in lines]
    assert len(marks) == len(set(marks))
    for line in lines:
        mark, body = line.split("\t")[:2]
        if mark[0] in where:
            assert body.split(" ")[0] in declared[where[mark[0]]]
    assert "N1\tReference T7 GeoNames:169389\tIdlib" in lines


def test_a_brat_span_over_a_line_end_is_in_fragments(tmp_path: Path) -> None:
    texts = {"a": "Two\r\nhundred people were killed.\n"}
    row = {
        "article_id": "a", "id": "a/1", "section": "body", "number": {"start": 0, "end": 12, "text": texts["a"][:12]},
        "value": 200, "low": 200, "high": 200, "quantifier": "exact", "category": "killed",
        "affiliations": [], "actors": [], "locations": [], "sources": [],
    }  # fmt: skip
    dataset = Dataset.open(write_dataset(tmp_path / "dataset", as_records([row], texts), texts))
    found = out_and_back("brat", Source(dataset, texts), tmp_path / "brat")
    assert (tmp_path / "brat" / "a.ann").read_text().startswith("T1\tkilled 0 3;5 12\tTwo hundred\n")
    assert found.lines[0]["number"] == row["number"]


@pytest.mark.parametrize("name", ["a/b", "ö #1", "a.b", "100%"])
def test_an_id_that_is_no_file_name(name: str, tmp_path: Path) -> None:
    dataset = Dataset.open(write_dataset(tmp_path / "dataset", [], {name: STRIKE}))
    found = out_and_back("brat", Source(dataset, {name: STRIKE}), tmp_path / "brat")
    assert found.texts == {name: STRIKE}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\t12\n", "\t13\n", ":1: the text says '12'"),
        ("R1\tsame_as", "R1\tsource_of", "source_of: "),
        ("A1\tQuantifier", "A1\tMood", "Mood: "),
        ('{"value": 12', '{"worth": 12', "AnnotatorNotes: "),
        ("T1\tkilled 27 29", "T1\tkilled 27-29", ":1: is no brat annotation"),
    ],
)
def test_a_broken_annotation_is_named(old, new, expected, source, tmp_path):
    export("brat", source, tmp_path)
    path = tmp_path / "strike.ann"
    raw = path.read_bytes().decode()
    start = STRIKE.index("12")
    old, new = (
        part.replace("27 29", f"{start} {start + 2}").replace("27-29", f"{start}-{start + 2}") for part in (old, new)
    )
    raw = raw if old in raw else raw.replace("R1\t", "R1\tsame_as T2 T1\nR999\t")
    assert old in raw
    path.write_bytes(raw.replace(old, new, 1).encode())
    with pytest.raises(DataError) as error:
        read_reviewed("brat", path)
    assert str(error.value).startswith(f"{path}")
    assert expected in str(error.value)


def test_a_name_and_a_figure_added_in_brat(source: Source, tmp_path: Path) -> None:
    export("brat", source, tmp_path)
    path = tmp_path / "flood.ann"
    path.write_text(
        "T1\tdisplaced 42 47\t1,200\nA1\tUnit T1 households\nT2\tLocation 85 90\tBeira\n#1\tAnnotatorNotes T2\tBeira town\n"
        "R1\tlocations Arg1:T1 Arg2:T2\t\n#2\tAnnotatorNotes T1\tseen twice\n"
    )
    text = TEXTS["flood"]
    at, place = text.index("1,200", 10 + text.index("1,200")), text.index("Beira")
    raw = path.read_text().replace("42 47", f"{at} {at + 5}").replace("85 90", f"{place} {place + 5}")
    path.write_text(raw)
    line = read_reviewed("brat", path).lines[0]
    assert (line["value"], line["unit"], line["note"]) == (1200, "households", "seen twice")
    assert [e["name"] for e in line["locations"]] == ["Beira town"]
