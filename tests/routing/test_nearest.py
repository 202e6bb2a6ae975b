"""The nearest places of every node: exact on small towns, and as NetworkX and all seconds say."""

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SettingError
from routing.closures import find_closures
from routing.nearest import nearest_for, nearest_place, nearest_places
from routing.network import FloatArray, IntArray
from routing.reach import seconds_between, seconds_to_nodes
from routing.snap import snap_points
from routing.speeds import Conditions, SpeedProfile
from routing.travel import TravelModel
from tests.routing.test_arcs import at_nodes, three_streets, travel_of, with_bans
from tests.routing.test_laws import RELAXED, Street, at_junctions, town_from, towns
from tests.routing.test_oracle import built, oracle_graph, random_world, spots_on
from tests.routing.test_reach import CELLS, places, ragged_town
from tests.routing.test_speeds import TABLE
from tests.routing.towns import RULE, SOUTH, STEP_DEG, WEST, Town, three_by_three

BOTH_WAYS = pytest.mark.parametrize("inbound", [False, True], ids=["outwards", "inwards"])


@pytest.fixture(name="town")
def three_by_three_town() -> Town:
    return three_by_three()


def ranked(each_s: FloatArray, count: int) -> tuple[FloatArray, IntArray]:
    """The least rows of every column by plain sorting, shape (count, columns)."""
    each_s = np.vstack([each_s, np.full((count, each_s.shape[1]), np.inf)])
    order = np.argsort(each_s, axis=0, kind="stable")[:count]
    seconds = np.take_along_axis(each_s, order, axis=0)
    return seconds, np.where(np.isfinite(seconds), order, -1).astype(np.int32)


def test_a_town_is_ranked_exactly(town: Town) -> None:
    three = places(town, (0, 0), (2, 0), (1, 2))
    seconds, index = nearest_places(town.travel, three, count=2)
    nodes = town.network.find_nodes(["0", "1", "4", "8", "6"])
    assert seconds[:, nodes].tolist() == [[0, 10, 10, 10, 10], [20, 10, 20, 20, 20]]
    # Of equal ones the lower index comes first.
    assert index[:, nodes].tolist() == [[0, 0, 2, 2, 2], [1, 1, 0, 1, 0]]


def test_more_places_than_there_are_leave_the_last_ranks_empty(town: Town) -> None:
    two = places(town, (0, 0), (500, 0), (2, 2))
    seconds, index = nearest_places(town.travel, two, count=4)
    assert seconds.shape == index.shape == (4, 9)
    assert np.isfinite(seconds[:2]).all()
    assert np.isinf(seconds[2:]).all()
    assert set(index[:2].ravel().tolist()) == {0, 2}
    assert (index[2:] == -1).all()


def test_what_is_shut_does_not_count(town: Town) -> None:
    three = places(town, (0, 0), (2, 0), (1, 2))
    is_open = np.array([False, True, True])
    seconds, index = nearest_places(town.travel, three, count=1, is_open=is_open)
    node = town.network.find_nodes("0")
    assert (seconds[0, node], index[0, node]) == (20.0, 1)
    none, nobody = nearest_places(town.travel, three, count=1, is_open=~np.ones(3, dtype=bool))
    assert np.isinf(none).all()
    assert (nobody == -1).all()


@pytest.mark.parametrize(
    "question",
    [
        pytest.param({"count": 0}, id="no place"),
        pytest.param({"count": 1, "cutoff_s": -1.0}, id="negative cut-off"),
        pytest.param({"count": 1, "cutoff_s": np.nan}, id="no cut-off"),
        pytest.param({"count": 1, "is_open": np.array([True])}, id="one answer for two"),
    ],
)
def test_impossible_questions_are_refused(town: Town, question: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        nearest_places(town.travel, places(town, (0, 0), (1, 0)), **question)


def test_the_cut_off_is_inclusive(town: Town) -> None:
    two = places(town, (0, 0), (2, 0))
    for cutoff_s, reached in ((10.0, 1), (20.0, 2), (19.999, 1)):
        seconds, _ = nearest_places(town.travel, two, count=2, cutoff_s=cutoff_s)
        node = int(town.network.find_nodes("0")[0])
        assert np.isfinite(seconds[:, node]).sum() == reached
        assert np.array_equal(seconds[0], nearest_place(town.travel, two, cutoff_s=cutoff_s)[0])


def test_nowhere_is_near_nothing(town: Town) -> None:
    nowhere = places(town, (500, 0))
    seconds, index = nearest_place(town.travel, nowhere)
    assert np.isinf(seconds).all()
    assert (index == -1).all()


@BOTH_WAYS
@pytest.mark.parametrize("closed", [[], ["c"], ["bc2"], ["ca", "d"]], ids=str)
def test_ranks_are_the_least_of_all_seconds(*, inbound: bool, closed: list[str]) -> None:
    town = ragged_town()
    travel = town.travel_with(*closed)
    lon = [WEST + STEP_DEG * column for column, _ in CELLS]
    lat = [SOUTH + STEP_DEG * row for _, row in CELLS]
    snaps = snap_points(town.network, lon, lat, rule=RULE, closures=town.closures(closed))
    each_s = seconds_to_nodes(travel, snaps, inbound=inbound)
    one_s, one = nearest_place(travel, snaps, inbound=inbound)
    np.testing.assert_allclose(one_s, each_s.min(axis=0))
    for count in (1, 2, 3, 20):
        seconds, index = nearest_places(travel, snaps, count=count, inbound=inbound)
        check_ranks(seconds, index, each_s=each_s)
        np.testing.assert_allclose(seconds[0], one_s)
    found = one >= 0
    assert np.array_equal(found, np.isfinite(one_s))
    np.testing.assert_allclose(each_s[one[found], np.flatnonzero(found)], one_s[found])


def check_ranks(seconds: FloatArray, index: IntArray, *, each_s: FloatArray) -> None:
    """The least seconds of all, of different places, and of these very places."""
    expected, _ = ranked(each_s, len(seconds))
    np.testing.assert_allclose(seconds, expected, rtol=1e-6, atol=1e-6)
    assert np.array_equal(index >= 0, np.isfinite(seconds))
    for node in range(seconds.shape[1]):
        named = index[:, node][index[:, node] >= 0]
        assert len(set(named.tolist())) == len(named)
        np.testing.assert_allclose(
            each_s[named, node], seconds[: len(named), node], rtol=1e-6, atol=1e-6
        )


@BOTH_WAYS
@pytest.mark.parametrize("seed", range(12))
def test_ranks_agree_with_networkx(seed: int, *, inbound: bool) -> None:
    world = random_world(seed)
    network, profile = built(world), SpeedProfile.from_table(TABLE)
    closures = find_closures(network, world.closed)
    travel = TravelModel.from_profile(network, profile, Conditions(), closures=closures)
    snaps = spots_on(network, world)
    snaps = replace(snaps, access_s=np.zeros(snaps.foot_count))  # millimetres off the road
    graph = oracle_graph(world, lambda _, seconds: seconds, Conditions())
    graph = graph.reverse() if inbound else graph
    keys = [key for key in network.node_key.tolist() if key in graph]
    each_s = np.full((len(snaps), len(keys)), np.inf)
    for spot in np.flatnonzero(snaps.is_reached).tolist():
        lengths = nx.single_source_dijkstra_path_length(graph, spot, weight="cost")
        each_s[spot] = [lengths.get(key, np.inf) for key in keys]
    seconds, index = nearest_places(travel, snaps, count=3, inbound=inbound)
    nodes = network.find_nodes(keys)
    check_ranks(seconds[:, nodes], index[:, nodes], each_s=each_s)


@BOTH_WAYS
@pytest.mark.parametrize("seed", range(25))
def test_the_nearest_for_others_is_the_least_of_all_seconds(seed: int, *, inbound: bool) -> None:
    world = random_world(seed)
    network, profile = built(world), SpeedProfile.from_table(TABLE)
    closures = find_closures(network, world.closed)
    travel = TravelModel.from_profile(network, profile, Conditions(), closures=closures)
    snaps = spots_on(network, world)
    chosen = np.random.default_rng(seed).permutation(len(snaps)).astype(np.int32)
    origins, three = snaps.at(chosen[:6]), snaps.at(chosen[-3:])  # some are one and the same
    ends = (origins, three) if inbound else (three, origins)
    each_s = seconds_between(travel, *ends).total_s
    each_s = each_s if inbound else each_s.T
    seconds, place = nearest_for(travel, origins, three, inbound=inbound)
    assert seconds == pytest.approx(each_s.min(axis=1))
    reached = np.isfinite(seconds)
    assert (place[~reached] == -1).all()
    assert each_s[reached, place[reached]] == pytest.approx(seconds[reached])


def test_nobody_is_nearest_where_no_road_leads(town: Town) -> None:
    far = places(town, (500, 0), (1, 1))
    seconds, place = nearest_for(town.travel, far, places(town, (0, 0)), inbound=True)
    assert (seconds.tolist(), place.tolist()) == ([np.inf, 20.0], [-1, 0])
    nothing = nearest_for(town.travel, far, places(town, (500, 0)))
    assert nothing[1].tolist() == [-1, -1]


@BOTH_WAYS
def test_banned_turns_count_for_every_rank(*, inbound: bool) -> None:
    network = three_streets()
    no_left = with_bans(network, [[("0", "1"), ("1", "4")], [("0", "3"), ("3", "4")]])
    travel = travel_of(no_left)
    corners = at_nodes(no_left, "0", "2", "5")
    seconds, index = nearest_places(travel, corners, count=3, inbound=inbound)
    check_ranks(seconds, index, each_s=seconds_to_nodes(travel, corners, inbound=inbound))
    ends = no_left.find_nodes("4")
    assert seconds[:, ends[0]].tolist() == pytest.approx([10, 20, 20 if inbound else 40])


@given(drawn=towns, count=st.integers(1, 4), inbound=st.booleans())
@RELAXED
def test_any_town_is_ranked_as_by_sorting(
    drawn: list[Street], count: int, *, inbound: bool
) -> None:
    town = town_from(drawn)
    snaps = at_junctions(town)
    seconds, index = nearest_places(town.travel, snaps, count=count, inbound=inbound)
    each_s = seconds_to_nodes(town.travel, snaps, inbound=inbound)
    expected_s, expected = ranked(each_s, count)
    np.testing.assert_allclose(seconds, expected_s, atol=1e-6)
    check_ranks(seconds, index, each_s=each_s)
    assert index.shape == expected.shape
