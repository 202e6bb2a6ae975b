"""What a file is: its first bytes decide, and its name must agree."""

import codecs
import re

from geo.errors import FaultsError
from geo.formats.drafts import Source

EXTENSIONS = {
    "csv": ("csv", "tsv", "txt"),
    "geojson": ("geojson", "json"),
    "gpkg": ("gpkg",),
    "gpx": ("gpx", "xml"),
    "kml": ("kml", "xml"),
    "kmz": ("kmz",),
    "shapefile": ("zip",),
    "xlsx": ("xlsx",),
}
"""Extensions by kind of file."""

KINDS_IN_WORDS = "CSV, XLSX, GeoJSON, GPKG, KML, KMZ, GPX or a zipped Shapefile"

_WORDS = {
    "csv": "text",
    "geojson": "JSON",
    "gpkg": "a GeoPackage",
    "gpx": "GPX",
    "kml": "XML",
    "kmz": "a KMZ archive",
    "shapefile": "a zip archive",
    "xlsx": "a workbook",
}
_KNOWN = frozenset(ending for endings in EXTENSIONS.values() for ending in endings)

_SQLITE = b"SQLite format 3\x00"
_GPKG_IDS = (b"GPKG", b"GP10", b"GP11")
_ARCHIVES = (
    b"Rar!",
    b"7z\xbc\xaf'\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
_FOREIGN = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a raster"),
    (b"MM\x00*", "a raster"),
    (b"\xd0\xcf\x11\xe0", "an old Office file: save it as .xlsx"),
)
_SHP_PARTS = frozenset({"shp", "shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix"})
_SHP_MAGIC = b"\x00\x00\x27\x0a"
_PAGE = re.compile(r"<(?:!doctype\s+html|html|table|head|body)\b", re.IGNORECASE)
_HEAD_BYTES = 1024


def find_kind(source: Source) -> str:
    """Return the kind of file, a key of `EXTENSIONS`.

    Raises
    ------
    FaultsError
        EMPTY_FILE, TOO_LARGE, UNKNOWN_TYPE, ARCHIVE_TYPE, SHP_ALONE, NOT_GPKG, EMPTY_ZIP,
        or TYPE_MISMATCH where content and name disagree.
    """
    _check_size(source)
    kind = _binary_kind(source) or _text_kind(source)
    if source.extension not in _KNOWN:
        raise _unknown(source)
    if source.extension not in EXTENSIONS[kind]:
        raise source.refusal(
            "TYPE_MISMATCH",
            f"the name says '.{source.extension}', the content is {_WORDS[kind]}: "
            f"rename it to .{EXTENSIONS[kind][0]} or save it again",
        )
    return kind


def _check_size(source: Source) -> None:
    size, limit = len(source.content), source.limits.file_bytes
    if size == 0:
        raise source.refusal("EMPTY_FILE", "the file is empty: choose another")
    if size > limit:
        raise source.refusal(
            "TOO_LARGE",
            f"{size / 1e6:.1f} MB is over the limit of {limit / 1e6:g} MB: cut it in parts",
        )


def _binary_kind(source: Source) -> str | None:
    """Return the kind by magic number, None if the file may be text."""
    head = source.content[:_HEAD_BYTES]
    if head.startswith(_SQLITE):
        return _database_kind(source)
    if head.startswith(b"PK\x03\x04"):
        return source.extension if source.extension in {"xlsx", "kmz"} else "shapefile"
    if head.startswith(b"PK\x05\x06"):
        raise source.refusal("EMPTY_ZIP", "the archive holds no file")
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise source.refusal("ARCHIVE_TYPE", "of archives only .zip is read: pack it as .zip")
    if head.startswith(_SHP_MAGIC) or source.extension in _SHP_PARTS:
        raise source.refusal(
            "SHP_ALONE", "a Shapefile is several files: zip .shp, .shx, .dbf and .prj together"
        )
    found = next((words for magic, words in _FOREIGN if head.startswith(magic)), None)
    if found is not None:
        raise source.refusal("UNKNOWN_TYPE", f"it is {found}; what can be read is {KINDS_IN_WORDS}")
    return None


def _database_kind(source: Source) -> str:
    if source.content[68:72] not in _GPKG_IDS:
        raise source.refusal(
            "NOT_GPKG", "it is an SQLite database, yet no GeoPackage: export it as GPKG"
        )
    return "gpkg"


def _text_kind(source: Source) -> str:
    head = _head_text(source.content)
    if head.startswith("<"):
        if source.extension in EXTENSIONS["kml"] + EXTENSIONS["gpx"]:
            return "gpx" if source.extension == "gpx" else "kml"
        if _PAGE.match(head):
            raise source.refusal(
                "UNKNOWN_TYPE", "it is a web page; download the file itself and try again"
            )
        return "kml"
    if head.startswith(("{", "[")):
        return "geojson"
    if source.extension in EXTENSIONS["csv"]:
        return "csv"
    raise _unknown(source)


def _unknown(source: Source) -> FaultsError:
    ending = f"'.{source.extension}'" if source.extension else "a name without extension"
    return source.refusal(
        "UNKNOWN_TYPE",
        f"the content is nothing that {ending} stands for here; "
        f"what can be read is {KINDS_IN_WORDS}",
    )


def _head_text(content: bytes) -> str:
    """Return the first characters without byte-order mark and blanks."""
    head = content[:_HEAD_BYTES]
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if is_wide else "utf-8", errors="replace")
    return text.lstrip("\ufeff \t\r\n")
