"""The knowledge base: what it must hold, how names are looked up, a user's own file, the packed gazetteer."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import DataError
from extractor.kb import (
    KB_DIR,
    Alias,
    KBEntry,
    KnowledgeBase,
    case_rule,
    fold,
    key_of,
    local_id,
    read_entries,
)
from extractor.kbplaces import PlaceStore, pack
from extractor.kbtools import kb_add, kb_check, kb_lookup


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.load()


# --- what it must hold

SMALL_TOWNS = [
    tuple(line.split(", "))
    for line in """\
Douma, SY
Rafah, PS
Khan Sheikhoun, SY
El Fasher, SD
Bucha, UA
Goma, CD
Maungdaw, MM
Bentiu, SS
Chibok, NG
Lashkar Gah, AF
Avdiivka, UA
Marawi, PH
Beit Lahia, PS
Sinjar, IQ
Hodeidah, YE
Djibo, BF
Las Anod, SO""".splitlines()
]


@pytest.mark.parametrize(("name", "country"), SMALL_TOWNS)
def test_small_towns_of_the_news_are_in(name: str, country: str, kb: KnowledgeBase) -> None:
    assert country in {e.country for e in kb.lookup(name)}


UNHCR = "United Nations High Commissioner for Refugees"
OTHER_NAMES = {
    "Daesh": "Islamic State",
    "ISIL": "Islamic State",
    "IS": "Islamic State",
    "the caliphate": "Islamic State",
    "Hizbullah": "Hezbollah",
    "MSF": "Médecins Sans Frontières",
    "Burma": "Myanmar",
    "Kiev": "Kyiv",
    "DR Congo": "Democratic Republic of the Congo",
    "Türkiye": "Turkey",
    "Côte d'Ivoire": "Ivory Coast",
    "SOHR": "Syrian Observatory for Human Rights",
    "UNHCR": UNHCR,
    "U.N. refugee agency": UNHCR,
    "Pakistani Taliban": "Tehrik-i-Taliban Pakistan",
}


@pytest.mark.parametrize(("alias", "name"), OTHER_NAMES.items())
def test_other_names_lead_to_the_entry(alias: str, name: str, kb: KnowledgeBase) -> None:
    assert name in [e.name for e in kb.lookup(alias)]


def test_sizes(kb: KnowledgeBase) -> None:
    organisations = [r for r in kb.rows if r["type"] not in ("state", "place")]
    states = [r for r in kb.rows if "iso3166-1" in r.get("identifiers", {})]
    assert len(organisations) >= 400
    assert len(states) >= 240
    assert len(kb.places) >= 60_000


def test_identifiers_are_checked_ones(kb: KnowledgeBase) -> None:
    """A QID has a status that says who vouches for it; everything else has a local or a GeoNames id."""
    for row in kb.rows:
        if row["id"].startswith("Q"):
            assert row.get("qid") == row["id"]
            assert row["status"] in ("verified-2", "verified-1", "package")
        else:
            assert row["id"].startswith(("x:", "geonames:"))


def test_files_are_clean() -> None:
    report = kb_check()
    assert report.problems == ()
    assert report.collisions
    assert all(c.resolution and len(c.entries) > 1 for c in report.collisions)


def test_rows_are_sorted_and_each_line_is_one_entry() -> None:
    for name in ("states.jsonl", "organisations.jsonl", "regions.jsonl"):
        ids = [json.loads(line)["id"] for line in (KB_DIR / name).read_text(encoding="utf-8").splitlines()]
        assert ids == sorted(ids)


# --- lookup


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Georgia", "Georgia (country)"),
        ("Tripoli", "Tripoli"),
        ("Paris", "Paris"),
        ("Kandahar", "Kandahar"),
        ("Khan Shaykhun", "Khan Shaykhun"),
        ("united states", "United States"),
    ],
)
def test_best_known_first(name: str, first: str, kb: KnowledgeBase) -> None:
    assert kb.lookup(name)[0].name == first


def test_lookup_with_case(kb: KnowledgeBase) -> None:
    assert "United States" in [e.name for e in kb.lookup("us")]
    assert "United States" not in [e.name for e in kb.lookup("us", casefold=False)]
    assert "United States" in [e.name for e in kb.lookup("US", casefold=False)]


@pytest.mark.parametrize("name", ["", "   ", "...", "no such name anywhere", "\ud800"])
def test_unknown_names_give_nothing(name: str, kb: KnowledgeBase) -> None:
    assert kb.lookup(name) == ()


@pytest.mark.parametrize("entry_id", ["Q858", "geonames:2988507", "x:syrian-observatory-for-human-rights"])
def test_get_by_id(entry_id: str, kb: KnowledgeBase) -> None:
    entry = kb.get(entry_id)
    assert entry is not None
    assert entry.id == entry_id


@pytest.mark.parametrize("entry_id", ["Q0", "geonames:1", "x:nobody", "", "\n"])
def test_get_unknown_id(entry_id: str, kb: KnowledgeBase) -> None:
    assert kb.get(entry_id) is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Łódź", "lodz"), ("São Tomé", "sao tome"), ("Köln", "koln"), ("İzmir", "izmir"), ("Straße", "strasse")],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("U.S.", "u s"),
        ("al-Shabaab", "al shabaab"),
        ("Sana'a", "sana a"),
        ("  Deir  ez-Zor ", "deir ez zor"),
        ("—", ""),
    ],
)
def test_key(text: str, key: str) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize(
    ("text", "rule"),
    [("WHO", "exact"), ("U.S.", "exact"), ("Hamas", "name"), ("al-Qaeda", "name"), ("the army", "any")],
)
def test_case_rule(text: str, rule: str) -> None:
    assert case_rule(text) == rule


@given(st.text())
def test_fold_and_key_never_raise(text: str) -> None:
    assert key_of(text) == key_of(fold(text)) or not text.isascii()
    assert "  " not in key_of(text)


def test_local_id() -> None:
    assert local_id("Médecins Sans Frontières") == "x:medecins-sans-frontieres"


# --- a user's own file


def test_own_entry_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "x:lions-of-tor", "name": "Lions of Tor", "type": "armed_group", "aliases": ["LoT"]}\n')
    kb = KnowledgeBase.load(path)
    assert kb.lookup("LoT")[0].id == "x:lions-of-tor"
    assert kb.get("x:lions-of-tor") is not None


def test_own_entry_replaces_ours(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "Q858", "name": "Syria (my own)", "type": "state", "countries": ["SY"]}\n')
    entry = KnowledgeBase.load(path).get("Q858")
    assert entry is not None
    assert entry.name == "Syria (my own)"
    ours = KnowledgeBase.load().get("Q858")
    assert ours is not None
    assert ours.name == "Syria"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('{"id": "Lions", "name": "Lions", "type": "armed_group"}', "id"),
        ('{"id": "x:lions", "type": "armed_group"}', "name"),
        ('{"id": "x:lions", "name": "Lions", "type": "army"}', "type"),
        ('{"id": "x:lions", "name": "Lions", "type": "armed_group", "alias": ["L"]}', "alias"),
        ("[1]", ""),
        ("{", ""),
    ],
)
def test_broken_own_line_names_file_line_and_key(line: str, key: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": "x:a", "name": "A", "type": "ngo"}\n\n' + line + "\n")
    with pytest.raises(DataError) as e:
        KnowledgeBase.load(path)
    assert e.value.line == 3
    assert e.value.path == str(path)
    assert e.value.key == key


def test_missing_own_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        KnowledgeBase.load(tmp_path / "none.jsonl")


def test_add(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    lions = KBEntry(id="x:lions", name="Lions", type="armed_group", aliases=(Alias(text="LoT"),))
    kb_add(path, lions)
    kb_add(path, KBEntry(id="x:ants", name="Ants", type="ngo"))
    assert [e.id for e in read_entries(path)] == ["x:ants", "x:lions"]
    assert read_entries(path)[1] == lions
    with pytest.raises(DataError, match="there already"):
        kb_add(path, lions)
    assert kb_check(path).problems == ()
    assert kb_lookup("LoT", KnowledgeBase.load(path))[0].name == "Lions"


def test_check_reports_each_problem(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    rows = [
        '{"id": "x:a", "name": "A", "type": "ngo"}',
        '{"id": "x:a", "name": "B", "type": "ngo"}',
        '{"id": "x:c", "name": "", "type": "ngo"}',
        '{"id": "Q1", "name": "D", "type": "ngo", "qid": "Q1"}',
    ]
    path.write_text("\n".join(rows) + "\n")
    problems = "\n".join(kb_check(path).problems)
    assert "mine.jsonl:2: id: x:a is in mine.jsonl:1 too" in problems
    assert "mine.jsonl:3: name:" in problems
    assert "mine.jsonl:4: qid:" in problems


# --- the packed gazetteer


def cells(name: str, population: int) -> tuple[str, ...]:
    return (f"geonames:{population}", name, "c", "SY", "09", str(population), "35.5", "-36.25", "note")


def test_pack_round_trip(tmp_path: Path) -> None:
    places = [cells("big", 900), cells("small", 5)]
    data = pack(places, {"town": [(1, False), (0, True)], "é": [(1, True)]})
    assert data == pack(places, {"é": [(1, True)], "town": [(0, True), (1, False)]})
    path = tmp_path / "places.bin"
    path.write_bytes(data)
    store = PlaceStore.load(path)
    assert len(store) == 2
    assert store.rows("town") == ((0, True), (1, False))
    assert store.rows("é") == ((1, True),)
    assert store.rows("tow") == store.rows("towns") == store.rows("") == ()
    small = store.place(1)
    assert (small.name, small.population, small.lat, small.lon) == ("small", 5, 35.5, -36.25)
    assert (small.id, small.geonames, small.note) == ("geonames:5", 5, "note")
    assert [store.row_of(i) for i in ("geonames:900", "geonames:5", "geonames:90", "900")] == [
        0,
        1,
        None,
        None,
    ]


@pytest.mark.parametrize("data", [b"", b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_file_that_is_no_gazetteer(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "places.bin"
    path.write_bytes(data)
    with pytest.raises(DataError):
        PlaceStore.load(path)


@given(st.dictionaries(st.text("abcdefgh ", min_size=1, max_size=6), st.integers(0, 1), max_size=40))
def test_every_packed_name_is_found_and_no_other(names: dict[str, int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.bin"
        path.write_bytes(pack([cells("a", 2), cells("b", 1)], {n: [(r, True)] for n, r in names.items()}))
        store = PlaceStore.load(path)
        for name, row in names.items():
            assert store.rows(name) == ((row, True),)
        assert store.rows("z") == ()


# --- names with what holds them, and ministries


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Toledo, Ohio", ["geonames:5174035"]),
        ("Brest, Belarus", ["geonames:629634"]),
        ("Detroit, Michigan", ["geonames:4990729"]),
        ("Brest, Japan", []),
        ("Ministry of the Interior (Turkey)", ["x:ministry-of-interior-turkey"]),
        ("Kenya's Health Ministry", ["x:ministry-of-health-kenya"]),
        ("Ministry of Oil (Malawi)", []),
        ("Central Equatoria State", ["x:central-equatoria"]),
    ],
)
def test_lookup_of_longer_names(name: str, ids: list[str], kb: KnowledgeBase) -> None:
    assert [e.id for e in kb.lookup(name)] == ids


def test_a_linked_ministry_is_an_entry(kb: KnowledgeBase) -> None:
    entry = kb.get("x:ministry-of-interior-turkey")
    assert entry is not None
    assert (entry.type, entry.countries, entry.name) == ("government", ("TR",), "Ministry of Interior (Turkey)")
