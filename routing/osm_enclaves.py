"""Open roads that only private ones lead to."""

import numpy as np

from routing.assembly import connected_parts
from routing.network import ENDS_ONLY, NO_ACCESS, OPEN_ACCESS, CodeArray, FloatArray, IntArray


def close_enclaves(
    level: CodeArray, tail: IntArray, head: IntArray, *, length_m: FloatArray
) -> CodeArray:
    """Let roads begin and end trips only, where one comes to them over such roads alone.

    The streets of an estate behind a private gate are mostly tagged as any street.
    Who drives there ends the trip there; nobody drives through. Of the open roads
    that hang together in one connected part, the longest net stays open.

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
    A main street 0-1 of 90 m, a private drive 1-2, and a yard 2-3 behind it:

    >>> close_enclaves(
    ...     np.array([2, 1, 2], dtype=np.int8), np.array([0, 1, 2]), np.array([1, 2, 3]),
    ...     length_m=np.array([90.0, 5.0, 20.0]),
    ... ).tolist()
    [2, 1, 1]
    """
    count = int(max(tail.max(initial=-1), head.max(initial=-1))) + 1
    is_used, is_open = level != NO_ACCESS, level == OPEN_ACCESS
    part = connected_parts(count, tail[is_used], head[is_used])
    net = connected_parts(count, tail[is_open], head[is_open])
    net_m = np.bincount(net[tail[is_open]], weights=length_m[is_open], minlength=count)
    at = np.flatnonzero(is_open)
    order = at[np.lexsort((net[tail[at]], -net_m[net[tail[at]]], part[tail[at]]))]
    parts, first = np.unique(part[tail[order]], return_index=True)
    longest = np.full(count, -1, dtype=np.int64)
    longest[parts] = net[tail[order[first]]]
    is_enclave = is_open & (net[tail] != longest[part[tail]])
    return np.where(is_enclave, ENDS_ONLY, level).astype(np.int8)
