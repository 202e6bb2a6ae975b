"""Feet of places for each mode of travel, against every road and part by brute force."""

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely

from geo.crs import Metric
from routing.network import MODES, Mode, RoadNetwork
from routing.snap import snap_points
from routing.snap_index import PETTY_SHARE
from tests.routing.towns import CRS, RULE, SOUTH, STEP_DEG, WEST, build, grid_places, grid_roads


def random_town(seed: int) -> RoadNetwork:
    """A grid where each mode may use some directions of some streets, in several parts."""
    rng, network = np.random.default_rng(seed), build(grid_roads(5, 4), grid_places(5, 4))
    levels = {mode: rng.choice([0, 2], network.edge_count, p=[0.4, 0.6]) for mode in MODES}
    return replace(
        network,
        car=levels["car"].astype(np.int8),
        motorbike=levels["motorbike"].astype(np.int8),
        foot=levels["foot"].astype(np.int8),
    )


def plain_feet(network: RoadNetwork, mode: Mode, spot: shapely.Point) -> list[float]:
    """Metres to the nearest road of each part, nearest first, petty parts left out."""
    open_edges = np.flatnonzero(network.access(mode) > 0).tolist()
    graph: Any = nx.DiGraph()
    graph.add_edges_from((int(network.tail[e]), int(network.head[e])) for e in open_edges)
    part = {n: k for k, nodes in enumerate(nx.strongly_connected_components(graph)) for n in nodes}
    away_m: dict[int, float] = {}
    length_m: dict[int, float] = {-1: 0.0}
    for record in {int(network.record[edge]) for edge in open_edges}:
        edge = int(network.first_edges()[record])
        ends = part[int(network.tail[edge])], part[int(network.head[edge])]
        group = ends[0] if ends[0] == ends[1] else -1  # one way from part to part: a trap
        line = shapely.LineString(np.column_stack(Metric(CRS).to_metres(*network.course(edge))))
        away_m[group] = min(away_m.get(group, np.inf), line.distance(spot))
        if group >= 0:
            length_m[group] = length_m.get(group, 0.0) + float(network.length_m[edge])
    kept, greatest_m = [], 0.0
    for group, metres in sorted(away_m.items(), key=lambda item: item[1]):
        if metres > RULE.limit_m:
            continue
        greatest_m = max(greatest_m, length_m[group])
        if length_m[group] >= PETTY_SHARE * greatest_m:
            kept.append(metres)
    return kept


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", [1, 2])
def test_feet_are_those_of_brute_force(mode: Mode, seed: int) -> None:
    network, rng = random_town(seed), np.random.default_rng(seed)
    lon, lat = WEST + STEP_DEG * rng.uniform(-1, 5, 25), SOUTH + STEP_DEG * rng.uniform(-1, 4, 25)
    snaps = snap_points(network, lon, lat, rule=RULE, mode=mode)
    x, y = Metric(CRS).to_metres(lon, lat)
    for number, spot in enumerate(map(shapely.Point, x, y)):
        expected = plain_feet(network, mode, spot)
        assert snaps[number].access_m.tolist() == pytest.approx(expected, abs=1e-6)
        alone = snap_points(network, lon[number], lat[number], rule=RULE, mode=mode)
        assert alone.record.tolist() == snaps[number].record.tolist()
