"""To whom they belong: entities inside the counted noun phrase, and those that a continued count brings along."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.fields.entities import best_by_key, carry_features, mention_features
from extractor.assembly.figures import Choice, Figure, Workbench


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate affiliations in this sentence, the one before and the figure before."""
    last = history[-1] if history else None
    keys = last.affiliations if last else ()
    same = next((h for h in reversed(history) if h.value == figure.value and h.category == figure.category), None)
    out = []
    for m in bench.mentions:
        gap = figure.sentence - m.sentence
        carried = m.key in keys or (same is not None and m.key in same.affiliations)
        if m.use in ("wide", "inner", "unlisted") or m.part != figure.view.part or gap < 0 or (gap > 1 and not carried):
            continue
        f = mention_features(bench, figure, m)
        carry_features(figure, last, keys, m.key, f, False)
        elliptic = figure.candidate.noun_class in ("none", "pronoun")
        f[f"noun={figure.candidate.noun_class}|carried={carried}"] = 1.0
        f[f"elliptic={elliptic}|use={m.use}"] = 1.0
        f[f"groups={bool(figure.groups)}|type={m.entity.type}"] = 1.0
        if same is not None:
            f[f"same={m.key in same.affiliations}"] = 1.0
        if gap == 0 and m.head is not None:
            noun = figure.candidate.phrase.noun
            f[f"is the noun={noun is not None and m.first is not None and m.last is not None and m.first <= noun <= m.last}"] = 1.0
            if noun is not None:
                f[f"of the noun={figure.view.parse.dep[m.head] if figure.view.parse.head[m.head] == noun else 'no'}"] = 1.0
        out.append((m.key, m, f))
    return best_by_key(out, "affiliation", figure)
