"""Cover over the 168 hours of a week: which hour is worst, with backup, with busy houses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from planning.cover.allowance import allowance
from planning.cover.demand import Demand
from planning.cover.houses import Direction, Supply, supply_of
from planning.cover.tally import count_in_time, expected_help
from planning.cover.travel import own_dangers, safe_travel_seconds, travel_seconds
from planning.moment import Moment
from planning.supply.facilities import PolicePolicy
from planning.supply.values import Door

Floats = NDArray[np.float64]
HOURS = 168


@dataclass(frozen=True, slots=True)
class Week:
    """What is inside the golden time at each hour of a week.

    Parameters
    ----------
    moment, golden_s, direction, police, most_hazard
        The question. The week is the one the moment lies in, Monday first; weights are those
        of the moment.
    demand, supply
        What was to be covered, by whom.
    instants
        The 168 local hours.
    houses
        How many independent houses are in time, shape (168, points).
    """

    moment: Moment
    golden_s: float
    direction: Direction
    police: PolicePolicy
    most_hazard: float | None
    demand: Demand
    supply: Supply
    instants: tuple[datetime, ...]
    houses: NDArray[np.uint16]

    def shares(self, *, at_least: int = 1) -> Floats:
        """Give the share of the weight in time of so many independent houses, shape (7, 24)."""
        return self._shares((self.houses >= at_least).astype(np.float64))

    def expected_shares(self, busy: float) -> Floats:
        """Give the share expected when each house is busy with a probability, shape (7, 24).

        Raises
        ------
        SettingError
            If `busy` is not from 0 to 1.
        """
        return self._shares(expected_help(self.houses, busy))

    @property
    def worst_hour(self) -> int:
        """Number of the hour, 0..167 from Monday 00:00, with the least share; the first of equals."""
        return int(self.shares().ravel().argmin())

    @property
    def mean_share(self) -> float:
        """Share of the weight in time, over all hours alike."""
        return float(self.shares().mean())

    def _shares(self, helped: Floats) -> Floats:
        weight = self.demand.weight
        return np.asarray((helped @ weight / weight.sum()).reshape(7, 24))


def week_instants(moment: Moment) -> tuple[datetime, ...]:
    """Give the 168 local hours of the week a moment lies in, Monday 00:00 first."""
    monday = moment.when.date() - timedelta(days=moment.when.weekday())
    return tuple(
        datetime(day.year, day.month, day.day, hour, tzinfo=moment.pack.zone)
        for day in (monday + timedelta(days=number) for number in range(7))
        for hour in range(24)
    )


def assess_week(
    moment: Moment,
    demand: Demand,
    *,
    golden_s: float,
    direction: Direction = "either",
    police: PolicePolicy = "none",
    more_doors: Sequence[Door] = (),
    most_hazard: float | None = None,
) -> Week:
    """Count what is inside the golden time at each hour of the week of a moment.

    Parameters
    ----------
    moment
        The country at an instant of the week.
    demand, golden_s, direction, police, more_doors, most_hazard
        As in `planning.coverage.assess_coverage`, which gives the same answer at each of the
        hours.
    """
    supply = supply_of(moment, direction, police=police, more_doors=more_doors)
    instants = week_instants(moment)
    allowed = allowance(moment, supply, instants, golden_s=golden_s)
    houses = np.zeros((HOURS, len(demand.ids)), dtype=np.uint16)
    cutoff_s = float(allowed.budget_s.max(initial=0.0))
    dangers = [] if most_hazard is None else own_dangers(moment, demand.points)
    for clock, hours in moment.by_clock(instants):
        if most_hazard is None:
            travel_s = travel_seconds(clock, demand.points, supply, cutoff_s=cutoff_s)
        else:
            travel_s = safe_travel_seconds(
                clock,
                demand.points,
                supply,
                dangers=dangers,
                most_hazard=most_hazard,
                cutoff_s=cutoff_s,
            )
        houses[hours] = count_in_time(travel_s, allowed.at(hours), supply.house)
    return Week(
        moment,
        golden_s,
        direction,
        police,
        most_hazard,
        demand=demand,
        supply=supply,
        instants=instants,
        houses=houses,
    )
