"""Marked example sentences → category instances (`data/examples/*.yaml` and the `match` lists of the categories)."""

from __future__ import annotations

import re

from extractor.assembly.options import Decided
from extractor.assembly.readings import options
from extractor.categories import CategoryFile
from extractor.data_loader import data_files, load_yaml
from extractor.pipeline import Extractor
from extractor.schema import Article, Model
from extractor.training.instances import Instances

_MARK = re.compile(r"\[([^\[\]:]+)(?::(\w+))?\]")
# An example of a category stands for a class of sentences.
WEIGHT = 3.0
_LEAD = "News of the day\n\n"


class ExamplesFile(Model):
    """One file of `data/examples`: each count of a sentence is marked ``[number:category]``, other numbers are no figures."""

    weight: float = 1.0
    sentences: list[str]


def example_instances(extractor: Extractor) -> Instances:
    """The category instances of all examples. A category's `match` and `reject` teach only their one marked number."""
    out = Instances()
    for path in data_files("examples"):
        examples = load_yaml(path, ExamplesFile)
        for sentence in examples.sentences:
            _add(extractor, sentence, None, out, weight=examples.weight)
    for path in data_files("categories"):
        category = load_yaml(path, CategoryFile)
        for sentence in category.match:
            _add(extractor, sentence, category.name, out)
        for sentence in category.reject:
            _add(extractor, sentence, category.name, out, refused=True)
    return out


def _add(
    extractor: Extractor,
    marked: str,
    only: str | None,
    out: Instances,
    *,
    refused: bool = False,
    weight: float = WEIGHT,
) -> None:
    text, labels = _LEAD, {}
    end = 0
    for m in _MARK.finditer(marked):
        text += marked[end : m.start()]
        labels[len(text)] = only or m.group(2)
        text += m.group(1)
        end = m.end()
    text += marked[end:] + "\n"
    bench = extractor.prepare(Article(id="example", text=text, date="2024-03-01")).bench
    if bench is None:
        return
    decided: list[Decided] = []
    for view in bench.view.sentences:
        previous = bench.view.by_index.get(view.index - 1)
        for candidate in view.candidates:
            label = labels.get(candidate.start)
            if candidate.implicit and label is None:
                continue
            if label is None and only is not None:
                continue
            opts = options(view, candidate, decided, previous, bench.lexicon, bench.causes_by_count, bench.density)
            right = [(o.category == label) is not refused for o in opts]
            if any(right):
                out.choice["category"].append(([o.features for o in opts], right, weight))
            if label is not None:
                decided.append(Decided(label, candidate, candidate.quantity.value))
