"""From what a person typed to a place in the country, or one clear reason why not."""

import math
from datetime import datetime

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from geo.coordinates import Place, parse_place
from geo.crs import Bounds, distance_m, distance_words, distances_m
from geo.errors import GreenZoneError, OutsideError
from geo.gazetteer import Gazetteer
from geo.notation.abroad import TOWNS
from planning.landmarks import read_named
from planning.moment import in_force
from planning.packs import Pack

# Where the outline is coarse, a point this near to it still lies in the country.
_SLACK_M = 5000.0
_METRES_PER_DEGREE = 110_500.0  # of latitude, at its least


def locate(pack: Pack, text: str, *, when: datetime | None = None) -> Place:
    """Read a place and make sure that it lies in the pack's country.

    Parameters
    ----------
    pack
        The country.
    text
        Coordinates in any common notation, a map link, a plus code, or the name of a place, of a
        reported site, a mission, a Green Zone, a post or a border gate, or the id of one.
    when
        The instant asked about: a place over the border is answered with the state of the
        nearest gate.

    Raises
    ------
    PlaceError, SwappedError, AmbiguousPlaceError, UnknownPlaceError
        If the text is no place, or may be two.
    OutsideError
        If it lies in the sea or in another country; the message says which.
    """
    try:
        place = read_named(text, pack.gazetteer, pack.landmarks, bounds=_padded(pack.bounds))
    except OutsideError:
        there = _abroad(pack, text)
        if there is not None and (name := _neighbour(pack, there)) is not None:
            raise _over_the_border(pack, there, name, when=when) from None
        raise
    check_inside(pack, lat=place.lat, lon=place.lon, when=when)
    return place


def check_inside(pack: Pack, *, lat: float, lon: float, when: datetime | None = None) -> None:
    """Make sure that a point (EPSG:4326) lies in the pack's country, its coast included.

    Raises
    ------
    OutsideError
        Naming the sea or the neighbour in which it lies, and the nearest border gate.
    """
    point = Point(lon, lat)
    if shapely.intersects_xy(pack.outline, lon, lat):
        return
    away_m = _away_m(pack.outline, point)
    if away_m <= min(_SLACK_M, pack.manifest.outline_m):
        return
    title = pack.manifest.about["title"]
    there = Place(lat, lon, 0.0, f"{lat:.4f}, {lon:.4f}", "coordinate", "")
    name = _neighbour(pack, there)
    if name is None:
        raise OutsideError(
            f"{there.name} lies in the sea or far away, not in {title}; check the place, and "
            f"give one in {title}, whose nearest land is {distance_words(away_m)} from there"
        )
    raise _over_the_border(pack, there, name, when=when)


def _padded(bounds: Bounds) -> Bounds:
    """Widen bounds by twice the slack, so that near the border the outline decides."""
    west, south, east, north = bounds
    high = 2 * _SLACK_M / _METRES_PER_DEGREE
    wide = high / max(math.cos(math.radians(max(abs(south), abs(north)))), 0.01)
    return west - wide, south - high, east + wide, north + high


def _abroad(pack: Pack, text: str) -> Place | None:
    """Read what lies outside the country as a place in the neighbours that are drawn."""
    if not len(pack.neighbours):
        return None
    west, south, east, north = map(float, pack.neighbours.total_bounds)
    names = Gazetteer([*pack.gazetteer, *TOWNS])
    try:
        return parse_place(text, gazetteer=names, bounds=(west, south, east, north))
    except GreenZoneError:
        return None


def _neighbour(pack: Pack, place: Place) -> str | None:
    """Name the neighbour in which a place lies, or off whose drawn coast; None if none is near."""
    point = Point(place.lon, place.lat)
    reach_m = _SLACK_M + (place.error_m if place.gazetteer_id else 0.0)
    shapes = zip(pack.neighbours["name"], pack.neighbours.geometry, strict=True)
    away_m, name = min(
        ((_away_m(shape, point), str(name)) for name, shape in shapes), default=(math.inf, "")
    )
    is_nearer_home = _away_m(pack.outline, point) < away_m
    return None if away_m > reach_m or is_nearer_home else name


def _away_m(shape: BaseGeometry, point: Point) -> float:
    nearest = nearest_points(shape, point)[0]
    return distance_m((point.x, point.y), (nearest.x, nearest.y))


def _over_the_border(pack: Pack, place: Place, name: str, *, when: datetime | None) -> OutsideError:
    title = pack.manifest.about["title"]
    advice = _nearest_gate(pack, place, name, when=when)
    return OutsideError(f"{place.name} lies in {name}, not in {title}; {advice}")


def _nearest_gate(pack: Pack, place: Place, name: str, *, when: datetime | None) -> str:
    """Say what to do about a place in a neighbour: by its nearest gate and whether that is open."""
    title = pack.manifest.about["title"]
    gates = pack.junctions[pack.junctions["kind"] == "border_gate"]
    if not len(gates):
        return f"check the place, and give one in {title}"
    away_m = distances_m(
        gates["lon"].to_numpy(), gates["lat"].to_numpy(), to=(place.lon, place.lat)
    )
    nearest = int(away_m.argmin())
    gate = gates.iloc[nearest]
    which = f"the nearest border gate, {gate['name']}"
    closed = _closed_since(pack, str(gate["id"]), when)
    if closed is not None:
        return (
            f"{which}, is reported closed since {closed}: check the place; "
            f"if it is right, ask a mission in {name}"
        )
    kilometres = f"{max(float(away_m[nearest]) / 1000, 1):,.0f} km away"
    return f"give a place in {title}, such as {which}, {kilometres}"


def _closed_since(pack: Pack, gate: str, when: datetime | None) -> str | None:
    """Give the day since when a gate is reported closed; without an instant, if no end is known."""
    closures = pack.layers["closures"]
    closures = closures[closures["target"] == gate]
    rows = closures[closures["valid_to"] == ""] if when is None else in_force(closures, when)
    return str(rows["valid_from"].iloc[0]) if len(rows) else None
