"""The arithmetic on figures whose links people set: what it adds up there is what the texts add up."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from extractor.reconcile import checks, totals
from extractor.schema import Article, FigureRecord
from extractor.text import read_layout

ROOT = Path(__file__).resolve().parent.parent
SPLITS = json.loads((ROOT / "gold" / "splits.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gold() -> dict[str, list[FigureRecord]]:
    """The gold figures of the train and dev articles as records, with the sentences that the text stage finds."""
    rows = [json.loads(line) for line in (ROOT / "gold" / "figures.jsonl").read_text(encoding="utf-8").splitlines()]
    out: dict[str, list[FigureRecord]] = {}
    for id_ in (*SPLITS["train"], *SPLITS["dev"]):
        text = (ROOT / "corpus" / f"{id_}.txt").read_bytes().decode("utf-8")
        sentences = read_layout(text).sentences
        for row in (r for r in rows if r["article_id"] == id_):
            at = row["number"]["start"]
            start, end = next((s.start, s.end) for s in sentences if s.start <= at < s.end)
            row["sentence"] = {"start": start, "end": end, "text": text[start:end]}
            out.setdefault(id_, []).append(FigureRecord.model_validate_json(json.dumps(row)))
    return out


def test_no_gold_total_is_exceeded(gold: dict[str, list[FigureRecord]]) -> None:
    found = [c for id_, records in gold.items() for c in checks(Article(id=id_, text=""), records)]
    assert [c.message for c in found if c.severity != "note"] == []
    kinds = Counter(c.kind for c in found)
    assert kinds["parts_complete"] > 40
    assert kinds["parts_partial"] > kinds["parts_complete"] > kinds["parts_open"]


# Read in the texts by hand: the total, the axis, the rest, and the parts.
BY_HAND = [
    ("b-assam-flood", 57, "causes", 0, [44, 11, 2]),
    ("b-assam-flood", 57, "locations", 0, [18, 12, 9, 7, 11]),
    ("b-assam-flood", 57, "period", 48, [9]),
    ("c-somalia-yearly-register", 1_846, "groups", 0, [291, 402, 1_153]),
    ("c-somalia-yearly-register", 1_846, "actors", 0, [1_004, 467, 133, 46, 21, 175]),
    ("c-somalia-yearly-register", 1_846, "locations", 327, [534, 388, 301, 276, 20]),
    ("c-somalia-yearly-register", 318, "category", 0, [194, 71, 53]),
    ("c-south-sudan-quarterly-brief", 913, "category", 0, [468, 328, 117]),
    ("c-south-sudan-quarterly-brief", 913, "actors", 116, [659, 138]),
    ("a-syria-half-year-tally", 463, "groups", 354, [68, 41]),
    ("a-syria-half-year-tally", 463, "actors", 0, [127, 14, 23, 8, 31, 2, 258]),
    ("a-marib-aden-swap", 706, "locations", 0, [249, 72, 101, 96, 188]),
    ("a-el-fasher-market", 34, "groups", 14, [11, 7, 2]),
    ("a-el-fasher-market", 34, "other", 20, [14]),
]


@pytest.mark.parametrize(("id_", "stated", "axis", "rest", "parts"), BY_HAND)
def test_totals_read_by_hand(
    gold: dict[str, list[FigureRecord]], id_: str, stated: int, axis: str, rest: int, parts: list[int]
) -> None:
    by_id = {r.id: r for r in gold[id_]}
    rows = [(t.stated, t.axis, t.difference, [by_id[p].value for p in t.parts]) for t in totals(gold[id_])]
    assert (stated, axis, rest, parts) in rows


LEVELS = [
    ("c-chattogram-unrest-live", "up by 6 to 28 killed implies 22 before"),
    ("a-douala-cholera-ward", "down by 12 to 95 infected implies 107 before"),
    ("c-syunik-border-clash", "up by 2 to 6 injured implies 4 before, as the article says"),
]


@pytest.mark.parametrize(("id_", "message"), LEVELS)
def test_levels_read_by_hand(gold: dict[str, list[FigureRecord]], id_: str, message: str) -> None:
    assert message in [c.message for c in checks(Article(id=id_, text=""), gold[id_]) if c.kind == "implied_level"]
