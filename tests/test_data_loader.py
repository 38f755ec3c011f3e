"""The data loader: what it refuses, with path, line and key, and words that YAML 1.1 turns into values."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.data_loader import data_files, load_yaml, parse_yaml, read_yaml
from extractor.errors import DataError
from extractor.schema import Model


class _Entry(Model):
    words: dict[str, int]
    cues: tuple[str, ...] = ()


class _File(Model):
    entry: _Entry


def test_words_stay_words() -> None:
    text = "entry:\n  words: {no: 0, on: 1, yes: 2}\n  cues: [off, 7:45, 2024-07-15, 1_0x, ~x]\n"
    read = parse_yaml(text, _File)
    assert read.entry.words == {"no": 0, "on": 1, "yes": 2}
    assert read.entry.cues == ("off", "7:45", "2024-07-15", "1_0x", "~x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("entry:\n  words: {}\n  wrods: 3\n", "f.yaml:3: entry.wrods: unknown key"),
        ("entry:\n  words: {a: x}\n", "f.yaml:2: entry.words.a: "),
        ("entry:\n  words: {}\n  cues:\n  - a\n  - [b]\n", "f.yaml:5: entry.cues.1: "),
        ("entry:\n  words: {}\nentry:\n  words: {}\n", r"f.yaml:3: entry: given twice \(first on line 1\)"),
        ("entry:\n  words: {a: 1, a: 2}\n", "f.yaml:2: entry.words.a: given twice"),
        ("entry: [\n", "f.yaml:2: broken YAML"),
        ("entry: \x00\n", "f.yaml:?.*: broken YAML"),
        ("", "f.yaml: "),
        ("# only a comment\n", "f.yaml: "),
        ("- 1\n", "f.yaml:1: "),
        ("entry: !!python/object:os.system {}\n", "f.yaml:1: broken YAML"),
    ],
)
def test_refuses_with_path_line_and_key(text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse_yaml(text, _File, path="f.yaml")


def test_a_missing_or_unreadable_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.yaml: cannot be read"):
        read_yaml(tmp_path / "none.yaml", _File)
    (tmp_path / "bad.yaml").write_bytes(b"entry: \xff\xfe")
    with pytest.raises(DataError, match=r"bad\.yaml: cannot be read"):
        read_yaml(tmp_path / "bad.yaml", _File)


def test_package_data_is_read_once() -> None:
    schema = dict[str, tuple[str, ...]]
    assert load_yaml("quantities/lists.yaml", schema) is load_yaml("quantities/lists.yaml", schema)
    assert "quantities/lists.yaml" in data_files("quantities")
    assert data_files("no-such-folder") == []
