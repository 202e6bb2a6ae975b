"""The dispatch card of the small country: order, parts, chance, doors, policies."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from geo.errors import TooFarError
from planning.cover.demand import demand_of
from planning.coverage import assess_coverage
from planning.moment import moment_of
from planning.packs import Pack
from planning.supply.facilities import doors_at, units_at
from tests.planning.answers.calls import EVENING, MORNING, ZONE, ask, at, changed, units
from tests.planning.worlds import OFFICE_HOURS, make_pack, rows, spot

BEFORE_WORK = datetime(2025, 1, 15, 7, 40, tzinfo=ZONE)


def with_units(*changes: dict[str, object]) -> Pack:
    return changed(units=units(*changes))


def test_the_surest_unit_comes_first_even_if_another_is_as_fast() -> None:
    pack = with_units(
        {"id": "near", "at": spot(1), "shifts": "", "on_call": "yes"},
        {"id": "far", "at": spot(4), "shifts": "24/7"},
    )
    ranked = ask(pack, EVENING, at(2)).responders
    # near: 60+240+1800+600 = 2700 s on call; far: 60+240+300+1200 = 1800 s on duty
    assert [one.unit.id for one in ranked] == ["far", "near"]
    assert [one.parts.eta_s for one in ranked] == pytest.approx([1800, 2700], abs=0.5)
    assert ranked[0].chance > ranked[1].chance


def test_chance_ranks_before_the_median() -> None:
    pack = with_units(
        {"id": "drives", "at": spot(0), "shifts": "24/7"},
        {"id": "sleeps", "at": spot(4), "shifts": "", "on_call": "yes"},
    )
    ranked = ask(pack, EVENING, at(3.3), golden_s=3300.0).responders
    # sleeps: 2100 + 420 s, of which 1800 s may stray by 40 %; drives: 600 + 1980 s by 20 %
    assert ranked[1].parts.eta_s < ranked[0].parts.eta_s
    assert [one.unit.id for one in ranked] == ["drives", "sleeps"]


def test_position_error_widens_the_spread_and_not_the_parts() -> None:
    sharp = ask(make_pack(), MORNING, at(3)).responders[0]
    vague = ask(make_pack(), MORNING, at(3, error_m=5000)).responders[0]
    assert vague.parts == sharp.parts
    # 5 km at 36 km/h are 500 s nearer or further
    assert vague.p90_s > sharp.p90_s + 100
    assert vague.p50_s == pytest.approx(sharp.p50_s, rel=0.03)
    assert vague.p90_s < sharp.p90_s + 500


def test_a_unit_that_nobody_can_reach_is_absent_not_late() -> None:
    pack = with_units({"shifts": OFFICE_HOURS, "on_call": "unknown", "name": "Asleep"})
    answer = ask(pack, EVENING, at(1))
    assert answer.responders == ()
    assert answer.absent == ("Asleep",)
    assert ask(pack, MORNING, at(1)).absent == ()


def test_units_of_low_confidence_are_never_sent() -> None:
    assert ask(with_units({"confidence": "low"}), MORNING, at(1)).responders == ()


def test_off_road_legs_are_parts_of_the_eta() -> None:
    parts = ask(make_pack(), MORNING, at(2, north_m=1800)).responders[0].parts
    assert parts.egress_s == pytest.approx(180, rel=0.01)
    assert parts.drive_s == pytest.approx(1200, rel=0.01)


def test_too_far_from_any_road_is_said() -> None:
    with pytest.raises(TooFarError, match="here"):
        ask(make_pack(), MORNING, at(2, north_m=9000))


def test_in_time_means_inside_not_at_a_shut_door() -> None:
    point = ask(make_pack(), BEFORE_WORK, at(0.5), golden_s=1000.0).safe_points[0]
    # 300 s of road, then 15 minutes before the door opens
    assert point.arrival_s == pytest.approx(300, abs=0.5)
    assert point.open_on_arrival is False
    assert point.opens_at is not None
    assert point.opens_at.strftime("%H:%M") == "08:00"
    assert point.eta_s == pytest.approx(1200, abs=61)
    assert point.in_time is False


def test_the_first_door_is_the_first_that_lets_in() -> None:
    missions = pd.concat(
        [
            make_pack().layers["missions"],
            make_pack().layers["missions"].assign(id="M2", hours="24/7").pipe(_moved, 4),
        ],
        ignore_index=True,
    )
    pack = make_pack(missions=missions)
    order = [point.door.id for point in ask(pack, EVENING, at(1)).safe_points]
    assert order == ["M2", "M1"]


def _moved(layer: pd.DataFrame, step: float) -> pd.DataFrame:
    lon, lat = spot(step)
    return layer.assign(lon=lon, lat=lat)


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"country": "JP"}, False),
        ({"host_country": "TH"}, False),
        ({"kind": "task_force"}, False),
        ({"confidence": "low"}, False),
        ({"valid_to": "2025-01-15"}, False),
        ({"valid_from": "2025-01-16"}, False),
    ],
)
def test_which_missions_are_doors(change: dict[str, str], counts: bool) -> None:
    missions = make_pack().layers["missions"].assign(**change)
    doors = doors_at(moment_of(make_pack(missions=missions), MORNING))
    assert bool(doors) is counts


@pytest.mark.parametrize(
    ("status", "admits", "counts"),
    [
        ("open", "yes", True),
        ("open", "unknown", False),
        ("promised", "yes", False),
        ("candidate", "yes", False),
    ],
)
def test_only_an_open_zone_that_admits_is_a_door(status: str, admits: str, counts: bool) -> None:
    zone = {"id": "Z", "name": "Zone", "kind": "gate", "hours": "24/7", "at": spot(1)}
    zones = rows(zone | {"status": status, "admits_anyone": admits})
    doors = doors_at(moment_of(make_pack(green_zones=zones), MORNING))
    assert ("Z" in {door.id for door in doors}) is counts


def test_a_gate_is_no_post_and_a_post_that_is_closed_sends_nobody() -> None:
    posts = make_pack().layers["police_posts"]
    gates = make_pack(police_posts=posts.assign(kind="border_gate"))
    assert len(doors_at(moment_of(gates, MORNING), police="all")) == 1
    moment = moment_of(make_pack(police_posts=posts.assign(hours="")), MORNING)
    assert [unit.id for unit in units_at(moment, police="all")] == ["U1"]
    moment = moment_of(make_pack(), MORNING)
    assert [unit.id for unit in units_at(moment, police="trusted")] == ["U1", "P4"]
    assert [unit.id for unit in units_at(moment)] == ["U1"]


def test_either_covers_what_one_of_the_two_covers() -> None:
    pack = with_units({"at": spot(4), "shifts": "24/7"})
    moment = moment_of(pack, MORNING)
    demand = demand_of(moment, "sites")
    covered = {
        direction: assess_coverage(
            moment, demand, golden_s=1250.0, direction=direction
        ).covered.tolist()
        for direction in ("reach", "response", "either")
    }
    assert covered == {
        "reach": [True, False],
        "response": [False, True],
        "either": [True, True],
    }


def test_a_gap_names_who_would_help_and_who_does_first() -> None:
    moment = moment_of(make_pack(), EVENING)
    coverage = assess_coverage(moment, demand_of(moment, "sites"), golden_s=2000)
    gap = next(gap for gap in coverage.gaps if gap.id == "S1")
    assert (gap.cause, gap.by) == ("closed_on_arrival", "Embassy")
    assert gap.arrival_s == pytest.approx(600, abs=0.5)
    assert gap.eta_by == "Officers"
    assert gap.eta_s == pytest.approx(2700, abs=0.5)


@pytest.mark.parametrize("seconds", [7 * 3600 + 40 * 60 - 0.001, 7 * 3600 + 29 * 60 + 59.5])
def test_the_door_is_judged_at_the_very_arrival(seconds: float) -> None:
    when = datetime(2025, 1, 15, tzinfo=ZONE) + timedelta(seconds=seconds)
    point = ask(make_pack(), when, at(2)).safe_points[0]
    arrival = when + timedelta(seconds=point.arrival_s)
    opens = datetime(2025, 1, 15, 8, tzinfo=ZONE)
    # 1200 s of road: half a second, or ten minutes, before eight
    assert (point.open_on_arrival, point.opens_at) == (False, opens)
    assert point.eta_s is not None
    assert when + timedelta(seconds=point.eta_s) == opens
    assert point.admission_wait_s == pytest.approx((opens - arrival).total_seconds())


def test_a_hopeless_chance_never_outranks_a_shorter_way() -> None:
    pack = with_units(
        {"id": "slow", "at": spot(0), "shifts": "24/7"},
        {"id": "quick", "at": spot(1), "shifts": "24/7"},
    )
    ranked = ask(pack, EVENING, at(4), golden_s=60.0).responders
    assert [one.unit.id for one in ranked] == ["quick", "slow"]


def test_doubt_about_the_door_widens_the_time_to_it() -> None:
    sharp = ask(make_pack(), MORNING, at(2)).safe_points[0]
    vague_door = make_pack().layers["missions"].assign(precision_m=5000.0)
    vague = ask(make_pack(missions=vague_door), MORNING, at(2)).safe_points[0]
    assert vague.arrival_s == sharp.arrival_s
    assert vague.p90_s > sharp.p90_s + 100
