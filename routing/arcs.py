"""Arcs between states: where a traveller is, and what of the way there still matters.

Most nodes are one state. A node that touches a road which may only begin or end a trip has
two more: one for trips still at their beginning, one for trips at their end. A node at which
some turn is banned has one more for each beginning of a banned sequence of roads, as in the
automaton of Aho and Corasick (Efficient string matching, 1975): only these junctions grow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from routing.network import (
    ENDS_ONLY,
    NO_ACCESS,
    BoolArray,
    CodeArray,
    IntArray,
    Mode,
    RoadNetwork,
)

FREE = -1
"""Edge of an arc that costs nothing: a step between two states of one node."""
BEGINNING, MIDDLE, END = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Every step from state to state; the first states are the network's nodes.

    Parameters
    ----------
    state_count
        Number of states.
    node
        Per state: the node it is at.
    tail, head
        Per arc: states it joins, sorted by tail, then head.
    edge
        Per arc: the edge driven, `FREE` for a step between states of one node.
    start, arrive
        Per node: state in which a trip from it begins, and one to it ends. At a node on an
        open road that is the middle one: nobody passes a private yard to get there.
    is_beginning
        Per state: whether a trip that begins at its node may be in it before it has moved.
    enter, before
        Per edge: state after driving it as the first of a trip, and state in which a trip
        is whose last edge it is.
    """

    state_count: int
    node: IntArray
    tail: IntArray
    head: IntArray
    edge: IntArray
    start: IntArray
    arrive: IntArray
    is_beginning: BoolArray
    enter: IntArray
    before: IntArray


@lru_cache(maxsize=8)
def arcs_of(network: RoadNetwork, mode: Mode, ends_only: tuple[int, ...] = ()) -> Arcs:
    """Lay out the states of a network for one mode of travel, once for each.

    Parameters
    ----------
    network
        The roads.
    mode
        Who travels.
    ends_only
        Edges that may only begin or end a trip although their access is open.
    """
    level = network.access(mode).copy()
    at = np.asarray(ends_only, dtype=np.int32)
    level[at] = np.minimum(level[at], ENDS_ONLY)
    draft = _Draft(network, level)
    if mode != "foot" and len(network.turn_edge):
        draft.ban_turns()
    return draft.arcs()


Way = tuple[int, ...]
Memory = dict[tuple[int, Way], int]
Step = tuple[int, int, int]


class _Draft:
    """Arcs while they are being laid out."""

    def __init__(self, network: RoadNetwork, level: CodeArray) -> None:
        self.network, self.level = network, level
        at_end = np.flatnonzero(level == ENDS_ONLY).astype(np.int32)
        through = np.flatnonzero(level > ENDS_ONLY).astype(np.int32)
        tail, head, count = network.tail, network.head, network.node_count
        touched = np.unique(np.concatenate([tail[at_end], head[at_end]]))
        # State of each node in each phase; the middle one is the node itself.
        self.state = np.tile(np.arange(count, dtype=np.int32), (3, 1))
        self.state[BEGINNING, touched] = count + np.arange(len(touched))
        self.state[END, touched] = count + len(touched) + np.arange(len(touched))
        self.node = np.concatenate([np.arange(count), touched, touched]).tolist()
        is_public = np.zeros(count, dtype=np.bool_)
        is_public[tail[through]] = is_public[head[through]] = True
        self.first_phase = np.where(is_public, MIDDLE, BEGINNING)
        self.last_phase = np.where(is_public, MIDDLE, END)
        self.start = self.state[self.first_phase, np.arange(count)]
        self.arrive = self.state[self.last_phase, np.arange(count)]
        is_end = level == ENDS_ONLY
        self.enter = np.where(is_end, self.state[BEGINNING, head], head)
        self.before = np.where(is_end, self.state[END, tail], tail)
        # Steps by phase; a step that changes the phase is free and listed with the last.
        self.steps = [
            (self.state[phase, tail[edges]], self.state[phase, head[edges]], edges)
            for phase, edges in ((BEGINNING, at_end), (MIDDLE, through), (END, at_end))
        ]
        free = np.full(len(touched), FREE, dtype=np.int32)
        for phase in (BEGINNING, MIDDLE):
            self.steps.append((self.state[phase, touched], self.state[phase + 1, touched], free))

    def ban_turns(self) -> None:
        """Add the states that remember the beginning of a banned sequence."""
        banned = {way for way in _sequences(self.network) if self.level[list(way)].all()}
        beginnings = {way[:length] for way in banned for length in range(1, len(way))}
        ways: dict[int, list[Way]] = {}
        for way in sorted(beginnings):
            ways.setdefault(int(self.network.head[way[-1]]), []).append(way)
        memory = {
            (phase, way): self._new_state(node)
            for node, ending in ways.items()
            for way in ending
            for phase in self._phases(node)
        }
        self._redirect(memory)
        leaving = _edges_leaving(self.network, self.level, nodes=sorted(ways))
        steps: list[Step] = []
        for node, ending in ways.items():
            turns = [
                (way, edge, _is_banned((*way, edge), banned))
                for way in ending
                for edge in leaving[node]
            ]
            steps += self._onward(turns, memory)
            steps += self._arrivals(node, turns, memory)
        columns = np.array(steps, dtype=np.int32).reshape(-1, 3)
        self.steps.append((columns[:, 0], columns[:, 1], columns[:, 2]))

    def arcs(self) -> Arcs:
        """Sort the steps into arcs."""
        is_beginning = np.zeros(len(self.node), dtype=np.bool_)
        for phase in (BEGINNING, MIDDLE, END):
            is_beginning[self.state[phase, self.first_phase <= phase]] = True
        columns = (np.concatenate(column) for column in zip(*self.steps, strict=True))
        tail, head, edge = (column.astype(np.int32) for column in columns)
        order = np.argsort(tail.astype(np.int64) * len(self.node) + head, kind="stable")
        return Arcs(
            state_count=len(self.node),
            node=np.array(self.node, dtype=np.int32),
            tail=tail[order],
            head=head[order],
            edge=edge[order],
            start=self.start,
            arrive=self.arrive,
            is_beginning=is_beginning,
            enter=self.enter.astype(np.int32),
            before=self.before.astype(np.int32),
        )

    def _new_state(self, node: int) -> int:
        self.node.append(node)
        return len(self.node) - 1

    def _phases(self, node: int) -> tuple[int, ...]:
        is_touched = self.state[END, node] != node
        return (BEGINNING, MIDDLE, END) if is_touched else (MIDDLE,)

    def _driven_in(self, edge: int) -> tuple[int, ...]:
        """Phases in which an edge may be driven."""
        return (BEGINNING, END) if self.level[edge] == ENDS_ONLY else (MIDDLE,)

    def _redirect(self, memory: Memory) -> None:
        """Lead the roads that begin a banned sequence to the states that remember them."""
        for phase in (BEGINNING, MIDDLE, END):
            tail, head, edge = self.steps[phase]
            remembered = np.full(self.network.edge_count, -1, dtype=np.int32)
            for (when, way), state in memory.items():
                if when == phase and len(way) == 1 and phase in self._driven_in(way[0]):
                    remembered[way[0]] = state
                    if phase == self._driven_in(way[0])[0]:
                        self.enter[way[0]] = state
            onto = remembered[edge]
            self.steps[phase] = (tail, np.where(onto >= 0, onto, head), edge)

    def _onward(self, turns: list[tuple[Way, int, bool]], memory: Memory) -> Iterator[Step]:
        """List the steps out of the states that remember ways to one node."""
        for way in dict.fromkeys(way for way, _, _ in turns):
            for phase in (BEGINNING, MIDDLE):
                if (phase, way) in memory and (phase + 1, way) in memory:
                    yield memory[phase, way], memory[phase + 1, way], FREE
        for way, edge, is_banned in turns:
            for phase in self._driven_in(edge):
                if (phase, way) in memory and not is_banned:
                    yield memory[phase, way], self._after((*way, edge), phase, memory), edge

    def _after(self, driven: Way, phase: int, memory: Memory) -> int:
        """State after a drive: that of its longest end which begins a banned sequence."""
        ends = (driven[start:] for start in range(len(driven)))
        found = (memory[phase, end] for end in ends if (phase, end) in memory)
        return next(found, int(self.state[phase, self.network.head[driven[-1]]]))

    def _arrivals(
        self, node: int, turns: list[tuple[Way, int, bool]], memory: Memory
    ) -> Iterator[Step]:
        """List the steps to where trips end: at the node, or within a road that leaves it."""
        ways = list(dict.fromkeys(way for way, _, _ in turns))
        for phase in self._phases(node)[-2:]:
            plain = int(self.state[phase, node])
            sink = self._new_state(node)
            if phase == self.last_phase[node]:
                self.arrive[node] = sink
            yield from ((state, sink, FREE) for state in (plain, *(memory[phase, w] for w in ways)))
            for edge in dict.fromkeys(edge for _, edge, _ in turns):
                if self._driven_in(edge)[-1] != phase:
                    continue
                barred = {way for way, other, is_banned in turns if other == edge and is_banned}
                self.before[edge] = self._new_state(node) if barred else sink
                if barred:
                    free = (memory[phase, way] for way in ways if way not in barred)
                    yield from ((state, int(self.before[edge]), FREE) for state in (plain, *free))


def _sequences(network: RoadNetwork) -> set[Way]:
    """List the banned sequences of edges."""
    cuts = network.turn_start.tolist()
    edges = network.turn_edge.tolist()
    return {tuple(edges[first:last]) for first, last in pairwise(cuts)}


def _is_banned(driven: Way, banned: set[Way]) -> bool:
    return any(driven[start:] in banned for start in range(len(driven) - 1))


def _edges_leaving(
    network: RoadNetwork, level: CodeArray, *, nodes: list[int]
) -> dict[int, list[int]]:
    leaving: dict[int, list[int]] = {node: [] for node in nodes}
    for edge in np.flatnonzero(np.isin(network.tail, nodes) & (level > NO_ACCESS)).tolist():
        leaving[int(network.tail[edge])].append(edge)
    return leaving
