"""Degrees in any notation: decimal, with minutes, with seconds, in several scripts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from geo.errors import PlaceError
from geo.notation.reading import EXAMPLE, Reading, decimals, excerpt, spread_m

_TOKEN = re.compile(
    r"""
      (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+))
    | (?P<lat>latitude|lat(?![a-z])|위도)
    | (?P<lon>longitude|long?(?![a-z])|lng(?![a-z])|경도)
    | (?P<side>북위|남위|동경|서경|north|south|east|west|[nsew](?![a-z]))
    | (?P<second>''|"|seconds?|sec(?![a-z])|초)
    | (?P<degree>°|degrees?|deg(?![a-z])|도|d(?![a-z]))
    | (?P<minute>'|minutes?|min(?![a-z])|분|m(?![a-z]))
    | (?P<parting>[,;/|]|(?<=\ )-(?=\ ))
    | (?P<noise>[\s()\[\]{}:=&])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LEVEL = {"degree": 0, "minute": 1, "second": 2}
_SIDES = {
    **dict.fromkeys(("n", "north", "북위"), ("lat", 1)),
    **dict.fromkeys(("s", "south", "남위"), ("lat", -1)),
    **dict.fromkeys(("e", "east", "동경"), ("lon", 1)),
    **dict.fromkeys(("w", "west", "서경"), ("lon", -1)),
}
_NO_NUMBERS = {"nan", "inf", "infinity", "null", "none", "undefined"}
_WORDS = _NO_NUMBERS | {"lat", "latitude", "lon", "long", "lng", "longitude", "n", "s", "e", "w"}
_LETTER_MARKS = re.compile(r"(\d+)\s*d\s*(\d+)\s*m\s*(\d+(?:\.\d+)?)s", re.IGNORECASE)
_QUOTED_WORD = re.compile(r"[\"']([a-z]+)[\"']", re.IGNORECASE)
_EXPONENT = re.compile(r"\d\.?e[+-]?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Angle:
    value: float
    half_step: float
    axis: str | None


def read_degrees(text: str) -> Reading | None:
    r"""Read latitude and longitude in degrees.

    Parameters
    ----------
    text
        A cleaned text (see `geo.notation.reading.clean`).

    Returns
    -------
    Reading | None
        None if the text is not made of numbers and their marks alone, hence
        may be a name. Range and order are the caller's to judge.

    Raises
    ------
    PlaceError
        If it is made of numbers, yet not of one latitude and one longitude.

    Examples
    --------
    >>> read_degrees("E103.8132 N10.7071")
    Reading(lat=10.7071, lon=103.8132, error_m=10.0, kind='coordinate')
    >>> reading = read_degrees("11°33'44\"N 104°55'41\"E")
    >>> round(reading.lat, 5), round(reading.lon, 5), round(reading.error_m)
    (11.56222, 104.92806, 22)
    >>> read_degrees("Phnom Penh") is None
    True
    """
    _refuse_no_numbers(text)
    tokens = _tokens(_decimal_points(text))
    if tokens is None or not any(token.kind == "number" for token in tokens):
        return None
    if _EXPONENT.search(text) and sum(token.kind == "side" for token in tokens) < 2:
        _refuse(text, "a power of ten is no coordinate")
    first, second = (_angle(group, text) for group in _halves(tokens, text))
    if first.axis is not None and first.axis == second.axis:
        _refuse(text, "the same direction is given twice")
    lat, lon = (second, first) if first.axis == "lon" or second.axis == "lat" else (first, second)
    error_m = spread_m(lat.value, lat.half_step, lon.half_step)
    return Reading(lat.value, lon.value, error_m, "coordinate")


def _refuse(text: str, why: str) -> NoReturn:
    raise PlaceError(f"{excerpt(text)} is not a position: {why}; write it as {EXAMPLE}")


def _refuse_no_numbers(text: str) -> None:
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    if words & _NO_NUMBERS and words <= _WORDS:
        _refuse(text, "it holds no number")


def _decimal_points(text: str) -> str:
    """Write decimal commas as points where the text leaves no doubt about them."""
    text = _QUOTED_WORD.sub(r"\1", _LETTER_MARKS.sub(r"""\1°\2'\3\"""", text))
    text = text.replace('\\"', '"')
    if "." in text:
        return text
    parts = [part for part in re.split(r";|/|\||,\s|\s", text) if re.search(r"\d,\d", part)]
    if len(parts) == 2 and all(part.count(",") == 1 for part in parts):
        return re.sub(r"(\d),(\d)", r"\1.\2", text)
    return text


def _tokens(text: str) -> list[_Token] | None:
    """Cut the text into numbers and marks; None if anything else is in it."""
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            return None
        if match.lastgroup != "noise":
            tokens.append(_Token(match.lastgroup, match.group()))
        position = match.end()
    return _trimmed(tokens)


def _trimmed(tokens: Sequence[_Token]) -> list[_Token]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].kind == "parting":
        start += 1
    while end > start and tokens[end - 1].kind == "parting":
        end -= 1
    return list(tokens[start:end])


def _places(tokens: Sequence[_Token], *kinds: str) -> list[int]:
    return [index for index, token in enumerate(tokens) if token.kind in kinds]


def _halves(tokens: list[_Token], text: str) -> tuple[list[_Token], list[_Token]]:
    """Part the tokens between the two angles."""
    cut = _cut(tokens)
    if cut is None:
        count = len(_places(tokens, "number"))
        _refuse(text, f"it holds {count} number{'s' if count != 1 else ''}, not two")
    return _trimmed(tokens[:cut]), _trimmed(tokens[cut:])


def _cut(tokens: list[_Token]) -> int | None:
    """Find where the second angle begins: by names, sides, partings, marks, then by count."""
    numbers = _places(tokens, "number")
    for kinds in (("lat", "lon"), ("side",)):
        marks = _places(tokens, *kinds)
        if len(marks) == 2:
            return marks[1] if marks[0] == 0 else marks[0] + 1
        if len(marks) > 2:
            return None
    partings = _places(tokens, "parting")
    if len(partings) == 1:
        return partings[0]
    degrees = _places(tokens, "degree")
    if partings:
        return None
    if len(degrees) == 2 and tokens[degrees[1] - 1].kind == "number":
        return degrees[1] - 1
    return numbers[len(numbers) // 2] if len(numbers) in (2, 6) else None


def _angle(tokens: list[_Token], text: str) -> _Angle:
    """Read one angle out of its tokens."""
    numbers, levels = _levels(tokens, text)
    if not numbers or levels[0] != 0:
        _refuse(text, "one latitude and one longitude are needed, each with its degrees")
    parts = [abs(float(number)) for number in numbers]
    if any(part >= 60 for part in parts[1:]):
        _refuse(text, "minutes and seconds go to 59")
    if any("." in number for number in numbers[:-1]):
        _refuse(text, "only the last part of an angle may have decimals")
    if any(number[0] in "+-" for number in numbers[1:]):
        _refuse(text, "a sign may stand before the degrees only")
    axis, sign = _axis(tokens, text)
    if numbers[0][0] == "-":
        if sign is not None:
            _refuse(text, "it has both a minus and a direction")
        sign = -1
    size = sum(part / 60**level for part, level in zip(parts, levels, strict=True))
    half_step = 0.5 * 10.0 ** -decimals(numbers[-1]) / 60 ** levels[-1]
    return _Angle((sign or 1) * size, half_step, axis)


def _levels(tokens: list[_Token], text: str) -> tuple[list[str], list[int]]:
    """Give each number its unit: 0 degrees, 1 minutes, 2 seconds."""
    numbers: list[str] = []
    levels: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "number":
            after = tokens[index + 1].kind if index + 1 < len(tokens) else ""
            before = levels[-1] if levels else -1
            level = _LEVEL.get(after, before + 1)
            if not before < level <= 2:
                _refuse(text, "its numbers do not read as degrees, minutes and seconds")
            numbers.append(token.text)
            levels.append(level)
        elif token.kind in _LEVEL and (index == 0 or tokens[index - 1].kind != "number"):
            _refuse(text, f"{token.text} follows no number")
    return numbers, levels


def _axis(tokens: list[_Token], text: str) -> tuple[str | None, int | None]:
    """Tell latitude from longitude and the side of zero, where the text says so."""
    named = [token.kind for token in tokens if token.kind in ("lat", "lon")]
    sides = [_SIDES[token.text.casefold()] for token in tokens if token.kind == "side"]
    axes = {*named, *(axis for axis, _ in sides)}
    if len(axes) > 1 or len(sides) > 1:
        _refuse(text, "its directions contradict each other")
    return (axes.pop() if axes else None), (sides[0][1] if sides else None)
