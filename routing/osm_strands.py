"""Ways as strands of positions, and the metre of road that is given to each barrier."""

from dataclasses import dataclass

import numpy as np

from geo.osmfile import OsmPoints, OsmWays
from routing.course_checks import GEOD
from routing.network import BoolArray, FloatArray, IntArray

BARRIER_M = 1.0
NO_BARRIER = -1


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Positions of ways, one way after another.

    A *segment* is what lies between two neighbouring positions of one way; it has
    the number of its first position.

    Parameters
    ----------
    point
        Per position: the point there.
    way
        Per position: index of its way in the extract.
    """

    point: IntArray
    way: IntArray

    @property
    def is_last(self) -> BoolArray:
        """Per position: whether its way ends there."""
        return np.append(self.way[1:] != self.way[:-1], True)[: len(self.way)]

    @property
    def is_first(self) -> BoolArray:
        """Per position: whether its way begins there."""
        return np.insert(self.way[1:] != self.way[:-1], 0, True)[: len(self.way)]


@dataclass(frozen=True, slots=True, eq=False)
class Strands:
    """The ways that are roads, laid out on the ground.

    Parameters
    ----------
    run
        Their positions. Points numbered from `source_count` on are ours, beside barriers.
    lon, lat
        Per point: degrees, EPSG:4326.
    segment_m
        Per position: geodesic length of the segment that begins there, metres; 0 at
        the last position of a way.
    barrier
        Per position: the point whose barrier stands on the segment that begins there,
        `NO_BARRIER` mostly.
    source_count
        Number of points of the extract.
    """

    run: Run
    lon: FloatArray
    lat: FloatArray
    segment_m: FloatArray
    barrier: IntArray
    source_count: int


def lay_strands(
    ways: OsmWays, points: OsmPoints, *, is_road: BoolArray, barriers: IntArray
) -> Strands:
    """Lay out the roads among the ways, and make room for barriers.

    A barrier belongs to a point, access to a road: so the metre of road before a
    barrier (at most a third of its segment) becomes a segment of its own that
    carries the barrier. Of the arms that meet there one is left as it is, so that
    the point itself can be reached from one side and nothing can be driven through.

    Parameters
    ----------
    ways, points
        As `geo.osmfile.read_osm` gives them.
    is_road
        Per way: whether to take it.
    barriers
        Points with a barrier that somebody may not pass.
    """
    bare = _gather(ways, is_road)
    source_count = len(points.lon)
    segment, at_head = _find_cuts(bare, barriers, source_count)
    tail, head = bare.point[segment], bare.point[segment + 1]
    share = _cut_shares(_metres(points.lon, points.lat, tail=tail, head=head), at_head)
    lon, lat = (
        np.append(axis, axis[tail] + share * (axis[head] - axis[tail]))
        for axis in (points.lon, points.lat)
    )
    own = np.arange(len(segment), dtype=np.int32) + source_count
    run = Run(
        np.insert(bare.point, segment + 1, own), np.insert(bare.way, segment + 1, bare.way[segment])
    )
    place = np.flatnonzero(run.point >= source_count)
    barrier = np.full(len(run.point), NO_BARRIER, dtype=np.int32)
    barrier[np.where(at_head, place, place - 1)] = np.where(at_head, head, tail)
    segment_m = np.zeros(len(run.point))
    begins = np.flatnonzero(~run.is_last)
    segment_m[begins] = _metres(lon, lat, tail=run.point[begins], head=run.point[begins + 1])
    return Strands(run, lon, lat, segment_m, barrier, source_count)


def _gather(ways: OsmWays, is_road: BoolArray) -> Run:
    """Take the roads, each point once where it comes twice running, no road of one point."""
    counts = np.where(is_road, np.diff(ways.first), 0)
    way = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    begin = np.cumsum(counts) - counts
    place = np.arange(len(way)) + np.repeat(ways.first[:-1] - begin, counts)
    point = ways.point[place].astype(np.int32)
    again = np.zeros(len(way), dtype=np.bool_)
    again[1:] = (point[1:] == point[:-1]) & (way[1:] == way[:-1])
    point, way = point[~again], way[~again]
    long_enough = (np.bincount(way, minlength=len(counts)) > 1)[way]
    return Run(point[long_enough], way[long_enough])


def _find_cuts(run: Run, barriers: IntArray, source_count: int) -> tuple[IntArray, BoolArray]:
    """Segments to cut, and whether the barrier is at their head; but one arm of each barrier."""
    blocked = np.zeros(source_count, dtype=np.bool_)
    blocked[barriers] = True
    at = np.flatnonzero(blocked[run.point])
    leaving, coming = at[~run.is_last[at]], at[~run.is_first[at]] - 1
    segment = np.concatenate([leaving, coming])
    at_head = np.arange(len(segment)) >= len(leaving)
    order = np.lexsort((at_head, segment, run.point[segment + at_head]))
    point = run.point[segment + at_head][order]
    is_spared = np.insert(point[1:] != point[:-1], 0, True)[: len(point)]
    kept = order[~is_spared]
    by_place = kept[np.lexsort((at_head[kept], segment[kept]))]
    return segment[by_place].astype(np.int32), at_head[by_place]


def _cut_shares(length_m: FloatArray, at_head: BoolArray) -> FloatArray:
    near = np.minimum(BARRIER_M / np.maximum(length_m, BARRIER_M), 1 / 3)
    return np.where(at_head, 1 - near, near)


def _metres(lon: FloatArray, lat: FloatArray, *, tail: IntArray, head: IntArray) -> FloatArray:
    *_, metres = GEOD.inv(lon[tail], lat[tail], lon[head], lat[head])
    return np.asarray(metres, dtype=np.float64)
