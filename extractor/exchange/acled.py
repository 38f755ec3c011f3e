"""Figures of deaths and abductions as rows with the columns of ACLED's export.

Columns: ACLED Codebook (acleddata.com/knowledge-base/codebook) and the package acledR of ACLED, whose example data has
the same 31 columns. Event and sub-event types are named only where the cause means one of them whoever acts.

Never filled: ``event_id_cnty``, ``inter1``, ``inter2``, ``interaction``, ``civilian_targeting``, ``region``, ``admin2``,
``admin3``, ``geo_precision``, ``source_scale``, ``tags``, ``timestamp``. Actors keep our names, not ACLED's (ACLED's two
actor columns say nothing about who attacks whom); ``fatalities`` is only a stated number, never ACLED's stand-ins for
"dozens" or "several".
"""

from __future__ import annotations

from pathlib import Path

from extractor.data_loader import read_yaml
from extractor.exchange.common import DATA, Outcome, Source
from extractor.exchange.dataset import Claim
from extractor.exchange.events import Cells, Scheme, When, Where, countries, note, people, write_events
from extractor.schema import Entity, FigureRecord, Model

FILE = "acled.csv"


class _Event(Model):
    event_type: str
    sub_event_type: str


class _CauseEvent(_Event):
    causes: tuple[str, ...]


class Acled(Scheme):
    """The data file of this scheme."""

    events: tuple[_CauseEvent, ...]
    abducted: _Event
    disorder_type: str


def export(source: Source, folder: Path) -> Outcome:
    """Write ``acled.csv``."""
    scheme = read_yaml(DATA / "acled.yaml", Acled)
    return write_events(source, folder / FILE, scheme, lambda *given: _row(scheme, *given))


def _row(scheme: Acled, claim: Claim, place: Where, time: When) -> Cells:
    article, record = claim.article, claim.figure
    cells: Cells = {
        "year": time.year,
        **_parties("actor1", "assoc_actor_1", record.actors),
        **_parties("actor2", "assoc_actor_2", record.affiliations),
        "iso": countries()[place.country][1].lstrip("0") if place.country in countries() else None,
        "country": place.country_name,
        "location": "; ".join(place.names),
        "source": article.publisher,
        "notes": " ".join(record.sentence.text.split()),
        **_event(scheme, record),
    }
    if time.days == 1:
        cells |= {"event_date": time.first, "time_precision": 1}
    if len(place.entries) == len(place.names) == 1 and place.entries[0].type != "state":
        entry = place.entries[0]
        cells |= {"latitude": entry.lat, "longitude": entry.lon}
        if "iso3166-2" in entry.identifiers:
            cells["admin1"] = entry.name
    if record.category == "killed" and record.unit == "people":
        cells["fatalities"] = record.value
    return {**cells, "note": note(record, _rest(record), sentence=False)}


def _parties(first: str, rest: str, entities: tuple[Entity, ...]) -> Cells:
    names = list(dict.fromkeys(e.name or e.mention.text for e in entities))
    return {first: names[0] if names else None, rest: "; ".join(names[1:])}


def _event(scheme: Acled, record: FigureRecord) -> Cells:
    if record.category == "abducted":
        found = {(scheme.abducted.event_type, scheme.abducted.sub_event_type)}
    else:
        kinds = {cause: (e.event_type, e.sub_event_type) for e in scheme.events for cause in e.causes}
        found = {kinds[cause] for cause in record.causes if cause in kinds}
        if not found or any(cause not in kinds for cause in record.causes):
            return {}
    types = {event for event, _ in found}
    if len(types) > 1:
        return {}
    cells: Cells = {"disorder_type": scheme.disorder_type, "event_type": types.pop()}
    if len(found) == 1:
        cells["sub_event_type"] = next(iter(found))[1]
    return cells


def _rest(record: FigureRecord) -> list[str]:
    found = [f"{record.category} {record.number.text!r}"] if record.category != "killed" else []
    found += [f"sources: {people(record.sources)}"] if record.sources else []
    found += [
        f"{what}: {', '.join(names)}" for what, names in (("groups", record.groups), ("causes", record.causes)) if names
    ]
    return found
