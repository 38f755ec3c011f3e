"""Finds the names of the knowledge base in a text: the longest at each word, with everything that they can mean."""

from __future__ import annotations

from extractor.kb import KnowledgeBase, NameHit
from extractor.linking.lexicon import Lexicon
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Option

MAX_PLACE_WORDS = 5
_PARTICLES = frozenset(
    {
        "al",
        "el",
        "ar",
        "as",
        "ash",
        "ad",
        "an",
        "at",
        "az",
        "ed",
        "er",
        "d",
        "l",
        "bir",
        "ain",
        "beit",
        "deir",
    }
)


def scan(tokens: Tokens, kb: KnowledgeBase, lexicon: Lexicon) -> list[Hit]:
    """All names, left to right, not overlapping."""
    hits: list[Hit] = []
    longest, cap, after = kb.longest, tokens.cap, 0
    for i, word in enumerate(tokens.word):
        if i < after or not (word in longest or cap[i] or word in _PARTICLES):
            continue
        hit = _at(tokens, i, kb, lexicon)
        if hit is not None:
            hits.append(hit)
            after = hit.j
    return hits


def _at(tokens: Tokens, i: int, kb: KnowledgeBase, lexicon: Lexicon) -> Hit | None:
    word = tokens.word[i]
    longest = kb.longest.get(word, 0)
    places = MAX_PLACE_WORDS if tokens.cap[i] or word in _PARTICLES else 0
    reach = max(longest, places)
    end = i + 1
    while end < tokens.n and end - i < reach and tokens.joined[end - 1]:
        end += 1
    for j in range(end, i, -1):
        key = tokens.key(i, j)
        options: list[Option] = []
        if j - i <= longest and (found := kb.names.get(key)):
            options += row_options(tokens, i, j, found, kb, lexicon)
        if (
            j - i <= places
            and _place_case(tokens, i, j)
            and not (j == i + 1 and _no_town(tokens, i, options, lexicon))
        ):
            options += place_options(key, kb)
        if options:
            return Hit(i, j, key, _unshadowed(options))
    return None


def _place_case(tokens: Tokens, i: int, j: int) -> bool:
    """Towns are written with capitals: the first and the last word, and the first alone of a single one."""
    if not tokens.cap[j - 1] or tokens.raw[i][0].isdigit():
        return False
    return tokens.cap[i] or tokens.word[i] in _PARTICLES


def _no_town(tokens: Tokens, i: int, options: list[Option], lexicon: Lexicon) -> bool:
    """One word that is never a town here: "March", "Canadian", an acronym like "EU"."""
    if tokens.word[i] in lexicon.plain_words or any(o.use == "demonym" for o in options):
        return True
    return tokens.raw[i].isupper() and len(tokens.raw[i]) <= 4 and not tokens.shout[i]


def row_options(
    tokens: Tokens, i: int, j: int, found: tuple[NameHit, ...], kb: KnowledgeBase, lexicon: Lexicon
) -> list[Option]:
    """The rows of the KB that these words can name, by the case rule of each name."""
    raw = tokens.slice(i, j)
    shout = tokens.shout[i]
    options = []
    for hit in found:
        if _case_fits(raw, hit, shout, tokens, i, j, lexicon):
            options.append(row_option(kb, hit.index, hit.use, hit.form))
    return options


def _case_fits(raw: str, hit: NameHit, shout: bool, tokens: Tokens, i: int, j: int, lexicon: Lexicon) -> bool:
    if hit.case == "any":
        return True
    if hit.case == "exact":
        if letters(raw) != letters(hit.form):
            return False
        # "IS" in capital copy is a verb, "I.S." is not; "THE US" is no pronoun.
        loose = len(raw) <= 2 or tokens.key(i, j) in lexicon.loose_acronyms
        return not (shout and "." not in raw and loose) or tokens.before(i) == "the"
    if not hit.form[0].isupper():
        return any(tokens.cap[i:j])
    if not tokens.cap[i]:
        return False
    # "This day" is no newspaper: a first word that a sentence can begin with says nothing.
    return (
        j == i + 1
        or any(tokens.cap[i + 1 : j])
        or tokens.raw[i].isupper()
        or tokens.word[i] not in lexicon.plain_words
    )


def letters(text: str) -> str:
    """Only letters and digits: "U.S." and "US" are spelled alike."""
    return "".join(c for c in text if c.isalnum())


def row_option(kb: KnowledgeBase, index: int, use: str = "name", form: str = "") -> Option:
    """Row number `index` of the KB as an option."""
    row = kb.rows[index]
    countries = tuple(row.get("countries", ()))
    kind = "state" if row["type"] == "state" else "row"
    if row["type"] == "place":
        kind = (
            "state"
            if row.get("demonyms") or row.get("territory")
            else "city"
            if "geonames" in row
            else "region"
        )
    return Option(
        row["id"], row["name"], row["type"], countries[0] if countries else None, countries, kind,
        row.get("identifiers", {}).get("admin1", ""), row.get("population") or 0, use, True, form or row["name"], index,
        "own" in row,
    )  # fmt: skip


def place_options(key: str, kb: KnowledgeBase) -> list[Option]:
    """Packed places of this name."""
    options = []
    for row, main in kb.places.rows(key)[:12]:
        p = kb.places.place(row)
        options.append(
            Option(
                p.id,
                p.name,
                "place",
                p.country,
                (p.country,),
                p.kind,
                p.admin,
                p.population,
                "name",
                main,
                p.name,
            )
        )
    return options


def _unshadowed(options: list[Option]) -> list[Option]:
    """Each option once; where a row of the KB has the name, packed places of its country are not meant."""
    rows = {o.country for o in options if o.row >= 0 and o.type == "place" or o.kind == "state"}
    seen: dict[tuple[str, str], Option] = {}
    for option in options:
        if option.row >= 0 or option.country not in rows:
            seen.setdefault((option.id, option.use), option)
    return list(seen.values())
