"""One instant: what is in force, how texts become instants, which roads are closed."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.coordinates import Place
from geo.errors import MomentError, NoRouteError, OutsideError, TooFarError
from planning.moment import in_force, moment_of, parse_when
from planning.packs import open_pack
from planning.places import check_inside, locate
from planning.routes import named_routes, plan_route, price_of
from tests.planning.worlds import make_pack, rows, spot

ZONE = ZoneInfo("Asia/Phnom_Penh")
NOON = datetime(2025, 1, 15, 12, tzinfo=ZONE)


def town(number: int) -> Place:
    lon, lat = spot(number)
    return Place(lat=lat, lon=lon, error_m=10, name=f"Town {number}", kind="coordinate", text="")


@pytest.mark.parametrize(
    ("begun", "ended", "counts"),
    [
        ("", "", True),
        ("2025-01-15", "", True),
        ("2025-01-16", "", False),
        ("", "2025-01-15", False),
        ("", "2025-01-16", True),
        ("2025-01-15T14:00+09:00", "", True),
        ("2025-01-15T14:01+09:00", "", False),
    ],
)
def test_ends_of_validity(begun: str, ended: str, counts: bool) -> None:
    layer = rows({"id": "a", "name": "", "valid_from": begun, "valid_to": ended, "at": spot(0)})
    assert bool(len(in_force(layer, NOON))) is counts


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-10-18T02:00+07:00", datetime(2025, 10, 17, 19, tzinfo=UTC)),
        ("2025-10-18T02:00", datetime(2025, 10, 17, 19, tzinfo=UTC)),
        ("2025-10-18 04:00+09:00", datetime(2025, 10, 17, 19, tzinfo=UTC)),
        ("2025-10-18", datetime(2025, 10, 17, 17, tzinfo=UTC)),
    ],
)
def test_instants_are_read(text: str, instant: datetime) -> None:
    assert parse_when(text, make_pack()) == instant


@pytest.mark.parametrize("text", ["", "yesterday", "2025-02-30", "25:00", "2025-13-01T00:00"])
def test_no_instant_is_said(text: str) -> None:
    with pytest.raises(MomentError):
        parse_when(text, make_pack())


@pytest.mark.parametrize(
    "when",
    [datetime(2025, 1, 1), datetime(1999, 12, 31, 23, tzinfo=UTC)],  # noqa: DTZ001
)
def test_instants_without_zone_or_out_of_range_are_refused(when: datetime) -> None:
    with pytest.raises(MomentError):
        moment_of(make_pack(), when)


def test_night_and_wet_season_change_the_clock() -> None:
    pack = make_pack()
    clock = {
        name: plan_route(moment_of(pack, when), town(0), town(4)).path.seconds
        for name, when in {
            "day": NOON,
            "night": NOON.replace(hour=23),
            "wet": NOON.replace(month=7),
        }.items()
    }
    assert clock["day"] == pytest.approx(2400, abs=1)
    assert clock["night"] == pytest.approx(4800, abs=2)
    assert clock["wet"] == pytest.approx(3000, abs=1)


def test_a_closure_holds_only_while_it_lasts() -> None:
    closed = rows(
        {
            "id": "c",
            "name": "",
            "kind": "road",
            "target": "r2",
            "valid_to": "2025-01-16",
            "at": spot(2),
        }
    )
    pack = make_pack(closures=closed)
    with pytest.raises(NoRouteError):
        plan_route(moment_of(pack, NOON), town(0), town(4))
    later = moment_of(pack, NOON.replace(day=16))
    assert plan_route(later, town(0), town(4)).path.seconds == pytest.approx(2400, abs=1)


def test_one_road_is_one_named_route() -> None:
    routes = named_routes(moment_of(make_pack(), NOON), town(0), town(4))
    assert [route.name for route in routes] == ["fastest"]
    assert price_of(routes[0], routes[0]).more_s == 0


@pytest.mark.parametrize(
    ("lon", "lat", "says"), [(105.0, 12.0, "Elsewhere"), (103.0, 12.0, "sea or far away")]
)
def test_outside_is_said_with_where(lon: float, lat: float, says: str) -> None:
    with pytest.raises(OutsideError, match=says):
        check_inside(make_pack(), lat=lat, lon=lon)


def test_a_closed_gate_is_named() -> None:
    pack = make_pack(
        closures=rows(
            {
                "id": "c",
                "name": "",
                "kind": "gate",
                "target": "J4",
                "valid_from": "2025-01-01",
                "at": spot(4),
            }
        )
    )
    kinds = pack.junctions["kind"].mask(pack.junctions["id"] == "J4", "border_gate")
    pack = replace(pack, junctions=pack.junctions.assign(kind=kinds))
    with pytest.raises(OutsideError, match="J4, is reported closed since 2025-01-01"):
        check_inside(pack, lat=12.0, lon=105.0, when=NOON)


def test_a_name_is_located() -> None:
    assert locate(make_pack(), "Town 3").gazetteer_id == "J3"


def test_a_way_over_the_sea_is_no_way() -> None:
    pack = open_pack()
    moment = moment_of(pack, NOON)
    with pytest.raises(TooFarError, match="crosses the sea"):
        moment.snap_place(locate(pack, "Koh Rong"))
    island = locate(pack, "Koh Rong")
    assert moment.snap([island.lon], [island.lat]).is_reached.tolist() == [False]
    assert moment.snap_place(locate(pack, "Kampot")).foot_count == 1
