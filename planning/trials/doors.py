"""Doors by their id, whoever keeps them and whether they count or not."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from geo.coordinates import Place
from planning.eta import Points
from planning.packs import Pack
from planning.supply.facilities import door_of
from planning.supply.values import Door

KINDS: Final = ("missions", "green_zones", "police_posts")
"""Layers whose records have a door."""


def door_ids(pack: Pack) -> set[str]:
    """List the ids of every record of a pack that has a door."""
    return {str(one) for kind in KINDS for one in pack.layers[kind]["id"]}


def door_named(pack: Pack, door: str) -> Door:
    """Give any mission, Green Zone or post as a door; its id must be one of `door_ids`."""
    rows = (row for kind in KINDS for row in pack.layers[kind].to_dict("records"))
    return door_of(next(row for row in rows if row["id"] == door), pack)


def place_named(row: Mapping[str, Any]) -> Place:
    """Give the place of a record: a mission, a zone, a site."""
    name, lat, lon = str(row["name"]), float(row["lat"]), float(row["lon"])
    return Place(lat, lon, float(row["precision_m"]), name, "record", name)


def place_of(door: Door) -> Place:
    """Give the place of a door."""
    return Place(door.lat, door.lon, door.precision_m, door.name, "record", door.name)


def points_of(*places: Place | Door) -> Points:
    """Give places as points to be timed."""
    errors = [place.precision_m if isinstance(place, Door) else place.error_m for place in places]
    return Points(
        lon=np.array([place.lon for place in places], dtype=np.float64),
        lat=np.array([place.lat for place in places], dtype=np.float64),
        error_m=np.array(errors, dtype=np.float64),
    )
