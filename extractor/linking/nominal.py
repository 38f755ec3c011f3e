"""Common nouns that stand for a body: "the Observatory", "the army", "the coalition", and acronyms the text explains."""

from __future__ import annotations

import re

from extractor.kb import KnowledgeBase
from extractor.linking.bodies import force_of, government, state_option
from extractor.linking.choose import reading_by_country
from extractor.linking.context import Context
from extractor.linking.gazetteer import row_option
from extractor.linking.lexicon import Lexicon, NominalRule
from extractor.linking.tokens import Tokens
from extractor.linking.types import Hit, Option

_ACRONYM = re.compile(r"\(\s?(?:the )?([A-Z][A-Za-z&./-]{0,8}[A-Z]|[A-Z]{2,10})\s?\)")


def nominals(
    tokens: Tokens, hits: list[Hit], kb: KnowledgeBase, context: Context, lexicon: Lexicon
) -> list[Hit]:
    """New hits for common nouns that refer to an entity; words inside other hits are left alone."""
    triggers = lexicon.nominal_triggers
    spots = [i for i, word in enumerate(tokens.word) if word in triggers]
    if not spots:
        return []
    taken = {k for h in hits for k in range(h.i - h.lead, max(h.j, h.wide[1] if h.wide else 0))}
    made: list[Hit] = []
    for i in spots:
        if i in taken or (made and i < made[-1].j):
            continue
        found = _at(tokens, i, [*hits, *made], kb, context, lexicon, taken)
        if found is not None:
            made.append(found)
    return made


def _at(
    tokens: Tokens,
    i: int,
    hits: list[Hit],
    kb: KnowledgeBase,
    context: Context,
    lexicon: Lexicon,
    taken: set[int],
) -> Hit | None:
    definite = tokens.before(i) == "the"
    for size in (2, 1):
        j = i + size
        if j > tokens.n or not all(tokens.joined[i : j - 1]) or any(k in taken for k in range(i, j)):
            continue
        key = tokens.key(i, j)
        option, reason = None, ""
        if key == "coalition" or key == "coalition forces":
            if definite or tokens.cap[i] or size == 2:
                option, reason = _coalition(kb, context, lexicon)
        elif key in lexicon.by_country and (tokens.cap[i] or key in lexicon.lower_by_country):
            option, reason = _national(kb, lexicon.by_country[key], context)
        elif (
            key == "government"
            and tokens.joined[j - 1]
            and j < tokens.n
            and tokens.word[j] in lexicon.government_said
        ):
            option, reason = _of_country(kb, "government", context, tokens.start[i])
        elif key in lexicon.country_nominal and (definite or _bare(tokens, i, j, key, lexicon)):
            option, reason = _of_country(kb, lexicon.country_nominal[key], context, tokens.start[i])
        elif definite and key in lexicon.nominal and not _goes_on(tokens, j):
            option, reason = _before(tokens, i, hits, lexicon.nominal[key], kb, context)
        if option is not None:
            hit = Hit(i, j, key, [option], use="nominal", chosen=option, reason=reason, fixed=True)
            hit.scores = [(option, 0.8)]
            return hit
    return None


def _goes_on(tokens: Tokens, j: int) -> bool:
    """ "the group of", "the ministry of": the words behind say which one."""
    return j < tokens.n and tokens.word[j] == "of" and tokens.joined[j - 1]


def _bare(tokens: Tokens, i: int, j: int, key: str, lexicon: Lexicon) -> bool:
    """ "Army says 12 killed", "government forces killed nine": no article needed."""
    if " " in key:
        return True
    return (
        key in lexicon.bare_country_nominal
        and tokens.cap[i]
        and (tokens.first[i] or tokens.before(i) in ("by", "the"))
    )


def _coalition(kb: KnowledgeBase, context: Context, lexicon: Lexicon) -> tuple[Option | None, str]:
    ranked = sorted(lexicon.coalitions, key=lambda c: -context.share(c.country))
    for rule in ranked:
        if context.share(rule.country) < 0.1:
            break
        year = context.year
        if year is not None and ((rule.until and year > rule.until) or (rule.since and year < rule.since)):
            continue
        index = kb.by_name.get(rule.name)
        if index is not None:
            return row_option(kb, index), f"the coalition in {rule.country} then"
    return None, ""


def _national(kb: KnowledgeBase, table: dict[str, str], context: Context) -> tuple[Option | None, str]:
    if context.main not in table:
        return None, ""
    index = kb.by_name.get(reading_by_country(table, context))
    return (
        (None, "") if index is None else (row_option(kb, index), f"the body of that name in {context.main}")
    )


def _of_country(kb: KnowledgeBase, what: str, context: Context, offset: int) -> tuple[Option | None, str]:
    country = context.main
    if country is None or context.share(country) < 0.25:
        country = context.country_at(offset)
    state = state_option(kb, country)
    option = government(kb, state) if what == "government" else force_of(kb, state, what)
    return option, f"of the article's country, {country}"


def _before(
    tokens: Tokens, i: int, hits: list[Hit], rule: NominalRule, kb: KnowledgeBase, context: Context
) -> tuple[Option | None, str]:
    best: Hit | None = None
    for hit in hits:
        chosen = hit.chosen
        if hit.i >= i or chosen is None or hit.use == "demonym" or chosen.type not in rule.types:
            continue
        if rule.contains and rule.contains not in chosen.name.lower():
            continue
        if best is None or hit.i > best.i:
            best = hit
    if best is not None:
        return best.chosen, f"named before as {tokens.slice(best.i, best.j)!r}"
    name = rule.fallback.get(context.main or "")
    index = kb.by_name.get(name) if name else None
    return (None, "") if index is None else (row_option(kb, index), "the one that the article's country has")


def introduced(tokens: Tokens, hits: list[Hit]) -> dict[str, Hit]:
    """Acronyms that the text explains, "Syrian Democratic Forces (SDF)": acronym → the hit whose name it shortens."""
    text = tokens.text
    ends = {tokens.end[h.j - 1]: h for h in hits}
    found: dict[str, Hit] = {}
    for m in _ACRONYM.finditer(text):
        before = text[: m.start()].rstrip(" \"”'")
        hit = ends.get(len(before))
        if hit is not None and hit.j - hit.i >= 2:
            found.setdefault(m.group(1), hit)
    return found
