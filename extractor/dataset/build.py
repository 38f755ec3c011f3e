"""Articles → a dataset: read what is new, take over what is not, write every format, replace the old one in one step."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from extractor.batch import Done, Pool, Reader
from extractor.batch.pool import DEADLINE
from extractor.dataset.about import About
from extractor.dataset.diff import MINOR, Change, Summary, changes, summarise
from extractor.dataset.folder import MANIFEST, NewFolder, check_target
from extractor.dataset.manifest import STATE, Manifest, configuration, hash_file, reading_state, write_json
from extractor.dataset.previous import Previous, why_not_reusable
from extractor.dataset.spool import Spool
from extractor.dataset.write import DatasetWriter, files
from extractor.errors import ArticleError, DataError, ExtractorError
from extractor.kb import KnowledgeBase
from extractor.readers import STDIN, Inputs, Row
from extractor.writers import error_row

_SHOWN_CHANGES = 20


@dataclass(frozen=True)
class Recipe:
    """With what to read. `load` makes an extractor in a worker process; `config_hash` is what that one will say."""

    load: Callable[[], Reader]
    config_hash: str
    categories: tuple[Path, ...] = ()
    kb: Path | None = None
    date: str | None = None


@dataclass
class Built:
    """How a build went. `changed` is false if the dataset was there already, to the byte.

    `reason` says why an older dataset was of no use, if there was one; `difference` and `examples` then tell what the
    new reading changed.
    """

    folder: Path
    sha256: str = ""
    manifest: Manifest | None = None
    read: int = 0
    reused: int = 0
    changed: bool = True
    reason: str | None = None
    difference: Summary | None = None
    examples: list[Change] = field(default_factory=list)


def build(
    corpus: Inputs,
    out: Path,
    recipe: Recipe,
    about: About,
    *,
    roots: Sequence[str] = (),
    jobs: int = 1,
    deadline: float = DEADLINE,
    force: bool = False,
    watch: Callable[[Iterator[Done]], Iterator[Done]] = iter,
    tell: Callable[[dict[str, Any]], None] = lambda row: None,
) -> Built:
    """Build the dataset `out` from every article of `corpus`; `roots` are the paths that the user named.

    Articles that an older `out` has in the same words, read with the same code and data, are taken over, unless
    `force`. `watch` sees each article that is read, `tell` each error row. Raises `ExtractorError` if nothing
    can be written; `out` is then as it was.
    """
    check_target(out, files())
    built = Built(out)
    state = reading_state(recipe.config_hash)
    try:
        with NewFolder(out) as new:
            old = new.target if (new.target / MANIFEST).is_file() else None
            if old is not None:
                built.reason = "--force" if force else why_not_reusable(old, state)
            with ExitStack() as stack:
                spool = stack.enter_context(Spool(new.scratch / "spool.sqlite"))
                previous = None
                if old is not None and built.reason is None:
                    previous = stack.enter_context(Previous(old, new.scratch / "previous.sqlite"))
                _Reading(built, spool, previous, roots, tell).run(corpus, recipe, jobs, deadline, watch)
                records = previous.records if previous else None
                writer = DatasetWriter(new.path, spool, records, KnowledgeBase.load(recipe.kb), new.scratch)
                built.manifest = writer.write(about, configuration(recipe.categories, recipe.kb, recipe.date))
            write_json(new.path / STATE, state)
            built.sha256 = hash_file(new.path / MANIFEST)
            _compare(built, old, new.path)
            new.place()
    except (OSError, sqlite3.Error) as e:
        raise ExtractorError(f"{out}: cannot be written: {getattr(e, 'strerror', None) or e}") from e
    return built


class _Reading:
    """Puts every article of the corpus into the spool: read, taken over, or as an error."""

    def __init__(
        self, built: Built, spool: Spool, previous: Previous | None, roots: Sequence[str],
        tell: Callable[[dict[str, Any]], None],
    ) -> None:  # fmt: skip
        self._built, self._spool, self._previous, self._tell = built, spool, previous, tell
        self._roots = [Path(root) for root in roots if root != STDIN and Path(root).is_dir()]

    def run(
        self, corpus: Inputs, recipe: Recipe, jobs: int, deadline: float,
        watch: Callable[[Iterator[Done]], Iterator[Done]],
    ) -> None:  # fmt: skip
        """Go through the corpus. Worker processes start with the first article that has to be read."""
        unread = self._unread(corpus.rows(unique=False))
        first = next(unread, None)
        if first is not None:
            with Pool(recipe.load, jobs=jobs, deadline=deadline) as pool:
                for done in watch(pool.run(chain([first], unread))):
                    self._read(done)
                if pool.config_hash() != recipe.config_hash:
                    raise ExtractorError("lexicons, weights or knowledge base changed while the dataset was built")
        self._spool.settle(self._tell)

    def _unread(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if row.article is None:
                assert row.error is not None
                self._failed(row, row.error)
                continue
            digest = hashlib.sha256(row.article.text.encode("utf-8", "surrogatepass")).hexdigest()
            results = self._previous.match(row.article, digest) if self._previous else None
            if results is None:
                yield row
            else:
                self._built.reused += 1
                self._spool.add(row.article, self._label(row.path), row.line, results, reused=True)

    def _read(self, done: Done) -> None:
        if done.result is None or done.row.article is None:
            assert done.error is not None
            self._failed(done.row, done.error)
            return
        self._built.read += 1
        results = (done.result, *done.result.others)
        self._spool.add(done.row.article, self._label(done.row.path), done.row.line, results, reused=False)

    def _failed(self, row: Row, error: DataError | ArticleError) -> None:
        path = self._label(row.path)
        if isinstance(error, DataError):
            # Without the folders above: the same corpus elsewhere gives the same bytes.
            error = DataError(error.problem, path=self._label(error.path or row.path), line=error.line, key=error.key)
        found = error_row(error, path, row.line, row.article.id if row.article else None)
        self._spool.add_error(found)
        self._tell(found)

    def _label(self, path: str) -> str:
        """The path from the folder that the user named on, that folder's own name included."""
        for root in self._roots:
            if Path(path).is_relative_to(root):
                return (Path(root.resolve().name) / Path(path).relative_to(root)).as_posix()
        return Path(path).name


def _compare(built: Built, old: Path | None, new: Path) -> None:
    """Say what another reading changed, while both datasets are there."""
    if old is None:
        return
    built.changed = hash_file(old / MANIFEST) != built.sha256
    if built.reason is None or not built.changed:
        return
    try:
        built.difference = summarise(old, new, _kept(changes(old, new), built.examples))
    except DataError:
        built.difference = None  # made by a version with other fields: there is nothing to compare


def _kept(found: Iterator[Change], examples: list[Change]) -> Iterator[Change]:
    for change in found:
        if len(examples) < _SHOWN_CHANGES and (change.kind != "changed" or set(change.fields) - set(MINOR)):
            examples.append(change)
        yield change
