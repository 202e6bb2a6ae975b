"""Every pair of a place and a door or unit at a moment: the way, and the time until help."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.cover.demand import Demand
from planning.cover.houses import Supply
from planning.cover.travel import (
    OwnDanger,
    leading_travel_seconds,
    safe_travel_seconds,
    travel_seconds,
)
from planning.eta import inside_seconds
from planning.golden import latest_s
from planning.moment import Moment
from planning.supply.values import Door, Unit

Floats = NDArray[np.float64]
# One search for each kind is quicker than one for each facility where kinds are this few.
_FEW_OF_MANY = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """What is known of every pair at a moment.

    Parameters
    ----------
    moment, demand, supply
        The instant; the points, in the order of the rows; doors and units in force, in that of
        the columns.
    golden_s
        The golden time, seconds, inclusive.
    travel_s
        Seconds of the way, shape (points, facilities); inf where no road leads.
    help_s
        Seconds until the victim is inside, or the unit there; inf where that is never, or is
        not known.
    """

    moment: Moment
    demand: Demand
    supply: Supply
    golden_s: float
    travel_s: Floats
    help_s: Floats

    @property
    def in_time(self) -> NDArray[np.bool_]:
        """Which pairs are in time, shape (points, facilities)."""
        return np.asarray(self.help_s <= latest_s(self.golden_s))

    def within(self, dangers: Sequence[OwnDanger], *, most_hazard: float) -> "Times":
        """Give the same on roads whose hazard is nowhere above a limit.

        Points that are in none of the `dangers` get no way.
        """
        travel_s = safe_travel_seconds(
            self.moment, self.demand.points, self.supply, dangers=dangers, most_hazard=most_hazard
        )
        return times_by_way(
            self.moment, self.demand, self.supply, golden_s=self.golden_s, travel_s=travel_s
        )


def times_at(moment: Moment, demand: Demand, supply: Supply, *, golden_s: float) -> Times:
    """Time every pair at a moment.

    Parameters
    ----------
    moment
        The instant of the call, or of the victim's first step.
    demand, supply
        The points; doors and units, of which those in force now are taken.
    golden_s
        The golden time, seconds, inclusive.
    """
    now = supply.at(moment.when)
    alike = [*map(_door_kind, now.doors), *(_unit_kind(moment, unit) for unit in now.units)]
    if len(set(alike)) <= _FEW_OF_MANY * len(now):
        travel_s = leading_travel_seconds(
            moment, demand.points, now, alike=alike, within_s=latest_s(golden_s)
        )
    else:
        travel_s = travel_seconds(moment, demand.points, now)
    return times_by_way(moment, demand, now, golden_s=golden_s, travel_s=travel_s)


def _door_kind(door: Door) -> Hashable:
    """Give what decides when a door lets in who stands before it."""
    return "door", door.hours, door.admission == "yes"


def _unit_kind(moment: Moment, unit: Unit) -> Hashable:
    """Give what decides when a unit is there, on duty as it is or otherwise."""
    return "unit", unit.turnout_s, unit.turnout_on_duty_s, unit.id in moment.busy


def times_by_way(
    moment: Moment, demand: Demand, supply: Supply, *, golden_s: float, travel_s: Floats
) -> Times:
    """Time the help of every pair, waits and delays included, by the seconds of its way.

    Parameters
    ----------
    moment, demand, golden_s
        As in `times_at`.
    supply
        Doors and units, all of which are in force.
    travel_s
        Seconds, shape (points, facilities); inf where there is no way.
    """
    doors = len(supply.doors)
    help_s = np.empty_like(travel_s)
    inside_s = inside_seconds(moment, supply.doors, travel_s[:, :doors])
    help_s[:, :doors] = np.where(np.isnan(inside_s), np.inf, inside_s)
    delays = moment.pack.settings.delays
    turnout_s = np.array([_turnout_s(moment, unit) for unit in supply.units])
    delay_s = delays.answer_s + delays.processing_s + turnout_s
    help_s[:, doors:] = delay_s + travel_s[:, doors:]
    return Times(moment, demand, supply, golden_s, travel_s, help_s)


def _turnout_s(moment: Moment, unit: Unit) -> float:
    """Seconds from the order to a moving car; inf for a unit that is away, or busy."""
    return math.inf if unit.id in moment.busy else unit.turnout_s
