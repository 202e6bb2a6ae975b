"""Set covering: the fewest columns that cover every row that can be covered."""

import numpy as np
from numpy.typing import NDArray

from planning.location.bounds import covering_bound
from planning.location.covering import covering_curve
from planning.location.plans import covering_plan
from planning.location.problem import (
    Covering,
    CurvePoint,
    Floats,
    Solution,
    Spanning,
)
from planning.location.run import Run
from planning.location.search import CoverSearch, covered_weight
from planning.location.service_formulas import spanning_program

Ints = NDArray[np.int64]
_CURVE_SHARE = 0.1


def solve_spanning(problem: Spanning, run: Run) -> Solution:
    """Cover every row with the fewest columns.

    Parameters
    ----------
    problem
        What to cover.
    run
        The clock.
    """
    weighed = Covering(problem.gives, problem.weight, problem.gives.shape[1])
    chosen, least = fewest(problem, run.until(1.0 - _CURVE_SHARE))
    plan = covering_plan(weighed, chosen)
    value = float(len(plan.chosen))
    covered = covered_weight(weighed, plan.chosen)
    return run.solution(
        plan,
        (value, float(least), least >= len(plan.chosen)),
        unreachable=weighed.unreachable,
        curve=covering_curve(weighed, run, known=CurvePoint(len(plan.chosen), covered, covered)),
    )


def fewest(problem: Spanning, run: Run) -> tuple[Ints, int]:
    """Find few columns that cover all that can be covered, and the least number there can be.

    Returns
    -------
    chosen
        Columns.
    least
        No plan has fewer.
    """
    counts = (problem.gives.sum(axis=1) > 0) & (problem.weight > 0)
    even = np.asarray(counts, dtype=np.float64)  # every row counts alike here
    chosen = _greedy(problem, even)
    chosen = _fewer(problem, even, chosen, run=run)
    least = _least(problem, even, most=len(chosen))
    run.tell("bound", float(len(chosen)), float(least))
    if least >= len(chosen) or not run.left_s:
        return chosen, least
    start = np.zeros(problem.gives.shape[1])
    start[chosen] = 1.0
    answer = run.prove(spanning_program(problem), start=start)
    found = answer.chosen(np.ones(problem.gives.shape[1], dtype=bool))
    if found is not None and len(found) < len(chosen) and _covers(problem, even, found):
        chosen = found
    if answer.bound is not None:
        least = max(least, int(np.ceil(answer.bound - 1e-6)))
    return chosen, min(least, len(chosen))


def _covers(problem: Spanning, even: Floats, chosen: Ints) -> bool:
    asked = Covering(problem.gives, even, len(chosen))
    return bool(covered_weight(asked, chosen) >= even.sum() - 0.5)


def _greedy(problem: Spanning, even: Floats) -> Ints:
    """Add the column that covers most of what is left, until nothing is; then drop the idle."""
    gives = problem.gives.tocsc()
    left, chosen = even.copy(), list[int]()
    while left.sum() > 0.5:
        chosen.append(int(np.argmax(gives.T @ left)))
        left[gives[:, [chosen[-1]]].toarray().ravel() > 0] = 0.0
    for one in chosen.copy():
        fewer = [other for other in chosen if other != one]
        if _covers(problem, even, np.array(fewer, dtype=np.int64)):
            chosen = fewer
    return np.array(chosen, dtype=np.int64)


def _fewer(problem: Spanning, even: Floats, chosen: Ints, *, run: Run) -> Ints:
    """Search for plans with one column less as long as there is one, for a third of the time."""
    until_s = run.elapsed_s + 0.3 * run.left_s
    while len(chosen) > 1:
        search = CoverSearch(Covering(problem.gives, even, len(chosen) - 1), seed=run.seed)
        rounds = 0
        while search.value < even.sum() - 0.5 and run.elapsed_s < until_s and rounds < 200:
            search.run(4)
            rounds += 4
        if search.value < even.sum() - 0.5:
            break
        chosen = search.chosen
        run.tell("search", float(len(chosen)), None)
    return chosen


def _least(problem: Spanning, even: Floats, *, most: int) -> int:
    """Count how many columns must at least be: fewer are bound to leave a row out."""
    total = float(even.sum())
    low, high = 0, most  # `low` columns are known not to do
    while high - low > 1:
        middle = (low + high) // 2
        asked = Covering(problem.gives, even, middle)
        price = covering_bound(asked, value=total - 1.0, steps=300)
        if price.bound < total - 1e-6:
            low = middle
        else:
            high = middle
    return min(low + 1, most)
