"""The outline of a pack by its shore: the land inside a border, and what is built out from it."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import DEGREES, Metric, metric_crs
from geo.openstreetmap.coast import land_within
from planning.manifests import COARSE_OUTLINE_M
from routing.network import FERRY, RoadNetwork

SHORE_OUTLINE_M = 200.0
"""How far an outline by the shore may stray: its own detail, the place and a hut on stilts.

Heuristic: most huts stand by a jetty, and the jetties that are roads are in the outline.
"""
# No finer vertex is kept.
_VERTEX_M = 50.0
_METRES_A_DEGREE = 110_000.0
# Half the width that a bridge or a jetty counts as land.
_BUILT_M = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Where a pack's country is.

    Parameters
    ----------
    shape
        Polygons, EPSG:4326.
    coarse_m
        How far it may stray from the true border and shore, metres.
    notes
        What was assumed, a sentence each.
    """

    shape: BaseGeometry
    coarse_m: float
    notes: tuple[str, ...]


def outline_by_shore(area: BaseGeometry, coast: BaseGeometry, network: RoadNetwork) -> Outline:
    """Take the sea off an area, but for bridges, causeways and jetties: whatever is a road.

    Parameters
    ----------
    area
        Border of the country, EPSG:4326, its waters included.
    coast
        The shore, as `geo.osmfile.OsmExtract.coast`.
    network
        The pack's roads.
    """
    if not shapely.intersects(area, coast):
        note = "no coastline in the source: water inside the outline counts as land"
        return Outline(shapely.union_all(_plain(area)), COARSE_OUTLINE_M, (note,))
    land = land_within(area, coast)
    note = (
        f"ends of coastlines that were cut off, and led straight on: {land.loose_ends}; "
        "what is land is not certain there"
    )
    shape = shapely.union_all([*_plain(land.shape), *_built_out(network, land.shape)])
    return Outline(shape, SHORE_OUTLINE_M, (note,) if land.loose_ends else ())


def _plain(shape: BaseGeometry) -> NDArray[np.object_]:
    """Give the parts of a shape without the vertices that nobody misses; two may touch then."""
    parts = shapely.get_parts(shape)
    return np.asarray(shapely.simplify(parts, _VERTEX_M / _METRES_A_DEGREE))


def _built_out(network: RoadNetwork, land: BaseGeometry) -> NDArray[np.object_]:
    """Give the strips, EPSG:4326, along roads that leave the land."""
    shapely.prepare(land)
    owner = np.repeat(np.arange(network.record_count), np.diff(network.course_start))
    degrees = np.column_stack([network.course_lon, network.course_lat])
    is_ferry = network.road_class[network.first_edges()] == FERRY
    is_out = ~is_ferry & ~shapely.covers(land, shapely.linestrings(degrees, indices=owner))
    if not is_out.any():
        return np.array([], dtype=object)
    metres = np.column_stack(Metric(network.crs).to_metres(*degrees[is_out[owner]].T))
    _, line = np.unique(owner[is_out[owner]], return_inverse=True)
    lines = shapely.simplify(shapely.linestrings(metres, indices=line), _BUILT_M / 10)
    strips = shapely.union_all(shapely.buffer(lines, _BUILT_M, quad_segs=2))
    back = gpd.GeoSeries([strips], crs=metric_crs(network.crs)).to_crs(DEGREES)
    return np.asarray(shapely.get_parts(back.to_numpy()))
