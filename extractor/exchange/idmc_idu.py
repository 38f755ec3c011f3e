"""Figures of displaced and evacuated people as rows with the columns of IDMC's Internal Displacement Updates (IDU).

Columns and their forms (``[lat, lon]``, lists joined with ``"; "``, the words of ``qualifier``): IDMC API
documentation (internal-displacement.org/database/api-documentation) and the fields that IDMC's Helix server writes for
``idus/all``.

Never filled: ids, names, codes and dates of IDMC's events, ``role`` (IDMC decides which figure is recommended), the two
texts in HTML, ``created_at``. A count of households gives no ``figure``: IDMC multiplies by a household size that the
article does not state.
"""

from __future__ import annotations

from pathlib import Path

from extractor.data_loader import read_yaml
from extractor.exchange.common import DATA, Outcome, Source
from extractor.exchange.dataset import Claim
from extractor.exchange.events import Cells, Scheme, When, Where, countries, note, people, write_events
from extractor.schema import FigureRecord

FILE = "idmc-idu.csv"


class Idu(Scheme):
    """The data file of this scheme."""

    conflict: tuple[str, ...]
    disaster: tuple[str, ...]
    types: dict[str, str]
    qualifiers: dict[str, str]


def export(source: Source, folder: Path) -> Outcome:
    """Write ``idmc-idu.csv``."""
    scheme = read_yaml(DATA / "idmc_idu.yaml", Idu)
    return write_events(source, folder / FILE, scheme, lambda *given: _row(scheme, *given))


def _row(scheme: Idu, claim: Claim, place: Where, time: When) -> Cells:
    article, record = claim.article, claim.figure
    counted = record.unit == "people" and record.value is not None
    points = [f"{e.lat}, {e.lon}" for e in place.entries if e.lat is not None and e.lon is not None]
    all_known = bool(points) and len(points) == len(place.names)
    cells: Cells = {
        "country": place.country_name,
        "iso3": countries()[place.country][0] if place.country in countries() else None,
        "qualifier": scheme.qualifiers.get(record.quantifier) if counted else None,
        "figure": record.value if counted else None,
        "displacement_date": time.first if time.days == 1 else None,
        "displacement_start_date": time.first,
        "displacement_end_date": time.last,
        "year": time.year,
        "sources": "; ".join(dict.fromkeys(e.name or e.mention.text for e in record.sources)),
        "source_url": article.url,
        "locations_name": "; ".join(place.names),
        # In the order of the names: a list with gaps would give places the coordinates of others.
        "locations_coordinates": "; ".join(points) if all_known else None,
        **_cause(scheme, record),
    }
    if all_known and len(points) == 1:
        entry = place.entries[0]
        cells |= {"latitude": entry.lat, "longitude": entry.lon, "centroid": f"[{points[0]}]"}
    return {**cells, "note": note(record, _rest(record))}


def _cause(scheme: Idu, record: FigureRecord) -> Cells:
    causes = set(record.causes)
    if causes and causes <= set(scheme.conflict):
        return {"displacement_type": "Conflict"}
    if not causes or not causes <= set(scheme.disaster):
        return {}
    types = {scheme.types.get(cause) for cause in causes}
    return {"displacement_type": "Disaster", "type": types.pop() if len(types) == 1 else None}


def _rest(record: FigureRecord) -> list[str]:
    found = [] if record.category == "displaced" else [record.category]
    if record.unit != "people":
        found.append(f"{record.unit}: {record.number.text!r}")
    found += [f"actors: {people(record.actors)}"] if record.actors else []
    found += [
        f"{what}: {', '.join(names)}" for what, names in (("groups", record.groups), ("causes", record.causes)) if names
    ]
    return found
