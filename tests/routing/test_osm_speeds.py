"""The limit that tags give, and the table of limits that zones imply."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FaultsError, MissingFileError
from routing.osm_speeds import ZONES, limit_kph, parse_speed, read_zone_limits

TABLE = {
    ("RU", "urban"): 60.0,
    ("DE", "motorway"): math.inf,
    ("DE", "living_street"): 7.0,
    ("GB", "trunk"): 112.7,
}
UNKNOWN = pytest.approx(math.nan, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "kph"),
    [
        ("40", 40),
        ("40 mph", 64.37376),
        ("40mph", 64.37376),
        ("40 km/h", 40),
        ("20 knots", 37.04),
        ("60;80", 60),
        ("80|60|signals", 60),
        ("walk", 7),
        ("none", math.inf),
        ("RU:urban", 60),
        ("DE:motorway", math.inf),
        ("DE:living_street", 7),
        ("DE:zone:30", 30),
        ("DE:zone30", 30),
        ("DE:30", 30),
        ("DE:bicycle_road:20", 20),
        ("GB:nsl_dual", 112.7),
        ("urban", 60),
        ("FR:urban", UNKNOWN),
        ("signals", UNKNOWN),
        ("variable", UNKNOWN),
        ("implicit", UNKNOWN),
        ("0", UNKNOWN),
        ("400", UNKNOWN),
        ("-30", UNKNOWN),
        ("fast", UNKNOWN),
        ("٣٠", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_one_value(text: str, kph: Any) -> None:
    assert parse_speed(text, zones=TABLE, country="RU") == kph


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        pytest.param({}, UNKNOWN, UNKNOWN, id="not tagged"),
        pytest.param({"maxspeed": "50"}, 50, 50, id="both ways"),
        pytest.param({"maxspeed": "50", "maxspeed:backward": "30"}, 50, 30, id="by direction"),
        pytest.param({"maxspeed": "50", "maxspeed:motorcar": "40"}, 40, 40, id="cars"),
        pytest.param(
            {"maxspeed:forward": "30", "maxspeed:motorcar:forward": "40"}, 40, UNKNOWN, id="both"
        ),
        pytest.param({"maxspeed": "signals", "maxspeed:type": "RU:urban"}, 60, 60, id="zone helps"),
        pytest.param({"maxspeed": "50", "maxspeed:type": "RU:urban"}, 50, 50, id="a sign is first"),
        pytest.param({"source:maxspeed": "RU:urban"}, 60, 60, id="zone as source"),
        pytest.param({"source:maxspeed": "sign"}, UNKNOWN, UNKNOWN, id="a sign is no zone"),
        pytest.param({"source:maxspeed": "25"}, UNKNOWN, UNKNOWN, id="nor is a bare number"),
        pytest.param(
            {"maxspeed": "none", "maxspeed:type": "RU:urban"}, UNKNOWN, UNKNOWN, id="none is none"
        ),
        pytest.param({"maxspeed:type": "DE:motorway"}, UNKNOWN, UNKNOWN, id="no limit exists"),
    ],
)
def test_limit_each_way(tags: dict[str, str], forward: Any, backward: Any) -> None:
    assert limit_kph(tags, "forward", zones=TABLE, country="RU") == forward
    assert limit_kph(tags, "backward", zones=TABLE, country="RU") == backward


@pytest.mark.parametrize(
    ("highway", "kph"), [("living_street", 7), ("motorway", UNKNOWN), ("primary", UNKNOWN)]
)
def test_implicit_means_the_zone_of_the_class(highway: str, kph: Any) -> None:
    tags = {"highway": highway, "maxspeed": "implicit"}
    assert limit_kph(tags, "forward", zones=TABLE, country="DE") == kph


@settings(deadline=None)
@given(st.text() | st.from_regex(r"([A-Z]{2}:)?[a-z0-9:_; |/]{0,12}", fullmatch=True))
def test_any_text_is_read(text: str) -> None:
    speed = parse_speed(text, zones=TABLE, country="RU")
    assert math.isnan(speed) or speed > 0
    limit = limit_kph({"maxspeed": text, "maxspeed:type": text}, "forward", zones=TABLE)
    assert math.isnan(limit) or 0 < limit <= 200


def test_the_table_that_comes_with_the_program(root: Path) -> None:
    limits = read_zone_limits(root / "data" / "speed_limits.csv")
    countries = {country for country, _ in limits}
    assert {"KH", "VN", "TH", "MM", "PH", "KR", "JP", "RU", "DE", "FR", "GB", "NZ"} <= countries
    assert limits["DE", "motorway"] == math.inf
    assert limits["GB", "urban"] == pytest.approx(30 * 1.609344, abs=0.05)
    assert {zone for _, zone in limits} <= set(ZONES)
    for country in countries:
        inside, outside = (limits.get((country, zone), math.nan) for zone in ("urban", "rural"))
        assert not inside > outside, country


def test_every_fault_of_the_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "limits.csv"
    path.write_text(
        "country,zone,limit_kph,source\n"
        "KH,urban,60,law\n"
        "KH,suburb,60,law\n"
        "KH,rural,fast,law\n"
        "KH,motorway,100,\n"
        "KH,urban,50,law\n"
        "KH\n",
        encoding="utf-8",
    )
    with pytest.raises(FaultsError) as caught:
        read_zone_limits(path)
    assert [fault.row for fault in caught.value.faults] == [3, 4, 5, 6, 7]


def test_a_missing_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        read_zone_limits(tmp_path / "none.csv")
