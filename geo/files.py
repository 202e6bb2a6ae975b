"""The one door for files from outside, and the one way files are written."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd

from geo.crs import Bounds
from geo.errors import Fault, FaultsError, MissingFileError, WriteError
from geo.formats.delimited import read_delimited
from geo.formats.drafts import (
    Draft,
    Limits,
    Source,
    TableChoice,
    preview,
    shortened,
    shown_name,
)
from geo.formats.geojson import read_geojson
from geo.formats.geopackages import read_geopackage
from geo.formats.inspection import inspect_layer
from geo.formats.kinds import find_kind
from geo.formats.markup import read_gpx, read_kml, read_kmz
from geo.formats.shapefiles import read_shapefiles
from geo.formats.texts import TextTables, text_tables
from geo.formats.workbooks import read_workbook

__all__ = [
    "Limits", "TableChoice", "Upload", "atomic_write", "file_content", "file_sha256", "read_tables",
    "read_upload",
]  # fmt: skip

_READERS: dict[str, Callable[[Source], Draft]] = {
    "csv": read_delimited,
    "geojson": read_geojson,
    "gpkg": read_geopackage,
    "gpx": read_gpx,
    "kml": read_kml,
    "kmz": read_kmz,
    "shapefile": read_shapefiles,
    "xlsx": read_workbook,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """Layers read from a file that somebody sent.

    Parameters
    ----------
    name
        File name fit to show; not a path.
    kind
        What it was: csv, geojson, gpkg, gpx, kml, kmz, shapefile or xlsx.
    layers
        By name; degrees (EPSG:4326), two-dimensional valid shapes, a column `id`, and the
        index ``row``: the number of the row (the header is row 1) or feature in the file.
    warnings
        What was decided or left out, each naming the file.
    left_out
        Rows not taken because something is wrong with them; empty unless good rows were
        asked for.
    """

    name: str
    kind: str
    layers: dict[str, gpd.GeoDataFrame]
    warnings: tuple[str, ...] = ()
    left_out: tuple[Fault, ...] = ()


def read_upload(
    name: str,
    content: bytes,
    *,
    bounds: Bounds,
    limits: Limits | None = None,
    crs: str | None = None,
    columns: TableChoice | None = None,
    swap: bool = False,
    keep_good: bool = False,
) -> Upload:
    r"""Read a file that somebody sent, whatever it holds.

    Size, first bytes and name are compared first, then the standard library parses what it
    can, and only then GDAL opens what is left, with one driver each.

    Parameters
    ----------
    name
        File name as sent; only its last part is used, and only to show it.
    content
        The bytes.
    bounds
        Where the rows should lie: west, south, east, north, degrees, edges included.
    limits
        How large it may be; `Limits()` if None.
    crs
        Reference system a person chose, as ``EPSG:32648``; overrules the one declared.
    columns
        Coordinate columns a person picked in a table.
    swap
        Exchange latitude and longitude.
    keep_good
        Take the rows without faults; the others are listed in `Upload.left_out`.

    Raises
    ------
    FaultsError
        Every fault found, each with its stable code, and with its row where it is in one.

    Examples
    --------
    >>> upload = read_upload(
    ...     "zones.csv", b"id,lat,lon\nZ1,11.56,104.92\n", bounds=(101.5, 9.5, 108.5, 15.5)
    ... )
    >>> upload.kind, list(upload.layers), upload.layers["zones"].loc[2, "id"]
    ('csv', ['zones'], 'Z1')
    """
    source = Source(shown_name(name), content, limits or Limits(), columns, crs)
    kind = find_kind(source)
    draft = _READERS[kind](source)
    _check_rows(source, draft)
    layers: dict[str, gpd.GeoDataFrame] = {}
    faults, notes = list(draft.faults), list(draft.warnings)
    for title, layer in draft.layers.items():
        if len(layer) == 0:
            continue
        try:
            found = inspect_layer(source, layer, bounds=bounds, swap=swap)
        except FaultsError as error:
            faults.extend(_of_layer(title, error.faults, draft))
            continue
        faults.extend(_of_layer(title, found.faults, draft))
        notes.extend(_told(title, note, draft) for note in found.warnings)
        if len(found.layer) > 0:
            layers[title] = found.layer
    return _upload(source, kind, layers=layers, faults=faults, notes=notes, keep_good=keep_good)


def read_tables(name: str, content: bytes, *, limits: Limits | None = None) -> TextTables | None:
    """Read a file of tables as text, whether its rows have a place or not; None if it is a map.

    Parameters
    ----------
    name, content, limits
        As in `read_upload`.

    Raises
    ------
    FaultsError
        Every fault found; a row with too many cells is among `TextTables.faults`.
    """
    source = Source(shown_name(name), content, limits or Limits())
    kind = find_kind(source)
    return text_tables(source, kind) if kind in {"csv", "xlsx"} else None


def _check_rows(source: Source, draft: Draft) -> None:
    rows = sum(len(layer) for layer in draft.layers.values())
    if rows > source.limits.rows:
        raise source.refusal(
            "TOO_MANY", f"{rows:,} rows are over the limit of {source.limits.rows:,}: cut it"
        )


def _of_layer(title: str, faults: tuple[Fault, ...], draft: Draft) -> list[Fault]:
    """Say in which layer a fault is, if the file has several."""
    if len(draft.layers) < 2:
        return list(faults)
    return [replace(fault, message=_told(title, fault.message, draft)) for fault in faults]


def _told(title: str, note: str, draft: Draft) -> str:
    return note if len(draft.layers) < 2 else f"layer {preview(title)}: {note}"


def _upload(
    source: Source,
    kind: str,
    *,
    layers: dict[str, gpd.GeoDataFrame],
    faults: list[Fault],
    notes: list[str],
    keep_good: bool,
) -> Upload:
    shown = shortened(faults)
    if faults and not (keep_good and layers):
        raise FaultsError(source.name, shown)
    if not layers:
        raise source.refusal("NO_ROWS", "it holds a layer, yet no row: add rows")
    if len(layers) > 1:
        notes.append(f"{len(layers)} layers: {', '.join(map(preview, layers))}")
    notes.extend(f"left out: {fault}" for fault in shown)
    warnings = tuple(f"{source.name}: {note}" for note in dict.fromkeys(notes))
    return Upload(source.name, kind, layers, warnings, tuple(shown))


def file_content(path: Path, *, limits: Limits | None = None) -> bytes:
    """Read a file whole, its size checked before.

    Raises
    ------
    MissingFileError
        If it is not there, is a folder, or may not be read.
    FaultsError
        TOO_LARGE.
    """
    size_limit = (limits or Limits()).file_bytes
    try:
        with path.open("rb") as stream:
            content = stream.read(size_limit + 1)
    except OSError as error:
        raise MissingFileError(f"{path}: {error.strerror or error}; check the name") from error
    if len(content) > size_limit:
        message = f"it is over the limit of {size_limit / 1e6:g} MB: cut it in parts"
        raise FaultsError(shown_name(path.name), [Fault("TOO_LARGE", message)])
    return content


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Raises
    ------
    MissingFileError
        If it is not there or may not be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise MissingFileError(f"{path}: {error.strerror or error}; check the name") from error


def atomic_write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then into it.

    At every moment the path holds either what was saved before or all of the new content;
    the permissions of a file that is replaced stay.

    Raises
    ------
    WriteError
        If it cannot be written; what was saved before is untouched.
    """
    beside = ""
    try:
        descriptor, beside = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(_mode(path))
        Path(beside).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if beside:
            with suppress(OSError):
                Path(beside).unlink()
        raise WriteError(
            f"{path}: {error.strerror or error}; what was saved before is unchanged"
        ) from error


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name durable; Windows has no such call."""
    with suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
