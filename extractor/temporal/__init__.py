"""Temporal stage: time expressions to ISO 8601 periods, against the publication date."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.temporal.atoms import atoms
from extractor.temporal.calendar import parse_day, resolve
from extractor.temporal.lexicon import lexicon
from extractor.temporal.model import PeriodMention
from extractor.temporal.reader import Reader

__all__ = ["PeriodMention", "find_periods", "find_publication_date"]


def find_periods(text: str, start: int, end: int, published: str | None) -> tuple[PeriodMention, ...]:
    """The time expressions in ``text[start:end]`` (a sentence) that can be resolved, in reading order.

    `published` is the publication date, ISO; without it only what the words alone fix is read. Values are
    ISO 8601 of the precision that the words have. Expressions that hang on another one ("a day earlier")
    look for it in the sentence, then in the text before `start`. Two mentions overlap only where a
    beginning is read in two ways ("began in October": October, and since October). Never raises on any
    text.
    """
    lex = lexicon()
    folded = text[start:end].lower()
    if not _hinted(folded, lex.hints) and not lex.figures.search(text, start, end):
        return ()
    return tuple(Reader(text, start, end, parse_day(published), lex).run())


def _hinted(folded: str, hints: Iterable[str]) -> bool:
    for hint in hints:  # noqa: SIM110 - half the time that a generator takes, for every sentence
        if hint in folded:
            return True
    return False


def find_publication_date(text: str, start: int, end: int) -> str | None:
    """The first full date (with its year) of a dateline ``text[start:end]``, ISO; None without one."""
    for atom in atoms(text, start, end, None, lexicon()):
        if atom.when and atom.when.year and atom.when.day and (value := resolve(atom.when, None)):
            return value[0]
    return None
