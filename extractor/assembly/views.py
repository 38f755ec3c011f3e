"""Text, quantities and parses → the article on the workbench."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from extractor.assembly.context import ArticleView, Climate, SentenceView, make_candidates
from extractor.categories import Lexicon
from extractor.schema import Layout, Quantity, Section, Sentence
from extractor.syntax import Parse

SECTIONS: dict[str, Section] = {"headline": "title", "caption": "caption"}


def build_view(
    text: str,
    published: str | None,
    layout: Layout,
    parses: Mapping[int, Parse],
    quantities: Mapping[int, Sequence[Quantity]],
    lexicon: Lexicon,
    demonyms: Callable[[Parse], frozenset[int]],
) -> ArticleView:
    """The article's parsed sentences, each with cues, causes and candidates. Keys are sentence indices in the layout."""
    views = []
    for index in sorted(parses):
        view = _view(index, layout.sentences[index], layout, parses[index], lexicon, demonyms)
        views.append(replace(view, candidates=make_candidates(view, quantities.get(index, ()), lexicon, text)))
    parts: dict[int, list[SentenceView]] = {}
    for view in views:
        parts.setdefault(view.part, []).append(view)
    climates = {part: _climate(own, lexicon) for part, own in parts.items()}
    done = tuple(replace(v, climate=climates[v.part]) for v in views)
    return ArticleView(text, published, done, {v.index: v for v in done})


def _climate(views: Sequence[SentenceView], lexicon: Lexicon) -> Climate:
    labels = Counter(c.label for v in views for c in v.cues if not c.weak)
    causes = sum(not c.weak for v in views for c in v.causes)
    topics = sum(w in lexicon.topics for v in views for w in v.parse.lower) / len(views)
    return Climate(
        labels=labels,
        causes="0" if causes == 0 else "few" if causes <= 2 else "many",
        topics="0" if topics == 0 else "few" if topics < 0.4 else "many",
    )


def _view(
    index: int,
    sentence: Sentence,
    layout: Layout,
    parse: Parse,
    lexicon: Lexicon,
    demonyms: Callable[[Parse], frozenset[int]],
) -> SentenceView:
    block = layout.blocks[sentence.block]
    return SentenceView(
        index=index,
        start=sentence.start,
        end=sentence.end,
        block=sentence.block,
        part=block.part,
        section=SECTIONS.get(block.kind, "body"),
        parse=parse,
        cues=tuple(lexicon.find_cues(parse.lower)),
        causes=tuple(lexicon.find_causes(parse.lower)),
        demonyms=demonyms(parse),
    )
