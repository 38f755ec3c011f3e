"""Error analysis: misses, false figures and wrong fields, grouped so that one sees what to work on.

Each error carries the phenomena of its figure (headline, range, number word …), the rule that produced it
(from `evidence`) and its sentence. A split that must stay blind is scored without this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from extractor.schema import Span
from extractor.scoring.counts import Coverage, Judged, Pair
from extractor.scoring.entities import WORDS
from extractor.scoring.fields import LABEL_SETS, ROLES
from extractor.scoring.load import ArticleInfo, EntityRef, Figure
from extractor.scoring.metrics import Frozen

Kind = Literal["miss", "false", "wrong"]
_CUES = {category: re.compile(rf"\b(?:{'|'.join(stems)})", re.IGNORECASE) for category, stems in WORDS["cues"].items()}
_OTHER_NUMBERS = {name: re.compile(p, re.IGNORECASE) for name, p in WORDS["other_numbers"].items()}
# A full stop that ends a sentence: followed by space and a capital, a quote or a digit, or by the end of a
# line.
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])|\n")


class Error(Frozen):
    """One error. `field` is set for wrong fields; `gold` and `predicted` are what each side says there."""

    kind: Kind
    article_id: str
    number: Span
    phenomena: tuple[str, ...]
    rule: str
    sentence: str
    field: str | None = None
    gold: str | None = None
    predicted: str | None = None
    gold_id: str | None = None
    predicted_id: str | None = None


class ErrorGroup(Frozen):
    """Errors of one kind, phenomenon (or field) and rule."""

    kind: Kind
    group: str
    rule: str
    count: int


class ErrorAnalysis(Frozen):
    """All errors in reading order, and their groups, largest first."""

    errors: tuple[Error, ...]
    groups: tuple[ErrorGroup, ...]


def analyse(judged: Sequence[Judged], covered: Coverage) -> ErrorAnalysis:
    """List and group the errors of matched articles.

    A figure that only one annotator has is none, nor is a field that the system never gives.
    """
    errors = [e for j in judged for e in _article_errors(j, covered)]
    counts = Counter((e.kind, group_of(e), e.rule) for e in errors)
    order = {"miss": 0, "false": 1, "wrong": 2}
    groups = [ErrorGroup(kind=k, group=g, rule=r, count=n) for (k, g, r), n in counts.items()]
    groups.sort(key=lambda g: (order[g.kind], -g.count, g.group, g.rule))
    return ErrorAnalysis(errors=tuple(errors), groups=tuple(groups))


def group_of(error: Error) -> str:
    """What an error is grouped under: its first phenomenon, or the wrong field with the kind of mistake."""
    if error.kind != "wrong":
        return error.phenomena[0]
    return f"{error.field}: {error.phenomena[0]}"


def _article_errors(judged: Judged, covered: Coverage) -> Iterator[Error]:
    matched, info = judged.matched, judged.info
    found: list[tuple[int, Error]] = []
    for i in matched.missed:
        figure = matched.items[i].first
        found.append((figure.number.start, _error("miss", info, figure, gold=describe(figure), gold_id=figure.id)))
    matched_spans = [matched.predictions[p].number for _, p in matched.pairs]
    for p in matched.false:
        figure = matched.predictions[p]
        error = _error("false", info, figure, predicted=describe(figure), predicted_id=figure.id)
        error = error.model_copy(update={"rule": _rule(figure, "category", "number", "value")})
        if any(s.start < figure.number.end and figure.number.start < s.end for s in matched_spans):
            error = error.model_copy(update={"phenomena": ("duplicate", *error.phenomena)})
        found.append((figure.number.start, error))
    for pair in judged.pairs:
        found += [(pair.predicted.number.start, e) for e in wrong_fields(pair, info, covered)]
    yield from (error for _, error in sorted(found, key=lambda x: x[0]))


def wrong_fields(pair: Pair, info: ArticleInfo, covered: Coverage) -> Iterator[Error]:
    """One error for each field of a pair that is not right."""
    gold = pair.item.first
    for field in filter(covered.field, pair.wrong):
        outcome = pair.outcomes[field]
        # Which side lacks something tells more than the two values: "missing" is recall, "extra" precision.
        if outcome.right == outcome.predicted < outcome.gold:
            mistake = "missing"
        elif outcome.right == outcome.gold < outcome.predicted:
            mistake = "extra"
        else:
            mistake = "other"
        told = (_show(gold, field), _show(pair.predicted, field))
        if field in ("category", "quantifier", "status", "unit", "measure"):
            mistake = f"{told[0]} read as {told[1]}"
        error = _error("wrong", info, gold, gold_id=gold.id, predicted_id=pair.predicted.id)
        yield error.model_copy(
            update={
                "field": field, "gold": told[0], "predicted": told[1], "rule": _rule(pair.predicted, field),
                "phenomena": (mistake, *error.phenomena),
            }
        )  # fmt: skip


def _error(kind: Kind, info: ArticleInfo, figure: Figure, **known: Any) -> Error:
    sentence = sentence_of(info, figure)
    return Error(
        kind=kind, article_id=info.id, number=figure.number, sentence=sentence, rule="",
        phenomena=phenomena(figure, sentence), **known,
    )  # fmt: skip


def _rule(figure: Figure, *fields: str) -> str:
    return next((e.rule for f in fields for e in figure.evidence if e.field == f), "")


def sentence_of(info: ArticleInfo, figure: Figure) -> str:
    """The sentence of a figure on one line: its own span, or a rough cut of the text, or just the number."""
    if figure.sentence is not None:
        text = figure.sentence.text
    elif info.text is None:
        text = figure.number.text
    else:
        start, end = figure.number.start, figure.number.end
        before = [m.end() for m in _SENTENCE_END.finditer(info.text, max(0, start - 1000), start)]
        after = _SENTENCE_END.search(info.text, end)
        stop = len(info.text) if after is None else after.end()
        text = info.text[before[-1] if before else max(0, start - 1000) : min(stop, end + 1000)]
    return " ".join(text.split())


def phenomena(figure: Figure, sentence: str) -> tuple[str, ...]:
    """What is special about a figure, the most telling first; ("plain",) if nothing is."""
    cued = [category for category, cue in _CUES.items() if cue.search(sentence)]
    checks = {
        "implicit": figure.implicit,
        "zero": figure.value == 0,
        "headline": figure.section == "title",
        "caption": figure.section == "caption",
        "range": figure.quantifier == "between",
        "vague": figure.quantifier == "vague",
        "rise or fall": figure.measure != "level",
        "households": figure.unit == "households",
        f"status {figure.status}": figure.status != "reported",
        "uppercase": sentence.isupper(),
        "no cue in sentence": not cued,
        "cue of another category only": bool(cued) and figure.category not in cued,
        **{f"beside {kind}": bool(p.search(sentence)) for kind, p in _OTHER_NUMBERS.items()},
        "several categories in sentence": len(cued) > 1,
        "number word": not any(c.isdigit() for c in figure.number.text),
        "hedged": figure.quantifier not in (None, "exact", "between", "vague"),
        "part of a total": figure.part_of is not None,
    }
    return tuple(name for name, holds in checks.items() if holds) or ("plain",)


def describe(figure: Figure) -> str:
    """A figure in a few words."""
    value = figure.value if figure.value is not None else f"{figure.low}–{figure.high}"
    return f"{figure.quantifier or ''} {value} {figure.category or ''}".strip()


def _show(figure: Figure, field: str) -> str:
    value = getattr(figure, field)
    if field in ROLES:
        return ", ".join(sorted(_show_entity(e) for e in value)) or "none"
    if field in LABEL_SETS:
        return ", ".join(sorted(value)) or "none"
    if field == "period":
        return "none" if value is None else f"{value.start or ''}/{value.end or ''} ({value.text})"
    return "none" if value is None else str(value)


def _show_entity(entity: EntityRef) -> str:
    return f"{entity.name or 'NIL'} [{entity.mention.text}]"


def render_errors(analysis: ErrorAnalysis, title: str = "Errors") -> str:
    """Markdown: the groups as a table, then every error below its group with its sentence."""
    names = {"miss": "Missed", "false": "False figure", "wrong": "Wrong field"}
    lines = [f"# {title}", "", "| kind | group | rule | errors |", "| --- | --- | --- | ---: |"]
    lines += [f"| {names[g.kind]} | {cell(g.group)} | {cell(g.rule)} | {g.count} |" for g in analysis.groups]
    for group in analysis.groups:
        rule = f" (rule {group.rule})" if group.rule else ""
        lines += ["", f"## {names[group.kind]}: {cell(group.group)}{rule}", ""]
        for e in analysis.errors:
            if (e.kind, group_of(e), e.rule) == (group.kind, group.group, group.rule):
                lines.append(_line(e))
    return "\n".join(lines) + "\n"


def _line(error: Error) -> str:
    said = f"gold {error.gold}, read {error.predicted}" if error.kind == "wrong" else error.gold or error.predicted
    also = ", ".join(error.phenomena[1:])
    where = f"{error.article_id} {error.number.start}–{error.number.end}"
    return f"- **{cell(error.number.text)}** {cell(said or '')} · {cell(error.sentence)} · `{where}`" + (
        f" · {also}" if also else ""
    )


def cell(text: str) -> str:
    """Text that cannot break a Markdown table or turn into markup."""
    return re.sub(r"([\\`*_<>|\[\]])", r"\\\1", " ".join(text.split()))
