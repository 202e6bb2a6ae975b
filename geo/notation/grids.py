"""Grid references: MGRS, UTM and plus codes."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from mgrs import MGRS
from mgrs.core import MGRSError
from openlocationcode import openlocationcode as plus_codes
from pyproj import Transformer

from geo.crs import Bounds, holds
from geo.errors import AmbiguousPlaceError, PlaceError
from geo.notation.reading import LEAST_ERROR_M, Reading, excerpt, spread_m

_MGRS = re.compile(
    r"(?:MGRS\b[\s:]*)?(\d{1,2}\s*[A-Z])[\s,-]*([A-Z]{2})[\s,-]*(\d[\d\s,-]*)?", re.IGNORECASE
)
_UTM = re.compile(
    r"""(?:UTM\b[\s:]*)?(?:zone\b\s*)?
        (?P<zone>\d{1,2})\s*(?P<letter>north|south|[A-Z](?![A-Z]))?[\s,;:]+
        (?:E\s*)?(?P<east>\d{5,7}(?:\.\d+)?)\s*(?:m\s*E|m|E)?[\s,;]+
        (?:N\s*)?(?P<north>\d{1,8}(?:\.\d+)?)\s*(?:m\s*N|m|N)?""",
    re.IGNORECASE | re.VERBOSE,
)
_METRES = re.compile(r"\D{0,3}\d{6}(?:\.\d+)?\D{1,4}\d{6,7}(?:\.\d+)?\D{0,3}")
_PLUS_CODE = re.compile(
    r"(?<![0-9A-Z+.])([0-9A-Z]{2,8}\+[0-9A-Z]{2,7}|[0-9A-Z]{8}\+)(?![0-9A-Z+.])", re.IGNORECASE
)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"  # 8 degrees each from 80 S; the last one 12


@dataclass(frozen=True, slots=True)
class PlusCode:
    """A plus code and the words beside it.

    Parameters
    ----------
    code
        The code in capitals.
    words
        What else the text says, such as the town of a short code; may be empty.
    """

    code: str
    words: str

    @property
    def is_short(self) -> bool:
        """Say whether the code needs a place nearby to be understood."""
        return bool(plus_codes.isShort(self.code))

    def read(self, near: tuple[float, float] | None) -> Reading:
        """Turn the code into a position.

        Parameters
        ----------
        near
            Latitude and longitude, degrees, of a place not further than half a
            degree; used by a short code only.

        Returns
        -------
        Reading
            The middle of the code's cell, its error to the corner.

        Raises
        ------
        PlaceError
            If the code is short and `near` is None.

        Examples
        --------
        >>> PlusCode("HW4H+H7", "").read((11.57, 104.92)) == PlusCode("7P36HW4H+H7", "").read(None)
        True
        """
        code = self.code
        if self.is_short:
            if near is None:
                raise PlaceError(
                    f"{code} is a short plus code: put its town behind it, as {code} Phnom Penh"
                )
            code = plus_codes.recoverNearest(code, *near)
        cell = plus_codes.decode(code)
        half_lat = (cell.latitudeHi - cell.latitudeLo) / 2
        half_lon = (cell.longitudeHi - cell.longitudeLo) / 2
        lat, lon = cell.latitudeLo + half_lat, cell.longitudeLo + half_lon
        return Reading(lat, lon, spread_m(lat, half_lat, half_lon), "plus_code")


def read_plus_code(text: str) -> PlusCode | None:
    """Find a plus code in a cleaned text.

    Returns
    -------
    PlusCode | None
        None if nothing in the text has the form of one.

    Raises
    ------
    PlaceError
        If something has the form of a plus code and is none.

    Examples
    --------
    >>> read_plus_code("HW4H+H7, Phnom Penh")
    PlusCode(code='HW4H+H7', words='Phnom Penh')
    """
    match = _PLUS_CODE.search(text)
    if match is None:
        return None
    code = match.group(1).upper()
    words = " ".join((text[: match.start()] + " " + text[match.end() :]).split()).strip(" ,;")
    is_usable = plus_codes.isFull(code) or (plus_codes.isShort(code) and code.find("+") >= 4)
    if not is_usable:
        raise PlaceError(f"{excerpt(code)} is no plus code; a whole one is like 7P36HW4H+H7")
    return PlusCode(code, words)


def read_mgrs(text: str) -> Reading | None:
    """Read a military grid reference: the middle of its square.

    Parameters
    ----------
    text
        A cleaned text, such as ``48P VT 92170 77502``; 1 to 5 digits each way.

    Returns
    -------
    Reading | None
        None if the text has not the form of one. The error reaches to the
        square's corner: 707 m for a square of 1 km.

    Raises
    ------
    PlaceError
        If it has the form, but names no square.

    Examples
    --------
    >>> reading = read_mgrs("48P VT 921 775")
    >>> round(reading.lat, 3), round(reading.lon, 3), round(reading.error_m)
    (11.557, 104.928, 71)
    """
    match = _MGRS.fullmatch(text)
    if match is None:
        return None
    digits = re.split(r"[\s,-]+", (match.group(3) or "").strip(" ,-"))
    if not digits[0]:
        _refuse_mgrs(text, "it names a square of 100 km, not a place")
    together = "".join(digits)
    if len(together) % 2 or len(together) > 10 or len(digits) > 2 or len({*map(len, digits)}) > 1:
        _refuse_mgrs(text, "east and north need as many digits each, 1 to 5")
    zone = match.group(1).replace(" ", "").upper()
    try:
        number, hemisphere, east, north = MGRS().MGRSToUTM(zone + match.group(2).upper() + together)
    except MGRSError:
        _refuse_mgrs(text, "there is no such square")
    cell_m = 10.0 ** (5 - len(together) // 2)
    middle = (east // cell_m + 0.5) * cell_m, (north // cell_m + 0.5) * cell_m
    lat, lon = _from_utm(number, middle, is_north=hemisphere == "N")
    return Reading(lat, lon, max(LEAST_ERROR_M, cell_m / 2**0.5), "mgrs")


def _refuse_mgrs(text: str, why: str) -> NoReturn:
    raise PlaceError(f"{excerpt(text)} is no grid reference: {why}; write it as 48P VT 92170 77502")


def read_utm(text: str, bounds: Bounds) -> Reading | None:
    """Read UTM: zone, letter, easting and northing in metres.

    The letter may mean a hemisphere (N, S) or a latitude band (C..X): "48N"
    and "48S" are both. What the northing allows is kept, and of two the one
    inside `bounds`.

    Parameters
    ----------
    text
        A cleaned text, such as ``48P 492170 1277502``.
    bounds
        West, south, east, north in degrees.

    Returns
    -------
    Reading | None
        None if the text has not the form of UTM. Zeros that end both numbers
        count as rounding.

    Raises
    ------
    PlaceError
        If the numbers fit no point of the zone, or the zone is missing.
    AmbiguousPlaceError
        If two points fit equally.

    Examples
    --------
    >>> cambodia = (102.3, 9.9, 107.7, 14.7)
    >>> read_utm("48N 492170 1277502", cambodia) == read_utm("48P 492170 1277502", cambodia)
    True
    """
    match = _UTM.fullmatch(text)
    if match is None:
        if _METRES.fullmatch(text):
            raise PlaceError(f"{excerpt(text)} lacks its UTM zone: write 48P in front of it")
        return None
    zone, east, north = int(match["zone"]), float(match["east"]), float(match["north"])
    if not 1 <= zone <= 60:
        raise PlaceError(f"{excerpt(text)}: UTM zones go from 1 to 60")
    found = _utm_points(zone, (match["letter"] or "").upper(), (east, north))
    inside = [point for point in found if holds(bounds, *point)] or found
    if not inside:
        raise PlaceError(
            f"{excerpt(text)}: no point of zone {zone} has these metres and this letter; "
            "write it as 48P 492170 1277502"
        )
    if len(inside) > 1:
        raise AmbiguousPlaceError(
            f"{excerpt(text)} may lie on either side of the equator: write north or south",
            [f"{zone} {side} {match['east']} {match['north']}" for side in ("north", "south")],
        )
    error_m = max(LEAST_ERROR_M, _utm_step(match["east"], match["north"]) / 2**0.5)
    return Reading(*inside[0], error_m, "utm")


def _utm_points(zone: int, letter: str, metres: tuple[float, float]) -> list[tuple[float, float]]:
    """List the points that zone, letter and metres may mean, as latitude and longitude."""
    points = set()
    for is_north in (True, False):
        if not 100_000 <= metres[0] < 1_000_000 or not metres[1] <= 10_000_000:
            continue
        lat, lon = _from_utm(zone, metres, is_north=is_north)
        if not (0 <= lat <= 84.5 if is_north else -80.5 <= lat <= 0):
            continue
        is_side = letter in ("", "NORTH" if is_north else "SOUTH", "N" if is_north else "S")
        if is_side or letter == _BANDS[min(int((lat + 80) // 8), 19)]:
            points.add((lat, lon))
    return sorted(points)


def _utm_step(east: str, north: str) -> float:
    """Give the step to which both numbers are rounded, metres."""
    if "." in east or "." in north:
        return 1.0
    zeros = min(len(number) - len(number.rstrip("0")) for number in (east, north))
    return 10.0**zeros if zeros >= 2 else 1.0


@cache
def _utm_degrees(zone: int, *, is_north: bool) -> Transformer:
    code = (32600 if is_north else 32700) + zone
    return Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)


def _from_utm(zone: int, metres: tuple[float, float], *, is_north: bool) -> tuple[float, float]:
    lon, lat = _utm_degrees(zone, is_north=is_north).transform(*metres)
    return float(lat), float(lon)
