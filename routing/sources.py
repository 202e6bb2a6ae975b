"""The graph with a source for each foot of some places, ready to be searched from them all."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array

from geo.errors import SettingError
from routing.links import Links, add_sources, arriving_links, leaving_links, seconds_of_stretch
from routing.network import FloatArray, IntArray
from routing.snap import Snaps
from routing.travel import TravelModel


def cutoff_limit(cutoff_s: float | None) -> float:
    """Turn a longest way of interest (seconds, inclusive) into a limit of a search.

    Raises
    ------
    SettingError
        If it is negative or NaN.
    """
    if cutoff_s is None:
        return np.inf
    if not cutoff_s >= 0:
        raise SettingError(f"cut-off {cutoff_s}: give seconds of at least 0")
    return float(cutoff_s)


@lru_cache(maxsize=8)
def timed_graph(travel: TravelModel, *, inbound: bool) -> csr_array:
    """Seconds between joined states; turned round for ways that lead to places."""
    matrix = travel.csr()
    return csr_array(matrix.T.tocsr()) if inbound else matrix


def source_links(travel: TravelModel, places: Snaps, *, inbound: bool, with_access: bool) -> Links:
    """Stretches between the feet of places and the states first searched, in seconds.

    Parameters
    ----------
    travel, places
        Roads at one moment, and places snapped with its closures and mode.
    inbound
        Whether the way leads to the places.
    with_access
        Whether the way between place and road counts.
    """
    links = (arriving_links if inbound else leaving_links)(
        travel, places, seconds_of_stretch(travel)
    )
    if not with_access:
        return links
    return replace(links, cost=links.cost + places.access_s[:, None])


def sourced_graph(
    travel: TravelModel, places: Snaps, *, inbound: bool, with_access: bool
) -> csr_array:
    """Add a source for each foot to the graph; see `source_links` and `source_rows`."""
    links = source_links(travel, places, inbound=inbound, with_access=with_access)
    feet = np.arange(places.foot_count, dtype=np.int32)
    return add_sources(timed_graph(travel, inbound=inbound), links, feet)


def source_rows(travel: TravelModel, feet: slice) -> IntArray:
    """Nodes of a sourced graph that are the sources of some feet."""
    return np.arange(feet.start, feet.stop, dtype=np.int32) + np.int32(travel.graph.state_count)


def at_network_nodes(travel: TravelModel, found: FloatArray) -> FloatArray:
    """Seconds at the network's nodes, shape (rows, nodes), out of those at states.

    A closed junction is reached on either side.
    """
    graph, count = travel.graph, travel.network.node_count
    if graph.state_count == count:
        return found[:, :count]
    return np.minimum(found[:, graph.arrive], found[:, graph.start])
