"""Seconds between many places: exact on small towns, and the same as the paths everywhere."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from geo.errors import NoRouteError, SettingError
from routing import reach
from routing.network import FloatArray
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.reach import seconds_between, seconds_to_nodes
from routing.snap import Snaps, snap_points
from routing.travel import TravelModel
from tests.routing.towns import RULE, SOUTH, STEP_DEG, WEST, Town, road, three_by_three, town_of


@pytest.fixture(name="town")
def three_by_three_town() -> Town:
    return three_by_three()


def places(town: Town, *cells: tuple[float, float]) -> Snaps:
    lon = [WEST + STEP_DEG * column for column, _ in cells]
    lat = [SOUTH + STEP_DEG * row for _, row in cells]
    return snap_points(town.network, lon, lat, rule=RULE)


def path_seconds(travel: TravelModel, origins: Snaps, destinations: Snaps) -> FloatArray:
    """Drive and total by one path search for each pair, shape (2, origins, destinations)."""
    calm = RiskPreference(EdgeHazard.none(travel.network))
    seconds = np.full((2, len(origins), len(destinations)), np.inf)
    for row, start in enumerate(origins):
        for column, end in enumerate(destinations):
            try:
                path = fastest_safe_path(travel, calm, start=start, end=end)
            except NoRouteError:
                continue
            seconds[:, row, column] = path.seconds, path.total_s
    return seconds


def test_a_town_is_timed_exactly(town: Town) -> None:
    corners = places(town, (0, 0), (2, 2))
    middle = places(town, (1, 1), (0, 0), (2, 1))
    matrix = seconds_between(town.travel, corners, middle)
    assert matrix.drive_s.tolist() == [[20.0, 0.0, 30.0], [20.0, 40.0, 10.0]]
    assert np.array_equal(matrix.access_s, np.zeros((2, 3)))
    assert np.array_equal(matrix.total_s, matrix.drive_s)


def ragged_town() -> Town:
    """One-way streets, parallel roads, a loop, an island, and a road closed to its end."""
    roads = [
        road("a", "b", key="ab", oneway="yes"),
        road("b", "c", key="bc"),
        road("c", "a", key="ca"),
        road("b", "c", key="bc2", via=[(1.6, 0.5)]),
        road("c", "d", key="cd"),
        road("d", "d", key="loop", via=[(0.8, 2.2), (0.2, 2.2)]),
        road("d", "e", key="trap", oneway="yes"),
        road("x", "y", key="xy"),
    ]
    spots = [(0, 0), (1, 0), (1, 1), (0.5, 2), (-1, 2), (4, 0), (5, 0)]
    seconds = {"bc": 8.0, "bc2": 5.0, "loop": 40.0, "xy": 3.0}
    return town_of(roads, dict(zip("abcdexy", spots, strict=True)), seconds=seconds)


CELLS = [
    (0.3, 0.0), (0.8, -0.1), (1.0, 0.4), (1.55, 0.5), (0.5, 2.0), (0.3, 2.3),
    (-0.5, 2.1), (-1.0, 2.0), (4.2, 0.3), (2.6, 0.1), (0.3, 0.0), (90.0, 0.0),
]  # fmt: skip


@pytest.mark.parametrize("closed", [[], ["bc2"], ["c"], ["ca", "d"], ["ab", "xy"]], ids=str)
def test_every_pair_is_as_long_as_its_path(closed: list[str]) -> None:
    town = ragged_town()
    travel = town.travel_with(*closed)
    lon = [WEST + STEP_DEG * column for column, _ in CELLS]
    lat = [SOUTH + STEP_DEG * row for _, row in CELLS]
    snaps = snap_points(town.network, lon, lat, rule=RULE, closures=town.closures(closed))
    some = snap_points(town.network, lon[:5], lat[:5], rule=RULE, closures=town.closures(closed))
    for origins, destinations in ((snaps, snaps), (snaps, some), (some, snaps)):
        matrix = seconds_between(travel, origins, destinations)
        drive_s, total_s = path_seconds(travel, origins, destinations)
        assert np.isfinite(drive_s).any()
        np.testing.assert_allclose(matrix.drive_s, drive_s, rtol=0, atol=1e-6)
        np.testing.assert_allclose(matrix.total_s, total_s, rtol=0, atol=1e-6)


def test_one_way_streets_make_the_two_directions_differ() -> None:
    town = ragged_town()
    two = places(town, (0, 0), (1, 0))
    matrix = seconds_between(town.travel, two, two)
    assert matrix.drive_s.tolist() == [[0.0, 10.0], [15.0, 0.0]]


@pytest.mark.parametrize("chunk", [1, 20, 8_000_000])
def test_chunks_change_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    town = ragged_town()
    snaps = places(town, *CELLS)
    whole = seconds_between(town.travel, snaps, snaps)
    monkeypatch.setattr(reach, "CELLS_AT_ONCE", chunk)
    parts = seconds_between(town.travel, snaps, snaps)
    assert np.array_equal(whole.drive_s, parts.drive_s)
    assert np.array_equal(
        seconds_to_nodes(town.travel, snaps), seconds_to_nodes(town.travel, snaps)
    )


@pytest.mark.parametrize(
    ("cutoff_s", "reached"),
    [
        pytest.param(20.0, [True, True, True, False], id="inclusive"),
        pytest.param(19.999, [True, True, False, False], id="just under"),
        pytest.param(0.0, [True, False, False, False], id="nothing but itself"),
        pytest.param(None, [True, True, True, True], id="none"),
    ],
)
def test_the_cut_off_is_inclusive(town: Town, cutoff_s: float | None, reached: list[bool]) -> None:
    row = places(town, (0, 0), (1, 0), (2, 0), (2, 1))
    one = places(town, (0, 0))
    there = seconds_between(town.travel, one, row, cutoff_s=cutoff_s)
    back = seconds_between(town.travel, row, one, cutoff_s=cutoff_s)
    assert np.isfinite(there.drive_s[0]).tolist() == reached
    assert np.isfinite(back.drive_s[:, 0]).tolist() == reached


@pytest.mark.parametrize("cutoff_s", [-1.0, np.nan])
def test_an_impossible_cut_off_is_refused(town: Town, cutoff_s: float) -> None:
    with pytest.raises(SettingError, match="cut-off"):
        seconds_between(town.travel, places(town, (0, 0)), places(town, (1, 0)), cutoff_s=cutoff_s)


def test_places_without_a_road_have_no_time(town: Town) -> None:
    mixed = places(town, (0, 0), (500, 0))
    matrix = seconds_between(town.travel, mixed, mixed)
    assert matrix.drive_s.tolist() == [[0.0, np.inf], [np.inf, np.inf]]
    nowhere = places(town, (500, 0))
    assert np.isinf(seconds_between(town.travel, nowhere, nowhere).total_s).all()
    assert np.isinf(seconds_to_nodes(town.travel, nowhere)).all()


def test_no_places_make_an_empty_matrix(town: Town) -> None:
    none = places(town)
    assert seconds_between(town.travel, none, places(town, (0, 0))).drive_s.shape == (0, 1)
    assert seconds_between(town.travel, places(town, (0, 0)), none).drive_s.shape == (1, 0)


def test_nodes_are_timed_outwards_and_inwards() -> None:
    town = ragged_town()
    start = places(town, (0, 0))
    nodes = town.network.find_nodes(list("abcde"))
    out = seconds_to_nodes(town.travel, start)[0, nodes]
    inwards = seconds_to_nodes(town.travel, start, inbound=True)[0, nodes]
    assert out.tolist() == [0.0, 10.0, 10.0, 20.0, 30.0]
    assert inwards.tolist() == [0.0, 15.0, 10.0, 20.0, np.inf]


def test_nodes_count_the_way_to_the_road(town: Town) -> None:
    off = places(town, (0, -0.5))
    seconds = seconds_to_nodes(town.travel, off)[0]
    assert seconds[town.network.find_nodes("1")] == 10.0 + off.access_s


@pytest.mark.parametrize("inbound", [False, True])
def test_a_closed_junction_is_timed_on_both_its_sides(town: Town, *, inbound: bool) -> None:
    travel = town.travel_with("4")
    both = places(town, (1, 0), (1, 1))
    seconds = seconds_to_nodes(travel, both, inbound=inbound)
    assert seconds[:, town.network.find_nodes(["1", "4", "7"])].tolist() == [
        [0.0, 10.0, 40.0],
        [10.0, 0.0, 10.0],
    ]


def test_the_smaller_side_is_searched_from(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []

    def counted(*graph: Any, **options: Any) -> Any:
        searched.append(len(options["indices"]))
        return dijkstra(*graph, **options)

    monkeypatch.setattr(reach, "dijkstra", counted)
    many, few = places(town, *[(x / 10, 0) for x in range(20)]), places(town, (1, 1), (2, 2))
    assert seconds_between(town.travel, many, few).drive_s.shape == (20, 2)
    assert seconds_between(town.travel, few, many).drive_s.shape == (2, 20)
    assert searched == [2, 2]
