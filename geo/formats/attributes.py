"""Tables of a GeoPackage: rows with or without points, each column of one type."""

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

_POSITION = ("lat", "lon")
_TAKEN = ("fid", "geom")
_MOST = 2**63


Layer = tuple[Sequence[str], Sequence[Sequence[Any]], Sequence[BaseGeometry]]


def geopackage_bytes(tables: Mapping[str, Layer]) -> bytes:
    """Write tables into one GeoPackage.

    Parameters
    ----------
    tables
        By name: names of columns, and rows of text, numbers, truth values, days, instants
        without offset, and None; a shape a row (EPSG:4326), or none. Without shapes a table
        with number columns ``lat`` and ``lon`` (degrees, EPSG:4326) becomes a layer of
        points; a row without them has no point.
    """
    import pyogrio  # noqa: PLC0415 - after geo.guards, and slow to load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.gpkg"
        for name, (columns, rows, shapes) in tables.items():
            frame = _located(_frame(columns, rows), shapes)
            # Days stay days only on their way through Arrow.
            pyogrio.write_dataframe(frame, path, driver="GPKG", layer=name, use_arrow=True)
        return path.read_bytes()


def _frame(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    names = [f"{name}_" if name.lower() in _TAKEN else name for name in columns]
    return pd.DataFrame(
        {name: _typed([row[place] for row in rows]) for place, name in enumerate(names)},
        index=range(len(rows)),
    )


def _typed(cells: Sequence[Any]) -> "pd.Series[Any]":
    """Give a column the one type of its cells; several make text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pd.Series(cells, dtype="boolean")
    if kinds == {int} and all(abs(cell) < _MOST for cell in cells if cell is not None):
        return pd.Series(cells, dtype="Int64")
    if kinds and kinds <= {int, float}:
        return pd.Series([np.nan if c is None else float(c) for c in cells], dtype="float64")
    if kinds == {dt.date}:
        return pd.Series(cells, dtype="object")
    if kinds == {dt.datetime}:
        return pd.Series(cells, dtype="datetime64[ms]")
    return pd.Series([_text(cell) for cell in cells], dtype="string")


def _text(cell: Any) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, dt.date) else None if cell is None else str(cell)


def _located(frame: pd.DataFrame, shapes: Sequence[BaseGeometry]) -> pd.DataFrame:
    if shapes:
        shaped: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=list(shapes), crs="EPSG:4326")
        return shaped
    has_both = all(name in frame and frame[name].dtype.kind in "fi" for name in _POSITION)
    if not has_both or frame.empty:
        return frame
    lat, lon = (frame[name].to_numpy(dtype=float, na_value=np.nan) for name in _POSITION)
    points = gpd.points_from_xy(lon, lat)
    points[~(np.isfinite(lat) & np.isfinite(lon))] = None
    located: pd.DataFrame = gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")
    return located
