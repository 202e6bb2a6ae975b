"""Small OpenStreetMap worlds on a grid, as the reader of geo.osmfile would give them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geo.osmfile import OsmPoints, OsmRestriction, OsmWays
from routing.network import RoadNetwork
from routing.osm_roads import OsmRoads, network_from_osm

CRS = "EPSG:32648"
WEST, SOUTH = 105.0, 11.5  # on the central meridian of the zone
STEP_DEG = 0.001  # about 110 m

Tags = Mapping[str, str]
STREET = {"highway": "residential"}


def place(column: float, row: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the grid."""
    return WEST + STEP_DEG * column, SOUTH + STEP_DEG * row


def osm(
    places: Mapping[int, tuple[float, float]],
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    points: Mapping[int, Tags] | None = None,
    *,
    restrictions: Sequence[OsmRestriction] = (),
    **options: Any,
) -> OsmRoads:
    """Build a network of ways over points on the grid; all numbers are OSM's."""
    ids = np.array(sorted(places), dtype=np.int64)
    index = {key: number for number, key in enumerate(ids.tolist())}
    lon, lat = np.array([place(*places[key]) for key in ids.tolist()]).T
    counts = [len(line) for line, _ in ways.values()]
    roads = OsmWays(
        way_id=np.array(list(ways), dtype=np.int64),
        tags=tuple(tags for _, tags in ways.values()),
        first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        point=np.array([index[key] for line, _ in ways.values() for key in line], dtype=np.int32),
    )
    said = {index[key]: tags for key, tags in (points or {}).items()}
    return network_from_osm(roads, OsmPoints(ids, lon, lat, said), restrictions, crs=CRS, **options)


def network(
    places: Mapping[int, tuple[float, float]],
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    points: Mapping[int, Tags] | None = None,
    **options: Any,
) -> RoadNetwork:
    """Build the network alone."""
    return osm(places, ways, points, **options).network


def turn(
    kind: str,
    start: int,
    via: int | tuple[int, ...],
    end: int,
    *,
    exceptions: Sequence[str] = (),
    condition: str = "",
) -> OsmRestriction:
    """Restrict a turn from a way over a point (a number) or ways (a tuple) to a way."""
    return OsmRestriction(
        relation_id=1,
        kind=kind,
        from_ways=(start,),
        via_point=via if isinstance(via, int) else None,
        via_ways=() if isinstance(via, int) else via,
        to_ways=(end,),
        exceptions=frozenset(exceptions),
        condition=condition,
    )


def edges_between(roads: RoadNetwork, start: str, end: str) -> list[int]:
    """Edges from one node to another, by node id."""
    tail, head = roads.find_nodes([start, end])
    return np.flatnonzero((roads.tail == tail) & (roads.head == head)).tolist()


def edge_between(roads: RoadNetwork, start: str, end: str) -> int:
    """Find the one edge from a node to another."""
    (edge,) = edges_between(roads, start, end)
    return edge
