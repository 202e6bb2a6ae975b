"""The base map is built from a pack, once, never half, and lanes never burden a far view."""

from collections import Counter
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
from shapely import box

from layers.osm_words import PLACE_KINDS
from layers.schemas import COLUMNS
from planning.packs import Pack
from routing.network import ROAD_CLASSES
from tests.routing import towns
from views import frame
from views.basemap import RANKS, SHEETS, build, main, sheets_in

CORNERS = {"a": (0, 0), "b": (1, 0), "c": (2, 0)}
PLACES = gpd.GeoDataFrame(
    {
        "name": ["Kampot", "Lone House"],
        "name_ko": ["캄폿", ""],
        "name_km": ["កំពត", ""],
        "kind": ["provincial_seat", "hamlet"],
        "population": ["100", ""],
        "lon": [towns.WEST, towns.WEST],
        "lat": [towns.SOUTH, towns.SOUTH],
    },
    geometry=gpd.points_from_xy([towns.WEST] * 2, [towns.SOUTH] * 2),
    crs="EPSG:4326",
)


def pack_of(seal: str, **classes: str) -> Pack:
    """The built-in country with two roads and two places of our own."""
    first, second = classes.get("first", "trunk"), classes.get("second", "residential")
    roads = [towns.road("a", "b", **{"class": first}), towns.road("b", "c", **{"class": second})]
    known = frame.pack()
    return replace(
        known,
        manifest=replace(known.manifest, content=seal),
        network=towns.build(roads, CORNERS),
        layers=MappingProxyType({**known.layers, "places": PLACES}),
        outline=box(104, 11, 106, 12),
        neighbours=known.neighbours.iloc[:0],
    )


def read(folder: Path, sheet: str) -> list[dict[str, Any]]:
    tiles = pyogrio.read_dataframe(folder / f"{sheet}.pmtiles")
    rows: list[dict[str, Any]] = tiles.to_dict("records")
    return rows


def zooms(path: Path) -> tuple[int, int]:
    """Least and greatest zoom, from the head of a PMTiles file (version 3, bytes 100 and 101)."""
    head = path.read_bytes()[:127]
    assert head[:8] == b"PMTiles\x03"
    return head[100], head[101]


def test_names_are_in_three_languages_and_hamlets_only_near(tmp_path: Path) -> None:
    folder = build(pack_of("one"), tmp_path)
    names = {row["name"]: row for row in read(folder, "places")}
    assert names["Kampot"]["name_ko"] == "캄폿"
    assert names["Cambodia"]["name_ko"] == "캄보디아"
    assert "Lone House" not in names
    assert {row["name_ko"] for row in read(folder, "villages")} == {"Lone House"}


def test_a_lane_is_on_no_far_tile(tmp_path: Path) -> None:
    folder = build(pack_of("one"), tmp_path)
    assert {row["kind"] for row in read(folder, "roads")} == {"trunk"}
    assert {row["kind"] for row in read(folder, "lanes")} == {"residential"}
    assert zooms(folder / "roads.pmtiles") == (4, 11)
    assert zooms(folder / "lanes.pmtiles") == (12, 12)


def test_a_sheet_with_nothing_on_it_is_left_out(tmp_path: Path) -> None:
    folder = build(pack_of("one", second="primary"), tmp_path)
    assert sheets_in(folder) == {"earth": 9, "roads": 11, "places": 9, "villages": 9}


def test_the_second_time_nothing_is_built_and_another_seal_has_its_own(tmp_path: Path) -> None:
    pack = pack_of("one")
    folder = build(pack, tmp_path)
    (folder / "earth.pmtiles").unlink()
    assert build(pack, tmp_path) == folder
    assert not (folder / "earth.pmtiles").exists()
    other = build(pack_of("two"), tmp_path)
    assert (other / "earth.pmtiles").exists()


def test_what_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(pyogrio, "write_dataframe", full)
    with pytest.raises(OSError, match="no space left"):
        build(pack_of("one"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_class_of_road_is_on_one_sheet_and_every_kind_of_place_has_a_rank() -> None:
    drawn = Counter(chain.from_iterable(sheet.classes for sheet in SHEETS.values()))
    assert drawn == Counter(ROAD_CLASSES)
    kind = COLUMNS["places"]["kind"]
    assert [word for word in RANKS if kind.rule(word)] == []
    assert set(PLACE_KINDS.values()) <= set(RANKS)


def test_a_pack_that_is_not_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GREEN_ZONE_PACK", "no-such")
    assert main() == 2
    said = capsys.readouterr().err
    assert said.startswith("error: no pack 'no-such'")
    assert said.count("\n") == 1
