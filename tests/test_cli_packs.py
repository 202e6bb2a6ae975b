"""`pack build` and `pack fetch` as other programs call them, and what a built pack answers."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pyproj.database
import pytest

import cli
from planning.manifests import verify_pack
from planning.packs import open_pack
from tests.geo.osm_worlds import node, way, world
from tests.planning.making.test_drafts import jemss_file
from tests.routing.download.mapserver import BOX, MapServer, Reply, running

# OSMnx looks up the UTM zone of the area at each question.
FIND_ZONE = lru_cache(pyproj.database.query_utm_crs_info)
HTML = b"<html><head><title>x</title></head><body>Please log in</body></html>"
STREET = {"highway": "residential", "name": "Street"}
WORLD = world(
    *(node(number, 104.9 + number / 200, 11.55) for number in range(1, 5)),
    node(9, 104.9, 11.55, place="town", name="Town", population="1200"),
    way(1, [1, 2, 3, 4], STREET),
)


class Said(NamedTuple):
    """What a call gave."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON value of a call that went well."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The one line of a call that failed, the same in its JSON value."""
        last = self.err.splitlines()[-1]
        assert self.code == 2, self.out
        assert "Traceback" not in self.err
        assert last == f"error: {json.loads(self.out)['error']['message']}"
        return last


def call(*words: object) -> Said:
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = cli.main([*map(str, words), "--json"])
    return Said(code, out.getvalue(), err.getvalue())


def build(out: Path, *words: object) -> Said:
    return call("pack", "build", "NEW", "--out", out, *words)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of one street and a town."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "world.osm").write_text(WORLD, encoding="utf-8")
    assert build(folder / "new", "--pbf", folder / "world.osm").value["name"] == "NEW"
    return folder / "new"


def test_roads_that_were_written_build_a_pack_again(tmp_path: Path, built: Path) -> None:
    sources = {"--graphml": tmp_path / "roads.graphml", "--lines": tmp_path / "roads.gpkg"}
    for option, path in sources.items():
        assert call("roads", "--out", path, "--pack", built).value["edges"] == 2
        said = build(tmp_path / option, option, path)
        assert said.value["road_km"] == pytest.approx(1.6, abs=0.05)
        assert (said.value["country"], said.value["crs"]) == ("KH", "EPSG:32648")
        assert said.err.splitlines() == ["2 junctions, 1.6 km of road"]
        assert verify_pack(tmp_path / option) == []


@pytest.mark.parametrize(("driving", "seconds"), [("urgent", 60.0), ("normal", 90.0)])
def test_arcs_of_a_simulator(tmp_path: Path, driving: str, seconds: float) -> None:
    value = build(tmp_path / "a", "--jemss", jemss_file(tmp_path), "--driving", driving).value
    assert (value["country"], value["crs"], value["road_edges"]) == ("KH", "EPSG:32648", 2)
    assert open_pack(str(tmp_path / "a")).network.given_s == pytest.approx([seconds] * 2)
    assert value["notes"][0].startswith("driving times are those of the file")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param((), "give one source of roads", id="none"),
        pytest.param(("--pbf", "a", "--graphml", "b"), "2 are given", id="two"),
        pytest.param(("--pbf", "no.pbf"), "no.pbf: No such file", id="no file"),
        pytest.param(("--pbf", "{html}"), "a web page (HTML), not OpenStreetMap", id="html"),
        pytest.param(("--graphml", "{html}"), "it is no GraphML", id="no graph"),
        pytest.param(("--lines", "{html}"), "x.osm", id="no lines"),
        pytest.param(("--jemss", "{html}"), "x.osm", id="no arcs"),
        pytest.param(("--pbf", "{osm}", "--class", "a=b"), "go with --lines", id="class"),
        pytest.param(("--lines", "{osm}", "--class", "a"), "write WORD=CLASS", id="no ="),
        pytest.param(("--pbf", "{osm}", "--country", "kh"), "no country code", id="country"),
        pytest.param(("--pbf", "{osm}", "--country", "TH"), "do not lie in TH", id="elsewhere"),
        pytest.param(("--pbf", "{osm}", "--zone", "Asia"), "no time zone", id="zone"),
        pytest.param(("--pbf", "{osm}", "--home-country", "ZZ"), "no country code", id="home"),
        pytest.param(("--pbf", "{osm}", "--home-zone", "ZZ"), "no time zone", id="home zone"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    sources = {"html": tmp_path / "x.osm", "osm": tmp_path / "w.osm"}
    sources["html"].write_bytes(HTML)
    sources["osm"].write_text(WORLD, encoding="utf-8")
    said = build(tmp_path / "new", *(word.format(**sources) for word in words))
    assert says in said.error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w.osm", "x.osm"]


def test_without_json_the_answer_is_lines(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["pack", "info", str(built)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "title: Cambodia" in lines
    assert "zone: Asia/Phnom_Penh" in lines
    assert any(line.startswith("layers: 0 sites, 0 missions") for line in lines)


@pytest.mark.usefixtures("opened_once")
def test_gaps_of_a_pack_without_any_help_say_so(built: Path, tmp_path: Path) -> None:
    value = call("coverage", "--demand", "people", "--pack", built).value
    assert value["covered_share"] == 0
    assert {gap["cause"] for gap in value["gaps"]} == {"no_help"}
    assert "no reported sites on file with any weight" in call("coverage", "--pack", built).error
    assert "nobody can come" in call("meet", "--pack", built, "Town").error
    page = tmp_path / "r.html"
    call("report", "--demand", "people", "--lang", "ko", "--out", page, "--pack", built)
    assert "지도에 인정되는 도움 없음" in page.read_text(encoding="utf-8")
    assert "센서스" not in page.read_text(encoding="utf-8")


def test_the_empty_layers_of_a_built_pack_are_no_fault(built: Path, tmp_path: Path) -> None:
    check = ("layers", "check", "--as", "sites", "--pack", built)
    assert call(*check, built / "sites.csv").value["faults"] == []
    copy = shutil.copy(built / "sites.csv", tmp_path / "mine.csv")
    assert call(*check, copy).code == 2


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MapServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(pyproj.database, "query_utm_crs_info", FIND_ZONE)
    with running(MapServer()) as one:
        yield one


def fetch(server: MapServer, folder: Path, *words: object) -> Said:
    servers = ("--overpass", server.overpass_url, "--nominatim", server.url)
    patience = ("--pause-s", 0, "--tries", 2, "--cache", folder / "cache")
    return call("pack", "fetch", "NEW", "--out", folder / "new", *servers, *patience, *words)


def polygon(folder: Path) -> Path:
    path = folder / "area.geojson"
    shape = {"type": "Polygon", "coordinates": [BOX]}
    area = {"type": "Feature", "properties": {}, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}))
    return path


@pytest.mark.parametrize(
    "area",
    [
        pytest.param(lambda _: ("--bbox", "104.999,11.499,105.003,11.502"), id="box"),
        pytest.param(lambda _: ("--place", "Three Streets"), id="place"),
        pytest.param(lambda folder: ("--polygon", polygon(folder)), id="polygon"),
    ],
)
def test_a_pack_is_fetched_and_the_second_time_nothing_is_asked(
    server: MapServer, tmp_path: Path, area: Callable[[Path], tuple[object, ...]]
) -> None:
    value = fetch(server, tmp_path, *area(tmp_path)).value
    assert (value["country"], value["as_of"]) == ("KH", "2026-01-02")
    assert value["layers"]["police_posts"] == value["layers"]["places"] == 1
    assert verify_pack(tmp_path / "new") == []
    manifest = (tmp_path / "new/manifest.toml").read_text(encoding="utf-8")
    assert 'built_from = "OpenStreetMap through 127.0.0.1"' in manifest
    asked = len(server.asked)
    again = fetch(server, tmp_path, *area(tmp_path), "--replace")
    assert again.value["road_edges"] == value["road_edges"]
    assert len(server.asked) == asked
    assert "0 answers asked for now" in again.err


@pytest.mark.parametrize(
    "reply", [Reply(HTML), Reply(b"busy", status=429)], ids=["a web page", "busy for ever"]
)
def test_a_server_that_gives_nothing(server: MapServer, tmp_path: Path, reply: Reply) -> None:
    server.failures = [reply] * 50
    said = fetch(server, tmp_path, "--bbox", "104.999,11.499,105.003,11.502")
    assert "Overpass" in said.error or "server" in said.error
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "give one area"),
        (("--bbox", "1,2,3"), "W,S,E,N"),
        (("--bbox", "3,2,1,4"), "is no box"),
        (("--bbox", "nan,nan,nan,nan"), "is no box"),
        (("--polygon", "no.geojson"), "no.geojson"),
        (("--bbox", "1,2,3,4", "--place", "x"), "2 are given"),
        (("--bbox", "1,2,3,4", "--home-country", "ZZ"), "no country code"),
        (("--bbox", "1,2,3,4", "--zone", "ZZ"), "no time zone"),
    ],
)
def test_a_fetch_that_cannot_be_meant_asks_nobody(
    server: MapServer, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    assert says in fetch(server, tmp_path, *words).error
    assert server.asked == []


@pytest.fixture(scope="module")
def islands(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Maldives out of OpenStreetMap."""
    out = tmp_path_factory.mktemp("packs") / "mdv"
    value = build(out, "--pbf", shared / "data/osm/maldives-latest.osm.pbf").value
    assert (value["country"], value["zone"]) == ("MV", "Indian/Maldives")
    assert value["parts"] > 200
    assert value["layers"]["places"] > 600
    return out


MALE, HULHUMALE = "4.1750, 73.5090", "4.2100, 73.5400"


@pytest.mark.usefixtures("opened_once")
def test_the_islands_answer_everything(islands: Path, tmp_path: Path) -> None:
    on = ("--pack", islands)
    assert call("pack", "verify", islands).value["faults"] == []
    route = call("route", *on, MALE, HULHUMALE).value
    assert any("Bridge" in line for line in route["directions"])
    assert call("alternatives", *on, MALE, HULHUMALE).code == 0
    assert call("eta", *on, MALE).value["responders"] == []
    gaps = call("coverage", *on, "--demand", "people").value["gaps"]
    assert {gap["cause"] for gap in gaps} == {"no_help"}
    assert call("hazard", "build", *on, "--out", tmp_path / "h.tif").code == 0
    assert call("reach", *on, MALE, "--out", tmp_path / "r.geojson").code == 0
    (tmp_path / "p.csv").write_text("id,lat,lon\na,4.1750,73.5090\nb,4.2100,73.5400\n")
    ends = (tmp_path / "p.csv", tmp_path / "p.csv")
    assert call("matrix", *on, *ends, "--out", tmp_path / "m.csv").value["rows"] == 2


@pytest.mark.usefixtures("opened_once")
def test_a_city_without_a_place_answers(shared: Path, tmp_path: Path) -> None:
    value = build(tmp_path / "poa", "--pbf", shared / "data/osm/porto_alegre_osm.pbf").value
    assert (value["country"], value["zone"]) == ("BR", "America/Sao_Paulo")
    assert (value["crs"], value["as_of"]) == ("EPSG:32722", "2020-08-12")
    on = ("--pack", tmp_path / "poa")
    ends = ("--", "-30.0300, -51.2200", "-30.0500, -51.1900")
    route = cli_route(*on, *ends)
    assert 4000 < route["length_m"] < 9000
    assert "no places on file with any weight" in call("coverage", *on, "--demand", "places").error


def cli_route(*words: object) -> Any:
    """`route` with --json before places that begin with a minus."""
    with redirect_stdout(StringIO()) as out:
        assert cli.main(["--json", "route", *map(str, words)]) == 0
    return json.loads(out.getvalue())
