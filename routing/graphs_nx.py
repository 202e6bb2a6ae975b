"""RoadNetwork to the MultiDiGraph of OSMnx and NetworkX, and back: nothing lost either way."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np

from geo.errors import CrsError, Fault, FaultsError
from routing.foreign_graphs import foreign_network
from routing.graph_checks import GraphRows, Row, check_graph
from routing.graph_fields import NOTE, PREFIX, restored_network
from routing.graph_rows import plain_ids, plain_rows
from routing.graph_side import OsmnxSide, applied, decode, difference, encode
from routing.network import RoadNetwork
from routing.osm_speeds import ZoneLimits


def to_osmnx(network: RoadNetwork, side: OsmnxSide | None = None) -> "nx.MultiDiGraph[Any]":
    """Write a network as OSMnx would have downloaded it.

    Nodes have ``x`` and ``y`` (degrees, EPSG:4326); edges ``osmid``, ``highway`` (or
    ``route`` of a ferry), ``oneway``, ``reversed``, ``length`` (metres), ``name``,
    ``name:en``, ``ref``, ``maxspeed`` (km/h), ``surface``, ``bridge``, ``toll``, the
    access tags of those who may not go, and ``geometry`` unless they run straight. What
    OSMnx has no name for is under names that begin with ``gz_`` and in the graph
    attribute ``green_zone``: it is what `network_from_osmnx` reads. Ids are whole numbers,
    as OSMnx wants them: those of the source, or 0, 1, 2 ... where it has others.

    Parameters
    ----------
    network
        The network.
    side
        Side table that `network_from_osmnx` gave with the network: the very graph that
        it read comes back. None writes a graph of our own.

    Returns
    -------
    networkx.MultiDiGraph
        In EPSG:4326.

    Raises
    ------
    FaultsError
        If the side table belongs to another network.
    """
    if side is None:
        attributes, nodes, edges = plain_rows(network, own=True)
        ids = plain_ids(network.node_key.tolist())
        graph = _graph(attributes, list(zip(ids, nodes, strict=True)))
        for u, v, row in zip(network.tail.tolist(), network.head.tolist(), edges, strict=True):
            graph.add_edge(ids[u], ids[v], **row)
        return graph
    content = side.content
    if content["network"] != _fingerprint(network):
        message = "it belongs to another network: give the one it was made with"
        raise FaultsError("side table", [Fault("SIDE", message)])
    return _laid_over(network, content)


def network_from_osmnx(
    graph: "nx.MultiDiGraph[Any]",
    *,
    crs: str,
    country: str = "",
    zones: ZoneLimits = MappingProxyType({}),
    surfaces_by_class: Mapping[str, str] = MappingProxyType({}),
) -> tuple[RoadNetwork, OsmnxSide]:
    """Read a graph of OSMnx, or one that `to_osmnx` wrote.

    Of a graph that `to_osmnx` wrote every field comes back to the bit. Of any other each
    edge becomes one directed edge, as long as the graph says; the two directions of one
    road (same ``osmid``, same course) become one record. Class, surface, limit and access
    are read from its attributes as from the tags of a way. Signals and crossings count
    where a node keeps their tag. Edges that nobody may use and loops without a course are
    kept in the side table alone. People on foot walk the way the edges run.

    Parameters
    ----------
    graph
        In EPSG:4326, simplified or not.
    crs
        Metric CRS of the network, such as ``EPSG:32648``.
    country, zones, surfaces_by_class
        As in `network_from_osm`.

    Returns
    -------
    tuple
        The network, and all that the graph says beyond it: ``to_osmnx(network, side)``
        gives the graph back, every attribute of the same type.

    Raises
    ------
    FaultsError
        With everything that is wrong with the graph: CRS_WRONG, BAD_COORD, COURSE,
        DUPLICATE, VALUE, ATTRIBUTE, GRAPH.
    CrsError
        If `crs` is not metric, or a graph of ours is in another one.
    NoNetworkError
        If it has no edge that anybody may use.

    Examples
    --------
    >>> graph = nx.MultiDiGraph(crs="epsg:4326")
    >>> graph.add_nodes_from([(7, {"x": 105.0, "y": 11.5}), (8, {"x": 105.001, "y": 11.5})])
    >>> graph.add_edge(7, 8, osmid=[1, 2], highway="primary", length=109.0, lanes="2")
    0
    >>> network, side = network_from_osmnx(graph, crs="EPSG:32648")
    >>> network.length_m.tolist(), network.find_nodes("8").tolist()
    ([109.0], [1])
    >>> to_osmnx(network, side).edges[7, 8, 0]
    {'osmid': [1, 2], 'highway': 'primary', 'length': 109.0, 'lanes': '2'}
    """
    faults = check_graph(graph)
    if faults:
        raise FaultsError("graph", faults)
    rows = GraphRows.from_graph(graph)
    if NOTE not in graph.graph:
        network, kept = foreign_network(
            rows, crs=crs, country=country, zones=zones, surfaces=surfaces_by_class
        )
        return network, _side_of(graph.graph, rows, network, kept=kept, own=False)
    network = restored_network(graph)
    if network.crs != crs:
        raise CrsError(f"the graph was written in {network.crs}, not in {crs}")
    numbers = [int(row[f"{PREFIX}edge"]) for *_, row in rows.edges]
    kept = np.argsort(numbers, kind="stable").tolist()
    rows.nodes.sort(key=lambda node: int(node[1][f"{PREFIX}node"]))
    return network, _side_of(graph.graph, rows, network, kept=kept, own=True)


def _side_of(
    attributes: Row, rows: GraphRows, network: RoadNetwork, *, kept: list[int], own: bool
) -> OsmnxSide:
    """Compare a graph with what its network alone would write."""
    plain, plain_nodes, plain_edges = plain_rows(network, own=own)
    edges = [rows.edges[number] for number in kept]
    said = {name for *_, row in edges for name in row}
    unsaid = {name for row in plain_edges for name in row} - said
    nodes = [difference(row, old) for (_, row), old in zip(rows.nodes, plain_nodes, strict=True)]
    changes = [
        difference(row, _without(old, unsaid))
        for (*_, row), old in zip(edges, plain_edges, strict=True)
    ]
    others = [rows.edges[number] for number in sorted(set(range(len(rows.edges))) - set(kept))]
    return OsmnxSide.from_content(
        {
            "network": _fingerprint(network),
            "own": own,
            "graph": difference(attributes, plain),
            "ids": encode([node for node, _ in rows.nodes]),
            "keys": encode([key for _, _, key, _ in edges]),
            "unsaid": sorted(unsaid),
            "nodes": {number: change for number, change in enumerate(nodes) if change},
            "edges": {number: change for number, change in enumerate(changes) if change},
            "others": [[encode([u, v, key]), difference(row, {})] for u, v, key, row in others],
        }
    )


def _laid_over(network: RoadNetwork, content: Row) -> "nx.MultiDiGraph[Any]":
    """Make the graph that a side table and its network describe together."""
    attributes, nodes, edges = plain_rows(network, own=content["own"])
    ids, keys, unsaid = decode(content["ids"]), decode(content["keys"]), set(content["unsaid"])
    of_node, of_edge = content["nodes"], content["edges"]
    rows = [applied(row, of_node.get(str(number), {})) for number, row in enumerate(nodes)]
    graph = _graph(applied(attributes, content["graph"]), list(zip(ids, rows, strict=True)))
    ends = zip(network.tail.tolist(), network.head.tolist(), keys, strict=True)
    for number, ((u, v, key), row) in enumerate(zip(ends, edges, strict=True)):
        changed = applied(_without(row, unsaid), of_edge.get(str(number), {}))
        _add_edge(graph, (ids[u], ids[v], key), changed)
    for where, change in content["others"]:
        _add_edge(graph, tuple(decode(where)), applied({}, change))
    return graph


def _without(row: Row, names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _graph(attributes: Row, nodes: Iterable[tuple[Hashable, Row]]) -> "nx.MultiDiGraph[Any]":
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    graph.graph.update(attributes)
    graph.add_nodes_from(nodes)
    return graph


def _add_edge(graph: "nx.MultiDiGraph[Any]", where: tuple[Any, ...], row: Row) -> None:
    """Add an edge; its attributes may have any name, such as ``key``."""
    graph.add_edge(*where)
    graph.edges[where].update(row)


def _fingerprint(network: RoadNetwork) -> str:
    told = (network.node_key, network.tail, network.head, network.record_key)
    return hashlib.sha256(b"".join(array.tobytes() for array in told)).hexdigest()
