"""The command line, run as a process: what it writes where, and the codes that it exits with."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.schema import FigureRecord
from extractor.writers import csv_columns

BOMB = "Bomb kills 12 in Kabul\n\nA bomb killed 12 people and wounded 30 others in Kabul on Monday, he said.\n"
FLOOD = "Flood kills 9 in Nairobi\n\nA flood killed 9 people in Nairobi, officials said on Tuesday.\n"
DULL = "Markets close higher\n\nThe index rose 1.2 percent to 7,214 points and oil cost $71 a barrel.\n"


def cli(*arguments: object, stdin: str | bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "extractor.cli", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent), "COLUMNS": ""},
    )


def records(output: bytes) -> list[FigureRecord]:
    return [FigureRecord.model_validate_json(line) for line in output.splitlines()]


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def values(found: list[FigureRecord]) -> list[tuple[str, int | None, str]]:
    return [(r.article_id, r.value, r.category) for r in found]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "deep").mkdir(parents=True)
    (folder / "bomb.txt").write_text(BOMB)
    (folder / "bomb.yaml").write_text("title: Bomb kills 12 in Kabul\ndate: 2024-01-02\nstyle: wire\n")
    (folder / "dull.txt").write_text(DULL)
    (folder / "deep" / "more.jsonl").write_text(
        json.dumps({"id": "flood", "text": FLOOD, "url": "https://example.org/1", "desk": "Africa"}) + "\n"
    )
    return folder


EXPECTED = [
    ("bomb", 12, "killed"),
    ("bomb", 12, "killed"),
    ("bomb", 30, "injured"),
    ("flood", 9, "killed"),
    ("flood", 9, "killed"),
]
BAD_FILES = {
    "b-binary.txt": b"\x00\x01",
    "b-empty.txt": b"",
    "b-latin.txt": b"Caf\xe9 12 killed",
    "z-rows.jsonl": b'[1]\n{"id": "x"}\n{"id": "bomb", "text": "T"}\n',
}


def test_records_go_to_stdout_and_everything_else_to_stderr(articles):
    done = cli("extract", articles / "bomb.txt")
    assert done.returncode == 0
    found = records(done.stdout)
    assert values(found) == EXPECTED[:3]
    assert all(BOMB[r.number.start : r.number.end] == r.number.text for r in found)
    assert all(BOMB[r.sentence.start : r.sentence.end] == r.sentence.text for r in found)
    assert b"3 figures in 1 articles" in done.stderr


def test_a_folder_of_all_kinds(articles, tmp_path):
    (articles / "notes.md").write_text("12 people were killed")
    done = cli("extract", articles, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"skipped: 1 files" in done.stderr
    out = tmp_path / "out"
    assert sorted(p.name for p in out.iterdir()) == [
        "articles.jsonl",
        "errors.jsonl",
        "records.jsonl",
        "run.json",
    ]
    assert values(records((out / "records.jsonl").read_bytes())) == EXPECTED
    listed = rows(out / "articles.jsonl")
    assert [(a["id"], a["figures"], a["date"]) for a in listed] == [
        ("bomb", 3, "2024-01-02"),
        ("flood", 2, None),
        ("dull", 0, None),
    ]
    assert listed[1]["extra"] == {"desk": "Africa"}
    assert listed[1]["line"] == 1
    assert (out / "errors.jsonl").read_bytes() == b""
    run = json.loads((out / "run.json").read_text())
    assert run["counts"] | {"characters": 0, "sentences": 0} == {
        "inputs": 3, "failed": 0, "articles": 3, "characters": 0, "sentences": 0, "figures": 5,
        "categories": {"injured": 1, "killed": 4},
    }  # fmt: skip
    assert run["inputs"]["files"] == 3
    assert [Path(p).name for p in run["inputs"]["skipped"]] == ["notes.md"]
    assert run["config_hash"]
    assert {"python", "figure-extractor", "spacy"} <= set(run["versions"])


def test_the_bytes_do_not_depend_on_the_number_of_processes(articles, tmp_path):
    for name, data in BAD_FILES.items():
        (articles / name).write_bytes(data)
    for i in range(10):
        (articles / f"z{i}.txt").write_text(BOMB.replace("12", str(i + 12)))
    for jobs in (1, 3):
        done = cli("extract", articles, "-o", tmp_path / f"out{jobs}", "--jobs", jobs)
        assert (done.returncode, done.stderr.count(b": extract: ")) == (1, 0), done.stderr
    for name in ("records.jsonl", "articles.jsonl", "errors.jsonl"):
        assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out3" / name).read_bytes(), name


def test_bad_input_is_reported_and_the_rest_is_complete(articles, tmp_path):
    assert cli("extract", articles, "-o", tmp_path / "good").returncode == 0
    for name, data in BAD_FILES.items():
        (articles / name).write_bytes(data)
    done = cli("extract", articles, articles / "none.txt", articles / "x.pdf", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert (tmp_path / "out" / "records.jsonl").read_bytes() == (tmp_path / "good" / "records.jsonl").read_bytes()
    errors = [(Path(str(e["path"])).name, e["line"], e["key"]) for e in rows(tmp_path / "out" / "errors.jsonl")]
    assert errors == [
        ("b-binary.txt", None, None),
        ("b-empty.txt", None, None),
        ("b-latin.txt", None, None),
        ("z-rows.jsonl", 1, None),
        ("z-rows.jsonl", 2, "text"),
        ("z-rows.jsonl", 3, "id"),
        ("none.txt", None, None),
        ("x.pdf", None, None),
    ]
    assert b"z-rows.jsonl:2: text: is missing" in done.stderr
    assert b"b-latin.txt: is no UTF-8" in done.stderr


def test_csv(articles, tmp_path):
    assert cli("extract", articles, "-o", tmp_path / "out", "--format", "csv").returncode == 0
    text = (tmp_path / "out" / "records.csv").read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(table[0]) == csv_columns()
    assert [(r["article_id"], int(r["value"]), r["category"]) for r in table] == EXPECTED
    assert cli("extract", articles, "--format", "csv").stdout.decode().split() == text.split()


def test_the_table(articles, tmp_path):
    done = cli("extract", articles, "-o", tmp_path / "out", "--table")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert text.count("bomb ") == 3
    assert "by category: killed 4, injured 1" in text
    assert "records.jsonl" in text


def test_the_default_date_dates_what_has_none(articles):
    dated = {r.article_id: r.period for r in records(cli("extract", articles, "--date", "2024-05-08").stdout)}
    assert dated["flood"] is None or dated["flood"].start != "2024-01-02"
    one = records(cli("extract", "-", "--date", "2024-05-08", stdin=BOMB).stdout)
    assert [r.period.start for r in one if r.section == "body" and r.period] == ["2024-05-06", "2024-05-06"]


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [
        (BOMB, [("stdin", *e[1:]) for e in EXPECTED[:3]]),
        (json.dumps({"id": "n1", "text": FLOOD}), [("n1", 9, "killed"), ("n1", 9, "killed")]),
        (DULL, []),
    ],
)
def test_standard_input(stdin, expected):
    done = cli("extract", "-", stdin=stdin)
    assert done.returncode == 0
    assert values(records(done.stdout)) == expected


def test_standard_input_that_is_bad():
    done = cli("extract", "-", stdin=b"\xff")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"<stdin>: is no UTF-8: invalid start byte at byte 0" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], b"the following arguments are required: COMMAND"),
        (["read"], b"invalid choice: 'read'"),
        (["extract"], b"required: PATH"),
        (["extract", "-", "--date", "yesterday"], b"'yesterday' is no date of the form YYYY-MM-DD"),
        (["extract", "-", "--date", "2023-02-30"], b"'2023-02-30' is no date"),
        (["extract", "-", "--jobs", "0"], b"'0' is no whole number from 1"),
        (["extract", "-", "--deadline", "nan"], b"'nan' is no number of seconds above 0"),
        (["extract", "-", "--format", "xml"], b"invalid choice: 'xml'"),
        (["extract", "-", "--table"], b"--table needs -o"),
        (["extract", "-", "-o", __file__], b"is no folder"),
        (["explain", "-", "--figure", "0"], b"'0' is no whole number from 1"),
        (["extract", "-", "--kb", "none.jsonl"], b"'none.jsonl' is no file"),
        (["check", "spelling"], b"invalid choice: 'spelling'"),
        (["check", "corpus", "--corpus", "nowhere"], b"nowhere is no folder"),
    ],
)
def test_wrong_usage(arguments, complaint):
    done = cli(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert complaint in done.stderr


def test_an_extractor_that_does_not_load(tmp_path):
    (tmp_path / "mine.yaml").write_text("name: mine\ncolour: red\n")
    done = cli("extract", "-", "--category", tmp_path / "mine.yaml", stdin=BOMB)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"mine.yaml" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("arguments", "word"), [(["--version"], b"extractor "), (["extract", "--help"], b"--jobs")])
def test_help_and_version(arguments, word):
    done = cli(*arguments)
    assert done.returncode == 0
    assert word in done.stdout


def test_help_loads_no_language_model():
    code = "import sys, extractor.cli as c\ntry: c.main(['-h'])\nfinally: print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("False\n")


def test_show(articles):
    done = cli("show", articles / "bomb.txt")
    lines = [line.strip() for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0
    assert "bomb · 2024-01-02 · 3 figures" in lines[0]
    sentence = lines.index("A bomb killed 12 people and wounded 30 others in Kabul on Monday, he said.")
    below = [line.split(" · ")[0] for line in lines[sentence + 1 :] if line.startswith("figure ") and ":" in line]
    assert below == ["figure 2: 12 people killed", "figure 3: 30 people injured"]


def test_explain(articles):
    whole = cli("explain", articles / "bomb.txt")
    assert whole.returncode == 0
    assert whole.stdout.count(b"decided:") == 3
    one = cli("explain", articles / "bomb.txt", "--figure", "3")
    assert b"figure 3: 30 people injured" in one.stdout
    assert b"figure 2:" not in one.stdout
    assert b"wounded" in one.stdout
    none = cli("explain", articles / "bomb.txt", "--figure", "4")
    assert (none.returncode, none.stdout) == (2, b"")


@pytest.mark.parametrize("command", ["show", "explain"])
def test_looking_at_a_bad_file(command, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\x00")
    done = cli(command, tmp_path / "a.txt")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"a.txt: is a binary file" in done.stderr


def test_a_reader_that_goes_away(articles):
    for i in range(300):
        (articles / f"z{i:03}.txt").write_text(FLOOD)
    with subprocess.Popen(
        [sys.executable, "-m", "extractor.cli", "extract", str(articles)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait(60) == 1


def test_a_run_that_is_stopped_leaves_nothing_behind(articles, tmp_path):
    for i in range(500):
        (articles / f"z{i:03}.txt").write_text(FLOOD)
    out = tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-m", "extractor.cli", "extract", str(articles), "-o", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        while not (out.is_dir() and list(out.iterdir())):
            time.sleep(0.01)
        process.terminate()
        assert process.wait(60) == 143
    assert list(out.iterdir()) == []


def test_check_commands(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(BOMB)
    done = cli("check", "corpus", "--corpus", folder)
    assert done.returncode == 1
    assert b"a.txt: has no metadata beside it" in done.stdout
    assert b"1 articles, 1 problems" in done.stderr
    assert cli("check", "lexicons").returncode == 0


def test_check_article(tmp_path: Path) -> None:
    path = tmp_path / "raid.txt"
    path.write_text(
        "Raid kills 12\n\nA raid on Monday killed 12 people, including five women and seven children, he said.\n"
    )
    done = cli("check", "article", path)
    assert done.returncode == 0
    assert b"1 article, 0 errors, 0 warnings" in done.stderr
    assert b"raid: note: 5 + 7 = 12 killed: the parts are the total (by groups) [parts_complete]" in done.stdout
    lines = [json.loads(line) for line in cli("check", "article", path, "--json").stdout.splitlines()]
    assert {line["kind"] for line in lines} >= {"parts_complete"}
    assert all(line["sentence"]["text"] in path.read_text() for line in lines)
    assert cli("check", "article").returncode == 2
    assert cli("check", "lexicons", path).returncode == 2
    # Published, says the option, before what it tells.
    dated = tmp_path / "dated.txt"
    dated.write_text("Raid kills 12\n\nA raid on 4 May 2024 killed 12 people, he said.\n")
    early = cli("check", "article", dated, "--date", "2020-01-01")
    assert early.returncode == 1
    assert b"[report_before_events]" in early.stdout


def gold_row(text: str, number: str, category: str) -> dict[str, object]:
    start, value = text.index(number), int(number)
    return {
        "id": f"{number}-{category}", "article_id": "bomb", "section": "title",
        "number": {"start": start, "end": start + len(number), "text": number},
        "value": value, "low": value, "high": value, "quantifier": "exact", "category": category,
    }  # fmt: skip


@pytest.fixture
def gold(tmp_path, articles) -> Path:
    (articles / "dull.txt").unlink()
    (articles / "deep" / "more.jsonl").unlink()
    title = gold_row(BOMB, "12", "killed")
    body = {**gold_row(BOMB[30:], "12", "killed"), "id": "body", "section": "body"}
    body["number"] = {"start": BOMB.index("12", 30), "end": BOMB.index("12", 30) + 2, "text": "12"}
    path = tmp_path / "gold.jsonl"
    injured = gold_row(BOMB, "30", "injured")
    path.write_text("".join(json.dumps(r) + "\n" for r in (title, body, injured)))
    return path


def test_evaluate_extracts_scores_and_reports(gold, articles, tmp_path):
    done = cli("evaluate", "--gold", gold, "--articles", articles, "-o", tmp_path / "report")
    assert done.returncode == 0, done.stderr
    assert "1.000" in done.stdout.decode()
    names = {p.name for p in (tmp_path / "report").iterdir()}
    assert {"report.json", "report.md", "errors.md", "records.jsonl"} <= names
    written = records((tmp_path / "report" / "records.jsonl").read_bytes())
    assert values(written) == EXPECTED[:3]
    again = cli(
        "evaluate", "--gold", gold, "--articles", articles,
        "--records", tmp_path / "report" / "records.jsonl",
        "--against", tmp_path / "report" / "records.jsonl",
    )  # fmt: skip
    assert again.returncode == 0, again.stderr


def test_evaluate_says_what_does_not_fit(gold, tmp_path):
    (tmp_path / "other.jsonl").write_text(json.dumps({"id": "other", "text": BOMB}))
    done = cli("evaluate", "--gold", gold, "--articles", tmp_path / "other.jsonl")
    assert done.returncode == 2
    assert b"bomb" in done.stderr


def test_gate(gold, articles, tmp_path):
    options = ("--gold", gold, "--articles", articles, "--baseline", tmp_path / "baseline.json")
    assert cli("gate", *options).returncode == 2
    assert cli("gate", *options, "--update").returncode == 0
    done = cli("gate", *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"gate: open")
    (tmp_path / "none.jsonl").write_text("")
    shut = cli("gate", *options, "--records", tmp_path / "none.jsonl")
    assert shut.returncode == 1
    assert b"below its floor" in shut.stderr or b"not defined" in shut.stderr
    lower = cli("gate", *options, "--records", tmp_path / "none.jsonl", "--update")
    assert lower.returncode == 2


def test_agree(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bomb.txt").write_text(BOMB)
    for name, category in (("a", "killed"), ("b", "injured")):
        folder = tmp_path / "gold" / "passes" / name
        folder.mkdir(parents=True)
        (folder / "bomb.yaml").write_text(
            'article: bomb\nfigures:\n- {key: f1, at: "Bomb kills [12]", category: killed}\n'
            f'- {{key: f2, at: "wounded [30]", category: {category}}}\n'
        )
    done = cli("agree", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "pass A has 2 figures, pass B 2" in done.stdout.decode()
    readme = tmp_path / "README.md"
    readme.write_text("# Gold\n<!-- agreement: begin -->\nSTALE\n<!-- agreement: end -->\nend\n")
    assert cli("agree", "--write", readme, cwd=tmp_path).returncode == 0
    text = readme.read_text()
    assert "pass A has 2 figures" in text
    assert "STALE" not in text
    assert text.endswith("<!-- agreement: end -->\nend\n")
    readme.write_text("# Gold\n")
    assert cli("agree", "--write", readme, cwd=tmp_path).returncode == 2
    assert cli("agree", "a", cwd=tmp_path).returncode == 2


def test_kb_lookup():
    done = cli("kb", "lookup", "Turkey")
    assert done.returncode == 0
    assert "\tstate\t" in done.stdout.decode().splitlines()[0]
    none = cli("kb", "lookup", "Qwxyz")
    assert (none.returncode, none.stdout) == (1, b"")


def test_kb_add_and_check(tmp_path):
    mine = tmp_path / "mine.jsonl"
    options = ("--name", "Front of the Lake", "--type", "armed_group", "--country", "TD", "--alias", "FOTL")
    done = cli("kb", "add", mine, *options)
    assert done.returncode == 0, done.stderr
    assert b"x:front-of-the-lake\tFront of the Lake\tarmed_group\tTD" in done.stdout
    assert b"Front of the Lake" in cli("kb", "lookup", "FOTL", "--kb", mine).stdout
    again = cli("kb", "add", mine, *options)
    assert again.returncode == 2
    assert b"x:front-of-the-lake is there already" in again.stderr
    assert cli("kb", "check", mine).returncode == 0
    with mine.open("a") as out:
        out.write('{"id": "lake", "name": "L", "type": "place"}\n')
    bad = cli("kb", "check", mine)
    assert bad.returncode == 1
    assert b"mine.jsonl:2: id: " in bad.stdout
    assert cli("kb", "check").returncode == 0


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dataset")
    rows = [{"id": "bomb", "text": BOMB, "date": "2024-01-02"}, {"id": "flood", "text": FLOOD}]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = cli("build", folder / "a.jsonl", "-o", folder / "set")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"5 figures in 2 articles (2 read, 0 unchanged, 0 failed)" in done.stderr
    return folder


def test_build_takes_over_what_it_has_and_says_what_failed(dataset, tmp_path):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_bytes((dataset / "a.jsonl").read_bytes())
    assert cli("build", tmp_path / "a.jsonl", "-o", tmp_path / "set").returncode == 0
    (tmp_path / "b.jsonl").write_text('{"id": "bad"}\n')
    done = cli("build", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", tmp_path / "set", "--jobs", 2)
    assert done.returncode == 1
    assert b"extractor: b.jsonl:1: text: is missing" in done.stderr
    assert b"(0 read, 2 unchanged, 1 failed)" in done.stderr
    assert rows(tmp_path / "set" / "errors.jsonl")[0]["path"] == "b.jsonl"


def test_another_knowledge_base_reads_again_and_shows_the_difference(dataset, tmp_path):
    (tmp_path / "a.jsonl").write_bytes((dataset / "a.jsonl").read_bytes())
    assert cli("build", tmp_path / "a.jsonl", "-o", tmp_path / "set").returncode == 0
    own = tmp_path / "mine.jsonl"
    own.write_text(
        '{"id": "x:kabul-town", "name": "Kabul Town", "type": "place", "aliases": ["Kabul"], "town": true}\n'
    )
    done = cli("build", tmp_path / "a.jsonl", "-o", tmp_path / "set", "--kb", own)
    assert done.returncode == 0
    told = done.stderr.decode()
    assert "every article was read again: other lexicons, weights or knowledge base" in told
    assert "own_kb: null → " in told
    assert "(2 read, 0 unchanged, 0 failed)" in told
    # The old dataset beside the new one tells the same.
    compared = cli("diff", dataset / "set", tmp_path / "set")
    assert compared.returncode == 1
    assert "own_kb: null → " in compared.stdout.decode()
    assert "figures: " in compared.stdout.decode()
    lines = cli("diff", dataset / "set", tmp_path / "set", "--json", "--all").stdout.decode().splitlines()
    assert {json.loads(line)["kind"] for line in lines} == {"changed"}
    assert cli("diff", dataset / "set", dataset / "set").returncode == 0


def test_query(dataset):
    done = cli("query", dataset / "set", "SELECT id, value, causes FROM figures ORDER BY id", "--format", "csv")
    assert done.returncode == 0
    table = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    assert sorted(int(row["value"]) for row in table) == [9, 9, 12, 12, 30]
    lines = cli("query", dataset / "set", "FROM claims", "--format", "jsonl").stdout.decode().splitlines()
    assert {json.loads(line)["article_id"] for line in lines} == {"bomb", "flood"}
    listed = cli("query", dataset / "set")
    assert b"tolls_by_source_and_month" in listed.stdout
    refused = cli("query", dataset / "set", "DROP TABLE figures")
    assert refused.returncode == 2
    assert refused.stderr.startswith(b"extractor: error: ")


def test_build_refuses_what_is_no_dataset(dataset, tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "mine.txt").write_text("mine")
    done = cli("build", dataset / "a.jsonl", "-o", tmp_path / "set")
    assert done.returncode == 2
    assert b"is no dataset" in done.stderr
