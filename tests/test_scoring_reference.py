"""The scorer against a second implementation, on random records."""

from __future__ import annotations

import random
from typing import Any

import pytest

from extractor.scoring import evaluate
from extractor.scoring.counts import LEVELS
from tests import reference_scorer as reference

CATEGORIES = ["killed", "killed", "injured"]
NAMES = [None, "Lebanon", "Hezbollah", "The Red Cross", "Saint-Étienne"]
MENTIONS = ["officials", "local officials", "the police", "Beirut"]


def random_records(rng: random.Random, article: str, side: str) -> list[dict[str, Any]]:
    """Up to four records with many near-collisions: few spans, few values, few names; some on one number."""
    records: list[dict[str, Any]] = []
    for n in range(rng.randint(0, 4)):
        start, length = rng.randint(0, 7), rng.randint(1, 4)
        if any(r["number"]["start"] == start for r in records):
            continue
        record = random_record(rng, side, [r["id"] for r in records])
        span = {"start": start, "end": start + length, "text": "x" * length}
        records.append({"id": f"{article}/{side}{n}", "article_id": article, "number": span, **record})
    if records and rng.random() < 0.5:
        twin = rng.choice(records)
        records.append(twin | {"id": twin["id"] + "+", "category": rng.choice(CATEGORIES)})
    rng.shuffle(records)
    return records


def random_record(rng: random.Random, side: str, earlier: list[str]) -> dict[str, Any]:
    return {
        "section": rng.choice(["title", "body"]),
        "value": rng.choice([1, 1, 2, None]),
        "low": rng.choice([1, 1, None]),
        "high": rng.choice([1, 1, None]),
        "quantifier": rng.choice(["exact", "vague"]),
        "measure": rng.choice(["level", "increase"]),
        "unit": rng.choice(["people", "people", "households"]),
        "category": rng.choice(CATEGORIES),
        "also": rng.choices(CATEGORIES, k=rng.randint(0, 1)),
        "groups": rng.choices(["men", "women"], k=rng.randint(0, 3)),
        "causes": rng.choices(["fire", "crash"], k=rng.randint(0, 1)),
        **{role: [entity(rng, side) for _ in range(rng.randint(0, 2))] for role in reference.ROLES},
        "period": rng.choice([None, {"start": "2020", "end": rng.choice(["2020", None]), "text": side}]),
        "status": rng.choice(["reported", "reported", "denied"]),
        "implicit": rng.random() < 0.3,
        "part_of": rng.choice([None, *earlier]),
        "same_as": rng.choice([None, None, *earlier]),
    }


def entity(rng: random.Random, side: str) -> dict[str, Any]:
    text, start = rng.choice(MENTIONS), rng.randint(0, 50)
    name = rng.choice(NAMES)
    out = {"mention": {"start": start, "end": start + len(text), "text": text}, "name": name}
    # Gold has no ids; a system gives one, or null with the head words as the name of a NIL.
    return out if side == "g" else out | {"id": None if name is None else f"Q{len(name)}"}


def disturbed(rng: random.Random, gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a fair system might give: most of the gold, some fields changed."""
    kept = [r for r in gold if rng.random() < 0.8]
    ids = {r["id"]: f"{r['id']}p" for r in kept}
    out = []
    for record in kept:
        links = {k: ids.get(record[k]) for k in ("part_of", "same_as")}
        roles = {k: [e | {"id": e["name"] and "Q1"} for e in record[k] if rng.random() < 0.9] for k in reference.ROLES}
        other = random_record(rng, "p", [])
        changed = {k: v for k, v in other.items() if rng.random() < 0.1 and k not in ("part_of", "same_as")}
        out.append(record | roles | links | {"id": ids[record["id"]]} | changed)
    return out


def order(record: dict[str, Any]) -> tuple[int, int, str, str]:
    return record["number"]["start"], record["number"]["end"], record["category"], record["id"]


@pytest.mark.parametrize("seed", range(40))
def test_counts_equal_the_reference(seed: int) -> None:
    rng = random.Random(seed)
    articles = [f"a{n}" for n in range(6)]
    gold = sorted((r for a in articles for r in random_records(rng, a, "g")), key=order)
    predicted = [r for a in articles[:3] for r in random_records(rng, a, "p")]
    predicted += disturbed(rng, [r for r in gold if r["article_id"] in articles[3:]])
    predicted.sort(key=order)
    report = evaluate([gold], [{"id": a} for a in articles], predicted, resamples=2)
    expected = reference.score(articles, gold, predicted)
    for subset, counts in expected.items():
        scores = report.subsets[subset]
        for level in LEVELS:
            ours = scores.levels[level]
            if ours is None:
                assert not predicted or not gold
                continue
            theirs = [counts.get(k, 0) for k in (f"right {level}", "predicted", "gold")]
            assert [ours.right, ours.predicted, ours.gold] == theirs, (subset, level)
        for field in (*reference.SINGLE, *reference.LABELS, *reference.ROLES, "period", "part_of", "same_as"):
            scored = scores.fields[field]
            assert scored is not None
            assert scored.accuracy.right == counts.get(f"exact {field}", 0), (subset, field)
            if scored.parts is not None:
                parts = [scored.parts.right, scored.parts.predicted, scored.parts.gold]
                assert parts == [counts.get(f"{k} {field}", 0) for k in ("right", "predicted", "gold")], field


def test_the_random_records_are_not_trivial() -> None:
    rng = random.Random(1)
    counts = dict.fromkeys(["right found", "right core", "right full", "missed"], 0)
    for n in range(100):
        gold = random_records(rng, "a", "g")
        predicted = random_records(rng, "a", "p") if n % 2 else disturbed(rng, gold)
        scored = reference.score(["a"], gold, predicted)["all"]
        counts = {k: n + scored.get(k, 0) for k, n in counts.items()}
    assert min(counts.values()) >= 10
