"""Persons as NIL mentions: two to four capitalised words, and the last of them alone where it comes again."""

from __future__ import annotations

import re

from extractor.linking.lexicon import common_words
from extractor.linking.names import Runs
from extractor.linking.scene import Scene
from extractor.linking.types import Hit

_ABSTRACT = re.compile(r"(?:tions?|ments?|ships?|ness|ities|ity|ency|encies|ances?|isms?|ists|ings|ology|graphy|book)$")


def person_words(scene: Scene, hits: list[Hit], spans: Runs) -> frozenset[str]:
    """The words of all names that look like a person's, one-word towns in them included."""
    kinds = ("state", "row", "region")
    sure = [h for h in hits if h.name or h.j - h.i >= 2 or any(o.kind in kinds for o in h.options)]
    return frozenset(w for h in people(scene, sure, spans) for w in h.key.split(" "))


def people(scene: Scene, hits: list[Hit], spans: Runs) -> list[Hit]:
    """New hits for persons; words inside other hits are left alone. `spans` is from `names.runs`."""
    covered = {k for h in hits for k in range(h.i, h.j)}
    made: list[Hit] = []
    full: dict[str, str] = {}
    for i, j in spans:
        hit = _in_run(scene, covered, i, j)
        if hit is not None:
            made.append(hit)
            if hit.j - hit.i > 1 and hit.name:
                full.setdefault(scene.tokens.word[hit.j - 1], hit.name)
    for hit in made:
        hit.name = full.get(hit.key, hit.name)
    return [*made, *_last_names(scene, covered | {k for h in made for k in range(h.i, h.j)}, full)]


def _in_run(scene: Scene, covered: set[int], i: int, j: int) -> Hit | None:
    tokens, lexicon = scene.tokens, scene.lexicon
    titles = [k + 1 for k in range(i, j) if tokens.word[k] in lexicon.titles and k not in covered]
    start = max([i, *titles, *(k + 1 for k in range(i, j - 1) if _plural_owner(scene, k))])
    while start < j and (tokens.word[start] in lexicon.generic_nouns or start in covered or not tokens.cap[start]):
        start += 1
    end = start
    while end < j and end not in covered and (_person_word(scene, end) or _linked(scene, end, j)):
        end += 1
        if _plural_owner(scene, end - 1):
            break
    words = tokens.word[start:end]
    if not words or any(w in lexicon.not_person for w in words) or tokens.titled[start] or tokens.shout[start]:
        return None
    if len(words) == 1:
        if not titles or len(words[0]) < 3:
            return None
        return Hit(start, end, words[0], name=tokens.raw[start], type="person", reason="a title before it")
    initials = all(len(w) == 1 for w in words[:-1]) and len(words[-1]) < 3
    one_name = initials or all(tokens.gap(k) == "-" for k in range(start, end - 1))
    ordinary = not titles and all(w in common_words() for w in words)
    if len(words) > 4 or one_name or ordinary:
        return None
    name = tokens.slice(start, end)
    return Hit(start, end, tokens.key(start, end), name=name, type="person", reason="a person's full name")


def _last_names(scene: Scene, covered: set[int], full: dict[str, str]) -> list[Hit]:
    tokens = scene.tokens
    return [
        Hit(k, k + 1, word, name=full[word], type="person", reason="the last name of a person named in full")
        for k, word in enumerate(tokens.word)
        if word in full and k not in covered and tokens.cap[k] and not tokens.titled[k]
    ]


def _linked(scene: Scene, k: int, j: int) -> bool:
    """ "Ban Ki-moon", "Ursula von der Leyen": small letters inside of a name."""
    tokens = scene.tokens
    if tokens.cap[k] or k + 1 > j:
        return False
    return tokens.gap(k - 1) == "-" or (tokens.word[k] in scene.lexicon.person_links and k + 1 < j)


def _plural_owner(scene: Scene, k: int) -> bool:
    """ "the Red Cross' Rosine": two names, not one."""
    return scene.tokens.gap(k) in ("' ", "’ ")


def _person_word(scene: Scene, k: int) -> bool:
    raw, word = scene.tokens.raw[k], scene.tokens.word[k]
    if not raw.isalpha() or (raw.isupper() and len(word) > 2) or _ABSTRACT.search(word):
        return False
    if not scene.tokens.cap[k]:
        return False
    return word not in scene.lexicon.plain_words and word not in scene.lexicon.heads
