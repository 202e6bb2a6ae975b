"""Ways that people travel and their points, gathered line by line into flat arrays."""

import sys
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.openstreetmap.extract import OsmPoints, OsmWays, Tags
from geo.openstreetmap.lines import OsmLine, Points, count_points, read_points

_Number = TypeVar("_Number", bound=np.generic)

NO_WAYS = frozenset(
    {"abandoned", "bus_stop", "crossing", "demolished", "disused", "elevator", "emergency_bay",
     "emergency_access_point", "give_way", "historic", "milestone", "no", "none", "planned",
     "platform", "proposed", "razed", "removed", "rest_area", "services", "speed_camera", "stop",
     "street_lamp", "toll_gantry", "traffic_island", "traffic_mirror", "traffic_signals",
     "trailhead"}
)  # fmt: skip
"""Values of `highway` that are no way at all. ``construction`` stays, to be told apart."""

ACCESS_KEYS = ("access", "vehicle", "motor_vehicle", "motorcar", "motorcycle", "foot")
ROAD_KEYS = frozenset(
    {"abandoned", "area", "bicycle", "bridge", "construction", "disused", "dual_carriageway",
     "duration", "ferry", "ford", "hgv", "highway", "ice_road", "impassable", "int_name",
     "int_ref", "interval", "junction", "lanes", "layer", "motorroad", "name", "name:en",
     "opening_hours", "planned", "proposed", "razed", "ref", "route", "seasonal", "service",
     "smoothness", "source:maxspeed", "toll", "tracktype", "tunnel", "winter_road",
     "zone:maxspeed", "zone:traffic"}
)  # fmt: skip
"""Keys of a way that a road builder needs, beside the families."""
ROAD_FAMILIES = frozenset({*ACCESS_KEYS, "lanes", "maxspeed", "oneway", "surface"})
"""Keys of a way that are kept with all their sub-keys, as ``maxspeed:conditional``."""

POINT_KEYS = frozenset(
    {"amenity", "barrier", "crossing", "direction", "highway", "locked", "name",
     "opening_hours", "railway", "stop", "traffic_signals", "traffic_signals:direction"}
)  # fmt: skip
POINT_MARKS = ("highway", "barrier", "railway", *ACCESS_KEYS)
"""Keys that make a point worth its tags; so does ``amenity=ferry_terminal``."""
_POINT_FAMILIES = frozenset(ACCESS_KEYS)
# Ways whose points are read together: quicker than way by way, and their text is soon gone.
_READ_AT_ONCE = 4096


@lru_cache(maxsize=4096)
def _for_roads(key: str) -> bool:
    return key in ROAD_KEYS or key.partition(":")[0] in ROAD_FAMILIES


def is_way(tags: Tags) -> bool:
    """Say whether a way with these tags is travelled: a road, a path or a ferry."""
    return tags.get("highway", "no") not in NO_WAYS or tags.get("route") == "ferry"


def point_tags(tags: Tags) -> dict[str, str]:
    """Keep what a point says to a traveller; empty if it says nothing."""
    if tags.get("amenity") != "ferry_terminal":
        tags = {key: value for key, value in tags.items() if key != "amenity"}
        if not any(mark in tags for mark in POINT_MARKS):
            return {}
    return {
        key: value
        for key, value in tags.items()
        if key in POINT_KEYS or key.partition(":")[0] in _POINT_FAMILIES
    }


@dataclass(frozen=True, slots=True)
class Travelled:
    """The ways and points as `OsmExtract` has them."""

    roads: OsmWays
    points: OsmPoints
    missing_points: int
    cut_ways: int


class RoadTable:
    """Takes ways one by one; equal tags are kept once."""

    def __init__(self) -> None:
        self._way_id = array("q")
        self._tags: list[Tags] = []
        self._shared: dict[tuple[tuple[str, str], ...], Tags] = {}
        self._count = array("q")
        self._unread: list[str] = []
        self._points: list[Points] = []

    def __len__(self) -> int:
        return len(self._tags)

    def add(self, line: OsmLine, tags: Tags) -> None:
        """Take a way; `tags` are its own or those that a ferry relation gives it."""
        self._way_id.append(line.osm_id)
        self._tags.append(self._thinned(tags))
        self._count.append(count_points(line.body))
        self._unread.append(line.body)
        if len(self._unread) >= _READ_AT_ONCE:
            self._read()

    def _read(self) -> None:
        self._points.append(read_points(*self._unread))
        self._unread.clear()

    def _thinned(self, tags: Tags) -> Tags:
        pairs = tuple([pair for pair in tags.items() if _for_roads(pair[0])])
        found = self._shared.get(pairs)
        if found is None:
            own = {sys.intern(key): sys.intern(value) for key, value in pairs}
            found = self._shared[tuple(own.items())] = MappingProxyType(own)
        return found

    def finished(self, said: Mapping[int, Tags]) -> Travelled:
        """Cut the ways at unknown points, drop points that repeat, number the rest.

        Parameters
        ----------
        said
            Tags by OSM node number; points of no way are left out.
        """
        self._read()
        numbers = np.concatenate(self._points)
        way = np.repeat(np.arange(len(self)), np.asarray(self._count))
        node = numbers[:, 0].astype(np.int64)
        known = np.flatnonzero(np.isfinite(numbers[:, 1]))
        starts = (np.diff(known, prepend=-2) > 1) | (np.diff(way[known], prepend=-1) != 0)
        steps = _Steps(np.cumsum(starts) - 1, node[known], numbers[known, 1:])
        kept = _distinct(steps, said)
        kept = kept[np.bincount(steps.run[kept], minlength=1)[steps.run[kept]] >= 2]
        begins = np.flatnonzero(np.diff(steps.run[kept], prepend=-1))
        owner = way[known[kept[begins]]]
        point_id, at, index = np.unique(steps.node[kept], return_index=True, return_inverse=True)
        roads = OsmWays(
            way_id=_frozen(np.asarray(self._way_id)[owner]),
            tags=tuple(self._tags[place] for place in owner.tolist()),
            first=_frozen(np.append(begins, len(kept)).astype(np.int32)),
            point=_frozen(index.astype(np.int32)),
        )
        points = OsmPoints(
            point_id=_frozen(point_id),
            lon=_frozen(steps.place[kept[at], 0]),
            lat=_frozen(steps.place[kept[at], 1]),
            tags=_by_index(point_id, said),
        )
        missing = len(np.unique(np.delete(node, known)))
        return Travelled(roads, points, missing, len(self) - len(np.unique(owner)))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Known points one after another: which run each belongs to, its number and its place."""

    run: NDArray[np.int64]
    node: NDArray[np.int64]
    place: NDArray[np.float64]


def _distinct(steps: _Steps, said: Mapping[int, Tags]) -> NDArray[np.intp]:
    """Give the indices of the steps that lead somewhere.

    A point at the very place of the one before goes if nothing else hangs on it: no other use
    and no tags. Where both are junctions, both stay: to drop one would part two roads.
    """
    same_run = np.diff(steps.run, prepend=-1) == 0
    kept = np.flatnonzero(~(same_run & (np.diff(steps.node, prepend=-1) == 0)))
    _, use, uses = np.unique(steps.node[kept], return_inverse=True, return_counts=True)
    lonely = np.zeros(len(steps.run), dtype=bool)
    lonely[kept] = (uses[use] == 1) & ~np.isin(steps.node[kept], np.array([*said], dtype=np.int64))
    kept = kept[~(_stands_still(steps, kept) & lonely[kept])]
    before = np.append(_stands_still(steps, kept)[1:], False)
    return kept[~(before & lonely[kept])]


def _stands_still(steps: _Steps, kept: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say of each step whether it ends where it began; the first of a run never does."""
    still = np.zeros(len(kept), dtype=bool)
    same_run = np.diff(steps.run[kept]) == 0
    still[1:] = same_run & (np.diff(steps.place[kept], axis=0) == 0).all(axis=1)
    return still


def _by_index(point_id: NDArray[np.int64], said: Mapping[int, Tags]) -> Mapping[int, Tags]:
    nodes = np.array(sorted(said), dtype=np.int64)
    nodes = nodes[np.isin(nodes, point_id)]
    places = np.searchsorted(point_id, nodes).tolist()
    pairs = zip(places, nodes.tolist(), strict=True)
    return MappingProxyType({place: MappingProxyType(dict(said[node])) for place, node in pairs})


def _frozen(values: NDArray[_Number]) -> NDArray[_Number]:
    values.flags.writeable = False
    return values
