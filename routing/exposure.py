"""Hazard along the roads, as numbers handed in from above, and how much it weighs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from geo.errors import SettingError
from routing.courses import measure_courses
from routing.network import FloatArray, IntArray, RoadNetwork
from routing.travel import TravelModel

# Asks for hazard 0..1 at longitudes and latitudes (degrees, EPSG:4326).
HazardOf = Callable[[FloatArray, FloatArray], FloatArray]

# Places within a piece where hazard is asked; none at its ends, which roads share.
SAMPLES = np.array([0.125, 0.375, 0.625, 0.875])


@dataclass(frozen=True, slots=True, eq=False)
class EdgeHazard:
    """Hazard 0..1 along every record, in pieces of equal length.

    Parameters
    ----------
    first
        Per record: its first piece; one more entry at the end.
    mean, peak
        Per piece: mean and greatest hazard, 0..1.
    record_peak
        Per record: greatest hazard on it.

    Raises
    ------
    SettingError
        If a hazard is NaN or outside 0..1.
    """

    first: IntArray
    mean: FloatArray
    peak: FloatArray
    _summed: FloatArray = field(init=False, repr=False)
    record_peak: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for values in (self.mean, self.peak):
            if not ((values >= 0) & (values <= 1)).all():
                message = f"hazard runs from {values.min()} to {values.max()}; it must be 0 to 1"
                raise SettingError(message)
        counts = np.diff(self.first)
        summed = np.concatenate([[0.0], np.cumsum(self.mean / np.repeat(counts, counts))])
        object.__setattr__(self, "_summed", summed)
        peaks = np.maximum.reduceat(self.peak, self.first[:-1]) if len(counts) else self.peak
        object.__setattr__(self, "record_peak", peaks)

    @classmethod
    def sample(cls, network: RoadNetwork, hazard_of: HazardOf, *, piece_m: float = 500.0) -> Self:
        """Ask for hazard along every road, in one call.

        Parameters
        ----------
        network
            Roads.
        hazard_of
            Gives hazard 0..1 for longitudes and latitudes (degrees, EPSG:4326).
        piece_m
            Greatest length of a piece, metres; hazard is asked at four places in each.
        """
        length_m = network.length_m[network.first_edges()]
        counts = np.maximum(np.ceil(length_m / piece_m), 1).astype(np.int32)
        first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        record = np.repeat(np.arange(network.record_count, dtype=np.int32), counts)
        number = np.arange(first[-1]) - first[record]
        share = (number[:, None] + SAMPLES) / counts[record][:, None]
        lon, lat = measure_courses(network).positions(
            network, np.repeat(record, len(SAMPLES)), share.ravel()
        )
        hazard = np.asarray(hazard_of(lon, lat), dtype=np.float64).reshape(share.shape)
        return cls(first, hazard.mean(axis=1), hazard.max(axis=1))

    @classmethod
    def from_records(cls, network: RoadNetwork, hazard: ArrayLike) -> Self:
        """Give each record one hazard 0..1 from end to end; shape (records,)."""
        values = np.array(hazard, dtype=np.float64)
        if values.shape != (network.record_count,):
            message = f"{values.shape} hazards for {network.record_count} roads; give one for each"
            raise SettingError(message)
        return cls(np.arange(network.record_count + 1, dtype=np.int32), values, values)

    @classmethod
    def none(cls, network: RoadNetwork) -> Self:
        """No hazard anywhere."""
        return cls.from_records(network, np.zeros(network.record_count))

    def along(self, record: IntArray, share: FloatArray) -> FloatArray:
        """Integral of hazard over the share of a record's course, from 0 to `share`."""
        count = self.first[record + 1] - self.first[record]
        number = np.minimum((share * count).astype(np.int32), count - 1)
        piece = self.first[record] + number
        before = self._summed[piece] - self._summed[self.first[record]]
        integral: FloatArray = before + self.mean[piece] * (share - number / count)
        return integral

    def peak_between(self, record: int, shares: tuple[float, float]) -> float:
        """Greatest hazard on a stretch of a record's course."""
        count = int(self.first[record + 1] - self.first[record])
        start = min(int(min(shares) * count), count - 1)
        stop = max(int(np.ceil(max(shares) * count)), start + 1)
        return float(self.peak[self.first[record] + start : self.first[record] + stop].max())

    def share_above(self, record: int, shares: tuple[float, float], *, least: float) -> float:
        """Share of a record's course, within a stretch of it, whose mean hazard is at least that.

        Parameters
        ----------
        record
            The record.
        shares
            Where the stretch begins and ends, 0..1 of the course.
        least
            Hazard 0..1, inclusive.
        """
        mean = self.mean[self.first[record] : self.first[record + 1]]
        cuts = np.linspace(0.0, 1.0, len(mean) + 1).clip(min(shares), max(shares))
        return float(np.diff(cuts)[mean >= least].sum())


@dataclass(frozen=True, slots=True, eq=False)
class RiskPreference:
    """Hazard of the roads, and how much longer a drive one takes to keep out of it.

    Parameters
    ----------
    hazard
        Hazard 0..1 along every record.
    caution
        At least 0. A second at hazard 1 counts as ``1 + caution`` seconds; 0
        ignores hazard. Stated times are never changed by it.

    Raises
    ------
    SettingError
        If caution is negative or no number.
    """

    hazard: EdgeHazard
    caution: float = 0.0

    def __post_init__(self) -> None:
        if not (np.isfinite(self.caution) and self.caution >= 0):
            raise SettingError(f"caution {self.caution}: give a number of at least 0")


def exposure_of_stretch(
    travel: TravelModel, hazard: EdgeHazard, stretch: tuple[IntArray, FloatArray, FloatArray]
) -> FloatArray:
    """Integrate hazard over the driving time of stretches of edges.

    Parameters
    ----------
    travel
        Roads at one moment.
    hazard
        Hazard along every record.
    stretch
        Edges, and the shares (0..1, as driven) each is driven from and to.

    Returns
    -------
    FloatArray
        Seconds at hazard 1 that would weigh the same; shape of the edges.
    """
    edge, from_share, to_share = stretch
    record, forward = travel.network.record[edge], travel.network.forward[edge]
    low = np.where(forward, from_share, 1 - to_share)
    high = np.where(forward, to_share, 1 - from_share)
    return travel.seconds[edge] * (hazard.along(record, high) - hazard.along(record, low))


@lru_cache(maxsize=8)
def exposure_of_edges(travel: TravelModel, hazard: EdgeHazard) -> FloatArray:
    """Integrate hazard over the driving time of each edge, once for each moment and hazard."""
    edges = np.arange(travel.network.edge_count, dtype=np.int32)
    whole = np.zeros(len(edges)), np.ones(len(edges))
    exposure_s = exposure_of_stretch(travel, hazard, (edges, *whole))
    exposure_s.setflags(write=False)
    return exposure_s
