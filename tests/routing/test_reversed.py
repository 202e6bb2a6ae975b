"""Times towards a place are those from it on roads that are all turned round."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.reach import seconds_between, seconds_to_nodes
from routing.snap import SnapRule, Snaps, snap_points
from routing.travel import TravelModel
from tests.routing.test_laws import JUNCTIONS, Street, towns
from tests.routing.towns import SOUTH, STEP_DEG, WEST, Town, road, town_of

NEAR = SnapRule(limit_m=2000.0, speed_kph=5.0)
spots = st.lists(
    st.tuples(st.floats(-0.5, 6.5), st.floats(-0.5, 9.5)), min_size=2, max_size=4, unique=True
)


def town_from(drawn: list[Street], *, turned: bool) -> Town:
    """The drawn town, built from its records; turned: each record is written the other way.

    One road for each pair: of two on one line a place takes either, by a rounding error.
    """
    drawn = list({frozenset(street[0]): street for street in drawn}.values())
    roads: list[dict[str, Any]] = [
        road(*(pair[::-1] if turned else pair), key=f"r{n}", oneway=oneway)
        for n, (pair, _, oneway) in enumerate(drawn)
    ]
    seconds = {f"r{n}": time for n, (_, time, _) in enumerate(drawn)}
    return town_of(roads, JUNCTIONS, seconds=seconds)


def snapped(town: Town, at: list[tuple[float, float]]) -> Snaps:
    lon, lat = (WEST + STEP_DEG * np.array([x for x, _ in at])), np.array([y for _, y in at])
    return snap_points(town.network, lon, SOUTH + STEP_DEG * lat, rule=NEAR)


@given(drawn=towns, at=spots)
@settings(max_examples=20, deadline=None)
def test_reach_is_response_on_roads_turned_round(
    drawn: list[Street], at: list[tuple[float, float]]
) -> None:
    town, turned = (town_from(drawn, turned=is_turned) for is_turned in (False, True))
    here, there = snapped(town, at), snapped(turned, at)
    towards = seconds_between(town.travel, here, here)
    away = seconds_between(turned.travel, there, there)
    np.testing.assert_allclose(towards.total_s, away.total_s.T, atol=1e-6)
    node_s = seconds_to_nodes(town.travel, here, inbound=True)
    np.testing.assert_allclose(node_s, seconds_to_nodes(turned.travel, there), atol=1e-6)


@given(drawn=towns, at=spots)
@settings(max_examples=20, deadline=None)
def test_a_detour_over_any_junction_is_never_shorter(
    drawn: list[Street], at: list[tuple[float, float]]
) -> None:
    town = town_from(drawn, turned=False)
    travel: TravelModel = town.travel
    places = snapped(town, at)
    out, back = seconds_to_nodes(travel, places), seconds_to_nodes(travel, places, inbound=True)
    over = (out[:, None, :] + back[None, :, :]).min(axis=2)
    assert (seconds_between(travel, places, places).total_s <= over + 1e-6).all()
