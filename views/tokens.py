"""Colours of both themes: one table for the page, the map and the symbols."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Named colours of one theme, as ``#RRGGBB``.

    `ok`, `late`, `shut` and `unk` mean in time, late, closed and unknown; each
    has a tint ending in ``bg``. `brand` belongs to Green Zones and actions alone,
    `focus` to the incident and the focus ring alone.
    """

    page: str
    surface: str
    raised: str
    line: str
    line2: str
    ink: str
    ink2: str
    ink3: str
    brand: str
    onbrand: str
    ok: str
    okbg: str
    late: str
    latebg: str
    shut: str
    shutbg: str
    unk: str
    unkbg: str
    site: str
    sitebg: str
    mis: str
    misbg: str
    focus: str
    route: str
    alt: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Colours of the base map: land, sea, borders, roads, labels."""

    land: str
    home: str
    border: str
    home_line: str
    sea: str
    minor: str
    medium: str
    major: str
    casing: str
    express: str
    text: str
    text2: str
    country: str


LIGHT = Tokens(
    page="#F6F7F5",
    surface="#FFFFFF",
    raised="#EDF1EE",
    line="#CDD6D1",
    line2="#E3E9E5",
    ink="#15211C",
    ink2="#43514A",
    ink3="#5F6C65",
    brand="#0B6B58",
    onbrand="#FFFFFF",
    ok="#00687A",
    okbg="#DBEFF3",
    late="#A34100",
    latebg="#FBE8D8",
    shut="#3F2A7A",
    shutbg="#E6E1F3",
    unk="#656965",
    unkbg="#EDEFED",
    site="#7A1040",
    sitebg="#F5E3EA",
    mis="#1862CE",
    misbg="#E0EAFA",
    focus="#FFC400",
    route="#12459A",
    alt="#6B7C93",
)

DARK = Tokens(
    page="#0F1513",
    surface="#18211D",
    raised="#212C27",
    line="#35433C",
    line2="#29352F",
    ink="#E8EFEB",
    ink2="#B7C4BD",
    ink3="#93A19A",
    brand="#55C7AC",
    onbrand="#06211A",
    ok="#4FD0E0",
    okbg="#0F383F",
    late="#FFB174",
    latebg="#452B15",
    shut="#A88BFF",
    shutbg="#261F45",
    unk="#C9CFD2",
    unkbg="#2B3438",
    site="#E86A9E",
    sitebg="#45203A",
    mis="#93BAFF",
    misbg="#1D2F50",
    focus="#FFD23F",
    route="#93BAFF",
    alt="#8596AB",
)

LIGHT_GROUND = Ground(
    land="#ECEDE8",
    home="#FBFBF8",
    border="#D5D6CF",
    home_line="#9AA59F",
    sea="#DCE7EC",
    minor="#E4E4DD",
    medium="#D2D3CA",
    major="#B9BCB1",
    casing="#FBFBF8",
    express="#989F98",
    text="#27332D",
    text2="#5A665F",
    country="#8B968F",
)

DARK_GROUND = Ground(
    land="#1A211F",
    home="#232C28",
    border="#303B36",
    home_line="#6F8077",
    sea="#101A22",
    minor="#35413B",
    medium="#45534C",
    major="#6B7B72",
    casing="#232C28",
    express="#9DAEA4",
    text="#E8EFEB",
    text2="#B7C4BD",
    country="#6F8077",
)


RAMP = ("#F2F5F3", "#D5E8E1", "#A5D2C5", "#66B3A1", "#1F7F6C", "#0B6B58", "#054A3D")
DARK_RAMP = ("#1B2521", "#1C3A33", "#1E564A", "#247664", "#3A9A84", "#62C2A9", "#A6E6D5")
_TURNS_AT = 4


def tokens(*, dark: bool) -> Tokens:
    """Return the colours of the dark or the light theme."""
    return DARK if dark else LIGHT


def ground(*, dark: bool) -> Ground:
    """Return the base map's colours for the dark or the light theme."""
    return DARK_GROUND if dark else LIGHT_GROUND


def ramp(*, dark: bool) -> tuple[tuple[str, str], ...]:
    """Return the steps from few to many, each with the colour of a text on it."""
    pale, deep = (DARK.ink, DARK.onbrand) if dark else (LIGHT.ink, LIGHT.onbrand)
    steps = DARK_RAMP if dark else RAMP
    return tuple(
        (colour, pale if number < _TURNS_AT else deep) for number, colour in enumerate(steps)
    )


def css_variables(chosen: Tokens) -> str:
    """Write a theme as CSS variables on the root element.

    Examples
    --------
    >>> css_variables(LIGHT)[:20]
    ':root{--page:#F6F7F5'
    """
    pairs = ";".join(f"--{name}:{value}" for name, value in asdict(chosen).items())
    return f":root{{{pairs}}}"
