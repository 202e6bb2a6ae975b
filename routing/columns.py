"""Reading the columns of a table that somebody else wrote."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.errors import Fault
from routing.network import BoolArray, FloatArray, StrArray

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


def row_faults(
    wrong: BoolArray, code: str, text: str, *values: StrArray | FloatArray, column: str
) -> list[Fault]:
    """Name each wrong row; `values` fill the gaps in the text."""
    return [
        Fault(code, text.format(*(value[row].item() for value in values)), row + FIRST_ROW, column)
        for row in np.flatnonzero(wrong).tolist()
    ]
