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

Places = NDArray[np.complex128]
"""Longitude and latitude as one number, so that places can be looked up."""


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
    that breaks off inside the area is led straight to the nearest edge of it.

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
    drawn = shapely.union_all([*lines, edge, *shapely.shortest_line(loose, edge)])
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    faces = faces[shapely.contains(area, shapely.point_on_surface(faces))]
    left, right = _shore_sides(faces, lines)
    is_land = (left > right) | (left + right == 0)
    return Land(shapely.coverage_union_all(faces[is_land]), len(loose))


def _places(shapes: NDArray[np.object_]) -> Places:
    return np.ascontiguousarray(shapely.get_coordinates(shapes)).view(np.complex128).ravel()


def _loose_ends(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the points where a line begins and none ends, or the other way round."""
    first = _places(shapely.get_point(lines, 0))
    last = _places(shapely.get_point(lines, -1))
    ends = np.setxor1d(first, last)
    return np.asarray(shapely.points(ends.real, ends.imag))


def _shore_sides(
    faces: NDArray[np.object_], lines: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the stretches of shore that have each face on their left, and on their right."""
    rings, face = shapely.get_rings(shapely.orient_polygons(faces), return_index=True)
    of_face, of_coast = _steps(rings), _steps(lines)
    number = np.unique(np.concatenate([of_face.ravel(), of_coast.ravel()]), return_inverse=True)[1]
    ends = number.reshape(-1, 2).astype(np.int64)
    there = ends @ np.array([len(number), 1])
    back = ends[len(of_face) :] @ np.array([1, len(number)])
    around = np.repeat(face, shapely.get_num_points(rings) - 1)
    along, coast = there[: len(of_face)], there[len(of_face) :]
    left, right = (
        np.bincount(around[np.isin(along, shore)], minlength=len(faces)) for shore in (coast, back)
    )
    return left, right


def _steps(lines: NDArray[np.object_]) -> Places:
    """Give both ends of every straight step, shape (k, 2)."""
    places = _places(lines)
    starts = np.ones(len(places), dtype=bool)
    starts[np.cumsum(shapely.get_num_points(lines)) - 1] = False
    first = np.flatnonzero(starts)
    return np.stack([places[first], places[first + 1]], axis=1)
