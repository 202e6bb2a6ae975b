"""From strands to records: cut where roads meet, joined where nothing changes."""

from dataclasses import dataclass

import numpy as np

from routing.network import BoolArray, FloatArray, IntArray
from routing.osm_strands import Strands

NO_LINK = -1


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
class Chains:
    """Pieces in the order and direction in which they make up records.

    Parameters
    ----------
    piece
        Pieces, one record after another.
    is_reversed
        Per entry of `piece`: whether the record runs against the way's drawing.
    start
        Per record: its first entry of `piece`; one more at the end.
    """

    piece: IntArray
    is_reversed: BoolArray
    start: IntArray


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
    count = len(pieces.first)
    link = _link_ends(pieces, strands, kept=kept, is_joinable=is_joinable)
    leader, place = np.arange(count), np.zeros(count, dtype=np.int64)
    is_reversed = np.zeros(count, dtype=np.bool_)
    for chain in _follow(link, count):
        members = [piece for piece, _ in chain]
        leader[members] = min(members)
        place[members] = range(len(chain))
        is_reversed[members] = [turned for _, turned in chain]
    order = np.lexsort((place, leader)).astype(np.int32)
    led = leader[order]
    begins = np.flatnonzero(np.insert(led[1:] != led[:-1], 0, True)) if count else led
    start = np.append(begins, count).astype(np.int32)
    return Chains(order, is_reversed[order], start)


def _link_ends(
    pieces: Pieces, strands: Strands, *, kept: IntArray, is_joinable: BoolArray
) -> IntArray:
    """Per end of a piece (begins, then ends): the end it is joined with, or `NO_LINK`."""
    count = len(pieces.first)
    point = strands.run.point[np.concatenate([pieces.first, pieces.last])]
    leaving = np.concatenate([pieces.forward, pieces.backward])
    coming = np.concatenate([pieces.backward, pieces.forward])
    look, joinable = np.tile(pieces.look, 2), np.tile(is_joinable, 2)
    arms = np.bincount(point, minlength=len(strands.lon))
    arms[kept] = 0
    order = np.argsort(point, kind="stable")
    pairs = order[arms[point[order]] == 2].reshape(-1, 2).T
    one, other = pairs
    alike = (look[one] == look[other]) & joinable[one] & joinable[other]
    alike &= (coming[one] == leaving[other]) & (coming[other] == leaving[one])
    alike &= one % max(count, 1) != other % max(count, 1)
    link = np.full(2 * count, NO_LINK, dtype=np.int32)
    link[one[alike]], link[other[alike]] = other[alike], one[alike]
    return link


def _follow(link: IntArray, count: int) -> list[list[tuple[int, bool]]]:
    """Walk the joined pieces, each chain once: from an end, or anywhere on a ring."""
    linked = (link >= 0).reshape(2, -1)
    joined = np.flatnonzero(linked.any(axis=0))
    begins = np.flatnonzero(linked[1] & ~linked[0])
    ends = np.flatnonzero(linked[0] & ~linked[1]) + count
    next_end = dict(enumerate(link.tolist()))
    seen: set[int] = set()
    chains = []
    for head in np.concatenate([begins, ends, joined]).tolist():
        if head % count in seen:
            continue
        chain, end = [], head
        while end != NO_LINK and end % count not in seen:
            seen.add(end % count)
            chain.append((end % count, end >= count))
            end = next_end[(end + count) % (2 * count)]
        chains.append(chain)
    return chains


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
