"""Every way worth driving between two places: what each minute more buys in safety."""

from dataclasses import dataclass

import numpy as np

from geo.errors import NoRouteError, SettingError
from routing.exposure import EdgeHazard, RiskPreference
from routing.fronts import EPSILON, MOST_LABELS, Front, find_front
from routing.network import FloatArray, IntArray
from routing.paths import Path, describe_drive, trip_ends
from routing.search import PathSearch
from routing.snap import Snap
from routing.travel import TravelModel
from routing.trips import Trip


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What a safer way costs and buys against the fastest one.

    Parameters
    ----------
    more_s
        Extra seconds of the whole way.
    less_exposure_share
        Share of the fastest way's exposure that it avoids, 0..1.
    """

    more_s: float
    less_exposure_share: float


@dataclass(frozen=True, slots=True, eq=False)
class ParetoFront:
    """The ways between two places of which none is both quicker and less exposed.

    Costs were rounded to about a microsecond for each road, so `total_s` and `exposure_s`
    may differ by that much a road from those of the `Path`.

    Parameters
    ----------
    trip
        The places, and the roads between them.
    hazard
        Hazard 0..1 of the roads.
    front
        Seconds, exposure and arcs of each way.
    """

    trip: Trip
    hazard: EdgeHazard
    front: Front

    def __len__(self) -> int:
        return len(self.front)

    @property
    def total_s(self) -> FloatArray:
        """Per way: seconds with the ways to and from the road, ascending."""
        return self.front.seconds

    @property
    def exposure_s(self) -> FloatArray:
        """Per way: integral of hazard over driving time, seconds, descending."""
        return self.front.exposure

    @property
    def is_exact(self) -> bool:
        """Whether no way is missing."""
        return self.front.is_exact

    @property
    def epsilon(self) -> float:
        """0, or the share by which a missing way may be better in either than one given."""
        return self.front.epsilon

    def path(self, number: int) -> Path:
        """One way in full: 0 is the fastest, -1 the safest."""
        cost = float(self.total_s[number])
        drive = self.trip.drive(self.front.way(number), cost=cost)
        trip = self.trip
        return describe_drive(trip.travel, self.hazard, drive, start=trip.start, end=trip.end)

    def spread(self, at_most: int) -> IntArray:
        """Choose ways for people to look at, see `spread_points`."""
        return spread_points(self.total_s, self.exposure_s, at_most=at_most)


def pareto_paths(
    travel: TravelModel,
    hazard: EdgeHazard,
    *,
    start: Snap,
    end: Snap,
    epsilon: float = EPSILON,
    most_labels: int = MOST_LABELS,
) -> ParetoFront:
    """Find every way such that none is both quicker and less exposed.

    Of ways equal in both one is given. The first is the fastest (of those the least
    exposed), the last the safest (of those the fastest).

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    hazard
        Hazard 0..1 of each road.
    start, end
        Places on the network, from `snap_point` with the closures of `travel`.
    epsilon, most_labels
        What is given up where there are too many ways to find them all, see `find_front`.

    Returns
    -------
    ParetoFront
        Sorted from fastest to safest; says whether it is exact.

    Raises
    ------
    NoRouteError
        If no open road joins the two; names both, and the nearest place that can be reached.
    """
    start, end = trip_ends(start, end)
    trip = Trip.between(travel, start, end)
    front = find_front(
        trip.costs(hazard),
        source=trip.source,
        target=trip.target,
        epsilon=epsilon,
        most_labels=most_labels,
    )
    if not len(front):
        raise NoRouteError(PathSearch.run(travel, RiskPreference(hazard), start, end=end).explain())
    return ParetoFront(trip, hazard, front)


def tradeoff_of(path: Path, fastest: Path) -> Tradeoff:
    """Tell what a way costs and buys against the fastest."""
    before = fastest.exposure_s
    avoided = (before - path.exposure_s) / before if before > 0 else 0.0
    return Tradeoff(path.total_s - fastest.total_s, float(np.clip(avoided, 0.0, 1.0)))


def spread_points(seconds: FloatArray, exposure: FloatArray, *, at_most: int) -> IntArray:
    """Choose points of a front that lie well apart.

    Both costs are taken as shares of their range. Chosen in turn: the fastest, the safest,
    the knee (furthest below the straight line between these two; Das, "On characterizing
    the knee of the Pareto curve", 1999), and then always the point furthest from all those
    chosen (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985).

    Parameters
    ----------
    seconds, exposure
        Points of a front, ascending in seconds and descending in exposure; one at least.
    at_most
        Greatest number of points, 1 or more.

    Returns
    -------
    IntArray
        Numbers of the points, ascending.

    Raises
    ------
    SettingError
        If `at_most` is below 1.

    Examples
    --------
    >>> seconds = np.array([0.0, 1.0, 2.0, 9.0, 10.0])
    >>> spread_points(seconds, np.array([10.0, 5.0, 2.0, 1.0, 0.0]), at_most=3).tolist()
    [0, 2, 4]
    """
    if at_most < 1:
        raise SettingError(f"{at_most} ways to choose: give a number of at least 1")
    count = len(seconds)
    if count <= at_most:
        return np.arange(count, dtype=np.int32)
    points = np.stack(
        [(cost - cost.min()) / (cost.max() - cost.min()) for cost in (seconds, exposure)], axis=1
    )
    chosen = [0, count - 1, int(np.argmin(points.sum(axis=1)))][:at_most]
    gap = np.linalg.norm(points[:, None] - points[chosen], axis=2).min(axis=1)
    while len(chosen) < at_most:
        chosen.append(int(np.argmax(gap)))
        gap = np.minimum(gap, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.unique(chosen).astype(np.int32)
