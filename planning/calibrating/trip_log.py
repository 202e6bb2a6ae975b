"""Logs of real trips: who drove is not asked, only from where, to where, when and how long."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from geo.coordinates import Place
from geo.errors import Fault, FaultsError, GreenZoneError
from layers.cells import CellRule, filled, needed, number, read_number
from layers.rows import read_rows
from planning.moment import parse_when
from planning.packs import Pack
from planning.places import locate

COLUMNS: Final = ("id", "origin", "destination", "departure", "minutes")
MOST_TRIPS: Final = 5000
_MOST_MINUTES = 24 * 60
_RULES: Mapping[str, CellRule] = {
    "id": filled,
    "origin": filled,
    "destination": filled,
    "departure": filled,
    "minutes": needed(number(0, _MOST_MINUTES, above=True)),
}
_HAS_CLOCK = re.compile(r"\d[T ]\d{2}:?\d{2}")


@dataclass(frozen=True, slots=True)
class LoggedTrip:
    """One trip as somebody drove it.

    Parameters
    ----------
    id
        Its id in the log.
    origin, destination
        Places in the pack's country.
    departure
        The instant, in the country's zone.
    observed_s
        Seconds from door to door, above 0.
    """

    id: str
    origin: Place
    destination: Place
    departure: datetime
    observed_s: float


@dataclass(frozen=True, slots=True)
class TripLog:
    """Logged trips, and what else stood in the file.

    Parameters
    ----------
    trips
        In the order of the rows; at least one.
    notes
        What a person should know: the encoding taken, and the columns that were not read.
    """

    trips: tuple[LoggedTrip, ...]
    notes: tuple[str, ...]


def read_trip_log(path: Path, pack: Pack) -> TripLog:
    """Read a log of trips from a CSV table.

    Parameters
    ----------
    path
        Columns ``id``; ``origin`` and ``destination`` as people paste them, names or
        coordinates; ``departure`` (ISO 8601, local without an offset); ``minutes`` of driving,
        above 0 and at most 1440. Any other column is not kept: a log needs no driver's name.
    pack
        The country.

    Raises
    ------
    FaultsError
        Naming every fault of the file, at its row.
    """
    table = read_rows(path)
    lacking = [name for name in COLUMNS if name not in table.columns]
    if lacking:
        message = f"the column is missing; a log has {', '.join(COLUMNS)}"
        raise FaultsError(path.name, [Fault("NO_COLUMN", message, column=name) for name in lacking])
    if not 1 <= len(table.rows) <= MOST_TRIPS:
        message = f"{len(table.rows)} trips; give 1 to {MOST_TRIPS}, a sample of a longer log"
        raise FaultsError(path.name, [Fault("RANGE", message)])
    reader = _LogReader(pack)
    place = {name: table.columns.index(name) for name in COLUMNS}
    for row, cells in table.rows:
        reader.read(row, {name: cells[place[name]] for name in COLUMNS})
    if reader.faults:
        raise FaultsError(path.name, reader.faults)
    unread = ", ".join(name for name in table.columns if name not in COLUMNS)
    ignored = (f"not read and not kept: {unread}",) if unread else ()
    return TripLog(tuple(reader.trips), (*table.notes, *ignored))


class _LogReader:
    """Reads rows into trips and gathers what is wrong with them."""

    def __init__(self, pack: Pack) -> None:
        self.trips: list[LoggedTrip] = []
        self.faults: list[Fault] = []
        self._pack = pack
        self._row_of: dict[str, int] = {}
        self._locate = cache(self._located)

    def read(self, row: int, cells: Mapping[str, str]) -> None:
        before = len(self.faults)
        for name, rule in _RULES.items():
            finding = rule(cells[name])
            if finding is not None:
                self.faults.append(Fault(*finding, row=row, column=name))
        first = self._row_of.setdefault(cells["id"], row)
        if first != row:
            message = f"the id stands in row {first} already; give each trip its own"
            self.faults.append(Fault("DUP_ID", message, row=row, column="id"))
        ends = [self._place(row, name, cells[name]) for name in ("origin", "destination")]
        departure = self._departure(row, cells["departure"])
        if len(self.faults) == before and departure is not None and ends[0] and ends[1]:
            observed_s = 60 * read_number(cells["minutes"])
            self.trips.append(LoggedTrip(cells["id"], ends[0], ends[1], departure, observed_s))

    def _place(self, row: int, column: str, text: str) -> Place | None:
        found = self._locate(text) if text else None
        if isinstance(found, GreenZoneError):
            self.faults.append(Fault(found.code, str(found), row=row, column=column))
            return None
        return found

    def _located(self, text: str) -> Place | GreenZoneError:
        try:
            return locate(self._pack, text)
        except GreenZoneError as error:
            return error

    def _departure(self, row: int, text: str) -> datetime | None:
        if not text:
            return None
        try:
            departure = parse_when(text, self._pack)
        except GreenZoneError as error:
            self.faults.append(Fault(error.code, str(error), row=row, column="departure"))
            return None
        if not _HAS_CLOCK.search(text) or not 2000 <= departure.year < 2100:
            message = f"{text[:40]!r}: give day and time of a year from 2000 to 2099"
            message += ", as 2025-10-18T14:30"
            self.faults.append(Fault("BAD_TIME", message, row=row, column="departure"))
            return None
        return departure
