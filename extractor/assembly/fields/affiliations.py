"""To whom they belong: entities inside the counted noun phrase, forces of their kind, what a continued count brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.assembly.fields.entities import base_features, best_by_key, carry_features
from extractor.assembly.figures import Choice, Figure, Mention, Workbench
from extractor.assembly.phrases import noun_class
from extractor.categories import default_lexicon
from extractor.loglinear import Features

LOOK_BACK = 3
_MODIFIER = ("compound", "amod", "poss", "nmod")
_OWN = ("is", "before", *_MODIFIER, "of", "from")
_FORCES = {
    "military": ("soldiers", "combatants", "security_forces", "peacekeepers"),
    "armed_group": ("militants", "combatants", "attackers"),
    "organization": ("aid_workers", "peacekeepers", "workers", "police", "health_workers"),
    "ngo": ("aid_workers", "workers", "health_workers"),
    "government": ("officials", "security_forces", "soldiers"),
}


def choices(bench: Workbench, figure: Figure, history: Sequence[Figure]) -> list[Choice]:
    """Candidate affiliations in this sentence, the one before, those of kindred figures, and forces nearby."""
    last = history[-1] if history else None
    keys = last.affiliations if last else ()
    kin = _kin(figure, history)
    out = []
    pool = list(_pool(bench, figure))
    own = {m.key for m in pool if m.sentence == figure.sentence and relation(figure, m) in _OWN}
    bodies = {m.key for m in pool if _forces_near(figure, m)}
    for m in pool:
        gap = figure.sentence - m.sentence
        if figure.view.section == "title" and gap != 0:
            continue
        carried = {name for name, h in kin.items() if m.key in h.affiliations}
        force = belongs_to_force(m, figure.groups)
        if gap > 1 and not carried and m.key not in keys and not (gap <= LOOK_BACK and force == "same"):
            continue
        f = base_features(figure, m)
        _phrase_features(bench, figure, m, f)
        carry_features(figure, last, keys, m.key, f, False)
        _kin_features(kin, carried, f)
        _noun_features(figure, m, force, f)
        f[f"owned={bool(own - {m.key})}|itself={m.key in own}"] = 1.0
        f[f"force={force}|bodies={min(len(bodies), 2)}|owned={bool(own)}"] = 1.0
        out.append((m.key, m, f))
    return best_by_key(out, "affiliation", figure)


def _pool(bench: Workbench, figure: Figure) -> Iterable[Mention]:
    for m in bench.mentions:
        if m.use not in ("wide", "inner", "unlisted") and m.part == figure.view.part and m.sentence <= figure.sentence:
            yield m


def _phrase_features(bench: Workbench, figure: Figure, m: Mention, f: Features) -> None:
    """What the mention hangs on in its own sentence."""
    view = bench.view.by_index.get(m.sentence)
    if view is None or m.head is None:
        return
    parse, here = view.parse, m.sentence == figure.sentence
    dep = parse.dep[m.head]
    f |= {f"dep={dep}": 1.0, f"dep={dep}|here={here}": 1.0, f"dep={dep}|use={m.use}": 1.0}
    if dep == "pobj":
        prep = parse.lower[parse.head[m.head]]
        f |= {f"prep={prep}": 1.0, f"prep={prep}|type={m.entity.type}": 1.0}
    noun = figure.candidate.phrase.noun
    inside = here and noun is not None and noun in (m.head, *parse.ancestors(m.head))
    f |= {f"inside={inside}": 1.0, f"inside={inside}|type={m.entity.type}": 1.0}


def _forces_near(figure: Figure, m: Mention) -> bool:
    return figure.sentence - m.sentence <= LOOK_BACK and belongs_to_force(m, figure.groups) == "same"


def _kin(figure: Figure, history: Sequence[Figure]) -> dict[str, Figure]:
    """Earlier figures that may count the same people: the same value, the same noun, the same groups.

    One whose affiliation is known comes before one that only restates the count.
    """
    noun = _noun_word(figure)
    out: dict[str, Figure] = {}
    newest = list(reversed(history))
    for h in (*(h for h in newest if h.affiliations), *(h for h in newest if not h.affiliations)):
        if h.value == figure.value and h.category == figure.category:
            out.setdefault("value", h)
        if noun is not None and _noun_word(h) == noun:
            out.setdefault("noun", h)
        if figure.groups and h.groups == figure.groups:
            out.setdefault("groups", h)
    return out


def _noun_word(figure: Figure) -> str | None:
    noun = figure.candidate.phrase.noun
    return None if noun is None else figure.view.parse.lower[noun]


def _kin_features(kin: dict[str, Figure], carried: set[str], f: Features) -> None:
    for name, h in kin.items():
        f[f"same {name}={'had' if name in carried else 'other' if h.affiliations else 'none'}"] = 1.0
    f[f"carried by={'+'.join(sorted(carried)) or 'none'}"] = 1.0


def belongs_to_force(m: Mention, groups: Sequence[str]) -> str:
    """Do the victims' groups suit a body of this type: `same`, `other`, or `no` where nothing is known?"""
    if m.entity.type not in _FORCES or not groups:
        return "no"
    return "same" if set(_FORCES[m.entity.type]) & set(groups) else "other"


def _noun_features(figure: Figure, m: Mention, force: str, f: Features) -> None:
    """How the entity stands to the counted noun."""
    noun_class = figure.candidate.noun_class
    where = relation(figure, m)
    kind = m.entity.type or "nil"
    gap = min(figure.sentence - m.sentence, 2)
    elliptic = noun_class in ("none", "pronoun")
    f |= {
        f"to the noun={where}": 1.0, f"to the noun={where}|use={m.use}": 1.0, f"to the noun={where}|type={kind}": 1.0,
        f"to the noun={where}|{noun_class}": 1.0, f"elliptic={elliptic}|use={m.use}|{gap}": 1.0,
        f"groups={bool(figure.groups)}|type={kind}": 1.0, f"force={force}": 1.0, f"force={force}|gap={gap}": 1.0,
        f"force={force}|{kind}": 1.0, f"actor type={kind}|civilians={'civilians' in figure.groups}": 1.0,
        f"definite={_definite(figure)}|gap={gap}": 1.0, f"to the cue={_to_cue(figure, m)}": 1.0,
        f"to the cue={_to_cue(figure, m)}|{kind}": 1.0,
    }  # fmt: skip


def _to_cue(figure: Figure, m: Mention) -> str:
    """ "the Palestinian death toll", "the injured included citizens of Norway"."""
    if m.sentence != figure.sentence or m.head is None:
        return "away"
    parse, cue = figure.view.parse, figure.cue
    up, dep = parse.head[m.head], parse.dep[m.head]
    if cue is not None and cue.first <= up <= cue.last and dep in _MODIFIER:
        return "modifier"
    top = m.head
    while parse.dep[top] == "conj" and parse.head[top] != top:
        top = parse.head[top]
    above = parse.head[parse.head[top]]
    if parse.dep[top] == "pobj" and parse.lower[parse.head[top]] in ("of", "from"):
        return "of people" if noun_class(parse, above, default_lexicon(), frozenset()) == "person" else "of"
    return "no"


def _definite(figure: Figure) -> bool:
    parse, first = figure.view.parse, figure.candidate.phrase.first
    return first > 0 and parse.lower[first - 1] in ("the", "these", "those", "all")


def relation(figure: Figure, m: Mention) -> str:
    """`is`, a modifier, `of`, `from`, … of the counted noun; `no` elsewhere in its sentence, `away` outside of it."""
    noun, view = figure.candidate.phrase.noun, figure.view
    if m.sentence != figure.sentence or m.head is None or m.first is None or m.last is None:
        return "away"
    parse = view.parse
    anchor = noun if noun is not None else figure.candidate.phrase.number
    if m.first <= anchor <= m.last:
        return "is"
    if figure.candidate.phrase.first <= m.first and m.last < anchor:
        return "before"
    top, joined = m.head, ""
    while parse.dep[top] == "conj" and parse.head[top] != top:
        top, joined = parse.head[top], " joined"
    up, dep = parse.head[top], parse.dep[top]
    if up == anchor:
        return (dep if dep in (*_MODIFIER, "appos") else "below") + joined
    if dep in _MODIFIER and parse.head[up] == anchor and parse.dep[up] in _MODIFIER:
        return "modifier of modifier"
    if dep == "pobj" and parse.head[up] == anchor:
        return parse.lower[up] + joined
    if dep in _MODIFIER and parse.dep[up] == "pobj" and parse.head[parse.head[up]] == anchor:
        return f"modifier in {parse.lower[parse.head[up]]}"
    if m.first == figure.candidate.phrase.last + 1:
        return "right behind"
    return "under" if anchor in list(parse.ancestors(top))[:4] else "no"
