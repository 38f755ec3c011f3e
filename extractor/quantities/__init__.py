"""Characters → every number expression of an English text, read to value, bounds, quantifier and kind.

`find_quantities` is the whole interface. Inside, text flows ``fold`` (a length-preserving copy to match on) →
``numerals`` (one numeral) → ``expressions`` (articles, ranges, vague counts) → ``kinds`` (what it counts or is) →
``hedges`` (cues, bounds, deltas) → `Quantity`.
"""

from extractor.quantities.reader import find_quantities

__all__ = ["find_quantities"]
