"""The map of Dispatch: the country underneath, and on top what changes with every answer."""

import math
from collections.abc import Sequence

import numpy as np

from planning.answers.responders import Responder
from planning.dispatch import DispatchCard
from planning.routes import Route
from views import symbols
from views.dispatch_cards import LETTERS, reachable
from views.marks import About, Chip, Disc, LatLon, Line, Mark, Pile, Symbol
from views.records import own_name
from views.tokens import Tokens
from views.words import Words

_DASHES = (None, "9 7", "1 7")
_SHOWN_UNITS = 8


def answer_marks(
    answer: DispatchCard,
    routes: Sequence[Route],
    coming: Route | None,
    *,
    chosen: int,
    t: Words,
    look: Tokens,
) -> tuple[tuple[Mark, ...], tuple[Pile, ...], tuple[LatLon, ...]]:
    """Give the marks, the piles, and the points that the view should hold."""
    order = sorted(range(len(routes)), key=lambda index: index == chosen)
    lines = [
        *(_coming_marks(coming, answer, t=t, look=look) if coming else ()),
        *(
            mark
            for index in order
            for mark in _route_marks(routes, index, chosen=chosen, t=t, look=look)
        ),
    ]
    place = answer.place
    here = (place.lat, place.lon)
    caller = t("caller ±{distance}", distance=t.distance(place.error_m))
    marks: list[Mark] = [
        Disc(
            here,
            max(place.error_m, 150.0),
            look.ink,
            weight=2.0,
            dash="7 4",
            fill=0.07,
            about=(About(t("The caller may be anywhere in this circle."), (caller,)),),
        ),
        *lines,
        Symbol(
            here,
            symbols.incident(look),
            caller,
            size=34,
            front=True,
            about=(About(place.name, (caller,)),),
        ),
    ]
    ways = (*routes[chosen : chosen + 1], *([coming] if coming else []))
    marks.extend(leg for way in ways for leg in off_road_legs(way, t=t, look=look))
    held = [here, *_around(here, place.error_m)]
    for course in (*routes, *([coming] if coming else [])):
        held.extend(_course(course))
    return tuple(marks), (_unit_pile(reachable(answer), t, look),), tuple(_corners(held))


def _route_marks(
    routes: Sequence[Route], index: int, *, chosen: int, t: Words, look: Tokens
) -> tuple[Mark, ...]:
    route, on = routes[index], index == chosen
    course = tuple(_course(route))
    line = Line(
        course,
        look.route if on else look.alt,
        weight=4.5 if on else 3.0,
        dash=None if on else _DASHES[index] or "9 7",
        casing=None if on else look.surface,
    )
    refs = " · ".join(route.path.refs[:2])
    parts = (str(index + 1), refs, t.duration(route.path.total_s))
    spot = course[len(course) // 2] if on else apart(course, _course(routes[chosen]))
    return line, Chip(spot, " · ".join(part for part in parts if part), "route" if on else "other")


def apart(course: Sequence[LatLon], other: Sequence[LatLon]) -> LatLon:
    """Give the point of a course that lies furthest from another course, for its label.

    Examples
    --------
    >>> apart([(0, 0), (1, 1), (0, 2)], [(0, 0), (0, 1), (0, 2)])
    (1, 1)
    """
    ours, theirs = np.asarray(course, dtype=float), np.asarray(other, dtype=float)
    gaps = np.abs(ours[:, np.newaxis, :] - theirs[np.newaxis, :, :]).sum(axis=2).min(axis=1)
    return course[int(gaps.argmax())]


def off_road_legs(route: Route, *, t: Words, look: Tokens) -> tuple[Line, ...]:
    """Join both places to the ends of the course: the way there is not on the map."""
    course, path = _course(route), route.path
    legs = (
        ((route.origin.lat, route.origin.lon), course[0], path.access_s),
        (course[-1], (route.goal.lat, route.goal.lon), path.egress_s),
    )
    return tuple(
        Line(
            (begin, end),
            look.ink,
            weight=2.2,
            dash="1 6",
            about=(About(t("{duration} off the road", duration=t.duration(seconds))),),
        )
        for begin, end, seconds in legs
        if seconds > 0
    )


def _coming_marks(
    coming: Route, answer: DispatchCard, *, t: Words, look: Tokens
) -> tuple[Mark, ...]:
    course = tuple(_course(coming))
    best = reachable(answer)[0]
    text = f"{LETTERS[0]} · {t.duration(best.parts.eta_s)}"
    return (
        # Wider than a route, so that it shows on both sides where they share a road.
        Line(course, look.ink, weight=9.0, casing=look.surface, opacity=0.8),
        Chip(course[int(len(course) * 0.82)], text, "unit"),
    )


def _unit_pile(units: Sequence[Responder], t: Words, look: Tokens) -> Pile:
    shown = units[:_SHOWN_UNITS]
    marks = tuple(
        Symbol(
            (one.unit.lat, one.unit.lon),
            symbols.unit("duty" if one.unit.on_duty else "call", LETTERS[index], look),
            own_name(one.unit, t),
            about=(About(own_name(one.unit, t), (t.duration(one.parts.eta_s),)),),
        )
        for index, one in enumerate(shown)
    )
    ranks = tuple(-index for index in range(len(shown)))
    return Pile(marks, ranks, size=24, reach=16, offset=(-18, -12))


def _course(route: Route) -> list[LatLon]:
    return list(zip(route.path.lat.tolist(), route.path.lon.tolist(), strict=True))


def _around(here: LatLon, metres: float) -> list[LatLon]:
    """Give corners that hold a circle, degrees."""
    up = metres / 111_000
    across = up / math.cos(math.radians(here[0]))
    return [(here[0] - up, here[1] - across), (here[0] + up, here[1] + across)]


def _corners(points: Sequence[LatLon]) -> list[LatLon]:
    latitudes = [lat for lat, _ in points]
    longitudes = [lon for _, lon in points]
    margin = 0.08 if len(points) == 1 else 0.0
    return [
        (min(latitudes) - margin, min(longitudes) - margin),
        (max(latitudes) + margin, max(longitudes) + margin),
    ]
