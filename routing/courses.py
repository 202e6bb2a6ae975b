"""The courses of the roads in metres, and cutting a stretch out of one."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

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
        share = (along - before) / whole
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

    def stretch(
        self, network: RoadNetwork, record: int, shares: tuple[float, float]
    ) -> tuple[FloatArray, FloatArray]:
        """Cut the course of a record from one share to another, in that direction.

        Returns
        -------
        tuple
            Longitudes and latitudes, degrees, EPSG:4326, both ends included.
        """
        span = slice(network.course_start[record], network.course_start[record + 1])
        share, lon, lat = self.share[span], network.course_lon[span], network.course_lat[span]
        low, high = min(shares), max(shares)
        inside = (share > low) & (share < high)
        cut = np.concatenate([[low], share[inside], [high]])
        step = 1 if shares[0] <= shares[1] else -1
        return np.interp(cut, share, lon)[::step], np.interp(cut, share, lat)[::step]

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
