"""In time: one rule for every job, inclusive, and blind to the order in which seconds were added."""

from typing import Final

SAME_S: Final = 1e-7
"""Seconds; two times nearer than this are one: sums of the same parts differ in their last digit."""


def latest_s(golden_s: float) -> float:
    """Give the last second that still counts as within the golden time.

    Whoever compares a time, a chance or a budget with the golden time compares with this.

    Examples
    --------
    >>> 0.1 + 0.2 <= 0.3, 0.1 + 0.2 <= latest_s(0.3)
    (False, True)
    """
    return golden_s + SAME_S
