"""Calibration: a log of real trips against the table of speeds, and a better table if it holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from geo.crs import distance_m
from geo.errors import CalibrationError, NoRouteError, TooFarError
from planning.calibrating.trip_log import LoggedTrip, read_trip_log
from planning.moment import moment_of
from planning.packs import Pack
from routing.closures import Closures
from routing.fitting.calibration import (
    Fit,
    TripTimes,
    chance_of_right_table,
    check_fit,
    cross_validated_off,
    fit_factors,
    freed_groups,
    trips_in_group,
)
from routing.fitting.speed_factors import (
    GROUPS,
    cell_groups,
    path_cells,
    seconds_by_part,
    with_factors,
)
from routing.network import FloatArray
from routing.paths import EdgeHazard, RiskPreference, fastest_safe_path
from routing.paths import Path as Way
from routing.slices import timed_by_slices
from routing.snap import Snap
from routing.speeds import Conditions, SpeedProfile
from routing.travel import TravelModel

MOST_ROUNDS: Final = 8
"""Ways are found anew with the fitted speeds, until no factor moves by more than `STILL`."""
STILL: Final = 0.25
"""Part of its standard error that a factor may still move by (a heuristic)."""
MOST_CHANCE: Final = 0.1
"""Log refused where a right table would look as wrong more often than this (a heuristic)."""
ROUGH_SHARE: Final = 0.25
"""A trip whose ends are known only to this share of their distance says nothing (a heuristic)."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of driving time for one group of roads or hours.

    Parameters
    ----------
    group
        One of `routing.fitting.speed_factors.GROUPS`.
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
    chance
        How often a table that is right would look as wrong in such a log: at most `MOST_CHANCE`.
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
    chance: float
    used: int
    set_aside: tuple[SetAside, ...]
    rounds: int
    is_stable: bool
    speeds: SpeedProfile
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Trip:
    """A logged trip whose ends lie on the roads that were open at its departure."""

    logged: LoggedTrip
    start: Snap
    end: Snap
    closures: Closures


def calibrate(pack: Pack, path: Path) -> Calibration:
    """Fit factors of driving time to a log of trips.

    Each trip is driven by the pack's own clock at its departure: the fastest way under the
    roads closed then, timed by slices of the day. Faster or slower roads change ways, so ways
    and factors are found in turn until they rest. The intervals are for the fastest ways: a log
    whose drivers took others is less sure than they say.

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
        better than the table does (in the median, in more than half, and beyond chance): then
        the table stays.
    """
    log = read_trip_log(path, pack)
    asked = [_prepare(pack, trip) for trip in log.trips]
    trips = [one for one in asked if isinstance(one, _Trip)]
    at_table = np.zeros(len(GROUPS))
    first = _drive_all(pack, trips, at_table)
    fit, times, rounds, is_stable = _settle(pack, trips, first)
    with_table, held_out = first.off(at_table), cross_validated_off(times, freed_groups(first))
    before, after = _median(with_table), _median(held_out)
    nearer = int((np.abs(held_out) < np.abs(with_table)).sum())
    chance = chance_of_right_table(fit)
    if after >= before or 2 * nearer <= len(trips) or chance > MOST_CHANCE:
        raise CalibrationError(
            f"the log does not improve the table: {len(trips)} trips are off by {before:.1%} in"
            f" the median with it and by {after:.1%} with factors fitted to the other trips, which"
            f" bring {nearer} of them nearer; a right table would look as wrong in {chance:.0%} of"
            " such logs; keep the table, or log more trips"
        )
    return Calibration(
        factors=_factors(fit, first),
        spread=fit.spread,
        error_before=before,
        error_after=after,
        nearer=nearer,
        chance=chance,
        used=int(fit.is_kept.sum()),
        set_aside=(
            *(one for one in asked if isinstance(one, SetAside)),
            *_outliers(trips, fit, times),
        ),
        rounds=rounds,
        is_stable=is_stable,
        speeds=with_factors(pack.settings.speeds, fit.log_factor),
        notes=log.notes,
    )


def _settle(
    pack: Pack, trips: Sequence[_Trip], first: TripTimes
) -> tuple[Fit, TripTimes, int, bool]:
    """Fit factors and find ways in turn; give the rounds, and whether the factors rest.

    Two ways of almost one time may take turns for ever. From the third round on the steps are
    averaged (method of successive averages: Sheffi 1985, "Urban transportation networks", 12),
    and what the ways would still move a factor by is added to its variance.
    """
    freed, times = freed_groups(first), first
    for number in range(1, MOST_ROUNDS + 1):
        fit = fit_factors(times, freed)
        check_fit(fit, GROUPS)
        step = fit.log_factor - times.held
        log_factor = times.held + step / max(1, number - 2)
        error = np.sqrt(np.diag(fit.covariance))
        is_stable = bool((np.abs(log_factor - times.held) <= STILL * error).all())
        if is_stable or number == MOST_ROUNDS:
            break
        times = _drive_all(pack, trips, log_factor)
    covariance = fit.covariance + np.diag(step**2)
    settled = replace(fit, log_factor=log_factor, covariance=covariance)
    return settled, times, number, is_stable


def calibrated(pack: Pack, calibration: Calibration) -> Pack:
    """Give the pack with the fitted speeds and the spread of drive times; nothing is written."""
    settings = pack.settings
    spread = MappingProxyType({**settings.delays.spread, "drive": calibration.spread})
    delays = replace(settings.delays, spread=spread)
    return replace(pack, settings=replace(settings, speeds=calibration.speeds, delays=delays))


def _prepare(pack: Pack, trip: LoggedTrip) -> _Trip | SetAside:
    """Join a trip's ends to the roads open at its departure, and make sure that a way is there."""
    error_m = trip.origin.error_m + trip.destination.error_m
    ends = ((place.lon, place.lat) for place in (trip.origin, trip.destination))
    apart_m = distance_m(*ends)
    if error_m >= ROUGH_SHARE * apart_m:
        return SetAside(
            trip.id,
            f"its ends are {apart_m / 1000:.1f} km apart and known to {error_m / 1000:.1f} km;"
            " give them as coordinates",
        )
    moment = moment_of(pack, trip.departure)
    try:
        start, end = moment.snap_place(trip.origin), moment.snap_place(trip.destination)
        _fastest(moment.travel, start, end)
    except (NoRouteError, TooFarError) as error:
        return SetAside(trip.id, str(error))
    return _Trip(trip, start, end, moment.travel.closures)


def _fastest(travel: TravelModel, start: Snap, end: Snap) -> Way:
    anywhere = RiskPreference(EdgeHazard.none(travel.network))
    return fastest_safe_path(travel, anywhere, start=start, end=end)


def _drive_all(pack: Pack, trips: Sequence[_Trip], log_factor: FloatArray) -> TripTimes:
    """Drive each trip by the clock, with these factors in the pack's table."""
    network, zone = pack.network, pack.zone
    speeds = with_factors(pack.settings.speeds, log_factor)
    seconds_at = cache(seconds_by_part(network, speeds))

    @cache
    def travel_at(conditions: Conditions, closures: Closures) -> TravelModel:
        return TravelModel.from_profile(network, speeds, conditions, closures=closures)

    def drive(trip: _Trip) -> tuple[FloatArray, float]:
        departure = trip.logged.departure
        travel = travel_at(speeds.conditions_at(departure, zone), trip.closures)
        way = _fastest(travel, trip.start, trip.end)
        sliced = timed_by_slices(way, travel, speeds, departure=departure, zone=zone)
        return path_cells(way, sliced, seconds_at)

    driven, design = [drive(trip) for trip in trips], cell_groups()
    return TripTimes(
        observed_s=np.array([trip.logged.observed_s for trip in trips]),
        fixed_s=np.array([fixed_s for _, fixed_s in driven]),
        cell_s=np.array([cell_s for cell_s, _ in driven]).reshape(-1, len(design)),
        design=design,
        held=log_factor,
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


def _outliers(trips: Sequence[_Trip], fit: Fit, times: TripTimes) -> Iterable[SetAside]:
    ratio = np.exp(times.off(fit.log_factor))
    for n in np.flatnonzero(~fit.is_kept).tolist():
        yield SetAside(
            trips[n].logged.id,
            f"it took {ratio[n]:.2f} times what the other trips say, more than chance explains:"
            " check its row, or whether it was broken by a stop or driven another way",
        )
