"""Lines joined where they meet: tiny worlds by hand, broken layers, and central Phnom Penh."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.sparse.csgraph import dijkstra

from geo.errors import FaultsError, NoNetworkError
from geo.files import Limits
from routing.lines.columns import LineColumns
from routing.lines.files import read_lines
from routing.lines.roads import LineRoads, network_from_lines
from routing.network import ENDS_ONLY, NO_ACCESS, OPEN_ACCESS, ROAD_CLASSES, SURFACES, RoadNetwork
from routing.travel import TravelModel
from tests.routing.towns import CRS, SOUTH, STEP_DEG, WEST

GEOD = Geod(ellps="WGS84")
TWO_WORDS = {"major": "primary", "minor": "residential"}
Spot = tuple[float, float]


def line(*spots: Spot) -> shapely.LineString:
    """A line over columns and rows of the grid."""
    return shapely.LineString([(WEST + STEP_DEG * x, SOUTH + STEP_DEG * y) for x, y in spots])


def layer(*shapes: shapely.Geometry | None, **columns: Any) -> gpd.GeoDataFrame:
    """A layer of residential streets unless said otherwise."""
    standard = {"highway": ["residential"] * len(shapes)}
    return gpd.GeoDataFrame({**standard, **columns}, geometry=list(shapes), crs="EPSG:4326")


def roads(lines: gpd.GeoDataFrame, **given_: Any) -> LineRoads:
    return network_from_lines(lines, crs=CRS, **given_)


def faults_of(lines: gpd.GeoDataFrame, **given_: Any) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(FaultsError) as caught:
        network_from_lines(lines, **{"crs": CRS, **given_})
    return [(fault.code, fault.row, fault.column) for fault in caught.value.faults]


def street(network: RoadNetwork, key: str) -> int:
    """The edge along the course of a record."""
    return int(network.first_edges()[network.find_records(key)[0]])


def test_lines_join_at_their_ends() -> None:
    # A star of three: one node of degree 3, three ends.
    network = roads(layer(line((0, 0), (1, 0)), line((2, 0), (1, 0)), line((1, 0), (1, 1)))).network
    assert (network.node_count, network.record_count, network.edge_count) == (4, 3, 6)
    assert network.part.tolist() == [0, 0, 0, 0]
    assert network.resolution == "street"
    assert network.record_key.tolist() == ["2", "3", "4"]


def test_lines_that_cross_are_a_bridge() -> None:
    crossing = layer(line((0, 0), (2, 0)), line((1, -1), (1, 1)))
    for join in ("vertices", "ends"):
        found = roads(crossing, join=join)
        assert (found.network.node_count, found.network.part.max()) == (4, 1)
        assert found.unjoined_touches == 0


def test_a_shared_position_is_a_junction_unless_only_ends_join() -> None:
    crossing = layer(line((0, 0), (1, 0), (2, 0)), line((1, -1), (1, 0), (1, 1)), id=["we", "sn"])
    found = roads(crossing)
    assert (found.network.node_count, found.network.part.max()) == (5, 0)
    assert sorted(found.network.record_key.tolist()) == ["sn:1", "sn:2", "we:1", "we:2"]
    assert found.notes == ()
    apart = roads(crossing, join="ends")
    assert (apart.network.node_count, apart.network.part.max()) == (4, 1)
    assert apart.unjoined_touches == 1
    assert "1 place where lines touch" in apart.notes[0]


def test_an_end_on_an_inner_position_joins_it_unless_only_ends_join() -> None:
    tee = layer(line((0, 0), (1, 0), (2, 0)), line((1, 0), (1, 1)))
    assert (roads(tee).network.node_count, roads(tee).network.part.max()) == (4, 0)
    apart = roads(tee, join="ends")
    assert (apart.network.part.max(), apart.unjoined_touches) == (1, 1)


@pytest.mark.parametrize(("gap_m", "parts"), [(0.0, 1), (0.49, 1), (0.51, 2)])
def test_ends_within_the_tolerance_are_one(gap_m: float, parts: int) -> None:
    lon, lat, _ = GEOD.fwd(WEST + STEP_DEG, SOUTH, 0.0, gap_m)
    second = shapely.LineString([(lon, lat), (WEST + STEP_DEG, SOUTH + STEP_DEG)])
    for first in (line((0, 0), (1, 0)), line((0, 0), (1, 0), (2, 0))):
        network = roads(layer(first, second)).network
        assert network.part.max() + 1 == parts
    touches = roads(layer(line((0, 0), (1, 0), (2, 0)), second), join="ends").unjoined_touches
    assert touches == 2 - parts
    assert roads(layer(first, second), tolerance_m=1.0).network.part.max() == 0


def test_lines_that_merely_go_on_are_one_record_with_one_course() -> None:
    # Drawn there, back and there: 0 -> 1, 2 <- ... the middle one against the others.
    lines = layer(line((0, 0), (1, 0)), line((2, 0), (1, 0)), line((2, 0), (3, 0)), id=list("abc"))
    network = roads(lines).network
    assert (network.node_count, network.record_key.tolist()) == (2, ["a"])
    expected_lon = [WEST + STEP_DEG * column for column in range(4)]
    assert network.course(0)[0].tolist() == pytest.approx(expected_lon, abs=1e-9)
    expected = sum(GEOD.geometry_length(shape) for shape in lines.geometry)
    assert network.length_m.tolist() == pytest.approx([expected, expected])


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("highway", ["residential", "tertiary"]),
        ("oneway", ["yes", "no"]),
        ("oneway", ["yes", "-1"]),
        ("maxspeed", ["30", "50"]),
        ("name", ["Street 1", "Street 2"]),
        ("bridge", ["yes", "no"]),
        ("highway", ["ferry", "ferry"]),
    ],
)
def test_lines_that_differ_stay_two_records(column: str, values: list[str]) -> None:
    lines = layer(line((0, 0), (1, 0)), line((1, 0), (2, 0)), **{column: values})
    assert roads(lines).network.record_count == 2


def test_one_way_lines_drawn_on_in_either_way_are_joined() -> None:
    lines = layer(line((0, 0), (1, 0)), line((2, 0), (1, 0)), oneway=["yes", "-1"])
    network = roads(lines).network
    assert network.record_count == 1
    assert network.car.tolist() == [OPEN_ACCESS, NO_ACCESS]
    assert network.foot.tolist() == [OPEN_ACCESS, OPEN_ACCESS]
    assert network.lon[network.tail[0]] == WEST


def test_rings_and_lollipops_are_kept() -> None:
    ring = line((0, 0), (1, 0), (1, 1), (0, 0))
    alone = roads(layer(ring)).network
    assert (alone.node_count, alone.record_count, alone.edge_count) == (1, 1, 2)
    halves = roads(layer(line((0, 0), (1, 0), (1, 1)), line((1, 1), (0, 1), (0, 0)))).network
    assert (halves.node_count, halves.record_count) == (1, 1)
    lollipop = roads(layer(line((0, 0), (1, 0), (2, 0), (2, 1), (1, 0)))).network
    assert lollipop.length_m.min().round() == 109
    assert (lollipop.node_count, lollipop.record_count, lollipop.part.max()) == (2, 2, 0)


def test_many_lines_in_one_are_split() -> None:
    many = shapely.MultiLineString([line((0, 0), (1, 0)), line((5, 5), (6, 5))])
    network = roads(layer(many, id=["m"])).network
    assert network.record_key.tolist() == ["m:1", "m:2"]
    assert (network.node_count, network.part.max()) == (4, 1)


def test_a_line_that_shrinks_to_a_point_is_left_out_and_told() -> None:
    lon, lat, _ = GEOD.fwd(WEST, SOUTH, 0.0, 0.3)
    dot = shapely.LineString([(WEST, SOUTH), (lon, lat)])
    found = roads(layer(line((0, 0), (1, 0)), dot))
    assert found.network.record_count == 1
    assert "left out: 1 line no longer than 0.5 m" in found.notes[0]
    with pytest.raises(NoNetworkError, match="longer than the tolerance"):
        roads(layer(dot))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("motorway_link", "expressway"),
        ("Living_Street", "residential"),
        ("unclassified", "minor"),
        ("track_grade2", "track"),
        ("unknown", "minor"),
        ("steps", "path"),
        ("urban", "urban"),
        ("expressway", "expressway"),
    ],
)
@pytest.mark.parametrize("column", ["highway", "FCLASS", "class", "Cls", "type"])
def test_class_words_of_many_sources(column: str, word: str, expected: str) -> None:
    lines = layer(line((0, 0), (1, 0))).drop(columns="highway").assign(**{column: word})
    assert ROAD_CLASSES[roads(lines).network.road_class[0]] == expected


def test_unknown_class_words_are_one_clear_fault_unless_explained() -> None:
    lines = layer(*[line((0, n), (1, n)) for n in range(4)])
    lines = lines.assign(highway=["major", "minor", "major", None])
    with pytest.raises(FaultsError) as caught:
        roads(lines)
    (fault,) = caught.value.faults
    assert (fault.code, fault.row, fault.column) == ("CLASS", None, "highway")
    assert "'major' (2 lines), '' (1 line)" in fault.message
    found = roads(lines, classes={"Major": "primary", "minor": "residential", "": None})
    assert [ROAD_CLASSES[number] for number in found.network.road_class[::2]] == [
        *("primary", "residential", "primary")
    ]
    assert found.notes == ("no roads to drive on, left out: '' (1 line)",)


def test_lines_without_any_class_need_to_be_explained() -> None:
    lines = layer(line((0, 0), (1, 0))).drop(columns="highway")
    assert faults_of(lines) == [("CLASS", None, None)]
    network = roads(lines, classes={"": "tertiary"}).network
    assert ROAD_CLASSES[network.road_class[0]] == "tertiary"


@pytest.mark.parametrize(
    ("word", "along", "against"),
    [
        ("yes", OPEN_ACCESS, None),
        ("F", OPEN_ACCESS, None),
        (1, OPEN_ACCESS, None),
        (1.0, OPEN_ACCESS, None),
        (True, OPEN_ACCESS, None),
        ("-1", None, OPEN_ACCESS),
        ("T", None, OPEN_ACCESS),
        ("B", OPEN_ACCESS, OPEN_ACCESS),
        ("no", OPEN_ACCESS, OPEN_ACCESS),
        (None, OPEN_ACCESS, OPEN_ACCESS),
        ("reversible", None, None),
    ],
)
def test_one_way_words(word: object, along: int | None, against: int | None) -> None:
    network = roads(layer(line((0, 0), (1, 0)), oneway=[word])).network
    both = network.record_edges()[0]
    assert [int(network.car[edge]) or None for edge in both] == [along, against]
    assert network.foot[both].tolist() == [OPEN_ACCESS, OPEN_ACCESS]


def test_a_motorway_is_one_way_only_where_directions_are_given_at_all() -> None:
    motorway = layer(line((0, 0), (1, 0)), highway=["motorway"])
    assert roads(motorway).network.edge_count == 2
    assert roads(motorway.assign(oneway="")).network.edge_count == 1
    assert roads(motorway.assign(oneway="no")).network.edge_count == 2
    ring = layer(line((0, 0), (1, 0)), junction=["roundabout"])
    assert roads(ring).network.car.tolist() == [OPEN_ACCESS, NO_ACCESS]


def test_what_the_columns_say_is_carried() -> None:
    lines = layer(
        *[line((0, n), (1, n)) for n in range(3)],
        highway=["trunk", "track", "path"],
        MAXSPEED=["50", "20 mph", 0],
        Surface=["laterite", None, None],
        name=["국도 5호선", None, None],
        **{"name:en": ["National Road 5", None, None]},
        ref=["NR5", None, None],
        bridge=["T", "F", None],
        oneway=["yes", "no", "no"],
        access=["private", None, None],
    )
    network = roads(lines).network
    trunk, track, path = (street(network, key) for key in ("2", "3", "4"))
    assert network.limit_kph[[trunk, track]].tolist() == pytest.approx([50.0, 32.18688])
    assert np.isnan(network.limit_kph[path])
    kinds = [SURFACES[network.surface[edge]] for edge in (trunk, track, path)]
    assert kinds == ["gravel", "dirt", "dirt"]
    assert network.names[network.name[trunk]] == "국도 5호선"
    assert network.names[network.name_en[trunk]] == "National Road 5"
    assert network.refs[network.ref[trunk]] == "NR5"
    assert network.bridge[[trunk, track, path]].tolist() == [True, False, False]
    assert network.carriageways[[trunk, track]].tolist() == [2, 1]
    assert network.car[[trunk, track, path]].tolist() == [ENDS_ONLY, OPEN_ACCESS, NO_ACCESS]


def test_words_that_are_not_understood_are_told() -> None:
    lines = layer(line((0, 0), (1, 0)), surface=["moss"], maxspeed=["fast"], access=["who knows"])
    assert roads(lines).notes == (
        "surface: not understood: 'moss' (1 line)",
        "maxspeed: not understood: 'fast' (1 line)",
        "access: not understood: 'who knows' (1 line)",
    )


def test_columns_can_be_told() -> None:
    lines = layer(line((0, 0), (1, 0))).rename(columns={"highway": "strassenart"})
    columns = LineColumns(road_class="strassenart")
    assert roads(lines, columns=columns).network.record_count == 1
    wrong = LineColumns(road_class="strasse", name="rue")
    assert faults_of(lines, columns=wrong) == [("COLUMN", None, "strasse"), ("COLUMN", None, "rue")]


def with_nan() -> shapely.LineString:
    with np.errstate(invalid="ignore"):
        return shapely.LineString([(WEST, SOUTH), (np.nan, SOUTH), (WEST + 1, SOUTH)])


def test_every_fault_is_named_at_once_with_its_row() -> None:
    lines = layer(
        line((0, 0), (1, 0)),
        None,
        shapely.LineString(),
        shapely.Point(WEST, SOUTH),
        shapely.MultiLineString([line((0, 0), (1, 0)), line((1, 1), (1, 1))]),
        shapely.LineString([(WEST, SOUTH), (WEST, 95)]),
        with_nan(),
        line((0, 0), (1, 1)),
        id=["a", "b", "c", "d", "e", "f", "g", "a"],
        highway=["residential"] * 7 + ["boulevard"],
        oneway=["sideways"] + [None] * 7,
    )
    geometry = [("COURSE", row, "geometry") for row in range(3, 9)]
    assert faults_of(lines) == [
        *geometry,
        ("CLASS", None, "highway"),
        ("ONEWAY", 2, "oneway"),
        ("DUPLICATE", 9, "id"),
    ]
    numbered = lines.set_index(lines.index.rename("row") + 100)
    assert faults_of(numbered)[0] == ("COURSE", 101, "geometry")


def test_thousands_of_faults_are_cut_short() -> None:
    lines = layer(*[shapely.Point(WEST, SOUTH)] * 1500)
    found = faults_of(lines)
    assert (len(found), found[-1][0]) == (1001, "TOO_MANY")


@pytest.mark.parametrize(
    ("given_", "codes"),
    [
        ({"crs": "EPSG:3857"}, ["CRS_WRONG"]),
        ({"tolerance_m": -1.0}, ["TOLERANCE"]),
        ({"tolerance_m": np.nan}, ["TOLERANCE"]),
        ({"join": "everywhere", "tolerance_m": 51.0}, ["VALUE", "TOLERANCE"]),
        ({"classes": {"x": "boulevard"}}, ["VALUE"]),
        ({"surfaces_by_class": {"track": "moss"}}, ["VALUE"]),
    ],
)
def test_wrong_settings_are_refused(given_: Mapping[str, Any], codes: list[str]) -> None:
    lines = layer(line((0, 0), (1, 0)))
    assert [fault[0] for fault in faults_of(lines, **given_)] == codes


def test_layers_in_metres_or_without_lines_are_refused() -> None:
    lines = layer(line((0, 0), (1, 0)))
    assert faults_of(lines.to_crs(CRS)) == [("CRS_WRONG", None, None)]
    with pytest.raises(NoNetworkError, match="no line at all"):
        roads(lines.iloc[:0])
    with pytest.raises(NoNetworkError, match="anybody may use"):
        roads(lines.assign(highway="construction"))


def test_a_crowd_of_ends_is_refused_not_worked_through() -> None:
    spots = np.random.default_rng(1).uniform(0, 1e-6, (4000, 2)) + np.array([WEST, SOUTH])
    far = (WEST + STEP_DEG, SOUTH)
    crowd = layer(*[shapely.LineString([spot, far]) for spot in spots])
    assert faults_of(crowd) == [("TOLERANCE", None, None)]


def test_the_layer_is_not_changed() -> None:
    lines = layer(line((0, 0), (0, 0), (1, 0), (2, 0)), line((1, 0), (1, 1)))
    before = lines.copy()
    roads(lines)
    assert lines.equals(before)


@st.composite
def grids(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Random walks over a small grid: they share ends, positions and whole stretches."""
    walks = []
    for _ in range(draw(st.integers(1, 8))):
        spots = [(draw(st.integers(0, 3)), draw(st.integers(0, 3)))]
        for _ in range(draw(st.integers(1, 5))):
            x, y = spots[-1]
            step = draw(st.sampled_from([(1, 0), (-1, 0), (0, 1), (0, -1)]))
            spots.append((x + step[0], y + step[1]))
        walks.append(line(*spots))
    classes = draw(st.lists(st.sampled_from(["residential", "tertiary"]), min_size=8, max_size=8))
    return layer(*walks, highway=classes[: len(walks)])


def raw_graph(shapes: list[shapely.LineString]) -> Any:
    """All positions of all lines, joined where they are equal: the oracle."""
    graph: Any = nx.Graph()
    for shape in shapes:
        for start, end in zip(shape.coords[:-1], shape.coords[1:], strict=True):
            graph.add_edge(
                start, end, metres=GEOD.geometry_length(shapely.LineString([start, end]))
            )
    return graph


def metres_from(network: RoadNetwork, nodes: list[int]) -> Any:
    travel = TravelModel(network, network.length_m)
    return dijkstra(travel.csr(), indices=nodes)[:, : network.node_count]


@settings(max_examples=40, deadline=None)
@given(grids())
def test_distances_between_junctions_equal_those_over_all_positions(
    lines: gpd.GeoDataFrame,
) -> None:
    network = roads(lines).network
    graph = raw_graph(list(lines.geometry))
    spots = list(zip(network.lon.tolist(), network.lat.tolist(), strict=True))
    found = metres_from(network, list(range(network.node_count)))
    for row, spot in enumerate(spots):
        expected = nx.single_source_dijkstra_path_length(graph, spot, weight="metres")
        wanted = [expected.get(other, np.inf) for other in spots]
        assert found[row].tolist() == pytest.approx(wanted, rel=1e-9)
    assert network.part.max() + 1 == nx.number_connected_components(graph)
    # Every metre of every line is in the network once, and in its courses.
    edges = network.first_edges()
    total = sum(GEOD.geometry_length(shape) for shape in lines.geometry)
    assert network.length_m[edges].sum() == pytest.approx(total)
    along = [GEOD.line_length(*network.course(edge)) for edge in range(network.edge_count)]
    assert network.length_m.tolist() == pytest.approx(along, rel=1e-9)


def phnom_penh(shared: Path) -> LineRoads:
    lines = read_lines(shared / "data/roads/phnom_penh_roads.gpkg").lines
    return roads(lines, classes=TWO_WORDS)


def test_central_phnom_penh_falls_into_three_parts_and_some_islets(shared: Path) -> None:
    network = phnom_penh(shared).network
    edges = network.first_edges()
    km = np.bincount(network.part[network.tail[edges]], weights=network.length_m[edges]) / 1000
    by_size = np.sort(km)[::-1]
    # Two bridges are missing from the file; what the frame cuts off makes the islets.
    assert by_size[:3].round().tolist() == [835, 70, 57]
    assert by_size[3:].max() < 10.1
    assert by_size[:3].sum() / by_size.sum() > 0.97
    assert network.road_km == pytest.approx(985.7, abs=0.1)
    raw = pyogrio.read_dataframe(shared / "data/roads/phnom_penh_roads.gpkg")
    assert len(km) == nx.number_connected_components(raw_graph(list(raw.geometry)))


def test_distances_in_phnom_penh_equal_networkx_on_the_raw_lines(shared: Path) -> None:
    network = phnom_penh(shared).network
    raw = pyogrio.read_dataframe(shared / "data/roads/phnom_penh_roads.gpkg")
    graph = raw_graph(list(raw.geometry))
    rng = np.random.default_rng(3)
    starts = rng.integers(network.node_count, size=10)
    found = metres_from(network, starts.tolist())
    pairs = 0
    for row, start in enumerate(starts.tolist()):
        spot = (float(network.lon[start]), float(network.lat[start]))
        expected = nx.single_source_dijkstra_path_length(graph, spot, weight="metres")
        for end in rng.integers(network.node_count, size=20).tolist():
            other = (float(network.lon[end]), float(network.lat[end]))
            assert found[row, end] == pytest.approx(expected.get(other, np.inf), rel=1e-6)
            pairs += 1
    assert pairs == 200


@pytest.fixture(name="three_lines")
def _three_lines() -> gpd.GeoDataFrame:
    return layer(line((0, 0), (1, 0)), line((1, 0), (1, 1)), line((1, 0), (2, 0)), name=list("abc"))


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "zip"])
def test_files_of_every_kind_give_the_same_roads(
    tmp_path: Path, three_lines: gpd.GeoDataFrame, ending: str
) -> None:
    path = tmp_path / f"roads.{ending}"
    target = path.with_suffix(".shp") if ending == "zip" else path
    pyogrio.write_dataframe(three_lines, target)
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("roads.[sdpc]*"):
                archive.write(part, part.name)
    network = roads(read_lines(path).lines).network
    assert (network.node_count, network.record_count, network.part.max()) == (4, 3, 0)
    assert sorted(network.names) == ["", "a", "b", "c"]


def test_the_layer_is_chosen_and_sizes_are_limited(
    tmp_path: Path, three_lines: gpd.GeoDataFrame
) -> None:
    path = tmp_path / "roads.gpkg"
    points = three_lines.set_geometry(gpd.points_from_xy([WEST] * 3, [SOUTH] * 3, crs="EPSG:4326"))
    for name, table in {"old": three_lines, "new": three_lines[:2], "points": points}.items():
        pyogrio.write_dataframe(table, path, layer=name)
    assert len(read_lines(path, layer="new").lines) == 2
    for wanted in (None, "points", "newest"):
        with pytest.raises(FaultsError, match="layer") as caught:
            read_lines(path, layer=wanted)
        assert [fault.code for fault in caught.value.faults] == ["LAYERS"]
    for limits in (Limits(file_bytes=1000), Limits(rows=2)):
        with pytest.raises(FaultsError):
            read_lines(path, limits=limits)
    pyogrio.write_dataframe(points, tmp_path / "points.geojson")
    with pytest.raises(FaultsError, match="no layer holds a line"):
        read_lines(tmp_path / "points.geojson")


def test_streets_that_meet_densely_lie_in_a_town() -> None:
    block = 0.001  # some 110 m
    town = [
        shapely.LineString([(105 + block * column, 11.5 + block * row) for column in range(9)])
        for row in range(9)
    ]
    town += [
        shapely.LineString([(105 + block * column, 11.5 + block * row) for row in range(9)])
        for column in range(9)
    ]
    highway = shapely.LineString([(105.008, 11.504), (105.1, 11.504)])
    lines = gpd.GeoDataFrame(
        {"class": ["residential"] * len(town) + ["trunk"]}, geometry=[*town, highway], crs=4326
    )
    network = network_from_lines(lines, crs=CRS).network
    is_trunk = network.road_class == ROAD_CLASSES.index("trunk")
    streets = network.built_up[~is_trunk], network.length_m[~is_trunk]
    assert np.average(streets[0], weights=streets[1]) > 0.8
    assert network.built_up[is_trunk].max() < 0.1
