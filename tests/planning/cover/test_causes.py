"""Why a place is not in time, and the figure that would mend it: each by hand on one road."""

from datetime import datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import Place
from geo.errors import SettingError
from planning.cover.causes import CAUSES, Cause
from planning.cover.demand import Demand, demand_of
from planning.cover.houses import Direction
from planning.cover.week import assess_week
from planning.coverage import Coverage, assess_coverage
from planning.moment import Moment, moment_of
from planning.packs import Pack
from planning.routes import plan_route
from planning.ways.rules import WayRules
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
NIGHT, NOON, EVENING = (
    datetime(2025, 1, day, hour, tzinfo=ZONE) for day, hour in ((16, 3), (15, 12), (15, 19))
)
SITE = {
    "evidence": "confirmed", "status": "reported_active", "status_date": "2025-01-01",
    "claim_date": "2025-01-01", "in_risk": "yes", "level": "site",
}  # fmt: skip


def ask(pack: Pack, when: datetime, **asked: object) -> Coverage:
    moment = moment_of(pack, when)
    options = {"golden_s": 3600.0} | asked
    return assess_coverage(moment, demand_of(moment, "sites"), **options)  # type: ignore[arg-type]


def why(found: Coverage, site: str) -> Cause:
    return next(gap.why for gap in found.gaps if gap.id == site)


def test_a_closed_door_says_when_it_opens_and_how_much_that_is_too_late() -> None:
    found = why(ask(make_pack(), NIGHT, direction="reach"), "S1")
    # 1200 s at night, before the door at 03:20; it opens at 08:00, five hours after the start
    assert (found.kind, found.by) == ("closed_on_arrival", "Embassy")
    assert found.arrival_s == pytest.approx(1200, abs=0.5)
    assert found.opens_at == datetime(2025, 1, 16, 8, tzinfo=ZONE)
    assert found.late_s == pytest.approx(5 * 3600 - 3600)


def test_a_turnout_on_call_says_by_how_much_it_is_too_long() -> None:
    found = why(ask(make_pack(), EVENING, direction="response"), "S3")
    # 60 + 240 + 1800 + 1800 s is 300 s too much; on duty the turnout is 300 s
    assert (found.kind, found.by) == ("nobody_on_duty", "Officers")
    assert found.arrival_s == pytest.approx(3900, abs=0.5)
    assert found.late_s == pytest.approx(300, abs=0.5)
    assert found.opens_at == datetime(2025, 1, 16, 8, tzinfo=ZONE)


def test_a_unit_that_is_away_says_when_it_is_next_on_duty() -> None:
    away = make_pack().layers["units"].assign(on_call="no")
    found = why(ask(make_pack(units=away), EVENING, direction="response"), "S1")
    assert (found.kind, found.by, found.arrival_s) == ("nobody_on_duty", "Officers", None)
    assert found.opens_at == datetime(2025, 1, 16, 8, tzinfo=ZONE)


def test_who_is_away_and_too_far_is_too_far() -> None:
    away = make_pack().layers["units"].assign(on_call="no")
    found = why(ask(make_pack(units=away), EVENING, direction="response", golden_s=1000.0), "S3")
    # 60 + 240 + 300 + 1800 s even on duty
    assert found.kind == "too_far"
    assert found.late_s == pytest.approx(1400, abs=0.5)


def test_a_busy_unit_is_the_cause_where_it_would_be_in_time() -> None:
    moment = moment_of(make_pack(), NOON).with_busy(["U1"])
    demand = demand_of(moment, "sites")
    near = assess_coverage(moment, demand, golden_s=3600, direction="response")
    assert {gap.cause for gap in near.gaps} == {"busy"}
    assert why(near, "S1").arrival_s == pytest.approx(1200, abs=0.5)
    far = assess_coverage(moment, demand, golden_s=900, direction="response")
    assert {gap.cause for gap in far.gaps} == {"too_far"}


def test_too_far_says_how_far_and_how_much_is_missing() -> None:
    found = why(ask(make_pack(), NOON, direction="reach", golden_s=1000.0), "S3")
    assert (found.kind, found.by) == ("too_far", "Embassy")
    assert found.arrival_s == pytest.approx(1800, abs=0.5)
    assert found.late_s == pytest.approx(800, abs=0.5)


CLOSED = {"id": "C", "name": "washed-out bridge", "kind": "road", "target": "r2"}


def test_no_open_road_names_what_is_closed() -> None:
    pack = make_pack(closures=rows(CLOSED | {"at": spot(0)}))
    found = ask(pack, NOON, direction="reach")
    assert bool(found.covered[0])
    assert why(found, "S3") == Cause("no_road", blocked_by=("washed-out bridge",))
    response = ask(pack, NOON, direction="response")
    assert why(response, "S3").blocked_by == ("washed-out bridge",)


def test_a_closed_gate_is_named_too() -> None:
    gate = CLOSED | {"id": "G", "name": "", "kind": "gate", "target": "J2"}
    pack = make_pack(closures=rows(gate | {"at": spot(2)}))
    assert why(ask(pack, NOON, direction="reach"), "S3").blocked_by == ("J2",)


def test_of_two_closures_the_first_met_comes_first() -> None:
    two = (CLOSED, CLOSED | {"id": "D", "name": "flood", "target": "r1"})
    pack = make_pack(closures=rows(*(row | {"at": spot(0)} for row in two)))
    found = why(ask(pack, NOON, direction="reach"), "S3")
    assert found.blocked_by == ("washed-out bridge", "flood")


def guarded() -> Pack:
    """Two sites; the far one's only way west leads past the middle one."""
    return make_pack(
        sites=rows(
            {"id": "S2", "name": "middle", "at": spot(2, north_m=1500.0)} | SITE,
            {"id": "S4", "name": "end", "at": spot(4)} | SITE,
        ),
        police_posts=make_pack().layers["police_posts"][:0],
    )


def test_only_through_hazard_names_the_limit_that_would_do() -> None:
    pack = guarded()
    free, kept = (ask(pack, NOON, direction="reach", most_hazard=most) for most in (None, 0.1))
    assert free.covered.tolist() == [True, True]
    assert kept.covered.tolist() == [True, False]  # the middle site's own hazard is left out for it
    found = why(kept, "S4")
    assert (found.kind, found.by) == ("hazard", "Embassy")
    assert found.needs_hazard is not None
    enough = ask(pack, NOON, direction="reach", most_hazard=found.needs_hazard)
    less = ask(pack, NOON, direction="reach", most_hazard=found.needs_hazard - 0.05)
    assert enough.covered.all()
    assert not less.covered.all()
    # as the route of the same pair says
    moment = moment_of(pack, NOON)
    ends = (Place(spot(step)[1], spot(step)[0], 1.0, "x", "", "") for step in (4, 0))
    start, goal = ends
    ways = [
        plan_route(moment, start, goal, rules=WayRules(most_hazard=most)).broken
        for most in (0.1, found.needs_hazard)
    ]
    assert ways[0]
    assert not ways[1]


def test_an_impossible_limit_of_hazard_is_refused() -> None:
    with pytest.raises(SettingError, match="give 0 to 1"):
        ask(guarded(), NOON, direction="reach", most_hazard=2.0)


def people_and_sites(moment: Moment) -> list[Demand]:
    return [demand_of(moment, "sites"), demand_of(moment, "people")]


@given(
    hour=st.integers(0, 167),
    golden_s=st.floats(60.0, 15_000.0),
    most_hazard=st.sampled_from([0.0, 0.05, 0.2, 0.6, 1.0]),
    direction=st.sampled_from(["reach", "response", "either"]),
)
@settings(max_examples=25, deadline=None)
def test_safe_cover_is_never_more_and_the_causes_add_up(
    hour: int, golden_s: float, most_hazard: float, direction: Direction
) -> None:
    pack = guarded()
    when = datetime(2025, 1, 13 + hour // 24, hour % 24, tzinfo=ZONE)
    moment = moment_of(pack, when)
    for demand in people_and_sites(moment):
        free = assess_coverage(moment, demand, golden_s=golden_s, direction=direction)
        safe, safer = (
            assess_coverage(
                moment, demand, golden_s=golden_s, direction=direction, most_hazard=most
            )
            for most in (most_hazard, most_hazard / 2)
        )
        for found in (free, safe):
            gap = found.total_weight - found.covered_weight
            assert sum(found.causes.values()) == pytest.approx(gap)
            assert set(found.causes) <= set(CAUSES)
            assert found.backup_share <= found.covered_share
        assert (safe.houses <= free.houses).all()
        assert (safer.houses <= safe.houses).all()
        if most_hazard == 1.0:
            assert (safe.houses == free.houses).all()


def test_the_week_keeps_the_same_limit() -> None:
    moment = moment_of(guarded(), NOON)
    demand = demand_of(moment, "sites")
    week = assess_week(moment, demand, golden_s=3600, direction="reach", most_hazard=0.1)
    assert week.houses[2 * 24 + 12].tolist() == [1, 0]


def test_nothing_on_the_map_is_no_help() -> None:
    nobody = make_pack(
        missions=make_pack().layers["missions"][:0], units=make_pack().layers["units"][:0]
    )
    found = ask(nobody, NOON)
    assert {gap.cause for gap in found.gaps} == {"no_help"}


def test_layers_are_left_as_they_were() -> None:
    pack = guarded()
    before: dict[str, gpd.GeoDataFrame] = {k: v.copy() for k, v in pack.layers.items()}
    ask(pack, NOON, most_hazard=0.1)
    for kind, rows_before in before.items():
        assert rows_before.equals(pack.layers[kind])
