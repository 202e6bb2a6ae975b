"""Maximal covering, backup and expected covering: search, bound, proof, and the curve."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import Price, covering_bound
from planning.location.curves import monotone, sizes_around
from planning.location.formulas import covering_program
from planning.location.plans import covering_plan
from planning.location.problem import Covering, CurvePoint, Solution
from planning.location.run import PROVEN, Run
from planning.location.search import CoverSearch, covered_weight

Ints = NDArray[np.int64]
_CURVE_POINTS = 24
_STEPS = 100  # of the bound, between looks at the clock
_STALLED = 0.01  # part of the gap that so many steps must close to go on
_BETWEEN_S = 0.03  # of search, between stretches of the bound
_BOUND_SHARE = 0.4  # of the time, before the exact solver
_MOST_ENTRIES = 1_500_000  # of a matrix that the exact solver can do anything with in time
_CURVE_SHARE = 0.1


def solve_covering(problem: Covering, run: Run) -> Solution:
    """Cover as much weight as `p` columns can.

    Parameters
    ----------
    problem
        What to cover.
    run
        The clock.
    """
    search, bound = _search(problem, run.until(1.0 - _CURVE_SHARE))
    plan = covering_plan(problem, search.chosen)
    value = covered_weight(problem, plan.chosen)
    is_proven = bound - value <= PROVEN * max(1.0, abs(value))
    bound = value if is_proven else bound
    curve = covering_curve(problem, run, known=CurvePoint(len(plan.chosen), value, bound))
    return run.solution(
        plan, (value, bound, is_proven), unreachable=problem.unreachable, curve=curve
    )


def _search(problem: Covering, run: Run) -> tuple[CoverSearch, float]:
    """Search for a plan, and give with it what no plan covers more than."""
    search = CoverSearch(problem, seed=run.seed)
    run.tell("search", search.value, None)
    most = _ceiling(problem)
    price = covering_bound(problem, value=search.value, steps=_STEPS)
    is_small = problem.gives.nnz <= _MOST_ENTRIES
    until_s = run.elapsed_s + (_BOUND_SHARE if is_small else 1.0) * run.left_s
    bound, is_moving = min(most, price.bound), True
    while run.elapsed_s < until_s and run.left_s and not _is_met(search, bound):
        before = price.bound
        _shake(search, run, until_s=run.elapsed_s + _BETWEEN_S, most=bound)
        if is_moving:
            price = covering_bound(problem, value=search.value, steps=_STEPS, price=price)
            bound = min(bound, price.bound)
            run.tell("bound", search.value, bound)
            is_moving = before - price.bound > _STALLED * (price.bound - search.value)
        elif is_small:
            break
    if is_small and run.left_s and not _is_met(search, bound):
        bound = min(bound, _proof(problem, search, price, run=run))
    _shake(search, run, until_s=run.limit_s, most=bound)
    return search, max(bound, search.value)


def _is_met(search: CoverSearch, bound: float) -> bool:
    return bound - search.value <= PROVEN * abs(bound)


def _shake(search: CoverSearch, run: Run, *, until_s: float, most: float) -> None:
    while run.elapsed_s < until_s and run.left_s and search.value < most * (1 - PROVEN):
        search.run(4)


def _ceiling(problem: Covering) -> float:
    """Give what all columns together cover."""
    return covered_weight(problem, np.flatnonzero(~problem.is_must))


def _proof(problem: Covering, search: CoverSearch, price: Price, *, run: Run) -> float:
    """Bound by HiGHS over the columns that can be in a better plan; it may find that plan."""
    value = search.value
    may, must = price.kept(problem.p, value)
    program, start = covering_program(problem, search.chosen, may=may, must=must)
    answer = run.prove(program, start=start, meanwhile=lambda: search.run(1))
    if (found := answer.chosen(~problem.is_must)) is not None:
        search.take(found)
    if answer.status == "infeasible":
        return max(value, search.value)
    if answer.bound is None:
        return np.inf
    exact = answer.bound
    if answer.status == "optimal":
        # HiGHS stops at a relative gap of its tolerance; what is left is rounding.
        exact = min(exact, max(value, answer.objective or value))
    return max(value, exact)


def covering_curve(problem: Covering, run: Run, *, known: CurvePoint) -> tuple[CurvePoint, ...]:
    """Search and bound each number of sites for a moment, as long as there is time.

    Parameters
    ----------
    problem
        What is covered; its `p` is not asked.
    run
        The clock.
    known
        The point of a plan that is known.
    """
    nothing = covered_weight(problem, np.empty(0, dtype=np.int64))
    points = {0: CurvePoint(0, nothing, nothing), known.sites: known}
    ceiling = _ceiling(problem)
    free = int((~problem.is_must).sum())
    for size in sizes_around(known.sites, free, points=_CURVE_POINTS):
        if size in points or not run.left_s:
            continue
        smaller = replace(problem, p=size)
        search = CoverSearch(smaller, seed=run.seed)
        search.run(6)
        bound = min(covering_bound(smaller, value=search.value, steps=60).bound, ceiling)
        points[size] = CurvePoint(size, search.value, max(bound, search.value))
        run.tell("curve", search.value, bound)
    return monotone(list(points.values()), "most")
