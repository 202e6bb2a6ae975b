"""Networks to OSMnx and back, graphs of OSMnx to networks and back, and GraphML files."""

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import osmium
import osmnx
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from geo.errors import CorruptFileError, CrsError, FaultsError, MissingFileError, NoNetworkError
from geo.formats.drafts import Limits
from geo.osm_elements import merge_answers, osm_xml
from geo.osmfile import read_osm
from routing.assembly import assemble
from routing.build import network_from_records
from routing.closures import Closures
from routing.courses import measure_courses
from routing.graph import open_graph
from routing.graph_side import OsmnxSide
from routing.graphs_nx import network_from_osmnx, to_osmnx
from routing.network import CONTROLS, MODES, ROAD_CLASSES, SURFACES, RoadNetwork
from routing.osm_roads import network_from_osm
from routing.osmnx_io import read_graphml
from tests.routing.mapserver import WORLD
from tests.routing.towns import CRS, three_by_three
from tests.skips import ROOT

Graph = nx.MultiDiGraph


def assert_same_network(one: RoadNetwork, other: RoadNetwork) -> None:
    """Every field equal to the bit, types too."""
    for field in fields(RoadNetwork):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, np.ndarray):
            assert (left.dtype, left.shape) == (right.dtype, right.shape), field.name
            assert left.tobytes() == right.tobytes(), field.name
        else:
            assert (type(left), left) == (type(right), right), field.name


def told(value: object) -> Any:
    """A value with its type, fit to compare; NaN is itself."""
    if isinstance(value, list | tuple | set):
        return type(value), [told(part) for part in value]
    if isinstance(value, dict):
        return type(value), {key: told(part) for key, part in value.items()}
    if isinstance(value, shapely.Geometry):
        return type(value), shapely.to_wkb(value)
    return type(value), "nan" if value != value else value  # noqa: PLR0124 - NaN


def assert_same_graph(one: "Graph[Any]", other: "Graph[Any]") -> None:
    """Nodes, edges with keys and every attribute equal, types too."""
    assert type(other) is Graph
    assert told(one.graph) == told(other.graph)
    assert [(type(node), node) for node in one] == [(type(node), node) for node in other]
    assert {node: told(row) for node, row in one.nodes(data=True)} == {
        node: told(row) for node, row in other.nodes(data=True)
    }
    assert set(one.edges(keys=True)) == set(other.edges(keys=True))
    for *where, row in one.edges(keys=True, data=True):
        assert told(row) == told(other.edges[tuple(where)]), where


# -- networks to OSMnx and back -------------------------------------------------------------------


def random_network(seed: int) -> RoadNetwork:
    """A network in which every field says something."""
    rng = np.random.default_rng(seed)
    places, roads = int(rng.integers(2, 9)), int(rng.integers(1, 12))
    lon, lat = 105 + rng.uniform(0, 0.1, places), 11.5 + rng.uniform(0, 0.1, places)
    ends = np.array([rng.permutation(places)[:2] for _ in range(roads)])
    ends[rng.random(roads) < 0.1, 1] = ends[0, 0]  # now and then a loop
    bends = np.where(ends[:, 0] == ends[:, 1], 2, rng.integers(0, 3, roads))
    courses = [
        np.vstack(
            [
                [(lon[u], lat[u])],
                np.column_stack([105 + rng.uniform(0, 0.1, n), 11.5 + rng.uniform(0, 0.1, n)]),
                [(lon[v], lat[v])],
            ]
        )
        for (u, v), n in zip(ends, bends, strict=True)
    ]
    ways = rng.integers(1, 4, roads)  # 1 forward, 2 backward, 3 both
    record = np.concatenate([np.flatnonzero(ways & 1), np.flatnonzero(ways & 2)])
    forward = np.arange(len(record)) < (ways & 1).sum()
    order = rng.permutation(len(record))
    record, forward = record[order], forward[order]
    count = len(record)
    names = ("", "ផ្លូវ <1>", "[not, a, list]", "nan")
    bans = [rng.integers(0, count, rng.integers(2, 4)) for _ in range(int(rng.integers(0, 3)))]
    numbered = rng.random() < 0.5
    positions = np.vstack(courses)
    return assemble(
        {
            "node_key": [str(n * 7) if numbered else f"j{n}" for n in range(places)],
            "node_name": rng.integers(0, len(names), places),
            "node_kind": rng.integers(0, 8, places),
            "lon": lon,
            "lat": lat,
        },
        {
            "tail": np.where(forward, ends[record, 0], ends[record, 1]),
            "head": np.where(forward, ends[record, 1], ends[record, 0]),
            "record": record,
            "forward": forward,
            "length_m": rng.uniform(0.1, 9e4, count),
            "road_class": rng.integers(0, len(ROAD_CLASSES), count),
            "surface": rng.integers(0, len(SURFACES), count),
            "built_up": rng.choice([0.0, 0.1, 1.0], count),
            **{
                name: rng.choice([np.nan, 0.1, 48.28032], count)
                for name in ("limit_kph", "ferry_s", "given_s")
            },
            "carriageways": rng.integers(1, 3, count),
            **{name: rng.random(count) < 0.5 for name in ("toll", "bridge")},
            **{mode: rng.integers(0, 3, count) for mode in MODES},
            **{control: rng.integers(0, 4, count) for control in CONTROLS},
            **{name: rng.integers(0, len(names), count) for name in ("name", "name_en")},
            "ref": rng.integers(0, 2, count),
            "condition": rng.integers(0, 2, count),
        },
        {
            "course_start": np.cumsum([0, *map(len, courses)]),
            "course_lon": positions[:, 0],
            "course_lat": positions[:, 1],
        },
        crs=CRS,
        resolution="schematic" if rng.random() < 0.5 else "street",
        record_key=np.array([f"way/{n}" for n in range(roads)]),
        turns=(
            np.cumsum([0, *map(len, bans)]).astype(np.int32),
            np.concatenate([np.zeros(0, dtype=np.int32), *bans]).astype(np.int32),
        ),
        names=names,
        refs=("", "NR 1"),
        conditions=("", "no @ (Mo-Fr 07:00-09:00)"),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_a_network_comes_back_from_osmnx_to_the_bit(seed: int) -> None:
    network = random_network(seed)
    back, side = network_from_osmnx(to_osmnx(network), crs=CRS)
    assert_same_network(network, back)
    assert_same_graph(to_osmnx(network), to_osmnx(back, side))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_network_comes_back_from_a_graphml_file_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    path = tmp_path_factory.mktemp("graph") / "roads.graphml"
    network = random_network(seed)
    osmnx.save_graphml(to_osmnx(network), path)
    back, _ = network_from_osmnx(read_graphml(path), crs=CRS)
    assert_same_network(network, back)


def built_in_network() -> RoadNetwork:
    records = gpd.read_file(ROOT / "data/KHM/roads.geojson")
    junctions = pd.read_csv(ROOT / "data/KHM/junctions.csv", dtype={"id": str})
    return network_from_records(records, junctions, crs="EPSG:32648", resolution="schematic")


def test_the_built_in_roads_come_back_to_the_bit() -> None:
    network = built_in_network()
    back, _ = network_from_osmnx(to_osmnx(network), crs="EPSG:32648")
    assert_same_network(network, back)


def test_roads_of_openstreetmap_keep_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_bytes(osm_xml(merge_answers([{"elements": WORLD}])))
    extract = read_osm(path)
    network = network_from_osm(extract.roads, extract.points, extract.restrictions, crs=CRS).network
    graph = to_osmnx(network)
    assert sorted(graph) == [1, 3, 4]  # point 2 is a bend of a one-way street
    told = {(u, v): (row["osmid"], row["oneway"]) for u, v, row in graph.edges(data=True)}
    assert told == {
        (1, 3): (10, True), (3, 1): (10, True), (3, 4): (11, False), (4, 3): (11, False),
        (4, 1): (12, False), (1, 4): (12, False),
    }  # fmt: skip
    assert graph.edges[3, 1, 0]["motorcar"] == "no"  # on foot against the traffic
    back, _ = network_from_osmnx(graph, crs=CRS)
    assert_same_network(network, back)


def test_a_street_is_said_in_the_words_of_osmnx() -> None:
    network = three_by_three().network
    graph = to_osmnx(network)
    assert graph.graph["crs"] == "epsg:4326"
    assert (graph.nodes[4]["x"], graph.nodes[4]["y"]) == (network.lon[4], network.lat[4])
    edge = {name: value for name, value in graph.edges[0, 1, 0].items() if name[:3] != "gz_"}
    assert edge == {
        "osmid": 0,
        "highway": "unclassified",
        "oneway": False,
        "reversed": False,
        "length": float(network.length_m[0]),
        "surface": "asphalt",
    }
    assert graph.edges[1, 0, 0]["reversed"] is True


def test_osmnx_works_on_a_network() -> None:
    graph = to_osmnx(built_in_network())
    nodes, edges = osmnx.graph_to_gdfs(graph)
    assert (len(nodes), len(edges)) == (len(graph), len(graph.edges))
    assert edges.crs == "epsg:4326"
    ends = (next(iter(graph)), list(graph)[50])
    assert {type(node) for node in graph} == {int}  # OSMnx takes a text for a list of ids
    path = osmnx.shortest_path(graph, *ends, weight="length")
    assert (path[0], path[-1]) == ends
    assert osmnx.project_graph(graph, to_crs="epsg:32648").graph["crs"] == "epsg:32648"


def test_attributes_that_others_add_come_back() -> None:
    graph = to_osmnx(three_by_three().network)
    graph.edges[0, 1, 0]["bearing"] = 90.0
    graph.edges[0, 1, 0]["surface"] = "mud"
    graph.nodes[4]["elevation"] = 12
    del graph.edges[1, 2, 0]["highway"]
    network, side = network_from_osmnx(graph, crs=CRS)
    assert_same_graph(graph, to_osmnx(network, side))


def test_a_graph_from_which_streets_were_taken_is_numbered_anew() -> None:
    graph = to_osmnx(three_by_three().network)
    graph.remove_node(4)
    network, side = network_from_osmnx(graph, crs=CRS)
    assert sorted(network.record_key.tolist()) == [
        "0-1", "0-3", "1-2", "2-5", "3-6", "5-8", "6-7", "7-8",
    ]  # fmt: skip
    assert (network.node_count, network.edge_count, network.part.max()) == (8, 16, 0)
    assert_same_graph(graph, to_osmnx(network, side))


def test_turn_bans_over_streets_that_are_gone_go_with_them() -> None:
    network = three_by_three().network
    told = {field.name: getattr(network, field.name) for field in fields(network)}
    told |= {"turn_start": np.array([0, 2, 5], dtype=np.int32)}
    told |= {"turn_edge": np.array([0, 1, 3, 4, 5], dtype=np.int32)}
    graph = to_osmnx(RoadNetwork(**told))
    where = {row["gz_edge"]: (u, v, k) for u, v, k, row in graph.edges(keys=True, data=True)}
    graph.remove_edge(*where[1])
    back, _ = network_from_osmnx(graph, crs=CRS)
    assert (back.turn_start.tolist(), back.turn_edge.tolist()) == ([0, 3], [2, 3, 4])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda graph: graph.add_edge(0, 8, length=1.0), "without gz_edge", id="added"),
        pytest.param(lambda graph: graph.add_node(9, x=105.0, y=11.5), "gz_node", id="new node"),
        pytest.param(
            lambda graph: graph.edges[0, 1, 0].update(gz_edge=1), "the same gz_edge", id="twice"
        ),
        pytest.param(
            lambda graph: graph.edges[0, 1, 0].update(gz_surface="mud"), "gz_surface", id="word"
        ),
        pytest.param(
            lambda graph: graph.graph.update(green_zone="{"), "green_zone is damaged", id="note"
        ),
    ],
)
def test_a_graph_of_ours_that_was_added_to_is_refused(change: Any, message: str) -> None:
    graph = to_osmnx(three_by_three().network)
    change(graph)
    with pytest.raises(FaultsError, match=message):
        network_from_osmnx(graph, crs=CRS)


def test_another_metric_system_is_refused_for_a_graph_of_ours() -> None:
    with pytest.raises(CrsError, match="written in EPSG:32648, not in EPSG:32647"):
        network_from_osmnx(to_osmnx(three_by_three().network), crs="EPSG:32647")


# -- graphs of OSMnx to networks and back ---------------------------------------------------------

WORDS = st.sampled_from(["", "a", "50", "30 mph", "yes", "no", "ផ្លូវ", "1;2"])
VALUES = st.one_of(
    WORDS,
    st.booleans(),
    st.none(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.floats().map(np.float64),
    st.integers(-9, 9).map(np.int64),
    st.lists(st.one_of(WORDS, st.integers(0, 9), st.none(), st.booleans()), max_size=3),
    st.tuples(WORDS, st.integers(0, 9)),
    st.sets(st.integers(0, 3), max_size=3),
    st.dictionaries(WORDS, st.integers(0, 9), max_size=2),
    st.just(shapely.Point(1.5, 2.5, 3.5)),
)
NAMES = st.sampled_from(
    ["lanes", "name", "ref", "maxspeed", "surface", "bridge", "toll", "oneway", "reversed", "osmid",
     "access", "junction", "motorcar", "key", "gz_edge", "from", "name:en"]
)  # fmt: skip
HIGHWAYS = st.sampled_from(
    ["primary", "residential", "footway", "construction", "busway", ["service", "primary"], None]
)
DEGREE = st.integers(0, 8).map(lambda step: step / 1000)


@st.composite
def osmnx_graphs(draw: st.DrawFn) -> "Graph[Any]":
    """Graphs as OSMnx makes them, and as people make them worse."""
    graph: Graph[Any] = Graph(crs=draw(st.sampled_from(["epsg:4326", pyproj.CRS.from_epsg(4326)])))
    graph.graph.update(
        draw(st.dictionaries(st.sampled_from(["created_with", "simplified"]), VALUES))
    )
    ids = draw(
        st.one_of(
            st.lists(st.integers(-5, 2**62), min_size=2, max_size=5, unique=True),
            st.lists(st.sampled_from("abcdef"), min_size=2, max_size=5, unique=True),
        )
    )
    for node in ids:
        graph.add_node(node, x=105 + draw(DEGREE), y=11.5 + draw(DEGREE))
        graph.nodes[node].update(draw(st.dictionaries(NAMES, VALUES, max_size=2)))
    for _ in range(draw(st.integers(1, 7))):
        draw_road(draw, graph, ids)
    graph.add_edge(ids[0], ids[1], highway="primary", length=5.0)  # one that can be driven
    return graph


def draw_road(draw: st.DrawFn, graph: "Graph[Any]", ids: list[Any]) -> None:
    u, v = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
    row = draw(st.dictionaries(NAMES, VALUES, max_size=3))
    row |= {"highway": draw(HIGHWAYS), "length": draw(st.floats(0, 1e5))}
    if draw(st.booleans()):
        bends = draw(st.lists(st.tuples(DEGREE, DEGREE), max_size=2))
        at = [(graph.nodes[node]["x"], graph.nodes[node]["y"]) for node in (u, v)]
        row["geometry"] = shapely.LineString(
            [at[0], *((105 + x, 11.5 + y) for x, y in bends), at[1]]
        )
    key = graph.add_edge(u, v)
    graph.edges[u, v, key].update(row)
    if draw(st.booleans()):
        back = {**row, "reversed": True}
        if "geometry" in row:
            back["geometry"] = row["geometry"].reverse()
        key = graph.add_edge(v, u)
        graph.edges[v, u, key].update(back)


@settings(max_examples=80, deadline=None)
@given(osmnx_graphs())
def test_a_graph_comes_back_from_a_network_with_every_attribute(graph: "Graph[Any]") -> None:
    network, side = network_from_osmnx(graph, crs=CRS)
    assert_same_graph(graph, to_osmnx(network, side))


@settings(max_examples=30, deadline=None)
@given(graph=osmnx_graphs())
def test_a_graph_comes_back_from_files(
    tmp_path_factory: pytest.TempPathFactory, graph: "Graph[Any]"
) -> None:
    folder = tmp_path_factory.mktemp("saved")
    network, side = network_from_osmnx(graph, crs=CRS)
    network.save(folder / "roads.npz")
    side.save(folder / "side.json")
    network, side = RoadNetwork.load(folder / "roads.npz"), OsmnxSide.load(folder / "side.json")
    assert_same_graph(graph, to_osmnx(network, side))


def shortest_lengths(network: RoadNetwork) -> Any:
    """Metres from every node to every node by car."""
    graph = open_graph(network, Closures())
    metres = dijkstra(graph.weigh(network.length_m), indices=graph.start)
    return metres[:, graph.arrive]


@settings(max_examples=80, deadline=None)
@given(osmnx_graphs())
def test_ways_are_as_long_as_networkx_says(graph: "Graph[Any]") -> None:
    for _, _, row in graph.edges(data=True):
        for name in set(row) - {"length", "geometry"}:
            del row[name]
        row["highway"] = "residential"
        row["length"] = max(row["length"], 0.01)
    network, _ = network_from_osmnx(graph, crs=CRS)
    expected = np.full((len(graph), len(graph)), math.inf)
    place = {node: number for number, node in enumerate(graph)}
    for start, lengths in nx.all_pairs_dijkstra_path_length(graph, weight="length"):
        for end, metres in lengths.items():
            expected[place[start], place[end]] = metres
    np.testing.assert_allclose(shortest_lengths(network), expected, rtol=1e-12, atol=1e-6)


@pytest.fixture(scope="module")
def city(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> "Graph[Any]":
    """A true simplified graph of OSMnx: streets of Porto Alegre that every car may use."""
    path = tmp_path_factory.mktemp("city") / "city.osm"
    streets = {"primary", "secondary", "tertiary", "residential", "trunk", "unclassified"}
    west, south, east, north = -51.23, -30.05, -51.20, -30.02
    inside = set()
    with osmium.SimpleWriter(str(path)) as writer:
        for element in osmium.FileProcessor(str(shared / "data/osm/porto_alegre_osm.pbf")):
            if isinstance(element, osmium.osm.Node):
                if west < element.lon < east and south < element.lat < north:
                    inside.add(element.id)
                    writer.add_node(element)
            elif isinstance(element, osmium.osm.Way) and element.tags.get("highway") in streets:
                whole = all(point.ref in inside for point in element.nodes)
                if whole and "access" not in element.tags:
                    writer.add_way(element)
    return osmnx.graph_from_xml(path, retain_all=True)


def test_a_true_graph_comes_back_whole(city: "Graph[Any]") -> None:
    network, side = network_from_osmnx(city, crs="EPSG:32722")
    assert (network.node_count, network.edge_count) == (len(city), len(city.edges))
    assert network.edge_count > network.record_count > 500
    assert_same_graph(city, to_osmnx(network, side))


def test_ways_through_a_true_graph_are_as_long(city: "Graph[Any]") -> None:
    network, _ = network_from_osmnx(city, crs="EPSG:32722")
    metres = shortest_lengths(network)
    place = {node: number for number, node in enumerate(city)}
    expected = np.full(metres.shape, math.inf)
    for start in list(city)[::20]:
        lengths = nx.single_source_dijkstra_path_length(city, start, weight="length")
        for end, length in lengths.items():
            expected[place[start], place[end]] = length
    np.testing.assert_allclose(metres[::20], expected[::20], rtol=1e-12, atol=1e-6)


def test_two_nodes_on_one_spot_are_joined_by_a_millimetre() -> None:
    graph = graph_of((1, 2, {"length": 0.0}), (2, 3, {}))
    graph.nodes[2]["x"] = graph.nodes[1]["x"]
    network, side = network_from_osmnx(graph, crs=CRS)
    assert network.length_m.tolist() == [0.001, 100.0]
    assert measure_courses(network).share.tolist() == [0.0, 1.0, 0.0, 1.0]
    assert_same_graph(graph, to_osmnx(network, side))


def graph_of(*edges: tuple[Any, ...], **nodes: dict[str, Any]) -> "Graph[Any]":
    """A small graph; nodes 1, 2, 3 lie 0.001 degrees apart on one parallel."""
    graph: Graph[Any] = Graph(crs="epsg:4326")
    for node in (1, 2, 3):
        graph.add_node(node, x=105 + node / 1000, y=11.5, **nodes.get(f"n{node}", {}))
    for u, v, row in edges:
        key = graph.add_edge(u, v)
        graph.edges[u, v, key].update({"length": 100.0, "highway": "primary", "osmid": 1, **row})
    return graph


def test_a_simplified_edge_takes_the_greater_class_and_the_lesser_limit() -> None:
    row = {
        "osmid": [1, 2],
        "highway": ["service", "trunk_link", "residential"],
        "maxspeed": ["80", "30 mph", "60"],
        "surface": ["asphalt", "gravel"],
        "name": ["First", "Second"],
        "name:en": "One",
        "bridge": ["no", "viaduct"],
        "toll": "no",
        "access": ["yes", "destination"],
    }
    network, _ = network_from_osmnx(graph_of((1, 2, row)), crs=CRS)
    assert ROAD_CLASSES[network.road_class[0]] == "trunk"
    assert network.limit_kph[0] == pytest.approx(30 * 1.609344)
    assert SURFACES[network.surface[0]] == "gravel"
    assert (network.names[network.name[0]], network.names[network.name_en[0]]) == ("First", "One")
    assert (bool(network.bridge[0]), bool(network.toll[0])) == (True, False)
    assert (network.car[0], network.foot[0]) == (1, 1)


def test_a_road_with_equal_courses_is_one_record_with_two_edges() -> None:
    bend = shapely.LineString([(105.001, 11.5), (105.0015, 11.501), (105.002, 11.5)])
    graph = graph_of(
        (1, 2, {"geometry": bend}),
        (2, 1, {"geometry": bend.reverse(), "reversed": True, "maxspeed": "30"}),
        (1, 2, {"osmid": 2}),
        (2, 1, {"osmid": 3}),
        (2, 3, {"oneway": True}),
    )
    network, _ = network_from_osmnx(graph, crs=CRS)
    order = list(graph.edges(keys=True))
    assert order == [(1, 2, 0), (1, 2, 1), (2, 1, 0), (2, 1, 1), (2, 3, 0)]
    assert network.record.tolist() == [0, 1, 0, 2, 3]
    assert network.forward.tolist() == [True, True, False, True, True]
    assert network.record_key.tolist() == ["1-2-0", "1-2-1", "2-1-1", "2-3-0"]
    assert network.limit_kph[[0, 2]].tolist() == pytest.approx([math.nan, 30.0], nan_ok=True)
    assert np.column_stack(network.course(2)).tolist() == [
        [105.002, 11.5],
        [105.0015, 11.501],
        [105.001, 11.5],
    ]


def test_what_a_node_keeps_is_met_at_the_head_of_an_edge() -> None:
    graph = graph_of(
        (1, 2, {}), (2, 3, {"junction": "roundabout"}), (3, 1, {}),
        n2={"highway": "traffic_signals"}, n1={"railway": "level_crossing"}, n3={"highway": "stop"},
    )  # fmt: skip
    network, _ = network_from_osmnx(graph, crs=CRS)
    assert network.signals.tolist() == [1, 0, 0]
    assert network.give_ways.tolist() == [0, 1, 0]
    assert network.level_crossings.tolist() == [0, 0, 1]
    assert network.roundabouts.tolist() == [1, 0, 0]


def test_what_nobody_may_use_is_kept_aside() -> None:
    graph = graph_of((1, 2, {}), (2, 3, {"highway": "construction"}), (3, 3, {"length": 0.0}))
    network, side = network_from_osmnx(graph, crs=CRS)
    assert (network.edge_count, network.part.tolist()) == (1, [0, 0, 1])
    assert_same_graph(graph, to_osmnx(network, side))
    with pytest.raises(NoNetworkError):
        network_from_osmnx(graph_of((2, 3, {"highway": "construction"})), crs=CRS)


def test_a_ferry_keeps_its_crossing_time() -> None:
    row = {"route": "ferry", "highway": None, "duration": "00:35"}
    graph = graph_of((1, 2, row))
    del graph.edges[1, 2, 0]["highway"]
    network, side = network_from_osmnx(graph, crs=CRS)
    assert (ROAD_CLASSES[network.road_class[0]], network.ferry_s[0]) == ("ferry", 2100.0)
    assert_same_graph(graph, to_osmnx(network, side))


def test_every_fault_of_a_graph_is_named_at_once() -> None:
    graph = graph_of(
        (1, 2, {"length": -1.0}),
        (2, 3, {"geometry": shapely.Point(105, 11)}),
        (3, 1, {"length": math.nan, "made": object()}),
    )
    graph.add_node("1", x=105.0)
    graph.graph["crs"] = "epsg:32648"
    with pytest.raises(FaultsError) as error:
        network_from_osmnx(graph, crs=CRS)
    codes = sorted(fault.code for fault in error.value.faults)
    assert codes == [
        "ATTRIBUTE", "BAD_COORD", "COURSE", "CRS_WRONG", "DUPLICATE", "VALUE", "VALUE",
    ]  # fmt: skip
    assert "ox.project_graph(G, to_crs='epsg:4326')" in str(error.value)


@pytest.mark.parametrize(
    "graph", [nx.Graph(), nx.DiGraph(), None], ids=["graph", "digraph", "none"]
)
def test_what_is_no_graph_of_osmnx_is_refused(graph: Any) -> None:
    with pytest.raises(FaultsError, match="not the MultiDiGraph of OSMnx"):
        network_from_osmnx(graph, crs=CRS)


def test_a_projected_graph_is_refused_and_its_way_back_works() -> None:
    graph = osmnx.project_graph(graph_of((1, 2, {})), to_crs="epsg:32648")
    with pytest.raises(FaultsError, match=r"EPSG:32648.*ox.project_graph"):
        network_from_osmnx(graph, crs=CRS)
    network, _ = network_from_osmnx(osmnx.project_graph(graph, to_crs="epsg:4326"), crs=CRS)
    assert network.lon.tolist() == pytest.approx([105.001, 105.002, 105.003])


def test_a_side_table_fits_its_own_network_alone(tmp_path: Path) -> None:
    _, side = network_from_osmnx(graph_of((1, 2, {})), crs=CRS)
    other, _ = network_from_osmnx(graph_of((1, 3, {})), crs=CRS)
    with pytest.raises(FaultsError, match="belongs to another network"):
        to_osmnx(other, side)
    path = tmp_path / "side.json"
    for text in ("", "[]", '{"version": 9}'):
        path.write_text(text)
        with pytest.raises(CorruptFileError):
            OsmnxSide.load(path)
    with pytest.raises(MissingFileError):
        OsmnxSide.load(tmp_path / "none.json")
    assert json.loads(side.text)["version"] == 1


# -- GraphML --------------------------------------------------------------------------------------


def test_graphml_is_read_as_osmnx_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "roads.graphml"
    bend = shapely.LineString([(105.001, 11.5), (105.0015, 11.501), (105.002, 11.5)])
    row = {"osmid": [1, 2], "name": ["A", "B"], "oneway": True, "geometry": bend, "lanes": None}
    osmnx.save_graphml(graph_of((1, 2, row), (2, 2, {}), (2, 3, {"reversed": [True, False]})), path)
    graph = read_graphml(path)
    assert_same_graph(osmnx.load_graphml(path), graph)
    network, side = network_from_osmnx(graph, crs=CRS)
    assert_same_graph(graph, to_osmnx(network, side))


HEAD = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
BOMB = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
FILE = '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
X_KEY = '<key id="d0" for="node" attr.name="x" attr.type="string"/>'
N_KEY = '<key id="d0" for="edge" attr.name="n" attr.type="string"/>'
ONE = '<node id="1"><data key="d0">east</data></node>'
LOOP = '<node id="1"/><edge source="1" target="1"><data key="d0">{}</data></edge>'


def graphml(content: str, *, keys: str = "", edges: str = "directed") -> str:
    return f'{HEAD}{keys}<graph edgedefault="{edges}">{content}</graph></graphml>'


BAD_FILES = {
    "a bomb": (f"{BOMB}{graphml('&b;')}", "XML_ENTITY"),
    "an entity": (f"{FILE}{graphml('&x;')}", "XML_ENTITY"),
    "cut short": (f"{HEAD}<graph>", "XML_SYNTAX"),
    "nothing": ("", "XML_SYNTAX"),
    "other XML": ("<gpx></gpx>", "NOT_GRAPHML"),
    "no graph": (f"{HEAD}</graphml>", "NOT_GRAPHML"),
    "no direction": (graphml("", edges="undirected"), "NOT_GRAPHML"),
    "no key": (graphml(ONE), "NOT_GRAPHML"),
    "no numbers": (graphml(ONE, keys=X_KEY), "NOT_GRAPHML"),
    "deep lists": (graphml(LOOP.format(f"[{'-' * 100_000}1]"), keys=N_KEY), "NOT_GRAPHML"),
}


@pytest.mark.parametrize(("text", "code"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_graphml_is_one_clear_error(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "roads.graphml"
    path.write_text(text)
    with pytest.raises(FaultsError) as error:
        read_graphml(path)
    assert [fault.code for fault in error.value.faults] == [code]


def test_large_and_missing_graphml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roads.graphml"
    path.write_text(f"{HEAD}</graphml>")
    with pytest.raises(FaultsError, match="over the limit"):
        read_graphml(path, limits=Limits(file_bytes=10))
    with pytest.raises(MissingFileError):
        read_graphml(tmp_path / "none.graphml")
