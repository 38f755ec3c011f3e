"""UCDP GED, ACLED and IDMC IDU: the real columns, what the records fill of them, and what stays empty."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest
from exchange_cases import BEIRA, FLOOD, IDLIB, SYRIA, TEXTS, cases, flood, record, span, strike, write_dataset

from extractor.data_loader import read_yaml
from extractor.exchange.acled import Acled
from extractor.exchange.common import DATA, Source, labels
from extractor.exchange.dataset import Dataset
from extractor.exchange.events import EXTRA, Scheme, countries, when
from extractor.exchange.idmc_idu import Idu
from extractor.exchange.registry import export
from extractor.exchange.ucdp_ged import Ged
from extractor.schema import Entity, FigureRecord, Period

UCDP = """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article
source_office source_date source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude
longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b
deaths_civilians deaths_unknown best high low gwnoa gwnob""".split()
ACLED = """event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2
assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude
geo_precision source source_scale notes fatalities tags timestamp""".split()
IDU = """id country iso3 latitude longitude centroid role displacement_type qualifier figure displacement_date
displacement_start_date displacement_end_date year event_id event_name event_codes event_code_types event_start_date event_end_date
category subcategory type subtype standard_popup_text standard_info_text old_id sources source_url locations_name
locations_coordinates locations_accuracy locations_type displacement_occurred created_at""".split()
SCHEMES = {"ucdp-ged": UCDP, "acled": ACLED, "idmc-idu": IDU}


def table(scheme: str, source: Source, folder: Path) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """The rows by figure, each with its filled cells only; and what was left out."""
    folder.mkdir(parents=True, exist_ok=True)
    outcome = export(scheme, source, folder)
    with (folder / f"{scheme}.csv").open(newline="", encoding="utf-8") as lines:
        reader = csv.DictReader(lines, strict=True)
        assert reader.fieldnames == [*SCHEMES[scheme], *EXTRA]
        rows = {row["figure_id"]: {k: v for k, v in row.items() if v} for row in reader}
    assert len(rows) == outcome.figures
    return rows, dict(outcome.left_out)


def one(scheme: str, figure: FigureRecord, folder: Path) -> dict[str, str]:
    dataset = Dataset.open(write_dataset(folder / "one", [figure], TEXTS))
    return table(scheme, Source(dataset), folder / "out")[0][figure.id]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return cases(tmp_path / "cases")


def test_ucdp_rows(source: Source, tmp_path: Path) -> None:
    rows, left_out = table("ucdp-ged", source, tmp_path)
    assert list(rows) == ["strike/t", "strike/c"]
    note = rows["strike/c"].pop("note")
    assert rows["strike/c"] == {
        "year": "2024", "source_article": '"Example News", "2024-01-02", "=Strike on Idlib", "https://example.org/strike"',
        "source_office": "Example News", "source_date": "2024-01-02", "source_headline": "'=Strike on Idlib",
        "source_original": "Syrian Observatory for Human Rights", "where_coordinates": "Idlib", "where_description": "Idlib",
        "latitude": "35.93062", "longitude": "36.63393", "geom_wkt": "POINT (36.633930 35.930620)", "country": "Syria",
        "date_prec": "1", "date_start": "2024-01-01", "date_end": "2024-01-01", "deaths_civilians": "5", "best": "5", "high": "5",
        "low": "5", "figure_id": "strike/c", "part_of": "strike/t",
    }  # fmt: skip
    assert "actors: regime" in note
    assert "part of the total" in note
    assert "\n" not in note
    assert rows["strike/t"]["deaths_unknown"] == "12"
    assert left_out == {"category is none of killed": 4, "repeats a figure of the article": 1}


def test_acled_rows(source: Source, tmp_path: Path) -> None:
    rows, left_out = table("acled", source, tmp_path)
    strike_row = rows["strike/c"]
    assert "Regime airstrikes killed" in strike_row.pop("notes")
    assert strike_row.pop("note").startswith(
        "sources: Syrian Observatory for Human Rights [Q2]; groups: civilians, children"
    )
    assert strike_row == {
        "event_date": "2024-01-01", "year": "2024", "time_precision": "1", "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike", "actor1": "regime", "iso": "760",
        "country": "Syria", "location": "Idlib", "latitude": "35.93062", "longitude": "36.63393", "source": "Example News",
        "fatalities": "5", "figure_id": "strike/c", "part_of": "strike/t",
    }  # fmt: skip
    taken = rows["strike/a"]
    assert taken["sub_event_type"] == "Abduction/forced disappearance"
    assert not {"fatalities", "event_date", "latitude"} & set(taken)
    assert "vague: 'dozens', low 24, high open; status: unverified; also: missing" in taken["note"]
    assert sum(left_out.values()) == 4


def test_idmc_rows(source: Source, tmp_path: Path) -> None:
    rows, _ = table("idmc-idu", source, tmp_path)
    people, families = rows["flood/p"], rows["flood/h"]
    assert "approximately: '300', low open, high open" in people.pop("note")
    assert people == {
        "country": "Mozambique", "iso3": "MOZ", "latitude": "-19.84361", "longitude": "34.83889",
        "centroid": "[-19.84361, 34.83889]", "displacement_type": "Disaster", "qualifier": "approximately", "figure": "300",
        "displacement_start_date": "2023-03-01", "displacement_end_date": "2023-03-31", "year": "2023", "type": "Flood",
        "locations_name": "Beira", "locations_coordinates": "'-19.84361, 34.83889", "figure_id": "flood/p",
    }  # fmt: skip
    assert not {"figure", "qualifier"} & set(families)
    assert "households: '1,200'" in families["note"]


@pytest.mark.parametrize(
    ("fields", "filled"),
    [
        ({"causes": ("shelling", "airstrike")}, {"event_type": "Explosions/Remote violence"}),
        ({"causes": ("clashes", "airstrike")}, {}),
        ({"causes": ("gunfire",)}, {}),
        ({"causes": ("clashes",)}, {"event_type": "Battles", "sub_event_type": "Armed clash"}),
        ({"causes": ("airstrike", "gunfire")}, {}),
    ],
)
def test_acled_names_an_event_only_where_the_causes_agree(fields, filled, tmp_path):
    row = one("acled", strike()[2].model_copy(update=fields), tmp_path)
    assert {k: v for k, v in row.items() if k in ("event_type", "sub_event_type")} == filled


@pytest.mark.parametrize(
    ("fields", "filled"),
    [
        ({"groups": ("civilians", "women")}, {"deaths_civilians": "5"}),
        ({"groups": ("civilians", "combatants")}, {}),
        ({"groups": ("soldiers",)}, {}),
        ({"groups": ("children",)}, {}),
        ({"groups": ()}, {"deaths_unknown": "5"}),
        ({"groups": (), "value": None, "low": 24, "high": None}, {}),
    ],
)
def test_ucdp_deaths_go_where_the_text_puts_them(fields, filled, tmp_path):
    row = one("ucdp-ged", strike()[2].model_copy(update=fields), tmp_path)
    assert {k: v for k, v in row.items() if k.startswith("deaths_")} == filled
    assert ("best" in row) == ("value" not in fields)


def place(*ids: str | None) -> tuple[Entity, ...]:
    return tuple(Entity(mention=span(FLOOD, "Beira"), id=i, name=f"place {i}", type="place") for i in ids)


@pytest.mark.parametrize(
    ("places", "filled"),
    [
        (place(SYRIA), {"country": "Syria", "where_prec": "6"}),
        (place(IDLIB), {"country": "Syria", "latitude": "35.93062"}),
        (place("Q233218"), {"country": "Syria"}),
        (place(IDLIB, SYRIA), {"country": "Syria"}),
        (place(IDLIB, BEIRA), {}),
        (place(IDLIB, None), {}),
        (place("x:unknown"), {}),
        (place(), {}),
    ],
)
def test_a_country_stands_only_where_all_places_agree(places, filled, tmp_path):
    row = one("ucdp-ged", strike()[2].model_copy(update={"locations": places}), tmp_path)
    assert {k: v for k, v in row.items() if k in ("country", "latitude", "where_prec")} == filled


@pytest.mark.parametrize(
    ("start", "end", "first", "last", "year"),
    [
        ("2024-02", "2024-02", (2024, 2, 1), (2024, 2, 29), 2024),
        ("2011", None, (2011, 1, 1), None, None),
        (None, "2023", None, (2023, 12, 31), None),
        ("2023-12-30", "2024-01-02", (2023, 12, 30), (2024, 1, 2), None),
        ("2023-13", "soon", None, None, None),
    ],
)
def test_days_of_a_period(start, end, first, last, year):
    found = when(Period(start=start, end=end, text="then"))
    assert found.first == (first and datetime.date(*first))
    assert found.last == (last and datetime.date(*last))
    assert found.year == year


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2024-01-01", "2024-01-01", "1"),
        ("2024-01-01", "2024-01-06", "2"),
        ("2024-01-01", "2024-01-07", "3"),
        ("2024-01", "2024-01", "4"),
        ("2024", "2024", "5"),
        ("2011-03", "2021-03", None),
        ("2011-03", None, None),
        ("2024-01-02", "2024-01-01", None),
    ],
)
def test_ucdp_date_precision(start, end, precision, tmp_path):
    period = Period(start=start, end=end, text="then")
    row = one("ucdp-ged", strike()[2].model_copy(update={"period": period}), tmp_path)
    assert row.get("date_prec") == precision


@pytest.mark.parametrize(
    ("scheme", "figure", "reason"),
    [
        ("ucdp-ged", {"causes": ("earthquake",)}, "cause is outside of the scheme"),
        ("acled", {"causes": ("crash", "fire")}, "cause is outside of the scheme"),
        ("acled", {"status": "projected"}, "status is none of reported, unverified"),
        ("idmc-idu", {"category": "returned"}, "category is none of displaced, evacuated"),
    ],
)
def test_what_a_scheme_has_no_place_for_is_counted(scheme, figure, reason, tmp_path):
    dataset = Dataset.open(write_dataset(tmp_path / "one", [strike()[2].model_copy(update=figure)], TEXTS))
    assert table(scheme, Source(dataset), tmp_path / "out") == ({}, {reason: 1})


def test_figures_of_duplicates_are_left_out(tmp_path: Path) -> None:
    rows = {"flood": {"duplicate_of": "strike"}}
    dataset = Dataset.open(write_dataset(tmp_path / "one", strike() + flood(), TEXTS, **rows))
    found, left_out = table("idmc-idu", Source(dataset), tmp_path / "out")
    assert found == {}
    assert left_out["the article is a duplicate"] == 2


def test_the_data_files_use_known_names() -> None:
    known = labels()
    acled, idu, ged = (
        read_yaml(DATA / f"{n}.yaml", m) for n, m in (("acled", Acled), ("idmc_idu", Idu), ("ucdp_ged", Ged))
    )
    for scheme in (acled, idu, ged):
        assert isinstance(scheme, Scheme)
        assert set(scheme.categories) <= set(known["category"])
        assert set(scheme.outside) <= set(known["causes"])
    assert {c for e in acled.events for c in e.causes} | {*idu.conflict, *idu.disaster, *idu.types} <= set(
        known["causes"]
    )
    assert not set(idu.conflict) & set(idu.disaster)
    assert set(ged.civilians) <= set(known["groups"])
    assert countries()["MZ"] == ("MOZ", "508")
    assert countries()["NO"] == ("NOR", "578")
    assert len({code for code, _ in countries().values()}) == len(countries()) == 249


def test_a_cell_is_never_a_formula(tmp_path: Path) -> None:
    words = span(FLOOD, "Beira")
    source = Entity(mention=words, name="@cmd", type="ngo")
    figure = record("f", span(FLOOD, "300"), 300, article_id="flood", sources=(source,), category="displaced")
    assert one("idmc-idu", figure, tmp_path)["sources"] == "'@cmd"
