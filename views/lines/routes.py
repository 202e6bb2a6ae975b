"""One way, in the forms that programs, people and phones take."""

from dataclasses import replace

from geo.coordinates import Place
from geo.text import plain
from planning.routes import (
    Route,
    route_cautions,
    route_geojson,
    route_line,
    route_summary,
    route_words,
)
from planning.ways.exports import phone_links, route_gpx, route_kml, route_text
from planning.ways.slices import slice_words
from routing.slices import SlicedDrive
from views.lines.texts import Value, one_line


def route_value(route: Route, language: str, sliced: SlicedDrive | None = None) -> Value:
    """Give a route: seconds of the drive alone, metres, words and course.

    Parameters
    ----------
    route
        It.
    language
        ``en`` or ``ko``.
    sliced
        The same drive timed by slices of the day, if it is long.
    """
    path = route.path
    return {
        "from": route.origin.name,
        "to": route.goal.name,
        "seconds": path.seconds,
        "length_m": path.length_m,
        "exposure": path.exposure_s,
        "peak_hazard": path.peak_hazard,
        "access_m": path.access_m,
        "access_s": path.access_s,
        "egress_m": path.egress_m,
        "egress_s": path.egress_s,
        "approximate": route.is_approximate,
        "summary": route_summary(route, language),
        "directions": route_words(route, language),
        "sliced_s": None if sliced is None else sliced.seconds,
        "broken": list(route.broken),
        "bans": [one.area for one in route.bans],
        "own_sites": list(route.own_sites),
        "links": phone_links(route),
        "geometry": route_line(route),
    }


def route_lines(route: Route, language: str, sliced: SlicedDrive | None = None) -> str:
    """Write a route for a person: each step on a line of its own, then what to mind."""
    steps = (
        replace(
            step,
            ref=one_line(step.ref),
            name=one_line(step.name),
            border_gate=one_line(step.border_gate),
        )
        for step in route.steps
    )
    roads = route.network
    shown = replace(
        route,
        origin=_named(route.origin),
        goal=_named(route.goal),
        network=replace(
            roads, refs=tuple(map(one_line, roads.refs)), names=tuple(map(one_line, roads.names))
        ),
        steps=tuple(steps),
    )
    more = [*route_cautions(shown, language)]
    if sliced is not None:
        more += slice_words(sliced, language)
    return plain("\n".join([route_text(shown, language), *map(one_line, more)]), None)


def written(route: Route, form: str, language: str) -> str:
    """Write a route as ``geojson``, ``gpx``, ``kml``, ``text``, or ``links`` for phones."""
    match form:
        case "geojson":
            return route_geojson([route])
        case "gpx":
            return route_gpx(route)
        case "kml":
            return route_kml(route)
        case "links":
            return "\n".join(f"{app}: {link}" for app, link in phone_links(route).items())
        case _:
            return route_lines(route, language)


def _named(place: Place) -> Place:
    return replace(place, name=one_line(place.name))
