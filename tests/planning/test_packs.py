"""Packs: what is sealed is noticed, what leads nowhere is named, what a country lacks may lack."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from geo.errors import FaultsError, PackError
from planning.cover.demand import demand_of
from planning.coverage import assess_coverage
from planning.dispatch import assess_incident
from planning.manifests import read_manifest, seal_pack, verify_pack
from planning.moment import moment_of
from planning.packs import LAYERS, NEVER_EMPTY, check_references, find_pack, open_pack
from planning.places import locate
from planning.routes import plan_route
from tests.planning.worlds import make_pack, rows, spot


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """A copy of the built-in pack, to be damaged."""
    for path in (root / "data/KHM").iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def rewrite(path: Path, column: str, value: str) -> None:
    """Give the first row of a table another cell."""
    with path.open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    table[0][column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]))
        writer.writeheader()
        writer.writerows(table)


def refusal(folder: Path) -> FaultsError:
    with pytest.raises(FaultsError) as caught:
        open_pack(str(folder))
    assert str(folder) not in str(caught.value)
    assert "np." not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", ["", "  ", "x" * 5000, "a\x00b", "no-such", "/nowhere/at/all"])
def test_no_such_pack_is_said_without_a_path_of_ours(name: str, root: Path) -> None:
    with pytest.raises(PackError, match="name one of KHM") as caught:
        find_pack(name)
    assert str(root) not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("rows = 25\n", 'rows = "many"\n', "whole number", id="rows are a word"),
        pytest.param("rows = 25\n", "rows = true\n", "whole number", id="rows are true"),
        pytest.param("rows = 25\n", "", "whole number", id="no rows"),
        pytest.param('country = "KH"', "country = 5", "country is missing", id="a number"),
        pytest.param('zone = "Asia/Phnom_Penh"', 'zone = "Asia"', "time zone", id="half a zone"),
        pytest.param('zone = "Asia/Phnom_Penh"', f'zone = "{"x" * 999}"', "zone", id="long zone"),
        pytest.param('"schematic"', '["schematic"]', "resolution", id="a list"),
        pytest.param('as_of = "', 'other_names = [5]\nas_of = "', "other_names", id="names"),
        pytest.param('crs = "EPSG:32648"', 'crs = "EPSG:4326"', "metres", id="degrees"),
        pytest.param('crs = "EPSG:32648"', 'crs = "EPSG:9"', "no known", id="no system"),
        pytest.param('crs = "EPSG:32648"', 'crs = "EPSG:32647"', "96 to 102", id="zone beside"),
        pytest.param('crs = "EPSG:32648"', 'crs = "EPSG:32748"', "-80 to 0", id="southern zone"),
    ],
)  # fmt: skip
def test_a_manifest_that_cannot_be_right(*, folder: Path, old: str, new: str, says: str) -> None:
    change(folder / "manifest.toml", old, new)
    error = refusal(folder)
    assert error.subject == "manifest.toml"
    assert says in str(error)


def test_files_that_are_no_table(folder: Path) -> None:
    manifest = folder / "manifest.toml"
    head = manifest.read_text(encoding="utf-8").split("\n[files")[0]
    manifest.write_text(head + "\nfiles = 3\n", encoding="utf-8")
    assert refusal(folder).faults[0].code == "FILES"


def test_a_system_without_a_stated_area_is_taken(folder: Path) -> None:
    system = "+proj=utm +zone=48 +datum=WGS84 +units=m +type=crs"
    change(folder / "manifest.toml", "EPSG:32648", system)
    assert open_pack(str(folder)).crs == system


@pytest.mark.parametrize("column", ["id", "name", "lat", "lon", "kind"])
def test_junctions_without_a_column(folder: Path, column: str) -> None:
    change(folder / "junctions.csv", column, f"{column}_x")
    error = refusal(folder)
    assert (error.subject, error.faults[0].column) == ("junctions.csv", column)


@pytest.mark.parametrize("name", ["junctions.csv", "roads.geojson", "units.csv", "settings.toml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in str(refusal(folder))


def test_neighbours_need_names(folder: Path) -> None:
    path = folder / "neighbours.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace('"name"', '"title"'), encoding="utf-8")
    assert "name" in str(refusal(folder))


@pytest.mark.parametrize("name", ["roads.geojson", "outline.geojson", "neighbours.geojson"])
def test_a_shape_that_would_be_left_out_is_a_fault(folder: Path, name: str) -> None:
    path = folder / name
    collection = json.loads(path.read_text(encoding="utf-8"))
    lost = dict(collection["features"][0], geometry=None)
    lost["properties"] = dict(lost["properties"], id="lost")
    collection["features"].append(lost)
    path.write_text(json.dumps(collection), encoding="utf-8")
    error = refusal(folder)
    assert error.subject == name
    assert "1 row without a place left out" in str(error)


def test_a_road_that_lost_its_course_is_a_fault(folder: Path) -> None:
    path = folder / "roads.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    collection["features"][7]["geometry"] = None
    path.write_text(json.dumps(collection), encoding="utf-8")
    assert "row 8" in str(refusal(folder))


@pytest.mark.parametrize(
    ("name", "column", "other"),
    [
        ("units", "base", ""),
        ("green_zones", "host", "closures"),
        ("closures", "target", "units"),
    ],
)
def test_what_leads_nowhere_is_named(*, folder: Path, name: str, column: str, other: str) -> None:
    rewrite(folder / f"{name}.csv", column, "nowhere-1")
    error = refusal(folder)
    assert error.subject == f"{name}.csv"
    assert "'nowhere-1'" in str(error)
    if other:
        rewrite(folder / f"{other}.csv", "target" if other == "closures" else "base", "nowhere-2")
        error = refusal(folder)
        for word in (f"{name}.csv", f"{other}.csv", "nowhere-1", "nowhere-2"):
            assert word in str(error)
        assert len(error.faults) == 2


def test_every_closure_that_closes_nothing_is_named_at_once() -> None:
    closures = rows(
        *({"id": f"c{i}", "name": "", "kind": "road", "target": target, "at": spot(0)}
          for i, target in enumerate(["r1", "R1", "J2", "gate-x"]))
    )  # fmt: skip
    pack = make_pack(closures=closures, green_zones=rows(columns=("host",)))
    with pytest.raises(FaultsError) as caught:
        check_references(pack.layers, pack.network)
    assert caught.value.subject == "closures.csv"
    assert [fault.message.split()[0] for fault in caught.value.faults] == ["'R1'", "'gate-x'"]


def test_a_zone_may_have_no_known_host_and_a_unit_starts_from_a_post() -> None:
    zone = {"id": "Z", "name": "", "at": spot(0)}
    units = make_pack().layers["units"].assign(base="P4")
    known = make_pack(units=units, green_zones=rows(zone | {"host": ""}, zone | {"host": "M1"}))
    check_references(known.layers, known.network)


def test_a_seal_holds_the_files_and_the_manifest(folder: Path) -> None:
    manifest = folder / "manifest.toml"
    seal_pack(folder)
    assert verify_pack(folder) == []
    sealed = manifest.read_text(encoding="utf-8")
    seal_pack(folder)
    assert manifest.read_text(encoding="utf-8") == sealed
    assert sealed.startswith("# What this pack is.")
    for old, new in (
        ('title = "Cambodia"', 'title = "Elsewhere"'),
        ('home_country = "KR"', 'home_country = "JP"'),
        ('as_of = "', 'other_names = ["Kampuchea"]\nas_of = "'),
    ):
        change(manifest, old, new)
        assert [fault.code for fault in verify_pack(folder)] == ["ALTERED"]
        manifest.write_text(sealed, encoding="utf-8")
    change(manifest, "seal = ", "# seal = ")
    assert [fault.code for fault in verify_pack(folder)] == ["UNLISTED"]
    manifest.write_text(sealed, encoding="utf-8")
    (folder / "sites.csv").write_bytes(b"id\n")
    (folder / "new.csv").write_bytes(b"id\n")
    (folder / "units.csv").unlink()
    assert [fault.code for fault in verify_pack(folder)] == ["MISSING", "UNLISTED", "ALTERED"]


def test_an_altered_file_and_its_altered_sum_are_noticed(folder: Path) -> None:
    manifest = folder / "manifest.toml"
    seal_pack(folder)
    before = manifest.read_text(encoding="utf-8")
    seal = read_manifest(folder).seal
    (folder / "sites.csv").write_bytes((folder / "sites.csv").read_bytes() + b"\n")
    seal_pack(folder)
    assert verify_pack(folder) == []
    after = manifest.read_text(encoding="utf-8")
    manifest.write_text(after.replace(read_manifest(folder).seal, seal), encoding="utf-8")
    assert before != after
    assert [fault.message for fault in verify_pack(folder)] == [
        "manifest.toml is not what was sealed"
    ]


def test_what_else_a_manifest_says_stays(folder: Path) -> None:
    manifest = folder / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    text = text.replace('[files."census.csv"]', '[licence]\nname = "MIT"\n\n[files."census.csv"]')
    manifest.write_text(f"{text}\n[thanks]\nto = 'all'\n", encoding="utf-8")
    (folder / 'a "b".csv').write_bytes(b"id\n")
    seal_pack(folder)
    assert verify_pack(folder) == []
    sealed = manifest.read_text(encoding="utf-8")
    assert '[licence]\nname = "MIT"' in sealed
    assert "[thanks]\nto = 'all'" in sealed
    assert sealed.count("seal = ") == 1


def test_sub_folders_are_not_sealed(folder: Path) -> None:
    seal_pack(folder)
    (folder / "derive").mkdir()
    (folder / "derive/new.py").write_text("")
    assert verify_pack(folder) == []


def test_a_country_with_nothing_but_places_people_and_sites_answers(folder: Path) -> None:
    for kind in set(LAYERS) - {*NEVER_EMPTY, "sites"}:
        path = folder / f"{kind}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    pack = open_pack(str(folder))
    assert {kind for kind, layer in pack.layers.items() if layer.empty} == set(LAYERS) - {
        *NEVER_EMPTY, "sites",
    }  # fmt: skip
    moment = moment_of(pack, datetime(2025, 10, 18, 2, tzinfo=pack.zone))
    here, there = (locate(pack, name) for name in ("Sihanoukville", "Phnom Penh"))
    assert plan_route(moment, here, there).path.length_m > 180_000
    card = assess_incident(moment, here, golden_s=3600.0, police="all")
    assert (card.responders, card.safe_points, card.absent) == ((), (), ())
    for kind, causes in (("sites", {"no_help"}), ("people", {"no_help"})):
        found = assess_coverage(moment, demand_of(moment, kind), golden_s=3600.0)  # type: ignore[arg-type]
        assert found.covered_share == 0
        assert set(found.causes) == causes


def test_a_country_without_places_is_none(folder: Path) -> None:
    for kind in NEVER_EMPTY:
        path, whole = folder / f"{kind}.csv", (folder / f"{kind}.csv").read_bytes()
        path.write_bytes(whole.splitlines()[0] + b"\n")
        assert refusal(folder).faults[0].code == "NO_ROWS"
        path.write_bytes(whole)


def test_the_country_is_understood_behind_a_place_in_every_spelling(folder: Path) -> None:
    change(folder / "manifest.toml", "as_of = ", 'other_names = ["Kampuchea", "កម្ពុជា"]\nas_of = ')
    pack = open_pack(str(folder))
    for text in ("Takeo, Cambodia", "Takeo, 캄보디아", "Takeo, Kampuchea", "Takeo, កម្ពុជា"):
        assert locate(pack, text).name == locate(pack, "Takeo").name
