"""What can be wrong with the courses of roads, and with where they begin and end."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geo.errors import Fault
from routing.columns import is_on_earth, missing_columns, numbers, row_faults, texts
from routing.network import BoolArray, FloatArray, IntArray, StrArray

GEOD = Geod(ellps="WGS84")
JUNCTION_COLUMNS = ("id", "lon", "lat")
# A course begins and ends where its junctions are, give or take this.
END_TOLERANCE_M = 1.0
# A stated length may be this much less than the straight line: its ends are known coarsely.
LEAST_OF_STRAIGHT = 0.95

Lines = NDArray[Any]  # shapely geometries
Positions = tuple[FloatArray, FloatArray]  # longitudes and latitudes


def check_courses(records: gpd.GeoDataFrame, junctions: pd.DataFrame) -> Iterator[Fault]:
    """Find what is wrong with the courses of road records, alone and against the junctions."""
    keys, lines = texts(records, "id"), np.asarray(records.geometry.array)
    is_sound = np.ones(len(lines), dtype=np.bool_)
    for wrong, problem in line_problems(lines):
        told = wrong & is_sound
        yield from row_faults(told, "COURSE", f"road {{}}: {problem}", keys, column="geometry")
        is_sound &= ~wrong
    first, last = (_ends(lines, is_sound, number) for number in (0, -1))
    stated_km, straight_km = numbers(records, "length_km"), _metres(first, last, is_sound) / 1000
    short = stated_km < LEAST_OF_STRAIGHT * straight_km
    message = "road {}: {} km is less than the straight line between its ends, {:.1f} km"
    said = keys, stated_km, straight_km
    yield from row_faults(short, "COURSE", message, *said, column="length_km")
    if missing_columns(junctions, JUNCTION_COLUMNS, name="junctions"):
        return
    spots = numbers(junctions, "lon"), numbers(junctions, "lat")
    for column, ends in (("from", first), ("to", last)):
        wanted = texts(records, column)
        node = _rows_of(wanted, texts(junctions, "id"))
        message = "road {}: no junction {!r}"
        unknown = node < 0
        yield from row_faults(unknown, "UNKNOWN_JUNCTION", message, keys, wanted, column=column)
        off_m = _metres(ends, (spots[0][node], spots[1][node]), is_sound & ~unknown)
        message = "road {}: its end is {:.1f} m from junction {}"
        off = off_m > END_TOLERANCE_M
        yield from row_faults(off, "OFF_JUNCTION", message, keys, off_m, wanted, column=column)


def line_problems(lines: Lines) -> Iterator[tuple[BoolArray, str]]:
    """Wrong rows, problem by problem; each counts only for rows without one before."""
    yield shapely.is_missing(lines) | shapely.is_empty(lines), "no course; draw a line"
    is_line = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    yield ~is_line, "the course is not one LineString"
    positions, row = shapely.get_coordinates(lines, return_index=True)
    off_earth = row[~is_on_earth(*positions.T)]
    yield np.isin(np.arange(len(lines)), off_earth), "a position is no longitude and latitude"
    with np.errstate(invalid="ignore"):
        yield shapely.length(lines) == 0, "the course has no length"


def _ends(lines: Lines, is_sound: BoolArray, number: int) -> Positions:
    """First or last positions of sound courses, 0 for the others."""
    positions = np.zeros((len(lines), 2))
    points = shapely.get_point(lines[is_sound], number)
    positions[is_sound] = shapely.get_coordinates(points)
    return positions[:, 0], positions[:, 1]


def _metres(start: Positions, end: Positions, wanted: BoolArray) -> FloatArray:
    """Geodesic metres between positions, 0 where not wanted or where one is not on Earth."""
    asked = wanted & is_on_earth(*start) & is_on_earth(*end)
    metres = np.zeros(len(wanted))
    (lon, lat), (end_lon, end_lat) = start, end
    metres[asked] = GEOD.inv(lon[asked], lat[asked], end_lon[asked], end_lat[asked])[2]
    return metres


def _rows_of(keys: StrArray, table: StrArray) -> IntArray:
    """Row of each key in a table, the first where it is listed twice; -1 where it is not."""
    row = {key: number for number, key in reversed(list(enumerate(table.tolist())))}
    return np.array([row.get(key, -1) for key in keys.tolist()], dtype=np.int32)


def geodesic_lengths(lon: FloatArray, lat: FloatArray, start: IntArray) -> FloatArray:
    """Metres along each of several courses.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326, all courses one after another.
    start
        Per course: its first position; one more entry at the end.
    """
    *_, step = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    step[start[1:-1] - 1] = 0.0  # from one course to the next
    return np.add.reduceat(step, start[:-1])
