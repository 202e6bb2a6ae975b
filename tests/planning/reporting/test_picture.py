"""Pictures of the country: the whole of it, or the part that is asked for."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from geo.crs import Bounds, distance_m
from planning.packs import Pack, open_pack
from planning.reporting.picture import Mark, country_picture


@pytest.fixture(scope="module")
def khm() -> Pack:
    return open_pack()


def drawn(pack: Pack, fit: Bounds | None) -> tuple[float, float, np.ndarray]:
    """Draw the corners of a part as a way; give the picture's size and the way's pixels."""
    west, south, east, north = fit or pack.bounds
    lon, lat = np.array([west, east, east, west]), np.array([south, south, north, north])
    svg = ET.fromstring(country_picture(pack, [], ways=[(lon, lat)], fit=fit, width=400))  # noqa: S314 - our own
    _, _, wide, high = map(float, svg.attrib["viewBox"].split())
    [way] = [one for one in svg.iter() if one.get("class") == "way"]
    numbers = [float(one) for one in re.findall(r"[\d.-]+", way.attrib["d"])]
    return wide, high, np.array(numbers).reshape(-1, 2)


@pytest.mark.parametrize(
    "fit",
    [
        None,
        (103.5, 10.6, 105.0, 11.6),
        (103.5, 11.55, 105.0, 11.56),
        (104.9, 11.0, 104.91, 12.5),
        (104.92, 11.56, 104.92, 11.56),
    ],
)
def test_what_is_asked_for_is_in_the_picture(khm: Pack, fit: Bounds | None) -> None:
    wide, high, way = drawn(khm, fit)
    assert wide == 400
    assert 0.65 < high / wide < 1.5
    assert (way >= 0).all()
    assert (way[:, 0] <= wide).all()
    assert (way[:, 1] <= high).all()
    if fit is not None and fit[2] - fit[0] > 1:  # the longer side takes most of the picture
        assert np.ptp(way[:, 0]) > 0.75 * wide


def test_the_scale_bar_is_as_long_as_it_says(khm: Pack) -> None:
    fit = (104.0, 11.0, 105.0, 12.0)
    text = country_picture(khm, [], fit=fit, width=400)
    *_, length = re.findall(r'h([\d.]+)" class="scale"', text)
    *_, kilometres = re.findall(r">(\d+) km<", text)
    _, _, way = drawn(khm, fit)
    across_m = distance_m((104.0, 11.0), (105.0, 11.0))
    pixels = way[1, 0] - way[0, 0]
    assert float(length) / pixels == pytest.approx(1000 * int(kilometres) / across_m, rel=0.01)


def test_an_error_is_drawn_to_the_scale_of_the_part(khm: Pack) -> None:
    mark = Mark(104.5, 11.5, kind="gap", precision_m=15_000.0)

    def radius(fit: Bounds | None) -> float:
        text = country_picture(khm, [mark], fit=fit, width=400)
        return float(re.findall(r'r="([\d.]+)" class="error"', text)[0])

    assert radius((104.0, 11.0, 105.0, 12.0)) > 3 * radius(None)
