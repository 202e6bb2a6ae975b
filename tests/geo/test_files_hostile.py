"""Section A of the catalogue: files made to read the server, call out, or fill the memory."""

import http.server
import tempfile
import threading
import tracemalloc
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from geo.errors import FaultsError
from geo.files import Limits, Upload, read_upload
from tests.geo import hostile

MARK = "planted-4711"


@dataclass
class Listener:
    address: str
    requests: list[str]


@pytest.fixture
def listener() -> Iterator[Listener]:
    """An HTTP server on this machine that remembers who called."""
    requests: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"GEOGCS[]")

        def log_message(self, *_arguments: object) -> None:
            """Stay quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Listener(f"http://127.0.0.1:{server.server_port}/x", requests)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of the server that nobody may see."""
    path = tmp_path / "secret.csv"
    path.write_text(f"id,name,lat,lon\n1,{MARK},11.56,104.92\n")
    return path


def read(name: str, content: bytes) -> Upload:
    return read_upload(name, content, bounds=hostile.BOUNDS)


def codes_of(name: str, content: bytes, limits: Limits | None = None) -> set[str]:
    with pytest.raises(FaultsError) as caught:
        read_upload(name, content, bounds=hostile.BOUNDS, limits=limits)
    assert name.replace("\\", "/").rsplit("/", 1)[-1] in str(caught.value), "the file is named"
    assert MARK not in str(caught.value)
    assert tempfile.gettempdir() not in str(caught.value), "no server path is shown"
    return {fault.code for fault in caught.value.faults}


Build = Callable[[str], bytes]


@pytest.mark.parametrize(
    ("name", "build", "code"),
    [
        pytest.param("a.geojson", hostile.vector_vrt, "TYPE_MISMATCH", id="A1 as geojson"),
        pytest.param("a.kml", hostile.vector_vrt, "NOT_KML", id="A1 as kml"),
        pytest.param("a.gpx", hostile.vector_vrt, "NOT_GPX", id="A1 as gpx"),
        pytest.param("a.csv", hostile.vector_vrt, "TYPE_MISMATCH", id="A1 as csv"),
        pytest.param(
            "a.zip", lambda path: hostile.archive({"a.vrt": hostile.vector_vrt(path)}), "NO_SHP",
            id="A2",
        ),
        pytest.param(
            "a.zip",
            lambda path: hostile.archive(
                {"a.shp": hostile.vector_vrt(path), "a.shx": b"x", "a.dbf": b"x", "a.prj": b""}
            ),
            "SHP_READ",
            id="A3",
        ),
        pytest.param(
            "a.kmz", lambda path: hostile.archive({"doc.kml": hostile.vector_vrt(path)}),
            "NOT_KML", id="A3 in a kmz",
        ),
        pytest.param("a.geojson", hostile.gdal_pipeline, "JSON_TYPE", id="A4"),
        pytest.param(
            "a.kml", lambda path: hostile.prying_kml(f"file://{path}"), "XML_ENTITY", id="A11 kml"
        ),
        pytest.param(
            "a.gpx", lambda path: hostile.prying_gpx(f"file://{path}"), "XML_ENTITY", id="A11 gpx"
        ),
        pytest.param(
            "a.gpkg",
            lambda path: hostile.geopackage(
                {"a": hostile.places()},
                sql=[
                    "CREATE VIEW gpkg_leak AS SELECT 1",
                    f"CREATE VIEW v AS SELECT gdal_get_pixel_value('{path}', 1, 'p', 1, 1) AS x",
                ],
            ),
            "GPKG_UNSAFE",
            id="a GeoPackage view that opens a file",
        ),
    ],
)  # fmt: skip
def test_no_server_file_is_read(secret: Path, *, name: str, build: Build, code: str) -> None:
    assert codes_of(name, build(str(secret))) == {code}


@pytest.mark.parametrize(
    ("name", "build", "code"),
    [
        pytest.param(
            "a.geojson", lambda url: hostile.vector_vrt(f"/vsicurl/{url}"), "TYPE_MISMATCH",
            id="A5 vrt",
        ),
        pytest.param(
            "a.json", lambda url: hostile.gdal_pipeline(f"/vsicurl/{url}"), "JSON_TYPE",
            id="A5 pipeline",
        ),
        pytest.param("a.kml", hostile.web_features, "NOT_KML", id="A6"),
        pytest.param("a.geojson", hostile.linked_crs, "CRS_UNKNOWN", id="A7"),
        pytest.param("a.kml", hostile.prying_kml, "XML_ENTITY", id="A11 over the network"),
        pytest.param(
            "a.gpkg",
            lambda url: hostile.geopackage(
                {"a": hostile.places()},
                sql=[f"CREATE VIEW v AS SELECT ogr_geocode('{url}') AS x"],
            ),
            "GPKG_UNSAFE",
            id="a GeoPackage view that calls out",
        ),
    ],
)  # fmt: skip
def test_nobody_is_called(listener: Listener, *, name: str, build: Build, code: str) -> None:
    assert codes_of(name, build(listener.address)) == {code}
    assert listener.requests == []


def test_a_network_link_is_not_followed_and_said_so(listener: Listener) -> None:
    """A13: the file loads, and nobody is called."""
    content = hostile.kml(hostile.placemark(), hostile.network_link(listener.address))
    upload = read("a.kml", content)
    assert sum(map(len, upload.layers.values())) == 1
    assert any("NetworkLink ignored" in warning for warning in upload.warnings)
    assert listener.requests == []


def test_the_listener_hears_a_call(listener: Listener) -> None:
    """The two tests above would prove nothing if it did not."""
    urllib.request.urlopen(listener.address).close()  # noqa: S310 - the loopback address above
    assert listener.requests == ["/x"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("a.kml", hostile.laughing_kml(), "XML_ENTITY", id="A10"),
        pytest.param(
            "a.kml", b'<!DOCTYPE kml SYSTEM "http://127.0.0.1:1/x">' + hostile.kml()[38:],
            "XML_ENTITY", id="A11 a document type without entities",
        ),
        pytest.param("g.graphml", b"<graphml/>", "UNKNOWN_TYPE", id="A12 never uploaded"),
        pytest.param("a.zip", hostile.archive({"../../x.shp": b"x"}), "ZIP_PATH", id="A15"),
        pytest.param("a.zip", hostile.archive({"/x.shp": b"x"}), "ZIP_PATH", id="A16 absolute"),
        pytest.param("a.zip", hostile.archive({"C:\\x.shp": b"x"}), "ZIP_PATH", id="A16 drive"),
        pytest.param("a.zip", hostile.archive({"a\\..\\x.shp": b"x"}), "ZIP_PATH", id="A16 \\"),
        pytest.param("a.zip", hostile.linked_zip(), "ZIP_LINK", id="A16 link"),
        pytest.param("a.zip", hostile.locked_zip(), "ZIP_LOCKED", id="A17"),
        pytest.param(
            "a.zip", hostile.archive({"b.zip": hostile.archive({"x.shp": b"x"})}), "ZIP_FILES",
            id="A18 zip in zip",
        ),
        pytest.param(
            "a.zip", hostile.archive({f"{n}.txt": b"" for n in range(10_000)}, compression=0),
            "ZIP_FILES", id="A18 many files",
        ),
        pytest.param("a.xlsx", hostile.laughing_workbook(), "XML_ENTITY", id="A22 entities"),
        pytest.param("a.xlsx", hostile.swollen_workbook(), "TOO_MANY", id="A22 claimed rows"),
        pytest.param("x.exe", b"MZ\x90\x00", "UNKNOWN_TYPE", id="A24 exe"),
        pytest.param("x.csv", b"MZ\x90\x00", "UNKNOWN_TYPE", id="A24 exe as csv"),
        pytest.param("x.rar", b"Rar!\x1a\x07\x00", "ARCHIVE_TYPE", id="A24 rar"),
        pytest.param("x.7z", b"7z\xbc\xaf'\x1c\x00", "ARCHIVE_TYPE", id="A24 7z"),
        pytest.param("x.zip", b"\x1f\x8b\x08\x00", "ARCHIVE_TYPE", id="A24 gzip"),
        pytest.param("x.shp", b"\x00\x00\x27\x0a", "SHP_ALONE", id="A24 shp"),
        pytest.param("x.dbf", b"\x03", "SHP_ALONE", id="A24 dbf"),
        pytest.param("a.zip", hostile.archive({}), "EMPTY_ZIP", id="an empty archive"),
        pytest.param("a.zip", b"PK\x03\x04" + bytes(60), "BAD_ZIP", id="half an archive"),
        pytest.param("a.zip", hostile.lying_zip(), "BAD_ZIP", id="an archive that lies"),
        pytest.param("a.kmz", hostile.archive({"a.png": b""}), "NO_KML", id="a kmz of pictures"),
        pytest.param(
            "a.kml", hostile.kml("<Folder>" * 5000 + "</Folder>" * 5000), "XML_DEPTH",
            id="folders without end",
        ),
    ],
)  # fmt: skip
def test_hostile_files_are_refused(name: str, content: bytes, code: str) -> None:
    assert codes_of(name, content) == {code}


@pytest.mark.parametrize(
    ("name", "size_limit", "code"),
    [
        pytest.param("a.zip", 600 << 20, "ZIP_BOMB", id="A14 shapefile"),
        pytest.param("a.xlsx", 300 << 20, "ZIP_BOMB", id="A22 workbook"),
        pytest.param("a.kmz", 300 << 20, "ZIP_BOMB", id="A14 kmz"),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(name: str, size_limit: int, code: str) -> None:
    bomb = hostile.zip_bomb(size_limit >> 3)
    tracemalloc.start()
    try:
        assert codes_of(name, bomb) == {code}
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000


def test_size_is_limited_on_the_server() -> None:
    """A23: the limit itself passes, one byte more does not."""
    content = hostile.table("1,a,11.56,104.92")
    exact = Limits(file_bytes=len(content))
    assert read_upload("a.csv", content, bounds=hostile.BOUNDS, limits=exact).layers
    assert codes_of("a.csv", content, Limits(file_bytes=len(content) - 1)) == {"TOO_LARGE"}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("../../위험<b>.csv", "위험<b>.csv", id="A25"),
        pytest.param("C:\\Users\\x\\sites.csv", "sites.csv", id="A25 Windows"),
        pytest.param("gpj\u202evsc.csv", "gpjvsc.csv", id="A25 turned around"),
        pytest.param("a\x00.csv", "a.csv", id="A25 NUL"),
    ],
)
def test_a_name_is_never_a_path(sent: str, shown: str) -> None:
    upload = read(sent, hostile.table("1,a,11.56,104.92"))
    assert upload.name == shown
    assert list(upload.layers) == [shown.removesuffix(".csv")]


def test_a_virtual_table_in_a_geopackage_is_refused() -> None:
    sql = ["CREATE VIRTUAL TABLE leak USING fts5(x)"]
    assert read("a.gpkg", hostile.geopackage({"a": hostile.places()}, sql=sql)).layers
    content = hostile.geopackage({"a": hostile.places()}, sql=sql)
    assert codes_of("a.gpkg", content.replace(b"USING fts5(", b"USING ogrx(")) == {"GPKG_UNSAFE"}


def test_gdal_is_not_asked_about_what_is_no_shapefile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A3: the first bytes decide."""
    monkeypatch.setattr("geo.formats.shapefiles.read_layer", pytest.fail)
    files = {"a.shp": hostile.vector_vrt("x"), "a.shx": b"\x00\x00\x27\x0a", "a.dbf": b""}
    assert codes_of("a.zip", hostile.archive(files)) == {"SHP_READ"}


def test_no_code_hands_a_path_or_a_pickle_to_a_reader() -> None:
    """A8, A9, A21: outside the pack's own readers no text box reaches a file or an address."""
    root = Path(__file__).parents[2]
    rooms = [*root.glob("*.py"), *(p for r in ("geo", "views") for p in (root / r).glob("*.py"))]
    for path in rooms:
        code = path.read_text("utf-8")
        assert "pickle" not in code, path
        assert ".read_file(" not in code, path
        assert "allow_pickle=True" not in code, path
