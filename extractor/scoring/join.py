"""Joins gold, predictions and articles by article id, and refuses what does not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from extractor.errors import ScoringError
from extractor.scoring.load import ArticleInfo, Figure, Predictions, some


class Joined(BaseModel):
    """What is scored: the articles by id, and per article the records of each gold file and the system."""

    model_config = ConfigDict(frozen=True)

    articles: tuple[ArticleInfo, ...]
    golds: tuple[Mapping[str, tuple[Figure, ...]], ...]
    predictions: Mapping[str, tuple[Figure, ...]]


def join(
    golds: Sequence[Predictions],
    predictions: Predictions,
    articles: Mapping[str, ArticleInfo] | None,
    *,
    split: str | None = None,
    splits: Mapping[str, frozenset[str]] | None = None,
) -> Joined:
    """Put gold and predictions side by side per article of `split`.

    With an articles list, an article without records has none. Without one, that cannot be known, so a gold
    article that the predictions lack is an error. Raises `ScoringError` with the ids that are unknown or
    missing.
    """
    if articles is None and splits is not None:
        articles = {i: ArticleInfo(id=i) for ids in splits.values() for i in ids}
    gold_ids = {f.article_id for g in golds for f in g.figures}
    gold_ids |= {i for g in golds for i in g.processed or ()}
    known = set(articles) if articles is not None else gold_ids
    if stray := sorted(gold_ids - known):
        raise ScoringError(f"gold names articles that the articles list lacks: {some(stray)}")
    figures = [_fold(f, known) for f in predictions.figures]
    predicted = {f.article_id for f in figures}
    processed = predictions.processed and {_fold_id(i, known) for i in predictions.processed}
    if stray := sorted((predicted | (processed or set())) - known):
        raise ScoringError(f"predictions name unknown articles: {some(stray)}")
    chosen = _choose(known, articles, split, splits)
    if processed is None and articles is None:
        processed = predicted
        hint = " (give the articles list, if they were read and have no figure)"
    else:
        hint = ""
    if processed is not None and (missing := sorted(chosen - processed)):
        raise ScoringError(f"predictions lack these articles: {some(missing)}{hint}")
    infos = articles or {i: ArticleInfo(id=i) for i in known}
    joined = Joined(
        articles=tuple(infos[i] for i in sorted(chosen)),
        golds=tuple(_by_article(g.figures, chosen) for g in golds),
        predictions=_by_article(figures, chosen),
    )
    _check_links(joined)
    _check_slices(joined)
    return joined


def _choose(
    known: set[str],
    articles: Mapping[str, ArticleInfo] | None,
    split: str | None,
    splits: Mapping[str, frozenset[str]] | None,
) -> set[str]:
    if split is None:
        return known
    if splits is not None:
        if split not in splits:
            raise ScoringError(f"no split {split!r}; there are {some(sorted(splits))}")
        if stray := sorted(splits[split] - known):
            raise ScoringError(f"split {split!r} names unknown articles: {some(stray)}")
        return set(splits[split])
    names = sorted({a.split for a in (articles or {}).values() if a.split is not None})
    if split not in names:
        raise ScoringError(f"no article is in split {split!r}; splits in the articles list: {some(names)}")
    return {i for i, a in (articles or {}).items() if a.split == split}


def _fold_id(article_id: str, known: set[str]) -> str:
    # Further articles found in one text come as ID#2, ID#3 with offsets into the same raw text; gold has
    # the text.
    base, mark, _ = article_id.rpartition("#")
    return base if mark and article_id not in known and base in known else article_id


def _fold(figure: Figure, known: set[str]) -> Figure:
    folded = _fold_id(figure.article_id, known)
    return figure if folded == figure.article_id else figure.model_copy(update={"article_id": folded})


def _by_article(figures: Iterable[Figure], chosen: set[str]) -> dict[str, tuple[Figure, ...]]:
    out: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.article_id in chosen:
            out.setdefault(figure.article_id, []).append(figure)
    return {i: tuple(sorted(fs, key=sort_key)) for i, fs in out.items()}


def sort_key(figure: Figure) -> tuple[int, int, str]:
    """Order of the text, then of the content: two files with the same records in any order sort alike."""
    content = figure.model_dump_json(exclude={"id"}, exclude_unset=True)
    return figure.number.start, figure.number.end, content + figure.id


def _check_links(joined: Joined) -> None:
    for gold in joined.golds:
        for article_id, figures in gold.items():
            ids = {f.id for f in figures}
            links = {link for f in figures for link in (f.part_of, f.same_as) if link is not None}
            if dangling := sorted(links - ids):
                raise ScoringError(f"gold of {article_id} links to records that are not there: {some(dangling)}")


def _check_slices(joined: Joined) -> None:
    bad: list[str] = []
    for info in joined.articles:
        if info.text is None:
            continue
        for records in (*joined.golds, joined.predictions):
            for figure in records.get(info.id, ()):
                roles = (figure.affiliations, figure.actors, figure.locations, figure.sources)
                spans = [figure.number, *(e.mention for role in roles for e in role)]
                if any(info.text[s.start : s.end] != s.text for s in spans):
                    bad.append(figure.id)
    if bad:
        raise ScoringError(f"offsets do not slice back to the text (code points, end exclusive): {some(bad)}")
