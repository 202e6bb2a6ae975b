"""Tables handed out: a workbook, CSV files or a GeoPackage in which no text is a formula."""

import csv
import datetime as dt
import io
import math
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.errors import SettingError
from geo.files import atomic_write
from geo.text import formula_safe, plain, storable

Cell = str | int | float | bool | dt.date | dt.datetime | None
SUFFIXES: Final = (".xlsx", ".csv", ".zip", ".gpkg")
"""Endings of a file that `write_tables` knows; a ``.zip`` holds one CSV file a table."""
_SHEET_ROWS, _SHEET_COLUMNS = 1_048_576, 16_384
_CELL_LIMIT = 32_767  # characters a cell of a workbook holds
_WHOLE_LIMIT = 2**53  # beyond it a spreadsheet rounds whole numbers
_FIRST_DAY = dt.date(1900, 3, 1)  # before it spreadsheets disagree about the days
_NAME_LIMIT = 31
_UNSAFE = dict.fromkeys(map(ord, '\\/*?:[]<>|"'), "_")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Parameters
    ----------
    name
        Of its sheet, file or layer; made harmless and unlike the others when it is written.
    columns
        Names, one a column.
    rows
        Cells: text, numbers, truth values, days, instants or None for a blank; numpy's
        numbers are taken as well. Empty text is a blank.
    shapes
        Where each row is on the map (EPSG:4326), one a row or none at all; only a GeoPackage
        keeps them.

    Raises
    ------
    SettingError
        If a row has more or fewer cells than there are columns, or there are some shapes but
        not one a row.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    shapes: Sequence[BaseGeometry] = ()

    def __post_init__(self) -> None:
        wrong = [i for i, row in enumerate(self.rows, start=1) if len(row) != len(self.columns)]
        if wrong:
            name = plain(self.name, 80)
            raise SettingError(f"table {name!r}: row {wrong[0]} has not {len(self.columns)} cells")
        if self.shapes and len(self.shapes) != len(self.rows):
            name = plain(self.name, 80)
            raise SettingError(
                f"table {name!r}: {len(self.shapes)} shapes for {len(self.rows)} rows"
            )


def write_tables(tables: Sequence[Table], out: Path) -> None:
    """Write tables into one file, whole or not at all.

    Text that starts like a formula gets an apostrophe before it in a CSV file, and is marked
    as text in a workbook. Numbers stay numbers and days stay days. Instants with an offset,
    days before 1 March 1900 and numbers too long for a spreadsheet are written as text;
    control characters go.

    Parameters
    ----------
    tables
        At least one; a ``.csv`` holds exactly one.
    out
        Its ending says the kind, one of `SUFFIXES`. In a GeoPackage a table with number
        columns ``lat`` and ``lon`` (EPSG:4326) becomes a layer of points, one with shapes a
        layer of these.

    Raises
    ------
    SettingError
        If the ending is unknown, there are too few or too many tables for it, or more rows or
        columns than a sheet holds.
    WriteError
        If it cannot be saved; what was there is untouched.
    """
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise SettingError(f"{plain(out.name, 80)}: end its name with {', '.join(SUFFIXES)}")
    if not tables:
        raise SettingError(f"{plain(out.name, 80)}: there is no table to write")
    if suffix == ".csv" and len(tables) > 1:
        raise SettingError(
            f"{plain(out.name, 80)}: a CSV file holds one table and there are {len(tables)}; "
            "end its name with .zip for one file each"
        )
    atomic_write(out, _content(tables, suffix))


def _content(tables: Sequence[Table], suffix: str) -> bytes:
    if suffix == ".csv":
        return csv_bytes(tables[0])
    if suffix == ".zip":
        return _zipped(tables)
    if suffix == ".xlsx":
        return workbook_bytes(tables)
    from geo.formats.attributes import geopackage_bytes  # noqa: PLC0415 - slow to load

    names = distinct_names((table.name for table in tables), limit=60)
    cleaned = [[[clean_cell(cell) for cell in row] for row in table.rows] for table in tables]
    return geopackage_bytes(
        {
            name: (distinct_names(table.columns, limit=60), rows, table.shapes)
            for name, table, rows in zip(names, tables, cleaned, strict=True)
        }
    )


def csv_bytes(table: Table) -> bytes:
    """Write a table as CSV: UTF-8 with byte-order mark, no cell a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([formula_safe(storable(str(name))) for name in table.columns])
    writer.writerows(
        [formula_safe(_printed(clean_cell(cell))) for cell in row] for row in table.rows
    )
    return stream.getvalue().encode("utf-8-sig")


def workbook_bytes(tables: Sequence[Table]) -> bytes:
    """Write tables as the sheets of a workbook, text cells as text.

    Raises
    ------
    SettingError
        If a table has more rows or columns than a sheet holds.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - slow to load

    book = Workbook(write_only=True)
    for title, table in zip(distinct_names(t.name for t in tables), tables, strict=True):
        if len(table.rows) >= _SHEET_ROWS or len(table.columns) > _SHEET_COLUMNS:
            raise SettingError(
                f"{title}: a sheet holds {_SHEET_ROWS - 1:,} rows of {_SHEET_COLUMNS:,} columns; "
                "write CSV files instead (.zip)"
            )
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in [[str(name) for name in table.columns], *table.rows]:
            sheet.append([_sheet_cell(sheet, clean_cell(value)) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def clean_cell(value: Any) -> Cell:
    r"""Give a value that every kind of file can hold: text without control characters, or a blank.

    Examples
    --------
    >>> clean_cell(float("nan")), clean_cell("a\x00b"), clean_cell(np.int64(3)), clean_cell("")
    (None, 'ab', 3, None)
    """
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return storable(value) or None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.time):
        return _clean_time(value)
    if value is None or isinstance(value, bool | int):
        return value
    return None if str(value) == "<NA>" else storable(str(value)) or None


def _clean_time(value: dt.date | dt.time) -> Cell:
    """Give a day or an instant; text where it has an offset or is a time of day alone."""
    if not isinstance(value, dt.datetime):
        return value if isinstance(value, dt.date) else value.isoformat()
    text = str(value.isoformat())
    if text == "NaT":
        return None
    return dt.datetime.fromisoformat(text) if value.tzinfo is None else text


def distinct_names(names: Iterable[str], limit: int = _NAME_LIMIT) -> list[str]:
    """Make names harmless for a sheet, a file or a layer, and unlike one another in any case.

    Examples
    --------
    >>> distinct_names(["Gaps", "gaps", "../a:b", "'quoted'", ""])
    ['Gaps', 'gaps (2)', '_a_b', 'quoted', 'table']
    """
    taken: dict[str, str] = {}
    for name in names:
        base = _harmless(name)[:limit].rstrip(" .'")
        candidate, count = base, 1
        while candidate.lower() in taken:
            count += 1
            tail = f" ({count})"
            candidate = base[: limit - len(tail)] + tail
        taken[candidate.lower()] = candidate
    return list(taken.values())


def _harmless(name: str) -> str:
    line = " ".join(plain(name, None).translate(_UNSAFE).split()).strip(" .'")
    is_reserved = line.lower() == "history" or line.lower().startswith(
        ("sqlite_", "gpkg_", "rtree_")
    )
    return f"_{line}" if is_reserved else line or "table"


def _printed(cell: Cell) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _sheet_cell(sheet: Any, value: Cell) -> Any:
    """Make a cell; its text stays text, even if it starts like a formula."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow to load

    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _WHOLE_LIMIT:
        value = str(value)
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        value = value if day >= _FIRST_DAY else value.isoformat()
    cell = WriteOnlyCell(sheet)
    if not isinstance(value, str):
        cell.value = value
        return cell
    cell.value = value if len(value) <= _CELL_LIMIT else value[: _CELL_LIMIT - 1] + "…"
    cell.data_type = "s"
    cell.quotePrefix = formula_safe(value) != value
    return cell


def _zipped(tables: Sequence[Table]) -> bytes:
    """Write one CSV file a table; the same tables make the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in zip(distinct_names(t.name for t in tables), tables, strict=True):
            member = zipfile.ZipInfo(f"{name}.csv", date_time=_EPOCH)
            archive.writestr(member, csv_bytes(table), compress_type=zipfile.ZIP_DEFLATED)
    return stream.getvalue()
