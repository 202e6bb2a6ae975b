"""Travel seconds between demand and facilities, by the one clock, with or without a hazard limit."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.cover.houses import Supply
from planning.eta import Points
from planning.moment import Moment
from planning.ways.rules import WayRules, limits_of, sites_at_each
from routing.exposure import EdgeHazard
from routing.nearest import nearest_for
from routing.network import IntArray
from routing.reach import seconds_between
from routing.snap import Snaps
from routing.travel import TravelModel

Floats = NDArray[np.float64]


def travel_seconds(
    moment: Moment, points: Points, supply: Supply, *, cutoff_s: float | None = None
) -> Floats:
    """Time the way of every demand point to every door, and of every unit to every point.

    Parameters
    ----------
    moment
        The roads at one clock.
    points, supply
        The places; doors and units.
    cutoff_s
        Longest drive of interest, seconds, inclusive; a longer one counts as none.

    Returns
    -------
    ndarray, shape (places, facilities)
        Access, drive and egress seconds; inf where no open road leads.
    """
    places = moment.snap(points.lon, points.lat)
    facilities = moment.snap(supply.lon, supply.lat)
    return _seconds(moment.travel, places, facilities, doors=len(supply.doors), cutoff_s=cutoff_s)


def leading_travel_seconds(
    moment: Moment, points: Points, supply: Supply, *, alike: Sequence[Hashable], within_s: float
) -> Floats:
    """Time the ways that can matter: all within a time, and beyond it the nearest of each kind.

    Of doors with the same hours, or units with the same delays, the nearest lets in or is
    there no later than any other, so that no farther one can be the first known help.

    Parameters
    ----------
    moment, points, supply
        As in `travel_seconds`.
    alike
        The kind of each facility.
    within_s
        Time within which every way is timed, seconds, inclusive.

    Returns
    -------
    ndarray, shape (places, facilities)
        Seconds; inf where no open road leads, and for ways that are not timed.
    """
    seconds = travel_seconds(moment, points, supply, cutoff_s=within_s)
    places = moment.snap(points.lon, points.lat)
    facilities = moment.snap(supply.lon, supply.lat)
    sides = np.split(np.arange(len(supply)), [len(supply.doors)])
    for side, inbound in zip(sides, (True, False), strict=True):
        kinds: dict[Hashable, list[int]] = {}
        for facility in side.tolist():
            kinds.setdefault(alike[facility], []).append(facility)
        for same in kinds.values():
            some = np.array(same, dtype=np.int32)
            nearest_s, which = nearest_for(
                moment.travel, places, facilities.at(some), inbound=inbound
            )
            rows = np.flatnonzero(which >= 0)
            columns = some[which[rows]]
            seconds[rows, columns] = np.minimum(seconds[rows, columns], nearest_s[rows])
    return seconds


@dataclass(frozen=True, slots=True, eq=False)
class OwnDanger:
    """Danger along the roads as it is for points that start at the same sites.

    What a point's own sites add is left out for it, as on every route that starts there:
    nobody who leaves a place can keep away from it.

    Parameters
    ----------
    rows
        The points, by number.
    hazard
        Hazard along every road beyond their own sites'.
    """

    rows: IntArray
    hazard: EdgeHazard


def own_dangers(moment: Moment, points: Points) -> list[OwnDanger]:
    """Sample the danger along the roads for every point, once for those at the same sites."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, own in enumerate(sites_at_each(moment, (points.lon, points.lat), points.error_m)):
        groups.setdefault(own, []).append(row)
    network = moment.pack.network
    return [
        OwnDanger(
            np.array(rows, dtype=np.int32),
            EdgeHazard.sample(network, moment.hazard.without(own).at),
        )
        for own, rows in groups.items()
    ]


def safe_travel_seconds(
    moment: Moment,
    points: Points,
    supply: Supply,
    *,
    dangers: Sequence[OwnDanger],
    most_hazard: float,
    cutoff_s: float | None = None,
) -> Floats:
    """Time the same ways on roads whose hazard is nowhere above a limit.

    A road is kept out of whole, as `planning.ways.rules` says.

    Parameters
    ----------
    moment, points, supply, cutoff_s
        As in `travel_seconds`.
    dangers
        From `own_dangers`; points that are in none of them get no way.
    most_hazard
        Greatest hazard of any road beyond the own sites', 0..1, inclusive.

    Returns
    -------
    ndarray, shape (places, facilities)
        Seconds; inf where no way keeps the limit.

    Raises
    ------
    SettingError
        If the limit is not from 0 to 1.
    """
    places = moment.snap(points.lon, points.lat)
    facilities = moment.snap(supply.lon, supply.lat)
    rules, travel = WayRules(most_hazard=most_hazard), moment.travel
    seconds = np.full((len(places), len(supply)), np.inf)
    for danger in dangers:
        closures = travel.closures
        for limit in limits_of(moment, rules, danger.hazard):
            closures |= limit.closures
        strict = TravelModel(travel.network, travel.seconds, closures, travel.mode)
        mine = places.at(danger.rows)
        seconds[danger.rows] = _seconds(
            strict, mine, facilities, doors=len(supply.doors), cutoff_s=cutoff_s
        )
    return seconds


def _seconds(
    travel: TravelModel, places: Snaps, facilities: Snaps, *, doors: int, cutoff_s: float | None
) -> Floats:
    count = len(facilities)
    to_doors, to_places = np.split(np.arange(count, dtype=np.int32), [doors])
    seconds = np.empty((count, len(places))).T  # facility by facility in memory, as they come
    if doors:
        reach = seconds_between(travel, places, facilities.at(to_doors), cutoff_s=cutoff_s)
        seconds[:, :doors] = reach.total_s
    if doors < count:
        response = seconds_between(travel, facilities.at(to_places), places, cutoff_s=cutoff_s)
        seconds[:, doors:] = response.total_s.T
    return seconds
