"""The courses of the roads in metres, and the course of a drive over them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import Metric
from routing.network import FloatArray, IntArray, RoadNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """Where the course of each record runs in metres, and how far along each position lies.

    Parameters
    ----------
    x, y
        Per course position: metres in the network's CRS.
    share
        Per course position: share of the course that lies before it, 0..1.
    rank
        Per course position: record + share, which rises over all the courses.
    """

    x: FloatArray
    y: FloatArray
    share: FloatArray
    rank: FloatArray

    @classmethod
    def from_network(cls, network: RoadNetwork) -> Self:
        """Measure every course of a network."""
        x, y = Metric(network.crs).to_metres(network.course_lon, network.course_lat)
        start = network.course_start
        step = np.hypot(np.diff(x, prepend=x[:1]), np.diff(y, prepend=y[:1]))
        step[start[:-1]] = 0.0  # no leap from course to course: a small sum rounds little
        along = np.cumsum(step)
        counts = np.diff(start)
        before = np.repeat(along[start[:-1]], counts)
        whole = np.repeat(along[start[1:] - 1] - along[start[:-1]], counts)
        # Where both ends lie on one spot the first position is the start, the last the end.
        share = np.divide(along - before, whole, out=np.zeros_like(along), where=whole > 0)
        share[start[1:] - 1] = 1.0
        owner = np.repeat(np.arange(network.record_count), counts)
        return cls(x, y, share, owner + share)

    def positions(
        self, network: RoadNetwork, record: IntArray, share: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Find positions along courses.

        Parameters
        ----------
        network
            The network these courses are of.
        record, share
            Per position: the record and how far along it, 0..1.

        Returns
        -------
        tuple
            Longitudes and latitudes, degrees, EPSG:4326.
        """
        before, part = self._pieces(network, record, share)
        lon, lat = network.course_lon, network.course_lat
        return (
            lon[before] + part * (lon[before + 1] - lon[before]),
            lat[before] + part * (lat[before + 1] - lat[before]),
        )

    def drive(
        self, network: RoadNetwork, edges: IntArray, shares: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Join the courses of edges driven one after another.

        Parameters
        ----------
        network
            The network these courses are of.
        edges
            Edges in the order driven; at least one.
        shares
            Shape (edges, 2): the stretch of each, 0..1 as driven.

        Returns
        -------
        tuple
            Longitudes and latitudes, degrees, EPSG:4326, both ends included.
        """
        record, forward = network.record[edges], network.forward[edges]
        ends = np.where(forward[:, None], shares, 1 - shares)
        counts = network.course_start[record + 1] - network.course_start[record]
        owner = np.repeat(np.arange(len(edges)), counts)
        number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        turned = counts[owner] - 1 - number
        position = network.course_start[record][owner] + np.where(forward[owner], number, turned)
        share = self.share[position]
        low, high = ends.min(axis=1)[owner], ends.max(axis=1)[owner]
        inside = position[(share > low) & (share < high)]
        each = owner[(share > low) & (share < high)]
        cut_lon, cut_lat = self.positions(network, np.repeat(record, 2), ends.ravel())
        rank = np.concatenate([2 * np.arange(len(edges)) - 0.5, 2 * each, [2 * len(edges) - 1.5]])
        order = np.argsort(rank, kind="stable")
        lon = np.concatenate([cut_lon[::2], network.course_lon[inside], cut_lon[-1:]])
        lat = np.concatenate([cut_lat[::2], network.course_lat[inside], cut_lat[-1:]])
        return lon[order], lat[order]

    def lines(
        self, network: RoadNetwork, record: IntArray, share: FloatArray
    ) -> NDArray[np.object_]:
        """Cut stretches out of many courses at once.

        Parameters
        ----------
        network
            The network these courses are of.
        record
            Per stretch: the record.
        share
            Per stretch: where it begins and ends along the course, 0..1, ascending;
            shape (stretches, 2).

        Returns
        -------
        ndarray
            A line for each stretch, metres in the network's CRS.
        """
        rank = record[:, None] + share
        first = np.searchsorted(self.rank, rank[:, 0], side="right")
        bends = np.maximum(np.searchsorted(self.rank, rank[:, 1], side="left") - first, 0)
        owner = np.repeat(np.arange(len(record)), bends + 2)
        end = np.cumsum(bends + 2) - 1
        is_bend = np.ones(len(owner), dtype=np.bool_)
        is_bend[end] = is_bend[end - bends - 1] = False
        # Bends of a stretch follow one another in `x` and `y`.
        skipped = first - (np.cumsum(bends) - bends)
        bend = np.arange(int(bends.sum())) + np.repeat(skipped, bends)
        position = np.empty((len(owner), 2))
        position[is_bend] = np.column_stack([self.x[bend], self.y[bend]])
        position[end - bends - 1] = self._metres(network, record, share[:, 0])
        position[end] = self._metres(network, record, share[:, 1])
        return np.asarray(shapely.linestrings(position, indices=owner), dtype=np.object_)

    def _metres(self, network: RoadNetwork, record: IntArray, share: FloatArray) -> FloatArray:
        """Find positions along courses: x and y in metres, shape (positions, 2)."""
        before, part = self._pieces(network, record, share)
        here = np.column_stack([self.x[before], self.y[before]])
        there = np.column_stack([self.x[before + 1], self.y[before + 1]])
        return np.asarray(here + part[:, None] * (there - here), dtype=np.float64)

    def _pieces(
        self, network: RoadNetwork, record: IntArray, share: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Course position before each share, and how far on towards the next one, 0..1."""
        start = network.course_start
        before = np.searchsorted(self.rank, record + share, side="right") - 1
        before = np.clip(before, start[record], start[record + 1] - 2)
        width = self.share[before + 1] - self.share[before]
        part = np.divide(
            share - self.share[before], width, out=np.zeros_like(share), where=width > 0
        )
        return before.astype(np.int32), np.clip(part, 0.0, 1.0)


@lru_cache(maxsize=4)
def measure_courses(network: RoadNetwork) -> Courses:
    """Measure every course of a network, once for each network."""
    return Courses.from_network(network)


def edge_lines(network: RoadNetwork, edge: IntArray) -> NDArray[Any]:
    """Draw edges as LineStrings, each the way it is driven; degrees, EPSG:4326.

    Parameters
    ----------
    network
        The network.
    edge
        The edges to draw.
    """
    positions = np.column_stack([network.course_lon, network.course_lat])
    owner = np.repeat(np.arange(network.record_count), np.diff(network.course_start))
    lines = np.asarray(shapely.linestrings(positions, indices=owner))[network.record[edge]]
    return np.where(network.forward[edge], lines, shapely.reverse(lines))
