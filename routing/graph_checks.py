"""What keeps a graph of OSMnx from being read as roads: every fault of it, named at once."""

import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import networkx as nx
import numpy as np
import shapely

from geo.crs import require_degrees
from geo.errors import CrsError, Fault
from routing.graph_side import check_attributes

Row = Mapping[str, Any]
Edge = tuple[Hashable, Hashable, Hashable, Row]


@dataclass(frozen=True, slots=True)
class GraphRows:
    """Nodes and edges of a graph in its own order."""

    nodes: list[tuple[Hashable, Row]]
    edges: list[Edge]

    @classmethod
    def from_graph(cls, graph: "nx.MultiDiGraph[Any]") -> "GraphRows":
        """List them."""
        return cls(list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True)))


@dataclass(frozen=True, slots=True)
class _Georeferenced:
    crs: object


def check_graph(graph: object) -> list[Fault]:
    """Name everything that keeps a graph from being read as roads in degrees."""
    if not isinstance(graph, nx.MultiDiGraph):
        kind = type(graph).__name__
        return [Fault("GRAPH", f"it is a {kind}, not the MultiDiGraph of OSMnx")]
    rows = GraphRows.from_graph(graph)
    return [
        *_check_crs(graph.graph.get("crs")),
        *check_attributes("graph", graph.graph),
        *_check_nodes(rows),
        *(fault for edge in rows.edges for fault in _check_edge(edge)),
        *_check_kept(rows),
    ]


def _check_crs(crs: object) -> Iterator[Fault]:
    try:
        require_degrees(_Georeferenced(crs))
    except CrsError as error:
        message = f"{error}; with OSMnx: ox.project_graph(G, to_crs='epsg:4326')"
        yield Fault(error.code, message.replace("the layer", "the graph"))


def _check_nodes(rows: GraphRows) -> Iterator[Fault]:
    keys: dict[str, Hashable] = {}
    for node, row in rows.nodes:
        x, y = row.get("x"), row.get("y")
        if not (_is_within(x, 180) and _is_within(y, 90)):
            message = f"node {node!r}: x {x!r}, y {y!r} is no longitude and latitude"
            yield Fault("BAD_COORD", message)
        if str(node) in keys:
            yield Fault("DUPLICATE", f"nodes {keys[str(node)]!r} and {node!r} read the same")
        keys[str(node)] = node


def _check_edge(edge: Edge) -> Iterator[Fault]:
    u, v, key, row = edge
    where = f"edge ({u!r}, {v!r}, {key!r})"
    line, length = row.get("geometry"), row.get("length", 0.0)
    if line is not None and not _is_course(line):
        yield Fault("COURSE", f"{where}: its geometry is no LineString in degrees")
    if not _is_number(length) or float(length) < 0:
        yield Fault("VALUE", f"{where}: length {length!r}; give metres, 0 or more")


def _is_course(line: object) -> bool:
    if not isinstance(line, shapely.LineString) or line.is_empty:
        return False
    west, south, east, north = line.bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def _is_within(value: object, most: float) -> bool:
    return _is_number(value) and abs(value) <= most


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float | np.number) and math.isfinite(float(value))


def _check_kept(rows: GraphRows) -> Iterator[Fault]:
    """Name attributes that cannot be kept, each once."""
    named = set()
    things = [(f"node {node!r}", row) for node, row in rows.nodes]
    things += [(f"edge ({u!r}, {v!r}, {key!r})", row) for u, v, key, row in rows.edges]
    for where, row in things:
        for fault in check_attributes(where, row):
            cause = fault.message.removeprefix(where)
            if cause not in named:
                named.add(cause)
                yield fault
