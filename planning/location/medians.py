"""The p-median: exchanges, a bound by priced rows, proof, and the curve."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import median_bound
from planning.location.exact import solve_program
from planning.location.exchange import MedianSearch, service_cost
from planning.location.formulas import median_program
from planning.location.problem import CurvePoint, Medians, Solution
from planning.location.run import Run, gap_of

Ints = NDArray[np.int64]
_PROVEN = 1e-9
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
    never = unserved_rows(problem)
    weight = problem.weight.copy()
    weight[list(never)] = 0.0
    asked = Medians(problem.cost, weight, problem.p)
    search, bound, impossible = _search(asked, run.part(1.0 - _CURVE_SHARE), run)
    chosen = in_order(asked, search.chosen)
    value = service_cost(asked, chosen)
    is_proven = value - bound <= _PROVEN * max(1.0, abs(value))
    curve = _curve(asked, run, known=CurvePoint(len(chosen), value, bound))
    steps = [service_cost(asked, chosen[:k]) for k in range(len(chosen) + 1)]
    without = [service_cost(asked, np.delete(chosen, k)) for k in range(len(chosen))]
    return Solution(
        tuple(chosen.tolist()),
        value,
        value if is_proven else bound,
        0.0 if is_proven else gap_of(value, bound),
        "infeasible" if impossible else run.status(is_proven=is_proven),
        run.elapsed_s,
        marginal=tuple(
            before - after if np.isfinite(after) else 0.0 for before, after in pairwise(steps)
        ),
        loss=tuple(one - value if np.isfinite(value) else 0.0 for one in without),
        unreachable=never,
        curve=curve,
    )


def unserved_rows(problem: Medians) -> tuple[int, ...]:
    """List the rows of positive weight that have no way to any column."""
    reached = np.isfinite(problem.cost).any(axis=1)
    return tuple(np.flatnonzero(~reached & (problem.weight > 0)).tolist())


def _search(problem: Medians, part: Run, run: Run) -> tuple[MedianSearch, float, bool]:
    search = MedianSearch(problem, seed=run.seed)
    run.tell("search", search.value, None)
    while part.elapsed_s < 0.15 * part.limit_s and part.left_s and search.progressing:
        search.run(2)
    bound = median_bound(problem, value=search.value, steps=400)
    run.tell("bound", search.value, bound)
    if np.isfinite(problem.cost).sum() > _MOST_WAYS or search.value <= bound * (1 + _PROVEN):
        while part.left_s and search.value > bound * (1 + _PROVEN):
            search.run(2)
        return search, bound, False
    answer = solve_program(
        median_program(problem),
        limit_s=part.left_s,
        start=None,
        seed=run.seed,
        on_progress=lambda value, best: run.tell("exact", value, best),
        is_cancelled=run.is_cancelled,
    )
    if answer.values is not None:
        search.take(np.flatnonzero(answer.values[: problem.cost.shape[1]] > 0.5))
    if answer.status == "optimal":
        return search, search.value, False
    if answer.bound is not None:
        bound = max(bound, answer.bound)
    return search, bound, answer.status == "infeasible"


def in_order(problem: Medians, chosen: Ints) -> Ints:
    """Order columns by what each saves after those before it, the greatest first."""
    left, ordered = list(map(int, chosen)), list[int]()
    counted = problem.weight > 0
    cost, weight = problem.cost[counted], problem.weight[counted]
    most = float(cost[np.isfinite(cost)].max(initial=0.0))
    filled = np.where(np.isfinite(cost), cost, 1e5 * (most + 1.0))
    while left:
        worth = [weight @ filled[:, [*ordered, one]].min(axis=1) for one in left]
        ordered.append(left.pop(int(np.argmin(worth))))
    return np.array(ordered, dtype=np.int64)


def _curve(problem: Medians, run: Run, *, known: CurvePoint) -> tuple[CurvePoint, ...]:
    most = min(2 * problem.p, problem.cost.shape[1])
    sizes = np.unique(np.linspace(1, most, min(most, _CURVE_POINTS)).round().astype(int))
    points = {known.sites: known}
    for size in sizes.tolist():
        if size in points or not run.left_s:
            continue
        smaller = Medians(problem.cost, problem.weight, size)
        value = MedianSearch(smaller, seed=run.seed).value
        points[size] = CurvePoint(size, value, median_bound(smaller, value=value, steps=60))
        run.tell("curve", value, points[size].bound)
    ordered = [points[size] for size in sorted(points)]
    values = np.minimum.accumulate([one.value for one in ordered])
    bounds = np.maximum.accumulate([one.bound for one in ordered][::-1])[::-1]
    return tuple(
        CurvePoint(one.sites, float(value), float(min(value, bound)))
        for one, value, bound in zip(ordered, values, bounds, strict=True)
    )
