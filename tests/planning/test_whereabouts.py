"""Country, time zone and metric system of an area."""

import numpy as np
import pytest

from geo.crs import Metric, metric_crs
from geo.errors import PlaceError
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
    with pytest.raises(PlaceError, match="no country code"):
        country_name("Kambodscha")


@pytest.mark.parametrize(
    ("bounds", "name"),
    [
        pytest.param((72.6, -0.8, 73.8, 7.2), "EPSG:32643", id="Maldives"),
        pytest.param((-51.3, -30.3, -51.0, -29.9), "EPSG:32722", id="Porto Alegre"),
    ],
)
def test_a_small_country_has_its_utm_zone(bounds: tuple[float, ...], name: str) -> None:
    west, south, east, north = bounds
    assert metric_crs_for((west, south, east, north)) == name


def test_a_wide_country_has_a_system_of_its_own() -> None:
    crs = metric_crs_for((97.3, 5.6, 105.7, 20.5))  # Thailand, three zones wide at its ends
    assert metric_crs(crs).is_projected
    x, y = Metric(crs).to_metres([101.5, 101.5], [13.0, 13.1])
    assert np.hypot(np.diff(x), np.diff(y))[0] == pytest.approx(11_063, rel=1e-3)
