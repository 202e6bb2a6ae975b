"""Section C of the catalogue: files that are empty, cut, of another kind, or oddly written."""

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo.errors import Fault, FaultsError
from geo.files import Limits, TableChoice, Upload, read_upload
from tests.geo import hostile
from tests.geo.hostile import collection, feature, point, points, polygon, table

SQUARE = ((104.0, 11.0), (105.0, 11.0), (105.0, 12.0), (104.0, 12.0))
DEEP = b"[" * 100_000 + b"]" * 100_000
KOREAN = "프놈펜 한국대사관"


def read(name: str, content: bytes, **options: Any) -> Upload:
    return read_upload(name, content, bounds=hostile.BOUNDS, **options)


def only(upload: Upload) -> gpd.GeoDataFrame:
    (layer,) = upload.layers.values()
    return layer


def faults_of(name: str, content: bytes, **options: Any) -> list[Fault]:
    with pytest.raises(FaultsError) as caught:
        read(name, content, **options)
    assert caught.value.subject == name
    return list(caught.value.faults)


def warned(upload: Upload, words: str) -> bool:
    assert all(warning.startswith(upload.name) for warning in upload.warnings)
    return any(words in warning for warning in upload.warnings)


def zipped(layer: gpd.GeoDataFrame, *, without: str = "", base: str = "zones") -> bytes:
    return hostile.archive(hostile.parts_named(base, hostile.shapefile(layer), without=without))


@pytest.mark.parametrize(
    ("name", "content", "codes"),
    [
        *[
            pytest.param(f"a.{kind}", b"", "EMPTY_FILE", id=f"C1 {kind}")
            for kind in ("csv", "geojson", "gpkg", "kml", "gpx", "kmz", "zip", "xlsx", "xyz")
        ],
        pytest.param("a.geojson", b"hello", "UNKNOWN_TYPE", id="C2 hello"),
        pytest.param("a.geojson", b"<!DOCTYPE html><html>", "UNKNOWN_TYPE", id="C2 page"),
        pytest.param("a.kml", b"<html><body/></html>", "NOT_KML", id="C2 page as kml"),
        pytest.param("a.geojson", b"[1, 2]", "JSON_TYPE", id="C3 array"),
        pytest.param("a.geojson", b'{"type":"Topology"}', "JSON_TYPE", id="C3 TopoJSON"),
        pytest.param("a.json", b'{"rings":[],"features":[]}', "JSON_TYPE", id="C3 ESRI JSON"),
        pytest.param("a.json", json.dumps(point()).encode(), "JSON_TYPE", id="C3 geometry"),
        pytest.param("a.geojson", points(point())[:60], "JSON_SYNTAX", id="C4"),
        pytest.param("a.geojson", b'{"a":' + b"9" * 5000 + b"}", "JSON_SYNTAX", id="C4 number"),
        pytest.param("a.geojson", collection(), "NO_ROWS", id="C5"),
        pytest.param("a.geojson", DEEP, "JSON_DEPTH", id="C6"),
        pytest.param(
            "a.geojson", b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
            b'{"a":' + DEEP + b'},"geometry":null}]}', "JSON_DEPTH", id="C6 in a property",
        ),
        pytest.param("a.geojson", points(point(lat=float("nan"))), "JSON_CONSTANT", id="C7"),
        pytest.param(
            "a.geojson", collection(feature(point(), x=float("inf"))), "JSON_CONSTANT", id="D12",
        ),
        pytest.param(
            "a.geojson", points(point()).replace(b"11.56", b"1e400"), "BAD_COORD", id="C8",
        ),
        pytest.param(
            "a.geojson", points(point()).replace(b"11.56", b"1" + b"0" * 400), "BAD_COORD",
            id="C8 whole number",
        ),
        pytest.param("a.geojson", points(None, None), "NO_GEOMETRY", id="C11"),
        pytest.param("a.geojson", b'{"a":"\x81"}', "ENCODING", id="C24 json"),
        pytest.param("a.csv", table("1,\x80a,11,104").replace(b"\xc2", b""), "ENCODING", id="C24"),
        pytest.param("a.csv", b"name,lat,lon\ncaf\xe9 x,11,104\n", "ENCODING", id="C23"),
        pytest.param("a.csv", table('1,"a,11,104'), "CSV_SHAPE", id="C26 quote"),
        pytest.param(
            "a.csv", table('1,11,104,"a', "2,12,105,b", header="id,lat,lon,name"), "CSV_SHAPE",
            id="C26 quote that swallows the rest",
        ),
        pytest.param("a.csv", table("1,a,11,104,5"), "CSV_SHAPE", id="C26 too many"),
        pytest.param("a.csv", table("1,a,11"), "CSV_SHAPE", id="C26 too few"),
        pytest.param("a.csv", table("1,1,1", header="lat,lon,lat"), "DUP_COLUMN", id="C27"),
        pytest.param("a.csv", table(), "NO_ROWS", id="C28 header only"),
        pytest.param("a.csv", b" \r\n\n", "EMPTY_FILE", id="C28 blank"),
        pytest.param("a.csv", b"id,lat,lon\n1\x00,11,104\n", "BINARY", id="C29"),
        pytest.param("a.csv", table("1,x", header="id,name"), "NO_COORDS", id="C36"),
        pytest.param(
            "a.xlsx", hostile.workbook({"a": [["id", "name"], [1, "x"]]}), "NO_COORDS", id="C37",
        ),
        pytest.param("a.xlsx", hostile.workbook({"a": []}), "NO_ROWS", id="C28 workbook"),
        pytest.param("a.xls", b"\xd0\xcf\x11\xe0" + bytes(99), "UNKNOWN_TYPE", id="C39 old"),
        pytest.param("a.xls", b"<table><tr>", "UNKNOWN_TYPE", id="C39 page"),
        pytest.param("a.csv", hostile.workbook({"a": [[1]]}), "TYPE_MISMATCH", id="C40"),
        pytest.param("a.xlsx", hostile.archive({"a": b"x"}), "READ", id="C40 the other way"),
        pytest.param("a.geojson", table("1,a,11,104"), "UNKNOWN_TYPE", id="csv as geojson"),
        pytest.param("a.kml", points(point()), "TYPE_MISMATCH", id="geojson as kml"),
        pytest.param("a.kml", hostile.kml(), "NO_ROWS", id="a KML of nothing"),
        pytest.param("a.kml", hostile.kml()[:-9], "XML_SYNTAX", id="a KML cut short"),
        pytest.param("a.gpx", hostile.gpx(""), "NO_ROWS", id="a GPX of nothing"),
        pytest.param("a.gpkg", hostile.sqlite_database(), "NOT_GPKG", id="C44 SQLite"),
    ],
)  # fmt: skip
def test_unreadable_files_are_refused(name: str, content: bytes, codes: str) -> None:
    faults = faults_of(name, content)
    assert [fault.code for fault in faults] == [codes]
    assert len(faults[0].message) > 10


@pytest.mark.parametrize("end", [50, 99, 100, 5_000, 50_000, 98_303])
def test_a_cut_geopackage_is_refused(end: int) -> None:
    """C44."""
    content = hostile.geopackage({"zones": hostile.places()})
    assert [fault.code for fault in faults_of("a.gpkg", content[:end])] in (["READ"], ["NOT_GPKG"])


def test_a_geopackage_still_open_elsewhere_is_refused(tmp_path: Path) -> None:
    """C45: in WAL mode the newest rows are in a second file that was not sent."""
    path = tmp_path / "a.gpkg"
    path.write_bytes(hostile.geopackage({"zones": hostile.places()}))
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
    (fault,) = faults_of("a.gpkg", path.read_bytes())
    assert fault.code == "READ"
    assert "another program" in fault.message


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        pytest.param({"type": "Point", "coordinates": ["104", "11"]}, "number", id="C9 text"),
        pytest.param({"type": "Point", "coordinates": []}, "longitude", id="C9 nothing"),
        pytest.param({"type": "Point", "coordinates": [104.0, True]}, "number", id="C9 truth"),
        pytest.param({"type": "Point"}, "position", id="C9 absent"),
        pytest.param({"type": "Circle", "coordinates": [1, 2]}, "Circle", id="C9 type"),
        pytest.param([1, 2], "object", id="C9 a list"),
        pytest.param(polygon((104, 11), (105, 11)), "position", id="C13"),
        pytest.param(polygon((104, 11), (105, 11), (104, 11)), "corners", id="C13 closed"),
        pytest.param(polygon((104, 11), (105, 12), (106, 13)), "area", id="C13 in a line"),
        pytest.param({"type": "LineString", "coordinates": [[104, 11]]}, "2", id="a short line"),
        pytest.param({"type": "MultiPoint", "coordinates": []}, "parts", id="no parts"),
    ],
)
def test_a_broken_shape_is_named_by_its_feature(geometry: Any, words: str) -> None:
    content = points(point(), geometry, point(105.0))
    (fault,) = faults_of("a.geojson", content)
    assert (fault.code, fault.row, fault.column) == ("GEOMETRY", 2, "geometry")
    assert words in fault.message
    upload = read("a.geojson", content, keep_good=True)
    assert list(only(upload).index) == [1, 3]
    assert [fault.row for fault in upload.left_out] == [2]
    assert warned(upload, "left out: row 2")


def test_rows_without_geometry_are_left_out_and_counted() -> None:
    """C10."""
    upload = read("a.geojson", points(point(), None, None, point(105.0)))
    assert list(only(upload).index) == [1, 4]
    assert warned(upload, "2 rows without a place left out (row 2, 3)")


def test_an_open_ring_is_closed() -> None:
    """C12."""
    layer = only(read("a.geojson", points(polygon(*SQUARE))))
    assert layer.geometry.iloc[0].equals(shapely.box(104, 11, 105, 12))


def test_a_bow_tie_is_repaired_and_its_area_told() -> None:
    """C14: the two triangles that are seen, a quarter of the square each."""
    a, b, c, d = SQUARE
    upload = read("a.geojson", points(polygon(a, c, b, d, a)))
    shape = only(upload).geometry.iloc[0]
    assert shape.is_valid
    assert shape.area == pytest.approx(0.5)
    assert warned(upload, "row 1: shape crossed itself and was repaired; its area is now")


def test_mixed_shapes_are_told() -> None:
    """C15."""
    group = {"type": "GeometryCollection", "geometries": [point(), polygon(*SQUARE)]}
    upload = read("a.geojson", points(point(), polygon(*SQUARE), group))
    assert warned(upload, "mixed shapes in one layer")
    assert len(only(upload)) == 3


def test_heights_are_dropped() -> None:
    """C16."""
    content = points({"type": "Point", "coordinates": [104.92, 11.56, 12.0, 3.0]})
    assert not only(read("a.geojson", content)).has_z.any()
    assert not only(
        read("a.kml", hostile.kml(hostile.placemark(coordinates="104,11,9")))
    ).has_z.any()


@pytest.mark.parametrize(
    ("limits", "name", "content"),
    [
        pytest.param(
            Limits(vertices=4), "a.geojson", points(polygon(*SQUARE)), id="C17 vertices"
        ),
        pytest.param(Limits(rows=1), "a.geojson", points(point(), point()), id="features"),
        pytest.param(Limits(rows=1), "a.csv", table("1,a,11,104", "2,b,11,104"), id="csv rows"),
        pytest.param(
            Limits(rows=1), "a.xlsx", hostile.workbook({"a": [["lat", "lon"], [11, 104], [11, 104]]}),
            id="sheet rows",
        ),
        pytest.param(
            Limits(rows=1), "a.gpkg", hostile.geopackage({"a": hostile.places(2)}), id="gpkg rows"
        ),
        pytest.param(Limits(columns=3), "a.csv", table("1,a,11,104"), id="csv columns"),
        pytest.param(
            Limits(columns=1), "a.geojson", collection(feature(point(), a=1, b=2)), id="properties"
        ),
    ],
)  # fmt: skip
def test_too_many_is_too_many(limits: Limits, name: str, content: bytes) -> None:
    assert [fault.code for fault in faults_of(name, content, limits=limits)] == ["TOO_MANY"]


def test_limits_are_inclusive() -> None:
    limits = Limits(rows=2, columns=4, vertices=2)
    content = table("1,a,11,104", "2,b,11,104")
    assert len(only(read("a.csv", content, limits=limits))) == 2


def test_an_identity_stands_once() -> None:
    """C19: the first stays, blanks are no identity."""
    content = table("1,a,11,104", "1,b,11,104", ",c,11,104", ",d,11,104")
    (fault,) = faults_of("a.csv", content)
    assert (fault.code, fault.row, fault.column) == ("DUP_ID", 3, "id")
    assert only(read("a.csv", content, keep_good=True))["name"].tolist() == ["a", "c", "d"]


def test_a_property_named_geometry_is_dropped_and_rows_get_identities() -> None:
    """C20."""
    upload = read(
        "a.geojson", collection({**feature(point()), "properties": {"geometry": "x", "n": 1}})
    )
    assert warned(upload, "a property named 'geometry' was left out")
    assert only(upload).drop(columns="geometry").to_dict("records") == [{"id": "1", "n": 1}]


def test_values_keep_their_kind() -> None:
    rows = [
        feature(point(), n=1, t="001", b=True, x=1.5, deep={"a": [1]}),
        feature(point(), n=2, t="NA", b=False, x=None, deep=None),
    ]
    first, second = only(read("a.geojson", collection(*rows))).to_dict("records")
    assert (first["n"], first["t"], first["b"], first["x"]) == (1, "001", True, 1.5)
    assert (second["n"], second["t"], second["b"]) == (2, "NA", False)
    assert first["deep"] == '{"a": [1]}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp949"])
def test_encodings_of_korean_text(encoding: str) -> None:
    """C21, C22: Unicode in silence, CP949 with a preview."""
    for name, content in {
        "a.geojson": collection(feature(point(), name=KOREAN)),
        "a.csv": table(f"1,{KOREAN},11.56,104.92"),
    }.items():
        if encoding == "utf-32" and name == "a.geojson":
            continue
        upload = read(name, content.decode().encode(encoding))
        assert only(upload)["name"].tolist() == [KOREAN]
        assert warned(upload, "CP949") == (encoding == "cp949")
        assert warned(upload, KOREAN[:4]) == (encoding == "cp949")


@pytest.mark.parametrize(
    ("content", "places"),
    [
        pytest.param("id;name;lat;lon\n1;a,b;11.5;104.9\n", [(104.9, 11.5)], id="C25 semicolon"),
        pytest.param("id\tname\tlat\tlon\n1\ta\t11.5\t104.9\n", [(104.9, 11.5)], id="C25 tab"),
        pytest.param("위도|경도\n11.5|104.9\n", [(104.9, 11.5)], id="Korean names"),
        pytest.param("Zones 2025\n\nid,Lat (N),Long.\n1,11,104\n", [(104, 11)], id="title rows"),
        pytest.param("lat,lon\n11°33'36\"N,104 55 12\n", [(104.92, 11.56)], id="C32 DMS"),
        pytest.param("lat,lon\nN11 33.6,E104 55.2\n", [(104.92, 11.56)], id="C32 minutes"),
        pytest.param("lat,lon\n북위 11도 33분 36초,동경 104도\n", [(104, 11.56)], id="C32 Korean"),
        pytest.param("lat,lon\n１１．５,１０４．９\n", [(104.9, 11.5)], id="C33 full width"),
        pytest.param("lat,lon\n១១.៥,១០៤.៩\n", [(104.9, 11.5)], id="Khmer digits"),
        pytest.param("lat;lon\n11,56;104,92\n", [(104.92, 11.56)], id="C34 decimal comma"),
        pytest.param("lat,lon\r11,104\r12,105\r", [(104, 11), (105, 12)], id="old Mac lines"),
        pytest.param("lat,lon\n\n11,104\n,\n12,105\n\n", [(104, 11), (105, 12)], id="blank rows"),
    ],
)  # fmt: skip
def test_tables_people_really_send(content: str, places: list[tuple[float, float]]) -> None:
    layer = only(read("a.csv", content.encode()))
    found = [(round(p.x, 6), round(p.y, 6)) for p in layer.geometry]
    assert found == places


def test_what_was_understood_is_shown_back() -> None:
    """C32, C34."""
    upload = read("a.csv", "lat;lon\n11°33'36\"N;104,92\n".encode())
    assert warned(upload, "in row 2 '11°33'36\"N' was read as 11.560000")
    assert warned(upload, "in row 2 '104,92' was read as 104.920000")


def test_cells_stay_text() -> None:
    """C30, C31."""
    content = table("001,NA,11,104,012345678,'=1+1,0", header="id,name,lat,lon,phone,f,z")
    (row,) = only(read("a.csv", content)).drop(columns="geometry").to_dict("records")
    assert row == {
        "id": "001", "name": "NA", "phone": "012345678", "f": "=1+1", "z": "0",
    }  # fmt: skip


@pytest.mark.parametrize(
    "cell", ["north", "11.x", "nan", "inf", "1e400", "11 61", "E11", "1_1", "", "11,5,6"]
)
def test_a_bad_cell_is_named_and_good_rows_can_be_taken(cell: str) -> None:
    """C35."""
    content = table("1,a,11,104", f'2,b,"{cell}",104', "3,c,11,104", "4,d,x,y")
    faults = faults_of("a.csv", content)
    assert [(fault.code, fault.row, fault.column) for fault in faults] == [
        ("BAD_COORD", 3, "lat"),
        ("BAD_COORD", 5, "lat"),
    ]
    upload = read("a.csv", content, keep_good=True)
    assert list(only(upload).index) == [2, 4]
    assert {fault.row for fault in upload.left_out} == {3, 5}


def test_nothing_good_left_is_an_error_even_so() -> None:
    assert faults_of("a.csv", table("1,a,x,104"), keep_good=True)[0].code == "BAD_COORD"


def test_columns_can_be_picked() -> None:
    """C36."""
    content = table("1,11,104", header="id,breite,laenge")
    (fault,) = faults_of("a.csv", content)
    assert "'breite', 'laenge'" in fault.message
    upload = read("a.csv", content, columns=TableChoice(lat="breite", lon="laenge"))
    assert only(upload).geometry.iloc[0].coords[0] == (104, 11)


def test_workbooks_people_really_send() -> None:
    """C37: the header in row 3, several sheets, one without coordinates; C38 beside it."""
    content = hostile.workbook(
        {
            "구역": [["Zones"], [], ["id", "name", "lat", "lon"], ["001", "NA", 11.5, 104.9]],
            "메모": [["note"], ["x"]],
            "더": [["위도", "경도", "n", "sum"], [12, 105, 3, "=1+1"]],
        }
    )
    upload = read("a.xlsx", content)
    assert list(upload.layers) == ["구역", "더"]
    first, second = upload.layers.values()
    assert (first.loc[4, "id"], first.loc[4, "name"]) == ("001", "NA")
    assert (second.loc[2, "n"], second.loc[2, "sum"]) == ("3", "")
    assert warned(upload, "'메모'")
    assert warned(upload, "1 formula cell without a saved value")


def test_a_sheet_is_read_beyond_the_size_it_claims() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:A1"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>lat</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>lon</t></is></c></row>'
        '<row r="2"><c r="A2"><v>11.5</v></c><c r="B2"><v>104.9</v></c></row>'
        "</sheetData></worksheet>"
    )
    part = "xl/worksheets/sheet1.xml"
    content = hostile.replaced_part(hostile.workbook({"a": [["lat", "lon"]]}), part, sheet)
    assert len(only(read("a.xlsx", content))) == 1


def test_every_layer_of_a_geopackage_is_read() -> None:
    """C41; D13: instants come as ISO text, binary data stays out."""
    layers = {
        "zones": hostile.places(2, n=[1, None], when=gpd.pd.to_datetime(["2025-10-18", None])),
        "구역": hostile.places(1),
    }
    upload = read("a.gpkg", hostile.geopackage(layers))
    assert list(upload.layers) == ["zones", "구역"]
    assert warned(upload, "2 layers: 'zones', '구역'")
    when = upload.layers["zones"]["when"].tolist()[0]
    assert when.startswith("2025-10-18")


def test_odd_shapes_in_a_geopackage() -> None:
    """C12, C13 outside GeoJSON: rings left open are closed, what is no shape is told."""
    square = shapely.box(104.0, 11.0, 105.0, 12.0)
    content = hostile.geopackage({"a": hostile.places(2).set_geometry([square, square.buffer(1)])})
    corner = shapely.Point(105.0, 11.0).wkb[5:]
    start, end = content.index(corner), content.rindex(corner)
    assert start < end, "the ring ends where it starts"
    opened = content[:end] + shapely.Point(105.0, 11.1).wkb[5:] + content[end + 16 :]
    shapes = only(read("a.gpkg", opened)).geometry
    assert shapes.is_valid.all()
    assert shapes.iloc[0].area == pytest.approx(0.95), "closed: the square without a thin triangle"

    head = square.wkb[:5]
    nonsense = content.replace(head, head[:1] + b"\x63" + head[2:], 1)
    upload = read("a.gpkg", nonsense)
    assert len(only(upload)) == 1
    assert warned(upload, "1 row without a place left out (row ")


def test_every_folder_of_a_kml_is_read() -> None:
    """C42."""
    folders = [
        f"<Folder><name>{name}</name>{hostile.placemark(name)}</Folder>" for name in ("가", "나")
    ]
    upload = read("a.kml", hostile.kml(*folders))
    assert list(upload.layers) == ["가", "나"]
    assert upload.layers["나"].drop(columns="geometry").to_dict("records") == [
        {"id": "1", "name": "나"}
    ]
    packed = hostile.archive({"doc.kml": hostile.kml(*folders), "files/a.png": b"x"})
    assert list(read("a.kmz", packed).layers) == ["가", "나"]


def test_a_gpx_gives_waypoints_routes_and_tracks() -> None:
    """C43."""
    places = '{0} lat="11.5" lon="104.9"/><{0} lat="11.6" lon="105"/>'
    content = hostile.gpx(
        '<wpt lat="11.5" lon="104.9"><name>gate</name></wpt>'
        f"<rte><name>r</name><{places.format('rtept')}</rte>"
        f"<trk><name>t</name><trkseg><{places.format('trkpt')}</trkseg></trk>"
    )
    upload = read("a.gpx", content)
    assert {name: layer["name"].tolist() for name, layer in upload.layers.items()} == {
        "waypoints": ["gate"], "routes": ["r"], "tracks": ["t"],
    }  # fmt: skip
    assert read("a.xml", content).layers.keys() == upload.layers.keys()


def test_shapefiles_are_found_wherever_they_are() -> None:
    """C46, C47, C48: in folders with Korean names, several, beside clutter."""
    parts = hostile.shapefile(hostile.places())
    files = {
        **hostile.parts_named("자료/구역", parts),
        **hostile.parts_named("자료/more/SITES", {k.upper(): v for k, v in parts.items()}),
        "__MACOSX/자료/._구역.shp": b"x",
        ".DS_Store": b"x",
        "readme.txt": b"x",
    }
    upload = read("a.zip", hostile.archive(files))
    assert list(upload.layers) == ["구역", "SITES"]
    assert upload.layers["SITES"]["id"].tolist() == ["Z0", "Z1"]


def test_names_packed_by_windows_are_read() -> None:
    """C54."""
    parts = hostile.shapefile(hostile.places())
    assert list(read("a.zip", hostile.korean_windows_zip(parts, "구역")).layers) == ["구역"]


@pytest.mark.parametrize(
    ("without", "code"),
    [
        pytest.param("prj", "CRS_MISSING", id="C49"),
        pytest.param("shx", "SHP_PART", id="C50"),
        pytest.param("dbf", "SHP_PART", id="C51"),
        pytest.param("shp", "NO_SHP", id="no shp"),
    ],
)
def test_a_missing_part_is_named(without: str, code: str) -> None:
    (fault,) = faults_of("a.zip", zipped(hostile.places(), without=without))
    assert fault.code == code
    assert without in fault.message or "EPSG:32648" in fault.message


def test_the_system_of_a_shapefile_can_be_chosen() -> None:
    """C49."""
    content = zipped(hostile.places(1).to_crs(32648), without="prj")
    place = only(read("a.zip", content, crs="EPSG:32648")).geometry.iloc[0]
    assert (place.x, place.y) == pytest.approx(hostile.PHNOM_PENH)


def test_all_faults_of_several_shapefiles_come_at_once() -> None:
    parts = hostile.shapefile(hostile.places())
    files = hostile.parts_named("a", parts, without="shx")
    files |= hostile.parts_named("b", parts, without="prj") | hostile.parts_named("c", parts)
    codes = [fault.code for fault in faults_of("a.zip", hostile.archive(files))]
    assert codes == ["SHP_PART", "CRS_MISSING"]
    upload = read("a.zip", hostile.archive(files), keep_good=True)
    assert list(upload.layers) == ["c"]


@pytest.mark.parametrize(
    ("declared", "tells"),
    [
        pytest.param(None, True, id="C52 undeclared"),
        pytest.param(b"CP949", False, id="declared CP949"),
        pytest.param(b"EUC-KR\r\n", False, id="declared EUC-KR"),
    ],
)
def test_korean_attribute_text(declared: bytes | None, *, tells: bool) -> None:
    parts = hostile.shapefile(hostile.places(2, 이름=[KOREAN, "b"]), encoding="cp949")
    parts.pop("cpg", None)
    parts |= {} if declared is None else {"cpg": declared}
    upload = read("a.zip", hostile.archive(hostile.parts_named("a", parts)))
    assert only(upload)["이름"].tolist() == [KOREAN, "b"]
    assert warned(upload, "CP949") == tells


def test_text_that_is_not_in_its_declared_encoding_is_refused() -> None:
    parts = hostile.shapefile(hostile.places(1, name=[KOREAN]), encoding="cp949") | {
        "cpg": b"UTF-8"
    }
    (fault,) = faults_of("a.zip", hostile.archive(hostile.parts_named("a", parts)))
    assert fault.code == "ENCODING"


def test_temporary_files_go() -> None:
    before = set(Path(tempfile.gettempdir()).iterdir())
    read("a.gpkg", hostile.geopackage({"a": hostile.places()}))
    read("a.zip", zipped(hostile.places()))
    left = set(Path(tempfile.gettempdir()).iterdir()) - before
    assert not [
        path for path in left if (path / "layer.gpkg").exists() or (path / "layer.shp").exists()
    ]


def test_xml_in_an_encoding_nobody_can_walk_is_refused() -> None:
    content = hostile.kml(hostile.placemark()).replace(b"UTF-8", b"EUC-KR")
    assert [fault.code for fault in faults_of("a.kml", content)] == ["ENCODING"]


def test_broken_letters_are_replaced() -> None:
    content = collection(feature(point(), name="x")).replace(b'"x"', b'"\\ud800"')
    assert only(read("a.geojson", content))["name"].tolist() == ["?"]
