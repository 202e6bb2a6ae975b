"""Units judged: the budget beside the verdict, the split of a time, the roads that are left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.answers.budget import budget_of, budget_reach
from planning.answers.spreads import response_spread, split_spread
from planning.chance import added
from planning.cover.demand import demand_of
from planning.coverage import assess_coverage
from planning.eta import Points, Response, response_times
from planning.moment import moment_of
from planning.routes import plan_route
from planning.supply.facilities import units_at
from tests.planning.answers.calls import EVENING, MORNING, WORLD, ask, at, changed, sure, units
from tests.planning.worlds import spot


def response(error_m: float = 1.0) -> Response:
    pack = changed(units=units({"precision_m": error_m}))
    moment = moment_of(pack, MORNING)
    lon, lat = spot(2)
    here = Points(np.array([lon]), np.array([lat]), np.array([1.0]))
    return response_times(moment, units_at(moment), here)


def test_the_budget_is_what_the_delays_leave() -> None:
    on_duty = ask(WORLD, MORNING, at(2)).responders[0]
    on_call = ask(WORLD, EVENING, at(2)).responders[0]
    # 60 + 240 + 300 on duty, 60 + 240 + 1800 on call
    assert (on_duty.budget_s, on_call.budget_s) == (3000.0, 1500.0)
    assert ask(WORLD, EVENING, at(2), golden_s=600.0).responders[0].budget_s == -1500.0


@settings(max_examples=12, deadline=None)
@given(step=st.floats(0, 4), golden_s=st.floats(60, 7200))
def test_in_time_is_a_way_within_the_budget(step: float, golden_s: float) -> None:
    for one in ask(WORLD, MORNING, at(step), golden_s=golden_s).responders:
        slack_s = one.budget_s - one.parts.road_s
        assert one.in_time is (slack_s >= 0) or abs(slack_s) < 1e-6
        parts = one.parts
        assert parts.eta_s == pytest.approx(parts.fixed_s + parts.road_s + parts.admission_wait_s)


@settings(max_examples=12, deadline=None)
@given(step=st.floats(0, 4), golden_s=st.floats(60, 7200), more_s=st.floats(0, 3600))
def test_a_longer_golden_time_is_never_a_smaller_chance(
    step: float, golden_s: float, more_s: float
) -> None:
    short = ask(WORLD, MORNING, at(step), golden_s=golden_s)
    longer = ask(WORLD, MORNING, at(step), golden_s=golden_s + more_s)
    for one, other in zip(short.responders, longer.responders, strict=True):
        assert one.chance <= other.chance
    chances = [
        {point.door.id: point.chance for point in card.safe_points} for card in (short, longer)
    ]
    assert all(chances[0][door] <= chances[1][door] for door in chances[0])


@pytest.mark.parametrize("share_road", [False, True])
def test_the_split_of_a_time_sums_to_it(share_road: bool) -> None:
    timed = response(error_m=2000.0)
    whole = response_spread(timed, 0, 0, error_m=500.0)
    shared, own = split_spread(timed, 0, 0, error_m=500.0, share_road=share_road)
    again = added(shared, own)
    for share in (0.1, 0.5, 0.9):
        assert again.percentile(share) == pytest.approx(whole.percentile(share), rel=0.005)


def test_the_chance_of_a_unit_agrees_with_monte_carlo() -> None:
    rng = np.random.default_rng(5)

    def lognormal(median_s: float, spread: float) -> np.ndarray:
        return median_s * np.exp(spread * rng.standard_normal(1_000_000))

    # 60, 240, 300 s and 1200 s of road; the place 3 km and the base 2 km of doubt at 10 m/s
    drawn = lognormal(60, 0.5) + lognormal(240, 0.5) + lognormal(300, 0.4) + lognormal(1200, 0.2)
    drawn += rng.uniform(-300, 300, len(drawn)) + rng.uniform(-200, 200, len(drawn))
    pack = changed(units=units({"precision_m": 2000.0}))
    for golden_s in (1500.0, 1800.0, 2400.0):
        [one] = ask(pack, MORNING, at(2, error_m=3000.0), golden_s=golden_s).responders
        assert one.chance == pytest.approx((drawn <= golden_s).mean(), abs=0.005)
    assert one.p50_s == pytest.approx(np.quantile(drawn, 0.5), rel=0.005)
    assert one.p90_s == pytest.approx(np.quantile(drawn, 0.9), rel=0.005)


@pytest.mark.parametrize("golden_s", [1800.01, 1799.0])
def test_without_any_doubt_the_chance_is_the_verdict(golden_s: float) -> None:
    pack = sure(changed(units=units({"precision_m": 0.0})))
    # 600 s of delays and 1200 s of road, which the lengths of the world make 1199.99...
    [one] = ask(pack, MORNING, at(2, error_m=0.0), golden_s=golden_s).responders
    assert one.parts.eta_s == pytest.approx(1800.0, abs=0.5)
    assert one.chance == float(one.in_time)
    exact = ask(pack, MORNING, at(2, error_m=0.0), golden_s=one.parts.eta_s).responders[0]
    assert (exact.in_time, exact.chance) == (True, 1.0)


def test_the_reach_of_a_budget_holds_what_is_in_time() -> None:
    moment = moment_of(WORLD, MORNING)
    [unit] = units_at(moment)
    # 1500 s less 600 s of delays: a stretch and a half
    area = budget_reach(moment, unit, 1500.0)
    assert area is not None
    assert area["minutes"].tolist() == [15.0]
    west, _, east, _ = area.total_bounds
    assert west < spot(0)[0]
    assert spot(1.5)[0] < east < spot(1.6)[0]
    assert budget_of(moment, unit, 600.0) == 0
    assert budget_reach(moment, unit, 600.0) is None


def test_dispatch_coverage_and_route_tell_one_time() -> None:
    moment = moment_of(WORLD, MORNING)
    coverage = assess_coverage(
        moment, demand_of(moment, "sites"), golden_s=3600, direction="response"
    )
    for key, eta_s in zip(coverage.demand.ids, coverage.eta_s, strict=True):
        step = float(key.removeprefix("S"))
        [one] = ask(WORLD, MORNING, at(step)).responders
        path = plan_route(moment, at(0), at(step)).path
        assert one.parts.eta_s == pytest.approx(eta_s, abs=1e-6)
        assert one.parts.road_s == pytest.approx(path.total_s, abs=1e-6)
