"""Every field of a RoadNetwork on the nodes, the edges and the graph itself, and back to the bit.

The fields are read from the dataclass, so that a new one travels without a line here. What OSMnx
has a name for (position, length, geometry) is read from under that name; the rest is under names
that begin with ``gz_``, left out where it is 0, empty or NaN.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import Fault, FaultsError
from routing.assembly import connected_parts
from routing.network import IntArray, RoadNetwork

NOTE = "green_zone"
"""Graph attribute (JSON text) that tells a graph which `to_osmnx` wrote."""

PREFIX = "gz_"
_NODE_FIELDS = frozenset({"node_key", "node_name", "node_kind", "lon", "lat", "x", "y", "part"})
_COURSE_FIELDS = frozenset({"course_start", "course_lon", "course_lat"})
_WHOLE_FIELDS = frozenset({"record_key", "turn_start", "turn_edge"})
# Told by the graph itself, or by an attribute that OSMnx has a name for.
_NAMED = {"lon": "x", "lat": "y", "length_m": "length"}
_STRUCTURE = frozenset({"tail", "head"})
_BOOLS = {"True": True, "False": False}

Array = NDArray[Any]
Row = Mapping[str, Any]


def own_note(network: RoadNetwork) -> str:
    """Write what belongs to the graph as a whole, as JSON text."""
    per_node, per_edge, whole = _grouped(network)
    note = {
        "node_count": network.node_count,
        "edge_count": network.edge_count,
        "record_count": network.record_count,
        "nodes": {name: array.dtype.str for name, array in per_node.items()},
        "edges": {name: array.dtype.str for name, array in per_edge.items()},
        "courses": {name: getattr(network, name).dtype.str for name in sorted(_COURSE_FIELDS)},
        "arrays": {
            name: [value.dtype.str, value.tolist()]
            for name, value in whole.items()
            if isinstance(value, np.ndarray)
        },
        "values": {
            name: value for name, value in whole.items() if not isinstance(value, np.ndarray)
        },
    }
    return json.dumps(note, ensure_ascii=False, separators=(",", ":"))


def own_columns(network: RoadNetwork) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Give the ``gz_`` columns of nodes and of edges; None where there is nothing to say."""
    per_node, per_edge, _ = _grouped(network)
    columns = []
    for number, arrays in (("node", per_node), ("edge", per_edge)):
        told = {name: array for name, array in arrays.items() if name not in _NAMED}
        count = network.node_count if number == "node" else network.edge_count
        columns.append(
            {
                f"{PREFIX}{number}": list(range(count)),
                **{f"{PREFIX}{name}": _spoken(array) for name, array in told.items()},
            }
        )
    return columns[0], columns[1]


def _grouped(network: RoadNetwork) -> tuple[dict[str, Array], dict[str, Array], dict[str, Any]]:
    """Sort the fields: arrays per node, arrays per edge, and what belongs to the whole."""
    per_node: dict[str, Array] = {}
    per_edge: dict[str, Array] = {}
    whole: dict[str, Any] = {}
    for field in fields(network):
        name, value = field.name, getattr(network, field.name)
        if name in _COURSE_FIELDS | _STRUCTURE:
            continue
        if name in _NODE_FIELDS:
            per_node[name] = value
        elif (
            isinstance(value, np.ndarray)
            and name not in _WHOLE_FIELDS
            and len(value) == network.edge_count
        ):
            per_edge[name] = value
        else:
            whole[name] = value
    return per_node, per_edge, whole


def _spoken(array: Array) -> list[Any]:
    """Python values of a column, None where it says nothing."""
    silent = np.isnan(array) if array.dtype.kind == "f" else array == array.dtype.type()
    values = array.astype(object)
    values[silent] = None
    return list(values)


def written_crs(graph: "nx.MultiDiGraph[Any]") -> str | None:
    """Give the metric CRS that `to_osmnx` noted; None where it did not write the graph.

    Raises
    ------
    FaultsError
        If the note is damaged.
    """
    if NOTE not in graph.graph:
        return None
    try:
        return str(json.loads(graph.graph[NOTE])["values"]["crs"])
    except (TypeError, ValueError, LookupError) as error:
        raise _damaged_note() from error


def _damaged_note() -> FaultsError:
    message = f"attribute {NOTE} is damaged: delete it to read a plain graph"
    return FaultsError("graph", [Fault("GRAPH", message)])


def restored_network(graph: "nx.MultiDiGraph[Any]") -> RoadNetwork:
    """Read the network back that `to_osmnx` wrote.

    Nodes and edges may have been taken out of the graph since: the roads, turn bans and parts
    that are left are then renumbered.

    Raises
    ------
    FaultsError
        If nodes or edges were added, merged or robbed of their ``gz_`` attributes.
    """
    try:
        note = json.loads(graph.graph[NOTE])
    except (TypeError, ValueError) as error:
        raise _damaged_note() from error
    nodes = _in_order("node", list(graph.nodes(data=True)))
    edges = _in_order(
        "edge", [((u, v, k), row) for u, v, k, row in graph.edges(keys=True, data=True)]
    )
    place = {node: number for number, (node, _) in enumerate(nodes)}
    ends = np.array([(place[u], place[v]) for (u, v, _), _ in edges], dtype=np.int32).reshape(-1, 2)
    node_rows, edge_rows = [row for _, row in nodes], [row for _, row in edges]
    content: dict[str, Any] = {
        **{name: _column(node_rows, name, kind) for name, kind in note["nodes"].items()},
        **{name: _column(edge_rows, name, kind) for name, kind in note["edges"].items()},
        **{name: np.array(value, dtype=kind) for name, (kind, value) in note["arrays"].items()},
        **{name: _frozen(value) for name, value in note["values"].items()},
        "tail": ends[:, 0].copy(),
        "head": ends[:, 1].copy(),
    }
    if (len(nodes), len(edges)) != (note["node_count"], note["edge_count"]):
        numbers = np.array([int(row[f"{PREFIX}edge"]) for row in edge_rows], dtype=np.int32)
        content |= _renumbered(content, numbers, note)
    content |= _courses(content, edge_rows, note["courses"])
    return RoadNetwork(**content)


def _in_order(kind: str, items: Sequence[tuple[Any, Row]]) -> list[tuple[Any, Row]]:
    """Sort nodes or edges by the number they were written with."""
    name = f"{PREFIX}{kind}"
    try:
        numbers = [int(row[name]) for _, row in items]
    except (KeyError, TypeError, ValueError):
        strange = [where for where, row in items if not str(row.get(name, "")).isdecimal()]
        raise _changed(f"{len(strange)} {kind}s without {name}, such as {strange[:3]}") from None
    if len(set(numbers)) < len(numbers):
        raise _changed(f"{kind}s with the same {name}")
    order = sorted(range(len(items)), key=numbers.__getitem__)
    return [items[at] for at in order]


def _changed(what: str) -> FaultsError:
    message = (
        f"{what}: it was changed since Green Zone wrote it (nodes and edges may be taken out, "
        f"not added or merged); delete the graph attribute {NOTE} to read it as a plain graph"
    )
    return FaultsError("graph", [Fault("GRAPH", message)])


def _column(rows: Iterable[Row], name: str, kind: str) -> Array:
    """Read a column; what was left out is 0, empty or NaN."""
    dtype = np.dtype(kind)
    silent = np.nan if dtype.kind == "f" else dtype.type()
    named = _NAMED.get(name, f"{PREFIX}{name}")
    values = [row.get(named, silent) for row in rows]
    try:
        if dtype.kind == "b":
            values = [_BOOLS.get(value, value) for value in values]
        elif dtype.kind in "iuf":  # a GraphML file has texts, which these understand
            values = [(float if dtype.kind == "f" else int)(value) for value in values]
        return np.array(values, dtype=dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise _changed(f"attribute {named}: {error}") from error


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _renumbered(content: Row, numbers: IntArray, note: Row) -> dict[str, Any]:
    """Give new numbers to records, turn bans and parts after edges or nodes were taken out."""
    used, record = np.unique(content["record"], return_inverse=True)
    place = np.full(note["edge_count"], -1, dtype=np.int32)
    place[numbers] = np.arange(len(numbers))
    start, turns = content["turn_start"], place[content["turn_edge"]]
    bans = [turns[start[i] : start[i + 1]] for i in range(len(start) - 1)]
    left = [ban for ban in bans if (ban >= 0).all()]
    return {
        "record": record.astype(content["record"].dtype),
        "record_key": content["record_key"][used],
        "turn_start": np.cumsum([0, *map(len, left)]).astype(start.dtype),
        "turn_edge": np.concatenate([np.zeros(0, dtype=turns.dtype), *left]),
        "part": connected_parts(len(content["lon"]), content["tail"], content["head"]),
    }


def _courses(content: Row, rows: Sequence[Row], kinds: Mapping[str, str]) -> dict[str, Array]:
    """Put together the course of each record from the geometry of one of its edges."""
    count, record = len(content["record_key"]), content["record"]
    edge = np.full(count, -1, dtype=np.int64)
    for forward in (False, True):  # the forward edge has the last word
        chosen = np.flatnonzero(content["forward"] == forward)
        edge[record[chosen]] = chosen
    if (edge < 0).any():
        raise _changed("a road without an edge")
    tail, head, forward = (content[name][edge] for name in ("tail", "head", "forward"))
    ends = zip(tail.tolist(), head.tolist(), strict=True)
    lon, lat = content["lon"], content["lat"]
    straight = [[(lon[u], lat[u]), (lon[v], lat[v])] for u, v in ends]
    parts = [
        _positions(rows[at], between)[:: 1 if ahead else -1]
        for at, between, ahead in zip(edge.tolist(), straight, forward.tolist(), strict=True)
    ]
    positions = np.concatenate([np.zeros((0, 2)), *parts])
    start = np.cumsum([0, *map(len, parts)])
    found = {"course_start": start, "course_lon": positions[:, 0], "course_lat": positions[:, 1]}
    return {name: found[name].astype(kind) for name, kind in kinds.items()}


def _positions(row: Row, straight: list[tuple[float, float]]) -> Array:
    line = row.get("geometry")
    return np.array(straight) if line is None else shapely.get_coordinates(line)
