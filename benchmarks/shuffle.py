"""``python -m benchmarks.shuffle``: does accuracy live on names and numbers that were learned by heart?

Names of places, actors, victims' organisations and sources are swapped among the articles and numbers in digits are replaced, each one
the same way all through an article, in texts and labels. Then both versions are scored. A reader of the language
loses nothing.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extractor import load
from extractor.pipeline import Extractor
from extractor.schema import Article
from extractor.scoring import evaluate
from extractor.training.data import read_jsonl

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "real-dev"
ROLES = ("locations", "actors", "affiliations", "sources")
NUMBER = re.compile(r"(?<![\w.,/:-])\d{1,3}(?:,\d{3})*(?![\w:/-]|[.,]\d)")
Row = dict[str, Any]


class Edited(NamedTuple):
    """A changed text, and how its offsets moved: (old start, old end, new start, new end) of each replaced piece."""

    text: str
    moves: tuple[tuple[int, int, int, int], ...]

    def at(self, offset: int) -> int:
        """Where an old offset now is; inside a replaced piece its nearer edge."""
        shift = 0
        for old_start, old_end, new_start, new_end in self.moves:
            if offset >= old_end:
                shift = new_end - old_end
            elif offset > old_start:
                return new_start if offset - old_start < old_end - offset else new_end
        return offset + shift


def main(argv: Sequence[str] | None = None) -> int:
    """Score the articles as they are and shuffled, and print the differences."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shuffle", description=__doc__)
    parser.add_argument("--folder", type=Path, default=REAL, help="articles.jsonl and figures.jsonl")
    parser.add_argument("--split", help="only this split")
    parser.add_argument("--rounds", type=int, default=3, help="shuffles with different seeds (3)")
    arguments = parser.parse_args(argv)
    articles, gold = labelled(arguments.folder, arguments.split)
    x = load()
    before = scores(x, articles, gold)
    print(f"as they are: {before}")
    for seed in range(arguments.rounds):
        after = scores(x, *shuffled(articles, gold, seed))
        lost = {level: round(before[level] - after[level], 4) for level in before}
        print(f"shuffle {seed}: {after}, lost: {lost}")
    return 0


def labelled(folder: Path, split: str | None) -> tuple[list[Row], list[Row]]:
    """The articles and the figures of a folder, or of one split of it."""
    articles = [a for a in read_jsonl(folder / "articles.jsonl") if split in (None, a["split"])]
    ids = {a["id"] for a in articles}
    return articles, [g for g in read_jsonl(folder / "figures.jsonl") if g["article_id"] in ids]


def scores(x: Extractor, articles: Sequence[Row], gold: Sequence[Row]) -> dict[str, float]:
    """F1 of found, core and full on explicit figures."""
    found = [x.read(Article(id=a["id"], text=a["text"], title=a.get("title"), date=a.get("date"))) for a in articles]
    records = [f.model_dump(mode="json") for result in found for f in result.figures]
    metrics = evaluate([list(gold)], list(articles), records, errors=False, resamples=0).metrics()
    return {level: round(metrics[f"explicit.{level}.f1"], 4) for level in ("found", "core", "full")}


def shuffled(articles: Sequence[Row], gold: Sequence[Row], seed: int) -> tuple[list[Row], list[Row]]:
    """The articles and their labels with other names and numbers."""
    chance = random.Random(seed)
    by_article: dict[str, list[Row]] = defaultdict(list)
    for g in gold:
        by_article[g["article_id"]].append(g)
    other = _other_names(gold, chance)
    out_articles, out_gold = [], []
    for a in articles:
        own = by_article[a["id"]]
        names = {e["mention"]["text"] for e in _entities(own) if e["mention"]["text"] in other}
        edited = edit(a["text"], {name: other[name] for name in sorted(names)}, chance)
        title = edited.text.partition("\n")[0] if a.get("title") else a.get("title")
        out_articles.append({**a, "text": edited.text, "title": title})
        out_gold += [_moved(g, edited) for g in own]
    return out_articles, out_gold


def _other_names(gold: Iterable[Row], chance: random.Random) -> dict[str, str]:
    """Every capitalised name that the labels mention → another one of its role."""
    by_role: dict[str, set[str]] = defaultdict(set)
    for g in gold:
        for role in ROLES:
            for name in (e["mention"]["text"] for e in g.get(role) or ()):
                if all(w[:1].isupper() and w.isalpha() and not w.isupper() for w in name.split()):
                    by_role[role].add(name)
    out: dict[str, str] = {}
    for names in (sorted(v) for _, v in sorted(by_role.items())):
        others = names[:]
        chance.shuffle(others)
        out |= dict(zip(names, others, strict=True))
    return out


def _entities(gold: Iterable[Row]) -> list[Row]:
    return [e for g in gold for role in ROLES for e in g.get(role) or ()]


def edit(text: str, names: Mapping[str, str], chance: random.Random) -> Edited:
    """Replace whole names, and numbers in digits by others of the same length and separators."""
    numbers = {n: _other_number(n, chance) for n in sorted(set(NUMBER.findall(text))) if not _is_year_or_day(n)}
    table = {**names, **numbers}
    if not table:
        return Edited(text, ())
    known = "|".join(re.escape(k) for k in sorted(table, key=lambda k: (-len(k), k)))
    pattern = re.compile(rf"(?<![\w.,/:-])(?:{known})(?![\w:/-]|[.,]\d)")
    out, moves, end = "", [], 0
    for m in pattern.finditer(text):
        out += text[end : m.start()]
        new = table[m.group()]
        moves.append((m.start(), m.end(), len(out), len(out) + len(new)))
        out, end = out + new, m.end()
    return Edited(out + text[end:], tuple(moves))


def _is_year_or_day(number: str) -> bool:
    return "," not in number and (int(number) <= 31 or 1000 <= int(number) <= 2100)


def _other_number(number: str, chance: random.Random) -> str:
    digits = [c if not c.isdigit() else str(chance.randint(3, 9)) for c in number]
    return "".join(digits)


def _moved(g: Row, edited: Edited) -> Row:
    """A label with its spans where they are now, and its numbers as they are now read."""

    def span(s: Mapping[str, Any]) -> Row:
        start, end = edited.at(s["start"]), edited.at(s["end"])
        return {**s, "start": start, "end": end, "text": edited.text[start:end]}

    out = {**g, **{k: span(g[k]) for k in ("number", "sentence") if g.get(k)}}
    old, new = g["number"]["text"], out["number"]["text"]
    if NUMBER.fullmatch(old) and NUMBER.fullmatch(new):
        a, b = int(old.replace(",", "")), int(new.replace(",", ""))
        out |= {k: b if g[k] == a else g[k] for k in ("value", "low", "high")}
    for role in ROLES:
        out[role] = [{**e, "mention": span(e["mention"]), "name": None} for e in g.get(role) or ()]
    return out


if __name__ == "__main__":
    raise SystemExit(main())
