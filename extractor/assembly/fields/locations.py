"""Where: the places of the event, not the speaker's or the dateline's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractor.assembly.fields.entities import best_by_key, carry_features, mention_features, source_features
from extractor.assembly.figures import Choice, Figure, Mention, Workbench
from extractor.loglinear import Features

PLACE_TYPES = ("state", "place")


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate places, one choice an entity."""
    last = history[-1] if history else None
    pool = [m for m in bench.mentions if m.part == figure.view.part and is_place(m) and m.sentence <= figure.sentence + 1]
    counts = Counter(m.key for m in bench.mentions if is_place(m))
    ranked = [k for k, _ in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))]
    here = [m for m in pool if m.sentence == figure.sentence]
    order = {m.start: n for n, m in enumerate(sorted(pool, key=lambda m: abs(m.start - figure.candidate.start)))}
    out = []
    for m in pool:
        f = mention_features(bench, figure, m)
        source_features(bench, m, f)
        carry_features(figure, last, last.locations if last else (), m.key, f, bool(here))
        _rank_features(m, pool, ranked, order, here, f)
        out.append((m.key, m, f))
    return best_by_key(out, "location", figure)


def is_place(m: Mention) -> bool:
    """Can the mention be where something happened? A demonym can ("Kenyan slum"), an organisation cannot."""
    return m.entity.type in PLACE_TYPES and m.use != "metonym"


def _rank_features(
    m: Mention, pool: list[Mention], ranked: list[str], order: dict[int, int], here: list[Mention], f: Features
) -> None:
    finer = any(o is not m and o.country == m.country and m.entity.type == "state" and o.entity.type == "place" for o in here)
    finer_any = any(o.country == m.country and m.entity.type == "state" and o.entity.type == "place" for o in pool)
    first = pool[0].key == m.key
    f |= {
        f"finer_here={finer}": 1.0, f"finer={finer_any}|type={m.entity.type}": 1.0, f"nearest={min(order[m.start], 4)}": 1.0,
        f"often={min(ranked.index(m.key), 4)}": 1.0, f"first={first}": 1.0, f"places_here={min(len(here), 3)}": 1.0,
        f"here={m in here}|places_here={min(len(here), 2)}": 1.0, f"nil={m.entity.id is None}": 1.0,
    }  # fmt: skip
