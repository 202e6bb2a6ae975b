"""Reported danger as a picture over the map: one hue, stronger where more is reported nearby."""

import base64
import math
import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planning.moment import Moment
from views.maps import Group
from views.marks import LatLon, Picture
from views.symbols import DANGER_OPACITY
from views.tokens import Tokens
from views.words import Words

Steps = NDArray[np.uint8]

CELL_M = 2000.0
LEAST = (0.005, 0.03, 0.12, 0.3, 0.55)

_DEGREE_M = 111_320.0


def danger_group(moment: Moment, t: Words, look: Tokens) -> Group:
    """Lay the hazard of the moment over the country; switched off at first."""
    corners, steps = danger_steps(moment)
    picture = Picture(corners, png_address(steps, look.site), t("Reported danger"), opacity=1.0)
    return Group(t("Reported danger"), (picture,), shown=False)


def danger_steps(moment: Moment) -> tuple[tuple[LatLon, LatLon], Steps]:
    """Sort the hazard into steps: 0 nothing, 1 low up to 5 high.

    Returns
    -------
    tuple
        Corners south-west and north-east; steps of shape (rows, columns), north up, on
        cells about 2 km wide. Rows are evenly spaced as the web map spaces them, so that
        the picture fits between its corners.
    """
    west, south, east, north = moment.pack.bounds
    middle = math.radians((south + north) / 2)
    columns = math.ceil((east - west) * _DEGREE_M * math.cos(middle) / CELL_M)
    rows = math.ceil((north - south) * _DEGREE_M / CELL_M)
    low, high = _stretched(south), _stretched(north)
    down = high - (np.arange(rows) + 0.5) * (high - low) / rows
    lat = np.degrees(np.arctan(np.sinh(down)))
    lon = west + (np.arange(columns) + 0.5) * (east - west) / columns
    wide, tall = np.meshgrid(lon, lat)
    hazard = moment.hazard.at(wide, tall)
    steps = np.searchsorted(LEAST, hazard, side="right").astype(np.uint8)
    return ((south, west), (north, east)), steps


def _stretched(lat: float) -> float:
    """Give a latitude as the web map's height, radians."""
    return math.asinh(math.tan(math.radians(lat)))


def png_address(steps: Steps, colour: str) -> str:
    """Write steps as a small PNG in one hue and give its ``data:`` address."""
    return _address(steps.tobytes(), steps.shape, colour)


@lru_cache(maxsize=16)
def _address(cells: bytes, shape: tuple[int, ...], colour: str) -> str:
    rows, columns = shape
    hue = bytes.fromhex(colour.removeprefix("#"))
    alphas = bytes([0, *(round(255 * share) for share in DANGER_OPACITY)])
    lines = b"".join(b"\0" + cells[row * columns : (row + 1) * columns] for row in range(rows))
    head = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", hue * len(alphas)),
        (b"tRNS", alphas),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
