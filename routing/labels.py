"""The loops behind `routing.fronts`, compiled by numba: arcs with two kinds of cost.

Only `routing.fronts` imports this module, and only when a search is asked for, so
that the rest of routing does not wait for numba.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.network import FloatArray, IntArray

NONE = -1
# A way of a pool of labels, as one row so that it is one fetch from memory. Its costs are
# those of the whole way: what is driven, and the least that the rest can cost. It may
# stand for several ways that were merged: `best_` are the least costs among them, `own_`
# those of the one that is kept.
LABEL = np.dtype(
    [
        *((name, np.float64) for name in ("best_s", "best_e", "own_s", "own_e")),
        *((name, np.int32) for name in ("state", "arc", "before", "next_open")),
    ]
)
ENTRY = np.dtype([("first", np.float64), ("second", np.float64), ("item", np.int64)])

Labels = NDArray[Any]
Heap = NDArray[Any]
# What crosses from function to function are plain tuples: numba's cache on disk breaks
# when a class that it has stored is renamed.
#
# Arcs in CSR order of their tails, parallel ones allowed: indptr, head, seconds, exposure.
Arcs = tuple[IntArray, IntArray, FloatArray, FloatArray]
# Arcs grouped by one of their ends: where each group starts, arcs, and their other ends.
Order = tuple[IntArray, IntArray, IntArray]
# Least ways from or to one state. Per state: the first cost, the second cost of the way
# that has least of it among those, and the arc next to the state (`NONE` where none is).
Tree = tuple[FloatArray, FloatArray, IntArray]
# Arcs, the trees of fastest and safest ways to the target, and 1 + epsilon.
Question = tuple[Arcs, Tree, Tree, float]


@njit(cache=True, nogil=True)
def by_head(indptr: IntArray, head: IntArray) -> Order:
    """Group arcs by the state they come to (counting sort); the other ends are their tails."""
    states, arcs = len(indptr) - 1, len(head)
    start = np.zeros(states + 1, np.int32)
    for arc in range(arcs):
        start[head[arc] + 1] += 1
    for state in range(states):
        start[state + 1] += start[state]
    place = start[:-1].copy()
    order, tail = np.empty(arcs, np.int32), np.empty(arcs, np.int32)
    for state in range(states):
        for arc in range(indptr[state], indptr[state + 1]):
            order[place[head[arc]]], tail[place[head[arc]]] = arc, state
            place[head[arc]] += 1
    return start, order, tail


@njit(cache=True, nogil=True)
def push(heap: Heap, size: int, entry: tuple[float, float, int]) -> int:
    """Put an entry into a binary heap, least (first, second) on top; give its new size."""
    first, second, item = entry
    place = size
    while place > 0:
        above = (place - 1) >> 1
        upper = heap[above]
        if upper["first"] < first or (upper["first"] == first and upper["second"] <= second):
            break
        heap[place] = upper
        place = above
    slot = heap[place]
    slot["first"], slot["second"], slot["item"] = first, second, item
    return size + 1


@njit(cache=True, nogil=True)
def drop_top(heap: Heap, size: int) -> int:
    """Take the top out of a binary heap; give its new size."""
    size -= 1
    moved = heap[size]
    first, second = moved["first"], moved["second"]
    place = 0
    while 2 * place + 1 < size:
        below = 2 * place + 1
        lower = heap[below]
        if below + 1 < size:
            right = heap[below + 1]
            if right["first"] < lower["first"] or (
                right["first"] == lower["first"] and right["second"] < lower["second"]
            ):
                below, lower = below + 1, right
        if first < lower["first"] or (first == lower["first"] and second <= lower["second"]):
            break
        heap[place] = lower
        place = below
    heap[place] = moved
    return size


@njit(cache=True, nogil=True)
def grow_tree(
    order: Order, costs: tuple[FloatArray, FloatArray], limits: tuple[int, float]
) -> Tree:
    """Search from one state by least (first cost, second cost), in that order.

    `limits` are the state, and the greatest first cost of interest (inclusive).
    """
    (indptr, arcs, ends), (first, second), (root, limit) = order, costs, limits
    states = len(indptr) - 1
    least, other = np.full(states, np.inf), np.full(states, np.inf)
    by = np.full(states, NONE, np.int32)
    heap = np.empty(len(first) + 1, ENTRY)
    least[root] = other[root] = 0.0
    size = push(heap, 0, (0.0, 0.0, root))
    while size:
        here_first, here_second, state = heap[0]["first"], heap[0]["second"], heap[0]["item"]
        size = drop_top(heap, size)
        if here_first != least[state] or here_second != other[state]:
            continue
        for place in range(indptr[state], indptr[state + 1]):
            arc, far = arcs[place], ends[place]
            new_first, new_second = here_first + first[arc], here_second + second[arc]
            if new_first > limit or new_first > least[far]:
                continue
            if new_first < least[far] or new_second < other[far]:
                least[far], other[far], by[far] = new_first, new_second, arc
                size = push(heap, size, (new_first, new_second, far))
    return least, other, by


@njit(cache=True, nogil=True)
def unlink(labels: Labels, first_open: IntArray, label: int) -> None:
    """Take a label out of the open ones of its state."""
    state = labels[label]["state"]
    last, here = NONE, first_open[state]
    while here != label:
        last, here = here, labels[here]["next_open"]
    if last == NONE:
        first_open[state] = labels[label]["next_open"]
    else:
        labels[last]["next_open"] = labels[label]["next_open"]


@njit(cache=True, nogil=True)
def covers(keeper: Any, other: Any, factor: float) -> bool:
    """Whether the way kept by one label is near enough to the best of both."""
    best_s = min(keeper["best_s"], other["best_s"])
    best_e = min(keeper["best_e"], other["best_e"])
    near: bool = keeper["own_s"] <= factor * best_s and keeper["own_e"] <= factor * best_e
    return near


@njit(cache=True, nogil=True)
def absorb(labels: Labels, first_open: IntArray, task: tuple[int, float]) -> bool:
    """Merge a new label with an open one of its state; give whether it is to be opened.

    `task` is the label, and 1 + epsilon.
    """
    number, factor = task
    new = labels[number]
    at = first_open[new["state"]]
    while at != NONE and not (covers(labels[at], new, factor) or covers(new, labels[at], factor)):
        at = labels[at]["next_open"]
    if at != NONE:
        old = labels[at]
        if covers(old, new, factor):
            if old["best_s"] <= new["best_s"] and old["best_e"] <= new["best_e"]:
                return False
            new["own_s"], new["own_e"] = old["own_s"], old["own_e"]
            new["arc"], new["before"] = old["arc"], old["before"]
        new["best_s"] = min(old["best_s"], new["best_s"])
        new["best_e"] = min(old["best_e"], new["best_e"])
        unlink(labels, first_open, at)
        old["state"] = NONE  # what the heap still holds of it is void
    new["next_open"] = first_open[new["state"]]
    first_open[new["state"]] = number
    return True


@njit(cache=True, nogil=True)
def search(
    question: Question, source: int, limits: tuple[int, int]
) -> tuple[IntArray, Labels, bool]:
    """Set labels in order of (seconds, exposure) until none is left, see `routing.fronts`.

    `limits` are how many labels may be set, and the most arcs that leave one state. Gives
    the labels from which a way found goes on by the fastest rest, in order; all labels; and
    whether the limit was enough. It is one long loop: a call for each label doubles its time.
    """
    arcs, (rest_s, fastest_e, _), (rest_e, safest_s, _), factor = question
    indptr, heads, seconds, exposure = arcs
    capacity, widest = limits
    # Pages of an empty array that are never touched take no memory.
    found = np.empty(capacity, np.int32)
    labels, heap = np.empty(capacity, LABEL), np.empty(capacity, ENTRY)
    least_e, first_open = np.full(len(rest_s), np.inf), np.full(len(rest_s), NONE, np.int32)
    start = labels[0]
    start["best_s"] = start["own_s"] = rest_s[source]
    start["best_e"] = start["own_e"] = rest_e[source]
    start["state"], first_open[source] = source, 0
    start["arc"] = start["before"] = start["next_open"] = NONE
    size = push(heap, 0, (rest_s[source], rest_e[source], 0))
    count, used, limit_e, latest_s = 0, 1, np.inf, -1.0
    while size and used + widest <= capacity:
        number = heap[0]["item"]
        size = drop_top(heap, size)
        label = labels[number]
        state = label["state"]
        if state == NONE:
            continue
        if factor > 1.0:
            unlink(labels, first_open, number)
        if label["best_e"] >= least_e[state] or factor * label["best_e"] >= limit_e:
            continue
        least_e[state] = label["best_e"]
        here_s, here_e = label["best_s"] - rest_s[state], label["best_e"] - rest_e[state]
        own_s, own_e = label["own_s"] - rest_s[state], label["own_e"] - rest_e[state]
        # The fastest way on from here is as good as any in time, so it is a way of its own.
        if own_e + fastest_e[state] < limit_e:
            # It replaces one of the same time.
            count += label["own_s"] != latest_s
            limit_e, latest_s = own_e + fastest_e[state], label["own_s"]
            found[count - 1] = number
        if fastest_e[state] == rest_e[state]:
            continue
        for arc in range(indptr[state], indptr[state + 1]):
            head = heads[arc]
            more_s, more_e = seconds[arc] + rest_s[head], exposure[arc] + rest_e[head]
            best_s, best_e = here_s + more_s, here_e + more_e
            if best_s > safest_s[source] or best_e >= least_e[head] or factor * best_e >= limit_e:
                continue
            new = labels[used]
            new["best_s"], new["best_e"] = best_s, best_e
            new["own_s"], new["own_e"] = own_s + more_s, own_e + more_e
            new["state"], new["arc"], new["before"] = head, arc, number
            if factor > 1.0 and not absorb(labels, first_open, (used, factor)):
                continue
            size = push(heap, size, (new["best_s"], new["best_e"], used))
            used += 1
    return found[:count], labels, size == 0


@njit(cache=True, nogil=True)
def keep_chains(labels: Labels, ends: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Copy out the labels that lead to some: their arcs, the labels before, and the ends."""
    # A label is younger than the one before it.
    number = np.full(max(ends) + 1, NONE, np.int32)
    for end in ends:
        here = end
        while here != NONE and number[here] == NONE:
            number[here] = 0
            here = labels[here]["before"]
    kept = np.flatnonzero(number != NONE)
    arc, before = np.empty(len(kept), np.int32), np.empty(len(kept), np.int32)
    for place, label in enumerate(kept):
        number[label] = place
        arc[place] = labels[label]["arc"]
        earlier = labels[label]["before"]
        before[place] = NONE if earlier == NONE else number[earlier]
    return arc, before, number[ends]
