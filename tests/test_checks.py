"""The lints: a sound corpus and gold pass, and each kind of mistake is named with its place."""

from __future__ import annotations

import json

import pytest

from extractor.checks import check_corpus, check_gold, check_lexicons, check_passes
from extractor.errors import DataError

TEXT = "Ferry sinks\n\nAt least 38 people drowned off Mindoro, the coast guard said. Among them: 12 children."
META = {
    "id": "ferry", "title": "Ferry sinks", "date": "2023-05-14", "style": "wire", "topic": "shipwreck",
    "country": "PH", "invented": "true", "note": "a part of a total",
}  # fmt: skip


def mention(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def record(key: str, number: str, **fields: object) -> dict[str, object]:
    value = int(number)
    base = {
        "article_id": "ferry", "id": f"ferry/{key}", "section": "body", "number": mention(number),
        "value": value, "low": value, "high": value, "quantifier": "exact", "category": "killed",
    }  # fmt: skip
    return {**base, **fields}


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ferry.txt").write_text(TEXT)
    write_meta(folder)
    return folder


def write_meta(folder, **changes: str | None) -> None:
    lines = [f"{key}: {value}" for key, value in {**META, **changes}.items() if value is not None]
    (folder / "ferry.yaml").write_text("\n".join(lines) + "\n")


def problems(found: tuple[int, list[DataError]], folder) -> list[str]:
    return [str(problem).replace(f"{folder}/", "") for problem in found[1]]


def test_a_sound_corpus(corpus):
    assert check_corpus(corpus) == (1, [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "other"}, "ferry.yaml: id: 'other' is not the file's stem"),
        ({"id": "Ferry Boat"}, "ferry.yaml:1: id: String should match pattern"),
        ({"style": "blog"}, "ferry.yaml:4: style: Input should be 'wire'"),
        ({"topic": "weather"}, "ferry.yaml:5: topic: Input should be"),
        ({"country": "Philippines"}, "ferry.yaml:6: country: String should match pattern"),
        ({"invented": "maybe"}, "ferry.yaml:7: invented: Input should be a valid boolean"),
        ({"note": None}, "ferry.yaml:1: note: Field required"),
        ({"extra": "x"}, "ferry.yaml:9: extra: unknown key"),
    ],
)
def test_metadata_is_checked(corpus, changes, expected):
    write_meta(corpus, **changes)
    found = problems(check_corpus(corpus), corpus)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_a_wrong_date_is_told_once_a_file(corpus):
    write_meta(corpus, date="May 14")
    found = problems(check_corpus(corpus), corpus)
    assert any("date: 'May 14' is no date" in problem for problem in found)


def test_texts_and_metadata_come_in_pairs(corpus):
    (corpus / "lone.yaml").write_text("id: lone\n")
    (corpus / "bare.txt").write_text("Head")
    (corpus / "empty.txt").write_text("")
    assert problems(check_corpus(corpus), corpus) == [
        "empty.txt: is empty",
        "bare.txt: has no metadata beside it (a .yaml file)",
        "empty.txt: has no metadata beside it (a .yaml file)",
        "lone.yaml: has no article beside it (a .txt file)",
    ]


TOTAL = record("f1", "38", quantifier="at_least", high=None)
PART = record("f2", "12", part_of="ferry/f1", groups=["children"])


def check(corpus, *records: object) -> list[str]:
    gold = corpus.parent / "gold.jsonl"
    gold.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records) + "\n")
    return problems(check_gold(gold, corpus), corpus.parent)


def test_a_sound_gold_file(corpus):
    source = {"mention": mention("coast guard"), "name": "Philippine Coast Guard"}
    period = {"start": "2023-05", "end": None, "text": "drowned"}
    assert check(corpus, {**TOTAL, "sources": [source], "period": period}, PART) == []


GOLD_MISTAKES = [
    ({"number": {"start": 23, "end": 25, "text": "83"}}, "number: '83' is not what stands at 23-25"),
    ({"number": {"start": 900, "end": 902, "text": "38"}}, "number: '38' is not what stands at 900-902"),
    ({"category": "drowned"}, "category: unknown label 'drowned'"),
    ({"also": ["hurt"]}, "also: unknown label 'hurt'"),
    ({"groups": ["kids"]}, "groups: unknown label 'kids'"),
    ({"causes": ["boat"]}, "causes: unknown label 'boat'"),
    ({"quantifier": "about"}, "quantifier: Input should be 'exact'"),
    ({"status": "true"}, "status: Input should be 'reported'"),
    ({"colour": "red"}, "colour: Extra inputs are not permitted"),
    ({"value": "38"}, "value: Input should be"),
    (
        {"low": 39, "high": None, "quantifier": "at_least"},
        "value: low ≤ value ≤ high does not hold: 39, 38, None",
    ),
    ({"value": 40, "low": 38, "high": 40}, "low: an exact 40 with the bounds 38, 40"),
    ({"value": None, "low": None, "high": None}, "value: None with the quantifier exact"),
    ({"quantifier": "vague"}, "value: 38 with the quantifier vague"),
    ({"quantifier": "at_least", "low": None, "high": None}, "low: is missing with the quantifier at_least"),
    ({"quantifier": "at_most", "low": None, "high": None}, "high: is missing with the quantifier at_most"),
    ({"quantifier": "between", "value": None, "high": None}, "high: is missing with the quantifier between"),
    ({"part_of": "ferry/f9"}, "part_of: 'ferry/f9' is no record of ferry"),
    ({"same_as": "ferry/f1"}, "same_as: runs in a cycle"),
    ({"part_of": "ferry/f2"}, "part_of: runs in a cycle"),
    ({"article_id": "train"}, "article_id: 'train' is no article of the corpus"),
    (
        {"period": {"start": None, "end": None, "text": "on Monday"}},
        "period.text: 'on Monday' is not in the article",
    ),
    (
        {"sources": [{"mention": {"start": 0, "end": 5, "text": "Fairy"}, "name": None}]},
        "sources.0.mention: 'Fairy' is not what stands at 0-5",
    ),
]


@pytest.mark.parametrize(("changes", "expected"), GOLD_MISTAKES, ids=[row[1] for row in GOLD_MISTAKES])
def test_a_mistake_in_gold_is_named_with_its_line(corpus, changes, expected):
    found = check(corpus, {**record("f1", "38"), **changes}, PART)
    assert found[0].startswith(f"gold.jsonl:1: {expected}")


def test_what_is_wrong_between_gold_records(corpus):
    assert check(corpus, TOTAL, {**PART, "id": "ferry/f1"})[0] == (
        "gold.jsonl:2: id: 'ferry/f1' is used on line 1 already"
    )
    wide = {"start": TEXT.index("38"), "end": TEXT.index("38") + 9, "text": "38 people"}
    assert check(corpus, TOTAL, {**record("f3", "38"), "number": wide}) == [
        "gold.jsonl:2: number: overlaps with the number of ferry/f1"
    ]


def test_a_line_that_is_no_json(corpus):
    found = check(corpus, "{", "", PART)
    assert found[0].startswith("gold.jsonl:1: ")
    assert "Invalid JSON" in found[0]


def test_a_gold_file_that_is_not_there(corpus):
    with pytest.raises(DataError, match="cannot be read"):
        check_gold(corpus / "none.jsonl", corpus)


def test_label_files_of_the_passes(corpus, tmp_path):
    labels = tmp_path / "gold" / "passes" / "a"
    labels.mkdir(parents=True)
    (labels / "ferry.yaml").write_text(
        'article: ferry\nfigures:\n- {key: f1, at: "[38] people", category: killed, quantifier: at_least}\n'
    )
    assert check_passes(tmp_path) == (1, [])
    (labels / "train.yaml").write_text("article: train\nfigures: []\n")
    assert len(check_passes(tmp_path)[1]) == 1


def test_the_packages_own_lexicons_are_sound():
    count, found = check_lexicons()
    assert count > 70
    assert found == []
