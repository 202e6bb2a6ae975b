"""Spatial search over the courses: the nearest foot in each connected part."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from routing.closures import Closures
from routing.courses import Courses, measure_courses
from routing.graph import CLOSED, open_graph
from routing.network import (
    EXPRESSWAY,
    FERRY,
    BoolArray,
    FloatArray,
    IntArray,
    Mode,
    RoadNetwork,
)

# A part of the roads that is smaller than this share of one nearer by is not snapped to.
PETTY_SHARE = 0.02
# Closer to a junction than this, a foot lies on the junction.
AT_NODE_M = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Feet of places on roads, sorted by place; columns as in `Snaps`."""

    point: IntArray
    record: IntArray
    share: FloatArray
    node: IntArray
    access_m: FloatArray

    def take(self, chosen: IntArray) -> "Feet":
        """Choose some of the feet, in the order given."""
        return Feet(
            self.point[chosen],
            self.record[chosen],
            self.share[chosen],
            self.node[chosen],
            self.access_m[chosen],
        )


@dataclass(frozen=True, slots=True, eq=False)
class PartIndex:
    """The course pieces of one connected part.

    Parameters
    ----------
    piece
        Per piece: the course position it starts at.
    tree
        Search tree over the pieces, metres.
    bounds
        West, south, east and north end of the pieces, metres.
    length_m
        Of its roads together; 0 for one-way traps, which join nothing.
    """

    piece: IntArray
    tree: shapely.STRtree
    bounds: tuple[float, float, float, float]
    length_m: float

    @classmethod
    def from_pieces(
        cls, courses: Courses, piece: IntArray, is_single: BoolArray, *, length_m: float
    ) -> Self:
        """Build the search tree of pieces; a single one is its first position alone."""
        after = np.where(is_single, piece, piece + 1)
        start = np.stack([courses.x[piece], courses.y[piece]], axis=1)
        end = np.stack([courses.x[after], courses.y[after]], axis=1)
        shapes = np.empty(len(piece), dtype=np.object_)
        shapes[is_single] = shapely.points(start[is_single])
        shapes[~is_single] = shapely.linestrings(np.stack([start, end], axis=1)[~is_single])
        west, south = np.minimum(start, end).min(axis=0).tolist()
        east, north = np.maximum(start, end).max(axis=0).tolist()
        return cls(piece, shapely.STRtree(shapes), (west, south, east, north), length_m)

    def hits(
        self, x: FloatArray, y: FloatArray, places: NDArray[np.object_], *, limit_m: float
    ) -> tuple[IntArray, IntArray]:
        """Find the nearest pieces of places: indices of the places, and a piece for each.

        `places` are the same as points, made once for all parts.
        """
        west, south, east, north = self.bounds
        in_x = (x >= west - limit_m) & (x <= east + limit_m)
        in_y = (y >= south - limit_m) & (y <= north + limit_m)
        near = np.flatnonzero(in_x & in_y)
        # A metre more than the limit, which is inclusive: the exact check comes later.
        asked, hit = self.tree.query_nearest(places[near], max_distance=limit_m + 1.0)
        return near[asked].astype(np.int32), self.piece[hit]


@dataclass(frozen=True, slots=True, eq=False)
class SnapIndex:
    """All roads that may be snapped to, by connected part.

    Parameters
    ----------
    network, courses
        The roads and their courses.
    is_single
        Per course position: whether it is on a road that is snapped to only at its ends.
    parts
        The connected parts.
    """

    network: RoadNetwork
    courses: Courses
    is_single: BoolArray
    parts: tuple[PartIndex, ...]

    def nearest_feet(self, x: FloatArray, y: FloatArray, *, limit_m: float) -> Feet:
        """Find the nearest foot in each connected part for each place.

        A part further away and far smaller than a nearer one (`PETTY_SHARE`) is left out:
        a car park behind a wall is no other way into the country.

        Parameters
        ----------
        x, y
            Metres in the network's CRS.
        limit_m
            Greatest distance, metres, inclusive.
        """
        near = self._parts_near(x, y, limit_m=limit_m)
        places = np.asarray(shapely.points(x, y))
        hits = [self.parts[number].hits(x, y, places, limit_m=limit_m) for number in near]
        none = np.empty(0, dtype=np.int32)
        point = np.concatenate([none, *(asked for asked, _ in hits)])
        piece = np.concatenate([none, *(hit for _, hit in hits)])
        part = np.repeat(np.array(near, dtype=np.int32), [len(asked) for asked, _ in hits])
        feet = self._drop(piece, point, (x[point], y[point]))
        rank = np.lexsort((feet.record, feet.access_m, part, point))
        rank = rank[feet.access_m[rank] <= limit_m]
        pair = np.stack([point, part])[:, rank]
        is_nearest = np.ones(len(rank), dtype=np.bool_)
        is_nearest[1:] = (np.diff(pair) != 0).any(axis=0)
        nearest = rank[is_nearest].astype(np.int32)
        nearest = nearest[np.lexsort((feet.access_m[nearest], feet.point[nearest]))]
        return feet.take(nearest[self._is_worthwhile(point[nearest], part[nearest])])

    def _is_worthwhile(self, point: IntArray, part: IntArray) -> BoolArray:
        """Tell which feet, by place and then by distance, lie in no petty part."""
        length_m = np.array([one.length_m for one in self.parts], dtype=np.float64)[part]
        width = float(length_m.max(initial=0.0)) + 1.0
        # The greatest part up to each foot, place by place: a later place starts higher.
        greatest = np.maximum.accumulate(point * width + length_m) - point * width
        worthwhile: BoolArray = length_m >= PETTY_SHARE * greatest
        return worthwhile

    def _parts_near(self, x: FloatArray, y: FloatArray, *, limit_m: float) -> list[int]:
        """Tell which parts may lie near some of the places: those near the box around them."""
        if not len(x) or not self.parts:
            return []
        west, south, east, north = np.array([part.bounds for part in self.parts]).T
        in_x = (west <= x.max() + limit_m) & (east >= x.min() - limit_m)
        in_y = (south <= y.max() + limit_m) & (north >= y.min() - limit_m)
        return [int(number) for number in np.flatnonzero(in_x & in_y)]

    def distance_m(self, x: float, y: float) -> float:
        """Metres from one place to the nearest road, infinite where there is none."""
        place = shapely.Point(x, y)
        nearest = [part.tree.query_nearest(place, return_distance=True) for part in self.parts]
        return min((float(distance[0]) for _, distance in nearest), default=np.inf)

    def _drop(self, piece: IntArray, point: IntArray, place: tuple[FloatArray, FloatArray]) -> Feet:
        """Drop each place (x, y) onto its piece."""
        courses, network = self.courses, self.network
        after = np.where(self.is_single[piece], piece, piece + 1)
        step_x, step_y = courses.x[after] - courses.x[piece], courses.y[after] - courses.y[piece]
        off_x, off_y = place[0] - courses.x[piece], place[1] - courses.y[piece]
        squared = step_x**2 + step_y**2
        along = off_x * step_x + off_y * step_y
        part_way = np.divide(along, squared, out=np.zeros_like(along), where=squared > 0).clip(0, 1)
        record = (np.searchsorted(network.course_start, piece, side="right") - 1).astype(np.int32)
        share = courses.share[piece] + part_way * (courses.share[after] - courses.share[piece])
        node, share = _settle_at_nodes(network, record, share)
        access_m = np.hypot(off_x - part_way * step_x, off_y - part_way * step_y)
        access_m[access_m < AT_NODE_M] = 0.0
        return Feet(point, record, share, node, access_m)


@lru_cache(maxsize=8)
def snap_index(network: RoadNetwork, closures: Closures, mode: Mode = "car") -> SnapIndex:
    """Index a network's open roads, once for each set of closures and mode of travel."""
    courses = measure_courses(network)
    group = open_graph(network, closures, mode).record_group(network)
    length_m = _group_lengths(network, group)
    owner = np.repeat(np.arange(network.record_count), np.diff(network.course_start))
    is_first, is_last = np.zeros((2, len(owner)), dtype=np.bool_)
    is_first[network.course_start[:-1]] = True
    is_last[network.course_start[1:] - 1] = True
    is_single = ~_may_be_snapped_to(network)[owner]
    wanted = np.where(is_single, is_first | is_last, ~is_last) & (group[owner] != CLOSED)
    piece = np.flatnonzero(wanted).astype(np.int32)
    piece = piece[np.argsort(group[owner[piece]], kind="stable")]
    borders = np.flatnonzero(np.diff(group[owner[piece]])) + 1
    parts = tuple(
        PartIndex.from_pieces(
            courses, pieces, is_single[pieces], length_m=float(length_m[owner[pieces[0]]])
        )
        for pieces in np.split(piece, borders)
        if len(pieces)
    )
    return SnapIndex(network, courses, is_single, parts)


def _group_lengths(network: RoadNetwork, group: IntArray) -> FloatArray:
    """Metres of road in the group of each record; one-way traps join nothing and count none."""
    joined = group >= 0
    edges = network.first_edges()
    length_m = np.bincount(group[joined], network.length_m[edges][joined], minlength=1)
    return np.where(joined, length_m[np.maximum(group, 0)], 0.0)


def _may_be_snapped_to(network: RoadNetwork) -> BoolArray:
    edges = network.first_edges()
    is_kept_off = np.isin(network.road_class[edges], (EXPRESSWAY, FERRY)) | network.bridge[edges]
    return ~is_kept_off


def _settle_at_nodes(
    network: RoadNetwork, record: IntArray, share: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Move feet that all but lie on a junction onto it; node -1 for all others."""
    edges = network.first_edges()[record]
    forward, length_m = network.forward[edges], network.length_m[edges]
    first = np.where(forward, network.tail[edges], network.head[edges])
    last = np.where(forward, network.head[edges], network.tail[edges])
    at_first, at_last = share * length_m < AT_NODE_M, (1 - share) * length_m < AT_NODE_M
    node = np.where(at_first, first, np.where(at_last, last, -1)).astype(np.int32)
    return node, np.where(at_first, 0.0, np.where(at_last, 1.0, share))
