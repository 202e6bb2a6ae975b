"""Coverage: what share is inside the golden time at a moment, and the cause of every gap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.cover.causes import CAUSES, Cause, causes_of, hazard_causes
from planning.cover.demand import Demand
from planning.cover.houses import Direction, directions_of, supply_of
from planning.cover.tally import count_houses, expected_help
from planning.cover.times import Times, times_at
from planning.cover.travel import own_dangers
from planning.moment import Moment
from planning.supply.facilities import PolicePolicy
from planning.supply.values import Door

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gap:
    """One place that is not covered.

    Parameters
    ----------
    id, name, province, lon, lat, weight
        The demand point.
    eta_s
        Best time that is known, seconds, waits included; None where there is none.
    eta_by
        Name of the door or unit that gives `eta_s`, or empty.
    why
        The one main cause, and the figure that would mend it.
    """

    id: str
    name: str
    province: str
    lon: float
    lat: float
    weight: float
    eta_s: float | None
    eta_by: str
    why: Cause

    @property
    def cause(self) -> str:
        """One of `CAUSES`."""
        return self.why.kind

    @property
    def by(self) -> str:
        """Name of the door or unit the cause speaks of, or empty."""
        return self.why.by

    @property
    def arrival_s(self) -> float | None:
        """Seconds until the victim stands before that door, or until that unit arrives."""
        return self.why.arrival_s


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is inside the golden time at a moment.

    Parameters
    ----------
    moment, golden_s, direction, police, most_hazard
        The question.
    demand
        What was to be covered.
    houses
        How many independent houses are in time for each demand point, shape (n,).
    eta_s
        Best known time of each, seconds; inf where there is none.
    gaps
        The uncovered points of positive weight, the heaviest first.
    """

    moment: Moment
    golden_s: float
    direction: Direction
    police: PolicePolicy
    most_hazard: float | None
    demand: Demand
    houses: NDArray[np.uint16]
    eta_s: Floats
    gaps: tuple[Gap, ...]

    @property
    def covered(self) -> Bools:
        """Whether each demand point is in time, shape (n,)."""
        return np.asarray(self.houses > 0)

    @property
    def total_weight(self) -> float:
        """Weight of all demand."""
        return float(self.demand.weight.sum())

    @property
    def covered_weight(self) -> float:
        """Weight inside the golden time."""
        return float(self.demand.weight[self.covered].sum())

    @property
    def covered_share(self) -> float:
        """Share of the weight inside the golden time, 0..1."""
        return self.covered_weight / self.total_weight

    @property
    def backup_share(self) -> float:
        """Share of the weight with two independent houses in time, 0..1."""
        return float(self.demand.weight[self.houses > 1].sum()) / self.total_weight

    def expected_share(self, busy: float) -> float:
        """Share of the weight expected to be helped when each house is busy with a probability.

        Raises
        ------
        SettingError
            If `busy` is not from 0 to 1.
        """
        return float(expected_help(self.houses, busy) @ self.demand.weight) / self.total_weight

    @property
    def causes(self) -> dict[str, float]:
        """Weight of the gaps by cause; the values sum to the uncovered weight."""
        return {
            cause: float(sum(gap.weight for gap in self.gaps if gap.cause == cause))
            for cause in CAUSES
            if any(gap.cause == cause for gap in self.gaps)
        }

    def time_to_reach(self, share: float) -> float | None:
        """Seconds within which `share` (0..1) of the weight is reached; None if it never is."""
        order = np.argsort(self.eta_s)
        reached = np.cumsum(self.demand.weight[order])
        first = int(np.searchsorted(reached, share * self.total_weight - 1e-9))
        seconds = self.eta_s[order][min(first, len(order) - 1)]
        return float(seconds) if np.isfinite(seconds) else None


def assess_coverage(
    moment: Moment,
    demand: Demand,
    *,
    golden_s: float,
    direction: Direction = "either",
    police: PolicePolicy = "none",
    more_doors: Sequence[Door] = (),
    most_hazard: float | None = None,
) -> Coverage:
    """Count what is inside the golden time, and give every gap its cause.

    Parameters
    ----------
    moment
        The country at an instant.
    demand
        What is to be covered, from `demand_of`.
    golden_s
        The golden time, seconds, inclusive.
    direction
        ``reach``: the victim comes to an open door; ``response``: a unit comes to the
        victim; ``either``: whichever is in time.
    police
        Which police posts count.
    more_doors
        Doors that are not on the map: a what-if.
    most_hazard
        Count only ways whose hazard, beyond that of the sites a point is at, is nowhere above
        this, 0..1: safe coverage. None counts every way.

    Raises
    ------
    SettingError
        If the hazard is not from 0 to 1.
    """
    supply = supply_of(moment, direction, police=police, more_doors=more_doors)
    any_way = times_at(moment, demand, supply, golden_s=golden_s)
    dangers = [] if most_hazard is None else own_dangers(moment, demand.points)
    times = any_way
    if most_hazard is not None:
        times = any_way.within(dangers, most_hazard=most_hazard)
    houses = count_houses(times.in_time, times.supply.house)
    rows = np.flatnonzero(houses == 0).tolist()
    causes = causes_of(any_way, rows, directions_of(direction))
    if most_hazard is not None:
        causes |= hazard_causes(any_way, rows, dangers, most_hazard=most_hazard)
    names = times.supply.names
    gaps = [_gap(times, row, causes[row], names=names) for row in rows]
    return Coverage(
        moment,
        golden_s,
        direction,
        police,
        most_hazard,
        demand=demand,
        houses=houses,
        eta_s=times.help_s.min(axis=1, initial=np.inf),
        gaps=tuple(sorted(gaps, key=lambda gap: (-gap.weight, gap.id))),
    )


def _gap(times: Times, row: int, why: Cause, *, names: Sequence[str]) -> Gap:
    demand, help_s = times.demand, times.help_s[row]
    best = int(help_s.argmin()) if np.isfinite(help_s).any() else None
    return Gap(
        id=demand.ids[row],
        name=demand.names[row],
        province=demand.provinces[row],
        lon=float(demand.points.lon[row]),
        lat=float(demand.points.lat[row]),
        weight=float(demand.weight[row]),
        eta_s=None if best is None else float(help_s[best]),
        eta_by="" if best is None else names[best],
        why=why,
    )
