"""Where an article says how it happened: the cause cues of its parsed sentences, and of those that nobody parsed."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.assembly.context import ArticleView
from extractor.categories import Lexicon
from extractor.schema import Layout, Section, Span

_WORD = re.compile(r"\w+|[^\w\s]")


class CauseWord(NamedTuple):
    """A cause cue. `first`/`last` are tokens of its sentence's parse (inclusive), -1 where it was not parsed."""

    label: str
    weak: bool
    sentence: int
    part: int
    section: Section
    span: Span
    first: int = -1
    last: int = -1


def loose_causes(view: ArticleView, layout: Layout, lexicon: Lexicon) -> tuple[CauseWord, ...]:
    """The cause cues of the sentences without a parse, such as a title without a number."""
    out = []
    for index, sentence in enumerate(layout.sentences):
        if index in view.by_index:
            continue
        block = layout.blocks[sentence.block]
        section: Section = "title" if block.kind == "headline" else "caption" if block.kind == "caption" else "body"
        tokens = list(_WORD.finditer(view.text, sentence.start, sentence.end))
        for cue in lexicon.find_causes([t.group().lower() for t in tokens]):
            start, end = tokens[cue.first].start(), tokens[cue.last].end()
            span = Span(start=start, end=end, text=view.text[start:end])
            out.append(CauseWord(cue.label, cue.weak, index, block.part, section, span))
    return tuple(out)


def parsed_causes(view: ArticleView) -> list[CauseWord]:
    """The cause cues of the parsed sentences."""
    return [
        CauseWord(c.label, c.weak, v.index, v.part, v.section, v.span_of(c.first, c.last, view.text), c.first, c.last)
        for v in view.sentences
        for c in v.causes
    ]
