"""Country, time zone and metric system of an area."""

import numpy as np
import pytest

from geo.crs import Metric, distance_m, metric_crs
from geo.errors import SettingError
from planning.whereabouts import country_name, metric_crs_for, whereabouts_of


@pytest.mark.parametrize(
    ("lat", "lon", "country", "zone"),
    [
        pytest.param(11.56, 104.92, "KH", "Asia/Phnom_Penh", id="Phnom Penh"),
        pytest.param(-30.03, -51.22, "BR", "America/Sao_Paulo", id="Porto Alegre, of 16 zones"),
        pytest.param(4.18, 73.51, "MV", "Indian/Maldives", id="Male"),
        pytest.param(-36.85, 174.76, "NZ", "Pacific/Auckland", id="Auckland"),
        pytest.param(16.69, 98.51, "MM", "Asia/Yangon", id="Myawaddy, not Mae Sot over the river"),
    ],
)
def test_a_place_tells_its_country_and_zone(
    lat: float, lon: float, country: str, zone: str
) -> None:
    found = whereabouts_of(np.array([lon]), np.array([lat]))
    assert (found.country, found.zone) == (country, zone)


def test_a_country_has_a_name() -> None:
    assert country_name("KH") == "Cambodia"
    with pytest.raises(SettingError, match="no country code"):
        country_name("Kambodscha")


@pytest.mark.parametrize(
    ("bounds", "name"),
    [
        pytest.param((102.3, 10.4, 107.6, 14.7), "EPSG:32648", id="Cambodia"),
        pytest.param((-51.3, -30.3, -51.0, -29.9), "EPSG:32722", id="Porto Alegre"),
    ],
)
def test_a_small_country_has_its_utm_zone(bounds: tuple[float, ...], name: str) -> None:
    west, south, east, north = bounds
    assert metric_crs_for((west, south, east, north)) == name


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param((97.3, 5.6, 105.7, 20.5), id="Thailand, wider than a zone"),
        pytest.param((72.6, -0.8, 73.8, 7.2), id="Maldives, on both sides of the equator"),
    ],
)
def test_a_country_that_fits_no_zone_has_a_system_of_its_own(
    bounds: tuple[float, float, float, float],
) -> None:
    crs = metric_crs_for(bounds)
    assert metric_crs(crs).is_projected
    west, south, east, north = bounds
    for lon, lat in ((west, south), ((west + east) / 2, north), (east, (south + north) / 2)):
        x, y = Metric(crs).to_metres([lon, lon], [lat, lat - 0.1])
        straight_m = distance_m((lon, lat), (lon, lat - 0.1))
        assert np.hypot(np.diff(x), np.diff(y))[0] == pytest.approx(straight_m, rel=3e-3)
