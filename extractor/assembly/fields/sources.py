"""Who says so: the speaker of the sentence, of the quotation that runs on, or of the paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.assembly.fields.entities import best_by_key, carry_features, without_narrow
from extractor.assembly.figures import Choice, Figure, Mention, Workbench, bucket, sentence_distance, tokens_apart
from extractor.assembly.persons import person_name
from extractor.attribution import Attribution
from extractor.loglinear import Features
from extractor.schema import Entity

LOOK_BACK = 3
_PRONOUNS = ("he", "she", "they", "it", "who")


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate sources: speakers of this sentence, of the three before and of the next one."""
    last = history[-1] if history else None
    speakers = []
    for view in bench.view.sentences:
        gap = figure.sentence - view.index
        if view.part == figure.view.part and -1 <= gap <= LOOK_BACK:
            speakers += [(view.index, a) for a in bench.attributions.get(view.index, ())]
    here = any(i == figure.sentence for i, _ in speakers)
    out = []
    for index, a in speakers:
        for m in speaker_mentions(bench, index, a):
            f = _features(bench, figure, index, a, m, here)
            carry_features(figure, last, last.sources if last else (), m.key, f, here)
            out.append((m.key, m, f))
    return best_by_key(out, "source", figure)


def _features(bench: Workbench, figure: Figure, index: int, a: Attribution, m: Mention, here: bool) -> Features:
    gap = figure.sentence - index
    view = bench.view.by_index[index]
    parse = view.parse
    distance = sentence_distance(gap)
    start = bench.view.text[figure.view.start : figure.view.start + 1]
    quoted = start in "\"“'‘"
    same_block = view.block == figure.view.block
    verb = parse.lower[a.verb]
    f: Features = {
        "bias": 1.0, f"how={a.how}": 1.0, f"how={a.how}|weak={a.weak}": 1.0, f"dist={distance}": 1.0,
        f"dist={distance}|here={here}": 1.0, f"dist={distance}|how={a.how}": 1.0, f"dist={distance}|quoted={quoted}": 1.0,
        f"dist={distance}|same_block={same_block}": 1.0, f"verb={verb}": 1.0, f"type={m.entity.type or 'nil'}": 1.0,
        f"type={m.entity.type or 'nil'}|how={a.how}": 1.0, f"cat={figure.category}": 1.0, f"use={m.use}": 1.0,
        f"section={figure.view.section}": 1.0, f"nominal={a.nominal}|how={a.how}": 1.0,
        f"use={m.use}|how={a.how}": 1.0, f"word={parse.lower[a.head]}" if a.nominal else "named": 1.0,
    }  # fmt: skip
    if gap == 0:
        side, apart = tokens_apart(figure, min(a.first, a.verb), max(a.last, a.verb))
        f[f"here={side}{bucket(apart)}"] = 1.0
        f[f"here={side}|how={a.how}"] = 1.0
        governs = a.verb in parse.ancestors(figure.candidate.phrase.anchor)
        f[f"governs={governs}|how={a.how}"] = 1.0
        f[f"governs={governs}|weak={a.weak}"] = 1.0
        others = [b for b in bench.attributions.get(index, ()) if b is not a]
        f[f"alone={not others}"] = 1.0
        f[f"other_how={others[0].how if others else 'none'}|how={a.how}"] = 1.0
    return f


def speaker_mentions(bench: Workbench, index: int, a: Attribution) -> list[Mention]:
    """The entities that a source phrase stands for: a linked name, a person, the organisation of an unnamed
    spokesman, the speaker before for a pronoun, or a NIL phrase."""
    view = bench.view.by_index[index]
    parse, raw = view.parse, bench.view.text
    linked = [m for m in without_narrow(bench.mentions_in(index)) if m.use != "unlisted"]
    inside = [m for m in linked if m.first is not None and m.last is not None and m.first <= a.head <= m.last]
    if inside:
        return [m for m in inside if m.use != "demonym"] or inside[:1]
    if parse.lower[a.head] in _PRONOUNS and parse.tag[a.head] in ("PRP", "WP"):
        return _antecedent(bench, index, a)
    if parse.lower[a.head] in ("spokesman", "spokeswoman", "spokesperson"):
        below = [m for m in linked if m.head is not None and m.use != "demonym" and (a.head in parse.ancestors(m.head))]
        if below:
            return below[:1]
    first, last = (a.first, a.last) if a.nominal else _name_tokens(view.parse.tag, a)
    span = view.span_of(first, last, raw)
    kind = "person" if not a.nominal and first < last else None
    name = person_name(span.text, bench.persons) if kind or not a.nominal else parse.text[a.head]
    if not a.nominal and not kind and name != span.text:
        kind = "person"
    entity = Entity(mention=span, id=None, name=name, type="person" if kind else None)
    return [Mention(entity, "person" if kind else "nil", None, index, view.part, view.section, first, last, a.head)]


def _name_tokens(tags: Sequence[str], a: Attribution) -> tuple[int, int]:
    first = a.head
    while first > a.first and tags[first - 1] in ("NNP", "NNPS", "HYPH", "POS"):
        first -= 1
    return first, a.last


def _antecedent(bench: Workbench, index: int, a: Attribution) -> list[Mention]:
    """Whom "he said" means: the last speaker that is no pronoun, in this part, up to four sentences back."""
    part = bench.view.by_index[index].part
    for i in range(index, index - 5, -1):
        view = bench.view.by_index.get(i)
        if view is None or view.part != part:
            continue
        for b in reversed(bench.attributions.get(i, ())):
            if (i < index or b.verb < a.first) and view.parse.tag[b.head] not in ("PRP", "WP"):
                return speaker_mentions(bench, i, b)
    return []
