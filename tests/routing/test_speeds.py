"""The speed table: every factor by hand, every fault named."""

import copy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from geo.errors import FaultsError, MomentError
from routing.network import MODES, ROAD_CLASSES, Mode, RoadNetwork
from routing.speeds import BANDS, Band, Conditions, SpeedProfile
from tests.routing.towns import build, road

DAY = Conditions()
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


def mode_seconds(
    profile: SpeedProfile, network: RoadNetwork, mode: Mode, conditions: Conditions = DAY
) -> float:
    there, back = profile.edge_seconds(network, conditions, mode).tolist()
    assert there == back
    return float(there)


CITY: dict[str, Any] = {"class": "urban", "built_up_share": 1}


@pytest.mark.parametrize(
    ("columns", "conditions", "expected"),
    [
        pytest.param({}, Conditions(), 45, id="top speed, not 80"),
        pytest.param(
            {"surface": "gravel"}, Conditions(), 40, id="as slow as a car where it is slow"
        ),
        pytest.param({"limit_kph": 30}, Conditions(), 30, id="the limit is for all"),
        pytest.param(CITY, Conditions(), 20, id="in town"),
        pytest.param(CITY, Conditions("peak"), 20, id="no rush hour"),
        pytest.param(CITY, Conditions("night"), 25, id="empty streets by night"),
        pytest.param({"surface": "dirt"}, Conditions("peak", "wet"), 10, id="rain as for all"),
    ],
)
def test_a_motorbike_has_a_top_speed_and_no_rush_hour(
    profile: SpeedProfile, *, columns: dict[str, Any], conditions: Conditions, expected: float
) -> None:
    network = one_road(**columns)
    seconds = mode_seconds(profile, network, "motorbike", conditions)
    assert network.length_m[0] / seconds * 3.6 == pytest.approx(expected)


def test_a_motorbike_knows_no_rush_hour_between_towns_either() -> None:
    profile = SpeedProfile.from_table(changed("band_factor.rural.peak", 0.5))
    network = one_road(**{"class": "urban"})
    seconds = {
        band: mode_seconds(profile, network, "motorbike", Conditions(band)) for band in BANDS
    }
    assert seconds["peak"] == seconds["day"] < seconds["night"]
    cars = {band: mode_seconds(profile, network, "car", Conditions(band)) for band in BANDS}
    assert cars["peak"] == pytest.approx(2 * cars["day"])


@pytest.mark.parametrize(
    "conditions", [Conditions(), Conditions("peak", "wet"), Conditions("night")]
)
def test_who_walks_is_as_fast_everywhere_and_always(
    profile: SpeedProfile, conditions: Conditions
) -> None:
    worst = {"surface": "dirt", "built_up_share": 1, "limit_kph": 5, "carriageways": 2}
    for columns in ({}, worst):
        network = with_edges(one_road(**columns), signals=[2, 2], given_s=[7.0, 7.0])
        seconds = mode_seconds(profile, network, "foot", conditions)
        assert seconds == pytest.approx(network.length_m[0] / 1.25)  # 4.5 km/h


def with_edges(network: RoadNetwork, **columns: Any) -> RoadNetwork:
    arrays: dict[str, Any] = {
        name: np.array(values, getattr(network, name).dtype) for name, values in columns.items()
    }
    return replace(network, **arrays)


@pytest.mark.parametrize(
    ("mode", "band", "more_s"),
    [
        # Two signals at 20 s, one give-way at 5, three roundabouts at 4, one crossing at 10.
        pytest.param("car", "day", 67.0, id="by day as in the table"),
        pytest.param("car", "peak", 134.0, id="in rush hour, at half the speed, twice as long"),
        pytest.param("car", "night", 53.6, id="by night shorter"),
        pytest.param("motorbike", "peak", 67.0, id="a motorbike passes the queue"),
        pytest.param("motorbike", "night", 53.6, id="by night as a car"),
        pytest.param("foot", "peak", 0.0, id="nobody on foot waits"),
    ],
)
def test_each_control_adds_its_delay(
    profile: SpeedProfile, mode: Mode, band: Band, more_s: float
) -> None:
    free = one_road()
    met = with_edges(
        free, signals=[2, 2], give_ways=[1, 1], roundabouts=[3, 3], level_crossings=[1, 1]
    )
    without, with_them = (
        mode_seconds(profile, road, mode, Conditions(band)) for road in (free, met)
    )
    assert with_them - without == pytest.approx(more_s)


def test_a_control_is_met_in_the_direction_it_stands_in(profile: SpeedProfile) -> None:
    free, met = one_road(), with_edges(one_road(), signals=[1, 0])
    more_s = profile.edge_seconds(met, Conditions()) - profile.edge_seconds(free, Conditions())
    assert more_s == pytest.approx([20.0, 0.0])


def test_stated_seconds_hold_for_cars_alone_and_at_any_hour(profile: SpeedProfile) -> None:
    free = one_road()
    stated = with_edges(free, given_s=[77.0, np.nan], signals=[3, 0])
    for conditions in (Conditions(), Conditions("peak", "wet"), Conditions("night")):
        plain = profile.edge_seconds(free, conditions)
        assert profile.edge_seconds(stated, conditions).tolist() == [77.0, plain[1]]
    others = profile.edge_seconds(stated, Conditions(), "motorbike")
    assert others[0] == pytest.approx(free.length_m[0] / 12.5 + 60)


@pytest.mark.parametrize("mode", MODES)
def test_a_ferry_takes_the_same_for_all(profile: SpeedProfile, mode: Mode) -> None:
    ferry = one_road(**{"class": "ferry", "surface": "water", "ferry_min": 10})
    for conditions in (Conditions(), Conditions("peak", "wet")):
        assert mode_seconds(profile, ferry, mode, conditions) == 1500.0
    slow = one_road(**{"class": "ferry", "surface": "water"})
    assert mode_seconds(profile, slow, mode) == pytest.approx(slow.length_m[0] * 0.36 + 900)


def test_timing_changes_nothing_that_was_given(profile: SpeedProfile) -> None:
    network = with_edges(one_road(), given_s=[77.0, np.nan])
    first = profile.edge_seconds(network, Conditions(), "foot")
    first[:] = -1
    assert (profile.edge_seconds(network, Conditions(), "foot") > 0).all()
    assert network.given_s[0] == 77.0
