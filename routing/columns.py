"""Reading the columns of a table that somebody else wrote."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.errors import Fault
from geo.formats.drafts import ROW_INDEX
from routing.network import BoolArray, FloatArray, IntArray, StrArray

FIRST_ROW = 2  # as a person counts: the header is row 1

YES = ("yes", "true", "1")
NO = ("no", "false", "0", "")


def texts(table: pd.DataFrame, column: str) -> StrArray:
    """Read a column as text; nothing known, or no such column, is the empty text."""
    if column not in table:
        return np.full(len(table), "", dtype=np.str_)
    values = table[column]
    return np.asarray(values.astype(object).where(values.notna(), ""), dtype=np.str_)


def numbers(table: pd.DataFrame, column: str, *, default: float = np.nan) -> FloatArray:
    """Read a column as numbers; what is no number or missing is `default`."""
    if column not in table:
        return np.full(len(table), default)
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(
        dtype=np.float64, na_value=np.nan
    )
    return np.where(np.isnan(values), default, values)


def is_yes(table: pd.DataFrame, column: str) -> BoolArray:
    """Read a column of yes and no; nothing known is no."""
    return np.isin(np.char.lower(texts(table, column)), YES)


def is_on_earth(lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Tell which longitudes and latitudes are degrees on Earth; NaN is not."""
    on_earth: BoolArray = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    return on_earth


def missing_columns(table: pd.DataFrame, columns: Sequence[str], *, name: str) -> list[Fault]:
    """Name the columns that a table lacks."""
    return [
        Fault("COLUMN", f"{name}: the column is missing", column=column)
        for column in columns
        if column not in table
    ]


def file_rows(table: pd.DataFrame) -> IntArray:
    """Tell the number of each row in its file: the index ``row`` where a reader gave one."""
    if table.index.name == ROW_INDEX:
        return table.index.to_numpy(dtype=np.int32)
    return np.arange(FIRST_ROW, FIRST_ROW + len(table), dtype=np.int32)


def row_faults(
    wrong: BoolArray,
    code: str,
    text: str,
    *values: StrArray | FloatArray,
    column: str,
    rows: IntArray | None = None,
) -> list[Fault]:
    """Name each wrong row, as `rows` numbers them; `values` fill the gaps in the text."""
    return [
        Fault(
            code,
            text.format(*(value[row].item() for value in values)),
            row + FIRST_ROW if rows is None else int(rows[row]),
            column,
        )
        for row in np.flatnonzero(wrong).tolist()
    ]
