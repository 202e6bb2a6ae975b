"""Fronts of two costs on arrays, against every simple path NetworkX finds."""

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SettingError
from routing.fronts import GRAIN_S, Front, TwoCostArcs, find_front, least_ways

# tail, head, seconds, exposure
Arc = tuple[int, int, float, float]
STATES = 6

costs = st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0, 8.0])
arc = st.tuples(st.integers(0, STATES - 1), st.integers(0, STATES - 1), costs, costs)
graphs = st.lists(arc, max_size=16)
RELAXED = settings(max_examples=300, deadline=None)


def arcs_of(graph: list[Arc], states: int = STATES) -> TwoCostArcs:
    tail, head, seconds, exposure = (
        np.array([arc[column] for arc in sorted(graph, key=lambda arc: arc[0])], dtype=kind)
        for column, kind in enumerate((np.int32, np.int32, np.float64, np.float64))
    )
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=states))])
    return TwoCostArcs.from_costs(indptr, head, seconds=seconds, exposure=exposure)


def pareto(points: set[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points no other is as good as in both costs, sorted."""
    return sorted(
        (s, e)
        for s, e in points
        if not any(x <= s and y <= e and (x, y) != (s, e) for x, y in points)
    )


def every_way(graph: list[Arc], source: int, target: int) -> set[tuple[float, float]]:
    """Costs of every simple path; from a place to itself there is one, of nothing."""
    if source == target:
        return {(0.0, 0.0)}
    roads: Any = nx.MultiDiGraph()
    roads.add_nodes_from(range(STATES))
    for tail, head, seconds, exposure in graph:
        roads.add_edge(tail, head, costs=(seconds, exposure))
    return {
        tuple(np.sum([roads.edges[edge]["costs"] for edge in path], axis=0).tolist())
        for path in nx.all_simple_edge_paths(roads, source, target)
    }


def points_of(front: Front) -> list[tuple[float, float]]:
    return list(zip(front.seconds.tolist(), front.exposure.tolist(), strict=True))


def assert_ways_add_up(arcs: TwoCostArcs, front: Front, ends: tuple[int, int]) -> None:
    """Each way leads from one end to the other and costs what the front says."""
    tail = np.repeat(np.arange(arcs.state_count), np.diff(arcs.indptr))
    for number in range(len(front)):
        way = front.way(number)
        assert arcs.seconds[way].sum() == front.seconds[number]
        assert arcs.exposure[way].sum() == front.exposure[number]
        assert all(arcs.head[one] == tail[other] for one, other in pairwise(way.tolist()))
        if len(way):
            assert (tail[way[0]], arcs.head[way[-1]]) == ends


@given(graph=graphs, target=st.integers(0, STATES - 1))
@RELAXED
def test_the_front_is_that_of_all_simple_paths(graph: list[Arc], target: int) -> None:
    arcs = arcs_of(graph)
    front = find_front(arcs, source=0, target=target)
    assert points_of(front) == pareto(every_way(graph, 0, target))
    assert front.is_exact
    assert_ways_add_up(arcs, front, (0, target))


def ladder(rungs: int) -> list[Arc]:
    """A chain of pairs of parallel arcs: each choice trades 2**k seconds for 2**k exposure."""
    return [(k, k + 1, *cost) for k in range(rungs) for cost in ((2.0**k, 0.0), (0.0, 2.0**k))]


def test_a_ladder_has_every_sum_as_a_point() -> None:
    front = find_front(arcs_of(ladder(10), 11), source=0, target=10)
    assert points_of(front) == [(float(s), 1023.0 - s) for s in range(1024)]


rung = st.lists(st.tuples(costs, costs), min_size=2, max_size=3)


@given(rungs=st.lists(rung, min_size=8, max_size=10), epsilon=st.sampled_from([0.01, 0.1, 0.5]))
@settings(max_examples=100, deadline=None)
def test_too_large_a_front_is_thinned_within_epsilon(
    rungs: list[list[tuple[float, float]]], epsilon: float
) -> None:
    graph = [(k, k + 1, s * 1.37**k, e * 1.19**k) for k, pair in enumerate(rungs) for s, e in pair]
    arcs = arcs_of(graph, len(rungs) + 1)
    exact = find_front(arcs, source=0, target=len(rungs))
    near = find_front(arcs, source=0, target=len(rungs), epsilon=epsilon, most_labels=1)
    assert exact.is_exact
    assert near.is_exact or near.epsilon >= epsilon
    assert (np.diff(near.seconds) > 0).all()
    assert (np.diff(near.exposure) < 0).all()
    assert_ways_add_up(arcs, near, (0, len(rungs)))
    factor = 1 + near.epsilon
    for seconds, exposure in points_of(exact):
        within = (near.seconds <= seconds * factor) & (near.exposure <= exposure * factor)
        assert within.any()
    assert points_of(near)[:: len(near)] == points_of(exact)[:: len(exact)]
    assert points_of(near)[-1] == points_of(exact)[-1]


@pytest.mark.parametrize("epsilon", [0.01, 0.1])
def test_a_thinned_front_says_so(epsilon: float) -> None:
    arcs = arcs_of(ladder(14), 15)
    front = find_front(arcs, source=0, target=14, epsilon=epsilon, most_labels=5000)
    assert not front.is_exact
    assert front.epsilon == epsilon
    assert 10 < len(front) < 2**13
    assert (front.exposure[-1], front.seconds[0]) == (0.0, 0.0)


def test_costs_equal_but_for_rounding_are_ties() -> None:
    """0.1 + 0.2 and 0.3 are one number here, whichever way round they are added."""
    graph: list[Arc] = [(0, 1, 0.1, 1.0), (1, 2, 0.2, 0.0), (0, 2, 0.3, 1.0)]
    front = find_front(arcs_of(graph), source=0, target=2)
    assert len(front) == 1
    assert front.seconds[0] == pytest.approx(0.3, abs=2 * GRAIN_S)


@pytest.mark.parametrize("cost", [-1.0, np.inf, np.nan])
def test_impossible_costs_are_refused(cost: float) -> None:
    with pytest.raises(SettingError, match="exposure"):
        arcs_of([(0, 1, 1.0, cost)])


def test_epsilon_must_give_something_up() -> None:
    with pytest.raises(SettingError, match="epsilon 0"):
        find_front(arcs_of([(0, 1, 1.0, 1.0)]), source=0, target=1, epsilon=0.0)


@given(graph=graphs)
@RELAXED
def test_least_ways_are_lexicographic(graph: list[Arc]) -> None:
    arcs = arcs_of(graph)
    there = least_ways(arcs, 0, cost=arcs.seconds, then=arcs.exposure)
    for state in range(STATES):
        ways = every_way(graph, 0, state)
        back = least_ways(arcs, state, cost=arcs.exposure, then=arcs.seconds, inbound=True)
        if not ways:
            assert np.isinf([there.least[state], back.least[0]]).all()
            continue
        assert (there.least[state], there.other[state]) == min(ways)
        assert (back.least[0], back.other[0]) == min((e, s) for s, e in ways)
