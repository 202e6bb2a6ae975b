"""Commands about ways, as other programs call them: modes, rules, choices, meeting, reach, roads."""

import json
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest
from shapely.geometry import Point, box, mapping

import cli
from planning import packs
from routing.osmnx_io import read_graphml
from tests.terminal import Run
from tests.test_cli import NIGHT, NOON

AREA_CRS = 32648
BANNED = "2025-12-20T11:00+07:00"  # Bavet, Poipet and Bokor are under a travel ban
TRIP = ("Takeo", "Kampot", "--when", NOON)


@pytest.fixture(scope="module", autouse=True)
def opened_once() -> Iterator[None]:
    """A pack never changes: open each but once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "open_pack", lru_cache(packs.open_pack))
        yield


def test_each_mode_has_its_own_clock_and_its_own_links(ask: Run) -> None:
    found = {mode: ask("route", *TRIP, "--by", mode) for mode in ("car", "motorbike", "foot")}
    seconds = {mode: value["seconds"] for mode, value in found.items()}
    assert seconds["car"] <= seconds["motorbike"] < seconds["foot"]
    assert found["car"] == ask("route", *TRIP)
    assert found["foot"]["seconds"] == pytest.approx(
        found["foot"]["length_m"] / (4.8 / 3.6), rel=0.3
    )
    assert found["foot"]["sliced_s"] is None  # who walks is as fast at any hour
    google = {
        mode: parse_qs(urlsplit(value["links"]["Google Maps"]).query)["travelmode"]
        for mode, value in found.items()
    }
    assert google == {"car": ["driving"], "motorbike": ["two-wheeler"], "foot": ["walking"]}


def areas(path: Path, *shapes: Any) -> str:
    features = [
        {"type": "Feature", "properties": {"id": f"Z{n}"}, "geometry": mapping(shape)}
        for n, shape in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return str(path)


def test_an_area_is_kept_out_of(ask: Run, tmp_path: Path) -> None:
    free = ask("route", *TRIP)
    lon, lat = free["geometry"]["coordinates"][len(free["geometry"]["coordinates"]) // 2]
    around = box(lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02)
    kept = ask("route", *TRIP, "--keep-out", areas(tmp_path / "a.geojson", around))
    assert kept["broken"] == free["broken"] == []
    assert kept["seconds"] > free["seconds"]
    assert not any(around.contains(Point(at)) for at in kept["geometry"]["coordinates"])


def test_an_area_around_the_goal_cannot_be_kept_out_of(
    ask: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    country = areas(tmp_path / "all.geojson", box(103.5, 10.5, 105.5, 11.5))
    free, found = ask("route", *TRIP), ask("route", *TRIP, "--keep-out", country)
    assert len(found["broken"]) == 1
    assert found["broken"][0].startswith("keep out of area")
    assert found["seconds"] == pytest.approx(free["seconds"])
    assert cli.main(["route", *TRIP, "--keep-out", country]) == 0
    assert "No way keeps this rule" in capsys.readouterr().out


def test_bans_are_told_and_kept_only_if_asked(ask: Run) -> None:
    trip = ("Phnom Penh", "Bavet", "--when", BANNED)
    told, kept = ask("route", *trip), ask("route", *trip, "--keep-bans")
    assert told["bans"] == kept["bans"] == ["Bavet"]
    assert told["broken"] == []
    assert kept["broken"] == ["keep out of travel bans"]
    away = ask("route", "Phnom Penh", "Takeo", "--when", BANNED, "--keep-bans")
    assert (away["bans"], away["broken"]) == ([], [])


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (["--most-hazard", "0"], "no road with hazard above 0"),
        (["--most-hazard", "1"], None),
        (["--no-gates"], None),
        (["--keep-bans"], None),
        (["--avoid-police", "0"], "keep 0 m away from police posts to avoid"),
        (["--avoid-police", "1e7"], "keep 1e+07 m away from police posts to avoid"),
    ],
)
def test_each_rule_is_one_value(ask: Run, rule: list[str], name: str | None) -> None:
    found = ask("route", "Sihanoukville", "Kampot", "--when", NOON, *rule)
    assert found["broken"] == ([] if name is None else [name])
    assert found["own_sites"]  # many are reported at the start
    free = ask("route", "Sihanoukville", "Kampot", "--when", NOON)
    assert found["seconds"] >= free["seconds"] - 1e-6


def test_ways_go_from_the_fastest_to_the_safest(ask: Run) -> None:
    trip = ("Phnom Penh", "Sihanoukville", "--when", NOON)
    found = ask("ways", *trip)
    ways = found["ways"]
    assert found["total"] >= len(ways) >= 2
    assert ways[0]["seconds"] == pytest.approx(ask("route", *trip)["seconds"], abs=1e-6)
    assert [way["more_s"] for way in ways] == sorted(way["more_s"] for way in ways)
    exposure = [way["exposure"] for way in ways]
    assert exposure == sorted(exposure, reverse=True)
    assert ways[0]["less_exposure_share"] == 0
    safest = ask("route", *trip, "--caution", "1000000")
    assert ways[-1]["exposure"] == pytest.approx(safest["exposure"], abs=1e-3)
    few = ask("ways", *trip, "--at-most", "2")
    assert [len(few["ways"]), few["total"]] == [2, found["total"]]


def test_beside_the_expressway_there_is_an_old_road(ask: Run) -> None:
    """It takes 1.57 times as long: too long for comfort, but it is the way nobody expects."""
    trip = ("Sihanoukville", "Phnom Penh", "--when", NOON)
    found = ask("alternatives", *trip)
    refs = [way["summary"] for way in found["ways"]]
    assert len(refs) == 2
    assert "E4" in refs[0]
    assert "NR3" in refs[1]
    assert found["shared_share"][0][1] < 0.3
    assert len(ask("alternatives", *trip, "--longest", "1.5")["ways"]) == 1
    assert len(ask("alternatives", *trip, "--count", "1")["ways"]) == 1


def test_a_million_alternatives_may_be_asked_for(ask: Run) -> None:
    assert 1 <= len(ask("alternatives", *TRIP, "--count", "1000000")["ways"]) < 20


def test_a_victim_and_a_unit_meet(ask: Run) -> None:
    found = ask("meet", "Kampot", "--when", NOON, "--by", "motorbike", "--count", "2")["meetings"]
    assert 1 <= len(found) <= 2
    for one in found:
        assert one["meeting_s"] == max(one["victim_s"], one["unit_s"])
        assert one["wait_s"] == max(one["unit_s"] - one["victim_s"], 0)
        assert 0 <= one["hazard"] <= 0.45


@pytest.mark.parametrize("name", ["reach.geojson", "reach.gpkg"])
@pytest.mark.parametrize("more", [[], ["--toward", "--by", "motorbike"]])
def test_what_is_reached_opens_again(ask: Run, tmp_path: Path, name: str, more: list[str]) -> None:
    out = tmp_path / name
    value = ask("reach", "Takeo", "--out", str(out), "--minutes", "30,10", "--when", NOON, *more)
    assert value == {"out": str(out), "bands_min": [10.0, 30.0]}
    bands = gpd.read_file(out)
    assert bands["minutes"].tolist() == [10.0, 30.0]
    assert bands.crs.to_epsg() == 4326
    near, far = bands.to_crs(AREA_CRS).geometry
    assert min(near.area, far.area) > 1e6
    assert near.intersection(far).area < 1


def test_roads_open_again(ask: Run, tmp_path: Path) -> None:
    layers, graph = tmp_path / "roads.gpkg", tmp_path / "roads.graphml"
    one, other = ask("roads", "--out", str(layers)), ask("roads", "--out", str(graph))
    assert one["edges"] == other["edges"] > one["nodes"]
    assert (
        sum(len(gpd.read_file(layers, layer=name)) for name in gpd.list_layers(layers)["name"]) > 0
    )
    assert read_graphml(graph).number_of_edges() == one["edges"]


def test_a_log_of_trips_is_fitted_or_refused(ask: Run, fail: Run, tmp_path: Path) -> None:
    log, out = tmp_path / "trips.csv", tmp_path / "fitted.toml"
    minutes = ask("route", *TRIP)["seconds"] / 60 * 1.2
    rows = [f"{n},Takeo,Kampot,{NOON},{minutes + n % 5:.1f}" for n in range(12)]
    head = "id,origin,destination,departure,minutes"
    log.write_text("\n".join([head, *rows[:3], ""]), "utf-8")
    assert "3 trips: at least 10" in fail("calibrate", str(log), "--out", str(out))
    assert not out.exists()
    log.write_text("\n".join([head, *rows, ""]), "utf-8")
    found = ask("calibrate", str(log), "--out", str(out))
    assert found["used"] + len(found["set_aside"]) == 12
    assert found["error_after"] <= found["error_before"]
    assert tomllib.loads(out.read_text("utf-8"))


@pytest.mark.parametrize("form", ["links", "text"])
def test_a_route_on_foot_in_other_forms(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["route", *TRIP, "--by", "foot", "--format", form]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") >= 3
    assert ("travelmode=walking" in said) == (form == "links")


@pytest.mark.parametrize(
    "words",
    [
        ["ways", *TRIP],
        ["ways", *TRIP, "--lang", "ko"],
        ["ways", "Takeo", "Takeo", "--when", NOON],
        ["alternatives", *TRIP, "--by", "motorbike"],
        ["alternatives", "Takeo", "Takeo", "--when", NOON, "--lang", "ko"],
        ["route", "Takeo", "Takeo", "--when", BANNED, "--by", "foot", "--keep-bans"],
        ["meet", "Kampot", "--when", NOON, "--by", "car"],
    ],
)
def test_words_for_a_person(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 0
    said = capsys.readouterr()
    assert said.out.strip()
    assert said.err == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["route", *TRIP, "--by", "horse"], "horse", id="no such mode"),
        pytest.param(["route", *TRIP, "--keep-out", "none.geojson"], "none.geojson", id="no file"),
        pytest.param(["route", *TRIP, "--keep-out", "README.md"], "README.md", id="no shapes"),
        pytest.param(["route", *TRIP, "--keep-out", "data/KHM/places.csv"], "polygon", id="points"),
        pytest.param(["route", *TRIP, "--most-hazard", "1.5"], "give 0 to 1", id="hazard over 1"),
        pytest.param(["route", *TRIP, "--most-hazard", "nan"], "give 0 to 1", id="hazard NaN"),
        pytest.param(["route", *TRIP, "--avoid-police", "-1"], "0 or more", id="radius below 0"),
        pytest.param(["route", *TRIP, "--avoid-police", "inf"], "0 or more", id="radius without end"),
        pytest.param(["ways", *TRIP, "--at-most", "0"], "1 or more", id="no ways"),
        pytest.param(["ways", "Takeo", "Atlantis", "--when", NOON], "Atlantis", id="no place"),
        pytest.param(["alternatives", *TRIP, "--count", "0"], "at least 1", id="no alternatives"),
        pytest.param(["alternatives", *TRIP, "--most-shared", "1.1"], "0 to 1", id="share over 1"),
        pytest.param(["alternatives", *TRIP, "--longest", "0.9"], "at least 1", id="shorter than best"),
        pytest.param(["alternatives", *TRIP, "--longest", "inf"], "at least 1", id="any length"),
        pytest.param(["alternatives", *TRIP, "--caution", "nan"], "caution", id="caution NaN"),
        pytest.param(["meet", "Takeo", "--count", "0", "--when", NOON], "at least 1", id="no meeting"),
        pytest.param(["meet", "Takeo", "--most-hazard", "7", "--when", NOON], "0 to 1", id="hazard 7"),
        pytest.param(["meet", "Koh Rong", "--when", NIGHT], "sea", id="an island"),
        pytest.param(["reach", "Takeo", "--out", "x.txt"], "x.txt", id="no such file type"),
        pytest.param(["reach", "Takeo", "--out", "x.gpkg", "--minutes", "a"], "15,30,45,60", id="words"),
        pytest.param(["reach", "Takeo", "--out", "x.gpkg", "--minutes", "0"], "above 0", id="0 min"),
        pytest.param(["reach", "Takeo", "--out", "x.gpkg", "--minutes", ""], "15,30", id="nothing"),
        pytest.param(["reach", "Takeo", "--out", "/nowhere/x.gpkg"], "nowhere", id="no folder, gpkg"),
        pytest.param(["reach", "Takeo", "--out", "/nowhere/x.json"], "nowhere", id="no folder, json"),
        pytest.param(["roads", "--out", "x.csv"], ".graphml", id="no such form of roads"),
        pytest.param(["roads", "--out", "/nowhere/x.graphml"], "nowhere", id="no folder, graphml"),
        pytest.param(["calibrate", "none.csv"], "none.csv", id="no log"),
        pytest.param(["calibrate", "README.md"], "README.md", id="no table"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_line(
    fail: Run, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert says.lower() in fail(*words).lower()
    assert cli.main(["--json", *words]) == 2
    value = json.loads(capsys.readouterr().out)
    assert "error" in value or "faults" in value
    assert not Path("x.gpkg").exists()
