"""The places nearest in time to every node of the network: one, or a few of them."""

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geo.errors import SettingError
from routing.links import direct_stretches, seconds_of_stretch
from routing.network import BoolArray, FloatArray, IntArray
from routing.snap import Snaps, same_places
from routing.sources import (
    cutoff_limit,
    source_links,
    source_rows,
    sourced_graph,
    timed_graph,
)
from routing.travel import TravelModel

NONE = -1


def nearest_place(
    travel: TravelModel, places: Snaps, *, inbound: bool = False, cutoff_s: float | None = None
) -> tuple[FloatArray, IntArray]:
    """Find the place that is nearest in time for every node, in one search.

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    places
        Places, snapped with the closures and the mode of `travel`.
    inbound
        Whether the way leads to the places.
    cutoff_s
        Longest way of interest, seconds, inclusive.

    Returns
    -------
    tuple
        Seconds (the way between place and road included) and index of the place,
        per node; infinite and -1 where there is none.

    Raises
    ------
    SettingError
        If the cut-off is negative or NaN.
    """
    seconds, place = nearest_of_states(travel, places, inbound=inbound, cutoff_s=cutoff_s)
    graph, count = travel.graph, travel.network.node_count
    if graph.state_count == count:
        return seconds, place
    state = np.where(seconds[graph.arrive] <= seconds[graph.start], graph.arrive, graph.start)
    return seconds[state], place[state]


def nearest_for(
    travel: TravelModel, origins: Snaps, places: Snaps, *, inbound: bool = False
) -> tuple[FloatArray, IntArray]:
    """Find the place that is nearest in time for each of many others, in one search.

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    origins
        For whom; snapped as `places`.
    places
        Places, snapped with the closures and the mode of `travel`.
    inbound
        Whether the way leads to the places.

    Returns
    -------
    tuple
        Seconds (access, drive and egress, as `routing.reach.seconds_between` gives them) and
        index of the place, per origin; infinite and -1 where there is none.
    """
    at_states, place_of_state = nearest_of_states(travel, places, inbound=inbound)
    links = source_links(travel, origins, inbound=not inbound, with_access=True)
    ends = (origins, places) if inbound else (places, origins)
    direct = direct_stretches(travel, *ends, cost=seconds_of_stretch(travel))
    own, other = (direct.origin, direct.destination)[:: 1 if inbound else -1]
    direct_s = direct.cost + origins.access_s[own] + places.access_s[other]
    same = same_places(origins, places)
    by_road = (at_states[links.node] + links.cost).ravel()
    owner = np.concatenate([np.repeat(origins.point, 2), origins.point[own], same[0]])
    seconds = np.concatenate([by_road, direct_s, np.zeros(len(same[0]))])
    place = np.concatenate([place_of_state[links.node].ravel(), places.point[other], same[1]])
    return _least_of_each(len(origins), owner, (seconds, place))


def _least_of_each(
    count: int, owner: IntArray, found: tuple[FloatArray, IntArray]
) -> tuple[FloatArray, IntArray]:
    """Give the least seconds of each owner, and the place that they lead to."""
    seconds, place = found
    order = np.lexsort((place, seconds, owner))
    first = np.unique(owner[order], return_index=True)
    least, nearest = np.full(count, np.inf), np.full(count, NONE, dtype=np.int32)
    least[first[0]] = seconds[order][first[1]]
    nearest[first[0]] = place[order][first[1]]
    nearest[np.isinf(least)] = NONE
    return least, nearest


def nearest_of_states(
    travel: TravelModel, places: Snaps, *, inbound: bool = False, cutoff_s: float | None = None
) -> tuple[FloatArray, IntArray]:
    """Find the nearest place as `nearest_place` does, for every state of the searched graph."""
    limit_s, count = cutoff_limit(cutoff_s), travel.graph.state_count
    if not places.foot_count:
        return np.full(count, np.inf), np.full(count, NONE, dtype=np.int32)
    graph = sourced_graph(travel, places, inbound=inbound, with_access=True)
    rows = source_rows(travel, slice(0, places.foot_count))
    seconds, _, source = dijkstra(
        graph, indices=rows, min_only=True, return_predecessors=True, limit=limit_s
    )
    # Where no source is nearest its number is negative, and finds the first of these.
    place_of = np.concatenate([[NONE], places.point]).astype(np.int32)
    return seconds[:count], place_of[np.maximum(source[:count] - (count - 1), 0)]


def nearest_places(
    travel: TravelModel,
    places: Snaps,
    *,
    count: int,
    inbound: bool = False,
    cutoff_s: float | None = None,
    is_open: BoolArray | None = None,
) -> tuple[FloatArray, IntArray]:
    """Find the few places that are nearest in time for every node, in one search.

    Dijkstra with up to `count` labels for each state, of different places: a way to the
    second nearest place leads over nodes for which it is the nearest or second nearest.

    Parameters
    ----------
    travel, places, inbound, cutoff_s
        As in `nearest_place`.
    count
        How many places for each node, 1 or more.
    is_open
        Per place: whether it counts, all by default. It is the caller who knows the hours;
        a door that opens or closes while one is on the way cannot be told here: ask
        `routing.reach` for all the seconds then, and compare them with the hours.

    Returns
    -------
    tuple
        Seconds (the way between place and road included) and index of the place, shape
        (count, nodes), the nearest first and of equal ones that of the lower index;
        infinite and -1 where there are not so many.

    Raises
    ------
    SettingError
        If `count` is below 1, the cut-off is negative or NaN, or `is_open` does not say
        one thing for each place.
    """
    limit_s = cutoff_limit(cutoff_s)
    if count < 1:
        raise SettingError(f"{count} nearest places: ask for at least 1")
    counted = places if is_open is None else places.kept(_per_foot(places, is_open))
    nodes = travel.network.node_count
    seconds = np.full((count, nodes), np.inf)
    place = np.full((count, nodes), NONE, dtype=np.int32)
    ranks = min(count, int(counted.is_reached.sum()))
    if ranks:
        seconds[:ranks], place[:ranks] = _ranked(
            travel, counted, ranks=ranks, inbound=inbound, limit_s=limit_s
        )
    return seconds, place


def _per_foot(places: Snaps, is_open: BoolArray) -> BoolArray:
    is_open = np.asarray(is_open, dtype=np.bool_)
    if is_open.shape != (len(places),):
        message = (
            f"open or not: {is_open.shape} answers for {len(places)} places; give one for each"
        )
        raise SettingError(message)
    return is_open[places.point]


def _ranked(
    travel: TravelModel, places: Snaps, *, ranks: int, inbound: bool, limit_s: float
) -> tuple[FloatArray, IntArray]:
    """Rank places, each with a road, at the nodes: shape (ranks, nodes)."""
    from routing import settling  # noqa: PLC0415 - numba takes a second to import

    matrix = timed_graph(travel, inbound=inbound)
    links = source_links(travel, places, inbound=inbound, with_access=True)
    usable = np.isfinite(links.cost)
    beginning = (
        links.node[usable].astype(np.int32),
        np.broadcast_to(places.point[:, None], links.node.shape)[usable].astype(np.int32),
        links.cost[usable],
    )
    states = travel.graph.state_count
    seconds = np.full((states, ranks), np.inf)
    place = np.full((states, ranks), settling.NOBODY, dtype=np.int32)
    limited = matrix.indptr, matrix.indices, matrix.data, limit_s
    settling.settle(limited, beginning, (seconds, place))
    graph = travel.graph
    at_nodes = seconds[graph.arrive], place[graph.arrive]
    if states > travel.network.node_count:
        settling.join(at_nodes, (seconds[graph.start], place[graph.start]))
    seconds, place = at_nodes
    return seconds.T, np.where(place == settling.NOBODY, NONE, place).T
