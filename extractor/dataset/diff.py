"""What changed between two datasets: articles, and figures field by field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from extractor.dataset.manifest import read_manifest
from extractor.dataset.previous import ARTICLES, Records
from extractor.dataset.rows import name_of
from extractor.errors import DataError
from extractor.schema import Entity, FigureRecord, Model

# Fields that a new training moves in every record; compared, and listed only where asked for.
MINOR = ("confidence", "evidence")
_ARTICLE_FIELDS = ("title", "date", "url", "publisher", "language", "sha256", "duplicate_of")
_LINKS = ("part_of", "same_as")


class Change(Model):
    """One article or figure that differs; `fields` maps each field to its old and new value as text."""

    what: Literal["article", "figure"]
    kind: Literal["added", "removed", "changed"]
    article_id: str
    figure: str | None = None
    label: str = ""
    fields: dict[str, tuple[str, str]] = {}

    def line(self) -> str:
        """The change for people."""
        mark = {"added": "+", "removed": "-", "changed": "~"}[self.kind]
        about = f"{self.article_id}: {self.label}" if self.label else self.article_id
        told = "; ".join(f"{name}: {old or '(none)'} → {new or '(none)'}" for name, (old, new) in self.fields.items())
        return f"{mark} {self.what} {about}" + (f" | {told}" if told else "")


class Summary(Model):
    """How many articles and figures were added, removed and changed, and in which fields. `settings` are manifest keys."""

    settings: dict[str, tuple[str, str]]
    articles: dict[str, int]
    figures: dict[str, int]
    fields: dict[str, int]

    @property
    def empty(self) -> bool:
        """Whether the two hold the same articles and figures."""
        return not self.articles and not self.figures


def changes(old: Path, new: Path) -> Iterator[Change]:
    """What differs, by article id. Raises `DataError` if one of the two is no dataset."""
    before, after = Records(old), Records(new)
    for article_id, was, now in _pairs(_articles(old), _articles(new)):
        old_figures, new_figures = before.of(article_id), after.of(article_id)
        if was is None or now is None:
            yield Change(what="article", kind="added" if was is None else "removed", article_id=article_id)
        else:
            fields = {
                name: (str(was.get(name) or ""), str(now.get(name) or ""))
                for name in _ARTICLE_FIELDS
                if was.get(name) != now.get(name)
            }
            if fields:
                yield Change(what="article", kind="changed", article_id=article_id, fields=fields)
        if old_figures != new_figures:
            yield from _figures(old_figures, new_figures)


def summarise(old: Path, new: Path, found: Iterable[Change], *, minor: bool = True) -> Summary:
    """Count the changes; without `minor`, figures that differ in nothing but `MINOR` fields are not counted."""
    articles: Counter[str] = Counter()
    figures: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for change in found:
        if change.kind == "changed" and not minor and not set(change.fields) - set(MINOR):
            continue
        (articles if change.what == "article" else figures)[change.kind] += 1
        if change.what == "figure":
            fields.update(change.fields.keys())
    return Summary(
        settings=_settings(old, new), articles=dict(sorted(articles.items())), figures=dict(sorted(figures.items())),
        fields=dict(fields.most_common()),
    )  # fmt: skip


def _settings(old: Path, new: Path) -> dict[str, tuple[str, str]]:
    was, now = read_manifest(old), read_manifest(new)
    flat = [{**m.versions, **{k: json.dumps(v) for k, v in m.config.items()}} for m in (was, now)]
    return {
        key: (flat[0].get(key, ""), flat[1].get(key, ""))
        for key in sorted(set(flat[0]) | set(flat[1]))
        if flat[0].get(key) != flat[1].get(key)
    }


def _articles(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / ARTICLES
    try:
        with path.open("rb") as lines:
            yield from map(json.loads, lines)
    except OSError as e:
        raise DataError(f"cannot be read ({e.strerror or e}): is this a dataset?", path=str(path)) from e


def _pairs(
    old: Iterator[dict[str, Any]], new: Iterator[dict[str, Any]]
) -> Iterator[tuple[str, dict[str, Any] | None, dict[str, Any] | None]]:
    """Merge two lists of articles, both by rising id."""
    was, now = next(old, None), next(new, None)
    while was is not None or now is not None:
        article_id = min(row["id"] for row in (was, now) if row is not None)
        left = was if was is not None and was["id"] == article_id else None
        right = now if now is not None and now["id"] == article_id else None
        yield article_id, left, right
        was = next(old, None) if left is not None else was
        now = next(new, None) if right is not None else now


def _figures(old: Sequence[FigureRecord], new: Sequence[FigureRecord]) -> Iterator[Change]:
    pairs = match(old, new)
    ids = {a.id: b.id for a, b in pairs}
    paired_old, paired_new = {a.id for a, _ in pairs}, {b.id for _, b in pairs}
    for a in old:
        if a.id not in paired_old:
            yield Change(what="figure", kind="removed", article_id=a.article_id, figure=a.id, label=_label(a))
    for b in new:
        if b.id not in paired_new:
            yield Change(what="figure", kind="added", article_id=b.article_id, figure=b.id, label=_label(b))
    for a, b in pairs:
        if fields := differing(a, b, ids):
            yield Change(
                what="figure", kind="changed", article_id=b.article_id, figure=b.id, label=_label(b), fields=fields
            )


def match(old: Sequence[FigureRecord], new: Sequence[FigureRecord]) -> list[tuple[FigureRecord, FigureRecord]]:
    """Which record became which: by id, else by the place of the number, else by its words in an equal sentence."""
    keys: tuple[Callable[[FigureRecord], Hashable], ...] = (
        lambda r: r.id,
        lambda r: (r.number.start, r.number.end, r.number.text),
        lambda r: (r.sentence.text, r.number.text, r.category),
        lambda r: (r.sentence.text, r.number.text),
    )
    pairs: list[tuple[FigureRecord, FigureRecord]] = []
    left, right = list(old), list(new)
    for key in keys:
        waiting: dict[Hashable, list[FigureRecord]] = {}
        for record in right:
            waiting.setdefault(key(record), []).append(record)
        rest = []
        for record in left:
            if candidates := waiting.get(key(record)):
                pairs.append((record, candidates.pop(0)))
            else:
                rest.append(record)
        left, right = rest, [r for some in waiting.values() for r in some]
    return sorted(pairs, key=lambda pair: (pair[1].number.start, pair[1].number.end, pair[1].id))


def differing(a: FigureRecord, b: FigureRecord, ids: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The fields that differ, as text. Offsets alone do not count; `ids` maps old record ids to new ones."""
    fields = {}
    for name in FigureRecord.model_fields:
        if name in ("id", "article_id"):
            continue
        was, now = getattr(a, name), getattr(b, name)
        if name in _LINKS and was is not None:
            was = ids.get(was, was)
        told = _told(was), _told(now)
        if told[0] != told[1]:
            fields[name] = told
    return fields


def _told(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(map(_told, value))
    if isinstance(value, Entity):
        return f"{name_of(value)} ({value.id})" if value.id else name_of(value)
    if isinstance(value, Model):
        words = value.model_dump(mode="json")
        if "rule" in words:  # evidence: the words, not where they stand
            return f"{words['field']}:{words['rule']}:{words['span']['text']}"
        if "text" in words and "start" in words and isinstance(words["start"], int):
            return str(words["text"])
        return f"{words['start'] or '..'}/{words['end'] or '..'}"
    return str(value)


def _label(record: FigureRecord) -> str:
    return f"{record.number.text!r} {record.category} ({record.number.start})"
