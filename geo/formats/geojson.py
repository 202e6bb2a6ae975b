"""GeoJSON read by the standard library alone: nothing in it can open a file or an address."""

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault
from geo.formats.drafts import Draft, Source, counted, layer_frame, preview, unique_names
from geo.formats.encodings import decode_text
from geo.formats.systems import epsg_crs

FloatArray = NDArray[np.float64]
_Builder = Callable[[Any], BaseGeometry]

_EPSG_NAME = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,6})", re.IGNORECASE)
_COLLECTION_DEPTH = 5
_FEATURE_TYPES = {"FeatureCollection", "Feature"}


class _ShapeError(ValueError):
    """Why a geometry cannot be built."""


class _CoordinateError(_ShapeError):
    """A coordinate that is not a finite number."""


class _ConstantError(ValueError):
    """A word such as NaN where JSON allows only numbers."""


def read_geojson(source: Source) -> Draft:
    """Read a FeatureCollection or a Feature.

    Returns
    -------
    Draft
        One layer; features that cannot be read are faults numbered from 1.

    Raises
    ------
    FaultsError
        JSON_SYNTAX, JSON_DEPTH, JSON_CONSTANT, JSON_TYPE, CRS_UNKNOWN, NO_ROWS, TOO_MANY, ENCODING
        or BINARY.
    """
    decoded = decode_text(source)
    try:
        root = _parsed(source, decoded.text)
        features = _features(source, root)
        crs = epsg_crs(source, source.crs or _declared_crs(source, root.get("crs")))
        draft = _draft(source, features, warnings=decoded.warnings)
    except RecursionError as error:
        raise source.refusal("JSON_DEPTH", "it is nested too deeply to be a map layer") from error
    layers = {name: layer.set_crs(crs) for name, layer in draft.layers.items()}
    return Draft(layers, draft.faults, draft.warnings)


def _parsed(source: Source, text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except _ConstantError as error:
        raise source.refusal(
            "JSON_CONSTANT", f"{error} is not allowed in GeoJSON: write null or a number"
        ) from error
    except json.JSONDecodeError as error:
        raise source.refusal(
            "JSON_SYNTAX",
            f"line {error.lineno}, column {error.colno}: {error.msg}; the file may be cut short",
        ) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise source.refusal("JSON_SYNTAX", "a number in it is too long") from error


def _refuse_constant(word: str) -> NoReturn:
    raise _ConstantError(word)


def _features(source: Source, root: Any) -> list[Any]:
    kind = root.get("type") if isinstance(root, dict) else type(root).__name__
    found = root.get("features") if isinstance(root, dict) else None
    features = [root] if kind == "Feature" else found
    if kind not in _FEATURE_TYPES or not isinstance(features, list):
        raise source.refusal(
            "JSON_TYPE",
            f"it must be a FeatureCollection, found {preview(kind)}: export it as GeoJSON",
        )
    if not features:
        raise source.refusal("NO_ROWS", "the FeatureCollection has no features")
    if len(features) > source.limits.rows:
        raise source.refusal(
            "TOO_MANY", f"more than {counted(source.limits.rows, 'feature')}: cut it in parts"
        )
    return features


def _declared_crs(source: Source, crs: Any) -> str:
    """Return the system of a `crs` member of old GeoJSON; only a name is ever looked at."""
    if crs is None:
        return "EPSG:4326"
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and crs.get("type") == "name":
        if name.upper().endswith("CRS84"):
            return "EPSG:4326"
        match = _EPSG_NAME.fullmatch(name)
        if match is not None:
            return f"EPSG:{match[1]}"
    raise source.refusal(
        "CRS_UNKNOWN", "its 'crs' must name an EPSG code; links are not followed: choose the system"
    )


def _draft(source: Source, features: list[Any], *, warnings: tuple[str, ...]) -> Draft:
    faults: list[Fault] = []
    cells: dict[int, dict[str, Any]] = {}
    shapes: list[BaseGeometry | None] = []
    for number, feature in enumerate(features, start=1):
        try:
            shape = _feature_shape(feature)
        except _ShapeError as error:
            code = "BAD_COORD" if isinstance(error, _CoordinateError) else "GEOMETRY"
            faults.append(Fault(code, f"feature {number}: {error}", number, "geometry"))
            continue
        cells[number] = _properties(feature)
        shapes.append(shape)
    if any("geometry" in properties for properties in cells.values()):
        warnings = (*warnings, "a property named 'geometry' was left out")
    columns = _columns(source, list(cells.values()))
    frame = layer_frame(columns, geometry=shapes, rows=cells, crs=None)
    return Draft({source.stem: frame}, tuple(faults), warnings)


def _columns(source: Source, rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    keys = list(dict.fromkeys(key for row in rows for key in row if key != "geometry"))
    if len(keys) > source.limits.columns:
        raise source.refusal(
            "TOO_MANY", f"more than {counted(source.limits.columns, 'column')}: leave some out"
        )
    names = unique_names(keys)
    return {
        name: [_cell(row.get(key)) for row in rows] for name, key in zip(names, keys, strict=True)
    }


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    properties = dict(found) if isinstance(found, dict) else {}
    identity = feature.get("id")
    if isinstance(identity, str | int | float) and "id" not in properties:
        properties = {"id": identity, **properties}
    return properties


def _cell(value: Any) -> Any:
    """Return a value a table can hold: nested ones as JSON text, broken letters replaced."""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return str(value)
    return value


def _feature_shape(feature: Any) -> BaseGeometry | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _ShapeError("it is no Feature")
    geometry = feature.get("geometry")
    return None if geometry is None else _shape(geometry, depth=0)


def _shape(geometry: Any, *, depth: int) -> BaseGeometry:
    if not isinstance(geometry, dict):
        raise _ShapeError("its geometry is no object")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        if not isinstance(parts, list) or depth == _COLLECTION_DEPTH:
            raise _ShapeError("its GeometryCollection cannot be read")
        return shapely.GeometryCollection([_shape(part, depth=depth + 1) for part in parts])
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if build is None:
        raise _ShapeError(f"{preview(kind)} is no type of geometry")
    return build(geometry.get("coordinates"))


def _positions(found: Any, *, at_least: int) -> FloatArray:
    """Return an (n, 2) array of x, y; heights are left out."""
    if not isinstance(found, list) or len(found) < at_least:
        raise _ShapeError(f"it needs {at_least} or more positions")
    if not all(isinstance(position, list) and len(position) >= 2 for position in found):
        raise _ShapeError("a position is not a list of longitude and latitude")
    flat = [number for position in found for number in position[:2]]
    if not all(type(number) in (int, float) for number in flat):
        raise _ShapeError("a coordinate is not a number")
    try:
        positions = np.array(flat, dtype=float).reshape(-1, 2)
    except OverflowError as error:
        raise _CoordinateError("a coordinate is not a finite number") from error
    if not np.isfinite(positions).all():
        raise _CoordinateError("a coordinate is not a finite number")
    return positions


def _point(found: Any) -> BaseGeometry:
    return shapely.Point(_positions([found], at_least=1)[0])


def _line(found: Any) -> BaseGeometry:
    return shapely.LineString(_positions(found, at_least=2))


def _polygon(found: Any) -> BaseGeometry:
    if not isinstance(found, list) or not found:
        raise _ShapeError("it has no ring")
    shell, *holes = [_ring(ring) for ring in found]
    return shapely.Polygon(shell, holes)


def _ring(found: Any) -> FloatArray:
    """Return a closed ring; one left open is closed."""
    positions = _positions(found, at_least=3)
    if not (positions[0] == positions[-1]).all():
        positions = np.concatenate([positions, positions[:1]])
    if len(positions) < 4:
        raise _ShapeError("a ring needs 3 or more corners")
    return positions


def _many(build: Callable[[Any], BaseGeometry], kind: Callable[[Any], BaseGeometry]) -> _Builder:
    def build_many(found: Any) -> BaseGeometry:
        if not isinstance(found, list) or not found:
            raise _ShapeError("it has no parts")
        return kind([build(part) for part in found])

    return build_many


_BUILDERS: dict[str, _Builder] = {
    "Point": _point,
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": _many(_point, shapely.MultiPoint),
    "MultiLineString": _many(_line, shapely.MultiLineString),
    "MultiPolygon": _many(_polygon, shapely.MultiPolygon),
}
