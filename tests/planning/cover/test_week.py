"""The week of the small country: against one plain loop, against the moment, and by its laws."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SettingError
from planning.cover.demand import demand_of
from planning.cover.houses import Direction
from planning.cover.tally import expected_help
from planning.cover.week import Week, assess_week
from planning.coverage import assess_coverage
from planning.moment import Moment, moment_of
from planning.packs import Pack
from planning.supply.facilities import PolicePolicy
from tests.planning.worlds import STEP_S, make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
WEDNESDAY = datetime(2025, 1, 15, 10, tzinfo=ZONE)
MONDAY = datetime(2025, 1, 13, tzinfo=ZONE)
TEXTS = ("24/7", "Mo-Fr 08:00-16:00", "22:00-05:00", "Sa-Su 06:00-06:40", "Mo 03:15-03:20", "")
ZONE_ROW = {
    "kind": "gate", "status": "open", "admits_anyone": "yes", "host": "", "name": "Zone",
}  # fmt: skip


def zones(*records: tuple[float, str]) -> gpd.GeoDataFrame:
    """Open Green Zones, each at so many stretches from the west end and with its hours."""
    return rows(
        *(
            ZONE_ROW | {"id": f"Z{number}", "at": spot(step), "hours": hours}
            for number, (step, hours) in enumerate(records)
        ),
        columns=(*ZONE_ROW, "hours"),
    )


def at(pack: Pack, when: datetime = WEDNESDAY) -> Moment:
    return moment_of(pack, when)


def ask(
    pack: Pack, *, golden_s: float = 3600.0, when: datetime = WEDNESDAY, **asked: object
) -> Week:
    moment = at(pack, when)
    return assess_week(moment, demand_of(moment, "sites"), golden_s=golden_s, **asked)  # type: ignore[arg-type]


@lru_cache
def is_office_hour(when: datetime) -> bool:
    return when.weekday() < 5 and 8 <= when.hour < 16


def steps_to(when: datetime) -> float:
    """Seconds of one stretch for a drive that begins then: half as quick from 22 to 5."""
    return STEP_S * (2 if when.hour >= 22 or when.hour < 5 else 1)


def plain_reach(when: datetime, step: int, golden_s: float) -> bool:
    """Whether the embassy at the west end lets in who starts so many stretches away."""
    arrival = when + timedelta(seconds=step * steps_to(when))
    minute = arrival
    while minute <= when + timedelta(seconds=golden_s):
        if is_office_hour(minute):
            return True
        minute += timedelta(seconds=30)
    return False


def plain_response(when: datetime, step: int, golden_s: float) -> bool:
    """Whether the officers at the west end get there: 60 + 240 s, and 300 or 1800 s of turnout."""
    turnout_s = 300 if is_office_hour(when) else 1800
    return 60 + 240 + turnout_s + step * steps_to(when) <= golden_s + 1


@pytest.mark.parametrize("golden_s", [1500.0, 3599.0, 5400.0])
def test_every_hour_is_what_a_plain_loop_counts(golden_s: float) -> None:
    reach = ask(make_pack(), direction="reach", golden_s=golden_s)
    response = ask(make_pack(), direction="response", golden_s=golden_s)
    either = ask(make_pack(), direction="either", golden_s=golden_s)
    for hour in range(168):
        when = MONDAY + timedelta(hours=hour)
        assert reach.instants[hour] == when
        for point, step in enumerate((1, 3)):
            by_door = plain_reach(when, step, golden_s)
            by_unit = plain_response(when, step, golden_s)
            assert bool(reach.houses[hour, point]) is by_door, (when, step)
            assert bool(response.houses[hour, point]) is by_unit, (when, step)
            assert bool(either.houses[hour, point]) is (by_door or by_unit), (when, step)


def test_shares_are_laid_out_by_day_and_hour() -> None:
    week = ask(make_pack(), direction="reach")
    shares = week.shares()
    assert shares.shape == (7, 24)
    # the near site weighs twice the far one: within an hour of opening both doors do
    assert shares[0, 8] == pytest.approx(1.0)
    assert shares[0, 7] == pytest.approx(1.0)  # on the way at 07:00, the door opens at 08:00
    assert shares[0, 16] == 0.0  # shut
    # the near site alone weighs two thirds
    assert ask(make_pack(), direction="reach", golden_s=900.0).shares()[0, 9] == pytest.approx(
        2 / 3
    )
    assert shares[6, 3] == 0.0
    assert week.worst_hour == 0
    assert week.mean_share == pytest.approx(float(shares.mean()))


def test_a_door_that_shuts_on_the_way_does_not_count_and_one_that_opens_in_time_does() -> None:
    nobody = make_pack().layers["missions"][:0]
    pack = make_pack(
        missions=nobody, green_zones=zones((2, "Tu 10:00-10:09"), (4, "Th 10:25-10:26"))
    )
    reach = ask(pack, direction="reach", golden_s=1600.0)
    tuesday, thursday = 24 + 10, 3 * 24 + 10
    # S1 and S3 are 600 s from Z0, open at the first step and shut when they get there
    assert reach.houses[tuesday].tolist() == [0, 0]
    assert ask(pack, direction="reach", golden_s=5000.0).houses[tuesday - 1].tolist() == [1, 1]
    # Z1 opens 1500 s after ten: S3, 600 s away, waits for it; S1 is 1800 s away
    assert reach.houses[thursday].tolist() == [0, 1]


@given(
    first=st.sampled_from(TEXTS),
    second=st.sampled_from(TEXTS),
    golden_s=st.floats(60.0, 20_000.0),
    hour=st.integers(0, 167),
    direction=st.sampled_from(["reach", "response", "either"]),
    police=st.sampled_from(["none", "trusted", "all"]),
)
@settings(max_examples=40, deadline=None)
def test_every_hour_agrees_with_the_moment(
    first: str, second: str, golden_s: float, hour: int, direction: Direction, police: PolicePolicy
) -> None:
    pack = make_pack(green_zones=zones((2, first), (3.5, second)))
    moment = at(pack)
    demand = demand_of(moment, "sites")
    week = assess_week(moment, demand, golden_s=golden_s, direction=direction, police=police)
    then = moment_of(pack, week.instants[hour])
    found = assess_coverage(then, demand, golden_s=golden_s, direction=direction, police=police)
    assert week.houses[hour].tolist() == found.houses.tolist()
    assert week.shares().ravel()[hour] == pytest.approx(found.covered_share)
    assert week.shares(at_least=2).ravel()[hour] == pytest.approx(found.backup_share)


@given(
    hours=st.sampled_from(TEXTS),
    golden_s=st.floats(60.0, 20_000.0),
    more_s=st.floats(0.0, 20_000.0),
    direction=st.sampled_from(["reach", "response", "either"]),
)
@settings(max_examples=30, deadline=None)
def test_more_never_covers_less(
    hours: str, golden_s: float, more_s: float, direction: Direction
) -> None:
    few = ask(make_pack(), golden_s=golden_s, direction=direction).houses
    zoned = make_pack(green_zones=zones((2, hours)))
    longer = ask(make_pack(), golden_s=golden_s + more_s, direction=direction).houses
    more = ask(zoned, golden_s=golden_s, direction=direction).houses
    always = ask(
        make_pack(green_zones=zones((2, "24/7"))), golden_s=golden_s, direction=direction
    ).houses
    assert (longer >= few).all()
    assert (more >= few).all()
    assert (always >= more).all()


def test_police_help_grows_with_the_policy() -> None:
    none, trusted, every = (
        ask(make_pack(), direction="either", police=police).houses
        for police in ("none", "trusted", "all")
    )
    assert (none <= trusted).all()
    assert (trusted <= every).all()
    assert (trusted > none).any()


def test_two_of_one_house_are_no_backup() -> None:
    guard = ZONE_ROW | {"id": "G", "host": "M1", "hours": "24/7", "at": spot(0)}
    apart = ZONE_ROW | {"id": "A", "host": "", "hours": "24/7", "at": spot(0.5)}
    one_house = ask(make_pack(green_zones=rows(guard)), direction="either")
    assert one_house.houses.max() == 1  # gate, embassy and officers stand or fall together
    two_houses = ask(make_pack(green_zones=rows(guard, apart)), direction="either")
    assert two_houses.houses.max() == 2
    assert (two_houses.shares(at_least=2) <= two_houses.shares()).all()


def test_a_busy_house_helps_nobody() -> None:
    week = ask(make_pack(green_zones=zones((0.5, "24/7"))), direction="reach")
    assert np.allclose(week.expected_shares(0.0), week.shares())
    assert np.allclose(week.expected_shares(1.0), 0.0)
    # Monday 08:00: embassy and zone, each away three times in ten
    assert week.expected_shares(0.3)[0, 8] == pytest.approx(1 - 0.3**2)
    with pytest.raises(SettingError, match="give 0 to 1"):
        week.expected_shares(1.5)


def test_expected_help_counts_each_house_once() -> None:
    counts = np.array([0, 1, 2, 3], dtype=np.uint16)
    assert expected_help(counts, 0.5).tolist() == [0.0, 0.5, 0.75, 0.875]


def test_units_busy_with_a_case_are_not_free_for_the_next() -> None:
    moment = at(make_pack()).with_busy(["U1"])
    week = assess_week(moment, demand_of(moment, "sites"), golden_s=7200, direction="response")
    assert week.houses.max() == 0


def test_a_zone_counts_from_its_first_day_on() -> None:
    begun = ZONE_ROW | {"id": "Z", "hours": "24/7", "at": spot(2), "valid_from": "2025-01-15"}
    week = ask(make_pack(green_zones=rows(begun)), direction="reach", golden_s=1300.0)
    assert week.houses[: 2 * 24].max(axis=1).reshape(2, 24)[:, 3].tolist() == [0, 0]
    assert week.houses[2 * 24 :].min() == 1


def test_no_help_at_all_is_a_week_of_nothing() -> None:
    nobody = make_pack(
        missions=make_pack().layers["missions"][:0], units=make_pack().layers["units"][:0]
    )
    assert ask(nobody).shares().max() == 0.0
