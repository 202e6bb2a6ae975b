"""A pack is written whole, checked and sealed, or nothing is changed."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.errors import PackError, SettingError, WriteError
from planning.making import building
from planning.making.building import Ministry, check_target, write_pack
from planning.making.drafts import Draft, Wanted, draft_from_osm
from planning.manifests import verify_pack
from planning.packs import LAYERS, open_pack
from routing.network import RoadNetwork
from tests.geo.osm_worlds import node, way, world

TEXT = world(
    node(1, 104.9, 11.55),
    node(2, 104.91, 11.55, highway="traffic_signals"),
    node(3, 104.92, 11.55, barrier="border_control", name="Gate"),
    node(4, 104.9, 11.55, place="town", name="Town", population="1200"),
    way(1, [1, 2, 3], {"highway": "primary", "name": 'A "quoted" \\ road'}),
)
FILES = {"manifest.toml", "settings.toml", "outline.geojson", "junctions.csv", "roads.npz"} | {
    f"{kind}.csv" for kind in LAYERS
}


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    path = tmp_path_factory.mktemp("source") / "world.osm"
    path.write_text(TEXT, encoding="utf-8")
    return draft_from_osm(path, Wanted())


def build(draft: Draft, out: Path, *, name: str = "NEW", replace: bool = False) -> Path:
    source = 'w"\\.osm'
    write_pack(name, draft, out, ministry=Ministry(), source=source, replace=replace)
    return out


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_pack_opens_and_every_file_is_sealed(tmp_path: Path, draft: Draft) -> None:
    built = write_pack(
        "NEW", draft, tmp_path / "new", ministry=Ministry("JP", "Asia/Tokyo"), source='a"\\é.osm'
    )
    folder = tmp_path / "new"
    assert set(content(folder)) == FILES
    assert verify_pack(folder) == []
    manifest = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == FILES - {"manifest.toml"}
    assert {key: manifest[key] for key in ("name", "title", "country", "crs", "zone")} == {
        "name": "NEW",
        "title": "Cambodia",
        "country": "KH",
        "crs": "EPSG:32648",
        "zone": "Asia/Phnom_Penh",
    }
    assert (manifest["home_country"], manifest["home_zone"]) == ("JP", "Asia/Tokyo")
    assert (manifest["built_from"], manifest["as_of"]) == ('a"\\é.osm', draft.as_of)
    assert manifest["attribution"].startswith("© OpenStreetMap contributors, ODbL")
    assert built.notes == draft.notes
    pack = open_pack(str(folder))
    assert pack.network.node_count == draft.network.node_count
    assert pack.junctions["name"].tolist() == ["Gate"]
    assert pack.layers["people"]["people"].tolist() == [1200]
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


@pytest.mark.parametrize("name", ["", "a b", "../x", "-x", "x" * 41, "한국", "a/b", "a\n"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackError, match="no name of a pack"):
        check_target(name, tmp_path / "new", replace=False)


def test_places_where_no_pack_may_be_written(tmp_path: Path, draft: Draft) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/photo.jpg").write_text("x")
    for out, says in (("no/new", "make it first"), ("file", "is a file"), ("full", "no pack")):
        with pytest.raises(PackError, match=says):
            build(draft, tmp_path / out, replace=True)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full", "photo.jpg"]


def test_an_empty_folder_is_filled(tmp_path: Path, draft: Draft) -> None:
    (tmp_path / "new").mkdir()
    assert verify_pack(build(draft, tmp_path / "new")) == []


def test_a_pack_gives_way_only_when_told_so(tmp_path: Path, draft: Draft) -> None:
    folder = build(draft, tmp_path / "new")
    (folder / "units.csv").write_text("mine")
    before = content(folder)
    with pytest.raises(PackError, match="--replace"):
        build(draft, folder, name="OTHER")
    assert content(folder) == before
    build(draft, folder, name="OTHER", replace=True)
    assert open_pack(str(folder)).name == "OTHER"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def fails_on(call: int, error: BaseException) -> Callable[[Path, Path], Path]:
    """`Path.replace` that fails once, at the given call on a folder."""
    calls: list[Path] = []
    real = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if path.is_dir():
            calls.append(path)
            if len(calls) == call:
                raise error
        return real(path, target)

    return replace


@pytest.mark.parametrize("call", [1, 2], ids=["old moves away", "new moves in"])
@pytest.mark.parametrize(
    ("error", "seen"),
    [(OSError(28, "No space left"), WriteError), (KeyboardInterrupt(), KeyboardInterrupt)],
    ids=["full disk", "Ctrl-C"],
)
def test_a_swap_that_fails_leaves_the_old_pack(
    *,
    tmp_path: Path,
    draft: Draft,
    monkeypatch: pytest.MonkeyPatch,
    call: int,
    error: BaseException,
    seen: type[BaseException],
) -> None:
    folder = build(draft, tmp_path / "new")
    before = content(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails_on(call, error))
        with pytest.raises(seen):
            building._put(shutil.copytree(folder, tmp_path / ".beside"), folder)
    assert content(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".beside", "new"]


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("error", [WriteError("no space"), KeyboardInterrupt()])
def test_roads_that_cannot_be_saved_leave_nothing(
    *,
    tmp_path: Path,
    draft: Draft,
    monkeypatch: pytest.MonkeyPatch,
    is_new: bool,
    error: BaseException,
) -> None:
    folder = tmp_path / "new"
    before = {} if is_new else content(build(draft, folder))

    def fail(_network: RoadNetwork, _path: Path) -> None:
        raise error

    monkeypatch.setattr(RoadNetwork, "save", fail)
    with pytest.raises(type(error)):
        build(draft, folder, replace=True)
    assert (content(folder) if folder.exists() else {}) == before
    assert len(list(tmp_path.iterdir())) == (0 if is_new else 1)


def test_a_bare_name_is_the_new_folder_not_the_built_in_pack(
    tmp_path: Path, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    built = write_pack("KHM", draft, Path("KHM"), ministry=Ministry(), source="w.osm")
    assert built.pack.folder == tmp_path / "KHM"
    assert built.pack.network.node_count == draft.network.node_count
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    build(draft, Path())
    assert verify_pack(tmp_path / "here") == []


@pytest.mark.parametrize(("country", "zone"), [("ZZ", "Asia/Seoul"), ("KR", "Seoul/Asia")])
def test_a_ministry_has_a_country_and_a_zone(country: str, zone: str) -> None:
    with pytest.raises(SettingError):
        Ministry(country, zone)
