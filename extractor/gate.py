"""The cheap scan before the expensive reading: which sentences can hold a figure at all.

A figure needs a number and, in its sentence or near it, a word of what happened. The scan looks for the cue words of all
categories with an Aho-Corasick automaton; text without them costs nothing more.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

import ahocorasick_rs

from extractor.categories import Lexicon
from extractor.schema import Layout, Quantity

NEAR = 2


class Gate:
    """Finds cue words in a text. Built once a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = sorted({w.replace(" - ", "-") for w in lexicon.cue_words})
        self._automaton = ahocorasick_rs.AhoCorasick(words, store_patterns=False)

    def cue_offsets(self, text: str) -> list[int]:
        """Offsets of the cue words, in code points of `text`, at word boundaries."""
        low = text.lower()
        if len(low) != len(text):  # "İ" grows when lowered: fold what keeps its length and leave the rest
            low = "".join(c if len(x := c.lower()) != 1 else x for c in text)
        out = []
        for _, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            if (start == 0 or not low[start - 1].isalnum()) and (end == len(low) or not low[end].isalnum()):
                out.append(start)
        return sorted(set(out))


def with_cues(layout: Layout, offsets: Sequence[int]) -> set[int]:
    """The sentences that hold a cue."""
    starts = [s.start for s in layout.sentences]
    out = set()
    for offset in offsets:
        i = bisect_right(starts, offset) - 1
        if i >= 0 and offset < layout.sentences[i].end:
            out.add(i)
    return out


def worth_parsing(cued: set[int], quantities: Mapping[int, Sequence[Quantity]], persons: set[int]) -> set[int]:
    """Sentences with a count (or with a bare-article person, `persons`) in reach of a cue."""
    counted = {i for i, qs in quantities.items() if any(q.kind == "count" for q in qs)}
    near = {i for i in counted if any(j in cued for j in range(i - NEAR, i + NEAR + 1))}
    return near | (persons & cued)
