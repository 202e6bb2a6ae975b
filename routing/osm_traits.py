"""What all ways of an OpenStreetMap extract are, read once for each distinct set of tags."""

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np

from routing.network import ROAD_CLASSES, SURFACES, IntArray
from routing.osm_access import ACCESS_KEYS, DIRECTIONS, NOBODY, ONEWAY_KEYS, Access, way_access
from routing.osm_conditions import way_condition
from routing.osm_speeds import LIMIT_KEYS, ZONE_KEYS, ZoneLimits, limit_kph
from routing.osm_tags import (
    FERRY_CLASS,
    UNBUILT,
    Tags,
    crossing_seconds,
    is_roundabout,
    road_class,
    surface,
)

# Where a way does not say its surface and the country no better: heuristic.
SURFACE_BY_CLASS = {
    **dict.fromkeys(ROAD_CLASSES, "asphalt"),
    "ferry": "water",
    "track": "dirt",
    "path": "dirt",
}
Key = TypeVar("Key", bound=Hashable)

NO_BODY = -1
CLOSED_SIDE = 0  # number of the side that nobody may use

_DUAL_CLASSES = ("expressway", "trunk", "primary")
_MODE_KEYS = {key for keys in ACCESS_KEYS.values() for key in keys}
_PLAIN_KEYS = frozenset({
    *("highway", "route", "service", "junction", "motorroad", "smoothness", "surface", "tracktype"),
    *("disused", "abandoned", "razed", "bridge", "toll", "dual_carriageway", "duration"),
    *("hgv", "bicycle", "oneway:conditional"),
    *UNBUILT, *ZONE_KEYS, *LIMIT_KEYS, *_MODE_KEYS,
    *(key for keys in ONEWAY_KEYS.values() for key in keys),
})  # fmt: skip
READ_KEYS = _PLAIN_KEYS | {
    *(f"{key}:{way}" for key, way in product((*LIMIT_KEYS, *_MODE_KEYS), DIRECTIONS)),
    *(f"{key}:conditional" for key in _MODE_KEYS),
    *(f"{key}:conditional:{way}" for key, way in product(_MODE_KEYS, DIRECTIONS)),
    *(f"{key}:{way}:conditional" for key, way in product(_MODE_KEYS, DIRECTIONS)),
}
_TOWN_ZONE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]+)?:(urban|nsl_restricted|rural)")


@dataclass(frozen=True, slots=True)
class Body:
    """What a way is, whichever way it is driven.

    Parameters
    ----------
    road_class, surface
        Index into `ROAD_CLASSES` and `SURFACES`.
    carriageways
        2 on one-way roads of the classes expressway, trunk and primary that are no
        links, and where ``dual_carriageway=yes``; else 1.
    is_bridge, is_toll, is_roundabout
        As tagged.
    crossing_s
        Seconds for the whole way where it is a ferry that says so.
    is_town
        Whether the zone of its limit says that it lies in a town; None where none does.
    """

    road_class: int
    surface: int
    carriageways: int
    is_bridge: bool
    is_toll: bool
    is_roundabout: bool
    crossing_s: float | None
    is_town: bool | None


@dataclass(frozen=True, slots=True)
class Side:
    """What a way is in one direction.

    Parameters
    ----------
    access
        Levels, at the best hour where hours matter.
    limit_kph
        Legal limit; None where none is given.
    condition
        Text of the hours for cars, empty where they do not matter.
    """

    access: Access
    limit_kph: float | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class WayTraits:
    """Traits of all ways, by number.

    Parameters
    ----------
    look
        Per way: number of its body and names together; equal looks look alike.
        `NO_BODY` where the way is no road, or one that nobody may use.
    body, name, name_en, ref
        Per look: index into `bodies`, `names`, `names` and `refs`.
    forward, backward
        Per way: index into `sides`.
    bodies, sides, names, refs
        Tables; side `CLOSED_SIDE` is closed to all, the empty text is entry 0.
    """

    look: IntArray
    body: IntArray
    name: IntArray
    name_en: IntArray
    ref: IntArray
    forward: IntArray
    backward: IntArray
    bodies: tuple[Body, ...]
    sides: tuple[Side, ...]
    names: tuple[str, ...]
    refs: tuple[str, ...]


def read_traits(
    tags_of_ways: Sequence[Tags],
    *,
    zones: ZoneLimits,
    country: str,
    surfaces: Mapping[str, str],
) -> WayTraits:
    """Read the traits of all ways.

    Parameters
    ----------
    tags_of_ways
        Tags of each way.
    zones, country
        As in `limit_kph`.
    surfaces
        Surface by road class where a way does not say its own.
    """
    tables = _Tables(zones, country, surfaces)
    # The reader gives equal ways one and the same mapping of tags: most need no look at it.
    rows: dict[int, tuple[int, int, int]] = {}
    for tags in tags_of_ways:
        if id(tags) not in rows:
            rows[id(tags)] = tables.row(tags)
    by_way = np.array([rows[id(tags)] for tags in tags_of_ways], dtype=np.int32).reshape(-1, 3).T
    by_look = np.array(list(tables.looks), dtype=np.int32).reshape(-1, 4).T
    return WayTraits(
        look=by_way[0],
        forward=by_way[1],
        backward=by_way[2],
        body=by_look[0],
        name=by_look[1],
        name_en=by_look[2],
        ref=by_look[3],
        bodies=tuple(tables.bodies),
        sides=tuple(tables.sides),
        names=tuple(tables.names),
        refs=tuple(tables.refs),
    )


class _Tables:
    """The tables of `WayTraits` as they grow; each distinct set of tags is read once."""

    def __init__(self, zones: ZoneLimits, country: str, surfaces: Mapping[str, str]) -> None:
        self.zones, self.country, self.surfaces = zones, country, surfaces
        self.sides: dict[Side, int] = {Side(NOBODY): CLOSED_SIDE}
        self.bodies: dict[Body, int] = {}
        self.names, self.refs = {"": 0}, {"": 0}
        self.looks: dict[tuple[int, int, int, int], int] = {}
        self._known: dict[frozenset[tuple[str, str]], tuple[int, int, int]] = {}

    def row(self, tags: Tags) -> tuple[int, int, int]:
        """Look, side forward and side backward of a way."""
        key = frozenset(tag for tag in tags.items() if tag[0] in READ_KEYS)
        if key not in self._known:
            self._known[key] = self._read(dict(key))
        body, forward, backward = self._known[key]
        if body == NO_BODY:
            return NO_BODY, CLOSED_SIDE, CLOSED_SIDE
        look = (
            body,
            _number(self.names, tags.get("name", "")),
            _number(self.names, tags.get("name:en", "")),
            _number(self.refs, tags.get("ref", "").split(";")[0].strip()),
        )
        return _number(self.looks, look), forward, backward

    def _read(self, tags: Tags) -> tuple[int, int, int]:
        forward, backward = (
            _side(tags, direction, access, zones=self.zones, country=self.country)
            for direction, access in zip(DIRECTIONS, way_access(tags), strict=True)
        )
        body = _body(tags, self.surfaces, one_way=not backward.access.car)
        if body is None or (forward.access.is_closed and backward.access.is_closed):
            return NO_BODY, CLOSED_SIDE, CLOSED_SIDE
        return (
            _number(self.bodies, body),
            _number(self.sides, forward),
            _number(self.sides, backward),
        )


def _number(table: dict[Key, int], key: Key) -> int:
    return table.setdefault(key, len(table))


def _body(tags: Tags, surfaces: Mapping[str, str], *, one_way: bool) -> Body | None:
    found = road_class(tags)
    if found is None:
        return None
    seconds = crossing_seconds(tags.get("duration", "")) if found == FERRY_CLASS else math.nan
    return Body(
        road_class=ROAD_CLASSES.index(found),
        surface=SURFACES.index(surface(tags) or surfaces.get(found) or SURFACE_BY_CLASS[found]),
        carriageways=_carriageways(tags, found, one_way=one_way),
        is_bridge=tags.get("bridge", "no") not in {"no", "abandoned"},
        is_toll=tags.get("toll") in {"yes", "true"},
        is_roundabout=is_roundabout(tags),
        crossing_s=None if math.isnan(seconds) else seconds,
        is_town=_is_town(tags),
    )


def _side(tags: Tags, direction: str, access: Access, *, zones: ZoneLimits, country: str) -> Side:
    hours = way_condition(tags, direction)
    at_best = Access(
        access.car if hours.car is None else hours.car,
        access.motorbike if hours.motorbike is None else hours.motorbike,
        access.foot,
    )
    if at_best.is_closed:
        return Side(at_best)
    limit = limit_kph(tags, direction, zones=zones, country=country)
    return Side(at_best, None if math.isnan(limit) else limit, hours.text)


def _carriageways(tags: Tags, found: str, *, one_way: bool) -> int:
    is_link = tags.get("highway", "").endswith("_link")
    by_class = one_way and found in _DUAL_CLASSES and not is_link and not is_roundabout(tags)
    return 2 if by_class or tags.get("dual_carriageway") == "yes" else 1


def _is_town(tags: Tags) -> bool | None:
    for key in ("maxspeed", *ZONE_KEYS):
        zone = _TOWN_ZONE.fullmatch(tags.get(key, ""))
        if zone is not None:
            return zone[1] != "rural"
    return None
