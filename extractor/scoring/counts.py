"""Judges every article and counts: the integers that all scores are made of.

A count's key is a tuple of names, for example ``("explicit", "right", "core")``. Counts are kept per
article, because the article is what the bootstrap draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args

from extractor.scoring.entities import By, link, same_id, same_name
from extractor.scoring.fields import (
    CORE,
    FIELDS,
    FULL,
    ROLES,
    VALUE_CATEGORY,
    Links,
    Outcome,
    annotates,
    compare,
    compare_entities,
)  # fmt: skip
from extractor.scoring.join import Joined
from extractor.scoring.load import ArticleInfo, Figure
from extractor.scoring.matching import Item, Matched, match

SUBSETS = ("explicit", "implicit", "all")
LEVELS = ("found", "value_category", "core", "full")
DIMENSIONS = ("category", "quantifier", "section", "style", "topic")
Key = tuple[str, ...]


class Pair(NamedTuple):
    """A matched pair that counts, judged."""

    item: Item
    predicted: Figure
    outcomes: Mapping[str, Outcome]

    def right(self, level: str) -> bool:
        """Whether the pair is right on a level (on what gold annotates)."""
        fields = {"found": (), "value_category": VALUE_CATEGORY, "core": CORE, "full": FULL}[level]
        return all(self.outcomes[f].exact for f in fields if f in self.outcomes)

    @property
    def wrong(self) -> list[str]:
        """The fields of `full` that are not right (low and high are named, not "bounds")."""
        return [f for f in FULL if f != "bounds" and f in self.outcomes and not self.outcomes[f].exact]


class Judged(NamedTuple):
    """One article, matched and compared."""

    info: ArticleInfo
    matched: Matched
    pairs: tuple[Pair, ...]


class Coverage(NamedTuple):
    """Which fields can be scored: `some` gold record has it, `every` one, a prediction `offered` it."""

    some: frozenset[str]
    every: frozenset[str]
    offered: frozenset[str]
    gold_ids: bool
    offered_ids: bool

    def level(self, level: str) -> bool:
        """Whether a level is defined. `full` is over the fields that are there, but needs core."""
        needed = {"found": (), "value_category": VALUE_CATEGORY}.get(level, CORE)
        return all(f in self.every and f in self.offered for f in needed)

    def field(self, field: str) -> bool:
        return field in self.some and field in self.offered


def judge(joined: Joined) -> tuple[Judged, ...]:
    """Match and compare every article."""
    out = []
    for info in joined.articles:
        matched = match([g.get(info.id, ()) for g in joined.golds], joined.predictions.get(info.id, ()))
        links = Links(matched)
        pairs = []
        for i, p in matched.counted:
            item, predicted = matched.items[i], matched.predictions[p]
            pairs.append(Pair(item, predicted, compare(item, predicted, links)))
        out.append(Judged(info, matched, tuple(pairs)))
    return tuple(out)


def coverage(judged: Sequence[Judged]) -> Coverage:
    """Find out what gold annotates and what the system gives."""
    items = [item for j in judged for item in j.matched.items if not item.optional]
    predictions = [p for j in judged for p in j.matched.predictions]
    has = [frozenset(f for f in FIELDS if any(annotates(a, f) for a in i.alternatives)) for i in items]
    offered = [f for f in FIELDS if any(annotates(p, f) for p in predictions) or not predictions]
    gold_entities = [e for i in items for a in i.alternatives for r in ROLES for e in getattr(a, r)]
    entities = [e for p in predictions for r in ROLES for e in getattr(p, r)]
    everything = frozenset(FIELDS)
    return Coverage(
        some=frozenset().union(*has) if has else everything,
        every=everything.intersection(*has),
        offered=frozenset(offered),
        gold_ids=any(e.id is not None for e in gold_entities),
        offered_ids=not entities or any("id" in e.model_fields_set for e in entities),
    )


def subset_of(figure: Figure) -> str:
    """The subset that a figure counts in, besides "all"."""
    return "implicit" if figure.implicit else "explicit"


def count(judged: Judged, covered: Coverage) -> Counter[Key]:
    """All counts of one article. Roles that are not covered count nowhere, not even in "all"."""
    out: Counter[Key] = Counter()
    matched = judged.matched
    for item in matched.items:
        if not item.optional:
            _add(out, subset_of(item.first), ("gold",))
    for p in matched.false:
        _add(out, subset_of(matched.predictions[p]), ("predicted",))
    for pair in judged.pairs:
        subset = subset_of(pair.item.first)
        _add(out, subset, ("predicted",))
        for level in LEVELS:
            _add(out, subset, ("right", level), pair.right(level))
        for field, outcome in pair.outcomes.items():
            _add_outcome(out, subset, ("field", field), outcome)
        _count_entities(out, subset, pair, covered)
    _count_dimensions(out, judged)
    return out


def _add(out: Counter[Key], subset: str, key: Key, n: int = 1) -> None:
    out[(subset, *key)] += n
    out[("all", *key)] += n


def _add_outcome(out: Counter[Key], subset: str, key: Key, outcome: Outcome) -> None:
    _add(out, subset, (*key, "pairs"))
    _add(out, subset, (*key, "exact"), outcome.exact)
    for part in ("right", "predicted", "gold"):
        _add(out, subset, (*key, part), getattr(outcome, part))


def _count_entities(out: Counter[Key], subset: str, pair: Pair, covered: Coverage) -> None:
    for role in ROLES:
        golds = [getattr(a, role) for a in pair.item.alternatives if a.has(role)]
        if not golds or not covered.field(role):
            continue
        predicted = getattr(pair.predicted, role)
        for by in get_args(By):
            usable = [g for g in golds if by != "id" or all("id" in e.model_fields_set for e in g)]
            outcomes = [compare_entities(g, predicted, by) for g in usable]
            if outcomes:
                best = max(outcomes, key=lambda o: (o.exact, 2 * o.right / max(o.predicted + o.gold, 1)))
                for name in (role, "all"):
                    _add_outcome(out, subset, ("entity", name, by), best)
        _count_links(out, subset, role, pair)


def _count_links(out: Counter[Key], subset: str, role: str, pair: Pair) -> None:
    golds = [getattr(a, role) for a in pair.item.alternatives if a.has(role)]
    predicted = getattr(pair.predicted, role)
    gold, pairs = max(((g, link(g, predicted)) for g in golds), key=lambda x: (len(x[1]), -len(x[0])))
    for name in (role, "all"):
        key = ("link", name)
        _add(out, subset, (*key, "gold"), len(gold))
        _add(out, subset, (*key, "found"), len(pairs))
        for g, p in pairs:
            if g.is_nil:
                _add(out, subset, (*key, "nil", "of"))
                _add(out, subset, (*key, "nil", "right"), p.is_nil)
                continue
            _add(out, subset, (*key, "name", "of"))
            _add(out, subset, (*key, "name", "right"), same_name(g, p))
            if g.id is not None:
                _add(out, subset, (*key, "id", "of"))
                _add(out, subset, (*key, "id", "right"), same_id(g, p))


def _label(dimension: str, figure: Figure, info: ArticleInfo) -> str | None:
    value = getattr(info if dimension in ("style", "topic") else figure, dimension)
    return None if value is None else str(value)


def _count_dimensions(out: Counter[Key], judged: Judged) -> None:
    """Explicit figures by label; each side counts under its own label, as recall and precision need."""
    info, matched = judged.info, judged.matched

    def add(dimension: str, label: str | None, *rest: str) -> None:
        if label is not None:
            out["by", dimension, label, *rest] += 1

    for dimension in DIMENSIONS:
        for i in matched.missed:
            if not matched.items[i].first.implicit:
                add(dimension, _label(dimension, matched.items[i].first, info), "gold")
        for p in matched.false:
            if not matched.predictions[p].implicit:
                add(dimension, _label(dimension, matched.predictions[p], info), "predicted")
        for pair in judged.pairs:
            if pair.item.first.implicit:
                continue
            theirs = _label(dimension, pair.predicted, info)
            golds = [_label(dimension, a, info) for a in pair.item.alternatives]
            mine = theirs if theirs in golds else golds[0]
            for label, side in ((mine, "gold"), (theirs, "predicted")):
                add(dimension, label, side)
                add(dimension, label, side, "found")
                if pair.right("core"):
                    add(dimension, label, side, "core")
