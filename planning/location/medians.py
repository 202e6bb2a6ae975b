"""The p-median: exchanges, a bound by priced rows, proof, and the curve."""

from dataclasses import replace

import numpy as np

from planning.location.bounds import median_bound
from planning.location.curves import monotone, sizes_around
from planning.location.exchange import MedianSearch, service_cost
from planning.location.plans import costing_plan
from planning.location.problem import CurvePoint, Medians, Solution, never_served
from planning.location.run import PROVEN, Run
from planning.location.service_formulas import median_program

_MOST_WAYS = 1_500_000
_CURVE_POINTS = 16
_CURVE_SHARE = 0.1


def solve_medians(problem: Medians, run: Run) -> Solution:
    """Serve all rows that have a way to some column, at the least weighted cost.

    Parameters
    ----------
    problem
        What to serve.
    run
        The clock.
    """
    is_way = np.isfinite(problem.cost).any(axis=1) | np.isfinite(problem.base)
    never = never_served(np.asarray(is_way), problem.weight)
    weight = problem.weight.copy()
    weight[list(never)] = 0.0
    counted = weight > 0
    asked = replace(
        problem, cost=problem.cost[counted], weight=weight[counted], standing=problem.base[counted]
    )
    search, bound, impossible = _search(asked, run.until(1.0 - _CURVE_SHARE))
    plan = costing_plan(
        (asked.cost, asked.base), search.chosen, lambda nearest: asked.weight @ nearest
    )
    value = service_cost(asked, plan.chosen)
    is_proven = np.isfinite(value) and value - bound <= PROVEN * max(1.0, abs(value))
    return run.solution(
        plan,
        (value, bound, impossible or bool(is_proven)),
        unreachable=never,
        curve=_curve(asked, run, known=CurvePoint(len(plan.chosen), value, bound)),
        is_impossible=impossible,
    )


def _search(problem: Medians, run: Run) -> tuple[MedianSearch, float, bool]:
    """Give a search, a bound, and whether no plan serves every row."""
    search = MedianSearch(problem, seed=run.seed)
    run.tell("search", search.value, None)
    while run.elapsed_s < 0.15 * run.limit_s and run.left_s and search.progressing:
        search.run(2)
    bound = median_bound(problem, value=search.value, steps=400)
    run.tell("bound", search.value, bound)
    if np.isfinite(problem.cost).sum() > _MOST_WAYS or search.value <= bound * (1 + PROVEN):
        while run.left_s and search.value > bound * (1 + PROVEN):
            search.run(2)
        return search, bound, False
    answer = run.prove(median_program(problem))
    if (found := answer.chosen(np.ones(problem.cost.shape[1], dtype=bool))) is not None:
        search.take(found)
    if answer.status == "optimal":
        return search, search.value, False
    if answer.bound is not None:
        bound = max(bound, answer.bound)
    return search, bound, answer.status == "infeasible"


def _curve(problem: Medians, run: Run, *, known: CurvePoint) -> tuple[CurvePoint, ...]:
    """Search and bound each number of sites for a moment."""
    points = {known.sites: known}
    for size in sizes_around(known.sites, problem.cost.shape[1], points=_CURVE_POINTS):
        if size in points or not run.left_s:
            continue
        smaller = replace(problem, p=size)
        value = MedianSearch(smaller, seed=run.seed).value
        points[size] = CurvePoint(size, value, median_bound(smaller, value=value, steps=60))
        run.tell("curve", value, points[size].bound)
    return monotone(list(points.values()), "least")
