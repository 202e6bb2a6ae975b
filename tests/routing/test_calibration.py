"""Factors fitted to trips: a closed form, an independent optimiser, and intervals that hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from geo.errors import CalibrationError
from routing.calibration import (
    LEAST_IN_GROUP,
    LEAST_TRIPS,
    PRIOR_SPREAD,
    TripTimes,
    chance_of_right_table,
    check_fit,
    cross_validated_off,
    fit_factors,
    freed_groups,
    trips_in_group,
)
from routing.network import BoolArray, FloatArray

HOUR_S = 3600.0


def free(count: int) -> BoolArray:
    return np.ones(count, dtype=np.bool_)


def one_group(log_off: FloatArray) -> TripTimes:
    """Trips of one kind of road, observed so far off the model."""
    model_s = np.linspace(0.5, 5, len(log_off)) * HOUR_S
    observed_s = model_s * np.exp(log_off)
    nothing = np.zeros(len(log_off))
    return TripTimes(observed_s, nothing, model_s[:, np.newaxis], np.eye(1), np.zeros(1))


def random_trips(seed: int, count: int, *, groups: int = 3, fixed: bool = True) -> TripTimes:
    """Trips over random mixtures of roads, observed exactly as the model says."""
    rng = np.random.default_rng(seed)
    whole_s = rng.uniform(0.3, 6, count) * HOUR_S
    cell_s = rng.dirichlet(np.full(groups, 0.8), size=count) * whole_s[:, np.newaxis]
    fixed_s = rng.uniform(0, 600, count) * fixed
    return TripTimes(
        fixed_s + cell_s.sum(axis=1), fixed_s, cell_s, np.eye(groups), np.zeros(groups)
    )


def observed(times: TripTimes, log_factor: FloatArray, *, spread: float, seed: int) -> TripTimes:
    """The same trips, driven at other speeds by drivers who differ."""
    noise = np.random.default_rng(seed).normal(0, spread, times.trip_count)
    return replace(times, observed_s=times.model_s(log_factor) * np.exp(noise))


def test_one_group_is_the_textbook_mean_shrunk_to_nothing_known() -> None:
    # Normal mean with a normal prior: precision-weighted, at the spread that was found.
    off = 0.2 + np.tile([0.1, -0.1, 0.05, -0.05], 5)
    fit = fit_factors(one_group(off), free(1))
    data, prior = len(off) / fit.spread**2, 1 / PRIOR_SPREAD**2
    assert fit.log_factor[0] == pytest.approx(0.2 * data / (data + prior), rel=1e-9)
    assert fit.covariance[0, 0] == pytest.approx(1 / (data + prior), rel=1e-9)
    effective = data / (data + prior)
    assert fit.freedom == pytest.approx(20 - effective)
    residual = off - fit.log_factor[0]
    assert fit.spread == pytest.approx(np.sqrt((residual**2).sum() / (20 - effective)))
    assert fit.is_kept.all()


def test_a_wide_spread_shrinks_more() -> None:
    narrow, wide = (
        fit_factors(one_group(0.2 + size * np.tile([1.0, -1.0], 6)), free(1)).log_factor[0]
        for size in (0.05, 0.5)
    )
    assert 0 < wide < narrow < 0.2


def test_groups_add_up_inside_the_logarithm() -> None:
    """Another optimiser, on the posterior as it is written down, finds the same factors."""
    times = observed(random_trips(3, 25), np.array([0.25, -0.2, 0.1]), spread=0.15, seed=4)
    fit = fit_factors(times, free(3))
    assert fit.is_kept.all()

    def minus_log_posterior(log_factor: FloatArray) -> float:
        model_s = times.fixed_s + (times.cell_s * np.exp(log_factor)).sum(axis=1)
        residual = np.log(times.observed_s) - np.log(model_s)
        return float(
            (residual**2).sum() / (2 * fit.spread**2)
            + (log_factor**2).sum() / (2 * PRIOR_SPREAD**2)
        )

    best = minimize(minus_log_posterior, np.zeros(3), method="Nelder-Mead", tol=1e-10)
    np.testing.assert_allclose(fit.log_factor, best.x, atol=1e-5)


def test_the_table_it_starts_from_does_not_matter() -> None:
    """Half of a factor held by the table already: the whole factor comes out, prior and all."""
    times = observed(random_trips(5, 30), np.array([0.3, 0.1, -0.1]), spread=0.1, seed=6)
    held = np.array([0.15, 0.2, 0.0])
    moved = replace(times, cell_s=times.cell_s * np.exp(held), held=held)
    first, second = (fit_factors(one, free(3)) for one in (times, moved))
    np.testing.assert_allclose(first.log_factor, second.log_factor, atol=1e-7)
    np.testing.assert_allclose(first.covariance, second.covariance, atol=1e-9)


@pytest.mark.parametrize("from_prior", [True, False], ids=["factors at random", "factors fixed"])
@pytest.mark.parametrize(("count", "spread"), [(12, 0.2), (30, 0.1), (30, 0.35)])
def test_ninety_in_a_hundred_intervals_hold_the_truth(
    *, from_prior: bool, count: int, spread: float
) -> None:
    inside = []
    for seed in range(80):
        drawn = np.random.default_rng(1000 + seed).normal(0, PRIOR_SPREAD, 3)
        truth = drawn if from_prior else np.log([1.3, 0.85, 1.15])
        times = observed(random_trips(seed, count), truth, spread=spread, seed=seed)
        low, high = fit_factors(times, free(3)).interval.T
        inside.append((low <= np.exp(truth)) & (np.exp(truth) <= high))
    assert 0.80 <= np.mean(inside) <= 0.97


def test_the_spread_comes_back() -> None:
    spreads = [
        fit_factors(
            observed(random_trips(seed, 40), np.zeros(3), spread=0.2, seed=seed), free(3)
        ).spread
        for seed in range(40)
    ]
    assert np.mean(spreads) == pytest.approx(0.2, rel=0.05)


def test_outliers_are_set_aside_and_do_not_move_the_rest() -> None:
    clean = observed(random_trips(7, 30), np.array([0.2, 0.0, -0.1]), spread=0.1, seed=8)
    wrong = np.zeros(30, dtype=np.bool_)
    wrong[[4, 11, 20]] = True
    spoilt = replace(
        clean, observed_s=np.where(wrong, clean.observed_s * [[5.0]], clean.observed_s)[0]
    )
    fit = fit_factors(spoilt, free(3))
    np.testing.assert_array_equal(fit.is_kept, ~wrong)
    without = fit_factors(clean.only(~wrong), free(3))
    np.testing.assert_allclose(fit.log_factor, without.log_factor, atol=1e-9)
    assert fit.spread == pytest.approx(without.spread)


def test_one_trip_in_five_with_a_stop_does_not_hide_itself() -> None:
    """Least squares alone would be drawn so far that none of them stands out."""
    off = np.concatenate([np.tile([0.05, -0.05], 8), np.full(4, 0.6)])
    fit = fit_factors(one_group(off), free(1))
    np.testing.assert_array_equal(fit.is_kept, off < 0.5)
    assert fit.log_factor[0] == pytest.approx(0, abs=1e-9)


def test_a_log_without_any_scatter_is_not_taken_as_certain() -> None:
    fit = fit_factors(one_group(np.full(12, 0.1)), free(1))
    assert fit.log_factor[0] == pytest.approx(0.1, abs=1e-3)
    assert fit.standard_error[0] > 0
    assert fit.is_kept.all()


def test_a_group_that_is_not_freed_stays() -> None:
    times = observed(random_trips(9, 20), np.array([0.2, 0.3, 0.0]), spread=0.1, seed=1)
    fit = fit_factors(times, np.array([True, False, True]))
    assert fit.log_factor[1] == 0
    np.testing.assert_array_equal(fit.interval[1], [1, 1])
    assert fit.standard_error[1] == 0


def test_groups_may_share_cells() -> None:
    """By day and by night on two kinds of road: the night's factor is the same on both."""
    cells = np.kron(np.eye(4), np.full((8, 1), HOUR_S))
    design = np.array([[1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1]], dtype=np.float64)
    truth = np.log([1.2, 0.9, 1.1])
    times = TripTimes(np.ones(32), np.zeros(32), cells, design, np.zeros(3))
    fit = fit_factors(replace(times, observed_s=times.model_s(truth)), free(3))
    np.testing.assert_allclose(fit.log_factor, truth, atol=2e-3)


def test_each_trip_is_foretold_by_the_others() -> None:
    times = observed(random_trips(2, 14), np.array([0.2, 0.0, 0.1]), spread=0.1, seed=3)
    off = cross_validated_off(times, free(3))
    others = np.arange(14) != 5
    fit = fit_factors(times.only(others), free(3))
    model_s = times.fixed_s + (times.cell_s * np.exp(fit.log_factor)).sum(axis=1)
    assert off[5] == pytest.approx(np.log(times.observed_s[5] / model_s[5]), abs=1e-9)


def test_a_held_out_trip_never_sees_itself() -> None:
    times = observed(random_trips(2, 45), np.zeros(3), spread=0.1, seed=3)
    changed = replace(times, observed_s=times.observed_s * np.where(np.arange(45) == 7, 1.3, 1))
    before, after = (cross_validated_off(one, free(3)) for one in (times, changed))
    assert after[7] - before[7] == pytest.approx(np.log(1.3))


def test_too_few_trips_are_refused_with_the_reason() -> None:
    assert freed_groups(random_trips(1, LEAST_TRIPS)).any()
    with pytest.raises(CalibrationError, match="9 trips: at least 10 are needed"):
        freed_groups(random_trips(1, LEAST_TRIPS - 1))


def test_a_group_is_freed_by_five_trips() -> None:
    cell_s = np.full((12, 2), HOUR_S)
    cell_s[LEAST_IN_GROUP:, 1] = 0.1 * HOUR_S  # under a tenth of the trip
    times = TripTimes(np.full(12, HOUR_S), np.zeros(12), cell_s, np.eye(2), np.zeros(2))
    assert trips_in_group(times).tolist() == [12, LEAST_IN_GROUP]
    assert freed_groups(times).tolist() == [True, True]
    cell_s[0, 1] = 0
    assert freed_groups(times).tolist() == [True, False]
    nowhere = replace(times, cell_s=np.zeros((12, 2)), fixed_s=np.full(12, HOUR_S))
    with pytest.raises(CalibrationError, match="no kind of road"):
        freed_groups(nowhere)


def test_the_chance_of_a_right_table_is_what_it_says() -> None:
    """Of logs driven at the table's speeds one in ten falls under 0.1; of others nearly all."""
    under = {
        name: np.mean(
            [
                chance_of_right_table(
                    fit_factors(
                        observed(random_trips(seed, 30), truth, spread=0.2, seed=seed), free(3)
                    )
                )
                <= 0.1
                for seed in range(60)
            ]
        )
        for name, truth in (("right", np.zeros(3)), ("wrong", np.log([1.4, 1.2, 1.2])))
    }
    assert under["right"] <= 0.2
    assert under["wrong"] >= 0.95


def test_hours_written_as_minutes_are_refused() -> None:
    fit = fit_factors(one_group(np.log(1 / 60) + np.tile([0.1, -0.1], 10)), free(1))
    with pytest.raises(CalibrationError, match=r"night: the log takes 0\.\d+ times"):
        check_fit(fit, ("night",))
    check_fit(fit_factors(one_group(np.full(12, 0.3)), free(1)), ("night",))


def test_a_log_of_anything_is_refused() -> None:
    wild = one_group(np.tile([1.6, -1.6], 10))
    with pytest.raises(CalibrationError, match="scatter by a factor"):
        check_fit(fit_factors(wild, free(1)), ("night",))


@given(
    seed=st.integers(0, 10**6),
    count=st.integers(10, 30),
    spread=st.floats(0.0, 1.0),
    scale=st.floats(0.2, 5.0),
)
@settings(max_examples=60, deadline=None)
def test_every_log_gives_finite_factors_within_their_intervals(
    *, seed: int, count: int, spread: float, scale: float
) -> None:
    times = observed(random_trips(seed, count), np.zeros(3), spread=spread, seed=seed)
    fit = fit_factors(replace(times, observed_s=scale * times.observed_s), free(3))
    factor, (low, high) = np.exp(fit.log_factor), fit.interval.T
    assert np.isfinite(fit.interval).all()
    assert ((low < factor) & (factor < high)).all()
    assert fit.freedom > 0
    assert np.isfinite(fit.spread)
