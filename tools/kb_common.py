"""What the parts of the knowledge base's build share: settings, aliases, names without signs."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extractor.data_loader import read_yaml
from extractor.kb import local_id
from extractor.schema import Model

SOURCES = Path(__file__).resolve().parent / "kb"
GENERAL = "general knowledge, no identifier"
Row = dict[str, Any]
# A people, not a body: the linker reads "Iraqi troops" from its parts, so that both readings stay open.
PEOPLE_ALIAS = re.compile(r".*\b(troops|forces|warplanes|soldiers|police|Indian army)$")
_ACRONYM = re.compile(r"^([A-Z]{2,6}) \([A-Z].*\)$")


class Settings(Model):
    """``tools/kb/settings.yaml``; see the comments there."""

    plain_script: frozenset[str]
    dense: frozenset[str]
    least_population: int
    spelling_population: int
    no_spellings: frozenset[str]
    bare_us_cities: frozenset[str]
    town_states: dict[str, dict[str, str]]
    town_states_below: int
    with_article: frozenset[str]
    division_rank: int
    generic_starts: frozenset[str]
    same_prefixes: tuple[tuple[str, ...], ...]


@cache
def settings() -> Settings:
    return read_yaml(SOURCES / "settings.yaml", Settings)


@cache
def source(package: str, what: str) -> str:
    """The note on an identifier: which package and version it is from."""
    return f"{what} from {package} {version(package)}"


def plain(text: str) -> str:
    """The text without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def without_bracket(name: str) -> str:
    return re.sub(r" \(.*\)$", "", name)


def aliases(texts: list[str], old: dict[str, int] | None = None, name: str = "") -> list[Row]:
    """Alias rows without doubles and without the name itself, in the order given."""
    rows, seen = [], {name}
    plainly = [(t, None) for t in _respelled([*texts, name]) if t != name]
    for text, until in [*plainly, *(old or {}).items()]:
        text = text.strip()
        if text and text not in seen:
            seen.add(text)
            rows.append({"text": text, **({"until": until} if until else {})})
    return rows


def _respelled(texts: list[str]) -> list[str]:
    more = list(texts)
    for text in texts:
        for forms in settings().same_prefixes:
            form = next((f for f in forms if text.startswith(f + " ")), None)
            if form is not None:
                more += [other + text[len(form) :] for other in forms if other != form]
    return more


def read_spec(spec: str) -> tuple[list[str], list[str]]:
    """ "SY,IQ; alias; alias" → countries, aliases."""
    countries, *texts = (part.strip() for part in spec.split(";"))
    return [c for c in countries.split(",") if c], texts


def local_row(name: str, kind: str, countries: list[str], texts: list[str], **more: Any) -> Row:
    """A row that no identifier could be checked for."""
    texts = [_ACRONYM.sub(r"\1", t) for t in texts if not t.startswith("=")]
    bare = without_bracket(name)
    if bare != name and kind != "people" and bare.split()[0] not in settings().generic_starts:
        texts.append(bare)
    return {
        "id": local_id(name), "name": name, "type": kind, "aliases": aliases(texts, None, name),
        "countries": countries, "status": "general knowledge", "note": GENERAL, **more,
    }  # fmt: skip


def reference_row(ref: Row, name: str, texts: list[str]) -> Row:
    """A row of the carried reference file, with its check status."""
    odd = ("mil ", "en:", "Category:")
    return {
        "id": ref["qid"] or local_id(name),
        "name": name,
        "aliases": aliases([t for t in texts if ", " not in t and not t.startswith(odd)], None, name),
        "countries": ref["countries"],
        "qid": ref["qid"] or None,
        "identifiers": {"ucdp_actor": str(ref["ucdp_actor_id"])} if ref["ucdp_actor_id"] else {},
        "status": ref["status"],
        "note": ("QID from " + ", ".join(ref["sources"])) if ref["qid"] else "no identifier could be checked",
    }


def corrections() -> dict[str, Row]:
    return read_yaml(SOURCES / "corrections.yaml", dict[str, Row])


def corrected(ref: Row) -> tuple[str, list[str], str]:
    """Name, aliases and type of a reference row after our corrections."""
    fix = corrections().get(ref["name"], {})
    kept = [a["a"] for a in ref["aliases"] if a["a"] not in fix.get("drop", [])]
    return fix.get("name", ref["name"]), kept + fix.get("add", []), fix.get("type", ref["type"])
