"""What people type or paste, in any notation, to one place with an honest error."""

import math
import re
from dataclasses import dataclass, replace

from geo.crs import Bounds, holds, moved
from geo.errors import OutsideError, PlaceError, SwappedError
from geo.gazetteer import Gazetteer
from geo.notation.degrees import read_degrees
from geo.notation.grids import read_mgrs, read_plus_code, read_utm
from geo.notation.links import VIEW_ERROR_M, read_link
from geo.notation.reading import EXAMPLE, LEAST_ERROR_M, MAX_TYPED, Reading, clean, excerpt
from geo.notation.vagueness import Vague, read_vague
from geo.notation.whereabouts import whereabouts

# Two long decimals in a message: "my place: 10.6272, 104.0263, please", "room 7 at 10.6272 104.0263".
# One beside a letter such as S is left to the reader of degrees: without it, it is another place.
_LONG = r"-?\d{1,3}\.\d{3,}"
_DECIMAL = r"(?<![\d.])\d{1,3}\.\d+(?![\d.])"  # no date such as 2025.10.11
_PAIR_IN_A_MESSAGE = re.compile(
    r"(?<![A-Za-z.\d-])(?<!\d[,;])(?<!\d[,;] )(?<!^[NSEWnsew] )(?<![^A-Za-z'][NSEWnsew] )"
    rf"({_LONG})(?:\s*[,;]\s*|\s+)({_LONG})"
    r"(?![\d.]*[°'\"A-Za-z])(?!\s*[,;]?\s*-?\d)(?! [NSEWnsew](?![A-Za-z]))"
)
# The same with degrees, minutes and letters: "help! 11°33'44"N 104°55'E".
_ANGLES_IN_A_MESSAGE = re.compile(
    r"(?<![\d°'\"])(\d{1,2}\s?°[\d\s.'\"]*[NS])[\s,;/]*(\d{1,3}\s?°[\d\s.'\"]*[EW])(?![A-Za-z])",
    re.IGNORECASE,
)
# Out of the address line of a map: "@10.6272,104.0263,15z", "?lat=10.6272&lon=104.0263&zoom=15".
_VIEW = re.compile(
    r"@?\s*(-?\d{1,3}\.\d+\s*,\s*-?\d{1,3}\.\d+)\s*,\s*[\d.]{1,9}\s*(?:z|m|km|a)(?:,[\w.,]*)?"
)
_ZOOM = re.compile(r"&(?:z|zoom|level)=[\d.]{1,6}", re.IGNORECASE)
_CHECK = "check the place, and give one inside"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it was read, and how far the true one may be.

    Parameters
    ----------
    lat, lon
        Degrees, EPSG:4326.
    error_m
        Metres; at least 10.
    name
        What it was read as, to be shown back: a name or degrees.
    kind
        ``coordinate``, ``mgrs``, ``utm``, ``plus_code``, ``link`` or
        ``gazetteer``.
    text
        What was typed, cleaned.
    gazetteer_id
        Id of the gazetteer entry; None if no name was used.
    """

    lat: float
    lon: float
    error_m: float
    name: str
    kind: str
    text: str
    gazetteer_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What readings are looked up in and judged by."""

    gazetteer: Gazetteer
    bounds: Bounds
    near: tuple[float, float] | None


def parse_place(
    text: str,
    *,
    gazetteer: Gazetteer,
    bounds: Bounds,
    near: tuple[float, float] | None = None,
) -> Place:
    """Read a place from what a person typed or pasted.

    Understood are degrees in any notation, MGRS, UTM, plus codes, links of map
    services, ``geo:`` links, and names with small typos; "near", "north of"
    and "10 km from" widen the error. Nothing is guessed: where two readings
    are possible the person is asked.

    Parameters
    ----------
    text
        Anything.
    gazetteer
        Names and their places; may be empty.
    bounds
        West, south, east, north of the country, degrees; edges included.
    near
        Latitude and longitude, degrees, for short plus codes without a town.

    Returns
    -------
    Place
        A point inside `bounds`.

    Raises
    ------
    SwappedError
        If only the other order of latitude and longitude is inside `bounds`;
        its one choice is the corrected text.
    OutsideError
        If the point is on Earth, but outside `bounds`, or if the name is that
        of a well-known town or country elsewhere.
    AmbiguousPlaceError
        If a name or a reference means two places.
    UnknownPlaceError
        If no name comes near.
    PlaceError
        If it cannot be read as a place at all.

    Examples
    --------
    >>> nowhere = Gazetteer([])
    >>> place = parse_place("10°42.5'N 103°48'E", gazetteer=nowhere, bounds=(102, 9, 108, 15))
    >>> place.name, round(place.error_m)
    ('10.70833, 103.80000', 916)
    """
    desk = _Desk(gazetteer, bounds, near)
    typed = clean(text)
    target = read_link(typed)
    if target is None:
        return _from_words(typed, typed, desk)
    if isinstance(target, Reading):
        return _from_reading(target, typed, desk)
    place = _from_words(target, typed, desk)
    return replace(place, kind="link") if place.kind == "coordinate" else place


def _from_words(words: str, typed: str, desk: _Desk) -> Place:
    """Read words that are no link: a known name first, then every notation."""
    if len(words) > MAX_TYPED:
        raise PlaceError(f"{excerpt(words)} is too long for a place; give {EXAMPLE}")
    words = words.rstrip(" .,;:!?")
    if not any(map(str.isalnum, words)):
        raise PlaceError(f"no place was given; write one as {EXAMPLE}, or a name")
    if desk.gazetteer.holds_exactly(words):
        return _from_name(words, typed, desk)
    vague = read_vague(words)
    if not any(map(str.isalnum, vague.place)):
        raise PlaceError(f"{excerpt(words)} names no place; write one as {EXAMPLE}, or a name")
    reading = _position(vague.place, desk)
    if reading is None:
        place = _from_name(vague.place, typed, desk)
    else:
        place = _from_reading(reading, typed, desk)
    return _loosened(place, vague, desk.bounds)


def _position(words: str, desk: _Desk) -> Reading | None:
    """Read a position in figures; None if the words are none."""
    # Plus codes go first: those of digits alone look like degrees.
    code = read_plus_code(words)
    if code is None:
        if view := _VIEW.fullmatch(words):
            return _of_view(view[1])
        words = _ZOOM.sub("", words.lstrip("?@&"))
        told = _told_in(words)
        try:
            reading = read_mgrs(words) or read_utm(words, desk.bounds) or read_degrees(words)
        except PlaceError as error:
            if told is None or type(error) is not PlaceError:
                raise
            reading = None
        return read_degrees(told) if told and not reading else reading
    near = desk.near
    if code.is_short and code.words:
        town = desk.gazetteer.find(code.words)
        near = (town.lat, town.lon)
    return code.read(near)


def _told_in(message: str) -> str | None:
    """Find the one position in a message; None if there is none, or if it may be another number's."""
    for form, other in ((_PAIR_IN_A_MESSAGE, _DECIMAL), (_ANGLES_IN_A_MESSAGE, "°")):
        found = list(form.finditer(message))
        rest = form.sub(" ", message)
        if len(found) == 1 and rest.strip() and not re.search(other, rest):
            return f"{found[0][1]}, {found[0][2]}"
    return None


def _of_view(pair: str) -> Reading | None:
    """Read the middle of a map's view, which is no pin."""
    reading = read_degrees(pair)
    return reading and replace(reading, error_m=max(reading.error_m, VIEW_ERROR_M))


def _from_reading(reading: Reading, typed: str, desk: _Desk) -> Place:
    _require_point(reading, typed, desk.bounds)
    return Place(
        lat=reading.lat,
        lon=reading.lon,
        error_m=reading.error_m,
        name=f"{reading.lat:.5f}, {reading.lon:.5f}",
        kind=reading.kind,
        text=typed[:MAX_TYPED],
    )


def _from_name(name: str, typed: str, desk: _Desk) -> Place:
    entry = desk.gazetteer.find(name)
    return Place(
        lat=entry.lat,
        lon=entry.lon,
        error_m=max(entry.precision_m, LEAST_ERROR_M),
        name=entry.name,
        kind="gazetteer",
        text=typed[:MAX_TYPED],
        gazetteer_id=entry.id,
    )


def _loosened(place: Place, vague: Vague, bounds: Bounds) -> Place:
    """Widen the error, and move the point, as far as the words demand."""
    lon, lat = place.lon, place.lat
    if vague.bearing_deg is not None and vague.length_m:
        lon, lat = moved((lon, lat), bearing_deg=vague.bearing_deg, length_m=vague.length_m)
    if not holds(bounds, lat, lon):
        raise OutsideError(
            f"{excerpt(place.text)} is outside the country: {whereabouts(lat, lon)}; {_CHECK}"
        )
    if not vague.is_wide:
        return place
    name = f"near {place.name}" if vague.bearing_deg is None else excerpt(place.text)[1:-1]
    return replace(place, lat=lat, lon=lon, error_m=vague.widened_m(place.error_m), name=name)


def _require_point(reading: Reading, typed: str, bounds: Bounds) -> None:
    """Refuse a position that is no point of the country, and say what it is instead."""
    lat, lon = reading.lat, reading.lon
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise PlaceError(f"{excerpt(typed)} holds no finite position; write it as {EXAMPLE}")
    if holds(bounds, lat, lon):
        return
    if holds(bounds, lon, lat):
        mended = f"{_short(lon)}, {_short(lat)}"
        raise SwappedError(
            f"{excerpt(typed)} has latitude and longitude the other way round; "
            f"if you mean {mended}, write that",
            [mended],
        )
    if abs(lat) > 90 or abs(lon) > 180:
        raise PlaceError(
            f"{excerpt(typed)} is no point on Earth: latitude goes to 90, longitude to 180; "
            f"write it as {EXAMPLE}"
        )
    raise OutsideError(
        f"{excerpt(typed)} is outside the country: {lat:.4f}, {lon:.4f} is "
        f"{whereabouts(lat, lon)}; {_CHECK}"
    )


def _short(degrees: float) -> str:
    return f"{degrees:.6f}".rstrip("0").rstrip(".")
