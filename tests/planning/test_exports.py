"""Routes and reports as files: opened again, with hostile names shown as text."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from geo.coordinates import Place
from planning.coverage import assess_coverage, demand_of
from planning.exports import route_gpx, route_kml, route_text
from planning.moment import moment_of
from planning.report import coverage_report, settings_hash
from planning.routes import Route, plan_route, route_geojson
from tests.planning.worlds import make_pack, spot
from views.words import Words

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


def route(name: str) -> Route:
    ends = [
        Place(lat=spot(i)[1], lon=spot(i)[0], error_m=10, name=name, kind="coordinate", text="")
        for i in (0, 3)
    ]
    return plan_route(moment_of(make_pack(), NIGHT), ends[0], ends[1])


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


def test_course_is_the_same_in_every_format() -> None:
    found = route("x")
    line = json.loads(route_geojson([found]))["features"][0]["geometry"]["coordinates"]
    points = ET.fromstring(route_gpx(found)).findall(".//{*}trkpt")  # noqa: S314
    assert [[float(p.get("lon", "")), float(p.get("lat", ""))] for p in points] == line
    texts = ET.fromstring(route_kml(found)).find(".//{*}coordinates")  # noqa: S314
    assert texts is not None
    assert texts.text is not None
    assert [[float(v) for v in pair.split(",")] for pair in texts.text.split()] == line


@pytest.mark.parametrize("name", HOSTILE)
def test_report_shows_hostile_names_as_text(name: str) -> None:
    pack = make_pack()
    sites = pack.layers["sites"].assign(name=name, province=name)
    moment = moment_of(make_pack(sites=sites), NIGHT)
    coverage = assess_coverage(moment, demand_of(moment, "sites"), golden_s=600)
    page = coverage_report(coverage, Words("en"))
    assert not re.search(r"<(script|img|iframe|link|object|embed)", page)
    assert not re.search(r"<svg[^>]* onload", page)
    assert page.count("<svg") == 1
    assert "49" not in re.sub(r"[\d.]{3,}|\d+:\d+", "", page) or "7 * 7" not in name


def test_report_carries_figures_and_a_hash_of_the_question() -> None:
    moment = moment_of(make_pack(), NIGHT)
    demand = demand_of(moment, "sites")
    strict = assess_coverage(moment, demand, golden_s=600)
    loose = assess_coverage(moment, demand, golden_s=7200)
    page = coverage_report(strict, Words("en"))
    assert "0.0 %" in page
    assert "near site" in page
    assert settings_hash(strict) in page
    assert settings_hash(strict) != settings_hash(loose)
    assert "100.0 %" in coverage_report(loose, Words("en"))
