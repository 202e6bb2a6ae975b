"""Signals, stops, crossings and roundabouts met on the way, each way; and what is built up."""

import numpy as np
import pytest

from routing.network import CONTROLS, RoadNetwork
from tests.routing.osm_worlds import STREET, edge_between, edges_between, network

# 1 ... 2 ... 3 ... 4 in a row, 110 m apart; 5 and 6 north and south of 3.
PLACES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0), 5: (2, 1), 6: (2, -1)}
ROW = {7: ((1, 2, 3, 4), STREET), 8: ((5, 3, 6), STREET)}
SIGNALS = {"highway": "traffic_signals"}


def met(roads: RoadNetwork, start: str, end: str) -> dict[str, int]:
    edge = edge_between(roads, start, end)
    counts = {kind: int(getattr(roads, kind)[edge]) for kind in CONTROLS}
    return {kind: count for kind, count in counts.items() if count}


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        pytest.param(SIGNALS, {"signals": 1}, {"signals": 1}, id="both ways"),
        pytest.param({**SIGNALS, "direction": "forward"}, {"signals": 1}, {}, id="forward"),
        pytest.param(
            {**SIGNALS, "traffic_signals:direction": "backward"}, {}, {"signals": 1}, id="backward"
        ),
        pytest.param({"highway": "crossing;traffic_signals"}, {"signals": 1}, {"signals": 1}),
        pytest.param({"highway": "crossing"}, {}, {}, id="a crossing alone is no control"),
        pytest.param({"railway": "level_crossing"}, {"level_crossings": 1}, {"level_crossings": 1}),
        pytest.param({"highway": "stop", "direction": "backward"}, {}, {"give_ways": 1}),
        pytest.param({"highway": "give_way"}, {"give_ways": 1}, {}, id="for the nearer end"),
    ],
)
def test_inside_an_edge(tags: dict[str, str], there: dict[str, int], back: dict[str, int]) -> None:
    """Point 2 lies in the middle of 1-3, as near to 3 as to 1."""
    roads = network(PLACES, ROW, {2: tags})
    assert met(roads, "n1", "n3") == there
    assert met(roads, "n3", "n1") == back


def test_direction_follows_the_way_not_the_record() -> None:
    ways = {7: ((1, 2), STREET), 9: ((4, 3, 2), STREET)}
    points = {3: {**SIGNALS, "direction": "forward"}}
    roads = network(PLACES, ways, points)
    assert roads.record_count == 1
    assert met(roads, "n1", "n4") == {}
    assert met(roads, "n4", "n1") == {"signals": 1}


def test_at_a_junction_they_are_met_by_those_who_come_to_it() -> None:
    roads = network(PLACES, ROW, {3: {**SIGNALS, "direction": "forward"}})
    for key in ("n1", "n4", "n5", "n6"):
        assert met(roads, key, "n3") == {"signals": 1}
        assert met(roads, "n3", key) == {}


def test_a_stop_for_the_minor_road_does_not_say_which_that_is() -> None:
    stop = {"highway": "stop", "stop": "minor"}
    assert met(network(PLACES, ROW, {3: stop}), "n1", "n3") == {}
    assert met(network(PLACES, ROW, {3: {**stop, "stop": "all"}}), "n1", "n3") == {"give_ways": 1}


def test_the_signals_of_one_crossing_count_once() -> None:
    """Two carriageways 22 m apart: who drives over both waits once, who waits at the first."""
    places = {1: (0, 0), 2: (1, 0), 3: (1.2, 0), 4: (2, 0), 5: (1, 1), 6: (1, -1), 7: (1.2, 1), 8: (1.2, -1)}  # fmt: skip
    ways = {1: ((1, 2, 3, 4), STREET), 2: ((5, 2, 6), STREET), 3: ((7, 3, 8), STREET)}
    roads = network(places, ways, {2: SIGNALS, 3: SIGNALS})
    assert met(roads, "n1", "n2") == {"signals": 1}
    assert met(roads, "n2", "n3") == {}
    assert met(roads, "n4", "n3") == {"signals": 1}
    far = network({**places, 3: (1.5, 0)}, ways, {2: SIGNALS, 3: SIGNALS})
    assert met(far, "n2", "n3") == {"signals": 1}


def test_signals_before_a_junction_are_for_those_who_come_to_it() -> None:
    places = {**PLACES, 9: (1.8, 0)}  # 22 m before junction 3
    roads = network(places, {**ROW, 7: ((1, 9, 3, 4), STREET)}, {9: SIGNALS})
    assert met(roads, "n1", "n3") == {"signals": 1}
    assert met(roads, "n3", "n1") == {}


def test_roundabouts_count_where_one_enters() -> None:
    ring = {**STREET, "junction": "roundabout"}
    places = {1: (0, 0), 2: (1, 0), 3: (2, 1), 4: (3, 0), 5: (2, -1), 6: (4, 0)}
    ways = {7: ((2, 5, 4, 3, 2), ring), 8: ((1, 2), STREET), 9: ((4, 6), STREET)}
    roads = network(places, ways)
    assert met(roads, "n1", "n2") == {"roundabouts": 1}
    assert met(roads, "n2", "n1") == {}
    assert met(roads, "n6", "n4") == {"roundabouts": 1}
    assert not roads.roundabouts[edges_between(roads, "n2", "n4")].any()


def test_on_a_one_way_street_a_sign_binds_those_who_drive_there() -> None:
    """Point 9 lies nearer to where the street begins, and people walk back."""
    places = {**PLACES, 9: (0.5, 0)}
    ways = {**ROW, 7: ((1, 9, 3, 4), {**STREET, "oneway": "yes"})}
    roads = network(places, ways, {9: {"highway": "stop"}})
    assert met(roads, "n1", "n3") == {"give_ways": 1}


def test_a_mini_roundabout_is_entered_by_all() -> None:
    roads = network(PLACES, ROW, {3: {"highway": "mini_roundabout"}})
    assert met(roads, "n1", "n3") == met(roads, "n5", "n3") == {"roundabouts": 1}
    assert met(roads, "n3", "n1") == {}


def test_dense_streets_are_built_up_and_a_lone_road_is_not() -> None:
    """A town of 11 x 11 streets 110 m apart, and a road that leads out of it for 3 km."""
    places = {10 * 100 + 100 * x + y: (x, y) for x in range(11) for y in range(11)}
    ways = {}
    for line in range(11):
        ways[line + 1] = (tuple(1000 + 100 * line + y for y in range(11)), STREET)
        ways[line + 101] = (tuple(1000 + 100 * x + line for x in range(11)), STREET)
    out = {9000 + step: (10 + 3 * step, 5) for step in range(1, 11)}
    ways[500] = ((2005, *out), {"highway": "primary"})
    roads = network({**places, **out}, ways)
    middle = edge_between(roads, "n1505", "n1506")
    assert roads.built_up[middle] == 1.0
    road = edge_between(roads, "n2005", "n9010")
    assert 0 < roads.built_up[road] < 0.4
    said = {**ways, 500: (ways[500][0], {"highway": "primary", "maxspeed:type": "KH:urban"})}
    told = network({**places, **out}, said)
    assert told.built_up[edge_between(told, "n2005", "n9010")] == 1.0


def test_a_lone_village_street_is_not_built_up() -> None:
    assert np.array_equal(network(PLACES, ROW).built_up, np.zeros(8))
