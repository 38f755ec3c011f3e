"""The only module that knows the order of the stages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
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
from extractor.data_loader import DATA, read_yaml
from extractor.gate import Gate, with_cues, worth_parsing
from extractor.kb import KnowledgeBase
from extractor.linking import find_entities
from extractor.quantities import find_quantities
from extractor.schema import Article, ArticleResult, FigureRecord, Layout, Quantity
from extractor.syntax import Parse, Parser
from extractor.temporal import find_periods
from extractor.text import read_layout

_BARE_PERSON = re.compile(r"\b[Aa]n? ")


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
        self.gate = Gate(self.lexicon)
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
            verdicts = assemble(prepared.bench, self._models)
        return _result(article, prepared, verdicts, explain)

    @cached_property
    def _models(self) -> Models:
        return self.models or default_models()

    def prepare(self, article: Article, *, parse_all: bool = False) -> Prepared:
        """Layout, quantities, parses, entities and periods of an article: everything before the decisions."""
        text = article.text
        offsets = self.gate.cue_offsets(text)
        layout = read_layout(text)
        if not offsets:
            return Prepared(layout, {}, None, 0)
        cued = with_cues(layout, offsets)
        quantities = _quantities(text, layout)
        persons = {i for i in cued if _BARE_PERSON.search(text, layout.sentences[i].start, layout.sentences[i].end)}
        wanted = worth_parsing(cued, quantities, persons)
        if not wanted:
            return Prepared(layout, quantities, None, 0)
        context = {i - 1 for i in wanted if i and _same_part(layout, i - 1, i)}
        parses = self._parse(text, layout, sorted(wanted | context))
        return Prepared(layout, quantities, self._bench(article, layout, parses, quantities), len(parses))

    def _parse(self, text: str, layout: Layout, wanted: Sequence[int]) -> dict[int, Parse]:
        spans = [layout.sentences[i] for i in wanted]
        parsed = self.parser.parse([(text[s.start : s.end], s.start) for s in spans])
        return dict(zip(wanted, parsed, strict=True))

    def _bench(
        self, article: Article, layout: Layout, parses: dict[int, Parse], quantities: dict[int, tuple[Quantity, ...]]
    ) -> Workbench:
        text, date = article.text, article.date
        linked = find_entities(text, self.kb, published=date)
        demonyms = sorted((m.entity.mention.start, m.entity.mention.end) for m in linked if m.use == "demonym")

        def demonym_tokens(parse: Parse) -> frozenset[int]:
            return frozenset(t for s, e in demonyms if s < parse.end[-1] and e > parse.start[0] for t in parse.within(s, e))

        view = build_view(text, date, layout, parses, quantities, self.lexicon, demonym_tokens)
        periods = [
            (p.span, p.period, p.kind, p.statement_risk)
            for s in layout.sentences
            for p in find_periods(text, s.start, s.end, date)
        ]
        return build_bench(view, layout, self.lexicon, linked, periods)

    def extract_many(self, rows: Iterable[dict[str, Any] | Article]) -> Iterator[ArticleResult]:
        """Read many rows (dicts with `id` and `text`, or articles), in order."""
        for row in rows:
            yield self.read(row if isinstance(row, Article) else Article(**row))

    def config_hash(self) -> str:
        """Hash over everything besides the text that decides the output: data files, weights, the user's own files."""
        digest = hashlib.sha256()
        for path in [*sorted(p for p in DATA.rglob("*") if p.is_file()), *self._own_files]:
            name = path.relative_to(DATA).as_posix() if path.is_relative_to(DATA) else path.name
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def _same_part(layout: Layout, a: int, b: int) -> bool:
    blocks = layout.blocks
    return blocks[layout.sentences[a].block].part == blocks[layout.sentences[b].block].part


def _quantities(text: str, layout: Layout) -> dict[int, tuple[Quantity, ...]]:
    return {
        i: found
        for i, s in enumerate(layout.sentences)
        if (found := find_quantities(text, s.start, s.end))
    }


def _result(article: Article, prepared: Prepared, verdicts: list[Verdict], explain: bool) -> ArticleResult:
    sha = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    layout = prepared.layout
    parts = sorted({b.part for b in layout.blocks}) or [0]
    found = records(article, verdicts)
    reasons = decisions(article, verdicts, found) if explain else {}
    results = []
    for part in parts:
        blocks = [b for b in layout.blocks if b.part == part]
        results.append(
            ArticleResult(
                id=part_id(article.id, part),
                sha256=sha,
                date=article.date,
                blocks=len(blocks),
                repeated_blocks=sum(b.repeat_of is not None for b in blocks),
                sentences=sum(layout.blocks[s.block].part == part for s in layout.sentences),
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
    """Load the default extractor (English), with the user's own category files and entities if given."""
    return Extractor(categories=[Path(c) for c in categories], kb=Path(kb) if kb else None)


def figures_as_json(figures: Iterable[FigureRecord]) -> str:
    """Records as JSON lines, keys in schema order."""
    return "".join(json.dumps(f.model_dump(mode="json"), ensure_ascii=False) + "\n" for f in figures)
