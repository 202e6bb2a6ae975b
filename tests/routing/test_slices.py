"""A long drive by slices of the day: by hand, and the law that who leaves later arrives later."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MomentError, SettingError
from routing.network import RoadNetwork
from routing.paths import EdgeHazard, Path, RiskPreference, fastest_safe_path
from routing.slices import SlicedDrive, timed_by_slices
from routing.snap import SnapRule, snap_point
from routing.speeds import BANDS, SEASONS, Conditions, SpeedProfile
from routing.travel import TravelModel
from tests.routing.test_speeds import TABLE
from tests.routing.towns import STEP_DEG, build, road

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
ALONG = SnapRule(limit_m=50_000.0, speed_kph=36.0)
KM_20 = 183.0  # columns of the grid: about 20 km


def table(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(TABLE), **changes}


def line(*, parts: int = 1, **columns: Any) -> RoadNetwork:
    """A road of about 20 km, one edge or several."""
    step = KM_20 / parts
    places = {f"n{i}": (i * step, 0.0) for i in range(parts + 1)}
    kinds = {"class": "trunk", **columns}
    return build([road(f"n{i}", f"n{i + 1}", **kinds) for i in range(parts)], places)


def whole_way(network: RoadNetwork, profile: SpeedProfile, conditions: Conditions) -> Path:
    travel = TravelModel.from_profile(network, profile, conditions)
    start, end = (
        snap_point(network, float(network.lon[n]), float(network.lat[n]), rule=ALONG)
        for n in (0, network.node_count - 1)
    )
    free = RiskPreference(EdgeHazard.none(network))
    return fastest_safe_path(travel, free, start=start, end=end)


def drive(
    when: str,
    *,
    network: RoadNetwork | None = None,
    profile: SpeedProfile | None = None,
    zone: ZoneInfo = PHNOM_PENH,
) -> SlicedDrive:
    roads = line() if network is None else network
    speeds = SpeedProfile.from_table(TABLE) if profile is None else profile
    departure = datetime.fromisoformat(when).replace(tzinfo=zone)
    conditions = speeds.conditions_at(departure, zone)
    travel = TravelModel.from_profile(roads, speeds, conditions)
    path = whole_way(roads, speeds, conditions)
    return timed_by_slices(path, travel, speeds, departure=departure, zone=zone)


def told(sliced: SlicedDrive) -> list[tuple[str, str, str]]:
    return [
        (one.begins.strftime("%m-%dT%H:%M"), one.conditions.band, one.conditions.season)
        for one in sliced.slices
    ]


def test_no_change_within_the_drive_is_the_start_band() -> None:
    sliced = drive("2025-01-15T10:00")
    assert told(sliced) == [("01-15T10:00", "day", "dry")]
    assert sliced.seconds == pytest.approx(sliced.start_band_s, rel=1e-12)
    assert sliced.more_s == pytest.approx(0, abs=1e-9)
    np.testing.assert_array_equal(sliced.slices[0].driven, [1.0])


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_half_by_day_and_half_by_night(parts: int) -> None:
    # Peak is as fast as day outside towns (80 km/h), night 0.8 of it (64): 19:00 parts them.
    network = line(parts=parts)
    length_km = float(network.length_m[network.forward].sum()) / 1000
    day_s = length_km / 80 * 3600
    half = timedelta(seconds=day_s / 2)
    leaves = datetime.fromisoformat("2025-01-15T19:00") - half
    sliced = drive(leaves.isoformat(), network=network)
    assert [one.conditions.band for one in sliced.slices] == ["peak", "night"]
    assert sliced.slices[0].seconds == pytest.approx(day_s / 2, abs=1e-5)
    assert sliced.slices[1].seconds == pytest.approx(day_s / 2 / 0.8, abs=1e-4)
    assert sliced.more_s == pytest.approx(day_s / 2 * 0.25, abs=1e-4)
    assert sliced.slices[0].length_m == pytest.approx(length_km * 500, abs=0.01)
    share = sum(one.driven for one in sliced.slices)
    np.testing.assert_allclose(share, np.ones(parts))


def test_three_bands_one_after_another() -> None:
    # In town: day 40, peak 20, night 50 km/h. From 16:15: 15 min day = 10 km, then 10 km at 20
    # = 30 min; a road of 70 km drives on through the evening: 150 min of peak = 50 km, then night.
    profile = SpeedProfile.from_table(table())
    network = build(
        [road("a", "b", **{"class": "trunk", "built_up_share": 1})], {"a": (0, 0), "b": (640, 0)}
    )
    length_km = float(network.length_m[0]) / 1000
    sliced = drive("2025-01-15T16:15", network=network, profile=profile)
    assert told(sliced) == [
        ("01-15T16:15", "day", "dry"),
        ("01-15T16:30", "peak", "dry"),
        ("01-15T19:00", "night", "dry"),
    ]
    rest_km = length_km - 10 - 50
    kilometres = [one.length_m / 1000 for one in sliced.slices]
    assert kilometres == pytest.approx([10, 50, rest_km])
    assert sliced.seconds == pytest.approx(900 + 9000 + rest_km / 50 * 3600)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param(
            "2025-05-31T23:50",
            [("05-31T23:50", "night", "dry"), ("06-01T00:00", "night", "wet")],
            id="into the wet season at midnight",
        ),
        pytest.param(
            "2025-12-31T23:50", [("12-31T23:50", "night", "dry")], id="over the year: no change"
        ),
        pytest.param(
            "2025-01-15T05:20",
            [("01-15T05:20", "night", "dry"), ("01-15T05:30", "day", "dry")],
            id="into the morning",
        ),
        pytest.param("2025-01-15T05:30", [("01-15T05:30", "day", "dry")], id="just begun"),
        pytest.param(
            "2025-01-15T08:29:30",
            [("01-15T08:29", "peak", "dry"), ("01-15T08:30", "day", "dry")],
            id="half a minute before the end",
        ),
    ],
)
def test_slices_begin_where_the_clock_or_the_calendar_changes(
    when: str, expected: list[tuple[str, str, str]]
) -> None:
    assert told(drive(when)) == expected


def test_the_wet_season_begins_at_midnight_by_hand() -> None:
    sliced = drive("2025-05-31T23:54")  # 6 min at 64 km/h, then 57.6
    rest_km = float(line().length_m[0]) / 1000 - 6.4
    assert sliced.seconds == pytest.approx(360 + rest_km / 57.6 * 3600)


def test_the_departure_may_be_told_in_any_zone() -> None:
    profile, network = SpeedProfile.from_table(TABLE), line()
    travel = TravelModel.from_profile(network, profile, Conditions())
    path = whole_way(network, profile, Conditions())
    abroad = datetime(2025, 1, 15, 11, 55, tzinfo=UTC)
    sliced = timed_by_slices(path, travel, profile, departure=abroad, zone=PHNOM_PENH)
    assert told(sliced) == [("01-15T18:55", "peak", "dry"), ("01-15T19:00", "night", "dry")]


def test_summer_time_skips_an_hour_of_the_clock() -> None:
    # Night ends 02:30 by the wall; on 2025-03-30 in Berlin 02:00 is 03:00: it ends at the jump.
    bands = {"peak": [], "night": ["22:00-02:30"]}
    profile = SpeedProfile.from_table(table(bands=bands, wet_months=[]))
    sliced = drive("2025-03-30T01:55", profile=profile, zone=ZoneInfo("Europe/Berlin"))
    assert told(sliced) == [("03-30T01:55", "night", "dry"), ("03-30T03:00", "day", "dry")]
    assert sliced.slices[0].seconds == pytest.approx(300)


def test_a_ferry_takes_the_same_at_any_hour() -> None:
    network = line(parts=1, **{"class": "ferry", "surface": "water", "ferry_min": 45})
    sliced = drive("2025-01-15T18:30", network=network)
    assert len(sliced.slices) == 2
    assert sliced.seconds == pytest.approx((45 + 15) * 60)


def test_the_drive_begins_after_the_way_to_the_road() -> None:
    profile, network = SpeedProfile.from_table(TABLE), line()
    travel = TravelModel.from_profile(network, profile, Conditions())
    start = snap_point(
        network, float(network.lon[0]), float(network.lat[0]) + 10 * STEP_DEG, rule=ALONG
    )
    end = snap_point(network, float(network.lon[1]), float(network.lat[1]), rule=ALONG)
    path = fastest_safe_path(travel, RiskPreference(EdgeHazard.none(network)), start=start, end=end)
    departure = datetime(2025, 1, 15, 18, 59, tzinfo=PHNOM_PENH)
    sliced = timed_by_slices(path, travel, profile, departure=departure, zone=PHNOM_PENH)
    assert path.access_s > 60
    assert [one.conditions.band for one in sliced.slices] == ["night"]
    assert sliced.slices[0].begins == departure + timedelta(seconds=path.access_s)


def test_a_path_without_edges_has_no_slices() -> None:
    profile, network = SpeedProfile.from_table(TABLE), line()
    travel = TravelModel.from_profile(network, profile, Conditions())
    here = snap_point(network, float(network.lon[0]), float(network.lat[0]), rule=ALONG)
    path = fastest_safe_path(travel, RiskPreference(EdgeHazard.none(network)), start=here, end=here)
    departure = datetime(2025, 1, 15, 18, 59, tzinfo=PHNOM_PENH)
    sliced = timed_by_slices(path, travel, profile, departure=departure, zone=PHNOM_PENH)
    assert (sliced.seconds, sliced.slices) == (0, ())


def test_a_time_without_a_zone_and_an_endless_drive_are_refused() -> None:
    profile, network = SpeedProfile.from_table(TABLE), line()
    path = whole_way(network, profile, Conditions())
    travel = TravelModel.from_profile(network, profile, Conditions())
    naive = datetime.fromisoformat("2025-01-15T10:00")
    with pytest.raises(MomentError, match="without a zone"):
        timed_by_slices(path, travel, profile, departure=naive, zone=PHNOM_PENH)
    snail = SpeedProfile.from_table(
        table(free_kph={**TABLE["free_kph"], "trunk": 0.01}, band_factor=TABLE["band_factor"])
    )
    with pytest.raises(SettingError, match="days"):
        drive("2025-01-15T10:00", profile=snail)


factors = st.floats(0.2, 2.0)
LEAVES = datetime(2025, 5, 31, 15, 0, tzinfo=PHNOM_PENH)


@given(
    rural=st.tuples(factors, factors, factors),
    wet=factors,
    town=st.lists(st.floats(0, 1), min_size=4, max_size=4),
    first=st.floats(0, 12 * 3600),
    later=st.floats(0, 3600),
)
@settings(max_examples=60, deadline=None)
def test_who_leaves_later_never_arrives_earlier(
    *,
    rural: tuple[float, float, float],
    wet: float,
    town: list[float],
    first: float,
    later: float,
) -> None:
    bands = dict(zip(("day", "peak", "night"), rural, strict=True))
    seasons = {"paved": {"dry": 1, "wet": wet}, "unpaved": {"dry": 1, "wet": wet}}
    factor = {"rural": bands, "built_up": dict(reversed(bands.items()))}
    profile = SpeedProfile.from_table(table(band_factor=factor, season_factor=seasons))
    places = {f"n{i}": (i * 200.0, 0.0) for i in range(5)}
    roads = [
        road(f"n{i}", f"n{i + 1}", **{"class": "trunk", "built_up_share": share})
        for i, share in enumerate(town)
    ]
    network = build(roads, places)
    travel = TravelModel.from_profile(network, profile, Conditions())
    path = whole_way(network, profile, Conditions())
    arrivals = []
    for wait_s in (first, first + later):
        leaves = LEAVES + timedelta(seconds=wait_s)
        sliced = timed_by_slices(path, travel, profile, departure=leaves, zone=PHNOM_PENH)
        arrivals.append(wait_s + sliced.seconds)
        assert sum(one.length_m for one in sliced.slices) == pytest.approx(path.length_m)
        by_edge = np.array(
            [
                profile.edge_seconds(network, Conditions(band, season))[path.edges]
                for band in BANDS
                for season in SEASONS
            ]
        )
        assert by_edge.min(axis=0).sum() - 1e-3 <= sliced.seconds
        assert sliced.seconds <= by_edge.max(axis=0).sum() + 1e-3
    assert arrivals[1] >= arrivals[0] - 1e-4


def test_walking_minute_by_minute_agrees() -> None:
    """An oracle that shares no arithmetic: drive on in steps of a second."""
    profile = SpeedProfile.from_table(TABLE)
    network = line(parts=3, built_up_share=0.4)
    sliced = drive("2025-05-31T16:20", network=network, profile=profile)
    edges = np.flatnonzero(network.forward)
    clock, edge, share = datetime(2025, 5, 31, 16, 20, tzinfo=PHNOM_PENH), 0, 0.0
    while edge < len(edges):
        conditions = profile.conditions_at(clock, PHNOM_PENH)
        share += 1.0 / profile.edge_seconds(network, conditions)[edges[edge]]
        clock += timedelta(seconds=1)
        if share >= 1:
            edge, share = edge + 1, share - 1
    walked_s = (clock - datetime(2025, 5, 31, 16, 20, tzinfo=PHNOM_PENH)).total_seconds()
    assert sliced.seconds == pytest.approx(walked_s, abs=4)
