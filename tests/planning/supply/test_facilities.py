"""Doors and units: which there are, when they are in force, open, on duty, on call or busy."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import Place
from geo.errors import FaultsError
from planning.eta import admission_at
from planning.moment import Moment, in_force, moment_of
from planning.packs import Pack
from planning.siting.what_if import dropped_zone
from planning.supply.days_off import holiday_of, is_silent_on_holidays
from planning.supply.facilities import (
    PolicePolicy,
    absent_units,
    all_doors,
    all_units,
    doors_at,
    hours_of,
    units_at,
)
from planning.supply.values import Unit
from tests.planning.worlds import OFFICE_HOURS, make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
MONDAY = datetime(2025, 1, 13, tzinfo=ZONE)
WEEK = [MONDAY + timedelta(hours=hour) for hour in range(7 * 24)]
CHUSEOK = datetime(2025, 10, 7, 10, tzinfo=ZONE)  # a Tuesday; not a holiday of Toyland (TT)
TT_REPUBLIC_DAY = datetime(2025, 9, 24, 10, tzinfo=ZONE)  # a Wednesday
Cells = Mapping[str, Any]
TOYLAND = make_pack()


def units_of(*changes: Cells) -> Pack:
    unit = make_pack().layers["units"].iloc[0].to_dict() | {"on_call_hours": "", "holidays": ""}
    records = [unit | {"at": spot(0)} | dict(change) for change in changes]
    return make_pack(units=rows(*records))


def doors_of(**changes: Any) -> Pack:
    return make_pack(missions=make_pack().layers["missions"].assign(**changes))


def only_unit(moment: Moment) -> Unit:
    (unit,) = all_units(moment)
    return unit


# ---- doors
def test_a_door_knows_its_host() -> None:
    zone = {"id": "Z", "name": "Zone", "kind": "gate", "hours": "24/7", "at": spot(1)}
    open_zone = zone | {"status": "open", "admits_anyone": "yes"}
    zones = rows(open_zone | {"host": "M1"}, open_zone | {"id": "Z2", "host": ""})
    moment = moment_of(make_pack(green_zones=zones), MONDAY)
    hosts = {door.id: door.host for door in doors_at(moment, police="trusted")}
    assert hosts == {"M1": "M1", "Z": "M1", "Z2": "Z2", "P4": "P4"}
    dropped = dropped_zone(moment, Place(12, 104, 1.0, "here", "coordinate", ""))
    assert dropped.host == dropped.id


SPANS = [("", ""), ("2025-01-15", ""), ("", "2025-01-15"), ("2025-01-14", "2025-01-16T12:00+09:00")]


@pytest.mark.parametrize("police", ["none", "trusted", "all"])
def test_what_is_in_force_at_a_moment_is_what_the_rows_say(police: PolicePolicy) -> None:
    layers = make_pack().layers
    mission, unit, post = (
        layers[kind].iloc[0].to_dict() for kind in ("missions", "units", "police_posts")
    )
    spans = [dict(zip(("valid_from", "valid_to"), span, strict=True)) for span in SPANS]
    named = [span | {"id": f"{place}"} for place, span in enumerate(spans)]
    pack = make_pack(
        missions=rows(*(mission | {"at": spot(0)} | one for one in named)),
        units=rows(*(unit | {"at": spot(0), "shifts": "24/7"} | one for one in named)),
        police_posts=rows(*(post | {"at": spot(4)} | one | {"id": f"P{one['id']}"} for one in named)),
    )  # fmt: skip
    for hour in range(0, 96, 6):
        moment = moment_of(pack, MONDAY + timedelta(hours=hour))
        posts = in_force(pack.layers["police_posts"], moment.when)["id"] if police != "none" else []
        wanted = [*in_force(pack.layers["missions"], moment.when)["id"], *posts]
        assert [door.id for door in doors_at(moment, police=police)] == wanted
        wanted = [*in_force(pack.layers["units"], moment.when)["id"], *posts]
        assert [unit.id for unit in units_at(moment, police=police)] == wanted
        assert len(all_doors(moment, police=police)) == 4 + 4 * (police != "none")


def test_an_id_of_two_layers_is_one_door() -> None:
    posts = make_pack().layers["police_posts"].assign(id="M1")
    moment = moment_of(make_pack(police_posts=posts), MONDAY)
    assert [door.id for door in doors_at(moment, police="trusted")] == ["M1"]


@pytest.mark.parametrize(
    ("holidays_of_row", "when", "is_open"),
    [
        pytest.param("", TT_REPUBLIC_DAY, False, id="the host's by default"),
        pytest.param("", CHUSEOK, True, id="the host keeps no Chuseok"),
        pytest.param("KR", CHUSEOK, False, id="Korea's"),
        pytest.param("KR", TT_REPUBLIC_DAY, True, id="only Korea's"),
        pytest.param("TT KR", TT_REPUBLIC_DAY, False, id="both"),
        pytest.param("TT KR", CHUSEOK, False, id="both, the other"),
    ],
)
def test_a_row_keeps_its_own_holidays(
    *, holidays_of_row: str, when: datetime, is_open: bool
) -> None:
    pack = doors_of(hours="Mo-Fr 08:00-16:00; PH off", holidays=holidays_of_row)
    (door,) = doors_at(moment_of(pack, when))
    assert door.hours.is_open(when) is is_open
    pack = units_of({"shifts": "Mo-Fr 08:00-16:00; PH off", "holidays": holidays_of_row})
    assert (only_unit(moment_of(pack, when)).state == "duty") is is_open


def test_a_country_without_a_calendar_refuses_only_holidays() -> None:
    about = {**TOYLAND.manifest.about, "country": "ZZ"}
    pack = replace(TOYLAND, manifest=replace(TOYLAND.manifest, about=MappingProxyType(about)))
    assert pack.calendar is None
    assert hours_of(pack, OFFICE_HOURS).text == OFFICE_HOURS
    assert hours_of(pack, "PH off", "KR").names_holidays
    with pytest.raises(FaultsError, match="need a calendar"):
        hours_of(pack, "PH off")
    assert holiday_of(moment_of(pack, TT_REPUBLIC_DAY)) is None


@pytest.mark.parametrize(
    ("admission", "hours", "at_night"),
    [
        ("yes", OFFICE_HOURS, True),
        ("no", OFFICE_HOURS, False),
        ("contested", OFFICE_HOURS, False),
        ("unknown", OFFICE_HOURS, False),
        ("unknown", "24/7", True),
    ],
)
def test_doubt_about_the_night_counts_as_closed(
    *, admission: str, hours: str, at_night: bool
) -> None:
    moment = moment_of(doors_of(after_hours_admission=admission, hours=hours), MONDAY)
    (door,) = doors_at(moment)
    assert admission_at(moment, door, 3600.0).is_open is at_night


@pytest.mark.parametrize(
    ("clock", "arrival_s", "is_open", "wait_s"),
    [
        pytest.param("15:30", 1799.0, True, 0.0, id="just in time"),
        pytest.param("15:30", 1800.0, False, 16 * 3600.0, id="shuts on the way"),
        pytest.param("07:30", 1800.0, True, 0.0, id="opens on the way"),
        pytest.param("07:30", 1200.0, False, 600.0, id="too early, and waits"),
    ],
)
def test_a_door_counts_as_it_is_on_arrival(
    *, clock: str, arrival_s: float, is_open: bool, wait_s: float
) -> None:
    hour, minute = map(int, clock.split(":"))
    moment = moment_of(doors_of(hours=OFFICE_HOURS), MONDAY.replace(hour=hour, minute=minute))
    (door,) = doors_at(moment)
    found = admission_at(moment, door, arrival_s)
    assert (found.is_open, found.wait_s) == (is_open, wait_s)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 22), st.integers(1, 23), st.integers(0, 3), st.integers(0, 7 * 24 * 60))
def test_longer_hours_are_never_less_open(begin: int, end: int, more: int, minute: int) -> None:
    begin, end = min(begin, end), max(begin + 1, end)
    short, long = (
        hours_of(TOYLAND, f"PH,Mo-Fr {first:02d}:00-{last:02d}:00")
        for first, last in ((begin, end), (max(begin - more, 0), min(end + more, 24)))
    )
    when = TT_REPUBLIC_DAY + timedelta(minutes=minute)
    assert short.is_open(when) <= long.is_open(when)
    ends = when + timedelta(days=3)
    for first, last, _ in short.spans(when, ends):
        assert any(a <= first and last <= b for a, b, _ in long.spans(when, ends))


# ---- units
@pytest.mark.parametrize(
    ("cells", "clock", "state", "turnout_s"),
    [
        pytest.param({}, 10, "duty", 300, id="the pack's turnout on duty"),
        pytest.param({}, 20, "call", 1800, id="the pack's turnout on call"),
        pytest.param({"turnout_on_duty_min": 3.0}, 10, "duty", 180, id="their own on duty"),
        pytest.param({"turnout_on_call_min": 45.0}, 20, "call", 2700, id="their own on call"),
        pytest.param({"turnout_on_call_min": 0.0}, 20, "call", 0, id="none at all"),
        pytest.param({"turnout_on_call_min": np.nan}, 20, "call", 1800, id="not known"),
        pytest.param({"on_call_hours": "18:00-22:00"}, 20, "call", 1800, id="within the call"),
        pytest.param({"on_call_hours": "18:00-22:00"}, 22, "off", np.inf, id="call is over"),
        pytest.param({"on_call_hours": ""}, 3, "call", 1800, id="always"),
        pytest.param({"on_call_hours": "24/7 unknown"}, 20, "off", np.inf, id="call not known"),
        pytest.param({"on_call": "no"}, 20, "off", np.inf, id="not on call"),
        pytest.param({"on_call": "unknown"}, 20, "off", np.inf, id="not known to be on call"),
        pytest.param({"shifts": "", "on_call": "no"}, 10, "off", np.inf, id="shifts not known"),
        pytest.param({"shifts": ""}, 10, "call", 1800, id="shifts not known, on call"),
    ],
)
def test_duty_at_a_moment(cells: Cells, clock: int, state: str, turnout_s: float) -> None:
    moment = moment_of(units_of(cells), MONDAY.replace(hour=clock))
    unit = only_unit(moment)
    assert (unit.state, unit.turnout_s, unit.on_duty) == (state, turnout_s, state == "duty")
    assert [one.id for one in units_at(moment)] == (["U1"] if state != "off" else [])


def test_one_list_gives_the_whole_week() -> None:
    pack = units_of(
        {"id": "shift", "on_call": "no"},
        {"id": "call", "on_call_hours": "Mo-Fr 16:00-22:00, Sa 09:00-12:00"},
        {"id": "leaves", "shifts": "24/7", "valid_to": "2025-01-17"},
        {"id": "comes", "shifts": "24/7", "valid_from": "2025-01-17"},
        {"id": "night", "shifts": "22:00-06:00", "on_call": "unknown"},
    )
    listed = all_units(moment_of(pack, MONDAY))
    for when in WEEK[::5]:
        moment = moment_of(pack, when)
        by_week = [unit.at(when) for unit in listed if unit.state_at(when) != "off"]
        assert by_week == units_at(moment)
        spans = [{"duty": unit.duty, "call": unit.on_call}[unit.state] for unit in units_at(moment)]
        tick = timedelta(seconds=1)
        assert all(hours and hours.spans(when, when + tick) for hours in spans)


def test_posts_that_count_are_units_too() -> None:
    moment = moment_of(make_pack(), MONDAY)
    post = all_units(moment, police="trusted")[-1]
    assert (post.id, post.base, post.on_call, post.turnout_s) == ("P4", "P4", None, 300.0)


def test_a_busy_unit_cannot_be_sent_and_is_not_absent() -> None:
    pack = units_of({"id": "one", "name": "One"}, {"id": "two", "name": "Two", "shifts": "24/7"})
    moment = moment_of(pack, MONDAY.replace(hour=10)).with_busy(["one", "P4", "gone"])
    assert [unit.id for unit in units_at(moment)] == ["two"]
    assert [unit.id for unit in units_at(moment, police="trusted")] == ["two"]
    assert absent_units(moment.with_busy(["one", "two"])) == []
    assert moment.travelling("foot").busy == moment.busy
    assert units_at(moment.with_busy([])) == units_at(moment_of(pack, moment.when))


def test_who_is_absent_and_when_they_are_back() -> None:
    pack = units_of(
        {"id": "asleep", "on_call": "no"},
        {"id": "later", "on_call_hours": "06:00-07:00"},
        {"id": "unknown", "shifts": "", "on_call": "unknown"},
        {"id": "leaves", "on_call": "no", "valid_to": "2025-01-14T07:00+07:00"},
        {"id": "gone", "on_call": "no", "valid_to": "2025-01-13"},
        {"id": "doubtful", "on_call": "no", "confidence": "low"},
        {"id": "there", "shifts": "24/7"},
    )
    absences = absent_units(moment_of(pack, MONDAY.replace(hour=20)))
    eight, six = (MONDAY.replace(day=14, hour=hour) for hour in (8, 6))
    assert {one.unit.id: (one.next_duty, one.next_call) for one in absences} == {
        "asleep": (eight, None),
        "later": (eight, six),
        "unknown": (None, None),
        "leaves": (None, None),
    }


# ---- the holiday of a moment
def test_the_holiday_of_the_local_date() -> None:
    national = holidays.country_holidays("TT", years=2025, language="en_US")
    moment = moment_of(make_pack(), TT_REPUBLIC_DAY)
    found = holiday_of(moment)
    assert found is not None
    assert (found.country, found.name) == ("TT", national[TT_REPUBLIC_DAY.date()])
    assert not found.is_estimate
    assert holiday_of(moment, "KR") is None
    korean = holiday_of(moment_of(make_pack(), CHUSEOK), "KR", language="ko")
    assert korean is not None
    assert korean.name == "추석 다음날"
    # 22:30 UTC on the 23rd is the 24th there
    assert holiday_of(moment_of(make_pack(), datetime.fromisoformat("2025-09-23T22:30Z")))
    assert holiday_of(moment_of(make_pack(), datetime.fromisoformat("2025-09-24T17:00Z"))) is None


@pytest.mark.parametrize(
    ("text", "silent"),
    [(OFFICE_HOURS, True), ("24/7", False), ("", False), ("Mo-Fr 08:00-16:00; PH off", False)],
)
def test_hours_that_say_nothing_of_holidays(*, text: str, silent: bool) -> None:
    assert is_silent_on_holidays(hours_of(make_pack(), text)) is silent
