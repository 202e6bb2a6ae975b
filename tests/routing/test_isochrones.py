"""Isochrones: areas by hand on a straight road, and what each drawn band may and must hold."""

from itertools import combinations
from math import pi, sin
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SettingError
from routing.isochrones import HALF_WIDTH_M, isochrones
from routing.network import FloatArray, RoadNetwork
from routing.reach import seconds_to_nodes
from routing.snap import Snaps
from routing.travel import TravelModel
from tests.routing.test_laws import Street, at_junctions, town_from, towns
from tests.routing.test_reach import places
from tests.routing.towns import CRS, Town, road, three_by_three, town_of

WIDTH_M = 20.0
# Both round ends together: sixteen sides in a circle.
ROUND_M2 = 8 * WIDTH_M**2 * sin(pi / 8)


def straight_road(**columns: str) -> Town:
    """Ten minutes from a to b, due north."""
    roads = [road("a", "b", key="ab", **columns)]
    return town_of(roads, {"a": (0, 0), "b": (0, 10)}, seconds={"ab": 600.0})


def length_m(network: RoadNetwork) -> float:
    return float(np.hypot(np.diff(network.x), np.diff(network.y))[0])


def areas_m2(bands: gpd.GeoDataFrame) -> list[float]:
    return [float(area) for area in bands.to_crs(CRS).area]


def drawn(travel: TravelModel, start: Snaps, *minutes: float, **given: bool) -> gpd.GeoDataFrame:
    return isochrones(travel, start, minutes=minutes, half_width_m=WIDTH_M, **given)


def test_a_straight_road_has_the_areas_of_its_minutes() -> None:
    town = straight_road()
    bands = drawn(town.travel, town["a"], 2.5, 5.0, 20.0)
    assert bands["minutes"].tolist() == [2.5, 5.0, 20.0]
    assert bands.crs == "EPSG:4326"
    strip_m2 = 2 * WIDTH_M * length_m(town.network)
    expected = [strip_m2 / 4 + ROUND_M2, strip_m2 / 4, strip_m2 / 2]
    assert areas_m2(bands) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("oneway", "inbound", "south", "north"),
    [
        pytest.param("no", False, 0.25, 0.25, id="both ways"),
        pytest.param("yes", False, 0.0, 0.25, id="one way, away"),
        pytest.param("yes", True, 0.25, 0.0, id="one way, hither"),
    ],
)
def test_a_place_within_a_road_is_left_along_it(
    oneway: str, *, inbound: bool, south: float, north: float
) -> None:
    town = straight_road(oneway=oneway)
    middle = places(town, (0, 5))
    bands = drawn(town.travel, middle, 2.5, inbound=inbound)
    strip_m2 = 2 * WIDTH_M * length_m(town.network)
    assert areas_m2(bands) == pytest.approx([strip_m2 * (south + north) + ROUND_M2], rel=1e-4)
    _, low, _, high = bands.to_crs(CRS).total_bounds
    whole_m, middle_m = length_m(town.network), town.network.y.mean()
    assert low == pytest.approx(middle_m - south * whole_m - WIDTH_M, abs=0.1)
    assert high == pytest.approx(middle_m + north * whole_m + WIDTH_M, abs=0.1)


def test_the_way_to_the_road_takes_its_time() -> None:
    town = straight_road()
    off = places(town, (1, 0))  # about 109 m at 1 m a second
    late = 109.0 / 600
    (area,) = areas_m2(drawn(town.travel, off, 5.0))
    strip_m2 = 2 * WIDTH_M * length_m(town.network)
    assert area == pytest.approx(strip_m2 * (0.5 - late) + ROUND_M2, rel=0.01)
    assert drawn(town.travel, off, 1.0).geometry.is_empty.all()


def test_bands_with_nothing_new_are_empty() -> None:
    town = straight_road()
    bands = drawn(town.travel, town["a"], 10.0, 11.0)
    assert bands.geometry.is_empty.tolist() == [False, True]
    assert set(bands.geom_type) <= {"Polygon", "MultiPolygon"}
    nowhere = drawn(town.travel, places(town, (500, 0)), 10.0, 20.0)
    assert nowhere.geometry.is_empty.all()
    assert len(nowhere) == 2


def test_a_place_from_which_nothing_leads_is_its_own_band() -> None:
    town = straight_road(oneway="yes")
    (area,) = areas_m2(drawn(town.travel, town["b"], 10.0))
    assert area == pytest.approx(ROUND_M2, rel=1e-4)


def test_a_closed_junction_is_drawn_up_to_and_not_beyond() -> None:
    town = three_by_three()
    bands = drawn(town.travel_with("1", "3"), town["0"], 1.0)
    nodes = gpd.GeoSeries.from_xy(town.network.lon, town.network.lat, crs="EPSG:4326")
    inside = [
        town.network.node_key[node] for node in np.flatnonzero(nodes.within(bands.geometry[0]))
    ]
    assert inside == ["0", "1", "3"]


def test_the_way_hither_is_drawn_back_from_its_end() -> None:
    roads = [road("a", "b", key="ab", oneway="yes"), road("b", "c", key="bc", oneway="yes")]
    town = town_of(
        roads, {"a": (0, 0), "b": (0, 10), "c": (0, 20)}, seconds={"ab": 600.0, "bc": 600.0}
    )
    (area,) = areas_m2(drawn(town.travel, town["c"], 15.0, inbound=True))
    expected = 2 * WIDTH_M * 1.5 * length_m(town.network) + ROUND_M2
    assert area == pytest.approx(expected, rel=1e-4)
    assert areas_m2(drawn(town.travel, town["c"], 15.0)) == pytest.approx([ROUND_M2], rel=1e-4)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param({"minutes": ()}, id="no minutes"),
        pytest.param({"minutes": (15, 0)}, id="zero"),
        pytest.param({"minutes": (np.nan,)}, id="no number"),
        pytest.param({"half_width_m": 0.0}, id="no width"),
        pytest.param({"half_width_m": np.inf}, id="endless width"),
    ],
)
def test_impossible_questions_are_refused(question: dict[str, Any]) -> None:
    town = straight_road()
    with pytest.raises(SettingError):
        isochrones(town.travel, town["a"], **question)


def test_the_width_is_that_of_the_resolution() -> None:
    town = straight_road()
    by_default = isochrones(town.travel, town["a"], minutes=(5,))
    given = isochrones(town.travel, town["a"], minutes=(5,), half_width_m=HALF_WIDTH_M["street"])
    assert by_default.geometry[0].equals(given.geometry[0])


def points_of_roads(
    travel: TravelModel, node_s: FloatArray, *, inbound: bool
) -> tuple[FloatArray, FloatArray]:
    """Points along every road in metres, and how far off each is, by plain arithmetic."""
    network = travel.network
    points, seconds = [], []
    for edge in range(network.edge_count):
        tail, head = network.tail[edge], network.head[edge]
        for share in np.linspace(0, 1, 41):
            points.append(
                (
                    network.x[tail] + share * (network.x[head] - network.x[tail]),
                    network.y[tail] + share * (network.y[head] - network.y[tail]),
                )
            )
            driven = 1 - share if inbound else share
            end_s = node_s[head] if inbound else node_s[tail]
            seconds.append(end_s + driven * travel.seconds[edge])
    return np.array(points), np.array(seconds)


@given(
    drawn_streets=towns,
    minutes=st.sets(st.sampled_from([1, 3, 7, 12, 30]), min_size=2),
    inbound=st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_bands_hold_what_is_reached_and_nothing_else(
    drawn_streets: list[Street], minutes: set[int], *, inbound: bool
) -> None:
    town = town_from(drawn_streets)
    travel = TravelModel(town.network, town.travel.seconds * 60)
    start = at_junctions(town)[0]
    bands = isochrones(
        travel, start, minutes=sorted(minutes), inbound=inbound, half_width_m=WIDTH_M
    )
    assert bands.is_valid.all()
    assert shapely.coverage_is_valid(bands.geometry.to_numpy())
    metric = bands.to_crs(CRS).geometry.to_numpy()
    assert all(shapely.intersection(*pair).area < 1e-3 for pair in combinations(metric, 2))
    node_s = seconds_to_nodes(travel, start, inbound=inbound)[0]
    points, seconds = points_of_roads(travel, node_s, inbound=inbound)
    corners = points.min(axis=0) - 50, points.max(axis=0) + 50
    anywhere = np.random.default_rng(5).uniform(*corners, (300, 2))
    step_m = float(np.hypot(*np.diff(points.reshape(-1, 41, 2), axis=1).T).max())
    for count, bound in enumerate(bands["minutes"], start=1):
        shape = shapely.union_all(metric[:count])
        nodes = node_s <= 60 * bound
        at_nodes = np.column_stack([town.network.x, town.network.y])[nodes]
        in_time = np.concatenate([points[seconds <= 60 * bound], at_nodes])
        assert np.all(shapely.contains_xy(shape, *in_time.T))
        away_m = np.hypot(*(anywhere[:, None] - in_time[None]).T).min(axis=0, initial=np.inf)
        is_in = np.asarray(shapely.contains_xy(shape, *anywhere.T))
        assert not is_in[away_m > WIDTH_M + step_m].any()
        assert is_in[away_m < 0.98 * WIDTH_M].all()
