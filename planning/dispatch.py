"""One incident: who gets there first, how sure, and where the victim can go now."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from geo.coordinates import Place
from planning.eta import (
    Admission,
    EtaParts,
    Points,
    Reach,
    Response,
    admission_at,
    drive_spread,
    reach_times,
    response_spread,
    response_times,
)
from planning.facilities import Door, PolicePolicy, Unit, absent_units, doors_at, units_at
from planning.moment import Moment
from routing.network import Mode


@dataclass(frozen=True, slots=True)
class Responder:
    """One unit and its way to the incident.

    Parameters
    ----------
    unit
        Who.
    parts
        The ETA in its parts, seconds.
    drive_m
        Metres on the road.
    p50_s, p90_s
        Seconds not exceeded half of the time and nine times in ten.
    chance
        Probability of being there within the golden time.
    in_time
        Whether the ETA is within the golden time (inclusive).
    """

    unit: Unit
    parts: EtaParts
    p50_s: float
    p90_s: float
    chance: float
    in_time: bool

    @property
    def is_reachable(self) -> bool:
        """Whether any open road leads from the unit to the incident."""
        return bool(np.isfinite(self.parts.eta_s))


@dataclass(frozen=True, slots=True)
class SafePoint:
    """One door and the victim's way to it.

    Parameters
    ----------
    door
        Where.
    arrival_s
        Seconds until the victim stands before it.
    open_on_arrival
        Whether it is open then; None when its hours are not known.
    opens_at
        When it opens next after the arrival, if it is closed then and known to open.
    eta_s
        Seconds until the victim is inside; None when that is not known.
    access_s, drive_s, egress_s, admission_wait_s
        The parts of it.
    p90_s
        Seconds until arrival that are not exceeded nine times in ten.
    in_time
        Inside within the golden time (inclusive); never for unknown hours.
    """

    door: Door
    arrival_s: float
    open_on_arrival: bool | None
    opens_at: datetime | None
    eta_s: float | None
    access_s: float
    drive_s: float
    egress_s: float
    admission_wait_s: float | None
    p90_s: float
    in_time: bool


@dataclass(frozen=True, slots=True)
class DispatchCard:
    """The answer for one incident.

    Parameters
    ----------
    place, when, golden_s
        The question.
    responders
        Units, the surest and fastest first.
    safe_points
        Doors, the first that lets the victim in first.
    absent
        Names of units that exist but are neither on duty nor known to be on call.
    mode
        How the victim travels to a door; units come by car.
    busy
        Ids of units that were left out, being busy with a case.
    """

    place: Place
    when: datetime
    golden_s: float
    responders: tuple[Responder, ...]
    safe_points: tuple[SafePoint, ...]
    absent: tuple[str, ...]
    mode: Mode = "car"
    busy: tuple[str, ...] = ()


def assess_incident(
    moment: Moment,
    place: Place,
    *,
    golden_s: float,
    police: PolicePolicy = "none",
    mode: Mode = "car",
) -> DispatchCard:
    """Rank the units that can be sent and the doors the victim can reach.

    Parameters
    ----------
    moment
        The country at the instant of the call.
    place
        Where the caller is; its error widens every time.
    golden_s
        Seconds from the call; a help that comes at exactly this time is in time.
    police
        Which police posts count as help.
    mode
        How the victim travels: ``foot``, ``motorbike`` (or tuk-tuk) or ``car``.

    Raises
    ------
    TooFarError
        If the place is further from any road than the pack allows.
    """
    here = Points(np.array([place.lon]), np.array([place.lat]), np.array([place.error_m]))
    moment.snap_place(place)
    units, doors = units_at(moment, police=police), doors_at(moment, police=police)
    responders: list[Responder] = []
    safe_points: list[SafePoint] = []
    if units:
        response = response_times(moment, units, here)
        responders = [
            _responder(response, row, error_m=place.error_m, golden_s=golden_s)
            for row in range(len(units))
        ]
    if doors:
        walker = moment if mode == moment.travel.mode else moment.travelling(mode)
        reach = reach_times(walker, here, doors)
        safe_points = [
            _safe_point(reach, column, error_m=place.error_m, golden_s=golden_s)
            for column in range(len(doors))
        ]
    return DispatchCard(
        place=place,
        when=moment.when,
        golden_s=golden_s,
        responders=tuple(sorted(responders, key=_rank_of_unit)),
        safe_points=tuple(sorted(safe_points, key=_rank_of_door)),
        absent=tuple(one.unit.name for one in absent_units(moment)),
        mode=mode,
        busy=tuple(sorted(moment.busy)),
    )


def _rank_of_unit(one: Responder) -> tuple[float, float]:
    """Rank by the chance as it is told (to a tenth of a per cent), then by the ETA."""
    return (-round(one.chance, 3), one.parts.eta_s)


def _rank_of_door(point: SafePoint) -> tuple[bool, float, float]:
    return (point.eta_s is None, point.eta_s or 0.0, point.arrival_s)


def _responder(response: Response, row: int, *, error_m: float, golden_s: float) -> Responder:
    parts = response.parts(row, 0)
    if not np.isfinite(parts.eta_s):
        return Responder(response.units[row], parts, np.inf, np.inf, 0.0, in_time=False)
    unit = response.units[row]
    spread = response_spread(response, row, 0, error_m=error_m + unit.precision_m)
    return Responder(
        unit=unit,
        parts=parts,
        p50_s=spread.percentile(0.5),
        p90_s=spread.percentile(0.9),
        chance=spread.chance_within(golden_s),
        in_time=parts.eta_s <= golden_s,
    )


def _safe_point(reach: Reach, column: int, *, error_m: float, golden_s: float) -> SafePoint:
    door, drive, moment = reach.doors[column], reach.drive, reach.moment
    arrival_s = float(drive.total_s[0, column])
    is_reachable = bool(np.isfinite(arrival_s))
    found = (
        admission_at(moment, door, arrival_s)
        if is_reachable
        else Admission(is_open=None, opens_at=None, wait_s=np.inf)
    )
    eta_s = arrival_s + found.wait_s
    is_known = bool(np.isfinite(eta_s))
    spread = drive_spread(moment, arrival_s, error_m=error_m + door.precision_m)
    return SafePoint(
        door=door,
        arrival_s=arrival_s,
        open_on_arrival=found.is_open,
        opens_at=found.opens_at,
        eta_s=eta_s if is_known else None,
        access_s=float(drive.access_s[0, column]),
        drive_s=float(drive.drive_s[0, column]),
        egress_s=float(drive.egress_s[0, column]),
        admission_wait_s=found.wait_s if is_known else None,
        p90_s=spread.percentile(0.9) if is_reachable else float("inf"),
        in_time=is_known and eta_s <= golden_s,
    )
