"""How each place mention stands in its sentence: what happened there, what only situates another place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.assembly.context import SentenceView
from extractor.assembly.figures import Figure, Mention, Workbench
from extractor.assembly.leads import PLAIN, is_care, is_vague, lead_of
from extractor.assembly.places import lead_words, singular

PLACE_TYPES = ("state", "place")
REGION, STATE, DIVISION, TOWN, SPOT = range(5)
GOVERNED = ("where", "whence", "whither", "situates", "care")
_WORD = re.compile(r"[^\W_][\w'’-]*|[^\w\s]")
_JOINTS = (",", "and", "or", "&", "/")
_LISTED = (*_JOINTS, "as", "well", "in", "parts", "of", "both", *(w for w in PLAIN if w not in ("a", "an")))
_LINKS = (",", "(", "in", "of", "on", "-", "'s", "near", "at")
_BETWEEN = (*_LINKS, *PLAIN)
_MAX_GAP = 70


@dataclass(frozen=True)
class Setting:
    """How one place mention stands in its own sentence.

    `lead` is the kind of word that governs it (where, whence, whither, situates, care, object, victim, subject, owner,
    modifier, label, of, noun, first, other), `kinds` the nouns for kinds of places around it. `vague` tells that it
    only holds the place that is meant ("a village in Basilan"). `event` tells how closely
    what happened is tied to it: 2 it hangs on a cue, 1 a cue is in the sentence, 0 none is. `within` is the start of
    the finer place that it only situates ("Tubigan, Basilan province"), `team` the start of the first of the
    coordinated places that it belongs to.
    """

    lead: str
    kinds: frozenset[str]
    event: int
    speaker: bool
    within: int | None
    team: int
    level: int
    vague: bool = False


def is_place(m: Mention) -> bool:
    """Can the mention be where something happened? A demonym can ("Kenyan slum"), an organisation cannot."""
    if m.use == "nominal" and m.entity.id is None:
        return False
    return m.entity.type in PLACE_TYPES and m.use not in ("metonym", "wide")


def level_of(m: Mention) -> int:
    """How narrow a place is, from its type, id and name; what the name does not tell counts as a division."""
    if m.entity.type == "state":
        return STATE
    if m.entity.id is not None and m.country is None:
        return REGION
    words = set(f"{m.entity.name or ''} {m.entity.mention.text}".casefold().replace(",", " ").split())
    kinds = lead_words()
    if words & kinds.spots:
        return SPOT
    if words & kinds.wide:
        return DIVISION
    if m.entity.id is None:
        return SPOT
    return TOWN if m.entity.id.startswith("geonames:") or "city" in words else DIVISION


def same_land(a: Mention, b: Mention) -> bool:
    """Do both lie in one country, as far as is known?"""
    return a.country is None or b.country is None or a.country == b.country


def holds(wide: Mention, narrow: Mention) -> bool:
    """Does the wider place hold the narrower one, or are they the same?"""
    if wide.key == narrow.key:
        return True
    a, b = level_of(wide), level_of(narrow)
    if a == REGION:
        return b >= STATE
    return a == STATE and b > STATE and same_land(wide, narrow)


def may_hold(wide: Mention, narrow: Mention) -> bool:
    """Like `holds`, and also a division for any town or spot that is not known to be of another country."""
    return holds(wide, narrow) or (level_of(wide) == DIVISION < level_of(narrow) and same_land(wide, narrow))


def settings(bench: Workbench) -> dict[int, Setting]:
    """The settings of all place mentions of an article, by the start of the mention."""
    found: dict[int, Setting] | None = bench.memo.get("settings")
    if found is None:
        found = bench.memo["settings"] = {}
        by_sentence: dict[int, list[Mention]] = {}
        for m in bench.mentions:
            if is_place(m):
                by_sentence.setdefault(m.sentence, []).append(m)
        for sentence, mentions in by_sentence.items():
            _read_sentence(bench, sentence, mentions, found)
    return found


def _read_sentence(bench: Workbench, sentence: int, mentions: Sequence[Mention], out: dict[int, Setting]) -> None:
    view = bench.view.by_index.get(sentence)
    begin = bench.sentence_starts[sentence]
    last: Mention | None = None
    for m in mentions:
        if m.start in out:
            continue
        words, tags, starts = _before(bench, view, m, begin)
        lead, kinds, reach = lead_of(words, tags)
        lead = "care" if is_care(m, lead, kinds, words, reach) else _role(view, m, lead)
        event, speaker = _event(bench, view, m)
        vague = is_vague(words, tags, reach)
        new = Setting(lead, kinds | _kinds_behind(bench, m), event, speaker, None, m.start, level_of(m), vague)
        if last is not None:
            new = _beside(bench, view, last, m, new, starts[reach] if 0 <= reach < len(starts) else m.start, out)
        out[m.start] = new
        last = m


def _beside(
    bench: Workbench,
    view: SentenceView | None,
    last: Mention,
    m: Mention,
    s: Setting,
    since: int,
    out: dict[int, Setting],
) -> Setting:
    """The setting of a mention in view of the one before it: a wider place, another of a list, or what that one situates."""
    prior = out[last.start]
    gap = bench.view.text[last.entity.mention.end : m.start].casefold()
    parts = _WORD.findall(gap) if len(gap) <= _MAX_GAP else []
    if _situates(parts, last, m):
        return replace(s, lead=prior.lead, within=prior.within if prior.within is not None else last.start)
    if 0 < len(parts) <= 6 and all(p in _LISTED for p in parts) and any(p in _JOINTS for p in parts):
        return replace(s, lead=prior.lead, team=prior.team)
    if prior.within is not None or last.key == m.key:
        return s
    # "the Iraqi town of Haditha": what stands between the preposition and the name only situates the name.
    absorbed = last.start >= since and (same_land(last, m) or level_of(last) == REGION)
    # "in Peru near the Nazca Lines", with no other count in between.
    narrowed = s.lead == "where" and prior.lead == "where" and holds(last, m) and not counts_between(view, last, m)
    if absorbed or narrowed:
        out[last.start] = replace(prior, within=m.start)
    return s


def counts_between(view: SentenceView | None, a: Mention, b: Mention) -> bool:
    """Does the sentence count people between two places?"""
    return view is not None and any(not c.implicit and a.start < c.start < b.start for c in view.candidates)


def _situates(parts: list[str], a: Mention, b: Mention) -> bool:
    """Is `b` only the wider place that `a` lies in?"""
    if not parts or a.use == "demonym" or parts[0] not in _LINKS:
        return False
    if a.key == b.key:
        return True
    kinds = lead_words()
    if len(parts) > 3 and parts[1] in ("a", "an", "the") and parts[0] == "," and "and" not in parts[:3]:
        return bool(kinds.kinds.intersection(parts[2:])) and (
            parts[-1] in kinds.where or parts[-1] in ("of", "from", "the")
        )
    if any(p not in _BETWEEN and singular(p) not in kinds.kinds and p not in kinds.directions for p in parts[1:]):
        return False
    narrower = level_of(b) < level_of(a) or (level_of(b) == level_of(a) and bool({"in", "near", "of"} & set(parts)))
    return narrower and same_land(a, b)


def _before(
    bench: Workbench, view: SentenceView | None, m: Mention, begin: int
) -> tuple[list[str], list[str], list[int]]:
    """The words before a mention in its sentence, nearest last, with their tags where they were parsed, and starts."""
    if view is not None and m.first is not None:
        lo = max(0, m.first - 14)
        parse = view.parse
        return list(parse.lower[lo : m.first]), list(parse.tag[lo : m.first]), list(parse.start[lo : m.first])
    lo = max(begin, m.start - 90)
    found = [(w.group(), lo + w.start()) for w in _WORD.finditer(bench.view.text[lo : m.start])]
    tags = ["NNP" if w[0].isupper() else "" for w, _ in found]
    return [w.casefold() for w, _ in found], tags, [i for _, i in found]


def _kinds_behind(bench: Workbench, m: Mention) -> frozenset[str]:
    """Nouns for kinds of places in and right behind a name ("Dadaab camps")."""
    words = [singular(w.casefold()) for w in _WORD.findall(bench.view.text[m.start : m.entity.mention.end + 24])]
    inside = len(_WORD.findall(m.entity.mention.text)) + (2 if m.use == "demonym" else 1)
    return frozenset(w for w in words[:inside] if w in lead_words().kinds)


def _role(view: SentenceView | None, m: Mention, lead: str) -> str:
    """Names that no preposition governs: subject, victim, object, owner, modifier, list label."""
    if view is None or m.head is None or m.last is None or m.first is None or lead in GOVERNED:
        return lead
    parse = view.parse
    if m.last + 1 < len(parse) and parse.lower[m.last + 1] == ":" and m.first <= 1:
        return "label"
    dep = parse.dep[m.head]
    if dep == "nsubj":
        return "subject"
    if dep == "nsubjpass":
        return "victim"
    if dep == "poss":
        return "owner"
    if dep in ("compound", "amod", "nmod") and parse.head[m.head] > m.last:
        return "modifier"
    return lead


def _event(bench: Workbench, view: SentenceView | None, m: Mention) -> tuple[int, bool]:
    """How closely what happened is tied to a mention, and whether it is (part of) a speaker."""
    if view is None or m.head is None:
        return 0, False
    up = list(view.parse.ancestors(m.head))
    speaker = any(
        a.first <= m.head <= a.last or a.head == m.head or a.head in up[:3]
        for a in bench.attributions.get(m.sentence, ())
    )
    happened = {t for c in (*view.cues, *view.causes) for t in range(c.first, c.last + 1)}
    if not happened:
        return 0, speaker
    return (2 if happened & set(up[:3]) else 1), speaker


def is_halt(m: Mention, s: Setting) -> bool:
    """Does its sentence put something at this place?"""
    if s.within is not None or s.speaker or m.use == "inner":
        return False
    if m.use == "demonym":
        return s.lead == "where" and bool(s.kinds)
    return s.lead in ("where", "label") or (s.lead in ("object", "victim") and s.event > 0)


def of_people(figure: Figure, m: Mention) -> bool:
    """Is the mention the nation of people who are counted ("a US soldier", "30 Iraqis")?"""
    parse = figure.view.parse
    if m.head is None:
        return False
    counted = {t for c in figure.view.candidates for t in (c.phrase.noun, c.phrase.anchor)}
    return m.head in counted or parse.head[m.head] in counted or (m.use == "demonym" and parse.tag[m.head] == "NNPS")
