"""The last step of every builder: plain columns of nodes and edges become a RoadNetwork."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import Metric
from routing.network import (
    CONTROLS,
    EXPRESSWAY,
    MODES,
    NO_ACCESS,
    OPEN_ACCESS,
    IntArray,
    Resolution,
    RoadNetwork,
    StrArray,
)

Columns = Mapping[str, Any]

_NODE_TYPES = {"node_key": np.str_, "node_name": np.int32, "node_kind": np.int8}
_EDGE_TYPES = {
    **dict.fromkeys(("tail", "head", "record", "ref", "name", "name_en", "condition"), np.int32),
    **dict.fromkeys(("road_class", "surface", "carriageways", *MODES), np.int8),
    **dict.fromkeys(CONTROLS, np.int16),
    **dict.fromkeys(("forward", "toll", "bridge"), np.bool_),
    **dict.fromkeys(("length_m", "built_up", "limit_kph", "ferry_s", "given_s"), np.float64),
}
_COURSE_TYPES = {"course_start": np.int32, "course_lon": np.float64, "course_lat": np.float64}


class TextTable:
    """Texts by number; the empty text is number 0."""

    def __init__(self) -> None:
        self._number = {"": 0}

    def numbers(self, values: StrArray) -> IntArray:
        """Look up the number of each text; new ones are numbered as they come."""
        found = [self._number.setdefault(text, len(self._number)) for text in values.tolist()]
        return np.array(found, dtype=np.int32)

    @property
    def entries(self) -> tuple[str, ...]:
        """The texts in order of their numbers."""
        return tuple(self._number)


def assemble(
    nodes: Columns,
    edges: Columns,
    courses: Columns,
    *,
    crs: str,
    resolution: Resolution,
    record_key: StrArray,
    turns: tuple[IntArray, IntArray] | None = None,
    names: tuple[str, ...] = ("",),
    refs: tuple[str, ...] = ("",),
    conditions: tuple[str, ...] = ("",),
) -> RoadNetwork:
    """Build a network from sound columns; nothing is checked here.

    Parameters
    ----------
    nodes
        ``node_key``, ``lon``, ``lat`` (degrees, EPSG:4326) and, where known, ``node_name``
        and ``node_kind``; one value for each node.
    edges
        ``tail``, ``head``, ``record``, ``forward``, ``length_m``, ``road_class``, ``surface``
        and any other per-edge column of `RoadNetwork`; one value for each directed edge. What
        is missing is unknown or none; every mode may use what is no expressway, and cars
        that too.
    courses
        ``course_start``, ``course_lon``, ``course_lat`` as in `RoadNetwork`.
    crs, resolution, record_key, names, refs, conditions
        As in `RoadNetwork`.
    turns
        ``turn_start`` and ``turn_edge`` of `RoadNetwork`; None where every turn is free.

    Raises
    ------
    CrsError
        If `crs` is not metric.
    """
    count, places = len(edges["tail"]), len(nodes["node_key"])
    lon, lat = (np.asarray(nodes[axis], dtype=np.float64) for axis in ("lon", "lat"))
    x, y = Metric(crs).to_metres(lon, lat)
    by_node = {"node_name": np.zeros(places), "node_kind": np.zeros(places), **nodes}
    by_edge = {**_unknown(count), **_default_access(edges), **edges}
    start, banned = turns or (np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32))
    return RoadNetwork(
        crs=crs,
        resolution=resolution,
        lon=lon,
        lat=lat,
        x=x,
        y=y,
        part=connected_parts(places, by_edge["tail"], by_edge["head"]),
        record_key=np.asarray(record_key, dtype=np.str_),
        turn_start=np.asarray(start, dtype=np.int32),
        turn_edge=np.asarray(banned, dtype=np.int32),
        names=names,
        refs=refs,
        conditions=conditions,
        **{name: np.asarray(by_node[name], dtype=kind) for name, kind in _NODE_TYPES.items()},
        **{name: np.asarray(by_edge[name], dtype=kind) for name, kind in _EDGE_TYPES.items()},
        **{name: np.asarray(courses[name], dtype=kind) for name, kind in _COURSE_TYPES.items()},
    )


def projected(network: RoadNetwork, crs: str) -> RoadNetwork:
    """Give the same roads measured in another metric CRS; lengths along them stay.

    Raises
    ------
    CrsError
        If `crs` is not metric.
    """
    x, y = Metric(crs).to_metres(network.lon, network.lat)
    return replace(network, crs=crs, x=x, y=y)


def _unknown(count: int) -> dict[str, Any]:
    none = ("built_up", "toll", "bridge", *CONTROLS, "ref", "name", "name_en", "condition")
    return {
        **{name: np.zeros(count) for name in none},
        **{name: np.full(count, np.nan) for name in ("limit_kph", "ferry_s", "given_s")},
        "carriageways": np.ones(count),
    }


def _default_access(edges: Columns) -> dict[str, Any]:
    is_expressway = np.asarray(edges["road_class"]) == EXPRESSWAY
    slow = np.where(is_expressway, NO_ACCESS, OPEN_ACCESS)
    return {"car": np.full(len(slow), OPEN_ACCESS), "motorbike": slow, "foot": slow}


def connected_parts(node_count: int, tail: IntArray, head: IntArray) -> IntArray:
    """Find the weakly connected part of each node; part 0 has the most nodes.

    Parameters
    ----------
    node_count
        Number of nodes.
    tail, head
        Per edge: the nodes it joins.
    """
    joined = coo_array((np.ones(len(tail)), (tail, head)), shape=(node_count, node_count))
    count, part = connected_components(joined.tocsr(), directed=False)
    by_size = np.argsort(-np.bincount(part, minlength=count), kind="stable")
    rank = np.empty(count, dtype=np.int32)
    rank[by_size] = np.arange(count)
    return rank[part]
