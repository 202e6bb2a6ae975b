"""Files handed out: re-opened, the text in them is what it was."""

import csv
import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from geo.errors import CrsError, SettingError
from geo.exports import WRITERS, write_vector
from geo.files import Upload, read_upload
from tests.geo import hostile

EXTENSIONS = {"shapefile": "zip"}
TEXTS = [
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`+x+`",
    "{{ 7*7 }}{% raw %}{#",
    "</script>&amp;]]>",
    "=1+1",
    "+855 23 211 900",
    "-2-3",
    "@SUM(A1)",
    "'quoted",
    '"double", comma; semicolon',
    "프놈펜 ភ្នំពេញ",
    "two\nlines",
    "NA",
    "001",
]


def exported(layer: gpd.GeoDataFrame, kind: str) -> Upload:
    name = f"a.{EXTENSIONS.get(kind, kind)}"
    return read_upload(name, write_vector(layer, kind), bounds=hostile.BOUNDS)


def only(upload: Upload) -> gpd.GeoDataFrame:
    (layer,) = upload.layers.values()
    return layer


@pytest.mark.parametrize("kind", WRITERS)
def test_texts_come_back_as_they_were(kind: str) -> None:
    """B15, B10, B11."""
    layer = only(exported(hostile.places(len(TEXTS), name=TEXTS), kind))
    found = layer["name"].tolist()
    # A line break inside a name has no place in a GPX or KML name field.
    assert [" ".join(text.split()) for text in found] == [" ".join(text.split()) for text in TEXTS]
    assert [point.x for point in layer.geometry] == pytest.approx(
        [104.92 + n / 10 for n in range(len(TEXTS))]
    )


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "kml", "csv", "xlsx", "shapefile"])
def test_columns_come_back(kind: str) -> None:
    layer = hostile.places(2, n=[1, 2], note=["a", None]).assign(id=["Z 0/가", "1"])
    found = only(exported(layer, kind))
    assert found["id"].tolist() == ["Z 0/가", "1"]
    assert [str(value) for value in found["n"]] == ["1", "2"]
    assert found["note"].fillna("").tolist() == ["a", ""]


SHAPES = [
    shapely.Point(104.9, 11.5),
    shapely.LineString([(104, 11), (105, 12)]),
    shapely.box(104, 11, 105, 12).difference(shapely.box(104.4, 11.4, 104.6, 11.6)),
    shapely.MultiPoint([(104, 11), (105, 12)]),
]


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "kml", "shapefile"])
def test_shapes_come_back(kind: str) -> None:
    layer = gpd.GeoDataFrame({"id": list("abcd")}, geometry=SHAPES, crs=4326)
    found = {
        row["id"]: row["geometry"]
        for part in exported(layer, kind).layers.values()
        for row in part.to_dict("records")
    }
    for name, shape in zip("abcd", SHAPES, strict=True):
        assert found[name].normalize().equals(shape.normalize())


def test_gpx_holds_lines_and_edges() -> None:
    layer = gpd.GeoDataFrame({"name": list("abcd")}, geometry=SHAPES, crs=4326)
    layers = exported(layer, "gpx").layers
    assert layers["waypoints"]["name"].tolist() == ["a", "d", "d"]
    assert layers["tracks"]["name"].tolist() == ["b", "c"]


def test_geojson_is_of_its_standard() -> None:
    """RFC 7946: degrees, no crs member, shells counter-clockwise, no word that JSON lacks."""
    square = shapely.Polygon([(104, 11), (104, 12), (105, 12), (105, 11)])
    layer = gpd.GeoDataFrame({"x": [float("nan")]}, geometry=[square], crs=4326).to_crs(32648)
    found = json.loads(write_vector(layer, "geojson"), parse_constant=pytest.fail)
    assert "crs" not in found
    (feature,) = found["features"]
    shape = shapely.geometry.shape(feature["geometry"])
    assert isinstance(shape, shapely.Polygon)
    assert shape.exterior.is_ccw
    assert shape.bounds == pytest.approx((104, 11, 105, 12), abs=1e-6)
    assert feature["properties"] == {"x": None}


def test_no_cell_of_a_table_is_a_formula() -> None:
    """B10, B11."""
    layer = hostile.places(len(TEXTS), name=TEXTS, **{"=column": [-1.5] * len(TEXTS)})
    content = write_vector(layer, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert "'=column" in rows[0]
    assert {row[2] for row in rows[1:]} == {"-1.5"}
    assert not any(row[1].startswith(("=", "+", "-", "@")) for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(write_vector(layer, "xlsx")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}


def test_shapefile_columns_get_short_names_and_a_table_of_them() -> None:
    """C53."""
    layer = hostile.places(1, 아주긴한국어열이름=["가" * 200], name_local=["a"], name_local_2=["b"])
    with zipfile.ZipFile(io.BytesIO(write_vector(layer, "shapefile", title="구역"))) as packed:
        names = packed.namelist()
        rows = csv.DictReader(io.StringIO(packed.read("column_names.csv").decode("utf-8-sig")))
        short = {row["full"]: row["short"] for row in rows}
    assert {name.rpartition(".")[2] for name in names} >= {"shp", "shx", "dbf", "prj", "cpg"}
    assert all(name.isascii() for name in names)
    assert all(name.isascii() and len(name) <= 10 for name in short.values())
    assert len(set(short.values())) == 4
    (row,) = only(exported(layer, "shapefile")).to_dict("records")
    assert row[short["아주긴한국어열이름"]] == "가" * 84, "254 bytes, cut between letters"
    assert row[short["name_local_2"]] == "b"


def test_values_no_file_can_hold_are_written_as_text() -> None:
    """D13; the rest of what a frame can carry."""
    moment = dt.datetime(2025, 10, 18, 2, tzinfo=dt.UTC)
    columns: dict[str, list[Any]] = {
        "when": [moment], "day": [dt.date(2025, 10, 18)], "many": [[1, "가"]], "odd": ["a\x00\x0bb"],
        "endless": [float("inf")],
    }  # fmt: skip
    for kind in WRITERS:
        found = only(exported(hostile.places(1, **columns), kind))
        if kind == "geojson":
            assert found.loc[1, "when"] == "2025-10-18T02:00:00+00:00"
            assert (found.loc[1, "many"], found.loc[1, "odd"]) == ('[1, "가"]', "ab")


@pytest.mark.parametrize("kind", WRITERS)
def test_an_empty_layer_is_written(kind: str) -> None:
    assert write_vector(hostile.places(1).iloc[:0], kind)


@pytest.mark.parametrize("kind", WRITERS)
def test_the_layer_itself_is_not_changed(kind: str) -> None:
    layer = hostile.places(2, name=["=1", None])
    before = layer.copy()
    write_vector(layer, kind)
    assert_geodataframe_equal(layer, before)


def test_a_file_is_saved_where_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    assert write_vector(hostile.places(), "geojson", path=path) == path.read_bytes()


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(CrsError, match="reference system"):
        write_vector(hostile.places().set_crs(None, allow_override=True), "geojson")
    with pytest.raises(SettingError, match="geojson, gpkg"):
        write_vector(hostile.places(), "dxf")
