"""One path: the least `seconds * (1 + caution * hazard)`, and its true time."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

import numpy as np

from geo.errors import NoRouteError
from routing.courses import measure_courses
from routing.exposure import EdgeHazard, HazardOf, RiskPreference, exposure_of_stretch
from routing.links import seconds_of_stretch
from routing.network import FloatArray, IntArray, RoadNetwork
from routing.search import Drive, PathSearch, Stretch
from routing.snap import Snap, is_same_place
from routing.travel import TravelModel

__all__ = [
    "NAMED_CAUTIONS",
    "EdgeHazard",
    "HazardOf",
    "Path",
    "RiskPreference",
    "fastest_safe_path",
    "named_paths",
]

NAMED_CAUTIONS: Mapping[str, float] = MappingProxyType(
    {"fastest": 0.0, "balanced": 4.0, "safest": 40.0}
)


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way by road between two places.

    Parameters
    ----------
    start, end
        The places.
    seconds, length_m
        The drive alone, foot to foot; true time, never inflated by hazard.
    exposure_s
        Integral of hazard over driving time: seconds at hazard 1 that would weigh the same.
    peak_hazard
        Greatest hazard met on the road, 0..1.
    access_m, access_s, egress_m, egress_s
        The ways between the places and the road: straight metres, and seconds.
    edges
        Edges in the order driven.
    edge_share
        Shape (edges, 2): the stretch of each edge, 0..1 as driven.
    edge_seconds
        Driving seconds of each stretch.
    lon, lat
        Course from foot to foot, degrees, EPSG:4326; two positions at least.
    refs
        Road numbers in the order driven, each as often as it begins anew.
    """

    start: Snap
    end: Snap
    seconds: float
    length_m: float
    exposure_s: float
    peak_hazard: float
    access_m: float
    access_s: float
    egress_m: float
    egress_s: float
    edges: IntArray
    edge_share: FloatArray
    edge_seconds: FloatArray
    lon: FloatArray
    lat: FloatArray
    refs: tuple[str, ...]

    @property
    def edge_count(self) -> int:
        """Number of edges driven, in whole or in part."""
        return len(self.edges)

    @property
    def total_s(self) -> float:
        """Seconds with the ways to and from the road."""
        return self.access_s + self.seconds + self.egress_s


def fastest_safe_path(travel: TravelModel, risk: RiskPreference, *, start: Snap, end: Snap) -> Path:
    """Find the path with the least `seconds * (1 + caution * hazard)`.

    Where the places have feet in several connected parts, the pair of feet with
    the least access + weighed drive + egress is taken.

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    risk
        Hazard 0..1 of each road and caution >= 0 (0 ignores hazard).
    start, end
        Places on the network, from `snap_point` with the closures of `travel`.

    Returns
    -------
    Path
        `seconds` is true driving time, never inflated by hazard. From a place to
        itself it is 0, and so are the ways to and from the road.

    Raises
    ------
    NoRouteError
        If no open road joins the two; names both, and the nearest place that can be reached.
    """
    start, end = trip_ends(start, end)
    best = PathSearch.run(travel, risk, start, end=end).best_drive()
    return describe_drive(travel, risk.hazard, best, start=start, end=end)


def named_paths(
    travel: TravelModel,
    hazard: EdgeHazard,
    *,
    start: Snap,
    end: Snap,
    cautions: Mapping[str, float] = NAMED_CAUTIONS,
) -> dict[str, Path]:
    """Find one path for each named caution, see `fastest_safe_path`.

    Parameters
    ----------
    travel, hazard, start, end
        As in `fastest_safe_path`.
    cautions
        Caution >= 0 by name.
    """
    return {
        name: fastest_safe_path(travel, RiskPreference(hazard, caution), start=start, end=end)
        for name, caution in cautions.items()
    }


def trip_ends(start: Snap, end: Snap) -> tuple[Snap, Snap]:
    """Check that two places can begin and end a trip; for one and the same leave out its ways.

    Raises
    ------
    NoRouteError
        If a place has no open road near it; names it.
    """
    for snap in (start, end):
        if not snap.foot_count:
            message = f"{snap.label[0]}: no open road near it; give a place nearer to a road"
            raise NoRouteError(message)
    if is_same_place(start, end).all():
        return start.on_road(), end.on_road()
    return start, end


def describe_drive(
    travel: TravelModel, hazard: EdgeHazard, drive: Drive, *, start: Snap, end: Snap
) -> Path:
    """Measure a drive: its true time, length, exposure and course.

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    hazard
        Hazard 0..1 of each road.
    drive
        Stretches between a foot of `start` and a foot of `end`.
    start, end
        The places.
    """
    network = travel.network
    driven = [stretch for stretch in drive.stretches if stretch[0] >= 0 and stretch[1] < stretch[2]]
    edges = np.array([edge for edge, _, _ in driven], dtype=np.int32)
    edge_share = np.array([shares for _, *shares in driven], dtype=np.float64).reshape(-1, 2)
    stretch = edges, edge_share[:, 0], edge_share[:, 1]
    edge_seconds = seconds_of_stretch(travel)(*stretch)
    if driven:
        lon, lat = measure_courses(network).drive(network, edges, edge_share)
    else:  # a place reached at once is given twice
        lon, lat = (
            np.repeat(feet[drive.start_foot], 2) for feet in (start.foot_lon, start.foot_lat)
        )
    refs = [network.refs[ref] for ref in network.ref[edges].tolist()]
    return Path(
        start=start,
        end=end,
        seconds=float(edge_seconds.sum()),
        length_m=float((network.length_m[edges] * (edge_share[:, 1] - edge_share[:, 0])).sum()),
        exposure_s=float(exposure_of_stretch(travel, hazard, stretch).sum()),
        peak_hazard=_peak_hazard(network, hazard, driven),
        access_m=float(start.access_m[drive.start_foot]),
        access_s=float(start.access_s[drive.start_foot]),
        egress_m=float(end.access_m[drive.end_foot]),
        egress_s=float(end.access_s[drive.end_foot]),
        edges=edges,
        edge_share=edge_share,
        edge_seconds=edge_seconds,
        lon=lon,
        lat=lat,
        refs=tuple(ref for ref, _ in groupby(ref for ref in refs if ref)),
    )


def _peak_hazard(network: RoadNetwork, hazard: EdgeHazard, driven: list[Stretch]) -> float:
    pieces = (_on_record(network, stretch) for stretch in driven)
    risky = (piece for piece in pieces if hazard.record_peak[piece[0]] > 0)
    return max((hazard.peak_between(*piece) for piece in risky), default=0.0)


def _on_record(network: RoadNetwork, stretch: Stretch) -> tuple[int, tuple[float, float]]:
    """Turn shares of an edge as driven into shares of its record's course."""
    edge, start, end = stretch
    record = int(network.record[edge])
    return (record, (start, end)) if network.forward[edge] else (record, (1 - start, 1 - end))
