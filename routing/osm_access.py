"""Who may use an OpenStreetMap way or pass a barrier: car, motorbike, foot, each way."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from routing.network import ENDS_ONLY, NO_ACCESS, OPEN_ACCESS
from routing.osm_tags import FERRY_CLASS, PATH_CLASS, Tags, is_roundabout, is_unbuilt, road_class

# From the most special key to the most general, https://wiki.openstreetmap.org/wiki/Key:access
# (transport mode hierarchy): the first that is tagged decides.
ACCESS_KEYS = {
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "motorbike": ("motorcycle", "motor_vehicle", "vehicle", "access"),
    "foot": ("foot", "access"),
}
ONEWAY_KEYS = {
    "car": ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    "motorbike": ("oneway:motorcycle", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    "foot": ("oneway:foot",),
}
DIRECTIONS = ("forward", "backward")

# Values of the access keys. Those who may come by leave only (private, destination, ...) may begin
# or end a trip there. A road for farm or forest work is no way for a consular car.
LEVEL_OF = {
    **dict.fromkeys(
        ("yes", "designated", "permissive", "official", "public", "allowed", "true", "discouraged"),
        OPEN_ACCESS,
    ),
    **dict.fromkeys(
        (
            "private", "destination", "customers", "delivery", "permit", "residents", "residential",
            "employees", "staff", "visitors", "guests", "members", "students", "tenants",
        ),
        ENDS_ONLY,
    ),
    **dict.fromkeys(
        (
            "no", "false", "agricultural", "forestry", "agricultural;forestry", "military", "none",
            "emergency", "use_sidepath", "psv", "bus", "taxi", "hgv", "restricted", "dismount",
            "separate",
        ),
        NO_ACCESS,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Access:
    """Access level of each mode: `NO_ACCESS`, `ENDS_ONLY` or `OPEN_ACCESS`.

    Parameters
    ----------
    car, motorbike, foot
        0, 1 or 2.
    """

    car: int
    motorbike: int
    foot: int

    @property
    def is_closed(self) -> bool:
        """Whether nobody may go."""
        return not (self.car or self.motorbike or self.foot)

    @property
    def is_open(self) -> bool:
        """Whether everybody may go."""
        return min(self.car, self.motorbike, self.foot) == OPEN_ACCESS


MODE_NAMES = tuple(field.name for field in fields(Access))
OPEN = Access(OPEN_ACCESS, OPEN_ACCESS, OPEN_ACCESS)
NOBODY = Access(NO_ACCESS, NO_ACCESS, NO_ACCESS)
ON_FOOT = Access(NO_ACCESS, NO_ACCESS, OPEN_ACCESS)
ON_WHEELS = Access(OPEN_ACCESS, OPEN_ACCESS, NO_ACCESS)
NO_CARS = Access(NO_ACCESS, OPEN_ACCESS, OPEN_ACCESS)

# Who passes a barrier that has no access tags: https://wiki.openstreetmap.org/wiki/Key:barrier and
# OSRM's car profile (barrier_whitelist). Whatever is not named here stops vehicles (OSRM's rule).
PASSING = {
    **dict.fromkeys(
        (
            "gate", "lift_gate", "swing_gate", "sliding_gate", "sliding_beam", "bump_gate",
            "hampshire_gate", "cattle_grid", "border_control", "toll_booth", "sally_port",
            "checkpoint", "entrance", "kerb", "height_restrictor", "avalanche_protection", "no",
        ),
        OPEN,
    ),
    **dict.fromkeys(
        ("bollard", "block", "planter", "bus_trap", "sump_buster", "tank_trap"), NO_CARS
    ),
    **dict.fromkeys(("wall", "fence", "hedge", "retaining_wall", "city_wall"), NOBODY),
}  # fmt: skip


@lru_cache(maxsize=4096)
def access_level(value: str) -> int | None:
    """Level of one value of an access key; of several the most open; None where it means nothing.

    Examples
    --------
    >>> access_level("destination"), access_level("no;customers"), access_level("who knows")
    (1, 1, None)
    """
    text = value.strip().lower()
    if text in LEVEL_OF:
        return LEVEL_OF[text]
    levels = [LEVEL_OF[part.strip()] for part in text.split(";") if part.strip() in LEVEL_OF]
    return max(levels, default=None)


def way_access(tags: Tags) -> tuple[Access, Access]:
    """Tell who may use a way forward (as it is drawn) and backward.

    Defaults by class are those of
    https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions
    (worldwide): all on roads, nobody on foot on motorways and motorroads, nobody on
    wheels on paths. On foot also on cycleways and bridleways, as OSRM and
    GraphHopper do; a ferry takes cars unless only ``foot`` or ``bicycle`` is tagged
    (GraphHopper's rule). Motorways and roundabouts are one-way unless tagged
    otherwise; ``reversible`` is closed to vehicles, ``alternating`` open both ways.
    People on foot walk both ways. What the hours change is in `osm_conditions`.

    Examples
    --------
    >>> way_access({"highway": "residential", "oneway": "-1", "motor_vehicle": "destination"})
    (Access(car=0, motorbike=0, foot=2), Access(car=1, motorbike=1, foot=2))
    """
    default = _default_access(tags)
    forward, backward = (
        Access(*(_way_level(tags, mode, direction, default=default) for mode in MODE_NAMES))
        for direction in DIRECTIONS
    )
    return forward, backward


def base_level(tags: Tags, mode: str, *, direction: str) -> int | None:
    """Level that the access keys give a mode in a direction; None where none is tagged."""
    for key in ACCESS_KEYS[mode]:
        for full_key in (f"{key}:{direction}", key):
            if full_key in tags:
                level = access_level(tags[full_key])
                if level is not None:
                    return level
    return None


def oneway_of(tags: Tags, mode: str) -> str:
    """Tell which way a mode may go: ``both``, ``forward``, ``backward`` or ``reversible``."""
    keys = ONEWAY_KEYS[mode]
    if mode == "foot" and road_class(tags) == FERRY_CLASS:
        keys = (*keys, "oneway")
    for key in keys:
        if key in tags:
            return _ONEWAY.get(tags[key].strip().lower(), "both")
    is_implied = mode != "foot" and (tags.get("highway") == "motorway" or is_roundabout(tags))
    return "forward" if is_implied else "both"


_ONEWAY = {
    "yes": "forward",
    "true": "forward",
    "1": "forward",
    "-1": "backward",
    "reverse": "backward",
    "reversible": "reversible",
}


def _way_level(tags: Tags, mode: str, direction: str, *, default: Access) -> int:
    if oneway_of(tags, mode) not in {"both", direction}:
        return NO_ACCESS
    if mode != "foot" and tags.get("smoothness") == "impassable":
        return NO_ACCESS
    level = base_level(tags, mode, direction=direction)
    return _level(default, mode) if level is None else level


def _level(access: Access, mode: str) -> int:
    return {"car": access.car, "motorbike": access.motorbike, "foot": access.foot}[mode]


def _default_access(tags: Tags) -> Access:
    found = road_class(tags)
    if found is None or is_unbuilt(tags) or tags.get("service") == "emergency_access":
        return NOBODY
    if found == FERRY_CLASS:
        is_for_people = ("foot" in tags or "bicycle" in tags) and tags.get("hgv") != "yes"
        return ON_FOOT if is_for_people else OPEN
    if found == PATH_CLASS:
        return ON_FOOT
    if found == "expressway" or tags.get("motorroad") == "yes":
        return ON_WHEELS
    return OPEN


def barrier_access(tags: Tags) -> Access:
    """Tell who may pass a point: all where it is no barrier.

    Access tags on the barrier overrule its kind; ``locked=yes`` shuts it to all but
    those whose way is expressly open.

    Examples
    --------
    >>> barrier_access({"barrier": "bollard"})
    Access(car=0, motorbike=2, foot=2)
    >>> barrier_access({"barrier": "gate", "access": "private", "foot": "yes"})
    Access(car=1, motorbike=1, foot=2)
    """
    kind = tags.get("barrier")
    if kind is None:
        return OPEN
    default = PASSING.get(kind, ON_FOOT)
    return Access(*(_barrier_level(tags, mode, default=default) for mode in MODE_NAMES))


def _barrier_level(tags: Mapping[str, str], mode: str, *, default: Access) -> int:
    tagged = base_level(tags, mode, direction="both")
    level = _level(default, mode) if tagged is None else tagged
    if tags.get("locked") == "yes" and tagged != OPEN_ACCESS:
        return NO_ACCESS
    return level
