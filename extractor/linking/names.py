"""Names that the knowledge base does not hold: organisations, places and people, as NIL mentions with a name.

A name is a run of capitalised words; what it is, its last word says ("Thames Valley Police", "Linwood Mosque"). People
are runs of two to four capitalised words without such a word, and their last name alone where it comes again.
"""

from __future__ import annotations

from extractor.linking.lexicon import Lexicon, common_words
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit
from extractor.schema import EntityType

MAX_RUN = 9


def head_types(lexicon: Lexicon) -> dict[str, EntityType]:
    """Last words of names → type."""
    heads: dict[str, EntityType] = {head: kind for kind, words in lexicon.org_heads.items() for head in words}
    heads.update({head: "place" for head in lexicon.place_heads})
    return heads


def headed_names(tokens: Tokens, hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """Organisations and places with a telling last word, where no name of the KB covers that word."""
    heads = head_types(lexicon)
    whole = {k for h in hits if h.options and _strong(h) for k in range(h.i, h.j)}
    made: list[Hit] = []
    for i, j in runs(tokens, lexicon):
        for end in range(j, i + 1, -1):
            kind = heads.get(tokens.key(end - 2, end)) or heads.get(tokens.word[end - 1])
            if kind is None or end - 1 in whole:
                continue
            start = i
            while start < end - 1 and (tokens.word[start] in lexicon.loose_heads or tokens.word[start] in lexicon.name_links):
                start += 1
            if end - start >= 2 and not _only_state(hits, start, end) and _proper(tokens, start, end, lexicon):
                made.append(Hit(start, end, tokens.key(start, end), [], name=tokens.slice(start, end), type=kind,
                                reason="a name by its last word; not in the knowledge base"))  # fmt: skip
            break
    return made


def _strong(hit: Hit) -> bool:
    return any(o.kind in ("row", "region", "state") for o in hit.options) and hit.j - hit.i >= 2


def _only_state(hits: list[Hit], start: int, end: int) -> bool:
    """Whether all but the last word is a state ("Iraqi Police"): its own rules read that."""
    return any(h.i == start and h.j == end - 1 and any(o.kind == "state" for o in h.options) for h in hits)


def _proper(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether some word of the name is more than a common noun in a line of capitals."""
    if tokens.shout[start] or tokens.titled[start]:
        return False
    return any(
        w not in lexicon.plain_words and w not in lexicon.titles and w not in lexicon.name_links
        for w in tokens.word[start : end - 1]
    )


def runs(tokens: Tokens, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Runs of capitalised words, links between them included; a plain word that opens a sentence is left out."""
    found = []
    i, n = 0, len(tokens)
    while i < n:
        if not _opens(tokens, i, lexicon):
            i += 1
            continue
        j = i + 1
        while j < n and j - i < MAX_RUN and tokens.joined[j - 1]:
            if tokens.cap[j] and tokens.word[j] not in ("the",):
                j += 1
            elif tokens.word[j] == "s" and j + 1 < n and tokens.cap[j + 1] and tokens.joined[j]:
                j += 2
            elif tokens.word[j] in lexicon.name_links and (step := _link(tokens, j, lexicon)):
                j += step
            else:
                break
        if j - i >= 2:
            found.append((i, j))
        i = j
    return found


def _opens(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    if not tokens.cap[i] or tokens.raw[i][0].isdigit():
        return False
    word = tokens.word[i]
    return not (tokens.first[i] and (word in lexicon.plain_words or word in ("the", "a", "an"))) and word not in ("the", "a")


def _link(tokens: Tokens, j: int, lexicon: Lexicon) -> int:
    """How many words a link takes with it ("for the"), 0 if no capital follows."""
    k = j + 1
    while k < len(tokens) and k - j < 3 and tokens.joined[k - 1] and tokens.word[k] in lexicon.name_links and not tokens.cap[k]:
        k += 1
    weak = tokens.word[j] in ("in", "on", "and", "the", "for", "of")
    if k < len(tokens) and tokens.joined[k - 1] and tokens.cap[k] and not (tokens.word[j] in ("in", "on") and weak):
        return k - j + 1
    return 0


def people(tokens: Tokens, hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """Persons by full name, and their last name alone anywhere in the text."""
    heads = head_types(lexicon)
    covered = {k for h in hits for k in range(h.i, h.j)}
    made: list[Hit] = []
    full: dict[str, str] = {}
    for i, j in runs(tokens, lexicon):
        start, title = i, False
        while start < j and (tokens.word[start] in lexicon.titles or tokens.word[start] in lexicon.generic_nouns or start in covered):
            title = title or tokens.word[start] in lexicon.titles
            start += 1
        end = start
        while end < j and end not in covered and tokens.word[end] not in heads and _person_word(tokens, end, lexicon):
            end += 1
        size = end - start
        if 2 <= size <= 4 and not tokens.titled[start] and not tokens.shout[start] and (title or not _ordinary(tokens, start, end)):
            name = tokens.slice(start, end)
            full.setdefault(tokens.word[end - 1], name)
            made.append(Hit(start, end, tokens.key(start, end), [], name=name, type="person", reason="a person's full name"))
        elif size == 1 and title and len(tokens.raw[start]) > 2:
            made.append(Hit(start, end, tokens.key(start, end), [], name=tokens.raw[start], type="person", reason="a title before it"))
    spans = {k for h in made for k in range(h.i, h.j)}
    for k, word in enumerate(tokens.word):
        if word in full and k not in spans and k not in covered and tokens.cap[k] and not tokens.titled[k]:
            made.append(Hit(k, k + 1, word, [], name=full[word], type="person", reason="the last name of a person named in full"))
    for hit in made:
        if hit.key in full:
            hit.name = full[hit.key]
    return made


def _person_word(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    word = tokens.word[k]
    return tokens.raw[k].replace("-", "").isalpha() and word not in lexicon.plain_words and not (
        tokens.raw[k].isupper() and len(word) > 2
    )


def _ordinary(tokens: Tokens, start: int, end: int) -> bool:
    return all(w in common_words() for w in tokens.word[start:end])
