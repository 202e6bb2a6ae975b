"""Arcs with given times: tiny worlds by hand, broken tables, and JEMSS's Auckland."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import FaultsError, MissingFileError, NoNetworkError
from geo.files import Limits
from routing.arc_roads import network_from_arcs
from routing.jemss import read_jemss
from routing.network import ROAD_CLASSES, RoadNetwork
from routing.reach import seconds_to_nodes
from routing.snap import Snaps
from routing.speeds import Conditions, SpeedProfile
from routing.travel import TravelModel
from tests.routing.test_arcs import at_nodes
from tests.routing.test_speeds import TABLE
from tests.routing.towns import CRS, SOUTH, STEP_DEG, WEST

Arc = tuple[str, str, float]
NODES = ("a", "b", "c", "d")


def node_table(*keys: str) -> pd.DataFrame:
    """Nodes in a row, about 109 m apart."""
    lon = [WEST + STEP_DEG * column for column in range(len(keys))]
    return pd.DataFrame({"id": keys, "lon": lon, "lat": SOUTH})


def arc_table(*arcs: Arc, **columns: Any) -> pd.DataFrame:
    table = pd.DataFrame(list(arcs), columns=["from", "to", "seconds"])
    return table.assign(**columns)


def built(arcs: pd.DataFrame, nodes: pd.DataFrame | None = None) -> RoadNetwork:
    return network_from_arcs(node_table(*NODES) if nodes is None else nodes, arcs, crs=CRS)


def faults_of(
    arcs: pd.DataFrame, nodes: pd.DataFrame | None = None, crs: str = CRS
) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(FaultsError) as caught:
        network_from_arcs(node_table(*NODES) if nodes is None else nodes, arcs, crs=crs)
    return [(fault.code, fault.row, fault.column) for fault in caught.value.faults]


def timed(network: RoadNetwork, conditions: Conditions) -> TravelModel:
    return TravelModel.from_profile(network, SpeedProfile.from_table(TABLE), conditions)


def place_at(network: RoadNetwork, key: str) -> Snaps:
    return at_nodes(network, key)


def test_arcs_each_way_of_equal_length_are_one_record_with_their_own_times() -> None:
    arcs = arc_table(("a", "b", 10.0), ("b", "c", 7.0), ("b", "a", 12.0), length_m=[110, 120, 110])
    network = built(arcs)
    assert network.record_key.tolist() == ["2", "3"]
    assert network.record_edges().tolist() == [[0, 2], [1, -1]]
    assert network.given_s.tolist() == [10.0, 7.0, 12.0]
    assert network.length_m.tolist() == [110.0, 120.0, 110.0]
    assert network.node_key.tolist() == [*NODES]
    assert network.part.tolist() == [0, 0, 0, 1]
    assert network.resolution == "street"


@pytest.mark.parametrize(
    ("columns", "records"),
    [
        ({}, 1),
        ({"length_m": [110, 111]}, 2),
        ({"length_km": [0.110, 0.110]}, 1),
        ({"km": [0.110, 0.111]}, 2),
        ({"class": ["trunk", "primary"]}, 2),
        ({"class": ["trunk", "trunk_link"]}, 1),
        ({"surface": ["gravel", ""]}, 2),
        ({"name": ["A", "A"]}, 1),
        ({"name": ["A", "B"]}, 2),
        ({"ref": ["1", "2"]}, 2),
    ],
)
def test_only_exactly_reversed_arcs_are_one_record(columns: Any, records: int) -> None:
    arcs = arc_table(("a", "b", 10.0), ("b", "a", 12.0), **columns)
    assert built(arcs).record_count == records


def test_parallel_arcs_pair_up_and_the_odd_one_stays_alone() -> None:
    arcs = arc_table(("a", "b", 10.0), ("a", "b", 11.0), ("b", "a", 12.0))
    network = built(arcs)
    assert network.record_edges().tolist() == [[0, 2], [1, -1]]


def test_an_arc_for_both_ways_is_one_record() -> None:
    network = built(
        arc_table(("a", "b", 10.0), ("b", "c", 5.0), oneway=["no", "yes"], id=["x", "y"])
    )
    assert network.record_edges().tolist() == [[0, 2], [1, -1]]
    assert network.given_s.tolist() == [10.0, 5.0, 10.0]
    assert network.record_key.tolist() == ["x", "y"]


def test_without_a_length_the_straight_line_counts_and_the_class_is_minor() -> None:
    network = built(arc_table(("a", "b", 10.0)))
    expected = Geod(ellps="WGS84").inv(WEST, SOUTH, WEST + STEP_DEG, SOUTH)[2]
    assert network.length_m.tolist() == pytest.approx([expected])
    assert ROAD_CLASSES[network.road_class[0]] == "minor"


def test_ids_are_the_same_as_numbers_and_as_text() -> None:
    nodes = node_table("1.0", "2", "3")
    arcs = pd.DataFrame({"from": [1.0, 2.0], "to": ["2", "3.0"], "seconds": ["4", 5]})
    assert built(arcs, nodes).given_s.tolist() == [4.0, 5.0]


@pytest.mark.parametrize("band", ["day", "peak", "night"])
def test_given_times_hold_at_every_hour(band: Any) -> None:
    network = built(arc_table(("a", "b", 10.0), ("b", "c", 7.0), ("a", "c", 18.0)))
    travel = timed(network, Conditions(band, "wet"))
    seconds = seconds_to_nodes(travel, place_at(network, "a"))[0]
    assert seconds.tolist() == pytest.approx([0.0, 10.0, 17.0, np.inf])


def test_every_fault_of_both_tables_is_named_at_once() -> None:
    nodes = pd.concat([node_table("a", "b", "c"), node_table("a", "")], ignore_index=True)
    nodes.loc[2, "lat"] = 95.0
    arcs = arc_table(
        ("a", "b", -1.0),
        ("a", "b", np.nan),
        ("a", "nowhere", 5.0),
        ("b", "b", 5.0),
        ("b", "a", 5.0),
        ("b", "a", 5.0),
        ("a", "b", np.inf),
        ("a", "b", 1.0),
        ("a", "b", 2.0),
        id=["1", "2", "3", "4", "5", "6", "7", "8", "8"],
        length_m=[110, 110, 110, 110, 110, 110, 110, 0.11, 0],
    )
    assert faults_of(arcs, nodes) == [
        ("EMPTY", 6, "id"),
        ("DUPLICATE", 5, "id"),
        ("BAD_COORD", 4, "lat"),
        ("DUPLICATE", 10, "id"),
        ("DUPLICATE", 7, "from"),
        ("VALUE", 2, "seconds"),
        ("VALUE", 3, "seconds"),
        ("VALUE", 8, "seconds"),
        ("VALUE", 10, "length_m"),
        ("UNKNOWN_NODE", 4, "to"),
        ("COURSE", 5, "to"),
        ("COURSE", 9, "length_m"),
        ("COURSE", 10, "length_m"),
    ]


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("class", "boulevard"),
        ("class", "construction"),
        ("surface", "moss"),
        ("oneway", "-1"),
        ("seconds", "soon"),
        ("seconds", 604801),
        ("length_m", "far"),
        ("length_m", -5),
        ("length_m", np.inf),
    ],
)
def test_a_wrong_value_is_named_with_row_and_column(column: str, word: object) -> None:
    arcs = arc_table(("a", "b", 10.0), ("b", "c", 10.0)).astype(object)
    good = {"seconds": 10.0, "length_m": 110}.get(column, "")
    arcs = arcs.assign(**{column: pd.Series([good, word], dtype=object)})
    assert ("VALUE", 3, column) in faults_of(arcs)


def test_missing_columns_no_arc_and_a_wrong_system_are_refused() -> None:
    arcs = arc_table(("a", "b", 10.0))
    assert faults_of(arcs.drop(columns="to"), node_table("a").drop(columns="lat"), "EPSG:4326") == [
        ("CRS_WRONG", None, None),
        ("COLUMN", None, "lat"),
        ("COLUMN", None, "to"),
    ]
    with pytest.raises(NoNetworkError, match="no arc at all"):
        built(arcs[:0])


@st.composite
def arc_worlds(draw: st.DrawFn) -> pd.DataFrame:
    ends = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda e: e[0] != e[1])
    pairs = draw(st.lists(ends, min_size=1, max_size=12))
    times = draw(
        st.lists(st.integers(1, 50), min_size=len(pairs), max_size=len(pairs), unique=True)
    )
    km = draw(st.lists(st.sampled_from([0.4, 0.5]), min_size=len(pairs), max_size=len(pairs)))
    arcs = [(*pair, float(seconds)) for pair, seconds in zip(pairs, times, strict=True)]
    return arc_table(*arcs, length_km=km)


@settings(max_examples=30, deadline=None)
@given(arc_worlds())
def test_times_equal_networkx_and_no_arc_is_lost(arcs: pd.DataFrame) -> None:
    network = built(arcs)
    graph: Any = nx.MultiDiGraph()
    graph.add_nodes_from(NODES)
    for row in arcs.to_dict("records"):
        graph.add_edge(row["from"], row["to"], seconds=row["seconds"])
    keys = network.node_key
    ends = zip(keys[network.tail], keys[network.head], network.given_s.tolist(), strict=True)
    assert sorted(ends) == sorted(zip(*(arcs[c] for c in ("from", "to", "seconds")), strict=True))
    assert (network.record_edges() >= 0).any(axis=1).all()
    travel = timed(network, Conditions())
    for start in NODES:
        found = nx.single_source_dijkstra_path_length(graph, start, weight="seconds")
        seconds = seconds_to_nodes(travel, place_at(network, start))[0]
        assert seconds.tolist() == pytest.approx(
            [found.get(key, np.inf) for key in NODES], abs=1e-6
        )


# -- JEMSS

JEMSS_NODES = """nodes,,,
index,x,y,offRoadAccess,
1.0,105.000,11.5,1.0
2.0,105.001,11.5,0.0
3.0,105.002,11.5,0.0
,
"""
JEMSS_ARCS = """miscData,,,
arcForm,numModes,
directed,2
,
arcs,,,
index,fromNode,toNode,distance,mode_1,mode_2,
1.0,1.0,2.0,0.11,0.0001,0.0002
2.0,2.0,1.0,0.11,0.0001,0.0002
3.0,2.0,3.0,0.12,0.00005,0.00025
,
"""


def folder(tmp_path: Path, nodes: str = JEMSS_NODES, arcs: str = JEMSS_ARCS) -> Path:
    (tmp_path / "nodes.csv").write_text(nodes, encoding="utf-8")
    (tmp_path / "arcs.csv").write_text(arcs, encoding="utf-8")
    return tmp_path


def archive(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(f"{name}.csv", text)
    return path


@pytest.mark.parametrize(
    ("mode", "seconds"),
    [
        ("urgent", [8.64, 8.64, 4.32]),
        (1, [8.64, 8.64, 4.32]),
        ("normal", [17.28, 17.28, 21.6]),
        (2, [17.28, 17.28, 21.6]),
    ],
)
def test_jemss_tables_are_read_from_a_folder_or_an_archive(
    tmp_path: Path, mode: str | int, seconds: list[float]
) -> None:
    packed = archive(tmp_path / "roads.zip", nodes=JEMSS_NODES, arcs=JEMSS_ARCS)
    for path in (folder(tmp_path), packed):
        network = read_jemss(path, crs=CRS, travel_mode=mode)
        assert network.given_s.tolist() == pytest.approx(seconds)
        assert network.length_m.tolist() == pytest.approx([110.0, 110.0, 120.0])
        assert network.record_key.tolist() == ["1", "3"]
        assert network.node_key.tolist() == ["1", "2", "3"]
        kinds = [ROAD_CLASSES[number] for number in network.road_class]
        assert kinds == ["minor", "minor", "expressway"]


def test_undirected_arcs_are_driven_both_ways(tmp_path: Path) -> None:
    arcs = JEMSS_ARCS.replace("directed", "undirected").replace(
        "2.0,2.0,1.0,0.11", "2.0,1.0,3.0,0.3"
    )
    network = read_jemss(folder(tmp_path, arcs=arcs), crs=CRS)
    assert (network.record_count, network.edge_count) == (3, 6)


def test_distance_and_access_may_be_missing(tmp_path: Path) -> None:
    nodes = "nodes,,\nindex,x,y\n1,105.0,11.5\n2,105.001,11.5\n"
    arcs = "miscData,\narcForm,numModes\ndirected,1\n\narcs,\nindex,fromNode,toNode,mode_1\n1,1,2,0.0001\n"
    network = read_jemss(folder(tmp_path, nodes, arcs), crs=CRS)
    assert network.length_m.tolist() == pytest.approx([109.1], abs=0.1)


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        pytest.param("0.11,0.0001", "0.11,-1", [("VALUE", 7), ("VALUE", 8)], id="negative"),
        pytest.param("2.0,1.0,0.11", "2.0,9.0,0.11", [("UNKNOWN_NODE", 8)], id="no such node"),
        pytest.param("3.0,2.0,3.0", "1.0,2.0,3.0", [("DUPLICATE", 9)], id="same index"),
        pytest.param("0.12,0.00005", "NaN,x", [("VALUE", 9), ("VALUE", 9)], id="no number"),
        pytest.param("0.12", "0.00012", [("COURSE", 9)], id="another unit"),
        pytest.param("directed", "sideways", [("VALUE", None)], id="no form"),
        pytest.param("mode_1", "modus_1", [("VALUE", None)], id="no mode"),
        pytest.param("fromNode", "from", [("COLUMN", None)], id="no column"),
        pytest.param("distance", "index", [("DUP_COLUMN", 6), ("COLUMN", None)], id="twice"),
        pytest.param("arcs,,,", "arks,,,", [("NO_TABLE", None)], id="no table"),
        pytest.param("0.00025", "0.00025,7", [("CSV_SHAPE", 9)], id="a cell too many"),
        pytest.param(",0.00025", "", [("CSV_SHAPE", 9)], id="a cell too few"),
        pytest.param("directed,2", 'directed,"2', [("CSV_SHAPE", None)], id="a quote left open"),
    ],
)
def test_broken_jemss_tables_are_refused(
    tmp_path: Path, old: str, new: str, faults: list[tuple[str, int | None]]
) -> None:
    path = folder(tmp_path, arcs=JEMSS_ARCS.replace(old, new))
    with pytest.raises(FaultsError) as caught:
        read_jemss(path, crs=CRS)
    found = [(fault.code, fault.row) for fault in caught.value.faults]
    assert found[: len(faults)] == faults


def test_unknown_travel_modes_are_refused(tmp_path: Path) -> None:
    for mode in ("walking", 3, 0, -1):
        with pytest.raises(FaultsError, match="there are 'mode_1', 'mode_2'"):
            read_jemss(folder(tmp_path), crs=CRS, travel_mode=mode)


def bomb(path: Path) -> None:
    archive(path, nodes="0" * 3_000_000, arcs="")


def not_a_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 cut short")


def one_file(path: Path) -> None:
    archive(path, nodes=JEMSS_NODES)


def two_of_one(path: Path) -> None:
    archive(path, **{"nodes": "", "a/nodes": "", "arcs": ""})


def climbing(path: Path) -> None:
    archive(path, **{"../nodes": JEMSS_NODES, "arcs": JEMSS_ARCS})


def binary(path: Path) -> None:
    archive(path, nodes="\x00\x01", arcs=JEMSS_ARCS)


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (bomb, "ZIP_BOMB"),
        (not_a_zip, "BAD_ZIP"),
        (one_file, "NO_TABLE"),
        (two_of_one, "NO_TABLE"),
        (climbing, "ZIP_PATH"),
        (binary, "BINARY"),
    ],
)
def test_hostile_archives_are_refused(
    tmp_path: Path, write: Callable[[Path], None], code: str
) -> None:
    write(tmp_path / "roads.zip")
    with pytest.raises(FaultsError) as caught:
        read_jemss(tmp_path / "roads.zip", crs=CRS)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_missing_and_too_large_files_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.zip", tmp_path):
        with pytest.raises(MissingFileError):
            read_jemss(path, crs=CRS)
    for limits in (Limits(file_bytes=50), Limits(rows=5), Limits(columns=3)):
        with pytest.raises(FaultsError):
            read_jemss(folder(tmp_path), crs=CRS, limits=limits)


# -- the oracle reads the archive by itself


def auckland_graph(path: Path, mode: str) -> Any:
    graph: Any = nx.DiGraph()
    with zipfile.ZipFile(path) as packed:
        rows = list(csv.reader(io.StringIO(packed.read("arcs.csv").decode())))
    start = next(number for number, row in enumerate(rows) if row[0] == "index")
    header = rows[start]
    for row in rows[start + 1 :]:
        if not row[0]:
            break
        said = dict(zip(header, row, strict=False))
        ends = (str(int(float(said[name]))) for name in ("fromNode", "toNode"))
        graph.add_edge(*ends, seconds=float(said[mode]) * 86_400)
    return graph


def test_auckland_drives_equal_networkx_on_the_arcs_own_times(shared: Path) -> None:
    path = shared / "data/roads/jemss_auckland_roads.zip"
    network = read_jemss(path, crs="EPSG:2193", travel_mode="urgent")
    graph = auckland_graph(path, "mode_1")
    assert (network.node_count, network.edge_count) == (54_370, 90_638)
    assert (len(graph), graph.number_of_edges()) == (54_370, 90_638)
    travel = timed(network, Conditions("peak", "wet"))
    keys = network.node_key.tolist()
    for start in np.random.default_rng(5).choice(keys, 3).tolist():
        found = nx.single_source_dijkstra_path_length(graph, start, weight="seconds")
        expected = np.array([found.get(key, np.inf) for key in keys])
        seconds = seconds_to_nodes(travel, place_at(network, start))[0]
        np.testing.assert_allclose(seconds, expected, rtol=1e-6, atol=1e-6)
        assert len(found) > 50_000
