"""The legal limit that the tags of an OpenStreetMap way give, each way."""

import csv
import math
import re
from collections.abc import Mapping
from pathlib import Path

from geo.errors import Fault, FaultsError, MissingFileError
from routing.osm_tags import Tags

ZoneLimits = Mapping[tuple[str, str], float]

KPH_PER_MPH = 1.609344
KPH_PER_KNOT = 1.852
WALKING_KPH = 7.0  # "walk": upper end of the 4 to 7 km/h of German courts (general knowledge)
HIGHEST_KPH = 200.0  # heuristic: a higher sign is a slip of the pen
ZONES = ("urban", "rural", "trunk", "motorway", "living_street", "pedestrian_zone", "bicycle_road")
COLUMNS = ("country", "zone", "limit_kph", "source")

# How zones are written under https://wiki.openstreetmap.org/wiki/Key:maxspeed:type
_ZONE_OF = {
    **{zone: zone for zone in ZONES},
    "school": "school",
    "nsl_restricted": "urban",
    "nsl_single": "rural",
    "nsl_dual": "trunk",
    "motorroad": "trunk",
    "expressway": "trunk",
    "livingstreet": "living_street",
    "pedestrian": "pedestrian_zone",
    "bicycle_zone": "bicycle_road",
}
_ZONE_OF_HIGHWAY = {
    "motorway": "motorway",
    "trunk": "trunk",
    "living_street": "living_street",
    "pedestrian": "pedestrian_zone",
}
_SPEED = re.compile(
    r"(\d{1,3}(?:\.\d{1,3})?)\s*(km/h|kmh|kph|km|mph|mi/h|knots?|kn)?", re.ASCII | re.IGNORECASE
)
_ZONE = re.compile(
    r"([A-Z]{2}(?:-[A-Z0-9]{1,3})?):(?:zone:?)?([a-z_]+|\d{1,3})(?::(\d{1,3}))?", re.ASCII
)
_LIMITLESS = ("none", "unlimited")
ZONE_KEYS = ("maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic")
LIMIT_KEYS = ("maxspeed:motorcar", "maxspeed:motor_vehicle", "maxspeed")


def parse_speed(text: str, *, zones: ZoneLimits, country: str = "") -> float:
    """Read one ``maxspeed`` value.

    Parameters
    ----------
    text
        A number (km/h unless it names mph or knots), ``walk``, ``none``, a zone such
        as ``RU:urban`` or ``DE:zone:30``; of several, joined by ``;`` or ``|``, the
        lowest.
    zones
        Limits of zones, from `read_zone_limits`.
    country
        ISO 3166-1 alpha-2: whose limits a bare ``urban`` or ``rural`` means.

    Returns
    -------
    float
        km/h, above 0 and at most `HIGHEST_KPH`; infinite where there is expressly no
        limit; NaN where nothing can be read (``signals``, ``variable``, nonsense).

    Examples
    --------
    >>> [parse_speed(text, zones={}) for text in ("40", "20 knots", "60;80", "none", "fast")]
    [40.0, 37.04, 60.0, inf, nan]
    >>> parse_speed("RU:urban", zones={("RU", "urban"): 60.0})
    60.0
    """
    speeds = [
        _parse_one(part.strip(), zones=zones, country=country) for part in re.split(r"[;|]", text)
    ]
    return min((speed for speed in speeds if not math.isnan(speed)), default=math.nan)


def limit_kph(tags: Tags, direction: str, *, zones: ZoneLimits, country: str = "") -> float:
    """Tell the limit for cars on a way, ``forward`` or ``backward``.

    ``maxspeed:motorcar`` goes before ``maxspeed``, a direction's own value before
    the value for both. Only where none of them can be read, the zone named by
    ``maxspeed:type``, ``source:maxspeed`` or ``zone:maxspeed`` counts. A
    ``maxspeed=none`` is an answer: no zone is asked.

    Returns
    -------
    float
        km/h; NaN where no limit is given, or none exists.

    Examples
    --------
    >>> limit_kph({"maxspeed": "30 mph", "maxspeed:backward": "50"}, "backward", zones={})
    50.0
    """
    for key in LIMIT_KEYS:
        for full_key in (f"{key}:{direction}", key):
            if full_key not in tags:
                continue
            text = tags[full_key]
            if text == "implicit":
                text = _implied_zone(tags, country)
            speed = parse_speed(text, zones=zones, country=country)
            if not math.isnan(speed):
                return speed if math.isfinite(speed) else math.nan
    for key in ZONE_KEYS:
        if key not in tags:
            continue
        speed = _zone_limit(tags[key], zones=zones, country=country)
        if not math.isnan(speed):
            return speed if math.isfinite(speed) else math.nan
    return math.nan


def read_zone_limits(path: Path) -> dict[tuple[str, str], float]:
    """Read the table of implicit limits, ``data/speed_limits.csv``.

    Parameters
    ----------
    path
        CSV with the columns `COLUMNS`; ``limit_kph`` is km/h or ``none``.

    Returns
    -------
    dict
        Limit in km/h (infinite for none) by country code and zone.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FaultsError
        With every row that cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"{path}: no such file; it comes with the program, put it back"
        raise MissingFileError(message) from error
    limits: dict[tuple[str, str], float] = {}
    faults = []
    for row, entry in enumerate(csv.DictReader(text.splitlines()), start=2):
        country, zone, limit, source = (str(entry.get(column) or "") for column in COLUMNS)
        speed = parse_speed(limit, zones={})
        key = (country, zone)
        if zone not in ZONES or math.isnan(speed) or not source or key in limits:
            faults.append(
                Fault("LIMIT", f"{country}:{zone} {limit}: zone, limit, source or repeat", row=row)
            )
        limits[key] = speed
    if faults:
        raise FaultsError(str(path), faults)
    return limits


def _parse_one(text: str, *, zones: ZoneLimits, country: str) -> float:
    if text.lower() in _LIMITLESS:
        return math.inf
    if text.lower() == "walk":
        return WALKING_KPH
    if speed := _SPEED.fullmatch(text):
        return _in_range(float(speed[1]) * _kph_per(speed[2]))
    return _zone_limit(text, zones=zones, country=country)


def _kph_per(unit: str | None) -> float:
    word = (unit or "km/h").lower()
    if word.startswith("k") and "n" in word:
        return KPH_PER_KNOT
    return KPH_PER_MPH if word.startswith("m") else 1.0


def _zone_limit(text: str, *, zones: ZoneLimits, country: str) -> float:
    zone = _ZONE.fullmatch(f"{country}:{text}" if text in ZONES else text)
    if zone is None:
        return math.nan
    number = zone[3] or (zone[2] if zone[2].isdecimal() else re.sub(r"^zone_?", "", zone[2]))
    if number.isdecimal():
        return _in_range(float(number))
    return zones.get((zone[1], _ZONE_OF.get(zone[2], "")), math.nan)


def _implied_zone(tags: Tags, country: str) -> str:
    return f"{country}:{_ZONE_OF_HIGHWAY.get(tags.get('highway', ''), '')}"


def _in_range(speed: float) -> float:
    return speed if 0 < speed <= HIGHEST_KPH else math.nan
