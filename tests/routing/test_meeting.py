"""Two rows of seconds: where both are soonest, against trying every place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SettingError
from routing.meeting import best_meetings

times = st.one_of(st.sampled_from([0.0, 10.0, 20.0, np.inf]), st.floats(0, 1e5))
pairs = st.lists(st.tuples(times, times), max_size=12)


@given(rows=pairs, count=st.integers(1, 5))
def test_as_trying_every_place_says(rows: list[tuple[float, float]], count: int) -> None:
    first_s, second_s = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    found = best_meetings(first_s, second_s, count=count)
    each = sorted((max(pair), pair[0], place) for place, pair in enumerate(rows))
    expected = [one for one in each if np.isfinite(one[0])][:count]
    assert found.place.tolist() == [place for _, _, place in expected]
    assert found.meeting_s.tolist() == [seconds for seconds, _, _ in expected]


def test_of_equal_meetings_the_one_at_risk_is_in_sooner() -> None:
    found = best_meetings(np.array([9.0, 4.0, 10.0]), np.array([10.0, 10.0, 1.0]), count=3)
    assert found.place.tolist() == [1, 0, 2]
    assert found.first_s.tolist() == [4.0, 9.0, 10.0]
    assert found.second_s.tolist() == [10.0, 10.0, 1.0]


@pytest.mark.parametrize(
    ("first_s", "second_s", "count"),
    [([1.0], [1.0], 0), ([1.0], [1.0, 2.0], 1), ([np.nan], [1.0], 1)],
    ids=["no place", "not as many of each", "a time that is none"],
)
def test_impossible_questions_are_refused(
    first_s: list[float], second_s: list[float], count: int
) -> None:
    with pytest.raises(SettingError):
        best_meetings(np.array(first_s), np.array(second_s), count=count)
