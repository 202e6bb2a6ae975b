"""One latitude or one longitude in a table cell: decimal, or with minutes and seconds."""

import math
import re
import unicodedata

from geo.errors import PlaceError

_SIGNS = str.maketrans(
    {
        "º": "°", "˚": "°", "도": "°",
        "′": "'", "’": "'", "‘": "'", "´": "'", "ʹ": "'", "분": "'",
        "″": '"', "”": '"', "“": '"', "초": '"',
        "−": "-", "–": "-",
    }
)  # fmt: skip
_SIDES = {"북위": "N", "남위": "S", "동경": "E", "서경": "W"}
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,7},\d+", re.ASCII)
_PARTED = re.compile(
    r"""(?P<before>[NSEW])?\s*(?P<sign>[+-])?\s*
        (?P<degrees>\d{1,3}(?:\.\d+)?)\s*[°:\s]?\s*
        (?:(?P<minutes>\d{1,2}(?:\.\d+)?)\s*[':\s]?\s*
        (?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*(?:"|'')?\s*)?)?
        (?P<after>[NSEW])?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_AXES = {"lat": "NS", "lon": "EW"}
_CELL_LIMIT = 60


def read_number(text: str) -> float | None:
    """Read a plain decimal number, with a point or a decimal comma; None if it is none.

    Full-width and Khmer digits are digits. Not finite is no number.

    Examples
    --------
    >>> read_number("１１．５"), read_number("11,56"), read_number("1e400")
    (11.5, 11.56, None)
    """
    cell = _narrow(text)
    if _DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    value = float(cell) if _PLAIN.fullmatch(cell) else math.nan
    return value if math.isfinite(value) else None


def has_decimal_comma(text: str) -> bool:
    """Say whether a number is written with a decimal comma."""
    return _DECIMAL_COMMA.fullmatch(_narrow(text)) is not None


def read_angle(text: str, *, axis: str) -> float:
    """Read one angle in degrees.

    Parameters
    ----------
    text
        ``11.5``, ``11,5``, ``11°33'44"N``, ``11 33 44``, ``N11 33.73``, ``북위 11도 33분``.
    axis
        ``lat`` or ``lon``: which letters of direction fit.

    Returns
    -------
    float
        Degrees, south and west negative; the range is not judged here.

    Raises
    ------
    PlaceError
        If it cannot be read, minutes or seconds reach 60, or the letter is of the other axis.

    Examples
    --------
    >>> read_angle("N11 33.73", axis="lat")
    11.562166666666666
    """
    number = read_number(text)
    if number is not None:
        return number
    match = _PARTED.fullmatch(_narrow(text))
    if match is None:
        raise PlaceError(f"{text[:40]!r} is no angle: write it as 11.5564")
    sides = [side.upper() for side in match.group("before", "after") if side]
    if len(sides) > 1 or (sides and sides[0] not in _AXES[axis]) or (sides and match["sign"]):
        raise PlaceError(f"{text[:40]!r} does not fit here: are the two columns exchanged?")
    minutes, seconds = (float(match[part] or 0) for part in ("minutes", "seconds"))
    if minutes >= 60 or seconds >= 60:
        raise PlaceError(f"{text[:40]!r} has 60 minutes or seconds or more")
    value = float(match["degrees"]) + minutes / 60 + seconds / 3600
    return -value if match["sign"] == "-" or sides in (["S"], ["W"]) else value


def _narrow(text: str) -> str:
    """Return the cell in ASCII signs; empty if it is too long to be a number."""
    cell = text.strip()
    if len(cell) > _CELL_LIMIT:
        return ""
    if cell.isascii():
        return cell
    cell = cell.translate(_SIGNS)
    for word, letter in _SIDES.items():
        cell = cell.replace(word, letter)
    cell = unicodedata.normalize("NFKC", cell)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in cell).strip()
