"""From strands to records: cut where roads meet, joined where nothing changes."""

from dataclasses import dataclass

import numpy as np

from routing.joints import Chains, Looks, chain_pieces
from routing.network import BoolArray, FloatArray, IntArray
from routing.openstreetmap.strands import Strands


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Stretches of one way between two nodes.

    Parameters
    ----------
    first, last
        Per piece: its first and last position in the strands.
    way
        Per piece: index of its way.
    number
        Per piece: its place among the pieces of its way, from 0.
    look, forward, backward
        Per piece: as in `WayTraits`.
    """

    first: IntArray
    last: IntArray
    way: IntArray
    number: IntArray
    look: IntArray
    forward: IntArray
    backward: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """Courses of all records, one after another.

    Parameters
    ----------
    start
        Per record: its first entry; one more at the end.
    point
        Per entry: the point there.
    step_m
        Per entry: metres to the next of the same record, 0 at the last.
    is_reversed
        Per entry: whether the record runs there against the way's drawing.
    """

    start: IntArray
    point: IntArray
    step_m: FloatArray
    is_reversed: BoolArray

    @property
    def record(self) -> IntArray:
        """Per entry: its record."""
        counts = np.diff(self.start)
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def find_nodes(strands: Strands, kept: IntArray) -> BoolArray:
    """Tell the points at which roads are cut: shared, used twice, ends, our own, and `kept`."""
    count = len(strands.lon)
    is_node = np.bincount(strands.run.point, minlength=count) > 1
    is_node[strands.source_count :] = True
    is_node[strands.run.point[strands.run.is_first | strands.run.is_last]] = True
    is_node[kept] = True
    carried = strands.barrier[strands.barrier >= 0]
    is_node[carried] = True
    return is_node


def cut_pieces(
    strands: Strands, is_node: BoolArray, *, look: IntArray, forward: IntArray, backward: IntArray
) -> Pieces:
    """Cut the strands at the nodes; `look`, `forward` and `backward` are per way."""
    at_node = is_node[strands.run.point]
    first = np.flatnonzero(at_node & ~strands.run.is_last).astype(np.int32)
    last = np.flatnonzero(at_node & ~strands.run.is_first).astype(np.int32)
    way = strands.run.way[first]
    begins = np.flatnonzero(np.insert(way[1:] != way[:-1], 0, True)) if len(way) else way
    counts = np.diff(np.append(begins, len(way)))
    number = (np.arange(len(way)) - np.repeat(begins, counts)).astype(np.int32)
    return Pieces(first, last, way, number, look[way], forward[way], backward[way])


def join_pieces(
    pieces: Pieces, strands: Strands, *, kept: IntArray, is_joinable: BoolArray
) -> Chains:
    """Join pieces at points where just two meet that look alike and let the same pass each way.

    Parameters
    ----------
    pieces
        Pieces that somebody may use.
    strands
        What they were cut from.
    kept
        Points at which nothing is joined.
    is_joinable
        Per piece: whether it may be joined at all.
    """
    point = strands.run.point
    looks = Looks(pieces.look, pieces.forward, pieces.backward, is_joinable)
    return chain_pieces(point[pieces.first], point[pieces.last], looks, kept=kept)


def lay_courses(chains: Chains, pieces: Pieces, strands: Strands) -> Courses:
    """Lay out the course of each record; where two pieces join, the point comes once."""
    first, last = pieces.first[chains.piece], pieces.last[chains.piece]
    is_head = np.zeros(len(first), dtype=np.bool_)
    is_head[chains.start[:-1]] = True
    step = np.where(chains.is_reversed, -1, 1)
    begin = np.where(chains.is_reversed, last, first) + np.where(is_head, 0, step)
    counts = last - first + is_head
    offset = np.cumsum(counts) - counts
    along = np.arange(int(counts.sum())) - np.repeat(offset, counts)
    position = np.repeat(begin, counts) + along * np.repeat(step, counts)
    start = np.append(offset[chains.start[:-1]], len(position)).astype(np.int32)
    is_reversed = np.repeat(chains.is_reversed, counts)
    step_m = np.zeros(len(position))
    # A segment has the number of its first position, whichever way it is run. Where two
    # pieces join, the next piece's own segment leads on from there.
    onward = np.where(is_reversed[1:], position[1:], position[1:] - 1)
    step_m[:-1] = strands.segment_m[onward]
    step_m[start[1:] - 1] = 0.0
    return Courses(start, strands.run.point[position], step_m, is_reversed)
