"""One symbol set for map, list and legend: the shape says the kind, the fill says the state."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup

from views.tokens import Tokens

_HEXAGON = "10,1 18,5.5 18,14.5 10,19 2,14.5 2,5.5"
_SHIELD = "M10 1.5 17.5 4V10C17.5 14.5 14 17.5 10 19 6 17.5 2.5 14.5 2.5 10V4Z"
_FLAG = "M7 4.5V16M7 5H14.5L12.5 7.6 14.5 10.2H7"
_DIAMOND = "M10 1 19 10 10 19 1 10Z"
_OCTAGON = "M6.2 1H13.8L19 6.2V13.8L13.8 19H6.2L1 13.8V6.2Z"
_FONT = "Pretendard Variable,sans-serif"

EVIDENCE = ("confirmed", "corroborated", "suspected")
ROADS = ("expressway", "trunk", "other", "ferry")
LEVELS = (1.0, 2.0, 2.5, 3.0, 4.0)
SIGNALS = ("recruitment", "raid", "escape", "report")
GATES = ("open", "closed")
DANGER_OPACITY = (0.16, 0.3, 0.45, 0.62, 0.8)


def _svg(body: str) -> str:
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">'
    return f"{head}{body}</svg>"


def _letter(text: str, colour: str, size: float = 11.0) -> str:
    return (
        f'<text x="10" y="14" text-anchor="middle" font-size="{size}" font-weight="700" '
        f'fill="{colour}" font-family="{_FONT}">{text}</text>'
    )


def _pick(shapes: Mapping[str, str], state: str, kind: str) -> str:
    if state not in shapes:
        raise KeyError(f"no {kind} symbol for {state!r}; known: {', '.join(shapes)}")
    return _svg(shapes[state])


def site(evidence: str, colours: Tokens) -> str:
    """Draw a reported site: disc with diamond, fainter with weaker evidence."""
    c = colours.site
    diamond = "M10 6 14 10 10 14 6 10Z"
    shapes = {
        "confirmed": f'<circle cx="10" cy="10" r="8" fill="{c}" fill-opacity=".38" stroke="{c}" '
        f'stroke-width="2.2"/><path d="{diamond}" fill="{c}"/>',
        "corroborated": f'<circle cx="10" cy="10" r="8" fill="{c}" fill-opacity=".14" '
        f'stroke="{c}" stroke-width="1.6"/><path d="{diamond}" fill="{colours.surface}" '
        f'stroke="{c}" stroke-width="1.3"/><path d="M10 6 10 14 6 10Z" fill="{c}"/>',
        "suspected": f'<circle cx="10" cy="10" r="8" fill="none" stroke="{c}" stroke-width="1.6" '
        f'stroke-dasharray="3 2.4"/><path d="{diamond}" fill="none" stroke="{c}" '
        f'stroke-width="1.3"/>',
    }
    return _pick(shapes, evidence, "site")


def diamond(evidence: str, colours: Tokens) -> str:
    """Draw the small diamond that stands in a site's chip."""
    c = colours.site
    shapes = {
        "confirmed": f'<path d="{_DIAMOND}" fill="{c}"/>',
        "corroborated": f'<path d="{_DIAMOND}" fill="none" stroke="{c}" stroke-width="2"/>'
        f'<path d="M10 1 10 19 1 10Z" fill="{c}"/>',
        "suspected": f'<path d="{_DIAMOND}" fill="none" stroke="{c}" stroke-width="2.2" '
        f'stroke-dasharray="4 2.5"/>',
    }
    return _pick(shapes, evidence, "site")


def mission(state: str, colours: Tokens) -> str:
    """Draw a mission: square with flag; `state` is open, closed or unknown."""
    c, paper = colours.mis, colours.surface
    box = f'<rect x="1.6" y="1.6" width="16.8" height="16.8" rx="3" fill="{paper}" stroke="{c}"'
    flag = f'<path d="{_FLAG}" fill="none" stroke-width="1.8" stroke-linejoin="round" stroke='
    shapes = {
        "open": f'<rect x="1.2" y="1.2" width="17.6" height="17.6" rx="3" fill="{c}" '
        f'stroke="{paper}"/>{flag}"{paper}"/>',
        "closed": f'{box} stroke-width="2"/>{flag}"{c}"/><path d="M3 17 17 3" stroke="{c}" '
        f'stroke-width="1.6"/>',
        "unknown": f'{box} stroke-width="2" stroke-dasharray="3 2"/>{_letter("?", c, 13)}',
    }
    return _pick(shapes, state, "mission")


def zone(state: str, colours: Tokens) -> str:
    """Draw a Green Zone: hexagon; `state` is open, promised, candidate or closed."""
    c, paper = colours.brand, colours.surface
    edge = f'<polygon points="{_HEXAGON}" fill="{paper}" stroke="{c}"'
    shapes = {
        "open": f'<polygon points="{_HEXAGON}" fill="{c}" stroke="{paper}" stroke-width="1.2"/>'
        f'<path d="M6 10.3 9 13.2 14.2 7.4" fill="none" stroke="{colours.onbrand}" '
        f'stroke-width="2.2"/>',
        "promised": f'{edge} stroke-width="2"/><path d="M10 1 2 5.5 2 14.5 10 19Z" fill="{c}"/>',
        "candidate": f'{edge} stroke-width="1.9" stroke-dasharray="3.2 2.2"/>',
        "closed": f'{edge} stroke-width="1.8"/><path d="M5 10H15" stroke="{c}" '
        f'stroke-width="2.4"/>',
    }
    return _pick(shapes, state, "Green Zone")


def tried_zone(label: str, colours: Tokens) -> str:
    """Draw a Green Zone on trial: filled hexagon with a short label of our own (one sign)."""
    fill = f'fill="{colours.brand}" stroke="{colours.surface}" stroke-width="1.4"'
    return _svg(f'<polygon points="{_HEXAGON}" {fill}/>{_letter(label, colours.onbrand)}')


def must_zone(colours: Tokens) -> str:
    """Draw a candidate that must be in every plan: hexagon with a filled core."""
    c = colours.brand
    return _svg(
        f'<polygon points="{_HEXAGON}" fill="{colours.surface}" stroke="{c}" stroke-width="2.4"/>'
        f'<circle cx="10" cy="10" r="4" fill="{c}"/>'
    )


def police(trust: str, colours: Tokens) -> str:
    """Draw a police post: shield; `trust` is trusted, unverified or avoid."""
    c, paper = colours.ink2, colours.surface
    edge = f'<path d="{_SHIELD}" fill="{paper}" stroke="{c}" stroke-width="1.7"/>'
    shapes = {
        "trusted": f'<path d="{_SHIELD}" fill="{c}" stroke="{paper}"/>'
        f'<path d="M6.3 10 9 12.7 13.8 7.2" fill="none" stroke="{paper}" stroke-width="2"/>',
        "unverified": edge + _letter("?", c),
        "avoid": f'{edge}<path d="M5.5 5 14.5 15M14.5 5 5.5 15" stroke="{c}" stroke-width="1.9"/>',
    }
    return _pick(shapes, trust, "police")


def unit(duty: str, letter: str, colours: Tokens) -> str:
    """Draw a unit: disc with its letter; `duty` is duty, call, off or unknown."""
    c, paper = colours.ink, colours.surface
    ring = f'<circle cx="10" cy="10" r="8.3" fill="{paper}" stroke="{c}" stroke-width'
    shapes = {
        "duty": f'<circle cx="10" cy="10" r="8.8" fill="{c}" stroke="{paper}" '
        f'stroke-width="1.3"/>{_letter(letter, paper, 10.5)}',
        "call": f'{ring}="2"/>{_letter(letter, c, 10.5)}',
        "off": f'{ring}="1.6"/>{_letter(letter, c, 10.5)}<path d="M3.5 16.5 16.5 3.5" '
        f'stroke="{c}" stroke-width="1.4"/>',
        "unknown": f'{ring}="1.8" stroke-dasharray="3 2"/>{_letter(letter, c, 10.5)}',
    }
    return _pick(shapes, duty, "unit")


def incident(colours: Tokens) -> str:
    """Draw the incident: the only yellow thing on the map."""
    return _svg(
        f'<circle cx="10" cy="10" r="9" fill="none" stroke="{colours.ink}" stroke-width="1.6"/>'
        f'<circle cx="10" cy="10" r="6.4" fill="{colours.focus}" stroke="#15211C" '
        'stroke-width="1.6"/><path d="M10 7V10.6M10 12.4V13.4" stroke="#15211C" stroke-width="2"/>'
    )


def answer(state: str, colours: Tokens, *, paper: str | None = None) -> str:
    """Draw an answer's sign; `state` is ok, late, shut or unk.

    `paper` is the colour behind the sign, where it is not the surface.
    """
    behind = paper or colours.surface
    shapes = {
        "ok": f'<circle cx="10" cy="10" r="9" fill="{colours.ok}"/><path '
        f'd="M5.5 10.3 8.8 13.5 14.6 6.8" fill="none" stroke="{behind}" stroke-width="2.4"/>',
        "late": f'<path d="M10 1.2 19.2 18H.8Z" fill="{colours.late}"/><path '
        f'd="M10 7.5V12.2M10 14.2V16" stroke="{behind}" stroke-width="2"/>',
        "shut": f'<rect x="1.5" y="1.5" width="17" height="17" rx="2.5" fill="{colours.shut}"/>'
        f'<path d="M5 10H15" stroke="{behind}" stroke-width="2.8"/>',
        "unk": f'<circle cx="10" cy="10" r="8.4" fill="none" stroke="{colours.unk}" '
        f'stroke-width="2" stroke-dasharray="3.3 2.2"/>{_letter("?", colours.unk, 12)}',
    }
    return _pick(shapes, state, "answer")


def closure(colours: Tokens) -> str:
    """Draw a closed road or gate: disc with a bar."""
    return _svg(
        f'<circle cx="10" cy="10" r="8.4" fill="{colours.surface}" stroke="{colours.late}" '
        f'stroke-width="2.6"/><path d="M5 10H15" stroke="{colours.late}" stroke-width="2.8"/>'
    )


def hospital(colours: Tokens) -> str:
    """Draw a hospital: rounded square with a cross."""
    c, paper = colours.ink2, colours.surface
    return _svg(
        f'<rect x="1.5" y="1.5" width="17" height="17" rx="5" fill="{paper}" stroke="{c}" '
        f'stroke-width="1.6"/><path d="M10 5V15M5 10H15" stroke="{c}" stroke-width="3"/>'
    )


def fuel(colours: Tokens) -> str:
    """Draw a fuel station: pump with its hose."""
    c, paper = colours.ink2, colours.surface
    return _svg(
        f'<rect x="1.5" y="1.5" width="17" height="17" rx="5" fill="{paper}" stroke="{c}" '
        f'stroke-width="1.6"/><path d="M6 15V5.5H11V15M5 15H12M6 9.5H11M11 11H13.5V7L12 5.5" '
        f'fill="none" stroke="{c}" stroke-width="1.5"/>'
    )


def gate(state: str, colours: Tokens) -> str:
    """Draw a border gate: a barrier on its post, raised unless it is reported closed."""
    paper, c = colours.surface, colours.ink2 if state == "open" else colours.late
    post = (
        f'<rect x="1" y="1" width="18" height="18" rx="3" fill="{paper}" stroke="{c}" '
        f'stroke-width="1.4"/><path d="M5.5 16V9" stroke="{c}" stroke-width="3"/>'
    )
    shapes = {
        "open": f'{post}<path d="M5.5 10 14.5 4.5" stroke="{c}" stroke-width="2"/>',
        "closed": f'{post}<path d="M4 10H17" stroke="{c}" stroke-width="3.4"/>',
    }
    return _pick(shapes, state, "gate")


def alarm(level: float, colours: Tokens) -> str:
    """Draw a travel alarm: octagon with its level, darker the stricter; 1, 2, 2.5, 3 or 4."""
    c, paper = colours.ink2, colours.surface
    edge = f'<path d="{_OCTAGON}" fill="{paper}" stroke="{c}"'
    full = f'<path d="{_OCTAGON}" fill="{c}" stroke="{paper}" stroke-width="1"/>'
    shapes = {
        "1": f'{edge} stroke-width="1.1"/>{_letter("1", c)}',
        "2": f'{edge} stroke-width="2.4"/>{_letter("2", c)}',
        "2.5": f'{edge} stroke-width="2.4" stroke-dasharray="3 1.8"/>{_letter("2.5", c, 8.5)}',
        "3": full + _letter("3", paper),
        "4": f'{full}<path d="M7 3H13L17 7V13L13 17H7L3 13V7Z" fill="none" stroke="{paper}" '
        f'stroke-width="1.1"/>{_letter("4", paper)}',
    }
    return _pick(shapes, f"{level:g}", "alarm")


def signal(family: str, colours: Tokens) -> str:
    """Draw a dated report: speech mark, with what it is about."""
    c = colours.ink3
    mark = (
        f'<path d="M1.5 2H18.5V15H9L5 19V15H1.5Z" fill="{colours.surface}" stroke="{c}" '
        'stroke-width="1.6"/>'
    )
    line = f'fill="none" stroke="{c}" stroke-width="1.7"'
    shapes = {
        "report": f'{mark}<path d="M5 6.5H15M5 10.5H12" {line}/>',
        "recruitment": f'{mark}<path d="M5 7V10L13 12.5V4.5Z" {line}/>',
        "raid": f'{mark}<path d="M10 4V9M10 11V13" {line}/>',
        "escape": f'{mark}<path d="M5 8.5H14M10.5 5 14 8.5 10.5 12" {line}/>',
    }
    return _pick(shapes, family, "signal")


def danger(step: int, colours: Tokens) -> str:
    """Draw one step of the danger ramp, 0 the lowest, as it lies over the map."""
    return _svg(
        f'<rect width="20" height="20" fill="{colours.surface}"/><rect width="20" height="20" '
        f'fill="{colours.site}" fill-opacity="{DANGER_OPACITY[step]}"/>'
    )


def road(road_class: str, colours: Tokens) -> str:
    """Draw a piece of road as the base map shows it."""
    c = colours.ink3
    line = "M1 10H19"
    shapes = {
        "expressway": f'<path d="{line}" stroke="{c}" stroke-width="6"/>'
        f'<path d="{line}" stroke="{colours.surface}" stroke-width="2"/>',
        "trunk": f'<path d="{line}" stroke="{c}" stroke-width="3.4"/>',
        "other": f'<path d="{line}" stroke="{c}" stroke-width="1.6"/>',
        "ferry": f'<path d="{line}" stroke="{c}" stroke-width="2" stroke-dasharray="3 3"/>',
    }
    return _pick(shapes, road_class, "road")


@lru_cache(maxsize=512)  # a map shows the same drawing many times
def address(svg: str) -> str:
    """Turn a drawing into a ``data:`` address, for the page drops inline drawings."""
    return "data:image/svg+xml," + quote(svg)


def picture(svg: str, size: int, alt: str = "") -> Markup:
    """Turn a drawing into an HTML image `size` pixels wide."""
    return Markup('<img class="sy" alt="{}" width="{}" height="{}" src="{}">').format(
        alt, size, size, address(svg)
    )
