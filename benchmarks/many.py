"""A large corpus for load tests: the articles of a folder, many times, with other names, numbers and dates.

    python -m benchmarks.many corpus 10000 many.jsonl

Every second article is put together from paragraphs of two, so that not all of them are near-duplicates of a few. The
same arguments always give the same bytes.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import re
from pathlib import Path

from extractor.readers import find_inputs
from extractor.schema import Article

_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})+\b|(?<![\d.,])\b\d{1,3}\b(?![\d.,]|\s*(?:percent|%))")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_ONSETS = "b d f g h k l m n r s t z sh kh".split()
_VOWELS = "a e i o u aa".split()
_ENDS = ["", "n", "r", "m", "d", "l"]


def main() -> None:
    """Write the lines."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpus")
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    articles = [row.article for row in find_inputs([arguments.corpus]).rows() if row.article]
    with arguments.out.open("w", encoding="utf-8", newline="\n") as lines:
        for n in range(arguments.count):
            lines.write(json.dumps(_copy(articles, n), ensure_ascii=False) + "\n")


def _copy(articles: list[Article], n: int) -> dict[str, str]:
    chance = random.Random(n)
    article = articles[n % len(articles)]
    text = article.text
    if chance.random() < 0.5:
        other = chance.choice(articles).text.split("\n\n")
        own = text.split("\n\n")
        text = "\n\n".join([*own[: max(1, len(own) // 2)], *other[len(other) // 2 :]])
    date = datetime.date(2015, 1, 1) + datetime.timedelta(days=chance.randrange(3650))
    names: dict[str, str] = {}
    # Only every second name: the others go on being found in the knowledge base.
    text = _NAME.sub(lambda m: names.setdefault(m[0], m[0] if chance.random() < 0.5 else _name(chance)), text)
    text = _NUMBER.sub(lambda m: _number(m[0], chance), text)
    return {"id": f"{article.id}-{n:06d}", "text": text, "date": date.isoformat(), "title": text.split("\n", 1)[0]}


def _name(chance: random.Random) -> str:
    syllables = (chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_ENDS) for _ in range(3))
    return "".join(syllables).capitalize()


def _number(text: str, chance: random.Random) -> str:
    value = int(text.replace(",", ""))
    if value < 2:
        return text
    other = max(2, round(value * chance.uniform(0.3, 3)))
    return f"{other:,}" if "," in text else str(other)


if __name__ == "__main__":
    main()
