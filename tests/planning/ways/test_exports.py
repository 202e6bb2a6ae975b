"""Routes as files: opened again, with hostile names shown as text."""

import json
import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from geo.coordinates import Place
from planning.moment import moment_of
from planning.routes import Route, plan_route, route_geojson
from planning.ways.exports import phone_links, route_gpx, route_kml, route_text
from routing.network import Mode
from tests.planning.worlds import make_pack, spot

NIGHT = datetime(2025, 1, 15, 20, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "{{ 7 * 7 }}",
    "{% for i in range(9) %}x{% endfor %}",
    "</script><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "& < > \" '",
]


def route(name: str, mode: Mode = "car", *, goal: float = 3) -> Route:
    ends = [
        Place(lat=spot(i)[1], lon=spot(i)[0], error_m=10, name=name, kind="coordinate", text="")
        for i in (0, goal)
    ]
    return plan_route(moment_of(make_pack(), NIGHT).travelling(mode), ends[0], ends[1])


@pytest.mark.parametrize("name", HOSTILE)
def test_names_come_back_as_they_were(name: str) -> None:
    found = route(name)
    gpx = ET.fromstring(route_gpx(found))  # noqa: S314
    names = [element.text for element in gpx.iter("{http://www.topografix.com/GPX/1/1}name")]
    assert names == [name, name, f"{name} → {name}"]
    kml = ET.fromstring(route_kml(found))  # noqa: S314
    assert kml.find(".//{http://www.opengis.net/kml/2.2}name").text == f"{name} → {name}"  # type: ignore[union-attr]
    line = json.loads(route_geojson([found]))["features"][0]
    assert line["properties"]["from"] == name
    assert name in route_text(found)


def test_the_caveat_is_in_the_language_of_the_words() -> None:
    rough = replace(route("x"), is_approximate=True)
    assert route_text(rough).endswith("Check before you drive.")
    assert route_text(rough, "ko").endswith("출발 전에 확인하세요.")


def test_course_is_the_same_in_every_format() -> None:
    found = route("x")
    line = json.loads(route_geojson([found]))["features"][0]["geometry"]["coordinates"]
    points = ET.fromstring(route_gpx(found)).findall(".//{*}trkpt")  # noqa: S314
    assert [[float(p.get("lon", "")), float(p.get("lat", ""))] for p in points] == line
    texts = ET.fromstring(route_kml(found)).find(".//{*}coordinates")  # noqa: S314
    assert texts is not None
    assert texts.text is not None
    assert [[float(v) for v in pair.split(",")] for pair in texts.text.split()] == line


def asked(link: str) -> dict[str, str]:
    """What a link asks, as `urllib` reads it; each only once."""
    return {
        key: value for key, [value] in parse_qs(urlsplit(link).query, strict_parsing=True).items()
    }


def at(text: str) -> tuple[float, float]:
    lat, lon = map(float, text.split(","))
    return lat, lon


def test_every_link_names_the_same_two_places() -> None:
    links = phone_links(route("x"))
    start, end = ((round(spot(i)[1], 6), round(spot(i)[0], 6)) for i in (0, 3))
    told = {app: asked(link) for app, link in links.items() if app != "geo"}
    ends = {
        "Google Maps": ("origin", "destination"),
        "Apple Maps": ("saddr", "daddr"),
        "OsmAnd": ("start", "end"),
        "Organic Maps": ("sll", "dll"),
        "KakaoMap": ("sp", "ep"),
    }
    for app, (first, last) in ends.items():
        assert (at(told[app][first]), at(told[app][last])) == (start, end), app
    naver = told["NAVER Map"]
    assert (float(naver["slat"]), float(naver["slng"])) == start
    assert (float(naver["dlat"]), float(naver["dlng"])) == end
    assert at(told["Waze"]["ll"]) == at(links["geo"].removeprefix("geo:")) == end
    assert set(links) == {*ends, "NAVER Map", "Waze", "geo"}


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("car", ("driving", "d", "car", "vehicle", "CAR", "/car")),
        ("motorbike", ("two-wheeler", "d", "car", "vehicle", "CAR", "/car")),
        ("foot", ("walking", "w", "pedestrian", "pedestrian", "FOOT", "/walk")),
    ],
)
def test_apps_are_told_how_one_travels(mode: Mode, words: tuple[str, ...]) -> None:
    links = phone_links(route("x", mode))
    assert words == (
        asked(links["Google Maps"])["travelmode"],
        asked(links["Apple Maps"])["dirflg"],
        asked(links["OsmAnd"])["profile"],
        asked(links["Organic Maps"])["type"],
        asked(links["KakaoMap"])["by"],
        urlsplit(links["NAVER Map"]).path,
    )
    assert ("Waze" in links) == (mode != "foot")


@pytest.mark.parametrize("name", [*HOSTILE, "a b+c&dname=evil#x", "프놈펜 100%\n", "\u202eltr"])
def test_a_hostile_name_stays_a_name_in_a_link(name: str) -> None:
    links = phone_links(route(name))
    assert (asked(links["NAVER Map"])["sname"], asked(links["NAVER Map"])["dname"]) == (name, name)
    assert (asked(links["Organic Maps"])["saddr"], asked(links["Organic Maps"])["daddr"]) == (
        name,
    ) * 2
    for app, link in links.items():
        assert re.fullmatch(r"[a-z]+:[A-Za-z0-9/?=&%.,_~:|-]+", link), app
        assert "+" not in link  # not every app reads it as a space
        assert not urlsplit(link).fragment


def test_waypoints_cut_the_way_into_equal_lengths() -> None:
    """18 km in four: 4.5, 9 and 13.5 km east of J0; the course has a position every 3 km."""
    held = [
        at(one) for one in asked(phone_links(route("x"))["Google Maps"])["waypoints"].split("|")
    ]
    expected = [spot(step)[::-1] for step in (0.75, 1.5, 2.25)]
    np.testing.assert_allclose(held, expected, atol=2e-6)
    found = route("x").path
    line = shapely.LineString(np.column_stack([found.lon, found.lat]))
    assert max(line.distance(shapely.Point(lon, lat)) for lat, lon in held) < 1e-6


def test_a_place_reached_at_once_has_no_waypoints() -> None:
    assert "waypoints" not in asked(phone_links(route("x", goal=0))["Google Maps"])
