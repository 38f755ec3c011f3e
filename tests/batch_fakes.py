"""A tiny stand-in for the extractor, importable in worker processes; misbehaves when the text says so."""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path

from extractor.errors import ArticleError
from extractor.schema import (
    Article,
    ArticleResult,
    Decision,
    Entity,
    Evidence,
    FigureRecord,
    Period,
    Quantity,
    Reading,
    Refusal,
    Span,
)

_FIGURE = re.compile(r"(?P<number>\d+) (?:\w+ )?(?P<category>killed|injured)")


def span(text: str, start: int, end: int) -> Span:
    return Span(start=start, end=end, text=text[start:end])


class FakeReader:
    """Reads ``N killed`` and ``N injured``; other words in the text make it misbehave."""

    def config_hash(self) -> str:
        return "fake"

    def read(self, article: Article, *, explain: bool = False) -> ArticleResult:
        text = article.text
        if "raise" in text:
            raise ValueError("cannot read this")
        if "refuse" in text:
            raise ArticleError("no thanks", article_id=article.id, stage="text")
        if "hang" in text:
            time.sleep(600)
        if "slow" in text:
            time.sleep(0.3)
        if "die" in text:
            os._exit(7)
        if crash := re.search(r"once (\S+)", text):
            marker = Path(crash[1])
            if not marker.exists():
                marker.touch()
                os._exit(9)
        records = tuple(self._record(article, m) for m in _FIGURE.finditer(text))
        return ArticleResult(
            id=article.id,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            date=article.date,
            blocks=1,
            repeated_blocks=0,
            sentences=text.count("."),
            parsed_sentences=1,
            figures=records,
            decisions=tuple(_decision(text, r) for r in records) + _refused(text) if explain else (),
        )

    def _record(self, article: Article, m: re.Match[str]) -> FigureRecord:
        text, number = article.text, int(m["number"])
        start = text.rfind(".", 0, m.start()) + 1
        start += len(text[start:]) - len(text[start:].lstrip())
        end = text.find(".", m.end()) + 1 or len(text)
        place = re.search(r"in (\w+)", text[start:end])
        where = ()
        if place:
            mention = span(text, start + place.start(1), start + place.end(1))
            where = (Entity(mention=mention, id="Q1", name=f"={place[1]}|x", type="place"),)
        number_span = span(text, *m.span("number"))
        return FigureRecord(
            id=f"{article.id}-{m.start()}",
            article_id=article.id,
            section="body",
            number=number_span,
            sentence=span(text, start, end),
            value=number,
            low=number,
            high=number,
            quantifier="exact",
            category=m["category"],
            groups=("women", "children"),
            locations=where,
            period=Period(start="2024-01-01", end=None, text="on Monday") if "Monday" in text else None,
            confidence=0.9,
            evidence=(Evidence(field="category", span=span(text, *m.span("category")), rule="cue"),),
        )


def _decision(text: str, record: FigureRecord) -> Decision:
    return Decision(
        number=_quantity(record.number, "count"),
        sentence=record.sentence,
        record_id=record.id,
        reason="a cue governs it",
        readings=(Reading(category=record.category, probability=0.9, rule="syntax", terms=(("cue", 1.5),)),),
        refused=(Refusal(field="locations", span=span(text, 0, 1), reason="the dateline"),),
    )


def _refused(text: str) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            number=_quantity(span(text, *m.span()), "money"),
            sentence=span(text, 0, len(text)),
            record_id=None,
            reason="is money",
        )
        for m in re.finditer(r"\$\d+", text)
    )


def _quantity(number: Span, kind: str) -> Quantity:
    return Quantity.model_validate(
        {"span": number, "value": 1, "low": 1, "high": 1, "quantifier": "exact", "kind": kind}
    )


def load() -> FakeReader:
    return FakeReader()


def load_broken() -> FakeReader:
    raise RuntimeError("no weights")


def load_dead() -> FakeReader:
    os._exit(3)
