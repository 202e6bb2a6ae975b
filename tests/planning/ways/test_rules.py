"""What a way keeps to, in a country of two ways: kept where it can be, told where it cannot."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from shapely.geometry import Point, box, mapping

from geo.errors import FaultsError, SettingError
from planning.moment import moment_of
from planning.packs import Pack
from planning.routes import Route, danger_from, plan_route, route_cautions
from planning.ways.rules import WayRules, bans_along, read_areas, sites_at
from routing.network import Mode
from tests.planning.forks import ROUND_S, STRAIGHT_S, alarms, fork, place
from tests.planning.worlds import rows, spot

NOON = datetime(2025, 1, 15, 12, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
SITE = {
    "id": "S", "name": "site", "evidence": "confirmed", "status": "reported_active",
    "status_date": "2025-01-01", "claim_date": "2025-01-01", "in_risk": "yes", "level": "site",
}  # fmt: skip
NOWHERE = rows(columns=("evidence", "status", "status_date", "claim_date", "in_risk", "level"))


def around(step: float, *, half_m: float = 200.0) -> Any:
    lon, lat = spot(step)
    return box(*(np.array([lon, lat, lon, lat]) + np.array([-1, -1, 1, 1]) * half_m / 110_000))


def way(pack: Pack, *ends: float, **kept: Any) -> Route:
    start, end = ends or (0, 4)
    return plan_route(moment_of(pack, NOON), place(start), place(end), rules=WayRules(**kept))


def test_without_rules_the_way_is_straight() -> None:
    found = way(fork())
    assert found.path.seconds == pytest.approx(STRAIGHT_S)
    assert (found.broken, found.bans, found.own_sites) == ((), (), ())


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param({"keep_out": (("the market", around(2)),)}, id="a drawn area"),
        pytest.param({"avoid_police_m": 300.0}, id="a post to avoid at J2"),
        pytest.param({"avoid_police_m": 2680.0}, id="just short of the other way, 2683 m off"),
        pytest.param({"avoid_gates": True}, id="a gate at J2"),
        pytest.param({"keep_bans": True}, id="a ban at J2"),
    ],
)
def test_what_can_be_kept_is_kept(kept: dict[str, Any]) -> None:
    found = way(fork(gate="J2", travel_alarms=alarms({})), **kept)
    assert found.path.seconds == pytest.approx(ROUND_S, rel=1e-5)
    assert (found.broken, found.bans) == ((), ())


@pytest.mark.parametrize(
    ("kept", "name"),
    [
        ({"keep_out": (("the camp", around(4)),)}, "keep out of the camp"),
        ({"avoid_police_m": 2690.0}, "keep 2690 m away from police posts to avoid"),
        ({"most_hazard": 0.0}, "no road with hazard above 0"),
    ],
)
def test_what_cannot_be_kept_is_told(kept: dict[str, Any], name: str) -> None:
    found = way(fork(), **kept)
    assert found.broken == (name,)
    assert name in route_cautions(found)[0]
    assert name in route_cautions(found, "ko")[0]


def test_a_gate_may_be_reached_but_not_passed() -> None:
    pack = fork(gate="J1")
    assert way(pack, 0, 1, avoid_gates=True).broken == ()
    assert way(pack, 0, 2, avoid_gates=True).broken == ("pass no border gate",)


def test_hazard_at_the_limit_is_allowed() -> None:
    pack = fork(sites=rows(SITE | {"at": spot(2)}))
    peak = danger_from(moment_of(pack, NOON), place(0)).record_peak.max()
    assert way(pack, most_hazard=float(peak)).path.seconds == pytest.approx(STRAIGHT_S)
    assert way(pack, most_hazard=peak - 1e-6).path.seconds == pytest.approx(ROUND_S, rel=1e-5)
    with pytest.raises(SettingError, match="greatest hazard"):
        way(pack, most_hazard=float("nan"))


def test_a_ban_is_told_and_not_enforced() -> None:
    banned = alarms({}, {"area_name": "East", "at": spot(3.5)}, {"area_name": "Low", "level": 3.0})
    found = way(fork(travel_alarms=banned))
    assert found.path.seconds == pytest.approx(STRAIGHT_S)
    assert [one.area for one in found.bans] == ["Middle", "East"]
    assert len(route_cautions(found)) == 2


def test_bans_are_told_in_the_order_met() -> None:
    banned = alarms({}, {"area_name": "East", "at": spot(3.5)})
    assert [one.area for one in way(fork(travel_alarms=banned), 4, 0).bans] == ["East", "Middle"]


def test_a_ban_between_two_positions_of_a_course_is_kept_out_of_and_told() -> None:
    """Courses have a position every 3 km; this ban reaches 600 m to either side."""
    banned = fork(travel_alarms=alarms({"at": spot(1.75), "extent_m": 600.0}))
    assert [one.area for one in way(banned).bans] == ["Middle"]
    kept = way(banned, keep_bans=True)
    assert kept.path.seconds == pytest.approx(ROUND_S, rel=1e-5)
    assert kept.bans == ()


def test_a_ban_of_yesterday_or_tomorrow_is_none() -> None:
    over = {"valid_to": "2025-01-15T12:00+07:00"}
    later = {"valid_from": "2025-01-15T12:01+07:00"}
    found = way(fork(travel_alarms=alarms(over, later)), keep_bans=True)
    assert found.path.seconds == pytest.approx(STRAIGHT_S)
    assert found.bans == ()


def test_a_place_reached_at_once_has_its_bans_too() -> None:
    moment = moment_of(fork(travel_alarms=alarms({})), NOON)
    lon, lat = (np.full(2, value) for value in spot(2))
    assert [one.area for one in bans_along(moment, lon, lat)] == ["Middle"]
    assert bans_along(moment_of(fork(), NOON), lon, lat) == []


def test_danger_of_the_site_one_leaves_is_no_danger_of_the_way() -> None:
    moment = moment_of(fork(sites=rows(SITE | {"at": spot(1)})), NOON)
    leaves, passes = (plan_route(moment, place(start), place(4)) for start in (1, 0))
    assert (leaves.path.exposure_s, leaves.path.peak_hazard, leaves.own_sites) == (0, 0, ("S",))
    assert passes.path.exposure_s > 100
    assert passes.own_sites == ()
    assert plan_route(moment, place(4), place(1)).path.exposure_s > 50
    assert "1 reported sites at the start" in route_cautions(leaves)[0]


def test_a_site_beside_the_own_one_still_counts() -> None:
    both = rows(SITE | {"at": spot(1)}, SITE | {"id": "T", "at": spot(1.2)})
    found = plan_route(moment_of(fork(sites=both), NOON), place(1), place(4))
    assert found.own_sites == ("S",)
    assert found.path.exposure_s > 50


@pytest.mark.parametrize(
    ("north_m", "precision_m", "error_m", "is_at"),
    [
        pytest.param(499.0, 1.0, 1.0, True, id="both exact: half a kilometre"),
        pytest.param(501.0, 1.0, 1.0, False, id="further than that"),
        pytest.param(1999.0, 2000.0, 1.0, True, id="a site known to 2 km"),
        pytest.param(1999.0, 1.0, 2000.0, True, id="a place known to 2 km"),
        pytest.param(2001.0, 2000.0, 2000.0, False, id="the two are not added"),
    ],
)
def test_who_is_at_a_site(
    *, north_m: float, precision_m: float, error_m: float, is_at: bool
) -> None:
    sites = rows(SITE | {"at": spot(1), "precision_m": precision_m})
    moment = moment_of(fork(sites=sites), NOON)
    assert sites_at(moment, place(1, north_m=north_m, error_m=error_m)) == ["S"] * is_at


def test_only_sites_that_are_dangerous_are_left_out() -> None:
    harmless = {"id": "X", "in_risk": "no", "at": spot(1)}
    later = {"id": "Y", "claim_date": "2025-03-01", "status_date": "2025-03-01", "at": spot(1)}
    sites = rows(SITE | {"at": spot(1)}, SITE | harmless, SITE | later)
    assert sites_at(moment_of(fork(sites=sites), NOON), place(1)) == ["S"]
    assert sites_at(moment_of(fork(sites=NOWHERE), NOON), place(1)) == []


def areas_file(folder: Path, *shapes: Any) -> Path:
    features = [
        {"type": "Feature", "properties": {"id": f"Z{n}"}, "geometry": mapping(shape)}
        for n, shape in enumerate(shapes)
    ]
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_areas_are_read_by_name(tmp_path: Path) -> None:
    moment = moment_of(fork(), NOON)
    areas = read_areas(moment, areas_file(tmp_path, around(2), around(3)))
    assert [shape.equals(around(step)) for (_, shape), step in zip(areas, (2, 3), strict=True)]
    found = plan_route(moment, place(0), place(4), rules=WayRules(keep_out=areas[:1]))
    assert found.path.seconds == pytest.approx(ROUND_S, rel=1e-5)
    blocked = plan_route(moment, place(0), place(4), rules=WayRules(keep_out=areas))
    assert blocked.broken == (f"keep out of {areas[1][0]}",)


def test_every_shape_that_is_no_area_is_named(tmp_path: Path) -> None:
    path = areas_file(tmp_path, around(2), Point(spot(1)), Point(spot(2)))
    with pytest.raises(FaultsError, match=r"areas\.geojson") as caught:
        read_areas(moment_of(fork(), NOON), path)
    assert [fault.code for fault in caught.value.faults] == ["GEOMETRY"] * 2


@pytest.mark.parametrize(
    ("mode", "metres_a_second"), [("car", 10.0), ("motorbike", 5.0), ("foot", 1.0)]
)
def test_a_moment_for_another_mode(mode: Mode, metres_a_second: float) -> None:
    moment = moment_of(fork(gate="J2"), NOON).travelling(mode)
    found = plan_route(moment, place(0), place(4), rules=WayRules(avoid_gates=True))
    assert found.mode == moment.travel.mode == mode
    assert found.path.seconds == pytest.approx(10 * ROUND_S / metres_a_second, rel=1e-5)
    # Nobody is quicker off the road than their mode is on it; the rule says 10 m a second.
    assert moment.access.speed_kph / 3.6 == pytest.approx(metres_a_second)


def test_another_mode_keeps_the_closures_of_the_moment() -> None:
    closed = rows({"id": "C", "target": "r1", "kind": "road", "at": spot(1)})
    moment = moment_of(fork(closures=closed), NOON)
    for mode in ("car", "foot"):
        path = plan_route(moment.travelling(mode), place(0), place(4)).path
        assert path.length_m == pytest.approx(10 * ROUND_S, rel=1e-5)
    assert moment.travelling("car").travel.seconds.tolist() == moment.travel.seconds.tolist()
