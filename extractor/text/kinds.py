"""What kind of block a piece of text is, told from its own words (its place in the article comes after)."""

from __future__ import annotations

import re
from typing import Literal

from extractor.text.lexicon import DAYS, FULL_DATE, MONTHS, Lexicon
from extractor.text.lines import BULLET, terminated

Own = Literal["boilerplate", "byline", "dateline", "caption"]

_SLUG = re.compile(r"[A-Z]{2,}[A-Z0-9]*(?:[-_/][A-Z0-9]+)+(?: \([A-Z0-9 ]+\))?")
_BREADCRUMB = re.compile(r"(?:Home|News|World)(?: ?[>»›|/] ?[\w &'-]+)+")
_BRACKET_END = re.compile(r"(.?)\s*[(\[]([^()\[\]]{2,90})[)\]]\Z", re.DOTALL)
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNT_LABEL = re.compile(r":\s*\d")
# Abbreviations at the very end of a headline that are no full stop.
_END_ABBREVIATION = re.compile(r"(?:\b[A-Z]\.)+\Z|\b(?:Co|Inc|Ltd|Corp|Jr|Sr|St|No)\.\Z")


def own_kind(piece: str, lexicon: Lexicon) -> Own | None:
    """The kind that a block's own words give away wherever it stands; None for running text and headings."""
    if len(piece) > 700:
        return None
    data, words = lexicon.data, piece.count(" ") + 1
    if not any(c.isalnum() for c in piece):
        return "boilerplate"
    if words <= data.boilerplate_max_words and _is_boilerplate(piece, words, lexicon):
        return "boilerplate"
    if words <= 20 and _is_byline(piece, lexicon):
        return "byline"
    if words <= 12 and _YEAR.search(piece) and lexicon.date_line.fullmatch(piece):
        return "dateline"
    if words <= data.caption_max_words and _is_caption(piece, words, lexicon):
        return "caption"
    return None


def _is_boilerplate(piece: str, words: int, lexicon: Lexicon) -> bool:
    folded = piece.lower()
    if folded.strip(" .:!…>»*-–—[]()|") in lexicon.boilerplate_lines or folded.startswith(lexicon.boilerplate_starts):
        return True
    return (words <= 3 and _SLUG.fullmatch(piece) is not None) or _BREADCRUMB.fullmatch(piece) is not None


def _is_byline(piece: str, lexicon: Lexicon) -> bool:
    # The cheap tests first: this is asked of every short line.
    folded = piece.lower().strip("()[]. ")
    if folded.startswith(lexicon.credit_line_starts) and not any(c.isdigit() for c in piece):
        return True
    if folded.startswith(lexicon.byline_starts) or folded.endswith(lexicon.byline_words):
        return lexicon.byline.fullmatch(piece) is not None
    return len(folded) <= 24 and lexicon.agency_line.fullmatch(piece) is not None


def _is_caption(piece: str, words: int, lexicon: Lexicon) -> bool:
    if piece.lower().startswith(lexicon.caption_starts):
        return True
    if words >= 4 and piece[-1] in ")]":
        bracket = _BRACKET_END.search(piece[-100:])
        if bracket and len(bracket.group(2).split()) <= 9 and lexicon.credit_inside.search(bracket.group(2)):
            return True
    tail = piece[-110:]
    return _hinted(tail) and lexicon.credit_tail.search(piece, max(0, len(piece) - 110)) is not None


def _hinted(tail: str) -> bool:
    # One of these is in every credit; looking for them first is five times faster than the pattern.
    return (
        ":" in tail or " by " in tail or "/" in tail or "|" in tail or "ourtesy" in tail or "©" in tail or "(c)" in tail
    )


def sign_off(piece: str) -> bool:
    """Whether the block ends in a bracket with a short name: at an article's end an agency's signature."""
    bracket = _BRACKET_END.search(piece)
    return bracket is not None and len(bracket.group(2).split()) <= 2 and bracket.group(1) in '.!?"”'


def headline_like(piece: str, lines: int, lexicon: Lexicon) -> bool:
    """A line that could be a heading: one line, not too long, no end mark, no list item."""
    if lines > 1 or len(piece) > 300:
        return False
    words = piece.split()
    if not 1 <= len(words) <= lexicon.data.headline_max_words or BULLET.match(piece):
        return False
    if terminated(piece) and not _open_ending(piece):
        return False
    return not (piece[0] in '"“' and piece[-1] in '"”') and any(c.isalpha() for c in piece)


def _open_ending(piece: str) -> bool:
    near_end = max(0, len(piece) - 12)  # a search from the start costs more than all other tests
    return piece[-1] in "!?…" or piece.endswith("...") or _END_ABBREVIATION.search(piece, near_end) is not None


def subheading_like(piece: str, lines: int, lexicon: Lexicon) -> bool:
    """A short heading that is no row of a table ("Killed: 14")."""
    if (
        len(piece) > 120
        or not headline_like(piece, lines, lexicon)
        or _COUNT_LABEL.search(piece)
        or "\t" in piece
        or "|" in piece
    ):
        return False
    return len(piece.split()) <= lexicon.data.subheading_max_words


_ROW_DATE = re.compile(
    rf"(?:On )?(?:{DAYS},? )?(?:\d{{1,2}}(?:st|nd|rd|th)? {MONTHS}|{MONTHS} \d{{1,2}}\b"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d\d|\d{4}-\d\d)"
)


def dated_row(piece: str) -> bool:
    """Whether a line begins with a date, as the rows of an incident log do."""
    return _ROW_DATE.match(piece) is not None


def count_row(piece: str) -> bool:
    """A row like "Killed: 14", which may stand twice in a list and be two facts."""
    return _COUNT_LABEL.search(piece) is not None and not terminated(piece)


_PLACE_CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’\-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’\-]*){0,4}"
_PLACE = r"[A-ZÀ-Þ][\w.'’\-]+(?:[ /](?:[A-ZÀ-Þ][\w.'’\-]*|de|del|al-\w+|el|la)){0,3}"
_SEGMENT = r"(?:,\s?[A-ZÀ-Þ][\w.'’\-]*(?: (?:[A-ZÀ-Þ][\w.'’\-]*|of|and|the|de)){0,4})"
_WHERE = rf"(?:{_PLACE_CAPS}|{_PLACE}){_SEGMENT}{{0,3}}"
_SHORT_DATE = (
    rf"(?:(?:{DAYS},? )?(?:(?i:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)? (?i:{MONTHS}))"
    r"(?:,? (?:\d{4}|\d\d))?)"
)
_SOURCE = r"\((?:[^()]|\([^()]{0,30}\)){2,70}\)"
_DASH = r"\s*(?:—|–|--+|-(?=\s))[\s—–-]*"
_TAGS = r"(?:\[[A-Z][^\]]{0,80}\]\s*)*"
# With an agency in brackets or a date the start of a paragraph is a dateline wherever it stands.
_STRONG = re.compile(
    rf"(?:{_WHERE}(?:,? {_SHORT_DATE}\.?)?,? {_SOURCE}(?:{_DASH}|:\s+){_TAGS}"
    rf"|{_WHERE},? {_SHORT_DATE}\.?(?:,? {_SOURCE})?{_DASH}{_TAGS}"
    rf"|{_PLACE}\. {_SHORT_DATE}\. [A-Z][\w.]+{_DASH}"
    rf"|{_SOURCE}{_DASH}{_TAGS}"
    rf"|{_PLACE_CAPS}{_SEGMENT}{{1,3}}{_DASH})(?=\S)"
)
_GLUED_DATE = re.compile(rf"{FULL_DATE}\.? +(?=[A-Z\"“])")
# Place in capitals and a dash or colon: only at the head of the article, in text that is not all capitals.
_BARE = re.compile(rf"({_PLACE_CAPS})(?:,\s?[A-Z][\w.'’]+)?(?:\s*(?:—|–|--+)\s*|\s+-\s+|:\s+)(?=\S)")


def strong_dateline(piece: str) -> int:
    """Length of the dateline with agency or date that a paragraph begins with; 0 for none."""
    head = piece[:300]
    dashed = "—" in head or "–" in head or "--" in head or " -" in head or ")" in head
    found = (_STRONG.match(head) if dashed else None) or _GLUED_DATE.match(head)
    return len(found.group().rstrip()) if found else 0


def bare_dateline(piece: str, lexicon: Lexicon) -> int:
    """Length of a dateline that is only a place in capitals ("LONDON —", "KARACHI:"); 0 for none."""
    found = _BARE.match(piece[:120])
    if found is None or found.group(1) in lexicon.not_datelines or len(found.group(1)) < 4:
        return 0
    rest = piece[found.end() : found.end() + 80]
    return len(found.group().rstrip()) if rest != rest.upper() and len(rest) > 30 else 0
