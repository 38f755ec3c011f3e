"""Places that no knowledge base lists: a capitalised name behind "in", or with a word for a kind of place."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cache

from extractor.assembly.context import SentenceView
from extractor.assembly.figures import Mention
from extractor.data_loader import load_yaml
from extractor.schema import Entity, Model

_NAME_TAGS = ("NNP", "NNPS")


class PlaceLeads(Model):
    """`data/nouns/place_leads.yaml`."""

    leads: list[str]
    places: list[str]


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    data = load_yaml("nouns/place_leads.yaml", PlaceLeads)
    return frozenset(data.leads), frozenset(data.places)


def unlisted_places(
    view: SentenceView, raw: str, covered: Container[int], dated: Container[int], persons: Iterable[str]
) -> list[Mention]:
    """Names in place position without an entry. `covered` and `dated` are tokens that are something else already."""
    leads, kinds = _words()
    parse = view.parse
    last_names = frozenset(persons)
    out = []
    i = 0
    while i < len(parse):
        j = i
        while (
            j < len(parse)
            and parse.tag[j] in _NAME_TAGS
            and j not in covered
            and j not in dated
            and parse.text[j][:1].isupper()
        ):
            j += 1
        if j == i:
            i += 1
            continue
        before = i - 1
        while before >= 0 and parse.tag[before] in ("DT", "JJ"):
            before -= 1
        kind = any(parse.lower[t] in kinds for t in range(i, min(j + 1, len(parse))))
        of_kind = before >= 1 and parse.lower[before] == "of" and parse.lower[before - 1] in kinds
        led = before >= 0 and parse.lower[before] in leads
        person = parse.text[j - 1] in last_names or (j < len(parse) and parse.lower[j] in ("'s", "said", "who"))
        if (
            (led or of_kind)
            and not person
            and (kind or of_kind or parse.lower[before] in ("in", "at", "near", "outside", "off"))
        ):
            end = j if not (j < len(parse) and parse.lower[j] in kinds) else j + 1
            span = view.span_of(i, end - 1, raw)
            entity = Entity(mention=span, id=None, name=span.text, type="place")
            out.append(Mention(entity, "unlisted", None, view.index, view.part, view.section, i, end - 1, end - 1))
        i = j
    return out
