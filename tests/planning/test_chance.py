"""Chance against Monte Carlo, and against closed forms where there are any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.chance import Part, sum_of_parts

ETA = [Part(60, 0.5), Part(300, 0.5), Part(2700, 0.4), Part(0.0, 0.3), Part(1500, 0.2), Part(120)]


def draw(parts: list[Part], *, error_s: float, count: int = 400_000) -> np.ndarray:
    rng = np.random.default_rng(7)
    total = np.zeros(count)
    for part in parts:
        total += part.median_s * np.exp(part.spread * rng.standard_normal(count))
    return total + rng.uniform(-error_s, error_s, count)


@pytest.mark.parametrize("error_s", [0.0, 400.0])
@pytest.mark.parametrize("limit_s", [3000.0, 4500.0, 5400.0, 9000.0])
def test_chance_agrees_with_monte_carlo(error_s: float, limit_s: float) -> None:
    spread = sum_of_parts(ETA, position_errors_s=[error_s])
    drawn = draw(ETA, error_s=error_s)
    assert spread.chance_within(limit_s) == pytest.approx((drawn <= limit_s).mean(), abs=0.005)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_percentiles_agree_with_monte_carlo(share: float) -> None:
    spread = sum_of_parts(ETA, position_errors_s=[200.0])
    drawn = draw(ETA, error_s=200.0)
    assert spread.percentile(share) == pytest.approx(np.quantile(drawn, share), rel=0.01)


def test_one_lognormal_has_its_own_median() -> None:
    assert sum_of_parts([Part(1000.0, 0.3)]).percentile(0.5) == pytest.approx(1000.0, rel=2e-3)


def test_fixed_time_is_in_time_at_the_limit_and_not_below() -> None:
    spread = sum_of_parts([Part(3600.0)])
    assert spread.chance_within(3600.01) == 1.0
    assert spread.chance_within(3599.0) == 0.0


parts = st.lists(
    st.builds(Part, st.floats(1, 20_000), st.sampled_from([0.0, 0.1, 0.3, 0.5])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=50, deadline=None)
@given(parts=parts, low=st.floats(0, 50_000), more=st.floats(0, 50_000))
def test_more_time_is_never_a_smaller_chance(parts: list[Part], low: float, more: float) -> None:
    spread = sum_of_parts(parts)
    assert spread.mass.sum() == pytest.approx(1.0)
    assert spread.chance_within(low) <= spread.chance_within(low + more) + 1e-12
