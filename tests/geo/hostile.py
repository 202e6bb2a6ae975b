"""Builders of hostile and broken files, made in memory at test time."""

import io
import json
import sqlite3
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import shapely

BOUNDS = (101.5, 9.5, 108.5, 15.5)
"""Cambodia with a margin."""

PHNOM_PENH = (104.92, 11.56)
KML_NS = 'xmlns="http://www.opengis.net/kml/2.2"'


# -- good files -------------------------------------------------------------------------
def places(count: int = 2, **columns: list[Any]) -> gpd.GeoDataFrame:
    cells = {"id": [f"Z{n}" for n in range(count)], **columns}
    points = [shapely.Point(PHNOM_PENH[0] + n / 10, PHNOM_PENH[1]) for n in range(count)]
    return gpd.GeoDataFrame(cells, geometry=points, crs="EPSG:4326")


def point(lon: float = 104.92, lat: float = 11.56) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any, **members: Any) -> bytes:
    return json.dumps(
        {"type": "FeatureCollection", **members, "features": list(features)}, ensure_ascii=False
    ).encode()


def points(*geometries: Any) -> bytes:
    return collection(*(feature(geometry) for geometry in geometries))


def table(*rows: str, header: str = "id,name,lat,lon") -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def workbook(sheets: Mapping[str, Iterable[Iterable[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def kml(*parts: str) -> bytes:
    body = "".join(parts)
    return f'<?xml version="1.0" encoding="UTF-8"?><kml {KML_NS}><Document>{body}</Document></kml>'.encode()


def placemark(name: str = "Z1", coordinates: str = "104.92,11.56") -> str:
    return (
        f"<Placemark><name>{name}</name><Point><coordinates>{coordinates}</coordinates></Point>"
        "</Placemark>"
    )


def gpx(body: str, *, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<gpx version="1.1" creator="t" '
        f'xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>'
    ).encode()


def geopackage(layers: Mapping[str, gpd.GeoDataFrame], *, sql: Iterable[str] = ()) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        for name, layer in layers.items():
            layer.to_file(path, driver="GPKG", layer=name, engine="pyogrio")
        with closing(sqlite3.connect(path)) as database, database:
            for statement in sql:
                database.execute(statement)
        return path.read_bytes()


def sqlite_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("CREATE TABLE places (id TEXT)")
        return path.read_bytes()


def shapefile(layer: gpd.GeoDataFrame, *, encoding: str = "UTF-8") -> dict[str, bytes]:
    """Return the parts by extension."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.shp"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            layer.to_file(path, engine="pyogrio", encoding=encoding)
        return {part.suffix[1:]: part.read_bytes() for part in Path(folder).iterdir()}


def parts_named(base: str, parts: Mapping[str, bytes], *, without: str = "") -> dict[str, bytes]:
    return {
        f"{base}.{extension}": content
        for extension, content in parts.items()
        if extension not in without.split()
    }


def archive(files: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return stream.getvalue()


# -- A: hostile files -------------------------------------------------------------------
def vector_vrt(target: str) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{target}</SrcDataSource>'
        "<SrcLayer>secret</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def gdal_pipeline(target: str) -> bytes:
    return json.dumps(
        {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {target}"}
    ).encode()


def web_features(address: str) -> bytes:
    return f"<OGRWFSDataSource><URL>{address}</URL></OGRWFSDataSource>".encode()


def linked_crs(address: str) -> bytes:
    crs = {"type": "link", "properties": {"href": address, "type": "ogcwkt"}}
    return collection(feature(point()), crs=crs)


def laughing_kml() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY l0 "ha">{levels}]>'
        f"<kml {KML_NS}><Document>{placemark('&l9;')}</Document></kml>"
    ).encode()


def prying_kml(target: str) -> bytes:
    head = f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{target}">]>'
    return f'<?xml version="1.0"?>{head}<kml {KML_NS}>{placemark("&x;")}</kml>'.encode()


def prying_gpx(target: str) -> bytes:
    head = f'<!DOCTYPE gpx [<!ENTITY x SYSTEM "{target}">]>'
    return gpx('<wpt lat="11.56" lon="104.92"><name>&x;</name></wpt>', head=head)


def network_link(address: str) -> str:
    return f"<NetworkLink><Link><href>{address}</href></Link></NetworkLink>"


def zip_bomb(size: int) -> bytes:
    """Pack zeros, a block at a time: the test itself must not take the memory."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("x.shp", "w", force_zip64=True) as member,
    ):
        block = bytes(1 << 20)
        for _ in range(size >> 20):
            member.write(block)
    return stream.getvalue()


def lying_zip() -> bytes:
    """Declare a tenth of what a member unpacks to."""
    content = archive({"x.shp": bytes(100_000), "x.shx": b"", "x.dbf": b""})
    true, told = struct.pack("<I", 100_000), struct.pack("<I", 10_000)
    return content.replace(true, told)


def linked_zip() -> bytes:
    stream = io.BytesIO()
    entry = zipfile.ZipInfo("x.shp")
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def locked_zip() -> bytes:
    """Set the flag of encryption in both places it stands."""
    content = bytearray(archive({"x.shp": b"secret"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def korean_windows_zip(parts: Mapping[str, bytes], base: str) -> bytes:
    """Pack names in CP949 without the flag of UTF-8, as Windows does."""
    stand_in = "K" * len(base.encode("cp949"))
    content = archive(parts_named(stand_in, parts))
    return content.replace(stand_in.encode(), base.encode("cp949"))


def swollen_workbook() -> bytes:
    """Claim and fill the last row and column a sheet can number."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>lat</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>lon</t></is></c></row>'
        '<row r="999999999"><c r="XFD999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    return replaced_part(workbook({"a": [["lat", "lon"]]}), "xl/worksheets/sheet1.xml", sheet)


def laughing_workbook() -> bytes:
    sheet = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    return replaced_part(workbook({"a": [["lat", "lon"]]}), "xl/worksheets/sheet1.xml", sheet)


def replaced_part(content: bytes, part: str, text: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return archive({**files, part: text.encode()})
