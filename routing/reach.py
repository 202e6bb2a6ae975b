"""Driving seconds from many places to many places."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from routing.links import direct_stretches, seconds_of_stretch
from routing.network import FloatArray, IntArray
from routing.snap import Snaps, same_places
from routing.sources import (
    at_network_nodes,
    cutoff_limit,
    source_links,
    source_rows,
    sourced_graph,
)
from routing.travel import TravelModel

# Node times held at once: these 4 MB stay in a processor's cache, which is quicker than more rows.
CELLS_AT_ONCE = 450_000


@dataclass(frozen=True, slots=True, eq=False)
class DriveMatrix:
    """Seconds for each pair of places, shape (origins, destinations).

    The same feet are chosen as for a path: those with the least access + drive + egress.

    Parameters
    ----------
    drive_s
        Driving seconds, foot to foot; infinite where no open road joins the two
        within the cut-off; 0 from a place to itself.
    access_s, egress_s
        Seconds between the places and their feet; infinite where a place has none.
    """

    drive_s: FloatArray
    access_s: FloatArray
    egress_s: FloatArray

    @property
    def total_s(self) -> FloatArray:
        """Access, drive and egress together."""
        total_s = self.access_s + self.drive_s
        total_s += self.egress_s
        return total_s


def seconds_between(
    travel: TravelModel, origins: Snaps, destinations: Snaps, *, cutoff_s: float | None = None
) -> DriveMatrix:
    """Time the drive from every origin to every destination.

    Searches from the smaller side, backwards where that is the destinations.

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    origins, destinations
        Places, snapped with the closures of `travel`.
    cutoff_s
        Longest drive of interest, seconds, inclusive; longer ones count as none.
    """
    limit_s = cutoff_limit(cutoff_s)
    if destinations.foot_count < origins.foot_count:
        drive_s = _feet_seconds(travel, destinations, origins, inbound=True, limit_s=limit_s).T
    else:
        drive_s = _feet_seconds(travel, origins, destinations, inbound=False, limit_s=limit_s)
    direct = direct_stretches(travel, origins, destinations, cost=seconds_of_stretch(travel))
    np.minimum.at(drive_s, (direct.origin, direct.destination), direct.cost)
    drive_s[drive_s > limit_s] = np.inf
    return _least_total(drive_s, origins, destinations)


def seconds_to_nodes(
    travel: TravelModel, places: Snaps, *, inbound: bool = False, cutoff_s: float | None = None
) -> FloatArray:
    """Time the way from each place to every node, or from every node to it.

    Parameters
    ----------
    travel
        Roads at one moment.
    places
        Places, snapped with the closures of `travel`.
    inbound
        Whether the way leads to the places.
    cutoff_s
        Longest way of interest, seconds, inclusive.

    Returns
    -------
    FloatArray
        Seconds, the way between place and road included; shape (places, nodes);
        infinite where no open road leads.
    """
    node_s = np.full((len(places), travel.network.node_count), np.inf)
    graph = sourced_graph(travel, places, inbound=inbound, with_access=True)
    for feet in _chunks(places.foot_count, graph.shape[0]):
        found = dijkstra(graph, indices=source_rows(travel, feet), limit=cutoff_limit(cutoff_s))
        for place, seconds in zip(places.point[feet], at_network_nodes(travel, found), strict=True):
            np.minimum(node_s[place], seconds, out=node_s[place])
    return node_s


def _feet_seconds(
    travel: TravelModel, sources: Snaps, targets: Snaps, *, inbound: bool, limit_s: float
) -> FloatArray:
    """Seconds over at least one node, from the feet of sources to those of targets."""
    graph = sourced_graph(travel, sources, inbound=inbound, with_access=False)
    links = source_links(travel, targets, inbound=not inbound, with_access=False)
    # Asked in the order of the nodes, which lie side by side in memory then.
    order = np.argsort(links.node[:, 0], kind="stable")
    node, cost = links.node[order], links.cost[order]
    seconds = np.empty((sources.foot_count, targets.foot_count))
    for feet in _chunks(sources.foot_count, graph.shape[0]):
        found = dijkstra(graph, indices=source_rows(travel, feet), limit=limit_s)
        least = np.take(found, node[:, 0], axis=1, mode="clip") + cost[:, 0]
        np.minimum(least, np.take(found, node[:, 1], axis=1, mode="clip") + cost[:, 1], out=least)
        seconds[feet][:, order] = least
    return seconds


def _chunks(count: int, width: int) -> list[slice]:
    size = max(1, CELLS_AT_ONCE // max(width, 1))
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def _feet_by_rank(places: Snaps) -> IntArray:
    """Shape (ranks, places): the nearest foot of each place, the next one; -1 where none."""
    count = np.bincount(places.point, minlength=len(places))
    first = np.cumsum(count) - count
    ranks = np.arange(max(int(count.max(initial=0)), 1))[:, None]
    return np.where(ranks < count, first + ranks, -1).astype(np.int32)


def _leg_seconds(places: Snaps, feet: IntArray) -> FloatArray:
    return np.append(places.access_s, np.inf)[feet]


def _least_total(drive_s: FloatArray, origins: Snaps, destinations: Snaps) -> DriveMatrix:
    """Choose the pair of feet with the least access + drive + egress for each pair of places."""
    from_feet, to_feet = _feet_by_rank(origins), _feet_by_rank(destinations)
    if len(from_feet) == len(to_feet) == 1:
        drive, access, egress = _only_pair(drive_s, (origins, destinations), (from_feet, to_feet))
    else:
        drive, access, egress = _best_pair(drive_s, (origins, destinations), (from_feet, to_feet))
    same = same_places(origins, destinations)
    if len(same[0]):
        drive, access, egress = (seconds.copy() for seconds in (drive, access, egress))
        for seconds in (drive, access, egress):
            seconds[same] = 0.0
    return DriveMatrix(drive, access, egress)


Three = tuple[FloatArray, FloatArray, FloatArray]


def _only_pair(
    drive_s: FloatArray, places: tuple[Snaps, Snaps], feet: tuple[IntArray, IntArray]
) -> Three:
    """Spread the seconds of feet over the places where each has one at most."""
    (origins, destinations), (from_feet, to_feet) = places, feet
    if (from_feet < 0).any() or (to_feet < 0).any():
        padded = np.pad(drive_s, ((0, 1), (0, 1)), constant_values=np.inf)
        drive_s = padded[np.ix_(from_feet[0], to_feet[0])]
    access = np.broadcast_to(_leg_seconds(origins, from_feet[0])[:, None], drive_s.shape)
    egress = np.broadcast_to(_leg_seconds(destinations, to_feet[0])[None, :], drive_s.shape)
    return drive_s, access, egress


def _best_pair(
    drive_s: FloatArray, places: tuple[Snaps, Snaps], feet: tuple[IntArray, IntArray]
) -> Three:
    (origins, destinations), (from_feet, to_feet) = places, feet
    shape = len(origins), len(destinations)
    drive = np.full(shape, np.inf)
    access = np.broadcast_to(_leg_seconds(origins, from_feet[0])[:, None], shape).copy()
    egress = np.broadcast_to(_leg_seconds(destinations, to_feet[0])[None, :], shape).copy()
    # A row and a column of no road, which index -1 finds.
    padded = np.pad(drive_s, ((0, 1), (0, 1)), constant_values=np.inf)
    least = np.full(shape, np.inf)
    for from_foot in from_feet:
        for to_foot in to_feet:
            leg = _leg_seconds(origins, from_foot)[:, None]
            last_leg = _leg_seconds(destinations, to_foot)[None, :]
            seconds = padded[np.ix_(from_foot, to_foot)]
            total = leg + seconds + last_leg
            better = total < least
            np.copyto(least, total, where=better)
            np.copyto(drive, seconds, where=better)
            np.copyto(access, leg, where=better)
            np.copyto(egress, last_leg, where=better)
    return drive, access, egress
