"""How sure a time is: the distribution of a sum of uncertain parts, by numerical convolution."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtr

Floats = NDArray[np.float64]
_CELLS = 4096
_TAIL = 4.5


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


@dataclass(frozen=True, slots=True)
class TimeSpread:
    """The distribution of a time, as masses on a regular grid.

    Parameters
    ----------
    step_s
        Width of a cell, seconds.
    start_s
        Middle of the first cell, seconds.
    mass
        Probability of each cell, shape (cells,); sums to 1.
    """

    step_s: float
    start_s: float
    mass: Floats

    def percentile(self, share: float) -> float:
        """Seconds that are not exceeded with probability `share` (0..1)."""
        reached = np.cumsum(self.mass)
        cell = int(np.searchsorted(reached, share * reached[-1]))
        below = reached[cell - 1] if cell else 0.0
        inside = (share * reached[-1] - below) / self.mass[cell] if self.mass[cell] else 0.5
        return max(0.0, float(self.start_s + (cell - 0.5 + inside) * self.step_s))

    def chance_within(self, limit_s: float) -> float:
        """Probability that the time is `limit_s` or less."""
        edges = self.start_s + (np.arange(len(self.mass) + 1) - 0.5) * self.step_s
        reached = np.concatenate([[0.0], np.cumsum(self.mass)])
        return float(np.clip(np.interp(limit_s, edges, reached), 0.0, 1.0))


def sum_of_parts(parts: Sequence[Part], *, position_error_s: float = 0.0) -> TimeSpread:
    """Give the distribution of the sum of independent parts.

    Sums of lognormals have no closed form; the masses of the parts are convolved on one
    grid by the fast Fourier transform.

    Parameters
    ----------
    parts
        Lognormal and fixed parts, seconds.
    position_error_s
        The place itself may be this many seconds nearer or further (uniform).

    Examples
    --------
    >>> fixed = sum_of_parts([Part(600.0), Part(300.0)])
    >>> round(fixed.percentile(0.5)), fixed.chance_within(1000.0), fixed.chance_within(800.0)
    (900, 1.0, 0.0)
    """
    fixed_s = sum(part.median_s for part in parts if not part.spread)
    uncertain = [part for part in parts if part.spread and part.median_s > 0]
    reach_s = sum(part.median_s * np.exp(_TAIL * part.spread) for part in uncertain)
    reach_s += 2 * position_error_s
    step_s = max(reach_s / _CELLS, 1e-3)
    size = next_fast_len(2 * _CELLS, real=True)
    spectrum = np.ones(size // 2 + 1, dtype=np.complex128)
    for part in uncertain:
        spectrum *= rfft(_lognormal_mass(part, step_s=step_s), size)
    if position_error_s > 0:
        spectrum *= rfft(_uniform_mass(2 * position_error_s, step_s=step_s), size)
    mass = np.clip(irfft(spectrum, size), 0.0, None)
    return TimeSpread(step_s, fixed_s - position_error_s, mass / mass.sum())


def _lognormal_mass(part: Part, *, step_s: float) -> Floats:
    edges = np.maximum((np.arange(_CELLS + 1) - 0.5) * step_s, 1e-9)
    reached = ndtr(np.log(edges / part.median_s) / part.spread)
    return np.diff(reached)


def _uniform_mass(width_s: float, *, step_s: float) -> Floats:
    edges = np.clip((np.arange(_CELLS + 1) - 0.5) * step_s, 0.0, width_s)
    return np.asarray(np.diff(edges) / width_s, dtype=np.float64)
