"""Layers as files: read and typed, checked with every fault named, written whole or not at all."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import Bounds, holds, require_degrees
from geo.errors import Fault, FaultsError, SettingError
from geo.files import atomic_write
from layers.cells import read_angle, read_number
from layers.dates import canonical_date
from layers.rows import TextRows, read_rows
from layers.schemas import COLUMNS, OFTEN_EMPTY, Cell, faults_of


def read_layer(
    path: Path, kind: str, *, bounds: Bounds | None = None, may_be_empty: bool = False
) -> gpd.GeoDataFrame:
    """Read one layer from a CSV table, checked.

    Parameters
    ----------
    path
        The table: CSV, UTF-8 (or what Excel writes).
    kind
        Which layer it is: a name of `layers.schemas.SCHEMAS`.
    bounds
        West, south, east, north of the country, degrees; a point outside is a fault. None
        asks only that it lies on the Earth.
    may_be_empty
        Whether a header without a row below it will do.

    Returns
    -------
    GeoDataFrame
        Points in EPSG:4326, None where a row has no position. Text columns hold text (empty:
        not known; an id ``001`` and a name ``NA`` stay), number columns float64 (NaN: not
        known), dates ISO text as deep as they are known. Optional columns are always there,
        and all are of these types in an empty layer too.

    Raises
    ------
    FaultsError
        With every fault of the file.
    SettingError
        If there is no such kind of layer.
    """
    texts, faults = _checked(path, kind, _Within(bounds), may_be_empty=may_be_empty)
    if faults:
        raise FaultsError(path.name, faults)
    return _typed(texts, COLUMNS[kind])


def layer_of_rows(rows: Sequence[Mapping[str, str]], kind: str) -> gpd.GeoDataFrame:
    """Make a layer of rows of text, checked as those of a file are.

    Parameters
    ----------
    rows
        Cells by column; a column that a row lacks is filled with its default.
    kind
        Which layer it is.

    Returns
    -------
    GeoDataFrame
        As `read_layer` gives it; empty without rows.

    Raises
    ------
    FaultsError
        With every fault; the first row counts as row 2, below a header.
    SettingError
        If there is no such kind of layer.
    """
    texts = _text_frame(rows, kind, range(2, len(rows) + 2))
    faults = _faults(texts, kind, _Within()) if rows else []
    if faults:
        raise FaultsError(kind, faults)
    return _typed(texts, _cells(kind))


def row_faults(
    rows: Sequence[Mapping[str, str]],
    kind: str,
    *,
    bounds: Bounds | None = None,
    home: str | None = None,
    numbers: Sequence[int] | None = None,
) -> list[Fault]:
    """Name every fault of rows of text, as `check_layer` names those of a file.

    Parameters
    ----------
    rows
        As in `layer_of_rows`.
    kind, bounds, home
        As in `check_layer`.
    numbers
        Of each row as a person counts; None: from 2, below a header.

    Returns
    -------
    list of Fault
        In the order of rows.

    Raises
    ------
    SettingError
        If there is no such kind of layer.
    """
    counted = range(2, len(rows) + 2) if numbers is None else numbers
    texts = _text_frame(rows, kind, counted)
    return _faults(texts, kind, _Within(bounds, home)) if rows else []


def _text_frame(
    rows: Sequence[Mapping[str, str]], kind: str, numbers: Sequence[int]
) -> pd.DataFrame:
    """Give rows of text as a frame with every column of a layer, defaults filled in."""
    cells = _cells(kind)
    more = dict.fromkeys(name for row in rows for name in row if name not in cells)
    columns = (*cells, *more)
    defaults = dict.fromkeys(more, "") | {name: cell.default for name, cell in cells.items()}
    filled = (tuple((defaults | dict(row))[name] for name in columns) for row in rows)
    return _as_frame(TextRows(columns, tuple(zip(numbers, filled, strict=True)), ()), cells)


def check_layer(
    path: Path,
    kind: str,
    *,
    bounds: Bounds | None = None,
    home: str | None = None,
    may_be_empty: bool = False,
) -> list[Fault]:
    """Name every fault of a layer's table, at its row (the header is row 1) and column.

    A table without rows is a fault unless a country may truly have none of its kind
    (`layers.schemas.OFTEN_EMPTY`): who has sites, missions, posts, places or people checked
    and sends none has lost them.

    Parameters
    ----------
    path, kind, bounds
        As in `read_layer`.
    home
        ISO 3166 alpha-2 code of the country: a mission that another country hosts is not
        held to `bounds`. None holds every row to them.
    may_be_empty
        Whether it is no fault either that this one has no row.

    Returns
    -------
    list of Fault
        In the order of rows; empty when the table is sound.

    Raises
    ------
    SettingError
        If there is no such kind of layer.
    """
    try:
        is_empty_fine = may_be_empty or kind in OFTEN_EMPTY
        return _checked(path, kind, _Within(bounds, home), may_be_empty=is_empty_fine)[1]
    except FaultsError as error:
        return list(error.faults)


def write_layer(layer: gpd.GeoDataFrame, path: Path, kind: str) -> None:
    """Write a layer as CSV so that `read_layer` gives it back.

    The file is written beside its place and then renamed: a reader sees the old file or the
    new one, never half of one. Cells are written as they are; guard them where a table goes
    to a spreadsheet.

    Parameters
    ----------
    layer
        Points in EPSG:4326 (None: no position).
    path
        Where it goes.
    kind
        Which layer it is: its columns come first, unknown ones after them.

    Raises
    ------
    CrsError
        If the layer is not in EPSG:4326.
    SettingError
        If there is no such kind of layer.
    WriteError
        If it cannot be written; what was saved before is untouched.
    """
    cells = _cells(kind)
    require_degrees(layer)
    table = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    if "lat" in cells:
        table["lat"], table["lon"] = layer.geometry.y, layer.geometry.x
    order = [name for name in cells if name in table.columns]
    order += [name for name in table.columns if name not in cells]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(order)
    writer.writerows(
        [cell_text(cell) for cell in row] for row in table[order].to_numpy(dtype=object)
    )
    atomic_write(path, text.getvalue().encode())


def cell_text(cell: object) -> str:
    """Write one typed cell as the text that reads back as it; NaN and None are empty."""
    if isinstance(cell, float):
        return "" if np.isnan(cell) else repr(float(cell)).removesuffix(".0")
    return "" if cell is None else str(cell)


def _cells(kind: str) -> Mapping[str, Cell]:
    if kind not in COLUMNS:
        raise SettingError(f"no layer {kind[:40]!r}: name one of {', '.join(COLUMNS)}")
    return COLUMNS[kind]


@dataclass(frozen=True, slots=True)
class _Within:
    """Where rows must lie; None is anywhere on the Earth."""

    bounds: Bounds | None = None
    home: str | None = None

    def of(self, host_country: str) -> Bounds | None:
        """Give the bounds of a row; a row hosted abroad has none."""
        is_abroad = self.home is not None and host_country not in {"", self.home}
        return None if is_abroad else self.bounds


def _checked(
    path: Path, kind: str, within: _Within, *, may_be_empty: bool
) -> tuple[pd.DataFrame, list[Fault]]:
    cells = _cells(kind)
    table = read_rows(path)
    faults = _header_faults(table, kind)
    if not faults and not table.rows and not may_be_empty:
        faults = [Fault("NO_ROWS", "there is a header and no row below it")]
    if faults:
        raise FaultsError(path.name, faults)
    texts = _as_frame(table, cells)
    return texts, _faults(texts, kind, within)


def _faults(texts: pd.DataFrame, kind: str, within: _Within) -> list[Fault]:
    """Name every fault of a table's cells, rows and positions, in the order of rows."""
    found = list(faults_of(texts, kind))
    if "lat" in COLUMNS[kind]:
        swapped = dict(_position_faults(texts, within))
        found = [f for f in found if f.row not in swapped or f.column not in {"lat", "lon"}]
        found += swapped.values()
    order = {name: place for place, name in enumerate(texts.columns)}
    return sorted(found, key=lambda f: (f.row or 0, order.get(f.column or "", -1)))


def _header_faults(table: TextRows, kind: str) -> list[Fault]:
    missing = _missing(table, kind)
    if not missing:
        return []
    known = _known(table, kind)
    better = [
        other
        for other in COLUMNS
        if other != "points" and not _missing(table, other) and _known(table, other) > known
    ]
    if better:
        message = f"this looks like a table of {' or '.join(better)}, not of {kind}"
        return [Fault("WRONG_KIND", message, row=1)]
    if not set(table.columns) & set(COLUMNS[kind]):
        message = f"no column of {kind} is in it; it needs {', '.join(missing)}"
        return [Fault("UNKNOWN_TYPE", message, row=1)]
    return [Fault("NO_COLUMN", "the column is missing", row=1, column=name) for name in missing]


def _known(table: TextRows, kind: str) -> int:
    """Count the columns of a table that a layer has a use for."""
    return len(set(table.columns) & set(COLUMNS[kind]))


def _missing(table: TextRows, kind: str) -> list[str]:
    return [
        name for name, cell in COLUMNS[kind].items() if cell.required and name not in table.columns
    ]


def _as_frame(table: TextRows, cells: Mapping[str, Cell]) -> pd.DataFrame:
    """Give the rows as a frame of text indexed by row number, optional columns filled in."""
    columns = {
        name: tuple(row[place] for _, row in table.rows) for place, name in enumerate(table.columns)
    }
    columns |= {
        name: (cell.default,) * len(table.rows)
        for name, cell in cells.items()
        if name not in columns
    }
    order = [*cells, *(name for name in table.columns if name not in cells)]
    index = [number for number, _ in table.rows]
    return pd.DataFrame({name: list(columns[name]) for name in order}, index=index, dtype=str)


def _position_faults(texts: pd.DataFrame, within: _Within) -> Iterator[tuple[int, Fault]]:
    """Name (row, fault) where latitude and longitude have changed places or lie elsewhere."""
    hosts = texts["host_country"].tolist() if "host_country" in texts else [""] * len(texts)
    for row, lat_text, lon_text, host in zip(
        texts.index, texts["lat"].tolist(), texts["lon"].tolist(), hosts, strict=True
    ):
        try:
            lat, lon = read_angle(lat_text, sides="NS"), read_angle(lon_text, sides="EW")
        except ValueError:
            continue
        if np.isnan(lat) or np.isnan(lon) or abs(lon) > 180 or abs(lat) > 180:
            continue
        fault = _position_fault(lat, lon, within.of(host))
        if fault:
            yield row, Fault(*fault, row=row, column="lat")


def _position_fault(lat: float, lon: float, bounds: Bounds | None) -> tuple[str, str] | None:
    shown = f"{lat:g}, {lon:g}"
    if lat == 0 and lon == 0:
        return "BAD_COORD", "0, 0 is where a missing position ends up; leave it empty or mend it"
    if bounds is None:
        inside, turned = abs(lat) <= 90, abs(lon) <= 90
    else:
        inside, turned = holds(bounds, lat, lon), holds(bounds, lon, lat)
    if inside:
        return None
    if turned:
        return "SWAPPED", f"{shown}: latitude and longitude seem to have changed places"
    if abs(lat) > 90:
        return "BAD_COORD", f"latitude {lat:g} is beyond 90 degrees"
    return "OUTSIDE", f"{shown} lies outside the country"


def _typed(texts: pd.DataFrame, cells: Mapping[str, Cell]) -> gpd.GeoDataFrame:
    typed = texts.reset_index(drop=True)
    readers: dict[str, Callable[[str], float]] = {
        "number": read_number,
        "lat": lambda text: read_angle(text, sides="NS"),
        "lon": lambda text: read_angle(text, sides="EW"),
    }
    for name, cell in cells.items():
        if cell.kind in readers:
            read = readers[cell.kind]
            typed[name] = np.array([read(t) for t in typed[name].tolist()], dtype=np.float64)
        elif cell.kind == "date":
            typed[name] = pd.Series(
                [canonical_date(text) for text in typed[name].tolist()], dtype=str
            )
    points = np.full(len(typed), None, dtype=object)
    if "lat" in cells:
        lon, lat = typed["lon"].to_numpy(), typed["lat"].to_numpy()
        known = np.isfinite(lon) & np.isfinite(lat)
        points[known] = shapely.points(lon[known], lat[known])
    return gpd.GeoDataFrame(typed, geometry=points, crs="EPSG:4326")
