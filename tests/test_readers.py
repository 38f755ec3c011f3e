"""Readers: what is an article, and what each kind of bad input says of itself."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.readers import Row, find_inputs, parse_date
from extractor.schema import Article


def read(*paths: Path | str, date: str | None = None, stdin: bytes = b"") -> list[Row]:
    return list(find_inputs([str(p) for p in paths], date=date, stdin=io.BytesIO(stdin)).rows())


def outcome(row: Row, folder: Path) -> str:
    if row.error:
        return str(row.error).replace(f"{folder}/", "")
    assert row.article is not None
    return f"{row.article.id}={row.article.text!r}"


def outcomes(rows: list[Row], folder: Path) -> list[str]:
    return [outcome(row, folder) for row in rows]


TEXT_FILES = [
    # (what it is about, bytes, what comes of it)
    ("plain", b"Head\n\nBody.", "a='Head\\n\\nBody.'"),
    ("carriage returns are kept", b"Head\r\n\r\nBody.\r", "a='Head\\r\\n\\r\\nBody.\\r'"),
    ("byte order mark", b"\xef\xbb\xbfHead", "a='Head'"),
    ("beyond the basic plane", "Head 😀 ١٢".encode(), "a='Head 😀 ١٢'"),
    ("form feed and line separator stay", "a\x0cb\u2028c".encode(), "a='a\\x0cb\\u2028c'"),
    ("empty", b"", "a.txt: is empty"),
    ("blank", b" \r\n\t\n", "a.txt: is empty"),
    ("byte order mark alone", b"\xef\xbb\xbf", "a.txt: is empty"),
    ("binary", b"PK\x03\x04\x00\x00", "a.txt: is a binary file (a NUL byte at byte 4); expected UTF-8 text"),
    ("UTF-16", "Head".encode("utf-16"), "a.txt: is UTF-16; expected UTF-8"),
    ("Latin-1", "Caf\xe9s burn".encode("latin-1"), "a.txt: is no UTF-8: invalid continuation byte at byte 3"),
    ("Latin-1 after a mark", b"\xef\xbb\xbfab\xff", "a.txt: is no UTF-8: invalid start byte at byte 5"),
    ("cut in a character", b"ab\xe2\x82", "a.txt: is no UTF-8: unexpected end of data at byte 2"),
]


@pytest.mark.parametrize(("data", "expected"), [row[1:] for row in TEXT_FILES], ids=[row[0] for row in TEXT_FILES])
def test_text_file(tmp_path, data, expected):
    (tmp_path / "a.txt").write_bytes(data)
    assert outcomes(read(tmp_path / "a.txt"), tmp_path) == [expected]


JSON_LINES = [
    ("plain", b'{"id": "x", "text": "T"}', "x='T'"),
    ("unknown keys are kept", b'{"id": "x", "text": "T", "desk": [1]}', "x='T'"),
    ("carriage return at the end", b'{"id": "x", "text": "T"}\r', "x='T'"),
    ("nulls", b'{"id": "x", "text": "T", "date": null, "title": null}', "x='T'"),
    ("a whole pair", b'{"id": "x", "text": "\\ud83d\\ude00"}', "x='😀'"),
    ("no JSON", b'{"id": "x"', "b.jsonl:2: is no JSON: Expecting ',' delimiter (column 11)"),
    ("a list", b'["x"]', "b.jsonl:2: expected a JSON object, found a list"),
    ("a number", b"12", "b.jsonl:2: expected a JSON object, found a number"),
    ("a string", b'"x"', "b.jsonl:2: expected a JSON object, found a string"),
    ("null", b"null", "b.jsonl:2: expected a JSON object, found null"),
    ("no id", b'{"text": "T"}', "b.jsonl:2: id: is missing"),
    ("no text", b'{"id": "x"}', "b.jsonl:2: text: is missing"),
    ("empty text", b'{"id": "x", "text": " \\n"}', "b.jsonl:2: text: is empty"),
    ("empty id", b'{"id": "", "text": "T"}', "b.jsonl:2: id: is empty"),
    ("number for id", b'{"id": 7, "text": "T"}', "b.jsonl:2: id: expected a string, found a number"),
    ("null for text", b'{"id": "x", "text": null}', "b.jsonl:2: text: expected a string, found null"),
    (
        "list for title",
        b'{"id": "x", "text": "T", "title": []}',
        "b.jsonl:2: title: expected a string or null, found a list",
    ),
    (
        "no date",
        b'{"id": "x", "text": "T", "date": "May 5"}',
        "b.jsonl:2: date: 'May 5' is no date of the form YYYY-MM-DD",
    ),
    (
        "number for date",
        b'{"id": "x", "text": "T", "date": 2024}',
        "b.jsonl:2: date: 2024 is no date of the form YYYY-MM-DD",
    ),
    (
        "no such day",
        b'{"id": "x", "text": "T", "date": "2023-02-30"}',
        "b.jsonl:2: date: '2023-02-30' is no date of the form YYYY-MM-DD",
    ),
    (
        "half a pair",
        b'{"id": "x", "text": "ab\\ud800"}',
        "b.jsonl:2: text: holds half a surrogate pair at character 2",
    ),
    (
        "NUL byte",
        b'{"id": "x", "text": "\x00"}',
        "b.jsonl:2: is a binary file (a NUL byte at byte 49); expected UTF-8 text",
    ),
    ("bad UTF-8", b'{"id": "x\xff"}', "b.jsonl:2: is no UTF-8: invalid start byte at byte 37"),
    ("too deep", b"[" * 100_000, "b.jsonl:2: cannot be read: nested too deeply"),
    ("a number without end", b'{"id": ' + b"9" * 5000 + b"}", None),
]


@pytest.mark.parametrize(("data", "expected"), [row[1:] for row in JSON_LINES], ids=[row[0] for row in JSON_LINES])
def test_a_bad_json_line_leaves_its_neighbours_alone(tmp_path, data, expected):
    before, after = b'{"id": "p", "text": "One."}\n', b'\n\n{"id": "q", "text": "Two."}'
    (tmp_path / "b.jsonl").write_bytes(before + data + after)
    got = outcomes(read(tmp_path / "b.jsonl"), tmp_path)
    assert [got[0], got[2]] == ["p='One.'", "q='Two.'"]
    assert len(got) == 3
    if expected is None:
        assert got[1].startswith("b.jsonl:2: ")
    else:
        assert got[1] == expected


def test_fields_of_a_row(tmp_path):
    row = {
        "id": "x",
        "text": "T",
        "title": "H",
        "date": "2024-05-06T07:08:09Z",
        "url": "u",
        "language": "en",
        "n": {"a": 1},
    }
    (tmp_path / "b.jsonl").write_text(json.dumps(row))
    assert read(tmp_path / "b.jsonl")[0].article == Article(
        id="x", text="T", title="H", date="2024-05-06", url="u", language="en", extra={"n": {"a": 1}}
    )


def test_the_default_date_is_only_for_articles_without_one(tmp_path):
    (tmp_path / "b.jsonl").write_text('{"id": "x", "text": "T", "date": "2024-01-01"}\n{"id": "y", "text": "T"}')
    assert [r.article.date for r in read(tmp_path / "b.jsonl", date="2020-02-02") if r.article] == [
        "2024-01-01",
        "2020-02-02",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), ("", None), ("2024-02-29", "2024-02-29"), ("2024-02-29 10:00", "2024-02-29")],
)
def test_parse_date(value, expected):
    assert parse_date(value) == expected


@pytest.mark.parametrize(
    "value", ["2023-02-29", "2024-2-9", "20240209", "2024-02", "yesterday", 20240209, ["2024-02-09"]]
)
def test_parse_date_refuses(value):
    with pytest.raises(ValueError, match="is no date"):
        parse_date(value)


def test_a_jsonl_file_without_rows(tmp_path):
    (tmp_path / "b.jsonl").write_bytes(b"\n \n")
    assert outcomes(read(tmp_path / "b.jsonl"), tmp_path) == ["b.jsonl: is empty; expected one JSON object a line"]


def test_a_line_of_five_megabytes(tmp_path):
    text = "The river rose. " * 330_000
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "x", "text": text}))
    rows = read(tmp_path / "b.jsonl")
    assert [r.article.text == text for r in rows if r.article] == [True]


# --- sidecars


def test_a_sidecar_supplies_what_the_text_cannot(tmp_path):
    (tmp_path / "a.txt").write_text("Head")
    (tmp_path / "a.yaml").write_text("id: other\ntitle: H\ndate: 2024-05-06\nstyle: wire\ncountry: NO\nn: [1, x]\n")
    rows = read(tmp_path)
    assert [r.article for r in rows] == [
        Article(
            id="other",
            text="Head",
            title="H",
            date="2024-05-06",
            # In YAML 1.1 this country would be false.
            extra={"style": "wire", "country": "NO", "n": [1, "x"]},
        )
    ]


@pytest.mark.parametrize(
    ("yaml", "problem"),
    [
        ("title: [", "a.yaml:2: broken YAML"),
        ("- x", "a.yaml:1: "),
        ("title: A\ntitle: B", "a.yaml:2: title: given twice"),
        ("text: T", "a.yaml: text: stands in the text file, not beside it"),
        ("date: soon", "a.txt: date: 'soon' is no date of the form YYYY-MM-DD"),
        ("title: 7", "a.txt: title: expected a string or null, found a number"),
    ],
)
def test_a_broken_sidecar_is_an_error_of_its_article(tmp_path, yaml, problem):
    (tmp_path / "a.txt").write_text("Head")
    (tmp_path / "a.yaml").write_text(yaml)
    (tmp_path / "b.txt").write_text("Other")
    first, second = outcomes(read(tmp_path), tmp_path)
    assert first.startswith(problem)
    assert second == "b='Other'"


# --- folders and lists of paths


def test_a_folder_is_read_with_everything_below_it_sorted(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/c.jsonl", "a-b.txt", "B.TXT", ".hidden.txt", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"id": name, "text": "T"}) if name.endswith("jsonl") else "T")
    for name in ("notes.md", "a/z.yaml", "lone.yaml"):
        (tmp_path / name).write_text("title: x")
    inputs = find_inputs([str(tmp_path)])
    relative = [Path(p).relative_to(tmp_path).as_posix() for p in inputs.files]
    assert relative == ["B.TXT", "a/c.jsonl", "a/z.txt", "a-b.txt", "b.txt"]
    assert [Path(p).name for p in inputs.skipped] == ["lone.yaml", "notes.md"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing.txt", "missing.txt: cannot be read: No such file or directory"),
        ("missing.jsonl", "missing.jsonl: cannot be read: No such file or directory"),
        ("notes.md", "notes.md: unknown extension '.md'; expected one of .jsonl, .txt or a folder"),
        ("none", "none: unknown extension ''; expected one of .jsonl, .txt or a folder"),
    ],
)
def test_a_named_file_that_is_no_input(tmp_path, name, problem):
    (tmp_path / "notes.md").write_text("T")
    (tmp_path / "a.txt").write_text("T")
    assert outcomes(read(tmp_path / name, tmp_path / "a.txt"), tmp_path) == [problem, "a='T'"]


def test_a_file_that_vanished_after_the_folder_was_listed(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("T")
    inputs = find_inputs([str(tmp_path)])
    (tmp_path / "a.txt").unlink()
    assert outcomes(list(inputs.rows()), tmp_path) == [
        "a.txt: cannot be read: No such file or directory",
        "b='T'",
    ]


def test_an_id_used_twice_is_an_error_of_the_later_row(tmp_path):
    (tmp_path / "a.txt").write_text("First")
    (tmp_path / "b.jsonl").write_text('{"id": "a", "text": "T"}\n{"id": "c", "text": "T"}\n{"id": "c", "text": "T"}')
    assert outcomes(read(tmp_path), tmp_path) == [
        "a='First'",
        f"b.jsonl:1: id: 'a' is used by {tmp_path}/a.txt already; ids must be unique".replace(f"{tmp_path}/", ""),
        "c='T'",
        "b.jsonl:3: id: 'c' is used by b.jsonl:2 already; ids must be unique",
    ]


# --- standard input


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Head\n\nBody", ["stdin='Head\\n\\nBody'"]),
        (b"\n\nHead", ["stdin='\\n\\nHead'"]),
        (b"[1] Head", ["stdin='[1] Head'"]),
        (b'\n{"id": "x", "text": "T"}\n{"id": "y", "text": "U"}', ["x='T'", "y='U'"]),
        (b'\xef\xbb\xbf{"id": "x", "text": "T"}', ["x='T'"]),
        (b'\n{"id": "x"}', ["<stdin>:2: text: is missing"]),
        (b"", ["<stdin>: is empty"]),
        (b"a\xff", ["<stdin>: is no UTF-8: invalid start byte at byte 1"]),
    ],
)
def test_standard_input(tmp_path, data, expected):
    assert outcomes(read("-", stdin=data), tmp_path) == expected


# --- anything at all


@given(st.binary(max_size=200))
def test_no_bytes_raise(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("any")
    for name in ("a.txt", "b.jsonl", "a.yaml"):
        (folder / name).write_bytes(data)
    for row in read(folder, "-", stdin=data):
        assert (row.article is None) != (row.error is None)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1))
def test_the_text_is_the_file(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("text")
    (folder / "a.txt").write_bytes(text.encode())
    (folder / "b.jsonl").write_text(json.dumps({"id": "b", "text": text}), encoding="utf-8")
    got = [row.article.text for row in read(folder) if row.article]
    assert got == ([text, text] if text.strip() else [])
