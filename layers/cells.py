"""What one cell of a layer may hold: each rule names what is wrong, or nothing."""

import difflib
import math
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from geo.errors import FaultsError, MomentError
from geo.notation.reading import clean, excerpt
from layers.dates import canonical_date, read_instant
from layers.holidays import NO_HOLIDAYS, calendar_of
from layers.hours import parse_hours

Finding = tuple[str, str]
CellRule = Callable[[str], Finding | None]

_UTC = ZoneInfo("UTC")
_ANGLE = re.compile(
    r"(?P<before>[NSEW])? ?(?P<deg>-?\d{1,3}(?:\.\d+)?)°?"
    r"(?:(?<!\.)(?: |(?<=°)) ?(?P<min>\d{1,2}(?:\.\d+)?)'?"
    r"(?:(?: |(?<=')) ?(?P<sec>\d{1,2}(?:\.\d+)?)\"?)?)? ?(?P<after>[NSEW])?"
)
_PHONE = re.compile(r"\+?[\d() ./-]{2,30}")


def read_number(text: str) -> float:
    """Read a number as people write it: full-width digits and a decimal comma are read too.

    Returns
    -------
    float
        NaN for an empty cell.

    Raises
    ------
    ValueError
        If it is no finite number.

    Examples
    --------
    >>> read_number("11,56"), read_number("１１．５")
    (11.56, 11.5)
    """
    cleaned = clean(text)
    if not cleaned:
        return math.nan
    if re.fullmatch(r"-?\d+,\d+", cleaned):
        cleaned = cleaned.replace(",", ".")
    number = float(cleaned)
    if "_" in cleaned or not math.isfinite(number):
        raise ValueError(cleaned)
    return number


def read_angle(text: str, *, sides: str) -> float:
    r"""Read a latitude or longitude: decimal degrees, or degrees, minutes and seconds.

    Parameters
    ----------
    text
        One cell.
    sides
        Letters of the axis, the negative one last: ``NS`` or ``EW``.

    Returns
    -------
    float
        Degrees; NaN for an empty cell. The range is not judged.

    Raises
    ------
    ValueError
        If it is no angle of this axis.

    Examples
    --------
    >>> round(read_angle("11°33'44\"N", sides="NS"), 5), read_angle("104.9", sides="EW")
    (11.56222, 104.9)
    """
    try:
        return read_number(text)
    except ValueError:
        found = _ANGLE.fullmatch(clean(text).upper())
    if found is None:
        raise ValueError(text)
    side = (found["before"] or "") + (found["after"] or "")
    degrees, *rest = (found[name] for name in ("deg", "min", "sec"))
    parts = [float(degrees), *(float(part) for part in rest if part)]
    whole_before_last = all(part.is_integer() for part in parts[:-1])
    if (
        len(side) > 1
        or side not in sides
        or not whole_before_last
        or max(parts[1:], default=0) >= 60
    ):
        raise ValueError(text)
    size = math.fsum(abs(part) / 60.0**depth for depth, part in enumerate(parts))
    return -size if (side == sides[1]) != degrees.startswith("-") else size


def free(_text: str) -> Finding | None:
    """Take anything."""
    return None


def filled(text: str) -> Finding | None:
    """Ask for some text."""
    return None if clean(text) else ("BLANK", "is empty; fill it in")


def word(*words: str, blank: bool = False) -> CellRule:
    """Ask for one of a few words; `blank` says whether an empty cell will do."""

    def rule(text: str) -> Finding | None:
        if text in words or (blank and not text):
            return None
        if not text:
            return "BLANK", f"is empty; write one of {', '.join(words)}"
        near = difflib.get_close_matches(text, words, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return "BAD_WORD", f"{excerpt(text)} is none of {', '.join(words)}{hint}"

    return rule


def number(least: float, most: float = math.inf, *, above: bool = False) -> CellRule:
    """Ask for a finite number; an empty cell is not known.

    Parameters
    ----------
    least, most
        Inclusive bounds.
    above
        Whether `least` itself is too little.
    """
    bounds = f"{'above' if above else 'at least'} {least:g}"
    bounds += "" if math.isinf(most) else f" and at most {most:g}"

    def rule(text: str) -> Finding | None:
        try:
            value = read_number(text)
        except ValueError:
            return "BAD_NUMBER", f"{excerpt(text)} is no number"
        if math.isnan(value) or (least <= value <= most and not (above and value == least)):
            return None
        return "RANGE", f"{text} is out of range: it must be {bounds}"

    return rule


def needed(rule: CellRule) -> CellRule:
    """Ask for a cell that is filled and keeps a rule."""
    return lambda text: filled(text) or rule(text)


def angle(name: str, *, sides: str, most: float) -> CellRule:
    """Ask for a latitude or longitude in degrees; an empty cell is no position."""

    def rule(text: str) -> Finding | None:
        try:
            value = read_angle(text, sides=sides)
        except ValueError:
            return "BAD_COORD", f"{excerpt(text)} is no {name}; write degrees such as 11.5564"
        if math.isnan(value) or abs(value) <= most:
            return None
        return "BAD_COORD", f"{name} {text} is beyond {most:g} degrees"

    return rule


def day(text: str) -> Finding | None:
    """Ask for a date as deep as it is known, year first; an empty cell is not known."""
    try:
        canonical_date(text)
    except MomentError as error:
        return ("RANGE" if "outside" in str(error) else "BAD_DATE"), str(error)
    return None


def instant(text: str) -> Finding | None:
    """Ask for an instant with its offset from UTC; an empty cell is an open end."""
    return _moment(text, None)


def day_or_instant(text: str) -> Finding | None:
    """Ask for a whole day or an instant with its offset; an empty cell is an open end."""
    return _moment(text, _UTC)


def _moment(text: str, zone: ZoneInfo | None) -> Finding | None:
    try:
        if text:
            read_instant(text, zone)
    except MomentError as error:
        return ("RANGE" if "outside" in str(error) else "BAD_DATE"), str(error)
    return None


def hours(text: str) -> Finding | None:
    """Ask for OSM opening_hours text, holidays (PH) too; an empty cell is not known."""
    try:
        parse_hours(text, zone=_UTC, calendar=NO_HOLIDAYS)
    except FaultsError as error:
        return error.faults[0].code, error.faults[0].message
    return None


def countries(text: str) -> Finding | None:
    """Ask for codes of countries whose public holidays are known; an empty cell names none."""
    try:
        if text:
            calendar_of(text)
    except FaultsError as error:
        return error.faults[0].code, "; ".join(fault.message for fault in error.faults)
    return None


def phone(text: str) -> Finding | None:
    """Ask for a telephone number; short emergency numbers will do, an empty cell too."""
    if not text or (_PHONE.fullmatch(text) and sum(map(str.isdigit, text)) >= 2):
        return None
    return "BAD_PHONE", f"{excerpt(text)} is no telephone number; write it as +82-2-3210-0404"
