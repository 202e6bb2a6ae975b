"""Records out of lines that go on in one another: their ends, lengths and courses."""

from dataclasses import dataclass

import numpy as np

from routing.joints import Chains
from routing.lines.ends import JoinedLines
from routing.network import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class LineRecords:
    """Lines in the order and direction in which they make up records.

    Parameters
    ----------
    joined
        The lines.
    chains
        Which of them make up a record.
    """

    joined: JoinedLines
    chains: Chains

    @property
    def first(self) -> IntArray:
        """Per record: the line it begins with."""
        return self.chains.piece[self.chains.start[:-1]]

    @property
    def ends(self) -> tuple[IntArray, IntArray]:
        """Nodes at which each record begins and ends."""
        line, is_reversed, start = self.chains.piece, self.chains.is_reversed, self.chains.start
        tail, head = self.joined.tail[line], self.joined.head[line]
        return (
            np.where(is_reversed, head, tail)[start[:-1]],
            np.where(is_reversed, tail, head)[start[1:] - 1],
        )

    @property
    def lengths_m(self) -> FloatArray:
        """Metres of each record."""
        return np.add.reduceat(self.joined.length_m[self.chains.piece], self.chains.start[:-1])

    @property
    def courses(self) -> dict[str, IntArray | FloatArray]:
        """Course of each record; where two lines join, the place comes once."""
        line, is_reversed, start = self.chains.piece, self.chains.is_reversed, self.chains.start
        first, last = self.joined.start[line], self.joined.start[line + 1] - 1
        is_head = np.zeros(len(line), dtype=np.bool_)
        is_head[start[:-1]] = True
        step = np.where(is_reversed, -1, 1)
        begin = np.where(is_reversed, last, first) + np.where(is_head, 0, step)
        counts = last - first + is_head
        offset = np.cumsum(counts) - counts
        along = np.arange(int(counts.sum())) - np.repeat(offset, counts)
        position = np.repeat(begin, counts) + along * np.repeat(step, counts)
        return {
            "course_start": np.append(offset[start[:-1]], len(position)),
            "course_lon": self.joined.lon[position],
            "course_lat": self.joined.lat[position],
        }
