"""The p-centre: the least radius at which `p` columns cover every row."""

from dataclasses import replace

import numpy as np

from planning.location.exchange import MedianSearch
from planning.location.plans import costing_plan
from planning.location.problem import (
    Centers,
    Covering,
    CurvePoint,
    Medians,
    Solution,
    Spanning,
    Target,
    covers_within,
    never_served,
)
from planning.location.run import Run
from planning.location.scarcity import Ints
from planning.location.spanning import fewest
from planning.location.target import solve_target

_FREE_SHARE = 0.4  # of the time for the bound without limits


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
    is_served = np.asarray(np.isfinite(problem.cost).any(axis=1) | np.isfinite(problem.base))
    counted = (problem.weight > 0) & is_served
    cost, base = problem.cost[counted], problem.base[counted]
    asked = replace(problem, cost=cost, weight=np.ones(len(cost)), standing=base)
    chosen, least = _halve(asked, run)
    plan = costing_plan((cost, base), chosen, lambda nearest: nearest.max(axis=0, initial=0.0))
    value = _farthest(asked, chosen)
    is_proven = least >= value
    least = min(least, value)
    return run.solution(
        plan,
        (value, least, is_proven),
        unreachable=never_served(is_served, problem.weight),
        curve=(CurvePoint(len(plan.chosen), value, least),),
        is_impossible=is_proven and not np.isfinite(value),
    )


def _halve(problem: Centers, run: Run) -> tuple[Ints, float]:
    """Give the best columns found, and the least radius that is not shown to be too short.

    A radius at which neither is shown within its time counts as too short for the search,
    and from there on the bound stays where it is.
    """
    cost, p = problem.cost, problem.p
    floor = float(np.minimum(cost.min(axis=1), problem.base).max(initial=0.0))
    radii = np.unique(np.append(cost.ravel(), problem.base))
    radii = radii[np.isfinite(radii) & (radii >= floor)]
    chosen = _first(problem)
    shown = 0  # below it all are too short; `high` will do
    if problem.limits is not None:  # what is too short with no limits is so with them
        _, bound = _halve(replace(problem, limits=None), run.until(_FREE_SHARE))
        shown = int(np.searchsorted(radii, bound))
    low, high = shown, len(radii)
    while low < high and run.left_s:
        middle = (low + high) // 2
        found, least = _within(problem, radii[middle], run.until(0.5))
        if len(found) <= p and _farthest(problem, found) <= radii[middle]:
            chosen, high = found, middle
        else:
            shown = middle + 1 if least > p and shown == low else shown
            low = middle + 1
        run.tell("exact", _farthest(problem, chosen), float(radii[min(shown, len(radii) - 1)]))
    return chosen, float(radii[shown]) if shown < len(radii) else float("inf")


def _first(problem: Centers) -> Ints:
    """Give a plan that keeps the limits."""
    if problem.limits is None:
        order = np.argsort(problem.cost.max(axis=0), kind="stable")
        return order[: problem.p].astype(np.int64)
    asked = Medians(problem.cost, problem.weight, problem.p, problem.limits, problem.standing)
    return MedianSearch(asked).chosen


def _within(problem: Centers, radius: float, run: Run) -> tuple[Ints, float]:
    """Give few columns that cover all within a radius, if any do, and the fewest there can be."""
    is_left = problem.base > radius
    if not is_left.any():
        return np.empty(0, dtype=np.int64), 0.0
    gives = covers_within(problem.cost[is_left], radius)
    weight = problem.weight[is_left]
    if problem.limits is None:
        return fewest(Spanning(gives, weight), run)
    covering = Covering(gives, weight, problem.p, limits=problem.limits)
    answer = solve_target(Target(covering, float(len(weight))), run)
    least = np.inf if answer.status == "infeasible" else answer.bound
    return np.array(answer.chosen, dtype=np.int64), float(least)


def _farthest(problem: Centers, chosen: Ints) -> float:
    nearest = problem.cost[:, chosen].min(axis=1, initial=np.inf)
    return float(np.minimum(nearest, problem.base).max(initial=0.0))
