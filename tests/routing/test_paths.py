"""The fastest safe path on towns whose every answer is known."""

import numpy as np
import pytest

from geo.errors import NoRouteError, SettingError
from routing.network import IntArray, RoadNetwork
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path, named_paths
from routing.snap import Snap, snap_point, snap_points
from routing.travel import TravelModel
from tests.routing.towns import RULE, SOUTH, STEP_DEG, WEST, Town, road, three_by_three, town_of


@pytest.fixture(name="town")
def three_by_three_town() -> Town:
    return three_by_three()


def calm(network: RoadNetwork) -> RiskPreference:
    return RiskPreference(EdgeHazard.none(network))


def keys_of(network: RoadNetwork, edges: IntArray) -> list[str]:
    return [str(key) for key in network.record_key[network.record[edges]]]


@pytest.mark.parametrize(
    ("caution", "streets", "seconds", "peak"),
    [
        pytest.param(0.0, 1, 10.0, 1.0, id="hazard ignored: straight through"),
        pytest.param(0.5, 1, 10.0, 1.0, id="cost 15 beats 30, yet the drive is still 10 s"),
        pytest.param(5.0, 3, 30.0, 0.0, id="hazard dear: round the block"),
    ],
)
def test_caution_trades_seconds_for_safety(
    town: Town, *, caution: float, streets: int, seconds: float, peak: float
) -> None:
    risk = RiskPreference(town.hazard, caution=caution)
    path = fastest_safe_path(town.travel, risk, start=town[1], end=town[4])
    assert (path.edge_count, path.seconds, path.peak_hazard) == (streets, seconds, peak)


def test_exposure_is_hazard_over_driving_time(town: Town) -> None:
    path = fastest_safe_path(town.travel, RiskPreference(town.hazard), start=town[1], end=town[7])
    assert (path.seconds, path.exposure_s) == (20.0, 10.0)


def test_named_paths_differ_by_caution_alone(town: Town) -> None:
    paths = named_paths(town.travel, town.hazard, start=town[1], end=town[4])
    assert {name: path.seconds for name, path in paths.items()} == {
        "fastest": 10.0,
        "balanced": 30.0,
        "safest": 30.0,
    }


@pytest.mark.parametrize("caution", [-0.1, np.nan, np.inf])
def test_caution_below_zero_is_refused(town: Town, caution: float) -> None:
    with pytest.raises(SettingError, match="caution"):
        RiskPreference(town.hazard, caution=caution)


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        pytest.param((0.25, 0), (0.75, 0), 5.0, id="along one street"),
        pytest.param((0.75, 0), (0.25, 0), 5.0, id="and back"),
        pytest.param((0.25, 0), (0.0, 0.25), 5.0, id="over one corner"),
        pytest.param((0.25, 0), (1.75, 0), 15.0, id="two parts of streets"),
        pytest.param((0.5, 0), (0.5, 1), 20.0, id="opposite sides of a block"),
        pytest.param((0.5, 0), (0.5, 0), 0.0, id="there already"),
        pytest.param((1, 1), (1, 1), 0.0, id="there already, on a junction"),
    ],
)
def test_streets_are_driven_in_part(
    town: Town, *, start: tuple[float, float], end: tuple[float, float], seconds: float
) -> None:
    path = fastest_safe_path(
        town.travel, calm(town.network), start=town.place(*start), end=town.place(*end)
    )
    assert path.seconds == pytest.approx(seconds, abs=1e-4)
    assert len(path.lon) >= 2
    assert path.length_m == pytest.approx(seconds / 10 * 110, rel=0.02)


def test_a_place_off_the_road_is_at_itself(town: Town) -> None:
    garden = town.place(0.5, -0.5)
    path = fastest_safe_path(town.travel, calm(town.network), start=garden, end=garden)
    assert (path.total_s, path.length_m, path.edge_count) == (0.0, 0.0, 0)
    assert (path.lon[0], path.lat[0]) == (path.lon[1], path.lat[1])


def test_ways_to_and_from_the_road_are_told_apart_from_the_drive(town: Town) -> None:
    start, end = town.place(0, -0.5), town.place(2, -1)
    path = fastest_safe_path(town.travel, calm(town.network), start=start, end=end)
    assert path.seconds == 20.0
    assert path.access_s == pytest.approx(path.access_m)  # 1 m a second
    assert path.egress_s == pytest.approx(path.egress_m)
    assert path.egress_m == pytest.approx(2 * path.access_m, rel=1e-3)
    assert path.total_s == path.access_s + path.seconds + path.egress_s


def test_the_course_runs_from_foot_to_foot_without_a_position_twice(town: Town) -> None:
    start, end = town.place(0.25, 0), town.place(2, 1.5)
    path = fastest_safe_path(town.travel, calm(town.network), start=start, end=end)
    assert (path.lon[0], path.lat[0]) == pytest.approx((WEST + 0.25 * STEP_DEG, SOUTH))
    assert (path.lon[-1], path.lat[-1]) == pytest.approx((end.lon[0], end.lat[0]))
    steps = np.hypot(np.diff(path.lon), np.diff(path.lat))
    assert steps.min() > 0
    assert steps.sum() == pytest.approx(3.25 * STEP_DEG)


@pytest.mark.parametrize("caution", [0.0, 3.0])
def test_hazard_of_a_street_driven_in_part_counts_in_part(caution: float) -> None:
    """One street with hazard on its second half only."""
    town = town_of([road("a", "b")], {"a": (0, 0), "b": (10, 0)})
    middle = WEST + 5 * STEP_DEG
    hazard = EdgeHazard.sample(
        town.network, lambda lon, _: np.where(lon > middle, 0.5, 0.0), piece_m=10.0
    )
    risk = RiskPreference(hazard, caution=caution)
    there = fastest_safe_path(town.travel, risk, start=town.place(2.5, 0), end=town.place(7.5, 0))
    assert there.seconds == pytest.approx(5.0, abs=1e-4)
    assert there.exposure_s == pytest.approx(1.25, rel=0.02)
    assert there.peak_hazard == 0.5
    back = fastest_safe_path(town.travel, risk, start=town.place(4.5, 0), end=town.place(1, 0))
    assert back.exposure_s == pytest.approx(0.0, abs=1e-9)
    assert back.peak_hazard == 0.0


def test_the_cheaper_of_two_parallel_roads_is_driven() -> None:
    pair = [road("a", "b", key="slow"), road("a", "b", key="quick", via=[(0.5, 0.3)])]
    places = {"a": (0, 0), "b": (1, 0)}
    town = town_of(pair, places, seconds={"slow": 8.0, "quick": 5.0})
    path = fastest_safe_path(town.travel, calm(town.network), start=town["a"], end=town["b"])
    assert (path.seconds, keys_of(town.network, path.edges)) == (5.0, ["quick"])
    wary = RiskPreference(town.hazard_on("quick"), caution=1.0)
    path = fastest_safe_path(town.travel, wary, start=town["a"], end=town["b"])
    assert (path.seconds, keys_of(town.network, path.edges)) == (8.0, ["slow"])


def test_a_one_way_street_is_not_driven_back() -> None:
    ring = [road("a", "b", key="ab", oneway="yes"), road("b", "c"), road("c", "a")]
    town = town_of(ring, {"a": (0, 0), "b": (1, 0), "c": (0.5, 1)})
    there = fastest_safe_path(town.travel, calm(town.network), start=town["a"], end=town["b"])
    back = fastest_safe_path(town.travel, calm(town.network), start=town["b"], end=town["a"])
    assert (there.seconds, back.seconds) == (10.0, 20.0)


def test_backwards_along_a_one_way_street_means_round_the_block() -> None:
    ring = [road("a", "b", key="ab", oneway="yes"), road("b", "c"), road("c", "a")]
    town = town_of(ring, {"a": (0, 0), "b": (1, 0), "c": (0.5, 1)})
    path = fastest_safe_path(
        town.travel, calm(town.network), start=town.place(0.75, 0), end=town.place(0.25, 0)
    )
    assert path.seconds == pytest.approx(2.5 + 20 + 2.5, abs=1e-3)


def test_a_closed_road_is_driven_around(town: Town) -> None:
    travel = town.travel_with("1-4")
    path = fastest_safe_path(travel, calm(town.network), start=town[1], end=town[4])
    assert path.seconds == 30.0
    assert "1-4" not in keys_of(town.network, path.edges)


def test_a_closed_junction_is_driven_around_but_still_driven_to(town: Town) -> None:
    travel = town.travel_with("4")
    quiet = calm(town.network)
    assert fastest_safe_path(travel, quiet, start=town[1], end=town[7]).seconds == 40.0
    assert fastest_safe_path(travel, quiet, start=town[1], end=town[4]).seconds == 10.0
    assert fastest_safe_path(travel, quiet, start=town[4], end=town[7]).seconds == 10.0
    assert fastest_safe_path(travel, quiet, start=town[4], end=town[4]).seconds == 0.0


def test_a_closed_gate_leaves_no_way_across() -> None:
    roads = [road("home", "gate"), road("gate", "abroad")]
    places = {"home": (0, 0), "gate": (1, 0), "abroad": (2, 0)}
    town = town_of(roads, places, gate="border_gate")
    closed = town.travel_with("gate")
    quiet = calm(town.network)
    assert (
        fastest_safe_path(town.travel, quiet, start=town["home"], end=town["abroad"]).seconds == 20
    )
    with pytest.raises(
        NoRouteError, match=r"11\.50000, 105\.00000 and .*105\.00200.*Junction gate"
    ):
        fastest_safe_path(closed, quiet, start=town["home"], end=town["abroad"])
    near = town.place(0.9, 0, closed=["gate"])
    assert fastest_safe_path(closed, quiet, start=near, end=town["home"]).seconds == pytest.approx(
        9
    )


def island_town() -> Town:
    """Two streets 2 km apart that nothing joins."""
    roads = [road("a", "b"), road("c", "d")]
    return town_of(roads, {"a": (0, 0), "b": (1, 0), "c": (20, 0), "d": (21, 0)})


def test_no_route_names_both_ends_and_the_nearest_place_in_reach() -> None:
    town = island_town()
    node = town.network.find_nodes("d")[0]
    island = snap_point(
        town.network, town.network.lon[node], town.network.lat[node], rule=RULE, label="The island"
    )
    with pytest.raises(NoRouteError, match=r"11\.50000, 105\.00000 and The island.*Junction b"):
        fastest_safe_path(town.travel, calm(town.network), start=town["a"], end=island)


def test_a_place_far_from_every_road_has_no_route(town: Town) -> None:
    far = snap_points(town.network, [106.0], [11.5], rule=RULE, labels=["Far"])[0]
    for start, end in ((far, town[0]), (town[0], far)):
        with pytest.raises(NoRouteError, match="Far: no open road near it"):
            fastest_safe_path(town.travel, calm(town.network), start=start, end=end)


def test_places_near_two_parts_use_the_part_they_share() -> None:
    """Places nearest to a street of their own each, but both in reach of the long one."""
    roads = [
        road("a", "b", key="long"),
        road("c", "d", key="left"),
        road("e", "f", key="right"),
    ]
    places = dict(zip("abcdef", [(0, 0), (20, 0), (0, 2), (1, 2), (19, 2), (20, 2)], strict=True))
    town = town_of(roads, places)
    start, end = town.place(0.5, 1.9), town.place(19.5, 1.9)
    assert start.foot_count == 2
    path = fastest_safe_path(town.travel, calm(town.network), start=start, end=end)
    assert keys_of(town.network, path.edges) == ["long"]
    assert path.seconds == pytest.approx(9.5, abs=1e-3)
    assert path.access_m == pytest.approx(1.9 * 110.6, rel=0.01)


def test_a_loop_road_is_driven_the_shorter_way_round() -> None:
    loop = road("a", "a", key="loop", via=[(1, 0), (1, 1), (0, 1)])
    town = town_of([loop, road("a", "b")], {"a": (0, 0), "b": (-1, 0)}, seconds={"loop": 40.0})
    start = town.place(0, 0.5)
    path = fastest_safe_path(town.travel, calm(town.network), start=start, end=town["b"])
    assert path.seconds == pytest.approx(5.0 + 10.0, abs=0.1)


def test_refs_are_listed_in_the_order_driven() -> None:
    roads = [
        road("a", "b", ref="NR4"),
        road("b", "c"),
        road("c", "d", ref="E4"),
        road("d", "e", ref="E4"),
        road("e", "f", ref="NR4"),
    ]
    town = town_of(roads, {key: (x, 0) for x, key in enumerate("abcdef")})
    path = fastest_safe_path(town.travel, calm(town.network), start=town["a"], end=town["f"])
    assert path.refs == ("NR4", "E4", "NR4")


def test_one_model_serves_many_searches_unchanged(town: Town) -> None:
    travel: TravelModel = town.travel
    before = travel.seconds.copy()
    risk = RiskPreference(town.hazard, caution=9.0)
    first = fastest_safe_path(travel, risk, start=town[0], end=town[8]).seconds
    fastest_safe_path(town.travel_with("0-1", "0-3", "4"), risk, start=town[1], end=town[8])
    again = fastest_safe_path(travel, risk, start=town[0], end=town[8]).seconds
    assert first == again
    assert np.array_equal(before, travel.seconds)


def test_a_snap_can_be_taken_out_of_many(town: Town) -> None:
    snaps = snap_points(town.network, [WEST, WEST + STEP_DEG], [SOUTH, SOUTH], rule=RULE)
    single: list[Snap] = list(snaps)
    path = fastest_safe_path(town.travel, calm(town.network), start=single[0], end=single[-1])
    assert path.seconds == 10.0
