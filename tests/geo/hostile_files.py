"""The files of section A of the catalogue, each with its refusal: for the reader and for the page."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.geo import hostile


@dataclass(frozen=True)
class HostileFile:
    """A file that means harm: what it is called, what is in it, how it is refused.

    What is in it may depend on a target: a file of the server, or an address, to be opened.
    """

    name: str
    content: bytes | Callable[[str], bytes]
    code: str
    id: str

    def made_for(self, target: str) -> bytes:
        """Give its bytes, aimed at a target."""
        return self.content if isinstance(self.content, bytes) else self.content(target)


READ_THE_SERVER = (
    HostileFile("a.geojson", hostile.vector_vrt, "TYPE_MISMATCH", id="A1 as geojson"),
    HostileFile("a.kml", hostile.vector_vrt, "NOT_KML", id="A1 as kml"),
    HostileFile("a.gpx", hostile.vector_vrt, "NOT_GPX", id="A1 as gpx"),
    HostileFile("a.csv", hostile.vector_vrt, "TYPE_MISMATCH", id="A1 as csv"),
    HostileFile(
        "a.zip", lambda path: hostile.archive({"a.vrt": hostile.vector_vrt(path)}), "NO_SHP",
        id="A2",
    ),
    HostileFile(
        "a.zip",
        lambda path: hostile.archive(
            {"a.shp": hostile.vector_vrt(path), "a.shx": b"x", "a.dbf": b"x", "a.prj": b""}
        ),
        "SHP_READ",
        id="A3",
    ),
    HostileFile(
        "a.kmz", lambda path: hostile.archive({"doc.kml": hostile.vector_vrt(path)}),
        "NOT_KML", id="A3 in a kmz",
    ),
    HostileFile("a.geojson", hostile.gdal_pipeline, "JSON_TYPE", id="A4"),
    HostileFile(
        "a.kml", lambda path: hostile.prying_kml(f"file://{path}"), "XML_ENTITY", id="A11 kml"
    ),
    HostileFile(
        "a.gpx", lambda path: hostile.prying_gpx(f"file://{path}"), "XML_ENTITY", id="A11 gpx"
    ),
    HostileFile(
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
)  # fmt: skip
"""Files that want a file of the server."""

CALL_OUT = (
    HostileFile(
        "a.geojson", lambda url: hostile.vector_vrt(f"/vsicurl/{url}"), "TYPE_MISMATCH",
        id="A5 vrt",
    ),
    HostileFile(
        "a.json", lambda url: hostile.gdal_pipeline(f"/vsicurl/{url}"), "JSON_TYPE",
        id="A5 pipeline",
    ),
    HostileFile("a.kml", hostile.web_features, "NOT_KML", id="A6"),
    HostileFile("a.geojson", hostile.linked_crs, "CRS_UNKNOWN", id="A7"),
    HostileFile("a.kml", hostile.prying_kml, "XML_ENTITY", id="A11 over the network"),
    HostileFile(
        "a.gpkg",
        lambda url: hostile.geopackage(
            {"a": hostile.places()},
            sql=[f"CREATE VIEW v AS SELECT ogr_geocode('{url}') AS x"],
        ),
        "GPKG_UNSAFE",
        id="a GeoPackage view that calls out",
    ),
)  # fmt: skip
"""Files that want a request to be sent."""

REFUSED = (
    HostileFile("a.kml", hostile.laughing_kml(), "XML_ENTITY", id="A10"),
    HostileFile(
        "a.kml", b'<!DOCTYPE kml SYSTEM "http://127.0.0.1:1/x">' + hostile.kml()[38:],
        "XML_ENTITY", id="A11 a document type without entities",
    ),
    HostileFile("g.graphml", b"<graphml/>", "UNKNOWN_TYPE", id="A12 never uploaded"),
    HostileFile("a.zip", hostile.archive({"../../x.shp": b"x"}), "ZIP_PATH", id="A15"),
    HostileFile("a.zip", hostile.archive({"/x.shp": b"x"}), "ZIP_PATH", id="A16 absolute"),
    HostileFile("a.zip", hostile.archive({"C:\\x.shp": b"x"}), "ZIP_PATH", id="A16 drive"),
    HostileFile("a.zip", hostile.archive({"a\\..\\x.shp": b"x"}), "ZIP_PATH", id="A16 \\"),
    HostileFile("a.zip", hostile.linked_zip(), "ZIP_LINK", id="A16 link"),
    HostileFile("a.zip", hostile.locked_zip(), "ZIP_LOCKED", id="A17"),
    HostileFile(
        "a.zip", hostile.archive({"b.zip": hostile.archive({"x.shp": b"x"})}), "ZIP_FILES",
        id="A18 zip in zip",
    ),
    HostileFile(
        "a.zip", hostile.archive({f"{n}.txt": b"" for n in range(10_000)}, compression=0),
        "ZIP_FILES", id="A18 many files",
    ),
    HostileFile("a.xlsx", hostile.laughing_workbook(), "XML_ENTITY", id="A22 entities"),
    HostileFile("a.xlsx", hostile.swollen_workbook(), "TOO_MANY", id="A22 claimed rows"),
    HostileFile("x.exe", b"MZ\x90\x00", "UNKNOWN_TYPE", id="A24 exe"),
    HostileFile("x.csv", b"MZ\x90\x00", "UNKNOWN_TYPE", id="A24 exe as csv"),
    HostileFile("x.rar", b"Rar!\x1a\x07\x00", "ARCHIVE_TYPE", id="A24 rar"),
    HostileFile("x.7z", b"7z\xbc\xaf'\x1c\x00", "ARCHIVE_TYPE", id="A24 7z"),
    HostileFile("x.zip", b"\x1f\x8b\x08\x00", "ARCHIVE_TYPE", id="A24 gzip"),
    HostileFile("x.shp", b"\x00\x00\x27\x0a", "SHP_ALONE", id="A24 shp"),
    HostileFile("x.dbf", b"\x03", "SHP_ALONE", id="A24 dbf"),
    HostileFile("a.zip", hostile.archive({}), "EMPTY_ZIP", id="an empty archive"),
    HostileFile("a.zip", b"PK\x03\x04" + bytes(60), "BAD_ZIP", id="half an archive"),
    HostileFile("a.zip", hostile.lying_zip(), "BAD_ZIP", id="an archive that lies"),
    HostileFile("a.kmz", hostile.archive({"a.png": b""}), "NO_KML", id="a kmz of pictures"),
    HostileFile(
        "a.kml", hostile.kml("<Folder>" * 5000 + "</Folder>" * 5000), "XML_DEPTH",
        id="folders without end",
    ),
)  # fmt: skip
"""Files that want memory, time, or a place outside their own."""
