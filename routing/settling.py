"""The loop behind `routing.nearest`, compiled by numba: Dijkstra with a few places for each state.

Only `routing.nearest` imports this module, and only when more than one place is asked for,
so that the rest of routing does not wait for numba.
"""

import heapq

import numpy as np
from numba import njit

from routing.network import FloatArray, IntArray

NOBODY = np.int32(2**31 - 1)
"""Place of an empty rank: above every index, so that it loses every tie."""
Index = int | np.int32
# Graph in CSR form: indptr, heads and seconds of its arcs; and the longest way, inclusive.
Graph = tuple[IntArray, IntArray, FloatArray, float]
# Labels to begin with: state, place and seconds of each.
Beginning = tuple[IntArray, IntArray, FloatArray]
# Seconds and place, shape (states, ranks), least (seconds, place) first, no place twice.
Ranking = tuple[FloatArray, IntArray]


@njit(cache=True, nogil=True)
def offer(ranking: Ranking, state: Index, label: tuple[float, Index]) -> bool:
    """Rank a place at a state if it is among the nearest there; tell whether it is."""
    (seconds, places), (second, place) = ranking, label
    rank = seconds.shape[1] - 1
    for held in range(rank):
        if places[state, held] == place:
            rank = held
            break
    if (second, place) >= (seconds[state, rank], places[state, rank]):
        return False
    while rank > 0 and (second, place) < (seconds[state, rank - 1], places[state, rank - 1]):
        seconds[state, rank] = seconds[state, rank - 1]
        places[state, rank] = places[state, rank - 1]
        rank -= 1
    seconds[state, rank], places[state, rank] = second, place
    return True


@njit(cache=True, nogil=True)
def settle(graph: Graph, beginning: Beginning, ranking: Ranking) -> None:
    """Rank the nearest places at every state, in `ranking`, which is empty before.

    Every label that is taken from the queue and still ranks is final: a state is settled
    once for each of its places, not once for each place of the country.
    """
    indptr, heads, cost, limit_s = graph
    queue = [(0.0, np.int32(0), np.int32(0)) for _ in range(0)]
    states, starters, start_s = beginning
    for one in range(len(states)):
        if start_s[one] <= limit_s and offer(ranking, states[one], (start_s[one], starters[one])):
            heapq.heappush(queue, (start_s[one], starters[one], states[one]))
    while queue:
        second, place, state = heapq.heappop(queue)
        if not is_ranked(ranking, state, (second, place)):
            continue
        for arc in range(indptr[state], indptr[state + 1]):
            there = second + cost[arc]
            if there <= limit_s and offer(ranking, heads[arc], (there, place)):
                heapq.heappush(queue, (there, place, heads[arc]))


@njit(cache=True, nogil=True)
def is_ranked(ranking: Ranking, state: Index, label: tuple[float, Index]) -> bool:
    """Tell whether a label is still among the nearest of a state."""
    seconds, places = ranking
    for rank in range(seconds.shape[1]):
        if places[state, rank] == label[1]:
            return bool(seconds[state, rank] == label[0])
    return False


@njit(cache=True, nogil=True)
def join(ranking: Ranking, other: Ranking) -> None:
    """Rank what stands in another ranking too, state by state."""
    seconds, places = other
    for state in range(seconds.shape[0]):
        for rank in range(seconds.shape[1]):
            offer(ranking, state, (seconds[state, rank], places[state, rank]))
