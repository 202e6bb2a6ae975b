"""From a table of road records to a RoadNetwork, every fault named at once."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import FaultsError, NoNetworkError
from routing.assembly import TextTable, assemble
from routing.columns import is_yes, numbers, texts
from routing.course_checks import geodesic_lengths
from routing.network import (
    NODE_KINDS,
    ROAD_CLASSES,
    SURFACES,
    CodeArray,
    FloatArray,
    IntArray,
    Resolution,
    RoadNetwork,
    StrArray,
)
from routing.record_checks import check_frame, check_junctions, check_records


def network_from_records(
    records: gpd.GeoDataFrame, junctions: pd.DataFrame, *, crs: str, resolution: Resolution
) -> RoadNetwork:
    """Build a network from road records and their junctions.

    Each record is driven both ways, unless a column ``oneway`` says yes (then only
    the way its course is written). Junctions are kept even where only two roads
    meet, every connected part is kept. Lengths are geodesic, along the course,
    unless the record states one (a coarse course cuts the bends).

    Parameters
    ----------
    records
        Road records in EPSG:4326, one LineString each, with the columns ``id``,
        ``from``, ``to`` (junction ids; the course begins and ends within 1 m of
        them), ``class``, ``surface`` and, where known, ``ref``, ``name``,
        ``carriageways`` (1 or 2), ``bridge``, ``toll``, ``oneway`` (yes or no),
        ``built_up_share`` (0..1), ``limit_kph`` (km/h), ``ferry_min`` (minutes),
        ``length_km`` (kilometres, at least those between its ends).
    junctions
        Columns ``id``, ``lon``, ``lat`` (degrees, EPSG:4326), ``kind`` and ``name``.
    crs
        Metric CRS of the pack, such as ``EPSG:32648``.
    resolution
        ``schematic`` or ``street``.

    Raises
    ------
    NoNetworkError
        If there is no record at all.
    FaultsError
        With every fault of both tables and of `crs`.
    """
    if not len(records):
        raise NoNetworkError("roads: no record at all; a network needs at least one road")
    faults = [*check_frame(records, crs, resolution), *check_junctions(junctions)]
    faults += check_records(records, junctions)
    if faults:
        raise FaultsError("roads", faults)
    names, refs = TextTable(), TextTable()
    nodes = _node_columns(junctions, names)
    roads = _record_columns(records, names, refs)
    ends = [_positions(nodes["node_key"], texts(records, column)) for column in ("from", "to")]
    courses = _courses(records, nodes, ends)
    roads["length_m"] = _lengths(courses, numbers(records, "length_km"))
    return assemble(
        nodes,
        _edges(roads, ends, is_yes(records, "oneway")),
        courses,
        crs=crs,
        resolution=resolution,
        record_key=texts(records, "id"),
        names=names.entries,
        refs=refs.entries,
    )


def _codes(words: StrArray, known: tuple[str, ...]) -> CodeArray:
    code = {word: number for number, word in enumerate(known)}
    return np.array([code.get(word, 0) for word in words.tolist()], dtype=np.int8)


def _node_columns(junctions: pd.DataFrame, names: TextTable) -> dict[str, Any]:
    return {
        "node_key": texts(junctions, "id"),
        "node_name": names.numbers(texts(junctions, "name")),
        "node_kind": _codes(texts(junctions, "kind"), NODE_KINDS),
        "lon": numbers(junctions, "lon"),
        "lat": numbers(junctions, "lat"),
    }


def _record_columns(records: gpd.GeoDataFrame, names: TextTable, refs: TextTable) -> dict[str, Any]:
    return {
        "record": np.arange(len(records), dtype=np.int32),
        "road_class": _codes(texts(records, "class"), ROAD_CLASSES),
        "surface": _codes(texts(records, "surface"), SURFACES),
        "built_up": numbers(records, "built_up_share", default=0.0),
        "limit_kph": numbers(records, "limit_kph"),
        "carriageways": numbers(records, "carriageways", default=1.0).astype(np.int8),
        "ferry_s": numbers(records, "ferry_min") * 60,
        "toll": is_yes(records, "toll"),
        "bridge": is_yes(records, "bridge"),
        "ref": refs.numbers(texts(records, "ref")),
        "name": names.numbers(texts(records, "name")),
    }


def _positions(table: StrArray, keys: StrArray) -> IntArray:
    place = {key: number for number, key in enumerate(table.tolist())}
    return np.array([place[key] for key in keys.tolist()], dtype=np.int32)


def _courses(
    records: gpd.GeoDataFrame, nodes: dict[str, Any], ends: list[IntArray]
) -> dict[str, Any]:
    """All courses one after another, their ends put exactly on the junctions."""
    lines = np.asarray(records.geometry.array)
    counts = shapely.get_num_points(lines)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    lon, lat = shapely.get_coordinates(lines).T
    lon, lat = lon.copy(), lat.copy()
    for at, end in ((start[:-1], ends[0]), (start[1:] - 1, ends[1])):
        lon[at], lat[at] = nodes["lon"][end], nodes["lat"][end]
    return {"course_start": start, "course_lon": lon, "course_lat": lat}


def _lengths(courses: dict[str, Any], stated_km: FloatArray) -> FloatArray:
    """Metres of each road: as stated, since a coarse course cuts bends; else along the course."""
    along = geodesic_lengths(courses["course_lon"], courses["course_lat"], courses["course_start"])
    return np.where(np.isnan(stated_km), along, stated_km * 1000)


def _edges(roads: dict[str, Any], ends: list[IntArray], oneway: Any) -> dict[str, Any]:
    """One edge for each record as its course is written, then those driven back."""
    there = np.arange(len(oneway))
    back = np.flatnonzero(~oneway)
    record = np.concatenate([there, back])
    return {
        **{name: values[record] for name, values in roads.items()},
        "tail": np.concatenate([ends[0], ends[1][back]]),
        "head": np.concatenate([ends[1], ends[0][back]]),
        "forward": np.arange(len(record)) < len(there),
    }
