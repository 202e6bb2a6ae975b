"""What time buys in safety between two places, on towns whose every answer is known."""

import csv
import io
import itertools
import subprocess
import sys
import zipfile
from collections import deque
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NoRouteError, SettingError
from routing.choices.pareto import ParetoFront, Tradeoff, pareto_paths, spread_points, tradeoff_of
from routing.closures import find_closures
from routing.network import ENDS_ONLY, NO_ACCESS, FloatArray
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.speeds import Conditions, SpeedProfile
from routing.tables.build import network_from_records
from routing.travel import TravelModel
from tests.routing.test_arcs import at_nodes, phase_after, public_nodes, successors, worlds
from tests.routing.test_laws import Street, at_junctions, hazards, town_from, towns
from tests.routing.test_oracle import built, oracle_graph, random_world, spots_on
from tests.routing.test_speeds import TABLE
from tests.routing.towns import Town, road, three_by_three, town_of

Costs = list[tuple[float, float]]


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


def oracle_front(graph: Any, start: Any, end: Any, *, limit: int) -> Costs:
    """Undominated costs by plain label correcting over a NetworkX graph: no bound, no order."""
    labels: dict[Any, set[tuple[float, float]]] = {start: {(0.0, 0.0)}}
    waiting = deque([(start, (0.0, 0.0))])
    while waiting:
        node, (seconds, exposure) = waiting.popleft()
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


def plain_front(travel: TravelModel, hazard: FloatArray, ends: tuple[int, int]) -> Costs:
    """Undominated costs of all drives over (last edges, phase), see `test_arcs`."""
    network, public = travel.network, public_nodes(travel)
    starts, (start, end) = network.turn_start, ends
    bans = {tuple(network.turn_edge[one:other].tolist()) for one, other in pairwise(starts)}
    memory = max(map(len, bans), default=2) - 1
    labels: dict[Any, Costs] = {}
    found: Costs = []
    waiting: list[tuple[Any, tuple[float, float]]] = [(((), int(start in public)), (0.0, 0.0))]
    while waiting:
        (way, phase), costs = waiting.pop()
        here = int(network.head[way[-1]]) if way else start
        if here == end and (phase <= 1 or here not in public):
            found.append(costs)
        first = np.flatnonzero(network.tail == start).tolist()
        for edge in successors(travel, bans, way) if way else first:
            if network.access(travel.mode)[edge] == NO_ACCESS or edge in travel.closures.edges:
                continue
            seconds = float(travel.seconds[edge])
            new = costs[0] + seconds, costs[1] + seconds * float(hazard[network.record[edge]])
            phases = {phase_after(travel, phase, edge)}
            if phase == 0 and network.access(travel.mode)[edge] == ENDS_ONLY:
                phases.add(2)
            for after in phases - {None}:
                state = ((*way, edge)[-memory:], after)
                known = labels.setdefault(state, [])
                if not any(s <= new[0] and e <= new[1] for s, e in known):
                    known[:] = [(s, e) for s, e in known if s < new[0] or e < new[1]] + [new]
                    waiting.append((state, new))
    return sorted(
        {
            (s, e)
            for s, e in found
            if not any((x <= s and y <= e) and (x, y) != (s, e) for x, y in found)
        }
    )


@given(
    travel=worlds(),
    ends=st.lists(st.integers(0, 11), min_size=2, max_size=2, unique=True),
    data=st.data(),
)
@settings(max_examples=25, deadline=None)
def test_fronts_keep_turn_bans_closures_and_private_roads(
    travel: TravelModel, ends: list[int], data: st.DataObject
) -> None:
    network = travel.network
    levels = st.lists(st.sampled_from([0.0, 0.0, 0.25, 1.0]), min_size=17, max_size=17)
    hazard = np.array(data.draw(levels))
    start, end = at_nodes(network, *network.node_key[ends].tolist())
    expected = plain_front(travel, hazard, (ends[0], ends[1]))
    risk = EdgeHazard.from_records(network, hazard)
    if not expected:
        with pytest.raises(NoRouteError):
            pareto_paths(travel, risk, start=start, end=end)
        return
    front = pareto_paths(travel, risk, start=start, end=end)
    assert front.total_s.tolist() == [seconds for seconds, _ in expected]
    assert front.exposure_s.tolist() == [exposure for _, exposure in expected]
    for number in range(len(front)):
        path = front.path(number)
        assert (path.total_s, path.exposure_s) == pytest.approx(expected[number], abs=1e-6)


def test_a_piece_of_auckland_agrees_with_plain_label_correcting(shared: Path) -> None:
    """Other people's roads within a few streets of one place, from the rows of their file."""
    with zipfile.ZipFile(shared / "data/roads/jemss_auckland_roads.zip") as archive:
        nodes, arcs = (
            [
                row
                for row in csv.reader(io.TextIOWrapper(archive.open(name)))
                if row[0][:1].isdigit()
            ]
            for name in ("nodes.csv", "arcs.csv")
        )
    middle = (174.765, -36.875)
    place = {
        str(int(float(row[0]))): (float(row[1]), float(row[2]))
        for row in nodes
        if abs(float(row[1]) - middle[0]) < 0.016 and abs(float(row[2]) - middle[1]) < 0.012
    }
    ends = [[str(int(float(key))) for key in row[1:3]] for row in arcs]
    rows: list[tuple[str, str, str, float, float]] = [
        (row[0], tail, head, float(row[4]) * 86_400, float(row[3]) / float(row[4]) / 24)
        for row, (tail, head) in zip(arcs, ends, strict=True)
        if tail in place and head in place
    ]
    assert 2000 < len(rows) < 4000
    rng = np.random.default_rng(3)
    # The quicker a road, the more it is watched: there is something to trade.
    levels = rng.random(len(rows)) * np.clip(np.array([kph for *_, kph in rows]) / 80, 0, 1) ** 2
    roads = [
        {
            "id": key,
            "from": tail,
            "to": head,
            "class": "urban",
            "surface": "asphalt",
            "oneway": "yes",
        }
        for key, tail, head, *_ in rows
    ]
    lines = shapely.linestrings([[place[tail], place[head]] for _, tail, head, *_ in rows])
    network = network_from_records(
        gpd.GeoDataFrame(roads, geometry=lines, crs="EPSG:4326"),
        pd.DataFrame([{"id": key, "lon": x, "lat": y} for key, (x, y) in place.items()]),
        crs="EPSG:2193",
        resolution="street",
    )
    keys = network.record_key.tolist()
    second = {key: seconds for key, _, _, seconds, _ in rows}
    level = {key: float(hazard) for (key, *_), hazard in zip(rows, levels, strict=True)}
    travel = TravelModel(network, np.array([second[keys[record]] for record in network.record]))
    hazard = EdgeHazard.from_records(network, [level[key] for key in keys])
    graph: Any = nx.MultiDiGraph()
    for key, tail, head, seconds, _ in rows:
        graph.add_edge(tail, head, costs=(seconds, seconds * level[key]))
    parts = [sorted(part, key=int) for part in nx.strongly_connected_components(graph)]
    names = max(parts, key=len)
    sizes = []
    for start, end in rng.choice(names, (8, 2)).tolist():
        places = at_nodes(network, start, end)
        front = pareto_paths(travel, hazard, start=places[0], end=places[1])
        points = np.stack([front.total_s, front.exposure_s], axis=1)
        expected = oracle_front(graph, start, end, limit=1000)
        np.testing.assert_allclose(points, expected, rtol=0, atol=1e-3)
        sizes.append(len(front))
    assert max(sizes) >= 5


@given(drawn=towns, levels=hazards)
@settings(max_examples=12, deadline=None)
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
    command = "import sys, routing.choices.pareto, routing.choices.alternatives; print('numba' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", command], cwd=root, check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == "False"
