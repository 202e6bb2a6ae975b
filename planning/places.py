"""From what a person typed to a place in the country, or one clear reason why not."""

from datetime import datetime

from shapely import Point
from shapely.ops import nearest_points

from geo.coordinates import Place, parse_place
from geo.crs import distance_m, distances_m
from geo.errors import OutsideError
from planning.packs import Pack

# The 1:10m outline strays from the true border; a point this near still lies in the country.
_SLACK_M = 5000.0


def locate(pack: Pack, text: str, *, when: datetime | None = None) -> Place:
    """Read a place and make sure that it lies in the pack's country.

    Parameters
    ----------
    pack
        The country.
    text
        Coordinates in any common notation, a map link, a plus code, or a name.
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
    place = parse_place(text, gazetteer=pack.gazetteer, bounds=pack.bounds)
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
    nearest = nearest_points(pack.outline, point)[0]
    if distance_m((lon, lat), (nearest.x, nearest.y)) <= _SLACK_M:
        return
    title = pack.manifest.about["title"]
    there = pack.neighbours[pack.neighbours.contains(point)]
    if not len(there):
        raise OutsideError(
            f"{lat:.4f}, {lon:.4f} lies in the sea or far away, not in {title}; check the place"
        )
    raise OutsideError(
        f"{lat:.4f}, {lon:.4f} lies in {there['name'].iloc[0]}, not in {title}; "
        f"{_nearest_gate(pack, lat=lat, lon=lon, when=when)}"
    )


def _nearest_gate(pack: Pack, *, lat: float, lon: float, when: datetime | None) -> str:
    gates = pack.junctions[pack.junctions["kind"] == "border_gate"]
    if not len(gates):
        return "check the place"
    away = distances_m(gates["lon"].to_numpy(), gates["lat"].to_numpy(), to=(lon, lat))
    gate = gates.iloc[int(away.argmin())]
    closed = pack.layers["closures"]
    closed = closed[closed["target"] == gate["id"]]
    for row in closed.to_dict("records"):
        begun, ended = str(row["valid_from"] or ""), str(row["valid_to"] or "9999")
        if when is None or begun <= when.date().isoformat() < ended:
            return f"the nearest border gate, {gate['name']}, is reported closed since {begun}"
    return f"go to the nearest border gate, {gate['name']}, instead"
