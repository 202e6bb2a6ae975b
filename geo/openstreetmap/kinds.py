"""Which kind of OpenStreetMap file a file is, by its first bytes, held against its name."""

import bz2
import gzip
import re
import zlib
from pathlib import Path

from geo.errors import MissingFileError, OsmDamagedError, OsmEmptyError, OsmFileError

_SUFFIXES = {".osm.bz2": "osm.bz2", ".osm.gz": "osm.gz", ".osm": "osm", ".pbf": "pbf"}
_NAMES = {
    "pbf": "OpenStreetMap PBF",
    "osm": "OpenStreetMap XML",
    "osm.gz": "OpenStreetMap XML packed by gzip",
    "osm.bz2": "OpenStreetMap XML packed by bzip2",
}
_MAGIC = {b"PK": "a zip archive", b"SQLite": "a database", b"\x7fELF": "a program"}
_HEAD_BYTES = 4096
_ROOT = re.compile(rb"<(?!\?|!--)(?:!DOCTYPE\s+)?([A-Za-z][\w:.-]*)", re.IGNORECASE)
_WANTED = "an .osm.pbf, .osm, .osm.gz or .osm.bz2 file"


def osm_form(path: Path) -> str:
    """Say in which form a file holds OpenStreetMap: ``pbf``, ``osm``, ``osm.gz``, ``osm.bz2``.

    Raises
    ------
    MissingFileError
        If it is not there, is a folder, or may not be read.
    OsmEmptyError
        If it holds no byte.
    OsmFileError
        If it holds something else, or something else than its name says.
    OsmDamagedError
        If it is packed and cannot be unpacked.
    """
    form, held = _held(path)
    if not form:
        raise OsmFileError(f"{path}: it holds {held}, not OpenStreetMap: give {_WANTED}")
    named = next((of for suffix, of in _SUFFIXES.items() if path.name.lower().endswith(suffix)), "")
    if named and named != form:
        suffix = "osm.pbf" if form == "pbf" else form
        raise OsmFileError(
            f"{path}: it holds {_NAMES[form]}, but by its name {_NAMES[named]}: "
            f"rename it to end in .{suffix}"
        )
    return form


def _held(path: Path) -> tuple[str, str]:
    """Give the form, empty if it is no OpenStreetMap, and what else it is."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise MissingFileError(f"{path}: {error.strerror or error}; check the name") from error
    if not head:
        raise OsmEmptyError(f"{path}: the file is empty: download it again")
    if b"OSMHeader" in head[:64]:
        return "pbf", ""
    if head.startswith(b"\x1f\x8b"):
        return _packed(path, "osm.gz")
    if head.startswith(b"BZh"):
        return _packed(path, "osm.bz2")
    return _plain(head)


def _packed(path: Path, form: str) -> tuple[str, str]:
    unpack = gzip.GzipFile if form == "osm.gz" else bz2.BZ2File
    try:
        with unpack(path) as stream:
            head = stream.read(_HEAD_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise OsmDamagedError(
            f"{path}: it cannot be unpacked ({error}): it is cut short or damaged; "
            "download it again"
        ) from error
    inner, held = _plain(head)
    return (form, "") if inner else ("", f"{held}, packed")


def _plain(head: bytes) -> tuple[str, str]:
    root = _ROOT.search(head) if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else None
    if root is None:
        magic = next((what for first, what in _MAGIC.items() if head.startswith(first)), "")
        return "", magic or "something else"
    name = root[1].decode()
    if name == "osm":
        return "osm", ""
    if name.lower() == "html":
        return "", "a web page (HTML)"
    if name == "osmChange":
        return "", "OpenStreetMap changes"
    return "", f"XML of another kind (<{name[:40]}>)"
