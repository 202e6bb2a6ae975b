"""The roads that a graph of OSMnx holds, as a RoadNetwork."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.crs import Metric
from geo.errors import NoNetworkError
from routing.assembly import TextTable, assemble
from routing.course_checks import GEOD
from routing.graph_checks import Edge, GraphRows, Row
from routing.graph_tags import edge_tags, is_backward
from routing.network import MODES, ROAD_CLASSES, FloatArray, IntArray, RoadNetwork, StrArray
from routing.osm_chains import Courses
from routing.osm_controls import built_up_shares, count_controls, point_control
from routing.osm_records import SHORTEST_M
from routing.osm_speeds import ZoneLimits
from routing.osm_traits import NO_BODY, WayTraits, read_traits

_NO_STREETS = tuple(ROAD_CLASSES.index(name) for name in ("ferry", "track", "path"))


@dataclass(frozen=True, slots=True, eq=False)
class _Roads:
    """Edges that somebody may use, in the order of the graph.

    Parameters
    ----------
    edges
        The edges.
    ends
        Shape (edges, 2): the nodes they leave and come to.
    courses
        Per edge: its positions, degrees, shape (positions, 2).
    traits, look, side
        What they are: tables, and per edge the indices into looks and sides.
    record, first
        Record of each edge, and first edge of each record.
    """

    edges: list[Edge]
    ends: IntArray
    courses: list[FloatArray]
    traits: WayTraits
    look: IntArray
    side: IntArray
    record: IntArray
    first: IntArray

    def of_body(self, name: str) -> Any:
        """Per edge: what its body says."""
        values = np.array([getattr(body, name) for body in self.traits.bodies], dtype=object)
        return values[self.traits.body[self.look]]


def foreign_network(
    rows: GraphRows, *, crs: str, zones: ZoneLimits, country: str, surfaces: Mapping[str, str]
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
    spots = np.array([(row["x"], row["y"]) for _, row in rows.nodes], dtype=np.float64)
    tags = [edge_tags(row) for *_, row in rows.edges]
    traits = read_traits(tags, zones=zones, country=country, surfaces=surfaces)
    kept, roads = _kept_roads(rows, spots.reshape(-1, 2), traits)
    if not kept:
        raise NoNetworkError("graph: no edge that anybody may use; check its highway attributes")
    conditions = TextTable()
    firsts = roads.first.tolist()
    courses, positions = _lay_courses(roads, spots)
    network = assemble(
        {
            "node_key": [str(node) for node, _ in rows.nodes],
            "lon": spots[:, 0].copy(),
            "lat": spots[:, 1].copy(),
        },
        {
            **_own_columns(roads, conditions),
            **_met_columns(roads, rows, courses, metres=Metric(crs).to_metres(*positions)),
        },
        {
            "course_start": courses.start,
            "course_lon": positions[0][courses.point],
            "course_lat": positions[1][courses.point],
        },
        crs=crs,
        resolution="street",
        record_key=_record_keys([roads.edges[edge] for edge in firsts]),
        names=traits.names,
        refs=traits.refs,
        conditions=conditions.entries,
    )
    return network, kept


def _kept_roads(rows: GraphRows, spots: FloatArray, traits: WayTraits) -> tuple[list[int], _Roads]:
    """Take the edges that somebody may use, and put the directions of each road together."""
    place = {node: number for number, (node, _) in enumerate(rows.nodes)}
    ends = np.array([(place[u], place[v]) for u, v, *_ in rows.edges], dtype=np.int32)
    courses = [_course(row, *spots[pair]) for (*_, row), pair in zip(rows.edges, ends, strict=True)]
    turned = np.array([is_backward(row) for *_, row in rows.edges], dtype=np.bool_)
    side = np.where(turned, traits.backward, traits.forward)
    is_shut = np.array([one.access.is_closed for one in traits.sides], dtype=np.bool_)[side]
    is_dot = np.array([len(course) == 2 for course in courses], dtype=np.bool_)
    is_dot &= ends.reshape(-1, 2)[:, 0] == ends.reshape(-1, 2)[:, 1]
    chosen = np.flatnonzero((traits.look != NO_BODY) & ~is_shut & ~is_dot)
    kept = chosen.tolist()
    edges, own = [rows.edges[edge] for edge in kept], [courses[edge] for edge in kept]
    record, first = _paired(edges, own)
    roads = _Roads(
        edges, ends[chosen], own, traits, traits.look[chosen], side[chosen], record, first
    )
    return kept, roads


def _course(row: Row, start: FloatArray, end: FloatArray) -> FloatArray:
    """Positions along an edge, from node to node."""
    line = row.get("geometry")
    if line is None:
        return np.array([start, end])
    positions = shapely.get_coordinates(line)
    before = [] if (positions[0] == start).all() else [start]
    after = [] if (positions[-1] == end).all() else [end]
    return np.array([*before, *positions, *after]) if before or after else positions


def _paired(edges: list[Edge], courses: list[FloatArray]) -> tuple[IntArray, IntArray]:
    """Put the two directions of one road together: one osmid, one course.

    Returns
    -------
    tuple
        The record of each edge, and the first edge of each record.
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
    return record, np.array(first, dtype=np.int32)


def _record_keys(edges: list[Edge]) -> StrArray:
    """Name each record after its first edge, ``u-v-key``; a repeat gets a number."""
    seen: dict[str, int] = {}
    keys = []
    for u, v, key, _ in edges:
        name = f"{u}-{v}-{key}"
        seen[name] = seen.get(name, -1) + 1
        keys.append(f"{name}#{seen[name]}" if seen[name] else name)
    return np.array(keys, dtype=np.str_)


def _lay_courses(roads: _Roads, spots: FloatArray) -> tuple[Courses, tuple[FloatArray, FloatArray]]:
    """Lay out the courses of the records over points: the nodes, then the bends of each.

    Returns
    -------
    tuple
        The courses, and longitudes and latitudes of their points.
    """
    own = [roads.courses[edge] for edge in roads.first.tolist()]
    start = np.cumsum([0, *map(len, own)]).astype(np.int32)
    entries = np.concatenate(own)
    is_bend = np.ones(len(entries), dtype=np.bool_)
    is_bend[start[:-1]] = is_bend[start[1:] - 1] = False
    point = np.empty(len(entries), dtype=np.int32)
    point[start[:-1]], point[start[1:] - 1] = roads.ends[roads.first].T
    point[is_bend] = len(spots) + np.arange(is_bend.sum())
    step_m = np.zeros(len(entries))
    step_m[:-1] = GEOD.inv(*entries[:-1].T, *entries[1:].T)[2]
    step_m[start[1:] - 1] = 0.0
    lon, lat = np.concatenate([spots, entries[is_bend]]).T
    courses = Courses(start, point, step_m, np.zeros(len(entries), dtype=np.bool_))
    return courses, (lon.copy(), lat.copy())


def _own_columns(roads: _Roads, conditions: TextTable) -> dict[str, Any]:
    """Read what each edge says of itself."""
    traits, sides = roads.traits, roads.traits.sides
    limits = [np.nan if side.limit_kph is None else side.limit_kph for side in sides]
    texts = conditions.numbers(np.array([side.condition for side in sides], dtype=np.str_))
    modes = {mode: np.array([getattr(side.access, mode) for side in sides]) for mode in MODES}
    length_m = _lengths(roads)
    return {
        "tail": roads.ends[:, 0],
        "head": roads.ends[:, 1],
        "record": roads.record,
        "forward": np.isin(np.arange(len(roads.edges)), roads.first),
        "length_m": length_m,
        "road_class": roads.of_body("road_class"),
        "surface": roads.of_body("surface"),
        "carriageways": roads.of_body("carriageways"),
        "toll": roads.of_body("is_toll"),
        "bridge": roads.of_body("is_bridge"),
        "ferry_s": _crossing_seconds(roads, length_m),
        "limit_kph": np.array(limits)[roads.side],
        "condition": texts[roads.side],
        "name": traits.name[roads.look],
        "name_en": traits.name_en[roads.look],
        "ref": traits.ref[roads.look],
        **{mode: levels[roads.side] for mode, levels in modes.items()},
    }


def _lengths(roads: _Roads) -> FloatArray:
    """Metres as the graph states them, else geodesic along the course."""
    metres = [
        float(row["length"]) if "length" in row else GEOD.line_length(*course.T)
        for (*_, row), course in zip(roads.edges, roads.courses, strict=True)
    ]
    return np.maximum(np.array(metres, dtype=np.float64), SHORTEST_M)


def _crossing_seconds(roads: _Roads, length_m: FloatArray) -> FloatArray:
    """Seconds of each ferry: its share of the time that its whole way takes."""
    whole_s = np.array(roads.of_body("crossing_s"), dtype=np.float64)
    ways = [(repr(row.get("osmid")), is_backward(row)) for *_, row in roads.edges]
    _, way = np.unique(np.array([f"{osmid} {back}" for osmid, back in ways]), return_inverse=True)
    return whole_s * length_m / np.bincount(way, weights=length_m)[way]


def _met_columns(
    roads: _Roads, rows: GraphRows, courses: Courses, *, metres: tuple[FloatArray, FloatArray]
) -> dict[str, Any]:
    """Find what each edge meets: controls that a node keeps, and towns."""
    x, y = metres
    tags = [{key: str(value) for key, value in row.items()} for _, row in rows.nodes]
    controls = {
        node: control
        for node, said in enumerate(tags)
        if (control := point_control(said)) is not None
    }
    is_street = ~np.isin(roads.of_body("road_class")[roads.first].astype(int), _NO_STREETS)
    met = count_controls(
        courses,
        controls,
        x=x,
        y=y,
        on_ring=roads.of_body("is_roundabout")[roads.first].astype(np.bool_),
        one_way=np.bincount(roads.record) < 2,
    )
    guessed = built_up_shares(courses, x=x, y=y, is_street=is_street)[roads.record]
    said = np.array(roads.of_body("is_town"), dtype=np.float64)  # None becomes NaN
    back = 1 - np.isin(np.arange(len(roads.edges)), roads.first)
    return {
        "built_up": np.where(np.isnan(said), guessed, said),
        **{kind: counts[back, roads.record] for kind, counts in met.items()},
    }
