"""Every arc a trip between two places may take: the graph's own, and the stretches at its feet."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from routing.exposure import EdgeHazard, exposure_of_stretch
from routing.fronts import TwoCostArcs
from routing.links import (
    DirectStretches,
    Links,
    arriving_links,
    direct_stretches,
    leaving_links,
    seconds_of_stretch,
)
from routing.network import FloatArray, IntArray
from routing.search import Drive, Stretch
from routing.snap import Snap
from routing.travel import TravelModel

NO_FOOT = -1


@dataclass(frozen=True, slots=True, eq=False)
class FootArcs:
    """Arcs that leave the start, come to the end, or join both; the legs off the road with them.

    Parameters
    ----------
    tail, head
        States.
    edge, from_share, to_share
        Stretch driven, as in `Links`; edge -1 where none is.
    start_foot, end_foot
        Feet left from and come to, `NO_FOOT` for none.
    leg_s
        Seconds between the places and those feet.
    """

    tail: IntArray
    head: IntArray
    edge: IntArray
    from_share: FloatArray
    to_share: FloatArray
    start_foot: IntArray
    end_foot: IntArray
    leg_s: FloatArray

    @classmethod
    def between(cls, travel: TravelModel, start: Snap, end: Snap) -> Self:
        """Lay the arcs of two places; their states come behind the graph's own."""
        cost = seconds_of_stretch(travel)
        source, target = travel.graph.state_count, travel.graph.state_count + 1
        leaving = _from_links(leaving_links(travel, start, cost))
        arriving = _from_links(arriving_links(travel, end, cost))
        direct = direct_stretches(travel, start, end, cost=cost)
        parts = [
            cls(
                tail=np.full_like(leaving.origin, source),
                head=leaving.destination,
                start_foot=leaving.origin,
                end_foot=np.full_like(leaving.origin, NO_FOOT),
                leg_s=start.access_s[leaving.origin],
                **_stretch_columns(leaving),
            ),
            cls(
                tail=arriving.destination,
                head=np.full_like(arriving.origin, target),
                start_foot=np.full_like(arriving.origin, NO_FOOT),
                end_foot=arriving.origin,
                leg_s=end.access_s[arriving.origin],
                **_stretch_columns(arriving),
            ),
            cls(
                tail=np.full_like(direct.origin, source),
                head=np.full_like(direct.origin, target),
                start_foot=direct.origin,
                end_foot=direct.destination,
                leg_s=start.access_s[direct.origin] + end.access_s[direct.destination],
                **_stretch_columns(direct),
            ),
        ]
        columns = cls.__slots__
        return cls(*(np.concatenate([getattr(x, name) for x in parts]) for name in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Trip:
    """Two places and the graph of all ways between them.

    Parameters
    ----------
    travel
        Roads at one moment.
    start, end
        The places, with feet.
    foot_arcs
        Arcs at their feet.
    indptr, tail, head
        All arcs, by tail: CSR structure over the graph's states, `source` and `target`.
    number
        Per arc: its number in the graph, or that of the foot arc behind the graph's last.
    """

    travel: TravelModel
    start: Snap
    end: Snap
    foot_arcs: FootArcs
    indptr: IntArray
    tail: IntArray
    head: IntArray
    number: IntArray

    @classmethod
    def between(cls, travel: TravelModel, start: Snap, end: Snap) -> Self:
        """Join two places, checked by `trip_ends`, to the open graph."""
        graph, feet = travel.graph, FootArcs.between(travel, start, end)
        tail = np.concatenate([graph.arc_tail, feet.tail])
        number = np.argsort(tail, kind="stable").astype(np.int32)
        tail = tail[number]
        head = np.concatenate([graph.arc_head, feet.head])[number]
        counts = np.bincount(tail, minlength=graph.state_count + 2)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return cls(travel, start, end, feet, indptr, tail, head, number)

    @property
    def source(self) -> int:
        """State of the start."""
        return self.travel.graph.state_count

    @property
    def target(self) -> int:
        """State of the end."""
        return self.travel.graph.state_count + 1

    def costs(self, hazard: EdgeHazard) -> TwoCostArcs:
        """Seconds (legs off the road included) and exposure of each arc."""
        graph, feet = self.travel.graph, self.foot_arcs
        edges = np.arange(self.travel.network.edge_count, dtype=np.int32)
        whole = edges, np.zeros(len(edges)), np.ones(len(edges))
        part = np.maximum(feet.edge, 0), feet.from_share, feet.to_share
        is_driven = feet.edge >= 0
        seconds = np.where(is_driven, seconds_of_stretch(self.travel)(*part), 0.0) + feet.leg_s
        exposure = np.where(is_driven, exposure_of_stretch(self.travel, hazard, part), 0.0)
        own_s = graph.arc_weights(self.travel.seconds)
        own_e = graph.arc_weights(exposure_of_stretch(self.travel, hazard, whole))
        # A sum of hazards along a road may end a rounding error below 0.
        exposure = np.maximum(np.concatenate([own_e, exposure]), 0.0)
        return TwoCostArcs.from_costs(
            self.indptr,
            self.head,
            seconds=np.concatenate([own_s, seconds])[self.number],
            exposure=exposure[self.number],
        )

    def drive(self, arcs: IntArray, *, cost: float) -> Drive:
        """Give arcs from the source to the target as a drive from foot to foot."""
        numbers = self.number[arcs].tolist()
        first, last = (numbers[end] - len(self.travel.graph.arc_edge) for end in (0, -1))
        return Drive(
            cost,
            int(self.foot_arcs.start_foot[first]),
            int(self.foot_arcs.end_foot[last]),
            tuple(self._stretch(number) for number in numbers),
        )

    def _stretch(self, number: int) -> Stretch:
        edges, feet = self.travel.graph.arc_edge, self.foot_arcs
        if number < len(edges):
            return int(edges[number]), 0.0, 1.0
        foot_arc = number - len(edges)
        shares = float(feet.from_share[foot_arc]), float(feet.to_share[foot_arc])
        return int(feet.edge[foot_arc]), *shares


def _from_links(links: Links) -> DirectStretches:
    """Give the links that may be driven one by one: from a foot to a state."""
    usable = np.isfinite(links.cost)
    foot = np.nonzero(usable)[0].astype(np.int32)
    return DirectStretches(
        origin=foot,
        destination=links.node[usable],
        edge=links.edge[usable],
        from_share=links.from_share[usable],
        to_share=links.to_share[usable],
        cost=links.cost[usable],
    )


def _stretch_columns(stretches: DirectStretches) -> dict[str, Any]:
    return {name: getattr(stretches, name) for name in ("edge", "from_share", "to_share")}
