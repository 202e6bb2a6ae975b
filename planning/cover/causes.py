"""Why a place is not in time: one main cause, and the figure that would mend it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from planning.cover.blocking import blocked_by
from planning.cover.houses import Direction
from planning.cover.times import Times
from planning.cover.travel import OwnDanger
from planning.eta import later
from planning.golden import latest_s

Floats = NDArray[np.float64]
_STEP = 0.05
CAUSES = (
    *("closed_on_arrival", "hours_unknown", "nobody_on_duty", "busy", "hazard", "too_far"),
    *("no_road", "no_help"),
)
"""Why a place is not covered, the easier to mend first; `busy`: who would come is busy with
another case; `hazard`: only through roads of more hazard than the limit; `no_help`: no door,
or no unit, that counts is on the map."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why one place is not covered.

    Parameters
    ----------
    kind
        One of `CAUSES`.
    by
        Name of the door or unit it speaks of, or empty: the one that would help if it were
        open, on duty or nearer.
    arrival_s
        Seconds until the victim stands before that door, or until that unit arrives; None
        where no road leads, or where the unit cannot be sent.
    late_s
        Seconds that are missing: by so much is a unit's turnout too long, or the way.
    opens_at
        When that door opens after the arrival, or when that unit is next on duty; None
        where that is not known or is not the cause.
    needs_hazard
        Least limit of hazard, in steps of 0.05, on which a way is in time.
    blocked_by
        Closed roads and gates on the way there would be.
    """

    kind: str
    by: str = ""
    arrival_s: float | None = None
    late_s: float | None = None
    opens_at: datetime | None = None
    needs_hazard: float | None = None
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Force:
    """What is asked of every unit for every place, shape (units,) each."""

    is_busy: NDArray[np.bool_]
    turnout_s: Floats
    turnout_on_duty_s: Floats


def causes_of(
    times: Times, rows: Sequence[int], directions: Sequence[Direction]
) -> dict[int, Cause]:
    """Name the cause of every point that nobody reaches in time, whatever the hazard.

    Parameters
    ----------
    times
        Every pair.
    rows
        The points.
    directions
        ``reach``, ``response`` or both; of two causes the one that is easier to mend.
    """
    found = [_CAUSES_OF[direction](times, rows) for direction in directions]
    causes = {
        row: min(each, key=lambda cause: CAUSES.index(cause.kind))
        for row, each in zip(rows, zip(*found, strict=True), strict=True)
    }
    cut_off = [row for row, cause in causes.items() if cause.kind == "no_road"]
    return causes | {
        row: replace(causes[row], blocked_by=names)
        for row, names in _blocked(times, cut_off).items()
    }


def hazard_causes(
    any_way: Times, rows: Sequence[int], dangers: Sequence[OwnDanger], *, most_hazard: float
) -> dict[int, Cause]:
    """Name the points that are in time only through more hazard than a limit, and what they need.

    Parameters
    ----------
    any_way
        Every pair, whatever the hazard.
    rows
        Points that are not in time under the limit.
    dangers
        From `planning.cover.travel.own_dangers`.
    most_hazard
        The limit, 0..1.
    """
    is_open = np.asarray(any_way.in_time.any(axis=1))
    open_rows = [row for row in rows if is_open[row]]
    needs: dict[int, float] = {}
    for level in np.arange(math.floor(most_hazard / _STEP) + 1, round(1 / _STEP) + 1) * _STEP:
        left = np.array([row for row in open_rows if row not in needs], dtype=np.int32)
        theirs = [
            replace(one, rows=mine)
            for one in dangers
            if len(mine := np.intersect1d(one.rows, left))
        ]
        if not theirs:
            break
        within = any_way.within(theirs, most_hazard=min(float(level), 1.0))
        is_in_time = np.asarray(within.in_time[left].any(axis=1))
        needs |= dict.fromkeys(left[is_in_time].tolist(), float(level))
    names = any_way.supply.names
    quickest = any_way.help_s.argmin(axis=1) if open_rows else ()
    return {
        row: Cause(
            "hazard",
            names[quickest[row]],
            float(any_way.help_s[row, quickest[row]]),
            needs_hazard=round(needs[row], 2) if row in needs else None,
        )
        for row in open_rows
    }


def _blocked(times: Times, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
    return blocked_by(times.moment, times.demand.points, times.supply, rows=rows)


def _reach_causes(times: Times, rows: Sequence[int]) -> list[Cause]:
    if not times.supply.doors:
        return [Cause("no_help")] * len(rows)
    return [_reach_cause(times, row) for row in rows]


def _reach_cause(times: Times, row: int) -> Cause:
    """Say why no door lets this place in: the door that would, and the cause."""
    doors = times.supply.doors
    travel_s = times.travel_s[row, : len(doors)]
    nearest = int(travel_s.argmin())
    if not np.isfinite(travel_s[nearest]):
        return Cause("no_road")
    near = np.flatnonzero(travel_s <= latest_s(times.golden_s))
    if not len(near):
        arrival_s = float(travel_s[nearest])
        return Cause("too_far", doors[nearest].name, arrival_s, arrival_s - times.golden_s)
    ordered = near[np.argsort(travel_s[near], kind="stable")].tolist()
    known = [column for column in ordered if not doors[column].hours.is_unknown]
    column = (known or ordered)[0]
    arrival_s = float(travel_s[column])
    if not known:
        return Cause("hours_unknown", doors[column].name, arrival_s)
    help_s = float(times.help_s[row, column])
    if not np.isfinite(help_s):
        return Cause("closed_on_arrival", doors[column].name, arrival_s)
    opens_at = later(times.moment.when, help_s)
    late_s = help_s - times.golden_s
    return Cause("closed_on_arrival", doors[column].name, arrival_s, late_s, opens_at)


def _response_causes(times: Times, rows: Sequence[int]) -> list[Cause]:
    units = times.supply.units
    if not units:
        return [Cause("no_help")] * len(rows)
    force = _Force(
        is_busy=np.array([unit.id in times.moment.busy for unit in units]),
        turnout_s=np.array([unit.turnout_s for unit in units]),
        turnout_on_duty_s=np.array([unit.turnout_on_duty_s for unit in units]),
    )
    return [_response_cause(times, force, row) for row in rows]


def _response_cause(times: Times, force: _Force, row: int) -> Cause:
    """Say why no unit is in time: away or on call where duty would do, or too far even on duty."""
    units, delays = times.supply.units, times.moment.pack.settings.delays
    travel_s = times.travel_s[row, -len(units) :]
    if not np.isfinite(travel_s).any():
        return Cause("no_road")
    before_s = delays.answer_s + delays.processing_s + travel_s
    if_free_s = before_s + force.turnout_s
    if_on_duty_s = before_s + force.turnout_on_duty_s
    help_s = times.help_s[row, -len(units) :]
    would = int(if_free_s.argmin())
    if force.is_busy[would] and if_free_s[would] <= latest_s(times.golden_s):
        return Cause("busy", units[would].name, float(if_free_s[would]))
    would = int(np.where(force.is_busy, np.inf, if_on_duty_s).argmin())
    if not force.is_busy[would] and if_on_duty_s[would] <= latest_s(times.golden_s):
        arrival_s = _finite(help_s[would])
        late_s = None if arrival_s is None else arrival_s - times.golden_s
        hours, now = units[would].duty, times.moment.when
        next_duty = None if hours.is_unknown else hours.next_opening(now)
        return Cause("nobody_on_duty", units[would].name, arrival_s, late_s, next_duty)
    best = int((help_s if np.isfinite(help_s).any() else if_on_duty_s).argmin())
    arrival_s = _finite(help_s[best])
    if arrival_s is None:
        arrival_s = float(if_on_duty_s[best])
    late_s = float(if_on_duty_s[best]) - times.golden_s
    return Cause("too_far", units[best].name, arrival_s, late_s)


_CAUSES_OF: Mapping[str, Callable[[Times, Sequence[int]], list[Cause]]] = MappingProxyType(
    {"reach": _reach_causes, "response": _response_causes}
)


def _finite(seconds: float) -> float | None:
    return float(seconds) if np.isfinite(seconds) else None
