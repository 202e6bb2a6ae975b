"""Laws of scenarios, and coverage against a road of one dimension reckoned by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.coverage import Coverage
from planning.packs import Pack
from planning.scenarios.assessing import cover
from planning.scenarios.changes import Change, CloseRoad, OpenZone, PostOfficers, SetHours
from planning.scenarios.conditions import GoldenTime, Police, SpeedFactor
from planning.scenarios.scenario import Scenario, applied, asked
from tests.planning.scenarios.toy import EVENING_AT, at, toy
from tests.planning.worlds import STEP_S, spot

HOURS = st.integers(0, 167)
GOLDEN = st.floats(5, 240)
STEPS = st.floats(0, 4)
MONDAY = EVENING_AT.replace(day=13, hour=0)
PACK = toy()


def when(hour: int) -> str:
    return (MONDAY + timedelta(hours=hour)).isoformat()


def place(step: float) -> str:
    lon, lat = spot(step)
    return f"{lat:.7f}, {lon:.7f}"


def sites(scenario: Scenario, pack: Pack = PACK) -> Coverage:
    changed = applied(pack, scenario)
    return cover(changed, asked(changed, scenario), ["sites"])["sites"]


MORE = (
    lambda at: OpenZone(at=at),
    lambda _: OpenZone("Z1"),
    lambda _: SetHours("M1", "24/7"),
    lambda at: PostOfficers(at, 2, on_call="no"),
    lambda _: SetHours("U1", "24/7"),
    lambda _: Police("trusted"),
    lambda _: SpeedFactor(1.5),
)


@settings(max_examples=12, deadline=None)
@given(more=st.sampled_from(MORE), step=STEPS, hour=HOURS, golden_min=GOLDEN)
def test_more_help_never_covers_less(
    more: Callable[[str], Change], step: float, hour: int, golden_min: float
) -> None:
    base = at(when(hour), golden_min=golden_min)
    assert np.all(sites(base.but(more(place(step)))).covered >= sites(base).covered)


@settings(max_examples=6, deadline=None)
@given(hour=HOURS, golden_min=GOLDEN, more=st.floats(0, 120))
def test_a_longer_golden_time_never_covers_less(hour: int, golden_min: float, more: float) -> None:
    base = at(when(hour))
    less = sites(base.but(GoldenTime(golden_min)))
    assert np.all(sites(base.but(GoldenTime(golden_min + more))).covered >= less.covered)


@settings(max_examples=6, deadline=None)
@given(road=st.sampled_from(["r0", "r1", "r2", "r3", "NR1"]), hour=HOURS, golden_min=GOLDEN)
def test_a_closed_road_brings_nobody_nearer(road: str, hour: int, golden_min: float) -> None:
    # only on one road: on a net a place may be joined to another, better road when its own closes
    base = at(when(hour), golden_min=golden_min)
    assert np.all(sites(base.but(CloseRoad(road))).eta_s >= sites(base).eta_s - 1e-6)


@settings(max_examples=12, deadline=None)
@given(
    zones=st.lists(STEPS, max_size=3),
    posts=st.lists(STEPS, max_size=2),
    golden_min=st.floats(5, 90),
    factor=st.sampled_from([0.5, 1.0, 2.0]),
)
def test_coverage_is_what_one_road_gives_by_hand(
    zones: list[float], posts: list[float], golden_min: float, factor: float
) -> None:
    changes: list[Change] = [OpenZone(at=place(step)) for step in zones]
    changes += [PostOfficers(place(step)) for step in posts]
    night = at("2025-01-15T20:00", golden_min=golden_min, changes=(*changes, SpeedFactor(factor)))
    found = sites(night)
    for site, eta_s in zip((1, 3), found.eta_s, strict=True):
        # at 20:00 the embassy's door is shut and its officers are on call: 60 + 240 + 1800 s
        response = [300 + 1800 + STEP_S / factor * site]
        response += [300 + 300 + STEP_S / factor * abs(site - step) for step in posts]
        reach = [STEP_S / factor * abs(site - step) for step in zones]
        best_s = min(response + reach)
        assert eta_s == pytest.approx(best_s, abs=0.5)
        if abs(best_s - 60 * golden_min) > 1:
            assert bool(found.covered[site // 2]) == (best_s <= 60 * golden_min)


def test_a_scenario_counts_as_a_pack_made_so_by_hand() -> None:
    changes = (OpenZone("Z1", hours="Mo-Fr 18:00-22:00"), SetHours("M1", "24/7"))
    by_hand = toy(status="open", admits_anyone="yes", hours="Mo-Fr 18:00-22:00")
    missions = by_hand.layers["missions"].assign(hours="24/7")
    by_hand = replace(by_hand, layers={**by_hand.layers, "missions": missions})
    for hour in range(3, 168, 33):
        scenario = at(when(hour))
        assert (
            sites(scenario.but(*changes)).eta_s.tolist() == sites(scenario, by_hand).eta_s.tolist()
        )
