"""Fetching an area from a map server on this machine, and all the ways in which it fails."""

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import osmnx
import pyproj.database
import pytest
import shapely
from defusedxml import ElementTree

from geo.errors import (
    FaultsError,
    FetchError,
    PlaceError,
    SettingError,
    UnknownPlaceError,
    WriteError,
)
from geo.osmfile import read_osm
from routing.fetch import Fetched, area_from_bounds, area_from_file, fetch_osm, find_area
from routing.osmnx_io import Area, FetchSettings
from tests.routing.mapserver import (
    AS_OF,
    BOX,
    NODES,
    PLACE,
    STREETS,
    WORLD,
    MapServer,
    Reply,
    overpass,
    running,
)

AREA = area_from_bounds((104.999, 11.499, 105.003, 11.502))
QUESTIONS = 3
FEATURES = {"amenity": frozenset({"police"}), "place": frozenset({"town"})}
HTML = b"<html><head><title>x</title></head><body><p>Please &amp; log in</p></body></html>"


# OSMnx looks up the UTM zone of the area at each question, 0.15 s each time.
FIND_ZONE = lru_cache(pyproj.database.query_utm_crs_info)


@pytest.fixture(autouse=True)
def _quick_and_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(pyproj.database, "query_utm_crs_info", FIND_ZONE)


@pytest.fixture
def server() -> Iterator[MapServer]:
    with running(MapServer()) as server:
        yield server


@pytest.fixture
def settings(server: MapServer, tmp_path: Path) -> FetchSettings:
    return FetchSettings(
        tmp_path / "cache",
        overpass_url=server.overpass_url,
        nominatim_url=server.url,
        user_agent="Test (somebody@example.org)",
        tries=3,
        first_pause_s=2.0,
        longest_pause_s=60.0,
    )


def fetch(area: Area, path: Path, **how: Any) -> Fetched:
    return fetch_osm(area, path, features=FEATURES, **how)


def elements_of(path: Path) -> list[dict[str, Any]]:
    """The elements of an OSM XML file as Overpass would write them in JSON."""
    elements = []
    for item in ElementTree.fromstring(path.read_bytes()):
        if item.tag == "meta":
            continue
        element: dict[str, Any] = {"type": item.tag, "id": int(item.attrib["id"])}
        if item.tag == "node":
            element |= {axis: float(item.attrib[axis]) for axis in ("lat", "lon")}
        if item.tag == "way":
            element["nodes"] = [int(point.attrib["ref"]) for point in item.iter("nd")]
        if item.tag == "relation":
            members = [dict(member.attrib) for member in item.iter("member")]
            element["members"] = [{**one, "ref": int(one["ref"])} for one in members]
        tags = {tag.attrib["k"]: tag.attrib["v"] for tag in item.iter("tag")}
        elements.append({**element, "tags": tags} if tags else element)
    return elements


def test_the_file_holds_every_element_once_and_whole(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    lines: list[str] = []
    fetched = fetch(AREA, tmp_path / "a.osm", settings=settings, tell=lines.append)
    assert elements_of(fetched.path) == WORLD
    assert (fetched.nodes, fetched.ways, fetched.relations) == (6, 3, 1)
    assert (fetched.asked, fetched.as_of) == (QUESTIONS, AS_OF)
    assert server.agents == {"Test (somebody@example.org)"}
    assert "places" in lines
    assert any("answer 3" in line for line in lines)


def test_osmnx_reads_the_same_roads_from_the_file_as_from_the_server(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    path = fetch(AREA, tmp_path / "a.osm", settings=settings).path
    from_file = osmnx.graph_from_xml(path, simplify=False, retain_all=True)
    roads = [way for way in WORLD if way["type"] == "way"]
    assert {node["id"] for node in NODES} < set(from_file)
    assert {edge["osmid"] for _, _, edge in from_file.edges(data=True)} == {
        way["id"] for way in roads
    }


def test_the_file_is_read_as_any_other_of_openstreetmap(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    path = fetch(AREA, tmp_path / "a.osm", settings=settings).path
    extract = read_osm(path, features=FEATURES)
    assert extract.roads.way_id.tolist() == [10, 11, 12]
    assert extract.roads.tags[0]["name"] == STREETS[0]["tags"]["name"]
    assert extract.points.point_id.tolist() == [1, 2, 3, 4]
    assert list(extract.points.tags.values()) == [NODES[1]["tags"], NODES[2]["tags"]]
    (turn,) = extract.restrictions
    assert (turn.kind, turn.from_ways, turn.via_point) == ("no_left_turn", (10,), 3)
    assert [feature.osm_id for feature in extract.features] == [30, 31]
    assert extract.as_of == AS_OF[:10]


def test_what_is_kept_is_not_asked_again(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    first = fetch(AREA, tmp_path / "a.osm", settings=settings).path.read_bytes()
    again = fetch(AREA, tmp_path / "b.osm", settings=settings)
    assert len(server.asked) == QUESTIONS
    assert (again.asked, again.path.read_bytes()) == (0, first)


def test_an_interrupted_fetch_goes_on(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    def interrupt(line: str) -> None:
        if line == "places":
            raise KeyboardInterrupt

    path = tmp_path / "a.osm"
    with pytest.raises(KeyboardInterrupt):
        fetch(AREA, path, settings=settings, tell=interrupt)
    assert not path.exists()
    fetched = fetch(AREA, path, settings=settings)
    assert (len(server.asked), fetched.asked) == (QUESTIONS, 1)
    assert elements_of(path) == WORLD


def test_an_answer_cut_short_on_disk_is_asked_again(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    path = fetch(AREA, tmp_path / "a.osm", settings=settings).path
    kept = sorted(settings.cache.glob("area-*/*.json"))
    kept[0].write_bytes(kept[0].read_bytes()[:40])
    kept[1].write_text("{}")
    assert fetch(AREA, path, settings=settings).asked == 2
    assert elements_of(path) == WORLD


def test_another_area_has_answers_of_its_own(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    fetch(AREA, tmp_path / "a.osm", settings=settings)
    other = shapely.affinity.translate(AREA, 1.0, 0.0)
    assert fetch(other, tmp_path / "b.osm", settings=settings).asked == QUESTIONS
    roads_alone = fetch_osm(AREA, tmp_path / "c.osm", features={}, settings=settings)
    assert (roads_alone.asked, roads_alone.nodes) == (QUESTIONS - 1, len(NODES))


BUSY = {
    "429 once": ([Reply(b"", 429)], [2.0]),
    "429 says how long": ([Reply(b"", 429, {"Retry-After": "7"})], [7.0]),
    "429 says nothing clear": ([Reply(b"", 429, {"Retry-After": "soon"})], [2.0]),
    "504 twice": ([Reply(b"x", 504), Reply(b"x", 504)], [2.0, 4.0]),
    "cut short": ([Reply(overpass(WORLD).body[:200])], [2.0]),
    "broken off": ([Reply(b'{"elem', headers={"Content-Length": "5000"})], [2.0]),
}


@pytest.mark.parametrize(("failures", "waits"), BUSY.values(), ids=BUSY)
def test_a_busy_server_is_asked_again_after_a_pause(
    server: MapServer,
    settings: FetchSettings,
    tmp_path: Path,
    failures: list[Reply],
    waits: list[float],
) -> None:
    server.failures = list(failures)
    pauses: list[float] = []
    fetched = fetch(AREA, tmp_path / "a.osm", settings=settings, pause=pauses.append)
    assert pauses == waits
    assert elements_of(fetched.path) == WORLD
    assert len(server.asked) == QUESTIONS + len(waits)


def test_a_date_to_try_again_is_understood(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    server.failures = [Reply(b"", 429, {"Retry-After": format_datetime(later, usegmt=True)})]
    pauses: list[float] = []
    fetch(AREA, tmp_path / "a.osm", settings=settings, pause=pauses.append)
    assert 0 < pauses[0] <= 30


REFUSED = {
    "429 for ever": ([Reply(b"", 429)] * 9, r"busy \(429\), 3 times", 3),
    "asks for a day": ([Reply(b"", 429, {"Retry-After": "86400"})], "wait 86400 s", 1),
    "a login page": ([Reply(HTML)], "no data but: Please & log in;", 1),
    "bad question": ([Reply(HTML, 400)], r"refused \(400\): Please & log in", 1),
    "nothing at all": ([Reply(b"")], "no data but: nothing", 1),
    "gave up": (
        [overpass([], remark="runtime error: Query timed out in 'query' at line 1")],
        "gave up: runtime error: Query timed out",
        1,
    ),
    "another kind of server": ([Reply(b'{"version": 1}')], "something else", 1),
    "a node without a place": ([overpass([{"type": "node", "id": 1}])], "something else", 1),
    "a list": ([Reply(b"[]")], "something else", 1),
}  # fmt: skip


@pytest.mark.parametrize(("failures", "message", "asked"), REFUSED.values(), ids=REFUSED)
def test_a_bad_answer_is_one_clear_error_and_is_not_kept(
    server: MapServer,
    settings: FetchSettings,
    tmp_path: Path,
    failures: list[Reply],
    message: str,
    asked: int,
) -> None:
    server.failures = list(failures)
    path = tmp_path / "a.osm"
    with pytest.raises(FetchError, match=message) as error:
        fetch(AREA, path, settings=settings, pause=lambda _s: None)
    assert (error.value.code, len(server.asked)) == ("FETCH", asked)
    assert not path.exists()
    assert not list(settings.cache.rglob("*.json"))
    server.failures = []
    assert elements_of(fetch(AREA, path, settings=settings).path) == WORLD


def test_a_silent_server_is_told_and_what_was_there_stays(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    server.failures = [Reply(b"", delay_s=1.5)]
    path = tmp_path / "a.osm"
    path.write_text("as it was")
    impatient = replace(settings, timeout_s=1, tries=1)
    with pytest.raises(FetchError, match="did not answer within 1 s"):
        fetch(AREA, path, settings=impatient)
    assert [name.name for name in tmp_path.glob("*.osm")] == ["a.osm"]
    assert path.read_text() == "as it was"


def test_a_server_that_is_not_there_is_told_at_once(
    settings: FetchSettings, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    nobody = replace(settings, overpass_url=address)
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch(AREA, tmp_path / "a.osm", settings=nobody)


def test_a_cache_that_cannot_be_written_is_told(settings: FetchSettings, tmp_path: Path) -> None:
    settings.cache.write_text("a file where a folder should be")
    with pytest.raises(WriteError, match="cache: "):
        fetch(AREA, tmp_path / "a.osm", settings=settings)


def test_an_area_without_roads_is_told_and_asked_anew(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    server.answers = {key: [] for key in server.answers}
    for _ in range(2):
        with pytest.raises(FetchError, match="no road in this area"):
            fetch(AREA, tmp_path / "a.osm", settings=settings)
    assert len(server.asked) == 2 * QUESTIONS


def test_a_large_area_is_asked_for_in_parts(
    server: MapServer, settings: FetchSettings, tmp_path: Path
) -> None:
    wide = area_from_bounds((104.5, 11.0, 105.5, 12.0))  # 109 x 111 km; a part is 50 x 50 km
    fetched = fetch(wide, tmp_path / "a.osm", settings=settings)
    assert fetched.asked > QUESTIONS
    assert elements_of(fetched.path) == WORLD


@pytest.mark.parametrize("failures", [[], [Reply(b"", 429)] * 3], ids=["fetched", "refused"])
def test_osmnx_and_the_process_are_left_as_they_were(
    server: MapServer, settings: FetchSettings, tmp_path: Path, failures: list[Reply]
) -> None:
    before = dict(vars(osmnx.settings)), socket.getaddrinfo, dict(os.environ)
    server.failures = list(failures)
    try:
        fetch(AREA, tmp_path / "a.osm", settings=settings, pause=lambda _s: None)
    except FetchError:
        assert failures
    assert (dict(vars(osmnx.settings)), socket.getaddrinfo, dict(os.environ)) == before


def test_a_place_is_found_by_name_once(server: MapServer, settings: FetchSettings) -> None:
    for _ in range(2):
        area, name = find_area("Three Streets", settings=settings)
        assert (name, area.equals(shapely.Polygon(BOX))) == (PLACE["display_name"], True)
    assert server.asked == ["Three Streets"]


@pytest.mark.parametrize(
    ("places", "message"),
    [
        pytest.param([], "knows no such place", id="nothing"),
        pytest.param(
            [{**PLACE, "geojson": {"type": "Point", "coordinates": [105, 11]}}],
            "without an outline",
            id="only a point",
        ),
    ],
)
def test_a_place_without_an_outline_is_told(
    server: MapServer, settings: FetchSettings, places: list[dict[str, Any]], message: str
) -> None:
    server.places = places
    with pytest.raises(UnknownPlaceError, match=message):
        find_area("Nowhere", settings=settings)


def test_a_server_of_places_that_fails_is_told(server: MapServer, settings: FetchSettings) -> None:
    server.failures = [Reply(HTML)]
    with pytest.raises(FetchError, match=r"Nominatim .* no data but: Please & log in"):
        find_area("Three Streets", settings=settings)


def test_an_area_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "area.geojson"
    shape = {"type": "Polygon", "coordinates": [BOX]}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shape}))
    assert area_from_file(path).equals(AREA)
    path.write_text(json.dumps({"type": "Point", "coordinates": [105, 11]}))
    with pytest.raises((PlaceError, FaultsError)):
        area_from_file(path)


@pytest.mark.parametrize(
    "bounds",
    [(105.0, 11.0, 104.0, 12.0), (104.0, 12.0, 105.0, 11.0), (104.0, 11.0, 105.0, 91.0)],
)
def test_what_is_no_box_is_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(PlaceError, match="is no box"):
        area_from_bounds(bounds)


@pytest.mark.parametrize(
    "wrong",
    [
        {"overpass_url": "overpass-api.de"},
        {"overpass_url": "http://"},
        {"overpass_url": "http://h:99999"},
        {"overpass_url": f"https://{'a' * 70}.org"},
        {"nominatim_url": "file:///etc/passwd"},
        {"user_agent": "two\nlines"},
        {"user_agent": " "},
        {"timeout_s": 0},
        {"tries": 0},
        {"first_pause_s": 400.0},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(SettingError):
        FetchSettings(tmp_path, **wrong)
