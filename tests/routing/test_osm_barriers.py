"""Barriers: who can be driven, ridden and walked past a point."""

from typing import Any

import networkx as nx
import numpy as np
import pytest

from routing.network import MODES, Mode, RoadNetwork
from tests.routing.osm_worlds import STREET, edges_between, network

# 1 -- 2 -- 3 in a row; 5 north of 2.
PLACES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 5: (1, 1)}


def reached(roads: RoadNetwork, mode: Mode, start: str) -> set[str]:
    """Nodes that can be got to, our own beside barriers left out."""
    graph: Any = nx.DiGraph()
    graph.add_nodes_from(roads.node_key.tolist())
    for edge in np.flatnonzero(roads.access(mode) > 0):
        graph.add_edge(roads.node_key[roads.tail[edge]], roads.node_key[roads.head[edge]])
    return {key for key in nx.descendants(graph, start) if ":" not in key}


def past(tags: dict[str, str], *, one_way: bool = False) -> dict[str, bool]:
    """Who gets from n1 past a barrier at 2 to n3, and none of them by half."""
    street = {**STREET, "oneway": "yes"} if one_way else STREET
    roads = network(PLACES, {7: ((1, 2, 3), street)}, {2: tags})
    return {mode: "n3" in reached(roads, mode, "n1") for mode in MODES}


@pytest.mark.parametrize("one_way", [False, True])
@pytest.mark.parametrize(
    ("tags", "car", "motorbike", "foot"),
    [
        pytest.param({"barrier": "gate"}, True, True, True, id="gate"),
        pytest.param({"barrier": "bollard"}, False, True, True, id="bollard"),
        pytest.param({"barrier": "chain"}, False, False, True, id="chain"),
        pytest.param({"barrier": "wall"}, False, False, False, id="wall"),
        pytest.param({"barrier": "bollard", "access": "yes"}, True, True, True, id="overruled"),
        pytest.param({"barrier": "gate", "access": "private"}, True, True, True, id="by leave"),
    ],
)
def test_who_passes(
    tags: dict[str, str], *, car: bool, motorbike: bool, foot: bool, one_way: bool
) -> None:
    assert past(tags, one_way=one_way) == {"car": car, "motorbike": motorbike, "foot": foot}


@pytest.mark.parametrize(
    "ways",
    [
        pytest.param({7: ((1, 2, 3), STREET)}, id="inside one way"),
        pytest.param({7: ((1, 2), STREET), 8: ((2, 3), STREET)}, id="between two ways"),
        pytest.param({7: ((1, 2), STREET), 8: ((3, 2), STREET)}, id="both drawn to it"),
        pytest.param({7: ((2, 1), STREET), 8: ((2, 3), STREET), 9: ((2, 5), STREET)}, id="3 arms"),
    ],
)
def test_a_bollard_parts_all_arms_for_cars_alone_and_no_metre_is_lost(
    ways: dict[int, tuple[tuple[int, ...], dict[str, str]]],
) -> None:
    free, barred = network(PLACES, ways), network(PLACES, ways, {2: {"barrier": "bollard"}})
    ends = {"n1", "n3", "n5"} & set(free.node_key.tolist())
    for start in ends:
        assert reached(barred, "motorbike", start) >= ends - {start}
        assert not reached(barred, "car", start) & (ends - {start})
    assert barred.road_km == pytest.approx(free.road_km, rel=1e-12)
    cut = np.flatnonzero(barred.car == 0)
    assert barred.length_m[cut].tolist() == pytest.approx([1.0] * len(cut), rel=1e-3)


def test_a_bollard_at_a_dead_end_bars_nothing() -> None:
    roads = network(PLACES, {7: ((1, 2), STREET)}, {2: {"barrier": "bollard"}})
    assert roads.node_key.tolist() == ["n1", "n2"]
    assert (roads.car == 2).all()


def test_two_bollards_on_one_short_segment() -> None:
    places = {1: (0, 0), 2: (1, 0), 3: (1.01, 0), 4: (2, 0)}
    points = {2: {"barrier": "bollard"}, 3: {"barrier": "chain"}}
    roads = network(places, {7: ((1, 2, 3, 4), STREET)}, points)
    assert "n4" not in reached(roads, "motorbike", "n1")
    assert "n4" in reached(roads, "foot", "n1")
    assert roads.road_km == pytest.approx(network(places, {7: ((1, 2, 3, 4), STREET)}).road_km)
    assert roads.length_m.min() > 0.2


def test_a_private_gate_lets_in_and_not_through() -> None:
    """Estate streets behind a gate, a public street round: the gate is not a short cut."""
    places = {**PLACES, 4: (3, 0)}
    ways = {7: ((1, 2, 3), STREET), 8: ((1, 5, 3), {"highway": "primary"}), 9: ((3, 4), STREET)}
    roads = network(places, ways, {2: {"barrier": "gate", "access": "private"}})
    metre = np.flatnonzero(roads.car == 1)
    assert len(metre) == 2
    assert roads.length_m[metre].tolist() == pytest.approx([1.0, 1.0], rel=1e-3)


def test_hours_of_a_gate_are_told_on_its_metre() -> None:
    gate = {"barrier": "gate", "motor_vehicle:conditional": "no @ (22:00-06:00)"}
    roads = network(PLACES, {7: ((1, 2, 3), STREET)}, {2: gate})
    told = [roads.conditions[number] for number in roads.condition.tolist()]
    assert sorted(set(told)) == ["", "no @ (22:00-06:00)"]
    assert past(gate)["car"]


def test_keys_of_our_own_nodes_name_the_barrier() -> None:
    ways = {7: ((2, 1), STREET), 8: ((2, 3), STREET), 9: ((2, 5), STREET)}
    roads = network(PLACES, ways, {2: {"barrier": "bollard"}})
    assert roads.node_key.tolist() == ["n1", "n2", "n3", "n5", "n2:1", "n2:2"]
    assert len(edges_between(roads, "n2", "n2:1")) == 1
    assert len(set(roads.record_key.tolist())) == roads.record_count
