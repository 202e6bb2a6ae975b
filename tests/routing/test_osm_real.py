"""Real extracts: nothing of the raw map is lost, told by code that reads the file itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmium
import pytest
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.osmfile import read_osm
from routing.closures import EVERYTHING_OPEN
from routing.graph import open_graph
from routing.network import FERRY, RoadNetwork
from routing.osm_roads import network_from_osm

GEOD = Geod(ellps="WGS84")
DRIVEN = {
    *("motorway", "trunk", "primary", "secondary", "tertiary"),
    *("motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"),
    *("unclassified", "residential", "living_street", "service", "track", "road"),
}
WALKED = {"footway", "path", "cycleway", "bridleway", "pedestrian", "steps", "corridor"}
SHUT = {"no", "agricultural", "forestry", "emergency", "psv", "bus"}
STOPPING = {"bollard", "block", "chain", "jersey_barrier", "turnstile", "yes"}


@dataclass
class Raw:
    """Every segment that a car may drive, and where it must not pass, read by osmium."""

    arcs: list[tuple[int, int, float]] = field(default_factory=list)
    barred: set[int] = field(default_factory=set)

    def take(self, path: Path) -> "Raw":
        marked = osmium.filter.KeyFilter("highway", "barrier")
        for thing in osmium.FileProcessor(str(path)).with_locations().with_filter(marked):
            tags = {tag.k: tag.v for tag in thing.tags}
            if isinstance(thing, osmium.osm.Way) and tags.get("highway") in DRIVEN | WALKED:
                self.take_way([(node.ref, node.lon, node.lat) for node in thing.nodes], tags)
            elif "barrier" in tags and stops_cars(tags):
                self.barred.add(thing.id)
        return self

    def take_way(self, nodes: list[tuple[int, float, float]], tags: Mapping[str, str]) -> None:
        refs, lon, lat = zip(*nodes, strict=True)
        *_, metres = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
        if may_drive(tags):
            oneway = tags.get("oneway") == "yes" or tags.get("junction") == "roundabout"
            oneway |= tags.get("highway") == "motorway"
            for one, other, length in zip(refs, refs[1:], metres, strict=False):
                self.arcs.append((one, other, length))
                if not oneway or tags.get("oneway") == "no":
                    self.arcs.append((other, one, length))


def said(tags: Mapping[str, str], usual: str) -> str:
    """What the most special key says of cars."""
    return next(
        (tags[key] for key in ("motorcar", "motor_vehicle", "vehicle", "access") if key in tags),
        usual,
    )


def stops_cars(tags: Mapping[str, str]) -> bool:
    return said(tags, "no" if tags["barrier"] in STOPPING else "yes") in SHUT


def may_drive(tags: Mapping[str, str]) -> bool:
    opens = any(
        key.endswith(":conditional") and "yes @" in value and key.startswith(("motor", "access"))
        for key, value in tags.items()
    )
    return opens or said(tags, "yes" if tags["highway"] in DRIVEN else "no") not in SHUT


def roads_of(path: Path, crs: str) -> RoadNetwork:
    extract = read_osm(path)
    return network_from_osm(extract.roads, extract.points, extract.restrictions, crs=crs).network


@pytest.fixture(scope="module")
def porto(shared: Path) -> RoadNetwork:
    return roads_of(shared / "data" / "osm" / "porto_alegre_osm.pbf", "EPSG:32722")


@pytest.fixture(scope="module")
def maldives(shared: Path) -> RoadNetwork:
    return roads_of(shared / "data" / "osm" / "maldives-latest.osm.pbf", "EPSG:32643")


def test_no_shortest_drive_of_porto_alegre_changes(porto: RoadNetwork, shared: Path) -> None:
    """200 random pairs of junctions, one-ways and barriers obeyed, over the file's own points.

    A barred point can be come to and left, not passed: it is two, one to arrive at.
    """
    raw = Raw().take(shared / "data" / "osm" / "porto_alegre_osm.pbf")
    graph: Any = nx.DiGraph()
    for one, other, length in raw.arcs:
        head = -other if other in raw.barred else other
        if length < graph.get_edge_data(one, head, {"weight": np.inf})["weight"]:
            graph.add_edge(one, head, weight=length)
    may = np.flatnonzero(porto.car > 0)
    size = (porto.node_count, porto.node_count)
    order = may[np.lexsort((porto.length_m[may], porto.head[may], porto.tail[may]))]
    pairs = np.stack([porto.tail[order], porto.head[order]])
    first = np.append(True, (pairs[:, 1:] != pairs[:, :-1]).any(axis=0))
    ours = coo_array((porto.length_m[order][first], pairs[:, first]), shape=size).tocsr()
    rng = np.random.default_rng(7)
    known = [
        node
        for node, key in enumerate(porto.node_key.tolist())
        if ":" not in key and int(key[1:]) in graph and int(key[1:]) not in raw.barred
    ]
    starts = rng.choice(known, 8, replace=False)
    least = dijkstra(ours, indices=starts)
    compared = 0
    for row, start in enumerate(starts.tolist()):
        told = nx.single_source_dijkstra_path_length(graph, int(porto.node_key[start][1:]))
        for end in rng.choice(known, 25, replace=False).tolist():
            expected = told.get(int(porto.node_key[end][1:]), np.inf)
            assert least[row, end] == pytest.approx(expected, rel=1e-6)
            compared += np.isfinite(expected)
    assert compared > 100


def test_private_roads_cut_nothing_off_in_porto_alegre(porto: RoadNetwork) -> None:
    """Whatever a car could come to if private roads were public, it comes to with leave."""
    may = np.flatnonzero(porto.car > 0)
    size = (porto.node_count, porto.node_count)
    plain = coo_array((np.ones(len(may)), (porto.tail[may], porto.head[may])), shape=size).tocsr()
    searched = open_graph(porto, EVERYTHING_OPEN, "car")
    nodes = np.unique(porto.tail[may])
    starts = np.random.default_rng(1).choice(nodes, 20, replace=False)
    by_leave = dijkstra(searched.weigh(porto.length_m), indices=searched.start[starts])
    public = dijkstra(plain, indices=starts, unweighted=True)
    found = np.isfinite(by_leave[:, searched.arrive[nodes]])
    assert np.array_equal(found, np.isfinite(public[:, nodes]))
    assert found.mean() > 0.9


def test_every_part_of_the_maldives_is_kept(maldives: RoadNetwork, shared: Path) -> None:
    """Parts of all that may be used at all, counted over the raw ways; ferries join islands."""
    path = shared / "data" / "osm" / "maldives-latest.osm.pbf"
    with_boats: Any = nx.Graph()
    without: Any = nx.Graph()
    marked = osmium.filter.KeyFilter("highway", "route")
    for way in osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(marked):
        assert isinstance(way, osmium.osm.Way)
        tags = {tag.k: tag.v for tag in way.tags}
        refs = [node.ref for node in way.nodes]
        is_boat = tags.get("route") == "ferry"
        walked = tags.get("highway") in DRIVEN | WALKED
        shut = tags.get("access") in SHUT and not any(
            key in tags for key in ("foot", "vehicle", "motor_vehicle", "motorcar", "motorcycle")
        )
        if (walked or is_boat) and not shut:
            nx.add_path(with_boats, refs)
            if not is_boat:
                nx.add_path(without, refs)
    parts = nx.number_connected_components(with_boats)
    assert int(maldives.part.max()) + 1 == parts
    land = maldives.road_class != FERRY
    graph: Any = nx.Graph(zip(maldives.tail[land], maldives.head[land], strict=True))
    assert nx.number_connected_components(graph) == nx.number_connected_components(without)
    assert nx.number_connected_components(graph) > parts - 100
    assert parts > 200


def test_no_metre_of_the_maldives_is_lost(maldives: RoadNetwork, shared: Path) -> None:
    path = shared / "data" / "osm" / "maldives-latest.osm.pbf"
    metres = 0.0
    marked = osmium.filter.KeyFilter("highway")
    for way in osmium.FileProcessor(str(path)).with_locations().with_filter(marked):
        if (
            isinstance(way, osmium.osm.Way)
            and way.tags.get("highway") in DRIVEN
            and way.tags.get("access") != "no"
        ):
            lon, lat = [node.lon for node in way.nodes], [node.lat for node in way.nodes]
            metres += GEOD.line_length(lon, lat)
    driven = maldives.first_edges()
    driven = driven[maldives.road_class[driven] != FERRY]
    paths = maldives.length_m[driven][maldives.car[driven] == 0]
    assert maldives.length_m[driven].sum() - paths.sum() == pytest.approx(metres, rel=0.02)


def test_laws_of_every_network(porto: RoadNetwork, maldives: RoadNetwork) -> None:
    for roads in (porto, maldives):
        assert (roads.length_m > 0).all()
        assert len(set(roads.node_key.tolist())) == roads.node_count
        assert len(set(roads.record_key.tolist())) == roads.record_count
        assert (np.maximum(np.maximum(roads.car, roads.motorbike), roads.foot) > 0).all()
        first, last = roads.course_start[:-1], roads.course_start[1:] - 1
        tail = np.where(roads.forward, first[roads.record], last[roads.record])
        assert np.array_equal(roads.course_lon[tail], roads.lon[roads.tail])
        assert np.array_equal(roads.course_lat[tail], roads.lat[roads.tail])
        assert ((roads.built_up >= 0) & (roads.built_up <= 1)).all()


def test_what_porto_alegre_is_made_of(porto: RoadNetwork) -> None:
    """A city: mostly built up, its one-way streets, signals and hours are there."""
    assert np.average(porto.built_up, weights=porto.length_m) > 0.9
    assert porto.signals.sum() > 1000
    assert len(porto.conditions) > 5
    one_way = (porto.record_edges() >= 0) & (porto.car[porto.record_edges()] > 0)
    assert (one_way.sum(axis=1) == 1).sum() > 3000
