"""Banned turns, roads that only begin or end a trip, closed junctions: against plain enumeration."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.errors import NoRouteError
from routing.closures import Closures
from routing.nearest import nearest_place
from routing.network import ENDS_ONLY, NO_ACCESS, OPEN_ACCESS, RoadNetwork
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.reach import seconds_between, seconds_to_nodes
from routing.snap import Snaps
from routing.travel import TravelModel
from tests.routing.towns import build, grid_places, grid_roads, road

Way = tuple[int, ...]
COLUMNS, ROWS = 4, 3
WORLDS = settings(max_examples=40, deadline=None)


def edge_of(network: RoadNetwork, tail: str, head: str) -> int:
    ends = network.find_nodes([tail, head])
    return int(np.flatnonzero((network.tail == ends[0]) & (network.head == ends[1]))[0])


def with_bans(network: RoadNetwork, bans: Sequence[Sequence[tuple[str, str]]]) -> RoadNetwork:
    """The network with sequences of streets (tail, head) that may not be driven in a row."""
    ways = [[edge_of(network, *street) for street in ban] for ban in bans]
    cuts = np.cumsum([0, *map(len, ways)]).astype(np.int32)
    edges = np.array([edge for way in ways for edge in way], dtype=np.int32)
    return replace(network, turn_start=cuts, turn_edge=edges)


def with_access(network: RoadNetwork, levels: Mapping[tuple[str, str], int]) -> RoadNetwork:
    car = network.car.copy()
    for street, level in levels.items():
        car[edge_of(network, *street)] = level
    return replace(network, car=car)


def travel_of(network: RoadNetwork, closures: Closures | None = None, **given: Any) -> TravelModel:
    return TravelModel(network, np.full(network.edge_count, 10.0), closures or Closures(), **given)


def at_nodes(network: RoadNetwork, *keys: str) -> Snaps:
    """Places exactly at nodes, open roads there or not."""
    nodes = network.find_nodes(keys)
    none = np.zeros(len(nodes))
    return Snaps(
        lon=network.lon[nodes],
        lat=network.lat[nodes],
        label=keys,
        point=np.arange(len(nodes), dtype=np.int32),
        record=np.zeros(len(nodes), dtype=np.int32),
        share=none,
        node=nodes,
        foot_lon=network.lon[nodes],
        foot_lat=network.lat[nodes],
        access_m=none,
        access_s=none,
    )


def drive_s(travel: TravelModel, start: str, end: str) -> float:
    places = at_nodes(travel.network, start, end)
    matrix = seconds_between(travel, places, places).drive_s
    path = fastest_safe_path(
        travel, RiskPreference(EdgeHazard.none(travel.network)), start=places[0], end=places[1]
    )
    assert path.seconds == pytest.approx(matrix[0, 1], abs=1e-6)
    return float(matrix[0, 1])


def three_streets() -> RoadNetwork:
    """A block: 0 - 1 - 2 below, 3 - 4 - 5 above."""
    return build(grid_roads(3, 2), grid_places(3, 2))


def test_a_banned_turn_costs_the_way_round() -> None:
    network = three_streets()
    assert drive_s(travel_of(network), "0", "4") == pytest.approx(20.0)
    no_left = with_bans(network, [[("0", "1"), ("1", "4")], [("0", "3"), ("3", "4")]])
    # 0-1-2-5-4, or 0-1-2-1-4: a turn back is no banned turn.
    assert drive_s(travel_of(no_left), "0", "4") == pytest.approx(40.0)
    assert drive_s(travel_of(no_left), "2", "4") == pytest.approx(20.0)


def test_a_ban_over_a_way_lets_who_comes_from_elsewhere_turn() -> None:
    network = three_streets()
    banned = with_bans(network, [[("0", "1"), ("1", "4"), ("4", "5")]])
    travel = travel_of(banned)
    assert drive_s(travel, "0", "4") == pytest.approx(20.0)
    assert drive_s(travel, "2", "5") == pytest.approx(10.0)
    on = with_access(banned, {("1", "2"): NO_ACCESS, ("2", "5"): NO_ACCESS})
    # 0-1-4-5 is banned as a whole; 0-3-4-5 is not.
    assert drive_s(travel_of(on), "0", "5") == pytest.approx(30.0)
    only = with_access(on, {("0", "3"): NO_ACCESS})
    # Round by 1-4-3-4-5: the turn back at 3 forgets the ban.
    assert drive_s(travel_of(only), "0", "5") == pytest.approx(50.0)


def test_bans_are_for_wheels_not_for_feet() -> None:
    banned = with_bans(three_streets(), [[("0", "1"), ("1", "4")], [("0", "3"), ("3", "4")]])
    assert drive_s(travel_of(banned, mode="foot"), "0", "4") == pytest.approx(20.0)


def test_a_private_road_is_no_way_through_but_leads_to_its_own_doors() -> None:
    streets = [*grid_roads(3, 2), road("1", "yard", key="yard"), road("yard", "4", key="back")]
    network = build(streets, {**grid_places(3, 2), "yard": (1.0, 0.5)})
    private = dict.fromkeys((("1", "yard"), ("yard", "1"), ("yard", "4"), ("4", "yard")), ENDS_ONLY)
    shut = {("1", "4"): NO_ACCESS, ("4", "1"): NO_ACCESS}
    travel = travel_of(with_access(network, {**private, **shut}))
    assert drive_s(travel, "1", "4") == pytest.approx(30.0)  # round the block
    assert drive_s(travel, "0", "yard") == pytest.approx(20.0)
    assert drive_s(travel, "yard", "5") == pytest.approx(20.0)


# -- an oracle that knows nothing of states: it enumerates ways edge by edge


def successors(travel: TravelModel, bans: set[Way], way: Way) -> Iterator[int]:
    network, closed = travel.network, set(travel.closures.nodes)
    here = int(network.head[way[-1]])
    if here in closed:
        return
    longest = max(map(len, bans), default=1)
    for edge in np.flatnonzero(network.tail == here).tolist():
        if network.access(travel.mode)[edge] == NO_ACCESS or edge in travel.closures.edges:
            continue
        driven = (*way[-longest:], edge)
        if travel.mode != "foot" and any(driven[k:] in bans for k in range(len(driven) - 1)):
            continue
        yield edge


def phase_after(travel: TravelModel, phase: int, edge: int) -> int | None:
    """0 in private roads at the beginning, 1 on open ones, 2 in private ones at the end."""
    if travel.network.access(travel.mode)[edge] == OPEN_ACCESS:
        return 1 if phase <= 1 else None
    return 0 if phase == 0 else 2


def public_nodes(travel: TravelModel) -> set[int]:
    """Nodes on a road that is open to all."""
    network = travel.network
    is_open = network.access(travel.mode) == OPEN_ACCESS
    return {*network.tail[is_open].tolist(), *network.head[is_open].tolist()}


def brute_force(
    travel: TravelModel, start: int, *, within: AbstractSet[int] = frozenset()
) -> dict[int, float]:
    """Least seconds to every node by a search over (last edges, phase).

    Nodes `within` a road are doors on it: the direction they are left or reached by counts.
    """
    network = travel.network
    cuts = network.turn_start
    bans = {tuple(network.turn_edge[cuts[i] : cuts[i + 1]].tolist()) for i in range(len(cuts) - 1)}
    memory = max(map(len, bans), default=2) - 1
    queue: list[tuple[float, Way, int]] = []
    public = public_nodes(travel) - within
    for edge in np.flatnonzero(network.tail == start).tolist():
        if network.access(travel.mode)[edge] > NO_ACCESS and edge not in travel.closures.edges:
            phase = phase_after(travel, int(start in public), edge)
            assert phase is not None
            heappush(queue, (float(travel.seconds[edge]), (edge,), phase))
    best, done = {start: 0.0}, set()
    while queue:
        seconds, way, phase = heappop(queue)
        if (way, phase) in done:
            continue
        done.add((way, phase))
        node = int(network.head[way[-1]])
        if phase <= 1 or node not in public:
            best.setdefault(node, seconds)
        for edge in successors(travel, bans, way):
            after = phase_after(travel, phase, edge)
            if after is not None:
                entry = (seconds + float(travel.seconds[edge]), (*way, edge)[-memory:], after)
                heappush(queue, entry)
            if phase == 0 and network.access(travel.mode)[edge] == ENDS_ONLY:
                entry = (seconds + float(travel.seconds[edge]), (*way, edge)[-memory:], 2)
                heappush(queue, entry)
    return best


@st.composite
def worlds(draw: st.DrawFn) -> TravelModel:
    network = build(grid_roads(COLUMNS, ROWS), grid_places(COLUMNS, ROWS))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    levels = [NO_ACCESS, ENDS_ONLY, OPEN_ACCESS]
    car = rng.choice(levels, network.edge_count, p=[0.1, 0.25, 0.65]).astype(np.int8)
    bans: set[Way] = set()
    for _ in range(draw(st.integers(0, 12))):
        way = [int(rng.integers(network.edge_count))]
        for _ in range(int(rng.integers(1, 3))):
            way.append(int(rng.choice(np.flatnonzero(network.tail == network.head[way[-1]]))))
        bans.add(tuple(way))
    cuts = np.cumsum([0, *map(len, sorted(bans))]).astype(np.int32)
    edges = np.array([edge for way in sorted(bans) for edge in way], dtype=np.int32)
    closed = draw(st.sets(st.integers(0, network.node_count - 1), max_size=2))
    shut = draw(st.sets(st.integers(0, network.edge_count - 1), max_size=3))
    return TravelModel(
        replace(network, car=car, turn_start=cuts, turn_edge=edges),
        rng.integers(1, 30, network.edge_count).astype(np.float64),
        Closures(nodes=tuple(sorted(closed)), edges=tuple(sorted(shut))),
    )


@WORLDS
@given(worlds(), st.integers(0, COLUMNS * ROWS - 1))
def test_every_drive_equals_plain_enumeration(travel: TravelModel, start: int) -> None:
    network = travel.network
    expected = np.full(network.node_count, np.inf)
    for node, seconds in brute_force(travel, start).items():
        expected[node] = seconds
    everywhere = at_nodes(network, *network.node_key.tolist())
    assert seconds_to_nodes(travel, everywhere[start])[0] == pytest.approx(expected, abs=1e-6)
    drive = seconds_between(travel, everywhere[start], everywhere).drive_s[0]
    assert drive == pytest.approx(expected, abs=1e-6)
    inbound = seconds_between(travel, everywhere, everywhere[start]).drive_s[:, 0]
    back = seconds_to_nodes(travel, everywhere[start], inbound=True)[0]
    assert back == pytest.approx(inbound, abs=1e-6)
    assert nearest_place(travel, everywhere[start])[0] == pytest.approx(expected, abs=1e-6)


@WORLDS
@given(worlds(), st.integers(0, COLUMNS * ROWS - 1), st.integers(0, COLUMNS * ROWS - 1))
def test_a_path_is_drivable_and_as_long_as_the_matrix_says(
    travel: TravelModel, start: int, end: int
) -> None:
    places = at_nodes(travel.network, *travel.network.node_key.tolist())
    risk = RiskPreference(EdgeHazard.none(travel.network))
    seconds = seconds_between(travel, places[start], places[end]).drive_s[0, 0]
    try:
        path = fastest_safe_path(travel, risk, start=places[start], end=places[end])
    except NoRouteError:
        assert seconds == np.inf
        return
    assert path.seconds == pytest.approx(seconds, abs=1e-6)
    edges = path.edges.tolist()
    network = travel.network
    assert all(network.head[a] == network.tail[b] for a, b in pairwise(edges))
    assert all(network.car[edges] > NO_ACCESS)
    cuts = network.turn_start.tolist()
    for first, last in pairwise(cuts):
        ban = network.turn_edge[first:last].tolist()
        assert ban not in [edges[k : k + len(ban)] for k in range(len(edges))]


# -- places within roads: the oracle cuts the road there and makes the place a node

Spot = tuple[int, float]


def within_roads(network: RoadNetwork, spots: Sequence[Spot]) -> Snaps:
    """Places on records, at shares of their courses."""
    count = len(spots)
    none, somewhere = np.zeros(count), np.arange(count) / 1000
    return Snaps(
        lon=somewhere,
        lat=none,
        label=tuple(f"spot {number}" for number in range(count)),
        point=np.arange(count, dtype=np.int32),
        record=np.array([record for record, _ in spots], dtype=np.int32),
        share=np.array([share for _, share in spots]),
        node=np.full(count, -1, dtype=np.int32),
        foot_lon=somewhere,
        foot_lat=none,
        access_m=none,
        access_s=none,
    )


def cut_at(travel: TravelModel, spots: Sequence[Spot]) -> TravelModel:
    """The same roads with a node at each spot, the first of them after all others.

    Nobody turns round at these nodes on the way: who wants to begins or ends a trip there.
    """
    network = travel.network
    pieces: list[list[int]] = []
    tails, heads, seconds, levels = list[int](), list[int](), list[float](), list[int]()
    for edge in range(network.edge_count):
        on = [
            (share, network.node_count + number)
            for number, (record, share) in enumerate(spots)
            if record == network.record[edge]
        ]
        first, last = int(network.tail[edge]), int(network.head[edge])
        ends = (first, last) if network.forward[edge] else (last, first)
        stops = sorted([(0.0, ends[0]), *on, (1.0, ends[1])])
        stops = stops if network.forward[edge] else stops[::-1]
        pieces.append(list(range(len(tails), len(tails) + len(stops) - 1)))
        for (here, tail), (there, head) in pairwise(stops):
            tails.append(tail)
            heads.append(head)
            seconds.append(abs(there - here) * float(travel.seconds[edge]))
            levels.append(int(network.car[edge]))
    cuts = network.turn_start.tolist()
    bans = []
    for begin, end in pairwise(cuts):
        entry, *between, out = network.turn_edge[begin:end].tolist()
        whole = [piece for edge in between for piece in pieces[edge]]
        bans.append([pieces[entry][-1], *whole, pieces[out][0]])
    bans += [
        [coming, leaving]
        for coming, head in enumerate(heads)
        for leaving, tail in enumerate(tails)
        if head == tail >= network.node_count and heads[leaving] == tails[coming]
    ]
    closed = tuple(sorted(piece for edge in travel.closures.edges for piece in pieces[edge]))
    roads = replace(
        network,
        tail=np.array(tails, dtype=np.int32),
        head=np.array(heads, dtype=np.int32),
        car=np.array(levels, dtype=np.int8),
        turn_start=np.cumsum([0, *map(len, bans)]).astype(np.int32),
        turn_edge=np.array([piece for ban in bans for piece in ban], dtype=np.int32),
    )
    closures = Closures(nodes=travel.closures.nodes, edges=closed)
    return TravelModel(roads, np.array(seconds), closures)


@st.composite
def spotted_worlds(draw: st.DrawFn) -> tuple[TravelModel, list[Spot]]:
    """A world and places within roads of it that may be driven in some direction."""
    travel = draw(worlds())
    open_edges = travel.graph.record_edges.max(axis=1)
    records = np.flatnonzero(open_edges >= 0).tolist()
    assume(records)
    shares = draw(st.permutations([0.125, 0.25, 0.5, 0.75]))
    first = draw(st.sampled_from(records))
    others = draw(st.lists(st.sampled_from(records), min_size=1, max_size=2))
    # Two places on one road more often than chance would have it.
    on = [first, draw(st.sampled_from([first, *others])), *others]
    return travel, list(zip(on, shares, strict=False))


@WORLDS
@given(spotted_worlds())
def test_places_within_roads_obey_bans_and_doors_as_plain_enumeration_says(
    world: tuple[TravelModel, list[Spot]],
) -> None:
    travel, spots = world
    network, places = travel.network, within_roads(travel.network, spots)
    oracle, count = cut_at(travel, spots), travel.network.node_count
    within = frozenset(range(count, count + len(spots)))
    expected = np.full((len(spots), count + len(spots)), np.inf)
    for number, start in enumerate(sorted(within)):
        for node, seconds in brute_force(oracle, start, within=within).items():
            expected[number, node] = seconds
    drive = seconds_between(travel, places, places).drive_s
    assert drive == pytest.approx(expected[:, count:], abs=1e-6)
    assert seconds_to_nodes(travel, places) == pytest.approx(expected[:, :count], abs=1e-6)
    risk = RiskPreference(EdgeHazard.none(network))
    for end in range(1, len(spots)):
        try:
            path = fastest_safe_path(travel, risk, start=places[0], end=places[end])
        except NoRouteError:
            assert expected[0, count + end] == np.inf
        else:
            assert path.seconds == pytest.approx(expected[0, count + end], abs=1e-6)


@WORLDS
@given(spotted_worlds(), st.integers(0, COLUMNS * ROWS - 1))
def test_places_within_roads_are_reached_as_plain_enumeration_says(
    world: tuple[TravelModel, list[Spot]], start: int
) -> None:
    travel, spots = world
    count = travel.network.node_count
    within = frozenset(range(count, count + len(spots)))
    found = brute_force(cut_at(travel, spots), start, within=within)
    expected = [found.get(node, np.inf) for node in sorted(within)]
    origin = at_nodes(travel.network, str(start))
    drive = seconds_between(travel, origin, within_roads(travel.network, spots)).drive_s
    assert drive[0].tolist() == pytest.approx(expected, abs=1e-6)
