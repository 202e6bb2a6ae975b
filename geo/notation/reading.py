"""What a person typed or pasted: made clean, made short, and what was read out of it."""

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from geo.errors import PlaceError

EXAMPLE = "11.5564, 104.9282"
MAX_TYPED = 500
MAX_LINK = 2000
MAX_RAW = 4 * MAX_LINK
MAX_ECHO = 80
LEAST_ERROR_M = 10.0  # a phone's own error under open sky: no notation makes it smaller
METRES_PER_DEGREE = 111_320.0

# NFKC would turn these into letters, digits or spaces, so they are replaced before it.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("º˚∘⁰", "°"),
        **dict.fromkeys("′’‘ʹʼ´`", "'"),
        **dict.fromkeys("″”“ʺ〃", '"'),
        **dict.fromkeys("−–—‒‐‑", "-"),
        **dict.fromkeys("،、", ","),
        "٫": ".",
    }
)
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
)  # letters by category, shown as nothing


@dataclass(frozen=True, slots=True)
class Reading:
    """A position as it stands in a text, before anybody asked whether it makes sense.

    Parameters
    ----------
    lat, lon
        Degrees, WGS84, as written: they may lie outside -90..90 and -180..180.
    error_m
        Metres by which the true point may differ, from the digits given; at least 10.
    kind
        Notation: ``coordinate``, ``mgrs``, ``utm``, ``plus_code`` or ``link``.
    """

    lat: float
    lon: float
    error_m: float
    kind: str


def clean(text: str) -> str:
    """Bring typed text to one form: NFKC, plain digits and marks, no control characters.

    Parameters
    ----------
    text
        Anything, as it came.

    Returns
    -------
    str
        Words parted by single spaces; empty if nothing can be seen in it.

    Raises
    ------
    PlaceError
        If the text is far too long to be a place. It is refused and not cut,
        because a number that is cut is another number. Or if there are bytes
        in it that are no text, which stand as lone surrogates.

    Examples
    --------
    >>> clean(" １１．５º−३′ ")
    "11.5°-3'"
    """
    if len(text) > MAX_RAW:
        raise PlaceError(f"{len(text):,} characters is too long for a place; give {EXAMPLE}")
    if text.isascii() and text.isprintable():  # most cells of most tables
        return " ".join(text.translate(_MARKS).split())
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise PlaceError(
            f"what was given cannot be read as text, it is not UTF-8: type it again, or give {EXAMPLE}"
        )
    normal = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    return " ".join("".join(map(_plain, normal)).split())


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return the character as we keep it: ASCII digits, spaces for breaks, no controls."""
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "" if category in _DROPPED or character in _UNSEEN else character


def excerpt(text: str) -> str:
    """Quote a text in a message, at most 80 characters of it.

    Examples
    --------
    >>> excerpt("Bavet")
    "'Bavet'"
    >>> len(excerpt("x" * 500))
    82
    """
    shown = "".join(map(_plain, text[: 2 * MAX_ECHO]))
    return f"'{shown}'" if len(text) <= MAX_ECHO else f"'{shown[: MAX_ECHO - 1]}…'"


def spread_m(lat: float, half_lat: float, half_lon: float) -> float:
    """Give the distance from the middle of a box in degrees to its corner.

    Parameters
    ----------
    lat
        Latitude of the middle, degrees.
    half_lat, half_lon
        Half the box's height and width, degrees.

    Returns
    -------
    float
        Metres, at least 10.

    Examples
    --------
    >>> spread_m(11.5, 0.00005, 0.00005)
    10.0
    >>> round(spread_m(0.0, 0.005, 0.005))
    787
    """
    north = half_lat * METRES_PER_DEGREE
    east = half_lon * METRES_PER_DEGREE * math.cos(math.radians(min(abs(lat), 90.0)))
    return max(LEAST_ERROR_M, math.hypot(north, east))


def decimals(number: str) -> int:
    """Count the digits behind the decimal point.

    Examples
    --------
    >>> decimals("11.50"), decimals("-11")
    (2, 0)
    """
    return len(number.partition(".")[2])
