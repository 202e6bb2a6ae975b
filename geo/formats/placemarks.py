"""KML and GPX written with the standard library, which escapes every text."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

_KML = "http://www.opengis.net/kml/2.2"
_GPX = "http://www.topografix.com/GPX/1/1"
_NAMES = ("name", "Name", "name_ko", "id")
_DESCRIPTIONS = ("description", "note", "summary")


def kml_bytes(layer: gpd.GeoDataFrame, title: str) -> bytes:
    """Write placemarks; columns other than id, name and description are extended data.

    Parameters
    ----------
    layer
        Degrees (EPSG:4326).
    title
        Name of the folder.
    """
    root = ET.Element("kml", xmlns=_KML)
    folder = ET.SubElement(ET.SubElement(root, "Document"), "Folder")
    _text(folder, "name", title)
    name = _label(layer, _NAMES)
    for shape, cells in _rows(layer):
        identity = cells.pop("id", None)
        placemark = ET.SubElement(
            folder, "Placemark", {} if identity is None else {"id": str(identity)}
        )
        _text(placemark, "name", identity if name in (None, "id") else cells.pop(name, None))
        _text(placemark, "description", cells.pop("description", None))
        extended = ET.SubElement(placemark, "ExtendedData")
        for column, value in cells.items():
            if value is not None:
                _text(ET.SubElement(extended, "Data", name=column), "value", value)
        if shape is not None and not shape.is_empty:
            _kml_shape(placemark, shape)
    return _bytes(root)


def gpx_bytes(layer: gpd.GeoDataFrame, title: str) -> bytes:
    """Write points as waypoints, lines as tracks, edges of areas as tracks.

    Parameters
    ----------
    layer
        Degrees (EPSG:4326).
    title
        Name in the metadata.
    """
    root = ET.Element("gpx", xmlns=_GPX, version="1.1", creator="Green Zone")
    _text(ET.SubElement(root, "metadata"), "name", title)
    name, description = _label(layer, _NAMES), _label(layer, _DESCRIPTIONS)
    tracks = []
    for shape, cells in _rows(layer):
        labels = [cells.get(column) if column else None for column in (name, description)]
        for point in _parts(shape, "Point"):
            waypoint = ET.SubElement(root, "wpt", lat=_degrees(point.y), lon=_degrees(point.x))
            _gpx_labels(waypoint, *labels)
        lines = [*_parts(shape, "LineString"), *_rings(shape)]
        if lines:
            track = ET.Element("trk")
            _gpx_labels(track, *labels)
            for line in lines:
                segment = ET.SubElement(track, "trkseg")
                for x, y in shapely.get_coordinates(line):
                    ET.SubElement(segment, "trkpt", lat=_degrees(y), lon=_degrees(x))
            tracks.append(track)
    root.extend(tracks)
    return _bytes(root)


def _rows(layer: gpd.GeoDataFrame) -> Iterable[tuple[BaseGeometry | None, dict[str, Any]]]:
    cells = layer.drop(columns="geometry").to_dict("records")
    return zip(layer.geometry, cells, strict=True)


def _label(layer: gpd.GeoDataFrame, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in layer), None)


def _text(parent: ET.Element, tag: str, value: Any) -> None:
    if value is not None:
        ET.SubElement(parent, tag).text = str(value)


def _gpx_labels(element: ET.Element, name: Any, description: Any) -> None:
    _text(element, "name", name)
    _text(element, "desc", description)


def _degrees(value: float) -> str:
    return f"{value:.7f}"


def _parts(shape: BaseGeometry | None, kind: str) -> list[Any]:
    """Return the single shapes of one kind within a shape, however it is nested."""
    if shape is None or shape.is_empty:
        return []
    if hasattr(shape, "geoms"):
        return [part for inner in shape.geoms for part in _parts(inner, kind)]
    return [shape] if shape.geom_type == kind else []


def _rings(shape: BaseGeometry | None) -> list[Any]:
    return [
        ring
        for polygon in _parts(shape, "Polygon")
        for ring in (polygon.exterior, *polygon.interiors)
    ]


def _kml_shape(parent: ET.Element, shape: Any) -> None:
    if hasattr(shape, "geoms"):
        group = ET.SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _kml_shape(group, part)
        return
    element = ET.SubElement(parent, shape.geom_type)
    if shape.geom_type != "Polygon":
        _text(element, "coordinates", _coordinates(shape))
        return
    sides = [("outerBoundaryIs", shape.exterior)]
    sides += [("innerBoundaryIs", ring) for ring in shape.interiors]
    for tag, ring in sides:
        boundary = ET.SubElement(ET.SubElement(element, tag), "LinearRing")
        _text(boundary, "coordinates", _coordinates(ring))


def _coordinates(shape: BaseGeometry) -> str:
    return " ".join(f"{_degrees(x)},{_degrees(y)}" for x, y in shapely.get_coordinates(shape))


def _bytes(root: ET.Element) -> bytes:
    content: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content
