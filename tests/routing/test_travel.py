"""The clock refuses impossible times, keeps the cheapest of parallel roads, and never changes."""

import numpy as np
import pytest

from geo.errors import SettingError
from routing.speeds import Conditions, SpeedProfile
from routing.travel import TravelModel
from tests.routing.test_speeds import TABLE
from tests.routing.towns import Town, build, road, three_by_three, town_of


@pytest.fixture(name="town")
def three_by_three_town() -> Town:
    return three_by_three()


@pytest.mark.parametrize("seconds", [np.nan, -1.0, np.inf, -np.inf])
def test_impossible_times_are_refused_by_road(town: Town, seconds: float) -> None:
    times = np.full(town.network.edge_count, 10.0)
    times[3] = seconds
    with pytest.raises(SettingError, match=r"road 4-5: driving time .* is impossible \(1 edges\)"):
        TravelModel(town.network, times)


def test_a_time_for_each_edge_is_needed(town: Town) -> None:
    with pytest.raises(SettingError, match=r"\(23,\) times for 24 edges"):
        TravelModel(town.network, np.full(23, 10.0))


def test_parallel_roads_are_not_added_up_but_the_quickest_is_kept() -> None:
    pair = [road("a", "b", key="five"), road("a", "b", key="three", via=[(0.5, 0.3)])]
    town = town_of(pair, {"a": (0, 0), "b": (1, 0)}, seconds={"five": 5.0, "three": 3.0})
    travel = town.travel
    assert travel.csr().toarray().tolist() == [[0.0, 3.0], [3.0, 0.0]]
    edge = travel.graph.cheapest_edges(travel.seconds, np.array([0, 1], dtype=np.int32))[0]
    assert town.network.record_key[town.network.record[edge]] == "three"


def test_a_road_of_no_time_stays_a_road(town: Town) -> None:
    travel = TravelModel(town.network, np.zeros(town.network.edge_count))
    assert travel.csr().nnz == 24
    assert (travel.csr().data > 0).all()


def test_closed_roads_are_dropped_not_weighted(town: Town) -> None:
    travel = town.travel_with("1-4", "0-1")
    assert travel.csr().nnz == 20
    assert np.isfinite(travel.csr().data).all()
    assert np.isfinite(travel.seconds).all()


def test_a_town_with_every_road_closed_is_still_a_town(town: Town) -> None:
    travel = town.travel_with(*(str(key) for key in town.network.record_key))
    assert travel.csr().nnz == 0


def test_a_closed_junction_gets_a_second_node_that_roads_leave_from(town: Town) -> None:
    travel = town.travel_with("4")
    node = int(town.network.find_nodes("4")[0])
    assert travel.csr().shape == (10, 10)
    assert travel.csr()[[node]].nnz == 0
    assert travel.csr()[[9]].nnz == 4


def test_the_clock_keeps_its_own_times(town: Town) -> None:
    times = np.full(town.network.edge_count, 10.0)
    travel = TravelModel(town.network, times)
    times[:] = 0.0
    assert (travel.seconds == 10.0).all()
    with pytest.raises(ValueError, match="read-only"):
        travel.seconds[0] = 1.0


def test_the_speed_table_gives_the_times() -> None:
    network = build([road("a", "b", **{"class": "trunk"})], {"a": (0, 0), "b": (10, 0)})
    profile = SpeedProfile.from_table(TABLE)
    day = TravelModel.from_profile(network, profile, Conditions())
    night = TravelModel.from_profile(network, profile, Conditions("night"))
    np.testing.assert_allclose(day.seconds, network.length_m / (80 / 3.6))
    np.testing.assert_allclose(night.seconds, day.seconds / 0.8)
