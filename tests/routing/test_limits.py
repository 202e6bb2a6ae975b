"""Limits on a drive: kept where they can be, named where they cannot."""

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NoRouteError, SettingError
from routing.exposure import EdgeHazard, RiskPreference
from routing.limits import Limit, keep_away, keep_below, keep_inland, keep_out, path_within
from tests.routing.towns import (
    SOUTH,
    STEP_DEG,
    WEST,
    Town,
    build,
    grid_places,
    grid_roads,
    road,
    three_by_three,
    town_of,
)


@pytest.fixture(name="town")
def small_town() -> Town:
    return three_by_three()


def calm(town: Town) -> RiskPreference:
    return RiskPreference(EdgeHazard.none(town.network))


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle in columns and rows of the grid."""
    return shapely.box(
        WEST + STEP_DEG * west,
        SOUTH + STEP_DEG * south,
        WEST + STEP_DEG * east,
        SOUTH + STEP_DEG * north,
    )


def driven(town: Town, limits: list[Limit], start: int, end: int) -> tuple[float, tuple[str, ...]]:
    found = path_within(town.travel, calm(town), limits, start=town[start], end=town[end])
    return found.path.seconds, found.broken


def test_without_limits_it_is_the_fastest_path(town: Town) -> None:
    assert driven(town, [], 3, 5) == (20.0, ())


def test_a_drawn_area_is_driven_round(town: Town) -> None:
    centre = keep_out(town.network, box(0.9, 0.9, 1.1, 1.1), name="the market")
    assert driven(town, [centre], 3, 5) == (40.0, ())


def test_a_road_that_only_touches_an_area_is_kept_out_of(town: Town) -> None:
    edge = keep_out(town.network, box(1.0, 0.4, 1.5, 0.6), name="a yard")
    assert driven(town, [edge], 1, 4) == (30.0, ())


def test_an_impossible_limit_is_named_and_broken_as_little_as_can_be(town: Town) -> None:
    half = keep_out(town.network, box(-0.1, -0.1, 2.1, 0.1), name="the south")
    centre = keep_out(town.network, box(0.9, 0.9, 1.1, 1.1), name="the market")
    # Junction 1 lies in the south: whoever goes there breaks that limit, but not the other.
    seconds, broken = driven(town, [half, centre], 6, 1)
    assert broken == ("the south",)
    assert seconds == 30.0  # down the side and along the south street


def test_danger_is_kept_below_a_limit(town: Town) -> None:
    hazard = EdgeHazard.from_records(
        town.network, np.where(np.isin(town.network.record_key, ["3-4", "4-5"]), 0.4, 0.1)
    )
    below = keep_below(hazard, 0.3, name="hazard 0.3")
    assert driven(town, [below], 3, 5) == (40.0, ())
    assert driven(town, [keep_below(hazard, 0.4, name="hazard 0.4")], 3, 5) == (20.0, ())
    nothing = keep_below(hazard, 0.05, name="hazard 0.05")
    assert driven(town, [nothing], 3, 5) == (20.0, ("hazard 0.05",))
    with pytest.raises(SettingError, match="give 0 to 1"):
        keep_below(hazard, 1.5, name="x")


def test_a_post_has_its_own_keep_away_radius(town: Town) -> None:
    node = int(town.network.find_nodes("4")[0])
    x, y = town.network.x[node : node + 1], town.network.y[node : node + 1]
    near = keep_away(town.network, x, y, radius_m=50.0, name="post P1")
    assert driven(town, [near], 3, 5) == (40.0, ())
    everywhere = keep_away(town.network, x, y, radius_m=1000.0, name="post P1")
    assert driven(town, [everywhere], 3, 5) == (20.0, ("post P1",))
    with pytest.raises(SettingError, match="no distance"):
        keep_away(town.network, x, y, radius_m=-1.0, name="post P1")


def test_a_border_gate_is_not_passed_but_may_be_reached() -> None:
    town = Town(build(grid_roads(3, 1), grid_places(3, 1), **{"1": "border_gate"}), {})
    inland = keep_inland(town.network, name="border gates")
    assert driven(town, [inland], 0, 1) == (10.0, ())
    assert driven(town, [inland], 0, 2) == (20.0, ("border gates",))


def test_a_true_closure_is_never_broken() -> None:
    town = town_of(grid_roads(3, 1), grid_places(3, 1))
    travel = town.travel_with("1-2")
    start, end = town.place(0, 0, closed=["1-2"]), town.place(2, 0)
    with pytest.raises(NoRouteError):
        path_within(travel, calm(town), [], start=start, end=end)


def test_what_is_stated_is_true_time_even_on_the_least_bad_way(town: Town) -> None:
    all_of_it = keep_out(town.network, box(-1, -1, 3, 3), name="the town")
    found = path_within(town.travel, calm(town), [all_of_it], start=town[0], end=town[8])
    assert (found.path.seconds, found.broken) == (40.0, ("the town",))


def test_a_gate_just_before_the_end_is_a_gate_passed() -> None:
    """Half a metre beyond a gate; round by 10 s of a forbidden area no gate is passed."""
    roads = [road("a", "g"), road("g", "b", key="gb"), road("a", "b", key="round", via=[(1, 1)])]
    places = {"a": (0, 0), "g": (1, 0), "b": (2, 0)}
    town = Town(build(roads, places, g="border_gate"), {})
    limits = [
        keep_inland(town.network, name="gates"),
        keep_out(town.network, box(0.9, 0.9, 1.1, 1.1), name="the north"),
    ]
    found = path_within(town.travel, calm(town), limits, start=town["a"], end=town.place(1.005, 0))
    assert found.broken == ("the north",)
    assert found.path.seconds == pytest.approx(10 + 9.95, abs=1e-3)


def test_who_starts_beside_a_gate_has_not_passed_it() -> None:
    town = Town(build(grid_roads(3, 1), grid_places(3, 1), **{"1": "border_gate"}), {})
    inland = keep_inland(town.network, name="border gates")
    for start, end, broken in ((1.02, 2.0, ()), (0.98, 2.0, ("border gates",)), (1.0, 2.0, ())):
        found = path_within(
            town.travel, calm(town), [inland], start=town.place(start, 0), end=town.place(end, 0)
        )
        assert found.broken == broken


def plain_least_bad(town: Town, limits: list[Limit], start: int, end: int) -> float:
    """Least seconds on forbidden roads, counted once for each limit, over all simple paths."""
    streets: Any = nx.Graph()
    for key in town.network.record_key.tolist():
        streets.add_edge(*key.split("-"), key=key)
    forbidden = [
        {str(town.network.record_key[record]) for record in limit.closures.records}
        for limit in limits
    ]
    return min(
        10.0 * sum(key in keys for key in walked for keys in forbidden)
        for nodes in nx.all_simple_paths(streets, str(start), str(end))
        if (walked := [streets.edges[pair]["key"] for pair in pairwise(nodes)])
    )


@given(areas=st.lists(st.sampled_from([(0.5, 0), (1.5, 1), (1, 0.5), (0, 1.5), (2, 1.5), (1, 1)]),
                      min_size=1, max_size=4, unique=True),
       ends=st.sampled_from([(0, 8), (6, 1), (3, 5), (4, 2)]))  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_the_least_bad_way_is_the_least_of_all_ways(
    areas: list[tuple[float, float]], ends: tuple[int, int]
) -> None:
    town = three_by_three()
    limits = [
        keep_out(town.network, box(x - 0.1, y - 0.1, x + 0.1, y + 0.1), name=f"{x} {y}")
        for x, y in areas
    ]
    found = path_within(town.travel, calm(town), limits, start=town[ends[0]], end=town[ends[1]])
    keys = town.network.record[found.path.edges].tolist()
    spent_s = 10.0 * sum(key in limit.closures.records for key in keys for limit in limits)
    assert spent_s == plain_least_bad(town, limits, *ends)
    assert (spent_s == 0) == (found.broken == ())
