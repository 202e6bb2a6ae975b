"""The graph that is searched: open edges in order, ready for scipy's Dijkstra."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from routing.network import BoolArray, Closures, FloatArray, IntArray, RoadNetwork

# Dijkstra takes a stored zero for an edge, but other searches of csgraph for none.
LEAST_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class OpenGraph:
    """Edges open to traffic, sorted by tail and head, with room for closed junctions.

    A closed junction is two nodes here: edges come to the first (its own number)
    and leave from the second (`leave_node`), so that no way leads through it.

    Parameters
    ----------
    node_count
        Nodes of the graph: those of the network and one more for each closed junction.
    leave_node
        Per node of the network: where its outgoing edges start.
    order
        Open edges, sorted by tail and head.
    first
        For each joined pair of nodes: position in `order` of its first parallel edge.
    indptr, indices
        CSR structure over the joined pairs.
    record_edges
        Shape (records, 2): open edge along and against the course, -1 where none.
    """

    node_count: int
    leave_node: IntArray
    order: IntArray
    first: IntArray
    indptr: IntArray
    indices: IntArray
    record_edges: IntArray

    @classmethod
    def from_network(cls, network: RoadNetwork, closures: Closures) -> Self:
        """Sort a network's open edges once, for any number of weightings."""
        is_open = ~np.isin(network.record, np.asarray(closures.records, dtype=np.int32))
        closed_nodes = np.asarray(closures.nodes, dtype=np.int32)
        node_count = network.node_count + len(closed_nodes)
        leave_node = np.arange(network.node_count, dtype=np.int32)
        leave_node[closed_nodes] = np.arange(network.node_count, node_count, dtype=np.int32)
        tail, head = leave_node[network.tail], network.head
        order = _sorted_edges(tail, head, is_open)
        is_first = _is_first_of_pair(tail[order], head[order])
        first = np.flatnonzero(is_first).astype(np.int32)
        counts = np.bincount(tail[order[first]], minlength=node_count)
        return cls(
            node_count=node_count,
            leave_node=leave_node,
            order=order,
            first=first,
            indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            indices=head[order[first]],
            record_edges=_open_record_edges(network, is_open),
        )

    def weigh(self, weight: FloatArray) -> csr_array:
        """Give every joined pair the weight of its cheapest parallel edge.

        Parameters
        ----------
        weight
            Per edge of the network: finite and not negative.
        """
        data = (
            np.minimum.reduceat(weight[self.order], self.first) if len(self.first) else weight[:0]
        )
        shape = (self.node_count, self.node_count)
        return csr_array((np.maximum(data, LEAST_WEIGHT), self.indices, self.indptr), shape=shape)

    def cheapest_edge(self, weight: FloatArray, tail: int, head: int) -> int:
        """Find the cheapest of the parallel edges from one node of the graph to another."""
        row = slice(self.indptr[tail], self.indptr[tail + 1])
        pair = self.indptr[tail] + np.searchsorted(self.indices[row], head)
        last = self.first[pair + 1] if pair + 1 < len(self.first) else len(self.order)
        parallel = self.order[self.first[pair] : last]
        return int(parallel[np.argmin(weight[parallel])])

    def record_group(self, network: RoadNetwork) -> IntArray:
        """Group the records by where one can drive round and come back.

        Returns
        -------
        IntArray
            Per record: number of the strongly connected part both its ends lie in
            (a closed junction goes with the other end); one number of its own for
            all records between two parts (one-way traps); -1 for closed records.
        """
        matrix = self.weigh(np.ones(network.edge_count))
        count, part = connected_components(matrix, directed=True, connection="strong")
        edges = self.record_edges.max(axis=1)
        tail, head = network.tail[edges], network.head[edges]
        is_closed = self.leave_node != np.arange(network.node_count)
        start = np.where(is_closed[tail], part[head], part[tail])
        end = np.where(is_closed[head], start, part[head])
        group = np.where(start == end, end, count)
        return np.where(edges >= 0, group, -1).astype(np.int32)


@lru_cache(maxsize=16)
def open_graph(network: RoadNetwork, closures: Closures) -> OpenGraph:
    """Sort a network's open edges, once for each network and set of closures."""
    return OpenGraph.from_network(network, closures)


def _sorted_edges(tail: IntArray, head: IntArray, is_open: BoolArray) -> IntArray:
    edges = np.flatnonzero(is_open)
    width = int(head.max(initial=0)) + 1
    order = np.argsort(tail[edges].astype(np.int64) * width + head[edges], kind="stable")
    return edges[order].astype(np.int32)


def _is_first_of_pair(tail: IntArray, head: IntArray) -> BoolArray:
    is_first = np.ones(len(tail), dtype=np.bool_)
    is_first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return is_first


def _open_record_edges(network: RoadNetwork, is_open: BoolArray) -> IntArray:
    edges = network.record_edges()
    return np.where((edges >= 0) & is_open[edges], edges, -1).astype(np.int32)
