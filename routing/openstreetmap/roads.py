"""From an OpenStreetMap extract to a RoadNetwork: every road, every part, every mode."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from geo.crs import Metric
from geo.errors import NoNetworkError
from geo.osmfile import OsmPoints, OsmRestriction, OsmWays
from routing.assembly import TextTable, assemble
from routing.joints import Chains
from routing.network import FERRY, MODES, ROAD_CLASSES, BoolArray, IntArray, RoadNetwork
from routing.openstreetmap.chains import (
    Courses,
    Pieces,
    cut_pieces,
    find_nodes,
    join_pieces,
    lay_courses,
)
from routing.openstreetmap.controls import built_up_shares, count_controls, point_control
from routing.openstreetmap.enclaves import close_enclaves
from routing.openstreetmap.places import find_gates, kept_points, narrowed, place_nodes
from routing.openstreetmap.records import (
    Records,
    crossing_seconds,
    edge_columns,
    lay_records,
    way_stretches,
)
from routing.openstreetmap.speeds import ZoneLimits
from routing.openstreetmap.strands import Strands, lay_strands
from routing.openstreetmap.traits import NO_BODY, Side, WayTraits, read_traits
from routing.openstreetmap.turns import Bans, Junctions, read_bans

NO_LIMITS: ZoneLimits = MappingProxyType({})
NO_SURFACES: Mapping[str, str] = MappingProxyType({})

_NO_STREETS = tuple(ROAD_CLASSES.index(name) for name in ("ferry", "track", "path"))


@dataclass(frozen=True, slots=True, eq=False)
class OsmRoads:
    """Roads read from OpenStreetMap.

    Parameters
    ----------
    network
        The roads.
    left_out
        How many turn restrictions could not be taken over, by reason.
    """

    network: RoadNetwork
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """Where the records run and what they are."""

    strands: Strands
    pieces: Pieces
    chains: Chains
    courses: Courses
    records: Records
    traits: WayTraits
    sides: tuple[Side, ...]

    @property
    def heads(self) -> tuple[IntArray, IntArray]:
        """First and last point of each record."""
        return self.courses.point[self.courses.start[:-1]], self.courses.point[
            self.courses.start[1:] - 1
        ]

    @property
    def road_class(self) -> IntArray:
        """Class of each record."""
        by_body = np.array([body.road_class for body in self.traits.bodies], dtype=np.int32)
        return by_body[self.records.body]


def network_from_osm(
    roads: OsmWays,
    points: OsmPoints,
    restrictions: Sequence[OsmRestriction] = (),
    *,
    crs: str,
    country: str | None = None,
    zones: ZoneLimits = NO_LIMITS,
    surfaces_by_class: Mapping[str, str] = NO_SURFACES,
) -> OsmRoads:
    """Build a network from the roads of an OpenStreetMap extract.

    Every connected part is kept, and every road that a car, a motorbike or somebody
    on foot may use at some hour. Points where just two roads meet that are alike
    and let the same pass are no junctions: their shape stays in the course. A node
    has the key ``n`` and its OSM number; a record ``w``, the number of its first way
    and, after a colon, which piece of that way it begins with.

    Parameters
    ----------
    roads, points, restrictions
        As `geo.osmfile.read_osm` gives them.
    crs
        Metric CRS, such as ``EPSG:32648``.
    country
        ISO 3166-1 alpha-2: whose limits a zone without a country means.
    zones
        Limits of zones, from `read_zone_limits`.
    surfaces_by_class
        Surface (of `SURFACES`) by road class, for roads that do not say theirs.

    Raises
    ------
    NoNetworkError
        If nobody may use any road.
    CrsError
        If `crs` is not metric.
    """
    metric = Metric(crs)
    traits = read_traits(roads.tags, zones=zones, country=country or "", surfaces=surfaces_by_class)
    layout = _lay_out(roads, points, restrictions, traits=traits)
    node_point, node = np.unique(np.concatenate(layout.heads), return_inverse=True)
    tail, head = node.reshape(2, -1)
    names, conditions = TextTable(), TextTable()
    names.numbers(np.array(traits.names, dtype=np.str_))
    edges = _edge_columns(layout, points, metric=metric, conditions=conditions)
    record, forward = layout.records.edges
    edges["tail"] = np.where(forward, tail[record], head[record])
    edges["head"] = np.where(forward, head[record], tail[record])
    for mode in MODES:
        edges[mode] = close_enclaves(
            edges[mode], edges["tail"], edges["head"], length_m=edges["length_m"]
        )
    nodes = place_nodes(
        node_point, points, layout.strands, is_landing=_landings(layout), names=names
    )
    bans = _bans(restrictions, layout, roads=roads, points=points, edges=edges, nodes=node_point)
    network = assemble(
        nodes,
        edges,
        {
            "course_start": layout.courses.start,
            "course_lon": layout.strands.lon[layout.courses.point],
            "course_lat": layout.strands.lat[layout.courses.point],
        },
        crs=crs,
        resolution="street",
        record_key=layout.records.key,
        turns=(bans.start, bans.edge),
        names=names.entries,
        refs=traits.refs,
        conditions=conditions.entries,
    )
    return OsmRoads(network, bans.left_out)


def _lay_out(
    roads: OsmWays,
    points: OsmPoints,
    restrictions: Sequence[OsmRestriction],
    *,
    traits: WayTraits,
) -> _Layout:
    gates = find_gates(points)
    barriers = np.array([*gates], dtype=np.int32)
    strands = lay_strands(roads, points, is_road=traits.look != NO_BODY, barriers=barriers)
    kept = kept_points(roads, points, restrictions)
    cut = cut_pieces(
        strands,
        find_nodes(strands, kept),
        look=traits.look,
        forward=traits.forward,
        backward=traits.backward,
    )
    pieces, sides = narrowed(cut, strands, gates, sides=traits.sides)
    if not len(pieces.first):
        raise NoNetworkError("roads: there is no road that anybody may use in this extract")
    is_ferry = np.array([body.road_class == FERRY for body in traits.bodies])
    is_joinable = ~is_ferry[traits.body[pieces.look]]  # a crossing keeps its own time
    chains = join_pieces(pieces, strands, kept=kept, is_joinable=is_joinable)
    courses = lay_courses(chains, pieces, strands)
    records = lay_records(pieces, chains, courses, roads=roads, body=traits.body)
    return _Layout(strands, pieces, chains, courses, records, traits, sides)


def _edge_columns(
    layout: _Layout, points: OsmPoints, *, metric: Metric, conditions: TextTable
) -> dict[str, Any]:
    strands, records, bodies = layout.strands, layout.records, layout.traits.bodies
    x, y = metric.to_metres(strands.lon, strands.lat)
    controls = {
        point: control
        for point, tags in points.tags.items()
        if (control := point_control(tags)) is not None
    }
    met = count_controls(
        layout.courses,
        controls,
        x=x,
        y=y,
        on_ring=np.array([body.is_roundabout for body in bodies])[records.body],
        one_way=_is_one_way(layout),
    )
    is_street = ~np.isin(layout.road_class, _NO_STREETS)
    return edge_columns(
        records,
        layout.traits,
        look=layout.pieces.look[records.piece],
        sides=layout.sides,
        ferry_s=crossing_seconds(records, layout.pieces, strands, bodies=bodies),
        built_up=built_up_shares(layout.courses, x=x, y=y, is_street=is_street),
        met=met,
        conditions=conditions,
    )


def _is_one_way(layout: _Layout) -> BoolArray:
    """Per record: whether vehicles go one way only, whoever walks back."""
    is_driven = np.array(
        [side.access.car + side.access.motorbike > 0 for side in layout.sides], dtype=np.bool_
    )
    there, back = is_driven[layout.records.sides]
    one_way: BoolArray = there != back
    return one_way


def _landings(layout: _Layout) -> BoolArray:
    """Tell the points where a ferry and a road meet."""
    is_ferry = layout.road_class == FERRY
    first, last = layout.heads
    count = len(layout.strands.lon)
    by_ferry, by_road = np.zeros((2, count), dtype=np.bool_)
    by_ferry[np.concatenate([first[is_ferry], last[is_ferry]])] = True
    by_road[np.concatenate([first[~is_ferry], last[~is_ferry]])] = True
    return by_ferry & by_road


def _bans(
    restrictions: Sequence[OsmRestriction],
    layout: _Layout,
    *,
    roads: OsmWays,
    points: OsmPoints,
    edges: Mapping[str, Any],
    nodes: IntArray,
) -> Bans:
    node = np.full(len(layout.strands.lon), -1, dtype=np.int64)
    node[nodes] = np.arange(len(nodes))
    pieces, point = layout.pieces, layout.strands.run.point
    by_record = np.full((len(layout.records.piece), 2), -1, dtype=np.int32)
    by_record[edges["record"], np.where(edges["forward"], 0, 1)] = np.arange(len(edges["record"]))
    ways = {
        way for turn in restrictions for way in (*turn.from_ways, *turn.via_ways, *turn.to_ways)
    }
    stretches = way_stretches(
        pieces,
        layout.chains,
        ends=np.array([node[point[pieces.first]], node[point[pieces.last]]]),
        edges=by_record,
        roads=roads,
        ways=ways,
    )
    vias = [turn.via_point for turn in restrictions if turn.via_point is not None]
    known = np.flatnonzero(np.isin(points.point_id, np.array(vias, dtype=np.int64)))
    by_tail = np.argsort(edges["tail"], kind="stable").astype(np.int32)
    return read_bans(
        restrictions,
        Junctions(
            stretches=stretches,
            node=dict(zip(points.point_id[known].tolist(), node[known].tolist(), strict=True)),
            tail=edges["tail"],
            head=edges["head"],
            record=edges["record"],
            by_tail=by_tail,
            tails=edges["tail"][by_tail],
        ),
    )
