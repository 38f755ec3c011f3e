"""Who they are: group labels from the noun phrase, the predicate, and the counts that this one continues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.assembly.figures import Choice, Figure, Workbench
from extractor.assembly.phrases import noun_words
from extractor.categories import Lexicon
from extractor.loglinear import Features
from extractor.schema import Span
from extractor.syntax import Parse


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate group labels of a figure."""
    found: dict[str, Choice] = {}
    view, raw = figure.view, bench.view.text

    def offer(label: str, how: str, span: Span, extra: Features) -> None:
        if label in found:
            found[label].features.update({f"also:{how}": 1.0})
            return
        features: Features = {
            "bias": 1.0, f"how={how}": 1.0, f"label={label}": 1.0, f"how={how}|label={label}": 1.0,
            f"cat={figure.category}|how={how}": 1.0, f"how={how}|noun={figure.candidate.noun_class}": 1.0, **extra,
        }  # fmt: skip
        found[label] = Choice(label, label, span, features, f"group:{how}")

    for token, how in _tokens(figure):
        for label in labels_of(view.parse, token, bench.lexicon, noun=how != "modifier"):
            offer(label, how, view.span_of(token, token, raw), {})
    elliptic = figure.candidate.noun_class in ("none", "pronoun") or _is_other(figure)
    for how, other in _earlier(figure, history):
        gap = figure.sentence - other.sentence
        near = "same" if gap == 0 else "1" if gap == 1 else "far"
        for label in other.groups:
            extra: Features = {
                f"carry={how}|elliptic={elliptic}|{near}": 1.0, f"carry|elliptic={elliptic}": 1.0,
                f"carry|same_cat={other.category == figure.category}|{near}|elliptic={elliptic}": 1.0,
                f"carry={how}|same_value={other.value == figure.value}": 1.0,
                f"carry={how}|noun={figure.candidate.noun_class}|{near}": 1.0,
                f"carry|label={label}|{near}": 1.0,
            }  # fmt: skip
            offer(label, how, other.candidate.quantity.span, extra)
    labels = sorted(found)
    for choice in found.values():
        for label in labels:
            if label != choice.key and not choice.rule.startswith("group:last"):
                choice.features[f"label={choice.key}|with={label}"] = 1.0
    return list(found.values())


def _is_other(figure: Figure) -> bool:
    noun = figure.candidate.phrase.noun
    return noun is not None and figure.view.parse.lower[noun] in ("others", "more", "people", "persons", "victims")


def _earlier(figure: Figure, history: Sequence[Figure]) -> Iterator[tuple[str, Figure]]:
    if not history:
        return
    yield "last", history[-1]
    for other in reversed(history):
        if other.value == figure.value and other.category == figure.category:
            if other is not history[-1]:
                yield "same", other
            break
    for other in reversed(history[:-1]):
        if other.groups and other.sentence != figure.sentence:
            yield "earlier", other
            break


def _tokens(figure: Figure) -> Iterator[tuple[int, str]]:
    """The tokens that may name the group, with their place in the phrase."""
    parse, phrase = figure.view.parse, figure.candidate.phrase
    noun = phrase.noun
    if noun is None:
        yield from _predicate(parse, phrase.anchor)
        return
    yield noun, "noun"
    for k in parse.children[noun]:
        dep = parse.dep[k]
        if dep in ("amod", "compound", "nmod", "poss") and k > phrase.last - 1:
            yield k, "modifier"
            for kk in parse.children[k]:
                if parse.dep[kk] in ("compound", "amod", "conj"):
                    yield kk, "modifier"
        elif dep == "conj" and not any(parse.dep[x] in ("nummod", "det") for x in parse.children[k]):
            yield k, "conjunct"
        elif dep == "appos":
            yield k, "apposition"
        elif dep == "prep" and parse.lower[k] in ("of", "from", "with", "as"):
            for o in parse.children[k]:
                if parse.dep[o] == "pobj":
                    yield o, f"prep:{parse.lower[k]}"
        elif dep in ("relcl", "acl"):
            yield from ((x, "relative") for x in parse.children[k] if parse.dep[x] == "attr")
    yield from _predicate(parse, noun)
    if phrase.of_total:
        yield from _predicate(parse, phrase.anchor)


def _predicate(parse: Parse, token: int) -> Iterator[tuple[int, str]]:
    """ "111 of the dead were children": the predicate noun of a subject."""
    if parse.dep[token] in ("nsubj", "nsubjpass"):
        verb = parse.head[token]
        for k in parse.children[verb]:
            if parse.dep[k] in ("attr", "oprd", "acomp"):
                yield k, "predicate"


def labels_of(parse: Parse, token: int, lexicon: Lexicon, noun: bool) -> tuple[str, ...]:
    """The groups that a token names, as a noun (with the words before it) or as a modifier."""
    if not noun:
        word = parse.lower[token]
        return tuple(dict.fromkeys((*lexicon.adjective_groups.get(word, ()), *lexicon.noun_groups.get(word, ()))))
    for name in noun_words(parse, token):
        if name in lexicon.noun_groups:
            return lexicon.noun_groups[name]
    return ()
