"""The only module that knows the order of the stages."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from extractor.assembly.assemble import Models, Verdict, assemble, default_models
from extractor.assembly.bench import build_bench
from extractor.assembly.figures import Workbench
from extractor.assembly.records import decisions, records
from extractor.assembly.views import build_view
from extractor.categories import CategoryFile, Lexicon, default_lexicon
from extractor.data_loader import data_hash, read_yaml
from extractor.gate import Gate, by_sentence
from extractor.kb import KnowledgeBase
from extractor.linking import find_entities
from extractor.quantities import find_quantities
from extractor.reportwords import reporting_words
from extractor.schema import Article, ArticleResult, FigureRecord, Layout, Quantity
from extractor.syntax import Parse, Parser
from extractor.temporal import find_periods
from extractor.text import read_layout

# Time expressions are read this far around a sentence that may hold figures, and in the first sentences of the text.
PERIODS_BEFORE, PERIODS_AFTER, PERIODS_FIRST = 6, 1, 4


@dataclass(frozen=True)
class Prepared:
    """An article up to the point where decisions begin; training starts from here too."""

    layout: Layout
    quantities: dict[int, tuple[Quantity, ...]]
    bench: Workbench | None
    parsed: int


class Extractor:
    """Reads articles; made by `extractor.load()`. Holds the language model, the lexicons and the knowledge base."""

    def __init__(
        self,
        *,
        categories: Sequence[Path] = (),
        kb: Path | None = None,
        models: Models | None = None,
    ) -> None:
        """`categories`: more category files of the user's own; `kb`: a JSONL file of entities to add or override."""
        extra = [read_yaml(p, CategoryFile) for p in categories]
        self._own_files = [*categories, *([kb] if kb else [])]
        self.lexicon = Lexicon(extra) if extra else default_lexicon()
        self.gate = Gate(self.lexicon, reporting_words())
        self.models = models
        self._kb_path = kb

    @cached_property
    def parser(self) -> Parser:
        """The wrapped language model, loaded when the first sentence needs it."""
        return Parser()

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The knowledge base, loaded when the first figure needs it."""
        return KnowledgeBase.load(self._kb_path)

    def extract(
        self,
        text: str,
        *,
        id: str = "article",  # noqa: A002 - the name that the row has everywhere else
        date: str | None = None,
        title: str | None = None,
        explain: bool = False,
    ) -> ArticleResult:
        """Read one raw text (its first line is the headline). `date` is the publication date, ISO ``YYYY-MM-DD``."""
        return self.read(Article(id=id, text=text, date=date, title=title), explain=explain)

    def read(self, article: Article, *, explain: bool = False) -> ArticleResult:
        """Read one article; never raises on any text. Further articles in the same text are in `others`."""
        prepared = self.prepare(article)
        verdicts: list[Verdict] = []
        if prepared.bench is not None:
            verdicts = assemble(prepared.bench, self._models, explain=explain)
        surety = self._models.weights.get("confidence") if verdicts else None
        return _result(article, prepared, verdicts, surety, explain)

    def check_data(self) -> None:
        """Read the knowledge base and the weights now; raises `DataError` for what cannot be read."""
        _ = self.kb, self._models

    @cached_property
    def _models(self) -> Models:
        return self.models or default_models()

    def prepare(self, article: Article) -> Prepared:
        """Layout, quantities, parses, entities and periods of an article: everything before the decisions."""
        text = article.text
        hits = self.gate.find(text)
        layout = read_layout(text)
        if not hits:
            return Prepared(layout, {}, None, 0)
        cued = by_sentence(layout, hits)
        quantities: dict[int, tuple[Quantity, ...]] = {}

        def numbers(i: int) -> tuple[Quantity, ...]:
            if i not in quantities:
                s = layout.sentences[i]
                quantities[i] = find_quantities(text, s.start, s.end)
            return quantities[i]

        wanted = self.gate.wanted(text, layout, cued, numbers)
        if not wanted.all:
            return Prepared(layout, quantities, None, 0)
        chosen = sorted(wanted.all | self.gate.context(text, layout, wanted, cued))
        for i in chosen:
            numbers(i)
        del hits, cued  # of a very long text they take as much memory as its parses
        parses = self._parse(text, layout, chosen)
        return Prepared(layout, quantities, self._bench(article, layout, parses, quantities), len(parses))

    def _parse(self, text: str, layout: Layout, wanted: Sequence[int]) -> dict[int, Parse]:
        spans = [layout.sentences[i] for i in wanted]
        parsed = self.parser.parse((text[s.start : s.end], s.start) for s in spans)
        return dict(zip(wanted, parsed, strict=True))

    def _bench(
        self, article: Article, layout: Layout, parses: dict[int, Parse], quantities: dict[int, tuple[Quantity, ...]]
    ) -> Workbench:
        text, date = article.text, article.date
        linked = find_entities(text, self.kb, published=date)
        demonyms = sorted((m.entity.mention.start, m.entity.mention.end) for m in linked if m.use == "demonym")

        def demonym_tokens(parse: Parse) -> frozenset[int]:
            first = bisect_left(demonyms, (parse.start[0], 0)) if parse.start else 0
            last = bisect_left(demonyms, (parse.end[-1], 0)) if parse.start else 0
            return frozenset(t for s, e in demonyms[first:last] for t in parse.within(s, e))

        view = build_view(text, date, layout, parses, quantities, self.lexicon, demonym_tokens)
        periods = [
            (p.span, p.period, p.kind, p.statement_risk)
            for i in _dated(parses, len(layout.sentences))
            for p in find_periods(text, layout.sentences[i].start, layout.sentences[i].end, date)
        ]
        return build_bench(view, layout, self.lexicon, linked, periods)

    def extract_many(self, rows: Iterable[dict[str, Any] | Article]) -> Iterator[ArticleResult]:
        """Read many rows (dicts with `id` and `text`, or articles), in order."""
        for row in rows:
            yield self.read(row if isinstance(row, Article) else Article(**row))

    def config_hash(self) -> str:
        """Hash over everything besides the text that decides the output: data files, weights, the user's own files."""
        return data_hash(self._own_files)


def _dated(parsed: Iterable[int], sentences: int) -> list[int]:
    """The sentences whose time expressions may date a figure of the parsed ones."""
    out = set(range(min(PERIODS_FIRST, sentences)))
    for i in parsed:
        out.update(range(max(0, i - PERIODS_BEFORE), min(sentences, i + PERIODS_AFTER + 1)))
    return sorted(out)


def _result(
    article: Article, prepared: Prepared, verdicts: list[Verdict], surety: Mapping[str, float] | None, explain: bool
) -> ArticleResult:
    sha = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    layout = prepared.layout
    parts = sorted({b.part for b in layout.blocks}) or [0]
    found = records(article, verdicts, surety)
    reasons = decisions(article, verdicts, found) if explain else {}
    blocks = Counter(b.part for b in layout.blocks)
    repeated = Counter(b.part for b in layout.blocks if b.repeat_of is not None)
    sentences = Counter(layout.blocks[s.block].part for s in layout.sentences)
    results = []
    for part in parts:
        results.append(
            ArticleResult(
                id=part_id(article.id, part),
                sha256=sha,
                date=article.date,
                blocks=blocks[part],
                repeated_blocks=repeated[part],
                sentences=sentences[part],
                parsed_sentences=prepared.parsed if part == parts[0] else 0,
                figures=tuple(found.get(part, ())),
                decisions=tuple(reasons.get(part, ())),
            )
        )
    return results[0].model_copy(update={"others": tuple(results[1:])})


def part_id(article_id: str, part: int) -> str:
    """The id of the n-th article in one text: the first keeps the file's own."""
    return article_id if part == 0 else f"{article_id}#{part + 1}"


def load(*, categories: Sequence[str | Path] = (), kb: str | Path | None = None) -> Extractor:
    """Load the default extractor (English), with the user's own category files and entities if given.

    Everything that can be wrong in the data is read here (a `DataError` says what); only the language model waits for
    the first sentence that needs it.
    """
    loaded = Extractor(categories=[Path(c) for c in categories], kb=Path(kb) if kb else None)
    loaded.check_data()
    return loaded


def figures_as_json(figures: Iterable[FigureRecord]) -> str:
    """Records as JSON lines, keys in schema order."""
    return "".join(json.dumps(f.model_dump(mode="json"), ensure_ascii=False) + "\n" for f in figures)
