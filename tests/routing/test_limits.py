"""Limits on a drive: kept where they can be, named where they cannot."""

import numpy as np
import pytest
import shapely

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
