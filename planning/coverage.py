"""Coverage: what share is inside the golden time at a moment, and the cause of every gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.errors import NoResourceError
from layers.hazard import site_weights
from planning.eta import Points, Reach, Response, reach_times, response_times
from planning.facilities import Door, PolicePolicy, Unit, doors_at, has_units, units_at
from planning.moment import Moment

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Direction = Literal["reach", "response", "either"]
DemandKind = Literal["sites", "people", "places"]
CAUSES = ("closed_on_arrival", "hours_unknown", "nobody_on_duty", "too_far", "no_road", "no_help")
"""Why a place is not covered; `no_help`: no door, or no unit, that counts is on the map."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be covered: points with a weight.

    Parameters
    ----------
    kind
        ``sites`` (weight: evidence x status x age of each reported site), ``people``
        (residents as their source counts them; never victims) or ``places`` (each counts one).
    ids, names, provinces
        Of each point, shape (n,).
    points
        Where.
    weight
        0 or more, shape (n,).
    """

    kind: DemandKind
    ids: Sequence[str]
    names: Sequence[str]
    provinces: Sequence[str]
    points: Points
    weight: Floats


@dataclass(frozen=True, slots=True)
class Gap:
    """One place that is not covered.

    Parameters
    ----------
    id, name, province, lon, lat, weight
        The demand point.
    eta_s
        Best time that is known, seconds, waits included; None where there is none.
    cause
        One of `CAUSES`.
    by
        Name of the door or unit the cause speaks of, or empty: the one that would help if
        it were open, on duty or nearer.
    arrival_s
        Seconds until the victim stands before that door, or until that unit arrives;
        None where no road leads.
    eta_by
        Name of the door or unit that gives `eta_s`, or empty.
    """

    id: str
    name: str
    province: str
    lon: float
    lat: float
    weight: float
    eta_s: float | None
    cause: str
    by: str
    arrival_s: float | None
    eta_by: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is inside the golden time at a moment.

    Parameters
    ----------
    moment, golden_s, direction, police
        The question.
    demand
        What was to be covered.
    covered
        Whether each demand point is, shape (n,).
    eta_s
        Best known time of each, seconds; inf where there is none.
    gaps
        The uncovered points of positive weight, the heaviest first.
    """

    moment: Moment
    golden_s: float
    direction: Direction
    police: PolicePolicy
    demand: Demand
    covered: Bools
    eta_s: Floats
    gaps: tuple[Gap, ...]

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

    def by_province(self) -> dict[str, tuple[float, float]]:
        """Covered and total weight by province, the heaviest province first."""
        provinces = np.asarray(self.demand.provinces)
        weight = self.demand.weight
        table = {
            str(name): (
                float(weight[(provinces == name) & self.covered].sum()),
                float(weight[provinces == name].sum()),
            )
            for name in np.unique(provinces)
        }
        return dict(sorted(table.items(), key=lambda item: -item[1][1]))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """One direction's answer for every demand point."""

    covered: Bools
    eta_s: Floats
    eta_by: list[str]
    arrival_s: list[float]
    cause: list[str]
    by: list[str]


_NAMES: Mapping[DemandKind, str] = MappingProxyType(
    {"sites": "reported sites", "people": "people", "places": "places"}
)


def demand_of(moment: Moment, kind: DemandKind) -> Demand:
    """Take the demand of a kind from the layers of the moment.

    Raises
    ------
    NoResourceError
        If nothing of this kind has any weight.
    """
    rows = moment.layer(kind)
    if kind == "sites":
        on = moment.when.date()
        weight = site_weights(rows, moment.pack.settings.hazard, on=on)
    elif kind == "people":
        weight = rows["people"].to_numpy(dtype=np.float64)
    else:
        weight = np.ones(len(rows))
    counted = weight > 0
    if not counted.any():
        raise NoResourceError(
            f"no {_NAMES[kind]} on file with any weight on {moment.when.date()}, so there is "
            "nothing to cover; count over something else, or add them to the pack"
        )
    rows = rows[counted]
    points = Points(
        *(rows[name].to_numpy(dtype=np.float64) for name in ("lon", "lat", "precision_m"))
    )
    return Demand(
        kind, list(rows["id"]), list(rows["name"]), list(rows["province"]), points, weight[counted]
    )


def assess_coverage(
    moment: Moment,
    demand: Demand,
    *,
    golden_s: float,
    direction: Direction = "either",
    police: PolicePolicy = "none",
    more_doors: Sequence[Door] = (),
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
    """
    verdicts = []
    if direction in {"reach", "either"}:
        doors = [*doors_at(moment, police=police), *more_doors]
        verdicts.append(_judge_reach(moment, demand, doors, golden_s=golden_s))
    if direction in {"response", "either"}:
        units = units_at(moment, police=police)
        verdicts.append(_judge_response(moment, demand, units, golden_s=golden_s, police=police))
    covered = np.logical_or.reduce([verdict.covered for verdict in verdicts])
    eta_s = np.minimum.reduce([verdict.eta_s for verdict in verdicts])
    gaps = [
        _gap(demand, int(row), verdicts, eta_s=float(eta_s[row]))
        for row in np.flatnonzero(~covered)
    ]
    gaps.sort(key=lambda gap: (-gap.weight, gap.id))
    return Coverage(
        moment, golden_s, direction, police, demand, covered=covered, eta_s=eta_s, gaps=tuple(gaps)
    )


def _gap(demand: Demand, row: int, verdicts: Sequence[_Verdict], *, eta_s: float) -> Gap:
    """Name the cause: of two directions the one that is easier to mend, in the order of CAUSES."""
    verdict = min(verdicts, key=lambda one: CAUSES.index(one.cause[row]))
    best = min(verdicts, key=lambda one: float(one.eta_s[row]))
    arrival_s = verdict.arrival_s[row]
    return Gap(
        id=demand.ids[row],
        name=demand.names[row],
        province=demand.provinces[row],
        lon=float(demand.points.lon[row]),
        lat=float(demand.points.lat[row]),
        weight=float(demand.weight[row]),
        eta_s=eta_s if np.isfinite(eta_s) else None,
        cause=verdict.cause[row],
        by=verdict.by[row],
        arrival_s=arrival_s if np.isfinite(arrival_s) else None,
        eta_by=best.eta_by[row] if np.isfinite(eta_s) else "",
    )


def _judge_reach(
    moment: Moment, demand: Demand, doors: Sequence[Door], *, golden_s: float
) -> _Verdict:
    count = len(demand.ids)
    if not doors:
        return _nothing(count, "no_help")
    reach = reach_times(moment, demand.points, doors)
    eta_s = np.where(np.isnan(reach.eta_s), np.inf, reach.eta_s)
    best = eta_s.argmin(axis=1)
    found = [_reach_cause(reach, row, golden_s=golden_s) for row in range(count)]
    eta_best = eta_s[np.arange(count), best]
    return _Verdict(
        covered=eta_best <= golden_s,
        eta_s=eta_best,
        eta_by=[doors[column].name for column in best],
        arrival_s=[float(reach.arrival_s[row, column]) for row, (column, _) in enumerate(found)],
        cause=[cause for _, cause in found],
        by=["" if cause == "no_road" else doors[column].name for column, cause in found],
    )


def _reach_cause(reach: Reach, row: int, *, golden_s: float) -> tuple[int, str]:
    """Say why no door lets this place in: the door that would, and the cause."""
    arrival_s = reach.arrival_s[row]
    nearest = int(arrival_s.argmin())
    if not np.isfinite(arrival_s[nearest]):
        return nearest, "no_road"
    near = np.flatnonzero(arrival_s <= golden_s)
    if not len(near):
        return nearest, "too_far"
    known = near[~np.isnan(reach.wait_s[row, near])]
    if len(known):
        return int(known[arrival_s[known].argmin()]), "closed_on_arrival"
    return int(near[arrival_s[near].argmin()]), "hours_unknown"


def _judge_response(
    moment: Moment,
    demand: Demand,
    units: Sequence[Unit],
    *,
    golden_s: float,
    police: PolicePolicy,
) -> _Verdict:
    count = len(demand.ids)
    if not units:
        return _nothing(count, "nobody_on_duty" if has_units(moment, police=police) else "no_help")
    response = response_times(moment, units, demand.points)
    eta_s = response.eta_s
    best = eta_s.argmin(axis=0)
    found = [
        _response_cause(response, row, int(best[row]), golden_s=golden_s) for row in range(count)
    ]
    eta_best = eta_s[best, np.arange(count)]
    return _Verdict(
        covered=eta_best <= golden_s,
        eta_s=eta_best,
        eta_by=[units[unit].name for unit in best],
        arrival_s=[float(eta_s[unit, row]) for row, (unit, _) in enumerate(found)],
        cause=[cause for _, cause in found],
        by=["" if cause == "no_road" else units[unit].name for unit, cause in found],
    )


def _response_cause(response: Response, row: int, best: int, *, golden_s: float) -> tuple[int, str]:
    """Say why no unit is in time: on call where duty would do, or too far even on duty."""
    eta_s = response.eta_s[:, row]
    if not np.isfinite(eta_s[best]):
        return best, "no_road"
    on_duty_s = response.moment.pack.settings.delays.turnout_on_duty_s
    turnout_s = np.array([unit.turnout_s for unit in response.units])
    if_on_duty_s = eta_s - turnout_s + np.minimum(turnout_s, on_duty_s)
    would = int(if_on_duty_s.argmin())
    if if_on_duty_s[would] <= golden_s:
        return would, "nobody_on_duty"
    return best, "too_far"


def _nothing(count: int, cause: str) -> _Verdict:
    return _Verdict(
        covered=np.zeros(count, dtype=bool),
        eta_s=np.full(count, np.inf),
        eta_by=[""] * count,
        arrival_s=[np.inf] * count,
        cause=[cause] * count,
        by=[""] * count,
    )
