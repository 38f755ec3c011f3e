"""Near-duplicate articles, on the corpus's own texts copied, cut, updated and filled in anew."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from rensa import RMinHash

from extractor.dataset.duplicates import duplicates

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FLOOD = (CORPUS / "b-assam-flood.txt").read_text(encoding="utf-8")
TAVERN = (CORPUS / "b-mthatha-tavern.txt").read_text(encoding="utf-8")
Row = tuple[str, str | None, str]


def paragraphs(text: str) -> list[str]:
    return [p for p in text.split("\n") if p.strip()]


def cut(text: str) -> str:
    lines = paragraphs(text)
    return "\n".join(lines[: len(lines) // 2])


def updated(text: str) -> str:
    lead = "New lead: the chief minister flew over the valley in a helicopter and promised boats, rice and tarpaulins to everyone."
    return "\n".join([lead, *paragraphs(text)])


def framed(text: str) -> str:
    return f"By our correspondent\n{text.upper()}\nAll rights reserved. Sign up for our newsletter."


def filled_in_anew(text: str) -> str:
    names = re.sub(r"(?<=[a-z,] )[A-Z][a-z]+", lambda m: m.group() + "pur", text)
    return re.sub(r"\d+", lambda m: str(int(m.group()) + 3), names)


CASES: list[tuple[str, list[Row], dict[str, str]]] = [
    ("copy", [("a", "2024-01-01", FLOOD), ("b", "2024-01-02", FLOOD)], {"b": "a"}),
    ("the earlier one is the first, whatever its id", [("a", "2024-01-02", FLOOD), ("b", "2024-01-01", FLOOD)], {"a": "b"}),
    ("no date is last", [("a", None, FLOOD), ("b", "2024-01-01", FLOOD)], {"a": "b"}),
    ("equal dates go by id", [("b", None, FLOOD), ("a", None, FLOOD)], {"b": "a"}),
    ("frame of an outlet", [("a", "2024-01-01", FLOOD), ("b", "2024-01-01", framed(FLOOD))], {"b": "a"}),
    ("cut", [("a", "2024-01-01", FLOOD), ("b", "2024-01-02", cut(FLOOD))], {"b": "a"}),
    ("update", [("a", "2024-01-01", FLOOD), ("b", "2024-01-02", updated(FLOOD))], {"b": "a"}),
    (
        "update of an update",
        [("a", "2024-01-01", FLOOD), ("b", "2024-01-02", updated(FLOOD)), ("c", "2024-01-03", framed(updated(FLOOD)))],
        {"b": "a", "c": "a"},
    ),
    ("copy after years", [("a", "2020-01-01", FLOOD), ("b", "2024-01-01", FLOOD)], {"b": "a"}),
    ("a cut beyond the days of a story", [("a", "2024-01-01", FLOOD), ("b", "2024-03-01", cut(FLOOD))], {}),
    ("other events", [("a", "2024-01-01", FLOOD), ("b", "2024-01-01", TAVERN)], {}),
    ("a template", [("a", "2024-01-01", FLOOD), ("b", "2024-01-02", filled_in_anew(FLOOD))], {}),
    ("a digest is new", [("a", "2024-01-01", cut(FLOOD)), ("b", "2024-01-02", f"{FLOOD}\n{TAVERN}")], {}),
    ("short and equal", [("a", None, "Nine dead in fire"), ("b", None, "nine dead in  fire!")], {"b": "a"}),
    ("short and unlike", [("a", None, "Nine dead in fire"), ("b", None, "Ten dead in fire")], {}),
    ("nothing to compare", [("a", None, ""), ("b", None, " "), ("c", None, "...")], {}),
    ("a date that is none", [("a", "soon", FLOOD), ("b", "2024-01-01", FLOOD)], {"a": "b"}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_duplicates(rows: list[Row], expected: dict[str, str]) -> None:
    assert duplicates(rows) == expected
    assert duplicates(reversed(rows)) == expected


def test_the_order_of_the_articles_does_not_matter() -> None:
    rows: list[Row] = []
    for n, path in enumerate(sorted(CORPUS.glob("b-*.txt"))[:12]):
        text = path.read_text(encoding="utf-8")
        day = f"2024-01-{n + 1:02}"
        rows += [(path.stem, day, text), (f"{path.stem}-cut", day, cut(text)), (f"{path.stem}-new", day, updated(text))]
    expected = duplicates(rows)
    assert len(expected) >= 20
    assert all(first == id_.rsplit("-", 1)[0] for id_, first in expected.items())
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert list(duplicates(rows).items()) == list(expected.items())


def test_the_corpus_holds_no_duplicates() -> None:
    assert duplicates((p.stem, None, p.read_text(encoding="utf-8")) for p in sorted(CORPUS.glob("*.txt"))) == {}


def test_signatures_are_those_of_the_pinned_library() -> None:
    """Other minima would change the datasets that people have."""
    minhash = RMinHash(num_perm=240, seed=1)
    minhash.update(["nine of these deaths were", "of these deaths were recorded"])
    assert minhash.digest()[:4] == [3304066783, 3366798336, 3265856939, 3262448215]
