"""Takes the objects of a file one by one and puts together what an extract holds."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

import numpy as np

from geo.openstreetmap.areas import (
    LEVELS,
    Outlined,
    boundary_frame,
    place_feature,
)
from geo.openstreetmap.coast import coast_lines
from geo.openstreetmap.extract import OsmExtract, OsmFeature, OsmRestriction, Tags
from geo.openstreetmap.lines import OsmLine, Points, read_points, read_position
from geo.openstreetmap.relations import (
    ferry_tags,
    is_for_motors,
    outline_ways,
    read_restrictions,
)
from geo.openstreetmap.roads import RoadTable, is_way, point_tags


class Reading:
    """An extract in the making: relations must come before the ways that they are made of.

    Parameters
    ----------
    features
        Which places to read: key -> values.
    """

    def __init__(self, features: Mapping[str, frozenset[str]]) -> None:
        self._wanted = features
        self._roads = RoadTable()
        self._point_tags: dict[int, Tags] = {}
        self._restrictions: list[OsmRestriction] = []
        self._features: list[OsmFeature] = []
        self._ferries: dict[int, Tags] = {}
        self._boundaries: list[Outlined] = []
        self._places: list[Outlined] = []
        self._drawn: set[int] = set()
        self._outlines: dict[int, Points] = {}
        self._coast: list[Points] = []
        self._newest = ""
        self._left_out: Counter[str] = Counter()
        self._takers: dict[str, Callable[[OsmLine], None]] = {
            "r": self._take_relation,
            "n": self._take_node,
            "w": self._take_way,
        }

    def take(self, line: OsmLine) -> None:
        """Take one object."""
        self._newest = max(self._newest, line.stamp)
        self._takers[line.kind](line)

    def _is_feature(self, tags: Tags) -> bool:
        if self._wanted.keys().isdisjoint(tags):  # most have no key that is asked for
            return False
        return any(tags.get(key) in values for key, values in self._wanted.items())

    def _take_relation(self, line: OsmLine) -> None:
        tags = line.tags
        kind = tags.get("type")
        if kind == "restriction" and is_for_motors(tags):
            found = read_restrictions(line)
            self._restrictions += found
            self._left_out["broken_restrictions"] += not found
        if kind == "route" and tags.get("route") == "ferry":
            self._ferries |= ferry_tags(line)
        if kind not in {"boundary", "multipolygon"}:
            return
        area = Outlined(line.osm_id, tags, outline_ways(line))
        if tags.get("boundary") == "administrative" and tags.get("admin_level") in LEVELS:
            self._boundaries.append(area)
            self._drawn.update(area.ways)
        if self._is_feature(tags):
            self._places.append(area)
            self._drawn.update(area.ways)

    def _take_node(self, line: OsmLine) -> None:
        said = point_tags(line.tags)
        if said:
            self._point_tags[line.osm_id] = said
        if self._is_feature(line.tags):
            points = np.array([[line.osm_id, *read_position(line.body)]])
            self._keep(place_feature("node", line.osm_id, tags=line.tags, points=points))

    def _take_way(self, line: OsmLine) -> None:
        tags = line.tags
        if is_way(tags):
            self._roads.add(line, tags)
        elif line.osm_id in self._ferries and "highway" not in tags:
            self._roads.add(line, {**self._ferries[line.osm_id], **tags})
        if line.osm_id in self._drawn:
            self._outlines[line.osm_id] = read_points(line.body)
        if tags.get("natural") == "coastline":
            self._coast.append(read_points(line.body))
        if self._is_feature(tags):
            points = read_points(line.body)
            self._keep(place_feature("way", line.osm_id, tags=tags, points=points))

    def _keep(self, feature: OsmFeature | None) -> None:
        if feature is None:
            self._left_out["cut_features"] += 1
        else:
            self._features.append(feature)

    def finished(self, as_of: str) -> OsmExtract:
        """Put everything together.

        Parameters
        ----------
        as_of
            Date of the extract if its file tells one; else that of the newest object is taken.
        """
        for place in self._places:
            lines = place.lines(self._outlines)
            points = None if lines is None else np.concatenate(lines)
            number, tags = place.relation_id, place.tags
            self._keep(place_feature("relation", number, tags=tags, points=points))
        boundaries, self._left_out["cut_boundaries"] = boundary_frame(
            self._boundaries, self._outlines
        )
        travelled = self._roads.finished(self._point_tags)
        self._left_out["cut_ways"] = travelled.cut_ways
        return OsmExtract(
            roads=travelled.roads,
            points=travelled.points,
            restrictions=tuple(self._restrictions),
            features=tuple(self._features),
            boundaries=boundaries,
            coast=coast_lines(self._coast),
            as_of=_day(as_of) or _day(self._newest),
            missing_points=travelled.missing_points,
            left_out=MappingProxyType(dict(sorted((+self._left_out).items()))),
        )


def _day(stamp: str) -> str:
    """Give the day of an instant; empty if it is none."""
    try:
        return date.fromisoformat(stamp[:10]).isoformat()
    except ValueError:
        return ""
