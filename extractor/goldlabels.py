"""Hand-written label files → gold records, and the checks on them.

A label file (`gold/passes/<pass>/<article>.yaml`) is written by a person: it points at each number with a snippet of
the article, so that nobody types offsets. `compile_labels` resolves the snippets into records with offsets into
the raw text. The format is described in ``gold/GUIDELINES.md``.
"""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from extractor.errors import DataError

_ROOT = Path(__file__).resolve().parent.parent
_VAGUE_LOW = (
    (r"hundreds of thousands", 200_000), (r"tens of thousands", 20_000), (r"millions", 2_000_000),
    (r"several hundred|a few hundred", 300), (r"several thousand|a few thousand", 3_000),
    (r"several dozen|a few dozen", 36),
    (r"thousands", 2_000), (r"hundreds", 200), (r"scores", 40), (r"dozens", 24), (r"several|a few|few|handful", 3),
)  # fmt: skip
_ONES = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"no": 0, "none": 0, "nobody": 0, "no one": 0, "another": 1, "a": 1, "an": 1, "second": 1, "single": 1,
     "couple": 2, "dozen": 12, "score": 20}  # fmt: skip
_TENS = {w: 10 * (i + 2) for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_MAGNITUDES = {
    "hundred": 100, "thousand": 1000, "k": 1000, "lakh": 100_000, "million": 10**6, "m": 10**6, "crore": 10**7,
}  # fmt: skip
_FIELDS = {
    "key", "at", "category", "value", "quantifier", "range", "low", "high", "measure", "unit", "also", "groups",
    "causes", "affiliations", "actors", "locations", "sources", "period", "status", "implicit", "part_of", "same_as",
    "note",
}  # fmt: skip
_ENUMS = {
    "quantifier": {"exact", "approximately", "at_least", "more_than", "at_most", "less_than", "between", "vague"},
    "measure": {"level", "increase", "decrease"},
    "unit": {"people", "households"},
    "status": {"reported", "excluded", "unverified", "denied", "projected"},
}


def read_number(text: str) -> int | None:
    """The integer that a plain number expression states, or None if it is not one that this small reader knows."""
    low = text.lower().strip()
    if low in ("no one", "nobody", "none", "no", "zero"):
        return 0
    m = re.fullmatch(r"(\d[\d,.\s’']*?)\s*-?(hundred|thousand|million|lakh|crore|k|m)?", low)
    if m:
        digits, mag = m.groups()
        if mag:
            return round(float(re.sub(r"[,\s’']", "", digits)) * _MAGNITUDES[mag])
        return int(re.sub(r"\D", "", digits))
    total = current = 0
    if low.startswith("half a "):
        return _MAGNITUDES.get(low[7:], 0) // 2 or None
    for word in re.split(r"[\s-]+", low):
        if word in ("and", "more") or (word in ("a", "an") and len(low.split()) > 1):
            continue
        if word in ("dozen", "score") and current:
            current *= _ONES[word]
        elif word in _ONES:
            current = _ONES[word] if word in ("dozen", "score", "couple") else current + _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _MAGNITUDES:
            total, current = total + max(current, 1) * _MAGNITUDES[word], 0
        else:
            return None
    return total + current or None


def compile_labels(raw: Any, text: str, *, path: str, labels: dict[str, set[str]]) -> list[dict[str, Any]]:
    """Turn one parsed label file into records (dicts with the schema's names, ids `<article>/f1`).

    `labels` holds the allowed names of ``category``, ``groups`` and ``causes``. Raises `DataError` with path and key.
    """
    if not isinstance(raw, dict) or set(raw) - {"article", "figures", "note"}:
        raise DataError("expected the keys article and figures", path=path)
    article = raw["article"]
    out = []
    for item in raw["figures"] or []:
        key = str(item.get("key", "?"))

        def fail(problem: str, key: str = key) -> DataError:
            return DataError(problem, path=path, key=key)

        if unknown := set(item) - _FIELDS:
            raise fail(f"unknown field {sorted(unknown)}")
        out.append(_compile_one(item, article, text, fail, labels))
    keys = [r["id"] for r in out]
    if len(set(keys)) != len(keys):
        raise DataError("a key is used twice", path=path)
    spans = sorted((r["number"]["start"], r["number"]["end"], r["id"]) for r in out)
    for (_, end, a), (start, _, b) in itertools.pairwise(spans):
        if start < end:
            raise DataError(f"numbers of {a} and {b} overlap", path=path)
    known = set(keys)
    for r in out:
        for link in ("part_of", "same_as"):
            if r[link] is not None and r[link] not in known:
                raise DataError(f"{link} points at {r[link]}, which does not exist", path=path, key=r["id"])
    _check_cycles(out, path)
    return out


def _check_cycles(records: list[dict[str, Any]], path: str) -> None:
    for link in ("part_of", "same_as"):
        target = {r["id"]: r[link] for r in records}
        for start in target:
            seen, node = {start}, target[start]
            while node is not None:
                if node in seen:
                    raise DataError(f"{link} runs in a cycle", path=path, key=start)
                seen.add(node)
                node = target[node]


def _compile_one(
    item: dict[str, Any], article: str, text: str, fail: Any, labels: dict[str, set[str]]
) -> dict[str, Any]:
    at = item.get("at", "")
    m = re.fullmatch(r"(?s)(.*?)\[(.+?)\](.*)", at)
    if not m:
        raise fail("at: expected a snippet with the number in [ ]")
    before, number, after = m.groups()
    plain = before + number + after
    if text.count(plain) != 1:
        raise fail(f"at: {plain!r} occurs {text.count(plain)} times, expected once")
    start = text.index(plain) + len(before)
    for name, allowed in _ENUMS.items():
        if name in item and item[name] not in allowed:
            raise fail(f"{name}: {item[name]!r} is none of {sorted(allowed)}")
    quantifier = item.get("quantifier", "exact")
    value, low, high = _bounds(item, number, quantifier, fail)
    categories = [item.get("category"), *(item.get("also") or [])]
    for c in categories:
        if c not in labels["category"]:
            raise fail(f"category: {c!r} is unknown")
    for field in ("groups", "causes"):
        for label in item.get(field) or []:
            if label not in labels[field]:
                raise fail(f"{field}: {label!r} is unknown")
    line_end = text.find("\n")
    period = item.get("period")
    if period is not None:
        if set(period) != {"text", "start", "end"} or period["text"] not in text:
            raise fail("period: expected text (verbatim), start and end")
        period = {k: (None if v is None else str(v)) for k, v in period.items()}
    return {
        "article_id": article,
        "id": f"{article}/{item['key']}",
        "section": item.get("section") or ("title" if start < (line_end if line_end >= 0 else len(text)) else "body"),
        "number": {"start": start, "end": start + len(number), "text": number},
        "value": value, "low": low, "high": high, "quantifier": quantifier,
        "measure": item.get("measure", "level"), "unit": item.get("unit", "people"),
        "category": categories[0], "also": categories[1:],
        "groups": list(item.get("groups") or []),
        **{
            role: [_entity(e, text, start, fail) for e in item.get(role) or []]
            for role in ("affiliations", "actors", "locations", "sources")
        },
        "causes": list(item.get("causes") or []),
        "period": period,
        "status": item.get("status", "reported"),
        "implicit": bool(item.get("implicit", False)),
        "part_of": f"{article}/{item['part_of']}" if item.get("part_of") else None,
        "same_as": f"{article}/{item['same_as']}" if item.get("same_as") else None,
    }  # fmt: skip


def _bounds(item: dict[str, Any], number: str, quantifier: str, fail: Any) -> tuple[int | None, int | None, int | None]:
    if quantifier == "between":
        pair = item.get("range")
        if not pair or len(pair) != 2 or pair[0] > pair[1]:
            raise fail("range: expected [low, high] with quantifier between")
        return None, pair[0], pair[1]
    if quantifier == "vague":
        low = item.get("low")
        if low is None:
            low = next((n for pat, n in _VAGUE_LOW if re.search(pat, number.lower())), None)
        if low is None:
            raise fail(f"low: no rule for the vague number {number!r}")
        return None, low, item.get("high")
    value = item["value"] if "value" in item else 1 if item.get("implicit") else read_number(number)
    if not isinstance(value, int):
        raise fail(f"value: cannot read {number!r}; write it out")
    if "value" in item and not item.get("implicit") and (read := read_number(number)) is not None and read != value:
        raise fail(f"value: {value} but the text says {number!r} = {read}")
    low = value if quantifier in ("exact", "at_least", "more_than") else None
    high = value if quantifier in ("exact", "at_most", "less_than") else None
    return value, item.get("low", low), item.get("high", high)


def _entity(spec: str, text: str, number_start: int, fail: Any) -> dict[str, Any]:
    mention, bar, name = (p.strip() for p in spec.rpartition("|"))
    if not bar or not mention or not name:
        raise fail(f"entity {spec!r}: expected 'mention | name' or 'mention | NIL'")
    nth = re.fullmatch(r"(.*) @(\d+)", mention)
    if nth:
        mention = nth.group(1)
    places = [m.start() for m in re.finditer(r"(?<!\w)" + re.escape(mention) + r"(?!\w)", text)]
    if not places or (nth and int(nth.group(2)) > len(places)):
        raise fail(f"entity {spec!r}: the mention is not in the article (as whole words)")
    start = places[int(nth.group(2)) - 1] if nth else min(places, key=lambda p: (abs(p - number_start), p))
    return {
        "mention": {"start": start, "end": start + len(mention), "text": mention},
        "name": None if name == "NIL" else name,
    }


def allowed_labels() -> dict[str, set[str]]:
    """The names of all categories, groups and causes (from the package's data)."""
    text = (_ROOT / "extractor" / "data" / "labels.yaml").read_text(encoding="utf-8")
    return {k: set(v) for k, v in yaml.safe_load(text).items()}


def load_pass(name: str, ids: list[str] | None = None, root: Path = _ROOT) -> tuple[list[dict[str, Any]], list[str]]:
    """All records of one labelling pass, and the problems found on the way (one line each)."""
    records: list[dict[str, Any]] = []
    problems: list[str] = []
    labels = allowed_labels()
    paths = sorted((root / "gold" / "passes" / name).glob("*.yaml"))
    for path in paths if ids is None else [root / "gold" / "passes" / name / f"{i}.yaml" for i in ids]:
        article = root / "corpus" / f"{path.stem}.txt"
        try:
            raw = yaml.safe_load(path.read_text(encoding="utf-8"))
            text = article.read_bytes().decode("utf-8")
            if raw["article"] != path.stem:
                raise DataError("article: must equal the file's stem", path=str(path))
            records += compile_labels(raw, text, path=str(path), labels=labels)
        except (DataError, OSError, yaml.YAMLError, KeyError) as e:
            problems.append(f"{path}: {e!r}" if not isinstance(e, DataError) else str(e))
    return records, problems


if __name__ == "__main__":
    _records, _problems = load_pass(sys.argv[2], sys.argv[3:] or None)
    print("\n".join(_problems) or f"ok: {len(_records)} records")
    sys.exit(1 if _problems else 0)
