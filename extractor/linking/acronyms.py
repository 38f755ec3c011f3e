"""Acronyms that the text itself explains: "Syrian Democratic Forces (SDF)"."""

from __future__ import annotations

import re

from extractor.linking.scene import Scene
from extractor.linking.types import Hit

_BRACKETED = re.compile(r"[(\[]\s?(?:the )?([A-Z][A-Za-z&./-]{0,8}[A-Z]|[A-Z]{2,10})\s?[)\]]")


def link_acronyms(scene: Scene, hits: list[Hit]) -> list[Hit]:
    """The hits with every use of an explained acronym meaning what it was explained as, known to the KB or
    not.
    """
    meant = _introduced(scene, hits)
    if not meant:
        return hits
    tokens, covering = scene.tokens, {k: h for h in hits for k in range(h.i, h.j)}
    made = []
    for k, raw in enumerate(tokens.raw):
        source = meant.get(raw)
        if source is None or source.i <= k < source.j:
            continue
        hit = covering.get(k)
        if hit is None:
            hit = Hit(k, k + 1, tokens.word[k])
            made.append(hit)
        elif hit.j - hit.i > 1:
            continue
        hit.chosen, hit.name, hit.type, hit.use = source.chosen, source.name, source.type, "name"
        hit.scores, hit.country, hit.wide = source.scores, source.country, None
        hit.reason = f"introduced as {tokens.slice(source.i, source.j)!r}"
    return sorted([*hits, *made], key=lambda h: h.i)


def _introduced(scene: Scene, hits: list[Hit]) -> dict[str, Hit]:
    text = scene.tokens.text
    ends = {scene.tokens.end[h.j - 1]: h for h in hits}
    found: dict[str, Hit] = {}
    for m in _BRACKETED.finditer(text):
        hit = ends.get(len(text[: m.start()].rstrip(" \"”'")))
        if hit is not None and hit.j - hit.i >= 2 and _shortens(scene, m.group(1), hit):
            found.setdefault(m.group(1), hit)
    return found


def _shortens(scene: Scene, acronym: str, hit: Hit) -> bool:
    """Whether the letters are those of the name: "SRINAGAR, India (AP)" is a credit, not an explanation."""
    kind = hit.chosen.type if hit.chosen else hit.type
    if kind in ("place", "state", "person", "people"):
        return False
    initials = {w[0] for w in scene.tokens.word[hit.i : hit.j]}
    letters = [c for c in acronym.lower() if c.isalpha()]
    return letters[0] in initials and sum(c in initials for c in letters) * 2 >= len(letters)
