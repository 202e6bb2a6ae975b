"""The shore: coastline ways, which have land on their left, and the land of an area by them.

How OpenStreetMap draws it: https://wiki.openstreetmap.org/wiki/Tag:natural=coastline
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.openstreetmap.lines import Points

# So near to a line, the middle of a piece of it lies on it: OpenStreetMap has seven decimals.
_ON_LINE_DEG = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """The part of an area that is not sea.

    Parameters
    ----------
    shape
        Polygons, EPSG:4326, valid.
    loose_ends
        How often a coastline breaks off inside the area, as where an extract was cut.
    """

    shape: BaseGeometry
    loose_ends: int


def coast_lines(ways: Sequence[Points]) -> shapely.MultiLineString:
    """Draw the shore, EPSG:4326: a line a way, cut where the file lacks a point."""
    if not ways:
        return shapely.MultiLineString()
    points = np.concatenate(ways)
    is_known = np.isfinite(points[:, 1])
    way = np.repeat(np.arange(len(ways)), [len(points) for points in ways])
    run = np.cumsum((np.diff(way, prepend=0) != 0) | ~is_known)[is_known]
    _, run, length = np.unique(run, return_inverse=True, return_counts=True)
    is_line = (length >= 2)[run]
    _, run = np.unique(run[is_line], return_inverse=True)
    places = points[is_known][is_line, 1:]
    lines = np.asarray(shapely.linestrings(places, indices=run))
    return shapely.MultiLineString(lines.tolist())


def land_within(area: BaseGeometry, coast: BaseGeometry) -> Land:
    """Take the sea off an area.

    Coastlines and the edge of the area part it into faces; a face is land if more of the shore
    around it has it on its left than on its right, or if no shore touches it. A coastline
    that breaks off inside the area is led straight to the next such end, or to the edge of
    the area if that is nearer.

    Parameters
    ----------
    area
        Polygons, EPSG:4326.
    coast
        From `coast_lines`; lines that do not meet the area do not count.

    Examples
    --------
    >>> islet = shapely.MultiLineString([[(1, 1), (2, 1), (2, 2), (1, 1)]])
    >>> land_within(shapely.box(0, 0, 3, 3), islet).shape.area
    0.5
    """
    shapely.prepare(area)
    lines = shapely.get_parts(coast)
    lines = lines[shapely.intersects(area, lines)]
    if not len(lines):
        return Land(area, 0)
    edge = shapely.boundary(area)
    loose = _loose_ends(lines)
    loose = loose[shapely.contains_properly(area, loose)]
    ways_on = [
        shapely.shortest_line(end, shapely.union_all([edge, *np.delete(loose, place)]))
        for place, end in enumerate(loose)
    ]
    drawn = shapely.union_all([*lines, edge, *ways_on])
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    faces = faces[shapely.contains(area, shapely.point_on_surface(faces))]
    left, right = _shore_sides(faces, lines)
    is_land = (left > right) | (left + right == 0)
    return Land(shapely.coverage_union_all(faces[is_land]), len(loose))


def _loose_ends(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the points where a line begins and none ends, or the other way round."""
    first, last = (
        shapely.get_coordinates(shapely.get_point(lines, end)).view(np.complex128).ravel()
        for end in (0, -1)
    )
    ends = np.setxor1d(first, last)
    return np.asarray(shapely.points(ends.real, ends.imag))


def _shore_sides(
    faces: NDArray[np.object_], lines: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the stretches of shore that have each face on their left, and on their right."""
    rings, face = shapely.get_rings(shapely.orient_polygons(faces), return_index=True)
    around, coast = _steps(rings), _steps(lines)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(coast)))
    middles = shapely.points(around.mean(axis=1))
    step, shore = tree.query(middles, predicate="dwithin", distance=_ON_LINE_DEG)
    along = (np.diff(around[step], axis=1) * np.diff(coast[shore], axis=1)).sum(axis=(1, 2))
    owner = np.repeat(face, shapely.get_num_points(rings) - 1)[step]
    left, right = (
        np.bincount(owner[is_so], minlength=len(faces)) for is_so in (along > 0, along < 0)
    )
    return left, right


def _steps(lines: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give both ends of every straight step, shape (k, 2, 2)."""
    places = shapely.get_coordinates(lines)
    is_start = np.ones(len(places), dtype=bool)
    is_start[np.cumsum(shapely.get_num_points(lines)) - 1] = False
    first = np.flatnonzero(is_start)
    return np.stack([places[first], places[first + 1]], axis=1)
