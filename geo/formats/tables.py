"""Rows of text with two coordinate columns, from CSV or a workbook, made into points."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault, FaultsError, PlaceError
from geo.formats.angles import has_decimal_comma, read_angle, read_number
from geo.formats.drafts import Draft, Source, counted, layer_frame, preview
from geo.text import formula_restored, plain

LAT_NAMES = frozenset({"lat", "latitude", "y", "ycoord", "northing", "위도", "រយៈទទឹង"})
LON_NAMES = frozenset(
    {"lon", "lng", "long", "longitude", "x", "xcoord", "easting", "경도", "រយៈបណ្តោយ"}
)
_HEADER_ROWS = 20
_SHOWN_COLUMNS = 12
_NOT_LETTERS = re.compile(r"\(.*?\)|\[.*?\]|[\W_]|wgs84|dd$")


class _RowError(ValueError):
    """A row that cannot be read, and why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


Row = tuple[int, Sequence[str]]
"""Number of a row as a person counts it, and its cells."""


@dataclass(frozen=True, slots=True)
class Header:
    """The row that names the columns.

    Parameters
    ----------
    row
        Its number in the file.
    names
        Column names; empty where a column has none.
    lat, lon
        Positions of the coordinate columns.
    """

    row: int
    names: tuple[str, ...]
    lat: int
    lon: int


def find_header(source: Source, rows: Sequence[Row]) -> Header | None:
    """Find the first of the leading rows that names both coordinate columns; None if none does.

    Raises
    ------
    FaultsError
        DUP_COLUMN if it names two columns alike.
    """
    for number, cells in rows[:_HEADER_ROWS]:
        names = tuple(column_name(cell) for cell in cells)
        lat, lon = _coordinate_columns(source, names)
        if lat is not None and lon is not None:
            _check_names(source, names)
            return Header(number, names, lat, lon)
    return None


def column_name(cell: str) -> str:
    """Return a column name without anything invisible, blanks at its ends, or wide letters."""
    return " ".join(unicodedata.normalize("NFKC", plain(cell, None)).split())


def _coordinate_columns(source: Source, names: tuple[str, ...]) -> tuple[int | None, int | None]:
    if source.columns is not None:
        picked = (column_name(source.columns.lat), column_name(source.columns.lon))
        lat, lon = (names.index(name) if name in names else None for name in picked)
        return lat, lon
    keys = [_NOT_LETTERS.sub("", name.casefold()) for name in names]
    return (
        next((i for i, key in enumerate(keys) if key in LAT_NAMES), None),
        next((i for i, key in enumerate(keys) if key in LON_NAMES), None),
    )


def _check_names(source: Source, names: tuple[str, ...]) -> None:
    given = [name for name in names if name]
    twice = sorted({name for name in given if given.count(name) > 1})
    if twice:
        raise source.refusal(
            "DUP_COLUMN", f"column {preview(twice[0])} occurs twice: rename one of them"
        )
    if len(names) > source.limits.columns:
        raise source.refusal(
            "TOO_MANY", f"more than {counted(source.limits.columns, 'column')}: leave some out"
        )


def no_coordinates(source: Source, rows: Sequence[Row]) -> FaultsError:
    """Make the NO_COORDS refusal that lists the columns found."""
    widest = max((cells for _, cells in rows[:_HEADER_ROWS]), key=len, default=())
    names = [preview(column_name(cell)) for cell in widest if cell.strip()]
    shown = ", ".join(names[:_SHOWN_COLUMNS]) or "none"
    return source.refusal(
        "NO_COORDS",
        f"no columns of latitude and longitude; the columns are {shown}: "
        "name them lat and lon, or choose them",
    )


def points_draft(source: Source, layer: str, *, header: Header, rows: Sequence[Row]) -> Draft:
    """Make points of the rows below the header.

    Parameters
    ----------
    source
        The file.
    layer
        Name of the layer.
    header
        What the columns are.
    rows
        Rows below it; blank ones are skipped.

    Returns
    -------
    Draft
        Points in degrees (EPSG:4326) or in the system chosen, which `geo.formats.inspection` sets;
        rows with cells too many or too few (CSV_SHAPE) or without coordinates (BAD_COORD)
        are faults.

    Raises
    ------
    FaultsError
        NO_ROWS or TOO_MANY.
    """
    filled = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        raise source.refusal("NO_ROWS", "there is a header, yet no row below it: add rows")
    if len(filled) > source.limits.rows:
        raise source.refusal(
            "TOO_MANY", f"more than {counted(source.limits.rows, 'row')}: cut it in parts"
        )
    faults: list[Fault] = []
    good: list[Row] = []
    shapes: list[BaseGeometry | None] = []
    for number, cells in filled:
        try:
            _check_width(header, number, cells)
            shapes.append(_point(header, number, cells, is_metric=source.crs is not None))
        except _RowError as error:
            faults.append(error.fault)
        else:
            good.append((number, cells))
    columns = _columns(header, good)
    frame = layer_frame(columns, geometry=shapes, rows=[number for number, _ in good], crs=None)
    frame = frame if source.crs else frame.set_crs("EPSG:4326")
    return Draft({layer: frame}, tuple(faults), _notes(header, good))


def _check_width(header: Header, number: int, cells: Sequence[str]) -> None:
    extra = any(cell.strip() for cell in cells[len(header.names) :])
    if extra or len(cells) < len(header.names):
        message = (
            f"{counted(len(cells), 'cell')} under {counted(len(header.names), 'column')}: "
            "check separators and quotation marks"
        )
        raise _RowError(Fault("CSV_SHAPE", message, number))


def _point(
    header: Header, number: int, cells: Sequence[str], *, is_metric: bool
) -> BaseGeometry | None:
    """Return the point of a row, None if both coordinates are blank."""
    found: dict[str, float | None] = {}
    for axis, position in (("lat", header.lat), ("lon", header.lon)):
        cell = cells[position].strip()
        try:
            found[axis] = _angle(cell, axis, is_metric=is_metric) if cell else None
        except PlaceError as error:
            fault = Fault("BAD_COORD", str(error), number, header.names[position])
            raise _RowError(fault) from error
    lat, lon = found["lat"], found["lon"]
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        message = "one of the two coordinates is missing: fill it in, as 11.5564"
        missing = header.names[header.lat if lat is None else header.lon]
        raise _RowError(Fault("BAD_COORD", message, number, missing))
    return shapely.Point(lon, lat)


def _angle(cell: str, axis: str, *, is_metric: bool) -> float:
    if not is_metric:
        return read_angle(cell, axis=axis)
    number = read_number(cell)
    if number is None:
        raise PlaceError(f"{preview(cell)} is no number: write metres as 491234.5")
    return number


def _columns(header: Header, rows: Sequence[Row]) -> dict[str, list[str]]:
    """Return the cells by column: coordinates and nameless blank columns are left out."""
    columns = {}
    for position, name in enumerate(header.names):
        if position in (header.lat, header.lon) or name == "geometry":
            continue
        cells = [clean_cell(cells[position]) for _, cells in rows]
        if name or any(cells):
            columns[name or f"column {position + 1}"] = cells
    return columns


def clean_cell(cell: str) -> str:
    """Give a cell without blanks at its ends, and without the mark that kept it from being a formula."""
    return formula_restored(_whole(cell.strip()))


def _whole(cell: str) -> str:
    """Replace halves of surrogate pairs, which no file can be written with."""
    return cell if cell.isascii() else cell.encode("utf-8", "replace").decode()


def _notes(header: Header, rows: Sequence[Row]) -> tuple[str, ...]:
    """Show back what coordinates not written as plain decimals were understood as."""
    pairs = [
        (number, axis, cells[position].strip())
        for number, cells in rows
        for axis, position in (("lat", header.lat), ("lon", header.lon))
    ]
    marked = [pair for pair in pairs if pair[2] and read_number(pair[2]) is None]
    commas = [pair for pair in pairs if has_decimal_comma(pair[2])]
    notes = [
        f"{counted(len(found), 'coordinate')} with {what}: in row {found[0][0]} "
        f"{preview(found[0][2])} was read as {read_angle(found[0][2], axis=found[0][1]):.6f}"
        for found, what in ((marked, "minutes or a direction"), (commas, "a decimal comma"))
        if found
    ]
    if "geometry" in header.names:
        notes.append("a column named 'geometry' was left out")
    return tuple(notes)
