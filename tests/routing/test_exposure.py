"""Hazard along the roads: means, peaks and integrals over any stretch."""

import numpy as np
import pytest

from geo.errors import SettingError
from routing.exposure import EdgeHazard
from routing.network import FloatArray
from tests.routing.towns import SOUTH, STEP_DEG, WEST, Town, road, three_by_three, town_of


@pytest.fixture(name="town")
def long_road() -> Town:
    """A straight road of about 1,090 m to the east, and one of 110 m to the north."""
    return town_of([road("a", "b"), road("a", "c")], {"a": (0, 0), "b": (10, 0), "c": (0, 1)})


def east(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Hazard that rises along the road from 0 to 1."""
    return np.clip((lon - WEST) / (10 * STEP_DEG) + 0 * lat, 0, 1)


def test_hazard_is_asked_once_at_four_places_in_each_piece(town: Town) -> None:
    asked: list[tuple[FloatArray, FloatArray]] = []

    def hazard_of(lon: FloatArray, lat: FloatArray) -> FloatArray:
        asked.append((lon, lat))
        return np.zeros(len(lon))

    hazard = EdgeHazard.sample(town.network, hazard_of, piece_m=500)
    assert np.diff(hazard.first).tolist() == [3, 1]
    (lon, lat), *more = asked
    assert not more
    assert len(lon) == 16
    assert (lon[:12] > WEST).all()
    assert lat[:12] == pytest.approx(SOUTH)
    gaps_m = np.diff(lon[:12]) / STEP_DEG * 109
    assert gaps_m.max() < 125


def test_the_integral_is_exact_by_pieces(town: Town) -> None:
    hazard = EdgeHazard.sample(town.network, east, piece_m=10)
    record = np.zeros(3, dtype=np.int32)
    found = hazard.along(record, np.array([0.0, 0.5, 1.0]))
    np.testing.assert_allclose(found, [0.0, 0.125, 0.5], atol=1e-3)


def test_the_peak_is_that_of_the_stretch(town: Town) -> None:
    hazard = EdgeHazard.sample(town.network, east, piece_m=10)
    assert hazard.peak_between(0, (0.0, 0.5)) == pytest.approx(0.5, abs=0.01)
    assert hazard.peak_between(0, (0.5, 0.2)) == pytest.approx(0.5, abs=0.01)
    assert hazard.peak_between(0, (0.0, 1.0)) == pytest.approx(1.0, abs=0.01)
    assert hazard.peak_between(1, (0.0, 1.0)) == 0.0


def test_nothing_leaks_from_one_road_to_the_next() -> None:
    town = three_by_three()
    values = np.linspace(0, 1, town.network.record_count)
    hazard = EdgeHazard.from_records(town.network, values)
    records = np.arange(town.network.record_count, dtype=np.int32)
    np.testing.assert_allclose(hazard.along(records, np.ones(len(records))), values)
    np.testing.assert_allclose(hazard.along(records, np.full(len(records), 0.25)), values / 4)


@pytest.mark.parametrize("level", [-0.1, 1.1, np.nan])
def test_hazard_outside_its_range_is_refused(town: Town, level: float) -> None:
    with pytest.raises(SettingError, match="must be 0 to 1"):
        EdgeHazard.from_records(town.network, [0.0, level])
    with pytest.raises(SettingError, match="must be 0 to 1"):
        EdgeHazard.sample(town.network, lambda lon, _: np.full(len(lon), level))


def test_one_hazard_for_each_road_is_needed(town: Town) -> None:
    with pytest.raises(SettingError, match=r"\(1,\) hazards for 2 roads"):
        EdgeHazard.from_records(town.network, [0.5])
