"""Reads a DATASET folder (or what ``extractor extract -o`` wrote): articles, figures and, from elsewhere, the texts.

The folder holds no article texts. Who needs them names the corpus; each text must have the sha256 that the dataset
gives for its article, so that offsets are right.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import DataError
from extractor.readers import find_inputs
from extractor.schema import FigureRecord

_PART = re.compile(r"#\d+\Z")


class ArticleRow(BaseModel):
    """What the exporters use of a row of ``articles.jsonl``; its other columns are not looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    sha256: str
    input_id: str | None = None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    duplicate_of: str | None = None


class Claim(NamedTuple):
    """One figure with the row of its article. `total` is its ``part_of``, or the figure that this one repeats."""

    article: ArticleRow
    figure: FigureRecord
    total: str | None


@dataclass(frozen=True)
class Document:
    """One raw text with all its figures, also those of further articles in it (ids ``ID#2``), in reading order."""

    article: ArticleRow
    text: str
    figures: tuple[FigureRecord, ...]


@dataclass
class Dataset:
    """The folder, opened. Records stay on disk; only where each article's lines stand is kept."""

    folder: Path
    articles: dict[str, ArticleRow] = field(default_factory=dict)
    _lines: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path) -> Dataset:
        """Read the articles and find the records. Raises `DataError` where the folder is no dataset."""
        found = cls(folder)
        path = folder / "jsonl" / "articles.jsonl"
        path = path if path.is_file() else folder / "articles.jsonl"
        for number, line in _lines_of(path):
            try:
                row = ArticleRow.model_validate_json(line)
            except ValidationError as e:
                raise _problem(e, path, number) from e
            if row.id in found.articles:
                raise DataError(f"{row.id!r} is used twice", path=str(path), line=number, key="id")
            found.articles[row.id] = row
        found._index()
        return found

    @property
    def records(self) -> Path:
        return self.folder / "records.jsonl"

    def figures(self, article_id: str) -> tuple[FigureRecord, ...]:
        """The records of one article, by offset."""
        found = []
        with self.records.open("rb") as file:
            for number, offset in self._lines.get(article_id, ()):
                file.seek(offset)
                try:
                    found.append(FigureRecord.model_validate_json(file.readline()))
                except ValidationError as e:
                    raise _problem(e, self.records, number) from e
        return tuple(sorted(found, key=lambda r: (r.number.start, r.number.end, r.category, r.id)))

    def claims(self) -> Iterator[Claim]:
        """Every figure, by article and offset."""
        for article in self.articles.values():
            figures = self.figures(article.id)
            first = {figure.id: figure.same_as or figure.id for figure in figures}
            for figure in figures:
                yield Claim(article, figure, first.get(figure.part_of or "", figure.part_of))

    def documents(self, texts: Mapping[str, str]) -> Iterator[Document]:
        """Every text with its figures; a text without figures too. Raises `DataError` for one that is missing."""
        parts: dict[str, list[str]] = {}
        for name in self.articles:
            parts.setdefault(self._base(name), []).append(name)
        for base, names in parts.items():
            if base not in texts:
                raise DataError(f"the text of {base!r} is not in the articles given", path=str(self.folder))
            found = [figure for name in names for figure in self.figures(name)]
            figures = tuple(sorted(found, key=lambda r: (r.number.start, r.number.end, r.category, r.id)))
            yield Document(self.articles[names[0]], texts[base], figures)

    def texts(self, paths: Sequence[str]) -> dict[str, str]:
        """The texts of this dataset's articles, read from the corpus and checked. Other articles are left out.

        Raises `DataError` for a text that differs from the one the records were read in.
        """
        texts: dict[str, str] = {}
        wanted = {self._base(name): row for name, row in reversed(self.articles.items())}
        for row in find_inputs(paths).rows():
            if row.article is None or row.article.id not in wanted:
                continue
            text, expected = row.article.text, wanted[row.article.id].sha256
            if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != expected:
                raise DataError(
                    f"the text of {row.article.id!r} is not the one that the dataset was built from (sha256 {expected})",
                    path=row.path, line=row.line,
                )  # fmt: skip
            texts[row.article.id] = text
        return texts

    def _base(self, name: str) -> str:
        """The id of the text: ``ID#2`` is in the text of ``ID``, if there is such an article."""
        base = self.articles[name].input_id or _PART.sub("", name)
        return base if base in self.articles else name

    def _index(self) -> None:
        offset = 0
        for number, line in _lines_of(self.records, blank=True):
            if line.strip():
                try:
                    article_id = json.loads(line)["article_id"]
                except (ValueError, KeyError, TypeError) as e:
                    raise DataError(f"is no record: {e!r}", path=str(self.records), line=number) from e
                if article_id not in self.articles:
                    raise DataError(
                        f"{article_id!r} is not in articles.jsonl", path=str(self.records), line=number,
                        key="article_id",
                    )  # fmt: skip
                self._lines.setdefault(article_id, []).append((number, offset))
            offset += len(line)


def _lines_of(path: Path, *, blank: bool = False) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if blank or line.strip():
                    yield number, line
    except OSError as e:
        raise DataError(f"cannot be read: {e.strerror or e}; expected a dataset folder", path=str(path)) from e


def _problem(error: ValidationError, path: Path, line: int) -> DataError:
    first = error.errors(include_url=False)[0]
    return DataError(first["msg"], path=str(path), line=line, key=".".join(str(part) for part in first["loc"]))
