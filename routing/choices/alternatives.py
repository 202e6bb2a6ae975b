"""Several ways between two places that share little, the cheapest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.errors import NoRouteError, SettingError
from routing.choices.fronts import WayTree, least_ways, on_grain
from routing.choices.trips import Trip
from routing.exposure import RiskPreference
from routing.network import FloatArray, IntArray, RoadNetwork
from routing.paths import Path, describe_drive, trip_ends
from routing.search import Drive, PathSearch
from routing.snap import Snap
from routing.travel import TravelModel

# Share of the best way's cost along which another way is at least the best between two
# places of its own. Heuristic: 0.25 in the paper cited below, where ways are sought for
# comfort; less here, for an escape may have to take what there is.
LEAST_OWN_SHARE = 0.1
LONGEST = 2.0
"""Greatest cost of a way, in costs of the best, unless told otherwise. Heuristic: for comfort
1.25 would do (the same paper), but an escape that must not be foreseen takes a way twice as
long rather than none. Ways come cheapest first, so a high limit never hides a short one."""


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """Ways between two places, the cheapest first.

    Parameters
    ----------
    paths
        The ways; the first is the best of all.
    shared_share
        Shape (paths, paths): length two ways have in common, as a share of the shorter of
        the two, 0..1. A road counts as the same in both directions.
    """

    paths: tuple[Path, ...]
    shared_share: FloatArray

    def __len__(self) -> int:
        return len(self.paths)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """What a drive covers of each record, sorted by record.

    Parameters
    ----------
    record, low, high
        Records, and the shares 0..1 of their courses between which they are driven.
    record_m
        Length of each of these records.
    """

    record: IntArray
    low: FloatArray
    high: FloatArray
    record_m: FloatArray

    @classmethod
    def of(cls, network: RoadNetwork, drive: Drive) -> Self:
        """Tell what a drive covers."""
        driven = [stretch for stretch in drive.stretches if stretch[0] >= 0]
        edge = np.array([stretch[0] for stretch in driven], dtype=np.int32)
        shares = np.array([stretch[1:] for stretch in driven], dtype=np.float64).reshape(-1, 2)
        order = np.argsort(network.record[edge], kind="stable")
        edge, shares = edge[order], shares[order]
        on_course = np.where(network.forward[edge][:, None], shares, 1 - shares[:, ::-1])
        columns = on_course[:, 0], on_course[:, 1], network.length_m[edge]
        return cls(network.record[edge], *columns)

    @property
    def length_m(self) -> float:
        """Length of the drive."""
        return float(((self.high - self.low) * self.record_m).sum())

    def shared_share(self, other: Self) -> float:
        """Length in common, as a share of the shorter of two drives; 1 where that has none."""
        shorter_m = min(self.length_m, other.length_m)
        if shorter_m == 0:
            return 1.0
        first = np.searchsorted(other.record, self.record, side="left")
        last = np.searchsorted(other.record, self.record, side="right")
        shared_m = 0.0
        for step in range(int((last - first).max(initial=0))):
            here = first + step < last
            there = (first + step)[here]
            low = np.maximum(self.low[here], other.low[there])
            high = np.minimum(self.high[here], other.high[there])
            shared_m += float((np.maximum(high - low, 0.0) * self.record_m[here]).sum())
        # Rounded, so that a limit is met by what is equal to it.
        return min(round(shared_m / shorter_m, 9), 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The best ways from the start to all states, and from all states to the end.

    Parameters
    ----------
    trip
        The places and all arcs between them.
    cost
        Per arc: what is to be least.
    out, back
        Trees of the best ways.
    """

    trip: Trip
    cost: FloatArray
    out: WayTree
    back: WayTree

    @classmethod
    def between(cls, travel: TravelModel, risk: RiskPreference, start: Snap, *, end: Snap) -> Self:
        """Search forwards from the start and backwards from the end."""
        trip = Trip.between(travel, start, end)
        arcs = trip.costs(risk.hazard)
        cost = on_grain(arcs.seconds + risk.caution * arcs.exposure)
        out = least_ways(arcs, trip.source, cost=cost, then=arcs.seconds)
        back = least_ways(arcs, trip.target, cost=cost, then=arcs.seconds, inbound=True)
        return cls(trip, cost, out, back)

    @property
    def best(self) -> float:
        """Cost of the best way; infinite where there is none."""
        return float(self.out.least[self.trip.target])

    def candidates(self, limit: float) -> Iterator[IntArray]:
        """Give the best way, and then those through one road up to a cost, cheapest first."""
        yield self.through(int(self.out.arc[self.trip.target]))
        total = self.out.least[self.trip.tail] + self.cost + self.back.least[self.trip.head]
        own = self._own_costs()
        arcs = np.flatnonzero((total <= limit) & (own >= LEAST_OWN_SHARE * self.best))
        for arc in arcs[np.lexsort((arcs, -own[arcs], total[arcs]))].tolist():
            way = self.through(arc)
            if self._is_simple(way):
                yield way

    def through(self, arc: int) -> IntArray:
        """Arcs of the best way to an arc, along it, and on to the end."""
        before, state = [], int(self.trip.tail[arc])
        while (one := int(self.out.arc[state])) >= 0:
            before.append(one)
            state = int(self.trip.tail[one])
        after, state = [arc], int(self.trip.head[arc])
        while (one := int(self.back.arc[state])) >= 0:
            after.append(one)
            state = int(self.trip.head[one])
        return np.array(before[::-1] + after, dtype=np.int32)

    def _own_costs(self) -> FloatArray:
        """Cost along which the way through each arc is its own: of its plateau, told once each.

        A plateau is a chain of arcs that are in both trees; all its arcs give one way, so
        only the first of them counts. An arc in neither is a plateau by itself.
        """
        tail, head = self.trip.tail, self.trip.head
        every = np.arange(len(tail))
        is_on_both = (self.out.arc[head] == every) & (self.back.arc[tail] == every)
        arcs = np.flatnonzero(is_on_both)
        states = len(self.out.least)
        joined = coo_array((np.ones(len(arcs)), (tail[arcs], head[arcs])), shape=(states, states))
        count, part = connected_components(joined, directed=False)
        length = np.zeros(count)
        np.add.at(length, part[tail[arcs]], self.cost[arcs])
        _, first = np.unique(part[tail[arcs]], return_index=True)
        own = np.where(is_on_both, 0.0, self.cost)
        own[arcs[first]] = length[part[tail[arcs[first]]]]
        return own

    def _is_simple(self, way: IntArray) -> bool:
        """Whether a way passes no junction twice."""
        node = self.trip.travel.graph.node[self.trip.head[way[:-1]]]
        passed = node[np.append(True, node[1:] != node[:-1])[: len(node)]]
        return len(np.unique(passed)) == len(passed)


def alternative_paths(
    travel: TravelModel,
    risk: RiskPreference,
    *,
    start: Snap,
    end: Snap,
    count: int = 3,
    most_shared: float = 0.5,
    longest: float = LONGEST,
) -> Alternatives:
    """Find several ways that share little with each other.

    Ways through one road each: the best way to it, along it, and the best way on from it,
    found by one search forwards and one backwards (Abraham, Delling, Goldberg and Werneck,
    "Alternative routes in road networks", ACM Journal of Experimental Algorithmics 18,
    2013). A way counts only where both searches agree along a tenth of the best way's cost
    or more (their plateau), or where the one road is as long as that; and only if it passes
    no junction twice. They are taken from the cheapest on, so the choice is the same each time.

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    risk
        Hazard and caution: what is least is `seconds * (1 + caution * hazard)`.
    start, end
        Places on the network, from `snap_point` with the closures of `travel`.
    count
        Greatest number of ways, 1 or more.
    most_shared
        Greatest length that two ways may have in common, as a share of the shorter one,
        0..1, inclusive.
    longest
        Greatest cost of a way, legs off the road included, in costs of the best, 1 or
        more, inclusive.

    Returns
    -------
    Alternatives
        At least one way, the same as that of `fastest_safe_path`; fewer than `count` where
        the roads give no more.

    Raises
    ------
    NoRouteError
        If no open road joins the two; names both, and the nearest place that can be reached.
    SettingError
        If a number is out of its range.
    """
    _check(count=count, most_shared=most_shared, longest=longest)
    start, end = trip_ends(start, end)
    ways = Ways.between(travel, risk, start, end=end)
    if not np.isfinite(ways.best):
        raise NoRouteError(PathSearch.run(travel, risk, start, end=end).explain())
    paths: list[Path] = []
    covers: list[Cover] = []
    rows: list[list[float]] = []
    for way in ways.candidates(ways.best * longest):
        drive = ways.trip.drive(way, cost=float(ways.cost[way].sum()))
        cover = Cover.of(travel.network, drive)
        shared = [cover.shared_share(other) for other in covers]
        if any(share > most_shared or share == 1 for share in shared):
            continue
        rows.append(shared)
        covers.append(cover)
        paths.append(describe_drive(travel, risk.hazard, drive, start=start, end=end))
        if len(paths) == count:
            break
    shares = np.ones((len(paths), len(paths)))
    for number, shared in enumerate(rows):
        shares[number, :number] = shares[:number, number] = shared
    return Alternatives(tuple(paths), shares)


def _check(*, count: int, most_shared: float, longest: float) -> None:
    if count < 1:
        raise SettingError(f"{count} ways to find: give a number of at least 1")
    if not 0 <= most_shared <= 1:
        raise SettingError(f"most_shared {most_shared}: give a share from 0 to 1")
    if not (np.isfinite(longest) and longest >= 1):
        raise SettingError(f"longest {longest}: give a number of at least 1")
