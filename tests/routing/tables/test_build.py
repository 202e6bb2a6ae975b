"""From road records to a network: what is built, and every fault that is refused."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.errors import FaultsError, NoNetworkError
from routing.network import ROAD_CLASSES, SURFACES, RoadNetwork
from routing.tables.build import network_from_records
from tests.routing.towns import CRS, SOUTH, STEP_DEG, WEST, build, junction_table, road, road_table

PLACES = {"a": (0, 0), "b": (1, 0), "c": (1, 1)}


def tables() -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    junctions = junction_table(PLACES)
    roads = [road("a", "b", key="ab"), road("b", "c", key="bc"), road("c", "a", key="ca")]
    return road_table(roads, junctions), junctions


def built(roads: gpd.GeoDataFrame, junctions: pd.DataFrame, crs: str = CRS) -> RoadNetwork:
    return network_from_records(roads, junctions, crs=crs, resolution="schematic")


def faults_of(
    roads: gpd.GeoDataFrame, junctions: pd.DataFrame, crs: str = CRS
) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(FaultsError) as caught:
        built(roads, junctions, crs)
    return [(fault.code, fault.row, fault.column) for fault in caught.value.faults]


def course_with_nan() -> shapely.LineString:
    with np.errstate(invalid="ignore"):
        return shapely.LineString([(WEST, SOUTH), (np.nan, SOUTH), (WEST + STEP_DEG, SOUTH)])


def test_both_directions_are_driven_unless_a_road_is_one_way() -> None:
    network = build([road("a", "b"), road("b", "c", oneway="yes"), road("c", "a")], PLACES)
    ends = list(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    assert ends == [(0, 1), (1, 2), (2, 0), (1, 0), (0, 2)]
    assert network.forward.tolist() == [True, True, True, False, False]


def test_lengths_are_geodesic_along_the_course() -> None:
    roads = [road("a", "b", via=[(0.4, 2), (0.6, -3)]), road("c", "a"), road("c", "b")]
    network = build(roads, PLACES)
    geod = Geod(ellps="WGS84")
    for edge in range(network.edge_count):
        assert network.length_m[edge] == pytest.approx(geod.line_length(*network.course(edge)))


def test_a_stated_length_counts_for_more_than_a_coarse_course() -> None:
    network = build([road("a", "b", length_km=0.5), road("b", "c", length_km=np.nan)], PLACES)
    assert network.length_m[network.record_edges()[0]].tolist() == [500.0, 500.0]
    assert network.length_m[1] == pytest.approx(110.6, abs=0.1)


def test_a_stated_length_below_the_straight_line_is_refused() -> None:
    roads, junctions = tables()
    assert faults_of(roads.assign(length_km=[0.1, 0.15, 0.16]), junctions) == [
        ("COURSE", 2, "length_km")
    ]


def test_columns_are_carried_and_missing_ones_have_their_meaning() -> None:
    full = {
        "key": "full", "ref": "NR5", "name": "국도 5호선", "class": "trunk", "surface": "gravel",
        "carriageways": 2, "built_up_share": 0.25, "limit_kph": 80, "bridge": "yes", "toll": "yes",
    }  # fmt: skip
    network = build([road("a", "b", **full), road("b", "c", key="bare")], PLACES, a="border_gate")
    first, bare = network.first_edges()
    assert network.refs[network.ref[first]] == "NR5"
    assert network.names[network.name[first]] == "국도 5호선"
    assert ROAD_CLASSES[network.road_class[first]] == "trunk"
    assert SURFACES[network.surface[first]] == "gravel"
    assert (network.carriageways[first], network.limit_kph[first]) == (2, 80.0)
    assert (network.built_up[first], network.bridge[first], network.toll[first]) == (0.25, 1, 1)
    assert (network.refs[network.ref[bare]], network.names[network.name[bare]]) == ("", "")
    assert (network.carriageways[bare], network.bridge[bare], network.toll[bare]) == (1, 0, 0)
    assert np.isnan([network.limit_kph[bare], network.ferry_s[bare]]).all()
    assert network.names[network.node_name[0]] == "Junction a"


def test_a_ferry_keeps_its_own_time() -> None:
    ferry = road("a", "b", **{"class": "ferry", "surface": "water", "ferry_min": 12.5})
    assert build([ferry, road("b", "c")], PLACES).ferry_s.tolist()[0] == 750.0


def test_every_connected_part_is_kept_the_largest_first() -> None:
    places = {**PLACES, "x": (50, 0), "y": (51, 0), "alone": (9, 9)}
    network = build([road("x", "y"), road("a", "b"), road("b", "c")], places)
    assert network.part.tolist() == [0, 0, 0, 1, 1, 2]


def test_courses_end_exactly_on_their_junctions() -> None:
    roads, junctions = tables()
    moved = shapely.transform(roads.geometry.iloc[0], lambda xy: xy + 2e-6)  # 0.3 m
    roads.loc[0, "geometry"] = moved
    network = built(roads, junctions)
    assert (network.course(0)[0][0], network.course(0)[1][-1]) == (WEST, SOUTH)


def test_the_tables_are_not_changed() -> None:
    roads, junctions = tables()
    before = roads.copy(), junctions.copy()
    built(roads, junctions)
    pd.testing.assert_frame_equal(pd.DataFrame(roads), pd.DataFrame(before[0]))
    pd.testing.assert_frame_equal(junctions, before[1])


def test_no_record_is_no_network() -> None:
    roads, junctions = tables()
    with pytest.raises(NoNetworkError, match="at least one road"):
        built(roads.iloc[:0], junctions)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("class", "motorway", "VALUE"),
        ("class", None, "VALUE"),
        ("class", "ferry", "VALUE"),
        ("surface", "mud", "VALUE"),
        ("surface", "water", "VALUE"),
        ("built_up_share", 1.5, "VALUE"),
        ("built_up_share", np.inf, "VALUE"),
        ("limit_kph", "40 mph", "VALUE"),
        ("limit_kph", -60, "VALUE"),
        ("length_km", 0, "VALUE"),
        ("carriageways", 3, "VALUE"),
        ("ferry_min", 10, "VALUE"),
        ("bridge", "maybe", "VALUE"),
        ("oneway", "-1", "VALUE"),
        ("id", "", "EMPTY"),
        ("id", "ab", "DUPLICATE"),
    ],
)
def test_a_wrong_value_is_named_with_row_and_column(column: str, value: object, code: str) -> None:
    roads, junctions = tables()
    roads = roads.astype({column: object}) if column in roads else roads.assign(**{column: ""})
    roads[column] = [*roads[column].iloc[:2], value]
    assert (code, 4, "surface" if value == "ferry" else column) in faults_of(roads, junctions)


@pytest.mark.parametrize("column", ["from", "to"])
def test_an_unknown_junction_is_named(column: str) -> None:
    roads, junctions = tables()
    roads.loc[1, column] = "nowhere"
    assert faults_of(roads, junctions) == [("UNKNOWN_JUNCTION", 3, column)]


@pytest.mark.parametrize(
    "course",
    [
        pytest.param(None, id="missing"),
        pytest.param(shapely.LineString(), id="empty"),
        pytest.param(shapely.Point(WEST, SOUTH), id="a point"),
        pytest.param(
            shapely.MultiLineString([[(WEST, SOUTH), (WEST + STEP_DEG, SOUTH)]]), id="many lines"
        ),
        pytest.param(shapely.LineString([(WEST, SOUTH), (WEST, SOUTH)]), id="no length"),
        pytest.param(shapely.LineString([(WEST, SOUTH), (WEST, 95)]), id="off the earth"),
        pytest.param(
            course_with_nan(),
            id="not a number",
        ),
    ],
)
def test_a_wrong_course_is_named(course: shapely.Geometry | None) -> None:
    roads, junctions = tables()
    roads["geometry"] = gpd.GeoSeries([course, *roads.geometry.iloc[1:]], crs="EPSG:4326")
    assert faults_of(roads, junctions) == [("COURSE", 2, "geometry")]


@pytest.mark.parametrize(("shift_deg", "faulty"), [(8e-6, False), (1.2e-5, True)])
def test_a_course_ends_within_a_metre_of_its_junction(shift_deg: float, *, faulty: bool) -> None:
    roads, junctions = tables()
    junctions["lat"] += [0.0, shift_deg, 0.0]
    if not faulty:
        built(roads, junctions)
    else:
        assert faults_of(roads, junctions) == [
            ("OFF_JUNCTION", 3, "from"),
            ("OFF_JUNCTION", 2, "to"),
        ]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("id", "", "EMPTY"),
        ("id", "a", "DUPLICATE"),
        ("lat", 95.0, "BAD_COORD"),
        ("lon", np.nan, "BAD_COORD"),
        ("kind", "harbour", "VALUE"),
    ],
)
def test_a_wrong_junction_is_named(column: str, value: str | float, code: str) -> None:
    roads, junctions = tables()
    fourth = junctions.iloc[[2]].assign(id="d").astype({column: object})
    fourth[column] = [value]
    junctions = pd.concat([junctions, fourth], ignore_index=True)
    assert [(fault[0], fault[1]) for fault in faults_of(roads, junctions)] == [(code, 5)]


def test_missing_columns_are_named_together() -> None:
    roads, junctions = tables()
    assert faults_of(roads.drop(columns=["class", "from"]), junctions.drop(columns="lat")) == [
        ("COLUMN", None, "lat"),
        ("COLUMN", None, "from"),
        ("COLUMN", None, "class"),
    ]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:99999", ""])
def test_a_network_is_measured_in_metres(crs: str) -> None:
    assert faults_of(*tables(), crs) == [("CRS_WRONG", None, None)]


def test_roads_in_metres_or_nowhere_are_refused() -> None:
    roads, junctions = tables()
    assert ("CRS_WRONG", None, None) in faults_of(roads.to_crs(CRS), junctions)
    assert ("CRS_WRONG", None, None) in faults_of(
        roads.set_crs(None, allow_override=True), junctions
    )


def test_an_unknown_resolution_is_refused() -> None:
    roads, junctions = tables()
    with pytest.raises(FaultsError, match="schematic or street"):
        network_from_records(roads, junctions, crs=CRS, resolution="coarse")  # type: ignore[arg-type]


def test_all_faults_of_both_tables_come_in_one_error() -> None:
    roads, junctions = tables()
    roads["class"] = ["boulevard", "urban", "urban"]
    roads["to"] = ["b", "nowhere", "a"]
    junctions.loc[2, "kind"] = "harbour"
    found = faults_of(roads, junctions, "EPSG:3857")
    assert [code for code, _, _ in found] == ["CRS_WRONG", "VALUE", "VALUE", "UNKNOWN_JUNCTION"]
