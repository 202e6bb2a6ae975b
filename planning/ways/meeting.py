"""Where a victim who can move and a unit that comes the other way meet soonest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from geo.coordinates import Place
from geo.errors import NoResourceError, SettingError
from layers.hours import DoorState, open_throughout
from planning.eta import Floats, Points, response_times
from planning.moment import Moment
from planning.supply.facilities import PolicePolicy, meeting_doors, units_at
from planning.supply.values import Door, Unit
from routing.meeting import best_meetings
from routing.network import IntArray, Mode
from routing.paths import EdgeHazard, Path, RiskPreference, fastest_safe_path
from routing.reach import seconds_between
from routing.snap import Snap

MOST_HAZARD = 0.45
"""Heuristic: one kernel width away from a fresh, confirmed site it is 1 - exp(-exp(-1/2)) = 0.455."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One place, and when and how both get there.

    Parameters
    ----------
    door
        Where.
    is_open
        Whether it is known to be open from the victim's arrival until both are there; None
        where its hours are not known. A place known to close is never a meeting place.
    hazard
        Hazard 0..1 at the place.
    unit
        Who comes.
    victim_s
        Seconds until the victim is there, who sets out at the call.
    unit_s
        Seconds until the unit is there: answer, processing, turnout and the drive.
    stay_s
        Seconds until the first unit is with a victim who stays; infinite where none can be.
    victim_path, unit_path
        The quickest ways, which take these times.
    """

    door: Door
    is_open: bool | None
    hazard: float
    unit: Unit
    victim_s: float
    unit_s: float
    stay_s: float
    victim_path: Path
    unit_path: Path

    @property
    def meeting_s(self) -> float:
        """Seconds from the call until both are there."""
        return max(self.victim_s, self.unit_s)

    @property
    def is_sooner(self) -> bool:
        """Whether both are together sooner than a unit is with a victim who stays."""
        return self.meeting_s < self.stay_s

    @property
    def wait_s(self) -> float:
        """Seconds the victim waits there for the unit; 0 when the unit is first."""
        return max(self.unit_s - self.victim_s, 0.0)


def plan_meetings(
    moment: Moment,
    place: Place,
    *,
    mode: Mode = "foot",
    police: PolicePolicy = "trusted",
    most_hazard: float = MOST_HAZARD,
    count: int = 3,
) -> tuple[Meeting, ...]:
    """Find the safe public places where a victim and a unit are together soonest.

    Parameters
    ----------
    moment
        The country at the instant of the call; the units travel as it does, by car.
    place
        Where the victim is.
    mode
        How the victim travels: ``foot``, ``motorbike`` (or tuk-tuk) or ``car``.
    police
        Which police posts count as safe.
    most_hazard
        Hazard 0..1, inclusive, above which a place is not offered. The default is a heuristic.
    count
        How many places at most, 1 or more.

    Returns
    -------
    tuple of Meeting
        Places known to be open first, then those whose hours are not known; among each the
        soonest meeting, then the sooner arrival of the victim, who waits inside and not on
        the road. Never empty.

    Raises
    ------
    TooFarError
        If the victim is further from any road than the pack allows.
    NoResourceError
        If nobody can be sent, or no place is left; it says why each was left out.
    SettingError
        If `count` is below 1, or `most_hazard` is no number from 0 to 1.
    """
    if not 0 <= most_hazard <= 1:
        raise SettingError(f"most hazard {most_hazard}: give a number from 0 to 1")
    case = _Case.of(moment, place, mode=mode, police=police)
    verdicts = [case.verdict(row, most_hazard=most_hazard) for row in range(len(case.doors))]
    chosen = [
        (row, is_open)
        for verdict, is_open in (("open", True), ("unknown", None))
        for row in case.soonest(np.array(verdicts) == verdict, count=count)
    ]
    if not chosen:
        raise NoResourceError(_why_none(verdicts, place))
    hazard = moment.road_hazard()
    return tuple(
        case.meeting(row, is_open=is_open, roads=hazard) for row, is_open in chosen[:count]
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """The two sides and the doors between them; from `hazard` on one value for each door."""

    moment: Moment
    walker: Moment
    start: Snap
    units: Sequence[Unit]
    doors: Sequence[Door]
    hazard: Floats
    victim_s: Floats
    unit_s: Floats
    unit: IntArray
    stay_s: float

    @classmethod
    def of(cls, moment: Moment, place: Place, *, mode: Mode, police: PolicePolicy) -> "_Case":
        """Time both sides to every door; of the units the one that is there first."""
        walker = moment.travelling(mode)
        start = walker.snap_place(place)
        units, doors = units_at(moment), meeting_doors(moment, police=police)
        if not units:
            raise NoResourceError("no unit is on duty or on call: nobody can come to a meeting")
        if not doors:
            raise NoResourceError("no mission, zone, post, hospital or fuel station is on the map")
        lon, lat = np.array([door.lon for door in doors]), np.array([door.lat for door in doors])
        error_m = np.array([door.precision_m for door in doors])
        each_s = response_times(moment, units, Points(lon, lat, error_m)).eta_s
        return cls(
            moment=moment,
            walker=walker,
            start=start,
            units=units,
            doors=doors,
            hazard=moment.hazard.at(lon, lat),
            victim_s=seconds_between(walker.travel, start, walker.snap(lon, lat)).total_s[0],
            unit_s=each_s.min(axis=0),
            unit=each_s.argmin(axis=0).astype(np.int32),
            stay_s=float(response_times(moment, units, Points.of(place)).eta_s.min()),
        )

    def verdict(self, row: int, *, most_hazard: float) -> str:
        """Say why a door is out of the question, or what is known of its hours while one waits."""
        if self.hazard[row] > most_hazard:
            return "in danger"
        victim_s, unit_s = float(self.victim_s[row]), float(self.unit_s[row])
        if not np.isfinite(max(victim_s, unit_s)):
            return "out of reach"
        begin = self.moment.when + timedelta(seconds=victim_s)
        end = begin + timedelta(seconds=max(unit_s - victim_s, 0.0))
        door = self.doors[row]
        state: DoorState = open_throughout(door.hours, door.admission, (begin, end))
        return state

    def soonest(self, doors: NDArray[np.bool_], *, count: int) -> list[int]:
        """Rows of some of the doors, the soonest meeting first."""
        rows = np.flatnonzero(doors)
        found = best_meetings(self.victim_s[rows], self.unit_s[rows], count=count)
        return [int(row) for row in rows[found.place]]

    def meeting(self, row: int, *, is_open: bool | None, roads: EdgeHazard) -> Meeting:
        """Describe the meeting at one door, with the ways there."""
        door, unit, risk = self.doors[row], self.units[self.unit[row]], RiskPreference(roads)
        goal, base = ([door.lon], [door.lat]), ([unit.lon], [unit.lat])
        there, base_snap = self.moment.snap(*goal)[0], self.moment.snap(*base)[0]
        return Meeting(
            door=door,
            is_open=is_open,
            hazard=float(self.hazard[row]),
            unit=unit,
            victim_s=float(self.victim_s[row]),
            unit_s=float(self.unit_s[row]),
            stay_s=self.stay_s,
            victim_path=fastest_safe_path(
                self.walker.travel, risk, start=self.start, end=self.walker.snap(*goal)[0]
            ),
            unit_path=fastest_safe_path(self.moment.travel, risk, start=base_snap, end=there),
        )


def _why_none(verdicts: Sequence[str], place: Place) -> str:
    words = {
        "closed": "closed then",
        "in danger": "in high hazard",
        "out of reach": "out of reach of the victim or of every unit",
    }
    told = ", ".join(f"{count} {words[verdict]}" for verdict, count in Counter(verdicts).items())
    return (
        f"{place.name}: no safe public place to meet ({told}); try another mode of travel "
        "or police policy, or send the unit to the victim"
    )
