"""Timetables as arrays: what the hours themselves say, asked one instant after the other."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.hours import parse_hours
from layers.timetables import timetable

PHNOM_PENH, BERLIN = ZoneInfo("Asia/Phnom_Penh"), ZoneInfo("Europe/Berlin")
MONDAY = datetime(2025, 10, 13, tzinfo=PHNOM_PENH)
WEEK_S = 7 * 86400.0
TEXTS = (
    *("24/7", "Mo-Fr 08:00-15:30", "22:00-05:00", "Sa-Su 06:00-06:01", "Mo-Fr 08:00-12:00,14:00-17:00"),
    *("Mo off", "Fr 10:00-26:00"),
)  # fmt: skip


@given(text=st.sampled_from(TEXTS), minute=st.integers(0, 7 * 24 * 60 - 1))
def test_it_is_open_when_the_hours_are(text: str, minute: int) -> None:
    hours = parse_hours(text, zone=PHNOM_PENH)
    table = timetable(hours, "no", MONDAY, seconds=WEEK_S)
    at_s = np.array([60.0 * minute])
    assert bool(table.is_open(at_s)[0]) is hours.is_open(MONDAY + timedelta(minutes=minute))


@given(
    text=st.sampled_from(TEXTS),
    arrival=st.integers(0, 5 * 24 * 60),
    golden=st.integers(0, 24 * 60),
)
def test_the_last_open_instant_decides_who_is_in_time(text: str, arrival: int, golden: int) -> None:
    table = timetable(parse_hours(text, zone=PHNOM_PENH), "no", MONDAY, seconds=WEEK_S)
    until_s = np.array([60.0 * (arrival + golden)])
    opens_s = table.next_open(np.array([60.0 * arrival]))
    assert bool(opens_s[0] <= until_s[0]) is bool(60.0 * arrival <= table.last_open(until_s)[0])


def test_a_closing_instant_is_closed_and_an_opening_one_open() -> None:
    table = timetable(
        parse_hours("Mo-Fr 08:00-15:30", zone=PHNOM_PENH), "no", MONDAY, seconds=WEEK_S
    )
    assert table.is_open(np.array([8 * 3600.0, 15.5 * 3600.0])).tolist() == [True, False]
    assert table.last_open(np.array([16 * 3600.0]))[0] == np.nextafter(15.5 * 3600.0, 0)
    assert table.next_open(np.array([15.5 * 3600.0]))[0] == (24 + 8) * 3600.0


def test_who_admits_always_is_always_open_and_who_is_not_known_never() -> None:
    for text in ("", "Mo 08:00-09:00"):
        always = timetable(parse_hours(text, zone=PHNOM_PENH), "yes", MONDAY, seconds=WEEK_S)
        assert always.next_open(np.array([5.0])).tolist() == [5.0]
        assert always.last_open(np.array([5.0])).tolist() == [5.0]
        assert not always.is_unknown
    for admission in ("no", "contested", "unknown"):
        unknown = timetable(parse_hours("", zone=PHNOM_PENH), admission, MONDAY, seconds=WEEK_S)
        assert unknown.is_unknown
        assert unknown.next_open(np.array([5.0])).tolist() == [np.inf]
        assert unknown.last_open(np.array([5.0])).tolist() == [-np.inf]


@pytest.mark.parametrize("day", ["2025-03-30", "2025-10-26"])
@settings(max_examples=20)
@given(minute=st.integers(0, 36 * 60))
def test_a_change_of_the_clocks_loses_no_hour(day: str, minute: int) -> None:
    hours = parse_hours("Mo-Su 01:30-02:30,06:00-09:00", zone=BERLIN)
    begin = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BERLIN)
    table = timetable(hours, "no", begin, seconds=2 * 86400.0)
    instant = begin.astimezone(UTC) + timedelta(minutes=minute)
    assert bool(table.is_open(np.array([60.0 * minute]))[0]) is hours.is_open(instant)
