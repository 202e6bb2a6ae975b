"""Calibration: a log of real trips against the table of speeds, and a better table if it holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from geo.errors import CalibrationError, NoRouteError, TooFarError
from planning.moment import moment_of
from planning.packs import Pack
from planning.trip_log import LoggedTrip, read_trip_log
from routing.calibration import (
    Fit,
    TripTimes,
    check_fit,
    cross_validated_off,
    fit_factors,
    freed_groups,
    trips_in_group,
)
from routing.network import FloatArray
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.slices import timed_by_slices
from routing.speed_factors import (
    GROUPS,
    SecondsByPlace,
    cell_groups,
    path_cells,
    seconds_by_place,
    with_factors,
)
from routing.speeds import SpeedProfile

MOST_ROUNDS: Final = 8
"""Ways are found anew with the fitted speeds, until no factor moves by more than `STILL`."""
STILL: Final = 0.1
"""Part of its standard error that a factor may still move by: it changes nothing that is told."""
ROUGH_SHARE: Final = 0.25
"""A trip whose ends are known to more than this share of its length says nothing (a heuristic)."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of driving time for one group of roads or hours.

    Parameters
    ----------
    group
        One of `routing.speed_factors.GROUPS`.
    factor
        Above 1: slower than the table. 1 where not fitted.
    standard_error, low, high
        Of the factor, and its 90 % interval; 0, 1 and 1 where not fitted.
    trip_count
        Trips with a tenth or more of their time in the group.
    is_fitted
        Whether there were enough of them; else the table's value stays.
    """

    group: str
    factor: float
    standard_error: float
    low: float
    high: float
    trip_count: int
    is_fitted: bool


@dataclass(frozen=True, slots=True)
class SetAside:
    """A trip that was not used, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a log of trips says about a pack's table of speeds.

    Parameters
    ----------
    factors
        One for each group.
    spread
        Standard deviation of the logarithm of observed over model time: the pack's
        ``response.spread.drive``.
    error_before, error_after
        Median over all routed trips of the absolute logarithm of observed over model time
        (0.1 is about 10 %): with the table, and with fits that had not seen the trip.
    nearer
        Routed trips that such fits foretell better than the table does: more than half.
    used
        Number of trips the factors rest on.
    set_aside
        Trips that were not used: outliers, and those without a way.
    rounds, is_stable
        How often ways were found anew, and whether the factors had come to rest by then.
    speeds
        The table with the factors in it.
    notes
        What was said about the file.
    """

    factors: tuple[Factor, ...]
    spread: float
    error_before: float
    error_after: float
    nearer: int
    used: int
    set_aside: tuple[SetAside, ...]
    rounds: int
    is_stable: bool
    speeds: SpeedProfile
    notes: tuple[str, ...]


def calibrate(pack: Pack, path: Path) -> Calibration:
    """Fit factors of driving time to a log of trips.

    Each trip is driven by the pack's own clock at its departure: the fastest way under the
    roads closed then, timed by slices of the day. Faster or slower roads change ways, so ways
    and factors are found in turn until they rest. The intervals are those for these ways: a
    log whose drivers took others is less sure than they say.

    Parameters
    ----------
    pack
        The country; not changed, see `calibrated`.
    path
        The log, see `read_trip_log`.

    Raises
    ------
    FaultsError
        Naming every fault of the log.
    CalibrationError
        If the trips are too few, say what no table can be wrong by, or foretell each other no
        better than the table does, in the median and in more than half: then the table stays.
    """
    log = read_trip_log(path, pack)
    at_table = np.zeros(len(GROUPS))
    told = _drive_all(pack, log.trips, at_table)
    trips = [trip for trip, one in zip(log.trips, told, strict=True) if isinstance(one, _Drive)]
    first = _times((one for one in told if isinstance(one, _Drive)), at_table)
    fit, times, rounds, is_stable = _settle(pack, trips, first)
    with_table, held_out = first.off(at_table), cross_validated_off(times, freed_groups(first))
    before, after = _median(with_table), _median(held_out)
    nearer = int((np.abs(held_out) < np.abs(with_table)).sum())
    if after >= before or 2 * nearer <= len(trips):
        raise CalibrationError(
            f"the log does not improve the table: {len(trips)} trips are off by {before:.1%} in"
            f" the median with it and by {after:.1%} with factors fitted to the other trips, which"
            f" bring {nearer} of them nearer; keep the table, or log more trips"
        )
    return Calibration(
        factors=_factors(fit, first),
        spread=fit.spread,
        error_before=before,
        error_after=after,
        nearer=nearer,
        used=int(fit.is_kept.sum()),
        set_aside=(
            *(one for one in told if isinstance(one, SetAside)),
            *_outliers(trips, fit, times),
        ),
        rounds=rounds,
        is_stable=is_stable,
        speeds=with_factors(pack.settings.speeds, fit.log_factor),
        notes=log.notes,
    )


def _settle(
    pack: Pack, trips: Sequence[LoggedTrip], first: TripTimes
) -> tuple[Fit, TripTimes, int, bool]:
    """Fit factors and find ways in turn; give the rounds, and whether the factors rest."""
    freed, times = freed_groups(first), first
    for number in range(1, MOST_ROUNDS + 1):
        fit = fit_factors(times, freed)
        check_fit(fit, GROUPS)
        moved, error = np.abs(fit.log_factor - times.held), np.sqrt(np.diag(fit.covariance))
        if (moved <= STILL * error).all():
            return fit, times, number, True
        again = _drive_all(pack, trips, fit.log_factor)
        times = _times((one for one in again if isinstance(one, _Drive)), fit.log_factor)
    return fit, times, MOST_ROUNDS, False


def calibrated(pack: Pack, calibration: Calibration) -> Pack:
    """Give the pack with the fitted speeds and the spread of drive times; nothing is written."""
    return _with_speeds(pack, calibration.speeds, drive_spread=calibration.spread)


def _with_speeds(pack: Pack, speeds: SpeedProfile, *, drive_spread: float | None = None) -> Pack:
    delays = pack.settings.delays
    if drive_spread is not None:
        spread = MappingProxyType({**delays.spread, "drive": drive_spread})
        delays = replace(delays, spread=spread)
    return replace(pack, settings=replace(pack.settings, speeds=speeds, delays=delays))


@dataclass(frozen=True, slots=True, eq=False)
class _Drive:
    """A logged trip by the model: seconds by cell, and those that no factor changes."""

    observed_s: float
    cell_s: FloatArray
    fixed_s: float


def _drive_all(
    pack: Pack, trips: Sequence[LoggedTrip], log_factor: FloatArray
) -> list[_Drive | SetAside]:
    """Drive each trip by the pack's clock with these factors in its table."""
    speeds = with_factors(pack.settings.speeds, log_factor)
    at_speeds = _with_speeds(pack, speeds)
    seconds_at = cache(seconds_by_place(pack.network, speeds))
    return [_drive(at_speeds, trip, seconds_at) for trip in trips]


def _drive(pack: Pack, trip: LoggedTrip, seconds_at: SecondsByPlace) -> _Drive | SetAside:
    moment = moment_of(pack, trip.departure)
    anywhere = RiskPreference(EdgeHazard.none(pack.network))
    try:
        start, end = moment.snap_place(trip.origin), moment.snap_place(trip.destination)
        way = fastest_safe_path(moment.travel, anywhere, start=start, end=end)
    except (NoRouteError, TooFarError) as error:
        return SetAside(trip.id, str(error))
    error_m = trip.origin.error_m + trip.destination.error_m
    length_m = way.access_m + way.length_m + way.egress_m
    if not way.edge_count or error_m > ROUGH_SHARE * length_m:
        return SetAside(
            trip.id,
            f"its ends are known to {error_m / 1000:.1f} km on a way of {length_m / 1000:.1f} km;"
            " give them as coordinates",
        )
    sliced = timed_by_slices(
        way, moment.travel, pack.settings.speeds, departure=moment.when, zone=pack.zone
    )
    cell_s, fixed_s = path_cells(way, sliced, seconds_at)
    return _Drive(trip.observed_s, cell_s, fixed_s)


def _times(drives: Iterable[_Drive], held: FloatArray) -> TripTimes:
    """Stack drives into arrays; `held` are the log factors they were driven with."""
    driven, design = list(drives), cell_groups()
    return TripTimes(
        observed_s=np.array([one.observed_s for one in driven]),
        fixed_s=np.array([one.fixed_s for one in driven]),
        cell_s=np.array([one.cell_s for one in driven]).reshape(-1, len(design)),
        design=design,
        held=held,
    )


def _median(off: FloatArray) -> float:
    return float(np.median(np.abs(off)))


def _factors(fit: Fit, times: TripTimes) -> tuple[Factor, ...]:
    interval, counts = fit.interval, trips_in_group(times)
    return tuple(
        Factor(
            group=group,
            factor=float(np.exp(fit.log_factor[n])),
            standard_error=float(fit.standard_error[n]),
            low=float(interval[n, 0]),
            high=float(interval[n, 1]),
            trip_count=int(counts[n]),
            is_fitted=bool(fit.covariance[n, n] > 0),
        )
        for n, group in enumerate(GROUPS)
    )


def _outliers(trips: Sequence[LoggedTrip], fit: Fit, times: TripTimes) -> Iterable[SetAside]:
    ratio = np.exp(times.off(fit.log_factor))
    for n in np.flatnonzero(~fit.is_kept).tolist():
        yield SetAside(
            trips[n].id,
            f"it took {ratio[n]:.2f} times what the other trips say, more than chance explains:"
            " check its row, or whether it was broken by a stop or driven another way",
        )
