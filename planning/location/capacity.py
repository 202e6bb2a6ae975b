"""Capacitated covering: columns that can serve only so much weight each."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csc_array, vstack

from planning.location.bounds import covering_bound
from planning.location.plans import Plan
from planning.location.problem import Capacitated, CurvePoint, Floats, Solution
from planning.location.run import PROVEN, Run
from planning.location.search import CoverSearch
from planning.location.service_formulas import capacity_program

Ints = NDArray[np.int64]
_STEPS = 200
_SHARE = 0.3  # of the time for the search


def served(problem: Capacitated, chosen: Ints) -> Floats:
    """Give the weight of each row that columns and those of ``must`` can serve together.

    Parameters
    ----------
    chosen
        Columns beside those of ``must``.

    Returns
    -------
    ndarray, shape (rows,)
        Of a way to serve as much as can be (a transport problem).
    """
    covering = problem.covering
    columns = np.concatenate([np.array(covering.must, dtype=np.int64), chosen])
    table = csc_array(covering.gives[:, columns]).tocoo()
    counts = covering.weight[table.row] > 0
    row, column = table.row[counts], table.col[counts]
    size = len(covering.weight)
    if not len(row):
        return np.zeros(size)
    ways, ones = np.arange(len(row)), np.ones(len(row))
    by_row = coo_array((ones, (row, ways)), shape=(size, len(row)))
    capacity = problem.capacity[columns]
    limited = np.flatnonzero(np.isfinite(capacity))
    by_column = coo_array((ones, (column, ways)), shape=(len(columns), len(row))).tocsr()[limited]
    found = linprog(  # type: ignore[call-overload]
        -ones,
        A_ub=vstack([by_row, by_column]),  # its stubs know no sparse matrix
        b_ub=np.concatenate([covering.weight, capacity[limited]]),
        bounds=(0, None),
        method="highs",
    )
    return np.asarray(np.bincount(row, found.x, minlength=size), dtype=np.float64)


def solve_capacitated(problem: Capacitated, run: Run) -> Solution:
    """Serve as much weight as `p` columns of limited capacity can.

    Parameters
    ----------
    problem
        What to serve.
    run
        The clock.
    """
    covering = problem.covering
    chosen, value = _search(problem, run)
    bound = min(_free_bound(problem, value, run=run), _room(problem))
    if bound - value > PROVEN * max(1.0, bound) and run.left_s:
        program, start = capacity_program(problem, chosen)
        answer = run.prove(program, start=start)
        if (found := answer.chosen(~covering.is_must)) is not None:
            worth = _weight_served(problem, found)
            if worth > value:
                chosen, value = found, worth
        if answer.status == "optimal":
            bound = value
        elif answer.bound is not None:
            bound = min(bound, answer.bound)
    plan = capacity_plan(problem, chosen)
    steps = value - sum(plan.marginal) + np.cumsum([0.0, *plan.marginal])
    is_proven = bound - value <= 1e-7 * max(1.0, abs(value))
    bound = value if is_proven else max(bound, value)
    return run.solution(
        plan,
        (value, bound, is_proven),
        unreachable=covering.unreachable,
        curve=tuple(
            CurvePoint(sites, one, bound)  # fewer columns are bound by what more are
            for sites, one in enumerate(steps.tolist())
        ),
    )


def _free_bound(problem: Capacitated, value: float, *, run: Run) -> float:
    """Bound it as if nothing had a capacity."""
    bound = covering_bound(problem.covering, value=value, steps=_STEPS).bound
    run.tell("bound", value, bound)
    return bound


def _room(problem: Capacitated) -> float:
    """Sum the most that each column can serve, of the `p` that can serve most."""
    covering = problem.covering
    alone = np.minimum(problem.capacity, np.asarray(covering.gives.T @ covering.weight).ravel())
    free = np.sort(alone[~covering.is_must])[::-1]
    return float(alone[covering.is_must].sum() + free[: covering.p].sum())


def _search(problem: Capacitated, run: Run) -> tuple[Ints, float]:
    """Add what can serve most of what is not served yet, then swap as long as that helps."""
    covering = problem.covering
    until_s = run.elapsed_s + _SHARE * run.left_s
    chosen = CoverSearch(covering, seed=run.seed).chosen
    value = _weight_served(problem, chosen)
    greedy = _filled(problem, np.empty(0, dtype=np.int64))
    worth = _weight_served(problem, greedy)
    if worth > value:
        chosen, value = greedy, worth
    run.tell("search", value, None)
    still, place = 0, 0
    while still < len(chosen) and run.elapsed_s < until_s and run.left_s:
        found = _filled(problem, np.delete(chosen, place))
        worth = _weight_served(problem, found)
        if worth > value * (1 + PROVEN):
            chosen, value, still = found, worth, 0
        else:
            still += 1
        place = (place + 1) % max(len(chosen), 1)
    return chosen, value


def _filled(problem: Capacitated, chosen: Ints) -> Ints:
    covering = problem.covering
    while len(chosen) < covering.p:
        left = covering.weight - served(problem, chosen)
        worth = np.minimum(problem.capacity, np.asarray(covering.gives.T @ left).ravel())
        worth[[*covering.must, *chosen]] = 0.0
        if covering.limits is not None:
            for one in np.flatnonzero(worth > 0).tolist():
                if not covering.limits.keeps(np.append(chosen, one)):
                    worth[one] = 0.0
        best = int(np.argmax(worth))
        if worth[best] <= PROVEN * max(1.0, float(covering.weight.sum())):
            break
        chosen = np.append(chosen, best)
    return chosen


def capacity_plan(problem: Capacitated, chosen: Ints) -> Plan:
    """Order the columns of a plan by what each can serve more than those before it.

    Parameters
    ----------
    chosen
        Columns beside those of ``must``.
    """
    left, ordered = chosen.tolist(), list[int]()
    steps = [_weight_served(problem, np.empty(0, dtype=np.int64))]
    while left:
        worth = [_weight_served(problem, np.array([*ordered, one])) for one in left]
        best = int(np.argmax(worth))
        ordered.append(left.pop(best))
        steps.append(worth[best])
    loss = [
        steps[-1] - _weight_served(problem, np.delete(ordered, place).astype(np.int64))
        for place in range(len(ordered))
    ]
    columns = np.array(ordered, dtype=np.int64)
    return Plan(columns, tuple(np.diff(steps).tolist()), tuple(loss))


def _weight_served(problem: Capacitated, chosen: Ints) -> float:
    return float(served(problem, chosen).sum())
