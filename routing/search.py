"""One run of Dijkstra from a place, and the cheapest drive it finds to another."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geo.crs import Metric
from geo.errors import NoRouteError
from routing.exposure import RiskPreference, exposure_of_edges, exposure_of_stretch
from routing.links import (
    Links,
    StretchCost,
    add_sources,
    arriving_links,
    direct_stretches,
    leaving_links,
    seconds_of_stretch,
)
from routing.network import FloatArray, IntArray
from routing.snap import Snap
from routing.travel import TravelModel

# An edge, and the shares of its length (0..1, as driven) it is driven from and to.
Stretch = tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class Drive:
    """Stretches (edge, from share, to share) between two feet, and their cost with both legs."""

    cost: float
    start_foot: int
    end_foot: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PathSearch:
    """One run of Dijkstra from a place: cost to and node before each node of the graph."""

    travel: TravelModel
    risk: RiskPreference
    start: Snap
    end: Snap
    cost: StretchCost
    weight: FloatArray
    leaving: Links
    reached: FloatArray
    before: IntArray

    @classmethod
    def run(
        cls,
        travel: TravelModel,
        risk: RiskPreference,
        start: Snap,
        *,
        end: Snap,
        entry: FloatArray | None = None,
    ) -> Self:
        """Search from `start` over the whole graph.

        Parameters
        ----------
        travel, risk, start, end
            As in `fastest_safe_path`.
        entry
            Per edge: cost of coming onto it at its tail, 0 or more; who starts on the edge
            does not pay it, who ends on it pays it whole. None for no such cost.
        """
        cost, weight = _cost_of_stretch(travel, risk), _edge_costs(travel, risk)
        if entry is not None:
            cost, weight = _with_entry(cost, entry), weight + entry
        leaving = leaving_links(travel, start, cost)
        leaving = replace(leaving, cost=leaving.cost + start.access_s[:, None])
        one_source = np.zeros(start.foot_count, dtype=np.int32)
        is_plain = risk.caution == 0 and entry is None
        weighed = travel.csr() if is_plain else travel.graph.weigh(weight)
        graph = add_sources(weighed, leaving, one_source)
        source = [travel.graph.state_count]
        reached, before = dijkstra(graph, indices=source, return_predecessors=True)
        return cls(travel, risk, start, end, cost, weight, leaving, reached[0], before[0])

    def best_drive(self) -> Drive:
        """Find the cheapest drive of all.

        Raises
        ------
        NoRouteError
            If there is none; the message says how near to the end one can come.
        """
        drives = [drive for drive in (self.direct_drive(), self.drive_over_nodes()) if drive]
        if not drives:
            raise NoRouteError(self.explain())
        return min(drives, key=lambda drive: drive.cost)

    def direct_drive(self) -> Drive | None:
        """Find the cheapest drive that passes no node."""
        direct = direct_stretches(self.travel, self.start, self.end, cost=self.cost)
        if not len(direct.cost):
            return None
        access_s = self.start.access_s[direct.origin]
        total = access_s + direct.cost + self.end.access_s[direct.destination]
        best = int(np.argmin(total))
        stretch = (direct.edge[best], direct.from_share[best], direct.to_share[best])
        return Drive(
            float(total[best]), int(direct.origin[best]), int(direct.destination[best]), (stretch,)
        )

    def drive_over_nodes(self) -> Drive | None:
        """Find the cheapest drive that passes at least one node."""
        arriving = arriving_links(self.travel, self.end, self.cost)
        total = self.reached[arriving.node] + arriving.cost + self.end.access_s[:, None]
        end_foot, way = np.unravel_index(np.argmin(total), total.shape)
        if not np.isfinite(total[end_foot, way]):
            return None
        nodes = self._nodes_to(int(arriving.node[end_foot, way]))
        first = np.where(self.leaving.node == nodes[0], self.leaving.cost, np.inf)
        start_foot, first_way = np.unravel_index(np.argmin(first), first.shape)
        graph = self.travel.graph
        between = graph.cheapest_edges(self.weight, np.array(nodes, dtype=np.int32)).tolist()
        stretches = (
            _stretch_of(self.leaving, start_foot, first_way),
            *((edge, 0.0, 1.0) for edge in between),
            _stretch_of(arriving, end_foot, way),
        )
        return Drive(float(total[end_foot, way]), int(start_foot), int(end_foot), stretches)

    def explain(self) -> str:
        """Say that there is no way, and how near to the end one can come."""
        network = self.travel.network
        message = f"no open road joins {self.start.label[0]} and {self.end.label[0]}"
        nodes = np.flatnonzero(np.isfinite(self.reached[: network.node_count]))
        if not len(nodes):
            return f"{message}; every road at the start is closed"
        x, y = Metric(network.crs).to_metres(self.end.lon, self.end.lat)
        distance_m = np.hypot(network.x[nodes] - x, network.y[nodes] - y)
        nearest = nodes[np.argmin(distance_m)]
        place = network.names[network.node_name[nearest]] or network.node_key[nearest]
        how_near = f"{distance_m.min() / 1000:.1f} km"
        return (
            f"{message}; the nearest place that can be reached is {place}, {how_near} from the end"
        )

    def _nodes_to(self, node: int) -> list[int]:
        nodes = [node]
        while (node := int(self.before[node])) != self.travel.graph.state_count:
            nodes.append(node)
        return nodes[::-1]


def _cost_of_stretch(travel: TravelModel, risk: RiskPreference) -> StretchCost:
    seconds = seconds_of_stretch(travel)
    if risk.caution == 0:
        return seconds

    def cost(edge: IntArray, from_share: FloatArray, to_share: FloatArray) -> FloatArray:
        hazard_s = exposure_of_stretch(travel, risk.hazard, (edge, from_share, to_share))
        return seconds(edge, from_share, to_share) + risk.caution * hazard_s

    return cost


def _with_entry(cost: StretchCost, entry: FloatArray) -> StretchCost:
    def more(edge: IntArray, from_share: FloatArray, to_share: FloatArray) -> FloatArray:
        return cost(edge, from_share, to_share) + np.where(from_share == 0, entry[edge], 0.0)

    return more


def _edge_costs(travel: TravelModel, risk: RiskPreference) -> FloatArray:
    """Cost of each edge driven whole."""
    if risk.caution == 0:
        return travel.seconds
    return travel.seconds + risk.caution * exposure_of_edges(travel, risk.hazard)


def _stretch_of(links: Links, foot: np.intp, way: np.intp) -> Stretch:
    cell = foot, way
    return int(links.edge[cell]), float(links.from_share[cell]), float(links.to_share[cell])
