"""Points of an OpenStreetMap extract that matter: barriers, border and toll gates, landings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geo.osmfile import OsmPoints, OsmRestriction, OsmWays
from routing.assembly import TextTable
from routing.network import NODE_KINDS, BoolArray, IntArray
from routing.osm_access import Access, barrier_access
from routing.osm_chains import Pieces
from routing.osm_conditions import UNCONDITIONAL, barrier_condition
from routing.osm_strands import NO_BARRIER, Strands
from routing.osm_tags import Tags
from routing.osm_traits import CLOSED_SIDE, Side

_KINDS = {
    ("barrier", "border_control"): "border_gate",
    ("barrier", "toll_booth"): "toll_gate",
    ("highway", "toll_gantry"): "toll_gate",
    ("amenity", "ferry_terminal"): "ferry_landing",
    ("highway", "motorway_junction"): "interchange",
}
_KIND_KEYS = ("barrier", "highway", "amenity")
_LANDING = NODE_KINDS.index("ferry_landing")


@dataclass(frozen=True, slots=True)
class Gate:
    """A barrier that somebody may not pass, or not at every hour.

    Parameters
    ----------
    access
        Levels, at the best hour where hours matter.
    condition
        Its hours for cars, empty where they do not matter.
    """

    access: Access
    condition: str


def find_gates(points: OsmPoints) -> dict[int, Gate]:
    """Find the barriers that stop anybody at any hour, by point."""
    known: dict[frozenset[tuple[str, str]], Gate] = {}
    gates = {}
    for point, tags in points.tags.items():
        if "barrier" in tags:
            key = frozenset(tags.items())
            gates[point] = known[key] = known.get(key) or _gate(tags)
    return {
        point: gate for point, gate in gates.items() if gate.condition or not gate.access.is_open
    }


def _gate(tags: Tags) -> Gate:
    access, hours = barrier_access(tags), barrier_condition(tags)
    if hours == UNCONDITIONAL:
        return Gate(access, "")
    car = access.car if hours.car is None else hours.car
    motorbike = access.motorbike if hours.motorbike is None else hours.motorbike
    return Gate(Access(car, motorbike, access.foot), hours.text)


def narrowed(
    pieces: Pieces, strands: Strands, gates: Mapping[int, Gate], *, sides: Sequence[Side]
) -> tuple[Pieces, tuple[Side, ...]]:
    """Let through the pieces that carry a barrier only who passes it; leave out what nobody may use.

    Where a road and its barrier both have hours, those of the barrier are told.
    """
    numbers = {side: number for number, side in enumerate(sides)}
    forward, backward = pieces.forward.copy(), pieces.backward.copy()
    carried = strands.barrier[pieces.first]
    for piece in np.flatnonzero(carried != NO_BARRIER).tolist():
        gate = gates[int(carried[piece])]
        for numbered in (forward, backward):
            side = _behind(sides[int(numbered[piece])], gate)
            numbered[piece] = numbers.setdefault(side, len(numbers))
    used = (forward != CLOSED_SIDE) | (backward != CLOSED_SIDE)
    return (
        Pieces(
            first=pieces.first[used],
            last=pieces.last[used],
            way=pieces.way[used],
            number=pieces.number[used],
            look=pieces.look[used],
            forward=forward[used],
            backward=backward[used],
        ),
        tuple(numbers),
    )


def _behind(side: Side, gate: Gate) -> Side:
    access = Access(
        min(side.access.car, gate.access.car),
        min(side.access.motorbike, gate.access.motorbike),
        min(side.access.foot, gate.access.foot),
    )
    if access.is_closed:
        return Side(access)
    return replace(side, access=access, condition=gate.condition or side.condition)


def kept_points(
    roads: OsmWays, points: OsmPoints, restrictions: Sequence[OsmRestriction]
) -> IntArray:
    """Find the points that stay nodes whatever meets there.

    Border gates, toll gates, landings and interchanges; where turns are restricted,
    the point and the ends of the ways that the restriction names.
    """
    marked = [point for point, tags in points.tags.items() if _kind(tags)]
    wanted = [turn.via_point for turn in restrictions if turn.via_point is not None]
    via = np.flatnonzero(np.isin(points.point_id, np.array(wanted, dtype=np.int64)))
    ways = {
        way
        for turn in restrictions
        if turn.via_ways
        for way in (*turn.from_ways, *turn.via_ways, *turn.to_ways)
    }
    row = np.flatnonzero(np.isin(roads.way_id, np.array(sorted(ways), dtype=np.int64)))
    ends = np.concatenate([roads.point[roads.first[row]], roads.point[roads.first[row + 1] - 1]])
    return np.unique(np.concatenate([np.array(marked, dtype=np.int64), via, ends])).astype(np.int32)


def _kind(tags: Tags) -> str:
    found = (_KINDS.get((key, tags[key])) for key in _KIND_KEYS if key in tags)
    return next((kind for kind in found if kind), "")


def place_nodes(
    point: IntArray, points: OsmPoints, strands: Strands, *, is_landing: BoolArray, names: TextTable
) -> dict[str, Any]:
    """Make the node columns.

    Parameters
    ----------
    point
        Per node: its point.
    points
        The extract's points.
    strands
        Where the points lie, ours beside barriers among them.
    is_landing
        Per point: whether ferry and road meet there.
    names
        Table of names; those of the nodes are added.
    """
    kind = np.where(is_landing[point], _LANDING, 0)
    name = np.zeros(len(point), dtype=np.int32)
    tagged = {int(place): tags for place, tags in points.tags.items() if _kind(tags)}
    for node in np.flatnonzero(np.isin(point, np.array([*tagged], dtype=np.int64))).tolist():
        tags = tagged[int(point[node])]
        kind[node] = NODE_KINDS.index(_kind(tags))
        name[node] = names.numbers(np.array([tags.get("name", "")]))[0]
    own = np.flatnonzero(point < strands.source_count)
    key = np.full(len(point), "", dtype=object)
    key[own] = np.char.add("n", points.point_id[point[own]].astype(np.str_))
    beside = dict(_beside_barriers(strands))
    for node in np.flatnonzero(point >= strands.source_count).tolist():
        barrier, number = beside[int(point[node])]
        key[node] = f"n{points.point_id[barrier]}:{number}"
    return {
        "node_key": key.astype(np.str_),
        "node_kind": kind,
        "node_name": name,
        "lon": strands.lon[point],
        "lat": strands.lat[point],
    }


def _beside_barriers(strands: Strands) -> Iterator[tuple[int, tuple[int, int]]]:
    """Our own points: the barrier each stands beside, and its number there, from 1."""
    seen: dict[int, int] = {}
    for position in np.flatnonzero(strands.barrier != NO_BARRIER).tolist():
        barrier = int(strands.barrier[position])
        seen[barrier] = seen.get(barrier, 0) + 1
        ends = strands.run.point[position : position + 2].tolist()
        yield max(ends), (barrier, seen[barrier])
