"""The errors this package raises. Each one names the thing, the expectation and the fix.

`ExtractorError` is the root; a caller that catches it catches everything raised on purpose.
"""

from __future__ import annotations


class ExtractorError(Exception):
    """Root of every error that the package raises on purpose."""


class DataError(ExtractorError):
    """A data file (lexicon, knowledge base, gold, corpus, input row) does not say what it must.

    Rendered as ``path:line: key: problem`` with the unknown parts left out. Lines count from 1.
    """

    def __init__(self, problem: str, *, path: str = "", line: int | None = None, key: str = "") -> None:
        self.path, self.line, self.key, self.problem = path, line, key, problem
        where = f"{path}:{line}" if path and line is not None else path
        super().__init__(": ".join(part for part in (where, key, problem) if part))


class ArticleError(ExtractorError):
    """One article could not be read; the batch goes on and the reason lands in ``errors.jsonl``."""

    def __init__(self, problem: str, *, article_id: str, stage: str) -> None:
        self.article_id, self.stage, self.problem = article_id, stage, problem
        super().__init__(f"{article_id}: {stage}: {problem}")


class ScoringError(ExtractorError):
    """Gold and predictions cannot be compared as asked (unknown or missing article ids, bad records)."""
