"""Metres: one system, no other, and nothing measured in degrees."""

import math
from collections.abc import Sequence

import geopandas
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod
from shapely import Point

from geo.crs import (
    Metric,
    distance_m,
    distances_m,
    holds,
    metric_crs,
    moved,
    read_crs,
    require_crs,
    require_degrees,
)
from geo.errors import CrsError, GreenZoneError, PlaceError

UTM = Metric("EPSG:32648")


def _points(crs: object) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame({"id": ["a"]}, geometry=[Point(105, 11.5)], crs=crs)


def test_the_middle_of_the_zone_against_its_closed_form() -> None:
    x, y = UTM.to_metres([105.0], [11.5])
    meridian_m = Geod(ellps="WGS84").inv(105, 0, 105, 11.5)[2]
    assert x[0] == pytest.approx(500_000, abs=1e-6)
    assert y[0] == pytest.approx(0.9996 * meridian_m, abs=1e-3)


@given(st.floats(102.2, 107.8), st.floats(9.8, 14.8))
def test_there_and_back(lon: float, lat: float) -> None:
    x, y = UTM.to_metres(lon, lat)
    back = UTM.to_degrees(x, y)
    assert (float(back[0]), float(back[1])) == pytest.approx((lon, lat), abs=1e-9)


def test_shapes_are_kept() -> None:
    x, y = UTM.to_metres(np.full((2, 3), 105.0), np.full((2, 3), 11.5))
    assert x.shape == y.shape == (2, 3)
    assert UTM.to_metres([], [])[0].shape == (0,)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ([math.nan], [11.5]),
        ([105.0], [math.inf]),
        ([11.5], [104.9]),
        ([181.0], [0.0]),
        ([105.0, 105.0], [11.5]),
    ],
)
def test_what_is_no_degree_on_earth(lon: Sequence[float], lat: Sequence[float]) -> None:
    with pytest.raises(PlaceError):
        UTM.to_metres(lon, lat)


def test_what_cannot_be_projected() -> None:
    with pytest.raises(CrsError, match="outside what EPSG:32648 covers"):
        UTM.to_degrees([math.inf], [0.0])


@pytest.mark.parametrize(
    "crs", ["EPSG:4326", "EPSG:3857", "EPSG:2263", "EPSG:4978", "", None, "nonsense", 0, 10**9]
)
def test_no_length_in_degrees_feet_or_web_mercator(crs: object) -> None:
    with pytest.raises(CrsError):
        metric_crs(crs)
    with pytest.raises(CrsError):
        require_crs(_points("EPSG:32648"), str(crs))


def test_the_guard() -> None:
    require_crs(_points("EPSG:32648"), 32648)
    require_crs(_points(CRS.from_epsg(32648).to_wkt()), "EPSG:32648")
    with pytest.raises(CrsError, match="in EPSG:32647, not in EPSG:32648"):
        require_crs(_points("EPSG:32647"), 32648)
    with pytest.raises(CrsError, match="does not count in metres"):
        require_crs(_points("EPSG:4326"), 32648)
    with pytest.raises(CrsError, match="missing"):
        require_crs(_points(None), 32648)


def test_the_guard_of_degrees() -> None:
    require_degrees(_points("EPSG:4326"))
    require_degrees(_points("OGC:CRS84"))
    for crs in ("EPSG:32648", None):
        with pytest.raises(CrsError):
            require_degrees(_points(crs))


def test_metric_is_a_value() -> None:
    assert Metric("EPSG:32648") == UTM
    assert read_crs("epsg:32648") == read_crs(32648)
    with pytest.raises(GreenZoneError):
        Metric("EPSG:4326")


@given(
    lon=st.floats(102.2, 107.8),
    lat=st.floats(9.8, 14.8),
    bearing=st.floats(0, 359),
    metres=st.floats(1, 1e5),
)
def test_moving_and_measuring_agree(
    *, lon: float, lat: float, bearing: float, metres: float
) -> None:
    end = moved((lon, lat), bearing_deg=bearing, length_m=metres)
    assert distance_m((lon, lat), end) == pytest.approx(metres, rel=1e-6)
    many = distances_m([lon, end[0]], [lat, end[1]], to=(lon, lat))
    assert many.tolist() == pytest.approx([0.0, metres], rel=1e-6, abs=1e-6)


def test_bounds_hold_their_edges() -> None:
    bounds = (102.0, 10.0, 108.0, 15.0)
    assert holds(bounds, 10.0, 102.0)
    assert holds(bounds, 15.0, 108.0)
    assert not holds(bounds, 9.999, 105.0)
    assert not holds(bounds, 105.0, 12.0)
    assert not holds(bounds, math.nan, 105.0)
