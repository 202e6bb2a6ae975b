"""How many officers and how much room would have been enough at one door."""

import math

import numpy as np
from numpy.typing import NDArray

from planning.trials.queueing import Desk, Flow, Plan, run_queues

Floats = NDArray[np.float64]


def officers_enough(desk: Desk, arriving: Floats, open_share: Floats) -> int | None:
    """Give the fewest officers with whom nobody waits longer than `Desk.wait_h` at one door.

    Room is not limited here.

    Parameters
    ----------
    desk
        How many one officer registers in an hour, and the longest wait, hours.
    arriving
        People who come in each hour, shape (hours,).
    open_share
        Share of each hour, 0..1, in which the door is open, shape (hours,).

    Returns
    -------
    int or None
        None where no number is enough: the door is shut for too long.
    """
    if arriving.sum() <= 0:
        return 0
    if desk.per_officer_hour <= 0:
        return None
    low, high = 0, 1
    while not _is_enough(desk, high, (arriving, open_share)):
        low, high = high, 2 * high
        if desk.per_officer_hour * high > 4 * arriving.sum() + 4:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if _is_enough(desk, middle, (arriving, open_share)):
            high = middle
        else:
            low = middle
    return high


def _is_enough(desk: Desk, officers: int, door: tuple[Floats, Floats]) -> bool:
    arriving, open_share = door
    served = alone(desk, officers, arriving=arriving, open_share=open_share)
    return bool(served.longest_wait_h[0] <= desk.wait_h)


def alone(desk: Desk, officers: float, *, arriving: Floats, open_share: Floats) -> Flow:
    """Run one door by itself, its room not limited.

    Parameters
    ----------
    desk
        How fast one officer is and how long people stay.
    officers
        How many there are.
    arriving, open_share
        Of each hour, shape (hours,).
    """
    column = arriving[:, np.newaxis]
    plan = Plan(leaving=column, arriving=column, open_share=open_share[:, np.newaxis])
    unlimited = Desk(officers, desk.per_officer_hour, math.inf, desk.stay_h, desk.wait_h)
    return run_queues([unlimited], plan, lambda _hour, _door: ())
