"""In what the parts of a total differ from it: the axis of a breakdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from extractor.reconcile.lexicon import lexicon
from extractor.reconcile.model import Axis
from extractor.schema import Entity, FigureRecord

# What a list of parts is about. Several axes may name one family: who did it is told by actors and by causes alike.
Family = Literal["unit", "change", "category", "sex_age", "who", "how", "where", "when", "other"]
Facets = Mapping[Family, Mapping[Axis, frozenset[str]]]
_ORDER: tuple[Family, ...] = ("category", "sex_age", "who", "how", "where", "when")
_ALONE: tuple[Family, ...] = ("unit", "change")


def key(entity: Entity) -> str:
    """What makes two mentions one entity: the id, or else the name."""
    return entity.id or (entity.name or entity.mention.text).casefold()


def facets(part: FigureRecord, total: FigureRecord) -> Facets:
    """What the part says beyond its total, by family and axis."""
    groups = frozenset(part.groups) - frozenset(total.groups)
    sex_age = lexicon().sex_age
    found: dict[Family, dict[Axis, frozenset[str]]] = {
        "unit": {"unit": frozenset({part.unit} - {total.unit})},
        "change": {"change": frozenset({part.measure} - {total.measure, "level"})},
        "category": {"category": frozenset({part.category} - {total.category, *total.also})},
        "sex_age": {"groups": groups if groups & sex_age else frozenset()},
        "who": {
            "groups": groups if not groups & sex_age else frozenset(),
            "affiliations": _more(part.affiliations, total.affiliations),
        },
        "how": {
            "actors": _more(part.actors, total.actors),
            "causes": _own(frozenset(part.causes), frozenset(total.causes)),
        },
        "where": {"locations": _more(part.locations, total.locations)},
        "when": {"period": _when(part, total)},
    }
    kept = {family: {axis: v for axis, v in axes.items() if v} for family, axes in found.items()}
    return {family: axes for family, axes in kept.items() if axes}


def _more(part: Sequence[Entity], total: Sequence[Entity]) -> frozenset[str]:
    return _own(frozenset(map(key, part)), frozenset(map(key, total)))


def _own(part: frozenset[str], total: frozenset[str]) -> frozenset[str]:
    """What only the part has; or all it has, where it has some of several (killed in A, of those killed in A and B)."""
    return part - total or (part if part < total else frozenset())


def _when(part: FigureRecord, total: FigureRecord) -> frozenset[str]:
    if part.period is None or (part.period.start is None and part.period.end is None):
        return frozenset()
    own = f"{part.period.start}/{part.period.end}"
    if total.period is not None and own == f"{total.period.start}/{total.period.end}":
        return frozenset()
    return frozenset({own})


def divide(parts: Sequence[FigureRecord], total: FigureRecord) -> list[tuple[Family, list[FigureRecord]]]:
    """The parts that stand together, by what they are about; the order of the parts is kept inside a family.

    The family that tells most parts apart takes them, then the next one; parts that say nothing of their own join the
    first list ("and 11 elsewhere"), but not one of what became of people ("9,992 are in hospital and 221 have died" may
    count some twice), and where there is no list each stands alone. Women, children and policemen are one list.
    """
    said = {p.id: facets(p, total) for p in parts}
    lists: list[tuple[Family, list[FigureRecord]]] = []
    left = list(parts)
    for family in _ALONE:
        lists += [(family, [p]) for p in left if family in said[p.id]]
        left = [p for p in left if family not in said[p.id]]
    rest = [p for p in left if not any(f in said[p.id] for f in _ORDER)]
    left = [p for p in left if any(f in said[p.id] for f in _ORDER)]
    divided: list[tuple[Family, list[FigureRecord]]] = []
    while left:
        family = max(_ORDER, key=lambda f: (_told_apart(f, left, said), -_ORDER.index(f)))
        own = {family, "who", "sex_age"} if family in ("who", "sex_age") else {family}
        divided.append((family, [p for p in left if own & said[p.id].keys()]))
        left = [p for p in left if not own & said[p.id].keys()]
    if rest and divided and divided[0][0] != "category":
        family, first = divided[0]
        ids = {p.id for p in (*first, *rest)}
        divided[0] = (family, [p for p in parts if p.id in ids])
    else:
        divided += [("other", [p]) for p in rest]
    return lists + divided


def told(family: Family, part: FigureRecord, total: FigureRecord) -> frozenset[str]:
    """What the part says of the family's axes; of what became of people, the category and the count."""
    if family == "category":
        # "Five were freed on Monday, eleven on Friday" goes on; only a count that comes twice is suspect.
        return frozenset({f"{part.category} {part.value}"})
    return frozenset(v for axis in facets(part, total).get(family, {}).values() for v in axis)


def overlap(family: Family, a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two parts of different sentences, of which this is told, may count the same people.

    They say the same, or they share a sex or an age: "14 pupils", and further on "her four children".
    """
    return bool(a) and (a == b or (family == "sex_age" and bool(a & b)))


def _told_apart(family: Family, parts: Sequence[FigureRecord], said: Mapping[str, Facets]) -> tuple[int, int]:
    """How many parts the family tells apart, and how many it says something of."""
    values = [frozenset(v for axis in said[p.id][family].values() for v in axis) for p in parts if family in said[p.id]]
    return (len(set(values)) if len(values) > 1 else 0), len(values)


def axis(family: Family, parts: Sequence[FigureRecord], total: FigureRecord) -> Axis:
    """The field that says most of what the family is about."""
    if family == "other":
        return "other"
    counts: Counter[Axis] = Counter()
    for part in parts:
        counts.update(facets(part, total).get(family, {}).keys())
    return max(sorted(counts), key=lambda a: counts[a], default="other")
