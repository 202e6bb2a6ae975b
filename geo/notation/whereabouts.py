"""Roughly where on Earth a point lies, in words: for points that are not where they should be."""

import numpy as np

from geo.crs import distances_m
from geo.notation.abroad import TOWNS

_CITIES = {
    **{town.name: (town.lat, town.lon) for town in TOWNS},
    "Phnom Penh": (11.6, 104.9),
}
_NEAR_KM = 100
_COMPASS = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)


def whereabouts(lat: float, lon: float) -> str:
    """Say roughly where a point is, by the closest of some large cities.

    Parameters
    ----------
    lat, lon
        Degrees, EPSG:4326.

    Examples
    --------
    >>> whereabouts(37.57, 126.98)
    'near Seoul'
    >>> whereabouts(0.0, 0.0)
    'at 0, 0, where positions land that were never filled in'
    >>> whereabouts(16.4, 102.8)
    'about 180 km south of Vientiane'
    """
    if abs(lat) < 0.01 and abs(lon) < 0.01:
        return "at 0, 0, where positions land that were never filled in"
    places = np.array(list(_CITIES.values()), dtype=float)
    metres = distances_m(places[:, 1], places[:, 0], to=(lon, lat))
    index = int(np.argmin(metres))
    name = list(_CITIES)[index]
    kilometres = float(metres[index]) / 1000
    if kilometres < _NEAR_KM:
        return f"near {name}"
    return f"about {round(kilometres, -1):,.0f} km {_direction(places[index], lat, lon)} of {name}"


def _direction(start: np.ndarray, lat: float, lon: float) -> str:
    east = (lon - start[1] + 180) % 360 - 180
    angle = np.degrees(np.arctan2(east * np.cos(np.radians(lat)), lat - start[0]))
    return _COMPASS[round(float(angle) / 45) % 8]
