"""Section D of the catalogue as far as it concerns files: where the rows are."""

from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.errors import FaultsError
from geo.files import Upload, read_upload
from tests.geo import hostile
from tests.geo.hostile import collection, feature, point, points, polygon, table


def read(name: str, content: bytes, **options: Any) -> Upload:
    return read_upload(name, content, bounds=hostile.BOUNDS, **options)


def only(upload: Upload) -> gpd.GeoDataFrame:
    (layer,) = upload.layers.values()
    return layer


def faults_of(name: str, content: bytes, **options: Any) -> list[tuple[str, int | None]]:
    with pytest.raises(FaultsError) as caught:
        read(name, content, **options)
    return [(fault.code, fault.row) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(points(point(11.56, 104.92)), "SWAPPED", id="D1"),
        pytest.param(points(point(491_000, 1_278_000)), "CRS_WRONG", id="D2 UTM 48N"),
        pytest.param(points(point(953_000, 1_952_000)), "CRS_WRONG", id="D2 Korea"),
        pytest.param(
            collection(
                feature(point()), crs={"type": "name", "properties": {"name": "EPSG:32648"}}
            ),
            "CRS_WRONG",
            id="D2 the other way: degrees labelled metres",
        ),
        pytest.param(points(point(126.98, 37.57)), "OUTSIDE", id="D4 Seoul"),
        pytest.param(points(point(0, 0), point(0, 0)), "OUTSIDE", id="D4 zero"),
        pytest.param(
            points(polygon((179, 11), (-179, 11), (-179, 12), (179, 12))), "OUTSIDE", id="C18"
        ),
        pytest.param(
            collection(feature(point()), crs={"type": "name", "properties": {"name": "mine"}}),
            "CRS_UNKNOWN",
            id="a system nobody knows",
        ),
        pytest.param(
            collection(
                feature(point()), crs={"type": "name", "properties": {"name": "EPSG:999999"}}
            ),
            "CRS_UNKNOWN",
            id="a code nobody knows",
        ),
    ],
)
def test_a_layer_in_the_wrong_place_is_refused(content: bytes, code: str) -> None:
    assert faults_of("a.geojson", content) == [(code, None)]


def test_the_place_found_is_named() -> None:
    """D4."""
    with pytest.raises(FaultsError, match=r"latitude 37\.5700, longitude 126\.9800"):
        read("a.geojson", points(point(126.98, 37.57)))


def test_a_swapped_layer_can_be_swapped_back() -> None:
    """D1."""
    upload = read("a.csv", table("1,a,104.92,11.56"), swap=True)
    assert only(upload).geometry.iloc[0].coords[0] == (104.92, 11.56)


@pytest.mark.parametrize(
    ("epsg", "name"),
    [
        pytest.param(32648, "EPSG:32648", id="D3 UTM"),
        pytest.param(3857, "urn:ogc:def:crs:EPSG::3857", id="D3 web maps"),
        pytest.param(4326, "urn:ogc:def:crs:OGC:1.3:CRS84", id="D3 CRS84"),
    ],
)
def test_a_declared_system_is_followed_and_shown(epsg: int, name: str) -> None:
    place = gpd.GeoSeries([shapely.Point(*hostile.PHNOM_PENH)], crs=4326).to_crs(epsg).iloc[0]
    crs = {"type": "name", "properties": {"name": name}}
    upload = read("a.geojson", collection(feature(point(place.x, place.y)), crs=crs))
    found = only(upload)
    assert found.crs == "EPSG:4326"
    assert found.geometry.iloc[0].coords[0] == pytest.approx(hostile.PHNOM_PENH)
    assert any(f"EPSG:{epsg}" in warning for warning in upload.warnings) == (epsg != 4326)


def test_a_chosen_system_overrules() -> None:
    """D2: metres without a word about it, in a table."""
    metres = hostile.places(1).to_crs(32648).geometry.iloc[0]
    content = table(f"1,a,{metres.y},{metres.x}", header="id,name,y,x")
    assert faults_of("a.csv", content) == [("CRS_WRONG", None)]
    place = only(read("a.csv", content, crs="epsg:32648")).geometry.iloc[0]
    assert (place.x, place.y) == pytest.approx(hostile.PHNOM_PENH)
    assert faults_of("a.csv", content, crs="/etc/passwd") == [("CRS_UNKNOWN", None)]


def test_rows_outside_stay_and_are_counted() -> None:
    """D5."""
    upload = read("a.csv", table("1,a,11.56,104.92", "2,b,37.57,126.98", "3,c,0,0"))
    assert len(only(upload)) == 3
    assert any("2 rows outside the country (row 3, 4)" in warning for warning in upload.warnings)


def test_rows_of_other_order_or_beyond_the_earth_are_faults() -> None:
    content = table("1,a,11.56,104.92", "2,b,104.92,11.56", "3,c,95,104", "4,d,491000,1278000")
    faults = [("SWAPPED", 3), ("BAD_COORD", 4), ("BAD_COORD", 5)]
    assert faults_of("a.csv", content) == faults
    upload = read("a.csv", content, keep_good=True)
    assert list(only(upload).index) == [2]
    assert [(fault.code, fault.row) for fault in upload.left_out] == faults


def test_edges_of_the_bounds_are_inside() -> None:
    west, south, east, north = hostile.BOUNDS
    upload = read("a.csv", table(f"1,a,{south},{west}", f"2,b,{north},{east}"))
    assert upload.warnings == ()


def test_numbers_without_end_never_reach_a_map() -> None:
    """D12: infinite in a GeoPackage, where no JSON rule stops it."""
    layer = hostile.places(2, risk=[0.5, float("inf")])
    assert faults_of("a.gpkg", hostile.geopackage({"a": layer})) == [("RANGE", 2)]


def test_a_system_that_names_files_is_refused() -> None:
    parts = hostile.shapefile(hostile.places(1))
    parts["prj"] = b'GEOGCS["x",EXTENSION["PROJ4","+proj=longlat +nadgrids=/etc/passwd"]]'
    content = hostile.archive(hostile.parts_named("a", parts))
    assert faults_of("a.zip", content) == [("CRS_UNKNOWN", None)]


def test_geographic_systems_other_than_wgs84_are_converted() -> None:
    layer = hostile.places(1).to_crs("EPSG:4166")
    upload = read("a.gpkg", hostile.geopackage({"a": layer}))
    assert only(upload).crs == "EPSG:4326"
