"""Lines that merely go on in one another become one record with one course."""

from dataclasses import dataclass

import numpy as np

from routing.line_ends import JoinedLines
from routing.network import BoolArray, FloatArray, IntArray

_NO_LINK = -1


@dataclass(frozen=True, slots=True, eq=False)
class LineChains:
    """Lines in the order and direction in which they make up records.

    Parameters
    ----------
    line
        Lines, one record after another; a record begins with the first of its lines in the
        layer's order or with the chain's end.
    is_reversed
        Per entry of `line`: whether the record runs against its drawing.
    start
        Per record: its first entry of `line`; one more at the end.
    """

    line: IntArray
    is_reversed: BoolArray
    start: IntArray

    @property
    def first(self) -> IntArray:
        """Per record: the line it begins with."""
        return self.line[self.start[:-1]]

    def ends(self, joined: JoinedLines) -> tuple[IntArray, IntArray]:
        """Nodes at which each record begins and ends."""
        first, last = self.start[:-1], self.start[1:] - 1
        tail, head = joined.tail[self.line], joined.head[self.line]
        return (
            np.where(self.is_reversed, head, tail)[first],
            np.where(self.is_reversed, tail, head)[last],
        )

    def lengths_m(self, joined: JoinedLines) -> FloatArray:
        """Metres of each record."""
        return np.add.reduceat(joined.length_m[self.line], self.start[:-1])

    def courses(self, joined: JoinedLines) -> dict[str, IntArray | FloatArray]:
        """Lay out the course of each record; where two lines join, the place comes once."""
        first, last = joined.start[self.line], joined.start[self.line + 1] - 1
        is_head = np.zeros(len(self.line), dtype=np.bool_)
        is_head[self.start[:-1]] = True
        step = np.where(self.is_reversed, -1, 1)
        begin = np.where(self.is_reversed, last, first) + np.where(is_head, 0, step)
        counts = last - first + is_head
        offset = np.cumsum(counts) - counts
        along = np.arange(int(counts.sum())) - np.repeat(offset, counts)
        position = np.repeat(begin, counts) + along * np.repeat(step, counts)
        return {
            "course_start": np.append(offset[self.start[:-1]], len(position)),
            "course_lon": joined.lon[position],
            "course_lat": joined.lat[position],
        }


def chain_lines(
    joined: JoinedLines,
    *,
    look: IntArray,
    forward: IntArray,
    backward: IntArray,
    is_joinable: BoolArray,
) -> LineChains:
    """Join lines at nodes where just two meet that look alike and let the same pass each way.

    Parameters
    ----------
    joined
        The lines.
    look
        Per line: number of its traits.
    forward, backward
        Per line: number of who may use it as drawn, and the other way.
    is_joinable
        Per line: whether it may be joined at all.
    """
    count = len(look)
    link = _link_ends(
        np.concatenate([joined.tail, joined.head]),
        leaving=np.concatenate([forward, backward]),
        coming=np.concatenate([backward, forward]),
        look=np.tile(np.where(is_joinable, look, _NO_LINK), 2),
    )
    chains = _follow(link)
    chained = {end % count for chain in chains for end in chain}
    chains += [[line] for line in range(count) if line not in chained]
    chains.sort(key=lambda chain: min(end % count for end in chain))
    ends = np.array([end for chain in chains for end in chain], dtype=np.int32)
    start = np.concatenate([[0], np.cumsum([len(chain) for chain in chains])])
    return LineChains(ends % count, ends >= count, start.astype(np.int32))


def _link_ends(node: IntArray, *, leaving: IntArray, coming: IntArray, look: IntArray) -> IntArray:
    """Per end of a line (all beginnings, then all ends): the end it is joined with."""
    count = len(node) // 2
    arms = np.bincount(node)
    order = np.argsort(node, kind="stable")
    one, other = order[arms[node[order]] == 2].reshape(-1, 2).T
    alike = (look[one] == look[other]) & (look[one] != _NO_LINK)
    alike &= (coming[one] == leaving[other]) & (coming[other] == leaving[one])
    alike &= one % count != other % count
    link = np.full(len(node), _NO_LINK, dtype=np.int32)
    link[one[alike]], link[other[alike]] = other[alike], one[alike]
    return link


def _follow(link: IntArray) -> list[list[int]]:
    """Walk each chain once, from an end of it or, on a ring, from its first line.

    Returns
    -------
    list
        Per chain the end by which each line is entered.
    """
    count = len(link) // 2
    partner = link.tolist()
    linked = (link != _NO_LINK).reshape(2, -1)
    is_tip = np.concatenate([linked[1] & ~linked[0], linked[0] & ~linked[1]])
    on_ring = np.flatnonzero(linked.all(axis=0))
    seen: set[int] = set()
    chains = []
    for begin in [*np.flatnonzero(is_tip).tolist(), *on_ring.tolist()]:
        chain, end = list[int](), begin
        while end != _NO_LINK and end % count not in seen:
            seen.add(end % count)
            chain.append(end)
            end = partner[(end + count) % (2 * count)]
        if chain:
            chains.append(chain)
    return chains
