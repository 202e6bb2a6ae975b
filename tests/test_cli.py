"""The command line as other programs call it: exit code, one JSON value, one clear line."""

import csv
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from io import BytesIO, TextIOWrapper
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import rasterio
from pyproj import Transformer

import cli
from tests.terminal import Run
from views.commands import golden, ways

NIGHT = "2025-10-18T02:00+07:00"
NOON = "2025-01-15T11:00+07:00"


def test_pack_info_has_its_keys(ask: Run) -> None:
    info = ask("pack", "info")
    assert info["name"] == "KHM"
    assert info["crs"] == "EPSG:32648"
    assert info["resolution"] == "schematic"
    assert info["road_km"] > 5000
    assert info["road_edges"] > info["road_nodes"] > 200
    assert info["layers"]["sites"] >= 50
    assert info["layers"]["places"] >= 200
    west, south, east, north = info["bounds"]
    assert west < 102.6
    assert east > 107.5
    assert south < 10.5
    assert north > 14.5


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "pack", "info"],
        ["pack", "--json", "info"],
        ["pack", "info", "--json"],
        ["pack", "info", "KHM", "--json"],
        ["pack", "--pack", "KHM", "info", "--json"],
        ["--pack", "no-such", "pack", "--pack", "KHM", "--json", "info"],
        ["--pack", "no-such", "pack", "info", "--pack", "KHM", "--json"],
    ],
)
def test_options_work_before_and_after(
    words: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(list(words)) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "KHM"


def test_pack_is_what_was_sealed(ask: Run) -> None:
    assert ask("pack", "verify")["faults"] == []


def test_route_to_the_coast_takes_the_expressway(ask: Run) -> None:
    route = ask("route", "Phnom Penh", "Sihanoukville", "--when", NOON)
    assert any("E4" in line for line in route["directions"])
    assert 190_000 < route["length_m"] < 235_000
    assert route["approximate"] is True
    assert route["geometry"]["type"] == "LineString"
    assert 0 <= route["peak_hazard"] <= 1
    assert set(route) >= {
        "seconds", "length_m", "exposure", "peak_hazard", "access_m", "access_s", "egress_m",
        "egress_s", "approximate", "directions", "geometry",
    }  # fmt: skip


def test_night_and_wet_season_are_slower(ask: Run) -> None:
    pair = ("route", "Kratie", "Banlung")
    dry, night, wet = (
        ask(*pair, "--when", when)["seconds"]
        for when in (NOON, "2025-01-15T23:00+07:00", "2025-08-15T11:00+07:00")
    )
    assert dry < night
    assert dry < wet


def test_caution_never_changes_the_clock(ask: Run) -> None:
    pair = ("route", "Phnom Penh", "Kampot", "--when", NOON)
    plain, careful = ask(*pair), ask(*pair, "--caution", "50")
    assert careful["seconds"] >= plain["seconds"] - 1e-6
    assert careful["exposure"] <= plain["exposure"] + 1e-6


@pytest.mark.parametrize("form", ["geojson", "gpx", "kml", "text"])
def test_route_formats_open_again(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["route", "Phnom Penh", "Takeo", "--when", NOON, "--format", form]) == 0
    said = capsys.readouterr().out
    if form == "geojson":
        assert json.loads(said)["features"][0]["geometry"]["type"] == "LineString"
    elif form == "text":
        assert "Takeo" in said
    else:
        assert ET.fromstring(said).tag.endswith(form)  # noqa: S314


def test_no_korean_unit_is_in_time_at_night(ask: Run) -> None:
    card = ask("eta", "Sihanoukville", "--when", NIGHT)
    assert card["responders"]
    for one in card["responders"]:
        parts = (
            "answer_s", "processing_s", "turnout_s", "access_s", "drive_s", "egress_s",
            "admission_wait_s",
        )  # fmt: skip
        assert one["eta_s"] == pytest.approx(sum(one[part] for part in parts))
        assert one["in_time"] is False
        assert one["on_duty"] is False
    assert [one["eta_s"] for one in card["responders"]] == sorted(
        one["eta_s"] for one in card["responders"]
    )
    for point in card["safe_points"]:
        assert point["in_time"] is False


def test_coverage_lists_gaps_whose_causes_add_up(ask: Run) -> None:
    found = ask("coverage", "--when", NIGHT)
    missing = found["total_weight"] - found["covered_weight"]
    assert sum(found["causes"].values()) == pytest.approx(missing)
    assert sum(gap["weight"] for gap in found["gaps"]) == pytest.approx(missing)
    assert found["covered_share"] == pytest.approx(found["covered_weight"] / found["total_weight"])
    assert {"id", "name", "eta_s", "cause"} <= set(found["gaps"][0])


@pytest.mark.parametrize("demand", ["sites", "people", "places"])
@pytest.mark.parametrize("direction", ["reach", "response", "either"])
def test_more_help_never_covers_less(ask: Run, demand: str, direction: str) -> None:
    question = ("coverage", "--when", NOON, "--demand", demand, "--direction", direction)
    shares = [
        ask(*question, "--police", police)["covered_share"] for police in ("none", "trusted", "all")
    ]
    assert shares == sorted(shares)


def test_one_pair_has_one_time_through_every_door(ask: Run, tmp_path: Path) -> None:
    card = ask("eta", "Kampot", "--when", NOON)
    unit = card["responders"][0]
    place = card["place"]
    base = next(row for row in read_layer("missions") if row["id"] == unit["base"])
    start, end = f"{base['lat']}, {base['lon']}", f"{place['lat']}, {place['lon']}"
    route = ask("route", start, end, "--when", NOON)
    assert route["seconds"] == pytest.approx(unit["drive_s"], abs=1e-6)
    origin, goal, out = (tmp_path / name for name in ("from.csv", "to.csv", "out.csv"))
    origin.write_text(f"id,lat,lon\na,{base['lat']},{base['lon']}\n")
    goal.write_text(f"id,lat,lon\nb,{place['lat']},{place['lon']}\n")
    assert ask("matrix", str(origin), str(goal), "--out", str(out), "--when", NOON)["rows"] == 1
    with out.open(encoding="utf-8") as stream:
        table = list(csv.reader(stream))
    assert table[0] == ["id", "b"]
    assert float(table[1][1]) == pytest.approx(route["seconds"], abs=0.06)


def read_layer(kind: str) -> list[dict[str, str]]:
    with Path("data/KHM", f"{kind}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_coverage_and_eta_agree_for_every_site(ask: Run) -> None:
    found = ask("coverage", "--when", NOON, "--direction", "response", "--golden-min", "1")
    for gap in found["gaps"][:3]:
        site = next(row for row in read_layer("sites") if row["id"] == gap["id"])
        card = ask("eta", f"{site['lat']}, {site['lon']}", "--when", NOON)
        assert gap["eta_s"] == pytest.approx(
            min(one["eta_s"] for one in card["responders"]), abs=1e-6
        )


def test_hazard_surface_opens_again(ask: Run, tmp_path: Path) -> None:
    out = tmp_path / "hazard.tif"
    ask("hazard", "build", "--out", str(out), "--when", NOON)
    with rasterio.open(out) as surface:
        hazard = surface.read(1)
        assert surface.crs.to_epsg() == 32648
    assert 0.3 < hazard.max() <= 1.0
    assert hazard.min() >= 0.0


def test_report_is_one_page_that_loads_nothing(ask: Run, tmp_path: Path) -> None:
    for language in ("en", "ko"):
        out = tmp_path / f"{language}.html"
        ask("report", "--out", str(out), "--when", NIGHT, "--lang", language)
        page = out.read_text(encoding="utf-8")
        assert "<svg" in page
        assert not re.search(r"(src|href)\s*=", page)
        assert "<script" not in page


def test_good_layer_has_no_fault(ask: Run) -> None:
    assert ask("layers", "check", "data/KHM/sites.csv", "--as", "sites")["faults"] == []


@pytest.mark.parametrize("kind", [str(kind) for kind in golden.LayerKind])
def test_every_layer_of_ours_is_clean(ask: Run, kind: str) -> None:
    path = f"data/KHM/{kind}.csv"
    assert ask("layers", "check", path, "--as", kind) == {"file": f"{kind}.csv", "faults": []}


@pytest.mark.parametrize(
    ("rows", "count"), [(1, "1 fault: row 2"), (2, "2 faults, the first: row 2")]
)
def test_the_summary_counts_and_names_the_first(
    *, tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: int, count: str
) -> None:
    lines = Path("data/KHM/closures.csv").read_text(encoding="utf-8").splitlines()[: rows + 1]
    lines[1:] = [line.replace(",gate,", ",door,") for line in lines[1:]]
    (tmp_path / "closures.csv").write_text("\n".join(lines), encoding="utf-8")
    assert cli.main(["layers", "check", str(tmp_path / "closures.csv"), "--as", "closures"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"error: closures.csv: {count}, kind: 'door' is none of")
    assert said.err.count("\n") == 1
    assert len(said.out.splitlines()) == rows


def test_every_fault_of_a_layer_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path("data/KHM/missions.csv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    rows = list(csv.DictReader(lines))[:3]
    rows[0]["lat"], rows[1]["hours"], rows[2]["id"] = "95", "Mo-Fr 8 to late", rows[0]["id"]
    bad = tmp_path / "missions.csv"
    with bad.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        writer.writerows(rows)
    assert cli.main(["--json", "layers", "check", str(bad), "--as", "missions"]) == 2
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert {fault["row"] for fault in faults} >= {2, 3, 4}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["eta", "Atlantis City"], "Atlantis", id="unknown place"),
        pytest.param(["eta", "10.5, 103.2"], "sea", id="in the sea"),
        pytest.param(["eta", "13.75, 100.5"], "", id="abroad: Bangkok"),
        pytest.param(["route", "11.5, 106.9", "Takeo"], "Vietnam", id="abroad: over the border"),
        pytest.param(
            ["eta", "13.70, 102.45", "--when", "2026-01-15T10:00"],
            "Poipet border gate (Aranyaprathet), is reported closed since 2025-06-24",
            id="over a closed border",
        ),
        pytest.param(["eta", "Koh Rong"], "crosses the sea", id="no road: an island"),
        pytest.param(["eta", "Ka Lan"], "further than the limit", id="no road: too far"),
        pytest.param(["eta", "Seoul"], "South Korea", id="a far name is never mended"),
        pytest.param(["eta", "104.9, 11.56"], "11.56", id="swapped: asks"),
        pytest.param(["eta", "nan, 104"], "", id="NaN"),
        pytest.param(["eta", ""], "", id="nothing"),
        pytest.param(["eta", "Takeo", "--when", "2025-02-30T10:00"], "date", id="30 February"),
        pytest.param(["eta", "Takeo", "--when", "1700-01-01"], "2000", id="long ago"),
        pytest.param(["eta", "Takeo", "--golden-min", "-5"], "golden", id="negative golden time"),
        pytest.param(["eta", "Takeo", "--golden-min", "nan"], "golden", id="golden time NaN"),
        pytest.param(["route", "Takeo", "Kampot", "--caution", "-1"], "caution", id="negative caution"),
        pytest.param(["route", "Takeo", "Kampot", "--caution", "1000001"], "1000000", id="caution over 1e6"),
        pytest.param(["route", "Takeo", "Kampot", "--json", "--format", "gpx"], "exclude", id="two formats"),
        pytest.param(["eta", "-10.5,104"], "-- -10.5,104", id="a place that looks like an option"),
        pytest.param(["eta", "--wehn", "now"], "--wehn", id="unknown option"),
        pytest.param(["eta"], "place", id="no place"),
        pytest.param(["--pack", "XXX", "pack", "info"], "XXX", id="no such pack"),
        pytest.param(["--pack", "", "pack", "info"], "no pack ''", id="empty pack name"),
        pytest.param(["pack", "--pack", "XXX", "info"], "XXX", id="no such pack, in the middle"),
        pytest.param(["pack", "info", ""], "no pack ''", id="empty pack argument"),
        pytest.param(["pack", "info", "x" * 5000], "name one of KHM", id="long pack name"),
        pytest.param(["eta", "Takeo", "--police", "some"], "some", id="unknown word"),
        pytest.param(["nonsense"], "nonsense", id="unknown command"),
        pytest.param(["matrix", "no.csv", "no.csv", "--out", "x.csv"], "no.csv", id="missing file"),
        pytest.param(["layers", "check", "README.md", "--as", "sites"], "README", id="wrong kind"),
        pytest.param(["report", "--out", "/nowhere/at/all.html", "--when", NOON], "nowhere", id="no folder"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_clear_line(
    fail: Run, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert says.lower() in fail(*words).lower()
    assert cli.main(["--json", *words]) == 2
    said = capsys.readouterr()
    error = json.loads(said.out)
    if "faults" not in error:
        assert set(error["error"]) == {"code", "message"}
        assert error["error"]["code"].isupper()
        assert said.err == f"error: {error['error']['message']}\n"


@pytest.mark.parametrize("words", [["--json"], ["--json", "pack"], ["pack", "nonsense", "--json"]])
def test_json_is_one_value_for_an_unfinished_call(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "USAGE"


def test_an_error_of_the_system_is_one_value_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/machine/path/out.csv")

    monkeypatch.setattr(ways, "drive_matrix", full)
    assert cli.main(["matrix", "a.csv", "b.csv", "--out", "out.csv", "--json"]) == 2
    message = "out.csv: No space left on device"
    assert json.loads(capsys.readouterr().out) == {"error": {"code": "FILE", "message": message}}


@pytest.mark.parametrize("words", [[], ["pack"], ["--help"], ["pack", "--help"], ["eta", "--help"]])
def test_help_has_many_lines(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 0
    said = capsys.readouterr()
    assert said.out.count("\n") > 8
    assert said.out.startswith("Usage:")
    assert said.err == ""


def test_help_for_a_program_is_one_value(ask: Run) -> None:
    assert ask("eta", "--help")["help"].startswith("Usage:")


def test_a_place_after_two_dashes_may_begin_with_a_minus(fail: Run) -> None:
    assert "No such option" not in fail("eta", "--", "-10.5,104")


@pytest.mark.parametrize("words", [["eta", "Takeo", "--when", NIGHT], ["eta", "따께오"]])
def test_a_terminal_of_few_letters_is_no_reason_to_fail(
    monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    code, said = (0 if words[1].isascii() else 2), {}
    for more in ("--json", ""):
        for name in ("stdout", "stderr"):
            monkeypatch.setattr(sys, name, TextIOWrapper(BytesIO(), encoding="ascii"))
        assert cli.main([*words, *more.split()]) == code
        sys.stdout.seek(0)
        said[more] = sys.stdout.read()
    assert said[""] or code
    value = json.loads(said["--json"])
    assert words[1] in (value["place"]["name"] if "place" in value else value["error"]["message"])


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_process_on_a_terminal_of_few_letters_ends_with_one_line(more: list[str]) -> None:
    """As another program starts it: the words of the error cannot be shown, and no traceback is."""
    done = subprocess.run(
        [sys.executable, "cli.py", *more, "eta", "따께오"],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: ")
    assert b"Traceback" not in done.stderr
    assert not more or "따께오" in json.loads(done.stdout)["error"]["message"]


HOSTILE = "Tower\x1b[2J\x07 \u202egpj\r\n FAKE: all safe\u2028now\x9b31m"
TAMED = "Tower[2J gpj FAKE: all safe now31m"


@pytest.mark.usefixtures("opened_once")
def test_no_name_moves_the_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy_pack(tmp_path)
    for kind in ("sites", "units", "missions", "places"):
        with (tmp_path / f"{kind}.csv").open(encoding="utf-8", newline="") as stream:
            table = list(csv.DictReader(stream))
        for row in table:
            if kind != "places" or row["name"] in {"Takeo", "Kampot"}:
                row["name"] = f"{row['name']} {HOSTILE}"
        with (tmp_path / f"{kind}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
    roads = json.loads((tmp_path / "roads.geojson").read_text(encoding="utf-8"))
    for feature in roads["features"]:
        for key in ("ref", "name"):
            feature["properties"][key] = f"{feature['properties'][key]} {HOSTILE}"
    (tmp_path / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    manifest = tmp_path / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('name = "KHM"', f"name = {json.dumps(HOSTILE)}"), "utf-8")
    there = ("--pack", str(tmp_path))
    takeo, kampot = (
        next(row for row in read_layer("places") if row["name"] == name)
        for name in ("Takeo", "Kampot")
    )
    calls = [
        ["pack", "info"],
        ["eta", "Takeo #" + takeo["id"], "--when", NIGHT],
        ["route", "Takeo #" + takeo["id"], "Kampot #" + kampot["id"], "--when", NOON],
        ["route", "Takeo #" + takeo["id"], "Kampot", "--when", NOON, "--format", "text"],
        ["coverage", "--when", NIGHT],
        ["eta", HOSTILE],
    ]
    said = ""
    for words in calls:
        assert cli.main([*there, *words]) == (2 if HOSTILE in words else 0)
        shown = capsys.readouterr()
        said += shown.out + shown.err
    assert TAMED in said
    assert not {sign for sign in said if unicodedata.category(sign) in {"Cc", "Cf"}} - {"\n"}
    assert not [line for line in said.splitlines() if line.strip().startswith("FAKE")]


def copy_pack(folder: Path) -> None:
    for path in Path("data/KHM").iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())


def test_empty_layer_and_broken_pack_are_said(fail: Run, tmp_path: Path) -> None:
    copy_pack(tmp_path)
    places = (tmp_path / "places.csv").read_bytes()
    (tmp_path / "places.csv").write_bytes(places.splitlines()[0] + b"\n")
    assert "places.csv" in fail("--pack", str(tmp_path), "coverage")
    assert "places.csv" in fail("pack", "verify", str(tmp_path))
    assert "places.csv" in fail("pack", "seal", str(tmp_path))
    (tmp_path / "places.csv").write_bytes(places)
    sites = (tmp_path / "sites.csv").read_bytes()
    (tmp_path / "sites.csv").write_bytes(sites.splitlines()[0] + b"\n")
    assert "no reported sites" in fail("--pack", str(tmp_path), "coverage")
    assert "sites.csv" in fail("pack", "verify", str(tmp_path))
    (tmp_path / "sites.csv").write_bytes(sites)
    (tmp_path / "roads.geojson").write_text('{"type": "FeatureCollection", "features": [')
    assert "roads.geojson" in fail("--pack", str(tmp_path), "route", "Takeo", "Kampot")
    (tmp_path / "manifest.toml").write_text("name = ")
    assert "manifest.toml" in fail("--pack", str(tmp_path), "pack", "info")


def test_roads_in_metres_are_said(fail: Run, tmp_path: Path) -> None:
    copy_pack(tmp_path)
    roads = json.loads((tmp_path / "roads.geojson").read_text(encoding="utf-8"))
    project = Transformer.from_crs(4326, 32648, always_xy=True).transform
    for road in roads["features"]:
        shape = road["geometry"]
        shape["coordinates"] = [list(project(x, y)) for x, y in shape["coordinates"]]
    (tmp_path / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    assert "roads.geojson" in fail("--pack", str(tmp_path), "route", "Takeo", "Kampot")


def test_no_open_road_is_said(fail: Run, tmp_path: Path) -> None:
    copy_pack(tmp_path)
    roads = json.loads((tmp_path / "roads.geojson").read_text(encoding="utf-8"))["features"]
    known = [road["properties"] for road in roads]
    with (tmp_path / "closures.csv").open("a", encoding="utf-8") as stream:
        for road in known:
            if road["ref"] == "NR48" and "koh-kong" not in (road["from"], road["to"]):
                stream.write(f"x-{road['id']},road,{road['id']},2025-01-01,,t,t,2025-01-01,low\n")
    said = fail("--pack", str(tmp_path), "route", "Koh Kong", "Takeo", "--when", NOON)
    assert "Koh Kong" in said
    assert "Takeo" in said


@pytest.mark.usefixtures("opened_once")
def test_a_country_of_bare_layers_answers(
    ask: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy_pack(tmp_path)
    empty = ("closures", "contacts", "green_zones", "missions", "police_posts", "signals",
             "travel_alarms", "units")  # fmt: skip
    for kind in empty:
        path = tmp_path / f"{kind}.csv"
        path.write_bytes(path.read_bytes().splitlines()[0] + b"\n")
    there = ("--pack", str(tmp_path))
    assert ask(*there, "pack", "info")["layers"]["units"] == 0
    assert ask(*there, "route", "Takeo", "Kampot", "--when", NOON)["seconds"] > 0
    card = ask(*there, "eta", "Takeo", "--when", NOON)
    assert (card["responders"], card["safe_points"], card["absent"]) == ([], [], [])
    assert ask(*there, "coverage", "--when", NOON)["covered_share"] == 0
    assert cli.main([*there, "eta", "Takeo", "--when", NOON]) == 0
    said = capsys.readouterr().out
    assert "nobody" in said
    assert "nowhere" in said


def test_a_changed_title_is_noticed(fail: Run, tmp_path: Path) -> None:
    copy_pack(tmp_path)
    path = tmp_path / "manifest.toml"
    cli.main(["pack", "seal", str(tmp_path)])
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Cambodia", "Elsewhere"), encoding="utf-8")
    assert "manifest.toml is not what was sealed" in fail("pack", "verify", str(tmp_path))
