"""What people see: reports, error analysis, comparison of runs, agreement, the command."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from extractor.scoring import (
    agree,
    compare_runs,
    evaluate,
    render_agreement,
    render_comparison,
    render_errors,
    render_markdown,
    render_terminal,
    write_report,
)  # fmt: skip
from extractor.scoring.__main__ import main
from extractor.scoring.errors_report import ErrorAnalysis, cell, group_of, phenomena, sentence_of
from extractor.scoring.load import ArticleInfo, Figure
from tests.scoring_cases import Record, articles, entity, figure

TEXT = (
    "Fire kills 12 in Beirut\n\nAt least 12 people died on Friday. Another 30 were hurt, officials said. "
    "The 40 guests left. Nobody else was hurt."
)


def at(id: str, number: str, value: int | None, **fields: Any) -> Record:
    start = fields.pop("start", TEXT.index(number))
    span = {"start": start, "end": start + len(number), "text": number}
    return figure(id, start, value, **{"number": span, **fields})


GOLD = [
    at("g1", "12", 12, section="title"),
    at("g2", "12", 12, start=TEXT.index("12 people"), quantifier="at_least", high=None, same_as="g1"),
    at("g3", "30", 30, category="injured", sources=[entity("officials", None, TEXT.index("officials"))]),
    at("g4", "Nobody", 0, category="injured", status="denied"),
]
EVIDENCE = {"field": "category", "span": {"start": 0, "end": 4, "text": "Fire"}, "rule": "near"}
PREDICTED = [
    at("p1", "12", 12, start=TEXT.index("12 people"), confidence=0.9),
    at("p2", "30", 30, category="injured", groups=["men"], confidence=0.9),
    at("p3", "40", 40, evidence=[EVIDENCE]),
    at("p4", "Nobody", 0, category="injured", status="denied"),
    at("p5", "Nobody", 0, category="killed", status="denied"),
]  # fmt: skip
ARTICLES = [{"id": "a", "text": TEXT, "style": "local|wire", "topic": "fire"}]


def analysis(gold: list[Record] = GOLD, predicted: list[Record] = PREDICTED) -> ErrorAnalysis:
    errors = evaluate([gold], ARTICLES, predicted, resamples=5).errors
    assert errors is not None
    return errors


def test_errors_are_listed_in_reading_order_with_their_sentences() -> None:
    listed = [(e.kind, e.field, e.number.text, e.gold, e.predicted) for e in analysis().errors]
    assert listed == [
        ("miss", None, "12", "exact 12 killed", None),
        ("wrong", "high", "12", "none", "12"),
        ("wrong", "quantifier", "12", "at_least", "exact"),
        ("wrong", "same_as", "12", "g1", "none"),
        ("wrong", "groups", "30", "none", "men"),
        ("wrong", "sources", "30", "NIL [officials]", "none"),
        ("false", None, "40", None, "exact 40 killed"),
        ("false", None, "Nobody", None, "exact 0 killed"),
    ]
    sentences = [e.sentence for e in analysis().errors]
    assert sentences[0] == "Fire kills 12 in Beirut"
    assert sentences[1] == "At least 12 people died on Friday."
    assert sentences[4] == "Another 30 were hurt, officials said."
    assert sentences[6] == "The 40 guests left."


def test_errors_are_grouped_by_phenomenon_and_rule() -> None:
    groups = {(g.kind, g.group, g.rule): g.count for g in analysis().groups}
    assert groups == {
        ("miss", "headline", ""): 1,
        ("false", "no cue in sentence", "near"): 1,
        ("false", "duplicate", ""): 1,
        ("wrong", "high: other", ""): 1,
        ("wrong", "quantifier: at_least read as exact", ""): 1,
        ("wrong", "same_as: missing", ""): 1,
        ("wrong", "groups: extra", ""): 1,
        ("wrong", "sources: missing", ""): 1,
    }
    assert sum(groups.values()) == len(analysis().errors)


@pytest.mark.parametrize(
    ("fields", "sentence", "first"),
    [
        ({"implicit": True}, "A man was killed.", "implicit"),
        ({"value": 0}, "No one was killed.", "zero"),
        ({"section": "title"}, "12 killed", "headline"),
        ({"quantifier": "between"}, "Between 3 and 5 were killed.", "range"),
        ({"quantifier": "vague"}, "Dozens were killed.", "vague"),
        ({"measure": "increase"}, "The toll rose by 14.", "rise or fall"),
        ({"unit": "households"}, "40 families were displaced.", "households"),
        ({"status": "projected"}, "12 could be killed.", "status projected"),
        ({}, "TWELVE KILLED IN BLAST", "uppercase"),
        ({}, "There were 12 of them.", "no cue in sentence"),
        ({}, "They arrested 12.", "cue of another category only"),
        ({}, "12 men, aged 20 to 30, were killed.", "beside age"),
        ({}, "The attack killed 12 and wounded 30.", "several categories in sentence"),
        ({"number": {"start": 0, "end": 6, "text": "twelve"}}, "It killed twelve.", "number word"),
        ({"quantifier": "at_least"}, "It killed at least 12.", "hedged"),
        ({"part_of": "x"}, "It killed 12.", "part of a total"),
        ({}, "It killed 12.", "plain"),
    ],
)
def test_phenomena(fields: Record, sentence: str, first: str) -> None:
    record = figure("g", 0, 12) | {"number": {"start": 0, "end": 2, "text": "12"}} | fields
    assert phenomena(Figure.model_validate_json(json.dumps(record)), sentence)[0] == first


def test_sentence_without_a_text_is_the_number() -> None:
    record = Figure.model_validate_json(json.dumps(figure("g", 0)))
    assert sentence_of(ArticleInfo(id="a"), record) == "??"


def test_errors_can_be_left_out() -> None:
    report = evaluate([GOLD], ARTICLES, PREDICTED, errors=False, resamples=5)
    shown = report.to_json() + render_markdown(report)
    assert report.errors is None
    assert "guests" not in shown
    assert "p3" not in shown


def test_errors_markdown_has_every_error_once() -> None:
    found = analysis()
    text = render_errors(found)
    assert text.count("\n- **") == len(found.errors)
    for e in found.errors:
        assert cell(e.sentence) in text
        assert cell(group_of(e)) in text


@pytest.mark.parametrize("text", ["a|b", "<script>", "*x*", "[a](b)", "line\nbreak", "`code`", "a_b"])
def test_cells_hold_no_markup(text: str) -> None:
    shown = cell(text)
    assert "\n" not in shown
    for mark in "|<*[]`_":
        assert shown.count(mark) == shown.count(f"\\{mark}")


def test_json_markdown_and_terminal_show_the_same_numbers() -> None:
    report = evaluate([GOLD], ARTICLES, PREDICTED, resamples=5)
    core = report.subsets["explicit"].levels["core"]
    assert core is not None
    assert core.f1 == pytest.approx(4 / 9)
    whole = json.loads(report.to_json())
    assert whole["subsets"]["explicit"]["levels"]["core"]["f1"] == core.f1
    assert whole["signature"]["text"] == str(report.signature)
    markdown = render_markdown(report)
    console = Console(file=io.StringIO(), width=80)
    render_terminal(report, console, complete=True)
    assert isinstance(console.file, io.StringIO)
    terminal = console.file.getvalue()
    for shown in (markdown, terminal):
        assert str(report.signature) in shown
        assert ".444" in shown
    assert "| core | .400 | .500 | .444 | 2 | 5 | 4 |" in markdown
    assert "| local\\|wire | 4 | 5 |" in markdown


def test_the_terminal_cuts_no_number_at_80_columns() -> None:
    console = Console(file=io.StringIO(), width=80)
    render_terminal(evaluate([GOLD], ARTICLES, PREDICTED, resamples=5), console)
    assert isinstance(console.file, io.StringIO)
    assert "…" not in console.file.getvalue()


def test_metrics_leave_out_what_is_not_defined() -> None:
    metrics = evaluate([GOLD], ARTICLES, PREDICTED, resamples=5).metrics()
    assert metrics["explicit.found.recall"] == 3 / 4
    assert "implicit.found.f1" not in metrics
    assert "explicit.entities.sources.id.f1" not in metrics
    assert metrics["explicit.fields.same_as.accuracy"] == 2 / 3


def test_comparison_names_what_got_fixed_and_what_broke() -> None:
    new = [
        at("n0", "12", 12, section="title"),
        *(r for r in PREDICTED if r["id"] not in ("p2", "p3")),
        at("p2", "30", 30, category="killed"),
        at("p6", "12", 12, start=TEXT.index("12 people")),
    ]
    comparison = compare_runs([GOLD], ARTICLES, PREDICTED, new, resamples=5)
    assert [(c.outcome, c.what, c.number.text) for c in comparison.changes] == [
        ("fixed", "found", "12"),
        ("broke", "false figure", "12"),
        ("fixed", "groups", "30"),
        ("broke", "category", "30"),
        ("fixed", "false figure", "40"),
    ]
    differences = {d.level: (d.old, d.new) for d in comparison.differences}
    assert differences["found"] == (6 / 9, 8 / 10)
    assert differences["core"] == (4 / 9, 4 / 10)
    text = render_comparison(comparison)
    assert "## Broke: 2" in text
    assert "## Fixed: 3" in text
    assert "| found | .667 | .800 | +0.133 |" in text


def test_comparison_of_a_run_with_itself_and_blind() -> None:
    same = compare_runs([GOLD], ARTICLES, PREDICTED, iter(PREDICTED), resamples=5)
    assert same.changes == ()
    assert all(d.old == d.new for d in same.differences)
    blind = compare_runs([GOLD], ARTICLES, PREDICTED, [], figures=False, resamples=5)
    assert blind.changes == ()
    assert "guests" not in render_comparison(blind)


def test_agreement_is_the_same_in_both_directions() -> None:
    a = [figure("1", 0, groups=["men"]), figure("2", 10, part_of="1"), figure("3", 20, implicit=True)]
    b = [figure("1", 0, groups=["men", "women"]), figure("2", 10), figure("4", 40)]
    one, two = agree(a, b), agree(b, a)
    assert one.found == two.found == 4 / 6
    assert one.core == 4 / 6
    assert one.full == two.full == 0.0
    assert one.score("groups") == two.score("groups") == 2 / 3
    assert one.score("part_of") == 0.5
    assert one.score("category") == 1.0
    assert (one.figures_a, one.figures_b, one.articles) == (3, 3, 1)
    assert one.disagreements is not None
    kinds = [(e.kind, e.field) for e in one.disagreements.errors]
    assert kinds == [("wrong", "groups"), ("wrong", "part_of"), ("miss", None), ("false", None)]


def test_agreement_counts_articles_that_only_one_pass_has() -> None:
    a, b = [figure("1", 0)], [figure("2", 0, article_id="b")]
    assert agree(a, b).found == 0.0
    assert agree(a, b, ["a", "b", "c"]).articles == 3
    assert agree(a, b, articles("a", "b")).articles == 2
    table = render_agreement(agree(a, a))
    assert "| found | F1 |  | 1.000 |  |" in table
    assert "| groups | F1 | 1 | – | 1.000 |" in table


class TestCommand:
    @pytest.fixture
    def files(self, tmp_path: Path) -> Path:
        for name, rows in {"gold": GOLD, "records": PREDICTED, "articles": ARTICLES, "old": []}.items():
            lines = [json.dumps(r | {"split": "dev"} if name == "articles" else r) for r in rows]
            (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    def run(self, files: Path, *more: str) -> int:
        names = [f"--{n}={files / n}.jsonl" for n in ("gold", "records", "articles")]
        return main([*names, *more])

    def test_writes_everything(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out = files / "out"
        assert self.run(files, "--split=dev", f"--against={files / 'old.jsonl'}", f"-o{out}") == 0
        assert {p.name for p in out.iterdir()} == {"report.json", "report.md", "errors.md", "changes.md"}
        assert "split:dev" in capsys.readouterr().out

    def test_blind(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        out = files / "out"
        assert self.run(files, "--no-errors", f"--against={files / 'old.jsonl'}", f"-o{out}") == 0
        shown = capsys.readouterr().out + "".join(p.read_text(encoding="utf-8") for p in out.iterdir())
        assert {p.name for p in out.iterdir()} == {"report.json", "report.md", "changes.md"}
        assert "guests" not in shown

    def test_says_what_does_not_fit(self, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.run(files, "--split=nope") == 1
        assert "no article is in split 'nope'" in capsys.readouterr().err


def test_write_report_returns_the_paths(tmp_path: Path) -> None:
    report = evaluate([GOLD], ARTICLES, PREDICTED, errors=False, resamples=5)
    paths = write_report(report, tmp_path / "deep" / "er")
    assert [p.name for p in paths] == ["report.json", "report.md"]
    assert all(p.exists() for p in paths)
