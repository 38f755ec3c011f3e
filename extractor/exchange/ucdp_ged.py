"""Figures of deaths as rows with the columns of the UCDP Georeferenced Event Dataset (GED) 25.1.

Columns and meanings: UCDP GED Codebook version 25.1 (Department of Peace and Conflict Research, Uppsala University,
ucdp.uu.se/downloads); the 49 names in their order also stand in many readers of the file.

Never filled, because UCDP assigns them or a coder has to decide: ids, ``type_of_violence``, the sides and the deaths
on each side, ``event_clarity``, ``country_id`` (Gleditsch-Ward), ``region``, ``priogrid_gid``. ``where_prec`` is filled
only where the place is a country (6) or a first-order division (4).
"""

from __future__ import annotations

from pathlib import Path

from extractor.data_loader import read_yaml
from extractor.exchange.common import DATA, Outcome, Source
from extractor.exchange.dataset import ArticleRow, Claim
from extractor.exchange.events import Cells, Scheme, When, Where, note, people, write_events
from extractor.schema import FigureRecord

FILE = "ucdp-ged.csv"


class Ged(Scheme):
    """The data file of this scheme."""

    civilians: tuple[str, ...]


def export(source: Source, folder: Path) -> Outcome:
    """Write ``ucdp-ged.csv``."""
    scheme = read_yaml(DATA / "ucdp_ged.yaml", Ged)
    return write_events(source, folder / FILE, scheme, lambda *given: _row(scheme, *given))


def _row(scheme: Ged, claim: Claim, place: Where, time: When) -> Cells:
    article, record = claim.article, claim.figure
    cells: Cells = {
        "year": time.year,
        "source_article": _citation(article),
        "source_office": article.publisher,
        "source_date": article.date,
        "source_headline": article.title,
        "source_original": "; ".join(dict.fromkeys(e.name or e.mention.text for e in record.sources)),
        "where_description": "; ".join(dict.fromkeys(e.mention.text for e in record.locations)),
        "where_coordinates": "; ".join(place.names),
        "country": place.country_name,
        "date_prec": _precision(time),
        "date_start": time.first,
        "date_end": time.last,
        **_place(place),
        **_deaths(scheme, record),
    }
    return {**cells, "note": note(record, _people(record))}


def _citation(article: ArticleRow) -> str:
    return ", ".join(f'"{part}"' for part in (article.publisher, article.date, article.title, article.url) if part)


def _place(place: Where) -> Cells:
    if len(place.entries) != 1 or len(place.names) != 1:
        return {}
    entry = place.entries[0]
    if entry.type == "state":
        return {"where_prec": 6}
    division = "iso3166-2" in entry.identifiers
    cells: Cells = {"adm_1": entry.name, "where_prec": 4} if division else {}
    if entry.lat is not None and entry.lon is not None:
        cells |= {"latitude": entry.lat, "longitude": entry.lon, "geom_wkt": f"POINT ({entry.lon:f} {entry.lat:f})"}
    return cells


def _precision(time: When) -> int | None:
    """1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 up to a year; longer spans have no code."""
    if (days := time.days) is None or days < 1:
        return None
    return next((code for code, most in ((1, 1), (2, 6), (3, 7), (4, 31), (5, 366)) if days <= most), None)


def _deaths(scheme: Ged, record: FigureRecord) -> Cells:
    cells: Cells = {"low": record.low, "high": record.high}
    if record.unit != "people":
        return {}
    if record.value is None:
        return cells
    cells["best"] = record.value
    if not record.groups and not record.affiliations:
        cells["deaths_unknown"] = record.value
    elif "civilians" in record.groups and set(record.groups) <= set(scheme.civilians):
        cells["deaths_civilians"] = record.value
    return cells


def _people(record: FigureRecord) -> list[str]:
    said = [("actors", record.actors), ("affiliation of the dead", record.affiliations)]
    found = [f"{what}: {people(who)}" for what, who in said if who]
    found += [
        f"{what}: {', '.join(names)}" for what, names in (("groups", record.groups), ("causes", record.causes)) if names
    ]
    return found
