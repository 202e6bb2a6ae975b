"""Coverage of the small country, by hand: every figure below is one line of arithmetic."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import Place
from geo.errors import NoResourceError
from planning.cover.causes import CAUSES
from planning.cover.demand import demand_of
from planning.coverage import Coverage, assess_coverage
from planning.dispatch import assess_incident
from planning.moment import Moment, moment_of
from planning.siting.what_if import dropped_zone, what_if
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
WEEKDAY = datetime(2025, 1, 15, 10, tzinfo=ZONE)
EVENING = datetime(2025, 1, 15, 19, tzinfo=ZONE)
BEFORE_WORK = datetime(2025, 1, 15, 7, 40, tzinfo=ZONE)


def ask(when: datetime, *, golden_s: float = 3600.0, **question: str) -> Coverage:
    moment = moment_of(make_pack(), when)
    return assess_coverage(moment, demand_of(moment, "sites"), golden_s=golden_s, **question)  # type: ignore[arg-type]


def causes_by_id(coverage: Coverage) -> dict[str, str]:
    return {gap.id: gap.cause for gap in coverage.gaps}


def test_office_hours_cover_both_sites() -> None:
    coverage = ask(WEEKDAY, direction="response")
    # on duty: 60 + 240 + 300, then 600 s to S1 and 1800 s to S3
    assert coverage.eta_s.tolist() == pytest.approx([1200, 2400], abs=0.5)
    assert coverage.covered_share == 1.0
    assert coverage.gaps == ()
    assert coverage.causes == {}


@pytest.mark.parametrize(("golden_s", "covered"), [(2400.5, True), (2399.0, False)])
def test_the_limit_is_inclusive(golden_s: float, covered: bool) -> None:
    assert bool(ask(WEEKDAY, direction="response", golden_s=golden_s).covered[1]) is covered


@pytest.mark.parametrize("direction", ["reach", "response"])
def test_exactly_the_golden_time_is_in_time(direction: str) -> None:
    exact_s = float(ask(WEEKDAY, direction=direction).eta_s[1])
    at_limit = ask(WEEKDAY, direction=direction, golden_s=exact_s)
    just_under = ask(WEEKDAY, direction=direction, golden_s=exact_s - 1e-6)
    assert bool(at_limit.covered[1])
    assert not bool(just_under.covered[1])


def test_on_call_turnout_is_the_cause_in_the_evening() -> None:
    coverage = ask(EVENING, direction="response")
    # on call: 60 + 240 + 1800, then 600 s to S1 and 1800 s to S3: 3900 s, 300 s too late
    assert coverage.eta_s.tolist() == pytest.approx([2700, 3900], abs=0.5)
    assert causes_by_id(coverage) == {"S3": "nobody_on_duty"}
    assert coverage.gaps[0].by == "Officers"


def test_too_far_even_on_duty() -> None:
    coverage = ask(WEEKDAY, direction="response", golden_s=2000)
    assert causes_by_id(coverage) == {"S3": "too_far"}


def test_closed_door_is_the_cause_in_the_evening() -> None:
    coverage = ask(EVENING, direction="reach")
    assert causes_by_id(coverage) == {"S1": "closed_on_arrival", "S3": "closed_on_arrival"}
    # arrival 19:10, opens 08:00 next day: 600 s of road and 12 h 50 min of waiting
    gap = next(gap for gap in coverage.gaps if gap.id == "S1")
    assert gap.arrival_s == pytest.approx(600, abs=0.5)
    assert gap.eta_s == pytest.approx(13 * 3600, abs=61)


def test_a_door_counts_if_it_is_open_when_the_victim_gets_there() -> None:
    coverage = ask(BEFORE_WORK, direction="reach")
    # 07:40 + 10 min: closed, opens in 10 min: in after 20 min; 07:40 + 30 min: open
    assert coverage.eta_s.tolist() == pytest.approx([1200, 1800], abs=61)
    assert coverage.covered_share == 1.0


def test_unknown_hours_are_closed_and_said() -> None:
    mission = make_pack().layers["missions"].assign(hours="", after_hours_admission="unknown")
    moment = moment_of(make_pack(missions=mission), WEEKDAY)
    coverage = assess_coverage(moment, demand_of(moment, "sites"), golden_s=3600, direction="reach")
    assert set(causes_by_id(coverage).values()) == {"hours_unknown"}


def test_low_confidence_is_never_a_safe_point() -> None:
    mission = make_pack().layers["missions"].assign(confidence="low")
    moment = moment_of(make_pack(missions=mission), WEEKDAY)
    coverage = assess_coverage(moment, demand_of(moment, "sites"), golden_s=3600, direction="reach")
    assert coverage.covered_share == 0.0


def test_police_count_only_when_asked_and_never_when_avoided() -> None:
    shares = {
        police: ask(EVENING, direction="reach", police=police).covered_share
        for police in ("none", "trusted", "all")
    }
    # the trusted post at J4 is 600 s from S3 and 1800 s from S1; the bad one at J2 never counts
    assert shares == {"none": 0.0, "trusted": 1.0, "all": 1.0}
    bad_only = make_pack(police_posts=make_pack().layers["police_posts"].iloc[1:])
    moment = moment_of(bad_only, EVENING)
    coverage = assess_coverage(
        moment, demand_of(moment, "sites"), golden_s=3600, direction="reach", police="all"
    )
    assert coverage.covered_share == 0.0


def test_closed_road_is_no_road() -> None:
    closed = rows({"id": "C1", "name": "", "kind": "road", "target": "r1", "at": spot(1)})
    moment = moment_of(make_pack(closures=closed), WEEKDAY)
    coverage = assess_coverage(moment, demand_of(moment, "sites"), golden_s=3600, direction="reach")
    assert causes_by_id(coverage) == {"S3": "no_road"}
    assert coverage.gaps[0].eta_s is None


def test_causes_sum_to_the_gap() -> None:
    for when in (WEEKDAY, EVENING, BEFORE_WORK):
        for direction in ("reach", "response", "either"):
            for golden_s in (300.0, 1500.0, 3600.0):
                coverage = ask(when, direction=direction, golden_s=golden_s)
                missing = coverage.total_weight - coverage.covered_weight
                assert sum(coverage.causes.values()) == pytest.approx(missing)
                assert set(coverage.causes) <= set(CAUSES)


def test_what_if_counts_the_dropped_zone() -> None:
    moment = moment_of(make_pack(), EVENING)
    demand = demand_of(moment, "sites")
    lon, lat = spot(3)
    place = Place(lat=lat, lon=lon, error_m=10.0, name="here", kind="coordinates", text="")
    answer = what_if(moment, demand, [dropped_zone(moment, place)], golden_s=1000)
    assert answer.before.covered_share == 0.0
    assert [gap.id for gap in answer.gained] == ["S3"]
    assert answer.after.covered_weight == pytest.approx(demand.weight[1])


def test_no_site_is_said() -> None:
    moment = moment_of(make_pack(sites=make_pack().layers["sites"].assign(in_risk="no")), WEEKDAY)
    with pytest.raises(NoResourceError, match="nothing to cover"):
        demand_of(moment, "sites")


def toy_moment(hour: int) -> Moment:
    return moment_of(make_pack(), datetime(2025, 1, 15, hour, tzinfo=ZONE))


@settings(max_examples=25, deadline=None)
@given(step=st.floats(0, 4), hour=st.integers(0, 23), golden_s=st.floats(60, 7200))
def test_one_more_zone_never_covers_less(step: float, hour: int, golden_s: float) -> None:
    moment = toy_moment(hour)
    lon, lat = spot(step)
    place = Place(lat=lat, lon=lon, error_m=10.0, name="here", kind="coordinates", text="")
    answer = what_if(
        moment, demand_of(moment, "sites"), [dropped_zone(moment, place)], golden_s=golden_s
    )
    assert np.all(answer.after.covered >= answer.before.covered)


@settings(max_examples=25, deadline=None)
@given(step=st.floats(0, 4), hour=st.integers(0, 23))
def test_parts_of_every_eta_sum_and_agree_with_coverage(step: float, hour: int) -> None:
    lon, lat = spot(step)
    base = make_pack()
    here = base.layers["sites"].iloc[:1].assign(lon=lon, lat=lat)
    here = here.set_geometry([__import__("shapely").Point(lon, lat)], crs=4326)
    moment = moment_of(make_pack(sites=here), datetime(2025, 1, 15, hour, tzinfo=ZONE))
    place = Place(lat=lat, lon=lon, error_m=1.0, name="here", kind="coordinates", text="")
    card = assess_incident(moment, place, golden_s=3600)
    parts = card.responders[0].parts
    assert parts.eta_s == pytest.approx(
        parts.answer_s
        + parts.processing_s
        + parts.turnout_s
        + parts.access_s
        + parts.drive_s
        + parts.egress_s
        + parts.admission_wait_s
    )
    coverage = assess_coverage(
        moment, demand_of(moment, "sites"), golden_s=3600, direction="response"
    )
    assert coverage.eta_s[0] == pytest.approx(parts.eta_s, abs=1e-6)


@pytest.mark.parametrize(
    ("left", "direction", "cause"),
    [
        pytest.param((), "reach", "no_help", id="no door"),
        pytest.param((), "response", "no_help", id="no unit"),
        pytest.param((), "either", "no_help", id="neither"),
        pytest.param(("units", "missions"), "response", "nobody_on_duty", id="all of them at home"),
        pytest.param(("missions",), "either", "closed_on_arrival", id="a door, and no unit"),
    ],
)
def test_a_map_without_help_says_so(left: tuple[str, ...], direction: str, cause: str) -> None:
    whole = make_pack().layers
    units = whole["units"].assign(on_call="no")
    layers = {
        kind: (units if kind == "units" else whole[kind]) if kind in left else whole[kind].iloc[:0]
        for kind in ("units", "missions", "green_zones")
    }
    moment = moment_of(make_pack(**layers), EVENING)
    found = assess_coverage(
        moment,
        demand_of(moment, "sites"),
        golden_s=3600.0,
        direction=direction,  # type: ignore[arg-type]
    )
    assert set(found.causes) == {cause}
