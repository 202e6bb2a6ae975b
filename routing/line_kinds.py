"""What the words of one line mean together, through the one understanding of road tags."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from routing.network import ROAD_CLASSES, SURFACES
from routing.osm_access import NOBODY, Access, way_access
from routing.osm_speeds import parse_speed
from routing.osm_tags import ROAD_CLASS_OF, Tags, is_roundabout
from routing.osm_tags import surface as tagged_surface
from routing.road_words import ONEWAY_OF_WORD, is_bridge

LAND_SURFACES = tuple(name for name in SURFACES if name != "water")

# A class of ours as OpenStreetMap would tag it, for the access it has by default.
_HIGHWAY_OF = {"expressway": "motorway", "minor": "unclassified", "urban": "unclassified"}
_DUAL_CLASSES = ("expressway", "trunk", "primary")


class Body(NamedTuple):
    """What a line is, whichever way it is driven; equal ones look alike."""

    road_class: int
    surface: int
    bridge: bool
    limit_kph: float
    carriageways: int


class Kind(NamedTuple):
    """What the words of a line mean, names left aside."""

    body: Body
    forward: Access
    backward: Access


NO_ROAD = Kind(Body(-1, 0, bridge=False, limit_kph=math.nan, carriageways=1), NOBODY, NOBODY)


def kind_of(said: Mapping[str, str], road_class: str, *, surface: str, has_oneway: bool) -> Kind:
    """Understand the words of one line.

    Parameters
    ----------
    said
        Word by column (of `LineColumns`), in lower case, empty where nothing is said.
    road_class
        One of `ROAD_CLASSES`.
    surface
        What the surface is where the line does not say.
    has_oneway
        Whether the layer has a column of directions at all.
    """
    forward, backward = way_access(_as_tags(said, road_class, has_oneway=has_oneway))
    is_dual = road_class in _DUAL_CLASSES and not said["road_class"].endswith("_link")
    body = Body(
        road_class=ROAD_CLASSES.index(road_class),
        surface=SURFACES.index(_surface(said, road_class, default=surface)),
        bridge=is_bridge(said["bridge"]),
        limit_kph=_limit_kph(said["maxspeed"]),
        carriageways=2 if is_dual and bool(forward.car) != bool(backward.car) else 1,
    )
    return Kind(body, forward, backward)


def _as_tags(said: Mapping[str, str], road_class: str, *, has_oneway: bool) -> Tags:
    """Write a line's words as OpenStreetMap tags.

    Where a layer has a column of directions, a blank means what it means there: that a
    motorway is one-way. A layer without one says nothing, and every line but a roundabout
    is driven both ways.
    """
    is_same = ROAD_CLASS_OF.get(said["road_class"]) == road_class
    word = said["road_class"] if is_same else _HIGHWAY_OF.get(road_class, road_class)
    tags = {"route": "ferry"} if road_class == "ferry" else {"highway": word}
    tags |= {key: said[key] for key in ("access", "junction") if said[key]}
    if has_oneway and said["oneway"]:
        tags["oneway"] = ONEWAY_OF_WORD[said["oneway"]]
    elif not (has_oneway or is_roundabout(tags)):
        tags["oneway"] = "no"
    return tags


def _surface(said: Mapping[str, str], road_class: str, *, default: str) -> str:
    if road_class == "ferry":
        return "water"
    if said["surface"] in LAND_SURFACES:
        return said["surface"]
    grade = said["road_class"].removeprefix("track_")
    return tagged_surface({"surface": said["surface"], "tracktype": grade}) or default


def _limit_kph(word: str) -> float:
    speed = parse_speed(word, zones={})
    return speed if math.isfinite(speed) else math.nan
