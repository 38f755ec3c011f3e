"""A small dataset that an exporter can get wrong in every way: astral characters, CRLF, quotes, links, duplicates."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from extractor.exchange.common import Source
from extractor.exchange.dataset import Dataset
from extractor.schema import Entity, FigureRecord, Period, Span

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("affiliations", "actors", "locations", "sources")

STRIKE = (
    "Strike 🚨 on Idlib kills 12, “=SUM” says 😔\r\n\r\n"
    "Regime airstrikes killed at least 12 civilians, including five children,\nin Idlib on Monday, SOHR said. 👩‍👩‍👧 "
    "Gunmen abducted dozens of others in Syria. No soldiers were hurt.\r\n"
)
FLOOD = (
    "Floods drive out 1,200 families\n\nFloods displaced 1,200 families and about 300 people in Beira in March 2023.\n"
)
TEXTS = {"strike": STRIKE, "flood": FLOOD}
IDLIB, SYRIA, BEIRA = ("geonames:169389", "Q858", "geonames:1052373")


def span(text: str, words: str, nth: int = 1) -> Span:
    at = -1
    for _ in range(nth):
        at = text.index(words, at + 1)
    return Span(start=at, end=at + len(words), text=words)


def record(key: str, number: Span, value: int | None, **fields: Any) -> FigureRecord:
    article = fields.pop("article_id")
    text = TEXTS[article.partition("#")[0]]
    base = {
        "id": f"{article}/{key}", "article_id": article, "section": "body", "number": number, "value": value, "low": value,
        "high": value, "quantifier": "exact", "category": "killed", "confidence": 0.9,
        "sentence": Span(start=0, end=len(text), text=text),
    }  # fmt: skip
    return FigureRecord(**{**base, **fields})


def strike() -> list[FigureRecord]:
    regime = Entity(mention=span(STRIKE, "Regime"), name="regime", type="government")
    gunmen = Entity(mention=span(STRIKE, "Gunmen"), name="gunmen", type="armed_group")
    idlib = Entity(mention=span(STRIKE, "Idlib", 2), id=IDLIB, name="Idlib", type="place")
    sohr = Entity(mention=span(STRIKE, "SOHR"), id="Q2", name="Syrian Observatory for Human Rights", type="ngo")
    syria = Entity(mention=span(STRIKE, "Syria"), id=SYRIA, name="Syria", type="state")
    monday = Period(start="2024-01-01", end="2024-01-01", text="on Monday")
    attack: dict[str, Any] = {
        "article_id": "strike", "groups": ("civilians",), "causes": ("airstrike",), "actors": (regime,),
        "locations": (idlib,), "sources": (sohr,), "period": monday,
    }  # fmt: skip
    return [
        record("t", span(STRIKE, "12"), 12, article_id="strike", section="title"),
        record("k", span(STRIKE, "12", 2), 12, high=None, quantifier="at_least", same_as="strike/t", **attack),
        record("c", span(STRIKE, "five"), 5, part_of="strike/k", **{**attack, "groups": ("civilians", "children")}),
        record(
            "a", span(STRIKE, "dozens"), None, article_id="strike", low=24, quantifier="vague", category="abducted",
            also=("missing",), actors=(gunmen,), locations=(syria,), status="unverified",
        ),
        record(
            "n", span(STRIKE, "No"), 0, article_id="strike", category="injured", groups=("soldiers",), status="denied",
        ),
    ]  # fmt: skip


def flood() -> list[FigureRecord]:
    beira = Entity(mention=span(FLOOD, "Beira"), id=BEIRA, name="Beira", type="place")
    march = Period(start="2023-03", end="2023-03", text="in March 2023")
    shared: dict[str, Any] = {
        "article_id": "flood", "category": "displaced", "causes": ("flood",), "locations": (beira,), "period": march,
    }  # fmt: skip
    about = {"low": None, "high": None, "quantifier": "approximately"}
    return [
        record("h", span(FLOOD, "1,200", 2), 1200, unit="households", **shared),
        record("p", span(FLOOD, "300"), 300, **about, **shared),
    ]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_dataset(folder: Path, records: list[FigureRecord], texts: dict[str, str], **rows: dict[str, Any]) -> Path:
    """A DATASET folder as `extractor build` leaves it, as far as exporters read it."""
    (folder / "jsonl").mkdir(parents=True)
    articles = [{"id": name, "sha256": sha(text), "figures": 0, **rows.get(name, {})} for name, text in texts.items()]
    articles += [row for name, row in rows.items() if name not in texts]
    _write(folder / "jsonl" / "articles.jsonl", articles)
    _write(folder / "records.jsonl", [r.model_dump(mode="json") for r in records])
    return folder


def write_corpus(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text.encode())
    return folder


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def cases(folder: Path) -> Source:
    """The dataset of this module, opened, with its texts."""
    rows: dict[str, dict[str, Any]] = {
        "strike": {
            "title": "=Strike on Idlib", "date": "2024-01-02", "url": "https://example.org/strike", "publisher": "Example News",
            "language": "en",
        },
        "flood": {"title": "Floods", "date": "2023-04-01"},
    }  # fmt: skip
    dataset = Dataset.open(write_dataset(folder / "dataset", strike() + flood(), TEXTS, **rows))
    return Source(dataset, dataset.texts([str(write_corpus(folder / "corpus", TEXTS))]))


def gold_train() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Texts and gold lines of our own train split."""
    train = set(json.loads((ROOT / "gold" / "splits.json").read_text())["train"])
    rows = map(json.loads, (ROOT / "gold" / "figures.jsonl").read_text(encoding="utf-8").split("\n")[:-1])
    found = [row for row in rows if row["article_id"] in train]
    texts = {name: (ROOT / "corpus" / f"{name}.txt").read_bytes().decode() for name in sorted(train)}
    return texts, found


def as_records(rows: list[dict[str, Any]], texts: dict[str, str]) -> list[FigureRecord]:
    """Gold lines as a system's records; whoever has a name gets an id."""
    records = []
    for row in rows:
        text = texts[row["article_id"]]
        roles = {role: [{**e, "id": "Q1" if e["name"] else None} for e in row[role]] for role in ROLES}
        sentence = {"start": 0, "end": len(text), "text": text}
        note = {k: v for k, v in row.items() if k != "note"}
        records.append(FigureRecord.model_validate({**note, **roles, "sentence": sentence}))
    return records


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gold lines ready to compare: ids by place in the text, entities by place, each once, and no notes."""
    placed = sorted(rows, key=lambda r: (r["article_id"], r["number"]["start"]))
    counts: dict[str, int] = {}
    ids: dict[str, str] = {}
    for row in placed:
        counts[row["article_id"]] = counts.get(row["article_id"], 0) + 1
        ids[row["id"]] = f"{row['article_id']}/f{counts[row['article_id']]}"
    out = []
    for row in placed:
        roles = {role: _sorted(row[role]) for role in ROLES}
        links = {link: ids.get(row[link] or "") for link in ("part_of", "same_as")}
        out.append({**{k: v for k, v in row.items() if k != "note"}, **roles, **links, "id": ids[row["id"]]})
    return out


def _sorted(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    unique = {(e["mention"]["start"], e["mention"]["end"], e["name"] or ""): e for e in entities}
    return [{"mention": e["mention"], "name": e["name"]} for _, e in sorted(unique.items())]
