"""Ministries of all states under the titles that the linker gives them: a small packed store of its own."""

from __future__ import annotations

from extractor.data_loader import read_yaml
from extractor.kb import key_of, local_id
from extractor.kbplaces import pack
from extractor.linking.lexicon import lexicon
from extractor.schema import Model
from tools.kb_common import GENERAL, SOURCES, Row, without_bracket


class Titles(Model):
    """``tools/kb/ministries.yaml``: topics that every state has a ministry for → other titles of it."""

    topics: dict[str, tuple[str, ...]]


def build_ministries(states: list[Row], listed: set[str]) -> bytes:
    """One entry a state and topic, but for those in `listed`; names and aliases lead to it."""
    topics = read_yaml(SOURCES / "ministries.yaml", Titles).topics
    rows: dict[str, tuple[str, ...]] = {}
    names: dict[str, list[tuple[int, bool]]] = {}
    for state in sorted(states, key=lambda s: (s["countries"], s["name"])):
        if state["type"] != "state" or state.get("until") or state["territory"]:
            continue
        for topic, titles in topics.items():
            name = _name(state, topic)
            if name in listed or name in rows:
                continue
            for form in _forms(state, name, titles):
                names.setdefault(key_of(form), []).append((len(rows), form == name))
            rows[name] = (local_id(name), name, "m", state["countries"][0], "", "0", "", "", GENERAL)
    return pack(list(rows.values()), names)


def _name(state: Row, topic: str) -> str:
    exceptions = lexicon().ministry_exceptions.get(state["countries"][0], {})
    return exceptions.get(topic, lexicon().ministry_names[topic].format(without_bracket(state["name"])))


def _forms(state: Row, name: str, titles: tuple[str, ...]) -> list[str]:
    """The name and the ways in which news writes it: "Ministry of the Interior (X)", "X's Interior Ministry"."""
    country = without_bracket(state["name"])
    forms = [name]
    for title in titles:
        bare = title.removeprefix("the ")
        forms += [
            f"Ministry of {title} ({country})",
            f"Ministry of {title} of {country}",
            f"{country}'s {bare} Ministry",
        ]
        forms += [f"{country}'s Ministry of {title}"]
        for adjective in state["demonyms"][:1]:
            forms += [f"{adjective} {bare} Ministry", f"{adjective} Ministry of {title}"]
    return list({key_of(form): form for form in reversed(forms)}.values())
