"""Which area a feature of OpenStreetMap lies in, and which places are drawn twice."""

from collections import defaultdict
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import distance_m
from geo.openstreetmap.extract import OsmFeature
from layers.osm_words import PLACE_KINDS, english_name, one_line

_PROVINCE, _DISTRICT = 4, 6  # admin_level, as most countries use it


def osm_key(feature: OsmFeature) -> str:
    """Give the id of a row made of a feature, such as ``osm-n7`` of node 7."""
    return f"osm-{feature.osm_type[0]}{feature.osm_id}"


def twins(features: Sequence[OsmFeature]) -> frozenset[str]:
    """Name the places drawn as an outline round a point of the same name: one place, twice."""
    points: dict[str, list[OsmFeature]] = defaultdict(list)
    outlines: list[OsmFeature] = []
    for feature in features:
        if feature.tags.get("place") not in PLACE_KINDS or not english_name(feature.tags):
            continue
        if feature.osm_type == "node":
            points[english_name(feature.tags)].append(feature)
        else:
            outlines.append(feature)
    return frozenset(
        osm_key(outline)
        for outline in outlines
        if any(_is_within(point, outline) for point in points[english_name(outline.tags)])
    )


def _is_within(point: OsmFeature, outline: OsmFeature) -> bool:
    away_m = distance_m((point.lon, point.lat), (outline.lon, outline.lat))
    return away_m <= outline.extent_m


def regions_of(
    features: Sequence[OsmFeature], boundaries: gpd.GeoDataFrame
) -> list[tuple[str, str]]:
    """Name province and district of each feature."""
    places = np.array([(feature.lon, feature.lat) for feature in features], dtype=np.float64)
    points = np.asarray(shapely.points(places.reshape(-1, 2)))
    provinces = _names_around(points, boundaries[boundaries["admin_level"] == _PROVINCE])
    districts = _names_around(points, boundaries[boundaries["admin_level"] == _DISTRICT])
    return [
        (provinces.get(place, "unknown"), districts.get(place, ""))
        for place in range(len(features))
    ]


def _names_around(points: NDArray[np.object_], areas: gpd.GeoDataFrame) -> dict[int, str]:
    """Name the area that each point lies in, by its index; the first where areas overlap."""
    names = [
        one_line(english or local)
        for english, local in zip(areas["name_en"], areas["name"], strict=True)
    ]
    within, area = shapely.STRtree(areas.geometry.to_numpy()).query(points, predicate="intersects")
    found: dict[int, str] = {}
    for place, index in zip(within.tolist(), area.tolist(), strict=True):
        if names[index]:
            found.setdefault(place, names[index])
    return found
