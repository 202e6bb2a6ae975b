"""Isochrones: how far one comes along the roads within some minutes, drawn as bands.

A picture only. A band claims what lies within its half-width of a road reached in time, and
no road tells how one gets from there to a door: count cover at the points, with
`routing.reach`, never by what lies inside a polygon.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import DEGREES, Metric
from geo.errors import SettingError
from routing.courses import measure_courses
from routing.graph import LEAST_WEIGHT
from routing.nearest import nearest_of_states
from routing.network import FloatArray, IntArray, Resolution
from routing.snap import Snaps
from routing.sources import source_links
from routing.travel import TravelModel

HALF_WIDTH_M: Mapping[Resolution, float] = MappingProxyType({"street": 250.0, "schematic": 1500.0})
"""Heuristic: half a block of a town; what a trunk road seen from afar stands for."""
# Sides of the arcs that round a corner, for a quarter circle: at most 2 % inside the true one.
_ARC_SIDES = 4
# Outlines are cut at one another on a grid of this size, so that bands share their borders.
_GRID_M = 0.001

Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Stretches along which one gets away from the places, or nearer to them.

    Parameters
    ----------
    edge
        The edge driven.
    anchor
        Share of the edge, 0..1 as driven, at which the run is nearest to the places.
    anchor_s
        Seconds between the places and there.
    is_inbound
        Whether the way leads to the places: then runs lie before their anchors.
    """

    edge: IntArray
    anchor: FloatArray
    anchor_s: FloatArray
    is_inbound: bool

    @classmethod
    def from_places(
        cls, travel: TravelModel, places: Snaps, *, inbound: bool, most_s: float
    ) -> "Runs":
        """Find every run that begins within a time: along the edges, and at the feet."""
        graph = travel.graph
        state_s, _ = nearest_of_states(travel, places, inbound=inbound, cutoff_s=most_s)
        edge = graph.record_edges[graph.record_edges >= 0]
        edge_s = state_s[graph.enter[edge] if inbound else graph.before[edge]]
        links = source_links(travel, places, inbound=inbound, with_access=True)
        at_foot = (links.edge >= 0) & np.isfinite(links.cost)
        foot = links.to_share if inbound else links.from_share
        foot_s = np.broadcast_to(places.access_s[:, None], links.edge.shape)
        edges = np.concatenate([edge, links.edge[at_foot]])
        anchor = np.concatenate([np.full(len(edge), float(inbound)), foot[at_foot]])
        anchor_s = np.concatenate([edge_s, foot_s[at_foot]])
        near = anchor_s <= most_s
        return cls(edges[near], anchor[near], anchor_s[near], inbound)

    def stretches(
        self, travel: TravelModel, *, after_s: float, within_s: float
    ) -> tuple[IntArray, FloatArray]:
        """Cut what is reached within one time (inclusive) but not within a shorter one.

        Returns
        -------
        tuple
            Per stretch: its record, and the shares of its course, shape (stretches, 2).
        """
        edge_s = np.maximum(travel.seconds[self.edge], LEAST_WEIGHT)
        room = self.anchor if self.is_inbound else 1 - self.anchor
        run = [
            np.clip((limit_s - self.anchor_s) / edge_s, 0.0, room)
            for limit_s in (after_s, within_s)
        ]
        share = self.anchor + (-1 if self.is_inbound else 1) * np.stack(run)
        # The very ends, not 0.9999999: what is driven both ways is drawn once.
        share = np.where(np.abs(share - np.round(share)) < LEAST_WEIGHT, np.round(share), share)
        share = np.where(travel.network.forward[self.edge], share, 1 - share)
        is_new = run[1] > run[0]
        record, share = (
            travel.network.record[self.edge][is_new],
            np.sort(share[:, is_new], axis=0).T,
        )
        return _without_repeats(record, share)


def isochrones(
    travel: TravelModel,
    places: Snaps,
    *,
    minutes: Sequence[float] = (15, 30, 45, 60),
    inbound: bool = False,
    half_width_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Draw how far one comes from the nearest of some places, in bands of minutes.

    Roads are cut where the time is up, in the midst of an edge too, and drawn with a width.
    The time at every point of a road is that of `routing.reach`.

    Parameters
    ----------
    travel
        Roads at one moment: the clock.
    places
        Places, snapped with the closures and the mode of `travel`; a place counts with its
        way to the road.
    minutes
        Upper bounds of the bands, minutes, above 0, inclusive; in any order.
    inbound
        Whether the way leads to the places.
    half_width_m
        How far beside a road a band reaches, metres, above 0; by default `HALF_WIDTH_M` of
        the network's resolution. Its round ends are drawn by straight sides, up to 2 %
        inside the circle.

    Returns
    -------
    GeoDataFrame
        A row for each band, the nearest first: `minutes`, and a polygon or multipolygon in
        EPSG:4326, empty where nothing new is reached. Bands share borders and no area: what
        can be reached within some minutes is the union of the bands up to these.

    Raises
    ------
    SettingError
        If there are no minutes, or one of them or the half-width is not a number above 0.
    """
    bounds = _checked_minutes(minutes)
    network = travel.network
    width_m = HALF_WIDTH_M[network.resolution] if half_width_m is None else half_width_m
    if not (np.isfinite(width_m) and width_m > 0):
        raise SettingError(f"half-width {width_m} m: give a number above 0")
    metric = Metric(network.crs)
    reached = _drawn(
        travel, places, limits_s=[60 * bound for bound in bounds], inbound=inbound, width_m=width_m
    )

    def to_degrees(position: FloatArray) -> FloatArray:
        return np.column_stack(metric.to_degrees(*position.T))

    rings = shapely.transform(_bands(reached), to_degrees)
    return gpd.GeoDataFrame({"minutes": bounds}, geometry=rings, crs=DEGREES)


def _drawn(
    travel: TravelModel, places: Snaps, *, limits_s: list[float], inbound: bool, width_m: float
) -> list[BaseGeometry]:
    """Draw what is reached within each time: shapes in metres, each holds the one before."""
    network, courses = travel.network, measure_courses(travel.network)
    runs = Runs.from_places(travel, places, inbound=inbound, most_s=limits_s[-1])
    x, y = Metric(network.crs).to_metres(places.foot_lon, places.foot_lat)
    feet = np.asarray(shapely.points(x, y), dtype=np.object_)
    inner: BaseGeometry = shapely.MultiPolygon()
    reached = []
    for after_s, within_s in pairwise([-np.inf, *limits_s]):
        stretches = runs.stretches(travel, after_s=after_s, within_s=within_s)
        at_foot = (places.access_s > after_s) & (places.access_s <= within_s)
        roads = np.concatenate([courses.lines(network, *stretches), feet[at_foot]])
        drawn = shapely.union_all(shapely.buffer(roads, width_m, quad_segs=_ARC_SIDES))
        inner = shapely.union(inner, drawn)
        reached.append(inner)
    return reached


def _checked_minutes(minutes: Sequence[float]) -> list[float]:
    bounds = sorted({float(bound) for bound in minutes})
    if not bounds or not all(np.isfinite(bound) and bound > 0 for bound in bounds):
        raise SettingError(f"minutes {list(minutes)}: give some, each a number above 0")
    return bounds


def _without_repeats(record: IntArray, share: FloatArray) -> tuple[IntArray, FloatArray]:
    """Leave out stretches of records that are there as a whole, and whole ones but once."""
    is_whole = (share[:, 0] == 0) & (share[:, 1] == 1)
    whole = np.unique(record[is_whole])
    parts = ~is_whole & ~np.isin(record, whole)
    ends = np.tile([0.0, 1.0], (len(whole), 1))
    return (
        np.concatenate([whole, record[parts]]).astype(np.int32),
        np.concatenate([ends, share[parts]]),
    )


def _bands(reached: list[BaseGeometry]) -> Shapes:
    """Split nested shapes into what each adds to the one before, with common borders."""
    outlines = shapely.union_all(shapely.boundary(reached), grid_size=_GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(outlines)))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(reached)
    is_in = np.array([shapely.contains(shape, inside) for shape in reached])
    is_in = is_in.reshape(len(reached), len(faces))
    first = np.where(is_in.any(axis=0), is_in.argmax(axis=0), -1)
    bands = [shapely.coverage_union_all(faces[first == band]) for band in range(len(reached))]
    return np.array([band or shapely.MultiPolygon() for band in bands], dtype=np.object_)
