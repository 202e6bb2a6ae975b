"""Roughly where on Earth a point lies, in words: for points that are not where they should be."""

import numpy as np

from geo.crs import distances_m

# Degrees to 0.1, general knowledge: enough to say "near Seoul".
_CITIES = {
    "Seoul": (37.6, 127.0),
    "Busan": (35.2, 129.1),
    "Jeju": (33.5, 126.5),
    "Pyongyang": (39.0, 125.8),
    "Tokyo": (35.7, 139.7),
    "Beijing": (39.9, 116.4),
    "Shanghai": (31.2, 121.5),
    "Kunming": (25.0, 102.7),
    "Hong Kong": (22.3, 114.2),
    "Taipei": (25.0, 121.6),
    "Hanoi": (21.0, 105.8),
    "Da Nang": (16.1, 108.2),
    "Ho Chi Minh City": (10.8, 106.7),
    "Phu Quoc": (10.2, 104.0),
    "Vientiane": (18.0, 102.6),
    "Pakse": (15.1, 105.8),
    "Bangkok": (13.8, 100.5),
    "Chiang Mai": (18.8, 99.0),
    "Phnom Penh": (11.6, 104.9),
    "Yangon": (16.8, 96.2),
    "Myawaddy": (16.7, 98.5),
    "Kuala Lumpur": (3.1, 101.7),
    "Singapore": (1.3, 103.8),
    "Jakarta": (-6.2, 106.8),
    "Manila": (14.6, 121.0),
    "Delhi": (28.6, 77.2),
    "Dubai": (25.2, 55.3),
    "Moscow": (55.8, 37.6),
    "London": (51.5, -0.1),
    "Lagos": (6.5, 3.4),
    "Johannesburg": (-26.2, 28.0),
    "Sydney": (-33.9, 151.2),
    "New York": (40.7, -74.0),
    "Los Angeles": (34.1, -118.2),
    "Sao Paulo": (-23.6, -46.6),
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
    >>> whereabouts(14.97, 102.1)
    'about 220 km north-east of Bangkok'
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
