"""Where a thing drawn as an outline lies and how far it reaches; administrative areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import DEGREES, distances_m
from geo.openstreetmap.extract import OsmFeature, Tags
from geo.openstreetmap.lines import Points

LEVELS = ("2", "4", "6", "8")
"""Values of `admin_level` that are read: country, then province, district and commune or alike."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """A relation and the ways that draw it."""

    relation_id: int
    tags: Tags
    ways: tuple[int, ...]

    def lines(self, outlines: Mapping[int, Points]) -> list[Points] | None:
        """Give the points of each way; None if any is not there."""
        lines = [outlines[way] for way in self.ways if way in outlines]
        whole = len(lines) == len(self.ways) and all(np.isfinite(line).all() for line in lines)
        return lines if whole and lines else None


def place_feature(
    osm_type: str, osm_id: int, *, tags: Tags, points: Points | None
) -> OsmFeature | None:
    """Place a thing at its point, or the mean of its outline's; None if not all are known."""
    if points is None or len(points) == 0 or not np.isfinite(points).all():
        return None
    _, once = np.unique(points[:, 0], return_index=True)
    lon, lat = points[once, 1], points[once, 2]
    if len(once) == 1:
        return OsmFeature(
            osm_type, osm_id, float(lon[0]), float(lat[0]), 0.0, MappingProxyType(dict(tags))
        )
    if np.ptp(lon) > 180:  # it lies across the 180th meridian
        lon = np.where(lon < 0, lon + 360, lon)
    middle_lon = (float(lon.mean()) + 180) % 360 - 180
    middle = (middle_lon, float(lat.mean()))
    reach_m = float(distances_m(lon, lat, to=middle).max())
    return OsmFeature(osm_type, osm_id, *middle, reach_m, MappingProxyType(dict(tags)))


def boundary_frame(
    areas: Sequence[Outlined], outlines: Mapping[int, Points]
) -> tuple[gpd.GeoDataFrame, int]:
    """Put administrative areas together from their ways.

    Parameters
    ----------
    areas
        Relations of ``boundary=administrative`` and one of `LEVELS`.
    outlines
        Points by OSM way number.

    Returns
    -------
    tuple
        The areas, EPSG:4326, columns as `OsmExtract.boundaries` says; and how many were left
        out because part of their line is missing or does not close.
    """
    shapes = [_polygon(area.lines(outlines)) for area in areas]
    whole = [place for place, shape in enumerate(shapes) if shape is not None]
    columns = {
        "relation_id": np.array([areas[place].relation_id for place in whole], dtype=np.int64),
        "admin_level": np.array(
            [int(areas[place].tags["admin_level"]) for place in whole], dtype=np.int64
        ),
        "name": _texts(areas, whole, ("name",)),
        "name_en": _texts(areas, whole, ("name:en", "int_name")),
        "name_ko": _texts(areas, whole, ("name:ko",)),
        "iso": _texts(areas, whole, ("ISO3166-1:alpha2", "ISO3166-1", "ISO3166-2")),
    }
    geometry = gpd.GeoSeries([shapes[place] for place in whole], crs=DEGREES)
    return gpd.GeoDataFrame(columns, geometry=geometry), len(areas) - len(whole)


def _texts(
    areas: Sequence[Outlined], whole: Sequence[int], keys: tuple[str, ...]
) -> NDArray[np.object_]:
    texts = [
        next((areas[place].tags[key] for key in keys if areas[place].tags.get(key)), "")
        for place in whole
    ]
    return np.array(texts, dtype=object)


def _polygon(lines: list[Points] | None) -> shapely.Geometry | None:
    """Fill closed lines by the even-odd rule; None where they do not close."""
    if lines is None or any(len(line) < 2 for line in lines):
        return None
    ends = np.array([line[[0, -1], 0] for line in lines]).ravel()
    _, meetings = np.unique(ends, return_counts=True)
    if (meetings % 2).any():
        return None
    owner = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    drawn = np.asarray(shapely.linestrings(np.concatenate(lines)[:, 1:], indices=owner))
    filled = shapely.make_valid(shapely.build_area(shapely.multilinestrings(drawn)))
    parts = [part for part in shapely.get_parts(filled) if shapely.get_dimensions(part) == 2]
    return shapely.union_all(parts) if parts else None
