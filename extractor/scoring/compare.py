"""What a change fixed and what it broke, figure by figure (`--against`)."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil, floor
from pathlib import Path
from typing import Literal

from extractor.schema import Span
from extractor.scoring.bootstrap import Interval
from extractor.scoring.counts import LEVELS, Judged, coverage
from extractor.scoring.errors_report import cell, describe, sentence_of
from extractor.scoring.load import ArticleInfo, Figure, Source
from extractor.scoring.metrics import Frozen
from extractor.scoring.render import markdown_table, number
from extractor.scoring.report import RESAMPLES, SEED, prepare

FOUND, FALSE = "found", "false figure"


class Change(Frozen):
    """One figure that got better or worse in `what`: "found", "false figure", or a field."""

    outcome: Literal["fixed", "broke"]
    what: str
    article_id: str
    number: Span
    figure: str
    sentence: str


class Difference(Frozen):
    """F1 over all figures, old and new; the interval of the difference draws the same articles for both."""

    level: str
    old: float | None
    new: float | None
    interval: Interval | None


class Comparison(Frozen):
    """All changes in reading order, and the differences of the scores."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    def of(self, outcome: Literal["fixed", "broke"]) -> list[Change]:
        return [c for c in self.changes if c.outcome == outcome]


def compare_runs(
    gold_files: Sequence[Source] | Path,
    articles: Source | None,
    old: Source,
    new: Source,
    split: str | None = None,
    *,
    splits: Path | Mapping[str, Iterable[str]] | None = None,
    figures: bool = True,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Comparison:
    """Compare two record files on the same gold; arguments as for `evaluate`.

    `figures=False` gives only the differences of the scores, for a split whose errors nobody may read.
    """
    gold_files = [gold_files] if isinstance(gold_files, Path) else [_keep(g) for g in gold_files]
    articles = None if articles is None else _keep(articles)
    before, _ = prepare(gold_files, articles, old, split, splits=splits)
    after, _ = prepare(gold_files, articles, new, split, splits=splits)
    changes: list[Change] = []
    for a, b in zip(before, after, strict=True) if figures else ():
        changes += _article_changes(a, b)
    return Comparison(differences=tuple(_differences(before, after, resamples, seed)), changes=tuple(changes))


def _keep(source: Source) -> Source:
    # Read twice; an iterator would be empty the second time.
    return source if isinstance(source, Path) else list(source)


def _article_changes(old: Judged, new: Judged) -> Iterator[Change]:
    found: list[tuple[int, Change]] = []
    before, after = _states(old), _states(new)
    for i, item in enumerate(new.matched.items):
        if item.optional:
            continue
        lost, won = before.get(i), after.get(i)
        if lost is None or won is None:
            fixed = [FOUND] if lost is None and won is not None else []
            broke = [FOUND] if won is None and lost is not None else []
        else:
            fixed, broke = sorted(lost - won), sorted(won - lost)
        found += _changes(new.info, item.first, fixed, broke)
    gone, come = _false(old), _false(new)
    for figure in _only_in(gone, come):
        found += _changes(new.info, figure, [FALSE], [])
    for figure in _only_in(come, gone):
        found += _changes(new.info, figure, [], [FALSE])
    yield from (change for _, change in sorted(found, key=lambda x: x[0]))


def _states(judged: Judged) -> dict[int, set[str]]:
    """Index of each found item → its wrong fields."""
    return {i: set(pair.wrong) for (i, _), pair in zip(judged.matched.counted, judged.pairs, strict=True)}


def _false(judged: Judged) -> list[Figure]:
    return [judged.matched.predictions[p] for p in judged.matched.false]


def _only_in(figures: Sequence[Figure], others: Sequence[Figure]) -> Iterator[Figure]:
    """Figures without a counterpart on the same span; counted, so that one of two duplicates can go."""
    spans = [(f.number.start, f.number.end) for f in others]
    for figure in figures:
        span = (figure.number.start, figure.number.end)
        if span in spans:
            spans.remove(span)
        else:
            yield figure


def _changes(
    info: ArticleInfo, figure: Figure, fixed: Sequence[str], broke: Sequence[str]
) -> Iterator[tuple[int, Change]]:
    outcomes: list[tuple[Literal["fixed", "broke"], Sequence[str]]] = [("fixed", fixed), ("broke", broke)]
    for outcome, fields in outcomes:
        for what in fields:
            yield (
                figure.number.start,
                Change(
                    outcome=outcome, what=what, article_id=info.id, number=figure.number,
                    figure=describe(figure), sentence=sentence_of(info, figure),
                ),
            )  # fmt: skip


def _differences(old: Sequence[Judged], new: Sequence[Judged], resamples: int, seed: int) -> Iterator[Difference]:
    covered = coverage(old), coverage(new)
    for level in LEVELS:
        if not all(c.level(level) for c in covered):
            continue
        rows = [(*_counts(a, level), *_counts(b, level)) for a, b in zip(old, new, strict=True)]
        yield Difference(
            level=level,
            old=_f1([r[:2] for r in rows]),
            new=_f1([r[2:] for r in rows]),
            interval=_interval(rows, resamples, seed),
        )


def _counts(judged: Judged, level: str) -> tuple[int, int]:
    """(right, predicted + gold) of one article, explicit and implicit together."""
    right = sum(pair.right(level) for pair in judged.pairs)
    both = 2 * len(judged.pairs) + len(judged.matched.missed) + len(judged.matched.false)
    return right, both


def _f1(rows: Sequence[tuple[int, ...]]) -> float | None:
    both = sum(r[1] for r in rows)
    return 2 * sum(r[0] for r in rows) / both if both else None


def _interval(rows: Sequence[tuple[int, int, int, int]], resamples: int, seed: int) -> Interval | None:
    if len(rows) < 2 or resamples < 1:
        return None
    rng, values = random.Random(seed), []
    for _ in range(resamples):
        drawn = rng.choices(rows, k=len(rows))
        before, after = _f1([r[:2] for r in drawn]), _f1([r[2:] for r in drawn])
        if before is not None and after is not None:
            values.append(after - before)
    values.sort()
    last = len(values) - 1
    return (values[floor(0.025 * last)], values[ceil(0.975 * last)]) if values else None


def render_comparison(comparison: Comparison, title: str = "What changed") -> str:
    """Markdown: the scores, then what broke, then what got fixed, each with its sentence."""
    rows = []
    for d in comparison.differences:
        change = None if d.old is None or d.new is None else d.new - d.old
        interval = "" if d.interval is None else f" [{d.interval[0]:+.3f}, {d.interval[1]:+.3f}]"
        rows.append((d.level, number(d.old), number(d.new), "–" if change is None else f"{change:+.3f}{interval}"))
    lines = [f"# {title}", "", *markdown_table(("score (all figures)", "old F1", "new F1", "change"), rows)]
    names: tuple[tuple[Literal["broke", "fixed"], str], ...] = (("broke", "Broke"), ("fixed", "Fixed"))
    for outcome, name in names:
        changes = comparison.of(outcome)
        lines += ["", f"## {name}: {len(changes)}", ""]
        lines += [
            f"- {c.what}: **{cell(c.number.text)}** ({cell(c.figure)}) · {cell(c.sentence)} · "
            f"`{c.article_id} {c.number.start}–{c.number.end}`"
            for c in changes
        ]
    return "\n".join(lines).rstrip() + "\n"
