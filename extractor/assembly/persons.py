"""Persons by name: the short form ("Biggs") stands for the full name given before ("David Biggs")."""

from __future__ import annotations

import re
from functools import cache

from extractor.data_loader import load_yaml
from extractor.reportwords import is_body
from extractor.schema import Model

_PART = r"(?:[A-Z][\w'’\-]*\.?|[A-Z]\.)"
_LINK = r"(?:al|el|bin|ibn|de|da|del|van|von|der|la|du|dos|abu|ap|mac|bint|ould|ag)"
_NAME = re.compile(rf"(?<![\w@#]){_PART}(?:[ \-]+(?:{_LINK}[ \-])*{_PART}){{1,4}}")


class PersonsFile(Model):
    """`data/persons/<language>.yaml`: words before a name that are not part of it, and words that no name holds.

    `before_titles` only belong to a title ("Interior Minister"); alone they begin a name ("Air India").
    """

    titles: list[str]
    before_titles: list[str]
    not_names: list[str]


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = load_yaml("persons/en.yaml", PersonsFile)
    return frozenset(data.titles), frozenset(data.before_titles), frozenset(data.not_names)


def strip_titles(name: str) -> str:
    """The name without ranks, offices and forms of address in front of it; a body's name stays whole."""
    titles, before, _ = _words()
    parts = name.split()
    low = [p.rstrip(".").lower() for p in parts]
    if low and is_body(low[-1]):
        return " ".join(parts[1:] if low[0] == "the" and len(parts) > 1 else parts)
    run = 0
    while run < len(parts) - 1 and (low[run] in titles or low[run] in before):
        run += 1
    while run and low[run - 1] in before:
        run -= 1
    return " ".join(parts[run:])


def full_names(text: str) -> dict[str, str]:
    """Last name → the first full name in the text that ends in it."""
    _, _, not_names = _words()
    out: dict[str, str] = {}
    for m in _NAME.finditer(text):
        name = strip_titles(m.group())
        parts = name.split()
        if len(parts) < 2 or any(p.lower().rstrip(".") in not_names for p in parts):
            continue
        out.setdefault(parts[-1], name)
    return out


def person_name(mention: str, known: dict[str, str]) -> str:
    """The full name of a person mention: titles off, a lone last name completed."""
    name = strip_titles(mention)
    if " " not in name:
        return known.get(name, name)
    return name
