"""What holds of the layout of any text at all: article-like, damaged or arbitrary Unicode."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.schema import Layout
from extractor.text import read_layout

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
WORDS = """
Blast kills 12 in Kabul police said The U.S. Gen. Mr. a.m. No. Jan. 5 (AP) (Reuters) KABUL — -- … ...
“Why?” "We ran." died. died.The died! • - By Jane Doe Read more Photo: J. K. ]] [...] İstanbul 2.
Advertisement ===== she of , I.
""".split()
SPACES = [
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\n \n",
    "  ",
    "\t",
    "\r\n",
    "\r\n\r\n",
    "\u00a0",
    "\u2028",
    "",
]
article = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), max_size=80).map(
    lambda parts: "".join(word + space for word, space in parts)
)
lines = st.lists(st.sampled_from(["Blast kills 12 in Kabul", "In Kabul (AP)", "It was bad.", "", "====="]), max_size=14)
anything = st.one_of(
    st.text(),
    st.text(alphabet=st.sampled_from(".!?… \n\r\t\"'”)([]Aa1•-—\x0b\x0c\x1c\x85\u2028\u3000\ufeff\ud800")),
    article,
    lines.map("\n".join),
    lines.map("\n\n".join),
)


def check(text: str, layout: Layout) -> None:
    covered = 0
    for block in layout.blocks:
        assert covered <= block.start < block.end <= len(text)
        assert not text[covered : block.start].strip(), "text outside of every block"
        piece = text[block.start : block.end]
        assert piece == piece.strip()
        covered = block.end
    assert not text[covered:].strip(), "text outside of every block"
    end = 0
    for sentence in layout.sentences:
        assert end <= sentence.start < sentence.end
        end = sentence.end
        block = layout.blocks[sentence.block]
        assert block.start <= sentence.start
        assert sentence.end <= block.end
        assert block.repeat_of is None
        piece = text[sentence.start : sentence.end]
        assert piece == piece.strip()
        assert not BLANK_LINE.search(piece)


@given(anything)
@example("\ufeff\n\n.\n \n\x1c")
@example("A.\u2028\u2028B.")
@example('x."He"."He')
@example(". . . A. . .B")
def test_the_layout_covers_the_text_once(text: str) -> None:
    check(text, read_layout(text))


@given(anything)
def test_the_sentences_of_a_block_are_all_of_it(text: str) -> None:
    layout = read_layout(text)
    for number, block in enumerate(layout.blocks):
        inside = [s for s in layout.sentences if s.block == number]
        if inside:
            joined = "".join(text[s.start : s.end] for s in inside)
            assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text[block.start : block.end])


@given(anything)
def test_a_repeat_says_what_the_first_says(text: str) -> None:
    blocks = read_layout(text).blocks
    for number, block in enumerate(blocks):
        if block.repeat_of is not None:
            first = blocks[block.repeat_of]
            assert block.repeat_of < number
            assert first.repeat_of is None
            assert text[first.start : first.end] == text[block.start : block.end]
            assert (first.part, first.kind) == (block.part, block.kind)


@given(anything)
def test_parts_count_up_from_nought_and_begin_with_a_headline(text: str) -> None:
    blocks = read_layout(text).blocks
    parts = [b.part for b in blocks]
    assert sorted(parts) == parts
    assert set(parts) == set(range(len(set(parts))))
    for number in set(parts) - {0}:
        assert next(b for b in blocks if b.part == number).kind == "headline"


@given(article, st.data())
def test_any_slice_of_an_article_is_a_text(text: str, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(text)))
    b = data.draw(st.integers(a, len(text)))
    check(text[a:b], read_layout(text[a:b]))


@given(article)
def test_white_space_around_a_text_only_shifts_it(text: str) -> None:
    bare = text.strip()
    shifted = read_layout("\n\n" + bare + "\n\n")
    layout = read_layout(bare)
    assert [(b.start - 2, b.end - 2, b.kind, b.repeat_of) for b in shifted.blocks] == [
        (b.start, b.end, b.kind, b.repeat_of) for b in layout.blocks
    ]
    assert [(s.start - 2, s.end - 2) for s in shifted.sentences] == [(s.start, s.end) for s in layout.sentences]


@pytest.mark.parametrize(
    "unit", ["a", ". ", '"', '."He ', "\n", "A\n", "(", "A. ", "one two.\n\n", "…", "•", " ", "Ab ", "1. "]
)
def test_long_runs_are_read(unit: str) -> None:
    text = unit * 20_000
    check(text, read_layout(text))
