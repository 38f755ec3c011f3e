"""Names that the knowledge base does not hold, by their last word: "Thames Valley Police"."""

from __future__ import annotations

from bisect import bisect_left

from extractor.linking.scene import Scene
from extractor.linking.types import Hit

MAX_RUN = 9
Runs = list[tuple[int, int]]


def headed_names(scene: Scene, hits: list[Hit], spans: Runs) -> list[Hit]:
    """Names with a telling last word, where no name of the KB covers that word. `spans` is from `runs`."""
    hits = sorted(hits, key=lambda h: h.i)
    sure = [h for h in hits if h.j - h.i >= 2 and any(o.kind in ("row", "region", "state") for o in h.options)]
    covered = {k for h in sure for k in range(h.i, h.j)}
    closed = {h.j for h in hits}
    pieces = [piece for span in spans for piece in _pieces(scene, closed, *span)]
    named = (_headed(scene, within(hits, i, j), covered, i, j) for i, j in pieces)
    return [hit for hit in named if hit is not None]


def within(hits: list[Hit], i: int, j: int) -> list[Hit]:
    """Of hits in order those that begin at word `i` or later and before word `j`."""
    return hits[bisect_left(hits, i, key=lambda h: h.i) : bisect_left(hits, j, key=lambda h: h.i)]


def _pieces(scene: Scene, closed: set[int], i: int, j: int) -> Runs:
    """A run cut at each "and" that joins two names ("Davao City and Gaisano Mall")."""
    tokens = scene.tokens
    cuts = [
        k for k in range(i + 1, j - 1)
        if tokens.word[k] == "and" and (k in closed or tokens.word[k - 1] in scene.lexicon.heads)
    ]  # fmt: skip
    return list(zip([i, *(k + 1 for k in cuts)], [*cuts, j], strict=True))


def _headed(scene: Scene, hits: list[Hit], covered: set[int], i: int, j: int) -> Hit | None:
    tokens, lexicon = scene.tokens, scene.lexicon
    for end in range(j, i + 1, -1):
        kind = lexicon.heads.get(tokens.key(end - 2, end)) or lexicon.heads.get(tokens.word[end - 1])
        if kind is None or end - 1 in covered or tokens.word[end - 1] == "ministry":
            continue
        if tokens.word[end - 2] in lexicon.name_links:
            return None
        start = max(i, _after_person(scene, i, end), _after_owner(scene, hits, i, end))
        while start < end - 1 and _loose(scene, start):
            start += 1
        if tokens.word[end - 1] in lexicon.complement_heads and end < j and tokens.word[end] in ("of", "for"):
            end = j
        if end - start < 2 or _read_elsewhere(scene, hits, start, end) or not _proper(scene, start, end):
            return None
        return Hit(
            start, end, tokens.key(start, end), name=tokens.slice(start, end), type=kind,
            reason="a name by its last word, not in the knowledge base",
        )  # fmt: skip
    return _head_first(scene, covered, i, j)


def _head_first(scene: Scene, covered: set[int], i: int, j: int) -> Hit | None:
    """ "Front for the Liberation of Tor", "Gulf of Tor": the telling word comes first."""
    tokens, lexicon = scene.tokens, scene.lexicon
    while i < j - 2 and _loose(scene, i):
        i += 1
    head = tokens.word[i]
    water = head in lexicon.water_heads
    if not (water or head in lexicon.complement_heads) or tokens.word[i + 1] not in ("of", "for") or j - i < 3:
        return None
    if head == "ministry" or i in covered or not _proper(scene, i + 1, j + 1):
        return None
    return Hit(
        i, j, tokens.key(i, j), name=tokens.slice(i, j), type="place" if water else lexicon.heads.get(head, "organization"),
        reason="a name by its first word, not in the knowledge base",
    )  # fmt: skip


def lower_headed(scene: Scene, hits: list[Hit], spans: Runs) -> list[Hit]:
    """ "the Babyninsky district", "Than Hla refugee camp": an unknown name before a noun for a place."""
    tokens, lexicon = scene.tokens, scene.lexicon
    covered = {k for h in hits for k in range(h.i, h.j)}
    starts = {j - 1: i for i, j in spans}
    made = []
    for k, word in enumerate(tokens.word):
        if k == 0 or tokens.cap[k] or k in covered or k - 1 in covered or not tokens.joined[k - 1]:
            continue
        titled = lexicon.division_capital.get(word)
        if (titled is None and word not in lexicon.lower_heads) or not _unknown(scene, k - 1):
            continue
        start = starts.get(k - 1, k - 1)
        start = max([start, *(c + 1 for c in range(start, k - 1) if c in covered or tokens.word[c] == "s")])
        raw = tokens.slice(start, k)
        name = f"{raw} {titled}" if titled else tokens.slice(start, k + 1)
        if start < k and not any(c in covered for c in range(start, k)):
            made.append(
                Hit(start, k + 1, tokens.key(start, k + 1), name=name, type="place",
                    reason="a name before a noun for a place, not in the knowledge base")
            )  # fmt: skip
    return made


def _unknown(scene: Scene, k: int) -> bool:
    tokens, lexicon = scene.tokens, scene.lexicon
    word = tokens.word[k]
    if not tokens.cap[k] or tokens.first[k] or tokens.shout[k] or tokens.titled[k] or not tokens.raw[k].isalpha():
        return False
    return not (
        word in lexicon.plain_words or word in lexicon.titles or word in lexicon.generic_nouns
        or word in lexicon.loose_heads or word in lexicon.directions
    )  # fmt: skip


def _after_person(scene: Scene, i: int, end: int) -> int:
    """Where the body begins in "Commissioner James Rovella of the Connecticut Department"."""
    tokens, lexicon = scene.tokens, scene.lexicon
    links = [k for k in range(i + 1, end - 1) if tokens.word[k] == "of"]
    if links and any(w in lexicon.titles for w in tokens.word[max(0, i - 1) : end]):
        return links[-1] + 1
    if links and 2 <= links[0] - i <= 3 and tokens.word[links[0] + 1] == "the":
        return i if any(w in lexicon.heads for w in tokens.word[i : links[0]]) else links[0] + 2
    return i


def _after_owner(scene: Scene, hits: list[Hit], i: int, end: int) -> int:
    """Behind the state in "South Korea's National Police Agency"."""
    return max((h.j + 1 for h in hits if i <= h.i and h.j < end - 1 and scene.tokens.possessive(h.j)), default=i)


def _loose(scene: Scene, k: int) -> bool:
    """Words that a name does not begin with."""
    tokens, lexicon = scene.tokens, scene.lexicon
    word = tokens.word[k]
    link = word in lexicon.name_links and not tokens.cap[k]
    return link or word in lexicon.loose_heads or word in lexicon.titles or word == "s"


def _read_elsewhere(scene: Scene, hits: list[Hit], start: int, end: int) -> bool:
    """Whether other rules read it: a name of the KB ("Beaver Falls"), a state and a noun ("Iraqi Police")."""
    division = scene.tokens.word[end - 1] in scene.lexicon.division_nouns
    for hit in hits:
        if hit.i == start and hit.j >= end:
            return True
        if hit.i == start and hit.j == end - 1:
            return division or any(o.kind == "state" for o in hit.options)
    return False


def _proper(scene: Scene, start: int, end: int) -> bool:
    """Whether some word of the name is more than a common noun; in a line of capitals none is."""
    tokens, lexicon = scene.tokens, scene.lexicon
    if tokens.shout[start] or tokens.titled[start]:
        return False
    return any(
        w not in lexicon.plain_words and w not in lexicon.titles and w not in lexicon.name_links
        for w in tokens.word[start : end - 1]
    )


def runs(scene: Scene) -> Runs:
    """Runs of capitalised words with the links between them, without a plain word that opens a sentence."""
    tokens, found, i = scene.tokens, [], 0
    while i < tokens.n:
        if not tokens.cap[i] or not _opens(scene, i):
            i += 1
            continue
        j = run_end(scene, i)
        if j - i >= 2:
            found.append((i, j))
        i = j
    return found


def run_end(scene: Scene, i: int) -> int:
    """Where the run of capitalised words that opens at i ends ("Ban Ki-moon" is one)."""
    tokens, j = scene.tokens, i + 1
    while j < tokens.n and j - i < MAX_RUN and tokens.joined[j - 1] and not _bracketed(tokens.gap(j - 1)):
        if (tokens.cap[j] and tokens.word[j] != "the") or (tokens.gap(j - 1) == "-" and tokens.raw[j].isalpha()):
            j += 1
        elif tokens.possessive(j) and j + 1 < tokens.n and tokens.cap[j + 1] and tokens.joined[j]:
            j += 2
        elif tokens.word[j] in scene.lexicon.name_links and (step := _link(scene, j)):
            j += step
        else:
            break
    return j


def _bracketed(gap: str) -> bool:
    return gap != " " and any(c in '(["“' for c in gap)


def _opens(scene: Scene, i: int) -> bool:
    tokens, lexicon = scene.tokens, scene.lexicon
    word = tokens.word[i]
    if tokens.raw[i][0].isdigit() or word in ("the", "a", "an"):
        return False
    if word in lexicon.directions or word == "new":
        return i + 1 < tokens.n and tokens.cap[i + 1] and tokens.joined[i]
    return not (tokens.first[i] and word in lexicon.plain_words)


def _link(scene: Scene, j: int) -> int:
    """How many words a link takes with it ("for the"), 0 if no capital follows or the link joins no name."""
    tokens, links = scene.tokens, scene.lexicon.name_links
    if tokens.word[j] in ("in", "on"):
        return 0
    k = j + 1
    while k < tokens.n and k - j < 3 and tokens.joined[k - 1] and tokens.word[k] in links and not tokens.cap[k]:
        k += 1
    return k - j + 1 if k < tokens.n and tokens.joined[k - 1] and tokens.cap[k] else 0
