"""How many independent houses are in time for each point at each instant: plain counting."""

import numpy as np
from numpy.typing import NDArray

from geo.errors import SettingError
from planning.cover.allowance import Allowance

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
Counts = NDArray[np.uint16]
# More than any rounding of a sum of delays and travel.
_SLACK_S = 1.0


def count_in_time(travel_s: Floats, allowed: Allowance, house: Ints) -> Counts:
    """Count the houses that are in time.

    Instants that allow every facility the same are counted once, and each facility only at
    the points that it reaches in the longest time it is ever allowed.

    Parameters
    ----------
    travel_s
        Shape (points, facilities).
    allowed
        Delays and limits, shape (facilities, instants).
    house
        Number of the house of each facility, shape (facilities,).

    Returns
    -------
    ndarray of uint16, shape (instants, points)
        Houses of which any facility has ``delay_s + travel_s <= limit_s``.
    """
    both = np.concatenate([allowed.delay_s, allowed.limit_s])
    distinct, which = np.unique(both, axis=1, return_inverse=True)
    delay_s, limit_s = np.split(distinct, 2)
    counts = np.zeros((distinct.shape[1], len(travel_s)), dtype=np.uint16)
    for number in np.unique(house):
        rows = np.flatnonzero(house == number)
        mine = travel_s[:, rows], Allowance(delay_s[rows], limit_s[rows])
        (_add_one if len(rows) == 1 else _add_house)(counts, *mine)
    return counts[which.ravel()]


def count_houses(in_time: NDArray[np.bool_], house: Ints) -> Counts:
    """Count the houses of which any facility is in time.

    Parameters
    ----------
    in_time
        Shape (points, facilities).
    house
        Number of the house of each facility, shape (facilities,).

    Returns
    -------
    ndarray of uint16, shape (points,)
    """
    counts = np.zeros(len(in_time), dtype=np.uint16)
    for number in np.unique(house):
        counts += in_time[:, house == number].any(axis=1)
    return counts


def expected_help(houses: NDArray[np.uint16], busy: float) -> Floats:
    """Give the probability that one of so many independent houses is free, each busy with `busy`.

    A point with k of them in time is helped with probability ``1 - busy ** k`` (maximum
    expected covering, Daskin 1983).

    Raises
    ------
    SettingError
        If `busy` is not from 0 to 1.
    """
    if not 0 <= busy <= 1:
        raise SettingError(f"probability of being busy {busy:g}: give 0 to 1")
    return np.asarray(np.where(houses > 0, 1.0 - np.power(busy, houses, dtype=np.float64), 0.0))


def _add_one(counts: Counts, travel_s: Floats, allowed: Allowance) -> None:
    """Count a house of one facility: in the order of travel its points in time come first."""
    budget_s = allowed.budget_s[0]
    near = np.flatnonzero(travel_s[:, 0] <= budget_s.max() + _SLACK_S)
    near = near[np.argsort(travel_s[near, 0])]
    ordered_s = travel_s[near, 0]
    for instant in np.flatnonzero(budget_s >= -_SLACK_S):
        delay_s, limit_s = allowed.delay_s[0, instant], allowed.limit_s[0, instant]
        in_time = np.searchsorted(delay_s + ordered_s, limit_s, side="right")
        counts[instant, near[:in_time]] += 1


def _add_house(counts: Counts, travel_s: Floats, allowed: Allowance) -> None:
    for instant in range(len(counts)):
        in_time = allowed.delay_s[:, instant] + travel_s <= allowed.limit_s[:, instant]
        counts[instant] += in_time.any(axis=1)
