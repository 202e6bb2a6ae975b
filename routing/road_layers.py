"""A road network as two map layers for other programs: its junctions and its roads, in words."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.exports import write_geopackage
from routing.courses import edge_lines
from routing.network import (
    CONTROLS,
    MODES,
    NODE_KINDS,
    ROAD_CLASSES,
    SURFACES,
    CodeArray,
    IntArray,
    RoadNetwork,
)

DEGREES = "EPSG:4326"
ACCESS_WORDS = ("no", "ends only", "yes")
"""What a mode may do, by its access level."""


def save_geopackage(network: RoadNetwork, path: Path, *, directed: bool = False) -> None:
    """Write a network as a GeoPackage with the layers ``nodes`` and ``edges``, as OSMnx does.

    Parameters
    ----------
    network
        The network.
    path
        File to write, whole or not at all.
    directed
        As in `road_layers`.

    Raises
    ------
    WriteError
        If it cannot be saved.
    """
    write_geopackage(road_layers(network, directed=directed), path)


def road_layers(network: RoadNetwork, *, directed: bool = False) -> dict[str, gpd.GeoDataFrame]:
    """Make layers of a network: junctions as points, roads as lines, EPSG:4326.

    Parameters
    ----------
    network
        The network.
    directed
        False: one line a road, the way its course is written, with the facts of that
        direction (of the other one if it has no edge). True: one line for each direction
        that may be driven, the way it is driven.

    Returns
    -------
    dict
        ``nodes`` and ``edges``. Lengths are in metres, limits in km/h, crossings in
        minutes; ``car``, ``motorbike`` and ``foot`` are one of `ACCESS_WORDS`; ``oneway``
        tells roads that have an edge in one direction only.
    """
    edges = np.arange(network.edge_count) if directed else network.first_edges()
    return {"nodes": _nodes(network), "edges": _edges(network, edges.astype(np.int32))}


def _nodes(network: RoadNetwork) -> gpd.GeoDataFrame:
    names = _looked_up(network.names, network.node_name)
    columns: dict[str, Any] = {
        "id": network.node_key,
        "name": names,
        "kind": _looked_up(NODE_KINDS, network.node_kind),
        "part": network.part,
    }
    points = shapely.points(network.lon, network.lat)
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=points, crs=DEGREES)


def _edges(network: RoadNetwork, edge: IntArray) -> gpd.GeoDataFrame:
    record = network.record[edge]
    is_one_way = network.record_edges().min(axis=1) < 0
    columns: dict[str, Any] = {
        "road": network.record_key[record],
        "from_node": network.node_key[network.tail[edge]],
        "to_node": network.node_key[network.head[edge]],
        "class": _looked_up(ROAD_CLASSES, network.road_class[edge]),
        "surface": _looked_up(SURFACES, network.surface[edge]),
        "name": _looked_up(network.names, network.name[edge]),
        "name_en": _looked_up(network.names, network.name_en[edge]),
        "ref": _looked_up(network.refs, network.ref[edge]),
        "length_m": network.length_m[edge],
        "limit_kph": network.limit_kph[edge],
        "oneway": is_one_way[record],
        **{mode: _looked_up(ACCESS_WORDS, network.access(mode)[edge]) for mode in MODES},
        "hours": _looked_up(network.conditions, network.condition[edge]),
        "carriageways": network.carriageways[edge],
        "built_up_share": network.built_up[edge],
        "toll": network.toll[edge],
        "bridge": network.bridge[edge],
        "ferry_min": network.ferry_s[edge] / 60,
        "given_s": network.given_s[edge],
        **{control: getattr(network, control)[edge] for control in CONTROLS},
    }
    lines = edge_lines(network, edge)
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=lines, crs=DEGREES)


def _looked_up(words: tuple[str, ...], number: CodeArray | IntArray) -> list[str]:
    return [words[index] for index in number.tolist()]
