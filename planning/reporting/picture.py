"""Maps as inline SVG: roads, outline and answers, for reports that open without a network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.crs import Bounds
from geo.text import plain
from planning.packs import Pack
from routing.network import ROAD_CLASSES

_GREAT = [ROAD_CLASSES.index(name) for name in ("expressway", "trunk", "primary", "secondary")]
Floats = NDArray[np.float64]
_SCALE_KM = (1, 2, 5, 10, 20, 50, 100)
_LEAST_SIDE_M, _NARROWEST, _MARGIN = 10_000.0, 0.7, 0.1  # of a part: its shape, in its longer side
_HELP = ("door", "shut", "unit")
_MANY, _FEWER = 150, 0.65  # more marks than this are drawn smaller by this factor
_ROAD_WIDTH = {"expressway": 2.4, "trunk": 1.5, "primary": 1.1}


@dataclass(frozen=True, slots=True)
class Mark:
    """One symbol on a picture.

    Parameters
    ----------
    lon, lat
        EPSG:4326.
    kind
        ``covered``, ``gap``, ``door``, ``shut`` (a door that is not open) or ``unit``: the shape
        says it, and for a shut door that it is hollow, not the colour alone.
    label
        Words beside it; empty for none.
    title
        Words on hover.
    precision_m
        How far the true place may be, metres: drawn as a circle this wide.
    """

    lon: float
    lat: float
    kind: str
    label: str = ""
    title: str = ""
    precision_m: float = 0.0


class _Canvas:
    """Turn degrees into pixels of one picture, through the pack's metric CRS."""

    def __init__(self, pack: Pack, *, width: int, fit: Bounds | None) -> None:
        self._project = Transformer.from_crs("EPSG:4326", pack.crs, always_xy=True).transform
        west, south, east, north = fit or pack.bounds
        corner_x, corner_y = self._project([west, east, west, east], [south, south, north, north])
        wide, high = max(corner_x) - min(corner_x), max(corner_y) - min(corner_y)
        pad_x = pad_y = 0.02 * wide
        if fit is not None:
            side = max(wide, high, _LEAST_SIDE_M)
            pad_x = (max(wide, _NARROWEST * side) - wide) / 2 + _MARGIN * side
            pad_y = (max(high, _NARROWEST * side) - high) / 2 + _MARGIN * side
        self._left, self._top = min(corner_x) - pad_x, max(corner_y) + pad_y
        self._scale = width / (wide + 2 * pad_x)
        self.width = width
        self.height = round((high + 2 * pad_y) * self._scale)

    def pixels(self, lon: Floats | Sequence[float], lat: Floats | Sequence[float]) -> Floats:
        """Give pixels, shape (n, 2), for degrees."""
        x, y = self._project(np.asarray(lon), np.asarray(lat))
        pixels = ((np.asarray(x) - self._left) * self._scale, (self._top - y) * self._scale)
        return np.column_stack(pixels).round(1)

    def metres(self, pixels: float) -> float:
        """Give the metres of a length in pixels."""
        return float(pixels / self._scale)


def country_picture(
    pack: Pack,
    marks: Sequence[Mark],
    *,
    ways: Sequence[tuple[Floats, Floats]] = (),
    names: Mapping[str, str] = MappingProxyType({}),
    width: int = 720,
    alt: str = "",
    fit: Bounds | None = None,
) -> str:
    """Draw a country with its roads and some marks as one SVG element.

    Parameters
    ----------
    pack
        The country: outline and roads.
    marks
        What to show on it; drawn in their order, doors and units above the rest.
    ways
        Ways to draw over the roads: degrees east and north along each.
    names
        What to call the towns, by their English names.
    width
        Pixels; the height follows from the country.
    alt
        What the picture shows, in words, for people who cannot see it.
    fit
        West, south, east, north, degrees, of the part to show; the whole country if None.

    Returns
    -------
    str
        ``<svg>`` without any outside address; every text in it is escaped.
    """
    canvas = _Canvas(pack, width=width, fit=fit)
    size = _FEWER if len(marks) > _MANY else 1.0
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {canvas.width} {canvas.height}" '
            f'role="img" aria-label="{escape(plain(alt))}" class="map">'
        ),
        *(
            f'<path d="{_area_path(canvas, shape)}" class="abroad"/>'
            for shape in pack.neighbours.geometry
        ),
        f'<path d="{_area_path(canvas, pack.outline)}" class="land"/>',
        *_roads(canvas, pack),
        *(
            f'<path d="{_line_path(canvas.pixels(lon, lat))}" class="way" fill="none"/>'
            for lon, lat in ways
        ),
        *(_symbol(canvas, mark, size=size) for mark in marks if mark.kind not in _HELP),
        *_names(canvas, pack, names),
        *(_symbol(canvas, mark, size=size) for mark in marks if mark.kind in _HELP),
        _scale_bar(canvas),
        "</svg>",
    ]
    return "".join(parts)


def _area_path(canvas: _Canvas, shape: BaseGeometry) -> str:
    rings = []
    for part in getattr(shape, "geoms", [shape]):
        lon, lat = np.asarray(part.exterior.coords)[:, :2].T
        rings.append(_line_path(canvas.pixels(lon, lat)) + "Z")
    return "".join(rings)


def _line_path(pixels: Floats) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in pixels)


def _roads(canvas: _Canvas, pack: Pack) -> list[str]:
    """Draw every road of a sketch; of a street network the great ones, which are few enough."""
    network = pack.network
    drawn = []
    edges = network.first_edges()
    if not pack.is_schematic:
        edges = edges[np.isin(network.road_class[edges], _GREAT)]
    for edge in edges:
        kind = ROAD_CLASSES[network.road_class[edge]]
        lon, lat = network.course(int(edge))
        style = f'class="road {kind}" stroke-width="{_ROAD_WIDTH.get(kind, 0.7)}"'
        drawn.append(f'<path d="{_line_path(canvas.pixels(lon, lat))}" {style}/>')
    return drawn


def _names(canvas: _Canvas, pack: Pack, names: Mapping[str, str]) -> list[str]:
    """Name the capital and the provincial seats."""
    places = pack.layers["places"]
    if "kind" not in places.columns:
        return []
    seats = places[places["kind"].isin(("capital", "provincial_seat"))]
    pixels = canvas.pixels(seats["lon"].to_numpy(), seats["lat"].to_numpy())
    return [
        f'<text x="{x:g}" y="{y - 9:g}" class="name">{escape(plain(names.get(name, name)))}</text>'
        for (x, y), name in zip(pixels, seats["name"], strict=True)
    ]


def _symbol(canvas: _Canvas, mark: Mark, *, size: float) -> str:
    """Draw a mark; of many places each is smaller, doors and units never are."""
    x, y = canvas.pixels([mark.lon], [mark.lat])[0]
    left, down = 5.5 * size, 10 * size
    shape = {
        "covered": f'<circle cx="{x}" cy="{y}" r="{4 * size:g}" class="covered"/>',
        "gap": f'<path d="M{x} {y - 0.6 * down:.1f}l{left:g} {down:g}h{-2 * left:g}z" class="gap"/>',
        "door": f'<path d="M{x} {y - 7}l6 3.5v7l-6 3.5l-6 -3.5v-7z" class="door"/>',
        "shut": f'<path d="M{x} {y - 7}l6 3.5v7l-6 3.5l-6 -3.5v-7z" class="door shut"/>',
        "unit": f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" class="unit"/>',
    }[mark.kind]
    title = f"<title>{escape(plain(mark.title))}</title>" if mark.title else ""
    label = ""
    if mark.label:
        label = f'<text x="{x + 8}" y="{y + 4}">{escape(plain(mark.label, limit=60))}</text>'
    radius = mark.precision_m / canvas.metres(1.0)
    error = f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" class="error"/>' if radius > 4 else ""
    return f"<g>{title}{error}{shape}{label}</g>"


def _scale_bar(canvas: _Canvas) -> str:
    whole_km = canvas.metres(canvas.width) / 1000
    length_km = max((km for km in _SCALE_KM if km <= 0.4 * whole_km), default=_SCALE_KM[0])
    length_px = 1000 * length_km / canvas.metres(1.0)
    y = canvas.height - 14
    return f'<path d="M14 {y}h{length_px:.1f}" class="scale"/><text x="14" y="{y - 5}">{length_km} km</text>'
