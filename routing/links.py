"""How places join the graph: the stretches between their feet and the nearest nodes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from routing.graph import OpenGraph
from routing.network import BoolArray, FloatArray, IntArray
from routing.snap import Snaps, equal_pairs
from routing.travel import TravelModel

# Cost of driving edges from one share of their length to another, as driven.
StretchCost = Callable[[IntArray, FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Stretches between feet and states of the graph, two for each foot (shape (feet, 2)).

    Parameters
    ----------
    node
        State of the graph at the other end of the stretch.
    edge
        Edge driven in part, -1 where the foot is on the node itself.
    from_share, to_share
        Stretch of that edge, 0..1 in the direction driven.
    cost
        Cost of the stretch; infinite where it may not be driven.
    """

    node: IntArray
    edge: IntArray
    from_share: FloatArray
    to_share: FloatArray
    cost: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DirectStretches:
    """Stretches between two feet on one road, or on one node.

    Parameters
    ----------
    origin, destination
        Index of the foot in each of the two sets.
    edge, from_share, to_share, cost
        As in `Links`.
    """

    origin: IntArray
    destination: IntArray
    edge: IntArray
    from_share: FloatArray
    to_share: FloatArray
    cost: FloatArray


def seconds_of_stretch(travel: TravelModel) -> StretchCost:
    """Cost of a stretch that is its driving time."""

    def seconds(edge: IntArray, from_share: FloatArray, to_share: FloatArray) -> FloatArray:
        return travel.seconds[edge] * (to_share - from_share)

    return seconds


def leaving_links(travel: TravelModel, snaps: Snaps, cost: StretchCost) -> Links:
    """Stretches from the feet of places to the nodes one comes to first."""
    edge, along = _edges_at_feet(travel.graph, snaps)
    node = travel.graph.enter[edge]
    at_node = travel.graph.start[snaps.node]
    return _links(snaps, (node, at_node), stretch=(edge, along, np.ones_like(along)), cost=cost)


def arriving_links(travel: TravelModel, snaps: Snaps, cost: StretchCost) -> Links:
    """Stretches from the nodes one passes last to the feet of places."""
    edge, along = _edges_at_feet(travel.graph, snaps)
    node = travel.graph.before[edge]
    at_node = travel.graph.arrive[snaps.node]
    stretch = (edge, np.zeros_like(along), along)
    return _links(snaps, (node, at_node), stretch=stretch, cost=cost)


def direct_stretches(
    travel: TravelModel, origins: Snaps, destinations: Snaps, *, cost: StretchCost
) -> DirectStretches:
    """Drives that pass no node: both feet within one road, or both on one node."""
    # A foot on a node stands on no road: the graph knows which ways lead from and to it.
    origin, destination = equal_pairs(
        np.where(origins.node < 0, origins.record, -1),
        np.where(destinations.node < 0, destinations.record, -1),
    )
    edges = travel.graph.record_edges[origins.record[origin]]
    start, end = origins.share[origin], destinations.share[destination]
    ahead = (start <= end) & (edges[:, 0] >= 0)
    back = (start >= end) & (edges[:, 1] >= 0)
    pairs = origin, destination
    found = [
        _direct(pairs, edges[:, 0], shares=(start, end), joined=ahead, cost=cost),
        _direct(pairs, edges[:, 1], shares=(1 - start, 1 - end), joined=back, cost=cost),
        _same_node(origins, destinations),
    ]
    columns = DirectStretches.__slots__
    return DirectStretches(*(np.concatenate([getattr(x, name) for x in found]) for name in columns))


def add_sources(matrix: csr_array, links: Links, source: IntArray) -> csr_array:
    """Add a node for each source, with its links as edges that leave it.

    Parameters
    ----------
    matrix
        The graph.
    links
        Links of the feet.
    source
        Per foot: its source, 0 and up without gaps.

    Returns
    -------
    csr_array
        The graph and, after its own nodes, the sources.
    """
    usable = np.isfinite(links.cost)
    row = np.broadcast_to(source[:, None], links.node.shape)[usable]
    column, cost = links.node[usable], links.cost[usable]
    order = np.lexsort((cost, column, row))
    row, column, cost = row[order], column[order], cost[order]
    is_least = np.ones(len(row), dtype=np.bool_)
    is_least[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    count = int(source.max(initial=-1)) + 1
    ends = matrix.indptr[-1] + np.cumsum(np.bincount(row[is_least], minlength=count))
    size = matrix.shape[0] + count
    return csr_array(
        (
            np.concatenate([matrix.data, cost[is_least]]),
            np.concatenate([matrix.indices, column[is_least]]),
            np.concatenate([matrix.indptr, ends.astype(np.int32)]),
        ),
        shape=(size, size),
    )


def _edges_at_feet(graph: OpenGraph, snaps: Snaps) -> tuple[IntArray, FloatArray]:
    """Edges in both directions at each foot, and how far along them it lies as driven."""
    edge = graph.record_edges[snaps.record]
    return edge, np.stack([snaps.share, 1 - snaps.share], axis=1)


def _links(
    snaps: Snaps,
    nodes: tuple[IntArray, IntArray],
    *,
    stretch: tuple[IntArray, FloatArray, FloatArray],
    cost: StretchCost,
) -> Links:
    (node, at_node), (edge, from_share, to_share) = nodes, stretch
    is_at_node = snaps.node >= 0
    price = np.where(edge >= 0, cost(edge, from_share, to_share), np.inf)
    price[is_at_node] = (0.0, np.inf)
    node = np.where(is_at_node[:, None], at_node[:, None], node)
    edge = np.where(is_at_node[:, None], -1, edge)
    return Links(node, edge, from_share, to_share, price)


def _direct(
    pairs: tuple[IntArray, IntArray],
    edges: IntArray,
    *,
    shares: tuple[FloatArray, FloatArray],
    joined: BoolArray,
    cost: StretchCost,
) -> DirectStretches:
    origin, destination = (side[joined] for side in pairs)
    edge, start, end = edges[joined], shares[0][joined], shares[1][joined]
    return DirectStretches(origin, destination, edge, start, end, cost(edge, start, end))


def _same_node(origins: Snaps, destinations: Snaps) -> DirectStretches:
    origin, destination = equal_pairs(origins.node, destinations.node)
    nothing = np.zeros(len(origin))
    return DirectStretches(
        origin, destination, np.full(len(origin), -1, dtype=np.int32), nothing, nothing, nothing
    )
