"""What a RoadNetwork says in the words of OSMnx: attributes of a graph, its nodes and edges."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from routing.courses import edge_lines
from routing.graph_fields import NOTE, own_columns, own_note
from routing.network import (
    ENDS_ONLY,
    FERRY,
    MODES,
    NO_ACCESS,
    ROAD_CLASSES,
    SURFACES,
    BoolArray,
    RoadNetwork,
)

DEGREES = "epsg:4326"
# What OpenStreetMap calls those of our classes that it has another word for.
HIGHWAY_OF = {
    **{name: name for name in ROAD_CLASSES},
    "expressway": "motorway",
    "urban": "unclassified",
    "minor": "unclassified",
}
_ACCESS_KEYS = {"car": "motorcar", "motorbike": "motorcycle", "foot": "foot"}
_ACCESS_WORDS = {NO_ACCESS: "no", ENDS_ONLY: "destination"}

_NODE = re.compile(r"n?(0|-?[1-9][0-9]{0,17})", re.ASCII)
_WAY = re.compile(r"w?(0|-?[1-9][0-9]{0,17})(?::[0-9]+)?", re.ASCII)

Columns = Mapping[str, Sequence[Any]]


def plain_rows(
    network: RoadNetwork, *, own: bool
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Write attributes of the graph, of its nodes and of its edges, in the network's order."""
    nodes: Columns = {"x": network.lon.tolist(), "y": network.lat.tolist()}
    edges = _edge_columns(network)
    attributes = {"crs": DEGREES, "simplified": True}
    if own:
        own_nodes, own_edges = own_columns(network)
        nodes, edges = {**nodes, **own_nodes}, {**edges, **own_edges}
        attributes |= {"created_with": "Green Zone", NOTE: own_note(network)}
    return attributes, _rows(nodes, network.node_count), _rows(edges, network.edge_count)


def _rows(columns: Columns, count: int) -> list[dict[str, Any]]:
    """Turn columns into one mapping each; None says nothing."""
    names = list(columns)
    values = zip(*columns.values(), strict=True) if names else [()] * count
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in values
    ]


def _edge_columns(network: RoadNetwork) -> Columns:
    """Give what OSMnx has names for: one value for each edge, None where there is none."""
    names, refs = network.names, network.refs
    records = _way_ids(network.record_key.tolist())
    limits = [None if np.isnan(limit) else f"{limit:g}" for limit in network.limit_kph.tolist()]
    is_ferry = (network.road_class == FERRY).tolist()
    classes = [HIGHWAY_OF[ROAD_CLASSES[code]] for code in network.road_class.tolist()]
    return {
        "osmid": [records[record] for record in network.record.tolist()],
        "highway": [None if no else word for word, no in zip(classes, is_ferry, strict=True)],
        "route": ["ferry" if yes else None for yes in is_ferry],
        "oneway": _oneway(network).tolist(),
        "reversed": (~network.forward).tolist(),
        "length": network.length_m.tolist(),
        "name": [names[index] or None for index in network.name.tolist()],
        "name:en": [names[index] or None for index in network.name_en.tolist()],
        "ref": [refs[index] or None for index in network.ref.tolist()],
        "maxspeed": limits,
        "surface": [SURFACES[code] for code in network.surface.tolist()],
        "bridge": ["yes" if yes else None for yes in network.bridge.tolist()],
        "toll": ["yes" if yes else None for yes in network.toll.tolist()],
        **{
            _ACCESS_KEYS[mode]: [
                _ACCESS_WORDS.get(level) for level in network.access(mode).tolist()
            ]
            for mode in MODES
        },
        "geometry": _lines(network),
    }


def _oneway(network: RoadNetwork) -> BoolArray:
    """Tell edges whose road cars may drive one way only."""
    both = network.record_edges()
    usable = (both >= 0) & (network.car[both] != NO_ACCESS)
    oneway: BoolArray = (usable.sum(axis=1) == 1)[network.record]
    return oneway


def _lines(network: RoadNetwork) -> list[shapely.LineString | None]:
    lines = edge_lines(network, np.arange(network.edge_count, dtype=np.int32))
    lines[_straight(network)] = None
    return list(lines)


def plain_ids(keys: list[str]) -> list[int]:
    """Give ids as whole numbers, for OSMnx takes no others.

    A key may be a number, or one of OpenStreetMap as `network_from_osm` writes it; if any
    is something else, or two are one, they are numbered 0, 1, 2 ...

    Examples
    --------
    >>> plain_ids(["12", "7"]), plain_ids(["n12", "n7"]), plain_ids(["12", "gate"])
    ([12, 7], [12, 7], [0, 1])
    """
    found = [_NODE.fullmatch(key) for key in keys]
    numbers = [int(match[1]) for match in found if match is not None]
    return numbers if len(set(numbers)) == len(keys) else list(range(len(keys)))


def _way_ids(keys: list[str]) -> list[int]:
    """Give numbers of ways; several records may be of one."""
    found = [_WAY.fullmatch(key) for key in keys]
    if all(found):
        return [int(match[1]) for match in found if match is not None]
    return list(range(len(keys)))


def _straight(network: RoadNetwork) -> BoolArray:
    """Tell which edges run straight from node to node, so that OSMnx needs no geometry."""
    start = network.course_start
    first, last = start[:-1], start[1:] - 1
    is_short = np.diff(start) == 2
    begin, end = first[network.record], last[network.record]
    begin, end = np.where(network.forward, begin, end), np.where(network.forward, end, begin)
    at_nodes = [
        (course[begin] == spot[network.tail]) & (course[end] == spot[network.head])
        for course, spot in (
            (network.course_lon, network.lon),
            (network.course_lat, network.lat),
        )
    ]
    straight: BoolArray = is_short[network.record] & at_nodes[0] & at_nodes[1]
    return straight
