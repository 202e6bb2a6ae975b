"""Counting houses in time: the quick way against one loop over everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.cover.allowance import Allowance
from planning.cover.tally import count_houses, count_in_time


@given(
    seed=st.integers(0, 10_000),
    points=st.integers(1, 7),
    facilities=st.integers(0, 6),
    instants=st.integers(1, 9),
    houses=st.integers(1, 4),
)
@settings(max_examples=150)
def test_counts_are_those_of_a_loop(
    seed: int, points: int, facilities: int, instants: int, houses: int
) -> None:
    rng = np.random.default_rng(seed)
    # whole numbers, so that many a sum is exactly the limit
    travel_s = rng.choice([0.0, 1.0, 2.0, 5.0, np.inf], (points, facilities))
    delay_s = rng.choice([0.0, 1.0, 3.0, np.inf], (facilities, instants))
    limit_s = rng.choice([-np.inf, -1.0, 0.0, 2.0, 6.0], (facilities, instants))
    house = rng.integers(0, houses, facilities)
    found = count_in_time(travel_s, Allowance(delay_s, limit_s), house)
    assert found.shape == (instants, points)
    for instant in range(instants):
        for point in range(points):
            in_time = {
                int(house[one])
                for one in range(facilities)
                if delay_s[one, instant] + travel_s[point, one] <= limit_s[one, instant]
            }
            assert found[instant, point] == len(in_time)
        at_once = (delay_s[:, instant] + travel_s <= limit_s[:, instant]) if facilities else None
        if at_once is not None:
            assert count_houses(at_once, house).tolist() == found[instant].tolist()


def test_a_limit_is_inclusive_to_the_last_digit() -> None:
    travel_s = np.array([[0.1 + 0.2], [0.3]])
    allowed = Allowance(np.zeros((1, 1)), np.array([[0.3]]))
    assert count_in_time(travel_s, allowed, np.array([0])).tolist() == [[0, 1]]


@pytest.mark.parametrize("facilities", [0, 3])
def test_nobody_is_nobody(facilities: int) -> None:
    travel_s = np.full((2, facilities), np.inf)
    allowed = Allowance(np.zeros((facilities, 4)), np.full((facilities, 4), 1e9))
    counted = count_in_time(travel_s, allowed, np.zeros(facilities, dtype=np.int_))
    assert counted.tolist() == [[0, 0]] * 4
