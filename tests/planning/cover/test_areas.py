"""Cover by area: sums that add up, districts found by the nearest place, hexagons of H3."""

from datetime import datetime
from zoneinfo import ZoneInfo

import h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SettingError
from planning.cover.areas import AreaKind, cover_by_area, hexagon
from planning.cover.demand import Demand, demand_of
from planning.eta import Points
from planning.moment import moment_of
from planning.packs import open_pack
from tests.planning.worlds import make_pack, rows, spot

NOON = datetime(2025, 1, 15, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))


def demand(count: int = 6, *, seed: int = 0) -> Demand:
    rng = np.random.default_rng(seed)
    names = [f"n{i}" for i in range(count)]
    return Demand(
        "people",
        [f"p{i}" for i in range(count)],
        names,
        [f"P{i % 2}" for i in range(count)],
        Points(rng.uniform(104, 105, count), rng.uniform(11, 12, count), np.zeros(count)),
        rng.uniform(1, 9, count),
        [f"D{i % 3}" for i in range(count)],
    )


@pytest.mark.parametrize("kind", ["province", "district", "hex"])
@given(seed=st.integers(0, 50), count=st.integers(1, 40))
def test_areas_add_up_to_all(kind: AreaKind, seed: int, count: int) -> None:
    all_points = demand(count, seed=seed)
    houses = np.random.default_rng(seed).integers(0, 4, count).astype(np.uint16)
    areas = cover_by_area(all_points, houses, kind)
    assert sum(area.points for area in areas) == count
    assert sum(area.total_weight for area in areas) == pytest.approx(all_points.weight.sum())
    covered = all_points.weight[houses >= 1].sum()
    backed = all_points.weight[houses >= 2].sum()
    assert sum(area.covered_weight for area in areas) == pytest.approx(covered)
    assert sum(area.backup_weight for area in areas) == pytest.approx(backed)
    assert all(0 <= area.backup_share <= area.covered_share <= 1 for area in areas)
    weights = [area.total_weight for area in areas]
    assert weights == sorted(weights, reverse=True)


def test_areas_of_one_name_in_two_provinces_stay_apart() -> None:
    areas = cover_by_area(demand(6), np.ones(6, dtype=np.uint16), "district")
    assert {(area.province, area.name) for area in areas} == {
        (f"P{province}", f"D{district}") for province in range(2) for district in range(3)
    }


def test_a_hexagon_holds_its_points_and_is_named_by_the_heaviest() -> None:
    points = demand(30)
    for area in cover_by_area(points, np.ones(30, dtype=np.uint16), "hex", resolution=4):
        inside = [
            row
            for row in range(30)
            if h3.latlng_to_cell(points.points.lat[row], points.points.lon[row], 4) == area.id
        ]
        assert area.points == len(inside)
        heaviest = max(inside, key=lambda row: float(points.weight[row]))
        assert area.name == points.names[heaviest]
        lat, lon = h3.cell_to_latlng(area.id)
        assert hexagon(area.id).centroid.distance(hexagon(area.id).boundary) > 0
        assert hexagon(area.id).bounds[0] < lon < hexagon(area.id).bounds[2]
        assert hexagon(area.id).bounds[1] < lat < hexagon(area.id).bounds[3]


@pytest.mark.parametrize("resolution", [-1, 1, 9, 15])
def test_hexagons_of_no_use_are_refused(resolution: int) -> None:
    with pytest.raises(SettingError, match=f"resolution {resolution}: give 2 to 8"):
        cover_by_area(demand(), np.ones(6, dtype=np.uint16), "hex", resolution=resolution)


def test_a_site_takes_the_district_of_the_nearest_place_of_its_province() -> None:
    places = rows(
        {"id": "A", "name": "A", "district": "West", "at": spot(0)},
        {"id": "B", "name": "B", "district": "East", "at": spot(4)},
        {"id": "C", "name": "C", "district": "Abroad", "province": "Q", "at": spot(1)},
        {"id": "D", "name": "D", "district": "", "at": spot(3)},
    )
    found = demand_of(moment_of(make_pack(places=places), NOON), "sites")
    assert list(found.districts) == ["West", "East"]
    assert list(found.provinces) == ["P", "P"]


def test_a_map_without_districts_says_nothing_of_them() -> None:
    found = demand_of(moment_of(make_pack(), NOON), "sites")
    assert list(found.districts) == ["", ""]
    assert [
        area.name for area in cover_by_area(found, np.ones(2, dtype=np.uint16), "district")
    ] == [""]


def test_every_site_of_the_built_in_pack_has_a_district() -> None:
    moment = moment_of(open_pack(), NOON)
    for kind in ("sites", "people", "places"):
        found = demand_of(moment, "sites" if kind == "sites" else "people")
        assert all(found.districts)
