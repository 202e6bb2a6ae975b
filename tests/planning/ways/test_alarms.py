"""Travel alarms of the Cambodia pack, held by the chronology that the ministry announced."""

from datetime import datetime
from typing import Any

import numpy as np
import pytest
import shapely

from geo.crs import Metric, distance_m
from layers.alarms import NEEDS_DISTANCE, alarm_at
from planning.moment import Moment, moment_of, parse_when
from planning.packs import Pack, open_pack
from planning.places import locate
from planning.ways.alarms import alarm_of, alarms_in_force, alarms_of
from tests.planning.forks import alarms, fork
from tests.planning.worlds import make_pack, rows, spot


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_pack()


@pytest.mark.parametrize(
    ("when", "place", "level"),
    [
        ("2025-09-01T12:00+09:00", "Phnom Penh", 1.0),
        ("2025-09-16T17:00+09:00", "Phnom Penh", 2.0),
        ("2025-10-10T20:59+09:00", "Phnom Penh", 2.0),
        ("2025-10-10T21:00+09:00", "Phnom Penh", 2.5),
        ("2025-12-04T16:00+09:00", "Phnom Penh", 2.0),
        ("2025-09-20T12:00+09:00", "Sihanoukville", 2.5),
        ("2025-10-16T00:00+09:00", "Sihanoukville", 3.0),
        ("2025-10-20T12:00+09:00", "Bavet", 4.0),
        ("2025-10-20T12:00+09:00", "Svay Rieng", 2.0),
        ("2025-10-20T12:00+09:00", "Poipet", 4.0),
        ("2025-10-20T12:00+09:00", "Sisophon", 2.5),
        ("2025-10-20T12:00+09:00", "10.63, 104.03", 4.0),
        ("2025-10-20T12:00+09:00", "Kratie", 2.0),
        ("2025-12-09T12:00+09:00", "O'Smach", 2.5),
        ("2025-12-10T17:00+09:00", "O'Smach", 3.0),
        ("2025-12-10T17:00+09:00", "Kratie", 1.0),
    ],
)
def test_level_of_a_place(pack: Pack, when: str, place: str, level: float) -> None:
    moment = moment_of(pack, parse_when(when, pack))
    here = locate(pack, place)
    alarm = alarm_of(moment, here.lon, here.lat)
    assert alarm is not None
    assert alarm.level == level
    assert alarm.source.startswith("http")


def test_nothing_is_known_before_the_first_alarm(pack: Pack) -> None:
    moment = moment_of(pack, parse_when("2024-01-01T12:00+09:00", pack))
    assert alarms_in_force(moment) == []
    assert alarm_of(moment, 104.9, 11.56) is None


def test_alarms_in_force_come_strictest_first(pack: Pack) -> None:
    moment = moment_of(pack, parse_when("2025-10-20T12:00+09:00", pack))
    levels = [alarm.level for alarm in alarms_in_force(moment)]
    assert levels == sorted(levels, reverse=True)
    bokor = next(alarm for alarm in alarms_in_force(moment) if alarm.area == "Bokor")
    assert bokor.extent_m == 12_000
    assert bokor.lat == pytest.approx(10.625)


def plain_level(moment: Moment, lon: float, lat: float) -> float | None:
    """The level at one point, asked of the layers one row and one place at a time."""
    places = moment.pack.layers["places"].to_dict("records")
    near = min(places, key=lambda row: distance_m((lon, lat), (row["lon"], row["lat"])))
    rows = moment.layer("travel_alarms").to_dict("records")
    towns = {
        row["area_name"]: row["province"] for row in rows if row["area_kind"] == "municipality"
    }
    here = [name for name in (near["name"], near.get("district")) if name in towns]
    municipality = next((name for name in here if towns[name] == near["province"]), "")
    away_m = {
        row["area_name"]: plain_distance_m(moment, row, lon, lat)
        for row in rows
        if row["area_kind"] in NEEDS_DISTANCE
    }
    return alarm_at(
        moment.pack.layers["travel_alarms"],
        when=moment.when,
        province=near["province"],
        municipality=municipality,
        distances_m=away_m,
    )


def plain_distance_m(moment: Moment, row: dict[str, Any], lon: float, lat: float) -> float:
    if row["area_kind"] == "named_area":
        return distance_m((lon, lat), (float(row["lon"]), float(row["lat"])))
    metric, away_m = Metric(moment.pack.crs), []
    for name, shape in zip(
        moment.pack.neighbours["name"], moment.pack.neighbours.geometry, strict=True
    ):
        if name[:4] in row["area_name"]:
            border = shapely.transform(shape, lambda at: np.column_stack(metric.to_metres(*at.T)))
            x, y = metric.to_metres([lon], [lat])
            away_m.append(float(border.distance(shapely.Point(x[0], y[0]))))
    return min(away_m)


@pytest.mark.parametrize(
    "when", ["2025-09-20T12:00+09:00", "2025-10-20T12:00+09:00", "2026-01-05T12:00+09:00"]
)
def test_many_points_at_once_are_as_one_by_one(pack: Pack, when: str) -> None:
    """Around the places of alarms, where levels change, and anywhere."""
    moment = moment_of(pack, parse_when(when, pack))
    random = np.random.default_rng(7)
    west, south, east, north = pack.bounds
    lon, lat = random.uniform(west, east, 25), random.uniform(south, north, 25)
    middles = np.array([[104.025, 10.625], [106.2, 11.08], [102.56, 13.66], [103.5, 10.6]])
    around = np.repeat(middles, 8, axis=0) + random.normal(0, 0.1, (32, 2))
    lon, lat = np.append(lon, around[:, 0]), np.append(lat, around[:, 1])
    found = [None if one is None else one.level for one in alarms_of(moment, lon, lat)]
    slow = [plain_level(moment, *at) for at in zip(lon.tolist(), lat.tolist(), strict=True)]
    assert found == slow
    assert len(set(found)) >= 2


NOON = datetime.fromisoformat("2025-01-15T12:00+07:00")


def level_at(pack: Pack, step: float, when: datetime = NOON) -> float | None:
    alarm = alarm_of(moment_of(pack, when), *spot(step))
    return None if alarm is None else alarm.level


def test_the_reach_of_an_area_is_that_of_its_time() -> None:
    """1 km until noon, 7 km from then on: J1, 6 km away, is inside only then."""
    narrow = {"valid_to": "2025-01-15T12:00+07:00"}
    wide = {"valid_from": "2025-01-15T12:00+07:00", "extent_m": 7000.0}
    pack = make_pack(travel_alarms=alarms(narrow, wide))
    assert level_at(pack, 1, datetime.fromisoformat("2025-01-15T11:59+07:00")) is None
    assert level_at(pack, 1) == 4.0


def test_one_area_may_have_two_reaches_at_once() -> None:
    outer = {"extent_m": 7000.0, "level": 3.0}
    pack = make_pack(travel_alarms=alarms({}, outer))
    assert [level_at(pack, step) for step in (2, 1, 0)] == [4.0, 3.0, None]


def test_a_province_may_share_the_name_of_an_area() -> None:
    province = {
        "area_kind": "province",
        "area_name": "Middle",
        "province": "Middle",
        "extent_m": "",
    }
    assert level_at(make_pack(travel_alarms=alarms(province, {})), 2) == 4.0


def test_a_town_of_the_same_name_in_another_province_is_another() -> None:
    town = {"area_kind": "municipality", "area_name": "Town 2", "extent_m": ""}
    for province, level in (("P", 4.0), ("Q", None)):
        assert level_at(make_pack(travel_alarms=alarms(town | {"province": province})), 2) == level


def test_the_nearest_place_is_nearest_in_metres() -> None:
    """At 12 north a degree of longitude is 2 % shorter: the place in the east is the nearer one."""
    lon, lat = spot(2)
    east = {"id": "E", "name": "East", "province": "East", "at": (lon + 0.0502, lat)}
    north = {"id": "N", "name": "North", "province": "North", "at": (lon, lat + 0.0500)}
    province = {"area_kind": "province", "extent_m": ""}
    both = alarms(
        province | {"province": "East", "level": 3.0},
        province | {"province": "North", "level": 2.0},
    )
    assert level_at(make_pack(travel_alarms=both, places=rows(east, north)), 2) == 3.0


def test_without_places_only_measured_areas_and_the_remainder_hold() -> None:
    rest = {"area_kind": "remainder", "area_name": "remainder", "level": 1.0, "extent_m": ""}
    pack = fork(travel_alarms=alarms({}, rest), places=rows(columns=("province",)))
    assert [level_at(pack, step) for step in (2, 0)] == [4.0, 1.0]
