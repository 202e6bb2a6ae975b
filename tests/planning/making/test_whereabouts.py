"""Country, time zone and metric system of an area."""

import numpy as np
import pytest
import shapely

from geo.crs import Metric, distance_m, metric_crs
from geo.errors import OutsideError, SettingError
from planning.making.whereabouts import country_name, metric_crs_for, whereabouts_of


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


def test_most_points_decide_not_their_middle() -> None:
    # Osijek, Zagreb and Split lie around Bosnia, where the middle of the three is.
    lon, lat = np.array([[18.69, 45.55], [15.98, 45.81], [16.44, 43.51], [17.19, 44.77]]).T
    assert whereabouts_of(lon, lat).country == "HR"
    assert whereabouts_of(lon[-1:], lat[-1:]).country == "BA"


@pytest.mark.parametrize("own", [2, 1])
def test_a_country_that_is_named_holds_half_of_the_points_or_more(own: int) -> None:
    phnom_penh, bangkok = (104.92, 11.56), (100.5, 13.75)
    lon, lat = np.array([phnom_penh] * own + [bangkok] * 2).T
    if own == 2:
        assert whereabouts_of(lon, lat, country="KH").zone == "Asia/Phnom_Penh"
        return
    with pytest.raises(OutsideError, match="67% of them are elsewhere, most in TH"):
        whereabouts_of(lon, lat, country="KH")


def test_a_border_counts_before_the_nearest_town() -> None:
    lon, lat = np.array([[104.92, 11.56]]).T
    border = shapely.box(104.0, 11.0, 105.0, 12.0)
    found = whereabouts_of(lon, lat, borders={"LA": border})
    assert (found.country, found.zone) == ("LA", "Asia/Vientiane")
    with pytest.raises(SettingError, match="give --zone"):
        whereabouts_of(lon, lat, borders={"AQ": border})


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
