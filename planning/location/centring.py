"""The p-centre: the least radius at which `p` columns cover every row."""

import numpy as np
from numpy.typing import NDArray

from planning.location.plans import costing_plan
from planning.location.problem import (
    Centers,
    CurvePoint,
    Floats,
    Solution,
    Spanning,
    covers_within,
    never_served,
)
from planning.location.run import Run
from planning.location.spanning import fewest

Ints = NDArray[np.int64]


def solve_centers(problem: Centers, run: Run) -> Solution:
    """Bring the farthest row that has any way as near as `p` columns can.

    The answer is one of the costs on file, so it is searched by halves: at each radius the
    fewest columns that cover all are found, and shown to be the fewest (Minieka 1970).

    Parameters
    ----------
    problem
        What to serve.
    run
        The clock.
    """
    is_served = np.asarray(np.isfinite(problem.cost).any(axis=1))
    cost = problem.cost[(problem.weight > 0) & is_served]
    chosen, least = _halve(cost, problem.p, run)
    plan = costing_plan(cost, chosen, lambda nearest: nearest.max(axis=0, initial=0.0))
    value = _farthest(cost, chosen)
    is_proven = least >= value
    least = min(least, value)
    return run.solution(
        plan,
        (value, least, is_proven),
        unreachable=never_served(is_served, problem.weight),
        curve=(CurvePoint(len(plan.chosen), value, least),),
        is_impossible=is_proven and not np.isfinite(value),
    )


def _halve(cost: Floats, p: int, run: Run) -> tuple[Ints, float]:
    """Give the best columns found, and the least radius that is not shown to be too short.

    A radius at which neither is shown within its time counts as too short for the search,
    and from there on the bound stays where it is.
    """
    floor = float(cost.min(axis=1).max(initial=0.0))
    radii = np.unique(cost[np.isfinite(cost) & (cost >= floor)])
    chosen = np.argsort(cost.max(axis=0), kind="stable")[:p].astype(np.int64)
    low, high, shown = 0, len(radii), 0  # below `shown` all are too short; `high` will do
    while low < high and run.left_s:
        middle = (low + high) // 2
        within = Spanning(covers_within(cost, radii[middle]), np.ones(len(cost)))
        found, least = fewest(within, run.until(0.5))
        if len(found) <= p:
            chosen, high = found, middle
        else:
            shown = middle + 1 if least > p and shown == low else shown
            low = middle + 1
        run.tell("exact", _farthest(cost, chosen), float(radii[min(shown, len(radii) - 1)]))
    return chosen, float(radii[shown]) if shown < len(radii) else float("inf")


def _farthest(cost: Floats, chosen: Ints) -> float:
    return float(cost[:, chosen].min(axis=1, initial=np.inf).max(initial=0.0))
