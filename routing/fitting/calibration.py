"""Factors of driving time fitted to logged trips: pure arithmetic on arrays."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import fdtrc, stdtrit

from geo.errors import CalibrationError
from routing.network import BoolArray, FloatArray, IntArray

PRIOR_SPREAD = 0.25
"""How far a table's group is from the truth before any trip is seen: standard deviation of the
logarithm (two tables of three within about a quarter). A heuristic: it shrinks factors to 1."""
LEAST_TRIPS = 10
"""Below it the spread itself is not known to a quarter (its relative error is 1/sqrt(2(n-1)))."""
LEAST_IN_GROUP = 5
SUBSTANTIAL_SHARE = 0.1
"""A group is freed by 5 trips with a tenth of their time in it (a heuristic); else it stays 1."""
MOST_FACTOR = 2.0
"""A factor beyond it, or below its inverse, is a wrong log, not a wrong table (a heuristic)."""
MOST_SPREAD = 1.0
"""A log that scatters more, by a factor of 2.7 either way, says nothing of roads (a heuristic)."""
OUTLIER_SPREADS = 3.5
"""Trips this many robust spreads off are set aside (Iglewicz, Hoaglin 1993)."""
_HUBER = 1.345  # 95 % as efficient as least squares where there is no outlier (Huber 1964)
_MAD_TO_SPREAD = 1.4826
_LEAST_SPREAD = 0.01  # minutes in a log are rounded: no log is surer than one in a hundred
_FOLDS = 20
_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class TripTimes:
    """Logged trips beside the model, whose seconds are split into cells.

    The factor of a cell is the product of the factors of its groups: the model says
    ``fixed_s + sum over cells of cell_s * exp(design @ (log_factor - held))``.

    Parameters
    ----------
    observed_s
        Logged seconds, above 0, shape (trips,).
    fixed_s
        Model seconds that no factor changes: ferries, ways off the road; shape (trips,).
    cell_s
        Model seconds that factors change, shape (trips, cells).
    design
        1 where a cell belongs to a group, else 0; shape (cells, groups).
    held
        Log factors that `cell_s` holds already, shape (groups,).
    """

    observed_s: FloatArray
    fixed_s: FloatArray
    cell_s: FloatArray
    design: FloatArray
    held: FloatArray

    @property
    def trip_count(self) -> int:
        """Number of trips."""
        return len(self.observed_s)

    def model_s(self, log_factor: FloatArray) -> FloatArray:
        """Model seconds of each trip with these factors."""
        seconds: FloatArray = self.fixed_s + self._cells(log_factor).sum(axis=1)
        return seconds

    def group_share(self, log_factor: FloatArray) -> FloatArray:
        """Share of each trip's model time that a group's factor changes, (trips, groups)."""
        movable_s: FloatArray = self._cells(log_factor) @ self.design
        return movable_s / self.model_s(log_factor)[:, np.newaxis]

    def off(self, log_factor: FloatArray) -> FloatArray:
        """Logarithm of observed over model seconds."""
        return np.log(self.observed_s / self.model_s(log_factor))

    def only(self, chosen: BoolArray) -> "TripTimes":
        """Keep some of the trips."""
        return replace(
            self,
            observed_s=self.observed_s[chosen],
            fixed_s=self.fixed_s[chosen],
            cell_s=self.cell_s[chosen],
        )

    def _cells(self, log_factor: FloatArray) -> FloatArray:
        return self.cell_s * np.exp(self.design @ (log_factor - self.held))


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Fitted factors.

    Parameters
    ----------
    log_factor
        Logarithm of each group's factor of driving time, shape (groups,); 0 where not freed.
    covariance
        Of `log_factor`, shape (groups, groups); 0 where not freed.
    spread
        Standard deviation of the logarithm of observed over model time, outliers left out.
    freedom
        Trips kept less the effective number of parameters.
    is_kept
        Per trip: whether it was used, or set aside as an outlier.
    """

    log_factor: FloatArray
    covariance: FloatArray
    spread: float
    freedom: float
    is_kept: BoolArray

    @property
    def standard_error(self) -> FloatArray:
        """Of the factors themselves, by the delta method."""
        return np.exp(self.log_factor) * np.sqrt(np.diag(self.covariance))

    @property
    def interval(self) -> FloatArray:
        """Lower and upper end of each factor's 90 % interval, shape (groups, 2)."""
        reach = stdtrit(self.freedom, (1 + _CONFIDENCE) / 2) * np.sqrt(np.diag(self.covariance))
        return np.exp(self.log_factor[:, np.newaxis] + np.outer(reach, [-1.0, 1.0]))


def freed_groups(times: TripTimes) -> BoolArray:
    """Tell which groups the trips say anything about.

    Returns
    -------
    BoolArray
        Per group: whether at least `LEAST_IN_GROUP` trips have at least
        `SUBSTANTIAL_SHARE` of their model time in it.

    Raises
    ------
    CalibrationError
        If there are fewer than `LEAST_TRIPS` trips, or no group can be freed.
    """
    if times.trip_count < LEAST_TRIPS:
        raise CalibrationError(
            f"{times.trip_count} trips: at least {LEAST_TRIPS} are needed, else their spread is"
            " itself unknown; log more trips"
        )
    counts = trips_in_group(times)
    freed = counts >= LEAST_IN_GROUP
    if not freed.any():
        raise CalibrationError(
            f"no kind of road has {LEAST_IN_GROUP} trips with {SUBSTANTIAL_SHARE:.0%} of their"
            " time on it; log more trips by road"
        )
    return np.asarray(freed, dtype=np.bool_)


def trips_in_group(times: TripTimes) -> IntArray:
    """Count the trips with a substantial share of their time in each group, shape (groups,)."""
    is_in: BoolArray = times.group_share(times.held) >= SUBSTANTIAL_SHARE
    return np.asarray(is_in.sum(axis=0), dtype=np.int32)


def fit_factors(times: TripTimes, freed: BoolArray) -> Fit:
    """Fit a factor of driving time to each freed group.

    Logged times scatter by a factor, so the logarithms are fitted, by Gauss-Newton, for the
    groups add up inside the logarithm. Factors are shrunk to 1 by a normal prior of
    `PRIOR_SPREAD` on their logarithm (ridge in log space). Outliers are found by a Huber fit
    with the spread from the median absolute residual, set aside, and the rest is fitted by
    least squares (reweighted least squares: Rousseeuw, Leroy 1987, "Robust regression and
    outlier detection").

    Parameters
    ----------
    times
        At least `LEAST_TRIPS` trips.
    freed
        Groups that may leave 1, from `freed_groups`.

    Examples
    --------
    >>> hour = np.full(12, 3600.0)
    >>> log = TripTimes(1.2 * hour, 0 * hour, hour[:, None], np.eye(1), np.zeros(1))
    >>> fit = fit_factors(log, np.array([True]))
    >>> np.exp(fit.log_factor).round(2).tolist(), int(fit.is_kept.sum())
    ([1.2], 12)
    """
    everybody = np.ones(times.trip_count, dtype=np.bool_)
    robust = _iterate(times, freed, is_huber=True)
    kept = np.abs(times.off(robust.log_factor)) <= OUTLIER_SPREADS * robust.spread
    if kept.sum() <= freed.sum() + 1:
        kept = everybody
    return replace(_iterate(times.only(kept), freed, is_huber=False), is_kept=kept)


def cross_validated_off(times: TripTimes, freed: BoolArray) -> FloatArray:
    """Tell how far each trip is off a fit that has not seen it.

    Returns
    -------
    FloatArray
        Logarithm of observed over model seconds, shape (trips,): each trip left out on its
        own up to 20 trips, else in 20 parts.
    """
    fold = np.arange(times.trip_count) % _FOLDS
    off = np.empty(times.trip_count)
    for number in range(int(fold.max()) + 1):
        out = fold == number
        fit = fit_factors(times.only(~out), freed)
        off[out] = times.only(out).off(fit.log_factor)
    return off


def chance_of_right_table(fit: Fit) -> float:
    """Tell how often trips would differ as much from a table that is right, 0..1.

    All freed factors at once against 1 (Wald's test with Fisher's distribution). The prior pulls
    them there, so that the answer is rather too high than too low.
    """
    freed = np.diag(fit.covariance) > 0
    log_factor, covariance = fit.log_factor[freed], fit.covariance[np.ix_(freed, freed)]
    wald = float(log_factor @ np.linalg.solve(covariance, log_factor)) / len(log_factor)
    return float(fdtrc(len(log_factor), fit.freedom, wald))


def check_fit(fit: Fit, groups: tuple[str, ...]) -> None:
    """Refuse what no table of speeds can be wrong by.

    Raises
    ------
    CalibrationError
        If a factor lies outside 1/`MOST_FACTOR`..`MOST_FACTOR`, or the spread over
        `MOST_SPREAD`, ends inclusive.
    """
    for group, factor in zip(groups, np.exp(fit.log_factor).tolist(), strict=True):
        if not 1 / MOST_FACTOR <= factor <= MOST_FACTOR:
            raise CalibrationError(
                f"{group}: the log takes {factor:.2f} times the table's time; a table is seldom"
                f" wrong by more than {MOST_FACTOR:g}: check that minutes are minutes of driving"
            )
    if fit.spread > MOST_SPREAD:
        raise CalibrationError(
            f"the trips scatter by a factor of {np.exp(fit.spread):.1f} about any table; check"
            " that minutes are minutes of driving, without stops and nights"
        )


def _iterate(times: TripTimes, freed: BoolArray, *, is_huber: bool) -> Fit:
    """Fit factors and spread in turn until neither moves."""
    log_factor, weight = np.where(freed, times.held, 0.0), np.ones(times.trip_count)
    off = times.off(log_factor)
    spread = _spread(off - np.median(off), times.trip_count, is_huber=True)
    for _ in range(30):
        ridge = (spread / PRIOR_SPREAD) ** 2
        log_factor = _gauss_newton(times, freed, start=log_factor, weight=weight, ridge=ridge)
        share = times.group_share(log_factor)[:, freed]
        seen = share.T @ (weight[:, np.newaxis] * share)
        inverse = np.linalg.inv(seen + ridge * np.eye(len(seen)))
        freedom = times.trip_count - float(np.trace(inverse @ seen))
        off = times.off(log_factor)
        before, spread = spread, _spread(off, freedom, is_huber=is_huber)
        if is_huber:
            weight = np.minimum(1.0, _HUBER * spread / np.maximum(np.abs(off), 1e-12))
        if abs(spread - before) <= 1e-9 * before:
            break
    covariance = np.zeros((len(freed), len(freed)))
    covariance[np.ix_(freed, freed)] = spread**2 * inverse
    kept = np.ones(times.trip_count, dtype=np.bool_)
    return Fit(log_factor, covariance, spread, freedom, kept)


def _spread(off: FloatArray, freedom: float, *, is_huber: bool) -> float:
    if is_huber:
        median = float(np.median(np.abs(off)))
        return max(_LEAST_SPREAD, _MAD_TO_SPREAD * median * float(np.sqrt(len(off) / freedom)))
    return max(_LEAST_SPREAD, float(np.sqrt((off**2).sum() / freedom)))


def _gauss_newton(
    times: TripTimes, freed: BoolArray, *, start: FloatArray, weight: FloatArray, ridge: float
) -> FloatArray:
    """Minimise the weighted squares of the residuals and ridge times those of the factors."""
    log_factor = start
    for _ in range(100):
        share = times.group_share(log_factor)[:, freed]
        slope = share.T @ (weight * times.off(log_factor)) - ridge * log_factor[freed]
        bend = share.T @ (weight[:, np.newaxis] * share) + ridge * np.eye(int(freed.sum()))
        step = np.zeros(len(freed))
        step[freed] = np.clip(np.linalg.solve(bend, slope), -0.5, 0.5)
        log_factor = log_factor + step
        if np.abs(step).max() < 1e-10:
            break
    return log_factor
