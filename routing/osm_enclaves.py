"""Open roads that only private ones lead to or from."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from routing.assembly import connected_parts
from routing.network import (
    ENDS_ONLY,
    NO_ACCESS,
    OPEN_ACCESS,
    BoolArray,
    CodeArray,
    FloatArray,
    IntArray,
)


def close_enclaves(
    level: CodeArray, tail: IntArray, head: IntArray, *, length_m: FloatArray
) -> CodeArray:
    """Let roads begin and end trips only, where one comes to them, or leaves, over such roads alone.

    The streets of an estate behind a private gate are mostly tagged as any street.
    Who drives there ends the trip there; nobody drives through. In each connected
    part the longest net of open roads on which one can drive round and come back
    is what they are reached from.

    Parameters
    ----------
    level
        Per edge: access of one mode.
    tail, head
        Per edge: its nodes.
    length_m
        Per edge: metres.

    Examples
    --------
    A street 0-1 both ways, a private drive 1-2 both ways, and a yard 2-3 behind it:

    >>> close_enclaves(
    ...     np.array([2, 2, 1, 1, 2, 2], dtype=np.int8),
    ...     np.array([0, 1, 1, 2, 2, 3]), np.array([1, 0, 2, 1, 3, 2]),
    ...     length_m=np.array([90.0, 90.0, 5.0, 5.0, 20.0, 20.0]),
    ... ).tolist()
    [2, 2, 1, 1, 1, 1]
    """
    is_used, is_open = level != NO_ACCESS, level == OPEN_ACCESS
    if not (is_used & ~is_open).any():
        return level
    count = int(max(tail.max(), head.max())) + 1
    cores = _cores(count, tail, head, is_used=is_used, open_m=np.where(is_open, length_m, 0.0))
    came, went = (
        [_reached(cores, one[kept], other[kept], count=count) for kept in (is_open, is_used)]
        for one, other in ((tail, head), (head, tail))
    )
    is_private = (came[1] & ~came[0]) | (went[1] & ~went[0])
    is_enclave = is_private[tail] | is_private[head]
    return np.where(is_open & is_enclave, ENDS_ONLY, level).astype(np.int8)


def _cores(
    count: int, tail: IntArray, head: IntArray, *, is_used: BoolArray, open_m: FloatArray
) -> IntArray:
    """One node of the longest net of open roads in each connected part that has one."""
    part = connected_parts(count, tail[is_used], head[is_used])
    at = np.flatnonzero(open_m > 0)
    roads = coo_array((np.ones(len(at)), (tail[at], head[at])), shape=(count, count))
    _, net = connected_components(roads, connection="strong")
    inside = at[net[tail[at]] == net[head[at]]]
    net_m = np.bincount(net[tail[inside]], weights=open_m[inside], minlength=count)
    order = inside[np.lexsort((inside, -net_m[net[tail[inside]]], part[tail[inside]]))]
    _, first = np.unique(part[tail[order]], return_index=True)
    cores: IntArray = tail[order[first]]
    return cores


def _reached(cores: IntArray, tail: IntArray, head: IntArray, *, count: int) -> BoolArray:
    """Tell the nodes to which edges lead from any of the cores."""
    start = np.full(len(cores), count)
    pairs = np.concatenate([tail, start]), np.concatenate([head, cores])
    graph = coo_array((np.ones(len(pairs[0])), pairs), shape=(count + 1, count + 1)).tocsr()
    found = np.zeros(count + 1, dtype=np.bool_)
    found[breadth_first_order(graph, count, return_predecessors=False)] = True
    return found[:count]
