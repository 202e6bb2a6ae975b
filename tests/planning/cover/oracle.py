"""Every answer about a country by chance, counted minute by minute in plain Python.

Nothing here asks the project for a time, an hour or a path: ways are networkx's, lengths are
pyproj's, hours are tables of the minutes of a week.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import networkx as nx
from pyproj import Geod

from tests.planning.cover.chance_worlds import KPH, MONDAY, NEVER, Spot, World

LOOK_AHEAD_S = 14 * 86_400.0


def ways_at(world: World, when: datetime) -> dict[int, dict[int, float]]:
    """Seconds from junction to junction at an instant; a place without a road has no way."""
    closed = {road for road, since, until in world.closed if _holds(since, until, when)}
    is_night = when.hour >= 22 or when.hour < 5
    graph: nx.DiGraph[int] = nx.DiGraph()
    geod = Geod(ellps="WGS84")
    for one in world.roads:
        if one["id"] in closed:
            continue
        a, b = one["ends"]
        length_m = geod.inv(*world.place[a], *world.place[b])[2]
        seconds = length_m * 3.6 / (KPH[one["class"]] * (0.5 if is_night else 1.0))
        for ends in [(a, b)] if one["oneway"] == "yes" else [(a, b), (b, a)]:
            known = graph.edges.get(ends, {"s": NEVER})["s"]
            graph.add_edge(*ends, s=min(seconds, known))
    return dict(nx.all_pairs_dijkstra_path_length(graph, weight="s"))


def pairs_at(world: World, when: datetime, node: int, ways: dict[int, dict[int, float]]) -> "Pairs":
    week_s = (when - MONDAY).total_seconds()
    doors, units = [], []
    for one in world.doors:
        if one.is_in_force(when):
            way_s = ways.get(node, {}).get(one.node, NEVER)
            doors.append((one, way_s, _inside_s(world, one, week_s, way_s)))
    for one in world.units:
        if one.is_in_force(when):
            way_s = ways.get(one.node, {}).get(node, NEVER)
            on_duty_s, as_is_s = _turnouts_s(world, one, week_s)
            units.append((one, way_s, 300.0 + on_duty_s + way_s, 300.0 + as_is_s + way_s))
    return Pairs(world, doors, units)


def _inside_s(world: World, one: Spot, week_s: float, way_s: float) -> float:
    if way_s == NEVER:
        return NEVER
    if one is world.mission and world.admission == "yes":
        return way_s
    if one.hours.minutes is None:
        return NEVER
    inside_s = one.hours.inside_s(week_s + way_s) - week_s
    return inside_s if inside_s <= way_s + LOOK_AHEAD_S else NEVER


def _turnouts_s(world: World, one: Spot, week_s: float) -> tuple[float, float]:
    own_min = one.row["turnout_on_call_min"]
    on_call_s = 1800.0 if math.isnan(own_min) else 60.0 * own_min
    if one.hours.is_open(week_s):
        return 300.0, 300.0
    called = world.call_hours[one.row["id"]]
    always = not called.text
    can_come = one.row["on_call"] == "yes" and (always or called.is_open(week_s))
    return 300.0, on_call_s if can_come else NEVER


def houses_of(world: World, direction: str) -> dict[str, int]:
    """Give each door and unit the number of its house: one host or one junction is one."""
    spots = [*(world.doors if direction != "response" else ())]
    spots += world.units if direction != "reach" else ()
    house = {one.row["id"]: number for number, one in enumerate(spots)}
    for _ in spots:
        for one, other in product(spots, spots):
            if one.node == other.node or _host(one) == _host(other):
                both = house[one.row["id"]], house[other.row["id"]]
                house = {k: min(both) if n in both else n for k, n in house.items()}
    return house


def _host(one: Spot) -> str:
    return str(one.row.get("base") or one.row.get("host") or one.row["id"])


def _holds(since: datetime | None, until: datetime | None, when: datetime) -> bool:
    return (since is None or since <= when) and (until is None or when < until)


@dataclass(frozen=True)
class Pairs:
    """One place at one instant.

    Doors are (door, way, seconds until inside); units (unit, way, seconds until there were it
    on duty, seconds until there as it is), whether it is busy or not.
    """

    world: World
    doors: list[tuple[Spot, float, float]]
    units: list[tuple[Spot, float, float, float]]

    def helps(self, direction: str) -> Iterable[tuple[Spot, float]]:
        if direction != "response":
            yield from ((one, inside_s) for one, _, inside_s in self.doors)
        if direction != "reach":
            for one, _, _, there_s in self.units:
                yield one, NEVER if one.row["id"] in self.world.busy else there_s

    def eta_s(self, direction: str) -> float:
        return min((seconds for _, seconds in self.helps(direction)), default=NEVER)

    def in_time(self, direction: str, houses: dict[str, int]) -> int:
        golden_s = self.world.golden_s
        return len({houses[one.row["id"]] for one, s in self.helps(direction) if s <= golden_s})

    def cause(self, direction: str) -> str:
        """Why nobody is in time."""
        found = [self._door_cause()] if direction != "response" else []
        found += [self._unit_cause()] if direction != "reach" else []
        return min(found, key=_EASIER.index)

    def _door_cause(self) -> str:
        if not self.doors:
            return "no_help"
        if all(way_s == NEVER for _, way_s, _ in self.doors):
            return "no_road"
        near = [one for one, way_s, _ in self.doors if way_s <= self.world.golden_s]
        if not near:
            return "too_far"
        return "hours_unknown" if all(one.hours.minutes is None for one in near) else _CLOSED

    def _unit_cause(self) -> str:
        golden_s, busy = self.world.golden_s, self.world.busy
        if not self.units:
            return "no_help"
        if all(way_s == NEVER for _, way_s, _, _ in self.units):
            return "no_road"
        if any(there_s <= golden_s for _, _, _, there_s in self.units):
            return "busy"
        free = [duty_s for one, _, duty_s, _ in self.units if one.row["id"] not in busy]
        return "nobody_on_duty" if any(duty_s <= golden_s for duty_s in free) else "too_far"


_CLOSED = "closed_on_arrival"
_EASIER = (
    *(_CLOSED, "hours_unknown", "nobody_on_duty", "busy", "too_far"),
    *("no_road", "no_help"),
)
