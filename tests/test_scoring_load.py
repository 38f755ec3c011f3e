"""Reading and joining: lenient about absent keys, strict about everything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ScoringError
from extractor.schema import ArticleResult, FigureRecord, Span
from extractor.scoring import evaluate
from extractor.scoring.load import load_articles, load_figures, load_splits
from tests.scoring_cases import Record, articles, entity, figure


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


BAD_ROWS: list[tuple[str, Any, str]] = [
    ("not an object", [1], "expected a JSON object"),
    ("a misspelt key", figure("g", 0) | {"quantifer": "exact"}, "quantifer"),
    ("a string for a number", figure("g", 0) | {"value": "12"}, "value"),
    ("a fraction", figure("g", 0) | {"value": 1.5}, "value"),
    ("a truth value for a number", figure("g", 0) | {"value": True}, "value"),
    ("an unknown quantifier", figure("g", 0) | {"quantifier": "about"}, "quantifier"),
    ("no number", {"id": "g", "article_id": "a"}, "number"),
    ("no id", {k: v for k, v in figure("g", 0).items() if k != "id"}, "id"),
    ("a null list", figure("g", 0) | {"groups": None}, "groups"),
    ("a misspelt key of an entity", figure("g", 0, actors=[entity("x", None, nmae=1)]), "actors.0.nmae"),
    ("figures without an article", {"figures": []}, "string id"),
]


@pytest.mark.parametrize(("what", "row", "named"), BAD_ROWS, ids=[b[0] for b in BAD_ROWS])
def test_bad_rows_are_named_with_their_line(tmp_path: Path, what: str, row: Any, named: str) -> None:
    path = write(tmp_path / "gold.jsonl", [figure("first", 50), row])
    with pytest.raises(ScoringError, match=r"gold\.jsonl:2: ") as raised:
        load_figures(path)
    assert named in str(raised.value)


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="cannot read"):
        load_figures(tmp_path / "none.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScoringError, match="cannot read"):
        load_figures(tmp_path / "binary.jsonl")
    (tmp_path / "half.jsonl").write_text('\n{"id": ', encoding="utf-8")
    with pytest.raises(ScoringError, match=r"half\.jsonl:2: not JSON"):
        load_figures(tmp_path / "half.jsonl")
    with pytest.raises(ScoringError, match="is a folder"):
        load_articles(tmp_path)


def test_line_separators_inside_strings_do_not_split_lines(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    row = figure("g", 0) | {"note": "a\u2028b\u0085c"}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert load_figures(path).figures[0].note == "a\u2028b\u0085c"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([figure("g", 0), figure("g", 10)], "used twice: g"),
        ([figure("g", 3, end=3)], "empty span: g"),
    ],
)
def test_records_that_cannot_be_scored(rows: list[Record], problem: str) -> None:
    with pytest.raises(ScoringError, match=problem):
        load_figures(rows)


JOINS: list[tuple[str, list[str], list[str] | None, list[str], str]] = [
    # what, articles with gold, articles list, articles with predictions, the error ("" is none)
    ("all there", ["a", "b"], None, ["a", "b"], ""),
    ("article without a figure in the list", ["a"], ["a", "b"], ["a"], ""),
    ("nothing predicted for a listed article", ["a", "b"], ["a", "b"], ["a"], ""),
    ("gold not in the list", ["a", "x"], ["a"], ["a"], "gold names articles .*: x"),
    ("prediction not in the list", ["a"], ["a"], ["a", "y"], "predictions name unknown articles: y"),
    ("prediction not in gold, no list", ["a"], None, ["a", "z"], "unknown articles: z"),
    ("missing, no list", ["a", "b", "c"], None, ["a"], "lack these articles: b, c .*articles list"),
    ("a part of a listed text", ["a"], ["a"], ["a#2"], ""),
    ("a part of an unknown text", ["a"], ["a"], ["q#2"], "unknown articles: q#2"),
]


@pytest.mark.parametrize(("what", "gold", "listed", "predicted", "problem"), JOINS, ids=[j[0] for j in JOINS])
def test_join(what: str, gold: list[str], listed: list[str] | None, predicted: list[str], problem: str) -> None:
    golds = [figure(f"g{i}", 0, article_id=i) for i in gold]
    guesses = [figure(f"p{i}", 0, article_id=i) for i in predicted]
    rows = None if listed is None else articles(*listed)
    if problem:
        with pytest.raises(ScoringError, match=problem):
            evaluate([golds], rows, guesses, resamples=0)
    else:
        report = evaluate([golds], rows, guesses, resamples=0)
        assert report.signature.articles == len(listed or gold)
        found = report.subsets["all"].levels["found"]
        assert found is not None
        assert (found.right, found.predicted, found.gold) == (len(predicted), len(predicted), len(gold))


def test_article_results_tell_which_articles_were_read() -> None:
    results = [
        {"id": "a", "figures": [figure("p", 0)], "others": [{"id": "a#2", "figures": []}]},
        {"id": "b", "figures": []},
    ]
    assert load_figures(results).processed == frozenset({"a", "b", "a#2"})
    gold = [figure("g", 0), figure("h", 0, article_id="b")]
    assert evaluate([gold], None, results, resamples=0).signature.articles == 2
    with pytest.raises(ScoringError, match="lack these articles: c"):
        evaluate([gold], articles("a", "b", "c"), results, resamples=0)


def test_schema_objects_are_taken_as_they_are() -> None:
    record = FigureRecord(
        id="p", article_id="a", section="body", number=Span(start=0, end=2, text="12"),
        sentence=Span(start=0, end=2, text="12"),
        value=12, low=12, high=12, quantifier="exact", category="killed",
    )  # fmt: skip
    result = ArticleResult(
        id="a", sha256="", blocks=1, repeated_blocks=0, sentences=1, parsed_sentences=1, figures=(record,)
    )
    gold = [figure("g", 0, 12, number={"start": 0, "end": 2, "text": "12"})]
    for predictions in ([record], [result]):
        report = evaluate([gold], articles("a"), predictions, resamples=0)
        full = report.subsets["explicit"].levels["full"]
        assert full is not None
        assert full.right == 1
    # The default confidence was never stated, so it is not judged.
    assert evaluate([gold], articles("a"), [record], resamples=0).calibration is None


SPLITS: list[tuple[str, str | None, dict[str, list[str]] | None, int, str]] = [
    ("whole", None, None, 3, ""),
    ("by the articles' own key", "dev", None, 2, ""),
    ("by a splits file", "mine", {"mine": ["c"], "rest": ["a", "b"]}, 1, ""),
    ("an unknown split", "tset", None, 0, r"no article is in split 'tset'.*: dev, test"),
    ("an unknown split of the file", "dev", {"mine": ["c"]}, 0, "no split 'dev'; there are mine"),
    ("a split with an unknown article", "mine", {"mine": ["zz"]}, 0, "unknown articles: zz"),
]


@pytest.mark.parametrize(("what", "split", "splits", "count", "problem"), SPLITS, ids=[s[0] for s in SPLITS])
def test_splits(what: str, split: str | None, splits: dict[str, list[str]] | None, count: int, problem: str) -> None:
    rows = [{"id": "a", "split": "dev"}, {"id": "b", "split": "dev"}, {"id": "c", "split": "test"}]
    gold = [figure(f"g{i}", 0, article_id=i) for i in "abc"]
    if problem:
        with pytest.raises(ScoringError, match=problem):
            evaluate([gold], rows, gold, split, splits=splits, resamples=0)
    else:
        report = evaluate([gold], rows, gold, split, splits=splits, resamples=0)
        assert report.signature.articles == report.signature.figures == count
        assert report.signature.split == (split or "all")


def test_a_splits_file_lists_the_articles_too(tmp_path: Path) -> None:
    path = tmp_path / "splits.json"
    path.write_text(json.dumps({"dev": ["a", "b"], "test": ["c"], "seed": 7}), encoding="utf-8")
    assert load_splits(path) == {"dev": {"a", "b"}, "test": {"c"}}
    assert evaluate([[figure("g", 0)]], None, [], "dev", splits=path, resamples=0).signature.articles == 2
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ScoringError, match="expected an object"):
        load_splits(path)


def test_offsets_must_slice_back() -> None:
    text = "😀 12 died in Beirut."
    good = figure("p", 2, number={"start": 2, "end": 4, "text": "12"}, locations=[entity("Beirut", "Beirut", 13)])
    # As UTF-16 counts: the emoji is two units there.
    shifted = good | {"number": {"start": 3, "end": 5, "text": "12"}}
    moved = good | {"locations": [entity("Beirut", "Beirut", 14)]}
    rows = [{"id": "a", "text": text}]
    assert evaluate([[good]], rows, [good], resamples=0).signature.figures == 1
    for bad in (shifted, moved):
        with pytest.raises(ScoringError, match=r"do not slice back.*: p"):
            evaluate([[good]], rows, [bad], resamples=0)


def test_dangling_links_in_gold_are_errors() -> None:
    with pytest.raises(ScoringError, match="links to records that are not there: nowhere"):
        evaluate([[figure("g", 0, part_of="nowhere")]], articles("a"), [], resamples=0)


def test_no_gold_and_double_articles() -> None:
    with pytest.raises(ScoringError, match="no gold file"):
        evaluate([], articles("a"), [])
    with pytest.raises(ScoringError, match="article a is listed twice"):
        evaluate([[figure("g", 0)]], articles("a", "a"), [])


def test_the_callers_records_are_not_changed() -> None:
    gold, predicted = [figure("g", 5), figure("h", 0)], [figure("p", 0)]
    before = json.dumps([gold, predicted])
    evaluate([gold], articles("a"), predicted, resamples=0)
    assert json.dumps([gold, predicted]) == before
