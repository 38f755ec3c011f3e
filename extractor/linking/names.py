"""Names that the knowledge base does not hold: organisations, places and people, as NIL mentions with a name.

A name is a run of capitalised words; what it is, its last word says ("Thames Valley Police", "Linwood Mosque"). People
are runs of two to four capitalised words without such a word, and their last name alone where it comes again.
"""

from __future__ import annotations

import re

from extractor.linking.lexicon import Lexicon, common_words
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit

Runs = list[tuple[int, int]]
MAX_RUN = 9
_ABSTRACT = re.compile(
    r"(?:tions?|ments?|ships?|ness|ities|ity|ency|encies|ances?|isms?|ists|ings|ology|graphy|book)$"
)


def headed_names(tokens: Tokens, hits: list[Hit], lexicon: Lexicon, spans: Runs) -> list[Hit]:
    """Organisations and places with a telling last word, where no name of the KB covers that word."""
    heads = lexicon.heads
    whole = {k for h in hits if h.options and _strong(h) for k in range(h.i, h.j)}
    made: list[Hit] = []
    for i, j in spans:
        for end in range(j, i + 1, -1):
            kind = heads.get(tokens.key(end - 2, end)) or heads.get(tokens.word[end - 1])
            if kind is None or end - 1 in whole or tokens.word[end - 1] == "ministry":
                continue
            if tokens.word[end - 2] in lexicon.name_links:
                break
            start = i
            start = max(
                start,
                _after_person(tokens, i, end, lexicon),
                _after_owner(tokens, hits, i, end),
                _after_and(tokens, hits, i, end, lexicon),
            )
            while start < end - 1 and _loose(tokens, start, lexicon):
                start += 1
            if (
                tokens.word[end - 1] in lexicon.complement_heads
                and end < j
                and tokens.word[end] in ("of", "for")
            ):
                end = j
            if (
                end - start >= 2
                and not _only_state(tokens, hits, start, end, lexicon)
                and _proper(tokens, start, end, lexicon)
            ):
                made.append(Hit(start, end, tokens.key(start, end), [], name=tokens.slice(start, end), type=kind,
                                reason="a name by its last word; not in the knowledge base"))  # fmt: skip
            break
    return made


def _after_person(tokens: Tokens, i: int, end: int, lexicon: Lexicon) -> int:
    """Where the body begins in "Commissioner James Rovella of the Connecticut Department"."""
    titled = any(w in lexicon.titles for w in tokens.word[max(0, i - 1) : end])
    links = [k for k in range(i + 1, end - 1) if tokens.word[k] == "of"]
    if links and titled:
        return links[-1] + 1
    if links and 2 <= links[0] - i <= 3 and tokens.word[links[0] + 1] == "the":
        return i if any(w in lexicon.heads for w in tokens.word[i : links[0]]) else links[0] + 2
    return i


def _after_owner(tokens: Tokens, hits: list[Hit], i: int, end: int) -> int:
    """Behind the state in "South Korea's National Police Agency"."""
    owners = [h.j + 1 for h in hits if i <= h.i and h.j < end - 1 and tokens.possessive(h.j)]
    return max(owners, default=i)


def _after_and(tokens: Tokens, hits: list[Hit], i: int, end: int, lexicon: Lexicon) -> int:
    """Behind the "and" that joins two names ("Davao City and Gaisano Mall")."""
    closed = {h.j for h in hits}
    joins = [
        k + 1
        for k in range(i + 1, end - 1)
        if tokens.word[k] == "and" and (k in closed or tokens.word[k - 1] in lexicon.heads)
    ]
    return max(joins, default=i)


def _loose(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    """Words that a name does not begin with."""
    word = tokens.word[k]
    link = word in lexicon.name_links and not tokens.cap[k]
    return link or word in lexicon.loose_heads or word in lexicon.titles or word == "s"


def _strong(hit: Hit) -> bool:
    return any(o.kind in ("row", "region", "state") for o in hit.options) and hit.j - hit.i >= 2


def _only_state(tokens: Tokens, hits: list[Hit], start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether all but the last word is a state ("Iraqi Police") or the name of a division: their own rules read that."""
    division = tokens.word[end - 1] in lexicon.division_nouns
    for hit in hits:
        if hit.i == start and division and hit.j >= end - 1:
            return True
        if hit.i == start and hit.j == end - 1:
            return any(o.kind == "state" for o in hit.options)
    return False


def _proper(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether some word of the name is more than a common noun in a line of capitals."""
    if tokens.shout[start] or tokens.titled[start]:
        return False
    return any(
        w not in lexicon.plain_words and w not in lexicon.titles and w not in lexicon.name_links
        for w in tokens.word[start : end - 1]
    )


def runs(tokens: Tokens, lexicon: Lexicon) -> Runs:
    """Runs of capitalised words, links between them included; a plain word that opens a sentence is left out."""
    found = []
    i, n, cap = 0, tokens.n, tokens.cap
    while i < n:
        if not cap[i] or not _opens(tokens, i, lexicon):
            i += 1
            continue
        j = i + 1
        while j < n and j - i < MAX_RUN and tokens.joined[j - 1] and not _bracketed(tokens.gap(j - 1)):
            if tokens.cap[j] and tokens.word[j] not in ("the",):
                j += 1
            elif (
                tokens.word[j] == "s"
                and tokens.possessive(j)
                and j + 1 < n
                and tokens.cap[j + 1]
                and tokens.joined[j]
            ):
                j += 2
            elif tokens.word[j] in lexicon.name_links and (step := _link(tokens, j, lexicon)):
                j += step
            else:
                break
        if j - i >= 2:
            found.append((i, j))
        i = j
    return found


def _bracketed(gap: str) -> bool:
    return len(gap) > 1 and any(c in '(["“' for c in gap)


def _opens(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    if not tokens.cap[i] or tokens.raw[i][0].isdigit():
        return False
    word = tokens.word[i]
    if word in lexicon.directions or word == "new":
        return i + 1 < tokens.n and tokens.cap[i + 1] and tokens.joined[i]
    return word not in ("the", "a", "an") and not (tokens.first[i] and word in lexicon.plain_words)


def _link(tokens: Tokens, j: int, lexicon: Lexicon) -> int:
    """How many words a link takes with it ("for the"), 0 if no capital follows."""
    k = j + 1
    while (
        k < tokens.n
        and k - j < 3
        and tokens.joined[k - 1]
        and tokens.word[k] in lexicon.name_links
        and not tokens.cap[k]
    ):
        k += 1
    weak = tokens.word[j] in ("in", "on", "and", "the", "for", "of")
    if (
        k < tokens.n
        and tokens.joined[k - 1]
        and tokens.cap[k]
        and not (tokens.word[j] in ("in", "on") and weak)
    ):
        return k - j + 1
    return 0


def person_words(tokens: Tokens, hits: list[Hit], lexicon: Lexicon, spans: Runs) -> frozenset[str]:
    """The words of all names that look like a person's, towns in them included."""
    strong = [
        h
        for h in hits
        if h.name is not None
        or h.j - h.i >= 2
        or any(o.kind in ("state", "row", "region") for o in h.options)
    ]
    return frozenset(w for h in people(tokens, strong, lexicon, spans) for w in h.key.split(" "))


def people(tokens: Tokens, hits: list[Hit], lexicon: Lexicon, spans: Runs) -> list[Hit]:
    """Persons by full name, and their last name alone anywhere in the text."""
    heads = lexicon.heads
    covered = {k for h in hits for k in range(h.i, h.j)}
    made: list[Hit] = []
    full: dict[str, str] = {}
    for i, j in spans:
        titles = [k for k in range(i, j) if tokens.word[k] in lexicon.titles and k not in covered]
        owners = [k + 1 for k in range(i, j - 1) if _plural_owner(tokens, k)]
        start = max([i, *owners, *(k + 1 for k in titles)])
        while start < j and (
            tokens.word[start] in lexicon.generic_nouns or start in covered or not tokens.cap[start]
        ):
            start += 1
        title = bool(titles)
        end = start
        while (
            end < j
            and end not in covered
            and tokens.word[end] not in heads
            and _person_word(tokens, end, lexicon)
        ):
            end += 1
            if _plural_owner(tokens, end - 1):
                break
        size = end - start
        if any(w in lexicon.not_person for w in tokens.word[start:end]) or _one_word(tokens, start, end):
            continue
        if (
            2 <= size <= 4
            and not tokens.titled[start]
            and not tokens.shout[start]
            and (title or not _ordinary(tokens, start, end))
        ):
            name = tokens.slice(start, end)
            full.setdefault(tokens.word[end - 1], name)
            made.append(
                Hit(
                    start,
                    end,
                    tokens.key(start, end),
                    [],
                    name=name,
                    type="person",
                    reason="a person's full name",
                )
            )
        elif size == 1 and title and len(tokens.raw[start]) > 2:
            made.append(
                Hit(
                    start,
                    end,
                    tokens.key(start, end),
                    [],
                    name=tokens.raw[start],
                    type="person",
                    reason="a title before it",
                )
            )
    spans = {k for h in made for k in range(h.i, h.j)}
    for k, word in enumerate(tokens.word):
        if word in full and k not in spans and k not in covered and tokens.cap[k] and not tokens.titled[k]:
            made.append(
                Hit(
                    k,
                    k + 1,
                    word,
                    [],
                    name=full[word],
                    type="person",
                    reason="the last name of a person named in full",
                )
            )
    for hit in made:
        if hit.key in full:
            hit.name = full[hit.key]
    return made


def _plural_owner(tokens: Tokens, k: int) -> bool:
    """ "the Red Cross' Rosine": two names, not one."""
    return tokens.gap(k) in ("' ", "’ ")


def _one_word(tokens: Tokens, start: int, end: int) -> bool:
    """ "Al-Shafah" is one name, no first and last one."""
    return end - start >= 2 and all(tokens.gap(k) == "-" for k in range(start, end - 1))


def _person_word(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    word = tokens.word[k]
    raw = tokens.raw[k]
    shouted = raw.isupper() and len(word) > 2
    return raw.isalpha() and word not in lexicon.plain_words and not shouted and not _ABSTRACT.search(word)


def _ordinary(tokens: Tokens, start: int, end: int) -> bool:
    return all(w in common_words() for w in tokens.word[start:end])
