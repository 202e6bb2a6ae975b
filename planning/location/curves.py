"""The curve of sites against cover or cost: which sizes are tried, and where its knee is."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from planning.location.problem import CurvePoint


def sizes_around(sites: int, most: int, *, points: int) -> list[int]:
    """Give numbers of sites from 1 to twice a plan's, evenly apart, at most so many.

    Parameters
    ----------
    sites
        Of the plan.
    most
        Number of columns there are to choose from.
    points
        Most sizes.
    """
    last = min(max(2 * sites, 1), most)
    return sorted({round(size) for size in np.linspace(1, last, min(last, points)).tolist()})


def monotone(points: Sequence[CurvePoint], aim: Literal["most", "least"]) -> tuple[CurvePoint, ...]:
    """Make a curve what it is: more sites are never worse, and fewer are never better.

    Parameters
    ----------
    points
        Each with a plan's value and a bound on any.
    aim
        Whether values are to be great or small.
    """
    sign = 1.0 if aim == "most" else -1.0
    ordered = sorted(points, key=lambda one: one.sites)
    values = np.maximum.accumulate([sign * one.value for one in ordered])
    bounds = np.minimum.accumulate([sign * one.bound for one in ordered][::-1])[::-1]
    return tuple(
        CurvePoint(one.sites, float(sign * value), float(sign * max(value, bound)))
        for one, value, bound in zip(ordered, values, bounds, strict=True)
    )


def knee(curve: Sequence[CurvePoint]) -> int | None:
    """Give the number of sites after which each further one buys clearly less.

    It is the point farthest from the chord between the ends of the curve, both axes scaled to
    0..1 (Satopää et al. 2011).

    Returns
    -------
    int or None
        None where the curve has no such point: fewer than three, or a straight line.

    Examples
    --------
    >>> knee([CurvePoint(k, v, v) for k, v in enumerate([0.0, 6.0, 9.0, 9.5, 10.0])])
    2
    """
    known = [one for one in curve if np.isfinite(one.value)]
    if len(known) < 3 or known[0].value == known[-1].value:
        return None
    sites = np.array([one.sites for one in known], dtype=np.float64)
    values = np.array([one.value for one in known])
    along = (sites - sites[0]) / (sites[-1] - sites[0])
    up = (values - values[0]) / (values[-1] - values[0])
    best = int(np.argmax(up - along))
    return known[best].sites if up[best] - along[best] > 1e-9 else None
