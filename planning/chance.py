"""How sure a time is: sums and minima of uncertain times, computed numerically."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtr

from planning.golden import SAME_S, latest_s

Floats = NDArray[np.float64]
# A cell holds at most this share of the widest part, hence of the sum: no density is higher
# than the lowest peak of its parts.
_CELL_SHARE = 0.002
_MOST_CELLS = 2**17
# A lognormal part is cut where one in 2000 is beyond, at either end.
_TAIL = 3.3
_NODES = 512


@dataclass(frozen=True, slots=True)
class Part:
    """One uncertain part of a time.

    Parameters
    ----------
    median_s
        Seconds that are exceeded half of the time; 0 or more.
    spread
        Standard deviation of the logarithm (a lognormal part); 0 for a fixed part.
    """

    median_s: float
    spread: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class TimeSpread:
    """The distribution of a time: straight lines between points, upright where a time is certain.

    Parameters
    ----------
    time_s
        Seconds, ascending, shape (points,); a time stands twice where the probability jumps.
    reached
        Probability that the time is that or less, 0 at the first point and 1 at the last.
    """

    time_s: Floats
    reached: Floats

    def percentile(self, share: float) -> float:
        """Seconds that are not exceeded with probability `share` (0..1); never below 0."""
        return max(0.0, float(self.percentiles(np.array([share]))[0]))

    def percentiles(self, shares: Floats) -> Floats:
        """Seconds that are not exceeded with each probability, as they are."""
        right = np.clip(np.searchsorted(self.reached, shares), 1, len(self.reached) - 1)
        rise = self.reached[right] - self.reached[right - 1]
        part = (shares - self.reached[right - 1]) / np.where(rise > 0, rise, 1.0)
        width_s = self.time_s[right] - self.time_s[right - 1]
        return np.asarray(self.time_s[right - 1] + np.clip(part, 0, 1) * width_s)

    def chance_within(self, limit_s: float) -> float:
        """Probability that the time is `limit_s` or less."""
        return float(self.reached_at(np.array([latest_s(limit_s)]))[0])

    def reached_at(self, times_s: Floats, *, before: bool = False) -> Floats:
        """Probability that the time is each of `times_s` or less; with `before`, only less."""
        found = np.searchsorted(self.time_s, times_s, "left" if before else "right")
        right = np.clip(found, 1, len(self.time_s) - 1)
        begin_s, end_s = self.time_s[right - 1], self.time_s[right]
        part = (times_s - begin_s) / np.where(end_s > begin_s, end_s - begin_s, 1.0)
        is_past = times_s > end_s if before else times_s >= end_s
        part = np.where(is_past, 1.0, np.clip(part, 0.0, 1.0))
        rise = self.reached[right] - self.reached[right - 1]
        return np.asarray(self.reached[right - 1] + part * rise)


def sum_of_parts(parts: Sequence[Part], *, position_errors_s: Sequence[float] = ()) -> TimeSpread:
    """Give the distribution of the sum of independent parts.

    Sums of lognormals have no closed form; the masses of the parts are convolved on one
    grid by the fast Fourier transform. Each part is cut to where it lies, and the grid is as
    fine as the widest of them asks, so that any scale is as exact as another.

    Parameters
    ----------
    parts
        Lognormal and fixed parts, seconds.
    position_errors_s
        Each place itself may be so many seconds nearer or further (uniform).

    Examples
    --------
    >>> fixed = sum_of_parts([Part(600.0), Part(300.0)])
    >>> round(fixed.percentile(0.5)), fixed.chance_within(900.0), fixed.chance_within(899.0)
    (900, 1.0, 0.0)
    """
    shapes: list[_Lognormal | _Uniform] = [
        *(_Lognormal(part.median_s, part.spread) for part in parts),
        *(_Uniform(error_s) for error_s in position_errors_s),
    ]
    uncertain = [shape for shape in shapes if shape.range_s > 10 * SAME_S]
    certain_s = sum(shape.middle_s for shape in shapes if shape not in uncertain)
    if not uncertain:
        return TimeSpread(np.full(2, certain_s), np.array([0.0, 1.0]))
    whole_s = sum(shape.range_s for shape in uncertain)
    step_s = max(_CELL_SHARE * max(shape.width_s for shape in uncertain), whole_s / _MOST_CELLS)
    masses = [shape.masses(step_s) for shape in uncertain]
    count = sum(len(mass) - 1 for mass in masses) + 1
    size = next_fast_len(count, real=True)
    spectrum = np.prod([rfft(mass, size) for mass in masses], axis=0)
    reached = np.cumsum(np.clip(irfft(spectrum, size)[:count], 0.0, None))
    begin_s = certain_s + sum(shape.low_s for shape in uncertain)
    edges_s = begin_s + (np.arange(count + 1, dtype=np.float64) - 0.5) * step_s
    return TimeSpread(
        np.asarray(edges_s, dtype=np.float64), np.concatenate([[0.0], reached / reached[-1]])
    )


@dataclass(frozen=True, slots=True)
class _Lognormal:
    """Where a lognormal part lies: its ends, and the width of a box as high as its peak."""

    middle_s: float
    spread: float

    @property
    def low_s(self) -> float:
        return float(self.middle_s * np.exp(-_TAIL * self.spread))

    @property
    def range_s(self) -> float:
        return float(self.middle_s * np.exp(_TAIL * self.spread)) - self.low_s

    @property
    def width_s(self) -> float:
        peak = np.exp(self.spread**2 / 2) / (self.spread * np.sqrt(2 * np.pi))
        return float(self.middle_s / peak)

    def masses(self, step_s: float) -> Floats:
        edges_s = _edges(self.low_s, self.range_s, step_s)
        return _between(ndtr(np.log(edges_s / self.middle_s) / self.spread))


@dataclass(frozen=True, slots=True)
class _Uniform:
    """Where the error of a place lies."""

    error_s: float
    middle_s: float = 0.0

    @property
    def low_s(self) -> float:
        return -self.error_s

    @property
    def range_s(self) -> float:
        return 2 * self.error_s

    @property
    def width_s(self) -> float:
        return 2 * self.error_s

    def masses(self, step_s: float) -> Floats:
        edges_s = _edges(self.low_s, self.range_s, step_s)
        return _between((edges_s + self.error_s) / self.range_s)


def _edges(low_s: float, range_s: float, step_s: float) -> Floats:
    """Give the inner edges of cells around `low_s`, `low_s + step_s`, ... up to the end."""
    cells = np.arange(int(np.ceil(range_s / step_s)), dtype=np.float64)
    return np.asarray(low_s + (cells + 0.5) * step_s, dtype=np.float64)


def _between(reached: Floats) -> Floats:
    """Give the mass of each cell; the first and last hold what lies beyond them."""
    share = np.clip(reached, 0.0, 1.0)
    return np.asarray(np.diff(share, prepend=0.0, append=1.0), dtype=np.float64)


def chance_before(one: TimeSpread, other: TimeSpread) -> float:
    """Probability that `one` of two independent times is the earlier; a tie counts half.

    What delays both alike (the call is answered once) changes nothing: leave it out of both.

    Examples
    --------
    >>> fixed = sum_of_parts([Part(60.0)])
    >>> chance_before(fixed, fixed), chance_before(fixed, sum_of_parts([Part(61.0)]))
    (0.5, 1.0)
    """
    _, mine, theirs = _on_common_points(one, other)
    return float(np.sum(np.diff(mine) * (1 - (theirs[1:] + theirs[:-1]) / 2)))


def first_of(one: TimeSpread, other: TimeSpread) -> TimeSpread:
    """Give the distribution of the earlier of two independent times.

    Times of two units are independent only without their common parts: take the earlier of
    what each has for itself, and add the common part with `added`.
    """
    time_s, mine, theirs = _on_common_points(one, other)
    reached = 1 - (1 - mine) * (1 - theirs)
    return TimeSpread(time_s, reached)


def added(one: TimeSpread, other: TimeSpread) -> TimeSpread:
    """Give the distribution of the sum of two independent times of any shape.

    Each is stood for by times of equal probability; all their sums are put in order. The
    probability is right to 1/512, whatever the shapes: jumps and very unlike widths too.
    """
    nodes = (np.arange(_NODES) + 0.5) / _NODES
    sums = np.sort(np.add.outer(one.percentiles(nodes), other.percentiles(nodes)), axis=None)
    return TimeSpread(sums, np.linspace(0.0, 1.0, len(sums)))


def chance_of_sum(one: TimeSpread, other: TimeSpread, limit_s: float) -> float:
    """Probability that the sum of two independent times is `limit_s` or less.

    Parameters
    ----------
    one
        Stood for by times of equal probability: it should be the smoother one.
    other
        Taken as it is, jumps and all.
    limit_s
        Seconds, inclusive.
    """
    nodes = (np.arange(_NODES) + 0.5) / _NODES
    left_s = latest_s(limit_s) - one.percentiles(nodes)
    return float(np.mean(other.reached_at(left_s)))


def _on_common_points(one: TimeSpread, other: TimeSpread) -> tuple[Floats, Floats, Floats]:
    """Give both probabilities at the points of either, each before and after a jump there."""
    points_s = np.unique(np.concatenate([one.time_s, other.time_s]))
    both = [
        np.column_stack([each.reached_at(points_s, before=True), each.reached_at(points_s)]).ravel()
        for each in (one, other)
    ]
    return np.repeat(points_s, 2), both[0], both[1]
