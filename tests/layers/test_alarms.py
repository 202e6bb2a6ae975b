"""Travel alarms against the chronology that the notices give."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import MomentError, SettingError
from layers.alarms import alarm_at, alarms_at, areas_to_measure
from layers.tables import read_layer

STRIP = "Thai-Cambodian border"


@pytest.fixture(scope="module")
def alarms(root: Path) -> pd.DataFrame:
    layer: pd.DataFrame = read_layer(root / "data" / "KHM" / "travel_alarms.csv", "travel_alarms")
    return layer


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("when", "province", "municipality", "level"),
    [
        pytest.param("2025-07-24T12:00+09:00", "Phnom Penh", "", None, id="before the first alarm"),
        pytest.param("2025-07-26T00:00+09:00", "Battambang", "", 2, id="first days of the war"),
        pytest.param("2025-07-27T11:59:59+09:00", "Battambang", "", 2, id="last second of 2"),
        pytest.param("2025-07-27T12:00+09:00", "Battambang", "", 2.5, id="first second of 2.5"),
        pytest.param("2025-07-27T10:00+07:00", "Battambang", "", 2.5, id="the same, told locally"),
        pytest.param("2025-07-27T02:59+00:00", "Battambang", "", 2, id="a minute before, in UTC"),
        pytest.param("2025-08-01T00:00+09:00", "Phnom Penh", "", 1, id="remainder"),
        pytest.param("2025-09-17T00:00+09:00", "Phnom Penh", "", 2, id="Phnom Penh raised"),
        pytest.param("2025-10-10T20:59+09:00", "Phnom Penh", "", 2, id="a minute too early"),
        pytest.param(
            "2025-10-10T21:00+09:00", "Phnom Penh", "", 2.5, id="advisory for the capital"
        ),
        pytest.param("2025-10-15T23:59+09:00", "Preah Sihanouk", "", 2.5, id="day before 3"),
        pytest.param("2025-10-16T00:00+09:00", "Preah Sihanouk", "", 3, id="leave Sihanoukville"),
        pytest.param("2025-10-18T02:00+07:00", "Svay Rieng", "Bavet", 4, id="Bavet banned"),
        pytest.param("2025-10-18T02:00+07:00", "Svay Rieng", "", 2, id="Svay Rieng is remainder"),
        pytest.param("2025-10-18T02:00+07:00", "Svay Rieng", "Svay Rieng", 2, id="another town"),
        pytest.param(
            "2025-10-18T02:00+07:00",
            "Banteay Meanchey",
            "Poipet",
            4,
            id="4 beats the province's 2.5",
        ),
        pytest.param("2025-10-18T02:00+07:00", "Banteay Meanchey", "", 2.5, id="province alone"),
        pytest.param("2025-10-18T02:00+07:00", "Kandal", "Bavet", 2, id="a Bavet elsewhere"),
        pytest.param("2025-10-18T02:00+07:00", "", "Bavet", 2, id="province not known"),
        pytest.param("2025-12-04T15:59+09:00", "Phnom Penh", "", 2.5, id="before the easing"),
        pytest.param("2025-12-04T16:00+09:00", "Phnom Penh", "", 2, id="after the easing"),
        pytest.param("2025-12-04T16:00+09:00", "Siem Reap", "", 1, id="remainder eased"),
        pytest.param("2026-06-01T00:00+07:00", "Svay Rieng", "Bavet", 4, id="open end"),
    ],
)
def test_chronology(
    alarms: pd.DataFrame, *, when: str, province: str, municipality: str, level: float | None
) -> None:
    found = alarm_at(alarms, when=at(when), province=province, municipality=municipality)
    assert found == level


@pytest.mark.parametrize(
    ("distance_m", "level"),
    [
        pytest.param(0.0, 4, id="at the point"),
        pytest.param(12_000.0, 4, id="at the reach: inside"),
        pytest.param(12_000.1, 2, id="beyond the reach: remainder"),
    ],
)
def test_a_named_area_reaches_as_far_as_it_says(
    alarms: pd.DataFrame, distance_m: float, level: float | None
) -> None:
    found = alarm_at(
        alarms,
        when=at("2025-10-18T02:00+07:00"),
        province="Kampot",
        distances_m={"Bokor": distance_m},
    )
    assert found == level


@pytest.mark.parametrize(
    ("province", "distance_m", "level"),
    [
        pytest.param("Pursat", 49_000.0, 3, id="strip beats the province"),
        pytest.param("Pursat", 50_000.0, 3, id="within is inclusive"),
        pytest.param("Pursat", 50_001.0, 2.5, id="rest of a border province"),
        pytest.param("Siem Reap", 30_000.0, 3, id="strip beats the remainder"),
        pytest.param("Siem Reap", 90_000.0, 1, id="remainder"),
    ],
)
def test_the_border_strip(
    alarms: pd.DataFrame, *, province: str, distance_m: float, level: float | None
) -> None:
    when = at("2025-12-11T00:00+07:00")
    found = alarm_at(alarms, when=when, province=province, distances_m={STRIP: distance_m})
    assert found == level


def test_an_area_that_is_not_measured_does_not_apply(alarms: pd.DataFrame) -> None:
    assert alarm_at(alarms, when=at("2025-12-11T00:00+07:00"), province="Kampot") == 1


def test_areas_to_measure_are_those_in_force(alarms: pd.DataFrame) -> None:
    assert areas_to_measure(alarms, at("2025-08-01T00:00+07:00")) == ()
    assert areas_to_measure(alarms, at("2025-10-18T00:00+07:00")) == ("Bokor",)
    assert areas_to_measure(alarms, at("2025-12-11T00:00+07:00")) == ("Bokor", STRIP)


def test_the_strictest_comes_first_and_the_others_follow(alarms: pd.DataFrame) -> None:
    applying = alarms_at(
        alarms,
        when=at("2025-10-18T02:00+07:00"),
        province="Banteay Meanchey",
        municipality="Poipet",
    )
    assert list(applying["id"]) == ["A020", "A004"]


def test_the_level_never_falls_when_more_is_known(alarms: pd.DataFrame) -> None:
    when = at("2025-12-11T00:00+07:00")
    for province in sorted(set(alarms["province"])):
        known = alarm_at(alarms, when=when, province=province)
        nearer = alarm_at(alarms, when=when, province=province, distances_m={STRIP: 0.0})
        assert known is not None
        assert nearer is not None
        assert nearer >= known


def test_no_rows_is_no_alarm(alarms: pd.DataFrame) -> None:
    none = alarms.iloc[:0]
    assert alarm_at(none, when=at("2025-10-18T02:00+07:00"), province="Kampot") is None


def test_an_instant_without_a_zone_is_refused(alarms: pd.DataFrame) -> None:
    with pytest.raises(MomentError, match="no zone"):
        alarm_at(alarms, when=datetime(2025, 10, 18), province="Kampot")  # noqa: DTZ001
    with pytest.raises(MomentError, match="no zone"):
        areas_to_measure(alarms, datetime(2025, 10, 18))  # noqa: DTZ001


@pytest.mark.parametrize("distance_m", [-1.0, float("nan")])
def test_an_impossible_distance_is_refused(alarms: pd.DataFrame, distance_m: float) -> None:
    with pytest.raises(SettingError, match="Bokor"):
        alarm_at(
            alarms,
            when=at("2025-10-18T02:00+07:00"),
            province="Kampot",
            distances_m={"Bokor": distance_m},
        )


def test_the_argument_is_left_as_it_was(alarms: pd.DataFrame) -> None:
    before = alarms.copy()
    alarms_at(alarms, when=at("2025-10-18T02:00+07:00"), province="Kampot")
    pd.testing.assert_frame_equal(pd.DataFrame(alarms), pd.DataFrame(before))
