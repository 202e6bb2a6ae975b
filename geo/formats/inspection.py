"""What every layer must pass, whatever file it came from: shapes, system, place, identity."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod
from shapely.geometry.base import BaseGeometry

from geo.crs import Bounds
from geo.errors import Fault
from geo.formats.drafts import Source, counted, preview
from geo.formats.systems import CHOICE_WORDS, epsg_crs

Rows = Any
"""An index of row numbers."""

_DEGREES = "EPSG:4326"
_EARTH = Geod(ellps="WGS84")
_BEYOND_ANY_DEGREE = 400.0
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A layer in degrees (EPSG:4326) without its faulty rows, and what was found."""

    layer: gpd.GeoDataFrame
    faults: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()

    def without(self, bad: NDArray[np.bool_], faults: Iterable[Fault]) -> "Inspected":
        """Leave out the rows marked and say why."""
        return replace(self, layer=self.layer[~bad], faults=(*self.faults, *faults))

    def noting(self, *warnings: str) -> "Inspected":
        """Add warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))


def inspect_layer(
    source: Source, layer: gpd.GeoDataFrame, *, bounds: Bounds, swap: bool
) -> Inspected:
    """Judge a layer and bring it into degrees.

    Parameters
    ----------
    source
        The file; its `crs`, if any, overrules the system of the layer.
    layer
        As a reader found it; at least one row.
    bounds
        Where its rows should be: west, south, east, north, degrees.
    swap
        Whether a person said that latitude and longitude have changed places.

    Raises
    ------
    FaultsError
        For the layer as a whole: CRS_MISSING, CRS_WRONG, NO_GEOMETRY, TOO_MANY, SWAPPED or
        OUTSIDE.
    """
    system = _system(source, layer)
    found = _with_geometry(source, layer.set_crs(system, allow_override=True))
    found = _finite(found)
    if len(found.layer) == 0:
        return found
    _check_vertices(source, found.layer)
    if swap:
        found = replace(found, layer=_swapped(found.layer))
    if system.is_geographic:
        _check_degrees(source, found.layer, bounds)
    found = _reprojected(source, found, system)
    found = _placed(source, found, bounds)
    return _identified(_numbers_checked(_mended(found)))


def _system(source: Source, layer: gpd.GeoDataFrame) -> CRS:
    system = epsg_crs(source, source.crs) if source.crs else layer.crs
    if system is None or not (system.is_geographic or system.is_projected):
        raise source.refusal(
            "CRS_MISSING", f"it does not say in which reference system it is: choose {CHOICE_WORDS}"
        )
    return system


def _with_geometry(source: Source, layer: gpd.GeoDataFrame) -> Inspected:
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if absent.all():
        raise source.refusal("NO_GEOMETRY", "no row has a place on the map: add coordinates")
    found = Inspected(layer.set_geometry(gpd.GeoSeries(shapes, layer.index, crs=layer.crs)))
    if not absent.any():
        return found
    rows = _listed(layer.index[absent])
    note = f"{counted(int(absent.sum()), 'row')} without a place left out ({rows})"
    return found.without(absent, ()).noting(note)


def _finite(found: Inspected) -> Inspected:
    with np.errstate(invalid="ignore"):
        coordinates, owners = shapely.get_coordinates(
            found.layer.geometry.to_numpy(), return_index=True
        )
    bad = np.zeros(len(found.layer), dtype=bool)
    bad[owners[~np.isfinite(coordinates).all(axis=1)]] = True
    message = "a coordinate is not a finite number: correct it"
    return found.without(bad, _faults(found.layer.index[bad], "BAD_COORD", message))


def _check_vertices(source: Source, layer: gpd.GeoDataFrame) -> None:
    vertices = int(shapely.get_num_coordinates(layer.geometry.to_numpy()).sum())
    if vertices > source.limits.vertices:
        raise source.refusal(
            "TOO_MANY",
            f"{vertices:,} vertices are over the limit of {source.limits.vertices:,}: "
            "simplify the shapes or cut the layer in parts",
        )


def _swapped(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    flipped = shapely.transform(layer.geometry.to_numpy(), lambda points: points[:, ::-1])
    return layer.set_geometry(gpd.GeoSeries(flipped, layer.index, crs=layer.crs))


def _check_degrees(source: Source, layer: gpd.GeoDataFrame, bounds: Bounds) -> None:
    """Refuse a layer all of whose numbers are metres, or latitudes for longitudes."""
    boxes = shapely.bounds(layer.geometry.to_numpy())
    if (np.abs(boxes).max(axis=1) > _BEYOND_ANY_DEGREE).all():
        x, y = boxes[0, :2]
        raise source.refusal(
            "CRS_WRONG",
            f"the numbers ({x:.0f}, {y:.0f}) are no degrees but metres: choose {CHOICE_WORDS}",
        )
    if (_is_swapped(boxes, bounds)).all():
        x, y = boxes[0, :2]
        raise source.refusal(
            "SWAPPED",
            f"latitude {y:g}, longitude {x:g}: the two seem to have changed places; "
            "swap them, or correct the file",
        )


def _reprojected(source: Source, found: Inspected, system: CRS) -> Inspected:
    if system == CRS.from_user_input(_DEGREES):
        return found
    boxes = shapely.bounds(found.layer.geometry.to_numpy())
    if system.is_projected and (np.abs(boxes).max(axis=1) <= 180).all():
        raise source.refusal(
            "CRS_WRONG",
            f"the numbers look like degrees, yet the system is {system.name}: choose EPSG:4326",
        )
    layer = found.layer.to_crs(_DEGREES)
    ends = shapely.bounds(layer.geometry.to_numpy())
    lost = np.asarray(~np.isfinite(ends).all(axis=1), dtype=bool)
    if lost.all():
        raise source.refusal(
            "CRS_WRONG",
            f"the coordinates do not fit {system.name}: choose {CHOICE_WORDS}",
        )
    message = f"the coordinates do not fit {system.name}: correct them"
    faults = _faults(layer.index[lost], "BAD_COORD", message)
    code = system.to_epsg()
    label = f"EPSG:{code}" if code else preview(system.name)
    moved = replace(found, layer=layer).without(lost, faults)
    return moved.noting(f"converted from {label} to degrees")


def _placed(source: Source, found: Inspected, bounds: Bounds) -> Inspected:
    """Judge where each row lies, the edges of the bounds included."""
    boxes = shapely.bounds(found.layer.geometry.to_numpy())
    inside = _overlaps(boxes, bounds)
    swapped = _is_swapped(boxes, bounds)
    beyond = ~swapped & ((np.abs(boxes[:, [0, 2]]) > 180) | (np.abs(boxes[:, [1, 3]]) > 90)).any(
        axis=1
    )
    outside = ~(inside | swapped | beyond)
    if outside.all():
        raise source.refusal("OUTSIDE", f"nothing lies inside the country: {_where(boxes)}")
    rows = found.layer.index
    faults = [
        *_faults(rows[swapped], "SWAPPED", "latitude and longitude seem to have changed places"),
        *_faults(rows[beyond], "BAD_COORD", "latitude is over 90 or longitude over 180 degrees"),
    ]
    if outside.any():
        note = (
            f"{counted(int(outside.sum()), 'row')} outside the country ({_listed(rows[outside])})"
        )
        found = found.noting(f"{note}: {_where(boxes[outside])}")
    return found.without(np.asarray(swapped | beyond), faults)


def _overlaps(boxes: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    """Say which boxes touch the bounds; one wider than half the Earth crosses 180° instead."""
    west, south, east, north = bounds
    overlap: NDArray[np.bool_] = (
        (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
        & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        & (boxes[:, 2] - boxes[:, 0] <= 180)
    )  # fmt: skip
    return overlap


def _is_swapped(boxes: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    return ~_overlaps(boxes, bounds) & _overlaps(boxes[:, [1, 0, 3, 2]], bounds)


def _where(boxes: NDArray[np.float64]) -> str:
    lon, lat = (boxes[0, 0] + boxes[0, 2]) / 2, (boxes[0, 1] + boxes[0, 3]) / 2
    if boxes[0, 2] - boxes[0, 0] > 180:
        return "a shape crosses the 180° meridian: check the order of its corners"
    hint = "; zero is often a blank cell" if abs(lon) < 1e-9 and abs(lat) < 1e-9 else ""
    return f"the first is at latitude {lat:.4f}, longitude {lon:.4f}{hint}; check the coordinates"


def _mended(found: Inspected) -> Inspected:
    """Repair shapes that cross themselves; those that fall apart are faults."""
    shapes = found.layer.geometry.to_numpy()
    invalid = ~shapely.is_valid(shapes)
    if not invalid.any():
        return _with_types_noted(found)
    mended = shapes.copy()
    mended[invalid] = [_mended_shape(shape) for shape in shapes[invalid]]
    broken = shapely.is_missing(mended)
    rows = found.layer.index
    notes = [
        f"row {row}: shape crossed itself and was repaired; its area is now "
        f"{_area_km2(after):.3f} km², as drawn {_area_km2(before):.3f} km²"
        for row, before, after in zip(rows, shapes, mended, strict=True)
        if after is not None and after is not before
    ]
    layer = found.layer.set_geometry(gpd.GeoSeries(mended, rows, crs=found.layer.crs))
    message = "the shape has no area: draw it again"
    faults = _faults(rows[broken], "GEOMETRY", message)
    mended_layer = replace(found, layer=layer).without(broken, faults)
    return _with_types_noted(mended_layer.noting(*_shortened(notes)))


def _mended_shape(shape: BaseGeometry) -> BaseGeometry | None:
    """Return a valid shape of the same dimension, None if nothing of it is left."""
    valid = shapely.make_valid(shape)
    if shapely.get_type_id(shape) not in _POLYGONS:
        return valid
    parts = [part for part in shapely.get_parts([valid]) if part.area > 0]
    polygons = [part for part in shapely.get_parts(parts) if part.geom_type == "Polygon"]
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _area_km2(shape: BaseGeometry) -> float:
    return abs(float(_EARTH.geometry_area_perimeter(shape)[0])) / 1e6


def _with_types_noted(found: Inspected) -> Inspected:
    types = found.layer.geometry.geom_type.str.removeprefix("Multi").value_counts()
    if len(types) < 2 and "GeometryCollection" not in types:
        return found
    shown = ", ".join(f"{count:,} {name}" for name, count in types.items())
    return found.noting(f"mixed shapes in one layer: {shown}")


def _numbers_checked(found: Inspected) -> Inspected:
    """Leave out rows with an infinite number, which no GeoJSON can hold."""
    for column in found.layer.select_dtypes("float").columns:
        bad = np.isinf(found.layer[column].to_numpy(dtype=float))
        message = "a number is infinite: correct it or leave it blank"
        faults = _faults(found.layer.index[bad], "RANGE", message, column=str(column))
        found = found.without(bad, faults)
    return found


def _identified(found: Inspected) -> Inspected:
    """Give rows without identity their row number; the first of two with one identity stays."""
    layer = found.layer
    if "id" not in layer or layer["id"].isna().all() or (layer["id"].astype(str) == "").all():
        numbered = layer.drop(columns="id", errors="ignore")
        numbered.insert(0, "id", layer.index.astype(str))
        return replace(found, layer=numbered)
    identity = layer["id"].astype(str).where(layer["id"].notna(), "")
    twice = (identity.duplicated() & (identity != "")).to_numpy()
    faults = [
        Fault("DUP_ID", f"id {preview(name)} occurs before: give each row its own", row, "id")
        for row, name in identity[twice].items()
        if isinstance(row, int)
    ]
    return found.without(twice, faults)


def _faults(rows: Rows, code: str, message: str, *, column: str = "geometry") -> list[Fault]:
    return [Fault(code, message, int(row), column) for row in rows]


def _listed(rows: Rows) -> str:
    shown = ", ".join(str(row) for row in rows[:5])
    return f"row {shown}" + (" …" if len(rows) > 5 else "")


def _shortened(notes: list[str], limit: int = 5) -> list[str]:
    if len(notes) <= limit:
        return notes
    return [*notes[:limit], f"{counted(len(notes) - limit, 'more shape')} repaired likewise"]
