"""How sure a figure is: the probability of its reading, corrected by how it was read."""

from __future__ import annotations

import math
from collections.abc import Mapping

from extractor.assembly.assemble import Verdict, best_option
from extractor.loglinear import Features, dot, sigmoid

_NEAREST = 0.0005  # a model that has seen a few thousand counts cannot be surer than this
_LONG_SENTENCE = 45


def confidence(verdict: Verdict, weights: Mapping[str, float]) -> float:
    """The chance that the number is a figure with this value and category, in 0..1.

    `weights` are those of ``extractor calibrate``; without any, the uncorrected probability of the category.
    """
    return sigmoid(dot(weights, confidence_features(verdict))) if weights else verdict.probability


def confidence_features(verdict: Verdict) -> Features:
    """What the correction looks at: the margin, the kind of reading, the sentence."""
    option = best_option(verdict)
    cue, view, candidate = option.cue, verdict.view, verdict.candidate
    p = min(max(verdict.probability, _NEAREST), 1 - _NEAREST)
    rival = max((q for o, q in zip(verdict.options, verdict.probabilities, strict=True) if o.category != verdict.category),
                default=0.0)  # fmt: skip
    strength = "none" if cue is None else "weak" if cue.weak else "strong"
    counts = sum(not c.implicit for c in view.candidates)
    margin = math.log(p / max(rival, _NEAREST))
    return {
        "bias": 1.0, "logit": math.log(p / (1 - p)), "margin": margin, f"source={option.source}": 1.0,
        f"cue={strength}": 1.0, f"section={view.section}": 1.0, f"noun={candidate.noun_class}": 1.0,
        f"implicit={candidate.implicit}": 1.0, f"counts={min(counts, 4)}": 1.0,
        f"long={len(view.parse) > _LONG_SENTENCE}": 1.0, f"vague={candidate.quantity.quantifier == 'vague'}": 1.0,
        f"cues={min(len({c.label for c in view.cues if not c.weak}), 3)}": 1.0,
    }  # fmt: skip
