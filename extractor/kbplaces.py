"""The packed gazetteer: many places in few objects, so that loading costs milliseconds and little memory.

A file is one zlib stream: a JSON header line, then a hash table (u32 offsets into the key blob), the key blob
(``folded name TAB rows``, one a line), the row offsets and the row blob (one tab-separated place a line).
Rows are sorted by prominence, so a smaller number is the better known place. Nothing is decoded before it is
looked up.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from extractor.errors import DataError

_FORMAT = 2
_KINDS = {"c": "city", "d": "division", "m": "ministry"}
_REMEMBERED = 50_000  # looked-up names kept; the same capitalised words come again in every article


class Place(NamedTuple):
    """One packed place, or ministry. `admin` is a city's GeoNames admin1 code or a division's ISO 3166-2 code."""

    row: int
    id: str
    name: str
    kind: str  # "city" | "division" | "ministry"
    country: str
    admin: str
    population: int
    lat: float | None
    lon: float | None
    geonames: int | None
    note: str


class PlaceStore:
    """Read access to a packed gazetteer."""

    def __init__(self, slots: array[int], keys: bytes, offsets: array[int], rows: bytes, notes: list[str]) -> None:
        self._slots, self._keys, self._offsets, self._rows = slots, keys, offsets, rows
        self._notes = notes
        self._mask = len(slots) - 1
        self._cache: dict[int, Place] = {}
        self._found: dict[str, tuple[tuple[int, bool], ...]] = {}

    def __len__(self) -> int:
        return len(self._offsets)

    @classmethod
    def load(cls, path: Path) -> PlaceStore:
        """Read `path`. Raises `DataError` if it is no packed gazetteer of this format."""
        try:
            raw = zlib.decompress(path.read_bytes())
            end = raw.index(b"\n")
            head = json.loads(raw[:end])
            if head["format"] != _FORMAT:
                raise DataError(f"format {head['format']}, expected {_FORMAT}: rebuild it", path=str(path))
        except (OSError, zlib.error, ValueError, KeyError) as e:
            raise DataError(f"no packed gazetteer: {e}", path=str(path)) from e
        parts, at = [], end + 1
        for size in head["sizes"]:
            parts.append(raw[at : at + size])
            at += size
        return cls(_words(parts[0]), parts[1], _words(parts[2]), parts[3], head["notes"])

    def rows(self, key: str) -> tuple[tuple[int, bool], ...]:
        """The rows of a folded name, as (row, is it the place's main name?), most prominent first."""
        found = self._found.get(key)
        if found is None:
            if len(self._found) > _REMEMBERED:
                self._found.clear()
            found = self._found[key] = self._rows_of(key)
        return found

    def _rows_of(self, key: str) -> tuple[tuple[int, bool], ...]:
        name = key.encode("utf-8", "surrogatepass")
        probe = name + b"\t"
        at = zlib.crc32(name) & self._mask
        while offset := self._slots[at]:
            if self._keys.startswith(probe, offset):
                start = offset + len(probe)
                cells = self._keys[start : self._keys.index(b"\n", start)].decode().split(",")
                return tuple((int(c.lstrip("~")), not c.startswith("~")) for c in cells)
            at = (at + 1) & self._mask
        return ()

    def place(self, row: int) -> Place:
        """The place in `row`, decoded once."""
        found = self._cache.get(row)
        if found is None:
            start = self._offsets[row]
            cells = self._rows[start : self._rows.index(b"\n", start)].decode().split("\t")
            found = self._cache[row] = self._decode(row, cells)
        return found

    def row_of(self, place_id: str) -> int | None:
        """The row of an id, None if no place has it."""
        mark = f"{_short_id(place_id)}\t".encode()
        at = 0 if self._rows.startswith(mark) else self._rows.find(b"\n" + mark) + 1
        if at == 0 and not self._rows.startswith(mark):
            return None
        return bisect_left(self._offsets, at)

    def _decode(self, row: int, cells: list[str]) -> Place:
        id_, name, kind, country, admin, population, lat, lon, note = cells
        geonames = id_[2:] if id_.startswith("g:") else ""
        id_ = f"geonames:{geonames}" if geonames else id_
        note = self._notes[int(note)]
        return Place(
            row, id_, name, _KINDS[kind], country, admin, int(population),
            float(lat) if lat else None, float(lon) if lon else None, int(geonames) if geonames else None,
            note,
        )  # fmt: skip

    def names(self) -> Iterable[str]:
        """Every folded name, for checks."""
        return (line.split(b"\t", 1)[0].decode() for line in self._keys[1:].splitlines())


def pack(places: list[tuple[str, ...]], names: dict[str, list[tuple[int, bool]]]) -> bytes:
    """The bytes of a packed gazetteer: `places` are rows of text cells, `names` maps folded names to rows.

    The cells are id, name, kind, country, admin, population, lat, lon, note. The same input always gives the
    same bytes, because zlib streams hold no time.
    """
    keys = bytearray(b"\n")
    size = 1 << max(4, (len(names) * 2).bit_length())
    slots = array("I", bytes(4 * size))
    for key in sorted(names):
        cells = ",".join(f"{'' if main else '~'}{row}" for row, main in sorted(names[key]))
        at = zlib.crc32(key.encode()) & (size - 1)
        while slots[at]:
            at = (at + 1) & (size - 1)
        slots[at] = len(keys)
        keys += f"{key}\t{cells}\n".encode()
    rows, offsets = bytearray(), array("I")
    notes: dict[str, int] = {}
    for id_, *middle, note in places:
        offsets.append(len(rows))
        row_cells = (_short_id(id_), *middle, str(notes.setdefault(note, len(notes))))
        rows += ("\t".join(row_cells) + "\n").encode()
    parts = [_bytes(slots), bytes(keys), _bytes(offsets), bytes(rows)]
    head = {"format": _FORMAT, "sizes": [len(p) for p in parts], "notes": list(notes)}
    return zlib.compress(json.dumps(head).encode() + b"\n" + b"".join(parts), 9)


def _short_id(place_id: str) -> str:
    """GeoNames ids are most of all ids: their prefix is cut."""
    return f"g:{place_id[9:]}" if place_id.startswith("geonames:") else place_id


def _words(raw: bytes) -> array[int]:
    words = array("I")
    words.frombytes(raw)
    if sys.byteorder == "big":
        words.byteswap()
    return words


def _bytes(words: array[int]) -> bytes:
    if sys.byteorder == "big":
        words = array("I", words)
        words.byteswap()
    return words.tobytes()
