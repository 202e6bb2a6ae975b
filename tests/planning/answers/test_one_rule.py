"""At the very edge of the golden time every job gives one verdict: card, chance, budget, coverage."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.cover.demand import Demand
from planning.cover.houses import supply_of
from planning.cover.times import Times, times_at
from planning.dispatch import DispatchCard, assess_incident
from planning.eta import Points, inside_seconds
from planning.golden import SAME_S, latest_s
from planning.moment import Moment, moment_of
from planning.routes import plan_route
from planning.supply.facilities import doors_at
from tests.planning.answers.calls import MORNING, ZONE, at, changed, embassy, sure, units
from tests.planning.worlds import OFFICE_HOURS

SURE = sure(changed(missions=embassy(precision_m=0.0), units=units({"precision_m": 0.0})))
MIDNIGHT = datetime(2025, 1, 15, tzinfo=ZONE)
EDGES_S = (-1e-3, -1e-6, -1e-9, 0.0, 1e-6, 1e-3)


def asked(moment: Moment, step: float, golden_s: float) -> tuple[DispatchCard, Times]:
    """One place asked of the card and of coverage."""
    place = at(step, error_m=0.0)
    card = assess_incident(moment, place, golden_s=golden_s)
    points = Points(np.array([place.lon]), np.array([place.lat]), np.array([0.0]))
    demand = Demand("points", ("here",), ("here",), ("",), points, np.ones(1))
    return card, times_at(moment, demand, supply_of(moment, "either"), golden_s=golden_s)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 3.9), st.integers(0, 24 * 60), st.sampled_from(EDGES_S))
def test_one_verdict_at_the_edge(step: float, minute: int, edge_s: float) -> None:
    """The golden time is what the unit needs, in any order of its parts, or a hair off it."""
    moment = moment_of(SURE, MIDNIGHT + timedelta(minutes=minute))
    parts = asked(moment, step, 3600.0)[0].responders[0].parts
    shuffled_s = (parts.road_s + parts.turnout_s) + (parts.processing_s + parts.answer_s)
    for exact_s in (parts.eta_s, shuffled_s):
        card, times = asked(moment, step, exact_s + edge_s)
        [unit], [door] = card.responders, card.safe_points
        assert unit.in_time is (edge_s > -SAME_S)
        assert unit.chance == float(unit.in_time)
        assert (unit.parts.road_s <= latest_s(unit.budget_s)) is unit.in_time
        assert times.in_time[0].tolist() == [door.in_time, unit.in_time]
        assert door.chance == float(door.in_time)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 3.9), st.integers(0, 24 * 60), st.sampled_from(EDGES_S))
def test_one_verdict_where_a_door_opens(step: float, minute: int, edge_s: float) -> None:
    """The golden time is what the victim needs to be inside, or a hair off it."""
    moment = moment_of(SURE, MIDNIGHT + timedelta(minutes=minute))
    [first] = asked(moment, step, 3600.0)[0].safe_points
    assert first.eta_s is not None
    card, times = asked(moment, step, first.eta_s + edge_s)
    [door] = card.safe_points
    assert door.in_time is (edge_s > -SAME_S) is bool(times.in_time[0, 0])
    assert door.chance == float(door.in_time)
    assert door.eta_s == times.help_s[0, 0]


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 3.9), st.integers(-2, 2))
def test_a_door_that_shuts_as_the_victim_arrives(step: float, late_us: int) -> None:
    """The victim sets out so that the door shuts at their arrival, or a microsecond off it."""
    closes = MIDNIGHT.replace(hour=16)
    [first] = asked(moment_of(SURE, closes - timedelta(hours=1)), step, 3600.0)[0].safe_points
    begin = closes - timedelta(seconds=first.arrival_s) + timedelta(microseconds=late_us)
    card, times = asked(moment_of(SURE, begin), step, 7200.0)
    [door] = card.safe_points
    assert door.arrival_s == first.arrival_s
    is_early = first.arrival_s < (closes - begin).total_seconds()
    assert door.in_time is is_early is (door.open_on_arrival is True)
    assert door.chance == float(is_early) == float(times.in_time[0, 0])


@pytest.mark.parametrize("hour", [3, 7, 10, 15, 20])
@pytest.mark.parametrize("hours", [OFFICE_HOURS, "24/7", "", "Mo 08:00-09:00"])
def test_the_eta_of_a_door_is_what_inside_seconds_gives(hour: int, hours: str) -> None:
    """The same float, and what is said of the door follows from it."""
    moment = moment_of(changed(missions=embassy(hours=hours)), MORNING.replace(hour=hour))
    [door] = assess_incident(moment, at(2), golden_s=3600.0).safe_points
    inside_s = float(inside_seconds(moment, doors_at(moment), np.array([[door.arrival_s]]))[0, 0])
    assert door.eta_s == (inside_s if np.isfinite(inside_s) else None)
    assert (door.open_on_arrival is True) is (inside_s == door.arrival_s)
    if door.opens_at is not None:
        assert (door.opens_at - moment.when).total_seconds() == inside_s


def test_the_route_takes_what_the_unit_is_judged_by() -> None:
    moment = moment_of(SURE, MORNING)
    unit = assess_incident(moment, at(2.5, error_m=0.0), golden_s=3600.0).responders[0]
    path = plan_route(moment, at(0, error_m=0.0), at(2.5, error_m=0.0)).path
    before_s = unit.parts.fixed_s
    assert before_s + path.total_s <= latest_s(unit.parts.eta_s)
    assert before_s + path.total_s > unit.parts.eta_s - SAME_S
