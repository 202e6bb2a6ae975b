"""What is read out of an OpenStreetMap file: plain arrays and tags, for roads and layers alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OsmWays:
    """Ways that people travel, each a run of known points; n of them.

    Parameters
    ----------
    way_id
        OSM number of each, int64, shape (n,). A way that leaves the extract and comes back is
        cut into several with one number.
    tags
        Tags of each that a road builder needs, read-only; those of equal ways are one object.
    first
        Where the points of each begin in `point`, int32, shape (n + 1,); at least two each.
    point
        Indices into `OsmPoints`, int32.
    """

    way_id: NDArray[np.int64]
    tags: tuple[Tags, ...]
    first: NDArray[np.int32]
    point: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class OsmPoints:
    """Every point of the ways, once, in the order of its OSM number; m of them.

    Parameters
    ----------
    point_id
        OSM node number, int64, ascending, shape (m,).
    lon, lat
        Degrees, EPSG:4326, float64, shape (m,).
    tags
        By index, of the points that say something to a traveller: signals, stops, crossings,
        barriers, level crossings, ferry terminals, who may pass.
    """

    point_id: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    tags: Mapping[int, Tags]


@dataclass(frozen=True, slots=True)
class OsmRestriction:
    """A turn that is forbidden, or the only one allowed.

    Parameters
    ----------
    relation_id
        OSM number. One relation gives several of these if it says several things.
    kind
        Such as ``no_left_turn`` or ``only_straight_on``.
    from_ways, to_ways
        OSM way numbers; they may lie outside the extract. Never empty.
    via_point
        OSM node number, or None where `via_ways` stand between.
    via_ways
        OSM way numbers in the order of the relation.
    exceptions
        Vehicles that it does not bind, such as ``bus`` or ``motorcycle``.
    condition
        The whole conditional text, such as ``no_left_turn @ (Mo-Fr 07:00-09:00)``; empty: it
        always holds.
    """

    relation_id: int
    kind: str
    from_ways: tuple[int, ...]
    via_point: int | None
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    exceptions: frozenset[str]
    condition: str = ""


@dataclass(frozen=True, slots=True)
class OsmFeature:
    """A place of a kind that was asked for.

    Parameters
    ----------
    osm_type
        ``node``, ``way`` or ``relation``.
    osm_id
        OSM number.
    lon, lat
        Degrees, EPSG:4326: the node, or the mean of the outline's points.
    extent_m
        How far the outline reaches from there, metres; 0 for a node.
    tags
        All its tags, read-only.
    """

    osm_type: str
    osm_id: int
    lon: float
    lat: float
    extent_m: float
    tags: Tags


@dataclass(frozen=True, slots=True)
class OsmExtract:
    """All that was read out of one file.

    Parameters
    ----------
    roads, points
        Roads, paths and ferries, and their points.
    restrictions
        Turns forbidden, in the order of the file.
    features
        Places of the kinds asked for: nodes, ways, then relations.
    boundaries
        Administrative areas, EPSG:4326, valid, columns ``relation_id``, ``admin_level`` (int),
        ``name``, ``name_en``, ``name_ko``, ``iso`` (text, empty: none) and ``geometry``.
    coast
        The shore, EPSG:4326, a line a way, its land on the left; empty if the file has none.
    as_of
        ISO date of the extract: its header's; else of its newest object; else of the file.
    missing_points
        How many points of the ways the file does not hold: they lie outside the extract.
    left_out
        What could not be kept, counted: ``cut_ways`` (fewer than two known points),
        ``cut_features``, ``cut_boundaries`` (part of the outline is missing) and
        ``broken_restrictions`` (no kind, from, via or to). Zeros are left away.
    """

    roads: OsmWays
    points: OsmPoints
    restrictions: tuple[OsmRestriction, ...]
    features: tuple[OsmFeature, ...]
    boundaries: gpd.GeoDataFrame
    coast: shapely.MultiLineString
    as_of: str
    missing_points: int
    left_out: Mapping[str, int]
