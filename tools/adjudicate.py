"""Settle two labelling passes: `worksheet` lists what they disagree on, `merge` applies the written decisions.

    python tools/adjudicate.py worksheet [ARTICLE …]   → gold/adjudication/<article>.yaml (take and reason still empty)
    python tools/adjudicate.py merge                   → gold/figures.jsonl, with the ids of gold/ids.jsonl

A worksheet item names a number, a field and what each pass has. `take` is a, b or other (then `value` holds the label in
the format of the label files); `reason` says why. A figure that only one pass has is kept or dropped (`take: keep`/`drop`).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from extractor.errors import DataError  # noqa: E402
from extractor.goldlabels import allowed_labels, compile_labels  # noqa: E402
from tools.gold_ids import apply, propose  # noqa: E402

GOLD = ROOT / "gold"
FIELDS = (
    "category", "value", "quantifier", "range", "low", "high", "measure", "unit", "also", "groups", "causes", "affiliations",
    "actors", "locations", "sources", "period", "status", "implicit", "part_of", "same_as",
)  # fmt: skip
SETS = {"also", "groups", "causes", "affiliations", "actors", "locations", "sources"}
DEFAULTS: dict[str, Any] = {
    "quantifier": "exact",
    "measure": "level",
    "unit": "people",
    "status": "reported",
    "implicit": False,
}


def load(pass_name: str, article: str) -> list[dict[str, Any]]:
    """The items of one label file, with the number's offset in the article under `start`."""
    raw = yaml.safe_load((GOLD / "passes" / pass_name / f"{article}.yaml").read_text(encoding="utf-8"))
    text = (ROOT / "corpus" / f"{article}.txt").read_bytes().decode("utf-8")
    items = []
    for item in raw["figures"] or []:
        before, number, after = re.fullmatch(r"(?s)(.*?)\[(.+?)\](.*)", item["at"]).groups()  # type: ignore[union-attr]
        start = text.index(before + number + after) + len(before)
        items.append({**item, "start": start, "end": start + len(number)})
    return items


def comparable(item: dict[str, Any], field: str, starts: dict[str, int]) -> Any:
    """A field in a form in which equal labels are equal."""
    value = item.get(field, DEFAULTS.get(field))
    if field in ("part_of", "same_as"):
        return None if not value else starts.get(value)
    if field in ("affiliations", "actors", "locations", "sources"):
        return sorted(_entity_key(v) for v in value or [])
    if field in SETS:
        return sorted(value or [])
    if field == "period":
        return value and (str(value["start"]), str(value["end"]))
    if field in ("value", "low", "high", "range"):
        return None
    return value


def _entity_key(spec: str) -> str:
    mention, _, name = (p.strip() for p in spec.rpartition("|"))
    return (re.sub(r" @\d+$", "", mention) if name == "NIL" else name).casefold()


def worksheet(article: str) -> list[dict[str, Any]]:
    """What the two passes disagree on in one article."""
    a, b = load("a", article), load("b", article)
    starts = [{i["key"]: i["start"] for i in items} for items in (a, b)]
    out: list[dict[str, Any]] = []
    for x in a:
        y = next((i for i in b if i["start"] < x["end"] and x["start"] < i["end"]), None)
        if y is None:
            out.append(
                {
                    "key": x["key"],
                    "at": x["at"],
                    "field": "figure",
                    "a": "has it",
                    "b": "has it not",
                    "take": "",
                    "reason": "",
                }
            )
            continue
        for field in FIELDS:
            if comparable(x, field, starts[0]) != comparable(y, field, starts[1]):
                out.append({"key": x["key"], "at": x["at"], "field": field, "a": _shown(x, field, a), "b": _shown(y, field, b),
                            "take": "", "reason": ""})  # fmt: skip
    for y in b:
        if not any(i["start"] < y["end"] and y["start"] < i["end"] for i in a):
            item = {k: v for k, v in y.items() if k not in ("start", "end")}
            for link in ("part_of", "same_as"):
                if item.get(link):
                    item[link] = _link_text(item[link], b)
            out.append(
                {
                    "key": None,
                    "at": y["at"],
                    "field": "figure",
                    "a": "has it not",
                    "b": item,
                    "take": "",
                    "reason": "",
                }
            )
    return out


def _shown(item: dict[str, Any], field: str, items: list[dict[str, Any]]) -> Any:
    value = item.get(field, DEFAULTS.get(field))
    return _link_text(value, items) if field in ("part_of", "same_as") and value else value


def _link_text(key: str, items: list[dict[str, Any]]) -> str:
    """Links are shown by the snippet of their target: keys differ between passes."""
    return next(i["at"] for i in items if i["key"] == key)


def merged(article: str) -> tuple[dict[str, Any], int]:
    """Pass a with the decisions applied, as a raw label file, and the number of decisions."""
    a = load("a", article)
    path = GOLD / "adjudication" / f"{article}.yaml"
    decisions = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    by_key = {i["key"]: i for i in a}
    added: list[dict[str, Any]] = []
    for n, d in enumerate(decisions):
        if d["take"] not in ("a", "b", "other", "keep", "drop") or not d.get("reason"):
            raise DataError(f"item {n}: take and reason must be filled", path=str(path))
        if d["field"] == "figure":
            if d["take"] == "drop" and d["key"]:
                by_key.pop(d["key"])
            elif d["take"] == "keep" and not d["key"]:
                added.append({**d["b"], **(d.get("value") or {}), "key": f"n{len(added) + 1}"})
            continue
        if d["take"] == "a" or d["key"] not in by_key:
            continue
        by_key[d["key"]][d["field"]] = d["value"] if d["take"] == "other" else d["b"]
    items = [*by_key.values(), *added]
    for item in items:
        for link in ("part_of", "same_as"):
            if item.get(link) and item[link] not in by_key:
                item[link] = _find(item[link], items)
    out = [{k: v for k, v in i.items() if k not in ("start", "end") and v is not None} for i in items]
    return {"article": article, "figures": out}, len(decisions)


def _find(snippet: str, items: list[dict[str, Any]]) -> str | None:
    number = re.search(r"\[(.+?)\]", snippet)
    for i in items:
        if i["at"] == snippet:
            return str(i["key"])
    plain = snippet.replace("[", "").replace("]", "")
    near = [i for i in items if number and f"[{number.group(1)}]" in i["at"]]
    near.sort(key=lambda i: -len(set(i["at"].split()) & set(plain.split())))
    return str(near[0]["key"]) if near else None


def main() -> int:
    """Run one of the two commands."""
    articles = sys.argv[2:] or sorted(p.stem for p in (ROOT / "corpus").glob("*.txt"))
    if sys.argv[1] == "worksheet":
        (GOLD / "adjudication").mkdir(exist_ok=True)
        for article in articles:
            text = yaml.safe_dump(worksheet(article), allow_unicode=True, sort_keys=False, width=110)
            (GOLD / "adjudication" / f"{article}.yaml").write_text(text, encoding="utf-8")
        return 0
    labels, records, total = allowed_labels(), [], 0
    for article in articles:
        raw, n = merged(article)
        total += n
        text = (ROOT / "corpus" / f"{article}.txt").read_bytes().decode("utf-8")
        found = compile_labels(raw, text, path=f"gold/adjudication/{article}.yaml", labels=labels)
        records += sorted(found, key=lambda r: r["number"]["start"])
    lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    (GOLD / "figures.jsonl").write_text(lines, encoding="utf-8")
    propose()
    apply()
    sys.stdout.write(f"{len(records)} records, {total} disagreements settled\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
