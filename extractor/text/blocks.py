"""Chunks to blocks: the articles of one file, headlines, subheadings, repeats; and the sentences inside."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.schema import Block, BlockKind, Layout, Sentence
from extractor.text import kinds, sentences
from extractor.text.lexicon import Lexicon, lexicon
from extractor.text.lines import Chunk, chunks, terminated

_READ: frozenset[BlockKind] = frozenset({"headline", "caption", "subheading", "body"})
_REPEATED_SHORT: frozenset[BlockKind] = frozenset({"headline", "caption", "byline", "dateline", "boilerplate"})
_SEPARATORS = frozenset("-=_#*~—–")
_LONE_HEADLINE_WORDS = 15
_STOPPED_HEADLINE_WORDS = 12


@dataclass(slots=True)
class _Piece:
    """A chunk on its way to a block. `kind` is final once it is set."""

    chunk: Chunk
    text: str
    kind: BlockKind | None
    part: int = 0
    cut: int = 0
    """Length of the dateline in front."""

    def running(self) -> bool:
        """Whether this is a paragraph of running text."""
        return self.kind in (None, "body") and (terminated(self.text) or self.text.count(" ") >= 20)


def read_layout(text: str) -> Layout:
    """Blocks and sentences of a raw article, in reading order; offsets are code points of `text`.

    Every character that is not white space is in exactly one block. A sentence lies in one block and never
    runs over a blank line. Headlines, captions, subheadings and body have sentences; bylines, datelines,
    boilerplate and blocks that repeat an earlier one of the same part (`repeat_of`) have none. Never raises.
    """
    lex = lexicon()
    pieces = [_Piece(c, own := text[c.start : c.end], kinds.own_kind(own, lex)) for c in chunks(text, lex)]
    starts = _part_starts(pieces, lex)
    for number, (begin, end) in enumerate(zip(starts, [*starts[1:], len(pieces)], strict=True)):
        part = pieces[begin:end]
        for piece in part:
            piece.part = number
        _place(part, lex)
    blocks = _blocks(pieces, lex)
    found: list[Sentence] = []
    for number, block in enumerate(blocks):
        if block.repeat_of is None and block.kind in _READ:
            spans = sentences.split(text, block.start, block.end, lex)
            found.extend([Sentence(start=a, end=b, block=number) for a, b in spans])
    return Layout(blocks=tuple(blocks), sentences=tuple(found))


def _part_starts(pieces: list[_Piece], lex: Lexicon) -> list[int]:
    """Indices of the first pieces of each article in the file."""
    starts, seen, has_body = [0], set[str](), False
    for i, piece in enumerate(pieces):
        new = piece.text not in seen and piece.kind is None and has_body
        if new and (_repeated_headline(pieces, i, lex) or _after_separator(pieces, i, lex)):
            starts.append(i)
            seen, has_body = set(), False
        if piece.chunk.end - piece.chunk.start < 1000:
            seen.add(piece.text)
        has_body = has_body or piece.running()
    return starts


def _titled(pieces: list[_Piece], i: int, lex: Lexicon) -> bool:
    """Whether piece `i` looks like a headline of at least four words with running text below."""
    piece = pieces[i]
    if not kinds.headline_like(piece.text, piece.chunk.lines, lex) or piece.text.count(" ") < 3:
        return False
    return any(p.running() for p in pieces[i + 1 : i + 1 + lex.data.repeat_window])


def _repeated_headline(pieces: list[_Piece], i: int, lex: Lexicon) -> bool:
    """A headline that is printed again a few blocks below, with nothing but captions and bylines between.

    A line printed twice in a row is a caption more often than a headline, so there must be something between.
    """
    if not _titled(pieces, i, lex):
        return False
    window = pieces[i + 1 : i + 1 + lex.data.repeat_window]
    again = next((j for j, p in enumerate(window) if p.text == pieces[i].text), None)
    if not again:
        return False
    between = [p.text for p in window[:again] if p.running()]
    return all(between.count(t) > 1 for t in between) and any(p.running() for p in window[again + 1 :])


def _after_separator(pieces: list[_Piece], i: int, lex: Lexicon) -> bool:
    if i == 0 or pieces[i - 1].kind != "boilerplate":
        return False
    line = pieces[i - 1].text
    return len(line) >= 5 and line[0] in _SEPARATORS and line.count(line[0]) == len(line) and _titled(pieces, i, lex)


def _place(part: list[_Piece], lex: Lexicon) -> None:
    """Set the kinds that depend on the place in the article (heading or body) and the datelines."""
    _headline(part, lex)
    bodies = 0
    for i, piece in enumerate(part):
        if piece.kind == "caption" and i == len(part) - 1 and i > 2 and kinds.sign_off(piece.text):
            piece.kind = "body"
        if piece.kind == "byline" and bodies > 1 and any(p.running() for p in part[i + 1 :]):
            piece.kind = None  # "By state" inside an article is a heading
        if piece.kind is None and _printed_twice(part, i, lex):
            piece.kind = "caption"
        if piece.kind is None:
            piece.kind = "subheading" if _is_subheading(part, i, lex) else "body"
        if piece.kind == "body":
            piece.cut = kinds.strong_dateline(piece.text)
            if not bodies and not piece.cut:
                piece.cut = kinds.bare_dateline(piece.text, lex)
            bodies += 1


def _headline(part: list[_Piece], lex: Lexicon) -> None:
    """Mark the headline: the first line of no other kind (byline, date, caption), if it looks like one."""
    for i, piece in enumerate(part[:8]):
        if piece.kind is not None:
            continue
        below = part[i + 1] if i + 1 < len(part) else None
        if _is_kicker(piece, below, i + 2 < len(part), lex):
            piece.kind = "boilerplate"
            continue
        if _is_headline(piece, below, lex):
            piece.kind = "headline"
        return


def _is_kicker(piece: _Piece, below: _Piece | None, more: bool, lex: Lexicon) -> bool:
    """The name of a page's section ("World") above its headline."""
    if below is None or below.kind is not None or not more or len(piece.text.split()) > 2:
        return False
    return len(below.text.split()) >= 4 and kinds.headline_like(below.text, below.chunk.lines, lex)


def _is_headline(piece: _Piece, below: _Piece | None, lex: Lexicon) -> bool:
    text, words = piece.text, piece.text.count(" ") + 1
    if kinds.strong_dateline(text):
        return False
    if kinds.dated_row(text) and (below is None or kinds.dated_row(below.text)):
        return False
    if kinds.headline_like(text, piece.chunk.lines, lex):
        return below is not None or words <= _LONE_HEADLINE_WORDS
    # A short sentence alone above the first paragraph is a headline with a full stop.
    return (
        words <= _STOPPED_HEADLINE_WORDS
        and piece.chunk.lines == 1
        and terminated(text)
        and below is not None
        and below.chunk.gap
        and below.text.count(" ") > words
    )


def _printed_twice(part: list[_Piece], i: int, lex: Lexicon) -> bool:
    """A line without an end mark, twice in a row inside an article: a caption and its alternative text."""
    piece = part[i]
    if i + 1 == len(part) or part[i + 1].text != piece.text or part[i + 1].chunk.gap:
        return False
    return piece.text.count(" ") >= 3 and kinds.headline_like(piece.text, piece.chunk.lines, lex)


def _is_subheading(part: list[_Piece], i: int, lex: Lexicon) -> bool:
    piece = part[i]
    if i == 0 or i + 1 == len(part) or not kinds.subheading_like(piece.text, piece.chunk.lines, lex):
        return False
    above = part[i - 1]
    return part[i + 1].running() and (above.kind not in (None, "body", "subheading") or above.running())


def _blocks(pieces: list[_Piece], lex: Lexicon) -> list[Block]:
    blocks: list[Block] = []
    first_seen: dict[tuple[int, str], int] = {}
    for piece in pieces:
        kind, start, end = piece.kind or "body", piece.chunk.start, piece.chunk.end
        spans: list[tuple[BlockKind, str, int]] = [(kind, piece.text, start)]
        if piece.cut:
            rest = piece.text[piece.cut :].lstrip()
            spans = [("dateline", piece.text[: piece.cut], start), ("body", rest, end - len(rest))]
        for own, text, at in spans:
            index = first_seen.setdefault((piece.part, text), len(blocks))
            first = blocks[index] if index < len(blocks) else None
            repeat = index if first is not None and _is_repeat(text, first.kind, lex) else None
            if first is not None and repeat is not None:
                own = first.kind
            blocks.append(Block(start=at, end=at + len(text), kind=own, repeat_of=repeat, part=piece.part))
    return blocks


def _is_repeat(text: str, kind: BlockKind, lex: Lexicon) -> bool:
    if kind in _REPEATED_SHORT:
        return True
    return text.count(" ") + 1 >= lex.data.repeat_min_words and not kinds.count_row(text)
