"""The linker on tables of our own sentences: what a mention means, what is refused, and properties that always hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.data_loader import read_yaml
from extractor.kb import KnowledgeBase
from extractor.linking import LinkedMention, find_entities

TABLE = Path(__file__).parent / "data" / "ambiguous.yaml"
CASES = [
    pytest.param(case, id=f"{group}-{n}")
    for group, cases in read_yaml(TABLE, dict[str, list[dict[str, Any]]]).items()
    for n, case in enumerate(cases)
]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.load()


def occurrence(text: str, words: str, nth: int) -> int:
    at = -1
    for _ in range(nth):
        at = text.index(words, at + 1)
    return at


def linked(mentions: tuple[LinkedMention, ...], start: int, end: int) -> list[LinkedMention]:
    """Mentions linked to the knowledge base that touch the stretch."""
    return [
        m for m in mentions if m.entity.mention.start < end and m.entity.mention.end > start and m.entity.id
    ]


@pytest.mark.parametrize("case", CASES)
def test_ambiguous_name(case: dict[str, Any], kb: KnowledgeBase) -> None:
    text, mention = case["text"], case["mention"]
    start = occurrence(text, mention, case.get("at", 1))
    found = linked(find_entities(text, kb, published=case.get("published")), start, start + len(mention))
    if case["name"] is None:
        # A longer name around the words may be linked; the words themselves may not.
        assert [m.entity.name for m in found if m.entity.mention.text == mention] == []
        return
    assert [(m.entity.name, m.entity.mention.text) for m in found] == [(case["name"], mention)]
    if "use" in case:
        assert found[0].use == case["use"]


def test_the_table_is_large_and_half_of_it_is_hard() -> None:
    cases = [p.values[0] for p in CASES]
    assert len(cases) >= 150
    assert sum(c["name"] is None for c in cases) >= 60  # type: ignore[index]
