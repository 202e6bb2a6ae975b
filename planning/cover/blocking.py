"""What stands in the way: the closed roads and gates on the way that there would be."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planning.cover.houses import Supply
from planning.cover.travel import travel_seconds
from planning.eta import Points
from planning.moment import Moment
from routing.closures import find_closures
from routing.exposure import EdgeHazard, RiskPreference
from routing.paths import Path, fastest_safe_path
from routing.snap import Snap
from routing.travel import TravelModel


def blocked_by(
    moment: Moment, points: Points, supply: Supply, *, rows: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Name what is closed on the way to the nearest door, or of the nearest unit.

    Parameters
    ----------
    moment
        The roads with their closures.
    points, supply
        The places; doors and units.
    rows
        Places that no open road joins to any of them.

    Returns
    -------
    dict of int to tuple of str
        Place -> names of what is closed, in the order met. One that is not in it has no road
        even with all of them open.
    """
    travel = moment.travel
    opened = TravelModel(travel.network, travel.seconds, mode=travel.mode)
    if not len(rows) or travel.closures == opened.closures:
        return {}
    lifted = replace(moment, travel=opened)
    theirs = Points(points.lon[rows], points.lat[rows], points.error_m[rows])
    total_s = travel_seconds(lifted, theirs, supply)
    nearest = total_s.argmin(axis=1)
    places, facilities = lifted.snap(theirs.lon, theirs.lat), lifted.snap(supply.lon, supply.lat)
    found = {}
    for number in np.flatnonzero(np.isfinite(total_s.min(axis=1))).tolist():
        other = int(nearest[number])
        ends = places[number], facilities[other]
        path = _path(opened, ends if other < len(supply.doors) else ends[::-1])
        found[rows[number]] = _closed_along(moment, path)
    return found


def _path(travel: TravelModel, ends: tuple[Snap, Snap]) -> Path:
    calm = RiskPreference(EdgeHazard.none(travel.network))
    return fastest_safe_path(travel, calm, start=ends[0], end=ends[1])


def _closed_along(moment: Moment, path: Path) -> tuple[str, ...]:
    """Name the closures of the map, and the roads closed at this hour, in the order met."""
    network, rows = moment.pack.network, moment.layer("closures")
    records, passed = network.record[path.edges], network.tail[path.edges[1:]]
    met: dict[str, int] = {}
    for name, target in zip(rows["name"], rows["target"], strict=True):
        closed = find_closures(network, [target])
        at = np.flatnonzero(np.isin(records, closed.records))
        gates = np.flatnonzero(np.isin(passed, closed.nodes)) + 1
        for place in np.sort(np.concatenate([at, gates]))[:1]:
            met.setdefault(str(name or target), int(place))
    for place in np.flatnonzero(np.isin(path.edges, moment.travel.closures.edges)):
        edge = path.edges[place]
        texts = (network.refs[network.ref[edge]], network.names[network.name[edge]])
        name = next((text for text in texts if text), "a road without a name")
        met.setdefault(f"{name} (closed at this hour)", int(place))
    return tuple(sorted(met, key=met.__getitem__))
