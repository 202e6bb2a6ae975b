"""Chance against Monte Carlo, and against closed forms where there are any."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.chance import (
    Part,
    TimeSpread,
    added,
    chance_before,
    chance_of_sum,
    first_of,
    sum_of_parts,
)

NEAR = 0.01
ETA = [Part(60, 0.5), Part(300, 0.5), Part(2700, 0.4), Part(0.0, 0.3), Part(1500, 0.2), Part(120)]


def draw(
    parts: list[Part], errors_s: tuple[float, ...] = (), *, count: int = 1_000_000, seed: int = 7
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    total = np.zeros(count)
    for part in parts:
        total += part.median_s * (
            np.exp(part.spread * rng.standard_normal(count)) if part.spread else 1.0
        )
    for error_s in errors_s:
        total += rng.uniform(-error_s, error_s, count)
    return total


def check(spread: TimeSpread, drawn: np.ndarray) -> None:
    """Chance at every hundredth of the drawn times, and each percentile, within 0.01."""
    drawn = np.sort(drawn)
    limits = np.quantile(drawn, np.linspace(0, 1, 101))
    found = [spread.chance_within(limit) for limit in limits]
    share = np.searchsorted(drawn, limits + 1e-6, "right") / len(drawn)
    assert np.abs(found - share).max() < NEAR
    for wanted in (0.01, 0.1, 0.5, 0.9, 0.99):
        at = spread.percentiles(np.array([wanted]))[0]
        low, high = np.searchsorted(drawn, [at - 1e-6, at + 1e-6]) / len(drawn)
        assert low - NEAR < wanted < high + NEAR


@pytest.mark.parametrize(
    ("parts", "errors_s"),
    [
        pytest.param(ETA, (), id="an ordinary ETA"),
        pytest.param(ETA, (400.0, 1000.0), id="an ordinary ETA at a doubtful place"),
        pytest.param([Part(1000, 0.3)], (), id="one part"),
        pytest.param([Part(1000, 1.0)] * 4, (), id="wide parts"),
        pytest.param([Part(1000, 2.0), Part(700, 2.0)], (), id="the widest that a pack may say"),
        pytest.param([Part(1e5, 0.3), Part(60, 0.5), Part(2, 1.0)], (), id="one part dominates"),
        pytest.param([Part(1e5, 0.001), Part(10, 1.0)], (), id="a long sure part, a short wide"),
        pytest.param([Part(1e5, 1e-6), Part(600, 1e-5)], (), id="all but certain"),
        pytest.param([Part(0.0, 1.0), Part(0.0)], (), id="nothing takes time"),
        pytest.param([Part(0.001, 1.0)], (), id="a millisecond"),
        pytest.param([Part(600.0)], (1e5,), id="the place may be anywhere"),
        pytest.param([Part(600.0, 0.2)], (0.01,), id="the place is known to the foot"),
        pytest.param([Part(600.0), Part(300.0), Part(0.1)], (), id="certain"),
    ],
)
def test_chance_and_percentiles_agree_with_monte_carlo(
    parts: list[Part], errors_s: tuple[float, ...]
) -> None:
    check(sum_of_parts(parts, position_errors_s=errors_s), draw(parts, errors_s))


a_part = st.builds(
    Part,
    st.one_of(st.just(0.0), st.floats(0.01, 1e5), st.floats(1, 5000)),
    st.one_of(st.just(0.0), st.floats(0, 1), st.floats(1e-9, 1e-3)),
)
a_sum = st.tuples(
    st.lists(a_part, min_size=1, max_size=5),
    st.lists(st.one_of(st.just(0.0), st.floats(0, 1e5)), max_size=2).map(tuple),
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(question=a_sum)
def test_any_sum_agrees_with_monte_carlo(
    question: tuple[list[Part], tuple[float, ...]],
) -> None:
    parts, errors_s = question
    check(sum_of_parts(parts, position_errors_s=errors_s), draw(parts, errors_s, count=100_000))


@settings(max_examples=60, deadline=None)
@given(question=a_sum, low=st.floats(0, 5e5), more=st.floats(0, 5e5))
def test_more_time_is_never_a_smaller_chance(
    question: tuple[list[Part], tuple[float, ...]], low: float, more: float
) -> None:
    spread = sum_of_parts(question[0], position_errors_s=question[1])
    assert 0 <= spread.chance_within(low) <= spread.chance_within(low + more) <= 1
    assert (np.diff(spread.reached) >= 0).all()
    assert (spread.reached[0], spread.reached[-1]) == (0.0, 1.0)
    times = [spread.percentile(share) for share in np.linspace(0, 1, 21)]
    assert times == sorted(times)
    assert times[0] >= 0


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("spread", [0.01, 0.5, 1.0, 2.0])
def test_one_lognormal_has_its_closed_percentiles(share: float, spread: float) -> None:
    normal = {0.1: -1.2815515655446004, 0.5: 0.0, 0.9: 1.2815515655446004}[share]
    exact = 1000.0 * math.exp(spread * normal)
    assert sum_of_parts([Part(1000.0, spread)]).percentile(share) == pytest.approx(exact, rel=NEAR)


@pytest.mark.parametrize("seconds", [0.0, 0.3, 3600.0, 1e6])
def test_a_certain_time_is_in_time_at_the_limit_and_not_below(seconds: float) -> None:
    spread = sum_of_parts([Part(seconds / 3), Part(seconds / 3), Part(seconds / 3)])
    assert spread.chance_within(seconds) == 1.0
    assert spread.chance_within(seconds - 1e-3) == 0.0
    assert spread.percentile(0.01) == spread.percentile(0.99) == pytest.approx(seconds)


def test_half_of_the_place_s_error_is_nearer() -> None:
    spread = sum_of_parts([Part(3600.0)], position_errors_s=[300.0])
    assert spread.chance_within(3600.0) == pytest.approx(0.5, abs=1e-3)
    assert spread.chance_within(3450.0) == pytest.approx(0.25, abs=1e-3)


def test_a_time_is_never_told_below_zero() -> None:
    assert sum_of_parts([Part(10.0)], position_errors_s=[1000.0]).percentile(0.1) == 0.0


TWO = [
    pytest.param([Part(600, 0.4), Part(1500, 0.2)], [Part(2700, 0.4)], id="near and on call"),
    pytest.param([Part(600, 0.4)], [Part(600, 0.4)], id="alike"),
    pytest.param([Part(600.0)], [Part(700, 0.5)], id="certain and wide"),
    pytest.param([Part(600.0)], [Part(600.0)], id="both certain, a tie"),
    pytest.param([Part(600.0)], [Part(601.0)], id="both certain"),
    pytest.param([Part(600, 1e-4)], [Part(600, 1.0)], id="narrow and wide"),
    pytest.param([Part(1.0, 0.3)], [Part(1e5, 0.3)], id="never a doubt"),
]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_who_is_first_agrees_with_monte_carlo(one: list[Part], other: list[Part]) -> None:
    a, b = draw(one, seed=1), draw(other, seed=2)
    mine, theirs = sum_of_parts(one), sum_of_parts(other)
    expected = (a < b).mean() + (a == b).mean() / 2
    assert chance_before(mine, theirs) == pytest.approx(expected, abs=0.005)
    assert chance_before(mine, theirs) + chance_before(theirs, mine) == pytest.approx(1.0)
    check(first_of(mine, theirs), np.minimum(a, b))


@pytest.mark.parametrize(("one", "other"), TWO)
@pytest.mark.parametrize(
    "common",
    [
        pytest.param([Part(60, 0.5), Part(300, 0.5)], id="a call"),
        pytest.param([Part(360.0)], id="a certain call"),
        pytest.param([Part(5e4, 1.0)], id="a call of a day"),
    ],
)
def test_what_is_common_is_added_after_the_earlier(
    one: list[Part], other: list[Part], common: list[Part]
) -> None:
    drawn = draw(common, seed=3) + np.minimum(draw(one, seed=1), draw(other, seed=2))
    call, earlier = sum_of_parts(common), first_of(sum_of_parts(one), sum_of_parts(other))
    check(added(call, earlier), drawn)
    for limit_s in np.quantile(drawn, [0.05, 0.3, 0.5, 0.8, 0.99]):
        share = (drawn <= limit_s + 1e-6).mean()
        assert chance_of_sum(call, earlier, limit_s) == pytest.approx(share, abs=NEAR)


def test_two_with_one_call_are_less_sure_than_two_calls() -> None:
    """The call is answered once: to draw it twice would promise too much."""
    call, own = [Part(1200, 1.0)], [Part(600, 0.1)]
    twice = first_of(sum_of_parts([*call, *own]), sum_of_parts([*call, *own]))
    once = chance_of_sum(sum_of_parts(call), first_of(sum_of_parts(own), sum_of_parts(own)), 1800.0)
    assert once < twice.chance_within(1800.0) - 0.2


@settings(max_examples=40, deadline=None)
@given(one=a_sum, other=a_sum, limit_s=st.floats(0, 2e5))
def test_the_earlier_is_never_later(
    one: tuple[list[Part], tuple[float, ...]],
    other: tuple[list[Part], tuple[float, ...]],
    limit_s: float,
) -> None:
    mine, theirs = (
        sum_of_parts(parts, position_errors_s=errors_s) for parts, errors_s in (one, other)
    )
    both = first_of(mine, theirs).chance_within(limit_s)
    assert both >= max(mine.chance_within(limit_s), theirs.chance_within(limit_s)) - 1e-9
    assert chance_before(mine, theirs) + chance_before(theirs, mine) == pytest.approx(1.0)
