"""Turn restrictions of OpenStreetMap as sequences of edges that must not be driven."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geo.osmfile import OsmRestriction
from routing.network import IntArray

INSIDE = -1
FREE_FOR_CARS = frozenset({"motorcar", "motor_vehicle", "vehicle"})

Sequences = list[tuple[int, ...]]
Path = tuple[tuple[int, ...], int]  # edges, and the node they come to


@dataclass(frozen=True, slots=True)
class WayEdge:
    """One stretch of a way between nodes, with the edges that drive it.

    Parameters
    ----------
    first, last
        Nodes at its ends, as the way is drawn; `INSIDE` where a record leads on there.
    along, against
        Edge that drives it as drawn, and the other way; -1 where none does.
    """

    first: int
    last: int
    along: int
    against: int


@dataclass(frozen=True, slots=True, eq=False)
class Junctions:
    """The network as turn restrictions see it.

    Parameters
    ----------
    stretches
        By way id: its stretches in the order drawn.
    node
        By OpenStreetMap id of a point: its node.
    tail, head, record
        Per edge: its nodes and its record.
    by_tail
        Edges ordered by their tail.
    tails
        The tails in that order.
    """

    stretches: Mapping[int, Sequence[WayEdge]]
    node: Mapping[int, int]
    tail: IntArray
    head: IntArray
    record: IntArray
    by_tail: IntArray
    tails: IntArray

    def leaving(self, node: int) -> list[int]:
        """All edges that leave a node."""
        first, last = np.searchsorted(self.tails, [node, node + 1])
        return [int(edge) for edge in self.by_tail[first:last]]

    def way_leaving(self, way: int, node: int) -> list[int]:
        """Edges of a way that leave a node."""
        found = [stretch.along for stretch in self._of(way) if stretch.first == node]
        found += [stretch.against for stretch in self._of(way) if stretch.last == node]
        return [edge for edge in found if edge >= 0]

    def way_coming(self, way: int, node: int) -> list[int]:
        """Edges of a way that come to a node."""
        found = [stretch.along for stretch in self._of(way) if stretch.last == node]
        found += [stretch.against for stretch in self._of(way) if stretch.first == node]
        return [edge for edge in found if edge >= 0]

    def shared(self, way: int, other: int) -> list[int]:
        """Nodes that two ways have in common."""
        return sorted(self._nodes(way) & self._nodes(other))

    def walk(self, way: int, start: int, *, goals: set[int]) -> Iterator[Path]:
        """Drive a way from a node to the first of the goals: the edges, and the goal; each way."""
        there = [(stretch.first, stretch.last, stretch.along) for stretch in self._of(way)]
        back = [(stretch.last, stretch.first, stretch.against) for stretch in self._of(way)][::-1]
        for steps in (there, back):
            places = [place for place, step in enumerate(steps) if step[0] == start]
            if not places:
                continue
            is_ring = steps[0][0] == steps[-1][1]
            onward = steps[places[0] :] + (steps[: places[0]] if is_ring else [])
            edges: list[int] = []
            for _, node, edge in onward:
                if edge < 0:
                    break
                edges += [edge] if edges[-1:] != [edge] else []
                if node in goals:
                    yield tuple(edges), node
                    break

    def _of(self, way: int) -> Sequence[WayEdge]:
        return self.stretches.get(way, ())

    def _nodes(self, way: int) -> set[int]:
        ends = {node for stretch in self._of(way) for node in (stretch.first, stretch.last)}
        return ends - {INSIDE}


@dataclass(frozen=True, slots=True, eq=False)
class Bans:
    """Forbidden sequences of edges.

    Parameters
    ----------
    start, edge
        ``turn_start`` and ``turn_edge`` of `RoadNetwork`.
    left_out
        How many restrictions were not taken, by reason.
    """

    start: IntArray
    edge: IntArray
    left_out: Mapping[str, int]


def read_bans(restrictions: Sequence[OsmRestriction], junctions: Junctions) -> Bans:
    """Turn restrictions into bans, for cars and motorbikes alike.

    ``no_*`` forbids driving from its first way over its via to its last. ``only_*``
    forbids every other edge at the via; where the via is made of ways, at each of
    their nodes, as the whole of it must be followed. Restrictions that hold at some
    hours only, that except cars, of a kind we do not know, or whose ways do not meet
    in the network, are left out and counted.

    See https://wiki.openstreetmap.org/wiki/Relation:restriction.
    """
    bans: dict[tuple[int, ...], None] = {}
    left_out: Counter[str] = Counter()
    for restriction in restrictions:
        reason = _reason_to_leave_out(restriction)
        found = [] if reason else _sequences(restriction, junctions)
        if not found:
            left_out[reason or "turn restrictions whose ways do not meet in the network"] += 1
        bans.update(dict.fromkeys(found))
    start = np.concatenate([[0], np.cumsum([len(ban) for ban in bans])]).astype(np.int32)
    edges = np.array([edge for ban in bans for edge in ban], dtype=np.int32)
    return Bans(start, edges, dict(left_out))


def _reason_to_leave_out(restriction: OsmRestriction) -> str:
    if restriction.condition:
        return "turn restrictions that hold at some hours only"
    if restriction.exceptions & FREE_FOR_CARS:
        return "turn restrictions that do not bind cars"
    if not restriction.kind.startswith(("no_", "only_")):
        return "turn restrictions of a kind we do not know"
    return ""


def _sequences(restriction: OsmRestriction, junctions: Junctions) -> Sequences:
    paths = [path for way in restriction.from_ways for path in _paths(restriction, junctions, way)]
    if restriction.kind.startswith("no_"):
        return [
            (*path, edge)
            for path, node in paths
            for way in restriction.to_ways
            for edge in junctions.way_leaving(way, node)
            if _is_meant(restriction, junctions, (*path, edge))
        ]
    return [ban for path in paths for ban in _others(restriction, junctions, path)]


def _paths(restriction: OsmRestriction, junctions: Junctions, way: int) -> Iterator[Path]:
    """Edges from the first way to the end of the via, and the node there."""
    if restriction.via_point is not None:
        node = junctions.node.get(restriction.via_point, INSIDE)
        if node == INSIDE:
            return
        yield from (((edge,), node) for edge in junctions.way_coming(way, node))
        return
    via = restriction.via_ways
    begun: list[Path] = [
        ((edge,), node)
        for node in (junctions.shared(way, via[0]) if via else [])
        for edge in junctions.way_coming(way, node)
    ]
    for place, through in enumerate(via):
        after = via[place + 1 : place + 2] or restriction.to_ways
        goals = {node for other in after for node in junctions.shared(through, other)}
        begun = [
            (path + edges, goal)
            for path, node in begun
            for edges, goal in junctions.walk(through, node, goals=goals - {node})
        ]
    yield from begun


def _is_meant(restriction: OsmRestriction, junctions: Junctions, sequence: tuple[int, ...]) -> bool:
    """Tell turning back on one road from turning: a kind means one of them only.

    Where the ways differ, every pair of their edges is meant.
    """
    *_, before, last = sequence
    one_road = bool(set(restriction.from_ways) & set(restriction.to_ways))
    if len(sequence) > 2 or not one_road:
        return True
    turns_back = bool(junctions.record[before] == junctions.record[last])
    return turns_back == (restriction.kind == "no_u_turn")


def _others(restriction: OsmRestriction, junctions: Junctions, path: Path) -> Sequences:
    """Every step off the path that an ``only_*`` prescribes."""
    edges, node = path
    allowed = {edge for way in restriction.to_ways for edge in junctions.way_leaving(way, node)}
    if not allowed:
        return []
    found: Sequences = []
    for place, onward in enumerate(edges[1:], start=1):
        at = int(junctions.head[edges[place - 1]])
        found += [(*edges[:place], edge) for edge in junctions.leaving(at) if edge != onward]
    return found + [(*edges, edge) for edge in junctions.leaving(node) if edge not in allowed]
