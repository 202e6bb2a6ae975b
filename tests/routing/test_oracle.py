"""Every drive against NetworkX, which reads the source records itself, not our arrays."""

import itertools
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod, Transformer

from geo.errors import NoRouteError
from routing.closures import find_closures
from routing.network import RoadNetwork
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.reach import seconds_between
from routing.snap import SnapRule, Snaps, snap_points
from routing.speeds import Conditions, SpeedProfile
from routing.tables.build import network_from_records
from routing.travel import TravelModel
from tests.routing.test_speeds import TABLE
from tests.routing.towns import CRS, junction_table, road_table

GEOD = Geod(ellps="WGS84")
TO_METRES = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
ON_THE_ROAD = SnapRule(limit_m=0.05, speed_kph=5.0)
CONDITIONS = (Conditions(), Conditions("peak", "wet"), Conditions("night", "dry"))

# A place on the road: row of the record, and how far along it.
Spot = tuple[int, float]


@dataclass(frozen=True, slots=True)
class World:
    """A random country as its source tables tell it."""

    roads: gpd.GeoDataFrame
    junctions: pd.DataFrame
    spots: list[Spot]
    hazard: list[float]
    closed: list[str]


def random_world(seed: int) -> World:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(5, 14))
    places = {
        f"j{n}": (float(x), float(y)) for n, (x, y) in enumerate(rng.uniform(0, 20, (count, 2)))
    }
    roads = [random_road(rng, list(places)) for _ in range(int(rng.integers(count, 3 * count)))]
    places["spur"] = (21.0, 21.0)
    roads.append(random_road(rng, ["j0", "spur"]) | {"class": "urban", "bridge": "no"})
    roads[-1].pop("via", None)
    junctions = junction_table(places)
    table = road_table(roads, junctions)
    straight = Counter(
        frozenset({given["from"], given["to"]}) for given in roads if is_straight(given)
    )
    plain = [
        n
        for n, given in enumerate(roads)
        if is_straight(given)
        and may_stop_on(given)
        and straight[frozenset({given["from"], given["to"]})] == 1
    ]
    spots = [(int(rng.choice(plain)), float(rng.uniform(0.05, 0.95))) for _ in range(6)]
    spots += [(spots[0][0], 0.5), (spots[1][0], 0.04)]  # two places on one road
    closed = [f"r{rng.integers(len(roads))}", f"j{rng.integers(count)}"][: int(rng.integers(0, 3))]
    return World(table, junctions, spots, rng.uniform(0, 1, len(roads)).tolist(), closed)


def random_road(rng: np.random.Generator, keys: list[str]) -> dict[str, Any]:
    start, end = rng.permutation(keys)[:2]
    given: dict[str, Any] = {
        "from": str(start),
        "to": str(end),
        "class": str(rng.choice(["expressway", "trunk", "primary", "secondary", "urban"])),
        "surface": str(rng.choice(["asphalt", "gravel", "dirt"])),
        "carriageways": int(rng.integers(1, 3)),
        "built_up_share": float(rng.choice([0, 0.3, 1])),
        "limit_kph": float(rng.choice([np.nan, 30, 90])),
        "oneway": str(rng.choice(["yes", "no", "no"])),
        "bridge": str(rng.choice(["yes", "no", "no", "no"])),
    }
    if rng.random() < 0.1 and "spur" not in keys:
        given |= {"class": "ferry", "surface": "water", "ferry_min": float(rng.integers(2, 40))}
    if rng.random() < 0.3:
        given["via"] = [(float(x), float(y)) for x, y in rng.uniform(0, 20, (2, 2))]
    return given


def is_straight(given: dict[str, Any]) -> bool:
    return "via" not in given


def may_stop_on(given: dict[str, Any]) -> bool:
    return given["class"] not in {"expressway", "ferry"} and given["bridge"] == "no"


def oracle_seconds(row: Any, conditions: Conditions) -> float:
    """Time of one record from its own words, in plain arithmetic."""
    record = row._asdict()
    if record["kind"] == "ferry":
        return float(record["ferry_min"]) * 60 + 15 * 60
    factors = TABLE["band_factor"]
    paved = "unpaved" if record["surface"] in {"gravel", "dirt"} else "paved"
    common = TABLE["surface_factor"][record["surface"]]
    common *= TABLE["season_factor"][paved][conditions.season]
    free = TABLE["free_kph"][record["kind"]] * factors["rural"][conditions.band] * common
    if record["carriageways"] == 2 and record["kind"] != "expressway":
        free *= 1.25
    town = TABLE["built_up_kph"][record["kind"]] * factors["built_up"][conditions.band] * common
    if not math.isnan(record["limit_kph"]):
        free, town = min(free, record["limit_kph"]), min(town, record["limit_kph"])
    km = GEOD.line_length(*np.array(record["geometry"].coords).T) / 1000
    share = record["built_up_share"]
    return float(3600 * km * ((1 - share) / free + share / town))


def oracle_graph(
    world: World, weight: Callable[[int, float], float], conditions: Conditions
) -> Any:
    """Junctions and spots of the source tables, joined by stretches of records."""
    graph: Any = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(world.spots)))
    for number, row in enumerate(world.roads.rename(columns={"class": "kind"}).itertuples()):
        if row.id in world.closed:
            continue
        cost = weight(number, oracle_seconds(row, conditions))
        source = world.roads.iloc[number]
        stops = [(0.0, source["from"]), (1.0, source["to"])]
        stops += [(share_of(world, n), n) for n, (on, _) in enumerate(world.spots) if on == number]
        for (here, start), (there, end) in itertools.combinations(sorted(stops, key=by_share), 2):
            graph.add_edge(start, end, cost=cost * (there - here))
            if source["oneway"] == "no":
                graph.add_edge(end, start, cost=cost * (there - here))
    graph.remove_nodes_from([key for key in world.closed if key in graph])
    return graph


def position_of(world: World, spot: int) -> Any:
    on, share = world.spots[spot]
    start, end = np.array(world.roads.geometry.iloc[on].coords)
    return start + share * (end - start)


def share_of(world: World, spot: int) -> float:
    """How far along its road a spot lies in metres: not quite as far as in degrees."""
    ends = world.roads.geometry.iloc[world.spots[spot][0]].coords
    lon, lat = np.array([ends[0], position_of(world, spot), ends[1]]).T
    x, y = TO_METRES.transform(lon, lat)
    return float(np.hypot(x[1] - x[0], y[1] - y[0]) / np.hypot(x[2] - x[0], y[2] - y[0]))


def by_share(stop: tuple[float, Any]) -> float:
    return stop[0]


def built(world: World) -> RoadNetwork:
    return network_from_records(world.roads, world.junctions, crs=CRS, resolution="street")


def spots_on(network: RoadNetwork, world: World) -> Snaps:
    spots = np.array([position_of(world, spot) for spot in range(len(world.spots))])
    closures = find_closures(network, world.closed)
    return snap_points(network, *spots.T, rule=ON_THE_ROAD, closures=closures)


@pytest.mark.parametrize("seed", range(30))
def test_drives_agree_with_networkx(seed: int) -> None:
    world = random_world(seed)
    network = built(world)
    conditions = CONDITIONS[seed % 3]
    profile, closures = SpeedProfile.from_table(TABLE), find_closures(network, world.closed)
    travel = TravelModel.from_profile(network, profile, conditions, closures=closures)
    snaps = spots_on(network, world)
    graph = oracle_graph(world, lambda _, seconds: seconds, conditions)
    expected = np.full((len(world.spots), len(world.spots)), np.inf)
    for start in range(len(world.spots)):
        if not snaps.is_reached[start]:
            continue
        lengths = nx.single_source_dijkstra_path_length(graph, start, weight="cost")
        for end in set(range(len(world.spots))) & set(lengths):
            expected[start, end] = lengths[end]
    matrix = seconds_between(travel, snaps, snaps)
    np.testing.assert_allclose(matrix.drive_s, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("caution", [0.0, 0.7, 20.0])
@pytest.mark.parametrize("seed", range(30, 40))
def test_paths_agree_with_networkx_on_what_is_minimised(seed: int, caution: float) -> None:
    world = random_world(seed)
    network = built(world)
    profile, closures = SpeedProfile.from_table(TABLE), find_closures(network, world.closed)
    travel = TravelModel.from_profile(network, profile, Conditions(), closures=closures)
    risk = RiskPreference(EdgeHazard.from_records(network, world.hazard), caution)
    graph = oracle_graph(
        world, lambda n, seconds: seconds * (1 + caution * world.hazard[n]), Conditions()
    )
    snaps = spots_on(network, world)
    for start, end in itertools.product(range(len(world.spots)), repeat=2):
        if not (snaps.is_reached[start] and snaps.is_reached[end]):
            continue
        if not nx.has_path(graph, start, end):
            with pytest.raises(NoRouteError):
                fastest_safe_path(travel, risk, start=snaps[start], end=snaps[end])
            continue
        path = fastest_safe_path(travel, risk, start=snaps[start], end=snaps[end])
        expected = nx.dijkstra_path_length(graph, start, end, weight="cost")
        assert path.seconds + caution * path.exposure_s == pytest.approx(expected, abs=1e-4)


def test_the_random_worlds_hold_what_they_should() -> None:
    """Parallel roads, one-way roads, ferries, closures, unreachable pairs and courses with bends."""
    worlds = [random_world(seed) for seed in range(40)]
    pairs = [
        [frozenset(pair) for pair in zip(world.roads["from"], world.roads["to"], strict=True)]
        for world in worlds
    ]
    assert sum(len(set(ends)) < len(ends) for ends in pairs) > 20
    assert sum((world.roads["class"] == "ferry").any() for world in worlds) > 10
    assert sum(bool(world.closed) for world in worlds) > 10
    assert sum((world.roads["oneway"] == "yes").any() for world in worlds) > 30
