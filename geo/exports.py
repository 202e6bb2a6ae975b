"""Layers handed out: seven kinds of file that open elsewhere and run nothing there."""

import datetime as dt
import json
import math
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.crs import read_crs
from geo.errors import CrsError, SettingError
from geo.files import atomic_write
from geo.formats.drafts import unique_names
from geo.formats.placemarks import gpx_bytes, kml_bytes
from geo.formats.shapezips import shapefile_bytes
from geo.spreadsheets import Table, csv_bytes, workbook_bytes
from geo.text import storable

_DEGREES = "EPSG:4326"
_DECIMALS = 7  # a centimetre


def write_vector(
    layer: gpd.GeoDataFrame, kind: str, *, path: Path | None = None, title: str = "layer"
) -> bytes:
    """Write a layer as a file of another program's kind.

    Parameters
    ----------
    layer
        Any reference system; it is written in degrees (EPSG:4326).
    kind
        ``geojson`` (RFC 7946), ``gpkg``, ``kml``, ``gpx``, ``csv`` (UTF-8 with byte-order
        mark, cells no spreadsheet takes for formulas), ``xlsx`` (text cells are text) or
        ``shapefile`` (a zip; names of columns shortened to ASCII, with a table of names).
    path
        Where to save it as well, whole or not at all; None to return the bytes only.
    title
        Name of the layer inside the file.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    CrsError
        If the layer has no reference system.
    SettingError
        If the kind is unknown.
    WriteError
        If it cannot be saved.
    """
    write = WRITERS.get(kind)
    if write is None:
        raise SettingError(f"{kind!r} is no kind of export: choose {', '.join(WRITERS)}")
    content = write(_portable(layer), unique_names([title])[0])
    if path is not None:
        atomic_write(path, content)
    return content


def write_geopackage(layers: Mapping[str, gpd.GeoDataFrame], path: Path) -> None:
    """Write layers into one GeoPackage, whole or not at all.

    Parameters
    ----------
    layers
        By the name each has inside the file; any reference system, written in degrees.
    path
        Where to save it.

    Raises
    ------
    CrsError
        If a layer has no reference system.
    WriteError
        If it cannot be saved.
    """
    names = unique_names(layers)
    portable = [_portable(layer) for layer in layers.values()]
    atomic_write(path, _packed(dict(zip(names, portable, strict=True))))


def _portable(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer in degrees, cells as text, numbers or None, column names apart."""
    if layer.crs is None:
        raise CrsError("the layer has no reference system: set it before writing")
    read_crs(layer.crs)
    geometry = layer.geometry.to_crs(_DEGREES)
    cells = pd.DataFrame(layer.drop(columns=layer.geometry.name))
    names = unique_names(cells.columns)
    if not np.isfinite(geometry.bounds.dropna().to_numpy()).all():
        raise CrsError("the coordinates do not fit the reference system of the layer")
    columns = {
        name: pd.Series(
            [_cell(value) for value in cells.iloc[:, i]], index=layer.index, dtype=object
        )
        for i, name in enumerate(names)
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=layer.index), geometry=geometry)


def _cell(value: Any) -> str | int | float | bool | None:
    """Return a value every kind of file can hold; instants as ISO text."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int):
        return value
    return storable(_worded(value))


def _worded(value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    return str(value)


def _geojson(layer: gpd.GeoDataFrame, title: str) -> bytes:
    geometry = layer.geometry.to_numpy().copy()
    polygonal = np.isin(shapely.get_type_id(geometry), (3, 6))
    geometry[polygonal] = shapely.orient_polygons(geometry[polygonal])
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": None if shape is None or shape.is_empty else _rounded(mapping(shape)),
        }
        for shape, properties in zip(
            geometry, layer.drop(columns="geometry").to_dict("records"), strict=True
        )
    ]
    collection = {"type": "FeatureCollection", "name": title, "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value


def _geopackage(layer: gpd.GeoDataFrame, title: str) -> bytes:
    return _packed({title: layer})


def _packed(layers: Mapping[str, gpd.GeoDataFrame]) -> bytes:
    import pyogrio  # noqa: PLC0415 - after geo.guards, and slow to load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        for title, layer in layers.items():
            named = layer.rename(columns={"fid": "fid_"}).infer_objects()
            pyogrio.write_dataframe(named, path, driver="GPKG", layer=title)
        return path.read_bytes()


def _table(layer: gpd.GeoDataFrame, title: str) -> Table:
    """Return a table with `lat` and `lon` of a point on each shape, `wkt` of other shapes."""
    points = layer.geometry.representative_point()
    located = {
        "lat": [None if point is None else round(point.y, _DECIMALS) for point in points],
        "lon": [None if point is None else round(point.x, _DECIMALS) for point in points],
    }
    if not layer.geometry.geom_type.dropna().eq("Point").all():
        shapes = shapely.to_wkt(layer.geometry.to_numpy(), rounding_precision=_DECIMALS)
        located["wkt"] = list(shapes)
    cells = layer.drop(columns="geometry").drop(columns=list(located), errors="ignore")
    columns = {**{name: cells[name].tolist() for name in cells}, **located}
    return Table(title, tuple(columns), tuple(zip(*columns.values(), strict=True)))


def _csv(layer: gpd.GeoDataFrame, title: str) -> bytes:
    return csv_bytes(_table(layer, title))


def _workbook(layer: gpd.GeoDataFrame, title: str) -> bytes:
    return workbook_bytes([_table(layer, title)])


WRITERS: dict[str, Callable[[gpd.GeoDataFrame, str], bytes]] = {
    "geojson": _geojson,
    "gpkg": _geopackage,
    "kml": kml_bytes,
    "gpx": gpx_bytes,
    "csv": _csv,
    "xlsx": _workbook,
    "shapefile": shapefile_bytes,
}
"""Writers by kind of file."""
