"""Entries of a gazetteer, and how the rows of a table become entries."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from geo.errors import Fault, FaultsError
from geo.notation.reading import clean, excerpt

RANKS: Final = {
    "capital": 5,
    "provincial_seat": 4,
    "border_town": 3,
    "city": 3,
    "district_town": 3,
    "town": 2,
    "village": 1,
    "hamlet": 1,
    "island": 1,
    "suburb": 1,
}
"""How prominent each kind of place is."""


_SEAT_RANK = 4
_COARSE_M = 5_000.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a gazetteer.

    Parameters
    ----------
    id
        Stable id.
    name
        Name shown.
    lat, lon
        Degrees, EPSG:4326.
    precision_m
        Metres by which the true place may differ.
    other_names
        Names in any script and spelling.
    district, province
        What it lies in; empty if unknown.
    context
        Other names of district and province, in any script.
    rank
        Prominence, larger for larger places (see `RANKS`).
    population
        People; 0 if unknown.
    """

    id: str
    name: str
    lat: float
    lon: float
    precision_m: float
    other_names: tuple[str, ...] = ()
    district: str = ""
    province: str = ""
    context: tuple[str, ...] = ()
    rank: int = 0
    population: float = 0.0

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all other names."""
        return (self.name, *self.other_names)

    @property
    def around(self) -> tuple[str, ...]:
        """All names of what it lies in."""
        return tuple(name for name in (self.district, self.province, *self.context) if name)


def entries_from_rows(rows: Iterable[Mapping[str, object]]) -> list[Entry]:
    """Make entries of the rows of a pack's places table.

    Parameters
    ----------
    rows
        Mappings with ``id``, ``name``, ``lat``, ``lon`` (degrees, EPSG:4326)
        and, where known, ``precision_m`` (5,000 if not), ``name_ko``,
        ``name_km``, ``alt_names`` (parted by ; or |), ``kind``, ``district``,
        ``province``, ``population``.

    Returns
    -------
    list
        One entry a row. A province is also known by the names of its seat
        where the two share one.

    Raises
    ------
    FaultsError
        Every cell that should be a number and is none.

    Examples
    --------
    >>> [entry] = entries_from_rows([{"id": "kep", "name": "Kep", "lat": "10.48", "lon": "104.3"}])
    >>> entry.lat, entry.precision_m
    (10.48, 5000.0)
    """
    faults: list[Fault] = []
    tables = list(rows)
    spellings: dict[str, tuple[str, ...]] = {
        name: _other_names(row)
        for row in tables
        if RANKS.get(_text(row, "kind"), 0) >= _SEAT_RANK
        and (name := _text(row, "name")) == _text(row, "province")
    }
    entries = [
        _entry((number, row), spellings, faults) for number, row in enumerate(tables, start=2)
    ]
    if faults:
        raise FaultsError("places", faults)
    return entries


def require_sound(entries: Iterable[Entry]) -> None:
    """Refuse entries of which a gazetteer cannot be made.

    Raises
    ------
    FaultsError
        All faults: a double id, no name, no position.
    """
    faults = []
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            faults.append(Fault("DUP_ID", f"{excerpt(entry.id)} is there twice"))
        seen.add(entry.id)
        if not any(map(str.isalnum, clean(entry.name))):
            faults.append(Fault("NO_NAME", f"{excerpt(entry.id)} has no name"))
        if not (abs(entry.lat) <= 90 and abs(entry.lon) <= 180):
            faults.append(Fault("BAD_COORD", f"{excerpt(entry.id)} has no place on Earth"))
        if not 0 <= entry.precision_m < math.inf:
            faults.append(Fault("RANGE", f"{excerpt(entry.id)}: precision_m is not >= 0"))
    if faults:
        raise FaultsError("gazetteer", faults)


def _entry(
    numbered: tuple[int, Mapping[str, object]],
    spellings: Mapping[str, tuple[str, ...]],
    faults: list[Fault],
) -> Entry:
    number, row = numbered

    def figure(column: str, default: float) -> float:
        text = _text(row, column)
        try:
            return float(text) if text else default
        except ValueError:
            fault = Fault("BAD_NUMBER", f"{excerpt(text)} is no number", number, column)
            faults.append(fault)
            return default

    province = _text(row, "province")
    return Entry(
        id=_text(row, "id"),
        name=_text(row, "name"),
        lat=figure("lat", math.nan),
        lon=figure("lon", math.nan),
        precision_m=figure("precision_m", _COARSE_M),
        other_names=_other_names(row),
        district=_text(row, "district"),
        province=province,
        context=spellings.get(province, ()),
        rank=RANKS.get(_text(row, "kind"), 0),
        population=figure("population", 0.0),
    )


def _other_names(row: Mapping[str, object]) -> tuple[str, ...]:
    listed = re.split(r"\s*[;|]\s*", _text(row, "alt_names"))
    names = (_text(row, "name_ko"), _text(row, "name_km"), *listed)
    return tuple(dict.fromkeys(name for name in names if name))


def _text(row: Mapping[str, object], column: str) -> str:
    """Return a cell as text; empty where it is missing or NaN."""
    value = row.get(column)
    is_missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if is_missing else str(value).strip()
