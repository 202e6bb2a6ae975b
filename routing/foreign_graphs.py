"""The roads that a graph of OSMnx holds, as a RoadNetwork."""

import math
from typing import Any

import numpy as np
import shapely

from geo.errors import NoNetworkError
from routing.assembly import TextTable, assemble
from routing.course_checks import GEOD
from routing.graph_checks import Edge, GraphRows, Row
from routing.graph_tags import edge_tags
from routing.network import ROAD_CLASSES, SURFACES, FloatArray, IntArray, RoadNetwork, StrArray
from routing.osm_access import way_access
from routing.osm_speeds import ZoneLimits, limit_kph
from routing.osm_tags import FERRY_CLASS, crossing_seconds, is_roundabout, road_class, surface

# Two nodes on one spot are a millimetre apart, for a length is above 0.
LEAST_M = 0.001


def foreign_network(
    rows: GraphRows, *, crs: str, zones: ZoneLimits, country: str
) -> tuple[RoadNetwork, list[int]]:
    """Build the network of a sound graph.

    Returns
    -------
    tuple
        The network, its edges in the order of the graph, and the number of each in it.
        Edges that nobody may use, and loops without a course, are in no network.

    Raises
    ------
    NoNetworkError
        If no edge is left.
    """
    place = {node: number for number, (node, _) in enumerate(rows.nodes)}
    spots = np.array([(row["x"], row["y"]) for _, row in rows.nodes], dtype=np.float64)
    spots = spots.reshape(-1, 2)
    kept, roads, courses = [], [], []
    for number, (u, v, _, row) in enumerate(rows.edges):
        road = _road(row, zones=zones, country=country)
        course = _course(row, spots[place[u]], spots[place[v]])
        if road is None or (u == v and len(np.unique(course, axis=0)) < 2):
            continue
        kept.append(number)
        roads.append(road)
        courses.append(course)
    if not kept:
        raise NoNetworkError("graph: no edge that anybody may use; check its highway attributes")
    edges = [rows.edges[number] for number in kept]
    names, refs = TextTable(), TextTable()
    ends = np.array([(place[u], place[v]) for u, v, _, _ in edges], dtype=np.int32)
    first, record = _paired(edges, courses)
    columns = {name: np.array([road[name] for road in roads]) for name in roads[0]}
    texts = {name: columns.pop(name) for name in ("name", "name_en", "ref")}
    rounds = columns.pop("is_round")
    network = assemble(
        {
            "node_key": np.array([str(node) for node, _ in rows.nodes]),
            "lon": spots[:, 0].copy(),
            "lat": spots[:, 1].copy(),
        },
        {
            "tail": ends[:, 0].copy(),
            "head": ends[:, 1].copy(),
            "record": record,
            "forward": np.isin(np.arange(len(edges)), first),
            "length_m": _lengths(edges, courses),
            "name": names.numbers(texts["name"]),
            "name_en": names.numbers(texts["name_en"]),
            "ref": refs.numbers(texts["ref"]),
            **columns,
            **_controls(rows, ends, rounds),
        },
        _joined([courses[edge] for edge in first]),
        crs=crs,
        resolution="street",
        record_key=_record_keys([edges[edge] for edge in first]),
        names=names.entries,
        refs=refs.entries,
    )
    return network, kept


def _road(row: Row, *, zones: ZoneLimits, country: str) -> dict[str, Any] | None:
    """Read what an edge says of its road; None where nobody may use it."""
    tags = edge_tags(row)
    direction = "backward" if row.get("reversed") is True else "forward"
    access = way_access(tags)[direction == "backward"]
    found = road_class(tags)
    if found is None or access.is_closed:
        return None
    ground = surface(tags) or ("dirt" if found in {"track", "path"} else "asphalt")
    is_ferry = found == FERRY_CLASS
    return {
        "road_class": ROAD_CLASSES.index(found),
        "surface": SURFACES.index(ground),
        "limit_kph": limit_kph(tags, direction, zones=zones, country=country),
        "ferry_s": crossing_seconds(tags.get("duration", "")) if is_ferry else math.nan,
        "toll": tags.get("toll", "no") != "no",
        "bridge": tags.get("bridge", "no") != "no",
        "car": access.car,
        "motorbike": access.motorbike,
        "foot": access.foot,
        "name": tags.get("name", ""),
        "name_en": tags.get("name:en", ""),
        "ref": tags.get("ref", ""),
        "is_round": is_roundabout(tags),
    }


def _course(row: Row, start: FloatArray, end: FloatArray) -> FloatArray:
    """Positions along an edge, from node to node."""
    line = row.get("geometry")
    if line is None:
        return np.array([start, end])
    positions = shapely.get_coordinates(line)
    before = [] if (positions[0] == start).all() else [start]
    after = [] if (positions[-1] == end).all() else [end]
    return np.array([*before, *positions, *after])


def _paired(edges: list[Edge], courses: list[FloatArray]) -> tuple[list[int], IntArray]:
    """Put the two directions of one road together: one osmid, one course.

    Returns
    -------
    tuple
        The first edge of each record, and the record of each edge.
    """
    waiting: dict[tuple[Any, ...], list[int]] = {}
    first: list[int] = []
    record = np.empty(len(edges), dtype=np.int32)
    for number, ((u, v, _, row), course) in enumerate(zip(edges, courses, strict=True)):
        way = repr(row.get("osmid"))
        opposite = waiting.get((v, u, way, course[::-1].tobytes()))
        if opposite:
            record[number] = opposite.pop(0)
            continue
        record[number] = len(first)
        waiting.setdefault((u, v, way, course.tobytes()), []).append(len(first))
        first.append(number)
    return first, record


def _record_keys(edges: list[Edge]) -> StrArray:
    """Name each record after its first edge, ``u-v-key``; a repeat gets a number."""
    seen: dict[str, int] = {}
    keys = []
    for u, v, key, _ in edges:
        name = f"{u}-{v}-{key}"
        seen[name] = seen.get(name, -1) + 1
        keys.append(f"{name}#{seen[name]}" if seen[name] else name)
    return np.array(keys, dtype=np.str_)


def _lengths(edges: list[Edge], courses: list[FloatArray]) -> FloatArray:
    """Metres as the graph states them, else geodesic along the course."""
    metres = [
        float(row["length"]) if "length" in row else GEOD.line_length(*course.T)
        for (_, _, _, row), course in zip(edges, courses, strict=True)
    ]
    return np.maximum(np.array(metres, dtype=np.float64), LEAST_M)


def _controls(rows: GraphRows, ends: Any, is_round: Any) -> dict[str, Any]:
    """Count what is met at the head of each edge: inside it OSMnx keeps no node."""
    tags = [(str(row.get("highway")), str(row.get("railway"))) for _, row in rows.nodes]
    head = ends[:, 1]
    on_ring = np.zeros(len(tags), dtype=np.bool_)
    on_ring[ends[is_round].ravel()] = True
    return {
        "signals": np.array([road == "traffic_signals" for road, _ in tags])[head],
        "give_ways": np.array([road in {"give_way", "stop"} for road, _ in tags])[head],
        "level_crossings": np.array([rail == "level_crossing" for _, rail in tags])[head],
        "roundabouts": on_ring[head] & ~is_round,
    }


def _joined(courses: list[FloatArray]) -> dict[str, Any]:
    positions = np.concatenate(courses)
    start = np.cumsum([0, *map(len, courses)])
    return {"course_start": start, "course_lon": positions[:, 0], "course_lat": positions[:, 1]}
