"""What a map shows, as plain values: discs, lines, areas, chips, symbols and piles of symbols."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.text import plain
from views.symbols import address

LatLon = tuple[float, float]

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_RISKY = {ord(sign): f"\\u{ord(sign):04x}" for sign in "{}$`<>&%#'"}


@dataclass(frozen=True, slots=True)
class About:
    """What a mark says when it is touched: a title and plain lines of text."""

    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle `radius_m` metres wide on the ground, such as a position error."""

    at: LatLon
    radius_m: float
    color: str
    weight: float = 1.5
    dash: str | None = None
    fill: float = 0.0
    opacity: float = 1.0
    about: tuple[About, ...] = ()
    kind: str = field(default="disc", init=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One or many courses over the ground; `casing` is the colour of the edge around them."""

    at: tuple[LatLon, ...] | tuple[tuple[LatLon, ...], ...]
    color: str
    weight: float = 4.0
    dash: str | None = None
    casing: str | None = None
    opacity: float = 1.0
    fill: float = 0.0
    about: tuple[About, ...] = ()
    kind: str = field(default="line", init=False)


@dataclass(frozen=True, slots=True)
class Area:
    """A filled outline."""

    at: tuple[LatLon, ...]
    color: str
    weight: float = 1.4
    dash: str | None = None
    opacity: float = 1.0
    fill: float = 0.1
    about: tuple[About, ...] = ()
    kind: str = field(default="area", init=False)


@dataclass(frozen=True, slots=True)
class Chip:
    """A short text on the map; `tone` is a class of ``map.css`` such as ``late``."""

    at: LatLon
    text: str
    tone: str = ""
    front: bool = False
    about: tuple[About, ...] = ()
    kind: str = field(default="chip", init=False)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A drawing of ``symbols.py`` at a place, `size` pixels wide, with a text for it."""

    at: LatLon
    svg: str
    alt: str
    size: int = 20
    front: bool = False
    about: tuple[About, ...] = ()
    kind: str = field(default="symbol", init=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image laid over the ground between the corners south-west and north-east.

    `image` is a ``data:`` address: a map never loads a picture from elsewhere.
    """

    at: tuple[LatLon, LatLon]
    image: str
    alt: str
    opacity: float = 0.6
    kind: str = field(default="picture", init=False)


@dataclass(frozen=True, slots=True)
class Pile:
    """Symbols that become one with a count wherever they would cover each other.

    `style` is ``count`` (a chip that always counts) or ``stack`` (a symbol with a
    small count); `reach` and `offset` are pixels; `ranks` holds one number for each
    symbol, the strongest is shown. Below the zoom `from_zoom` only symbols of rank 2 and
    more are shown.
    """

    symbols: tuple[Symbol, ...]
    ranks: tuple[int, ...]
    style: str = "stack"
    size: int = 18
    reach: int = 22
    offset: tuple[int, int] = (0, 0)
    from_zoom: float = 0.0


Mark = Disc | Line | Area | Chip | Symbol | Picture


def script_json(value: object) -> str:
    r"""Write `value` as JSON that is safe inside a script and inside a template.

    Signs that mean something to HTML, to a template or to a script's text literal
    are escaped wherever they stand inside a string.

    Examples
    --------
    >>> print(script_json({"name": "${x} {{y}} </script>"}))
    {"name":"\u0024\u007bx\u007d \u007b\u007by\u007d\u007d \u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return _STRING.sub(lambda match: match.group().translate(_RISKY), text)


def drawing(
    marks: Iterable[Mark],
    piles: Iterable[Pile] = (),
    *,
    fit: Sequence[LatLon] | None = None,
    pick: bool | None = None,
) -> dict[str, Any]:
    """Gather marks and piles into the value that ``map.js`` draws.

    Parameters
    ----------
    fit
        Points the view must hold, or None to leave the view alone.
    pick
        Whether a click chooses a place (then marks do not open a card), or None to
        leave that alone.
    """
    images: dict[str, int] = {}
    drawn = [_values(mark, images) for mark in marks]
    piled = [_pile_values(pile, images) for pile in piles]
    return {
        "marks": drawn,
        "piles": piled,
        "images": [address(svg) for svg in images],
        "fit": _box(fit) if fit else None,
        "pick": pick,
    }


def _box(points: Sequence[LatLon]) -> list[list[float]]:
    latitudes = [lat for lat, _ in points]
    longitudes = [lon for _, lon in points]
    return [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]


def _rounded(at: Any) -> Any:
    if isinstance(at[0], (int, float)):
        return [round(float(part), 5) for part in at]
    return [_rounded(part) for part in at]


def _about(about: tuple[About, ...]) -> list[Mapping[str, object]]:
    return [
        {"title": plain(one.title), "lines": [plain(line) for line in one.lines]} for one in about
    ]


def _values(mark: Mark, images: dict[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(mark, name) for name in mark.__dataclass_fields__}
    values["at"] = _rounded(values["at"])
    if "about" in values:
        values["about"] = _about(values["about"])
    for name in ("text", "alt"):
        if name in values:
            values[name] = plain(values[name])
    if isinstance(mark, Symbol):
        values["image"] = images.setdefault(values.pop("svg"), len(images))
    return values


def _pile_values(pile: Pile, images: dict[str, int]) -> dict[str, Any]:
    items = [
        {**_values(symbol, images), "rank": rank}
        for symbol, rank in zip(pile.symbols, pile.ranks, strict=True)
    ]
    return {
        "items": items,
        "style": pile.style,
        "size": pile.size,
        "reach": pile.reach,
        "offset": list(pile.offset),
        "from_zoom": pile.from_zoom,
    }
