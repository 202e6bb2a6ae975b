"""A layer with rows added, changed or left out: a new layer, its new cells checked as a file's are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import Fault, FaultsError
from geo.notation.reading import excerpt
from layers.schemas import COLUMNS
from layers.tables import cell_text, layer_of_rows


def with_rows(
    layer: gpd.GeoDataFrame, rows: Sequence[Mapping[str, str]], *, kind: str
) -> gpd.GeoDataFrame:
    """Add rows of text at the end of a layer.

    Parameters
    ----------
    layer
        Rows in EPSG:4326; not changed.
    rows
        Cells by column, as `layers.tables.layer_of_rows` takes them.
    kind
        Which layer it is.

    Raises
    ------
    FaultsError
        With every fault of the new rows, and for each id that is there already.
    """
    added = layer_of_rows(rows, kind)
    taken = sorted(set(layer["id"]) & set(added["id"]))
    if taken:
        faults = [Fault("DUP_ID", f"there is a row {excerpt(one)} already") for one in taken]
        raise FaultsError(kind, faults)
    if layer.empty:
        return added
    both = [pd.DataFrame(_widened(layer, added)), pd.DataFrame(_widened(added, layer))]
    table = pd.concat(both, ignore_index=True)
    return gpd.GeoDataFrame(table, geometry=layer.geometry.name, crs=layer.crs)


def with_cells(
    layer: gpd.GeoDataFrame, row_id: str, cells: Mapping[str, str], *, kind: str
) -> gpd.GeoDataFrame:
    """Change cells of the one row with an id; the whole row is checked as a new one would be.

    Parameters
    ----------
    layer
        Rows in EPSG:4326, one of them with `row_id`; not changed.
    row_id
        Its id.
    cells
        New texts by column; none of them a coordinate.
    kind
        Which layer it is.

    Raises
    ------
    FaultsError
        With every fault of the row as it would be.
    """
    is_row = layer["id"] == row_id
    row = layer[is_row].iloc[0]
    texts = {name: cell_text(row[name]) for name in COLUMNS[kind] if name in layer.columns}
    checked = layer_of_rows([texts | dict(cells)], kind)
    new = {}
    for name in cells:
        old = layer[name] if name in layer.columns else _unknown(checked[name], layer.index)
        new[name] = old.mask(is_row, checked[name].iloc[0])
    return layer.assign(**new)


def _widened(layer: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the columns that another layer has and this one lacks, of which nothing is known."""
    lacking = [name for name in other.columns if name not in layer.columns]
    return layer.assign(**{name: _unknown(other[name], layer.index) for name in lacking})


def _unknown(like: "pd.Series[Any]", index: "pd.Index[Any]") -> "pd.Series[Any]":
    """Give a column of which nothing is known, of the type of another."""
    return pd.Series(np.nan if like.dtype == np.float64 else "", index=index)


def without_rows(layer: gpd.GeoDataFrame, ids: Collection[str]) -> gpd.GeoDataFrame:
    """Leave out the rows with these ids."""
    return layer[~layer["id"].isin(list(ids))]
