"""What a drive must keep out of, and the least bad way where that cannot be done."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import NoRouteError, SettingError
from routing.closures import Closures
from routing.courses import measure_courses
from routing.exposure import EdgeHazard, RiskPreference, exposure_of_edges
from routing.network import NODE_KINDS, BoolArray, FloatArray, RoadNetwork
from routing.paths import Path, describe_drive, fastest_safe_path, trip_ends
from routing.search import PathSearch
from routing.snap import Snap
from routing.travel import TravelModel

# A second on a road that a limit forbids counts as so many; a gate as so many seconds.
_FORBIDDEN, _GATE_S = 1e4, 1e7
_BORDER_GATE = NODE_KINDS.index("border_gate")


@dataclass(frozen=True, slots=True)
class Limit:
    """Roads and junctions that somebody wants a drive to keep out of.

    A road is kept out of whole, from junction to junction.

    Parameters
    ----------
    name
        How messages call it.
    closures
        What it forbids.
    """

    name: str
    closures: Closures


@dataclass(frozen=True, slots=True, eq=False)
class LimitedPath:
    """A path under limits.

    Parameters
    ----------
    path
        The best one that keeps all limits; where none does, the one that spends least time
        on what they forbid.
    broken
        Names of the limits that it cannot keep; empty where it keeps all.
    """

    path: Path
    broken: tuple[str, ...]


def keep_out(network: RoadNetwork, area: BaseGeometry, *, name: str) -> Limit:
    """Keep out of an area.

    Parameters
    ----------
    network
        The roads.
    area
        Polygon or polygons, EPSG:4326; a road that touches it is kept out of.
    name
        How messages call it.
    """
    shapely.prepare(area)
    lines = _lines(network, network.course_lon, network.course_lat)
    return Limit(name, _closed(shapely.intersects(area, lines)))


def keep_away(
    network: RoadNetwork, x: FloatArray, y: FloatArray, *, radius_m: float, name: str
) -> Limit:
    """Keep away from places, such as posts that are not to be met.

    Parameters
    ----------
    network
        The roads.
    x, y
        Metres in the network's CRS.
    radius_m
        Metres from the places within which a road is kept out of, inclusive.
    name
        How messages call it.

    Raises
    ------
    SettingError
        If the radius is negative or no number.
    """
    if not (np.isfinite(radius_m) and radius_m >= 0):
        raise SettingError(f"{name}: {radius_m} m is no distance to keep; give 0 or more")
    courses = measure_courses(network)
    tree = shapely.STRtree(_lines(network, courses.x, courses.y))
    _, near = tree.query(shapely.points(x, y), predicate="dwithin", distance=radius_m)
    return Limit(name, _closed(np.isin(np.arange(network.record_count), near)))


def keep_below(hazard: EdgeHazard, most: float, *, name: str) -> Limit:
    """Keep off roads whose hazard is anywhere above a limit.

    Parameters
    ----------
    hazard
        Hazard along the roads; leave out the site at which a trip starts.
    most
        Greatest hazard allowed, 0..1, inclusive.
    name
        How messages call it.

    Raises
    ------
    SettingError
        If the limit is not from 0 to 1.
    """
    if not 0 <= most <= 1:
        raise SettingError(f"greatest hazard {most}: give 0 to 1")
    return Limit(name, _closed(hazard.record_peak > most))


def keep_inland(network: RoadNetwork, *, name: str) -> Limit:
    """Pass no border gate."""
    gates = np.flatnonzero(network.node_kind == _BORDER_GATE)
    return Limit(name, Closures(nodes=tuple(gates.tolist())))


def path_within(
    travel: TravelModel,
    risk: RiskPreference,
    limits: Sequence[Limit],
    *,
    start: Snap,
    end: Snap,
) -> LimitedPath:
    """Find the fastest safe path that keeps limits, or the least bad one and what it breaks.

    Parameters
    ----------
    travel
        Roads at one moment: the clock. Its own closures are never broken.
    risk
        As in `fastest_safe_path`.
    limits
        What to keep out of; may be none.
    start, end
        Places on the network, from `snap_point` with the closures of `travel`.

    Raises
    ------
    NoRouteError
        If no open road joins the two even without limits.
    """
    if not limits:
        return LimitedPath(fastest_safe_path(travel, risk, start=start, end=end), ())
    closures = travel.closures
    for limit in limits:
        closures = closures | limit.closures
    strict = TravelModel(travel.network, travel.seconds, closures, travel.mode)
    try:
        return LimitedPath(fastest_safe_path(strict, risk, start=start, end=end), ())
    except NoRouteError:
        path = _least_bad(travel, risk, limits, start=start, end=end)
    broken = tuple(limit.name for limit in limits if _is_broken(travel, limit, path))
    return LimitedPath(path, broken)


def _least_bad(
    travel: TravelModel, risk: RiskPreference, limits: Sequence[Limit], *, start: Snap, end: Snap
) -> Path:
    """Find the path that spends the least time on what limits forbid."""
    network = travel.network
    forbidden, gates = np.zeros(network.record_count), np.zeros(network.node_count)
    for limit in limits:
        forbidden[np.asarray(limit.closures.records, dtype=np.int32)] += 1
        gates[np.asarray(limit.closures.nodes, dtype=np.int32)] += 1
    cost = travel.seconds + risk.caution * exposure_of_edges(travel, risk.hazard)
    cost = cost * (1 + _FORBIDDEN * forbidden[network.record])
    priced = TravelModel(network, cost, travel.closures, travel.mode)
    start, end = trip_ends(start, end)
    calm = RiskPreference(EdgeHazard.none(network))
    entry = _GATE_S * gates[network.tail]
    best = PathSearch.run(priced, calm, start, end=end, entry=entry).best_drive()
    return describe_drive(travel, risk.hazard, best, start=start, end=end)


def _is_broken(travel: TravelModel, limit: Limit, path: Path) -> bool:
    network = travel.network
    passed = network.tail[path.edges[1:]]
    on_road = np.isin(
        network.record[path.edges], np.asarray(limit.closures.records, dtype=np.int32)
    )
    at_node = np.isin(passed, np.asarray(limit.closures.nodes, dtype=np.int32))
    return bool(on_road.any() or at_node.any())


def _closed(is_kept_out: BoolArray) -> Closures:
    return Closures(records=tuple(np.flatnonzero(is_kept_out).tolist()))


def _lines(network: RoadNetwork, x: FloatArray, y: FloatArray) -> NDArray[np.object_]:
    """Draw the course of each record through positions."""
    owner = np.repeat(np.arange(network.record_count), np.diff(network.course_start))
    return np.asarray(shapely.linestrings(np.column_stack([x, y]), indices=owner))
