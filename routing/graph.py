"""The graph that is searched: open arcs in order, ready for scipy's Dijkstra."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from routing.arcs import FREE, Arcs, arcs_of
from routing.closures import Closures
from routing.network import NO_ACCESS, BoolArray, FloatArray, IntArray, Mode, RoadNetwork

# Dijkstra takes a stored zero for an edge, but other searches of csgraph for none.
LEAST_WEIGHT = 1e-9
CLOSED, TRAP = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class OpenGraph:
    """Arcs open to one mode of travel, sorted by tail and head, as a graph of states.

    The first states are the nodes of the network, the others are those of `Arcs`. A closed
    junction has one more: edges come to it as ever, but leave it from there alone, so that
    no way leads through it.

    Parameters
    ----------
    state_count
        Number of states.
    node
        Per state: the node it is at.
    closed_nodes
        Nodes that may not be passed through; their states to leave from are the last ones.
    arc_tail, arc_head, arc_edge
        Open arcs as in `Arcs`, parallel ones too.
    first
        For each joined pair of states: its first arc.
    indptr, indices
        CSR structure over the joined pairs.
    start, arrive, enter, before
        As in `Arcs`.
    record_edges
        Shape (records, 2): open edge along and against the course, -1 where none.
    """

    state_count: int
    node: IntArray
    closed_nodes: IntArray
    arc_tail: IntArray
    arc_head: IntArray
    arc_edge: IntArray
    first: IntArray
    indptr: IntArray
    indices: IntArray
    start: IntArray
    arrive: IntArray
    enter: IntArray
    before: IntArray
    record_edges: IntArray

    @classmethod
    def from_network(cls, network: RoadNetwork, closures: Closures, mode: Mode = "car") -> Self:
        """Take what is closed out of a network's arcs, for any number of weightings."""
        arcs = arcs_of(network, mode, closures.ends_only)
        is_open = _is_open(network, closures, mode)
        closed = np.asarray(closures.nodes, dtype=np.int32)
        leave = np.arange(network.node_count, dtype=np.int32)
        leave[closed] = arcs.state_count + np.arange(len(closed))
        tail, head, edge = _open_arcs(arcs, is_open, leave)
        is_first = np.ones(len(tail), dtype=np.bool_)
        is_first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        first = np.flatnonzero(is_first).astype(np.int32)
        state_count = arcs.state_count + len(closed)
        counts = np.bincount(tail[first], minlength=state_count)
        is_closed = leave >= network.node_count
        return cls(
            state_count=state_count,
            node=np.concatenate([arcs.node, closed]),
            closed_nodes=closed,
            arc_tail=tail,
            arc_head=head,
            arc_edge=edge,
            first=first,
            indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            indices=head[first],
            start=np.where(is_closed, leave, arcs.start),
            arrive=arcs.arrive,
            enter=arcs.enter,
            before=np.where(is_closed[network.tail], leave[network.tail], arcs.before),
            record_edges=_open_record_edges(network, is_open),
        )

    def weigh(self, weight: FloatArray) -> csr_array:
        """Give every joined pair of states the weight of its cheapest parallel arc.

        Parameters
        ----------
        weight
            Per edge of the network: finite and not negative.
        """
        each = self.arc_weights(weight)
        least = np.minimum.reduceat(each, self.first) if len(self.first) else each
        shape = (self.state_count, self.state_count)
        return csr_array((np.maximum(least, LEAST_WEIGHT), self.indices, self.indptr), shape=shape)

    def arc_weights(self, weight: FloatArray) -> FloatArray:
        """Give every arc the weight of its edge, and free ones none."""
        each = weight[self.arc_edge]
        each[self.arc_edge == FREE] = 0.0
        return each

    def cheapest_edges(self, weight: FloatArray, states: IntArray) -> IntArray:
        """Find the cheapest edge from each state to the next one.

        Parameters
        ----------
        weight
            Per edge of the network.
        states
            States in the order passed, each joined with the next.

        Returns
        -------
        IntArray
            One edge for each step, `FREE` where the step stays at its node.
        """
        tail, head = states[:-1], states[1:]
        cuts = np.append(self.first, len(self.arc_edge))
        start, stop = cuts[self.indptr[tail]], cuts[self.indptr[tail + 1]]
        step = np.repeat(np.arange(len(tail)), stop - start)
        arc = np.arange(len(step)) + np.repeat(
            start - np.cumsum(stop - start) + (stop - start), stop - start
        )
        fits = self.arc_head[arc] == head[step]
        step, edge = step[fits], self.arc_edge[arc[fits]]
        order = np.lexsort((np.where(edge == FREE, -np.inf, weight[edge]), step))
        is_least = np.diff(step[order], prepend=-1) > 0
        cheapest: IntArray = edge[order][is_least]
        return cheapest

    def record_group(self, network: RoadNetwork) -> IntArray:
        """Group the records by where one can drive round and come back.

        Turn bans, and that a road only begins or ends trips, are left aside.

        Returns
        -------
        IntArray
            Per record: number of the strongly connected part both its ends lie in
            (a closed junction goes with the other end); `TRAP` for records between
            two parts, which lead one way only; `CLOSED` for closed records.
        """
        used = self.record_edges[self.record_edges >= 0]
        size = network.node_count + len(self.closed_nodes)
        leave = np.arange(network.node_count, dtype=np.int32)
        leave[self.closed_nodes] = np.arange(network.node_count, size)
        is_closed = leave >= network.node_count
        joined = (leave[network.tail[used]], network.head[used])
        matrix = csr_array((np.ones(len(used)), joined), shape=(size, size))
        _, part = connected_components(matrix, directed=True, connection="strong")
        edges = self.record_edges.max(axis=1)
        tail, head = network.tail[edges], network.head[edges]
        start = np.where(is_closed[tail], part[head], part[tail])
        end = np.where(is_closed[head], start, part[head])
        group = np.where(start == end, end, TRAP)
        return np.where(edges >= 0, group, CLOSED).astype(np.int32)


@lru_cache(maxsize=16)
def open_graph(network: RoadNetwork, closures: Closures, mode: Mode = "car") -> OpenGraph:
    """Lay out the open arcs of a network, once for each set of closures and mode."""
    return OpenGraph.from_network(network, closures, mode)


def _is_open(network: RoadNetwork, closures: Closures, mode: Mode) -> BoolArray:
    """Per edge: whether a mode may drive it at all."""
    is_open: BoolArray = network.access(mode) > NO_ACCESS
    is_shut = np.zeros(network.record_count, dtype=np.bool_)
    is_shut[np.asarray(closures.records, dtype=np.int32)] = True
    is_open &= ~is_shut[network.record]
    is_open[np.asarray(closures.edges, dtype=np.int32)] = False
    return is_open


def _open_arcs(
    arcs: Arcs, is_open: BoolArray, leave: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Take out closed arcs, and let those out of a closed node begin at its state to leave from."""
    kept = (arcs.edge == FREE) | is_open[arcs.edge]
    node = arcs.node[arcs.tail]
    is_moved = (leave[node] != node) & (arcs.edge != FREE)
    if not is_moved.any():
        return arcs.tail[kept], arcs.head[kept], arcs.edge[kept]
    stays = kept & ~is_moved
    # Only who has not come here by road leaves a closed node: trips that begin at it.
    moved = np.flatnonzero(kept & is_moved & arcs.is_beginning[arcs.tail])
    moved = moved[np.lexsort((arcs.head[moved], leave[node[moved]]))]
    return (
        np.concatenate([arcs.tail[stays], leave[node[moved]]]),
        np.concatenate([arcs.head[stays], arcs.head[moved]]),
        np.concatenate([arcs.edge[stays], arcs.edge[moved]]),
    )


def _open_record_edges(network: RoadNetwork, is_open: BoolArray) -> IntArray:
    edges = network.record_edges()
    return np.where((edges >= 0) & is_open[edges], edges, -1).astype(np.int32)
