"""Meeting places on the one road of the small country, where every time is known by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest

from geo.coordinates import Place
from geo.errors import NoResourceError, SettingError, TooFarError
from planning.dispatch import assess_incident
from planning.moment import moment_of
from planning.packs import Pack
from planning.ways.meeting import Meeting, plan_meetings
from routing.network import NO_ACCESS, Mode
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
WEEKDAY = datetime(2025, 1, 15, 10, tzinfo=ZONE)
EVENING = datetime(2025, 1, 15, 19, tzinfo=ZONE)
# Seconds before the unit drives: answer, processing, turnout on duty.
HELD_UP_S = 60 + 240 + 300


def at(step: float, *, north_m: float = 0.0) -> Place:
    lon, lat = spot(step, north_m=north_m)
    return Place(lat=lat, lon=lon, error_m=1.0, name="here", kind="coordinate", text="")


def meet(pack: Pack, step: float, when: datetime = WEEKDAY, **question: Any) -> list[Meeting]:
    return list(plan_meetings(moment_of(pack, when), at(step), **question))


def pumps(*stations: tuple[str, float, str]) -> gpd.GeoDataFrame:
    """Fuel stations: id, where along the road, hours."""
    return rows(
        *(
            {
                "id": key,
                "name": key,
                "name_ko": "",
                "kind": "fuel",
                "hours": hours,
                "at": spot(step),
            }
            for key, step, hours in stations
        )
    )


def with_car_access(pack: Pack, *closed: tuple[str, str]) -> Pack:
    """The small country with some directions closed to cars and motorbikes, not to feet."""
    network, car = pack.network, pack.network.car.copy()
    for street in closed:
        tail, head = network.find_nodes(street)
        car[(network.tail == tail) & (network.head == head)] = NO_ACCESS
    return replace(pack, network=replace(network, car=car, motorbike=car))


def ids(meetings: list[Meeting]) -> list[str]:
    return [meeting.door.id for meeting in meetings]


@pytest.mark.parametrize(
    ("mode", "best", "victim_s", "unit_s"),
    [
        # The post is 9 km and the embassy 15 km away, at 1 m/s; the unit leaves the embassy.
        pytest.param("foot", "P4", 9000, HELD_UP_S + 2400, id="on foot to the nearer"),
        pytest.param("car", "M1", 1500, HELD_UP_S, id="by car towards the unit"),
    ],
)
def test_the_soonest_place_depends_on_who_moves_how(
    mode: Mode, best: str, victim_s: float, unit_s: float
) -> None:
    first, second = meet(make_pack(), 2.5, mode=mode)
    assert first.door.id == best
    assert {first.door.id, second.door.id} == {"M1", "P4"}
    assert (first.victim_s, first.unit_s) == pytest.approx((victim_s, unit_s), abs=1)
    assert first.meeting_s == max(first.victim_s, first.unit_s)
    assert first.meeting_s <= second.meeting_s
    assert first.is_open


@pytest.mark.parametrize(("step", "mode", "is_sooner"), [(2.5, "car", True), (0.5, "foot", False)])
def test_a_meeting_is_held_against_staying(step: float, mode: Mode, *, is_sooner: bool) -> None:
    moment = moment_of(make_pack(), WEEKDAY)
    meetings = meet(make_pack(), step, mode=mode)
    stay_s = min(
        one.parts.eta_s for one in assess_incident(moment, at(step), golden_s=3600.0).responders
    )
    assert [one.stay_s for one in meetings] == pytest.approx([stay_s] * len(meetings), abs=1e-6)
    assert meetings[0].is_sooner == (meetings[0].meeting_s < stay_s) == is_sooner


def test_the_ways_take_the_times_that_are_told() -> None:
    for meeting in meet(make_pack(), 2.5, mode="motorbike"):
        assert meeting.victim_path.total_s == pytest.approx(meeting.victim_s, abs=1e-6)
        assert meeting.unit_path.total_s + HELD_UP_S == pytest.approx(meeting.unit_s, abs=1e-6)
    # 9 km at 18 km/h, where the unit comes after 600 + 2400 s.
    post = next(one for one in meet(make_pack(), 2.5, mode="motorbike") if one.door.id == "P4")
    assert post.victim_s == pytest.approx(1800, abs=1)
    assert post.wait_s == pytest.approx(1200, abs=1)


def test_of_the_units_the_one_that_is_there_first_comes() -> None:
    unit = make_pack().layers["units"].iloc[0].to_dict() | {"shifts": "24/7"}
    east = unit | {"id": "U4", "base": "P4", "at": spot(4)}
    pack = make_pack(units=rows(unit | {"at": spot(0)}, east))
    post, embassy = meet(pack, 2.5)
    assert (post.unit.id, embassy.unit.id) == ("U4", "U1")
    assert (post.unit_s, embassy.unit_s) == pytest.approx((HELD_UP_S, HELD_UP_S), abs=1)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("mode", "mps"), [("foot", 1.0), ("motorbike", 5.0), ("car", 10.0)])
def test_as_trying_every_place_says(seed: int, mode: Mode, mps: float) -> None:
    steps = np.random.default_rng(seed).uniform(0.3, 4.0, 9)
    stations = pumps(*((f"F{n}", step, "24/7") for n, step in enumerate(steps.tolist())))
    pack = make_pack(fuel_stations=stations, missions=make_pack().layers["missions"].iloc[:0])
    found = meet(pack, 2.2, mode=mode, police="none", most_hazard=1.0, count=9)
    victim_s, unit_s = np.abs(steps - 2.2) * 6000 / mps, HELD_UP_S + 600 * steps
    both_s = np.maximum(victim_s, unit_s)
    expected = sorted(range(9), key=lambda n: (round(float(both_s[n])), victim_s[n]))
    assert ids(found) == [f"F{n}" for n in expected]
    assert [one.meeting_s for one in found] == pytest.approx(sorted(both_s), abs=1)


def test_places_known_to_be_open_come_before_unknown_hours() -> None:
    wards = rows(
        {"id": "H1", "name": "Ward", "kind": "hospital", "hours": "", "emergency": "yes", "at": spot(2)},
        {"id": "H2", "name": "Clinic", "kind": "clinic", "hours": "", "emergency": "no", "at": spot(2.4)},
    )  # fmt: skip
    pack = make_pack(hospitals=wards, fuel_stations=pumps(("F", 2.3, "")))
    found = meet(pack, 2.5, count=5)
    assert ids(found) == ["H1", "P4", "M1", "F", "H2"]
    assert [one.is_open for one in found] == [True, True, True, None, None]
    assert ids(meet(pack, 2.5, count=1)) == ["H1"]


def test_a_place_that_closes_while_one_waits_is_none() -> None:
    # The victim is there after 300 s at 10:05, the unit after 600 + 1530 s at 10:35.
    pack = make_pack(fuel_stations=pumps(("F", 2.55, "Mo-Su 06:00-10:30"), ("G", 2.55, "24/7")))
    assert ids(meet(pack, 2.5, count=1)) == ["G"]
    assert "F" not in ids(meet(pack, 2.5, count=9))
    assert "F" in ids(meet(pack, 2.5, WEEKDAY - timedelta(minutes=10), count=9))


def test_places_in_danger_are_not_offered() -> None:
    pack = make_pack(fuel_stations=pumps(("F", 1.0, "24/7")))
    assert "F" not in ids(meet(pack, 1.2, count=9))
    bold = meet(pack, 1.2, count=9, most_hazard=0.99)
    assert ids(bold)[0] == "F"
    assert bold[0].hazard == pytest.approx(1 - np.exp(-1), abs=0.02)


def test_a_road_closed_to_cars_is_open_to_feet() -> None:
    pack = with_car_access(make_pack(), ("J2", "J3"), ("J3", "J2"))
    # 21 km on foot, from 10:00 to 15:50; no unit comes to the post beyond.
    (only,) = meet(pack, 3.5)
    assert only.door.id == "M1"
    assert only.victim_s == pytest.approx(21_000, abs=2)
    with pytest.raises(NoResourceError, match="2 out of reach"):
        meet(pack, 3.5, mode="car")


def test_a_one_way_road_is_driven_one_way() -> None:
    pack = with_car_access(make_pack(), ("J3", "J2"))
    assert ids(meet(pack, 3.2, mode="car")) == ["P4"]
    assert ids(meet(pack, 3.2, mode="foot")) == ["P4", "M1"]


def test_the_way_to_the_road_is_walked_at_walking_pace() -> None:
    (first, *_) = plan_meetings(moment_of(make_pack(), WEEKDAY), at(4, north_m=500), mode="foot")
    assert first.victim_s == pytest.approx(500, abs=2)


def test_why_there_is_no_place_is_said() -> None:
    with pytest.raises(NoResourceError, match="1 closed then"):
        meet(make_pack(), 2.5, EVENING, police="none")
    assert ids(meet(make_pack(), 2.5, EVENING)) == ["P4"]
    with pytest.raises(NoResourceError, match="no unit"):
        meet(make_pack(units=make_pack().layers["units"].iloc[:0]), 2.5)
    no_mission = make_pack(missions=make_pack().layers["missions"].iloc[:0])
    with pytest.raises(NoResourceError, match="is on the map"):
        meet(no_mission, 2.5, police="none")
    with pytest.raises(NoResourceError, match="2 in high hazard"):
        meet(make_pack(sites=near_everything()), 2.5)


def near_everything() -> gpd.GeoDataFrame:
    sites = make_pack().layers["sites"].iloc[:1].to_dict("records")[0]
    return rows(sites | {"at": spot(0)}, sites | {"id": "S4", "at": spot(4)})


def test_impossible_questions_are_refused() -> None:
    for question in ({"count": 0}, {"most_hazard": 1.5}, {"most_hazard": float("nan")}):
        with pytest.raises(SettingError):
            meet(make_pack(), 2.5, **question)
    with pytest.raises(TooFarError):
        plan_meetings(moment_of(make_pack(), WEEKDAY), at(2, north_m=9000))
