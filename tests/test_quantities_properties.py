"""What holds for every text: no exception, exact offsets, no overlaps, coherent bounds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.quantities import find_quantities
from extractor.quantities.fold import fold
from extractor.quantities.lexicon import lexicon
from extractor.quantities.numerals import numeral_reader
from extractor.schema import Quantity

_ANY = st.text(st.characters(codec=None, categories=None), max_size=80)
_WORDS = sorted(
    {*lexicon().words.units, *lexicon().words.tens, *lexicon().words.scales, *lexicon().words.ordinals}
    | {*lexicon().words.vague_plurals, *lexicon().words.vague, *lexicon().words.zero}
)
# Pieces that the rules look for, so that random texts reach them.
_PIECE = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from("a an the of and or to in on at by from between under over no not more than up".split()),
    st.sampled_from("at least,as many as,more than,about,or so,or more,per cent,killed,people,years old".split(",")),
    st.sampled_from(["July", "may", "$", "Rs", "%", "km", "a.m.", "(", ")", "-", "–", "/", ":", ".", ",", "'", "\n"]),
    st.sampled_from(["İ", "ſ", "\x00", "\ud800", "٣", "½", "²", "\u202f", "\u2028", "👩‍👧", "שלום", "\ufeff"]),
    st.integers(0, 10**7).map(str),
    st.integers(0, 10**7).map(lambda n: f"{n:,}"),
    st.floats(0, 1000).map(lambda x: f"{x:.2f}"),
)
_TEXTLIKE = st.lists(st.tuples(_PIECE, st.sampled_from([" ", " ", " ", "", "  ", "-", ", ", "\n\n"]))).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)


def _check(text: str, quantities: tuple[Quantity, ...]) -> None:
    last = 0
    for q in quantities:
        assert text[q.span.start : q.span.end] == q.span.text
        assert last <= q.span.start < q.span.end <= len(text)
        last = q.span.end
        if q.cue is not None:
            assert text[q.cue.start : q.cue.end] == q.cue.text
            assert q.cue.end <= q.span.start or q.span.end <= q.cue.start
        _check_bounds(q)


def _check_bounds(q: Quantity) -> None:
    if q.quantifier == "exact":
        assert q.low == q.high == q.value
    elif q.quantifier in ("at_least", "more_than"):
        assert (q.low, q.high) == (q.value, None)
    elif q.quantifier in ("at_most", "less_than"):
        assert (q.low, q.high) == (None, q.value)
    elif q.quantifier == "approximately":
        assert (q.low, q.high) == (None, None)
    else:
        assert q.value is None
        assert q.low is not None
        assert q.quantifier == "vague" or (q.high is not None and q.low < q.high)


@given(_ANY | _TEXTLIKE)
@example("İ 12 İ people, 3 İ\x00")
@example("\ud800 12 \udfff people www.x\ud8001.com")
@example("1" * 5000 + " people and " + "1," * 400)
@example("12 people \u202e34\u202c, ٣٤ and ४५ and 𝟙𝟚")
@example("between between 1 and and 2 - - 3 to or 4")
@settings(max_examples=400, deadline=None)
def test_reads_any_text_with_exact_offsets(text: str) -> None:
    _check(text, find_quantities(text))


@given(_ANY | _TEXTLIKE)
@settings(max_examples=200, deadline=None)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.plain) == len(folded.low) == len(text)
    for raw, low in zip(text, folded.low, strict=True):
        assert not (raw.isascii() and raw.isalnum()) or low == raw.lower()


@given(_TEXTLIKE, st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_a_slice_is_read_as_a_text_of_its_own(text: str, start: int, end: int) -> None:
    alone = find_quantities(text[start:end])
    inside = find_quantities(text, start, end)
    assert [(q.span.start + min(start, len(text)), q.value, q.kind) for q in alone] == [
        (q.span.start, q.value, q.kind) for q in inside
    ]


def _spell(n: int) -> str:
    """The number in words, written by a rule of its own and not by the lexicon's tables."""
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    ).split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if n < 20:
        return ones[n]
    if n < 100:
        return tens[n // 10 - 2] + (f"-{ones[n % 10]}" if n % 10 else "")
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = n % size
            joint = " and " if 0 < rest < 100 else " "
            return f"{_spell(n // size)} {name}" + (joint + _spell(rest) if rest else "")
    raise AssertionError(n)


@given(st.integers(1, 10**12 - 1))
@settings(max_examples=300, deadline=None)
def test_spelled_numbers_are_read_back(n: int) -> None:
    words = _spell(n)
    numeral = numeral_reader().read(fold(words), 0)
    assert numeral is not None
    assert (numeral.value, numeral.end) == (n, len(words))


@given(st.integers(10_000, 10**9), st.sampled_from([",", "\u202f", "\u00a0", "'", " "]))
@settings(max_examples=200, deadline=None)
def test_grouped_figures_are_read_back(n: int, separator: str) -> None:
    figure = f"{n:,}".replace(",", separator)
    (q,) = find_quantities(f"It displaced {figure} people.")
    assert (q.span.text, q.value, q.kind) == (figure, n, "count")


@given(st.integers(1, 999), st.integers(1, 999))
@settings(max_examples=100, deadline=None)
def test_ranges_hold_their_ends_in_order(a: int, b: int) -> None:
    low, high = min(a, b), max(a, b) + 1
    texts = [f"between {low} and {high} people", f"{low} to {high} people"]
    if high % 100:  # "one to three hundred" is 100 to 300
        texts.append(f"{_spell(low)} to {_spell(high)} men")
    for text in texts:
        (q,) = find_quantities(text)
        assert (q.value, q.low, q.high, q.quantifier) == (None, low, high, "between")


@pytest.mark.parametrize(
    "text",
    [
        " and 1" * 4_000,
        "a " * 40_000 + "hundred",
        "one hundred and " * 3_000,
        "1," * 40_000,
        "1 000" * 20_000,
        "." * 80_000 + "5",
        "between " * 10_000 + "5",
        "((((" * 20_000 + "1",
        "hundreds of " * 10_000,
        "Aa " * 30_000 + "12",
        "9" * 100_000,
        "www." + "x" * 50_000 + "1",
    ],
    ids=lambda text: text[:16],
)
def test_long_repetitions_are_read_to_the_end(text: str) -> None:
    # A pattern that backtracks over the whole text would not come back from these.
    _check(text, find_quantities(text))
