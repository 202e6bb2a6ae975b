"""Feet on the roads: nearest edge of each part, with the way there."""

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo.crs import Metric
from geo.errors import PlaceError, SettingError, TooFarError
from routing.snap import SnapRule, snap_point, snap_points
from tests.routing.towns import (
    CRS,
    RULE,
    SOUTH,
    STEP_DEG,
    WEST,
    Town,
    grid_places,
    grid_roads,
    road,
    three_by_three,
    town_of,
)


@pytest.fixture(name="town")
def three_by_three_town() -> Town:
    return three_by_three()


def record_keys(town: Town, records: NDArray[np.int32]) -> list[str]:
    return [str(key) for key in town.network.record_key[records]]


def test_a_foot_lies_on_the_nearest_street(town: Town) -> None:
    snap = town.place(0.3, 0.1)
    assert record_keys(town, snap.record) == ["0-1"]
    assert snap.share[0] == pytest.approx(0.3, abs=1e-4)
    assert (snap.foot_lon[0], snap.foot_lat[0]) == pytest.approx((WEST + 0.0003, SOUTH), abs=1e-8)
    assert snap.access_m[0] == pytest.approx(11.06, abs=0.02)
    assert snap.node[0] == -1


@pytest.mark.parametrize("junction", range(9))
def test_a_place_at_a_junction_has_no_way_to_the_road(town: Town, junction: int) -> None:
    snap = town[junction]
    assert (snap.access_m[0], snap.access_s[0]) == (0.0, 0.0)
    assert snap.node[0] == town.network.find_nodes(str(junction))[0]


def test_the_way_to_the_road_takes_the_detour_at_its_speed(town: Town) -> None:
    rule = SnapRule(limit_m=500, speed_kph=18.0, detour_factor=1.5)
    snap = snap_point(town.network, WEST, SOUTH - STEP_DEG, rule=rule)
    assert snap.access_s[0] == pytest.approx(snap.access_m[0] * 1.5 / 5)


def test_the_limit_is_inclusive(town: Town) -> None:
    x, y = Metric(CRS).to_metres(WEST, SOUTH)
    lon, lat = Metric(CRS).to_degrees(x, y - 200.0)
    distance_m = snap_point(town.network, float(lon), float(lat), rule=RULE).access_m[0]
    assert distance_m == pytest.approx(200.0, abs=1e-6)
    for limit_m, reached in ((distance_m, True), (np.nextafter(distance_m, 0), False)):
        rule = SnapRule(limit_m=float(limit_m), speed_kph=3.6)
        assert snap_points(town.network, lon, lat, rule=rule).is_reached.tolist() == [reached]


def test_too_far_names_place_and_distance(town: Town) -> None:
    with pytest.raises(TooFarError, match=r"Bavet: .* 5\.5 km .* limit of 1 km"):
        snap_point(town.network, WEST + 0.052, SOUTH, rule=RULE, label="Bavet")


def test_many_places_are_marked_not_refused(town: Town) -> None:
    snaps = snap_points(town.network, [WEST, 104.0, WEST], [SOUTH, SOUTH, SOUTH], rule=RULE)
    assert snaps.is_reached.tolist() == [True, False, True]
    assert snaps[1].foot_count == 0
    assert len(snaps) == 3


@pytest.mark.parametrize(
    ("lon", "lat"), [(np.nan, 11.5), (105.0, np.nan), (np.inf, 11.5), (181, 0), (105.0, 91.0)]
)
def test_what_is_no_place_on_earth_is_refused(town: Town, *, lon: float, lat: float) -> None:
    with pytest.raises(PlaceError, match=r"Here .*not a place on Earth"):
        snap_point(town.network, lon, lat, rule=RULE, label="Here")
    with pytest.raises(PlaceError, match="There"):
        snap_points(town.network, [WEST, lon], [SOUTH, lat], rule=RULE, labels=["Here", "There"])


def test_uneven_columns_are_refused(town: Town) -> None:
    with pytest.raises(PlaceError, match="give as many"):
        snap_points(town.network, [WEST, WEST], [SOUTH], rule=RULE)


@pytest.mark.parametrize(
    ("limit_m", "speed_kph", "detour"),
    [(-1, 20, 1), (np.nan, 20, 1), (1, 0, 1), (1, 20, 0.9), (1, 20, np.inf)],
)
def test_an_impossible_rule_is_refused(limit_m: float, speed_kph: float, detour: float) -> None:
    with pytest.raises(SettingError, match="access"):
        SnapRule(limit_m, speed_kph, detour)


def kept_off_town(**columns: str) -> Town:
    """A street, and 100 m north of it a road of another kind with a junction at each end."""
    roads = [road("a", "b"), road("a", "c"), road("c", "d", key="other", **columns)]
    places = {"a": (0, 0), "b": (10, 0), "c": (0, 1), "d": (10, 1)}
    return town_of(roads, places)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"class": "expressway"}, id="expressway"),
        pytest.param({"class": "ferry", "surface": "water"}, id="ferry"),
        pytest.param({"bridge": "yes"}, id="bridge"),
    ],
)
def test_some_roads_are_joined_at_their_junctions_only(columns: dict[str, str]) -> None:
    town = kept_off_town(**columns)
    middle, end = town.place(5, 0.9), town.place(9.9, 1)
    assert record_keys(town, middle.record) == ["r0"]
    assert record_keys(town, end.record) == ["other"]
    assert end.node[0] == town.network.find_nodes("d")[0]
    plain = kept_off_town()
    assert record_keys(plain, plain.place(5, 0.9).record) == ["other"]


def test_closed_roads_are_not_snapped_to(town: Town) -> None:
    open_snap, closed_snap = town.place(0.3, 0), town.place(0.3, 0, closed=["0-1"])
    assert record_keys(town, open_snap.record) == ["0-1"]
    assert record_keys(town, closed_snap.record) == ["0-3"]


def test_each_connected_part_within_the_limit_gives_a_foot() -> None:
    roads = [road("a", "b"), road("c", "d"), road("e", "f")]
    spots = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 40), (1, 40)]
    town = town_of(roads, dict(zip("abcdef", spots, strict=True)))
    snap = town.place(0.5, 0.3)
    assert record_keys(town, snap.record) == ["r0", "r1"]
    assert (np.diff(snap.access_m) > 0).all()


def test_beside_a_one_way_trap_there_is_a_foot_on_the_town_too() -> None:
    """From the end of a one-way dead end nobody gets back: the street behind it must stay."""
    trap = road("8", "out", key="trap", oneway="yes")
    town = town_of([*grid_roads(3, 3), trap], {**grid_places(3, 3), "out": (2, 5)})
    snap = town.place(2.1, 4)
    assert record_keys(town, snap.record) == ["trap", "7-8"]


def test_many_places_are_snapped_as_a_brute_force_does(town: Town) -> None:
    rng = np.random.default_rng(7)
    lon = WEST + STEP_DEG * rng.uniform(-1, 3, 300)
    lat = SOUTH + STEP_DEG * rng.uniform(-1, 3, 300)
    snaps = snap_points(town.network, lon, lat, rule=RULE)
    network, metric = town.network, Metric(CRS)
    streets = []
    for record in range(network.record_count):
        course = network.course(int(network.first_edges()[record]))
        streets.append(shapely.LineString(np.column_stack(metric.to_metres(*course))))
    x, y = metric.to_metres(lon, lat)
    spots = np.array([shapely.Point(spot) for spot in zip(x, y, strict=True)])
    distance_m = shapely.distance(spots[:, None], np.array(streets)[None, :])
    np.testing.assert_allclose(snaps.access_m, distance_m.min(axis=1), atol=1e-6)
    foot = shapely.points(*metric.to_metres(snaps.foot_lon, snaps.foot_lat))
    nearest = np.array(streets)[snaps.record]
    assert shapely.distance(foot, nearest).max() < 0.01


def test_no_places_have_no_feet(town: Town) -> None:
    assert len(snap_points(town.network, [], [], rule=RULE)) == 0


def test_a_town_with_every_road_closed_has_no_foot(town: Town) -> None:
    keys = [str(key) for key in town.network.record_key]
    with pytest.raises(TooFarError, match="inf km"):
        town.place(1, 1, closed=keys)


@pytest.mark.parametrize("towards", [True, False])
def test_beside_a_closed_gate_there_is_a_foot_on_either_side(*, towards: bool) -> None:
    """Whichever way the roads are written: else the nearer side would hide the one that helps."""
    pairs = {"inland": ("home", "gate"), "across": ("abroad", "gate")}
    roads = [road(*(ends if towards else ends[::-1]), key=key) for key, ends in pairs.items()]
    town = town_of(roads, {"home": (0, 0), "gate": (1, 0), "abroad": (2, 0)})
    assert record_keys(town, town.place(1.2, 0.1).record) == ["across"]
    both = town.place(1.2, 0.1, closed=["gate"])
    assert record_keys(town, both.record) == ["across", "inland"]
