"""Text, quantities and parses → the article on the workbench."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from extractor.assembly.context import ArticleView, SentenceView, make_candidates
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
    return ArticleView(text, published, tuple(views), {v.index: v for v in views})


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
