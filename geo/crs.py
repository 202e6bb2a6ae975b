"""Degrees and metres: one metric reference system per country pack, and a guard for it."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.exceptions import CRSError as ProjCrsError

from geo.errors import CrsError, PlaceError

Floats = NDArray[np.float64]
Bounds = tuple[float, float, float, float]
"""West, south, east, north; degrees of EPSG:4326 unless said otherwise."""

DEGREES = "EPSG:4326"
_WEB_MERCATOR = (3857, 3785, 900913)
_EARTH = Geod(ellps="WGS84")


class HasCrs(Protocol):
    """A frame or series of geometries that knows its reference system, or None."""

    @property
    def crs(self) -> object:
        """The reference system."""


@dataclass(frozen=True, slots=True)
class Metric:
    """The one projected system, in metres, in which a country pack measures.

    Parameters
    ----------
    crs
        Name such as ``EPSG:32648``.

    Raises
    ------
    CrsError
        If it is unknown, not projected, not in metres, or Web Mercator (whose
        metres are 2 % too long in Cambodia and 26 % in Seoul).

    Examples
    --------
    >>> metric = Metric("EPSG:32648")
    >>> x, y = metric.to_metres([105.0], [11.5])
    >>> round(float(x[0])), round(float(y[0]))
    (500000, 1271266)
    """

    crs: str
    _forward: Transformer = field(init=False, repr=False, compare=False)
    _inverse: Transformer = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        forward, inverse = _transformers(self.crs)
        object.__setattr__(self, "_forward", forward)
        object.__setattr__(self, "_inverse", inverse)

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Project degrees (EPSG:4326) to x, y in metres.

        Parameters
        ----------
        lon, lat
            Degrees, of one shape.

        Returns
        -------
        tuple of arrays
            x and y in metres, in the shape given.

        Raises
        ------
        PlaceError
            If a value is not finite or not a degree on Earth.
        CrsError
            If a point cannot be projected.
        """
        degrees = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        _require_earth(*degrees)
        return self._finite(*self._forward.transform(*degrees))

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Turn x, y in metres into lon, lat (EPSG:4326).

        Parameters
        ----------
        x, y
            Metres, of one shape.

        Returns
        -------
        tuple of arrays
            Longitude and latitude in degrees, in the shape given.

        Raises
        ------
        CrsError
            If a point lies outside what the system covers.
        """
        metres = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        return self._finite(*self._inverse.transform(*metres))

    def _finite(self, first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
        arrays = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
        bad = ~(np.isfinite(arrays[0]) & np.isfinite(arrays[1]))
        if bad.any():
            raise CrsError(
                f"{int(bad.sum())} of {bad.size} points lie outside what {self.crs} covers: "
                "check the reference system of the input"
            )
        return arrays


@lru_cache(maxsize=64)
def _transformers(crs: str) -> tuple[Transformer, Transformer]:
    """Make the ways from degrees and back, once for each system; they may be shared by threads."""
    system = metric_crs(crs)
    return (
        Transformer.from_crs(DEGREES, system, always_xy=True),
        Transformer.from_crs(system, DEGREES, always_xy=True),
    )


def _require_earth(lon: Floats, lat: Floats) -> None:
    if lon.shape != lat.shape:
        raise PlaceError(f"{lon.size} longitudes do not pair with {lat.size} latitudes")
    bad = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    if bad.any():
        first = int(np.flatnonzero(bad.ravel())[0])
        raise PlaceError(
            f"point {first}: latitude {lat.ravel()[first]:g}, longitude {lon.ravel()[first]:g} "
            "is no point on Earth; check the order and the reference system"
        )


def read_crs(crs: object) -> CRS:
    """Understand a reference system given as text, number or object.

    Raises
    ------
    CrsError
        If it is missing or unknown.

    Examples
    --------
    >>> read_crs(32648).name
    'WGS 84 / UTM zone 48N'
    """
    if crs is None or crs == "":
        raise CrsError("the reference system is missing: say which one it is, as EPSG:4326")
    try:
        return CRS.from_user_input(crs)
    except (ProjCrsError, TypeError, ValueError) as error:
        raise CrsError(f"{str(crs)[:80]!r} is no known reference system") from error


def metric_crs(crs: object) -> CRS:
    """Return the system if lengths may be taken in it: projected, in metres, not 3857.

    Raises
    ------
    CrsError
        If it is missing, unknown, in degrees, in feet, or Web Mercator.
    """
    system = read_crs(crs)
    name = _label(system)
    if not system.is_projected or {axis.unit_name for axis in system.axis_info[:2]} != {"metre"}:
        raise CrsError(f"{name} does not count in metres: project it before measuring")
    if system.to_epsg() in _WEB_MERCATOR or "Pseudo-Mercator" in system.name:
        raise CrsError(f"{name} stretches lengths: measure in the country's own system")
    return system


def require_crs(frame: HasCrs, epsg: int | str | CRS) -> None:
    """Refuse to measure unless the frame is projected, in metres, and in the system meant.

    Parameters
    ----------
    frame
        A GeoDataFrame or GeoSeries; it is not changed.
    epsg
        The pack's metric system, such as 32648 or ``"EPSG:32648"``.

    Raises
    ------
    CrsError
        If one of the two is not metric, or they differ.
    """
    wanted, found = metric_crs(epsg), metric_crs(frame.crs)
    if found != wanted:
        raise CrsError(f"the layer is in {_label(found)}, not in {_label(wanted)}: project it")


def require_degrees(frame: HasCrs) -> None:
    """Refuse a frame that is not in EPSG:4326.

    Raises
    ------
    CrsError
        If its system is missing or another one.
    """
    found = read_crs(frame.crs)
    if not found.equals(CRS.from_user_input(DEGREES), ignore_axis_order=True):
        raise CrsError(f"the layer is in {_label(found)}, not in {DEGREES}: reproject it")


def _label(system: CRS) -> str:
    code = system.to_epsg()
    return f"EPSG:{code}" if code else str(system.name)[:80]


def distance_words(length_m: float) -> str:
    """Say a distance as people do: whole metres under a kilometre, else kilometres.

    Examples
    --------
    >>> distance_words(840.4), distance_words(1499.0), distance_words(2_300_000)
    ('840 m', '1.5 km', '2,300 km')
    """
    if length_m < 999.5:
        return f"{length_m:.0f} m"
    return f"{length_m / 1000:.1f} km" if length_m < 9950 else f"{length_m / 1000:,.0f} km"


def distance_m(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Measure the straight way between two points over the ellipsoid (WGS84).

    Parameters
    ----------
    start, end
        Longitude and latitude, degrees.

    Returns
    -------
    float
        Metres.

    Examples
    --------
    >>> round(distance_m((104.0, 11.0), (105.0, 11.0)))
    109288
    """
    return float(_EARTH.inv(*start, *end)[2])


def distances_m(lon: ArrayLike, lat: ArrayLike, *, to: tuple[ArrayLike, ArrayLike]) -> Floats:
    """Measure from many points to one, or from each to one of its own, over the ellipsoid (WGS84).

    Parameters
    ----------
    lon, lat
        Degrees, of one shape.
    to
        Longitude and latitude, degrees; one of each, or as many as there are points.

    Returns
    -------
    array
        Metres, in the shape given.
    """
    many_lon, many_lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    to_lon, to_lat = np.full_like(many_lon, to[0]), np.full_like(many_lat, to[1])
    return np.asarray(_EARTH.inv(many_lon, many_lat, to_lon, to_lat)[2], dtype=float)


def moved(
    start: tuple[float, float], *, bearing_deg: float, length_m: float
) -> tuple[float, float]:
    """Go straight from a point.

    Parameters
    ----------
    start
        Longitude and latitude, degrees.
    bearing_deg
        Clockwise from north, degrees.
    length_m
        Metres.

    Returns
    -------
    tuple
        Longitude and latitude, degrees.

    Examples
    --------
    >>> lon, lat = moved((104.0, 11.0), bearing_deg=0.0, length_m=110_600.0)
    >>> round(lon, 3), round(lat, 3)
    (104.0, 12.0)
    """
    lon, lat, _ = _EARTH.fwd(*start, bearing_deg, length_m)
    return float(lon), float(lat)


def holds(bounds: Bounds, lat: float, lon: float) -> bool:
    """Say whether a point is inside bounds, the edges included.

    Parameters
    ----------
    bounds
        West, south, east, north, degrees.
    lat, lon
        Degrees.
    """
    west, south, east, north = bounds
    return south <= lat <= north and west <= lon <= east
