"""The base map is built from what is there, once, and never half."""

import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from views.basemap import build

SQUARE = [[[104, 11], [105, 11], [105, 12], [104, 12], [104, 11]]]


def write_shapes(path: Path, geometry: dict[str, Any], properties: dict[str, Any]) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    square = {"type": "Polygon", "coordinates": SQUARE}
    write_shapes(folder / "outline.geojson", square, {"name": "Cambodia"})
    course = {"type": "LineString", "coordinates": [[104, 11], [105, 12]]}
    write_shapes(folder / "roads.geojson", course, {"class": "trunk", "ref": "NR4"})
    (folder / "places.csv").write_text(
        "id,name,name_ko,name_km,kind,population,lat,lon\n"
        "a,Kampot,캄폿,កំពត,provincial_seat,100,11.5,104.5\n"
        "b,Hamlet,,,village,,11.6,104.6\n",
        encoding="utf-8",
    )
    return folder


def test_layers_carry_names_in_three_languages(pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "basemap"
    assert build(pack, folder)
    places = pyogrio.read_dataframe(folder / "places.pmtiles")
    rows = {row["name"]: row for row in places.to_dict("records")}
    assert rows["Kampot"]["name_ko"] == "캄폿"
    assert rows["Hamlet"]["name_ko"] == "Hamlet"
    assert rows["Cambodia"]["name_ko"] == "캄보디아"
    assert set(pyogrio.read_dataframe(folder / "roads.pmtiles")["kind"]) == {"trunk"}


def test_the_second_time_nothing_is_built(pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "basemap"
    assert build(pack, folder)
    assert not build(pack, folder)
    (pack / "places.csv").write_text("id,name,kind,lat,lon\n", encoding="utf-8")
    assert build(pack, folder)


def test_missing_inputs_are_left_out(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    folder = tmp_path / "basemap"
    assert build(empty, folder)
    assert not list(folder.glob("*.pmtiles"))
