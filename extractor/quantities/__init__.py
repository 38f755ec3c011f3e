"""Characters → every number expression of an English text, read to value, bounds, quantifier and kind.

`find_quantities` is the whole interface. Inside, text flows ``fold`` (a length-preserving copy to match on) →
``scan`` (where numbers can start) → ``numerals`` (``digits``, ``words``) → ``expressions`` (``ranges``,
``vague`` counts, articles) → ``kinds`` (what it counts or is) → ``hedges`` (cues, changes) → `Quantity`.
"""

from extractor.quantities.reader import find_quantities

__all__ = ["find_quantities"]
