"""The attributes of an edge of an OSMnx graph, read as the tags of one OpenStreetMap way."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from routing.osm_tags import FERRY_CLASS, road_class, surface

# Of several values of a simplified edge the first of these that it has; others as they come.
_CLASS_ORDER = (
    "expressway", "trunk", "primary", "secondary", "tertiary", "minor", "residential", "ferry",
    "service", "track", "path",
)  # fmt: skip
_WORST_SURFACE_FIRST = ("dirt", "gravel", "cobbles", "concrete", "asphalt", "water")
_STRICTEST_FIRST = ("no", "private", "destination")


def edge_tags(row: Mapping[str, Any]) -> dict[str, str]:
    """Read the attributes of an edge as the tags of one way.

    A simplified edge has a list where its ways differ. Then the most important class
    counts, the worst surface, the strictest access and (joined by ``;``, of which
    `parse_speed` takes the least) the lowest limit; of all else the first value. The
    graph has an edge for each direction that may be driven: only one that says so and
    runs forward is one-way.

    Examples
    --------
    >>> edge_tags({"highway": ["service", "trunk"], "maxspeed": ["80", "50"], "oneway": True})
    {'highway': 'trunk', 'maxspeed': '80;50', 'oneway': 'yes'}
    """
    tags = {key: _told(key, value) for key, value in row.items() if _is_told(value)}
    if "highway" not in tags and tags.get("route") != FERRY_CLASS:
        tags["highway"] = "road"  # OpenStreetMap's word for a road of unknown kind
    one_way = row.get("oneway") in (True, "yes") and not is_backward(row)
    return {**tags, "oneway": "yes" if one_way else "no"}


def is_backward(row: Mapping[str, Any]) -> bool:
    """Tell whether an edge runs against the way that it was made from."""
    return row.get("reversed") is True


def _is_told(value: object) -> bool:
    """Tell whether a value says anything: NaN, None and an empty list do not."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int | list) and value != []


def _told(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _chosen(key, [str(part) for part in value]) if isinstance(value, list) else str(value)


def _chosen(key: str, values: list[str]) -> str:
    if key.startswith("maxspeed"):
        return ";".join(values)
    if key == "highway":
        return _first(values, _CLASS_ORDER, lambda value: road_class({"highway": value}))
    if key == "surface":
        return _first(values, _WORST_SURFACE_FIRST, lambda value: surface({"surface": value}))
    if key in {"bridge", "toll"}:
        return next((value for value in values if value != "no"), "no")
    return _first(values, _STRICTEST_FIRST, str)


def _first(values: list[str], order: tuple[str, ...], kind: Callable[[str], str | None]) -> str:
    """Value whose kind comes first in the order; the first value where none has one."""
    rank = {name: number for number, name in enumerate(order)}
    return min(values, key=lambda value: rank.get(kind(value) or "", len(rank)))
