"""The doors a victim can reach from one place: how far, open when they get there, how sure."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from layers.hours import open_throughout
from planning.answers.spreads import chance_inside, drive_spread
from planning.eta import Admission, Reach, admission_of, later
from planning.golden import latest_s
from planning.supply.values import Door


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
    open_throughout
        Whether it is known to be open at any arrival from the soonest tenth to the latest: only
        to such a door is a victim ever sent.
    opens_at
        When it opens next after the arrival, if it is closed then and known to open.
    eta_s
        Seconds until the victim is inside, as `planning.eta.inside_seconds` gives it: the arrival,
        or the next opening; None when that is not known.
    access_s, drive_s, egress_s, admission_wait_s
        The parts of it.
    p50_s, p90_s
        Seconds until arrival that are not exceeded half of the time and nine times in ten.
    chance
        Probability of being inside within the golden time; 0 for unknown hours.
    in_time
        Inside within the golden time (inclusive); never for unknown hours.
    flags
        What to know about the door: ``hours_unknown``; ``admission_contested`` and
        ``admission_unknown`` if it is not open by its hours, which then counts as closed;
        ``after_hours`` if it is open only because it admits people outside them.
    """

    door: Door
    arrival_s: float
    open_on_arrival: bool | None
    open_throughout: bool
    opens_at: datetime | None
    eta_s: float | None
    access_s: float
    drive_s: float
    egress_s: float
    admission_wait_s: float | None
    p50_s: float
    p90_s: float
    chance: float
    in_time: bool
    flags: tuple[str, ...]

    @property
    def is_reachable(self) -> bool:
        """Whether any open road leads to the door."""
        return bool(np.isfinite(self.arrival_s))


def safe_points_of(reach: Reach, *, error_m: float, golden_s: float) -> list[SafePoint]:
    """Judge every door of a reach from one place, in the order of its columns.

    Parameters
    ----------
    reach
        Times from one place to doors.
    error_m
        How far the true place may be, metres.
    golden_s
        Golden time, seconds, inclusive.
    """
    return [
        _safe_point(reach, column, error_m=error_m, golden_s=golden_s)
        for column in range(len(reach.doors))
    ]


def rank_of_door(point: SafePoint) -> tuple[bool, float, float]:
    """Rank by the time inside; doors of unknown hours come last, by the way."""
    return (point.eta_s is None, point.eta_s or 0.0, point.arrival_s)


def _safe_point(reach: Reach, column: int, *, error_m: float, golden_s: float) -> SafePoint:
    door, moment = reach.doors[column], reach.moment
    arrival_s = float(reach.drive.total_s[0, column])
    eta_s = float(reach.eta_s[0, column])
    found = Admission(is_open=None, opens_at=None, wait_s=np.inf)
    p10_s, p50_s, p90_s, chance = np.inf, np.inf, np.inf, 0.0
    throughout = False
    flags: tuple[str, ...] = ()
    if np.isfinite(arrival_s):
        found = admission_of(moment, door, arrival_s=arrival_s, inside_s=eta_s)
        way = drive_spread(moment, arrival_s, errors_m=(error_m, door.precision_m))
        p10_s, p50_s, p90_s = (way.percentile(share) for share in (0.1, 0.5, 0.9))
        chance = chance_inside(moment, door, way, golden_s=golden_s)
        span = (later(moment.when, p10_s), later(moment.when, p90_s))
        throughout = found.is_open is True and (
            open_throughout(door.hours, door.admission, span) == "open"
        )
        flags = _flags(door, found, later(moment.when, arrival_s))
    is_known = bool(np.isfinite(eta_s))
    return SafePoint(
        door=door,
        arrival_s=arrival_s,
        open_on_arrival=found.is_open,
        open_throughout=throughout,
        opens_at=found.opens_at,
        eta_s=eta_s if is_known else None,
        access_s=float(reach.drive.access_s[0, column]),
        drive_s=float(reach.drive.drive_s[0, column]),
        egress_s=float(reach.drive.egress_s[0, column]),
        admission_wait_s=found.wait_s if is_known else None,
        p50_s=p50_s,
        p90_s=p90_s,
        chance=chance,
        in_time=is_known and eta_s <= latest_s(golden_s),
        flags=flags,
    )


def _flags(door: Door, found: Admission, arrival: datetime) -> tuple[str, ...]:
    flags = ["hours_unknown"] if found.is_open is None else []
    if not found.is_open and door.admission in {"contested", "unknown"}:
        flags.append(f"admission_{door.admission}")
    if found.is_open and door.admission == "yes" and not door.hours.is_open(arrival):
        flags.append("after_hours")
    return tuple(flags)
