"""What time buys in safety between two places, on towns whose every answer is known."""

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from geo.errors import NoRouteError, SettingError
from routing.closures import find_closures
from routing.pareto import ParetoFront, Tradeoff, pareto_paths, spread_points, tradeoff_of
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.speeds import Conditions, SpeedProfile
from routing.travel import TravelModel
from tests.routing.test_laws import Street, at_junctions, hazards, town_from, towns
from tests.routing.test_oracle import built, oracle_graph, random_world, spots_on
from tests.routing.test_speeds import TABLE
from tests.routing.towns import Town, road, three_by_three, town_of


def hazard_of(town: Town, **levels: float) -> EdgeHazard:
    """Hazard of the roads named, none on the others."""
    values = [levels.get(key, 0.0) for key in town.network.record_key.tolist()]
    return EdgeHazard.from_records(town.network, values)


@pytest.fixture(name="town")
def town_with_three_ways() -> Town:
    """Three ways from a to z: through the middle, past it, and round it."""
    roads = [
        road("a", "m", key="in"),
        road("m", "z", key="out"),
        road("a", "z", key="past", via=[(1, 1)]),
        road("a", "b", key="round1"),
        road("b", "z", key="round2"),
        road("a", "z", key="detour", via=[(1, 2)]),
    ]
    places = {"a": (0, 0), "m": (1, 0), "z": (2, 0), "b": (1, -2)}
    seconds = {"in": 30.0, "out": 30.0, "past": 80.0, "round1": 60.0, "round2": 60.0}
    return town_of(roads, places, seconds=seconds | {"detour": 130.0})


def keys_of(town: Town, front: ParetoFront, number: int) -> list[str]:
    record = town.network.record[front.path(number).edges]
    return [str(key) for key in town.network.record_key[record]]


LEVELS = {"in": 1.0, "out": 0.5, "past": 0.25, "detour": 0.1}


def test_three_ways_trade_time_for_safety(town: Town) -> None:
    front = pareto_paths(town.travel, hazard_of(town, **LEVELS), start=town["a"], end=town["z"])
    assert front.total_s.tolist() == [60.0, 80.0, 120.0]
    assert front.exposure_s.tolist() == [45.0, 20.0, 0.0]
    assert front.is_exact
    assert [keys_of(town, front, number) for number in range(3)] == [
        ["in", "out"],
        ["past"],
        ["round1", "round2"],
    ]
    paths = [front.path(number) for number in range(3)]
    assert [path.total_s for path in paths] == [60.0, 80.0, 120.0]
    assert [path.exposure_s for path in paths] == [45.0, 20.0, 0.0]
    told = [tradeoff_of(path, paths[0]) for path in paths]
    assert told == [Tradeoff(0.0, 0.0), Tradeoff(20.0, 25 / 45), Tradeoff(60.0, 1.0)]


def test_no_weighted_sum_finds_the_way_in_the_middle(town: Town) -> None:
    """60 s / 45, 105 s / 20, 120 s / 0: the second lies above the line of the others."""
    seconds = dict(town.seconds) | {"past": 105.0}
    slower = Town(town.network, seconds)
    hazard = hazard_of(town, **(LEVELS | {"past": 20 / 105}))
    front = pareto_paths(slower.travel, hazard, start=town["a"], end=town["z"])
    assert front.total_s.tolist() == [60.0, 105.0, 120.0]
    swept = {
        round(
            fastest_safe_path(
                slower.travel, RiskPreference(hazard, caution), start=town["a"], end=town["z"]
            ).total_s
        )
        for caution in np.geomspace(0.01, 100, 60)
    }
    assert swept == {60, 120}


def test_without_hazard_there_is_one_way(town: Town) -> None:
    calm = EdgeHazard.none(town.network)
    front = pareto_paths(town.travel, calm, start=town["a"], end=town["z"])
    assert (front.total_s.tolist(), front.exposure_s.tolist()) == ([60.0], [0.0])


def test_streets_driven_in_part_count_in_part(town: Town) -> None:
    """From the middle of the one road to the middle of the other, over m or round."""
    start, end = town.place(0.5, 0), town.place(1.5, 0)
    front = pareto_paths(town.travel, hazard_of(town, **LEVELS), start=start, end=end)
    assert front.total_s[0] == pytest.approx(30.0, abs=1e-3)
    assert front.exposure_s[0] == pytest.approx(15 + 7.5, abs=1e-3)
    # Back to a, and from z: 15 s at hazard 1 and 15 s at 0.5 cannot be helped.
    assert front.exposure_s.min() == pytest.approx(front.path(-1).exposure_s, abs=1e-5)


def test_a_drive_along_one_road_counts() -> None:
    """Straight along the dangerous road, or back and round by the safe one."""
    roads = [road("a", "b", key="short"), road("a", "b", key="long", via=[(5, 4)])]
    town = town_of(roads, {"a": (0, 0), "b": (10, 0)}, seconds={"short": 100.0, "long": 150.0})
    hazard = hazard_of(town, short=1.0)
    start, end = town.place(1, 0), town.place(9, 0)
    front = pareto_paths(town.travel, hazard, start=start, end=end)
    assert front.total_s == pytest.approx([80.0, 170.0], abs=1e-3)
    assert front.exposure_s == pytest.approx([80.0, 20.0], abs=1e-3)
    assert [front.path(number).edge_count for number in range(2)] == [1, 3]


def test_ways_to_and_from_the_road_count_as_time() -> None:
    town = three_by_three()
    start, end = town.place(0, -0.5), town.place(2, -1)
    front = pareto_paths(town.travel, town.hazard, start=start, end=end)
    path = front.path(0)
    assert front.total_s[0] == pytest.approx(path.total_s, abs=1e-5)
    assert path.access_s == pytest.approx(start.access_s[0])
    assert path.egress_s == pytest.approx(end.access_s[0])


def test_a_place_and_itself() -> None:
    town = three_by_three()
    for place in (town[4], town.place(0.5, -0.5)):
        front = pareto_paths(town.travel, town.hazard, start=place, end=place)
        assert (front.total_s.tolist(), front.exposure_s.tolist()) == ([0.0], [0.0])
        assert front.path(0).edge_count == 0


def test_no_road_is_told_as_by_a_single_path() -> None:
    roads = [road("a", "b"), road("c", "d")]
    town = town_of(roads, {"a": (0, 0), "b": (1, 0), "c": (20, 0), "d": (21, 0)})
    calm = EdgeHazard.none(town.network)
    with pytest.raises(NoRouteError, match="nearest place that can be reached is Junction b"):
        pareto_paths(town.travel, calm, start=town["a"], end=town["d"])
    far = town["a"].kept(np.zeros(town["a"].foot_count, dtype=np.bool_))
    with pytest.raises(NoRouteError, match="no open road near it"):
        pareto_paths(town.travel, calm, start=far, end=town["d"])


def test_closures_hold(town: Town) -> None:
    travel = town.travel_with("m", "past")
    front = pareto_paths(travel, hazard_of(town, **LEVELS), start=town["a"], end=town["z"])
    assert front.total_s.tolist() == [120.0]


def oracle_front(graph: Any, start: int, end: int, *, limit: int) -> list[tuple[float, float]]:
    """Undominated costs by plain label correcting over a NetworkX graph: no bound, no order."""
    labels: dict[Any, set[tuple[float, float]]] = {start: {(0.0, 0.0)}}
    waiting = [(start, (0.0, 0.0))]
    while waiting:
        node, (seconds, exposure) = waiting.pop()
        if (seconds, exposure) not in labels[node]:
            continue
        for _, head, costs in graph.out_edges(node, data="costs"):
            new = (seconds + costs[0], exposure + costs[1])
            known = labels.setdefault(head, set())
            if any(s <= new[0] + 1e-9 and e <= new[1] + 1e-9 for s, e in known):
                continue
            known -= {(s, e) for s, e in known if new[0] <= s and new[1] <= e}
            known.add(new)
            waiting.append((head, new))
            assert len(known) < limit
    return sorted(labels.get(end, ()))


@pytest.mark.parametrize("seed", range(12))
def test_fronts_agree_with_plain_label_correcting_on_the_source_records(seed: int) -> None:
    world = random_world(seed)
    network = built(world)
    profile, closures = SpeedProfile.from_table(TABLE), find_closures(network, world.closed)
    travel = TravelModel.from_profile(network, profile, Conditions(), closures=closures)
    hazard = EdgeHazard.from_records(network, world.hazard)
    graph = oracle_graph(world, lambda _, seconds: seconds, Conditions())
    risky = oracle_graph(world, lambda n, seconds: seconds * world.hazard[n], Conditions())
    for tail, head, key in graph.edges:
        pair = graph.edges[tail, head, key]["cost"], risky.edges[tail, head, key]["cost"]
        graph.edges[tail, head, key]["costs"] = pair
    snaps = spots_on(network, world)
    for start, end in itertools.permutations(range(len(world.spots)), 2):
        if not (snaps.is_reached[start] and snaps.is_reached[end]):
            continue
        expected = oracle_front(graph, start, end, limit=1000)
        if not expected:
            with pytest.raises(NoRouteError):
                pareto_paths(travel, hazard, start=snaps[start], end=snaps[end])
            continue
        front = pareto_paths(travel, hazard, start=snaps[start], end=snaps[end])
        drive_s = [front.path(number).seconds for number in range(len(front))]
        np.testing.assert_allclose(
            np.stack([drive_s, front.exposure_s], axis=1), expected, rtol=1e-6, atol=1e-4
        )


@given(drawn=towns, levels=hazards)
@settings(max_examples=25, deadline=None)
def test_laws_of_every_front(drawn: list[Street], levels: list[float]) -> None:
    """Undominated, sorted, told as driven; its ends are the fastest and the safest path."""
    town = town_from(drawn)
    hazard = EdgeHazard.from_records(town.network, levels[: len(drawn)])
    for start, end in itertools.permutations(list(at_junctions(town))[:4], 2):
        calm, wary = (RiskPreference(hazard, caution) for caution in (0.0, 1e6))
        try:
            front = pareto_paths(town.travel, hazard, start=start, end=end)
        except NoRouteError:
            with pytest.raises(NoRouteError):
                fastest_safe_path(town.travel, calm, start=start, end=end)
            continue
        assert (np.diff(front.total_s) > 0).all()
        assert (np.diff(front.exposure_s) < 0).all()
        for number in range(len(front)):
            path = front.path(number)
            assert path.total_s == pytest.approx(front.total_s[number], abs=1e-4)
            assert path.exposure_s == pytest.approx(front.exposure_s[number], abs=1e-4)
        fastest = fastest_safe_path(town.travel, calm, start=start, end=end)
        safest = fastest_safe_path(town.travel, wary, start=start, end=end)
        assert front.total_s[0] == pytest.approx(fastest.total_s, abs=1e-4)
        assert front.exposure_s[-1] == pytest.approx(safest.exposure_s, abs=1e-4)
        assert front.total_s[-1] == pytest.approx(safest.total_s, abs=1e-3)


def test_points_for_people_are_few_and_well_spread() -> None:
    seconds = np.linspace(0, 100, 401)
    exposure = (100 - seconds) ** 2
    for at_most in range(1, 9):
        chosen = spread_points(seconds, exposure, at_most=at_most)
        assert len(chosen) == at_most
        assert (np.diff(chosen) > 0).all()
        assert chosen[0] == 0
    assert spread_points(seconds, exposure, at_most=2).tolist() == [0, 400]
    # Of a parabola the tangent parallel to the chord touches in the middle.
    assert spread_points(seconds, exposure, at_most=3).tolist() == [0, 200, 400]
    nine = spread_points(seconds, exposure, at_most=9)
    points = np.stack([seconds / 100, exposure / 1e4], axis=1)[nine]
    gaps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert gaps.max() < 3 * gaps.min()


def test_few_points_are_all_given() -> None:
    assert spread_points(np.array([5.0]), np.array([0.0]), at_most=3).tolist() == [0]
    with pytest.raises(SettingError, match="at least 1"):
        spread_points(np.array([5.0]), np.array([0.0]), at_most=0)


def test_importing_routes_does_not_wait_for_numba(root: Path) -> None:
    command = "import sys, routing.pareto, routing.alternatives; print('numba' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", command], cwd=root, check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "False"
