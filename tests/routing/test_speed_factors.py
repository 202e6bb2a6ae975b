"""What a factor of driving time does to a table of speeds, asked of the table itself."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from routing.network import ROAD_CLASSES, FloatArray
from routing.slices import timed_by_slices
from routing.speed_factors import (
    CELLS,
    GROUPS,
    PARTS,
    cell_groups,
    path_cells,
    seconds_by_part,
    with_factors,
)
from routing.speeds import BANDS, FASTEST_KPH, SEASONS, Band, Conditions, Season, SpeedProfile
from routing.travel import TravelModel
from tests.routing.test_slices import whole_way
from tests.routing.test_speeds import TABLE
from tests.routing.towns import build, road

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
PLACES_ON_LINE = {key: (150.0 * n, 0.0) for n, key in enumerate("abcdef")}


@pytest.fixture(name="profile")
def speed_profile() -> SpeedProfile:
    return SpeedProfile.from_table(TABLE)


def one_factor(group: str, factor: float) -> FloatArray:
    return np.array([np.log(factor) if name == group else 0.0 for name in GROUPS])


PLAIN = build(
    [
        road("a", "b", **{"class": "trunk", "built_up_share": 0.25}),
        road("b", "c", **{"class": "tertiary", "surface": "gravel"}),
        road("c", "d", **{"class": "urban", "built_up_share": 1}),
        road("d", "e", **{"class": "ferry", "surface": "water", "ferry_min": 20}),
        road("e", "f", **{"class": "primary", "carriageways": 2, "built_up_share": 0.5}),
    ],
    PLACES_ON_LINE,
)


TERTIARY, PRIMARY = (ROAD_CLASSES.index(name) for name in ("tertiary", "primary"))
MIXED = replace(
    PLAIN,
    signals=np.full(PLAIN.edge_count, 3, dtype=np.int16),
    given_s=np.where(PLAIN.road_class == PRIMARY, 500.0, np.nan),
)
"""Three signals an edge, and a time of its own on the primary road."""


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("season", SEASONS)
def test_the_split_adds_up_and_foretells_any_factor(
    profile: SpeedProfile, band: Band, season: Season
) -> None:
    conditions = Conditions(band, season)
    by_part_s, whole_s = seconds_by_part(MIXED, profile)(conditions)
    np.testing.assert_allclose(whole_s, profile.edge_seconds(MIXED, conditions))
    keeps = np.isin(MIXED.road_class, [ROAD_CLASSES.index("ferry"), PRIMARY])
    np.testing.assert_allclose(by_part_s[:, keeps], 0, atol=1e-9)
    waits_s = 3 * 20 / TABLE["band_factor"]["built_up"][band]
    has_factor = band != "day"
    np.testing.assert_allclose(by_part_s[-1, ~keeps], waits_s * has_factor, atol=1e-9)
    fixed_s = whole_s - by_part_s.sum(axis=0)
    np.testing.assert_allclose(fixed_s[~keeps], waits_s * (not has_factor), atol=1e-9)
    log_factor = np.log([1.3, 0.8, 1.5, 0.9, 1.2])
    expected = fixed_s
    for part, seconds in zip(PARTS, by_part_s, strict=True):
        cell = CELLS.index((part, band))
        expected = expected + seconds * np.exp(cell_groups()[cell] @ log_factor)
    changed = with_factors(profile, log_factor).edge_seconds(MIXED, conditions)
    np.testing.assert_allclose(changed, expected)


def test_a_road_is_split_by_its_share_in_town(profile: SpeedProfile) -> None:
    # 25 % of the trunk road at 40 km/h in town, the rest at 80.
    by_part_s, _ = seconds_by_part(MIXED, profile)(Conditions())
    edge = int(np.flatnonzero(MIXED.road_class == ROAD_CLASSES.index("trunk"))[0])
    length_km = MIXED.length_m[edge] / 1000
    expected = [0.75 * length_km / 80 * 3600, 0, 0.25 * length_km / 40 * 3600, 0]
    np.testing.assert_allclose(by_part_s[:, edge], expected, atol=1e-6)


def test_no_factor_changes_nothing(profile: SpeedProfile) -> None:
    assert with_factors(profile, np.zeros(len(GROUPS))) == profile


def test_where_the_limit_is_driven_a_factor_changes_less(profile: SpeedProfile) -> None:
    """Table 80 under a limit of 72: at 1.25 times the time 64 are driven, and not 72 / 1.25."""
    capped, low = (
        build(
            [road("a", "b", **{"class": "trunk", "limit_kph": limit})],
            {"a": (0, 0), "b": (100, 0)},
        )
        for limit in (72, 50)
    )
    by_part_s, whole_s = seconds_by_part(capped, profile)(Conditions())
    np.testing.assert_allclose(by_part_s[0], whole_s * (72 / 64 - 1) / 0.25)
    by_part_s, _ = seconds_by_part(low, profile)(Conditions())
    np.testing.assert_allclose(by_part_s, 0, atol=1e-9)


def test_each_group_scales_its_own_entries(profile: SpeedProfile) -> None:
    slower = with_factors(profile, one_factor("open_major", 2.0))
    assert slower.free_kph[:4] == (50, 40, 30, 50)
    assert slower.built_up_kph == profile.built_up_kph
    slower = with_factors(profile, one_factor("built_up", 2.0))
    assert slower.free_kph == profile.free_kph
    assert slower.built_up_kph[:2] == (45, 20)
    assert slower.built_up_kph[ROAD_CLASSES.index("ferry")] == 10
    night = with_factors(profile, one_factor("night", 0.5))
    assert night.rural_factor == pytest.approx((1, 1, 1.6))
    assert night.built_up_factor == pytest.approx((1, 0.5, 2.5))


def test_no_speed_is_taken_over_what_a_table_may_hold(profile: SpeedProfile) -> None:
    faster = with_factors(profile, one_factor("open_major", 0.25))
    assert faster.free_kph[0] == FASTEST_KPH


def test_a_path_is_split_by_road_and_band(profile: SpeedProfile) -> None:
    network = build([road("a", "b", **{"class": "trunk"})], {"a": (0, 0), "b": (183, 0)})
    travel = TravelModel.from_profile(network, profile, Conditions("peak"))
    path = whole_way(network, profile, Conditions("peak"))
    departure = datetime(2025, 1, 15, 18, 55, tzinfo=PHNOM_PENH)
    sliced = timed_by_slices(path, travel, profile, departure=departure, zone=PHNOM_PENH)
    cells, fixed_s = path_cells(path, sliced, seconds_by_part(network, profile))
    by_cell = dict(zip(CELLS, cells.tolist(), strict=True))
    assert by_cell["open_major", "peak"] == pytest.approx(300)
    assert by_cell["open_major", "night"] == pytest.approx(sliced.seconds - 300)
    assert fixed_s == pytest.approx(path.access_s + path.egress_s, abs=1e-6)
    assert cells.sum() + fixed_s == pytest.approx(
        path.access_s + sliced.seconds + path.egress_s, abs=1e-6
    )
