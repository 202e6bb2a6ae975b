"""Lines laid out one after another, cut where they meet and joined at their ends."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geo.crs import Metric
from geo.errors import Fault, FaultsError
from routing.course_checks import Lines, geodesic_lengths
from routing.network import BoolArray, FloatArray, IntArray

# More pairs of ends within the tolerance than this for each end: the tolerance is too wide.
_PAIRS_PER_END = 50


@dataclass(frozen=True, slots=True, eq=False)
class JoinedLines:
    """Lines between nodes.

    Parameters
    ----------
    start
        Per line: its first position; one more entry at the end.
    lon, lat
        Per position: degrees, EPSG:4326; both ends lie exactly on their nodes.
    tail, head
        Per line: the nodes it begins and ends at.
    length_m
        Per line: geodesic length, metres.
    node_lon, node_lat
        Per node: degrees, EPSG:4326.
    """

    start: IntArray
    lon: FloatArray
    lat: FloatArray
    tail: IntArray
    head: IntArray
    length_m: FloatArray
    node_lon: FloatArray
    node_lat: FloatArray


def join_lines(lines: Lines, *, metric: Metric, tolerance_m: float) -> JoinedLines:
    """Join lines where their ends agree.

    Ends within the tolerance of one another are one node, also by way of others between
    them; it lies where the first of them does. Lines that cross stay apart.

    Parameters
    ----------
    lines
        LineStrings in degrees, EPSG:4326.
    metric
        System in which ends are compared.
    tolerance_m
        Greatest distance of two ends that are one node, metres, inclusive.

    Raises
    ------
    FaultsError
        TOLERANCE if so many ends are within it that it cannot be meant.
    """
    counts = shapely.get_num_points(lines)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    lon, lat = (axis.copy() for axis in shapely.get_coordinates(lines).T)
    ends = np.concatenate([start[:-1], start[1:] - 1])
    x, y = metric.to_metres(lon[ends], lat[ends])
    group = _cluster(np.column_stack([x, y]), tolerance_m)
    _, first, node = np.unique(_first_seen(group)[group], return_index=True, return_inverse=True)
    node_lon, node_lat = lon[ends[first]], lat[ends[first]]
    lon[ends], lat[ends] = node_lon[node], node_lat[node]
    tail, head = node.astype(np.int32).reshape(2, -1)
    length_m = geodesic_lengths(lon, lat, start)
    return JoinedLines(start, lon, lat, tail, head, length_m, node_lon, node_lat)


def shared_positions(lines: Lines, *, metric: Metric, tolerance_m: float) -> BoolArray:
    """Find where lines meet although a line does not end there.

    That is at an inner position that is also a position of another line, or within the
    tolerance of the end of another line. What lies between two positions is not looked at.

    Parameters
    ----------
    lines, metric, tolerance_m
        As in `join_lines`; no position may be repeated at once.

    Returns
    -------
    BoolArray
        Per position of all lines.
    """
    spots, owner = shapely.get_coordinates(lines, return_index=True)
    is_inner = np.ones(len(spots), dtype=np.bool_)
    first = np.flatnonzero(np.insert(owner[1:] != owner[:-1], 0, True))
    last = np.append(first[1:], len(owner)) - 1
    is_inner[first] = is_inner[last] = False
    _, number, count = np.unique(spots, axis=0, return_inverse=True, return_counts=True)
    is_shared: BoolArray = is_inner & (count[number.ravel()] > 1)
    places = np.column_stack(metric.to_metres(*spots.T))
    tree = KDTree(places[np.concatenate([first, last])])
    within = np.nextafter(tolerance_m, np.inf)
    end = np.asarray(tree.query(places[is_inner], distance_upper_bound=within)[1])
    is_met = np.asarray(end < tree.n)
    is_met[is_met] = end[is_met] % len(first) != owner[is_inner][is_met]
    is_shared[is_inner] |= is_met
    return is_shared


def cut_lines(lines: Lines, at: BoolArray) -> tuple[Lines, IntArray]:
    """Cut lines at some of their inner positions.

    Returns
    -------
    tuple
        The pieces, line by line, and the line each is of.
    """
    spots, owner = shapely.get_coordinates(lines, return_index=True)
    # A position where a line is cut comes twice: it ends one piece and begins the next.
    again = np.repeat(np.arange(len(spots)), np.where(at, 2, 1))
    begins = np.insert((again[1:] == again[:-1]) | (owner[again[1:]] != owner[again[:-1]]), 0, True)
    piece = np.cumsum(begins) - 1
    pieces = np.asarray(shapely.linestrings(spots[again], indices=piece))
    return pieces, owner[again[begins]].astype(np.int32)


def _cluster(places: FloatArray, tolerance_m: float) -> IntArray:
    """Group the places that are within the tolerance of one another."""
    distinct, of_place = np.unique(places, axis=0, return_inverse=True)
    tree = KDTree(distinct)
    count = len(distinct)
    if int(tree.count_neighbors(tree, tolerance_m)) - count > 2 * _PAIRS_PER_END * count:
        message = (
            f"far too many ends of lines lie within {tolerance_m:g} m of one another: give less"
        )
        raise FaultsError("roads", [Fault("TOLERANCE", message)])
    near = np.asarray(tree.query_pairs(tolerance_m, output_type="ndarray")).T
    joined = coo_array((np.ones(near.shape[1]), (near[0], near[1])), shape=(count, count))
    _, group = connected_components(joined.tocsr(), directed=False)
    grouped: IntArray = group[of_place.ravel()]
    return grouped


def _first_seen(group: IntArray) -> IntArray:
    """Renumber groups in the order in which they come."""
    distinct, first = np.unique(group, return_index=True)
    rank = np.empty(len(distinct), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(distinct))
    return rank


def taken(joined: JoinedLines, kept: BoolArray) -> JoinedLines:
    """Leave out lines, and the nodes that nothing touches any more."""
    counts = np.diff(joined.start)
    stays = np.repeat(kept, counts)
    used, ends = np.unique(
        np.concatenate([joined.tail[kept], joined.head[kept]]), return_inverse=True
    )
    tail, head = ends.astype(np.int32).reshape(2, -1)
    return JoinedLines(
        np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int32),
        joined.lon[stays],
        joined.lat[stays],
        tail,
        head,
        joined.length_m[kept],
        joined.node_lon[used],
        joined.node_lat[used],
    )
