"""A long drive by slices of the day: each stretch at the speed of the clock when it is driven."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache

import numpy as np

from geo.errors import MomentError, SettingError
from routing.network import FloatArray
from routing.paths import Path
from routing.speeds import Conditions, SpeedProfile
from routing.travel import TravelModel

_MINUTE = timedelta(minutes=1)
_LONGEST_S = 31 * 24 * 3600.0


@dataclass(frozen=True, slots=True, eq=False)
class DriveSlice:
    """The part of a drive within one band and season.

    Parameters
    ----------
    conditions
        Band and season.
    begins
        When the slice begins, in the country's zone.
    seconds, length_m
        What is driven in it.
    driven
        Per edge of the path: the share of its length driven in this slice, 0..1.
    """

    conditions: Conditions
    begins: datetime
    seconds: float
    length_m: float
    driven: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class SlicedDrive:
    """A drive timed by slices of the day.

    Parameters
    ----------
    seconds
        The drive alone, foot to foot.
    start_band_s
        The same drive as if the whole of it were driven at the path's own speeds.
    slices
        In the order driven; two neighbours never have the same conditions. None on a path
        without edges.
    """

    seconds: float
    start_band_s: float
    slices: tuple[DriveSlice, ...]

    @property
    def more_s(self) -> float:
        """Seconds more (less if negative) than at the speeds the path was found with."""
        return self.seconds - self.start_band_s


def timed_by_slices(
    path: Path, travel: TravelModel, profile: SpeedProfile, *, departure: datetime, zone: tzinfo
) -> SlicedDrive:
    """Time a path by the clock: an edge is driven at the speed of the band in which one is on it.

    Where a band or the season changes on an edge, the rest of the edge is driven at the new
    speed from that instant. The speed depends on the place and the clock alone, so who leaves
    later never arrives earlier (Sung, Bell, Seong, Park 2000, "Shortest paths in a network
    with time-dependent flow speeds", European Journal of Operational Research 121).

    Parameters
    ----------
    path
        The way, found under the conditions at departure; it is kept.
    travel
        The model it was found with: its roads and who travels.
    profile
        Speeds by band and season. A ferry, with its wait, takes the same at any hour.
    departure
        When the place is left, with its zone; the drive begins after the path's `access_s`.
    zone
        The country's zone: bands and months are local.

    Returns
    -------
    SlicedDrive
        `seconds` equals the path's own where no change lies within the drive.

    Raises
    ------
    MomentError
        If `departure` carries no zone.
    SettingError
        If the drive takes more than 31 days.
    """
    if departure.utcoffset() is None:
        raise MomentError(f"{departure.isoformat()}: a time without a zone; write it with one")
    begins = departure.astimezone(UTC) + timedelta(seconds=path.access_s)
    walk = _Walk(path, travel, profile, zone)
    slices = tuple(walk.slices(begins))
    return SlicedDrive(sum(one.seconds for one in slices), path.seconds, slices)


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """A path and a clock; a position is a number of stretches: whole ones and a share."""

    path: Path
    travel: TravelModel
    profile: SpeedProfile
    zone: tzinfo

    def slices(self, begins: datetime) -> Iterator[DriveSlice]:
        """Walk from the first foot at `begins` (UTC) to the last, slice by slice."""
        stretches, here = np.arange(self.path.edge_count + 1, dtype=np.float64), 0.0
        reached_s = cache(self.reached_s)
        while here < self.path.edge_count:
            conditions = self.profile.conditions_at(begins, self.zone)
            clock_s = reached_s(conditions)
            here_s = float(np.interp(here, stretches, clock_s))
            left_s = float(clock_s[-1]) - here_s
            ends = self.change_after(begins, conditions, within_s=left_s)
            if ends is None:
                yield self.slice_of(conditions, begins, (here, stretches[-1]), seconds=left_s)
                return
            span_s = (ends - begins).total_seconds()
            there = float(np.interp(here_s + span_s, clock_s, stretches))
            yield self.slice_of(conditions, begins, (here, there), seconds=span_s)
            begins, here = ends, there

    def reached_s(self, conditions: Conditions) -> FloatArray:
        """Seconds from the start to the end of each stretch, all driven under one condition."""
        every = self.profile.edge_seconds(self.travel.network, conditions, self.travel.mode)
        share = self.path.edge_share[:, 1] - self.path.edge_share[:, 0]
        return np.concatenate([[0.0], np.cumsum(every[self.path.edges] * share)])

    def change_after(
        self, begins: datetime, conditions: Conditions, *, within_s: float
    ) -> datetime | None:
        """Give the first instant of other conditions before the drive is over, or None.

        Bands and months begin on whole minutes of the local clock: asking at each misses no
        change, and none that summer time makes.
        """
        if within_s > _LONGEST_S:
            days = within_s / 86400
            raise SettingError(f"a drive of {days:,.0f} days: check the table of speeds")
        over = begins + timedelta(seconds=within_s)
        later = begins.replace(second=0, microsecond=0) + _MINUTE
        while later < over:
            if self.profile.conditions_at(later, self.zone) != conditions:
                return later
            later += _MINUTE
        return None

    def slice_of(
        self,
        conditions: Conditions,
        begins: datetime,
        between: tuple[float, float],
        *,
        seconds: float,
    ) -> DriveSlice:
        """Measure what lies between two positions."""
        first = np.arange(self.path.edge_count)
        here, there = (np.clip(position - first, 0, 1) for position in between)
        driven = (there - here) * (self.path.edge_share[:, 1] - self.path.edge_share[:, 0])
        length_m = float((self.travel.network.length_m[self.path.edges] * driven).sum())
        return DriveSlice(conditions, begins.astimezone(self.zone), seconds, length_m, driven)
