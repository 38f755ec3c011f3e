"""English inflection by rule with a table of irregular forms: from a lexicon's lemma to the forms in the text."""

from __future__ import annotations

import re

from extractor.data_loader import load_yaml
from extractor.schema import Model

_VOWELS = "aeiou"


class Irregular(Model):
    """The irregular forms (`data/inflection/<language>.yaml`)."""

    verbs: dict[str, list[str]]
    nouns: dict[str, str]


def _irregular() -> Irregular:
    return load_yaml("inflection/en.yaml", Irregular)


def verb_forms(lemma: str) -> tuple[str, ...]:
    """All forms of a verb or of a verb phrase whose first word is the verb ("lose their lives"), the lemma first."""
    verb, _, rest = lemma.partition(" ")
    forms = _irregular().verbs.get(verb)
    if forms is None:
        forms = [_third_person(verb), _past(verb), _ing(verb)]
    tail = f" {rest}" if rest else ""
    return tuple(dict.fromkeys(form + tail for form in (verb, *forms)))


def noun_forms(lemma: str) -> tuple[str, ...]:
    """Singular and plural of a noun or of a noun phrase whose last word is the head."""
    irregular = _irregular().nouns
    if lemma in irregular:
        return tuple(dict.fromkeys((lemma, irregular[lemma])))
    head, _, last = lemma.rpartition(" ")
    plural = irregular.get(last) or _plural(last)
    prefix = f"{head} " if head else ""
    return tuple(dict.fromkeys((lemma, prefix + plural)))


def _plural(noun: str) -> str:
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    return noun + "s"


def _third_person(verb: str) -> str:
    return _plural(verb) if not verb.endswith("o") else verb + "es"


def _doubles(verb: str) -> bool:
    """One short vowel before one final consonant doubles it in one-syllable verbs ("rob", not "treat")."""
    return bool(re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", verb))


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    return verb + verb[-1] + "ed" if _doubles(verb) else verb + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + verb[-1] + "ing" if _doubles(verb) else verb + "ing"
