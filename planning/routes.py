"""Ways between two places at a moment: one way, or the three named ones with their price."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from geo.coordinates import Place
from planning.moment import Moment
from planning.ways.alarms import Alarm
from planning.ways.rules import NO_RULES, WayRules, bans_along, limits_of, sites_at, wary_rules
from routing.choices.pareto import Tradeoff, tradeoff_of
from routing.directions import Step, directions, say, summarise
from routing.limits import path_within
from routing.network import Mode, RoadNetwork
from routing.paths import EdgeHazard, Path, RiskPreference

_WORTH_SAYING_M = 100.0
_CAUTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "broken": "No way keeps this rule; the one that breaks it least is given: {rule}",
            "ban": "The way runs through a travel ban (level 4): {area}",
            "own": "Left out: the danger of {count} reported sites at the start itself",
        },
        "ko": {
            "broken": "이 조건을 지키는 길이 없어 가장 적게 어기는 길을 안내함: {rule}",
            "ban": "여행금지(4단계) 지역을 지나는 길: {area}",
            "own": "출발지 자체의 신고 지점 {count}곳의 위험은 계산에서 뺌",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Route:
    """A way from place to place.

    Parameters
    ----------
    name
        ``fastest``, ``balanced``, ``safest``, or ``chosen`` for a caution of one's own.
    origin, goal
        The places asked about.
    network
        The roads it was found on.
    path
        The drive; its `seconds` are true driving time, never inflated by hazard.
    steps
        Directions, one for each stretch.
    is_approximate
        Whether it rests on schematic roads, or on a place known only roughly.
    broken
        Rules that no way keeps, so that this one breaks them as little as can be.
    bans
        Travel bans in force that it runs through: told, and enforced only if asked.
    own_sites
        Reported sites at which it starts: their danger is left out, for nobody who leaves
        a place can keep away from it.
    mode
        Who travels.
    """

    name: str
    origin: Place
    goal: Place
    network: RoadNetwork
    path: Path
    steps: tuple[Step, ...]
    is_approximate: bool
    broken: tuple[str, ...] = ()
    bans: tuple[Alarm, ...] = ()
    own_sites: tuple[str, ...] = ()
    mode: Mode = "car"


def plan_route(
    moment: Moment,
    origin: Place,
    goal: Place,
    *,
    caution: float = 0.0,
    rules: WayRules = NO_RULES,
    hazard: EdgeHazard | None = None,
    name: str = "chosen",
) -> Route:
    """Find the fastest safe way between two places.

    Parameters
    ----------
    caution
        Price of danger, 0 or more: what is least is ``seconds * (1 + caution * hazard)``.
    rules
        What to keep to. Where no way does, the least bad one is given, and what it breaks.
    hazard
        Danger along the roads for trips from `origin`, if it has been sampled already.

    Raises
    ------
    TooFarError
        If a place lies further from any road than the pack allows.
    NoRouteError
        If no open road joins the two.
    """
    danger = danger_from(moment, origin) if hazard is None else hazard
    found = path_within(
        moment.travel,
        RiskPreference(danger, caution=caution),
        limits_of(moment, rules, danger),
        start=moment.snap_place(origin),
        end=moment.snap_place(goal),
    )
    return described(
        moment, found.path, (origin, goal), danger=danger, name=name, broken=found.broken
    )


def described(
    moment: Moment,
    path: Path,
    ends: tuple[Place, Place],
    *,
    danger: EdgeHazard,
    name: str,
    broken: tuple[str, ...] = (),
) -> Route:
    """Tell all that a person should know about a path.

    Parameters
    ----------
    moment
        The roads it was found on.
    path
        The drive.
    ends
        The places asked about, origin and goal.
    danger
        Danger along the roads for trips from the origin.
    name, broken
        As in `Route`.
    """
    network, (origin, goal) = moment.pack.network, ends
    return Route(
        name=name,
        origin=origin,
        goal=goal,
        network=network,
        path=path,
        steps=tuple(directions(network, path, danger, mode=moment.travel.mode)),
        is_approximate=moment.pack.is_schematic or max(origin.error_m, goal.error_m) > 500,
        broken=broken,
        bans=tuple(bans_along(moment, path.lon, path.lat)),
        own_sites=tuple(sites_at(moment, origin)),
        mode=moment.travel.mode,
    )


def danger_from(moment: Moment, origin: Place) -> EdgeHazard:
    """Give the danger along every road for trips from a place, the sites it is at left out."""
    field = moment.hazard.without(sites_at(moment, origin))
    return EdgeHazard.sample(moment.pack.network, field.at)


def named_routes(moment: Moment, origin: Place, goal: Place) -> list[Route]:
    """Find the fastest, balanced and safest way; ways that are the same are given once.

    The two safer ones keep to `planning.ways.rules.wary_rules`.
    """
    settings, hazard = moment.pack.settings, danger_from(moment, origin)
    cautions = {
        "fastest": 0.0,
        "balanced": settings.balanced_caution,
        "safest": settings.safest_caution,
    }
    wary = wary_rules(moment)
    routes: list[Route] = []
    for name, caution in cautions.items():
        rules = wary if caution > 0 else NO_RULES
        route = plan_route(
            moment, origin, goal, caution=caution, rules=rules, hazard=hazard, name=name
        )
        if not any(np.array_equal(route.path.edges, other.path.edges) for other in routes):
            routes.append(route)
    return routes


def price_of(route: Route, fastest: Route) -> Tradeoff:
    """Tell what a route costs and buys against the fastest."""
    return tradeoff_of(route.path, fastest.path)


def route_line(route: Route) -> dict[str, Any]:
    """Give the course as a GeoJSON LineString, EPSG:4326, six decimals."""
    course = zip(route.path.lon.tolist(), route.path.lat.tolist(), strict=True)
    return {"type": "LineString", "coordinates": [[round(x, 6), round(y, 6)] for x, y in course]}


def route_words(route: Route, language: str = "en") -> list[str]:
    """Give the directions, one sentence for each step."""
    return [say(step, "ko" if language == "ko" else "en") for step in route.steps]


def route_legs(route: Route, language: str = "en") -> tuple[list[str], list[str]]:
    """Say the ways off the road before and after the drive, straight lines at a slow speed.

    Returns
    -------
    tuple of lists
        A sentence before and one after, or none where the place lies on the road.
    """
    form = {
        "en": "{name}: {km:.1f} km off the road, {minutes} min",
        "ko": "{name}: 도로 밖 {km:.1f} km, {minutes}분",
    }["ko" if language == "ko" else "en"]
    legs = (
        (route.origin.name, route.path.access_m, route.path.access_s),
        (route.goal.name, route.path.egress_m, route.path.egress_s),
    )
    before, after = (
        [form.format(name=name, km=metres / 1000, minutes=math.ceil(seconds / 60))]
        if metres >= _WORTH_SAYING_M
        else []
        for name, metres, seconds in legs
    )
    return before, after


def route_cautions(route: Route, language: str = "en") -> list[str]:
    """Say what a traveller must know beside the way: rules broken, bans, danger left out."""
    words = _CAUTIONS["ko" if language == "ko" else "en"]
    return [
        *(words["broken"].format(rule=rule) for rule in route.broken),
        *(words["ban"].format(area=one.area) for one in route.bans),
        *([words["own"].format(count=len(route.own_sites))] if route.own_sites else []),
    ]


def route_summary(route: Route, language: str = "en") -> str:
    """Give the route in one line, such as ``E4 · NR4 · 2 h 10``."""
    return summarise(route.network, route.path, "ko" if language == "ko" else "en")


def route_geojson(routes: Sequence[Route]) -> str:
    """Write routes as a GeoJSON FeatureCollection."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "name": route.name,
                "from": route.origin.name,
                "to": route.goal.name,
                "seconds": round(route.path.seconds, 1),
                "length_m": round(route.path.length_m, 1),
                "approximate": route.is_approximate,
            },
            "geometry": route_line(route),
        }
        for route in routes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
