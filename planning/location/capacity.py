"""Capacitated covering: columns that can serve only so much weight each."""

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import covering_bound
from planning.location.greedy import lazily
from planning.location.plans import Plan
from planning.location.problem import Capacitated, CurvePoint, Floats, Solution
from planning.location.run import PROVEN, Run
from planning.location.search import CoverSearch
from planning.location.service_formulas import capacity_program
from planning.location.serving import Serving

Ints = NDArray[np.int64]
_STEPS = 200
_SHARE = 0.3  # of the time for the search
_LAST_SHARE = 0.1  # of the time for looking at the plan site by site


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
    serving = Serving(problem, chosen)
    serving.take(chosen)
    return np.asarray(problem.covering.weight - serving.left)


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
        early = run.until(1.0 - _LAST_SHARE)
        program, start = capacity_program(problem, chosen)
        answer = early.prove(program, start=start)
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
    start = Serving(problem)
    greedy = _filled(problem, start, np.empty(0, dtype=np.int64))
    worth = _weight_served(problem, greedy)
    if worth > value:
        chosen, value = greedy, worth
    run.tell("search", value, None)
    still, place = 0, 0
    while still < len(chosen) and run.elapsed_s < until_s and run.left_s:
        found = _filled(problem, start, np.delete(chosen, place))
        worth = _weight_served(problem, found)
        if worth > value * (1 + PROVEN):
            chosen, value, still = found, worth, 0
        else:
            still += 1
        place = (place + 1) % max(len(chosen), 1)
    return chosen, value


def _filled(problem: Capacitated, start: Serving, chosen: Ints) -> Ints:
    covering, serving = problem.covering, start.copy()
    serving.take(chosen)
    while len(chosen) < covering.p:
        most = np.asarray(covering.gives.T @ serving.left).ravel()
        worth = np.minimum(problem.capacity, most)
        worth[[*covering.must, *chosen]] = 0.0
        if covering.limits is not None:
            for one in np.flatnonzero(worth > 0).tolist():
                if not covering.limits.keeps(np.append(chosen, one)):
                    worth[one] = 0.0
        best = int(np.argmax(worth))
        if worth[best] <= PROVEN * max(1.0, float(covering.weight.sum())):
            break
        serving.add(best)
        chosen = np.append(chosen, best)
    return chosen


def capacity_plan(problem: Capacitated, chosen: Ints) -> Plan:
    """Order the columns of a plan by what each can serve more than those before it.

    Parameters
    ----------
    chosen
        Columns beside those of ``must``.
    """
    serving = Serving(problem, chosen)
    ordered, marginal = list[int](), list[float]()
    for one, _ in lazily(chosen, serving.more):
        ordered.append(one)
        marginal.append(serving.add(one))
    columns = np.array(ordered, dtype=np.int64)
    total = _weight_served(problem, columns)
    loss = [
        max(total - _weight_served(problem, np.delete(columns, place)), 0.0)
        for place in range(len(columns))
    ]
    return Plan(columns, tuple(marginal), tuple(loss))


def _weight_served(problem: Capacitated, chosen: Ints) -> float:
    return float(served(problem, chosen).sum())
