"""ETA: answer + processing + turnout + access + drive + egress + wait for admission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Place
from layers.timetables import Timetable, timetable
from planning.moment import Moment
from planning.supply.values import Door, Unit
from routing.reach import DriveMatrix, seconds_between

Floats = NDArray[np.float64]
_LOOK_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Points:
    """Places asked about: demand points or one incident.

    Parameters
    ----------
    lon, lat
        EPSG:4326, shape (n,).
    error_m
        How far each true place may be, metres, shape (n,).
    """

    lon: Floats
    lat: Floats
    error_m: Floats

    @classmethod
    def of(cls, place: Place) -> "Points":
        """Give one place as points: shape (1,)."""
        return cls(np.array([place.lon]), np.array([place.lat]), np.array([place.error_m]))


@dataclass(frozen=True, slots=True)
class EtaParts:
    """The parts of one ETA, seconds each; they sum to `eta_s`."""

    answer_s: float
    processing_s: float
    turnout_s: float
    access_s: float
    drive_s: float
    egress_s: float
    admission_wait_s: float

    @property
    def fixed_s(self) -> float:
        """What passes before anybody drives: answer, processing and turnout, seconds."""
        return self.answer_s + self.processing_s + self.turnout_s

    @property
    def road_s(self) -> float:
        """What is driven: access, drive and egress, seconds."""
        return self.access_s + self.drive_s + self.egress_s

    @property
    def eta_s(self) -> float:
        """The whole, seconds."""
        return self.fixed_s + self.road_s + self.admission_wait_s


@dataclass(frozen=True, slots=True)
class Response:
    """Times from units to places: the clock runs from the first ring.

    Parameters
    ----------
    units
        The units, in the order of the rows.
    drive
        Access, drive and egress seconds, shape (units, places); inf where there is no road.
    """

    moment: Moment
    units: Sequence[Unit]
    drive: DriveMatrix

    @property
    def eta_s(self) -> Floats:
        """Seconds from the call to the unit's arrival, shape (units, places)."""
        delays = self.moment.pack.settings.delays
        turnout = np.array([unit.turnout_s for unit in self.units])[:, np.newaxis]
        return np.asarray(
            delays.answer_s + delays.processing_s + turnout + self.drive.total_s, dtype=np.float64
        )

    def parts(self, unit: int, place: int) -> EtaParts:
        """Split the ETA of one pair into its parts."""
        delays = self.moment.pack.settings.delays
        return EtaParts(
            answer_s=delays.answer_s,
            processing_s=delays.processing_s,
            turnout_s=self.units[unit].turnout_s,
            access_s=float(self.drive.access_s[unit, place]),
            drive_s=float(self.drive.drive_s[unit, place]),
            egress_s=float(self.drive.egress_s[unit, place]),
            admission_wait_s=0.0,
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """Times from places to doors: the clock runs from the victim's first step.

    Parameters
    ----------
    doors
        The doors, in the order of the columns.
    drive
        Access, drive and egress seconds, shape (places, doors); inf where there is no road.
    eta_s
        Seconds until the victim is inside, shape (places, doors): the arrival where the door
        is open then, else its next opening; nan when its hours are not known, inf when it
        does not open within 14 days of the arrival, or no road leads there.
    """

    moment: Moment
    doors: Sequence[Door]
    drive: DriveMatrix
    eta_s: Floats

    @property
    def wait_s(self) -> Floats:
        """Seconds between the arrival and being inside, shape (places, doors); nan as `eta_s`."""
        waits_s = np.zeros_like(self.eta_s)
        np.subtract(self.eta_s, self.arrival_s, out=waits_s, where=self.eta_s != self.arrival_s)
        return waits_s

    @property
    def arrival_s(self) -> Floats:
        """Seconds until the victim stands before the door, shape (places, doors)."""
        return self.drive.total_s


def response_times(moment: Moment, units: Sequence[Unit], places: Points) -> Response:
    """Time every unit to every place, on the roads of the moment.

    Parameters
    ----------
    moment
        The roads at the instant of the call.
    units
        The rows of the answer.
    places
        Its columns, EPSG:4326. One that joins no road is at no time: inf.
    """
    origins = moment.snap([unit.lon for unit in units], [unit.lat for unit in units])
    goals = moment.snap(places.lon, places.lat)
    return Response(moment, units, seconds_between(moment.travel, origins, goals))


def reach_times(moment: Moment, places: Points, doors: Sequence[Door]) -> Reach:
    """Time every place to every door, until the victim is inside.

    Parameters
    ----------
    moment
        The roads at the instant of the first step, for one mode of travel.
    places
        The rows of the answer, EPSG:4326. One that joins no road is at no time: inf.
    doors
        Its columns.
    """
    origins = moment.snap(places.lon, places.lat)
    goals = moment.snap([door.lon for door in doors], [door.lat for door in doors])
    drive = seconds_between(moment.travel, origins, goals)
    return Reach(moment, doors, drive, inside_seconds(moment, doors, drive.total_s))


def inside_seconds(moment: Moment, doors: Sequence[Door], arrival_s: Floats) -> Floats:
    """Say when each door lets in who arrives at some instants.

    Parameters
    ----------
    moment
        The instant of the first step.
    doors
        In the order of the columns.
    arrival_s
        Seconds until the arrival, shape (places, doors); inf for no way.

    Returns
    -------
    ndarray, shape (places, doors)
        Seconds until the victim is inside, as `Reach.eta_s`.
    """
    last_s = arrival_s[np.isfinite(arrival_s)].max(initial=0.0)
    window_s = float(last_s) + _LOOK_AHEAD.total_seconds() + 1.0  # its end is left out
    inside_s = np.empty_like(arrival_s)
    for column, door in enumerate(doors):
        hours = timetable(door.hours, door.admission, moment.when, seconds=window_s)
        inside_s[:, column] = _inside_s(hours, arrival_s[:, column])
    return inside_s


def _inside_s(hours: Timetable, arrival_s: Floats) -> Floats:
    """Give when a door lets in who arrives at some instants, seconds from the window's begin."""
    if hours.is_unknown:
        return np.where(np.isfinite(arrival_s), np.nan, np.inf)
    inside_s = hours.next_open(arrival_s)
    near = inside_s <= arrival_s + _LOOK_AHEAD.total_seconds()
    return np.where(near & np.isfinite(arrival_s), inside_s, np.inf)


@dataclass(frozen=True, slots=True)
class Admission:
    """What a victim finds at a door.

    Parameters
    ----------
    is_open
        Whether somebody opens at once; None when the hours are not known.
    opens_at
        When it is next known to open; None when it is open, or that is not known.
    wait_s
        Seconds until it opens: 0 when open, nan when not known, inf when it does not open
        within 14 days.
    """

    is_open: bool | None
    opens_at: datetime | None
    wait_s: float


def later(when: datetime, seconds: float) -> datetime:
    """Give the instant some seconds after another, in its zone, where clocks change too.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> later(datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin")), 3600).hour
    3
    """
    return (when.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(when.tzinfo)


def admission_at(moment: Moment, door: Door, arrival_s: float) -> Admission:
    """Say what a victim finds who stands before a door `arrival_s` seconds from now.

    Parameters
    ----------
    moment
        The instant that is now.
    door
        Which.
    arrival_s
        Seconds until the arrival, 0 or more; finite.
    """
    inside_s = inside_seconds(moment, [door], np.array([[arrival_s]]))
    return admission_of(moment, door, arrival_s=arrival_s, inside_s=float(inside_s[0, 0]))


def admission_of(moment: Moment, door: Door, *, arrival_s: float, inside_s: float) -> Admission:
    """Say what a victim finds at a door, out of what `inside_seconds` gave for the arrival.

    Parameters
    ----------
    arrival_s
        Seconds until the arrival; finite.
    """
    if inside_s == arrival_s:
        return Admission(is_open=True, opens_at=None, wait_s=0.0)
    arrival = later(moment.when, arrival_s)
    is_open = None if door.hours.state(arrival) == "unknown" else False
    if np.isfinite(inside_s):
        return Admission(is_open, later(moment.when, inside_s), inside_s - arrival_s)
    return Admission(is_open, door.hours.next_opening(arrival), inside_s)
