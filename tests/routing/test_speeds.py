"""The speed table: every factor by hand, every fault named."""

import copy
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from geo.errors import FaultsError, MomentError
from routing.network import ROAD_CLASSES, RoadNetwork
from routing.speeds import Conditions, SpeedProfile
from tests.routing.towns import build, road

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
TABLE: dict[str, Any] = {
    "ferry_wait_min": 15,
    "wet_months": [6, 7, 8, 9, 10],
    "dual_carriageway_factor": 1.25,
    "free_kph": dict(
        zip(ROAD_CLASSES, (100, 80, 60, 50, 40, 40, 10, 40, 30, 20, 15, 8), strict=True)
    ),
    "built_up_kph": dict(
        zip(ROAD_CLASSES, (90, 40, 40, 30, 30, 20, 10, 30, 20, 15, 10, 6), strict=True)
    ),
    "surface_factor": {
        "asphalt": 1,
        "concrete": 1,
        "gravel": 0.5,
        "dirt": 0.25,
        "water": 1,
        "cobbles": 0.5,
    },
    "delay_s": {"signals": 20, "give_ways": 5, "roundabouts": 4, "level_crossings": 10},
    "motorbike_kph": 45,
    "foot_kph": 4.5,
    "band_factor": {
        "rural": {"day": 1, "peak": 1, "night": 0.8},
        "built_up": {"day": 1, "peak": 0.5, "night": 1.25},
    },
    "season_factor": {"paved": {"dry": 1, "wet": 0.9}, "unpaved": {"dry": 1, "wet": 0.5}},
    "bands": {"peak": ["06:30-08:30", "16:30-19:00"], "night": ["19:00-05:30"]},
}


@pytest.fixture(name="profile")
def speed_profile() -> SpeedProfile:
    return SpeedProfile.from_table(TABLE)


def one_road(**columns: Any) -> RoadNetwork:
    """A two-way road, trunk and free unless said otherwise."""
    return build([road("a", "b", **{"class": "trunk", **columns})], {"a": (0, 0), "b": (10, 0)})


def kph(profile: SpeedProfile, network: RoadNetwork, conditions: Conditions) -> float:
    seconds = profile.edge_seconds(network, conditions)
    assert seconds[0] == seconds[1]
    return float(network.length_m[0] / seconds[0] * 3.6)


@pytest.mark.parametrize(
    ("columns", "conditions", "expected"),
    [
        pytest.param({}, Conditions(), 80, id="as in the table"),
        pytest.param({"class": "expressway"}, Conditions(), 100, id="by class"),
        pytest.param({"surface": "gravel"}, Conditions(), 40, id="by surface"),
        pytest.param({}, Conditions("night"), 64, id="slower by night outside towns"),
        pytest.param({}, Conditions("peak"), 80, id="no rush hour outside towns"),
        pytest.param({}, Conditions("day", "wet"), 72, id="rain on asphalt"),
        pytest.param({"surface": "dirt"}, Conditions("day", "wet"), 10, id="rain on dirt"),
        pytest.param({"built_up_share": 1}, Conditions(), 40, id="in town"),
        pytest.param({"built_up_share": 1}, Conditions("peak"), 20, id="rush hour in town"),
        pytest.param({"built_up_share": 1}, Conditions("night"), 50, id="empty streets by night"),
        pytest.param({"built_up_share": 0.5}, Conditions(), 160 / 3, id="half and half: by time"),
        pytest.param({"carriageways": 2}, Conditions(), 100, id="dual carriageway"),
        pytest.param(
            {"carriageways": 2, "class": "expressway"}, Conditions(), 100, id="expressway is dual"
        ),
        pytest.param({"carriageways": 2, "built_up_share": 1}, Conditions(), 40, id="dual in town"),
        pytest.param({"limit_kph": 60}, Conditions(), 60, id="limit caps"),
        pytest.param({"limit_kph": 120}, Conditions(), 80, id="limit does not speed up"),
        pytest.param({"limit_kph": 70}, Conditions("night"), 64, id="under the limit by night"),
        pytest.param({"limit_kph": 30, "built_up_share": 1}, Conditions(), 30, id="limit in town"),
    ],
)
def test_speed_follows_the_table(
    profile: SpeedProfile, *, columns: dict[str, Any], conditions: Conditions, expected: float
) -> None:
    assert kph(profile, one_road(**columns), conditions) == pytest.approx(expected)


def test_a_ferry_takes_its_time_and_the_wait(profile: SpeedProfile) -> None:
    ferry = one_road(**{"class": "ferry", "surface": "water", "ferry_min": 10})
    for conditions in (Conditions(), Conditions("night", "wet")):
        assert profile.edge_seconds(ferry, conditions).tolist() == [1500.0, 1500.0]


def test_a_ferry_without_a_time_takes_its_length(profile: SpeedProfile) -> None:
    ferry = one_road(**{"class": "ferry", "surface": "water"})
    seconds = profile.edge_seconds(ferry, Conditions())
    assert seconds[0] == pytest.approx(ferry.length_m[0] * 0.36 + 900)


@pytest.mark.parametrize(
    ("clock", "band"),
    [
        ("05:29", "night"),
        ("05:30", "day"),
        ("06:29", "day"),
        ("06:30", "peak"),
        ("08:29", "peak"),
        ("08:30", "day"),
        ("16:30", "peak"),
        ("18:59", "peak"),
        ("19:00", "night"),
        ("00:00", "night"),
    ],
)
def test_bands_begin_on_the_minute_and_end_before_it(
    profile: SpeedProfile, clock: str, band: str
) -> None:
    when = datetime.fromisoformat(f"2025-02-03T{clock}:59+07:00")
    assert profile.conditions_at(when, PHNOM_PENH) == Conditions(band, "dry")  # type: ignore[arg-type]


def test_the_hour_and_the_month_are_local(profile: SpeedProfile) -> None:
    when = datetime(2025, 5, 31, 17, 30, tzinfo=UTC)  # 1 June, 00:30 in Cambodia
    assert profile.conditions_at(when, PHNOM_PENH) == Conditions("night", "wet")
    assert profile.conditions_at(when, UTC) == Conditions("peak", "dry")


def test_a_time_without_a_zone_is_refused(profile: SpeedProfile) -> None:
    with pytest.raises(MomentError, match="without a zone"):
        profile.conditions_at(datetime(2025, 6, 1), PHNOM_PENH)  # noqa: DTZ001


def changed(key: str, value: object) -> dict[str, Any]:
    """The table with one entry changed, or taken out when the value is None."""
    table = copy.deepcopy(TABLE)
    *words, last = key.split(".")
    place = table
    for word in words:
        place = place[word]
    place[last] = value
    if value is None:
        del place[last]
    return table


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("free_kph", None, "free_kph is missing"),
        ("free_kph.trunk", None, "free_kph.trunk is missing"),
        ("free_kph.trunk", 0, "free_kph.trunk 0 must be above 0"),
        ("free_kph.trunk", 250, "at most 200"),
        ("free_kph.trunk", "80", "free_kph.trunk '80'; give a number"),
        ("free_kph.trunk", True, "give a number"),
        ("free_kph.trunk", np.nan, "free_kph.trunk nan"),
        ("free_kph.motorway", 100, "free_kph.motorway is not one of"),
        ("surface_factor.dirt", -0.5, "surface_factor.dirt -0.5"),
        ("band_factor.rural", 0.8, "band_factor.rural is missing"),
        ("season_factor.paved.wet", None, "season_factor.paved.wet is missing"),
        ("ferry_wait_min", -1, "at least 0"),
        ("wet_months", [6, 13], "months 1 to 12"),
        ("wet_months", [True], "months 1 to 12"),
        ("bands.night", "19:00-05:30", "list of windows"),
        ("bands.night", ["19:00-25:30"], "'19:00-25:30' is not a window"),
        ("bands.night", ["19:00-19:00"], "begins and ends at once"),
        ("bands.night", ["18:00-05:30"], "two windows hold 18:00"),
        ("bands", None, "bands.peak must be"),
    ],
)
def test_a_wrong_entry_is_named(key: str, value: object, said: str) -> None:
    with pytest.raises(FaultsError) as caught:
        SpeedProfile.from_table(changed(key, value))
    assert said in str(caught.value)


def test_all_wrong_entries_come_in_one_error() -> None:
    with pytest.raises(FaultsError) as caught:
        SpeedProfile.from_table({})
    assert len(caught.value.faults) == 15
