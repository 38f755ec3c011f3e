"""A second, small scorer, written apart from `extractor.scoring`, to check it on random records.

It works on plain dicts, tries every assignment instead of solving for the best one, and knows one gold file
with all fields annotated and every field given by the system. It shares no code with the package.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import permutations
from typing import Any

Record = dict[str, Any]
SINGLE = ["value", "low", "high", "quantifier", "measure", "unit", "category", "status"]
LABELS = ["also", "groups", "causes"]
ROLES = ["affiliations", "actors", "locations", "sources"]


def score(articles: list[str], gold: list[Record], predicted: list[Record]) -> dict[str, dict[str, Any]]:
    """Counts (right, predicted, gold) of each level and subset, and per field the counts over all pairs."""
    total: dict[str, dict[str, Any]] = {s: {} for s in ("explicit", "implicit", "all")}
    for article in articles:
        golds = [r for r in gold if r["article_id"] == article]
        guesses = [r for r in predicted if r["article_id"] == article]
        pairs = best_pairs(golds, guesses)
        partner = {guesses[p]["id"]: golds[g]["id"] for g, p in pairs}
        for g, record in enumerate(golds):
            bump(total, record["implicit"], "gold", 1)
            if all(g != i for i, _ in pairs):
                bump(total, record["implicit"], "missed", 1)
        for p, record in enumerate(guesses):
            implicit = next((golds[i]["implicit"] for i, j in pairs if j == p), record["implicit"])
            bump(total, implicit, "predicted", 1)
        for i, j in pairs:
            judge_pair(total, golds[i], guesses[j], partner, golds, guesses)
    return total


def bump(total: dict[str, dict[str, Any]], implicit: bool, key: str, by: int) -> None:
    for subset in ("implicit" if implicit else "explicit", "all"):
        total[subset][key] = total[subset].get(key, 0) + by


def best_pairs(golds: list[Record], guesses: list[Record]) -> list[tuple[int, int]]:
    """Of all one-to-one assignments: most overlap, then same categories, same values, then the text's
    order.
    """
    slots: list[int | None] = [*range(len(guesses)), *([None] * len(golds))]
    best: tuple[Any, ...] = ()
    chosen: list[tuple[int, int]] = []
    for seats in set(permutations(slots, len(golds))):
        pairs = [(i, j) for i, j in enumerate(seats) if j is not None and shared(golds[i], guesses[j])]
        order = [-next((j for i, j in pairs if i == g), len(guesses)) for g in range(len(golds))]
        rank = (
            sum(shared(golds[i], guesses[j]) for i, j in pairs),
            sum(golds[i]["category"] == guesses[j]["category"] for i, j in pairs),
            sum(golds[i]["value"] == guesses[j]["value"] for i, j in pairs),
            order,
        )
        if not best or rank > best:
            best, chosen = rank, pairs
    return chosen


def shared(a: Record, b: Record) -> int:
    x, y = a["number"], b["number"]
    return len(set(range(x["start"], x["end"])) & set(range(y["start"], y["end"])))


def judge_pair(
    total: dict[str, dict[str, Any]],
    gold: Record,
    guess: Record,
    partner: dict[str, str],
    golds: list[Record],
    guesses: list[Record],
) -> None:
    right = {f: gold[f] == guess[f] for f in SINGLE}
    counts: dict[str, tuple[int, int, int]] = {}
    for field in LABELS:
        left, common = list(guess[field]), 0
        for label in gold[field]:
            if label in left:
                left.remove(label)
                common += 1
        counts[field] = (common, len(guess[field]), len(gold[field]))
    for field in ROLES:
        counts[field] = (most_equal(gold[field], guess[field]), len(guess[field]), len(gold[field]))
    for field, values in {
        "period": span_pair(gold, guess),
        **link_pairs(gold, guess, partner, golds, guesses),
    }.items():
        mine, theirs = values
        right[field] = mine == theirs
        counts[field] = (
            int(mine is not None and mine == theirs),
            int(theirs is not None),
            int(mine is not None),
        )
    for field in (*LABELS, *ROLES):
        right[field] = counts[field][0] == counts[field][1] == counts[field][2]
    core = all(right[f] for f in ("value", "low", "high", "category"))
    levels = {
        "found": True,
        "value_category": right["value"] and right["category"],
        "core": core,
        "full": all(right.values()),
    }
    for level, holds in levels.items():
        bump(total, gold["implicit"], f"right {level}", int(holds))
    for field, holds in right.items():
        bump(total, gold["implicit"], f"exact {field}", int(holds))
    for field, triple in counts.items():
        for name, n in zip(("right", "predicted", "gold"), triple, strict=True):
            bump(total, gold["implicit"], f"{name} {field}", n)


def span_pair(gold: Record, guess: Record) -> tuple[Any, Any]:
    mine, theirs = ((p["start"], p["end"]) if (p := r["period"]) else None for r in (gold, guess))
    return mine, theirs


def link_pairs(
    gold: Record, guess: Record, partner: dict[str, str], golds: list[Record], guesses: list[Record]
) -> dict[str, tuple[Any, Any]]:
    def partner_of(link: str | None) -> str | None:
        return None if link is None else partner.get(link, "a record that matched nothing")

    return {
        "part_of": (gold["part_of"], partner_of(guess["part_of"])),
        "same_as": (first(gold, golds), partner_of(first(guess, guesses))),
    }


def first(record: Record, records: list[Record]) -> str | None:
    """Where a chain of `same_as` begins (the random records have no cycles)."""
    by_id = {r["id"]: r for r in records}
    link: str | None = record["same_as"]
    while link is not None and link in by_id and by_id[link]["same_as"] is not None:
        link = by_id[link]["same_as"]
    return link


def most_equal(gold: list[Any], guess: list[Any]) -> int:
    best = 0
    padded = [*guess, *([None] * len(gold))]
    for seats in permutations(padded, len(gold)):
        best = max(best, sum(b is not None and same(a, b) for a, b in zip(gold, seats, strict=True)))
    return best


def same(gold: Record, guess: Record) -> bool:
    if gold["name"] and guess["name"] and plain(gold["name"]) == plain(guess["name"]):
        return True
    nil = gold["name"] is None and guess["id"] is None
    return nil and plain(gold["mention"]["text"]).split()[-1] == plain(guess["mention"]["text"]).split()[-1]


def plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    return re.sub(r"^the (?=\S)", "", " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split()))
