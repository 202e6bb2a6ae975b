"""Section A of the catalogue: files made to read the server, call out, or fill the memory."""

import tempfile
import tracemalloc
import urllib.request
from pathlib import Path

import pytest

from geo.errors import FaultsError
from geo.files import Limits, Upload, read_upload
from tests.geo import hostile
from tests.geo.hostile_files import CALL_OUT, READ_THE_SERVER, REFUSED, HostileFile
from tests.listening import PLANTED, Listener


def read(name: str, content: bytes) -> Upload:
    return read_upload(name, content, bounds=hostile.BOUNDS)


def codes_of(name: str, content: bytes, limits: Limits | None = None) -> set[str]:
    with pytest.raises(FaultsError) as caught:
        read_upload(name, content, bounds=hostile.BOUNDS, limits=limits)
    assert name.replace("\\", "/").rsplit("/", 1)[-1] in str(caught.value), "the file is named"
    assert PLANTED not in str(caught.value)
    assert tempfile.gettempdir() not in str(caught.value), "no server path is shown"
    return {fault.code for fault in caught.value.faults}


@pytest.mark.parametrize("one", READ_THE_SERVER, ids=lambda one: one.id)
def test_no_server_file_is_read(secret: Path, one: HostileFile) -> None:
    assert codes_of(one.name, one.made_for(str(secret))) == {one.code}


@pytest.mark.parametrize("one", CALL_OUT, ids=lambda one: one.id)
def test_nobody_is_called(listener: Listener, one: HostileFile) -> None:
    assert codes_of(one.name, one.made_for(listener.address)) == {one.code}
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


@pytest.mark.parametrize("one", REFUSED, ids=lambda one: one.id)
def test_hostile_files_are_refused(one: HostileFile) -> None:
    assert codes_of(one.name, one.made_for("")) == {one.code}


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
