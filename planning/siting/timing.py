"""Who is in time of what, in every kind of hour: what stands already, and every option."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from planning.cover.allowance import Allowance, allowance
from planning.cover.demand import Demand
from planning.cover.houses import Supply, houses_of
from planning.cover.travel import travel_seconds
from planning.moment import Moment
from planning.siting.options import Option
from planning.supply.values import Door, Unit

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int_]


@dataclass(frozen=True, slots=True, eq=False)
class HourKind:
    """Hours of the week in which everything is alike: the roads, and who is there.

    Parameters
    ----------
    hours
        Numbers of the hours, Monday 00:00 first; or 0 for the one moment.
    share
        Part of all hours, above 0 to 1.
    in_time
        For each golden time asked, shape (points, facilities): what stands already, then
        every option.
    """

    hours: Ints
    share: float
    in_time: tuple[Bools, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Timing:
    """The ways of every point to all that stands and all that may, at every clock.

    Parameters
    ----------
    moment, demand
        Whose week or instant; what is to be covered.
    supply
        Doors and units that stand already.
    stand_ins
        For each option what would stand there.
    house
        Number of the house of what stands, then of every option, shape (facilities,): two of
        one house are not independent.
    instants
        All instants asked about.
    clocks
        Instants by number that share a clock, and the seconds of every way, shape (points,
        facilities), what is beyond the way of an option included.
    """

    moment: Moment
    demand: Demand
    supply: Supply
    stand_ins: Sequence[Door | Unit]
    house: Ints
    instants: Sequence[datetime]
    clocks: Sequence[tuple[Ints, Floats]]

    def kinds(self, *golden_s: float) -> list[HourKind]:
        """Say who is in time, once for all hours that are alike.

        Parameters
        ----------
        golden_s
            Golden times, seconds, inclusive; none above the longest that was timed. Hours are
            alike when they are so for all of them.
        """
        every = [self._allowed(one) for one in golden_s]
        found = []
        for numbers, travel_s in self.clocks:
            mine = [allowed.at(numbers) for allowed in every]
            both = np.concatenate([part for one in mine for part in (one.delay_s, one.limit_s)])
            _, first, which = np.unique(both, axis=1, return_index=True, return_inverse=True)
            for kind, at in enumerate(first.tolist()):
                in_time = tuple(
                    np.asarray(one.delay_s[:, at] + travel_s <= one.limit_s[:, at]) for one in mine
                )
                hours = numbers[which.ravel() == kind]
                found.append(HourKind(hours, len(hours) / len(self.instants), in_time))
        return sorted(found, key=lambda one: int(one.hours[0]))

    def _allowed(self, golden_s: float) -> Allowance:
        """Give delays and limits of what stands, then of options; alike hours are read once."""
        keys = [_schedule(one) for one in self.stand_ins]
        distinct = dict(zip(keys, self.stand_ins, strict=True))
        which = [list(distinct).index(key) for key in keys]
        few = _supply_of(list(distinct.values()))
        mine, others = (
            allowance(self.moment, supply, self.instants, golden_s=golden_s)
            for supply in (self.supply, few)
        )
        return Allowance(
            np.concatenate([mine.delay_s, others.delay_s[which]]),
            np.concatenate([mine.limit_s, others.limit_s[which]]),
        )


def hours_in_time(kinds: Sequence[HourKind], facilities: Ints) -> Floats:
    """Give the share of the hours at which any of some facilities is in time, shape (points,).

    Parameters
    ----------
    kinds
        From `Timing.kinds`; the first of their golden times counts.
    facilities
        By number, as in their tables.
    """
    each = [kind.share * kind.in_time[0][:, facilities].any(axis=1) for kind in kinds]
    return np.asarray(np.sum(each, axis=0))


def timing_of(
    moment: Moment,
    demand: Demand,
    supply: Supply,
    *,
    options: Sequence[Option],
    instants: Sequence[datetime],
    longest_s: float = np.inf,
) -> Timing:
    """Time every way that can matter, once for each clock.

    Parameters
    ----------
    moment, demand
        The country, and what is to be covered.
    supply
        What stands already.
    options
        What may be chosen, all of one role.
    instants
        Aware, ascending.
    longest_s
        Longest way of interest, seconds, inclusive.
    """
    stand_ins = [option.facility(moment) for option in options]
    spots = {option.candidate.id: place for place, option in enumerate(options)}
    number = {spot: place for place, spot in enumerate(spots)}
    spot_of = np.array([number[option.candidate.id] for option in options], dtype=np.int_)
    places = _supply_of([stand_ins[place] for place in spots.values()])
    beyond_s = np.array([option.candidate.extra_s for option in options])
    clocks = []
    for clock, numbers in moment.by_clock(instants):
        mine_s, others_s = (
            travel_seconds(clock, demand.points, some, cutoff_s=longest_s)
            for some in (supply, places)
        )
        clocks.append((numbers, np.hstack([mine_s, others_s[:, spot_of] + beyond_s])))
    doors = [one for one in stand_ins if isinstance(one, Door)]
    units = [one for one in stand_ins if isinstance(one, Unit)]
    house = houses_of([*supply.doors, *doors], [*supply.units, *units])
    if doors:  # they stand before the units that are there already
        order = np.arange(len(house))
        first, both = len(supply.doors), len(supply.doors) + len(doors)
        house = house[np.concatenate([order[:first], order[both:], order[first:both]])]
    return Timing(moment, demand, supply, stand_ins, house, instants, clocks)


def _supply_of(facilities: Sequence[Door | Unit]) -> Supply:
    doors = [one for one in facilities if isinstance(one, Door)]
    units = [one for one in facilities if isinstance(one, Unit)]
    return Supply(doors, units, np.arange(len(facilities)))


def _schedule(one: Door | Unit) -> Hashable:
    """Give all that decides when it is open, or on its way."""
    if isinstance(one, Door):
        return one.hours, one.admission
    return one.duty, one.turnout_on_duty_s
