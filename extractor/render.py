"""Articles, records and decisions → what `rich` can print. Prints nothing itself.

Article text is never read as markup, and its control characters are replaced, so that no text can move the
cursor or recolour the terminal of the person who looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extractor.schema import ArticleResult, Decision, Entity, FigureRecord, Reading

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TABLE_ROWS = 60
_TABLE_COLUMNS = {
    "article": 22, "count": 12, "category": 14, "who": 18, "how, by whom": 18, "where": 16, "source": 14,
}  # fmt: skip
_SNIPPET = 60
_ENTITY_FIELDS = ("affiliations", "actors", "locations", "sources")
_HEADING = "bold"
_NUMBER = "bold black on yellow"
_DIM = "dim"


def clean(text: str) -> str:
    """The text with each control character (but tab and line feed) replaced by one other: offsets stay."""
    return _CONTROL.sub("\ufffd", text)


def numbered(result: ArticleResult) -> list[FigureRecord]:
    """All figures of a file in reading order: figure N of the commands is item N - 1."""
    records = [record for part in (result, *result.others) for record in part.figures]
    return sorted(records, key=lambda r: (r.number.start, r.number.end, r.id))


def bounds(record: FigureRecord) -> str:
    """The count as one reads it: ``38``, ``≥ 38``, ``40-50``, ``~ 100``, ``≥ 24 (vague)``."""
    quantifier, value = record.quantifier, record.value
    if quantifier == "between":
        return f"{_n(record.low)}-{_n(record.high)}"
    if quantifier == "vague":
        return f"≥ {_n(record.low)} (vague)" if record.low is not None else "(vague)"
    signs = {
        "exact": "",
        "approximately": "~ ",
        "at_least": "≥ ",
        "more_than": "> ",
        "at_most": "≤ ",
        "less_than": "< ",
    }
    return signs[quantifier] + _n(value)


def _n(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"


def entity(item: Entity) -> str:
    """An entity as one reads it: its name and its id, or its words if it is not in the knowledge base."""
    name = item.name or item.mention.text
    return f"{name} ({item.id})" if item.id else name


def figure_table(records: Sequence[FigureRecord], categories: Mapping[str, int]) -> RenderableType:
    """A table of the first figures, and how many there are of each category."""
    table = Table(box=None, pad_edge=False, header_style=_HEADING)
    for name, width in _TABLE_COLUMNS.items():
        table.add_column(name, no_wrap=True, max_width=width, justify="right" if name == "count" else "left")
    for r in records[:_TABLE_ROWS]:
        who = _unique((*r.groups, *map(_short, r.affiliations)))
        how = _unique((*r.causes, *map(_short, r.actors)))
        marks = "" if r.status == "reported" else f" ({r.status})"
        cells = (
            r.article_id, bounds(r), r.category + marks, who, how,
            _unique(map(_short, r.locations)), _unique(map(_short, r.sources)),
        )  # fmt: skip
        table.add_row(*(Text(clean(cell), overflow="ellipsis", no_wrap=True) for cell in cells))
    rest = len(records) - _TABLE_ROWS
    totals = ", ".join(f"{name} {n}" for name, n in sorted(categories.items(), key=lambda i: (-i[1], i[0])))
    lines: list[RenderableType] = [table]
    if rest > 0:
        lines.append(Text(f"... and {rest} more", style=_DIM))
    return Group(*lines, Text(f"\nby category: {totals or 'none'}"))


def _short(item: Entity) -> str:
    return item.name or item.mention.text


def _unique(items: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(items))


def article(text: str, result: ArticleResult) -> Iterator[RenderableType]:
    """The raw text with its figures highlighted, and each record below its sentence."""
    records = numbered(result)
    names = {record.id: f"figure {n}" for n, record in enumerate(records, 1)}
    shown = clean(text)
    yield Rule(Text(clean(f"{result.id} · {result.date or 'no date'} · {len(records)} figures")))
    at = 0
    for end, group in _by_sentence(records):
        yield _highlighted(shown, at, end, group)
        for record in group:
            yield Padding(_record_line(record, names), (0, 0, 0, 4))
        at = end
    if rest := shown[at:].strip():
        yield Text(("\n" if "\n" in shown[at : at + 2] else "") + rest)


def _by_sentence(records: Sequence[FigureRecord]) -> list[tuple[int, list[FigureRecord]]]:
    """The figures under the ends of their sentences, in order."""
    groups: dict[int, list[FigureRecord]] = {}
    for record in records:
        groups.setdefault(record.sentence.end, []).append(record)
    return sorted(groups.items())


def _highlighted(shown: str, start: int, end: int, records: Sequence[FigureRecord]) -> Text:
    piece = shown[start:end]
    lead = len(piece) - len(piece.lstrip())
    gap = "\n" if "\n" in piece[:lead] else ""
    out = Text(gap + piece[lead:])
    shift = start + lead - len(gap)
    for record in records:
        if record.number.start >= shift:
            out.stylize(_NUMBER, record.number.start - shift, record.number.end - shift)
    return out


def _record_line(record: FigureRecord, names: Mapping[str, str]) -> Text:
    out = Text()
    out.append(f"{names[record.id]}: ", _HEADING)
    out.append(f"{bounds(record)} {record.unit} {record.category}", "bold green")
    facts: list[tuple[str, str]] = []
    if record.also:
        facts.append(("also", ", ".join(record.also)))
    facts += [(name, _value(record, name, names)) for name in _DETAILS]
    for label, value in facts:
        if value:
            out.append(f" · {label} ", _DIM)
            out.append(clean(value))
    out.append(f" · {record.confidence:.2f}", _DIM)
    return out


_DETAILS = (
    "groups", "affiliations", "causes", "actors", "locations", "period", "sources", "measure", "status",
    "implicit", "part_of", "same_as",
)  # fmt: skip
# What a field says where no word of the text does.
_PLAIN = ("exact", "people")
_DEFAULTS = {"measure": "level", "status": "reported", "implicit": "False"}


def _value(record: FigureRecord, field: str, names: Mapping[str, str]) -> str:
    """One field in words; empty if it says nothing."""
    value = getattr(record, field)
    if field in _ENTITY_FIELDS:
        return ", ".join(entity(item) for item in value)
    if field == "period":
        return f"{value.start or '..'}/{value.end or '..'}" if value else ""
    if field in ("part_of", "same_as"):
        return names.get(value, value) if value else ""
    if isinstance(value, tuple):
        return ", ".join(value)
    words = "" if value is None else str(value)
    return "" if _DEFAULTS.get(field) == words else words


def explanation(result: ArticleResult, number: int | None = None) -> Iterator[RenderableType]:
    """Why each figure (or only figure `number`, from 1) is as it is, and why other numbers are no figures."""
    records = numbered(result)
    names = {record.id: f"figure {n}" for n, record in enumerate(records, 1)}
    decisions = [d for part in (result, *result.others) for d in part.decisions]
    by_record = {d.record_id: d for d in decisions if d.record_id}
    for n, record in enumerate(records, 1):
        if number in (None, n):
            yield from _explained(n, record, names, by_record.get(record.id))
    if number is None:
        yield from _refused_numbers([d for d in decisions if not d.record_id])


def _explained(
    n: int, record: FigureRecord, names: Mapping[str, str], decision: Decision | None
) -> Iterator[RenderableType]:
    what = f"{bounds(record)} {record.unit} {record.category}"
    yield Rule(Text(f"figure {n}: {what} (confidence {record.confidence:.2f})"))
    quote = Text(clean(record.sentence.text))
    start = record.number.start - record.sentence.start
    quote.stylize(_NUMBER, start, start + len(record.number.text))
    yield Padding(quote, (0, 0, 1, 2))
    table = Table(box=None, header_style=_HEADING)
    for name in ("field", "value", "because of", "rule"):
        table.add_column(name, overflow="fold")
    for row in _evidence_rows(record, names):
        table.add_row(*(Text(clean(cell)) for cell in row))
    yield table
    if decision:
        yield from _decision(decision)


def _evidence_rows(record: FigureRecord, names: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    evidence: dict[str, list[tuple[str, str]]] = {}
    for item in record.evidence:
        words = f"{_snippet(item.span.text)!r} at {item.span.start}"
        evidence.setdefault(item.field, []).append((words, item.rule))
    fields = ["value", "low", "high", "quantifier", "unit", "category", "also", *_DETAILS]
    for field in fields + [field for field in evidence if field not in fields]:
        value = _value(record, field, names) if hasattr(record, field) else ""
        if not value and field not in evidence:
            continue
        for i, (words, rule) in enumerate(evidence.get(field, [("", "default" if value in _PLAIN else "-")])):
            yield (field if i == 0 else "", value if i == 0 else "", words, rule)


def _decision(decision: Decision) -> Iterator[RenderableType]:
    yield Text.assemble(("\ndecided: ", _HEADING), clean(decision.reason))
    for reading in decision.readings:
        yield Padding(_reading(reading), (0, 0, 0, 2))
    for refusal in decision.refused:
        words = f"{refusal.field}: {_snippet(refusal.span.text)!r} at {refusal.span.start}: {refusal.reason}"
        yield Padding(Text.assemble(("refused ", _DIM), clean(words)), (0, 0, 0, 2))


def _reading(reading: Reading) -> Text:
    cue = f" by {_snippet(reading.cue.text)!r}" if reading.cue else ""
    terms = ", ".join(f"{name} {weight:+.2f}" for name, weight in reading.terms)
    words = f"{reading.category or 'no figure'} {reading.probability:.2f}{cue} {reading.rule}"
    return Text.assemble(clean(words), (clean(f"  {terms}"), _DIM))


def _refused_numbers(decisions: Sequence[Decision]) -> Iterator[RenderableType]:
    if not decisions:
        return
    yield Rule(Text("numbers that are no figures"))
    table = Table(box=None, header_style=_HEADING)
    for name in ("at", "number", "kind", "reason", "sentence"):
        table.add_column(name, overflow="fold")
    for d in decisions:
        cells = (
            str(d.number.span.start),
            d.number.span.text,
            d.number.kind,
            d.reason,
            _snippet(d.sentence.text),
        )
        table.add_row(*(Text(clean(cell)) for cell in cells))
    yield table


def _snippet(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SNIPPET else text[: _SNIPPET - 1] + "…"
