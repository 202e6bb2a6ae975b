"""What the tags of an OpenStreetMap way say of the road itself: class, surface, crossing, names."""

import math
import re
from collections.abc import Mapping

Tags = Mapping[str, str]

FERRY_CLASS = "ferry"
PATH_CLASS = "path"
LONGEST_CROSSING_S = 7 * 86400.0  # heuristic: more is a slip of the pen
MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86400.0

# Left: highway=*, https://wiki.openstreetmap.org/wiki/Key:highway. Right: our ROAD_CLASSES.
ROAD_CLASS_OF = {
    "motorway": "expressway",
    "motorway_link": "expressway",
    "trunk": "trunk",
    "trunk_link": "trunk",
    "primary": "primary",
    "primary_link": "primary",
    "secondary": "secondary",
    "secondary_link": "secondary",
    "tertiary": "tertiary",
    "tertiary_link": "tertiary",
    "unclassified": "minor",
    "minor": "minor",
    "road": "minor",
    "residential": "residential",
    "living_street": "residential",
    "service": "service",
    "track": "track",
    "byway": "track",
    "unsurfaced": "track",
    "path": PATH_CLASS,
    "footway": PATH_CLASS,
    "cycleway": PATH_CLASS,
    "bridleway": PATH_CLASS,
    "steps": PATH_CLASS,
    "pedestrian": PATH_CLASS,
    "corridor": PATH_CLASS,
    "platform": PATH_CLASS,
}
UNBUILT = ("construction", "proposed", "planned")

# Left: surface=*, https://wiki.openstreetmap.org/wiki/Key:surface. Which of our few a value is put
# to follows the speeds OSRM gives it (profiles/car.lua, surface_speeds); laterite is a gravel road.
SURFACE_OF = {
    "asphalt": "asphalt",
    "paved": "asphalt",
    "chipseal": "asphalt",
    "bitumen": "asphalt",
    "tarmac": "asphalt",
    "concrete": "concrete",
    "cement": "concrete",
    "paving_stones": "concrete",
    "brick": "concrete",
    "bricks": "concrete",
    "metal": "concrete",
    "metal_grid": "concrete",
    "sett": "cobbles",
    "cobblestone": "cobbles",
    "unhewn_cobblestone": "cobbles",
    "unpaved": "gravel",
    "compacted": "gravel",
    "fine_gravel": "gravel",
    "gravel": "gravel",
    "pebblestone": "gravel",
    "laterite": "gravel",
    "shells": "gravel",
    "shell_limestone": "gravel",
    "grass_paver": "gravel",
    "wood": "gravel",
    "dirt": "dirt",
    "earth": "dirt",
    "ground": "dirt",
    "soil": "dirt",
    "clay": "dirt",
    "mud": "dirt",
    "sand": "dirt",
    "coral_sand": "dirt",
    "grass": "dirt",
    "rock": "dirt",
    "stone": "dirt",
    "woodchips": "dirt",
}
# https://wiki.openstreetmap.org/wiki/Key:tracktype
SURFACE_OF_TRACKTYPE = {
    "grade1": "asphalt",
    "grade2": "gravel",
    "grade3": "gravel",
    "grade4": "dirt",
    "grade5": "dirt",
}

_CLOCK = re.compile(r"(\d{1,4}):(\d{1,2})(?::(\d{1,2}))?", re.ASCII)
_ISO = re.compile(
    r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.ASCII | re.IGNORECASE
)
_WORDS = re.compile(
    r"(?:(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:hours?|hrs?|h)\.?)?\s*"
    r"(?:(\d{1,5}(?:[.,]\d{1,3})?)\s*(?:minutes?|mins?|m)?\.?)?",
    re.ASCII | re.IGNORECASE,
)


def road_class(tags: Tags) -> str | None:
    """Tell the class of a way, one of `ROAD_CLASSES`; None where it is no road, path or ferry.

    A road being built or planned has the class it will have; that nobody may use
    it yet is the business of `way_access`.

    Examples
    --------
    >>> road_class({"highway": "trunk_link"}), road_class({"highway": "construction"})
    ('trunk', None)
    >>> road_class({"highway": "construction", "construction": "primary"})
    'primary'
    """
    highway = tags.get("highway", "")
    found = ROAD_CLASS_OF.get(tags.get(highway, "") if highway in UNBUILT else highway)
    return FERRY_CLASS if found is None and tags.get("route") == "ferry" else found


def is_unbuilt(tags: Tags) -> bool:
    """Tell whether the way is being built, planned, or given up."""
    if tags.get("highway") in UNBUILT or tags.get("construction") in {"yes", "true", "1"}:
        return True
    return any(tags.get(key) == "yes" for key in ("proposed", "disused", "abandoned", "razed"))


def is_roundabout(tags: Tags) -> bool:
    """Tell whether the way is the ring of a roundabout (``circular``: one without priority)."""
    return tags.get("junction") in {"roundabout", "circular"}


def surface(tags: Tags) -> str | None:
    """Tell the surface of a way, one of `SURFACES`; None where the tags do not say.

    ``surface`` comes first (of several values the first that is known), then
    ``tracktype``. Water for a ferry.

    Examples
    --------
    >>> surface({"surface": "concrete:plates"}), surface({"tracktype": "grade4"}), surface({})
    ('concrete', 'dirt', None)
    """
    if road_class(tags) == FERRY_CLASS:
        return "water"
    for value in tags.get("surface", "").lower().split(";"):
        found = SURFACE_OF.get(value.split(":")[0].strip())
        if found is not None:
            return found
    return SURFACE_OF_TRACKTYPE.get(tags.get("tracktype", ""))


def crossing_seconds(text: str) -> float:
    """Read the ``duration`` of a ferry in seconds; NaN where it says nothing usable.

    Parameters
    ----------
    text
        ``H:MM``, ``H:MM:SS``, whole or decimal minutes, minutes and hours in
        words, or ISO 8601 (``PT35M``): the forms met under
        https://wiki.openstreetmap.org/wiki/Key:duration.

    Returns
    -------
    float
        Above 0 and at most a week.

    Examples
    --------
    >>> [crossing_seconds(text) for text in ("00:35", "35", "1:20:00", "PT35M", "2h30", "soon")]
    [2100.0, 2100.0, 4800.0, 2100.0, 9000.0, nan]
    """
    text = text.strip()
    seconds = math.nan
    if clock := _CLOCK.fullmatch(text):
        seconds = _total(clock.groups(), (HOUR_S, MINUTE_S, 1.0))
    elif text[:1] in {"P", "p"}:
        iso = _ISO.fullmatch(text)
        seconds = _total(iso.groups(), (DAY_S, HOUR_S, MINUTE_S, 1.0)) if iso else math.nan
    elif words := _WORDS.fullmatch(text):
        seconds = _total(words.groups(), (HOUR_S, MINUTE_S))
    return seconds if 0 < seconds <= LONGEST_CROSSING_S else math.nan


def _total(counts: tuple[str | None, ...], units_s: tuple[float, ...]) -> float:
    pairs = zip(counts, units_s, strict=True)
    return sum(float((count or "0").replace(",", ".")) * unit for count, unit in pairs)
