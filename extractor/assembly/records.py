"""Verdicts → figure records with their evidence, and decisions with their reasons."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from extractor.assembly.assemble import Verdict, best_option
from extractor.assembly.confidence import confidence
from extractor.assembly.figures import Mention, Weighed
from extractor.assembly.status import cue_span
from extractor.loglinear import top_terms
from extractor.schema import (
    Article,
    Decision,
    Entity,
    Evidence,
    FigureRecord,
    Period,
    Reading,
    Refusal,
    Span,
    Unit,
)

ENTITY_FIELDS = ("affiliations", "actors", "locations", "sources")
_ID_LENGTH = 10
_SHOWN_REFUSALS = 3


def record_id(article_id: str, number: Span, category: str) -> str:
    """Content-derived id: article, offsets and category."""
    key = f"{article_id}\0{number.start}\0{number.end}\0{category}"
    return f"{article_id}/{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:_ID_LENGTH]}"


def records(
    article: Article, verdicts: list[Verdict], surety: Mapping[str, float] | None = None
) -> dict[int, list[FigureRecord]]:
    """The figure records of an article by part, in reading order; `surety` are the weights of the confidence."""
    figures = [v for v in verdicts if v.figure is not None]
    ids = [record_id(_own_id(article, v), v.candidate.quantity.span, v.category or "") for v in figures]
    out: dict[int, list[FigureRecord]] = defaultdict(list)
    for v, own in zip(figures, ids, strict=True):
        out[v.view.part].append(_record(article, v, own, ids, surety or {}))
    return out


def _own_id(article: Article, v: Verdict) -> str:
    return article.id if v.view.part == 0 else f"{article.id}#{v.view.part + 1}"


def _record(article: Article, v: Verdict, own: str, ids: list[str], surety: Mapping[str, float]) -> FigureRecord:
    assert v.figure is not None
    assert v.category is not None
    q, raw, view = v.candidate.quantity, article.text, v.view
    taken = {task: [w for w in weighed if w.taken] for task, weighed in v.weighed.items()}
    period = taken["period"][0].choice.payload if taken["period"] else None
    assert period is None or isinstance(period, Period)
    figure = v.figure
    return FigureRecord(
        id=own,
        article_id=_own_id(article, v),
        section=view.section,
        number=q.span,
        sentence=Span(start=view.start, end=view.end, text=raw[view.start : view.end]),
        value=_integer(q.value),
        low=_integer(q.low),
        high=_integer(q.high),
        quantifier=q.quantifier,
        measure=q.measure,
        unit=unit_of(v),
        category=v.category,
        also=also_of(v),
        groups=tuple(sorted(w.choice.key for w in taken["groups"])),
        causes=tuple(sorted(w.choice.key for w in taken["causes"])),
        **{f: _entities(taken[f]) for f in ENTITY_FIELDS},
        period=period,
        status=v.status,
        implicit=v.candidate.implicit,
        part_of=ids[figure.part_of] if figure.part_of is not None else None,
        same_as=ids[figure.same_as] if figure.same_as is not None else None,
        confidence=round(confidence(v, surety), 3),
        evidence=_evidence(v, raw, taken),
    )


def _integer(value: float | int | None) -> int | None:
    return None if value is None else round(value)


def unit_of(v: Verdict) -> Unit:
    """Households where families or dwellings are counted, people otherwise."""
    return "households" if v.candidate.noun_class in ("household", "dwelling") else "people"


def also_of(v: Verdict) -> tuple[str, ...]:
    """Categories coordinated with the chosen one on the same number ("displaced or affected")."""
    cue = best_option(v).cue
    if cue is None:
        return ()
    parse = v.view.parse
    out = []
    for other in v.view.cues:
        if other.label == v.category or other.weak or other.label in out:
            continue
        between = parse.lower[cue.last + 1 : other.first] if other.first > cue.last else None
        if between is not None and between in (("or",), ("and",)) and parse.tag[cue.first] == parse.tag[other.first]:
            out.append(other.label)
    return tuple(out)


def _entities(weighed: list[Weighed]) -> tuple[Entity, ...]:
    mentions = [w.choice.payload for w in weighed if isinstance(w.choice.payload, Mention)]
    return tuple(m.entity for m in sorted(mentions, key=lambda m: m.start))


def _evidence(v: Verdict, raw: str, taken: dict[str, list[Weighed]]) -> tuple[Evidence, ...]:
    q, view = v.candidate.quantity, v.view
    out = [Evidence(field="value", span=q.span, rule=q.rule or "number")]
    if q.cue is not None:
        out.append(Evidence(field="quantifier", span=q.cue, rule=f"quantifier:{q.quantifier}"))
    option = best_option(v)
    if option.cue is not None:
        cue = option.cue
        span = view.span_of(cue.first, cue.last, raw)
        out.append(Evidence(field="category", span=span, rule=f"{option.source}:{cue.role}:{cue.lemma}"))
    else:
        source = option.carried.quantity.span if option.carried is not None else q.span
        out.append(Evidence(field="category", span=source, rule=option.source))
    if unit_of(v) == "households" and (noun := v.candidate.phrase.noun) is not None:
        out.append(Evidence(field="unit", span=view.span_of(noun, noun, raw), rule="noun:households"))
    for task, weighed in taken.items():
        out += [Evidence(field=task, span=w.choice.span, rule=w.choice.rule) for w in weighed]
    if v.status != "reported" and v.status_cue is not None and v.figure is not None:
        out.append(Evidence(field="status", span=cue_span(v.figure, v.status_cue, raw), rule=f"status:{v.status}"))
    elif v.status != "reported":
        out.append(Evidence(field="status", span=q.span, rule="status:scope"))
    return tuple(out)


def decisions(
    article: Article, verdicts: list[Verdict], found: dict[int, list[FigureRecord]]
) -> dict[int, list[Decision]]:
    """Why each count candidate is a figure or is none, by part."""
    by_start = {(r.number.start, r.number.end): r.id for rs in found.values() for r in rs}
    out: dict[int, list[Decision]] = defaultdict(list)
    for v in verdicts:
        span = v.candidate.quantity.span
        out[v.view.part].append(
            Decision(
                number=v.candidate.quantity,
                sentence=Span(start=v.view.start, end=v.view.end, text=article.text[v.view.start : v.view.end]),
                record_id=by_start.get((span.start, span.end)),
                reason=_reason(v),
                readings=_readings(v, article.text),
                refused=_refused(v),
            )
        )
    return out


def _reason(v: Verdict) -> str:
    if v.category is None:
        return f"no figure: no reading beats 'counts nothing that happened to people' ({v.probability:.2f})"
    option = best_option(v)
    how = (
        f"cue {option.cue.lemma!r}" if option.cue is not None else f"{option.source} from an earlier figure or sentence"
    )
    return f"{v.category} ({v.probability:.2f}) by {how}"


def _readings(v: Verdict, raw: str) -> tuple[Reading, ...]:
    from extractor.loglinear import load_weights  # noqa: PLC0415 - only explanations need the shipped weights here

    weights = load_weights("category").weights
    order = sorted(range(len(v.options)), key=lambda i: (-v.probabilities[i], i))
    return tuple(
        Reading(
            category=v.options[i].category,
            probability=round(v.probabilities[i], 4),
            cue=None if (c := v.options[i].cue) is None else v.view.span_of(c.first, c.last, raw),
            rule=v.options[i].source,
            terms=top_terms(weights, v.options[i].features),
        )
        for i in order
    )


def _refused(v: Verdict) -> tuple[Refusal, ...]:
    out = []
    for task, weighed in v.weighed.items():
        for w in [w for w in weighed if not w.taken][:_SHOWN_REFUSALS]:
            out.append(
                Refusal(field=task, span=w.choice.span, reason=f"{w.choice.rule}: probability {w.probability:.2f}")
            )
    return tuple(out)
