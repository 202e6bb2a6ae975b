"""Whatever arrives, the only error is one that a user can mend."""

import io
import random
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GreenZoneError
from geo.files import read_upload
from geo.formats.kinds import EXTENSIONS
from tests.geo import hostile

ENDINGS = sorted({ending for endings in EXTENSIONS.values() for ending in endings} | {"", "shp"})
HEADS = [
    b"", b"{", b"<kml", b"<gpx", b"PK\x03\x04", b"SQLite format 3\x00", b"lat,lon\n", b"\xff\xfe",
    b'{"type":"FeatureCollection","features":[',
]  # fmt: skip


def survives(name: str, content: bytes) -> None:
    with suppress(GreenZoneError):
        read_upload(name, content, bounds=hostile.BOUNDS, keep_good=True)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ENDINGS), st.sampled_from(HEADS), st.binary(max_size=300))
def test_random_bytes(ending: str, head: bytes, tail: bytes) -> None:
    survives(f"a.{ending}", head + tail)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=200))
def test_random_names_and_tables(name: str, text: str) -> None:
    survives(f"{name}.csv", f"lat,lon,name\n{text}".encode("utf-8", "replace"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(
    JSON,
    JSON,
    st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection"]),
)
def test_random_json(coordinates: object, properties: object, kind: str) -> None:
    shape = {"type": kind, "coordinates": coordinates, "geometries": coordinates}
    feature = {"type": "Feature", "geometry": shape, "properties": properties}
    survives("a.geojson", hostile.collection(feature))


def good_files() -> dict[str, bytes]:
    parts = hostile.parts_named("a", hostile.shapefile(hostile.places()))
    kml = hostile.kml(hostile.placemark())
    return {
        "a.gpkg": hostile.geopackage({"a": hostile.places()}),
        "a.zip": hostile.archive(parts, compression=zipfile.ZIP_STORED),
        "a.xlsx": hostile.workbook({"a": [["lat", "lon"], [11, 104]]}),
        "a.kmz": hostile.archive({"doc.kml": kml}),
        "a.kml": kml,
        "a.gpx": hostile.gpx('<wpt lat="11.56" lon="104.92"><name>x</name></wpt>'),
        "a.geojson": hostile.points(hostile.point()),
    }


@pytest.mark.parametrize("name", good_files())
def test_files_with_bytes_changed(name: str) -> None:
    """A seed of its own for each kind, so that a failure can be repeated."""
    content = good_files()[name]
    chance = random.Random(name)  # noqa: S311 - not for secrets
    for _ in range(25):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 12)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        survives(name, bytes(broken[: chance.randint(len(broken) // 2, len(broken))]))
        survives(name, bytes(broken))


def test_workbook_parts_with_bytes_changed() -> None:
    """Inside the archive, where its checksums do not protect."""
    with zipfile.ZipFile(io.BytesIO(good_files()["a.xlsx"])) as packed:
        files = {part: packed.read(part) for part in packed.namelist()}
    chance = random.Random(7)  # noqa: S311 - not for secrets
    for part, content in files.items():
        for _ in range(5):
            broken = bytearray(content)
            for _ in range(3):
                broken[chance.randrange(len(broken))] = chance.choice(b"0129aZ<>/\"' ")
            survives("a.xlsx", hostile.archive({**files, part: bytes(broken)}))
