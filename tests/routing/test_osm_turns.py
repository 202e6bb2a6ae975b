"""Turn restrictions: by hand, and against a search over what was driven, reading the ways."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.sparse.csgraph import dijkstra

from geo.osmfile import OsmRestriction
from routing.closures import EVERYTHING_OPEN
from routing.graph import open_graph
from routing.network import RoadNetwork
from tests.routing.osm_worlds import STREET, network, osm, place, turn

GEOD = Geod(ellps="WGS84")

# A cross: 1 west, 2 the middle, 3 east, 5 north, 6 south; each arm its own way, drawn outwards.
PLACES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 5: (1, 1), 6: (1, -1)}
ARMS = {key: ((2, key), STREET) for key in (1, 3, 5, 6)}


def bans(roads: RoadNetwork) -> set[str]:
    """Banned sequences as the nodes they run over."""
    found = set()
    for number in range(len(roads.turn_start) - 1):
        edges = roads.turn_edge[roads.turn_start[number] : roads.turn_start[number + 1]]
        nodes = [roads.tail[edges[0]], *roads.head[edges]]
        found.add(" ".join(key.removeprefix("n") for key in roads.node_key[nodes]))
    return found


@pytest.mark.parametrize(
    ("restriction", "banned"),
    [
        pytest.param(turn("no_left_turn", 1, 2, 5), {"1 2 5"}, id="no"),
        pytest.param(turn("no_u_turn", 1, 2, 1), {"1 2 1"}, id="no turning back"),
        pytest.param(
            turn("only_straight_on", 1, 2, 3), {"1 2 1", "1 2 5", "1 2 6"}, id="only: all others"
        ),
        pytest.param(turn("no_exit", 1, 2, 5), {"1 2 5"}, id="no exit"),
        pytest.param(turn("no_left_turn", 1, 2, 5, exceptions=["bus"]), {"1 2 5"}, id="but buses"),
        pytest.param(turn("no_left_turn", 1, 2, 5, exceptions=["motorcar"]), set(), id="but cars"),
        pytest.param(turn("no_left_turn", 1, 2, 5, condition="Mo-Fr"), set(), id="at some hours"),
        pytest.param(turn("give_way", 1, 2, 5), set(), id="another kind"),
        pytest.param(turn("no_left_turn", 1, 2, 99), set(), id="a way that is not there"),
        pytest.param(turn("no_left_turn", 1, 99, 5), set(), id="a point that is not there"),
        pytest.param(turn("only_left_turn", 1, 2, 99), set(), id="the only way is not there"),
    ],
)
def test_via_a_point(restriction: OsmRestriction, banned: set[str]) -> None:
    found = osm(PLACES, ARMS, restrictions=[restriction])
    assert bans(found.network) == banned
    assert sum(found.left_out.values()) == (0 if banned else 1)


def test_why_restrictions_are_left_out() -> None:
    wrong = [
        turn("no_left_turn", 1, 2, 5, exceptions=["motorcar"]),
        turn("no_left_turn", 1, 2, 5, condition="no_left_turn @ (Mo-Fr)"),
        turn("no_left_turn", 1, 2, 99),
        turn("no_left_turn", 99, 2, 1),
        turn("hail_mary", 1, 2, 5),
    ]
    assert dict(osm(PLACES, ARMS, restrictions=wrong).left_out) == {
        "turn restrictions that do not bind cars": 1,
        "turn restrictions that hold at some hours only": 1,
        "turn restrictions whose ways do not meet in the network": 2,
        "turn restrictions of a kind we do not know": 1,
    }


# A main road 1-2-3-4 in three ways, side streets 2-5 and 3-6.
LADDER = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0), 5: (1, 1), 6: (2, 1), 7: (1.5, 0)}
RUNGS = {
    1: ((1, 2), STREET),
    2: ((2, 7, 3), STREET),
    3: ((3, 4), STREET),
    5: ((5, 2), STREET),
    6: ((3, 6), STREET),
}


@pytest.mark.parametrize(
    ("restriction", "banned"),
    [
        pytest.param(turn("no_u_turn", 5, (2,), 6), {"5 2 3 6"}, id="no, over a way"),
        pytest.param(
            turn("only_straight_on", 5, (2,), 3),
            {"5 2 1", "5 2 5", "5 2 3 6", "5 2 3 2"},
            id="only, over a way: each step off it",
        ),
        pytest.param(turn("no_u_turn", 5, (2, 99), 6), set(), id="a way between is not there"),
    ],
)
def test_via_a_way(restriction: OsmRestriction, banned: set[str]) -> None:
    assert bans(network(LADDER, RUNGS, restrictions=[restriction])) == banned


def test_via_ways_that_would_be_joined_stay_apart() -> None:
    """Ways 1 and 2 meet where nothing else does; the restriction keeps the point."""
    places = {key: LADDER[key] for key in (1, 2, 3, 4, 6)}
    ways = {1: ((1, 2), STREET), 2: ((2, 3), STREET), 3: ((3, 4), STREET), 6: ((3, 6), STREET)}
    roads = network(places, ways, restrictions=[turn("no_left_turn", 1, (2,), 6)])
    assert bans(roads) == {"1 2 3 6"}


def test_points_inside_records_are_no_junctions() -> None:
    """Ways 1 and 5 are each drawn in two, joined where nothing meets: not there do they meet."""
    places = {1: (0, 0), 2: (1, 0), 3: (2, 0), 5: (1, 1), 6: (2, 1), 7: (3, 1)}
    ways = {
        1: ((1, 2), STREET),
        2: ((2, 3), STREET),
        5: ((5, 6), STREET),
        6: ((6, 7), STREET),
    }
    for via in (4, (2,)):
        found = osm(places, ways, restrictions=[turn("no_left_turn", 1, via, 6)])
        assert bans(found.network) == set()


@pytest.mark.parametrize(
    ("restriction", "banned"),
    [
        pytest.param(turn("no_entry", 1, 2, 5), {"1 2 5", "1 2 6"}, id="both its arms"),
        pytest.param(turn("no_straight_on", 5, 2, 5), {"5 2 6", "6 2 5"}, id="on, not back"),
        pytest.param(turn("no_u_turn", 5, 2, 5), {"5 2 5", "6 2 6"}, id="back, not on"),
    ],
)
def test_a_way_drawn_through_the_point(restriction: OsmRestriction, banned: set[str]) -> None:
    ways = {1: ((1, 2), STREET), 5: ((5, 2, 6), STREET), 3: ((2, 3), STREET)}
    assert bans(network(PLACES, ways, restrictions=[restriction])) == banned


# --- the oracle: a search over the last segments driven, that reads ways and restrictions -------

GRID = {number: (number % 3 + 0.01 * number, number // 3) for number in range(1, 10)}
Ways = dict[int, tuple[tuple[int, ...], dict[str, str]]]
Segment = tuple[int, int, int]  # from a point to a point, by a way
History = tuple[Segment, ...]


def driven(ways: Ways) -> set[Segment]:
    """Segments (point, point, way) that may be driven."""
    found = set()
    for key, (line, tags) in ways.items():
        for one, other in pairwise(line):
            found.add((one, other, key))
            if tags.get("oneway") != "yes":
                found.add((other, one, key))
    return found


def via_lines(turned: OsmRestriction, ways: Ways) -> list[tuple[int, ...]]:
    """Runs of points that the via of a restriction may be followed along."""
    if turned.via_point is not None:
        return [(turned.via_point,)]
    line = ways[turned.via_ways[0]][0]
    return [line, line[::-1]]


def is_allowed(history: History, turns: Sequence[OsmRestriction], ways: Ways) -> bool:
    """Whether the last step of a drive obeys every restriction."""
    return not any(
        offends(history, turned, line, done=done)
        for turned in turns
        for line in via_lines(turned, ways)
        for done in range(len(line))
    )


def offends(history: History, turned: OsmRestriction, line: tuple[int, ...], *, done: int) -> bool:
    """Whether the last step offends, after the first way and `done` steps along the via."""
    way = turned.via_ways[0] if turned.via_ways else 0
    steps = [(*pair, way) for pair in pairwise(line)]
    *_, last = history
    before = history[-2 - done : -1]
    came = len(before) == done + 1 and before[0][1:] == (line[0], turned.from_ways[0])
    if not came or list(before[1:]) != steps[:done]:
        return False
    is_end = done == len(steps)
    on_path = last[2] == turned.to_ways[0] if is_end else last == steps[done]
    if turned.kind.startswith("only"):
        return not on_path
    turns_back = last[1] == before[-1][0] and not done
    return is_end and on_path and (not turns_back or turned.kind == "no_u_turn")


def is_sound(turned: OsmRestriction, ways: Ways) -> bool:
    """Whether the ways can be driven as an `only_*` asks; else it says nothing."""
    segments = driven(ways)
    for line in via_lines(turned, ways):
        steps = pairwise(line)
        way = turned.via_ways[0] if turned.via_ways else 0
        comes = any(seg[1] == line[0] and seg[2] == turned.from_ways[0] for seg in segments)
        goes = any(seg[0] == line[-1] and seg[2] == turned.to_ways[0] for seg in segments)
        if comes and goes and all((*step, way) in segments for step in steps):
            return True
    return False


def drives(ways: Ways, turns: Sequence[OsmRestriction], metres: Mapping[Any, float]) -> Any:
    """Graph of all that may be driven; its nodes are the last four segments of a drive."""
    leaving: dict[int, list[Segment]] = {}
    for segment in driven(ways):
        leaving.setdefault(segment[0], []).append(segment)
    graph: Any = nx.DiGraph()
    todo: list[History] = [(segment,) for segment in driven(ways)]
    for (first,) in list(todo):
        graph.add_edge(("from", first[0]), (first,), weight=metres[first[:2]])
    seen: set[History] = set()
    while todo:
        history = todo.pop()
        if history in seen:
            continue
        seen.add(history)
        graph.add_edge(history, ("to", history[-1][1]), weight=0.0)
        for onward in leaving.get(history[-1][1], []):
            grown = (*history, onward)
            if is_allowed(grown, turns, ways):
                graph.add_edge(history, grown[-4:], weight=metres[onward[:2]])
                todo.append(grown[-4:])
    return graph


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Ways, list[OsmRestriction]]:
    """Up to nine ways on a grid of nine points, and restrictions where they do meet."""
    ways: Ways = {}
    for key in range(1, draw(st.integers(4, 9)) + 1):
        line = draw(st.lists(st.sampled_from(sorted(GRID)), min_size=2, max_size=3, unique=True))
        tags = {**STREET, "oneway": draw(st.sampled_from(["no", "no", "yes"]))}
        ways[key] = (tuple(line), tags)
    turns = []
    for _ in range(draw(st.integers(1, 4))):
        found = list(_meetings(ways))
        over_ways = [meeting for meeting in found if isinstance(meeting[1], tuple)]
        if not found:
            break
        start, via, end = draw(st.sampled_from(found) | st.sampled_from(over_ways or found))
        kinds = ["no_left_turn", "only_straight_on"] + (["no_u_turn"] if start == end else [])
        turned = turn(draw(st.sampled_from(kinds)), start, via, end)
        if is_sound(turned, ways):
            turns.append(turned)
    return ways, turns


def _meetings(ways: Ways) -> Iterator[tuple[int, int | tuple[int, ...], int]]:
    """Ways that end at a point, or at the ends of a third way, as restrictions should be drawn."""
    ends = {key: {line[0], line[-1]} for key, (line, _) in ways.items()}
    for start in ways:
        for end in ways:
            for point in sorted(ends[start] & ends[end]):
                yield start, point, end
            for via in set(ways) - {start, end}:
                line = ways[via][0]
                first, last = line[0], line[-1]
                one_way_round = {first} == ends[start] & set(line) and {last} == ends[end] & set(
                    line
                )
                other_way = {last} == ends[start] & set(line) and {first} == ends[end] & set(line)
                inside = (set(ways[start][0]) | set(ways[end][0])) & set(line[1:-1])
                touch = set(ways[start][0]) & set(ways[end][0])
                if (one_way_round or other_way) and not inside and not touch:
                    yield start, (via,), end


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_drives_obey_the_restrictions_and_nothing_else(
    world: tuple[Ways, list[OsmRestriction]],
) -> None:
    ways, turns = world
    used = {key for line, _ in ways.values() for key in line}
    roads = network({key: GRID[key] for key in used}, ways, restrictions=turns)
    metres = {
        segment[:2]: GEOD.inv(*place(*GRID[segment[0]]), *place(*GRID[segment[1]]))[2]
        for segment in driven(ways)
    }
    graph = drives(ways, turns, metres)
    searched = open_graph(roads, EVERYTHING_OPEN, "car")
    least = dijkstra(searched.weigh(roads.length_m), indices=searched.start)
    keys = [int(key[1:]) for key in roads.node_key.tolist()]
    for row, start in enumerate(keys):
        source = ("from", start)
        told = nx.single_source_dijkstra_path_length(graph, source) if source in graph else {}
        for column, end in enumerate(keys):
            if row != column:
                found = least[row, searched.arrive[column]]
                assert found == pytest.approx(told.get(("to", end), np.inf), rel=1e-6), (start, end)
